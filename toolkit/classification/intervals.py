"""Scores with bounds: documents drawn anew, all judges and categories from the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MEASURES = ("accuracy", "macro_f1", "macro_f1_5", "weighted_f1", "kappa")
# Fewer paragraphs say little of a category's F1, and fewer documents nothing of its spread.
FEWEST = 5
FEWEST_DOCUMENTS = 20
_DRAWS = 2000


def tally(
    truth: Sequence[str],
    predicted: Sequence[str],
    clusters: NDArray[np.intp],
    codes: Sequence[str],
) -> Floats:
    """Count what every score is made of, apart for each cluster.

    Returns
    -------
    ndarray, shape (n_clusters, 3, n_codes)
        For each code: how often it was right, was the truth, was predicted.

    Examples
    --------
    >>> tally(["A1", "A2"], ["A1", "A1"], np.array([0, 0]), ["A1", "A2"])[0].tolist()
    [[1.0, 0.0], [1.0, 1.0], [2.0, 0.0]]
    """
    place = {code: k for k, code in enumerate(codes)}
    true = np.array([place[code] for code in truth], np.intp)
    said = np.array([place[code] for code in predicted], np.intp)
    counts = np.zeros((int(clusters.max(initial=-1)) + 1, 3, len(codes)))
    right = np.flatnonzero(true == said)
    for row, (where, which) in enumerate(
        ((clusters[right], true[right]), (clusters, true), (clusters, said))
    ):
        np.add.at(counts[:, row, :], (where, which), 1)
    return counts


def category_scores(counts: Floats) -> dict[str, Floats]:
    """Return precision, recall and F1 of every category; NaN where there is nothing to divide by.

    Parameters
    ----------
    counts : ndarray, shape (..., 3, n_codes)
        Of `tally`, summed over clusters.
    """
    right, true, said = np.moveaxis(counts, -2, 0)
    return {
        "precision": _ratio(right, said),
        "recall": _ratio(right, true),
        # A category that is not in the truth has no F1, whoever names it.
        "f1": _ratio(2 * right, np.where(true > 0, true + said, 0)),
    }


def overall_scores(counts: Floats, many: NDArray[np.bool_]) -> dict[str, Floats]:
    """Return the scores of ``MEASURES`` over all categories.

    Parameters
    ----------
    counts : ndarray, shape (..., 3, n_codes)
        Of `tally`, summed over clusters.
    many : ndarray of bool, shape (n_codes,)
        Categories with at least five paragraphs, over which macro_f1_5 is the mean.
    """
    right, true, said = np.moveaxis(counts, -2, 0)
    n = true.sum(axis=-1)
    f1 = category_scores(counts)["f1"]
    observed = _ratio(right.sum(axis=-1), n)
    chance = _ratio((true * said).sum(axis=-1), n * n)
    kappa = _ratio(observed - chance, 1 - chance)
    return {
        "accuracy": observed,
        "macro_f1": _mean(f1),
        "macro_f1_5": _mean(f1[..., many]),
        "weighted_f1": _ratio(np.nansum(f1 * true, axis=-1), n),
        # One category that everybody names throughout: agreement is full, though chance's is too.
        "kappa": np.where((chance == 1) & (observed == 1), 1.0, kappa),
    }


class DocumentBootstrap:
    """Draws whole documents with replacement, the same draws for all that is compared.

    Percentile bounds (Efron and Tibshirani 1993, chapter 13); missing under 20 documents, where
    they would be too narrow.

    Parameters
    ----------
    documents : sequence of str
        The document of each paragraph.
    seed : int
        Seed of the draws.
    confidence : float
        Nominal coverage of the bounds.

    Examples
    --------
    >>> draws = DocumentBootstrap(["a", "a", "b"])
    >>> draws.n_documents, draws.bounds(np.arange(2001.0))
    (2, (nan, nan))
    """

    def __init__(self, documents: Sequence[str], *, seed: int = 0, confidence: float = 0.95):
        names, self.clusters = np.unique(np.asarray(documents, dtype=str), return_inverse=True)
        self.n_documents = len(names)
        self.confidence = confidence
        n = max(self.n_documents, 1)
        drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=_DRAWS)
        # The first row is the sample itself.
        self._weights = np.vstack([np.ones(n), drawn]).astype(float)

    def resample(self, counts: Floats) -> Floats:
        """Sum clusters' counts in the sample (first row) and in every draw."""
        flat = counts.reshape(len(counts), -1)
        return np.asarray((self._weights @ flat).reshape(-1, *counts.shape[1:]))

    def bounds(self, drawn: Floats) -> tuple[float, float]:
        """Return the bounds of a statistic, given in the sample and in every draw."""
        known = drawn[1:][np.isfinite(drawn[1:])]
        if self.n_documents < FEWEST_DOCUMENTS or len(known) < _DRAWS / 2:
            return float("nan"), float("nan")
        tail = (1 - self.confidence) / 2
        low, high = np.quantile(known, [tail, 1 - tail])
        return float(low), float(high)


def _ratio(part: Floats, whole: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(whole != 0, part / np.where(whole != 0, whole, 1), np.nan))


def _mean(values: Floats) -> Floats:
    known = np.isfinite(values)
    return _ratio(np.where(known, values, 0).sum(axis=-1), known.sum(axis=-1).astype(float))
