"""Charts: the lines, labels and numbers that they hold, and the files made of them."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest

from toolkit.errors import MissingFontError, TableError, ToolkitError
from toolkit.presentation.charts import (
    draw_agenda_distance,
    draw_change,
    draw_composition,
    draw_correction,
    draw_coverage,
    draw_emphasis,
    draw_trend,
)
from toolkit.presentation.charts_problems import draw_problems
from toolkit.presentation.describing import category_labels, wrap
from toolkit.presentation.fonts import FontFile, packaged_fonts
from toolkit.presentation.saving import alt_text
from toolkit.presentation.styles import new_figure, set_font, texts_of

ZH = {"A1": "政府职能", "A2": "制度体系", "A3": "行政决策"}
EN = {"A1": "Government functions", "A2": "Rule-making", "A3": "Decision-making"}
YEARS = range(2015, 2021)
LATIN = FontFile(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


def by_year(*, bounds: bool = True, codes: tuple[str, ...] = ("A2", "A1", "A3")) -> pd.DataFrame:
    """Invented shares: A1 rises from 10 to 20 percent, the others stand."""
    rows = [
        {"category": code, "year": year, "value": 0.1 + 0.02 * (year - 2015) * (code == "A1")}
        for code in codes
        for year in YEARS
    ]
    table = pd.DataFrame(rows).assign(region=None, confidence=0.95).astype({"year": "Int64"})
    width = 0.03 if bounds else math.nan
    return table.assign(low=table["value"] - width, high=table["value"] + width)


def by_region(count: int = 2) -> pd.DataFrame:
    rows = [
        {"category": code, "region": f"第{place}县", "value": share, "n_documents": place}
        for place in range(count)
        for code, share in (("A1", 0.4), ("A2", 0.1), ("A3", 0.5))
    ]
    return pd.DataFrame(rows).assign(year=pd.NA)


def line(ax: Any) -> Any:
    return next(found for found in ax.lines if found.get_label() == "value")


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def ticks(axis: Any) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]


@pytest.mark.parametrize(("language", "labels"), [("zh", ZH), ("en", EN)])
def test_trend_has_one_panel_for_each_category_with_its_numbers(
    language: str, labels: dict[str, str]
) -> None:
    figure = draw_trend(by_year(), language=language, labels=labels)
    assert [ax.get_title(loc="left") for ax in figure.axes] == [
        f"{code} {labels[code]}" for code in ("A1", "A2", "A3")
    ]
    rising = line(figure.axes[0])
    assert rising.get_xdata().tolist() == list(YEARS)
    np.testing.assert_allclose(rising.get_ydata(), [0.1, 0.12, 0.14, 0.16, 0.18, 0.2])
    assert all(len(ax.collections[0].get_paths()) == 1 for ax in figure.axes)
    assert ticks(figure.axes[0].yaxis)[0] == "0"
    assert all(label.isdigit() for label in ticks(figure.axes[-1].xaxis))


@pytest.mark.parametrize(
    ("language", "note"), [("zh", "阴影为 95% 区间。"), ("en", "Shaded: 95% interval.")]
)
def test_the_note_names_the_interval(language: str, note: str) -> None:
    assert draw_trend(by_year(), language=language, labels={}).get_supxlabel() == note


def test_without_bounds_there_is_no_band_and_the_note_says_so() -> None:
    figure = draw_trend(by_year(bounds=False), labels=ZH)
    assert not figure.axes[0].collections[0].get_paths()
    assert figure.get_supxlabel() == "无区间。"


def test_a_year_without_bounds_is_a_gap_in_the_band_and_told() -> None:
    table = by_year()
    table.loc[table["year"] == 2017, ["low", "high"]] = math.nan
    figure = draw_trend(table, language="en", labels=EN)
    assert len(figure.axes[0].collections[0].get_paths()) == 2
    assert "Unshaded points have no interval." in figure.get_supxlabel().replace("\n", " ")


def test_a_group_of_one_has_no_interval() -> None:
    table = by_year().assign(n_documents=1)
    figure = draw_trend(table, labels=ZH)
    assert not figure.axes[0].collections[0].get_paths()
    assert figure.get_supxlabel() == "无区间。"
    two = draw_trend(table.assign(n_documents=2), labels=ZH)
    assert len(two.axes[0].collections[0].get_paths()) == 1


def test_a_year_without_reports_is_a_gap_in_the_line() -> None:
    table = by_year()
    figure = draw_trend(table[table["year"] != 2018], labels=ZH)
    drawn = line(figure.axes[0])
    assert drawn.get_xdata().tolist() == list(YEARS)
    assert [math.isnan(value) for value in drawn.get_ydata()] == [year == 2018 for year in YEARS]


@pytest.mark.parametrize(
    ("breaks", "at", "told"),
    [
        ((), [], ""),
        ([2019, 2016], [2015.5, 2018.5], "2016、2019"),
        ({2016: "第一个纲要"}, [2015.5], "2016 第一个纲要"),
        ([2015, 2021], [], ""),
    ],
)
def test_breaks_stand_before_their_year(breaks: Any, at: list[float], told: str) -> None:
    figure = draw_trend(by_year(), labels=ZH, breaks=breaks)
    for ax in figure.axes:
        dashed = [found for found in ax.lines if found.get_linestyle() != "-"]
        assert [found.get_xdata()[0] for found in dashed] == at
    assert (f"（{told}）" in figure.get_supxlabel().replace("\n", "")) == bool(told)


def test_a_bound_below_zero_is_seen_but_has_no_tick() -> None:
    table = by_year().assign(low=-0.01)
    ax = draw_trend(table, labels=ZH).axes[0]
    assert ax.get_ylim()[0] == pytest.approx(-0.01)
    assert ticks(ax.yaxis)[0] == "0"


def test_two_values_for_one_cell_are_refused() -> None:
    table = pd.concat([by_year(), by_year()])
    with pytest.raises(TableError) as refusal:
        draw_trend(table, labels=ZH)
    assert str(refusal.value) == (
        "wanted one value for each category and year, came two for category A2, year 2015 "
        "(table of a chart): select one measure, scheme, population and unit, and one region or "
        "year, first"
    )


@pytest.mark.parametrize("draw", [draw_trend, draw_emphasis, draw_composition])
def test_missing_columns_and_rows_are_refused(draw: Any) -> None:
    with pytest.raises(TableError, match="columns"):
        draw(pd.DataFrame({"category": ["A1"]}), labels=ZH)
    with pytest.raises(TableError, match="at least one row"):
        draw(by_year().head(0), labels=ZH)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ToolkitError, match="one of 'en', 'zh', came 'fr'"):
        draw_trend(by_year(), language="fr", labels=EN)


def test_emphasis_prints_every_share() -> None:
    ax = draw_emphasis(by_region(), labels=ZH)
    assert texts(ax) == ["40.0", "10.0", "50.0"] * 2
    assert ticks(ax.xaxis) == ["A1\n政府职能", "A2\n制度体系", "A3\n行政决策"]
    assert ticks(ax.yaxis) == ["第0县", "第1县"]
    np.testing.assert_allclose(ax.images[0].get_array()[0], [0.4, 0.1, 0.5])


def test_emphasis_of_many_regions_draws_the_best_documented_and_says_so() -> None:
    ax = draw_emphasis(by_region(50), language="en", labels=EN)
    assert ticks(ax.yaxis) == [f"第{place}县" for place in range(5, 50)]
    note = ax.figure.get_supxlabel().replace("\n", " ")
    assert "The 45 regions with the most documents, of 50." in note


def test_composition_stacks_to_the_whole() -> None:
    table = by_year(codes=("A1", "A2"))
    table["value"] = np.where(table["category"] == "A1", 0.3, 0.7)
    ax = draw_composition(table, labels=ZH)
    first, second = ax.containers
    assert [bar.get_height() for bar in first] == [0.3] * 6
    assert [bar.get_y() for bar in second] == [0.3] * 6
    assert texts(ax) == ["A1"] * 6 + ["A2"] * 6
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["A2 制度体系", "A1 政府职能"]


def test_problems_are_ordered_and_numbered() -> None:
    counts = pd.DataFrame({"type": ["经费不足", "人员薄弱"], "count": [3, 12]})
    ax = draw_problems(counts)
    assert ticks(ax.yaxis) == ["人员薄弱", "经费不足"]
    assert texts(ax) == ["12", "3"]
    assert [bar.get_width() for bar in ax.patches] == [12, 3]
    assert ax.get_xlabel() == "数量（条）"
    assert alt_text(ax.figure) == "横条图，每条一类问题。\n人员薄弱：12。\n经费不足：3。"


def test_problem_shares_show_percent_and_whiskers() -> None:
    shares = pd.DataFrame(
        {
            "category": ["A1", "A2"],
            "value": [0.25, 1.0],
            "low": [0.2, math.nan],
            "high": [0.3, None],
        }
    )
    ax = draw_problems(shares, language="en", labels=EN)
    assert texts(ax) == ["100.0", "25.0"]
    assert "A2 Rule-making: 100.0%." in alt_text(ax.figure)
    assert ticks(ax.yaxis)[0] == "A2 Rule-making"


def test_coverage_counts_a_report_in_each_of_its_years() -> None:
    documents = pd.DataFrame(
        {
            "region": ["云州市", "临河县", "云州市", None],
            "year": pd.array([2015, 2017, 2016, 2016], dtype="Int64"),
            "year_to": pd.array([2016, 2017, None, 2016], dtype="Int64"),
        }
    )
    ax = draw_coverage(documents)
    assert ticks(ax.xaxis) == ["2015", "2016", "2017"]
    assert ticks(ax.yaxis) == ["云州市", "临河县"]
    assert texts(ax) == ["1", "2", "1"]
    with pytest.raises(TableError, match="at least one document"):
        draw_coverage(documents.tail(1))
    looking_back = documents.assign(covers=pd.array([2016, 2016, None, 2016], dtype="Int64"))
    assert ticks(draw_coverage(looking_back).xaxis) == ["2015", "2016"]


def test_charts_draw_where_they_are_told() -> None:
    figure = new_figure()
    left, right = figure.subplots(1, 2)
    assert draw_emphasis(by_region(), labels=ZH, ax=left) is left
    assert draw_composition(by_year(), labels=ZH, ax=right) is right
    assert alt_text(figure).count("\n") == 8
    assert draw_trend(by_year(), labels=ZH, figure=(own := new_figure())) is own


def test_every_text_has_one_font_with_all_characters() -> None:
    from matplotlib.text import Text

    figure = draw_trend(by_year(), labels=ZH)
    files = {text.get_fontproperties().get_file() for text in figure.findobj(Text)}
    assert len(files) == 1
    assert files != {None}


def test_a_figure_is_refused_where_no_font_has_its_characters() -> None:
    figure = draw_trend(by_year(), labels=EN, language="en")
    assert set_font(figure, candidates=[LATIN]) == LATIN
    figure.suptitle("法治")
    with pytest.raises(MissingFontError, match="法治"):
        set_font(figure, candidates=[LATIN])


def test_widths_are_one_or_two_columns() -> None:
    with pytest.raises(ToolkitError, match="'one-column', 'two-column', came 'wide'"):
        draw_trend(by_year(), labels=ZH, width="wide")


@pytest.mark.parametrize(
    ("text", "cells", "lines"),
    [
        ("A1", 2, ["A1"]),
        ("行政决策", 4, ["行政", "决策"]),
        ("Decision-making", 10, ["Decision-", "making"]),
        ("incomprehensibilities", 5, ["incomprehensibilities"]),
        ("短句。", 4, ["短句。"]),
        ("", 5, [""]),
    ],
)
def test_labels_break_between_words_and_characters(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells).split("\n") == lines


def test_labels_handed_in_go_before_the_outlines() -> None:
    table = pd.DataFrame({"category": ["A1", "A0"], "scheme": "outline-2015"})
    named = category_labels(table, language="zh", labels={"A1": "职能"})
    assert named == {"A1": "A1 职能", "A0": "A0"}


def test_a_scheme_without_outline_file_shows_its_codes() -> None:
    table = pd.DataFrame({"category": ["X1"], "scheme": "my own scheme"})
    assert category_labels(table, language="zh", labels=None) == {"X1": "X1"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("scheme", "code"), [("outline-2015", "A1"), ("outline-2021", "B9")])
def test_labels_come_from_the_outline(language: str, scheme: str, code: str) -> None:
    table = pd.DataFrame({"category": [code], "scheme": scheme})
    named = category_labels(table, language=language, labels=None)
    assert len(named[code]) > len(code)


def test_importing_charts_does_not_load_matplotlib() -> None:
    code = "import sys, toolkit.presentation.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_packaged_fonts_are_found_without_importing_their_package() -> None:
    code = (
        "import sys; from toolkit.presentation.fonts import packaged_fonts; "
        "sys.exit(not packaged_fonts() or 'mplfonts' in sys.modules)"
    )
    assert packaged_fonts()
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def both_methods(years: range = YEARS) -> pd.DataFrame:
    corrected = by_year().assign(method="corrected")
    counted = by_year(bounds=False).assign(method="count", value=lambda rows: rows["value"] + 0.05)
    table = pd.concat([counted, corrected], ignore_index=True)
    return table[table["year"].isin(years)]


def test_counts_and_corrected_shares_are_drawn_together() -> None:
    figure = draw_correction(both_methods(), language="en", labels=EN)
    assert len(figure.axes) == 3
    drawn = {found.get_label(): found for found in figure.axes[0].lines}
    assert drawn["Count"].get_ydata()[0] == pytest.approx(0.15)
    assert drawn["Corrected"].get_ydata()[0] == pytest.approx(0.1)
    assert drawn["Count"].get_marker() != drawn["Corrected"].get_marker()
    assert drawn["Count"].is_dashed() and not drawn["Corrected"].is_dashed()
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["Count", "Corrected"]
    assert figure.get_supxlabel() == "Shaded: 95% interval."
    assert "A1 Government functions (2020): Count 25.0%, Corrected 20.0%." in alt_text(figure)


def test_counts_and_corrected_shares_of_one_year_are_dots() -> None:
    (ax,) = draw_correction(both_methods(range(2015, 2016)), labels=ZH).axes
    drawn = {found.get_label(): found.get_xdata().tolist() for found in ax.lines}
    assert drawn["校正后"] == pytest.approx([0.1, 0.1, 0.1])
    assert ticks(ax.yaxis) == ["A1 政府职能", "A2 制度体系", "A3 行政决策"]


def test_an_uncorrected_count_is_told() -> None:
    table = by_year(bounds=False).assign(method="count")
    note = draw_trend(table, labels=ZH).get_supxlabel()
    assert note == "无区间。数值为分类结果直接计数，未校正分类误差。"


@pytest.mark.parametrize(
    "counted",
    [
        {"measure": "per 10,000 characters", "unit": "occurrences per 10,000 characters"},
        {"measure": "own_last", "unit": "letters"},
    ],
)
def test_what_is_counted_in_the_texts_was_not_classified(counted: dict[str, str]) -> None:
    table = by_year(bounds=False).assign(method="count", **counted)
    assert draw_trend(table, labels=ZH).get_supxlabel() == "无区间。"


@pytest.mark.parametrize("time", ["year", "period"])
def test_dumbbells_join_before_and_after(time: str) -> None:
    table = by_year().query("year in (2015, 2020)").rename(columns={"year": time})
    ax = draw_change(table, labels=ZH)
    before, after = (next(x for x in ax.lines if x.get_label() == y) for y in ("2015", "2020"))
    assert before.get_xdata().tolist() == pytest.approx([0.1, 0.1, 0.1])
    assert after.get_xdata().tolist() == pytest.approx([0.2, 0.1, 0.1])
    assert before.get_markerfacecolor() == "white" != after.get_markerfacecolor()
    assert "A1 政府职能：10.0%（2015年）至 20.0%（2020年）" in alt_text(ax.figure)


def test_dumbbells_of_one_category_have_a_row_for_each_region() -> None:
    table = by_region().query("category == 'A1'")
    both = pd.concat([table.assign(year=2015), table.assign(year=2020, value=0.6)])
    assert ticks(draw_change(both, labels=ZH).yaxis) == ["第0县", "第1县"]
    with pytest.raises(TableError, match="two times, came 1 in year"):
        draw_change(table.assign(year=2015), labels=ZH)


def test_distances_of_levels_are_lines_that_differ_in_grey() -> None:
    rows = [(level, year, 0.3 + 0.1 * (level == "county")) for level in ("county", "province")
            for year in (2018, 2019, None)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["level", "year", "value"])
    ax = draw_agenda_distance(table, breaks=[2019], language="en")
    county, province = (line for line in ax.lines if line.get_marker() != "None")
    assert [county.get_label(), province.get_label()] == ["Counties", "Provinces"]
    assert county.get_ydata().tolist() == pytest.approx([0.4, 0.4])
    assert county.get_marker() != province.get_marker()
    assert county.is_dashed() != province.is_dashed()
    assert "No interval." in ax.figure.get_supxlabel()


@pytest.mark.parametrize(("width", "millimetres"), [("one-column", 85), ("two-column", 180)])
def test_figures_have_a_journals_width(width: str, millimetres: int) -> None:
    drawn = (draw_trend(by_year(), labels=ZH, width=width),
             draw_emphasis(by_region(), labels=ZH, width=width).figure)  # fmt: skip
    for figure in drawn:
        assert figure.get_size_inches()[0] * 25.4 == pytest.approx(millimetres)


def test_narrow_columns_are_headed_by_codes_with_their_key_in_the_note() -> None:
    table = by_year(codes=tuple(f"A{n}" for n in range(1, 9))).query("year == 2015")
    names = {f"A{n}": "政府职能" for n in range(1, 9)}
    ax = draw_emphasis(table.assign(region="云州市"), labels=names, width="one-column")
    assert ticks(ax.xaxis) == list(names)
    assert "A1 政府职能；A2 政府职能" in ax.figure.get_supxlabel().replace("\n", "")


def test_no_text_leaves_the_figure() -> None:
    names = dict.fromkeys(("A1", "A2", "A3"), "非常长的类别名称占满一行")
    for figure in (
        draw_trend(by_year(), labels=names, width="one-column", breaks={2016: "规则改变" * 6}),
        draw_change(by_year().query("year in (2015, 2020)"), labels=names).figure,
        draw_composition(by_year(), labels=names, width="one-column").figure,
    ):
        figure.draw_without_rendering()
        whole = figure.bbox.padded(1)
        for text in texts_of(figure):
            if text.get_text() and text.get_visible():
                box = text.get_window_extent()
                assert whole.x0 <= box.x0 and box.x1 <= whole.x1, text.get_text()
