"""The page of a run: from a study or from its folder, with the words that decided."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import toolkit as tk
from toolkit.cli import cli
from toolkit.errors import ToolkitError
from toolkit.simulation import simulate_reports, write_reports
from toolkit.study.reporting import write_report
from toolkit.study.running import Study, run_study


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Study]:
    folder = tmp_path_factory.mktemp("run")
    write_reports(simulate_reports(n_regions=2, years=[2020, 2021]), folder / "in")
    return folder / "out", run_study(folder / "in" / "reports", folder / "out", language="en")


def data_of(page: Path) -> dict[str, dict[str, list[object]]]:
    found = re.search(r'id="data">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_the_folder_gives_the_page_that_the_run_wrote(
    ran: tuple[Path, Study], tmp_path: Path
) -> None:
    folder, _ = ran
    again = write_report(folder, tmp_path / "again.html", language="en")
    assert again.read_bytes() == (folder / "report.html").read_bytes()


def test_the_page_holds_every_paragraph_problem_and_figure(ran: tuple[Path, Study]) -> None:
    folder, study = ran
    data = data_of(folder / "report.html")
    assert data["paragraphs"]["text"] == study.corpus.paragraphs["text"].tolist()
    places = zip(data["problems"]["paragraph"], data["problems"]["start"], strict=True)
    begun = [data["paragraphs"]["text"][at][start:][:6] for at, start in places]  # type: ignore
    assert begun == [text[:6] for text in study.problems["text"]]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") == sum(path.suffix == ".svg" for path in study.figures) > 0


def test_the_page_tells_the_methods_appendix_of_the_run(ran: tuple[Path, Study]) -> None:
    heads = re.findall(r"^## (.*)$", (ran[0] / "methods.md").read_text(encoding="utf-8"), re.M)
    page = (ran[0] / "report.html").read_text(encoding="utf-8")
    assert re.findall(r"<h3>(.*?)</h3>", page)[: len(heads)] == heads
    assert tk.methods_appendix(ran[0]) == (ran[0] / "methods.md").read_text(encoding="utf-8")


def test_a_study_without_its_record_says_so(ran: tuple[Path, Study], tmp_path: Path) -> None:
    page = tk.write_report(ran[1], tmp_path / "page.html", language="en")
    assert "there is no record of the run" in page.read_text(encoding="utf-8")


def test_the_command_writes_the_page_again(ran: tuple[Path, Study]) -> None:
    drawn = (ran[0] / "figures" / "coverage.svg").read_bytes()
    assert "热力图" not in (ran[0] / "report.html").read_text(encoding="utf-8")
    written = CliRunner().invoke(cli, ["report", str(ran[0]), "--language", "zh"])
    assert written.exit_code == 0, written.output
    page = (ran[0] / "report.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert "热力图" in page, "the figures are drawn again in the page's language"
    assert (ran[0] / "figures" / "coverage.svg").read_bytes() == drawn
    write_report(ran[0], language="en")


def test_what_is_no_run_is_refused(ran: tuple[Path, Study], tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"wanted the folder of a run, came no documents\.csv"):
        write_report(tmp_path)
    with pytest.raises(ToolkitError, match=r"a run's folder, came no path \(write_report\)"):
        write_report(ran[1])
