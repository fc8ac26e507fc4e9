"""What a score would be with more training: an inverse power law through those measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

FEWEST_POINTS = 3
_DECAYS = np.geomspace(0.05, 2.0, 40)


def forecast_scores(sizes: ArrayLike, scores: ArrayLike, wanted: ArrayLike) -> Floats:
    """Extend learning curves to sizes not measured.

    ``score = a - b * size ** -c`` with b not below 0 and a not above 1, by least squares, c from a
    grid (Figueroa, Zeng-Treitler, Kandula and Ngo 2012). A curve that does not rise is continued
    at its mean.

    Parameters
    ----------
    sizes : array-like, shape (n_points,)
        Sizes measured, each above 0; three or more.
    scores : array-like, shape (n_points,) or (n_curves, n_points)
        Scores there.
    wanted : array-like, shape (n_wanted,)
        Sizes asked for.

    Returns
    -------
    ndarray, shape (n_wanted,) or (n_curves, n_wanted)

    Examples
    --------
    >>> forecast_scores([1, 4, 16], [0.5, 0.7, 0.8], [64]).round(2).tolist()
    [0.85]
    """
    x, goal = np.asarray(sizes, float), np.asarray(wanted, float)
    curves = np.atleast_2d(np.asarray(scores, float))
    best = np.full(len(curves), np.inf)
    found = np.zeros((len(curves), len(goal)))
    for decay in _DECAYS:
        top, drop = _fit(x**-decay, curves)
        misfit = ((curves - top[:, None] + drop[:, None] * x**-decay) ** 2).sum(axis=1)
        better = misfit < best
        best[better] = misfit[better]
        found[better] = (top[:, None] - drop[:, None] * goal**-decay)[better]
    return found if np.ndim(scores) == 2 else found[0]


def _fit(shrunk: Floats, curves: Floats) -> tuple[Floats, Floats]:
    """Return a and b of each curve for one c."""
    centred = shrunk - shrunk.mean()
    drop = np.maximum(-(curves @ centred) / (centred @ centred), 0.0)
    top = curves.mean(axis=1) + drop * shrunk.mean()
    high = top > 1
    drop[high] = np.maximum(((1 - curves[high]) @ shrunk) / (shrunk @ shrunk), 0.0)
    return np.minimum(top, 1.0), drop
