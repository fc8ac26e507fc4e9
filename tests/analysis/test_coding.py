"""The common category is a function of both codes, so that switching schemes makes no step."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from toolkit.analysis.emphasis import emphasis
from toolkit.corpus.collection import read_corpus
from toolkit.labelling.records import read_labels
from toolkit.tables import Corpus, make_table


@pytest.fixture
def twice(shared: Path) -> tuple[Corpus, pd.DataFrame]:
    """Return the gold's work paragraphs as reports of 2020, and again of 2021, with both codes."""
    corpus = read_corpus(shared / "seeds")
    labels = read_labels(shared / "gold", corpus)
    codes = labels[labels["source"] != "heading"].drop_duplicates(["paragraph_id", "scheme"])
    coded = corpus.paragraphs["paragraph_id"].isin(codes["paragraph_id"])
    paragraphs = corpus.paragraphs[coded & (corpus.paragraphs["section"] == "work")]
    documents, texts, told = [], [], []
    for year in (2020, 2021):
        of_year = {"year": year, "year_to": year, "covers": year, "level": "county"}
        of_year |= {"kind": "annual report", "issuer_type": "government"}
        ids = corpus.documents["doc_id"] + str(year)
        documents.append(corpus.documents.assign(doc_id=ids, **of_year))
        texts.append(
            paragraphs.assign(
                doc_id=paragraphs["doc_id"] + str(year),
                paragraph_id=paragraphs["paragraph_id"] + str(year),
            )
        )
        told.append(codes.assign(paragraph_id=codes["paragraph_id"] + str(year)))
    both = (pd.concat(one, ignore_index=True) for one in (documents, texts))
    documents_of, paragraphs_of = both
    table = make_table("documents", documents_of)
    return Corpus(table, paragraphs_of, corpus.rejected), pd.concat(told, ignore_index=True)


def test_the_gold_has_no_step_from_switching_schemes(twice: tuple[Corpus, pd.DataFrame]) -> None:
    corpus, codes = twice

    def share(scheme: str, category: str, year: int) -> float:
        found = emphasis(corpus, codes, by=["year"], scheme=scheme)
        rows = found[(found["year"] == year) & (found["category"] == category)]
        return float(rows["value"].iloc[0])

    common = emphasis(corpus, codes, by=["year"], scheme="common")
    series = common.pivot_table(index="category", columns="year", values="value")
    pd.testing.assert_series_equal(series[2020], series[2021], check_names=False)
    # Each outline's own category before and after would step, though the text is the same.
    assert share("outline-2015", "A4", 2020) - share("outline-2021", "B4", 2021) > 0.08
    assert share("outline-2021", "B7", 2021) - share("outline-2015", "A5", 2020) > 0.08
