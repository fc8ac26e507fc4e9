"""Worlds of classified paragraphs with known shares, where the truth of intervals is tried out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.shares import Tally
from toolkit.analysis.variance import Sample, sum_by

if TYPE_CHECKING:
    from numpy.random import Generator

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

EVEN = (0.20, 0.16, 0.14, 0.12, 0.11, 0.09, 0.07, 0.06, 0.05)
SKEWED = (0.42, 0.22, 0.12, 0.08, 0.05, 0.04, 0.03, 0.02, 0.02)
# Mean characters of a paragraph of each category.
_LENGTHS = np.array([150, 90, 120, 180, 110, 100, 140, 80, 60.0])
_PARAGRAPHS = (12, 48)
_WORDS = 7
_FOLDS = 5


@dataclass(frozen=True)
class World:
    """How reports are written, and how a classifier errs on them.

    Parameters
    ----------
    shares : tuple of float
        Expected share of paragraphs by category; the last is text of no task.
    concentration : float
        Of the Dirichlet distribution of a report's own shares: the smaller, the more its
        paragraphs are alike (intra-report correlation about 1 / (1 + concentration)).
    accuracy : tuple of float
        Expected accuracy in the first and in the second half of the reports.
    unevenness : float
        Standard deviation, on the logit scale, of accuracy between reports.
    habit : float
        Share of errors that fall, in any one report, on one and the same category.
    """

    shares: tuple[float, ...]
    concentration: float = 30.0
    accuracy: tuple[float, float] = (0.85, 0.85)
    unevenness: float = 0.0
    habit: float = 0.0

    @property
    def truth(self) -> Floats:
        """Expected share of the characters, by category: the process that writes reports."""
        mass = np.array(self.shares) * _LENGTHS
        return np.asarray(mass / mass.sum())


WORLDS = MappingProxyType(
    {
        "even": World(EVEN),
        "rare": World(SKEWED, concentration=20, accuracy=(0.8, 0.8)),
        "clustered": World(EVEN, concentration=4, unevenness=0.8, habit=0.5),
        "drifting": World(
            SKEWED, concentration=10, accuracy=(0.9, 0.72), unevenness=0.5, habit=0.3
        ),
    }
)


@dataclass(frozen=True)
class Paragraphs:
    """Paragraphs of several runs of a world, as arrays.

    ``run`` and ``period`` are by document; ``document``, ``size``, ``truth`` and ``guess`` by
    paragraph, sorted by document.
    """

    run: Codes
    period: Codes
    document: Codes
    size: Floats
    truth: Codes
    guess: Codes
    n_categories: int


def write_paragraphs(world: World, n_reports: int, n_runs: int, rng: Generator) -> Paragraphs:
    """Write the paragraphs of ``n_runs`` corpora of ``n_reports`` each, and classify them."""
    n, k = n_reports * n_runs, len(world.shares)
    run = np.repeat(np.arange(n_runs), n_reports)
    period = np.tile(np.arange(n_reports) * 2 // n_reports, n_runs)
    own = rng.standard_gamma(np.array(world.shares) * world.concentration, size=(n, k)) + 1e-12
    document = np.repeat(np.arange(n), rng.integers(*_PARAGRAPHS, size=n, endpoint=True))
    truth = draw_categories(own / own.sum(axis=1, keepdims=True), document, rng)
    size = np.maximum(rng.lognormal(-0.18, 0.6, len(document)) * _LENGTHS[truth], 5).round()
    guess = _classify(world, truth, document, period, rng)
    return Paragraphs(run, period, document, size, truth, guess, k)


def draw_labels(
    paragraphs: Paragraphs, design: str, n: int, rng: Generator
) -> tuple[Codes, Floats]:
    """Draw paragraphs to label in each run.

    Parameters
    ----------
    paragraphs : Paragraphs
        What was written.
    design : {"thin", "random", "whole", "two-stage"}
        ``n`` paragraphs of every report; ``n`` of all of a run's; all of ``n`` reports; five of
        ``n`` reports.
    n : int
        How many.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    tuple of ndarray
        Rows of the paragraphs, and their probabilities.
    """
    n_documents = len(paragraphs.run)
    in_document = np.bincount(paragraphs.document, minlength=n_documents)
    if design == "random":
        run = paragraphs.run[paragraphs.document]
        rows = _first(run, n, rng)
        return rows, np.minimum(n / np.bincount(run), 1)[run[rows]]
    most = {"thin": n, "whole": int(in_document.max()), "two-stage": 5}[design]
    rows = _first(paragraphs.document, most, rng)
    document = paragraphs.document[rows]
    within = np.minimum(most / in_document, 1)[document]
    if design == "thin":
        return rows, within
    chosen = np.isin(document, _first(paragraphs.run, n, rng))
    drawn = (n / np.bincount(paragraphs.run))[paragraphs.run[document]]
    return rows[chosen], (within * drawn)[chosen]


def tally_of(paragraphs: Paragraphs, cell: Codes, *, guess: Floats | None = None) -> Tally:
    """Count predictions by document, in characters; ``guess`` divides paragraphs, if given."""
    n, document = len(paragraphs.run), paragraphs.document
    if guess is None:
        predicted = _by_category(paragraphs, paragraphs.guess)
    else:
        predicted = sum_by(document, paragraphs.size[:, None] * guess, n)
    size = sum_by(document, paragraphs.size, n)
    return Tally(cell, size, predicted, paragraphs.n_categories - 1, np.arange(n))


def true_shares(paragraphs: Paragraphs, cell: Codes) -> Floats:
    """Return the shares that the texts really have, by cell."""
    sums = sum_by(cell, _by_category(paragraphs, paragraphs.truth), int(cell.max()) + 1)
    return np.asarray(sums / sums.sum(axis=1, keepdims=True))


def sample_of(
    paragraphs: Paragraphs, rows: Codes, probability: Floats, *, guess: Floats | None = None
) -> Sample:
    """Return labelled paragraphs as the estimator takes them."""
    one = np.eye(paragraphs.n_categories)
    return Sample(
        document=paragraphs.document[rows],
        weight=paragraphs.size[rows] / probability,
        probability=probability,
        truth=one[paragraphs.truth[rows]],
        guess=one[paragraphs.guess[rows]] if guess is None else guess[rows],
        drawn=None,
        in_frame=np.bincount(paragraphs.document, minlength=len(paragraphs.run)).astype(float),
    )


def train_on_labels(paragraphs: Paragraphs, rows: Codes, rng: Generator) -> dict[str, Floats]:
    """Train a small classifier on labelled paragraphs and predict all.

    Each paragraph has a word that hints at its category in all reports, and a phrase that does so
    in its own report alone, which a model learns that saw labels of that report.

    Returns
    -------
    dict of str to ndarray of shape (n_paragraphs, n_categories)
        ``cross-fitted``: reports with labels by a model that did not see them, others by the mean
        of the five. ``mean of five`` does so for the labelled paragraphs alone and predicts the
        rest of the same reports by models that mostly saw them. ``in sample``: one model.
    """
    k, document, truth = paragraphs.n_categories, paragraphs.document, paragraphs.truth
    run, n = paragraphs.run[document], len(paragraphs.run)
    word = run * k * _WORDS + _hint(truth, k, _WORDS, rng)
    offset = rng.integers(0, k, n)[document]
    phrase = document * k + _hint((truth + offset) % k, k, 1, rng)
    fold = rng.integers(0, _FOLDS, n)[document]
    seen = np.zeros(len(truth), bool)
    seen[rows] = True
    one = np.eye(k)
    guesses = []
    for held in range(_FOLDS + 1):
        used = seen & (fold != held)
        hints = [
            np.log(0.3 + sum_by(np.where(used, code, -1), one[truth], int(code.max()) + 1))[code]
            for code in (word, phrase)
        ]
        guesses.append(np.argmax(hints[0] + hints[1], axis=1))
    several = np.stack(guesses[:_FOLDS])
    own = one[several[fold, np.arange(len(truth))]]
    mean = sum(one[guess] for guess in several) / _FOLDS
    labelled = np.isin(document, document[rows])
    return {
        "cross-fitted": np.where(labelled[:, None], own, mean),
        "mean of five": np.where(seen[:, None], own, mean),
        "in sample": one[guesses[_FOLDS]],
    }


def _hint(category: Codes, k: int, n: int, rng: Generator) -> Codes:
    """Draw one of ``k * n`` words, half of the time one of the ``n`` that go with the category."""
    right = rng.random(len(category)) < 0.5
    usual = category * n + rng.integers(0, n, len(category))
    return np.where(right, usual, rng.integers(0, k * n, len(category)))


def labels_alone(tally: Tally, sample: Sample) -> tuple[Tally, Sample]:
    """Return the same without predictions: the mean of the hand labels, as before classifiers."""
    nothing = replace(tally, predicted=np.zeros_like(tally.predicted))
    return nothing, replace(sample, guess=np.zeros_like(sample.guess))


def _by_category(paragraphs: Paragraphs, codes: Codes) -> Floats:
    k, n = paragraphs.n_categories, len(paragraphs.run)
    sums = np.bincount(paragraphs.document * k + codes, paragraphs.size, n * k)
    return np.asarray(sums.reshape(n, k))


def draw_categories(chances: Floats, row: Codes, rng: Generator) -> Codes:
    """Draw a category for each entry of ``row`` from that row of chances."""
    edges = np.cumsum(chances, axis=1)[:, :-1]
    point = rng.random(len(row))
    drawn = np.zeros(len(row), np.int64)
    for k in range(edges.shape[1]):
        drawn += point > edges[row, k]
    return drawn


def _classify(world: World, truth: Codes, document: Codes, period: Codes, rng: Generator) -> Codes:
    n, k = len(period), len(world.shares)
    mean = np.array(world.accuracy)[period]
    logit = np.log(mean / (1 - mean)) + world.unevenness * rng.standard_normal(n)
    right = rng.random(len(truth)) < (1 / (1 + np.exp(-logit)))[document]
    # A classifier errs towards what it has seen most; each category has neighbours of its own.
    shares = np.array(world.shares) ** 0.5
    near = np.eye(k, k=1) + np.eye(k, k=-1) + 0.15
    chances = shares * near * (1 - np.eye(k))
    wrong = draw_categories(chances / chances.sum(axis=1, keepdims=True), truth, rng)
    habit = rng.integers(0, k, n)[document]
    usual = (rng.random(len(truth)) < world.habit) & (habit != truth)
    return np.where(right, truth, np.where(usual, habit, wrong))


def _first(group: Codes, n: int, rng: Generator) -> Codes:
    """Draw n rows of each group, all where it has fewer; groups are sorted."""
    order = np.lexsort((rng.random(len(group)), group))
    starts = np.concatenate([[0], np.cumsum(np.bincount(group))])[:-1]
    rank = np.arange(len(group)) - starts[group]
    return np.sort(order[rank < n])
