"""How judges of the same texts score against codes, and which texts near-duplicate others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.classification.intervals import FEWEST, overall_scores, tally
from toolkit.near_duplicates import duplicate_pairs

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def near_duplicates(texts: Sequence[str], others: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which texts near-duplicate one of the others.

    Examples
    --------
    >>> texts = ["全面推进政务公开工作", "受理行政复议申请"]
    >>> near_duplicates(texts, ["全面推进政务公开工作。"]).tolist()
    [True, False]
    """
    return np.asarray(duplicate_pairs(texts, others).sum(axis=1)).ravel() > 0


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
