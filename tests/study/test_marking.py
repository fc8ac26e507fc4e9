"""The words that decided, found again in the text as printed."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit import load_model
from toolkit.classification.explanation import explain
from toolkit.study.marking import mark_words

SHORT = "2023年，全县共受理行政复议申请１,２３４件，APP上线，均已审结。"
SPACED = "推 进 行 政 复 议\u3000规范  受理，ABC 2023 年 审 结 复议 案件 。"
LONG = "推进行政复议体制改革，复议案件均在法定期限内审结。" * 12


def marked(text: str, flat: list[int]) -> list[tuple[str, int]]:
    runs = zip(flat[::3], flat[1::3], flat[2::3], strict=True)
    return [(text[start : start + length], strength) for start, length, strength in runs]


def said(text: str) -> pd.DataFrame:
    told = explain(load_model("outline-2015"), text)
    return pd.DataFrame({"category": [told.category], "second": [told.against]})


@pytest.mark.parametrize("text", [SHORT, LONG, SHORT + LONG, SPACED])
def test_marks_lie_in_order_within_the_text(text: str) -> None:
    flat = mark_words(load_model("outline-2015"), [text], said(text))[0]
    ends = [start + length for start, length in zip(flat[::3], flat[1::3], strict=True)]
    assert all(end <= start for end, start in zip([0, *ends], flat[::3], strict=False))
    assert ends[-1] <= len(text)
    assert 2 in flat[2::3] and set(flat[2::3]) <= {1, 2}
    assert "复议" in "".join(run for run, _ in marked(text, flat))


def test_the_strongest_term_of_an_explanation_is_marked() -> None:
    model = load_model("outline-2015")
    strongest = explain(model, SHORT).terms.iloc[0]
    runs = marked(SHORT, mark_words(model, [SHORT], said(SHORT))[0])
    assert strongest["weight"] > 0
    assert any(set(strongest["term"]) & set(run) for run, _ in runs)


def test_each_text_is_marked_alone() -> None:
    model, texts = load_model("outline-2015"), [SHORT, LONG, ""]
    together = mark_words(model, texts, pd.concat([said(text) for text in texts]))
    assert together == [mark_words(model, [text], said(text))[0] for text in texts]
    assert together[2] == []
