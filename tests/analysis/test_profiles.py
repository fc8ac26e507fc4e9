"""A region among its peers and against its past: ranks, differences, and what bounds support."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from toolkit.analysis.emphasis import emphasis
from toolkit.analysis.profiles import profile
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

SCHEME = "outline-2015"


@pytest.fixture(scope="module")
def one(panel):
    return panel(n_regions=10, years=range(2018, 2022), levels=("county", "prefecture"), per=20,
                 labelled=8)  # fmt: skip


def test_ranks_and_differences_are_among_the_same_level_and_year(one) -> None:
    found = profile(one.corpus, one.predictions, "县004", scheme=SCHEME)
    assert set(found["n_peers"]) == {4}
    assert len(found) == 4 * 9
    shares = emphasis(one.corpus, one.predictions, scheme=SCHEME)
    cells = shares[(shares["year"] == 2020) & (shares["category"] == "A4")]
    cells = cells[cells["level"] == "county"].set_index("region")["value"]
    row = found[(found["year"] == 2020) & (found["category"] == "A4")].iloc[0]
    others = cells.drop("县004")
    assert_allclose(row["peers"], others.mean())
    assert_allclose(row["difference"], cells["县004"] - others.mean())
    assert row["rank"] == 1 + (others > cells["县004"]).sum()
    assert row["percentile"] == 100 * (others < cells["县004"]).mean()
    # All have none of A5: each stands in the middle.
    assert set(found.loc[found["category"] == "A5", "percentile"]) == {50}


def test_the_past_is_the_mean_of_earlier_years(one) -> None:
    found = profile(one.corpus, one.predictions, "县004", scheme=SCHEME)
    own = found[found["category"] == "A1"].set_index("year")
    assert own["n_past"].tolist() == [0, 1, 2, 3]
    assert np.isnan(own.loc[2018, "change"])
    assert_allclose(own.loc[2021, "past"], own.loc[[2018, 2019, 2020], "value"].mean())
    assert_allclose(own.loc[2021, "change"], own.loc[2021, "value"] - own.loc[2021, "past"])


def test_a_count_claims_nothing(one) -> None:
    found = profile(one.corpus, one.predictions, "县004", scheme=SCHEME)
    assert set(found["claim"]) == {"no bounds"}
    bounds = ["low", "difference_low", "difference_high", "change_low", "rank_low", "rank_high"]
    assert found[bounds].isna().all(axis=None)


def test_borrowed_bounds_give_differences_bounds_that_add_up(one) -> None:
    found = profile(one.corpus, one.predictions, "县004", one.labels, scheme=SCHEME)
    known = found[found["difference_low"].notna()]
    assert len(known)
    assert known["flag"].str.startswith("borrowed").all()
    assert (known["difference_low"] < known["difference"]).all()
    half = known["difference_high"] - known["difference"]
    assert (half > (known["high"] - known["value"])).all()
    assert (known["rank_low"] <= known["rank"]).all()
    assert (known["rank"] <= known["rank_high"]).all()
    above = known["difference_low"] > 0
    assert (known.loc[above, "claim"] == "above peers").all()
    wide = (known["difference_low"] <= 0) & (known["difference_high"] >= 0)
    assert (known.loc[wide, "claim"] == "not told apart").all()


def test_a_region_that_stands_out_is_told_apart(one) -> None:
    documents = one.corpus.documents
    own = documents.loc[documents["region"] == "县004", "doc_id"]
    mine = one.corpus.paragraphs.loc[one.corpus.paragraphs["doc_id"].isin(own), "paragraph_id"]
    predictions = one.predictions.copy()
    predictions.loc[predictions["paragraph_id"].isin(mine), "category"] = "A4"
    labels = one.labels.copy()
    labels.loc[labels["paragraph_id"].isin(mine), "category"] = "A4"
    found = profile(one.corpus, predictions, "县004", labels, scheme=SCHEME)
    row = found[found["category"] == "A4"]
    assert set(row["rank"]) == {1}
    assert set(row["percentile"]) == {100}
    assert "above peers" in set(row["claim"])


def test_a_region_is_named_by_code_too_and_alone_has_no_peers(one) -> None:
    by_code = profile(one.corpus, one.predictions, "990004", scheme=SCHEME)
    assert set(by_code["region"]) == {"县004"}
    alone = profile(one.corpus.select(region="县004"), one.predictions, "县004", scheme=SCHEME)
    assert set(alone["n_peers"]) == {0}
    assert alone["peers"].isna().all()


def test_names_that_are_not_there_or_not_clear_are_told(one) -> None:
    with pytest.raises(ToolkitError, match="a region with reports"):
        profile(one.corpus, one.predictions, "无此县", scheme=SCHEME)
    documents = one.corpus.documents.replace({"region": {"县005": "县004"}})
    corpus = Corpus(documents, one.corpus.paragraphs, one.corpus.rejected)
    with pytest.raises(ToolkitError, match="borne by 990004, 990005"):
        profile(corpus, one.predictions, "县004", scheme=SCHEME)
