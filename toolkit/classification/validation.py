"""How judges of the same texts score against codes, and which texts near-duplicate others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.classification.intervals import FEWEST, overall_scores, tally
from toolkit.words import fold

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

_SHINGLE = 5
_NEAR = 0.8


def near_duplicates(texts: Sequence[str], others: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which texts near-duplicate one of the others.

    Examples
    --------
    >>> texts = ["全面推进政务公开工作", "受理行政复议申请"]
    >>> near_duplicates(texts, ["全面推进政务公开工作。"]).tolist()
    [True, False]
    """
    return np.asarray(duplicate_pairs(texts, others).sum(axis=1)).ravel() > 0


def duplicate_pairs(texts: Sequence[str], others: Sequence[str]) -> csr_matrix:
    """Tell which texts near-duplicate which others.

    Two texts do where the Jaccard similarity of their character 5-grams is 0.8 or more; a shorter
    text is its own and only 5-gram.

    Returns
    -------
    scipy.sparse.csr_matrix of bool, shape (n_texts, n_others)
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    shape = (len(texts), len(others))
    if 0 in shape:
        return csr_matrix(shape, dtype=bool)
    shingles = CountVectorizer(analyzer=_shingles, binary=True)
    of_others = shingles.fit_transform(others)
    shared = (shingles.transform(texts) @ of_others.T).tocoo()
    sizes = np.array([len(_shingles(text)) for text in texts])
    other_sizes = np.asarray(of_others.sum(axis=1)).ravel()
    union = sizes[shared.row] + other_sizes[shared.col] - shared.data
    near = shared.data / union >= _NEAR
    places = (shared.row[near], shared.col[near])
    return csr_matrix((np.ones(int(near.sum()), bool), places), shape=shape)


def score(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """Score predictions against codes.

    Returns
    -------
    dict
        n; accuracy; macro_f1 over all categories of the truth; macro_f1_5 over those with at
        least five texts (NaN where there is none); weighted_f1, by number of texts; kappa
        (Cohen 1960).

    Examples
    --------
    >>> score(["A1", "A1", "A2"], ["A1", "A1", "A1"])["accuracy"]
    0.6666666666666666
    """
    codes = sorted({*truth, *predicted})
    counts = tally(truth, predicted, np.zeros(len(truth), np.intp), codes).sum(axis=0)
    scores = overall_scores(counts, counts[1] >= FEWEST)
    return {"n": float(len(truth))} | {name: float(value) for name, value in scores.items()}


def score_table(
    truth: Sequence[str],
    judges: Mapping[str, Sequence[str | None]],
    groups: Mapping[str, NDArray[np.bool_]],
) -> pd.DataFrame:
    """Score several judges of the same texts in several groups of them.

    Parameters
    ----------
    truth : sequence of str
        The codes.
    judges : mapping of str to sequence of str or None
        What each judge said; None where a judge said nothing, which leaves the text out.
    groups : mapping of str to ndarray of bool
        Which texts belong to each group.

    Returns
    -------
    pandas.DataFrame
        Columns judge, group, n, accuracy, macro_f1, macro_f1_5, weighted_f1, kappa; no row where
        a judge said nothing on a group.
    """
    import pandas as pd

    rows = []
    for judge, said in judges.items():
        spoke = np.array([one is not None for one in said], bool)
        for group, members in groups.items():
            chosen = np.flatnonzero(members & spoke)
            if len(chosen):
                scores = score(_chosen(truth, chosen), _chosen(said, chosen))
                rows.append({"judge": judge, "group": group, **scores})
    return pd.DataFrame(rows).astype({"n": "int64"})


def _chosen(values: Sequence[str | None], places: Iterable[int]) -> list[str]:
    return [str(values[place]) for place in places]


def _shingles(text: str) -> set[str]:
    folded = fold(text)
    return {folded[k : k + _SHINGLE] for k in range(max(len(folded) - _SHINGLE + 1, 1))}
