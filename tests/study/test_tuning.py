"""Choices of the classifier are compared on texts held out by group."""

from __future__ import annotations

import pytest

from toolkit.errors import ToolkitError
from toolkit.study.materials import TrainingTexts
from toolkit.study.tuning import PLAIN, compare_choices

WORDS = {"A6": "受理行政复议申请并审结案件", "A7": "开展普法宣传并举办法治讲座"}


def texts(groups: int) -> TrainingTexts:
    rows = [
        (f"{words}，第{number}件，{group}组。", code, group)
        for group in range(groups)
        for code, words in WORDS.items()
        for number in range(6)
    ]
    said = tuple(text for text, _, _ in rows)
    codes = tuple(code for _, code, _ in rows)
    n = len(rows)
    return TrainingTexts(
        said, codes, (1.0,) * n, tuple(str(group) for _, _, group in rows), ("example",) * n
    )


def test_choices_are_compared_on_the_same_groups() -> None:
    choices = {"default": {}, "blind": {"words": None, "characters": (1, 1), "C": 1e-9}}
    table = compare_choices("any", data=texts(3), choices=choices)
    assert set(table["choice"]) == {"default", "blind", PLAIN}
    assert table["accuracy"].is_monotonic_decreasing
    rows = table.set_index("choice")
    assert rows.loc["default", "accuracy"] == 1.0
    assert rows.loc["default", "difference"] == 0.0
    assert (rows["lowest"] <= rows["accuracy"]).all()
    assert rows["long"].between(0.5, 1.0).all()


def test_one_group_cannot_be_held_out() -> None:
    with pytest.raises(ToolkitError, match="wanted two groups, came 1"):
        compare_choices("any", data=texts(1), choices={"default": {}})
