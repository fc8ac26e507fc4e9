"""Baselines, probabilities beside what came true, and curves continued, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.classification.baselines import judge_by_keywords, most_frequent, plain_classifier
from toolkit.classification.learning_curves import forecast_scores
from toolkit.classification.reliability import brier_parts, calibration_error, reliability_table
from toolkit.words import plain_words

CUES = {"A6": ("行政复议", "调解"), "A7": ("普法",), "A0": ()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("行政复议与人民调解", "A6"),
        ("普法，再普法，兼行政复议", "A7"),
        ("普法和调解", "A6"),
        ("天气晴朗", "A0"),
        ("", "A0"),
    ],
)
def test_the_category_with_most_cue_words(text: str, expected: str) -> None:
    assert judge_by_keywords([text], CUES, none="A0") == [expected]


def test_the_most_frequent_category_is_the_first_among_equals() -> None:
    assert most_frequent(["B", "A", "B", "A", "C"]) == "A"


def test_the_plain_pipeline_takes_words_as_they_are_cut() -> None:
    asked: list[str] = []

    def split(text: str) -> list[str]:
        asked.append(text)
        return plain_words(text)

    texts = ["受理行政复议申请", "开展普法宣传活动"]
    plain = plain_classifier(split).fit(texts, ["A6", "A7"])
    assert asked == texts
    assert plain.predict(["行政复议"]).tolist() == ["A6"]


def test_calibration_by_hand() -> None:
    probability = np.array([0.95] * 4 + [0.55] * 4 + [1.0])
    right = np.array([True] * 3 + [False] + [True] * 2 + [False] * 2 + [True])
    table = reliability_table(probability, right)
    assert table["n"].tolist() == [4, 5]
    assert table["gap"].tolist() == pytest.approx([-0.05, 0.8 - 0.96])
    assert calibration_error(table) == pytest.approx((4 * 0.05 + 5 * 0.16) / 9)


def test_a_sure_mistake_costs_two() -> None:
    chances = np.array([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])
    assert brier_parts(chances, np.array([0, 1, 0])).tolist() == [0.0, 2.0, 0.5]


@pytest.mark.parametrize("decay", [0.2, 0.5, 1.0])
def test_a_power_law_is_found_again(decay: float) -> None:
    sizes = np.array([5, 10, 20, 40, 80])
    scores = 0.9 - 0.5 * sizes**-decay
    found = forecast_scores(sizes, scores, [160, 320])
    assert found == pytest.approx(0.9 - 0.5 * np.array([160, 320]) ** -decay, abs=0.003)


def test_a_falling_curve_stays_and_a_steep_one_ends_at_one() -> None:
    falling, steep = forecast_scores([1, 2, 4], [[0.8, 0.7, 0.6], [0.1, 0.5, 0.9]], [1000])
    assert falling == pytest.approx([0.7])
    assert 0.9 < steep[0] <= 1.0
