"""Shares sum to one, mean what they say, and never pretend to bounds."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.analysis.emphasis import COUNT_FLAG, emphasis
from toolkit.errors import ToolkitError
from toolkit.tables import DOCUMENTS, Corpus, make_table


def documents(*rows: dict[str, object]) -> pd.DataFrame:
    blank = {column.name: None for column in DOCUMENTS}
    usual = {"kind": "annual report", "issuer_type": "government", "level": "county"}
    return make_table("documents", [{**blank, **usual, **row} for row in rows])


def corpus_of(table: pd.DataFrame, *pieces: tuple[str, str, int]) -> Corpus:
    rows = [
        {
            "paragraph_id": f"{doc_id}-{k}",
            "doc_id": doc_id,
            "position": k,
            "line": k + 1,
            "headings": [],
            "inline_heading": None,
            "section": section,
            "text": "文" * size,
            "start": 0,
            "end": size,
            "n_chars": size,
            "text_sha256": "",
        }
        for k, (doc_id, section, size) in enumerate(pieces)
    ]
    return Corpus(table, make_table("paragraphs", rows), make_table("rejected", []))


def predictions(corpus: Corpus, **codes: list[str]) -> pd.DataFrame:
    rows = [
        {"paragraph_id": key, "scheme": f"outline-{scheme[1:]}", "category": code}
        for scheme, listed in codes.items()
        for key, code in zip(corpus.paragraphs["paragraph_id"], listed, strict=True)
    ]
    rest = {"probability": 1.0, "margin": 1.0, "second": None, "model_id": "x"}
    flags = {"abstained": False, "novel": False, "context": False, "cross_fitted": False}
    return make_table("predictions", [{**row, **rest, **flags} for row in rows])


@pytest.fixture
def two() -> Corpus:
    table = documents(
        {"doc_id": "a", "region": "甲县", "year": 2020, "year_to": 2020, "covers": 2020},
        {"doc_id": "b", "region": "乙县", "year": 2021, "year_to": 2021, "covers": 2021},
    )
    return corpus_of(
        table, ("a", "work", 30), ("a", "work", 10), ("a", "plans", 99), ("b", "work", 20)
    )


def share(estimates: pd.DataFrame, region: str, category: str) -> float:
    chosen = (estimates["region"] == region) & (estimates["category"] == category)
    return float(estimates.loc[chosen, "value"].iloc[0])


def test_shares_are_of_the_work_text_by_characters(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4", "A0", "A1", "A2"])
    estimates = emphasis(two, codes, scheme="outline-2015")
    assert share(estimates, "甲县", "A4") == 0.75
    assert share(estimates, "甲县", "A0") == 0.25
    assert share(estimates, "甲县", "A1") == 0
    assert share(estimates, "乙县", "A2") == 1


def test_paragraphs_sections_and_none_change_the_answer(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4", "A0", "A1", "A2"])
    by_paragraph = emphasis(two, codes, scheme="outline-2015", weight="paragraphs")
    assert share(by_paragraph, "甲县", "A4") == 0.5
    plans = emphasis(two, codes, scheme="outline-2015", sections=("plans",))
    assert share(plans, "甲县", "A1") == 1
    dropped = emphasis(two, codes, scheme="outline-2015", none="drop")
    assert share(dropped, "甲县", "A4") == 1
    assert "A0" not in set(dropped["category"])


def test_shares_sum_to_one_in_every_cell(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4", "A0", "A1", "A2"], s2021=["B7", "B0", "B1", "B2"])
    for scheme in ("outline-2015", "outline-2021", "common"):
        sums = emphasis(two, codes, scheme=scheme).groupby(["region", "year"])["value"].sum()
        assert sums.tolist() == pytest.approx([1, 1])


def test_the_common_scheme_is_a_function_of_the_pair(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4", "A0", "A1", "A2"], s2021=["B4", "B0", "B1", "B2"])
    assert share(emphasis(two, codes, scheme="common"), "甲县", "C4") == 0.75


def test_a_count_has_no_bounds_and_says_why(two: Corpus) -> None:
    estimates = emphasis(two, predictions(two, s2015=["A4"] * 4), scheme="outline-2015")
    assert estimates[["low", "high"]].isna().all(axis=None)
    assert set(estimates["flag"]) == {COUNT_FLAG}
    assert set(estimates["population"]) == {"corpus"}


def test_the_order_of_rows_changes_nothing(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4", "A0", "A1", "A2"])
    turned = Corpus(two.documents[::-1], two.paragraphs[::-1], two.rejected)
    pd.testing.assert_frame_equal(
        emphasis(two, codes, scheme="outline-2015"),
        emphasis(turned, codes[::-1], scheme="outline-2015"),
    )


def test_a_report_of_several_years_is_a_period_of_its_own() -> None:
    table = documents(
        {
            "doc_id": "a",
            "region": "甲县",
            "year": 2011,
            "year_to": 2015,
            "covers": 2015,
            "kind": "multi-year summary",
        }
    )
    corpus = corpus_of(table, ("a", "work", 10))
    estimates = emphasis(corpus, predictions(corpus, s2015=["A4"]), scheme="outline-2015")
    assert estimates["year"].isna().all()
    assert set(estimates["period"]) == {"2011–2015"}


def test_departments_and_other_kinds_are_left_out_and_counted() -> None:
    table = documents(
        {"doc_id": "a", "region": "甲县", "year": 2020, "year_to": 2020},
        {"doc_id": "b", "region": "甲县", "year": 2020, "issuer_type": "department"},
        {"doc_id": "c", "region": "甲县", "year": 2020, "kind": "work plan"},
    )
    corpus = corpus_of(table, ("a", "work", 10), ("b", "work", 10), ("c", "work", 10))
    codes = predictions(corpus, s2015=["A4", "A1", "A1"])
    estimates = emphasis(corpus, codes, scheme="outline-2015")
    assert share(estimates, "甲县", "A4") == 1
    assert estimates.attrs["left_out"] == {
        "other kind of document": 1,
        "issued by a department": 1,
    }


def test_documents_without_a_place_are_not_pooled_into_one() -> None:
    table = documents(
        {"doc_id": "a", "region": None, "year": 2020, "year_to": 2020},
        {"doc_id": "b", "region": "甲县", "year": 2020, "year_to": 2020},
    )
    corpus = corpus_of(table, ("a", "work", 10), ("b", "work", 10))
    codes = predictions(corpus, s2015=["A1", "A4"])
    estimates = emphasis(corpus, codes, scheme="outline-2015")
    assert set(estimates["region"]) == {"甲县"}
    assert estimates.attrs["left_out"] == {"no region": 1}
    assert emphasis(corpus, codes, by="level", scheme="outline-2015").attrs["left_out"] == {}


def test_an_empty_selection_gives_an_empty_table(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4"] * 4)
    assert emphasis(two, codes, scheme="outline-2015", sections=("other",)).empty


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"weight": "words"},
            "wanted one of 'characters', 'paragraphs', came 'words' (emphasis, weight): "
            "use one of these",
        ),
        (
            {"by": ["zone"]},
            "wanted columns of the documents table, came zone (emphasis, by): "
            "add it with metadata=, or name a column of the documents table",
        ),
        (
            {"scheme": "common"},
            "wanted predictions under outline-2021, came outline-2015 (table predictions): "
            "predict under it too, and put both tables together",
        ),
    ],
)
def test_wrong_options_are_told(two: Corpus, options: dict[str, object], message: str) -> None:
    chosen = {"scheme": "outline-2015", **options}
    with pytest.raises(ToolkitError) as refusal:
        emphasis(two, predictions(two, s2015=["A4"] * 4), **chosen)  # type: ignore[arg-type]
    assert str(refusal.value) == message


def test_predictions_of_part_of_the_corpus_are_refused(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4"] * 4).head(2)
    with pytest.raises(ToolkitError, match="wanted a category for every paragraph, came 2 of them"):
        emphasis(two, codes, scheme="outline-2015")
