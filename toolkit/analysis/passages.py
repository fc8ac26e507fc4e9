"""Finds passages that reports share, letter for letter, in time that grows as the text does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.terms import narrow

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Titles of laws and documents are quoted, not copied.
_TITLE = re.compile(r"《[^《》\n]{1,100}》")
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(29))
# Earlier places that each place is held against; further ones are reached through these.
_NEAR = 5


class Letters(NamedTuple):
    """Letters and digits of all paragraphs in one row, with a gap between paragraphs.

    ``code`` is the character, 0 in a gap; ``row`` its paragraph, ``offset`` its place there.
    """

    code: Ints
    row: Ints
    offset: Ints


class Shared(NamedTuple):
    """Runs of a fixed length that stand in two or more documents, by place of their first letter.

    Ordered by ``gram`` (the same letters, the same number), then by rank of their document.
    """

    place: Ints
    gram: Ints
    length: int


class Run(NamedTuple):
    """Letters ``first`` to ``last`` (exclusive), which stand ``back`` letters before as well."""

    first: int
    last: int
    back: int


def spell(texts: Sequence[str]) -> Letters:
    """Return letters and digits of texts; marks and white space fall out, 《titles》 are gaps.

    Examples
    --------
    >>> letters = spell(["依法，行政", "按《某法》办"])
    >>> "".join(chr(code) if code else "|" for code in letters.code.tolist())
    '依法行政|按||||办|'
    >>> letters.offset.tolist()[:4]
    [0, 1, 3, 4]
    """
    joined = "".join(f"{text.replace(chr(10), ' ')}\n" for text in texts)
    masked = _TITLE.sub(lambda found: "\n" * len(found.group()), joined)
    printed = np.frombuffer(masked.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    narrowed = np.zeros(int(printed.max(initial=0)) + 1, np.int64)
    for one in np.unique(printed).tolist():
        sign = narrow(chr(one))
        narrowed[one] = ord(sign) if sign.isalnum() else 0
    code = narrowed[printed]
    kept = (code > 0) | (printed == ord("\n"))
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    row = np.repeat(np.arange(len(texts)), lengths)
    offset = np.arange(len(code)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return Letters(code[kept], row[kept], offset[kept])


def run_keys(letters: Letters, length: int) -> tuple[Ints, NDArray[np.uint64]]:
    """Return place and hash of every run of a length that has no gap in it."""
    key, size = letters.code.astype(np.uint64) * _MIX[0], 1
    if len(key) < length:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    while size < length:
        step = min(size, length - size)
        key, size = _mixed(key[: len(key) - step], key[step:]), size + step
    gaps = np.concatenate([[0], np.cumsum(letters.code == 0)])
    place = np.flatnonzero(gaps[length:] == gaps[:-length])
    return place, key[place]


def find_shared(letters: Letters, document: Ints, rank: Ints, *, length: int) -> Shared:
    """Find the runs of a length that stand in two or more documents.

    Parameters
    ----------
    letters : Letters
        Of all paragraphs.
    document : ndarray of int
        Document of each paragraph.
    rank : ndarray of int
        Place of each document in time; none twice.
    length : int
        Letters of a run.
    """
    place, key = run_keys(letters, length)
    time = rank[document[letters.row[place]]]
    order = np.lexsort((time, key))
    place, key, time = place[order], key[order], time[order]
    gram = np.cumsum(np.diff(key, prepend=key[:1]) != 0)
    n = int(gram[-1]) + 1 if len(gram) else 0
    first, last = np.full(n, len(rank)), np.full(n, -1)
    np.minimum.at(first, gram, time)
    np.maximum.at(last, gram, time)
    kept = (first < last)[gram]
    return Shared(place[kept], gram[kept], length)


def links(shared: Shared, document: Ints, region: Ints) -> tuple[Ints, Ints]:
    """Pair each place with earlier ones of the same letters in other documents.

    With the nearest few, with the first of all, and with the nearest in its own region: a fixed
    number, so that a formula that all reports share costs no more than any other text.

    Parameters
    ----------
    shared : Shared
        From ``find_shared``.
    document, region : ndarray of int
        Document and region of each place of ``shared``.
    """
    if not len(shared.place):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    at = np.arange(len(shared.place))
    start = np.flatnonzero(np.diff(shared.gram, prepend=shared.gram[0] - 1))
    pairs = [(start[np.cumsum(np.isin(at, start)) - 1], at)]
    pairs += [(at[:-step], at[step:]) for step in range(1, min(_NEAR, len(at) - 1) + 1)]
    own = np.lexsort((at, region, shared.gram))
    same = region[own[1:]] == region[own[:-1]]
    pairs.append((own[:-1][same], own[1:][same]))
    earlier, later = (np.concatenate(side) for side in zip(*pairs, strict=True))
    kept = shared.gram[earlier] == shared.gram[later]
    kept &= document[earlier] != document[later]
    found = np.unique(np.column_stack([earlier[kept], later[kept]]), axis=0)
    return found[:, 0], found[:, 1]


def find_runs(letters: Letters, shared: Shared, pairs: tuple[Ints, Ints]) -> list[Run]:
    """Join linked places that follow one another, and stretch them as far as letters agree."""
    earlier, later = (shared.place[side] for side in pairs)
    back = later - earlier
    order = np.lexsort((later, back, letters.row[earlier], letters.row[later]))
    later, back = later[order], back[order]
    paragraphs = np.column_stack([letters.row[later], letters.row[later - back], back])
    new = np.ones(len(later), bool)
    new[1:] = (np.diff(paragraphs, axis=0) != 0).any(axis=1) | (np.diff(later) != 1)
    starts = np.flatnonzero(new)
    ends = np.append(starts, len(later))[1:] - 1
    found: dict[tuple[int, int], Run] = {}
    for first, last, shift in zip(
        later[starts].tolist(), later[ends].tolist(), back[starts].tolist(), strict=True
    ):
        run = stretch(letters.code, Run(first, last + shared.length, shift))
        found[run.first, run.back] = run
    return list(found.values())


def stretch(code: Ints, run: Run) -> Run:
    """Return the run as long as it can be, within its paragraphs."""
    first, last, back = run
    while first - back > 0 and code[first - 1] and code[first - 1] == code[first - 1 - back]:
        first -= 1
    while last < len(code) and code[last] and code[last] == code[last - back]:
        last += 1
    return Run(first, last, back)


def spread(shared: Shared, region: Ints, n: int) -> Ints:
    """Return in how many regions the run that starts at each of n letters stands, else 0.

    ``region`` is that of each place of ``shared``.
    """
    wide = int(region.max(initial=0)) + 1
    grams = np.unique(shared.gram * wide + region) // wide
    counts = np.zeros(n, np.int64)
    counts[shared.place] = np.bincount(grams, minlength=1)[shared.gram] if len(grams) else 0
    return counts


def covered(place: Ints, length: int, n: int) -> Bools:
    """Return which of n letters lie in a run that starts at one of the places.

    Examples
    --------
    >>> covered(np.array([1, 2]), 2, 5).tolist()
    [False, True, True, True, False]
    """
    steps = np.zeros(n + 1, np.int64)
    np.add.at(steps, place, 1)
    np.add.at(steps, np.minimum(place + length, n), -1)
    inside: Bools = np.cumsum(steps)[:n] > 0
    return inside


def _mixed(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.uint64]:
    key = left * _MIX[1] + right
    key = (key ^ (key >> _MIX[2])) * _MIX[0]
    mixed: NDArray[np.uint64] = key ^ (key >> _MIX[2])
    return mixed
