"""Long texts judged by stretches: cut at sentence ends, judged apart, joined by length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_SENTENCE = re.compile("[^。；;！!？?\n]*[。；;！!？?\n]+|[^。；;！!？?\n]+")
_LEAST = 1e-12


def cut_texts(texts: Sequence[str], size: int) -> tuple[list[str], NDArray[np.intp]]:
    """Cut texts of twice ``size`` characters or more at sentence ends.

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


def _cut(text: str, size: int) -> list[str]:
    stretches, open_one = [], ""
    for sentence in _SENTENCE.findall(text):
        if open_one and len(open_one) + len(sentence) > size:
            stretches.append(open_one)
            open_one = ""
        open_one += sentence
    return [*stretches, open_one] if open_one else stretches
