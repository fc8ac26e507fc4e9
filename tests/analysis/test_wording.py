"""Words that mark groups off: the formula, the resampling, what is left out and what is flagged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from toolkit.analysis.keyness import (
    LogOdds,
    WordCounts,
    background,
    log_odds,
    occurs_in,
    reach,
    shake,
)
from toolkit.analysis.place_names import place_names, short_part_names, without_places
from toolkit.analysis.wording import wording
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus, make_table

FILLING = "推进依法行政，加强监督，改进服务，落实责任，公开信息。"


def make_corpus(reports: list[tuple[dict[str, object], str]]) -> Corpus:
    """Make a corpus: facts of each document and its one paragraph."""
    documents, paragraphs = [], []
    for number, (facts, text) in enumerate(reports):
        doc_id = f"d{number:03}"
        row = {"doc_id": doc_id, "year": 2020, "year_to": 2020, "covers": 2020, "level": "county"}
        row |= {"kind": "annual report", "issuer_type": "government", "text": text}
        documents.append(row | facts)
        paragraph = {"paragraph_id": f"{doc_id}-0", "doc_id": doc_id, "position": 0, "line": 1}
        paragraph |= {"headings": [], "inline_heading": None, "section": "work", "text": text}
        paragraph |= {"start": 0, "end": len(text), "n_chars": len(text), "text_sha256": doc_id}
        paragraphs.append(paragraph)
    columns = make_table("documents", []).columns
    table = pd.DataFrame(documents, columns=sorted({*columns, *documents[0]}))
    return Corpus(
        make_table("documents", table),
        make_table("paragraphs", paragraphs),
        make_table("rejected", []),
    )


def two_regions(own: str, other: str, n: int = 6) -> Corpus:
    reports: list[tuple[dict[str, object], str]] = []
    for year in range(n):
        facts = {"year": 2015 + year, "year_to": 2015 + year, "covers": 2015 + year}
        reports.append((facts | {"region": "云岭县", "county": "云岭县"}, FILLING + own))
        reports.append((facts | {"region": "青川县", "county": "青川县"}, FILLING + other))
    return make_corpus(reports)


def test_log_odds_are_those_of_the_formula() -> None:
    words = WordCounts(csr_matrix([[8.0, 2.0], [3.0, 7.0]]), np.array([0, 1]), np.array([0, 0]))
    prior = background(words, 10)
    assert prior == pytest.approx(np.array([[5.5, 4.5], [5.5, 4.5]]))
    found = log_odds(words, prior)
    by_hand = np.log(13.5 / (20 - 13.5)) - np.log(8.5 / (20 - 8.5))
    assert found.value[0, 0] == pytest.approx(by_hand)
    assert found.value[1, 0] == pytest.approx(-by_hand)
    assert found.error[0, 0] == pytest.approx(np.sqrt(1 / 13.5 + 1 / 8.5))


def test_default_prior_is_an_average_group() -> None:
    words = WordCounts(csr_matrix([[8.0, 2.0], [3.0, 7.0]]), np.array([0, 1]), np.array([0, 0]))
    assert background(words) == pytest.approx(np.array([[5.5, 4.5], [5.5, 4.5]]))


def test_pools_stay_apart_and_what_they_lack_is_nought() -> None:
    counts = csr_matrix([[4.0, 0.0], [2.0, 0.0], [0.0, 5.0], [1.0, 3.0]])
    words = WordCounts(counts, np.arange(4), np.array([0, 0, 1, 1]))
    found = log_odds(words, background(words))
    assert found.value[:2, 1].tolist() == [0, 0]
    assert np.isinf(found.error[:2, 1]).all()
    using, elsewhere = occurs_in(words)
    assert using.tolist() == [[1, 0], [1, 0], [0, 1], [1, 1]]
    assert elsewhere.tolist() == [[1, 0], [1, 0], [1, 1], [0, 1]]


def test_a_burst_is_less_sure_than_an_even_use() -> None:
    """Forty uses in one of ten reports, against four in each."""
    even, burst = np.full(10, 4.0), np.array([40.0] + [0.0] * 9)
    own = np.column_stack([even, burst, np.full(10, 100.0)])
    rest = np.column_stack([np.full(10, 1.0), np.full(10, 1.0), np.full(10, 106.0)])
    words = WordCounts(csr_matrix(np.vstack([own, rest])), np.repeat([0, 1], 10), np.zeros(2, int))
    prior = background(words)
    point = log_odds(words, prior)
    assert point.error[0, 0] == pytest.approx(point.error[0, 1])
    shaken = shake(words, prior, n_resamples=200, top=1, seed=0)
    assert shaken.error[0, 1] > 2 * shaken.error[0, 0]
    again = shake(words, prior, n_resamples=200, top=1, seed=0)
    np.testing.assert_array_equal(shaken.error, again.error)


def test_bounds_are_no_nearer_than_those_of_single_words() -> None:
    """A word that the rest never uses does not move the rest when reports are drawn again."""
    point = LogOdds(np.array([[1.0, 1.0]]), np.array([[0.5, 0.5]]))
    far = reach(point, np.array([[0.1, 0.6]]), np.array([6]), 0.95)
    assert far == pytest.approx(np.array([[0.5 * 1.959964, 0.6 * 2.570582]]), rel=1e-6)


@pytest.mark.parametrize(
    ("n_documents", "truth", "low", "high"), [(6, 0.7, 0.90, 1.0), (20, 0.7, 0.90, 1.0)]
)
def test_intervals_hold_the_truth(n_documents: int, truth: float, low: float, high: float) -> None:
    """Bursts by report (gamma), forty runs of twenty words with the same planted ratio."""
    generator, hits, n_words = np.random.default_rng(0), [], 20
    rates = np.full((2, n_words), 10.0)
    rates[0] *= np.exp(truth)
    # The prior draws both sides to the mean: the truth is that of the expected counts.
    expected = WordCounts(
        csr_matrix(np.column_stack([rates * n_documents, [[1e6], [1e6]]])),
        np.arange(2),
        np.zeros(2, int),
    )
    target = log_odds(expected, background(expected)).value[0, :n_words]
    for run in range(40):
        burst = generator.gamma(1.0, 1.0, (2, n_documents, n_words))
        counts = generator.poisson(rates[:, None] * burst).astype(float)
        rest = np.full((2, n_documents, 1), 1e6 / n_documents)
        table = np.concatenate([counts, rest], axis=2).reshape(2 * n_documents, -1)
        words = WordCounts(csr_matrix(table), np.repeat([0, 1], n_documents), np.zeros(2, int))
        prior = background(words)
        error = shake(words, prior, n_resamples=60, top=1, seed=run).error
        point = log_odds(words, prior)
        far = reach(point, error, np.full(2, n_documents), 0.95)[0, :n_words]
        hits.append(np.abs(point.value[0, :n_words] - target) <= far)
    assert low <= np.mean(hits) <= high


def test_the_planted_word_comes_first() -> None:
    found = wording(two_regions("行政复议，行政复议，", "行政裁决，行政裁决，"), n_resamples=50)
    first = found.groupby("group").first()
    assert first["term"].to_dict() == {"云岭县": "行政复议", "青川县": "行政裁决"}
    row = found[found["term"] == "行政复议"].iloc[0]
    assert (row["count"], row["n_documents"], row["n_documents_others"]) == (12, 6, 0)
    assert row["low"] > 0
    assert row["in_top"] == 1
    assert set(found["confidence"]) == {0.95}
    assert row["flag"] is None
    assert row["rate"] > 0
    assert row["others_rate"] == 0
    # what both use alike marks neither
    assert "监督" not in set(found.loc[found["log_odds"] > 0.1, "term"])


def test_few_reports_have_no_bounds() -> None:
    found = wording(two_regions("行政复议，行政复议，", "行政裁决。", n=4), n_resamples=20)
    assert set(found["flag"]) == {"few"}
    assert found[["low", "high"]].isna().all(axis=None)


def test_places_and_named_words_are_left_out() -> None:
    corpus = two_regions("云岭县云岭云岭，" + "行政复议，" * 2, "青川青川青川，行政裁决。")
    terms = set(wording(corpus, n_resamples=5)["term"])
    assert not {term for term in terms if "云岭" in term or "青川" in term}
    kept = " ".join(wording(corpus, n_resamples=5, places=True)["term"])
    assert "云岭" in kept
    assert "行政复议" not in set(wording(corpus, n_resamples=5, leave_out=["行政复议"])["term"])


def test_parts_of_a_region_are_left_out_of_its_own_list() -> None:
    columns = ["province", "city", "county", "town", "region", "region_code"]
    table = pd.DataFrame([["广东省", "深圳市", None, None, "深圳市", "440300"]], columns=columns)
    names = place_names(table)
    assert {"深圳市", "深圳", "广东", "罗湖区"} <= set(names)
    # short names of parts may be words elsewhere
    assert "罗湖" not in names
    assert "罗湖" in short_part_names(table)
    assert without_places(["深圳市罗湖区"], names) == ["  "]
    assert without_places(["无地名"], []) == ["无地名"]


@pytest.mark.parametrize(
    ("name", "short"),
    [("云岭县", "云岭"), ("青龙满族自治县", "青龙"), ("大鹏新区", "大鹏"), ("东区", None)],
)
def test_short_names(name: str, short: str | None) -> None:
    columns = ["province", "city", "county", "town", "region", "region_code"]
    table = pd.DataFrame([[None, None, None, None, name, None]], columns=columns)
    assert place_names(table) == sorted({name, short or name})


def test_levels_stay_apart_unless_pooled() -> None:
    reports: list[tuple[dict[str, object], str]] = [
        ({"region": "云岭县"}, FILLING + "行政复议" * 5),
        ({"region": "青川县"}, FILLING),
        ({"region": "大河市", "level": "prefecture"}, FILLING + "行政裁决" * 5),
    ]
    corpus = make_corpus(reports)
    found = wording(corpus, n_resamples=5)
    assert "大河市" not in set(found["group"])
    assert found.attrs["left_out"]["alone in its level"] == 1
    pooled = wording(corpus, n_resamples=5, levels=["county", "prefecture"])
    assert "大河市" in set(pooled["group"])
    assert set(wording(corpus, by="level", n_resamples=5)["group"]) == {"county", "prefecture"}


def test_groups_by_a_column_of_the_user_s_own() -> None:
    corpus = two_regions("行政复议，行政复议，", "行政裁决，行政裁决，")
    east = corpus.documents["region"].map({"云岭县": "east", "青川县": "west"})
    own = Corpus(corpus.documents.assign(part=east), corpus.paragraphs, corpus.rejected)
    found = wording(own, by=["part"], n_resamples=20)
    assert found.groupby("group").first()["term"].to_dict() == {
        "east": "行政复议",
        "west": "行政裁决",
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "colour"}, "wanted columns of the documents table, came colour"),
        ({"top": 0}, r"wanted 1 or more, came 0 \(wording, top\)"),
        ({"n_resamples": 1}, r"wanted 2 or more, came 1 \(wording, n_resamples\)"),
        ({"prior": 0}, r"wanted words above 0, came 0 \(wording, prior\)"),
        ({"sections": ["middle"]}, r"wanted one of .*, came 'middle' \(sections\)"),
    ],
)
def test_mistakes_are_told(options: dict[str, object], message: str) -> None:
    with pytest.raises(ToolkitError, match=message):
        wording(two_regions("行政复议。", "行政裁决。", n=1), **options)  # type: ignore[arg-type]


def test_one_group_gives_an_empty_table() -> None:
    found = wording(make_corpus([({"region": "云岭县"}, FILLING)]), n_resamples=5)
    assert found.empty
    assert {"group", "term", "low", "flag"} <= set(found.columns)
