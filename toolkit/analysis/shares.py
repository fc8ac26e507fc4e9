"""Shares of categories: predictions corrected by labelled paragraphs, with clustered intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.analysis.borrowing import Correction, Plan, choose_donors, correct
from toolkit.analysis.variance import (
    Codes,
    Floats,
    Moments,
    Sample,
    document_units,
    moments,
    ratio,
    sum_by,
)
from toolkit.errors import check_confidence

# With fewer labelled documents, or fewer wrong predictions among the labels, no interval is true.
FEWEST_DOCUMENTS = 30
FEWEST_ERRORS = 10


@dataclass(frozen=True)
class Tally:
    """What was counted, by document.

    Parameters
    ----------
    cell : ndarray of int, shape (n_documents,)
        The cell of each document, from 0.
    size : ndarray, shape (n_documents,)
        Size of the text that is measured: characters or paragraphs.
    predicted : ndarray, shape (n_documents, n_categories)
        Size predicted to be of each category.
    none : int
        Column of the category for no task.
    cluster : ndarray of int, shape (n_documents,)
        What a process is sampled by: documents, or their regions.
    """

    cell: Codes
    size: Floats
    predicted: Floats
    none: int
    cluster: Codes


@dataclass(frozen=True)
class Options:
    """How shares are estimated: see ``emphasis`` for each."""

    population: str = "corpus"
    none: str = "keep"
    confidence: float = 0.95
    tuned: bool = False

    def __post_init__(self) -> None:
        check_confidence(self.confidence)


class Shares(NamedTuple):
    """Estimates by cell and category.

    ``donor`` is 0 where a cell's own labels correct it, else the number, from 1, of the domain
    that lent its residuals; ``few`` marks too few documents or errors for bounds; ``outside``
    bounds that lie outside of 0 to 1 altogether.
    """

    value: Floats
    low: Floats
    high: Floats
    donor: Codes
    n_labelled: Codes
    few: NDArray[np.bool_]
    outside: NDArray[np.bool_]


def estimate_shares(
    tally: Tally,
    sample: Sample | None = None,
    *,
    donors: Sequence[Codes] = (),
    options: Options | None = None,
) -> Shares:
    """Estimate the share of each category in each cell.

    With labels the share of predictions is corrected by the weighted mean residual (label minus
    prediction) of the labelled paragraphs: the difference estimator of survey sampling, also
    known as prediction-powered inference (Angelopoulos et al. 2023) and design-based supervised
    learning (Egami et al. 2023).

    Parameters
    ----------
    tally : Tally
        The predictions, counted.
    sample : Sample or None
        The labelled paragraphs; None for a count.
    donors : sequence of ndarray of int, each of shape (n_documents,)
        Wider and wider domains that may lend a mean residual to a cell of fewer than 30 labelled
        documents. The last holds all documents in one.
    options : Options
        Population, what to do with text of no task, confidence.
    """
    chosen = options or Options()
    counted, parts = _count(tally)
    alone = _counted_moments(tally, parts, len(counted), chosen)
    if sample is None:
        nothing = np.zeros(len(counted), np.int64)
        few = np.zeros(counted.shape, bool)
        return _bounded(Shares(counted, counted, counted, nothing, nothing, few, few), alone,
                        tally.none, chosen)  # fmt: skip
    cluster = tally.cluster if chosen.population == "process" else None
    own = Plan(tally.none, cluster, parts, tuned=chosen.tuned)
    lending = Plan(tally.none, cluster, np.zeros_like(parts), lends=True)
    found = [correct(sample, tally.cell, own)]
    found += [correct(sample, domain, lending) for domain in donors]
    donor, lent = choose_donors([tally.cell, *donors], found, fewest=FEWEST_DOCUMENTS)
    errors = lent.n_errors
    if chosen.none == "drop":
        errors = errors + errors[:, [tally.none]]
    few = (lent.n_documents[:, None] < FEWEST_DOCUMENTS) | (errors < FEWEST_ERRORS)
    value = lent.factor[:, None] * counted + lent.mean
    known = _known(tally, lent, alone, parts[:, -1], donor)
    labelled = lent.n_labelled.astype(np.int64)
    return _bounded(
        Shares(value, value, value, donor, labelled, few, few), known, tally.none, chosen
    )


def _counted_moments(tally: Tally, parts: Floats, n: int, options: Options) -> Moments:
    """Return what is known of shares of predictions alone: in the corpus at hand, nothing."""
    if options.population == "corpus":
        return Moments(*(np.full((n, parts.shape[1] - 1), np.nan) for _ in Moments._fields))
    units = document_units(None, parts[:0], tally.cell, counted=parts, cluster=tally.cluster)
    return moments(units, n, tally.none)


def _known(tally: Tally, lent: Correction, alone: Moments, share: Floats, donor: Codes) -> Moments:
    """Return the variance of estimates; where a correction is borrowed, of what will be found.

    Such a prediction bound adds to the variance of the borrowed mean how far one document lies
    from it, and, in a process, how far documents' predictions lie apart.
    """
    own = Moments(*np.moveaxis(lent.error, -1, 0))
    weight = sum_by(tally.cell, share**2, len(donor))[:, None]
    apart = Moments(*np.moveaxis(lent.spread * weight[:, :, None], -1, 0))
    apart = apart._replace(freedom=lent.spread[:, :, -1])
    in_corpus = np.isnan(alone.variance).all()
    whole = _added([own, apart] if in_corpus else [own, apart, alone])
    borrows = (donor > 0)[:, None]
    return Moments(*(np.where(borrows, *pair) for pair in zip(whole, own, strict=True)))


def _added(parts: Sequence[Moments]) -> Moments:
    """Add independent errors, with degrees of freedom by Welch and Satterthwaite."""
    sums = Moments(*(np.sum(field, axis=0) for field in zip(*parts, strict=True)))
    terms = np.sum([one.variance**2 / np.maximum(one.freedom, 1) for one in parts], axis=0)
    return sums._replace(freedom=ratio(sums.variance**2, terms))


def _bounded(shares: Shares, known: Moments, none: int, options: Options) -> Shares:
    """Put bounds on values, cut at 0 and 1; missing where they would have no width."""
    value, variance, third = shares.value, known.variance, known.third
    if options.none == "drop":
        value, variance, third = _dropped(value, known, none)
    error = np.sqrt(np.where(variance > 0, variance, np.nan))
    quantile = stdtrit(known.freedom, (1 + options.confidence) / 2)
    # Skewness is an estimate too: what its error adds to that of a bound.
    doubt = ratio(known.sixth, known.variance**3) * ((2 * quantile**2 + 1) / 6) ** 2
    quantile = quantile * np.sqrt(1 + doubt)
    low = np.clip(value - error * _untwisted(quantile, third / error**3), 0, 1)
    high = np.clip(value - error * _untwisted(-quantile, third / error**3), 0, 1)
    few = shares.few | np.isnan(error)
    outside = ~few & (low >= high)
    missing = few | outside
    return shares._replace(
        value=value,
        low=np.where(missing, np.nan, low),
        high=np.where(missing, np.nan, high),
        few=few,
        outside=outside,
    )


def _untwisted(quantile: Floats, skewness: Floats) -> Floats:
    """Return the quantile of a studentised mean of skewed contributions (Hall 1992).

    Rare categories have few errors, mostly to one side. A symmetrical interval about their mean
    misses the truth on one side far more often than on the other.
    """
    small = np.abs(skewness) < 1e-4
    twist = np.where(small, 1.0, skewness)
    found = 3 / twist * (np.cbrt(1 + twist * (quantile - twist / 6)) - 1)
    return np.where(small, quantile, found)


def _dropped(value: Floats, known: Moments, none: int) -> tuple[Floats, Floats, Floats]:
    """Return shares of the text that is of some task, with variance and third moment.

    They are ratios, linearised about their values.
    """
    rest = 1 - value[:, [none]]
    share = ratio(value, rest)
    variance = known.variance + 2 * share * known.with_none + share**2 * known.variance[:, [none]]
    third = known.third + 3 * share * known.third_once + 3 * share**2 * known.third_twice
    third = third + share**3 * known.third[:, [none]]
    return share, ratio(variance, rest**2), ratio(third, rest**3)


def _count(tally: Tally) -> tuple[Floats, Floats]:
    """Return shares of predictions by cell; and each document's part in them, and of the text."""
    n_cells = int(tally.cell.max()) + 1
    whole = sum_by(tally.cell, tally.size, n_cells)
    counted = ratio(sum_by(tally.cell, tally.predicted, n_cells), whole[:, None])
    apart = tally.predicted - counted[tally.cell] * tally.size[:, None]
    parts = np.column_stack([apart, tally.size])
    return counted, ratio(parts, whole[tally.cell][:, None])
