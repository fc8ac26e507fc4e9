"""Intervals of slopes, steps and differences hold the truth: fifty runs of each panel."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.testing import assert_allclose

from toolkit.cli import cli
from toolkit.coverage import Coverage
from toolkit.simulation_trends import WORLDS, simulate_trends, write_panel

RUNS = 50


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    return simulate_trends(n_runs=RUNS, seed=0)


def test_the_promise_is_kept(coverage: Coverage) -> None:
    assert coverage.kept, coverage.summary
    judged = coverage.table[coverage.table["judged"]]
    assert set(judged["population"]) == {"corpus", "process"}
    assert set(judged["cell"]) == {"slope", "slope without step", "step", "difference"}
    assert set(judged["world"]) == set(WORLDS)


def test_a_count_takes_drifting_errors_for_change(coverage: Coverage) -> None:
    table = coverage.table
    drifting = table[(table["world"] == "drifting errors, no slope") & (table["reports"] == 31)]
    slopes = drifting[drifting["cell"] == "slope without step"]
    by_method = slopes.groupby("method")["coverage"].min()
    assert by_method["count"] < 0.1
    assert by_method["corrected"] > 0.85


def test_a_classifier_makes_intervals_narrower(coverage: Coverage) -> None:
    rows = coverage.table[coverage.table["method"] == "corrected"].dropna(subset="labels_width")
    assert (rows["width"] < rows["labels_width"]).mean() > 0.8


def test_the_command_prints_a_row_for_each_combination_and_a_line() -> None:
    shown = CliRunner().invoke(cli, ["simulate", "--check", "trends", "--runs", "1"])
    lines = shown.output.strip().splitlines()
    assert lines[0].split()[:3] == ["world", "reports", "category"]
    assert len(lines) > 1000
    assert lines[-1].startswith(("kept: ", "BROKEN: "))


def test_a_panel_moves_as_planted() -> None:
    world = WORLDS["slope, step, drifting errors"]
    paragraphs, _, year = write_panel(world, 2000, np.random.default_rng(0))
    share = np.bincount(year[paragraphs.document], paragraphs.truth == 0)
    share = share / np.bincount(year[paragraphs.document])
    early, late = share[:5], share[5:]
    assert_allclose(np.polyfit(range(5), early, 1)[0], world.slope, atol=0.003)
    assert_allclose(late[0] - early[-1] - world.slope, world.step, atol=0.01)
    right = paragraphs.truth == paragraphs.guess
    assert right[year[paragraphs.document] == 0].mean() > 0.88
    assert right[year[paragraphs.document] == 9].mean() < 0.75
