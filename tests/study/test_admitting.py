"""The study of admitted problems, from a folder to tables and a reading list; and its command."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from toolkit.cli import cli
from toolkit.simulation import simulate_reports, write_reports
from toolkit.study.admitting import AdmissionStudy, study_problems

TABLES = (
    "documents", "problems", "problem_language", "recurrence", "recurrence_rates", "survival",
    "answers", "answer_rates", "formulas", "rejected",
)  # fmt: skip


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_reports(simulate_reports(n_regions=2, years=range(2018, 2021), seed=3), folder)
    return folder / "reports"


@pytest.fixture(scope="module")
def written(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[AdmissionStudy, Path]:
    out = tmp_path_factory.mktemp("out")
    return study_problems(reports, out, seed=4), out


def test_every_table_is_written(written: tuple[AdmissionStudy, Path]) -> None:
    study, out = written
    for name in TABLES:
        assert (out / f"{name}.csv").is_file(), name
    assert len(pd.read_csv(out / "problems.csv")) == len(study.problems) > 0
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["options"]["seed"] == 4
    assert len(record["inputs"]) == record["documents"] == len(study.corpus)
    assert {figure.name for figure in study.figures} == set(record["figures"])
    assert all(figure.is_file() for figure in study.figures)


def test_the_page_lists_every_admission_in_its_place(
    written: tuple[AdmissionStudy, Path],
) -> None:
    study, out = written
    page = (out / "reading_list.html").read_text(encoding="utf-8")
    marked = [html.unescape(found) for found in re.findall(r"<mark>(.*?)</mark>", page, re.S)]
    assert sorted(marked) == sorted(study.problems["text"])
    assert "<script" not in page
    assert "http" not in page


def test_the_workbook_lists_every_admission(written: tuple[AdmissionStudy, Path]) -> None:
    study, out = written
    sheet = load_workbook(out / "reading_list.xlsx").active
    head = [cell.value for cell in sheet[1]]
    at = head.index("自陈问题")
    listed = [row[at] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(listed) == sorted(study.problems["text"])
    assert {row[head.index("地区")] for row in sheet.iter_rows(min_row=2, values_only=True)} <= set(
        study.corpus.documents["region"]
    )


def test_two_runs_give_the_same_tables(
    reports: Path, written: tuple[AdmissionStudy, Path], out: Path
) -> None:
    result = CliRunner().invoke(
        cli, ["problems", str(reports), "-o", str(out), "--seed", "4"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    assert f"{len(written[0].problems)} admitted problems" in result.output
    for name in TABLES:
        assert (out / f"{name}.csv").read_bytes() == (written[1] / f"{name}.csv").read_bytes(), name


def test_without_a_next_report_nothing_is_drawn_of_what_lasts(reports: Path, out: Path) -> None:
    first = sorted(reports.iterdir())[0]
    study = study_problems(first, out)
    assert len(study.problems) > 0
    assert "recurrence.png" not in {figure.name for figure in study.figures}


def test_a_folder_without_reports_is_told(tmp_path: Path, out: Path) -> None:
    result = CliRunner().invoke(cli, ["problems", str(tmp_path), "-o", str(out)])
    assert result.exit_code == 1
