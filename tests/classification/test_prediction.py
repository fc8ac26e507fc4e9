"""Predictions hold what the table promises; validation scores by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from toolkit.classification.pipeline import TextClassifier, make_classifier
from toolkit.classification.prediction import predict_paragraphs
from toolkit.classification.validation import near_duplicates, score, score_table

TEXTS = ["受理行政复议申请", "审结行政复议案件", "开展普法宣传活动", "举办普法讲座培训"]
CODES = ["A6", "A6", "A7", "A7"]


@pytest.fixture(scope="module")
def model() -> TextClassifier:
    fitted: TextClassifier = make_classifier(scheme="outline-2015").fit(TEXTS, CODES)
    return fitted


def test_a_prediction_has_probability_margin_and_second(model: TextClassifier) -> None:
    paragraphs = pd.DataFrame({"paragraph_id": ["a", "b"], "text": ["行政复议", "普法宣传"]})
    table = predict_paragraphs(model, paragraphs)
    assert table["category"].tolist() == ["A6", "A7"]
    assert table["second"].tolist() == ["A7", "A6"]
    assert (table["probability"] - table["margin"]).tolist() == pytest.approx(
        (1 - table["probability"]).tolist()
    )
    assert set(table["model_id"]) == {model.model_id}
    assert not table["cross_fitted"].any()


def test_no_paragraphs_give_an_empty_table(model: TextClassifier) -> None:
    assert predict_paragraphs(model, pd.DataFrame({"paragraph_id": [], "text": []})).empty


def test_near_duplicates_of_very_short_texts() -> None:
    assert near_duplicates(["普法", "复议"], ["普法"]).tolist() == [True, False]
    assert near_duplicates(["普法"], []).tolist() == [False]


def test_scores_by_hand() -> None:
    truth = ["A1"] * 5 + ["A2"]
    scores = score(truth, ["A1"] * 6)
    assert scores["accuracy"] == pytest.approx(5 / 6)
    assert scores["macro_f1"] == pytest.approx((10 / 11) / 2)
    assert scores["macro_f1_5"] == pytest.approx(10 / 11)
    assert scores["kappa"] == 0


def test_a_judge_who_agrees_in_everything_and_one_who_says_nothing_of_a_file() -> None:
    groups = {"all": np.array([True, True]), "f": np.array([True, False])}
    judges = {"coder": ["A1", "A2"], "late": [None, "A1"]}
    table = score_table(["A1", "A2"], judges, groups)
    assert table[["judge", "group", "n"]].to_numpy().tolist() == [
        ["coder", "all", 2],
        ["coder", "f", 1],
        ["late", "all", 1],
    ]
    assert table[["accuracy", "kappa"]].to_numpy().tolist() == [[1, 1], [1, 1], [0, 0]]
