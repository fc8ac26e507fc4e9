"""Groups paragraphs that near-duplicate one another, from the runs of letters that they share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.passages import Ints, Letters, run_keys
from toolkit.analysis.variance import Floats

NEAR = 0.8
_GRAM = 5


def similarities(letters: Letters, pairs: Ints, n: int) -> Floats:
    """Return the Jaccard similarity of the 5-grams of letters of pairs of paragraphs.

    Parameters
    ----------
    letters : Letters
        Of all paragraphs.
    pairs : ndarray of int, shape (n_pairs, 2)
        Rows of paragraphs.
    n : int
        Number of paragraphs.
    """
    place, key = run_keys(letters, _GRAM)
    order = np.lexsort((key, letters.row[place]))
    row, key = letters.row[place][order], key[order]
    new = np.ones(len(row), bool)
    new[1:] = (np.diff(row) != 0) | (key[1:] != key[:-1])
    row, key = row[new], key[new]
    ends = np.searchsorted(row, np.arange(n + 1))
    return np.array([_jaccard(*(key[ends[k] : ends[k + 1]] for k in pair)) for pair in pairs])


def group_duplicates(letters: Letters, pairs: Ints, similarity: Floats, n: int) -> Ints:
    """Return the group of each paragraph: the number of its first member.

    Paragraphs are in one group if their letters are the same, or if a chain of pairs with a
    similarity of 0.8 or more leads from one to the other.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    links = np.concatenate([pairs[similarity >= NEAR], _same(letters, n)])
    graph = csr_matrix((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(n, n))
    _, group = connected_components(graph, directed=False)
    first = np.unique(group, return_index=True)[1]
    named: Ints = first[group]
    return named


def _jaccard(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    common = len(np.intersect1d(one, other, assume_unique=True))
    whole = len(one) + len(other) - common
    return common / whole if whole else 0.0


def _same(letters: Letters, n: int) -> Ints:
    """Pairs of paragraphs with the same letters; those without any are none."""
    ends = np.searchsorted(letters.row, np.arange(n + 1))
    first: dict[bytes, int] = {}
    pairs = []
    for row in range(n):
        code = letters.code[ends[row] : ends[row + 1]]
        if code.any():
            pairs.append((first.setdefault(code.tobytes(), row), row))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
