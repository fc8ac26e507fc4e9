"""Least squares with errors clustered by region, for few regions; and families of tests."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from scipy.linalg import null_space
from scipy.special import stdtr, stdtrit

from toolkit.analysis.variance import Codes, Floats, ratio, sum_by

# The power of a cluster's residual maker that its residuals are multiplied with.
ERRORS = MappingProxyType({"CR1": 0.0, "CR2": -0.5, "CR3": -1.0})
# How statsmodels calls what adjusts p values over a family of tests.
ADJUSTMENTS = MappingProxyType(
    {"Benjamini-Yekutieli": "fdr_by", "Benjamini-Hochberg": "fdr_bh", "none": ""}
)
# With fewer degrees of freedom the approximation is not to be trusted (Tipton 2015).
LEAST_FREEDOM = 4.0
_FEW_FOR_SIGNS = 12
_TINY = 1e-9


@dataclass(frozen=True)
class Fit:
    """Least squares of several outcomes on one design.

    Parameters
    ----------
    design : ndarray, shape (n, p)
        Of full rank; effects that are absorbed are already taken out.
    outcomes : ndarray, shape (n, k)
        A column for each outcome, without the same effects.
    cluster : ndarray of int, shape (n,)
        From 0, each number in use.
    bread : ndarray, shape (p, p)
        Inverse of the design's cross product.
    coefficients : ndarray, shape (p, k)
        One row for each column of the design.
    residuals : ndarray, shape (n, k)
        What is left.
    """

    design: Floats
    outcomes: Floats
    cluster: Codes
    bread: Floats
    coefficients: Floats
    residuals: Floats

    @property
    def n_clusters(self) -> int:
        """How many clusters there are."""
        return int(self.cluster.max()) + 1


class Estimated(NamedTuple):
    """A linear combination of coefficients, for each outcome: value, error, freedom, p."""

    value: Floats
    error: Floats
    freedom: Floats
    p: Floats


def least_squares(design: Floats, outcomes: Floats, cluster: Codes) -> Fit:
    """Fit outcomes on a design of full rank.

    Examples
    --------
    >>> year, share = np.array([[-1.0], [0.0], [1.0]]), np.array([[0.1], [0.2], [0.3]])
    >>> least_squares(year, share, np.array([0, 1, 2])).coefficients.round(3).tolist()
    [[0.1]]
    """
    bread = np.asarray(np.linalg.inv(design.T @ design), float)
    coefficients = bread @ design.T @ outcomes
    numbers = np.asarray(np.unique(cluster, return_inverse=True)[1], np.int64)
    residuals = outcomes - design @ coefficients
    return Fit(design, outcomes, numbers, bread, coefficients, residuals)


def without_means(values: Floats, group: Codes) -> Floats:
    """Take out each group's mean (the within transformation, which absorbs group effects).

    Examples
    --------
    >>> without_means(np.array([[1.0], [3.0], [5.0]]), np.array([0, 0, 1])).ravel().tolist()
    [-1.0, 1.0, 0.0]
    """
    n = int(group.max()) + 1 if len(group) else 0
    size = np.bincount(group, minlength=n).astype(float)
    return np.asarray(values - ratio(sum_by(group, values, n), size[:, None])[group])


def independent_columns(design: Floats) -> list[int]:
    """Return the columns, first come first kept, that are no combination of those before them.

    Examples
    --------
    >>> independent_columns(np.array([[1.0, 2.0, 0.0], [2.0, 4.0, 1.0]]))
    [0, 2]
    """
    kept: list[int] = []
    for place in range(design.shape[1]):
        column, before = design[:, place], design[:, kept]
        left = column - before @ np.linalg.lstsq(before, column)[0] if kept else column
        if np.linalg.norm(left) > 1e-7 * np.linalg.norm(column) + 1e-19:
            kept.append(place)
    return kept


def combination(fit: Fit, contrast: Floats, *, errors: str = "CR2") -> Estimated:
    """Estimate a linear combination of coefficients with cluster-robust errors.

    Parameters
    ----------
    fit : Fit
        From ``least_squares``.
    contrast : ndarray, shape (p,)
        Weight of each coefficient.
    errors : {"CR2", "CR3", "CR1"}
        CR2: Bell and McCaffrey's (2002), whose degrees of freedom follow Satterthwaite; with
        absorbed effects as in Pustejovsky and Tipton (2018). CR3: the jackknife over clusters.
        CR1: the usual one, for comparison only: too narrow where clusters are few.

    Returns
    -------
    Estimated
        Values, errors and p values by outcome; an error of zero has no p value.
    """
    weights = _adjusted(fit, contrast, ERRORS[errors])
    n = fit.n_clusters
    scores = sum_by(fit.cluster, weights[:, None] * fit.residuals, n)
    variance, freedom = (scores**2).sum(axis=0), float(n - 1)
    if errors == "CR2":
        freedom = _satterthwaite(fit, weights)
    elif errors == "CR3":
        variance = variance * (n - 1) / n
    else:
        rows, columns = fit.design.shape
        variance = variance * n / max(n - 1, 1) * (rows - 1) / max(rows - columns, 1)
    value = contrast @ fit.coefficients
    return as_estimated(value, variance, np.full_like(value, freedom))


def as_estimated(value: Floats, variance: Floats, freedom: Floats) -> Estimated:
    """Return values with errors and p values, missing where the variance is zero."""
    error = np.sqrt(np.where(variance > _TINY**2, variance, np.nan))
    return Estimated(value, error, freedom, 2 * stdtr(freedom, -np.abs(value / error)))


def interval(estimated: Estimated, confidence: float) -> tuple[Floats, Floats]:
    """Return lower and upper bounds by Student's t; missing where the error is."""
    half = stdtrit(estimated.freedom, (1 + confidence) / 2) * estimated.error
    return estimated.value - half, estimated.value + half


def wild_p(fit: Fit, contrast: Floats, *, n_draws: int = 999, seed: int = 0) -> Floats:
    """Test by the wild cluster bootstrap that a combination of coefficients is zero.

    Residuals of the fit with the hypothesis imposed change sign by cluster (Cameron, Gelbach and
    Miller 2008), or, with fewer than 12 clusters, are multiplied by one of Webb's six weights.

    Returns
    -------
    ndarray, shape (k,)
        p values by outcome; missing where an outcome does not vary.
    """
    n, bread = fit.n_clusters, fit.bread
    draws = _wild_weights(np.random.default_rng(seed), n_draws, n)
    free = fit.design @ null_space(contrast[None])
    left = fit.outcomes - free @ np.linalg.lstsq(free, fit.outcomes)[0]
    direction = bread @ contrast
    apart = sum_by(fit.cluster, fit.design * (fit.design @ direction)[:, None], n)
    own = sum_by(fit.cluster, (fit.design @ direction)[:, None] * fit.residuals, n)
    found = []
    for place in range(left.shape[1]):
        sums = sum_by(fit.cluster, fit.design * left[:, [place]], n)
        part = sums @ direction
        scores = draws * part - (draws @ sums) @ bread @ apart.T
        drawn = ratio(np.abs(draws @ part), np.sqrt((scores**2).sum(axis=1)))
        seen = np.abs(contrast @ fit.coefficients[:, place])
        spread = np.sqrt((own[:, place] ** 2).sum())
        extreme = (drawn >= seen / spread - _TINY).sum() if spread > _TINY else np.nan
        found.append((1 + extreme) / (1 + n_draws))
    return np.array(found)


def adjusted(p: Floats, family: Codes, *, adjust: str) -> Floats:
    """Adjust p values over families of tests; missing ones count for nothing.

    Examples
    --------
    >>> p = np.array([0.01, 0.04, np.nan])
    >>> adjusted(p, np.zeros(3, np.int64), adjust="Benjamini-Hochberg").tolist()
    [0.02, 0.04, nan]
    """
    from statsmodels.stats.multitest import multipletests

    found = np.array(p, dtype=float)
    if adjust == "none":
        return found
    for one in np.unique(family):
        rows = np.flatnonzero((family == one) & ~np.isnan(found))
        if len(rows):
            found[rows] = multipletests(found[rows], method=ADJUSTMENTS[adjust])[1]
    return found


def _adjusted(fit: Fit, contrast: Floats, power: float) -> Floats:
    """What residuals are multiplied with, by row, so that their sums by cluster are scores."""
    weights = fit.design @ (fit.bread @ contrast)
    if not power:
        return weights
    order, sizes = np.argsort(fit.cluster, kind="stable"), np.bincount(fit.cluster)
    starts = np.cumsum(sizes) - sizes
    # Clusters of the same size are taken apart together.
    for size in np.unique(sizes):
        rows = order[starts[sizes == size][:, None] + np.arange(size)]
        part = fit.design[rows]
        maker = np.eye(size) - part @ fit.bread @ part.transpose(0, 2, 1)
        values, vectors = np.linalg.eigh(maker)
        # A cluster that alone decides a coefficient leaves no residual in that direction.
        scale = np.where(values > _TINY, np.maximum(values, _TINY) ** power, 0)
        turned = np.einsum("gij,gi->gj", vectors, weights[rows])
        weights[rows] = np.einsum("gij,gj->gi", vectors, scale * turned)
    return weights


def _satterthwaite(fit: Fit, weights: Floats) -> float:
    """Degrees of freedom of a CR2 variance, were errors independent and of one variance."""
    n = fit.n_clusters
    sums = sum_by(fit.cluster, fit.design * weights[:, None], n)
    inner = np.diag(sum_by(fit.cluster, weights**2, n)) - sums @ fit.bread @ sums.T
    whole = float((inner**2).sum())
    return float(np.trace(inner) ** 2 / whole) if whole > 0 else 0.0


def _wild_weights(rng: np.random.Generator, n_draws: int, n: int) -> Floats:
    if n >= _FEW_FOR_SIGNS:
        return np.asarray(rng.choice([-1.0, 1.0], (n_draws, n)))
    webb = np.sqrt([0.5, 1.0, 1.5])
    return np.asarray(rng.choice(np.concatenate([-webb, webb]), (n_draws, n)))
