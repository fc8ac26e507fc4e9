"""Draws have the chances that they declare, a fixed size, and lie spread over the order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.labelling.draws import bounded_probabilities, draw_in_order, selection_probabilities

RUNS = 6000


@pytest.mark.parametrize(
    ("sizes", "n", "expected"),
    [
        ([1, 1, 1, 1], 2, [0.5, 0.5, 0.5, 0.5]),
        ([1, 1, 2], 1, [0.25, 0.25, 0.5]),
        ([1, 1, 8], 2, [0.5, 0.5, 1.0]),
        # Once the first is certain, the second becomes so.
        ([1, 1, 6, 100], 3, [0.5, 0.5, 1.0, 1.0]),
        ([3, 5], 2, [1.0, 1.0]),
    ],
)
def test_chances_follow_size_and_stop_at_one(
    sizes: list[float], n: int, expected: list[float]
) -> None:
    assert selection_probabilities(sizes, n).tolist() == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 1000), min_size=1, max_size=40), st.data())
def test_chances_sum_to_the_size_of_the_draw(sizes: list[float], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(sizes)))
    chances = selection_probabilities(sizes, n)
    assert chances.sum() == pytest.approx(n)
    assert (chances > 0).all()
    assert (chances <= 1).all()
    assert draw_in_order(chances, np.random.default_rng(0)).sum() == n


def test_bounded_chances_keep_their_bounds_and_sum() -> None:
    sizes = np.array([0.2, 0.3, 1.0, 5.0, 9.0])
    least = np.array([0.2, 0.1, 0.1, 0.1, 0.1])
    chances = bounded_probabilities(sizes, least, 3)
    assert chances.sum() == pytest.approx(3)
    assert (chances >= least).all()
    assert chances.max() == 1
    free = (chances > least) & (chances < 1)
    assert np.ptp(chances[free] / sizes[free]) < 1e-9


@pytest.mark.parametrize(
    "chances",
    [
        [0.5] * 8,
        [0.1, 0.9, 0.3, 0.7, 0.25, 0.75],
        [1.0, 0.2, 0.2, 0.2, 0.4, 1.0],
        [0.99, 0.99, 0.02],
        # They do not sum to a whole number.
        [0.3, 0.3, 0.3, 0.3, 0.3],
    ],
)
def test_how_often_a_unit_is_drawn_is_its_chance(chances: list[float]) -> None:
    rng = np.random.default_rng(1)
    drawn = np.array([draw_in_order(chances, rng) for _ in range(RUNS)])
    error = np.sqrt(np.multiply(chances, np.subtract(1, chances)) / RUNS)
    assert (np.abs(drawn.mean(axis=0) - chances) <= 3.5 * error + 1e-12).all()
    sizes = drawn.sum(axis=1)
    assert {int(sizes.min()), int(sizes.max())} <= {
        int(np.floor(sum(chances) + 1e-9)),
        int(np.ceil(sum(chances) - 1e-9)),
    }


def test_a_draw_is_spread_over_the_order() -> None:
    rng = np.random.default_rng(2)
    stretches = np.array(
        [draw_in_order([0.25] * 48, rng).reshape(6, 8).sum(axis=1) for _ in range(500)]
    )
    # Each stretch of eight expects two; drawn without order it would often get none or five.
    assert stretches.min() >= 1
    assert stretches.max() <= 3
    assert stretches.var() < 0.5 * 8 * 0.25 * 0.75


def test_the_same_luck_draws_the_same() -> None:
    first, second = (draw_in_order([0.3] * 20, np.random.default_rng(5)) for _ in range(2))
    assert (first == second).all()
    others = [draw_in_order([0.3] * 20, np.random.default_rng(seed)) for seed in range(10)]
    assert len({tuple(drawn) for drawn in others}) > 5
