"""The context stage learns what headings and neighbours are worth."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.classification.context import (
    FEATURES,
    context_features,
    fit_context,
    weigh_context,
)
from toolkit.errors import ToolkitError


def made_up(heading_right: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return features and truth of 2,000 paragraphs; the text is right in half, at random."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, 2000)
    guess = np.where(rng.random(2000) < 0.5, truth, rng.integers(0, 3, 2000))
    chances = np.full((2000, 3), 0.2)
    chances[np.arange(2000), guess] = 0.6
    heading = np.where(rng.random(2000) < heading_right, truth, rng.integers(0, 3, 2000))
    named = np.eye(3)[heading]
    return context_features(chances, named, list(range(2000))), truth


def test_features_of_a_paragraph_alone_are_its_text() -> None:
    features = context_features(np.array([[0.7, 0.3]]), np.zeros((1, 2)), ["d"])
    assert features.shape == (1, 2, len(FEATURES))
    assert np.allclose(features[0, :, 0], np.log([0.7, 0.3]))
    assert not features[0, :, 1:].any()


def test_a_heading_speaks_for_its_category_against_others_and_not_against_none() -> None:
    named = np.array([[0.0, 1.0, 0.0]])
    features = context_features(np.full((1, 3), 1 / 3), named, ["d"], none=0)
    assert features[0, :, 1].tolist() == [0.0, 1.0, 0.0]
    assert features[0, :, 2].tolist() == [0.0, 0.0, 1.0]


def test_neighbours_are_those_of_the_same_document() -> None:
    chances = np.array([[0.9, 0.1], [0.5, 0.5], [0.1, 0.9]])
    around = context_features(chances, np.zeros((3, 2)), ["a", "a", "b"])[:, :, 3]
    assert around[0].tolist() == [0.0, 0.0]
    assert around[1][0] > 0 > around[1][1]
    assert around[2].tolist() == [0.0, 0.0]


def test_a_reliable_heading_weighs_more_than_an_unreliable_one() -> None:
    good, poor = (fit_context(*made_up(share))[1] for share in (0.9, 0.1))
    assert good > 1.0 > poor > -0.5


def test_weighing_headings_in_gains() -> None:
    features, truth = made_up(0.8)
    weights = fit_context(features[:1000], truth[:1000])
    weighed = weigh_context(features[1000:], weights)
    assert np.allclose(weighed.sum(axis=1), 1.0)
    right = (weighed.argmax(axis=1) == truth[1000:]).mean()
    assert right > (features[1000:, :, 0].argmax(axis=1) == truth[1000:]).mean() + 0.1


def test_with_nothing_to_learn_the_text_decides() -> None:
    features, truth = made_up(0.0)
    features[:, :, 1:] = 0.0
    weights = fit_context(features, truth)
    assert weights[1:].tolist() == [0.0, 0.0, 0.0]
    assert (weigh_context(features, weights).argmax(1) == features[:, :, 0].argmax(1)).all()


def test_no_paragraphs_is_a_mistake() -> None:
    with pytest.raises(ToolkitError, match="wanted labelled paragraphs, came none"):
        fit_context(np.zeros((0, 2, 4)), np.zeros(0, int))
