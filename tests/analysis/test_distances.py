"""Distances between agendas: against scipy, converging worlds, and too few regions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.spatial.distance import jensenshannon

from toolkit.analysis.distances import agenda_distance, pairwise_distances
from toolkit.analysis.report_rows import report_rows
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

SCHEME = "outline-2015"
SHARES = np.random.default_rng(0).dirichlet([1, 1, 0.3, 2], 6)


def test_jensen_shannon_agrees_with_scipy_and_hellinger_with_its_formula() -> None:
    js, hellinger = (pairwise_distances(SHARES, distance=d) for d in ("jensen-shannon",
                                                                      "hellinger"))  # fmt: skip
    for i in range(6):
        for j in range(6):
            expected = jensenshannon(SHARES[i], SHARES[j], base=2)
            assert_allclose(js[i, j], expected, atol=1e-7)
            overlap = np.sqrt(SHARES[i] * SHARES[j]).sum()
            assert_allclose(hellinger[i, j] ** 2, 1 - overlap, atol=1e-12)


def test_the_mean_is_over_pairs_of_regions(panel) -> None:
    one = panel(n_regions=6, years=range(2018, 2021))
    found = agenda_distance(one.corpus, one.predictions, scheme=SCHEME, n_boot=50)
    rows = report_rows(one.corpus, one.predictions, scheme=SCHEME)
    own = rows[rows["year"] == 2019].pivot_table(index="region", columns="category", values="value")
    pairs = pairwise_distances(own.to_numpy())[np.triu_indices(6, 1)]
    row = found[found["year"] == 2019].iloc[0]
    assert_allclose(row["value"], pairs.mean())
    assert row["low"] < row["value"] < row["high"]
    assert (row["n_regions"], row["distance"]) == (6, "jensen-shannon")
    assert set(found["flag"]) == {"classifier error not included"}


def closing(panel, n_regions: int = 14) -> tuple[Corpus, pd.DataFrame]:
    """Regions of two camps, of which the second takes over the first's agenda bit by bit."""
    one = panel(n_regions=n_regions, years=range(2014, 2022), per=20)
    documents = one.corpus.documents.set_index("doc_id")
    told = documents.loc[one.corpus.paragraphs["doc_id"]]
    place = one.corpus.paragraphs["position"].to_numpy()
    late = (told["year"].to_numpy(int) - 2014) / 7
    own = (told["zone"].to_numpy() == "west") & (place >= 20 * late)
    codes = np.where(own, "A4", np.where(place % 2, "A1", "A2"))
    return one.corpus, one.predictions.assign(category=codes)


def test_agendas_that_close_up_are_found_to(panel) -> None:
    corpus, predictions = closing(panel)
    found = agenda_distance(corpus, predictions, scheme=SCHEME, n_boot=100)
    change = found[found["measure"] == "change of distance per year"].iloc[0]
    assert change["high"] < 0
    years = found[found["year"].notna()].set_index("year")["value"]
    assert years[2014] > years[2021]


def test_the_seed_decides_and_bounds_only(panel) -> None:
    corpus, predictions = closing(panel)
    first, again, other = (
        agenda_distance(corpus, predictions, scheme=SCHEME, n_boot=40, seed=seed)
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert_allclose(first["value"], other["value"])
    assert not np.allclose(first["low"], other["low"])


def test_few_regions_have_no_bounds_and_two_years_no_slope(panel) -> None:
    one = panel(n_regions=3, years=range(2018, 2020))
    found = agenda_distance(one.corpus, one.predictions, scheme=SCHEME, n_boot=20)
    assert found["flag"].str.endswith("few regions").all()
    assert found["low"].isna().all()
    assert np.isnan(found.loc[found["year"].isna(), "value"]).all()


def test_balanced_keeps_regions_of_all_years(panel) -> None:
    corpus, predictions = closing(panel)
    documents = corpus.documents
    gone = (documents["region"] == "县000") & (documents["year"] == 2015)
    left = Corpus(documents[~gone].reset_index(drop=True), corpus.paragraphs, corpus.rejected)
    whole = agenda_distance(left, predictions, scheme=SCHEME, n_boot=10)
    assert whole["n_regions"].max() == 14
    balanced = agenda_distance(left, predictions, scheme=SCHEME, n_boot=10, balanced=True)
    assert set(balanced["n_regions"]) == {13}


def test_an_unknown_distance_is_refused(panel) -> None:
    one = panel(n_regions=2, years=range(2018, 2019))
    with pytest.raises(ToolkitError, match="'hellinger', 'jensen-shannon', came 'cosine'"):
        agenda_distance(one.corpus, one.predictions, scheme=SCHEME, distance="cosine")
