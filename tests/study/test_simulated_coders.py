"""Made-up coders: they know the simulated category, and differ as the gold's coders do."""

from __future__ import annotations

from pathlib import Path

import pytest

import toolkit as tk
from toolkit.errors import ToolkitError
from toolkit.simulation import SimulatedReports, write_reports
from toolkit.study.simulated_coders import CODERS, fill_in_workbook, simulate_answers


@pytest.fixture(scope="module")
def reports() -> SimulatedReports:
    """Return a few invented reports."""
    return tk.simulate_reports(n_regions=12, years=range(2018, 2022), seed=3)


@pytest.fixture(scope="module")
def corpus(reports: SimulatedReports, tmp_path_factory: pytest.TempPathFactory) -> tk.Corpus:
    """Return them as read."""
    folder = tmp_path_factory.mktemp("reports")
    write_reports(reports, folder)
    return tk.read_corpus(folder / "reports")


@pytest.mark.parametrize("scheme", ["outline-2015", "outline-2021"])
def test_they_agree_mostly_and_not_always(
    reports: SimulatedReports, corpus: tk.Corpus, scheme: str
) -> None:
    sample = tk.sample_for_coding(corpus, 400, seed=1)
    answers = simulate_answers(sample, reports, scheme=scheme, seed=1)
    assert answers["paragraph_id"].tolist() == sample["paragraph_id"].tolist()
    codes = set(tk.load_outline(scheme).codes)
    assert set(answers[list(CODERS)].to_numpy().ravel()) <= codes
    assert 0.85 < (answers["coder_a"] == answers["coder_b"]).mean() < 1
    assert 0.9 < (answers["coder_a"] == answers["made_as"]).mean() <= 1
    again = simulate_answers(sample, reports, scheme=scheme, seed=1)
    assert again.equals(answers)
    assert not simulate_answers(sample, reports, scheme=scheme, seed=2).equals(answers)


def test_a_workbook_is_filled_in(
    reports: SimulatedReports, corpus: tk.Corpus, tmp_path: Path
) -> None:
    sample = tk.sample_for_coding(corpus, 20, seed=1)
    answers = simulate_answers(sample, reports)
    path = tk.write_workbook(sample, tmp_path / "a.xlsx", scheme="outline-2015", coder="ann")
    fill_in_workbook(path, dict(zip(answers["paragraph_id"], answers["coder_a"], strict=True)))
    found = tk.read_workbooks(path)
    assert found.problems.empty
    told = found.labels.set_index("paragraph_id")["category"]
    assert told.loc[answers["paragraph_id"]].tolist() == answers["coder_a"].tolist()


def test_other_paragraphs_and_schemes_are_refused(
    reports: SimulatedReports, corpus: tk.Corpus
) -> None:
    sample = tk.sample_for_coding(corpus, 3, seed=1)
    with pytest.raises(ToolkitError, match="wanted a paragraph of simulated work"):
        simulate_answers(sample.assign(text_sha256="0"), reports)
    with pytest.raises(ToolkitError, match="wanted one of 'outline-2015', 'outline-2021'"):
        simulate_answers(sample, reports, scheme="common")
