"""Intervals hold the truth as often as they say: fifty runs of each world."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.testing import assert_allclose

from toolkit.cli import cli
from toolkit.coverage import Coverage, simulate_coverage
from toolkit.simulation_coverage import (
    WORLDS,
    draw_labels,
    sample_of,
    tally_of,
    train_on_labels,
    true_shares,
    write_paragraphs,
)

RUNS = 50


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    return simulate_coverage(n_runs=RUNS, seed=0)


def test_the_promise_is_kept(coverage: Coverage) -> None:
    assert coverage.kept, coverage.summary
    judged = coverage.table[coverage.table["judged"]]
    assert set(judged["population"]) == {"corpus", "process"}
    assert set(judged["world"]) == {*WORLDS, "trained"}


def test_a_count_and_labels_that_train_do_not_hold_the_truth(coverage: Coverage) -> None:
    mean = coverage.table.groupby("method")["coverage"].mean()
    assert mean["count"] < 0.9
    assert mean["in sample"] < 0.8
    assert mean["cross-fitted"] > 0.92


def test_a_classifier_makes_intervals_narrower(coverage: Coverage) -> None:
    rows = coverage.table[coverage.table["method"] == "corrected"].dropna(subset="labels_width")
    assert (rows["width"] < rows["labels_width"]).mean() > 0.8


def test_ten_reports_have_no_bounds(coverage: Coverage) -> None:
    ten = coverage.table[(coverage.table["reports"] == 10) & coverage.table["judged"]]
    assert (ten["bounded"] == 0).all()


def test_a_broken_promise_is_seen(coverage: Coverage) -> None:
    worse = coverage.table.assign(coverage=coverage.table["coverage"] - 0.12)
    broken = Coverage(worse, RUNS)
    assert not broken.kept
    assert broken.summary.startswith("BROKEN")


def test_the_command_prints_a_row_for_each_combination_and_a_line() -> None:
    shown = CliRunner().invoke(cli, ["simulate", "--check", "coverage", "--runs", "2"])
    lines = shown.output.strip().splitlines()
    assert lines[0].split()[:3] == ["world", "reports", "category"]
    assert len(lines) > 1000
    assert lines[-1].startswith(("kept: ", "BROKEN: "))
    assert shown.exit_code == (0 if lines[-1].startswith("kept") else 1)


@pytest.mark.parametrize("design", ["thin", "random", "whole", "two-stage"])
def test_totals_of_drawn_labels_are_unbiased(design: str) -> None:
    rng = np.random.default_rng(0)
    paragraphs = write_paragraphs(WORLDS["even"], 20, 1, rng)
    totals = []
    for _ in range(400):
        n = {"thin": 4, "random": 80, "whole": 6, "two-stage": 8}[design]
        rows, probability = draw_labels(paragraphs, design, n, rng)
        totals.append((paragraphs.size[rows] / probability).sum())
    error = np.std(totals) / np.sqrt(len(totals))
    assert abs(np.mean(totals) - paragraphs.size.sum()) < 4 * error + 1e-6


def test_shares_of_a_world_are_what_it_says() -> None:
    rng = np.random.default_rng(0)
    paragraphs = write_paragraphs(WORLDS["rare"], 3000, 1, rng)
    cell = np.zeros(3000, np.int64)
    assert_allclose(true_shares(paragraphs, cell)[0], WORLDS["rare"].truth, atol=0.01)
    tally = tally_of(paragraphs, cell)
    assert_allclose(tally.predicted.sum(axis=1), tally.size)


def test_cross_fitting_never_uses_a_reports_own_labels() -> None:
    rng = np.random.default_rng(0)
    paragraphs = write_paragraphs(WORLDS["even"], 30, 1, rng)
    rows, chance = draw_labels(paragraphs, "thin", 8, rng)
    guesses = train_on_labels(paragraphs, rows, rng)
    right = {
        name: (sample_of(paragraphs, rows, chance, guess=guess).guess[
            np.arange(len(rows)), paragraphs.truth[rows]]).mean()
        for name, guess in guesses.items()
    }  # fmt: skip
    assert right["in sample"] > right["cross-fitted"] + 0.1
