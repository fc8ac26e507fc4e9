"""Ratios of report totals, corrected by hand-marked reports, with clustered intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.analysis.variance import Codes, Floats, ratio, sum_by

# The method's minima for a correction; and the clusters that carry a t interval.
FEWEST_DOCUMENTS = 30
FEWEST_ERRORS = 10
FEWEST_CLUSTERS = 5


@dataclass(frozen=True)
class Reports:
    """The cell and cluster of each report, and how probably it was drawn for hand-marking.

    ``chance`` is NaN where a report was not marked by hand.
    """

    cell: Codes
    cluster: Codes
    chance: Floats


class Ratio(NamedTuple):
    """A ratio by cell, with bounds (NaN where there are none) and what they rest on."""

    value: Floats
    low: Floats
    high: Floats
    n_labelled: Codes
    few: NDArray[np.bool_]
    borrowed: NDArray[np.bool_]


def estimate_ratio(
    outcomes: tuple[Floats, Floats], reports: Reports, *, population: str, confidence: float
) -> Ratio:
    """Estimate a ratio of totals by cell.

    Parameters
    ----------
    outcomes : tuple of ndarray, each of shape (n_reports, 2)
        Numerator and denominator of each report as extracted, and as marked by hand.
    reports : Reports
    population : {"corpus", "process"}
        Whether only the drawing of hand-marked reports is chance, or the reports are too.
    confidence : float

    Notes
    -----
    With hand-marked reports the totals are those extracted plus the Hájek mean difference times
    the number of reports (Särndal, Swensson and Wretman 1992, section 6.3); the variance is that
    of the linearised ratio, between clusters, with a t quantile of one less than their number
    (Cameron and Miller 2015).
    """
    extracted, marked = outcomes
    n = int(reports.cell.max()) + 1
    known = ~np.isnan(reports.chance)
    weight = np.where(known, 1 / np.where(known, reports.chance, 1.0), 0.0)
    gap = np.where(known[:, None], np.nan_to_num(marked) - extracted, 0.0)
    n_labelled = np.bincount(reports.cell[known], minlength=n)
    borrowed = (n_labelled < FEWEST_DOCUMENTS) & bool(known.any())
    size = np.bincount(reports.cell, minlength=n).astype(float)
    whole = (weight @ gap) / weight.sum() if known.any() else np.zeros(2)
    own = ratio(
        sum_by(reports.cell, weight[:, None] * gap, n), sum_by(reports.cell, weight, n)[:, None]
    )
    mean = np.where(borrowed[:, None], whole, np.nan_to_num(own))
    total = sum_by(reports.cell, extracted, n) + size[:, None] * mean
    value = ratio(total[:, 0], np.where(total[:, 1] > 0, total[:, 1], 0.0))
    against = np.column_stack([np.ones(len(reports.cell)), -value[reports.cell]])
    error, difference = (extracted * against).sum(axis=1), (gap * against).sum(axis=1)
    differs = known & (np.abs(difference) > 1e-9)
    enough = np.bincount(reports.cell[differs], minlength=n) >= FEWEST_ERRORS
    pull = _pull(difference, weight, reports.cell, size)
    spread, count = (
        _between_reports(error, pull, reports, n)
        if population == "process"
        else _between_labels(pull, reports, n)
    )
    bounded = (count >= FEWEST_CLUSTERS) & (spread > 0) & ~borrowed
    if known.any():
        bounded &= enough
    deviation = np.sqrt(np.where(bounded, spread, np.nan)) / np.where(bounded, total[:, 1], np.nan)
    reach = deviation * stdtrit(np.maximum(count - 1, 1), (1 + confidence) / 2)
    few = ~bounded & (bool(known.any()) or population == "process")
    return Ratio(value, value - reach, value + reach, n_labelled, few, borrowed)


def _pull(difference: Floats, weight: Floats, cell: Codes, size: Floats) -> Floats:
    """What each hand-marked report adds to the error of its cell's total."""
    whole = sum_by(cell, weight, len(size))
    mean = ratio(sum_by(cell, weight * difference, len(size)), whole)
    scaled = weight * ratio(size, whole)[cell]
    return np.nan_to_num(scaled * (difference - mean[cell]))


def _between_reports(
    error: Floats, pull: Floats, reports: Reports, n: int
) -> tuple[Floats, Floats]:
    size = np.bincount(reports.cell, minlength=n).astype(float)
    centre = ratio(sum_by(reports.cell, error, n), size)
    joint = reports.cell * (reports.cluster.max() + 1) + reports.cluster
    names, unit = np.unique(joint, return_inverse=True)
    where = names // (reports.cluster.max() + 1)
    sums = sum_by(unit, error - centre[reports.cell] + pull, len(names))
    count = np.bincount(where, minlength=n).astype(float)
    return sum_by(where, sums**2, n) * ratio(count, count - 1), count


def _between_labels(pull: Floats, reports: Reports, n: int) -> tuple[Floats, Floats]:
    known = ~np.isnan(reports.chance)
    part = np.where(known, pull * np.sqrt(np.where(known, 1 - reports.chance, 0.0)), 0.0)
    count = np.bincount(reports.cell[known], minlength=n).astype(float)
    return sum_by(reports.cell, part**2, n) * ratio(count, count - 1), count
