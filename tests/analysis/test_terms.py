"""Terms in reports: where they stand, how often, in how many reports, with what interval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis.cells import Cells
from toolkit.analysis.concordance import keyword_in_context
from toolkit.analysis.rates import Measure, estimate_rates
from toolkit.analysis.term_rates import term_trend
from toolkit.analysis.terms import name_terms, narrow
from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

REPORTS = {
    "云岭县2019年": ["推进“放管服”改革，建设法治政府、法治社会。", "一网通办上线。"],
    "云岭县2020年": ["放管服改革再深化，法治政府建设提速。"],
    "青川县2019年": ["信访件按期办结，宪法宣传周照常举行。"],
    "青川县2020年": ["推广ＡＰＰ办事，一网通办覆盖到镇。"],
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("reports")
    for title, paragraphs in REPORTS.items():
        text = "\n".join([f"{title}法治政府建设报告", "", *paragraphs])
        (folder / f"{title}.txt").write_text(text, encoding="utf-8")
    return read_corpus(folder)


@pytest.mark.parametrize(
    ("pattern", "regex", "keywords"),
    [
        ("放管服", False, ["放管服", "放管服"]),
        (["法治", "法治政府"], False, ["法治政府", "法治", "法治政府"]),
        ("app", False, ["APP"]),
        ("ＡＰＰ", False, ["APP"]),
        ("app", True, []),
        ("法治(?:政府|社会)", True, ["法治政府", "法治社会", "法治政府"]),
        # a literal is no expression
        ("法治.府", False, []),
        ("没有的词", False, []),
    ],
)
def test_keywords_are_verbatim(
    corpus: Corpus, pattern: str | list[str], regex: bool, keywords: list[str]
) -> None:
    found = keyword_in_context(corpus, pattern, regex=regex)
    assert found["keyword"].tolist() == keywords
    texts = dict(zip(corpus.documents["doc_id"], corpus.documents["text"], strict=True))
    for row in found.to_dict("records"):
        whole = texts[row["doc_id"]]
        assert whole[row["start"] : row["end"]] == row["keyword"]
        assert whole[: row["start"]].endswith(row["left"])
        assert whole[row["end"] :].startswith(row["right"])


def test_context_stays_within_its_paragraph(corpus: Corpus) -> None:
    row = keyword_in_context(corpus, "一网通办", width=3).iloc[0]
    assert (row["left"], row["right"]) == ("", "上线。")
    assert (row["region"], row["year"], row["section"]) == ("云岭县", 2019, "work")
    assert set(keyword_in_context(corpus, "一网通办", width=0)["left"]) == {""}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pattern": ""}, r"wanted words to look for, came ''"),
        ({"pattern": []}, r"wanted a term, came none"),
        ({"pattern": "法", "width": -1}, r"wanted a width of 0 or more, came -1"),
        ({"pattern": "(", "regex": True}, r"wanted a regular expression"),
        ({"pattern": "法*", "regex": True}, r"came '法\*', which fits empty text"),
        ({"pattern": ["法"], "regex": True}, r"wanted one regular expression, came list"),
    ],
)
def test_mistakes_in_a_search_are_told(
    corpus: Corpus, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ToolkitError, match=message):
        keyword_in_context(corpus, **options)


def test_terms_under_two_names_are_refused() -> None:
    with pytest.raises(ToolkitError, match="'放管服' under 'a' and 'b'"):
        name_terms({"a": ["放管服"], "b": "放管服"})


@pytest.mark.parametrize("text", ["ＡＢｃ１２，。《》、“”", "İstanbul ß", "　\t"])
def test_narrow_keeps_the_length(text: str) -> None:
    assert len(narrow(text)) == len(text)


def values(table: pd.DataFrame, measure: str) -> dict[tuple[str, int], float]:
    rows = table[table["measure"] == measure]
    keys = zip(rows["category"], rows["year"].astype(int), strict=True)
    return dict(zip(keys, rows["value"].tolist(), strict=True))


def test_rates_are_counts_over_characters(corpus: Corpus) -> None:
    table = term_trend(corpus, ["放管服", "一网通办"])
    inside = corpus.paragraphs.merge(corpus.documents[["doc_id", "year"]], on="doc_id")
    characters = inside.groupby("year")["n_chars"].sum()
    rates = values(table, "per 10,000 characters")
    assert rates["放管服", 2019] == pytest.approx(10_000 / characters[2019])
    used = values(table, "share of reports")
    assert used["放管服", 2019] == 0.5
    assert used["一网通办", 2020] == 0.5
    assert table.loc[table["measure"] == "share of reports", "count"].tolist() == [1, 1, 1, 1]


def test_the_longest_term_is_counted_once(corpus: Corpus) -> None:
    alone = term_trend(corpus, "法治", by=[], levels=["county"])
    both = term_trend(corpus, ["法治", "法治政府"], by=[], levels=["county"])
    rate = both["measure"] == "per 10,000 characters"
    assert alone["count"].tolist() == [3, 2]
    assert both.loc[rate, ["category", "count"]].to_numpy().tolist() == [
        ["法治", 1],
        ["法治政府", 2],
    ]


def test_a_group_of_terms_counts_together(corpus: Corpus) -> None:
    table = term_trend(corpus, {"service": ["放管服", "一网通办", "APP"]}, by="region")
    rate = table[table["measure"] == "per 10,000 characters"].set_index("region")
    assert rate["count"].to_dict() == {"云岭县": 3, "青川县": 2}
    assert set(table["population"]) == {"process"}


def test_bounds_and_flags(corpus: Corpus) -> None:
    table = term_trend(corpus, ["放管服", "没有的词"])
    rows = table[table["year"] == 2019].set_index(["measure", "category"])
    never = rows.loc[("per 10,000 characters", "没有的词")]
    assert (never["value"], never["flag"]) == (0, "none")
    assert pd.isna(never["high"])
    share = rows.loc[("share of reports", "没有的词")]
    # Wilson's upper bound of 0 of 2: z² / (2 + z²)
    assert share["high"] == pytest.approx(1.959964**2 / (2 + 1.959964**2))
    assert share["low"] == 0
    both = term_trend(corpus, ["放管服", "法治政府"], by="region")  # reports use both
    assert both.query("measure == 'share of reports'")["low"].notna().all()
    single = term_trend(corpus.select(region="云岭县"), "放管服")
    assert set(single["flag"]) == {"few"}
    assert single["low"].isna().all()


def cells(n: int) -> Cells:
    documents = pd.DataFrame({"doc_id": [f"d{k}" for k in range(n)]})
    documents = documents.assign(region=["云岭县", "青川县"] * (n // 2), region_code_today=None)
    return Cells(documents, pd.DataFrame({"part": ["all"]}), np.zeros(n, np.int64), (), {})


def test_regions_as_clusters_are_fewer() -> None:
    counts = np.array([[9.0], [0.0]] * 5)
    measure = Measure("m", "u", ["a"], counts, np.full(10, 1000.0), 10_000)
    by_document = estimate_rates(cells(10), [measure], confidence=0.95).iloc[0]
    by_region = estimate_rates(cells(10), [measure], cluster="region", confidence=0.95).iloc[0]
    assert by_document["value"] == by_region["value"] == 45
    assert by_region["high"] > by_document["high"] > 45


def test_the_interval_is_about_that_of_a_mean() -> None:
    """Reports of one length and an even spread: Student's t, a little wider for skewness."""
    counts = np.arange(10.0)[:, None]
    measure = Measure("m", "u", ["a"], counts, np.full(10, 1000.0), 1000)
    row = estimate_rates(cells(10), [measure], confidence=0.95).iloc[0]
    assert row["value"] == pytest.approx(4.5)
    error = counts.std(ddof=1) / np.sqrt(10)
    assert 2.26 <= (row["high"] - 4.5) / error <= 2.5
    assert row["low"] == pytest.approx(9 - row["high"])


def test_rates_hold_the_truth() -> None:
    """Bursts by report: forty groups of ten reports, one rate."""
    generator = np.random.default_rng(0)
    size = generator.lognormal(9.5, 0.3, 400)
    counts = generator.poisson(4e-4 * size * generator.gamma(1.0, 1.0, 400)).astype(float)
    whole = cells(400)
    groups = Cells(
        whole.documents, pd.DataFrame({"part": range(40)}), np.repeat(np.arange(40), 10), (), {}
    )
    measure = Measure("m", "u", ["a"], counts[:, None], size, 10_000)
    table = estimate_rates(groups, [measure], confidence=0.95)
    assert ((table["low"] <= 4) & (table["high"] >= 4)).mean() >= 0.87


def test_an_unknown_cluster_is_told() -> None:
    measure = Measure("m", "u", ["a"], np.ones((2, 1)), np.ones(2))
    with pytest.raises(ToolkitError, match=r"wanted one of 'document', 'region', came 'town'"):
        estimate_rates(cells(2), [measure], cluster="town", confidence=0.95)


def test_an_empty_corpus_gives_an_empty_table(corpus: Corpus) -> None:
    assert term_trend(corpus.select(region="没有的县"), "法治").empty
    assert keyword_in_context(corpus.select(region="没有的县"), "法治").empty


def test_real_reports(shared: Path) -> None:
    corpus = read_corpus(shared / "seeds")
    found = keyword_in_context(corpus, "依法行政")
    assert len(found) > 10
    texts = dict(zip(corpus.documents["doc_id"], corpus.documents["text"], strict=True))
    for row in found.to_dict("records"):
        assert texts[row["doc_id"]][row["start"] : row["end"]] == "依法行政"
    table = term_trend(corpus, "依法行政", by=[])
    counted = table[table["measure"] == "per 10,000 characters"]["count"].sum()
    assert counted == len(found)
