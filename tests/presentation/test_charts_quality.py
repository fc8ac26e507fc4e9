"""Charts of trust: what is confused, whether probabilities hold, and what hangs on choices."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from toolkit.errors import TableError
from toolkit.presentation.charts_quality import (
    draw_agreement,
    draw_calibration,
    draw_confusion,
    draw_learning_curve,
    draw_specification_curve,
)
from toolkit.presentation.saving import alt_text

ZH = {"A1": "政府职能", "A2": "制度体系"}
EN = {"A1": "Government functions", "A2": "Rule-making"}


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def ticks(axis: Any) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]


def note(ax: Any) -> str:
    return str(ax.figure.get_supxlabel()).replace("\n", " ")


CONFUSION = pd.DataFrame(
    [("A1", "A1", 8), ("A1", "A2", 2), ("A2", "A2", 5), ("A2", "A0", 1)],
    columns=["truth", "predicted", "n"],
)


@pytest.mark.parametrize(("language", "labels"), [("zh", ZH), ("en", EN)])
def test_confusion_prints_numbers_and_shades_by_row(language: str, labels: dict[str, str]) -> None:
    ax = draw_confusion(CONFUSION, language=language, labels=labels)
    assert texts(ax) == ["8", "2", "0", "0", "5", "1", "0", "0", "0"]
    shades = ax.images[0].get_array()
    assert shades[0].tolist() == pytest.approx([0.8, 0.2, 0.0])
    assert shades[2].tolist() == [0.0, 0.0, 0.0]
    assert ticks(ax.xaxis) == ["A1", "A2", "A0"]
    assert ticks(ax.yaxis)[0].replace("\n", " ") == f"A1 {labels['A1']}"
    assert len(ax.patches) == 3
    told = alt_text(ax.figure)
    assert ("8/10 一致" if language == "zh" else "8 of 10 right") in told


def test_confusion_of_several_judges_is_refused() -> None:
    with pytest.raises(TableError, match="one value for each truth and predicted"):
        draw_confusion(pd.concat([CONFUSION, CONFUSION]))


def test_calibration_draws_stated_against_right() -> None:
    table = pd.DataFrame(
        {"low": [0.5, 0.9], "high": [0.6, 1.0], "n": [4, 40], "probability": [0.55, 0.95],
         "right": [0.5, 0.9]}
    )  # fmt: skip
    ax = draw_calibration(table, language="en")
    line = next(found for found in ax.lines if found.get_label() == "value")
    assert line.get_xdata().tolist() == [0.55, 0.95]
    assert line.get_ydata().tolist() == [0.5, 0.9]
    assert texts(ax) == ["4", "40"]
    # Edges of the tenths are no interval of the share that is right.
    assert "No interval." in note(ax)
    assert "55.0% → 50.0% (4)" in alt_text(ax.figure)
    bounded = draw_calibration(table.assign(right_low=0.4, right_high=0.95), language="en")
    assert "Whiskers" in note(bounded)


def test_learning_curve_joins_its_forecast_to_what_was_measured() -> None:
    curve = pd.DataFrame(
        {"measure": "macro_f1", "n_documents": [5, 10, 20, 40], "value": [0.6, 0.7, 0.75, 0.8],
         "low": math.nan, "high": math.nan, "forecast": [False, False, False, True]}
    )  # fmt: skip
    ax = draw_learning_curve(curve, language="en")
    measured, ahead = ax.lines
    assert measured.get_xdata().tolist() == [5, 10, 20]
    assert ahead.get_xdata().tolist() == [20, 40]
    assert measured.get_linestyle() != ahead.get_linestyle()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Measured", "Forecast"]
    assert ax.get_ylabel() == "Macro F1"
    assert all(not band.get_paths() for band in ax.collections)
    assert "Forecast: 0.8 with 40." in alt_text(ax.figure)
    assert len(draw_learning_curve(curve.head(3)).lines) == 1


AGREED = pd.DataFrame(
    [("alpha", "", "A1", 0.7, 0.6, 0.8), ("alpha", "", "all", 0.8, 0.7, 0.9),
     ("percent", "", "A1", 0.9, None, None), ("percent", "", "all", 0.95, 0.9, 1.0)],
    columns=["measure", "coders", "category", "value", "low", "high"],
)  # fmt: skip


def test_agreement_has_all_categories_on_top_and_a_mark_for_each_measure() -> None:
    ax = draw_agreement(AGREED, labels=ZH)
    assert ticks(ax.yaxis) == ["全部类别", "A1 政府职能"]
    drawn = {line.get_label(): list(line.get_xdata()) for line in ax.lines}
    assert drawn["Krippendorff α"] == [0.8, 0.7]
    assert drawn["一致率"] == [0.95, 0.9]
    assert "无短线者无区间" in note(ax)


def test_each_pair_of_coders_has_its_own_kappa() -> None:
    pairs = pd.DataFrame(
        {"measure": "kappa", "coders": ["甲–乙", "甲–丙"], "category": "all", "value": [0.6, 0.7]}
    )
    ax = draw_agreement(pairs)
    assert {"Cohen κ 甲–乙", "Cohen κ 甲–丙"} <= {line.get_label() for line in ax.lines}


SPECIFICATIONS = pd.DataFrame(
    {"value": [0.03, -0.01, 0.02], "low": [0.01, -0.03, -0.01], "high": [0.05, 0.01, 0.04],
     "weight": ["characters", "paragraphs", "characters"], "scheme": "common",
     "method": ["corrected", "corrected", "count"], "least_probability": [0.0, 0.5, 0.0],
     "level": "county", "flag": ["", "few", ""], "n_documents": [3, 2, 1],
     "main": [True, False, False]}
)  # fmt: skip


def test_specifications_are_sorted_above_and_their_choices_told_below() -> None:
    figure = draw_specification_curve(SPECIFICATIONS)
    above, below = figure.axes
    drawn = next(line for line in above.lines if line.get_label() == "value")
    assert drawn.get_ydata().tolist() == [-0.01, 0.02, 0.03]
    main = next(line for line in above.lines if line.get_label() == "main")
    assert (main.get_xdata().tolist(), main.get_ydata().tolist()) == ([2], [0.03])
    # One scheme for all is no choice; nor are levels, flags and numbers of documents.
    assert ticks(below.yaxis) == [
        "计量：字数", "段落数", "方法：校正", "计数", "最低概率：0.0", "0.5"
    ]  # fmt: skip
    marks = [line for line in below.lines if line.get_marker() == "s"]
    assert [line.get_xdata().tolist() for line in marks[:2]] == [[1, 2], [0]]
    assert "其中 1 个的区间不含零" in alt_text(figure)


def test_choices_and_the_axis_can_be_named() -> None:
    figure = draw_specification_curve(
        SPECIFICATIONS, language="en", choices=["method"], labels={"value": "Points per year"}
    )
    assert figure.axes[0].get_ylabel() == "Points per year"
    assert ticks(figure.axes[1].yaxis) == ["Method: corrected", "count"]
    with pytest.raises(TableError, match="columns colour"):
        draw_specification_curve(SPECIFICATIONS, choices=["colour"])
