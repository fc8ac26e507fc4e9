"""Suspicious labels: planted mistakes stand first, and no document judges itself."""

from __future__ import annotations

import pandas as pd
import pytest

import toolkit as tk
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

TEXTS = {
    "A6": ["受理行政复议申请{}件，审结{}件", "调解民间纠纷{}起，化解信访积案{}件",
           "行政应诉案件{}件，负责人出庭{}次"],
    "A7": ["举办法治专题讲座{}场，培训干部{}人次", "组织任前法律知识考试{}次，参考{}人",
           "开展旁听庭审活动{}次，参加{}人"],
    "A2": ["审查规范性文件{}件，备案{}件", "清理规章和文件{}件，废止{}件",
           "起草地方性法规草案{}部，征求意见{}条"],
}  # fmt: skip
PLANTED = "d3-4"


def made() -> tuple[Corpus, pd.DataFrame]:
    """Make eight documents with nine paragraphs each, one of whose labels is wrong."""
    rows, labels = [], []
    for document in range(8):
        pairs = [(code, text) for code, texts in TEXTS.items() for text in texts]
        for place, (code, text) in enumerate(pairs):
            key = f"d{document}-{place}"
            words = (
                text.format(document * 7 + 3, document + 2)
                + "，"
                + "甲乙丙丁戊己庚辛"[document] * 6
            )
            rows.append({"paragraph_id": key, "doc_id": f"d{document}", "text": words})
            given = "A2" if key == PLANTED else code
            labels.append({"paragraph_id": key, "category": given, "coder": "ann"})
    table = pd.DataFrame(labels).assign(scheme="outline-2015", source="hand")
    return Corpus(pd.DataFrame(), pd.DataFrame(rows), pd.DataFrame()), table


CORPUS, LABELS = made()


def test_the_planted_mistake_stands_first() -> None:
    found = tk.suspect_labels(CORPUS, LABELS, examples=False)
    first = found.iloc[0]
    assert first["paragraph_id"] == PLANTED
    assert (first["label"], first["predicted"]) == ("A2", "A7")
    assert first["margin"] == pytest.approx(first["p_predicted"] - first["p_label"])
    assert first["margin"] > 0.3
    assert found["margin"].is_monotonic_decreasing
    assert (found["label"] != found["predicted"]).all()
    assert len(found) < 5


def test_the_same_seed_gives_the_same_table() -> None:
    first, again = (tk.suspect_labels(CORPUS, LABELS, examples=False, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)


def test_a_document_does_not_vouch_for_itself() -> None:
    # One document calls its paragraphs what no other does: nothing outside it supports that.
    own = LABELS["paragraph_id"].str.startswith("d5-")
    labels = LABELS.assign(category=LABELS["category"].mask(own, "A3"))
    found = tk.suspect_labels(CORPUS, labels, examples=False)
    suspected = found[found["label"] == "A3"]
    assert len(suspected) == 9
    assert (suspected["p_label"] == 0).all()


def test_the_adjudicated_label_is_the_one_examined() -> None:
    right = LABELS[LABELS["paragraph_id"] == PLANTED].assign(
        source="adjudicated", coder="dee", category="A7"
    )
    by_heading = LABELS.head(1).assign(source="heading", category="A0")
    labels = pd.concat([by_heading, LABELS, right], ignore_index=True)
    found = tk.suspect_labels(CORPUS, labels, examples=False)
    assert PLANTED not in set(found["paragraph_id"])
    assert "A0" not in set(found["label"])


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (LABELS[LABELS["paragraph_id"].str.startswith("d1-")], "came 9 labels of 1 documents"),
        (LABELS.assign(scheme="outline-2021"), "came 0 labels of 0 documents"),
        (LABELS.assign(category="A6"), "wanted labels of two categories to train on, came 1 in"),
    ],
)
def test_a_mistake_is_told(labels: pd.DataFrame, message: str) -> None:
    with pytest.raises(ToolkitError, match=message):
        tk.suspect_labels(CORPUS, labels, examples=False)
