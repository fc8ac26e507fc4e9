"""An explanation adds up to what the model said."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.classification.explanation import explain, highlighted, top_terms
from toolkit.classification.pipeline import TextClassifier, make_classifier
from toolkit.errors import ToolkitError

TEXTS = [
    "受理行政复议申请",
    "审结行政复议案件",
    "开展普法宣传",
    "举办普法讲座",
    "公开政务信息",
    "办理信息公开申请",
]
LABELS = ["A6", "A6", "A7", "A7", "A5", "A5"]


@pytest.fixture(scope="module")
def model() -> TextClassifier:
    return make_classifier(words=(1, 2), characters=(1, 2)).fit(TEXTS, LABELS)


@pytest.mark.parametrize("text", ["行政复议与普法", "公开了行政复议申请", "毫不相干"])
def test_terms_add_up_to_the_difference_of_scores(model: TextClassifier, text: str) -> None:
    told = explain(model, text, category="A6", against="A7")
    scores = dict(zip(model.classes_, model.decision_function([text])[0], strict=True))
    assert told.terms["weight"].sum() + told.offset == pytest.approx(
        scores["A6"] - scores["A7"], abs=1e-5
    )


def test_the_strongest_terms_are_those_of_the_category(model: TextClassifier) -> None:
    told = explain(model, "举办普法讲座")
    assert told.category == "A7"
    assert told.terms["weight"].iloc[0] > 0
    assert told.terms["weight"].abs().is_monotonic_decreasing
    assert told.probability > told.probability_against


def test_marks_lie_on_the_words_that_speak(model: TextClassifier) -> None:
    told = explain(model, "普法，并且复议", category="A7", against="A6")
    weights = dict(zip(told.text, told.marks, strict=True))
    assert weights["普"] > 0 > weights["议"]
    assert weights["且"] == 0


def test_a_long_text_is_explained_as_its_stretches() -> None:
    model = make_classifier(characters=(1, 2), stretch=5).fit(TEXTS, LABELS)
    told = explain(model, "行政复议申请。行政复议案件。普法讲座。", category="A6", against="A7")
    assert told.terms["weight"].iloc[0] > 0


def test_it_prints_itself_and_escapes_the_text(model: TextClassifier) -> None:
    told = explain(model, "<b>普法讲座")
    assert "A7" in str(told)
    assert "<b>普" not in told._repr_html_().replace("<b>A7</b>", "")
    assert "underline" in told._repr_html_()
    assert highlighted("<", np.zeros(1)) == "&lt;"


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (
            {"category": "A9"},
            "wanted one of 'A5', 'A6', 'A7', came 'A9' (explain): name one of these",
        ),
        (
            {"category": "A6", "against": "A6"},
            "wanted two categories, came A6 twice (explain): name another",
        ),
    ],
)
def test_a_category_that_is_not_there(
    model: TextClassifier, choices: dict[str, str], message: str
) -> None:
    with pytest.raises(ToolkitError) as mistake:
        explain(model, "普法", **choices)
    assert str(mistake.value) == message


def test_top_terms_name_what_marks_each_category(model: TextClassifier) -> None:
    table = top_terms(model, n=4)
    assert table.groupby("category").size().to_dict() == {"A5": 4, "A6": 4, "A7": 4}
    first = table[table["category"] == "A7"]
    assert first["rank"].tolist() == [1, 2, 3, 4]
    assert first["weight"].is_monotonic_decreasing
    assert any("普" in term for term in first["term"])
