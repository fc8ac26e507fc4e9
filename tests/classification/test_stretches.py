"""Long texts are judged by stretches that make them up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.classification.pipeline import make_classifier
from toolkit.classification.stretches import cut_texts, join_scores

TEXTS = ["受理行政复议申请，办理复议案件。", "开展普法宣传，举办普法讲座。"] * 6
LABELS = ["A6", "A7"] * 6


@given(st.lists(st.text(alphabet="法治政府。；\n ，", max_size=60), max_size=5), st.integers(1, 20))
def test_stretches_make_up_their_text(texts: list[str], size: int) -> None:
    stretches, starts = cut_texts(texts, size)
    ends = [*starts, len(stretches)][1:]
    assert ["".join(stretches[a:b]) for a, b in zip(starts, ends, strict=True)] == texts


@pytest.mark.parametrize(
    ("text", "size", "parts"),
    [
        ("一句。两句。", 4, ["一句。两句。"]),
        ("一句。两句。", 3, ["一句。", "两句。"]),
        ("没有句号的长句没有句号的长句", 3, ["没有句号的长句没有句号的长句"]),
        ("甲；乙；丙丁戊己庚辛；", 4, ["甲；乙；", "丙丁戊己庚辛；"]),
        ("", 1, [""]),
    ],
)
def test_cuts_fall_at_sentence_ends(text: str, size: int, parts: list[str]) -> None:
    assert cut_texts([text], size)[0] == parts


def test_a_long_stretch_outweighs_a_short_one() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    joined, novelty = join_scores(
        scores,
        np.array([0.0, 0.5, 1.0]),
        np.array([30.0, 10.0, 7.0]),
        np.array([0, 2]),
        sharpness=3.0,
    )
    assert joined[0].argmax() == 0
    assert joined[1].tolist() == [0.0, 1.0]
    assert novelty.tolist() == [0.125, 1.0]


def test_the_task_with_most_text_wins() -> None:
    model = make_classifier(stretch=10, characters=(1, 2)).fit(TEXTS, LABELS)
    text = "开展普法宣传。" + "受理行政复议申请，办理复议案件。" * 3
    assert model.predict([text]).tolist() == ["A6"]
    chances = model.predict_proba([text])[0]
    assert 0.1 < chances[1] < 0.5


def test_short_texts_are_judged_whole() -> None:
    whole = make_classifier(characters=(1, 2)).fit(TEXTS, LABELS)
    cut = make_classifier(stretch=100, characters=(1, 2)).fit(TEXTS, LABELS)
    assert np.array_equal(whole.predict_proba(TEXTS), cut.predict_proba(TEXTS))
