"""Differences between groups: by hand, in the same years, and where nothing can be told."""

from __future__ import annotations

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from toolkit.analysis.comparisons import compare
from toolkit.analysis.report_rows import report_rows
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

SCHEME = "outline-2015"


def asked(one, **options) -> pd.DataFrame:
    usual = {"scheme": SCHEME, "groups": "zone", "n_wild": 0}
    return compare(one.corpus, one.predictions, one.labels, **{**usual, **options})


@pytest.fixture(scope="module")
def zones(panel):
    return panel(n_regions=24, years=range(2018, 2023), apart=0.15, seed=2)


def changed(one, **columns: object) -> Corpus:
    documents = one.corpus.documents.assign(**columns)
    return Corpus(documents, one.corpus.paragraphs, one.corpus.rejected)


def test_a_difference_is_that_of_means_of_rows_and_is_found(zones) -> None:
    found = asked(zones, n_wild=199).set_index("category")
    rows = report_rows(zones.corpus, zones.predictions, zones.labels, scheme=SCHEME, by=["zone"])
    means = rows.groupby(["category", "zone"])["value"].mean().unstack()
    assert_allclose(found["value"], (means["east"] - means["west"])[found.index])
    row = found.loc["A4"]
    assert row["low"] < 0.15 < row["high"]
    assert (row["group"], row["other"], row["term"]) == ("east", "west", "east − west")
    assert row["p_adjusted"] < 0.01
    assert row["p_wild"] < 0.05
    assert (row["n_documents"], row["n_regions"]) == (120, 24)


def test_clustered_errors_agree_with_statsmodels(zones) -> None:
    api = pytest.importorskip("statsmodels.formula.api")
    rows = report_rows(zones.corpus, zones.predictions, zones.labels, scheme=SCHEME, by=["zone"])
    own = rows[rows["category"] == "A4"].assign(share=lambda one: one["value"])
    kwds = {"groups": own["region"].astype("category").cat.codes}
    fit = api.ols("share ~ zone", own).fit(cov_type="cluster", cov_kwds=kwds, use_t=True)
    found = asked(zones, errors="CR1").set_index("category").loc["A4"]
    assert_allclose(found["value"], -fit.params["zone[T.west]"])
    assert_allclose(found["error"], fit.bse["zone[T.west]"])
    assert_allclose(found["p"], fit.pvalues["zone[T.west]"])


def test_three_groups_give_all_pairs_or_those_with_a_reference(zones) -> None:
    number = zones.corpus.documents["region"].str[-1:].astype(int) % 3
    corpus = changed(zones, third=number.map({0: "甲", 1: "乙", 2: "丙"}))
    one = zones._replace(corpus=corpus)
    assert asked(one, groups="third")["term"].nunique() == 3
    against = asked(one, groups="third", reference="甲")
    assert set(against["other"]) == {"甲"}
    assert set(against["group"]) == {"乙", "丙"}


def test_levels_are_compared_and_other_groups_within_levels(panel) -> None:
    one = panel(n_regions=8, years=range(2018, 2020), levels=("county", "prefecture"))
    levels = asked(one, groups="level")
    assert set(levels["term"]) == {"prefecture − county"}
    zones = asked(one)
    assert set(zones["level"]) == {"county", "prefecture"}


def test_same_years_compares_within_years(zones) -> None:
    documents = zones.corpus.documents
    gone = (documents["zone"] == "east") & (documents["year"] == 2018)
    kept = documents[~gone].reset_index(drop=True)
    corpus = Corpus(kept, zones.corpus.paragraphs, zones.corpus.rejected)
    one = zones._replace(corpus=corpus)
    plain, same = asked(one), asked(one, same_years=True)
    assert not (plain["value"] == same["value"]).all()
    api = pytest.importorskip("statsmodels.formula.api")
    rows = report_rows(corpus, zones.predictions, zones.labels, scheme=SCHEME, by=["zone"])
    own = rows[rows["category"] == "A4"].assign(share=lambda one: one["value"])
    fit = api.ols("share ~ zone + C(year)", own.assign(year=own["year"].astype(int))).fit()
    assert_allclose(same.set_index("category").loc["A4", "value"], -fit.params["zone[T.west]"])


def test_groups_of_no_common_year_cannot_be_told_apart(zones) -> None:
    early = zones.corpus.documents["year"].astype(int).lt(2020).map({True: "早", False: "晚"})
    one = zones._replace(corpus=changed(zones, when=early))
    found = asked(one, groups="when", same_years=True)
    assert set(found["flag"]) == {"not estimable"}
    assert found["value"].isna().all()
    assert asked(one, groups="when")["value"].notna().all()


def test_a_group_of_few_labels_or_one_region_has_no_bounds(zones) -> None:
    single = zones.corpus.documents["region"].eq("县000").map({True: "一", False: "余"})
    found = asked(zones._replace(corpus=changed(zones, alone=single)), groups="alone")
    assert found["value"].notna().all()
    assert found[["low", "high", "p"]].isna().all(axis=None)
    assert found["flag"].str.contains("few").all()


def test_counts_have_no_bounds(zones) -> None:
    found = compare(zones.corpus, zones.predictions, scheme=SCHEME, groups="zone")
    assert found[["low", "high", "p", "p_wild"]].isna().all(axis=None)
    assert found["value"].notna().all()


def test_mistakes_are_told(zones) -> None:
    with pytest.raises(ToolkitError, match="columns of the documents table, came continent"):
        asked(zones, groups="continent")
    with pytest.raises(ToolkitError, match="name a value of zone"):
        asked(zones, reference="north")


def test_one_group_gives_no_pairs(zones) -> None:
    found = asked(zones, groups="kind")
    assert len(found) == 0
    assert {"group", "other", "value", "p_adjusted"} <= set(found.columns)
