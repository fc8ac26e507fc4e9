"""Log-odds of words between groups with an informative prior, and how far reports shake them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from toolkit.analysis.variance import Codes, Floats, ratio


@dataclass(frozen=True)
class WordCounts:
    """Words of documents, with the group of each document and the pool that it is held against.

    Parameters
    ----------
    counts : scipy.sparse.csr_matrix, shape (n_documents, n_words)
        How often each document uses each word.
    group : ndarray of int, shape (n_documents,)
        Group of each document.
    pool : ndarray of int, shape (n_groups,)
        Pool of each group: it is held against the other groups of its pool.
    """

    counts: Any
    group: Codes
    pool: Codes


class LogOdds(NamedTuple):
    """Log-odds ratios by group and word, with the standard error of words drawn one by one."""

    value: Floats
    error: Floats


class Shaken(NamedTuple):
    """What resampling tells: standard errors, and how often a word is among a group's first."""

    error: Floats
    in_top: Floats


def log_odds(words: WordCounts, prior: Floats, weight: Floats | None = None) -> LogOdds:
    """Return log-odds ratios of each group against the rest of its pool.

    Parameters
    ----------
    words : WordCounts
        What was counted.
    prior : ndarray, shape (n_groups, n_words)
        Words that are added to either side before they are compared.
    weight : ndarray, shape (n_documents,), optional
        How often each document counts; by default once.

    Notes
    -----
    Equations 15, 16, 19 and 22 of Monroe, Colaresi and Quinn 2008, the other groups of the pool
    being the second party: the difference of the logarithms of (y + a) / (n + a0 - y - a), and
    its variance 1 / (y + a) + 1 / (y' + a).
    """
    own, rest = two_sides(words, weight)
    before = prior.sum(axis=1, keepdims=True)
    parts = [side + prior for side in (own, rest)]
    wholes = [side.sum(axis=1, keepdims=True) + before for side in (own, rest)]
    # A word that a whole pool never uses has neither odds nor a prior there.
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = [part / (whole - part) for part, whole in zip(parts, wholes, strict=True)]
        value = np.nan_to_num(np.log(odds[0] / odds[1]))
        return LogOdds(value, np.sqrt(1 / parts[0] + 1 / parts[1]))


def background(words: WordCounts, size: float | None = None) -> Floats:
    """Return the prior: the pool's own words, scaled to a number of words for each group.

    By default to as many as an average group of the pool has, so that a word must be used more
    than once or twice before it counts as a group's own.
    """
    own, rest = two_sides(words)
    whole = own + rest
    total = whole.sum(axis=1, keepdims=True)
    groups = np.bincount(words.pool)[words.pool][:, None]
    prior: Floats = whole / groups if size is None else whole * ratio(np.full(1, size), total)
    return prior


def shake(words: WordCounts, prior: Floats, *, n_resamples: int, top: int, seed: int) -> Shaken:
    """Resample documents within groups and tell how far the log-odds move.

    Documents, not words, are drawn again, because words come in bursts: one report may use a
    word thirty times. Of n documents n - 1 are drawn and weighted up by n / (n - 1), which makes
    the variance unbiased for few documents (Rao and Wu 1988).
    """
    total, square, in_top = (np.zeros(prior.shape) for _ in range(3))
    point = log_odds(words, prior)
    for weight in _draws(words.group, n_resamples, seed):
        drawn = log_odds(words, prior, weight)
        # Held against the value, which keeps precision in sums of squares.
        total += drawn.value - point.value
        square += (drawn.value - point.value) ** 2
        first = _first(drawn.value / drawn.error, top)
        np.add.at(in_top, (np.arange(len(first))[:, None], first), 1)
    variance = np.maximum(square - total**2 / n_resamples, 0) / max(n_resamples - 1, 1)
    return Shaken(np.sqrt(variance), in_top / n_resamples)


def _first(values: Floats, top: int) -> NDArray[np.int64]:
    """Return the places of the highest values of each row."""
    place = min(top, values.shape[1]) - 1
    return np.argpartition(-values, place, axis=1)[:, : place + 1]


def reach(point: LogOdds, shaken: Floats, n_documents: Codes, confidence: float) -> Floats:
    """Return how far bounds lie from the value.

    The error of resampling times Student's t with one less than a group's documents; but no less
    than the error of words drawn one by one times the normal quantile, which speaks where the
    rest never uses a word and resampling is blind.
    """
    level = (1 + confidence) / 2
    student = stdtrit(np.maximum(n_documents - 1, 1), level)[:, None]
    bounds: Floats = np.maximum(shaken * student, point.error * ndtri(level))
    return bounds


def _draws(group: Codes, n_resamples: int, seed: int) -> Iterator[Floats]:
    generator = np.random.default_rng(seed)
    members = [np.flatnonzero(group == one) for one in range(group.max() + 1)]
    for _ in range(n_resamples):
        weight = np.ones(len(group))
        for rows in members:
            if len(rows) > 1:
                drawn = generator.integers(0, len(rows), len(rows) - 1)
                counted = np.bincount(drawn, minlength=len(rows))
                weight[rows] = counted * len(rows) / (len(rows) - 1)
        yield weight


def two_sides(words: WordCounts, weight: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the counts of each group, and of the rest of its pool."""
    from scipy.sparse import csr_matrix

    n, groups = len(words.group), len(words.pool)
    once = np.ones(n) if weight is None else weight
    summing = csr_matrix((once, (words.group, np.arange(n))), shape=(groups, n))
    own: Floats = (summing @ words.counts).toarray()
    pools = np.zeros((words.pool.max() + 1, own.shape[1]))
    np.add.at(pools, words.pool, own)
    return own, pools[words.pool] - own


def occurs_in(words: WordCounts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many documents of each group, and of the rest of its pool, use each word."""
    used = WordCounts((words.counts > 0).astype(np.float64), words.group, words.pool)
    own, rest = two_sides(used)
    return np.rint(own).astype(np.int64), np.rint(rest).astype(np.int64)
