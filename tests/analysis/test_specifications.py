"""The specification curve: each row is what its choices give when asked directly."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from toolkit.analysis.emphasis import emphasis
from toolkit.analysis.specifications import specification_curve
from toolkit.analysis.trends import trend
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

SCHEME = "outline-2015"
BY = {SCHEME: "A4"}


@pytest.fixture(scope="module")
def one(panel):
    return panel(n_regions=8, years=range(2017, 2022), slope=0.03, drift=0.03)


def test_a_row_for_every_combination_ordered_by_value(one) -> None:
    found = specification_curve(one.corpus, one.predictions, one.labels, category=BY)
    assert len(found) == 2 * 2 * 2 * 2 * 2
    assert found["value"].is_monotonic_increasing
    assert found["specification"].tolist() == list(range(1, 33))
    assert found["main"].sum() == 1
    counts = found["method"] == "count"
    assert found.loc[counts, "low"].isna().all()
    assert found.loc[~counts, "low"].notna().any()


def test_rows_are_what_trend_and_emphasis_give(one) -> None:
    found = specification_curve(one.corpus, one.predictions, one.labels, category=BY)
    main = found[found["main"]].iloc[0]
    direct = trend(one.corpus, one.predictions, one.labels, scheme=SCHEME, n_wild=0)
    direct = direct[(direct["category"] == "A4") & (direct["term"] == "slope")].iloc[0]
    assert_allclose(main[["value", "low", "high"]].astype(float),
                    direct[["value", "low", "high"]].astype(float))  # fmt: skip
    shares = specification_curve(
        one.corpus, one.predictions, category=BY, question="share", least_probability=(0.0,),
        sections=(("work",),), none=("keep",),
    )  # fmt: skip
    asked = emphasis(one.corpus, one.predictions, by=(), scheme=SCHEME, weight="paragraphs")
    row = shares[shares["weight"] == "paragraphs"].iloc[0]
    assert row["value"] == asked.set_index("category").loc["A4", "value"]
    assert set(shares["method"]) == {"count"}


def test_doubtful_paragraphs_are_left_out_of_the_text(one) -> None:
    shares = specification_curve(
        one.corpus, one.predictions, category=BY, question="share", least_probability=(0.0, 0.6),
        sections=(("work",),), none=("keep",), weights=("paragraphs",),
    ).set_index("least_probability")  # fmt: skip
    sure = one.predictions[one.predictions["probability"] >= 0.6]
    assert shares.loc[0.6, "n_paragraphs"] == len(sure)
    assert_allclose(shares.loc[0.6, "value"], (sure["category"] == "A4").mean())


def test_segments_are_a_choice_where_their_predictions_are_given(one) -> None:
    paragraphs = one.corpus.paragraphs.copy()
    # A paragraph of three tasks: cut in three, of which the second is of another category.
    text = "一是建章立制；二是强化培训；三是严格考核。"
    paragraphs.loc[0, ["text", "end", "n_chars"]] = [text, len(text), len(text)]
    corpus = Corpus(one.corpus.documents, paragraphs, one.corpus.rejected)
    key = paragraphs["paragraph_id"][0]
    rows = one.predictions["paragraph_id"].repeat(
        one.predictions["paragraph_id"].eq(key).map({True: 3, False: 1})
    )
    cut = one.predictions.loc[rows.index].reset_index(drop=True)
    cut.loc[[0, 1, 2], "paragraph_id"] = [f"{key}.1", f"{key}.2", f"{key}.3"]
    found = specification_curve(
        corpus, one.predictions, category=BY, question="share", segmented=(cut, None),
        weights=("paragraphs",), least_probability=(0.0,), none=("keep",), sections=(("work",),),
    ).set_index("unit")  # fmt: skip
    assert found.loc["segment", "n_paragraphs"] == found.loc["paragraph", "n_paragraphs"] + 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"category": {SCHEME: "C4"}}, "came 'C4' (specification_curve, category)"),
        ({"question": "why"}, "wanted one of 'share', 'slope', came 'why'"),
    ],
)
def test_mistakes_are_told(one, options: dict[str, object], words: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        specification_curve(one.corpus, one.predictions, **{"category": BY, **options})
    assert words in str(caught.value)


def test_predictions_without_probability_have_no_threshold(one) -> None:
    bare = one.predictions.assign(probability=float("nan"))
    with pytest.raises(ToolkitError, match="predictions with a probability"):
        specification_curve(one.corpus, bare, category=BY)
