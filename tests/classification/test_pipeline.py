"""The classifier: any labels, few or many texts, one seed one model, calibrated."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics import accuracy_score

from toolkit.classification.calibration import fit_threshold
from toolkit.classification.counting import NgramCounter, inverse_frequency, weigh
from toolkit.classification.pipeline import MODELS, TextClassifier, make_classifier
from toolkit.errors import ToolkitError

TOPICS = {
    "复议": ["受理行政复议申请", "审结行政复议案件", "行政复议决定书上网", "复议听证", "出庭应诉"],
    "普法": ["开展宪法宣传", "举办法治讲座", "普法进校园", "培养法律明白人", "宣传民法典"],
    "执法": ["规范行政处罚", "落实执法全过程记录", "评查执法案卷", "公示执法结果", "执法证件管理"],
}
PLACES = ["全市", "全县", "各乡镇", "有关部门", "我局", "街道办事处"]
TEXTS = [f"{place}{deed}。" for deeds in TOPICS.values() for deed in deeds for place in PLACES]
LABELS = [topic for topic, deeds in TOPICS.items() for _ in range(len(deeds) * len(PLACES))]


@pytest.fixture(scope="module")
def fitted():
    return make_classifier(scheme="outline-2015").fit(TEXTS, LABELS)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_learns_and_calibrates(model):
    classifier = make_classifier(model=model).fit(TEXTS, LABELS)
    chances = classifier.predict_proba(TEXTS)
    assert chances.shape == (len(TEXTS), 3)
    assert np.allclose(chances.sum(axis=1), 1)
    assert accuracy_score(LABELS, classifier.predict(TEXTS)) > 0.95
    assert (classifier.classes_[chances.argmax(axis=1)] == classifier.predict(TEXTS)).all()


@pytest.mark.parametrize("model", MODELS)
def test_two_categories_of_two_texts(model):
    texts = ["受理行政复议申请", "审结行政复议案件", "开展普法宣传", "举办普法讲座"]
    classifier = make_classifier(model=model).fit(texts, [1, 1, 0, 0])
    assert classifier.predict(texts).tolist() == [1, 1, 0, 0]
    assert classifier.predict_proba(texts).shape == (4, 2)
    scores = classifier.decision_function(texts)
    assert scores.shape == (4,)
    assert ((scores > 0) == [True, True, False, False]).all()


def test_many_categories_with_a_single_text_in_some():
    texts = [f"第{name}类事项办理" for name in "甲乙丙丁戊己庚辛壬癸" for _ in range(2)]
    labels = [text[1] for text in texts]
    classifier = make_classifier().fit([*texts, "孤例"], [*labels, "孤"])
    assert len(classifier.classes_) == 11
    assert classifier.predict(["第丙类事项", "孤例"]).tolist() == ["丙", "孤"]


def test_one_seed_gives_one_model(fitted):
    again = make_classifier(scheme="outline-2015").fit(TEXTS, LABELS)
    assert again.model_id == fitted.model_id
    assert (again.coef_ == fitted.coef_).all()
    assert make_classifier(C=0.1).fit(TEXTS, LABELS).model_id != fitted.model_id
    assert make_classifier().fit(TEXTS[:-1], LABELS[:-1]).model_id != fitted.model_id


def test_scores_are_the_features_times_the_weights(fitted):
    by_hand = fitted.features(TEXTS) @ fitted.coef_.astype(float) + fitted.intercept_
    assert np.allclose(fitted.decision_function(TEXTS), by_hand)
    assert len(fitted.feature_names()) == len(fitted.coef_)


def test_batches_and_streams_give_what_one_list_gives(fitted, monkeypatch):
    whole = fitted.predict_proba(TEXTS)
    monkeypatch.setattr("toolkit.classification.pipeline._BATCH", 7)
    assert np.allclose(fitted.predict_proba(iter(TEXTS)), whole)


@pytest.mark.parametrize("sublinear", [True, False])
def test_weights_are_scikit_learns(sublinear):
    counts = NgramCounter(ngram_range=(1, 2)).fit_transform([*TEXTS, "不断不断不断", ""])
    reference = TfidfTransformer(sublinear_tf=sublinear).fit_transform(counts)
    own = weigh(counts, inverse_frequency(counts), sublinear=sublinear)
    assert np.allclose(own.toarray(), reference.toarray())


def test_novelty_is_the_share_of_unknown_ngrams(fitted):
    known, foreign, empty = fitted.novelty([TEXTS[0], "photosynthesis", ""])
    assert known == 0
    assert foreign == 1
    assert empty == 1
    assert 0 < fitted.novelty_cut_ <= 1
    words_only = make_classifier(characters=None).fit(TEXTS, LABELS)
    assert words_only.novelty(["全市 photosynthesis"]).tolist() == [0.5]


def test_sample_weight_decides_between_contradicting_labels():
    texts, labels = ["推进工作", "推进工作", "其他"] * 4, ["甲", "乙", "丙"] * 4
    heavy = [9.0 if label == "乙" else 1.0 for label in labels]
    assert make_classifier().fit(texts, labels, heavy).predict(["推进工作"]).tolist() == ["乙"]


def test_groups_calibrate_on_whole_documents():
    # Each text stands twice: apart, its twin gives it away, and the scores look surer.
    texts = [f"{text}{mark}" for text in TEXTS for mark in ("", "！")]
    rng = np.random.default_rng(0)
    labels = np.where(rng.random(len(TEXTS)) < 0.3, "执法", LABELS).repeat(2)
    apart = make_classifier().fit(texts, labels)
    whole = make_classifier().fit(texts, labels, groups=np.arange(len(TEXTS)).repeat(2))
    assert whole.sharpness_ < apart.sharpness_
    assert (whole.coef_ == apart.coef_).all()


def test_most_features_are_kept_to_the_number_asked():
    classifier = make_classifier(max_features=40).fit(TEXTS, LABELS)
    assert len(classifier.coef_) == len(classifier.feature_names()) == 40
    assert accuracy_score(LABELS, classifier.predict(TEXTS)) > 0.8


def test_clone_and_parameters():
    classifier = make_classifier(scheme="s", seed=3, model="nb", words=None)
    assert clone(classifier).get_params() == classifier.get_params()
    assert isinstance(classifier, TextClassifier)
    assert classifier.seed == 3


def test_training_texts_are_kept_as_hashes(fitted):
    assert len(fitted.training_hashes) == len(TEXTS)
    assert not any(text in fitted.training_hashes for text in TEXTS)


@pytest.mark.parametrize(
    ("texts", "labels", "choices", "message"),
    [
        (
            "依法行政",
            ["甲"],
            {},
            "wanted a list of texts, came one string (texts): put it in brackets: [text]",
        ),
        (
            ["甲", None],
            ["甲", "乙"],
            {},
            "wanted strings, came NoneType (texts, place 1): drop it or use ''",
        ),
        (
            ["甲", "乙"],
            ["甲"],
            {},
            "wanted 2, one for each text, came 1 (labels): align",
        ),
        (
            ["甲", "乙"],
            ["甲", "甲"],
            {},
            "wanted two categories or more, came one of '甲' (labels): label texts of another",
        ),
        (
            ["甲", "乙"],
            ["甲", "乙"],
            {"model": "forest"},
            "wanted one of 'logistic', 'nb', 'sgd', 'svm', came 'forest' (model): "
            "name one of these",
        ),
        (
            ["甲", "乙"],
            ["甲", "乙"],
            {"words": None, "characters": None},
            "wanted words or characters, came neither (features): leave one on",
        ),
    ],
)
def test_refusals(texts, labels, choices, message):
    with pytest.raises(ToolkitError) as caught:
        make_classifier(**choices).fit(texts, labels)
    assert str(caught.value) == message


def test_unknown_choice_is_refused():
    with pytest.raises(ToolkitError, match="came 'depth'"):
        make_classifier(depth=3)


def test_the_threshold_keeps_as_many_right_as_wanted():
    rng = np.random.default_rng(0)
    chances = rng.dirichlet([0.6, 0.6, 0.6], 400)
    sure = chances.max(axis=1)
    right = rng.random(400) < sure
    truth = np.where(right, chances.argmax(axis=1), chances.argmin(axis=1))
    thresholds = [fit_threshold(chances, truth, wanted) for wanted in (0.0, 0.8, 0.95)]
    assert thresholds == sorted(thresholds)
    assert thresholds[0] == 0.0
    for wanted, threshold in zip((0.0, 0.8, 0.95), thresholds, strict=True):
        assert right[sure >= threshold].mean() >= wanted - 0.01


def test_a_precision_out_of_reach_holds_nearly_all_back():
    chances = np.array([[0.9, 0.1], [0.8, 0.2]])
    assert fit_threshold(chances, np.array([1, 1]), 0.9) == 0.9
