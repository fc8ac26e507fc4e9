"""Long texts judged by stretches: cut at sentence ends, judged apart, joined by length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import hstack, vstack
from scipy.special import softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float64]

_SENTENCE = re.compile("[^。；;！!？?\n]*[。；;！!？?\n]+|[^。；;！!？?\n]+")
_LEAST = 1e-12


class Batch(NamedTuple):
    """Scores and novelty of some texts, and the weighted blocks of the stretches of these."""

    scores: Floats
    novelty: Floats
    stretches: list[str]
    starts: NDArray[np.intp]
    features: list[csr_matrix]


class Reading(NamedTuple):
    """What a classifier made of some texts, counted once for judging and for explaining.

    Parameters
    ----------
    probabilities : ndarray, shape (n_texts, n_classes)
    novelty : ndarray, shape (n_texts,)
    stretches : list of str
        What the texts were cut into, in order.
    starts : ndarray of int
        The place of each text's first stretch.
    features : csr_matrix
        The stretches' weighted features; columns as ``TextClassifier.feature_names``.
    """

    probabilities: Floats
    novelty: Floats
    stretches: list[str]
    starts: NDArray[np.intp]
    features: csr_matrix


def cut_texts(texts: Sequence[str], size: int | None) -> tuple[list[str], NDArray[np.intp]]:
    """Cut texts of twice ``size`` characters or more at sentence ends; None leaves all whole.

    Returns
    -------
    list of str
        The stretches of all texts in order; those of one text make up the text.
    ndarray of int
        The place of each text's first stretch.

    Examples
    --------
    >>> stretches, starts = cut_texts(["短文。", "第一句话。第二句话。第三句话。"], 6)
    >>> stretches
    ['短文。', '第一句话。', '第二句话。', '第三句话。']
    >>> starts.tolist()
    [0, 1]
    """
    if size is None:
        return list(texts), np.arange(len(texts))
    stretches: list[str] = []
    starts = np.zeros(len(texts), np.intp)
    for place, text in enumerate(texts):
        starts[place] = len(stretches)
        stretches += [text] if len(text) < 2 * size else _cut(text, size)
    return stretches, starts


def join_scores(
    scores: Floats, novelty: Floats, sizes: Floats, starts: NDArray[np.intp], *, sharpness: float
) -> tuple[Floats, Floats]:
    """Join what stretches were given into the texts that they were cut from.

    Probabilities, a softmax of the sharpened scores, are averaged by the stretches' length and
    turned back into scores; so is novelty.
    """
    if len(scores) == len(starts):
        return scores, novelty
    joined = np.empty((len(starts), scores.shape[1]))
    alone = np.diff(np.append(starts, len(scores))) == 1
    joined[alone] = scores[starts[alone]]
    share = sizes / np.repeat(np.add.reduceat(sizes, starts), np.diff([*starts, len(sizes)]))
    chances = np.add.reduceat(softmax(scores * sharpness, axis=1) * share[:, None], starts)
    joined[~alone] = np.log(np.maximum(chances[~alone], _LEAST)) / sharpness
    return joined, np.add.reduceat(novelty * share, starts)


def join_batches(batches: Iterable[Batch], *, sharpness: float) -> Reading:
    """Put the batches of all texts together."""
    parts = list(batches)
    first = np.cumsum([0, *(len(part.stretches) for part in parts)])
    return Reading(
        softmax(np.concatenate([part.scores for part in parts]) * sharpness, axis=1),
        np.concatenate([part.novelty for part in parts]),
        [stretch for part in parts for stretch in part.stretches],
        np.concatenate([part.starts + at for part, at in zip(parts, first[:-1], strict=True)]),
        vstack([hstack(part.features) for part in parts], format="csr"),
    )


def _cut(text: str, size: int) -> list[str]:
    stretches, open_one = [], ""
    for sentence in _SENTENCE.findall(text):
        if open_one and len(open_one) + len(sentence) > size:
            stretches.append(open_one)
            open_one = ""
        open_one += sentence
    return [*stretches, open_one] if open_one else stretches
