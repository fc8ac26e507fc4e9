"""Scores by hand, bounds from whole documents only, and none from few."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score, precision_recall_fscore_support

from toolkit.classification.intervals import (
    DocumentBootstrap,
    category_scores,
    overall_scores,
    tally,
)

CODES = ["A0", "A1", "A2", "A3"]


@pytest.fixture(scope="module")
def judged() -> tuple[list[str], list[str]]:
    rng = np.random.default_rng(3)
    truth = rng.choice(CODES[:3], size=200).tolist()
    said = [t if rng.random() < 0.7 else str(rng.choice(CODES)) for t in truth]
    return truth, said


def test_scores_are_scikit_learn_s(judged: tuple[list[str], list[str]]) -> None:
    truth, said = judged
    counts = tally(truth, said, np.zeros(200, np.intp), CODES).sum(axis=0)
    scores = overall_scores(counts, counts[1] >= 5)
    present = CODES[:3]
    assert scores["macro_f1"] == pytest.approx(
        f1_score(truth, said, labels=present, average="macro")
    )
    assert scores["weighted_f1"] == pytest.approx(
        f1_score(truth, said, labels=present, average="weighted")
    )
    assert scores["kappa"] == pytest.approx(cohen_kappa_score(truth, said))
    precision, recall, _, _ = precision_recall_fscore_support(truth, said, labels=present)
    each = category_scores(counts)
    assert each["precision"][:3] == pytest.approx(precision)
    assert each["recall"][:3] == pytest.approx(recall)
    assert np.isnan(each["f1"][3]), "a category that is not in the truth has no F1"


@pytest.mark.parametrize(("n_documents", "bounded"), [(19, False), (20, True)])
def test_bounds_need_twenty_documents(n_documents: int, bounded: bool) -> None:
    draws = DocumentBootstrap([f"d{k % n_documents}" for k in range(200)])
    low, high = draws.bounds(np.linspace(0, 1, 2001))
    assert (not np.isnan(low)) is bounded
    assert not bounded or low < high


def test_documents_are_drawn_whole() -> None:
    documents = [f"d{k // 10:02}" for k in range(400)]
    # Half of the documents are right throughout: drawn by paragraph, bounds would be narrower.
    truth, said = ["A1"] * 400, ["A1" if k // 10 % 2 else "A2" for k in range(400)]
    draws = DocumentBootstrap(documents, seed=1)
    drawn = draws.resample(tally(truth, said, draws.clusters, CODES))
    accuracy = overall_scores(drawn, drawn[0, 1] >= 5)["accuracy"]
    assert accuracy[0] == 0.5
    low, high = draws.bounds(accuracy)
    assert high - low == pytest.approx(4 * 0.5 / np.sqrt(40), rel=0.1)
