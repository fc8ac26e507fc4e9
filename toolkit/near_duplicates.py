"""Which texts near-duplicate one another, for validation and for the study of copying alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from toolkit.words import fold_many

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Number = TypeVar("Number", np.int64, np.uint64)

NEAR = 0.8
_GRAM = 5
_MIX = np.uint64(0x9E3779B97F4A7C15)
# Texts before it that each text is held against among those that share a rare 5-gram.
_BEFORE = 64
_CHUNK = 20_000
_TINY = 1e-9


class Shingled:
    """Texts cut into the character 5-grams of their folded forms, to be held against one another.

    Numbers and the width of signs make no difference. A text of fewer than 5 characters is its own
    and only 5-gram.

    Parameters
    ----------
    texts : sequence of str
        Texts, held by their place.

    Examples
    --------
    >>> texts = Shingled(["受理行政复议申请12件", "全面推进政务公开", "受理行政复议申请8件。"])
    >>> texts.groups().tolist()
    [0, 1, 0]
    >>> texts.similarities(np.array([[0, 1], [0, 2]])).round(2).tolist()
    [0.0, 0.86]
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._folded = fold_many(texts)
        self._grams = _grams(self._folded)
        self._sizes = np.diff(self._grams.indptr)

    def similarities(self, pairs: Ints) -> Floats:
        """Return the Jaccard similarity of the 5-grams of each pair of places."""
        grams = self._grams
        shared = [
            np.asarray(grams[part[:, 0]].multiply(grams[part[:, 1]]).sum(axis=1)).ravel()
            for part in np.array_split(pairs, range(_CHUNK, len(pairs), _CHUNK))
        ]
        common = np.concatenate(shared)
        return np.asarray(common / (self._sizes[pairs].sum(axis=1) - common))

    def groups(self) -> Ints:
        """Give each text the place of the first of its group.

        In one group are texts of the same letters, marks aside, and texts that a chain of
        near-duplicates links: pairs with a similarity of 0.8 or more.
        """
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import connected_components

        n = len(self._folded)
        if not n:
            return np.zeros(0, np.int64)
        letters = ["".join(filter(str.isalnum, text)) or text for text in self._folded]
        _, first, spelt = np.unique(letters, return_index=True, return_inverse=True)
        same = np.stack([np.arange(n), first[spelt]], axis=1)
        pairs = self._candidates()
        one, other = np.concatenate([pairs[self.similarities(pairs) >= NEAR], same]).T
        graph = csr_matrix((np.ones(len(one)), (one, other)), shape=(n, n))
        group = connected_components(graph, directed=False)[1]
        named: Ints = np.unique(group, return_index=True)[1][group]
        return named

    def _candidates(self) -> Ints:
        """Pairs of texts that may be similar enough.

        All that are share one of the rarest 5-grams of each (prefix filtering; Bayardo, Ma and
        Srikant 2007). Of many that share one, each is paired with the 64 before it, so that work
        grows as the texts do.
        """
        grams, sizes = self._grams, self._sizes
        rarest = sizes - np.ceil(NEAR * sizes - _TINY).astype(np.int64) + 1
        row = np.repeat(np.arange(len(sizes)), sizes)
        early = np.arange(len(row)) - grams.indptr[:-1][row] < rarest[row]
        order = np.lexsort((row[early], grams.indices[early]))
        row, gram = row[early][order], grams.indices[early][order]
        found = np.zeros(0, np.int64)
        for step in range(1, min(_BEFORE, len(row) - 1) + 1):
            at = np.flatnonzero(gram[step:] == gram[:-step])
            one, other = row[at], row[at + step]
            of_one, of_other = sizes[one], sizes[other]
            alike = np.minimum(of_one, of_other) / np.maximum(of_one, of_other) >= NEAR
            found = distinct(np.concatenate([found, one[alike] * len(sizes) + other[alike]]))
        return np.stack(np.divmod(found, max(len(sizes), 1)), axis=1)


def duplicate_pairs(texts: Sequence[str], others: Sequence[str]) -> csr_matrix:
    """Tell which texts near-duplicate which others: similarity of 0.8 or more, as of ``Shingled``.

    Returns
    -------
    scipy.sparse.csr_matrix of bool, shape (n_texts, n_others)

    Examples
    --------
    >>> texts = ["全面推进政务公开工作", "受理行政复议申请"]
    >>> duplicate_pairs(texts, ["全面推进政务公开工作。"]).toarray().tolist()
    [[True], [False]]
    """
    from scipy.sparse import csr_matrix

    n, shape = len(texts), (len(texts), len(others))
    if 0 in shape:
        return csr_matrix(shape, dtype=bool)
    grams = _grams(fold_many([*texts, *others]))
    shared = (grams[:n] @ grams[n:].T).tocoo()
    sizes = np.diff(grams.indptr)
    union = sizes[:n][shared.row] + sizes[n:][shared.col] - shared.data
    near = shared.data / union >= NEAR
    places = (shared.row[near], shared.col[near])
    return csr_matrix((np.ones(int(near.sum()), bool), places), shape=shape)


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """Return sorted values, each once; many times faster than numpy's unique, which hashes.

    Examples
    --------
    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    fresh = np.ones(len(ordered), bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


def _grams(folded: Sequence[str]) -> Any:
    """Return which 5-grams each text has, as a sparse matrix of ones, rare columns first."""
    from scipy.sparse import csr_matrix

    padded = [text.ljust(_GRAM, "\n") for text in folded]
    code = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    row = np.repeat(np.arange(len(padded)), lengths)
    key = np.zeros(max(len(code) - _GRAM + 1, 0), np.uint64)
    for step in range(_GRAM):
        key = key * _MIX + code[step : step + len(key)]
    whole = row[: len(key)] == row[len(row) - len(key) :]
    known, column = np.unique(key[whole], return_inverse=True)
    width = max(len(known), 1)
    cells = distinct(row[: len(key)][whole] * width + column)
    row, column = np.divmod(cells, width)
    rank = np.empty(width, np.int64)
    rank[np.argsort(np.bincount(column, minlength=width), kind="stable")] = np.arange(width)
    grams = csr_matrix((np.ones(len(cells)), (row, rank[column])), shape=(len(padded), width))
    grams.sort_indices()
    return grams
