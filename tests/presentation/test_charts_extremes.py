"""Charts of tables at their limits: long names, many years, many codes, values without a year."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from toolkit.presentation.charts import (
    draw_composition,
    draw_correction,
    draw_coverage,
    draw_emphasis,
    draw_trend,
)
from toolkit.presentation.charts_problems import draw_problem_trend, draw_wording
from toolkit.presentation.charts_quality import draw_specification_curve
from toolkit.presentation.describing import cells_of
from toolkit.presentation.saving import alt_text, save_figure
from toolkit.presentation.tilemap import draw_tile_map

LONG = "积石山保安族东乡族撒拉族自治县"


def shares(codes: list[str], years: list[int], **columns: object) -> pd.DataFrame:
    rows = [(code, year, 1 / len(codes)) for code in codes for year in years]
    return pd.DataFrame(rows, columns=["category", "year", "value"]).assign(**columns)


def ticks(axis: Any) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]


def overlaps(texts: list[Any]) -> list[tuple[str, str]]:
    """Pairs of texts that cover one another, as they are drawn."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text()]
    return [
        (one, other)
        for place, (one, box) in enumerate(boxes)
        for other, under in boxes[place + 1 :]
        if box.padded(-1).overlaps(under.padded(-1))
    ]


@pytest.mark.parametrize("width", ["one-column", "two-column"])
def test_long_names_of_regions_leave_room_for_the_numbers(width: str) -> None:
    codes = [f"B{n}" for n in range(10)]
    table = pd.concat([shares(codes, [2022], region=f"{LONG}{n}") for n in range(5)])
    axes = draw_emphasis(table, labels={}, width=width)
    axes.figure.draw_without_rendering()
    assert overlaps([*axes.texts, *axes.get_yticklabels()]) == []
    years = pd.concat([
        pd.DataFrame({"region": f"{LONG}{n}", "year": range(2005, 2025)}) for n in range(5)
    ])  # fmt: skip
    grid = draw_coverage(years.assign(year_to=pd.NA), width=width)
    grid.figure.draw_without_rendering()
    assert overlaps([*grid.texts, *grid.get_yticklabels()]) == []


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        (range(2018, 2019), ["2018"]),
        (range(2018, 2022), ["2018", "2019", "2020", "2021"]),
        (range(2016, 2024), ["2016", "2018", "2020", "2022"]),
        (range(2003, 2023), ["2005", "2010", "2015", "2020"]),
        (range(1999, 2026), ["2000", "2010", "2020"]),
    ],
)
def test_ticks_stand_at_whole_years_at_equal_steps(years: range, shown: list[str]) -> None:
    figure = draw_trend(shares(["A1"], list(years)), labels={})
    assert ticks(figure.axes[0].xaxis) == shown


@pytest.mark.parametrize(("count", "coded"), [(4, True), (20, False)])
def test_codes_stand_in_bars_that_they_fit_into(count: int, coded: bool) -> None:
    table = shares(["A1", "A2"], list(range(2005, 2005 + count)))
    axes = draw_composition(table, labels={}, width="one-column")
    assert any(text.get_text() for text in axes.texts) == coded


def test_a_correction_of_shares_without_a_year_is_drawn_and_told() -> None:
    table = shares(["A1", "A2"], [2020]).assign(year=pd.NA)
    both = pd.concat([table.assign(method="count"), table.assign(method="corrected", value=0.4)])
    figure = draw_correction(both, labels={}, language="en")
    assert "A1: Count 50.0%, Corrected 40.0%." in alt_text(figure)
    drawn = {line.get_label(): line.get_ydata().tolist() for line in figure.axes[0].lines}
    # The first of the legend stands above.
    assert drawn["Count"][0] < drawn["Corrected"][0]


def test_types_of_problems_stand_in_the_order_of_their_list_the_rest_last() -> None:
    table = shares(["other", "effect", "awareness"], [2020, 2021], measure="type")
    figure = draw_problem_trend(table, language="en")
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["Awareness", "Effect", "Other"]


def test_ticks_of_words_reach_to_the_ends_of_their_intervals() -> None:
    table = pd.DataFrame({"group": "2016", "term": ["放管服", LONG], "log_odds": [0.4, 0.2],
                          "low": [0.1, 0.1], "high": [2.9, 0.3]})  # fmt: skip
    (axes,) = draw_wording(table, width="one-column").axes
    assert max(axes.get_xticks()) >= 2
    widest = max(cells_of(line) for name in ticks(axes.yaxis) for line in name.split("\n"))
    assert widest < cells_of(LONG)
    assert LONG in alt_text(axes.figure)


def test_choices_of_several_sections_are_told_in_one_language() -> None:
    table = pd.DataFrame({"value": [0.01, 0.02], "sections": ["work", "work, intro"]})
    above, below = draw_specification_curve(table).axes
    assert ticks(below.yaxis) == ["篇章：工作", "工作、引言"]
    # What is estimated need not be a share.
    assert above.get_ylabel() == "估计值（百分点）"
    slopes = draw_specification_curve(table.assign(measure="change per year"), language="en")
    assert slopes.axes[0].get_ylabel() == "Change per year (percentage points)"


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        ({"category": "A4", "scheme": "outline-2015"}, "A4 行政执法：占比（%）"),
        ({}, "占比（%）"),
    ],
)
def test_a_map_names_its_category(facts: dict[str, str], title: str) -> None:
    table = pd.DataFrame({"region": ["云南", "贵州"], "value": [0.1, 0.2]}).assign(**facts)
    assert draw_tile_map(table).get_title(loc="left") == title


def test_a_saved_figure_may_be_changed_and_finds_its_layout_anew(tmp_path: Any) -> None:
    figure = draw_trend(shares(["A1"], [2019, 2020]), labels={})
    engine = figure.get_layout_engine()
    save_figure(figure, tmp_path / "once")
    assert figure.get_layout_engine() is engine
    before = figure.axes[0].get_position().width
    figure.axes[0].set_ylabel("a label\nof several\nlines")
    save_figure(figure, tmp_path / "again")
    assert figure.axes[0].get_position().width < before
