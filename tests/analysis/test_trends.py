"""Trends: against a regression by hand, what is refused, flagged, and left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from toolkit.analysis.report_rows import report_rows
from toolkit.analysis.trends import panel_design, trend
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

SCHEME = "outline-2015"


def asked(one, **options) -> pd.DataFrame:
    return trend(one.corpus, one.predictions, one.labels, **{"scheme": SCHEME, **options})


def slopes(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["term"] == "slope"].set_index("category")


@pytest.fixture(scope="module")
def moving(panel):
    return panel(slope=0.02, drift=0.02, seed=1)


def test_slopes_and_steps_are_those_of_a_regression_with_region_effects(moving) -> None:
    api = pytest.importorskip("statsmodels.formula.api")
    found = asked(moving, n_wild=0)
    assert set(found["term"]) == {"slope", "step 2016", "step 2019", "step 2021"}
    rows = report_rows(moving.corpus, moving.predictions, moving.labels, scheme=SCHEME)
    for category in ("A1", "A4"):
        own = rows[rows["category"] == category]
        own = own.assign(share=own["value"], when=own["year"].astype(float))
        fit = api.ols(
            "share ~ when + I(when >= 2016) + I(when >= 2019) + I(when >= 2021) + C(region)", own
        ).fit()
        expected = [fit.params["when"]]
        expected += [fit.params[f"I(when >= {one})[T.True]"] for one in (2016, 2019, 2021)]
        assert_allclose(found.loc[found["category"] == category, "value"], expected)


def test_a_real_slope_is_found_and_errors_that_drift_are_no_slope(panel) -> None:
    one = panel(n_regions=24, slope=0.02, drift=0.04, seed=3)
    found = slopes(asked(one, breaks=(), n_wild=199))
    assert found.loc["A4", "low"] < 0.02 < found.loc["A4", "high"]
    assert found.loc["A4", "p_adjusted"] < 0.01
    assert found.loc["A4", "p_wild"] < 0.05
    # The count takes errors for a fall of A4; without labels nothing bounds it.
    counted = slopes(trend(one.corpus, one.predictions, scheme=SCHEME, breaks=()))
    assert not found.loc["A4", "low"] < counted.loc["A4", "value"] < found.loc["A4", "high"]
    assert counted[["low", "high", "error", "p", "p_adjusted", "p_wild"]].isna().all(axis=None)
    assert (counted["flag"] == "uncorrected count: classifier error not included").all()


def test_slopes_of_all_categories_sum_to_zero(moving) -> None:
    assert_allclose(asked(moving, n_wild=0).groupby("term")["value"].sum(), 0, atol=1e-12)


def test_columns_tell_what_it_was_made_from(moving) -> None:
    row = slopes(asked(moving, n_wild=0)).loc["A1"]
    assert row["n_documents"] == 120
    assert row["n_regions"] == row["n_throughout"] == 12
    assert (row["first_year"], row["last_year"]) == (2014, 2023)
    assert (row["population"], row["method"], row["level"]) == ("process", "corrected", "county")
    assert row["n_labelled"] == 480


@pytest.mark.parametrize("family", ["term", "table"])
def test_p_values_are_adjusted_over_the_declared_family(moving, family: str) -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    found = asked(moving, n_wild=0, family=family).dropna(subset="p")
    groups = found.groupby("term") if family == "term" else [("all", found)]
    for _, own in groups:
        assert_allclose(own["p_adjusted"], multitest.multipletests(own["p"], method="fdr_by")[1])
    assert len(found) == 16


def test_the_corpus_at_hand_has_narrower_bounds(moving) -> None:
    process = slopes(asked(moving, n_wild=0))
    corpus = slopes(asked(moving, population="corpus"))
    assert_allclose(process["value"], corpus["value"])
    seen = process["error"].notna()
    assert list(seen[seen].index) == ["A1", "A2", "A4", "A0"]
    assert (corpus["error"] < process["error"])[seen].all()
    assert corpus["p_wild"].isna().all()


@pytest.mark.parametrize(("by", "n"), [(["region"], 12), (["zone"], 2)])
def test_groups_have_trends_and_single_regions_no_test(moving, by: list[str], n: int) -> None:
    found = slopes(asked(moving, by=by, n_wild=0)).loc["A4"]
    assert len(found) == n
    assert found["value"].notna().all()
    bounded = found["low"].notna() & found["p"].notna()
    assert bounded.all() == (by == ["zone"])
    if by == ["region"]:
        assert found["flag"].str.contains("few regions").all()


def test_levels_have_trends_of_their_own_unless_pooled(panel) -> None:
    one = panel(levels=("county", "prefecture"), years=range(2018, 2022))
    assert list(slopes(asked(one, n_wild=0)).loc["A1", "level"]) == ["county", "prefecture"]
    pooled = asked(one, n_wild=0, levels=("county", "prefecture"))
    assert slopes(pooled).index.is_unique
    assert "level" not in pooled.columns


def test_few_labels_have_a_slope_without_bounds(panel) -> None:
    one = panel(n_regions=7, years=range(2018, 2022))
    found = asked(one, n_wild=0)
    assert found["value"].notna().all()
    assert found[["low", "high", "p"]].isna().all(axis=None)
    assert found["flag"].str.contains("few").all()


def test_a_good_classifier_has_bounds_in_a_process_and_none_in_the_corpus(panel) -> None:
    one = panel(n_regions=16, years=range(2017, 2022), labelled=4)
    right = one.predictions["category"].where(
        np.random.default_rng(0).random(len(one.truth)) < 0.3,
        np.array(["A1", "A2", "A4", "A0"])[one.truth],
    )
    good = one._replace(predictions=one.predictions.assign(category=right))
    process = slopes(asked(good, n_wild=0))
    assert process.loc[["A1", "A4"], "low"].notna().all()
    corpus = slopes(asked(good, population="corpus"))
    assert corpus["low"].isna().any()
    assert (corpus["flag"] == "few").any()


def test_a_category_never_seen_does_not_vary(moving) -> None:
    row = slopes(asked(moving, n_wild=0)).loc["A3"]
    assert row["value"] == 0
    assert np.isnan(row["low"])
    assert row["flag"] == "no variation"


def without(one, gone: pd.Series) -> Corpus:
    kept = one.corpus.documents[~gone]
    paragraphs = one.corpus.paragraphs
    own = paragraphs[paragraphs["doc_id"].isin(kept["doc_id"])]
    return Corpus(kept.reset_index(drop=True), own.reset_index(drop=True), one.corpus.rejected)


def test_a_balanced_panel_keeps_regions_of_all_years_and_composition_is_told(moving) -> None:
    documents = moving.corpus.documents
    gone = documents["region"].isin(["县000", "县001"]) & (documents["year"] > 2017)
    one = moving._replace(corpus=without(moving, gone))
    found = asked(one, n_wild=0)
    assert found.attrs["composition"]["县000"] == [2014, 2015, 2016, 2017]
    assert found.attrs["composition"]["县002"] == list(range(2014, 2024))
    assert set(found["n_regions"]) == {12}
    assert set(found["n_throughout"]) == {10}
    balanced = asked(one, n_wild=0, balanced=True)
    assert set(balanced["n_regions"]) == {10}
    assert balanced.attrs["left_out"]["not in every year"] == 8


def test_what_has_no_single_year_or_region_is_left_out_and_counted(moving) -> None:
    documents = moving.corpus.documents.copy()
    documents.loc[0, "year_to"] = 2016
    documents.loc[1, "region"] = None
    corpus = Corpus(documents, moving.corpus.paragraphs, moving.corpus.rejected)
    found = asked(moving._replace(corpus=corpus), n_wild=0)
    assert found.attrs["left_out"] == {"no single year": 1, "no region": 1}
    assert set(found["n_documents"]) == {118}


def test_one_year_gives_no_slope_and_says_so(moving) -> None:
    one = moving._replace(corpus=moving.corpus.select(year=2018))
    found = asked(one)
    assert set(found["flag"]) == {"not estimable"}
    assert found[["value", "low", "p"]].isna().all(axis=None)


def test_an_empty_corpus_gives_an_empty_table(moving) -> None:
    found = asked(moving._replace(corpus=moving.corpus.select(region="无此县")), n_wild=0)
    assert len(found) == 0
    assert {"value", "p_adjusted", "n_regions"} <= set(found.columns)


def test_names_of_regions_and_order_change_nothing(moving) -> None:
    documents = moving.corpus.documents.iloc[::-1].reset_index(drop=True)
    documents = documents.assign(region="新" + documents["region"])
    turned = Corpus(documents, moving.corpus.paragraphs.sample(frac=1, random_state=0),
                    moving.corpus.rejected)  # fmt: skip
    first, second = asked(moving, n_wild=0), asked(moving._replace(corpus=turned), n_wild=0)
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize(
    ("breaks", "terms"),
    [
        ((2016, 2019, 2021), ["slope", "step 2019", "step 2021"]),
        ((2017, 2023), ["slope"]),
        ((2022,), ["slope", "step 2022"]),
    ],
)
def test_breaks_outside_of_the_data_are_left_out(breaks, terms: list[str]) -> None:
    year = np.tile(np.arange(2017.0, 2023.0), 2)
    design, found = panel_design(year, np.repeat([0, 1], 6), breaks)
    assert list(found) == terms
    assert design.shape == (12, len(terms))


def test_a_step_that_the_slope_tells_already_is_left_out() -> None:
    _, found = panel_design(np.array([2020.0, 2021.0]), np.zeros(2, np.int64), (2021,))
    assert found == {"slope": None}


def test_work_reports_have_no_breaks(moving) -> None:
    documents = moving.corpus.documents.assign(kind="government work report")
    corpus = Corpus(documents, moving.corpus.paragraphs, moving.corpus.rejected)
    assert set(asked(moving._replace(corpus=corpus), n_wild=0)["term"]) == {"slope"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"errors": "HC1"}, "wanted one of 'CR1', 'CR2', 'CR3', came 'HC1' (trend, errors)"),
        ({"adjust": "Holm"}, "came 'Holm' (trend, adjust)"),
        ({"family": "x"}, "came 'x' (trend, family)"),
        ({"population": "x"}, "came 'x' (trend, population)"),
        ({"by": ["year"]}, "leave the year out"),
    ],
)
def test_a_mistake_is_told(moving, options: dict[str, object], words: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        asked(moving, **options)
    assert words in str(caught.value)
