"""The classifier is one of scikit-learn's kind, for any labels, any containers, any texts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV, cross_val_predict, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from toolkit.classification.fitting import balance
from toolkit.classification.pipeline import make_classifier
from toolkit.errors import ToolkitError

GOODS = ["手机", "耳机", "键盘", "书包", "水壶", "台灯", "雨伞", "毛巾"]
PRAISE = ["很好用，值得买", "质量不错，喜欢", "物美价廉，推荐", "发货快，满意"]
BLAME = ["一用就坏，退货", "质量太差，失望", "又贵又难用", "发错了货，生气"]
TEXTS = [f"{thing}{said}。" for thing in GOODS for said in (*PRAISE, *BLAME)]
GOOD = [said in PRAISE for thing in GOODS for said in (*PRAISE, *BLAME)]


@pytest.fixture(scope="module")
def fitted():
    return make_classifier().fit(TEXTS, GOOD)


def test_it_searches_and_validates_as_scikit_learn_does():
    labels = np.where(GOOD, "褒", "贬")
    search = GridSearchCV(make_classifier(), {"C": [0.1, 1.0], "words": [None, (1, 2)]}, cv=2)
    search.fit(TEXTS, labels)
    assert search.best_score_ > 0.9
    assert set(search.predict(TEXTS)) == {"褒", "贬"}
    chances = cross_val_predict(make_classifier(), TEXTS, labels, cv=3, method="predict_proba")
    assert chances.shape == (len(TEXTS), 2)
    scores = cross_val_score(make_classifier(), pd.Series(TEXTS), labels, cv=3, scoring="f1_macro")
    assert scores.mean() > 0.9


def test_it_ends_a_pipeline():
    shorten = FunctionTransformer(lambda texts: [text[:12] for text in texts])
    whole = make_pipeline(shorten, make_classifier())
    weights = {"textclassifier__sample_weight": np.ones(len(TEXTS))}
    assert clone(whole).fit(TEXTS, GOOD, **weights).score(TEXTS, GOOD) > 0.9


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (GOOD, "b"),
        (np.array(GOOD), "b"),
        (np.array(GOOD, dtype=object), "b"),
        ([int(good) for good in GOOD], "i"),
        (pd.Series(GOOD, index=range(100, 100 + len(GOOD))).astype("Int64"), "i"),
        (pd.Series(GOOD).astype("int64").astype(object), "i"),
        (np.array(GOOD).astype(np.uint8), "u"),
        (np.array(GOOD).astype(float), "f"),
        (np.where(GOOD, "褒", "贬"), "U"),
        (np.where(GOOD, "褒", "贬").astype(object), "U"),
        (pd.Series(np.where(GOOD, "褒", "贬")), "U"),
        (pd.Series(np.where(GOOD, "褒", "贬")).astype("category"), "U"),
        (pd.Series(np.where(GOOD, "褒", "贬")).astype("string"), "U"),
    ],
)
def test_labels_come_back_as_they_went_in(labels, kind):
    classifier = make_classifier(words=None).fit(TEXTS, labels)
    said = classifier.predict(TEXTS)
    assert classifier.classes_.dtype.kind == said.dtype.kind == kind
    assert accuracy_score(list(labels), said.tolist()) > 0.95


@pytest.mark.parametrize(
    "container", [list, tuple, iter, np.array, pd.Series, lambda t: pd.Series(t, dtype="string")]
)
def test_texts_of_any_container(fitted, container):
    assert (fitted.predict(container(TEXTS)) == fitted.predict(TEXTS)).all()
    again = make_classifier().fit(container(TEXTS), GOOD)
    assert again.model_id == fitted.model_id


def test_no_texts_and_empty_texts(fitted):
    assert fitted.predict([]).shape == (0,)
    assert fitted.predict_proba([]).shape == (0, 2)
    assert fitted.predict(["", " \n"]).shape == (2,)
    assert np.isfinite(fitted.predict_proba([""])).all()
    assert make_classifier().fit([*TEXTS, "", ""], [*GOOD, True, False]).predict([""]).size == 1


def test_a_megabyte_in_one_text(fitted):
    long = "键盘质量不错，喜欢。" * 100_000
    assert fitted.predict([long, "a" * 1_000_000, TEXTS[0]]).tolist()[::2] == [True, True]
    again = make_classifier().fit([*TEXTS, long, "b" * 1_000_000], [*GOOD, True, False])
    # The array of words is as wide as the longest of them.
    assert again.counters_[0].words_.itemsize <= 4 * 64


def test_fitting_again_forgets_what_was_learnt_before(fitted):
    classifier = make_classifier().fit(
        ["天气晴", "天气雨", "股票涨", "股票跌"], ["天", "天", "股", "股"]
    )
    assert classifier.fit(TEXTS, GOOD).model_id == fitted.model_id


def test_rare_categories_are_heard_without_drowning_the_common():
    target = np.array(["常"] * 90 + ["少"] * 10)
    weight = {how: balance(how, target) for how in (None, "softened", "balanced")}
    ratio = {how: one[-1] / one[0] for how, one in weight.items()}
    assert ratio == pytest.approx({None: 1, "softened": 3, "balanced": 9})
    assert all(one.mean() == pytest.approx(1) for one in weight.values())


def test_many_texts_are_calibrated_by_one_fold(monkeypatch):
    texts, labels = TEXTS * 2, GOOD * 2
    usual = make_classifier().fit(texts, labels)
    monkeypatch.setattr("toolkit.classification.pipeline._MANY_SCORES", 2 * len(texts))
    quick = make_classifier().fit(texts, labels)
    assert (quick.coef_ == usual.coef_).all()
    assert quick.sharpness_ != usual.sharpness_
    assert 0.5 < quick.sharpness_ / usual.sharpness_ < 2


def test_of_many_more_ngrams_than_wanted_the_rarest_go_unweighed():
    classifier = make_classifier(max_features=30, min_df=1).fit(TEXTS, GOOD)
    assert len(classifier.coef_) == 30
    counts = classifier.features(TEXTS)
    assert np.diff(counts.tocsc().indptr).min() >= 4


@pytest.mark.parametrize(
    ("texts", "labels", "weights", "message"),
    [
        (b"bytes", [1, 0], None, "wanted a list of texts, came one string (texts)"),
        (["甲", b"y"], [1, 0], None, "wanted strings, came bytes (texts, place 1)"),
        (["甲", float("nan")], [1, 0], None, "wanted strings, came float (texts, place 1)"),
        (pd.DataFrame({"text": ["甲", "乙"]}), [1, 0], None, "came a table (texts)"),
        (["甲", "乙"], ["是", None], None, "came NoneType (labels, place 1): label or drop"),
        (["甲", "乙"], ["是", float("nan")], None, "came nan (labels, place 1)"),
        (["甲", "乙"], [0.0, float("nan")], None, "came nan (labels, place 1)"),
        (["甲", "乙"], pd.Series(["是", pd.NA], dtype="string"), None, "came NAType (labels,"),
        (["甲", "乙"], [0.5, 1.0], None, "came 0.5 (labels, place 0)"),
        (["甲", "乙"], [b"a", b"b"], None, "came bytes (labels, place 0)"),
        (["甲", "乙"], ["1", 2], None, "wanted labels of one kind, came int and str (labels)"),
        (["甲", "乙"], [[1, 0], [0, 1]], None, "came 2 dimensions (labels): take one column"),
        ([], [], None, "wanted two categories or more, came none (labels)"),
        (["甲", "乙"], [1, 0], [1.0], "wanted 2, one for each text, came 1 (sample_weight)"),
        (["甲", "乙"], [1, 0], [1.0, -1.0], "came -1.0 (sample_weight, place 1)"),
        (["甲", "乙"], [1, 0], [float("nan"), 1.0], "came nan (sample_weight, place 0)"),
        (["", " "], [1, 0], None, "wanted words or characters to learn from, came none"),
    ],
)
def test_refusals(texts, labels, weights, message):
    with pytest.raises(ToolkitError) as caught:
        make_classifier(characters=(2, 2), words=None).fit(texts, labels, weights)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "choice", [{"C": 0}, {"min_df": -1}, {"max_features": 0}, {"class_weight": "equal"}]
)
def test_choices_out_of_range_are_refused(choice):
    name, value = next(iter(choice.items()))
    with pytest.raises(ToolkitError) as caught:
        make_classifier(**choice).fit(TEXTS, GOOD)
    assert caught.value.where == name
    assert str(value) in caught.value.came


def test_rarest_ngrams_are_kept_where_each_category_has_few_texts(monkeypatch):
    monkeypatch.setattr("toolkit.classification.pipeline._FEW_TEXTS", 0)
    texts = [*TEXTS, "藏书票"]
    few = make_classifier().fit(texts, [*GOOD, True])
    monkeypatch.setattr("toolkit.classification.pipeline._FEW_OF_EACH", len(texts) // 2)
    many = make_classifier().fit(texts, [*GOOD, True])
    assert "书票" in few.feature_names()
    assert "书票" not in many.feature_names()
