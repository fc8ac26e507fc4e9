"""The second stage: a paragraph's scores weighed with its headings' and its neighbours'."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# One weight each, the same for every category, so that a few hundred paragraphs can tell them.
FEATURES = ("text", "heading names it", "heading names another", "neighbours")
_PENALTY = 1.0
# Chances below these count as these: one sure mistake must not outweigh all else.
_LEAST_TEXT, _LEAST_NEIGHBOUR = 1e-4, 1e-2


def context_features(
    chances: Floats, named: Floats, documents: Sequence[Hashable], *, none: int | None = None
) -> Floats:
    """Return what the second stage weighs, for every paragraph and category.

    Parameters
    ----------
    chances : ndarray, shape (n_paragraphs, n_classes)
        Probabilities of the text model.
    named : ndarray, shape (n_paragraphs, n_classes)
        How far the headings above a paragraph name each category: 1 for the one that they name,
        shares of 1 where they fit several, a row of zeros where they name none.
    documents : sequence
        The document of each paragraph; a document's paragraphs follow one another.
    none : int, optional
        Column of "no category", which no heading names and none speaks against.

    Returns
    -------
    ndarray, shape (n_paragraphs, n_classes, 4)
        In the order of ``FEATURES``. Without headings and neighbours only the first differs from
        zero.
    """
    against = (named.sum(axis=1) > 0)[:, None] * (named == 0)
    if none is not None:
        against[:, none] = False
    text = np.log(np.clip(chances, _LEAST_TEXT, 1.0))
    parts = [text, named, against.astype(float), _neighbours(chances, documents)]
    return np.stack(parts, axis=2)


def fit_context(
    features: Floats, truth: NDArray[np.intp], *, weights: Floats | None = None
) -> Floats:
    """Return the weights of ``FEATURES`` that make the true categories likeliest.

    A conditional logit (McFadden 1974): the score of a category is the weighted sum of its
    features. A quadratic penalty draws the weight of the text to 1 and the others to 0, so that
    with nothing to learn from, the second stage changes nothing.

    Parameters
    ----------
    features : ndarray, shape (n_paragraphs, n_classes, n_features)
        From `context_features`, on probabilities of models that did not see the paragraph.
    truth : ndarray of int, shape (n_paragraphs,)
        Column of the true category.
    weights : ndarray, shape (n_paragraphs,), optional
        How much each paragraph counts; 1 where none is given.

    Raises
    ------
    ToolkitError
        There are no paragraphs.
    """
    if len(truth) == 0:
        remedy = "give documents with labelled paragraphs"
        raise ToolkitError("labelled paragraphs", "none", "fit_context", remedy)
    start = np.zeros(features.shape[2])
    start[0] = 1.0
    rows = np.arange(len(truth))
    counted = np.ones(len(truth)) if weights is None else weights

    def loss(given: Floats) -> tuple[float, Floats]:
        scores = features @ given
        misfit = logsumexp(scores, axis=1) - scores[rows, truth]
        excess = softmax(scores, axis=1)
        excess[rows, truth] -= 1.0
        drawn = given - start
        slope = np.einsum("n,nk,nkf->f", counted, excess, features) + 2 * _PENALTY * drawn
        return float(counted @ misfit) + _PENALTY * float(drawn @ drawn), slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    # Rounded, so that the last bits of an optimiser do not make another model.
    return np.asarray(np.round(found.x, 3), dtype=np.float64)


def weigh_context(features: Floats, weights: Floats) -> Floats:
    """Return probabilities from `context_features` and the weights of `fit_context`."""
    return np.asarray(softmax(features @ weights, axis=1), dtype=np.float64)


def _neighbours(chances: Floats, documents: Sequence[Hashable]) -> Floats:
    """Mean log-chances of the paragraphs before and after, centred; zeros where there are none."""
    logs = np.log(np.clip(chances, _LEAST_NEIGHBOUR, 1.0))
    logs = logs - logs.mean(axis=1, keepdims=True)
    total, count = np.zeros_like(logs), np.zeros((len(logs), 1))
    same = np.array([a == b for a, b in zip(documents[1:], documents, strict=False)], bool)
    ahead, behind = np.flatnonzero(same) + 1, np.flatnonzero(same)
    total[ahead] += logs[behind]
    total[behind] += logs[ahead]
    count[ahead] += 1
    count[behind] += 1
    return np.asarray(total / np.maximum(count, 1), dtype=np.float64)
