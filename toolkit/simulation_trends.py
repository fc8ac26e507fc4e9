"""Panels of reports whose shares move as planted: whether intervals of trends hold the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analysis.cells import Cells
from toolkit.analysis.findings import Inference, finding
from toolkit.analysis.regressions import least_squares, without_means
from toolkit.analysis.report_rows import Reports, additions
from toolkit.analysis.trends import panel_design
from toolkit.analysis.variance import Codes, Floats, Sample, ratio, sum_by
from toolkit.coverage import Coverage, labelled_sample, score_bounds, score_row
from toolkit.progress import progress
from toolkit.simulation_coverage import Paragraphs, draw_categories, tally_of

if TYPE_CHECKING:
    from numpy.random import Generator

_SHARES = np.array([0.30, 0.22, 0.18, 0.12, 0.10, 0.08])
# How shares move apart, in regions and over years; the largest category rises, others fall.
_RISE = np.array([1.0, -0.5, -0.2, -0.15, -0.1, -0.05])
_FIRST, _N_YEARS, _BREAK = 2014, 10, 2019
_PARAGRAPHS = (12, 40)
_CONCENTRATION = 25.0


@dataclass(frozen=True)
class Panel:
    """A world of regions and years.

    Parameters
    ----------
    slope, step : float
        Change of the first category's share per year, and at the break; others make up for it.
    drift : tuple of float
        Expected accuracy of the classifier in the first and in the last year.
    wander : float
        Standard deviation of regions' own slopes (per year) about the common one.
    missing : float
        Share of reports that are not at hand.
    habit : float
        Share of errors that fall on the last category in the last year, rising from none.
    """

    slope: float = 0.0
    step: float = 0.0
    drift: tuple[float, float] = (0.85, 0.85)
    wander: float = 0.0
    missing: float = 0.0
    habit: float = 0.0


WORLDS = MappingProxyType(
    {
        "drifting errors, no slope": Panel(drift=(0.92, 0.65), habit=0.7),
        "slope": Panel(slope=0.01, wander=0.004),
        "slope, step, drifting errors": Panel(
            slope=0.008, step=0.05, drift=(0.90, 0.72), habit=0.5, wander=0.004
        ),
        "unbalanced, no slope": Panel(drift=(0.70, 0.90), habit=0.5, wander=0.004, missing=0.35),
    }
)
# Labels by number of regions and by how they are drawn: see draw_labels.
PLANS = MappingProxyType(
    {
        10: {"thin": 6, "random": 600},
        31: {"thin": 3, "random": 900, "two-stage": 150},
    }
)


def simulate_trends(*, n_runs: int = 1000, seed: int = 0) -> Coverage:
    """Measure how often intervals of slopes, steps and differences hold the truth.

    Worlds differ in whether shares move, whether the classifier's errors drift with the years,
    whether regions go ways of their own, and whether reports are missing; labels are spread thin,
    drawn at random, or drawn in some reports only. The count's coverage is printed beside it.

    Parameters
    ----------
    n_runs : int
        Runs of each combination.
    seed : int
        Seed of all that is random.

    Returns
    -------
    Coverage
        Rows as of ``simulate_coverage``; ``reports`` is the number of regions, ``cell`` the term.
    """
    import pandas as pd

    tasks = [(name, n) for name in WORLDS for n in PLANS]
    rows: list[dict[str, object]] = []
    for number, (name, n_regions) in enumerate(progress(tasks, "simulating", unit="world")):
        rng = np.random.default_rng([seed, number])
        sums: dict[tuple[str, ...], Floats] = {}
        for _ in range(n_runs):
            for key, scored in _run(WORLDS[name], n_regions, rng):
                sums[key] = sums.get(key, 0) + scored
        rows += [{"world": name, "reports": n_regions, **row} for row in _rows(sums)]
    return Coverage(pd.DataFrame(rows), n_runs)


def write_panel(world: Panel, n_regions: int, rng: Generator) -> tuple[Paragraphs, Codes, Codes]:
    """Write one panel; return its paragraphs, and region and year of each report."""
    region = np.repeat(np.arange(n_regions), _N_YEARS)
    year = np.tile(np.arange(_N_YEARS), n_regions)
    kept = rng.random(len(region)) >= world.missing
    region, year = region[kept], year[kept]
    level = rng.normal(0, 0.04, n_regions)
    own = rng.normal(0, world.wander, n_regions)
    late = year - (_N_YEARS - 1) / 2
    rise = level[region] + (world.slope + own[region]) * late
    rise = rise + world.step * ((year >= _BREAK - _FIRST) - 0.5)
    shares = np.maximum(_SHARES + rise[:, None] * _RISE, 0.005)
    k, n = len(_SHARES), len(region)
    drawn = rng.standard_gamma(shares / shares.sum(axis=1, keepdims=True) * _CONCENTRATION) + 1e-12
    document = np.repeat(np.arange(n), rng.integers(*_PARAGRAPHS, size=n, endpoint=True))
    truth = draw_categories(drawn / drawn.sum(axis=1, keepdims=True), document, rng)
    # Lengths do not hang on the category, so that expected shares are those planted.
    size = np.maximum(rng.lognormal(4.6, 0.6, len(document)), 5).round()
    guess = _classify(world, truth, year[document] / (_N_YEARS - 1), rng)
    nothing = np.zeros(n, np.int64)
    return Paragraphs(nothing, nothing, document, size, truth, guess, k), region, year


def _classify(world: Panel, truth: Codes, late: Floats, rng: Generator) -> Codes:
    """Predict; errors fall on any other category, or, more and more, on the last."""
    first, last = world.drift
    right = rng.random(len(truth)) < first + (last - first) * late
    wrong = (truth + rng.integers(1, len(_SHARES), len(truth))) % len(_SHARES)
    rare = len(_SHARES) - 1
    usual = (rng.random(len(truth)) < world.habit * late) & (truth != rare)
    return np.where(right, truth, np.where(usual, rare, wrong))


def _run(world: Panel, n_regions: int, rng: Generator) -> Iterator[tuple[tuple[str, ...], Floats]]:
    """Write a panel, label it in each way, and score the intervals of each method."""
    paragraphs, region, year = write_panel(world, n_regions, rng)
    panel = (region, year)
    truths = {"process": _planted(world), "corpus": _found(paragraphs, region, year)}
    for place, (design, n) in enumerate(PLANS[n_regions].items()):
        sample = labelled_sample(paragraphs, design, n, rng)
        for method in ("corrected", "labels alone"):
            reports = _reports(paragraphs, panel, sample, method)
            for population, truth in truths.items():
                for term, scored in _scores(reports, population, truth):
                    yield (design, population, term, method), scored
        if not place:
            counted = _reports(paragraphs, panel, sample, "count")
            for term, scored in _scores(counted, "process", truths["process"]):
                yield ("none", "process", term, "count"), scored


def _planted(world: Panel) -> dict[str, Floats]:
    moves = {"slope": world.slope, "step": world.step, "difference": 0.0}
    if not world.step:
        moves["slope without step"] = world.slope
    return {term: moved * _RISE for term, moved in moves.items()}


def _found(paragraphs: Paragraphs, region: Codes, year: Codes) -> dict[str, Floats]:
    """Slope, step and difference of the shares that the reports at hand really have."""
    truth = replace(paragraphs, guess=paragraphs.truth)
    tally = tally_of(truth, np.zeros(len(region), np.int64))
    shares = ratio(tally.predicted, tally.size[:, None])
    return {
        term: contrast @ least_squares(design, outcomes(shares), region).coefficients
        for term, design, outcomes, contrast in _designs(region, year)
    }


def _designs(region: Codes, year: Codes) -> Iterator[tuple[str, Floats, Any, Floats]]:
    """Each term with the design, the outcomes and the contrast that tell it."""
    several = np.unique(region, return_inverse=True)[1]

    def within(shares: Floats) -> Floats:
        return without_means(shares, several)

    calendar = (year + _FIRST).astype(np.float64)
    design, _ = panel_design(calendar, several, [_BREAK])
    yield "slope", design, within, np.array([1.0, 0.0])
    yield "step", design, within, np.array([0.0, 1.0])
    plain, _ = panel_design(calendar, several, ())
    yield "slope without step", plain, within, np.array([1.0])
    groups = np.stack([region % 2 == 0, region % 2 == 1], axis=1).astype(float)
    yield "difference", groups, np.asarray, np.array([1.0, -1.0])


def _reports(
    paragraphs: Paragraphs, panel: tuple[Codes, Codes], sample: Sample, method: str
) -> Reports:
    """Design-adjusted rows: of predictions and labels, of labels alone, or of predictions."""
    region, year = panel
    n, k = len(region), paragraphs.n_categories
    tally = tally_of(paragraphs, np.zeros(n, np.int64))
    predicted = ratio(tally.predicted, tally.size[:, None])
    if method == "labels alone":
        predicted, sample = np.zeros_like(predicted), replace(sample, guess=0 * sample.guess)
    added = additions(sample, tally.size) * (method != "count")
    value = predicted + sum_by(sample.document, added, n)
    errors = sum_by(sample.document, (sample.truth != sample.guess).astype(float), n)
    n_labelled = np.bincount(sample.document, minlength=n)
    counted = np.bincount(paragraphs.document, minlength=n)
    nobody = Cells(None, None, np.zeros(n, np.int64), (), {})  # type: ignore[arg-type]
    return Reports(nobody, [str(one) for one in range(k)], value, predicted, errors, region,
                   year.astype(float), counted, n_labelled, sample, added)  # fmt: skip


def _scores(
    reports: Reports, population: str, truths: Mapping[str, Floats]
) -> Iterator[tuple[str, Floats]]:
    """Count cells, bounds, hits and widths of each term's intervals, by category."""
    rows = np.arange(len(reports.value))
    inference = Inference(population, n_wild=0)
    for term, design, outcomes, contrast in _designs(reports.region, reports.year.astype(np.int64)):
        if term not in truths:
            continue
        fit = least_squares(design, outcomes(reports.value), reports.region)
        halves = [rows[reports.region % 2 == one] for one in (0, 1)]
        domains = halves if term == "difference" else [rows]
        found = finding(reports, rows, (fit, contrast), inference, domains=domains)
        yield term, score_bounds(found["low"], found["high"], truths[term])


def _rows(sums: dict[tuple[str, ...], Floats]) -> Iterator[dict[str, object]]:
    for key, found in sums.items():
        alone = sums.get((*key[:-1], "labels alone"))
        for place in range(found.shape[1]):
            beside = None if alone is None else alone[:, place]
            judged = key[-1] == "corrected"
            yield {"category": place, **score_row(key, found[:, place], beside), "judged": judged}
