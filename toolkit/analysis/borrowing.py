"""Mean residuals by domain, and what a cell of few labels borrows from wider domains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from toolkit.analysis.variance import (
    Codes,
    Floats,
    Moments,
    Sample,
    contributions,
    document_units,
    moments,
    ratio,
    sampling_units,
    sum_by,
    weighted_means,
)

# Fewer documents with two labels or more do not tell how far reports lie apart.
FEWEST_SPREAD = 10


class Correction(NamedTuple):
    """Mean residuals (label minus prediction) by domain and category, and what is known of them.

    ``error`` holds the moments of the mean's error (of the whole estimate's, where predictions
    were handed in), ``spread`` those of one document's own mean about it, zero where nothing is
    lent: arrays of shape (n_domains, n_categories, fields of Moments).
    """

    mean: Floats
    error: Floats
    spread: Floats
    factor: Floats
    n_errors: Floats
    n_documents: Floats
    n_labelled: Floats


class Plan(NamedTuple):
    """What a correction is for.

    ``cluster`` is each document's cluster in a process, None for the corpus at hand; ``counted``
    the documents' parts in shares of predictions, zero for a domain that lends; ``tuned`` whether
    predictions count by a factor of their own; ``lends`` whether others borrow.
    """

    none: int
    cluster: Codes | None
    counted: Floats
    tuned: bool = False
    lends: bool = False


def correct(sample: Sample, domain: Codes, plan: Plan) -> Correction:
    """Return the mean residual of each domain of documents, with its variance."""
    n, at = int(domain.max()) + 1, domain[sample.document]
    factor = _factor(sample, at, n) if plan.tuned else np.ones(n)
    residual = sample.truth - factor[at][:, None] * sample.guess
    part = contributions(sample, residual, at, n)
    if plan.cluster is None:
        units = sampling_units(sample, part, at, n)
    else:
        scale = np.column_stack(
            [factor[domain]] * (plan.counted.shape[1] - 1) + [np.ones(len(domain))]
        )
        counted = plan.counted * scale
        units = document_units(sample, part, domain, counted=counted, cluster=plan.cluster)
    spread = _spread(sample, residual, at, n, plan)
    wrong = (sample.truth != sample.guess) & (sample.weight > 0)[:, None]
    labelled = (sample.weight > 0).astype(float)
    documents = np.unique(sample.document[sample.weight > 0])
    return Correction(
        weighted_means(sample.weight, residual, at, n),
        np.stack(moments(units, n, plan.none), axis=-1),
        np.stack(spread, axis=-1),
        factor,
        sum_by(at, wrong.astype(float), n),
        np.bincount(domain[documents], minlength=n).astype(float),
        sum_by(at, labelled, n),
    )


def choose_donors(
    domains: Sequence[Codes], found: Sequence[Correction], *, fewest: int
) -> tuple[Codes, Correction]:
    """Give each cell the narrowest domain with labels enough, and its correction.

    Parameters
    ----------
    domains : sequence of ndarray of int, each of shape (n_documents,)
        The cells, then wider and wider domains. A cell can borrow from a domain that holds all
        its documents.
    found : sequence of Correction
        Of the same domains.
    fewest : int
        Labelled documents that are enough.

    Returns
    -------
    tuple of ndarray of int and Correction
        Number of the domain that each cell takes, 0 for its own; and the corrections by cell.
        Where no domain has enough, it is the last that holds the cell.
    """
    cell = domains[0]
    n_cells = int(cell.max()) + 1
    donor, place = np.zeros(n_cells, np.int64), np.arange(n_cells)
    enough = found[0].n_documents >= fewest
    sizes = np.bincount(cell, minlength=n_cells)
    for number, (domain, one) in enumerate(zip(domains[1:], found[1:], strict=True), start=1):
        lowest, highest = np.full(n_cells, len(domain)), np.zeros(n_cells, np.int64)
        np.minimum.at(lowest, cell, domain)
        np.maximum.at(highest, cell, domain)
        wider = np.bincount(domain)[highest] > sizes
        taken = ~enough & (lowest == highest) & wider
        donor[taken], place[taken] = number, highest[taken]
        enough |= taken & (one.n_documents[highest] >= fewest)
    return donor, _picked(found, donor, place)


def _picked(found: Sequence[Correction], donor: Codes, place: Codes) -> Correction:
    fields = []
    for columns in zip(*found, strict=True):
        picked = np.empty((len(donor), *columns[0].shape[1:]))
        for number, column in enumerate(columns):
            taken = donor == number
            picked[taken] = column[place[taken]]
        fields.append(picked)
    return Correction(*fields)


def _factor(sample: Sample, at: Codes, n: int) -> Floats:
    """Return how far labels follow predictions, one number for all categories (PPI++).

    The slope, over all categories at once, of labels on predictions: 1 for a classifier as good
    on all, less for a poor one (Angelopoulos, Duchi and Zrnic 2023).
    """
    truth, guess = (contributions(sample, values, at, n) for values in (sample.truth, sample.guess))
    slope = ratio(sum_by(at, (truth * guess).sum(axis=1), n), sum_by(at, (guess**2).sum(axis=1), n))
    return np.clip(np.nan_to_num(slope, nan=1.0), 0, 1)


def _spread(sample: Sample, residual: Floats, at: Codes, n: int, plan: Plan) -> Moments:
    """Return how far documents' own mean residuals lie apart, from those with two labels or more.

    The variance between the observed means less what the drawing of paragraphs adds to it (the
    method of moments of random-effects analysis), but no less than chance alone would give.
    """
    if not plan.lends:
        return Moments(*(np.zeros((n, residual.shape[1])) for _ in Moments._fields))
    used = sample.weight > 0
    documents, first, row = np.unique(sample.document[used], return_index=True, return_inverse=True)
    count = np.bincount(row).astype(float)
    mean = weighted_means(sample.weight[used], residual[used], row, len(documents))
    whole = sum_by(row, sample.weight[used], len(documents))
    part = sample.weight[used][:, None] * (residual[used] - mean[row]) / whole[row][:, None]
    several = count > 1
    where = np.where(several, at[used][first], -1)
    n_known = np.bincount(where[several], minlength=n).astype(float)[:, None]
    drawn = np.minimum(count / sample.in_frame[documents], 1)[:, None]
    centre = ratio(sum_by(where, mean, n), n_known)
    apart = np.where(several[:, None], mean - centre[where], 0)
    spreads = []
    for other, partner in ((apart, part), (apart[:, [plan.none]], part[:, [plan.none]])):
        noise = sum_by(row, part * partner, len(documents)) * ratio(count, count - 1)[:, None]
        left, chance = (ratio(sum_by(where, noise * f, n), n_known) for f in (1 - drawn, drawn))
        between = ratio(sum_by(where, apart * other, n), n_known - 1) - left
        spreads.append((between, chance))
    (own, floor), (joint, joint_floor) = spreads
    low = own < floor
    known = n_known >= FEWEST_SPREAD
    spread = np.where(known, np.where(low, floor, own), np.nan)
    nothing = np.zeros_like(spread)
    with_none = np.where(low, joint_floor, joint)
    freedom = np.broadcast_to(np.maximum(n_known - 1, 1), spread.shape)
    return Moments(spread, with_none, nothing, nothing, nothing, nothing, freedom)
