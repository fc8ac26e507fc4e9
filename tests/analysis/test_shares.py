"""Corrected shares: by hand-worked survey formulas, against statsmodels, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from toolkit.analysis.borrowing import Plan, correct
from toolkit.analysis.correcting import document_chances
from toolkit.analysis.shares import Options, Tally, estimate_shares
from toolkit.analysis.variance import (
    Sample,
    contributions,
    document_units,
    moments,
    sampling_units,
)

TWO = np.eye(2)


def sample(
    document: list[int],
    truth: list[int],
    guess: list[int],
    *,
    probability: float | list[float] = 0.5,
    drawn: list[float] | None = None,
    in_frame: list[float],
    size: float | list[float] = 1.0,
) -> Sample:
    chance = np.broadcast_to(np.asarray(probability, float), len(document)).copy()
    return Sample(
        document=np.array(document),
        weight=np.broadcast_to(np.asarray(size, float), len(document)) / chance,
        probability=chance,
        truth=TWO[truth],
        guess=TWO[guess],
        drawn=None if drawn is None else np.array(drawn),
        in_frame=np.array(in_frame),
    )


def variance(one: Sample, n_domains: int = 1) -> np.ndarray:
    at = np.zeros(len(one.document), np.int64)
    part = contributions(one, one.truth - one.guess, at, n_domains)
    return moments(sampling_units(one, part, at, n_domains), n_domains, 1).variance[0]


def test_paragraphs_drawn_one_by_one_have_the_variance_of_simple_random_sampling() -> None:
    # residuals of category 0: 1, 0, 0, -1, 1, 0; n = 6 of N = 12: (1 - f) s² / n
    one = sample([0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 0, 1], [1, 0, 1, 0, 1, 1], in_frame=[2.0] * 6)
    residuals = np.array([1, 0, 0, -1, 1, 0])
    assert_allclose(variance(one), 0.5 * residuals.var(ddof=1) / 6)


def test_documents_that_all_have_labels_are_strata() -> None:
    # two documents of 4 and 8 paragraphs, 2 and 4 of them labelled
    truth, guess = [0, 1, 0, 0, 1, 1], [1, 1, 1, 0, 1, 1]
    one = sample([0, 0, 1, 1, 1, 1], truth, guess, drawn=[1, 1], in_frame=[4, 8])
    first, second = np.array([1, 0]), np.array([1, 0, 0, 0])
    expected = (4 / 12) ** 2 * 0.5 * first.var(ddof=1) / 2
    expected += (8 / 12) ** 2 * 0.5 * second.var(ddof=1) / 4
    assert_allclose(variance(one)[0], expected)


def test_whole_reports_are_clusters() -> None:
    # 3 of 6 documents drawn, each of 2 paragraphs, all labelled: (1 - f) s² / n of their means
    truth, guess = [0, 0, 1, 0, 1, 1], [1, 1, 1, 1, 1, 1]
    one = sample([0, 0, 1, 1, 2, 2], truth, guess, drawn=[0.5] * 6, in_frame=[2] * 6)
    means = np.array([1.0, 0.5, 0.0])
    assert_allclose(variance(one)[0], 0.5 * means.var(ddof=1) / 3)


def test_two_stages_add_within_to_between() -> None:
    # 3 of 6 documents, 2 of 4 paragraphs in each (Cochran 1977, equation 11.24)
    truth, guess = [0, 1, 0, 0, 1, 1], [1, 1, 1, 1, 1, 1]
    one = sample(
        [0, 0, 1, 1, 2, 2], truth, guess, probability=0.25, drawn=[0.5] * 6, in_frame=[4] * 6
    )
    means, within = np.array([0.5, 1.0, 0.0]), np.array([0.5, 0.0, 0.0])
    expected = 0.5 * means.var(ddof=1) / 3 + 0.5 * 0.5 * within.mean() / (3 * 2)
    assert_allclose(variance(one)[0], expected)


def test_characters_weigh_as_a_ratio() -> None:
    size = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    one = sample(
        [0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 0, 1], [1, 0, 1, 0, 1, 1], in_frame=[2.0] * 6, size=size
    )
    weights, residuals = np.array(size), np.array([1, 0, 0, -1, 1, 0])
    mean = (weights * residuals).sum() / weights.sum()
    apart = weights * (residuals - mean)
    assert_allclose(variance(one)[0], 0.5 * 6 / 5 * (apart**2).sum() / weights.sum() ** 2)


def test_a_process_agrees_with_clustered_regression() -> None:
    api = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(0)
    document = np.sort(rng.integers(0, 12, 200))
    truth, guess = rng.integers(0, 2, 200), rng.integers(0, 2, 200)
    one = sample(
        document.tolist(), truth.tolist(), guess.tolist(), in_frame=[40.0] * 12,
        size=rng.uniform(20, 90, 200).tolist(),
    )  # fmt: skip
    at = np.zeros(200, np.int64)
    part = contributions(one, one.truth - one.guess, at, 1)
    units = document_units(
        one, part, np.zeros(12, np.int64), counted=np.zeros((12, 3)), cluster=np.arange(12)
    )
    residual = (one.truth - one.guess)[:, 0]
    fit = api.WLS(residual, np.ones(200), weights=one.weight).fit(
        cov_type="cluster", cov_kwds={"groups": document, "use_correction": False}
    )
    plain = np.array([part[document == k, 0].sum() for k in range(12)])
    assert_allclose((plain**2).sum(), fit.bse[0] ** 2)
    heavy = np.array([one.weight[document == k].sum() for k in range(12)]) / one.weight.sum()
    expected = (plain**2 / (1 - heavy)).sum()
    assert_allclose(moments(units, 1, 1).variance[0, 0], expected)


def made(n: int = 40, per: int = 6, seed: int = 0) -> tuple[Tally, Sample]:
    """Documents of ten paragraphs, `per` of them labelled; predictions are mostly right."""
    rng = np.random.default_rng(seed)
    document = np.repeat(np.arange(n), 10)
    truth = rng.choice(3, len(document), p=[0.5, 0.3, 0.2])
    guess = np.where(rng.random(len(document)) < 0.75, truth, rng.choice(3, len(document)))
    size = rng.integers(20, 200, len(document)).astype(float)
    one = np.eye(3)
    rows = np.flatnonzero(np.arange(len(document)) % 10 < per)
    predicted = np.stack([np.bincount(document, size * (guess == k), n) for k in range(3)], axis=1)
    cell = np.zeros(n, np.int64)
    tally = Tally(cell, np.bincount(document, size, n), predicted, 2, np.arange(n))
    chance = np.full(len(rows), per / 10)
    labelled = Sample(
        document[rows], size[rows] / chance, chance, one[truth[rows]], one[guess[rows]],
        np.ones(n), np.full(n, 10.0),
    )  # fmt: skip
    return tally, labelled


@pytest.mark.parametrize("population", ["corpus", "process"])
@pytest.mark.parametrize("tuned", [False, True])
def test_shares_sum_to_one_and_bounds_hold_the_value(population: str, tuned: bool) -> None:
    found = estimate_shares(*made(), options=Options(population, tuned=tuned))
    assert_allclose(found.value.sum(axis=1), 1)
    assert ((found.low < found.value) & (found.value < found.high)).all()
    assert (found.donor == 0).all()


def test_without_none_shares_are_ratios_with_their_own_variance() -> None:
    tally, labelled = made()
    kept = estimate_shares(tally, labelled)
    dropped = estimate_shares(tally, labelled, options=Options(none="drop"))
    assert_allclose(dropped.value[0, :2], kept.value[0, :2] / kept.value[0, :2].sum())
    # The delta method by hand: contributions of the ratio, summed over strata.
    at = np.zeros(len(labelled.document), np.int64)
    part = contributions(labelled, labelled.truth - labelled.guess, at, 1)
    ratio = dropped.value[0, 0]
    joint = (part[:, [0]] + ratio * part[:, [2]]) / (1 - kept.value[0, 2])
    units = sampling_units(labelled, joint, at, 1)
    half = (dropped.high - dropped.low)[0, 0] / 2
    assert_allclose(half / 1.98, np.sqrt((units.value**2).sum()), rtol=0.03)


def test_more_labels_are_narrower_and_a_process_is_wider() -> None:
    widths = {}
    for per in (3, 6):
        for population in ("corpus", "process"):
            found = estimate_shares(*made(per=per), options=Options(population))
            widths[per, population] = (found.high - found.low).mean()
    assert widths[6, "corpus"] < widths[3, "corpus"] < widths[3, "process"]


def test_a_cell_of_few_labels_borrows_and_says_from_whom() -> None:
    tally, labelled = made()
    cell = np.arange(40)
    halves = np.repeat([0, 1], 20)
    alone = Tally(cell, tally.size, tally.predicted, 2, tally.cluster)
    found = estimate_shares(alone, labelled, donors=(halves, np.zeros(40, np.int64)))
    assert (found.donor == 2).all()
    assert_allclose(found.value.sum(axis=1), 1)
    assert (found.high > found.low).all()
    whole = estimate_shares(tally, labelled)
    assert (found.high - found.low).min() > (whole.high - whole.low).max()


def test_nearer_donors_come_first() -> None:
    tally, labelled = made(n=80)
    halves = np.repeat([0, 1], 40)
    alone = Tally(np.arange(80), tally.size, tally.predicted, 2, tally.cluster)
    found = estimate_shares(alone, labelled, donors=(halves, np.zeros(80, np.int64)))
    assert (found.donor == 1).all()


def test_too_few_labels_have_no_bounds() -> None:
    tally, labelled = made(n=29)
    found = estimate_shares(tally, labelled, donors=(tally.cell,))
    assert found.few.all()
    assert np.isnan(found.low).all()
    assert not np.isnan(found.value).any()
    assert (found.donor == 0).all()


def test_one_label_corrects_and_bounds_nothing() -> None:
    tally, labelled = made()
    one = Sample(
        labelled.document[:1], labelled.weight[:1], labelled.probability[:1], labelled.truth[:1],
        labelled.guess[:1], labelled.drawn, labelled.in_frame,
    )  # fmt: skip
    found = estimate_shares(tally, one, donors=(tally.cell,))
    assert found.few.all()
    assert_allclose(found.value.sum(), 1)


def test_a_category_never_wrong_has_no_bounds_of_no_width() -> None:
    tally, labelled = made()
    right = Sample(**{**labelled.__dict__, "guess": labelled.truth})
    found = estimate_shares(tally, right)
    assert np.isnan(found.low).all()
    assert found.few.all()


def test_a_count_is_bounded_in_a_process_alone_and_not_from_one_document() -> None:
    tally, _ = made()
    assert np.isnan(estimate_shares(tally).low).all()
    assert not np.isnan(estimate_shares(tally, options=Options("process")).low).any()
    single = Tally(np.arange(40), tally.size, tally.predicted, 2, tally.cluster)
    found = estimate_shares(single, options=Options("process"))
    assert np.isnan(found.low).all()
    assert found.few.all()


def test_an_empty_cell_has_no_value_and_spoils_no_other() -> None:
    tally, labelled = made()
    size, predicted = tally.size.copy(), tally.predicted.copy()
    size[0], predicted[0] = 0, 0
    cell = np.ones(40, np.int64)
    cell[0] = 0
    found = estimate_shares(
        Tally(cell, size, predicted, 2, tally.cluster), labelled, donors=(np.zeros(40, np.int64),)
    )
    assert np.isnan(found.value[0]).all()
    assert not np.isnan(found.low[1]).any()


def test_the_order_of_labels_changes_nothing() -> None:
    tally, labelled = made()
    turn = np.random.default_rng(1).permutation(len(labelled.document))
    moved = ("document", "weight", "probability", "truth", "guess")
    turned = Sample(**{k: v[turn] if k in moved else v for k, v in labelled.__dict__.items()})
    first, second = estimate_shares(tally, labelled), estimate_shares(tally, turned)
    assert_allclose(first.low, second.low)
    assert_allclose(first.high, second.high)


def test_a_poor_classifier_counts_for_less_when_tuned() -> None:
    tally, labelled = made()
    rng = np.random.default_rng(2)
    noise = np.eye(3)[rng.choice(3, len(labelled.guess))]
    poor = Sample(**{**labelled.__dict__, "guess": noise})
    plan = Plan(2, None, np.zeros((40, 4)))
    assert correct(poor, tally.cell, plan).factor[0] == 1
    assert correct(poor, tally.cell, plan._replace(tuned=True)).factor[0] < 0.2
    assert correct(labelled, tally.cell, plan._replace(tuned=True)).factor[0] > 0.6


@pytest.mark.parametrize(
    ("document", "probability", "in_frame", "expected"),
    [
        # two of ten in each of three documents: strata
        ([0, 0, 1, 1, 2, 2], 0.2, [10.0] * 3, [1, 1, 1]),
        # all of one document of four
        ([1, 1, 1, 1, 1, 1], 0.25, [6.0] * 4, [1, 0.25, 1, 1]),
        # scattered as chance has it
        ([0, 0, 0, 0, 2, 3], 0.2, [10.0, 5.0, 10.0, 5.0], None),
        # a census
        ([0, 1], 1.0, [1.0, 1.0], [1, 1]),
    ],
)
def test_how_labels_were_drawn_is_seen_from_how_they_lie(
    document: list[int], probability: float, in_frame: list[float], expected: list[float] | None
) -> None:
    found = document_chances(
        np.array(document), np.full(len(document), probability), np.array(in_frame)
    )
    assert found is None if expected is None else found.tolist() == expected


def test_stated_document_probabilities_are_taken() -> None:
    document, chance = np.array([0, 1]), np.array([0.1, 0.1])
    found = document_chances(document, chance, np.array([5.0, 5.0, 5.0]), np.array([0.5, 0.5]))
    assert found is not None
    assert found.tolist() == [0.5, 0.5, 1]
