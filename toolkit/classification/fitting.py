"""Weights of a linear model, from counts of n-grams: which n-grams, how weighted, how strong."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import clone
from sklearn.naive_bayes import ComplementNB
from sklearn.utils.class_weight import compute_sample_weight

from toolkit.classification.counting import document_frequency, inverse_frequency, weigh
from toolkit.errors import ToolkitError

Floats = NDArray[np.float64]

BALANCES = ("balanced", "softened")
# N-grams of the first fit, for each that is kept in the end: the rarest of more go unweighed.
_CANDIDATES = 2


@dataclass(frozen=True)
class Weights:
    """A fitted linear model.

    Parameters
    ----------
    classes : ndarray
        Categories, sorted.
    kept : list of ndarray of bool
        The columns that it uses, of each block of counts.
    idf : list of ndarray
        Their inverse document frequencies.
    coef : ndarray of float32, shape (n_features, n_classes)
        The blocks' weights, one block after another.
    intercept : ndarray of float32, shape (n_classes,)
    """

    classes: NDArray[Any]
    kept: list[NDArray[np.bool_]]
    idf: list[Floats]
    coef: NDArray[np.float32]
    intercept: NDArray[np.float32]


@dataclass(frozen=True)
class Recipe:
    """How counts become a linear model.

    Parameters
    ----------
    linear : estimator
        Unfitted scikit-learn classifier.
    sublinear : bool
        Take 1 + log(count) for the count.
    least : float
        Texts that an n-gram must occur in: a number, or below 1.0 a share.
    most : int, optional
        N-grams kept.
    """

    linear: Any
    sublinear: bool
    least: float
    most: int | None

    def fit(
        self,
        counts: Sequence[csr_matrix],
        target: NDArray[Any],
        weight: Floats,
        *,
        thorough: bool = True,
    ) -> Weights:
        """Fit counts, one block for each kind of n-gram.

        Parameters
        ----------
        counts : sequence of csr_matrix
            One row for each text.
        target : ndarray
            Categories of the texts.
        weight : ndarray
            Weights of the texts.
        thorough : bool
            Fit again on the n-grams that weigh most, where there are more than ``most``.
        """
        kept = self._frequent(counts)
        found = self._learn(counts, kept, target, weight)
        if thorough and self.most is not None and len(found.coef) > self.most:
            found = self._learn(counts, _strongest(found, self.most), target, weight)
        return found

    def _frequent(self, counts: Sequence[csr_matrix]) -> list[NDArray[np.bool_]]:
        frequency = [document_frequency(block) for block in counts]
        least = self.least if self.least >= 1 else self.least * counts[0].shape[0]
        if self.most is not None:
            least = max(least, _cut(np.concatenate(frequency), self.most))
        return [one >= least for one in frequency]

    def _learn(
        self,
        counts: Sequence[csr_matrix],
        kept: list[NDArray[np.bool_]],
        target: NDArray[Any],
        weight: Floats,
    ) -> Weights:
        used = select(counts, kept)
        idf = [inverse_frequency(block) for block in used]
        blocks = [
            weigh(block, one, sublinear=self.sublinear)
            for block, one in zip(used, idf, strict=True)
        ]
        with warnings.catch_warnings():
            # scikit-learn takes many categories of few texts for a regression.
            warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
            linear = clone(self.linear).fit(
                hstack(blocks, format="csr"), target, sample_weight=weight
            )
        coef, intercept = _coefficients(linear)
        return Weights(np.unique(target), kept, idf, coef, intercept)


def select(counts: Sequence[csr_matrix], kept: Sequence[NDArray[np.bool_]]) -> list[csr_matrix]:
    """Return the columns kept of each block; a block that keeps all as it is."""
    return [
        block if one.all() else block[:, np.flatnonzero(one)]
        for block, one in zip(counts, kept, strict=True)
    ]


def linear_scores(
    weighted: Sequence[csr_matrix], coef: NDArray[np.float32], intercept: NDArray[np.float32]
) -> Floats:
    """Return the scores of weighted texts, one column for each category."""
    scores = np.tile(intercept.astype(np.float64), (weighted[0].shape[0], 1))
    start = 0
    for block in weighted:
        # In the width of the weights: with many categories a wider copy of them costs more.
        scores += block.astype(np.float32) @ coef[start : start + block.shape[1]]
        start += block.shape[1]
    return scores


def balance(class_weight: str | dict[Any, float] | None, target: NDArray[Any]) -> Floats:
    """Return the weight of each text by its category.

    Parameters
    ----------
    class_weight : {"softened", "balanced"}, dict or None
        "balanced" and dict as in scikit-learn; "softened" the square root of balanced, with the
        texts' mean weight at one: rare categories are heard without drowning the common ones.
    target : ndarray
        Categories of the texts.

    Raises
    ------
    ToolkitError
        For another word.

    Examples
    --------
    >>> balance("softened", np.array(["甲", "甲", "甲", "甲", "乙"])).round(2).tolist()
    [0.83, 0.83, 0.83, 0.83, 1.67]
    """
    if isinstance(class_weight, str) and class_weight not in BALANCES:
        remedy = "name one of these, or give None or a dict"
        raise ToolkitError(
            " or ".join(map(repr, BALANCES)), repr(class_weight), "class_weight", remedy
        )
    if class_weight != "softened":
        return np.asarray(compute_sample_weight(class_weight, target))
    weight = np.sqrt(compute_sample_weight("balanced", target))
    return np.asarray(weight / weight.mean())


def _cut(frequency: NDArray[np.intp], most: int) -> int:
    """Return the texts to occur in under which most to twice most n-grams are left, or nearly."""
    ordered = np.sort(frequency)[::-1]
    if len(ordered) <= _CANDIDATES * most:
        return 0
    first_out = int(ordered[_CANDIDATES * most])
    # All that are as rare as the first one left out go with it, unless too few would be left.
    return first_out + 1 if (ordered > first_out).sum() >= most else first_out


def _strongest(found: Weights, most: int) -> list[NDArray[np.bool_]]:
    """Return which columns are kept where only those that weigh most are."""
    strength = np.linalg.norm(found.coef, axis=1)
    chosen = np.zeros(len(strength), bool)
    chosen[np.argsort(-strength, kind="stable")[:most]] = True
    kept = [one.copy() for one in found.kept]
    edges = np.cumsum([len(one) for one in found.idf])[:-1]
    for one, part in zip(kept, np.split(chosen, edges), strict=True):
        one[one] = part
    return kept


def _coefficients(linear: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if isinstance(linear, ComplementNB):
        coef, intercept = linear.feature_log_prob_, np.zeros(len(linear.classes_))
        coef = coef - coef.mean(axis=0)
    else:
        coef, intercept = linear.coef_, linear.intercept_
    if len(coef) == 1:
        coef, intercept = np.vstack([-coef, coef]), np.concatenate([-intercept, intercept])
    return np.ascontiguousarray(coef.T, dtype=np.float32), intercept.astype(np.float32)
