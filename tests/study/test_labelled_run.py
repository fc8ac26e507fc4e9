"""A run with labels of known probability gives corrected shares, and one without says so."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from toolkit.cli import cli
from toolkit.corpus.collection import read_corpus
from toolkit.labelling.headings import label_by_heading
from toolkit.simulation import simulate_reports, write_reports


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_reports(simulate_reports(n_regions=11, years=[2018, 2019, 2020]), folder)
    return folder


def write_labels(sample: Path) -> Path:
    corpus = read_corpus(sample / "reports")
    known = label_by_heading(corpus, "outline-2015")
    work = corpus.paragraphs.loc[corpus.paragraphs["section"] == "work", "paragraph_id"]
    rows = known[known["paragraph_id"].isin(work)].iloc[::2]
    path = sample / "labels.csv"
    rows.assign(source="hand", probability=0.5).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("facts", "method", "told"),
    [
        ({}, "corrected", "Corrected by labels of known probability"),
        ({"probability": None}, "count", "These are counts of predictions"),
    ],
)
def test_labels_correct_a_run(
    sample: Path, tmp_path: Path, facts: dict[str, object], method: str, told: str
) -> None:
    path = sample / "labels.csv"
    write_labels(sample)
    pd.read_csv(path).assign(**facts).to_csv(path, index=False)
    words = ["run", sample / "reports", "-o", tmp_path, "--labels", path]
    ran = CliRunner().invoke(cli, [*map(str, words), "--scheme", "outline-2015"])
    assert ran.exit_code == 0, ran.output
    assert told in ran.output
    # What hand-coding would give is told where it is lacking.
    plan = re.findall(r"±[0-9.]+%: [0-9]+ paragraphs, [0-9]+ in each of 3[0-3] reports", ran.output)
    assert bool(plan) == (method == "count")
    written = pd.read_csv(tmp_path / "emphasis.csv")
    assert set(written["method"]) == {method}
    borrowed = written["flag"].str.startswith("borrowed").fillna(False)
    assert borrowed.any() == (method == "corrected")
