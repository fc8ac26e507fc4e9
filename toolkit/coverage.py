"""How often intervals hold the truth, in worlds where it is known: the proof of the method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.correcting import document_chances
from toolkit.analysis.shares import Options, Shares, estimate_shares
from toolkit.progress import progress
from toolkit.simulation_coverage import (
    WORLDS,
    Paragraphs,
    World,
    draw_labels,
    labels_alone,
    sample_of,
    tally_of,
    train_on_labels,
    true_shares,
    write_paragraphs,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.random import Generator

    from toolkit.analysis.shares import Tally
    from toolkit.analysis.variance import Sample

Floats = NDArray[np.float64]

# Labels by number of reports and by how they are drawn: see draw_labels.
PLANS = MappingProxyType(
    {
        10: {"thin": 20, "random": 200},
        30: {"thin": 20, "random": 600, "whole": 30},
        100: {"thin": 8, "random": 800, "two-stage": 80, "whole": 40},
        300: {"thin": 4, "random": 1200, "two-stage": 200, "whole": 60},
    }
)
# What is promised of 95 per cent intervals.
BAND = (0.93, 0.97)
LEAST = 0.92
IN_BAND = 0.95
_CHUNK = 50
# From fewer a coverage is hardly known: where bounds are seldom given.
_INTERVALS = 200
_REPORTS_BORROWING = 100


@dataclass(frozen=True)
class Coverage:
    """How often intervals held the truth; prints itself.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per combination: world, reports, labels, population, cell, category, method,
        n_cells, bounded (share of cells with bounds), coverage (of these), error (its Monte Carlo
        standard error), width (mean), labels_width (mean width from hand labels alone), judged
        (whether the promise is about it).
    n_runs : int
        Runs of each world.
    """

    table: pd.DataFrame = field(repr=False)
    n_runs: int

    @property
    def kept(self) -> bool:
        """Whether the promise is kept, two Monte Carlo standard errors allowed."""
        rows = self._judged()
        slack = 2 * rows["error"]
        low, high = BAND[0] - slack, BAND[1] + slack
        inside = (rows["coverage"] >= low) & (rows["coverage"] <= high)
        return bool(inside.mean() >= IN_BAND and (rows["coverage"] >= LEAST - slack).all())

    @property
    def summary(self) -> str:
        """One line: what was promised, and what was found."""
        rows = self._judged()
        inside = rows["coverage"].between(*BAND)
        known = inside[rows["bounded"] * rows["n_cells"] >= _INTERVALS]
        told = f" ({known.mean():.1%} of the {len(known)} with {_INTERVALS} intervals or more)"
        under = int((rows["coverage"] < LEAST).sum())
        mean = _pooled(rows, "coverage")
        beside = ", ".join(
            f"{name} {_pooled(part, 'coverage'):.3f}" for name, part in self._others()
        )
        without = 1 - np.average(rows["bounded"], weights=rows["n_cells"])
        width = _pooled(rows, "width") / _pooled(rows, "labels_width")
        band = f"in {BAND[0]:.0%}-{BAND[1]:.0%}{told if len(known) else ''}"
        return (
            f"{'kept' if self.kept else 'BROKEN'}: {inside.mean():.1%} of {len(rows)} combinations "
            f"{band}, {under} under {LEAST:.0%} ({self.n_runs} runs, before Monte Carlo error); "
            f"mean coverage {mean:.3f}; cells without bounds {without:.1%}; width {width:.2f} of "
            f"hand labels alone; not promised: {beside}"
        )

    def _judged(self) -> pd.DataFrame:
        return self.table[self.table["judged"] & self.table["coverage"].notna()]

    def _others(self) -> Iterator[tuple[str, pd.DataFrame]]:
        others = self.table[~self.table["judged"] & self.table["coverage"].notna()]
        for name, rows in others.groupby("method"):
            yield str(name), rows

    def __str__(self) -> str:
        shown = self.table.to_string(index=False, float_format=lambda one: f"{one:.3f}", na_rep="-")
        return f"{shown}\n{self.summary}"

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False)) + f"<p>{self.summary}</p>"


def simulate_coverage(*, n_runs: int = 1000, seed: int = 0) -> Coverage:
    """Measure how often intervals of shares hold the truth.

    Worlds differ in how common categories are, how much a report's paragraphs are alike, and how
    the classifier's errors differ between reports and periods; labels are spread thin or in whole
    reports; corpora hold 10 to 300 reports. In one world the labels that correct also train.

    Parameters
    ----------
    n_runs : int
        Runs of each combination.
    seed : int
        Seed of all that is random.

    Returns
    -------
    Coverage
    """
    import pandas as pd

    tasks = [(name, world, n) for name, world in WORLDS.items() for n in PLANS]
    rows: list[dict[str, object]] = []
    for number, (name, world, n_reports) in enumerate(progress(tasks, "simulating", unit="world")):
        scores = _Scores()
        rng = np.random.default_rng([seed, number])
        for done in range(0, n_runs, _CHUNK):
            _run(world, n_reports, min(_CHUNK, n_runs - done), rng, scores)
        rows += [{"world": name, "reports": n_reports, **row} for row in scores.rows()]
    rows += _trained_rows(n_runs, np.random.default_rng([seed, len(tasks)]))
    return Coverage(pd.DataFrame(rows), n_runs)


def labelled_sample(paragraphs: Paragraphs, design: str, n: int, rng: Generator) -> Sample:
    """Draw labels, and work out from how they lie how they were drawn, as for a user's."""
    rows, probability = draw_labels(paragraphs, design, n, rng)
    return _with_chances(sample_of(paragraphs, rows, probability))


def score_bounds(low: Floats, high: Floats, truth: Floats) -> Floats:
    """Return ones, and which cells have bounds, whether these hold the truth, and their widths."""
    known = ~np.isnan(low)
    hit = known & (low <= truth) & (truth <= high)
    return np.stack([np.ones_like(low), known, hit, np.where(known, high - low, 0)])


def score_row(key: tuple[str, ...], sums: Floats, alone: Floats | None) -> dict[str, object]:
    """Return what the sums of ``score_bounds`` say, beside those of the hand labels alone."""
    n_cells, bounded, hits, width = sums
    # Laplace's estimate, so that no coverage seems to be known without error.
    smooth = (hits + 1) / (bounded + 2)
    return {
        **dict(zip(("labels", "population", "cell", "method"), key, strict=True)),
        "n_cells": int(n_cells),
        "bounded": bounded / n_cells,
        "coverage": hits / bounded if bounded else np.nan,
        "error": np.sqrt(smooth * (1 - smooth) / bounded) if bounded else np.nan,
        "width": width / bounded if bounded else np.nan,
        "labels_width": alone[3] / alone[1] if alone is not None and alone[1] else np.nan,
    }


def _run(world: World, n_reports: int, n_runs: int, rng: Generator, scores: _Scores) -> None:
    """Write corpora, draw labels in each way, and score all intervals."""
    paragraphs = write_paragraphs(world, n_reports, n_runs, rng)
    halves = paragraphs.run * 2 + paragraphs.period
    tally = tally_of(paragraphs, paragraphs.run)
    for design, n_labels in PLANS[n_reports].items():
        sample = labelled_sample(paragraphs, design, n_labels, rng)
        _score(paragraphs, world, (tally, sample), ("all reports", design), scores)
        if n_reports > _REPORTS_BORROWING:
            _score(paragraphs, world, (tally_of(paragraphs, halves), sample),
                   ("half the years", design), scores)  # fmt: skip
        if n_reports == _REPORTS_BORROWING:
            alone = tally_of(paragraphs, np.arange(len(paragraphs.run)))
            found = estimate_shares(alone, sample, donors=(halves, paragraphs.run))
            truth = true_shares(paragraphs, alone.cell)
            scores.add((design, "corpus", "one report", "borrowed"), found, truth, judged=False)
    counted = estimate_shares(tally, options=Options("process"))
    scores.add(
        ("none", "process", "all reports", "count"), counted, world.truth[None], judged=False
    )


def _with_chances(sample: Sample) -> Sample:
    """Work out how labels were drawn from how they lie, as for a user's."""
    chances = document_chances(sample.document, sample.probability, sample.in_frame)
    return replace(sample, drawn=chances)


def _score(
    paragraphs: Paragraphs,
    world: World,
    counted: tuple[Tally, Sample],
    tried: tuple[str, str],
    scores: _Scores,
) -> None:
    """Score both populations, and how wide the intervals of hand labels alone would be."""
    cell, design = tried
    truths = {"corpus": true_shares(paragraphs, counted[0].cell), "process": world.truth[None]}
    for population, truth in truths.items():
        options = Options(population)
        key = (design, population, cell)
        scores.add(
            (*key, "corrected"), estimate_shares(*counted, options=options), truth, judged=True
        )
        alone = estimate_shares(*labels_alone(*counted), options=options)
        scores.add((*key, "labels alone"), alone, truth, judged=False)


def _trained_rows(n_runs: int, rng: Generator) -> Iterator[dict[str, object]]:
    """Let the labels that correct also train: by cross-prediction, and in two wrong ways."""
    world, scores = WORLDS["clustered"], _Scores()
    for done in range(0, n_runs, _CHUNK):
        paragraphs = write_paragraphs(world, _REPORTS_BORROWING, min(_CHUNK, n_runs - done), rng)
        truth = true_shares(paragraphs, paragraphs.run)
        for design in ("thin", "whole"):
            drawn = draw_labels(paragraphs, design, PLANS[_REPORTS_BORROWING][design], rng)
            for method, guess in train_on_labels(paragraphs, drawn[0], rng).items():
                tally = tally_of(paragraphs, paragraphs.run, guess=guess)
                sample = _with_chances(sample_of(paragraphs, *drawn, guess=guess))
                key = (design, "corpus", "all reports", method)
                judged = method == "cross-fitted"
                scores.add(key, estimate_shares(tally, sample), truth, judged=judged)
    for row in scores.rows():
        yield {"world": "trained", "reports": _REPORTS_BORROWING, **row}


class _Scores:
    """Sums over runs, by what was tried and by category."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, ...], Floats] = {}
        self._judged: dict[tuple[str, ...], bool] = {}

    def add(self, key: tuple[str, ...], found: Shares, truth: Floats, *, judged: bool) -> None:
        """Count cells, bounds, hits and widths of one batch of runs."""
        sums = score_bounds(found.low, found.high, truth).sum(axis=1)
        self._sums[key] = self._sums.get(key, np.zeros_like(sums)) + sums
        self._judged[key] = judged

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield a row for each key and category."""
        for key, sums in self._sums.items():
            if key[-1] != "labels alone":
                alone = self._sums.get((*key[:-1], "labels alone"))
                for place in range(sums.shape[1]):
                    beside = None if alone is None else alone[:, place]
                    row = score_row(key, sums[:, place], beside)
                    yield {"category": place, **row, "judged": self._judged[key]}


def _pooled(rows: pd.DataFrame, column: str) -> float:
    """Return the mean of a column over the cells that have bounds."""
    known = rows[rows[column].notna()]
    return float(np.average(known[column], weights=known["bounded"] * known["n_cells"]))
