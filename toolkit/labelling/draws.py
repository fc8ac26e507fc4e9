"""Draws of a fixed size with unequal chances, each unit's chance of being drawn known exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_ROUNDING = 1e-9


def selection_probabilities(sizes: ArrayLike, n: int) -> Floats:
    """Give each unit a chance of being drawn in proportion to its size, `n` units in all.

    A unit so large that its chance would pass one is drawn with certainty, and the rest of the
    draw is shared among the others (Särndal, Swensson and Wretman 1992, section 3.6.2).

    Parameters
    ----------
    sizes : array-like of float, shape (units,)
        Above zero.
    n : int
        Units to draw, at most as many as there are.

    Returns
    -------
    ndarray of float, shape (units,)
        Above 0, at most 1; they sum to `n`.

    Examples
    --------
    >>> selection_probabilities([1, 1, 2], 1).tolist()
    [0.25, 0.25, 0.5]
    >>> selection_probabilities([1, 1, 8], 2).tolist()
    [0.5, 0.5, 1.0]
    """
    size = np.asarray(sizes, dtype=float)
    certain = np.zeros(len(size), dtype=bool)
    chances = np.ones(len(size))
    while not certain.all():
        rest = n - certain.sum()
        chances[~certain] = rest * size[~certain] / size[~certain].sum()
        over = ~certain & (chances >= 1)
        if not over.any():
            break
        certain |= over
        chances[certain] = 1.0
    return chances


def bounded_probabilities(sizes: Floats, least: Floats, n: int) -> Floats:
    """Give each unit a chance in proportion to its size, but at least `least` and at most one.

    Parameters
    ----------
    sizes, least : ndarray of float, shape (units,)
        Sizes above zero; lower bounds, which sum to `n` or less.
    n : int
        Units to draw, at most as many as there are.

    Returns
    -------
    ndarray of float, shape (units,)
        They sum to `n`.

    Examples
    --------
    >>> bounded_probabilities(np.array([1.0, 1.0, 8.0]), np.array([0.1, 0.4, 0.1]), 1).tolist()
    [0.1, 0.4, 0.5]
    """
    low, high = 0.0, 1 / float(sizes.min())
    for _ in range(200):
        middle = (low + high) / 2
        if np.clip(middle * sizes, least, 1).sum() < n:
            low = middle
        else:
            high = middle
    # Rounded, so that a chance that is one, or a bound, is not missed by the last bit.
    return np.clip(np.round(high * sizes, 15), least, 1)


def draw_in_order(chances: ArrayLike, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Draw units with given chances, spread over their order.

    Ordered pivotal sampling (Deville and Tillé 1998; Chauvet 2012): neighbours compete, until one
    is drawn or out. Each unit's chance is exactly the one given; the number drawn is the sum of the
    chances where that is whole, else one of the whole numbers beside it; and any stretch of the
    order gets its expected number, give or take one or two.

    Parameters
    ----------
    chances : array-like of float, shape (units,)
        0 to 1, in the order that the draw is spread over.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    ndarray of bool, shape (units,)

    Examples
    --------
    >>> drawn = draw_in_order([0.25] * 8, np.random.default_rng(0))
    >>> int(drawn[:4].sum()), int(drawn[4:].sum())
    (1, 1)
    """
    drawn = [False] * np.size(chances)
    luck = rng.random(len(drawn) + 1).tolist()
    rival, mass = -1, 0.0
    for unit, chance in enumerate(np.asarray(chances, dtype=float).tolist()):
        if chance >= 1 - _ROUNDING:
            drawn[unit] = True
        elif rival < 0:
            rival, mass = unit, chance
        elif mass + chance < 1 - _ROUNDING:
            # One is out, the other takes the chances of both.
            rival = unit if luck[unit] * (mass + chance) < chance else rival
            mass += chance
        else:
            # One is drawn, the other keeps what is left of the chances of both.
            wins = luck[unit] * (2 - mass - chance) < 1 - mass
            drawn[unit if wins else rival] = True
            rival, mass = rival if wins else unit, max(mass + chance - 1, 0.0)
    if rival >= 0 and luck[-1] < mass:
        drawn[rival] = True
    return np.array(drawn, dtype=bool)
