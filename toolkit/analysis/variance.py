"""Variances of weighted means of labelled paragraphs, by how the paragraphs were drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """Labelled paragraphs as arrays: who they are, how they were drawn, what was found.

    Parameters
    ----------
    document : ndarray of int, shape (n_labels,)
        Row of each one's document.
    weight : ndarray, shape (n_labels,)
        Size over probability of selection; 0 for a paragraph outside the text that is measured,
        which still tells how the sample was drawn.
    probability : ndarray, shape (n_labels,)
        Probability of selection, above 0 to 1.
    truth, guess : ndarray, shape (n_labels, n_categories)
        1 for the category of the label and of the prediction; a prediction by several models
        may be divided among categories.
    drawn : ndarray, shape (n_documents,), or None
        Probability with which each document was drawn before paragraphs were drawn within it: 1
        for all where documents are strata. None where paragraphs were drawn one by one.
    in_frame : ndarray, shape (n_documents,)
        Paragraphs of each document that could have been drawn.
    """

    document: Codes
    weight: Floats
    probability: Floats
    truth: Floats
    guess: Floats
    drawn: Floats | None
    in_frame: Floats


class Units(NamedTuple):
    """Independent contributions to an estimate: its variance is the sum of their squares."""

    value: Floats
    domain: Codes
    # A paragraph in a census of its document contributes nothing and counts for nothing.
    alive: NDArray[np.bool_]


class Moments(NamedTuple):
    """What is known of the error of estimates, by domain and category.

    ``variance`` and ``third`` (central moment) of each category; ``with_none``, ``third_once``
    and ``third_twice`` those of products in which the category for no task stands once, or twice;
    ``sixth`` the variance of ``third``, from the sum of sixth powers; ``freedom`` the degrees of
    freedom of the variance.
    """

    variance: Floats
    with_none: Floats
    third: Floats
    third_once: Floats
    third_twice: Floats
    sixth: Floats
    freedom: Floats


def sum_by(codes: Codes, values: NDArray[Any], n: int) -> Floats:
    """Sum rows by code, 0 to n - 1; rows of code -1 are left out.

    Examples
    --------
    >>> sum_by(np.array([1, 0, 1, -1]), np.array([1.0, 2.0, 3.0, 9.0]), 2).tolist()
    [2.0, 4.0]
    """
    kept = codes >= 0
    if not kept.all():
        codes, values = codes[kept], values[kept]
    if values.ndim == 1:
        return np.asarray(np.bincount(codes, values, n), dtype=np.float64)
    sums = np.zeros((n, values.shape[1]))
    for place, column in enumerate(values.T):
        sums[:, place] = np.bincount(codes, column, n)
    return sums


def weighted_means(weight: Floats, values: Floats, domain: Codes, n: int) -> Floats:
    """Return the Hájek mean of rows by domain, NaN where a domain has no weight."""
    return ratio(sum_by(domain, weight[:, None] * values, n), sum_by(domain, weight, n)[:, None])


def ratio(part: Floats, whole: Floats) -> Floats:
    """Divide, NaN where the whole is 0."""
    blank = np.full(np.broadcast(part, whole).shape, np.nan)
    divided: Floats = np.divide(part, whole, out=blank, where=whole != 0)
    return divided


def contributions(sample: Sample, residual: Floats, domain: Codes, n: int) -> Floats:
    """Return each paragraph's share in its domain's Hájek mean, linearised about that mean.

    They sum to zero in every domain (Särndal, Swensson and Wretman 1992, section 5.7).
    """
    mean = weighted_means(sample.weight, residual, domain, n)
    whole = sum_by(domain, sample.weight, n)
    return ratio(sample.weight[:, None] * (residual - mean[domain]), whole[domain][:, None])


def sampling_units(sample: Sample, part: Floats, domain: Codes, n: int) -> Units:
    """Cut contributions into units whose squares sum to the variance over samples.

    Where paragraphs were drawn one by one, each is a unit. Where documents were drawn, with
    probability f, and paragraphs within them, the variance is (1 - f) times that between
    documents and f times that within (Cochran 1977, section 11.4): documents that are sure to be
    drawn are strata. A document with a single label stands for its own variance within, which is
    then too wide rather than too narrow.
    """
    draw = _one_by_one if sample.drawn is None else _staged
    return draw(sample, part, domain, n)


def document_units(
    sample: Sample | None, part: Floats, domain: Codes, *, counted: Floats, cluster: Codes
) -> Units:
    """Cut contributions into clusters of documents, which are a sample of all that are written.

    Parameters
    ----------
    sample, part
        Labelled paragraphs with their contributions; None and an empty array for a count.
    domain : ndarray of int
        Domain of each document.
    counted : ndarray, shape (n_documents, n_categories + 1)
        Each document's contribution to the share of predictions, and its share of the text.
    cluster : ndarray of int
        Cluster of each document: itself, or its region.
    """
    clusters, unit = np.unique(domain * (cluster.max() + 1) + cluster, return_inverse=True)
    n, where = len(clusters), clusters // (cluster.max() + 1)
    sums = sum_by(unit, counted, n)
    value = sums[:, :-1] * _leverage(sums[:, -1])[:, None]
    if sample is not None:
        whole = sum_by(domain[sample.document], sample.weight, int(domain.max()) + 1)
        labelled = unit[sample.document]
        weight = ratio(sum_by(labelled, sample.weight, n), whole[where])
        value = value + sum_by(labelled, part, n) * _leverage(np.nan_to_num(weight))[:, None]
    return Units(value, where, np.ones(n, bool))


def moments(units: Units, n: int, none: int) -> Moments:
    """Sum units to moments, with degrees of freedom from how unequal the units are.

    As Satterthwaite (1946) has it, a variance has 2 V² / Var(V) degrees of freedom; Var(V) comes
    from the kurtosis of the units, so that a rare category found in a few documents has few.
    """
    value, square = units.value, units.value**2
    cube, other = square * value, value[:, [none]]
    sums = partial(sum_by, units.domain, n=n)
    variance, fourth, third, sixth = map(sums, (square, square**2, cube, cube**2))
    count = np.bincount(units.domain, units.alive, n)[:, None]
    kurtosis = ratio(count * fourth, variance**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = np.clip(2 * count / (kurtosis - 1), 1, np.maximum(count - 1, 1))
    # Skewness that hardly stands out from chance is shrunk, in the manner of James and Stein; by
    # half their term, for hidden skewness costs coverage too.
    kept = np.clip(1 - 0.5 * np.nan_to_num(ratio(sixth, third**2), nan=2.0), 0, 1)
    with_none, once, twice = map(sums, (value * other, square * other, value * other**2))
    freedom = np.nan_to_num(freedom, nan=1.0)
    # What is shrunk by a factor is uncertain by that factor less (the posterior variance).
    return Moments(variance, with_none, kept * third, once, twice, kept * sixth, freedom)


def _one_by_one(sample: Sample, part: Floats, domain: Codes, n: int) -> Units:
    count = np.bincount(domain, minlength=n)[domain].astype(float)
    scale = (1 - sample.probability) * ratio(count, count - 1)
    return Units(part * np.sqrt(scale)[:, None], domain, scale > 0)


def _staged(sample: Sample, part: Floats, domain: Codes, n: int) -> Units:
    documents, first, row = np.unique(sample.document, return_index=True, return_inverse=True)
    chance, where = np.asarray(sample.drawn)[documents], domain[first]
    sums, count = sum_by(row, part, len(documents)), np.bincount(row).astype(float)
    weight = ratio(
        sum_by(row, sample.weight, len(documents)), sum_by(domain, sample.weight, n)[where]
    )
    between = sums * _leverage(weight)[:, None] * np.sqrt(1 - chance)[:, None]
    # A single label has no mean of its own document to be held against.
    centre = np.where(count > 1, 1 / count, 0)[:, None] * sums
    inside = chance * (1 - np.minimum(count / sample.in_frame[documents], 1))
    scale = np.sqrt(inside * count / np.maximum(count - 1, 1))[row]
    return Units(
        np.concatenate([between, (part - centre[row]) * scale[:, None]]),
        np.concatenate([where, domain]),
        np.concatenate([chance < 1, scale > 0]),
    )


def _leverage(weight: Floats) -> Floats:
    """Return what makes up for a mean's lying nearer to its heavier units (CR2 for a mean)."""
    return np.sqrt(ratio(np.ones_like(weight), np.maximum(1 - weight, 0)))
