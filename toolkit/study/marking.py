"""The words that decided, for many paragraphs at once, as places in the printed text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

    from toolkit.classification.pipeline import TextClassifier
    from toolkit.classification.stretches import Reading

    Floats = NDArray[np.float64]

# Of a stretch's strongest word: weaker ones are not marked.
_LEAST = 0.35
# Of a stretch's strongest character: weaker ones are not marked, or marked faintly.
_FAINT, _STRONG = 0.3, 0.6
_BATCH = 2000
_NUMBER = r"[0-9０-９][0-9０-９,.，．%％-]*"


def mark_words(
    model: TextClassifier,
    texts: Sequence[str],
    predictions: pd.DataFrame,
    *,
    reading: Reading | None = None,
) -> list[list[int]]:
    """Find in every text the words that spoke for its category and against the next best.

    A word's weight is what ``explain`` gives it: its TF-IDF times the difference of two
    categories' weights. The strongest are found again in the text as printed, where every
    occurrence shares the weight.

    Parameters
    ----------
    model : TextClassifier
        The model that predicted.
    texts : sequence of str
        The paragraphs.
    predictions : pandas.DataFrame
        Their predictions, in the same order: category and second.
    reading : Reading, optional
        What ``model.read`` gave for these texts, where it is at hand.

    Returns
    -------
    list of list of int
        For each text start, length and strength (1 faint, 2 strong) of every marked run of
        characters, in turn.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import load_model
    >>> model, text = load_model("outline-2015"), "依法办理行政复议案件"
    >>> said = pd.DataFrame({"category": ["A6"], "second": ["A4"]})
    >>> flat = mark_words(model, [text], said)[0]
    >>> spoke = "".join(text[at : at + n] for at, n in zip(flat[::3], flat[1::3]))
    >>> "复议" in spoke, "依法" in spoke
    (True, False)
    """
    places = {str(code): place for place, code in enumerate(model.classes_)}
    chosen, other = (
        np.array([places[code] for code in predictions[name].fillna(predictions["category"])])
        for name in ("category", "second")
    )
    if reading is not None:
        return _marked(model, reading, (chosen, other))
    found: list[list[int]] = []
    for start in range(0, len(texts), _BATCH):
        part = slice(start, start + _BATCH)
        found += _marked(model, model.read(texts[part]), (chosen[part], other[part]))
    return found


def _marked(
    model: TextClassifier, reading: Reading, columns: tuple[NDArray[np.intp], NDArray[np.intp]]
) -> list[list[int]]:
    n_texts, stretches = len(reading.starts), reading.stretches
    owner = np.repeat(np.arange(n_texts), np.diff(np.append(reading.starts, len(stretches))))
    spoke = list(_strongest(model, reading.features, columns[0][owner], columns[1][owner]))
    used = np.unique(np.concatenate([terms for terms, _ in spoke]))
    names = _names(model, used)
    marks: list[list[int]] = [[] for _ in range(n_texts)]
    lengths = [0] * n_texts
    for text, stretch, (terms, weights) in zip(owner.tolist(), stretches, spoke, strict=True):
        found = names[np.searchsorted(used, terms)]
        levels = _levels(stretch, found.tolist(), weights.tolist())
        marks[text] += _runs(levels, lengths[text])
        lengths[text] += len(stretch)
    return marks


def _names(model: TextClassifier, columns: NDArray[np.intp]) -> NDArray[Any]:
    """The n-grams of some columns, sorted: to name all takes as long as to mark many texts."""
    found, start = [], 0
    for counter in model.counters_:
        end = start + len(counter.vocabulary_)
        part = copy(counter)
        own = columns[(columns >= start) & (columns < end)] - start
        part.vocabulary_ = counter.vocabulary_[own]
        found.append(part.get_feature_names_out())
        start = end
    return np.concatenate(found)


def _strongest(
    model: TextClassifier,
    values: csr_matrix,
    chosen: NDArray[np.intp],
    other: NDArray[np.intp],
) -> Iterator[tuple[NDArray[np.intp], Floats]]:
    """Features that speak most for each stretch's category, with their weights."""
    row = np.repeat(np.arange(values.shape[0]), np.diff(values.indptr))
    difference = model.coef_[values.indices, chosen[row]] - model.coef_[values.indices, other[row]]
    weights = values.data * difference
    most = np.zeros(values.shape[0])
    np.maximum.at(most, row, weights)
    kept = np.flatnonzero((weights > 0) & (weights >= _LEAST * most[row]))
    edges = np.searchsorted(row[kept], np.arange(values.shape[0] + 1))
    for first, last in pairwise(edges):
        part = kept[first:last]
        yield values.indices[part], weights[part]


def _levels(text: str, terms: Sequence[str], weights: Sequence[float]) -> list[int]:
    """How strongly each character is marked: 0, 1 or 2."""
    marks = [0.0] * len(text)
    # Lower case of the same length, else offsets would not be the text's.
    lowered = text.lower() if len(text.lower()) == len(text) else text
    for term, weight in zip(terms, weights, strict=True):
        spans = _found(lowered, term)
        for start, end in spans:
            share = weight / len(spans) / (end - start)
            for place in range(start, end):
                marks[place] += share
    strongest = max(marks, default=0.0)
    if not strongest:
        return [0] * len(text)
    faint, strong = _FAINT * strongest, _STRONG * strongest
    return [(mark >= faint) + (mark >= strong) for mark in marks]


def _found(text: str, term: str) -> list[tuple[int, int]]:
    """Where an n-gram stands in a text; its 0 is any number, a blank in a word may be none."""
    if "0" in term or " " in term:
        # A lone blank may be found where there is nothing.
        return [match.span() for match in _pattern(term).finditer(text) if match[0]]
    spans, start = [], text.find(term)
    while start >= 0:
        spans.append((start, start + len(term)))
        start = text.find(term, start + len(term))
    return spans


@lru_cache(maxsize=4096)
def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(re.escape(term).replace("\\ ", r"\s*").replace("0", _NUMBER))


def _runs(levels: list[int], offset: int) -> list[int]:
    """Start, length and strength of the runs of one strength, in turn."""
    runs: list[int] = []
    begun = 0
    for place in range(1, len(levels) + 1):
        if place == len(levels) or levels[place] != levels[begun]:
            if levels[begun]:
                runs += [begun + offset, place - begun, levels[begun]]
            begun = place
    return runs
