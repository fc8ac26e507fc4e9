"""Charts of problems and words: their order, their numbers, and what stands beside them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from toolkit.errors import TableError
from toolkit.presentation.charts_problems import (
    draw_problem_trend,
    draw_problems,
    draw_recurrence,
    draw_wording,
)
from toolkit.presentation.saving import alt_text


def ticks(axis: Any) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]


@pytest.mark.parametrize(("language", "name"), [("zh", "认识不足"), ("en", "Awareness")])
def test_types_of_problems_have_their_names(language: str, name: str) -> None:
    rows = [("type", "awareness", year, 0.2, math.nan) for year in (2018, 2019)]
    table = pd.DataFrame(rows, columns=["measure", "category", "year", "value", "low"])
    figure = draw_problem_trend(table.assign(high=math.nan), language=language)
    assert figure.axes[0].get_title(loc="left") == name
    assert draw_problems(table.tail(1), language=language).get_yticklabels()[0].get_text() == name


def test_rates_are_drawn_as_they_are_and_named_by_their_measure() -> None:
    measure = "admissions per 10,000 characters"
    table = pd.DataFrame(
        {"measure": measure, "category": None, "year": [2018, 2019, 2020], "value": [3.0, 4.0, 6.0],
         "low": 2.0, "high": 7.0, "confidence": 0.95}
    )  # fmt: skip
    figure = draw_problem_trend(table, breaks=[2019])
    (ax,) = figure.axes
    line = next(found for found in ax.lines if found.get_label() == "value")
    assert line.get_ydata().tolist() == [3.0, 4.0, 6.0]
    assert ticks(ax.yaxis) == ["0", "2", "4", "6", "8"]
    assert figure.get_supylabel() == "每万字处数"
    assert "3（2018年）至 6（2020年）" in alt_text(figure)


SURVIVAL = pd.DataFrame(
    {"lag": [0, 1, 2], "value": [1.0, 0.6, 0.3], "low": [math.nan, 0.5, 0.2],
     "high": [math.nan, 0.7, 0.4], "at_risk": [40, 30, 12]}
)  # fmt: skip


def test_survival_falls_in_steps_over_the_numbers_at_risk() -> None:
    ax = draw_recurrence(SURVIVAL, language="en")
    (curve,) = ax.lines
    assert curve.get_drawstyle() == "steps-post"
    assert curve.get_ydata().tolist() == [1.0, 0.6, 0.3]
    assert ticks(ax.xaxis) == ["0\n40", "1\n30", "2\n12"]
    assert ax.get_legend() is None
    # All stand at the start: the missing bounds there are no gap to be told.
    assert "no interval" not in ax.figure.get_supxlabel()
    assert "60.0% after 1, 30.0% after 2." in alt_text(ax.figure)


def test_a_survival_curve_ends_with_what_was_followed() -> None:
    later = pd.DataFrame({"lag": [3], "value": [math.nan], "at_risk": [0]})
    ax = draw_recurrence(pd.concat([SURVIVAL, later]))
    assert ax.lines[0].get_xdata().tolist() == [0, 1, 2]
    with pytest.raises(TableError, match="wanted admissions with a later report, came none"):
        draw_recurrence(pd.concat([SURVIVAL.head(1), later]))


def test_several_survival_curves_differ_by_line_and_tell_their_order() -> None:
    both = pd.concat([SURVIVAL.assign(series="本地"), SURVIVAL.assign(series="外地")])
    ax = draw_recurrence(both)
    assert (
        len({str(line.get_linestyle()) for line in ax.lines}) == 2
        or len({line.is_dashed() for line in ax.lines}) == 2
    )
    assert ticks(ax.xaxis)[1] == "1\n30\n30"
    assert "本地、外地" in ax.figure.get_supxlabel().replace("\n", "")


def contrast() -> pd.DataFrame:
    rows = [
        (group, term, odds, odds - 0.5, odds + 0.5)
        for group in ("东部", "西部")
        for term, odds in (("放管服", 1.0), ("一网通办", 2.0), ("信用监管", 0.5))
    ]
    return pd.DataFrame(rows, columns=["group", "term", "log_odds", "low", "high"])


def test_wording_draws_the_first_words_of_each_group_the_strongest_on_top() -> None:
    figure = draw_wording(contrast(), most=2, labels={"东部": "东部地区"})
    east, west = figure.axes
    assert east.get_title(loc="left") == "东部地区"
    assert ticks(east.yaxis) == ["一网通办", "放管服"]
    dots = next(line for line in west.lines if line.get_label() == "value")
    assert dots.get_xdata().tolist() == [2.0, 1.0]
    assert "0" in ticks(east.xaxis)
    # The table does not tell how sure its bounds are.
    assert figure.get_supxlabel() == "短线为区间。"
    sure = draw_wording(contrast().assign(confidence=0.9), language="en")
    assert sure.get_supxlabel() == "Whiskers: 90% interval."


def test_words_without_bounds_have_no_whiskers() -> None:
    figure = draw_wording(contrast().assign(low=math.nan, high=math.nan), language="en")
    assert figure.get_supxlabel() == "No interval."
