"""Scores to probabilities: folds that hold texts out, and numbers fitted on what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.model_selection import GroupKFold

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float64]

_FOLDS = 5
_NOVEL_SHARE = 0.005


def make_folds(target: NDArray[Any], groups: ArrayLike | None, seed: int) -> NDArray[np.int64]:
    """Return each text's fold: groups whole, else every category spread evenly.

    A text whose group is None is in no fold (-1): it is never held out.
    """
    known = has_document(groups, len(target))
    if groups is not None and not known.all():
        fold = np.full(len(target), -1)
        fold[known] = make_folds(target[known], np.asarray(groups, object)[known], seed)
        return fold
    fold = np.zeros(len(target), np.int64)
    n_groups = 0 if groups is None else len(np.unique(np.asarray(groups)))
    if n_groups >= 2:
        splitter = GroupKFold(min(_FOLDS, n_groups))
        for number, (_, test) in enumerate(splitter.split(fold, groups=groups)):
            fold[test] = number
        return fold
    order = np.random.default_rng(seed).permutation(len(target))
    order = order[np.argsort(target[order], kind="stable")]
    _, starts, counts = np.unique(target[order], return_index=True, return_counts=True)
    fold[order] = (np.arange(len(target)) - np.repeat(starts, counts)) % _FOLDS
    return fold


def has_document(groups: ArrayLike | None, n: int) -> NDArray[np.bool_]:
    """Tell which of n texts have a group; without groups, each is a document of its own.

    Examples
    --------
    >>> has_document(["a", None, "b"], 3).tolist()
    [True, False, True]
    """
    if groups is None:
        return np.ones(n, bool)
    return np.array([group is not None for group in np.asarray(groups, object)], bool)


def unknown_share(counts: csr_matrix, totals: NDArray[np.int64]) -> Floats:
    """Return the share of each text's n-grams, of so many in all, that were not counted."""
    known = np.asarray(counts.sum(axis=1)).ravel()
    return np.asarray(1 - known / np.maximum(totals, 1))


def fit_sharpness(scores: Floats, truth: NDArray[np.intp]) -> float:
    """Return the factor under which the softmax of scores is likeliest (Platt's idea, one number).

    A weak pull towards 3 keeps a handful of texts from asking for certainty.
    """
    if not len(scores):
        return 3.0

    def loss(log_factor: float) -> float:
        chances = log_softmax(scores * np.exp(log_factor), axis=1)
        misfit = -chances[np.arange(len(truth)), truth].sum()
        return float(misfit + 0.5 * (log_factor - np.log(3.0)) ** 2)

    # Rounded, so that the last bits of an optimiser do not make another model.
    best = minimize_scalar(loss, bounds=(-3.0, 6.0), method="bounded").x
    return round(float(np.exp(best)), 4)


def fit_threshold(chances: Floats, truth: NDArray[np.intp], precision: float) -> float:
    """Return the lowest probability from which on predictions are as often right as wanted.

    Parameters
    ----------
    chances : ndarray, shape (n_texts, n_classes)
        Probabilities of texts held out.
    truth : ndarray of int, shape (n_texts,)
        Column of the true category.
    precision : float
        Wanted share of right ones among the predictions at or above the threshold. Where none
        reaches it, the highest probability met is returned; where all do, 0.

    Examples
    --------
    >>> chances = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.55, 0.45]])
    >>> fit_threshold(chances, np.array([0, 0, 1, 0]), 0.9)
    0.8
    """
    if not len(chances):
        return 0.0
    best = chances.max(axis=1)
    order = np.argsort(-best, kind="stable")
    right = (chances.argmax(axis=1) == truth)[order]
    reached = np.cumsum(right) / np.arange(1, len(right) + 1) >= precision
    if reached[-1]:
        return 0.0
    last = int(np.flatnonzero(reached)[-1]) if reached.any() else 0
    return round(float(best[order][last]), 4)


def novelty_cut(novelty: Floats) -> float:
    """Return the share of unknown n-grams that one in 200 held-out texts exceeds."""
    return round(float(np.quantile(novelty, 1 - _NOVEL_SHARE)), 4) if len(novelty) else 1.0
