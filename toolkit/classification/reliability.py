"""Whether probabilities mean what they say: the reliability table and two scores from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_BINS = 10


def reliability_table(probability: Floats, right: NDArray[np.bool_]) -> pd.DataFrame:
    """Compare stated probabilities with how often they were right, by tenths of probability.

    Returns
    -------
    pandas.DataFrame
        Columns low, high (edges), n, probability (mean stated), right (share right), gap (right
        minus probability: above zero the model is too modest); tenths that hold none are left out.

    Examples
    --------
    >>> table = reliability_table(np.array([0.95, 0.91, 0.55]), np.array([True, True, False]))
    >>> table["n"].tolist(), table["right"].tolist()
    ([1, 2], [0.0, 1.0])
    """
    import pandas as pd

    tenth = np.clip((probability * _BINS).astype(int), 0, _BINS - 1)
    rows = []
    for number in np.unique(tenth):
        chosen = tenth == number
        stated, share = float(probability[chosen].mean()), float(right[chosen].mean())
        edges = {"low": number / _BINS, "high": (number + 1) / _BINS}
        n = {"n": int(chosen.sum())}
        rows.append({**edges, **n, "probability": stated, "right": share, "gap": share - stated})
    return pd.DataFrame(rows)


def calibration_error(table: pd.DataFrame) -> float:
    """Return the expected calibration error: the mean absolute gap, weighted by texts.

    Naeini, Cooper and Hauskrecht 2015; 0 is best. With few texts chance alone makes some.
    """
    weight = table["n"] / table["n"].sum()
    return float((table["gap"].abs() * weight).sum())


def brier_parts(chances: Floats, truth: NDArray[np.intp]) -> Floats:
    """Return each text's Brier score (Brier 1950): 0 is sure and right, 2 is sure and wrong.

    Parameters
    ----------
    chances : ndarray, shape (n_texts, n_classes)
        Probabilities.
    truth : ndarray of int
        Column of the true category; -1 where the model does not know it.

    Examples
    --------
    >>> brier_parts(np.array([[0.8, 0.2], [1.0, 0.0]]), np.array([0, -1])).round(2).tolist()
    [0.08, 2.0]
    """
    own = np.where(truth >= 0, chances[np.arange(len(truth)), truth], 0.0)
    return np.asarray((chances**2).sum(axis=1) - 2 * own + 1)
