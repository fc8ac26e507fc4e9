"""Shares sum to one, mean what they say, and never pretend to bounds."""

from __future__ import annotations

import numpy as np
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


def test_an_empty_cell_is_there_and_flagged(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4"] * 4)
    estimates = emphasis(two, codes, scheme="outline-2015", sections=("plans",))
    empty = estimates[estimates["region"] == "乙县"]
    assert empty["value"].isna().all()
    assert empty["flag"].str.endswith("empty").all()
    assert (empty["n_documents"] == 0).all()
    assert share(estimates, "甲县", "A4") == 1


def test_no_documents_give_an_empty_table(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4"] * 4)
    assert emphasis(two, codes, scheme="outline-2015", levels=["nation"]).empty


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


def many(n: int = 40, *, paragraphs: int = 8) -> tuple[Corpus, pd.DataFrame, pd.DataFrame]:
    """Reports of ten counties in four years, predicted, half of the paragraphs labelled."""
    table = documents(
        *(
            {
                "doc_id": f"d{k:03}",
                "region": f"县{k % 10}",
                "year": 2018 + k // 10 % 4,
                "year_to": 2018 + k // 10 % 4,
                "outline": "outline-2015",
            }
            for k in range(n)
        )
    )
    rng = np.random.default_rng(0)
    sizes = rng.integers(20, 200, n * paragraphs).tolist()
    pieces = [(f"d{k // paragraphs:03}", "work", size) for k, size in enumerate(sizes)]
    corpus = corpus_of(table, *pieces)
    truth = rng.choice(["A1", "A4", "A0"], len(pieces), p=[0.5, 0.3, 0.2])
    guess = np.where(rng.random(len(pieces)) < 0.7, truth, rng.choice(["A1", "A4"], len(pieces)))
    codes = predictions(corpus, s2015=guess.tolist())
    rows = corpus.paragraphs[corpus.paragraphs["position"] % 2 == 0]
    return corpus, codes, labels_of(rows, truth[rows.index].tolist())


def labels_of(rows: pd.DataFrame, codes: list[str], **facts: object) -> pd.DataFrame:
    blank = {"scheme": "outline-2015", "coder": "x", "round": "1", "probability": 0.5}
    more = {"source": "hand", "date": None, "note": None}
    keys = rows[["paragraph_id", "text_sha256"]].assign(category=codes)
    return make_table("labels", keys.assign(**{**blank, **more, **facts}))


def test_labels_of_known_probability_correct_and_bound() -> None:
    corpus, codes, labels = many()
    found = emphasis(corpus, codes, labels, by=(), scheme="outline-2015")
    counted = emphasis(corpus, codes, labels, by=(), scheme="outline-2015", method="count")
    assert set(found["method"]) == {"corrected"}
    assert found["value"].sum() == pytest.approx(1)
    bounded = found[found["low"].notna()]
    assert set(bounded["category"]) == {"A1", "A4", "A0"}
    assert (bounded["low"] < bounded["high"]).all()
    assert bounded["flag"].isna().all()
    assert set(found.loc[found["low"].isna(), "flag"]) == {"few"}
    # A0 is never predicted in error for others, so the count is far too low.
    assert share_of(counted, "A0") < 0.16 < share_of(found, "A0")
    assert set(found["n_labelled"]) == {160}


def share_of(estimates: pd.DataFrame, category: str) -> float:
    return float(estimates.loc[estimates["category"] == category, "value"].iloc[0])


def test_cells_of_few_labels_borrow_and_name_the_lender() -> None:
    corpus, codes, labels = many(160)
    found = emphasis(corpus, codes, labels, scheme="outline-2015")
    assert set(found.groupby(["region", "year"])["value"].sum().round(9)) == {1.0}
    told = found["flag"].dropna()
    assert told.str.startswith("borrowed: the same year").all()
    assert found.attrs["borrowed"]["the same year"] == 40
    fewer = emphasis(*many(), scheme="outline-2015")
    assert fewer["flag"].dropna().str.startswith("borrowed: the same outline and level").all()


def test_labels_without_probability_or_by_heading_correct_nothing() -> None:
    corpus, codes, labels = many()
    for facts in ({"probability": float("nan")}, {"source": "heading"}):
        found = emphasis(corpus, codes, labels.assign(**facts), scheme="outline-2015")
        assert set(found["method"]) == {"count"}
        with pytest.raises(ToolkitError, match="wanted labels of known probability, came 160"):
            emphasis(
                corpus, codes, labels.assign(**facts), scheme="outline-2015", method="corrected"
            )


def test_labels_that_trained_the_model_are_refused_unless_cross_fitted() -> None:
    corpus, codes, labels = many()
    labels["text_sha256"] = [f"{k:016x}" for k in range(len(labels))]
    hashes = labels["text_sha256"].head(3).tolist()
    with pytest.raises(ToolkitError) as refusal:
        emphasis(corpus, codes, labels, scheme="outline-2015", training_hashes=hashes)
    assert str(refusal.value) == (
        "wanted labels that did not train the model, came 3 of 160 labelled paragraphs among its "
        "training texts (emphasis, labels): predict with cross_predict(corpus, labels, scheme), "
        "or leave these labels out"
    )
    with pytest.raises(ToolkitError, match="came 160 of 160"):
        emphasis(corpus, codes.assign(in_training=True), labels, scheme="outline-2015")
    fitted = codes.assign(cross_fitted=True, in_training=True)
    emphasis(corpus, fitted, labels, scheme="outline-2015", training_hashes=hashes)


def test_the_order_of_rows_and_the_names_of_regions_change_no_bound() -> None:
    corpus, codes, labels = many()
    first = emphasis(corpus, codes, labels, by=["year"], scheme="outline-2015")
    turned = Corpus(corpus.documents[::-1], corpus.paragraphs[::-1], corpus.rejected)
    second = emphasis(turned, codes[::-1], labels[::-1], by=["year"], scheme="outline-2015")
    pd.testing.assert_frame_equal(first, second)
    renamed = corpus.documents.assign(region="新" + corpus.documents["region"])
    other = Corpus(renamed, corpus.paragraphs, corpus.rejected)
    before = emphasis(corpus, codes, labels, scheme="outline-2015")
    after = emphasis(other, codes, labels, scheme="outline-2015")
    after["region"] = after["region"].str.removeprefix("新")
    pd.testing.assert_frame_equal(before, after)


def test_votes_divide_a_paragraph(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4", "A0", "A1", "A2"])
    codes["votes"] = [None, "A4 A4 A4 A0 A0", None, None]
    estimates = emphasis(two, codes, scheme="outline-2015")
    assert share(estimates, "甲县", "A4") == pytest.approx((30 + 6) / 40)
    assert share(estimates, "甲县", "A0") == pytest.approx(4 / 40)


def test_the_crosswalks_alternatives_bound_the_common_scheme(two: Corpus) -> None:
    codes = predictions(two, s2015=["A4", "A0", "A1", "A2"], s2021=["B7", "B0", "B1", "B2"])
    estimates = emphasis(two, codes, scheme="common", bounds=True)
    rows = estimates[estimates["region"] == "甲县"].set_index("category")
    assert rows.loc["C4", ["low_alternative", "value", "high_alternative"]].tolist() == [
        0,
        0.75,
        0.75,
    ]
    assert rows.loc["C5", ["low_alternative", "value", "high_alternative"]].tolist() == [0, 0, 0.75]
    assert rows.loc["C2", "high_alternative"] == 0
    with pytest.raises(ToolkitError, match="wanted the common scheme, came 'outline-2015'"):
        emphasis(two, codes, scheme="outline-2015", bounds=True)


def test_levels_stay_apart_unless_pooled() -> None:
    table = documents(
        {"doc_id": "a", "region": "甲市", "level": "prefecture", "year": 2020, "year_to": 2020},
        {"doc_id": "b", "region": "乙县", "level": "county", "year": 2020, "year_to": 2020},
    )
    corpus = corpus_of(table, ("a", "work", 10), ("b", "work", 30))
    codes = predictions(corpus, s2015=["A1", "A4"])
    apart = emphasis(corpus, codes, by="year", scheme="outline-2015")
    assert set(apart["level"]) == {"prefecture", "county"}
    pooled = emphasis(
        corpus, codes, by="year", scheme="outline-2015", levels=["prefecture", "county"]
    )
    assert share_of(pooled, "A4") == 0.75
    alone = emphasis(corpus, codes, by="year", scheme="outline-2015", levels=["county"])
    assert share_of(alone, "A4") == 1
    assert alone.attrs["left_out"] == {"other level": 1}


def test_a_process_of_counts_is_bounded_by_document_and_says_what_it_lacks() -> None:
    corpus, codes, _ = many()
    found = emphasis(corpus, codes, by=["year"], scheme="outline-2015", population="process")
    bounded = found[found["low"].notna()]
    assert set(bounded["flag"]) == {"classifier error not included"}
    single = emphasis(corpus, codes, scheme="outline-2015", population="process")
    assert set(single["flag"]) == {"classifier error not included; few"}
    by_region = emphasis(
        corpus, codes, by=(), scheme="outline-2015", population="process", cluster="region"
    )
    assert by_region["low"].notna().any()


def test_a_code_of_no_scheme_and_a_bad_probability_are_refused() -> None:
    corpus, codes, labels = many()
    with pytest.raises(ToolkitError, match="came 'A9'"):
        emphasis(corpus, codes, labels.assign(category="A9"), scheme="outline-2015")
    with pytest.raises(ToolkitError, match=r"wanted probabilities above 0, at most 1, came 2\.0"):
        emphasis(corpus, codes, labels.assign(probability=2.0), scheme="outline-2015")
    doubled = pd.concat([codes, codes.head(1)])
    with pytest.raises(ToolkitError, match="wanted each paragraph once"):
        emphasis(corpus, doubled, scheme="outline-2015")


def test_adjudicated_labels_count_before_single_coders() -> None:
    corpus, codes, labels = many()
    wrong = labels.assign(category="A4", coder="a")
    both = pd.concat([wrong, labels.assign(source="adjudicated")], ignore_index=True)
    expected = emphasis(corpus, codes, labels, by=(), scheme="outline-2015")
    found = emphasis(corpus, codes, both, by=(), scheme="outline-2015")
    pd.testing.assert_frame_equal(expected, found)
