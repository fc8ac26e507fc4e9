"""Clustered errors against statsmodels and against the dense textbook formulas."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.linalg import fractional_matrix_power

from toolkit.analysis.regressions import (
    adjusted,
    combination,
    independent_columns,
    interval,
    least_squares,
    wild_p,
    without_means,
)

RNG = np.random.default_rng(0)
N, G = 60, 9
CLUSTER = np.sort(np.concatenate([np.arange(G), RNG.integers(0, G, N - G)]))
DESIGN = np.column_stack([np.ones(N), RNG.normal(size=N), RNG.random(N) < 0.4]).astype(float)
OUTCOMES = RNG.normal(size=(N, 2)) + RNG.normal(size=(G, 2))[CLUSTER]
SLOPE = np.array([0.0, 1.0, 0.0])


def dense(design: np.ndarray, outcome: np.ndarray, contrast: np.ndarray) -> tuple[float, float]:
    """CR2 variance and its Satterthwaite freedom, by matrices of n by n."""
    hat = design @ np.linalg.inv(design.T @ design) @ design.T
    maker = np.eye(len(design)) - hat
    direction = np.linalg.inv(design.T @ design) @ contrast
    residual = maker @ outcome
    columns, variance = [], 0.0
    for one in np.unique(CLUSTER):
        rows = np.flatnonzero(one == CLUSTER)
        root = fractional_matrix_power(maker[np.ix_(rows, rows)], -0.5).real
        own = root @ design[rows] @ direction
        variance += float(own @ residual[rows]) ** 2
        columns.append(maker[:, rows] @ own)
    values = np.linalg.eigvalsh(np.array(columns) @ np.array(columns).T)
    return variance, float(values.sum() ** 2 / (values**2).sum())


@pytest.mark.parametrize("contrast", [SLOPE, np.array([0.0, 1.0, -1.0])])
def test_cr2_is_the_dense_formula(contrast: np.ndarray) -> None:
    found = combination(least_squares(DESIGN, OUTCOMES, CLUSTER), contrast)
    for place in range(2):
        variance, freedom = dense(DESIGN, OUTCOMES[:, place], contrast)
        assert_allclose(found.error[place] ** 2, variance)
        assert_allclose(found.freedom[place], freedom)
    assert 1 < found.freedom[0] < G - 1


def test_cr3_is_the_jackknife() -> None:
    found = combination(least_squares(DESIGN, OUTCOMES, CLUSTER), SLOPE, errors="CR3")
    whole = least_squares(DESIGN, OUTCOMES, CLUSTER).coefficients[1]
    kept = [np.flatnonzero(g != CLUSTER) for g in range(G)]
    without = [
        least_squares(DESIGN[rows], OUTCOMES[rows], CLUSTER[rows]).coefficients[1] for rows in kept
    ]
    assert_allclose(found.error**2, (G - 1) / G * ((np.array(without) - whole) ** 2).sum(axis=0))
    assert found.freedom[0] == G - 1


def test_cr1_agrees_with_statsmodels() -> None:
    api = pytest.importorskip("statsmodels.api")
    found = combination(least_squares(DESIGN, OUTCOMES, CLUSTER), SLOPE, errors="CR1")
    for place in range(2):
        kwds = {"groups": CLUSTER, "use_correction": True}
        fit = api.OLS(OUTCOMES[:, place], DESIGN).fit(cov_type="cluster", cov_kwds=kwds, use_t=True)
        assert_allclose(found.value[place], fit.params[1])
        assert_allclose(found.error[place], fit.bse[1])
        assert_allclose(found.p[place], fit.pvalues[1])


def test_region_means_taken_out_are_region_effects() -> None:
    api = pytest.importorskip("statsmodels.api")
    effects = np.eye(G)[CLUSTER]
    full = np.column_stack([DESIGN[:, 1:], effects])
    kwds = {"groups": CLUSTER, "use_correction": False}
    fit = api.OLS(OUTCOMES[:, 0], full).fit(cov_type="cluster", cov_kwds=kwds)
    within = least_squares(
        without_means(DESIGN[:, 1:], CLUSTER), without_means(OUTCOMES, CLUSTER), CLUSTER
    )
    assert_allclose(within.coefficients[:, 0], fit.params[:2])
    plain = combination(within, np.array([1.0, 0.0]), errors="CR1")
    factor = G / (G - 1) * (N - 1) / (N - 2)
    assert_allclose(plain.error[0] ** 2 / factor, fit.bse[0] ** 2)


def test_absorbed_effects_leave_cr2_as_it_is_with_dummies() -> None:
    within = least_squares(
        without_means(DESIGN[:, 1:], CLUSTER), without_means(OUTCOMES, CLUSTER), CLUSTER
    )
    found = combination(within, np.array([1.0, 0.0]))
    maker = np.eye(N) - np.eye(G)[CLUSTER] @ np.linalg.pinv(np.eye(G)[CLUSTER])
    design = maker @ DESIGN[:, 1:]
    hat = design @ np.linalg.inv(design.T @ design) @ design.T
    whole = maker - hat
    direction = np.linalg.inv(design.T @ design) @ np.array([1.0, 0.0])
    variance = 0.0
    for one in range(G):
        rows = np.flatnonzero(one == CLUSTER)
        values, vectors = np.linalg.eigh(whole[np.ix_(rows, rows)])
        root = np.where(values > 1e-9, np.abs(values) ** -0.5, 0)
        own = vectors @ (root * (vectors.T @ design[rows] @ direction))
        variance += float(own @ (whole @ OUTCOMES[:, 0])[rows]) ** 2
    assert_allclose(found.error[0] ** 2, variance)


def test_the_wild_bootstrap_agrees_with_refitting() -> None:
    fit = least_squares(DESIGN, OUTCOMES, CLUSTER)
    found = wild_p(fit, SLOPE, n_draws=199, seed=3)
    draws = np.random.default_rng(3)
    webb = np.sqrt([0.5, 1.0, 1.5])
    weights = draws.choice(np.concatenate([-webb, webb]), (199, G))
    free = least_squares(DESIGN[:, [0, 2]], OUTCOMES, CLUSTER)
    fitted, left = OUTCOMES - free.residuals, free.residuals

    def ratio(outcomes: np.ndarray) -> np.ndarray:
        told = combination(least_squares(DESIGN, outcomes, CLUSTER), SLOPE, errors="CR1")
        return np.abs(told.value / told.error)

    drawn = np.array([ratio(fitted + one[CLUSTER][:, None] * left) for one in weights])
    expected = (1 + (drawn >= ratio(OUTCOMES) - 1e-9).sum(axis=0)) / 200
    assert_allclose(found, expected)


def test_a_wild_p_of_one_column_and_of_nothing_that_varies() -> None:
    year = without_means(DESIGN[:, [1]], CLUSTER)
    moved = 5 * year + 0.01 * RNG.normal(size=(N, 1))
    outcomes = np.column_stack([moved, np.zeros(N)])
    first, second = wild_p(least_squares(year, outcomes, CLUSTER), np.array([1.0]), n_draws=99)
    assert first == 0.01
    assert np.isnan(second)


def test_an_outcome_without_variance_has_no_bounds() -> None:
    found = combination(least_squares(DESIGN, np.zeros((N, 1)), CLUSTER), SLOPE)
    assert np.isnan(found.error).all()
    assert np.isnan(interval(found, 0.95)).all()


def test_a_cluster_that_alone_decides_has_no_error() -> None:
    design = np.column_stack([CLUSTER == 0, CLUSTER != 0]).astype(float)
    found = combination(least_squares(design, OUTCOMES, CLUSTER), np.array([1.0, 0.0]))
    assert np.isnan(found.error).all()
    assert found.freedom[0] < 2


def test_columns_that_others_tell_are_left_out() -> None:
    year = np.arange(6.0)
    design = np.column_stack([year, year >= 3, 2 * year - 1, np.ones(6), np.zeros(6)])
    assert independent_columns(design) == [0, 1, 2]


@pytest.mark.parametrize(
    ("adjust", "expected"),
    [
        ("Benjamini-Hochberg", [0.03, 0.04, 0.04]),
        ("Benjamini-Yekutieli", [0.055, 0.22 / 3, 0.22 / 3]),
        ("none", [0.01, 0.03, 0.04]),
    ],
)
def test_families_are_adjusted_by_themselves(adjust: str, expected: list[float]) -> None:
    p = np.array([0.01, 0.03, 0.04, np.nan, 0.2])
    found = adjusted(p, np.array([0, 0, 0, 0, 1]), adjust=adjust)
    assert_allclose(found[:3], expected)
    assert np.isnan(found[3])
    assert found[4] == 0.2
