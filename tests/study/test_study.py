"""The main job, end to end: on the sample, on real documents, and from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from toolkit.analysis.trends import trend
from toolkit.cli import cli
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.numbering import inline_heading_end
from toolkit.errors import ModelError, ToolkitError
from toolkit.labelling.records import read_labels
from toolkit.labelling.sampling import sample_for_coding
from toolkit.provenance import text_hash
from toolkit.simulation import simulate_reports, write_reports
from toolkit.study.demonstration import run_demo
from toolkit.study.materials import corpus_texts, example_texts, training_texts
from toolkit.study.predicting import load_model, problems
from toolkit.study.running import run_study
from toolkit.study.simulated_coders import simulate_answers
from toolkit.study.training import train

TABLES = (
    "documents.csv",
    "paragraphs.parquet",
    "predictions.csv",
    "emphasis.csv",
    "problems.csv",
    "rejected.csv",
)


def fazhi(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_reports(simulate_reports(n_regions=3, years=[2019, 2020, 2021]), folder)
    return folder / "reports"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("demo")
    return folder, run_demo(folder)[1]


def test_a_run_writes_all_that_it_promises(sample: Path, tmp_path: Path) -> None:
    ran = fazhi("run", sample, "-o", tmp_path / "out", "--language", "en")
    assert ran.exit_code == 0, ran.output
    assert "Read 9 documents" in ran.output
    assert "no bounds" in ran.output
    assert "These reports are too few: it takes 30 or more to code." in ran.output
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {*TABLES, "figures", "store", "run.json", "methods.md", "report.html"}
    figures = {path.name for path in (tmp_path / "out" / "figures").iterdir()}
    assert {"trend-common-county.png", "trend-common-county.pdf", "coverage.pdf"} <= figures
    # 2019 to 2021 spans the second outline: drawn on the common scheme alone.
    assert "trend-outline-2015-county.png" not in figures
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert len(record["inputs"]) == record["documents"] == 9
    assert record["options"]["seed"] == 0
    assert record["models"].keys() == {"outline-2015", "outline-2021"}
    assert record["seconds"].keys() == {"reading", "predicting", "measuring", "drawing"}


def test_running_twice_gives_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run_study(sample, tmp_path / name)
    for table in TABLES:
        assert (tmp_path / "one" / table).read_bytes() == (tmp_path / "two" / table).read_bytes()


def test_every_paragraph_is_predicted_under_both_outlines(sample: Path, tmp_path: Path) -> None:
    study = run_study(sample, tmp_path)
    counts = study.predictions["scheme"].value_counts()
    assert counts.to_dict() == dict.fromkeys(
        ("outline-2015", "outline-2021"), len(study.corpus.paragraphs)
    )
    assert set(study.emphasis["scheme"]) == {"outline-2015", "outline-2021", "common"}
    sums = study.emphasis.groupby(["scheme", "region", "level", "period"], dropna=False)["value"]
    assert sums.sum().tolist() == pytest.approx([1.0] * sums.ngroups)


def test_one_scheme_alone(sample: Path, tmp_path: Path) -> None:
    study = run_study(sample, tmp_path, scheme="outline-2021")
    assert set(study.emphasis["scheme"]) == {"outline-2021"}
    assert study.problems["category"].str.startswith("B").all()


def test_the_demo_finds_the_planted_trend(demo: tuple[Path, pd.DataFrame]) -> None:
    folder, check = demo
    assert (folder / "truth_check.csv").is_file()
    rows = check[(check["scheme"] == "common") & (check["category"] == "C4")]
    yearly = rows.groupby("year")[["value", "truth"]].mean()
    assert len(rows) == 48
    assert yearly["truth"].iloc[-1] - yearly["truth"].iloc[0] > 0.1
    assert yearly["value"].iloc[-1] - yearly["value"].iloc[0] > 0.1
    assert yearly.corr().loc["value", "truth"] > 0.9


def test_labels_find_the_demos_trend_where_the_count_does_not(
    demo: tuple[Path, pd.DataFrame],
) -> None:
    corpus, simulated = read_corpus(demo[0] / "sample" / "reports"), simulate_reports()
    predictions = pd.read_csv(demo[0] / "predictions.csv")
    predictions = predictions[predictions["scheme"] == "outline-2015"].reset_index(drop=True)
    # Errors that grow with the years, towards the category that rises.
    years = corpus.documents.set_index("doc_id")["year"].astype(int)
    late = predictions["paragraph_id"].str.rsplit("-", n=1).str[0].map(years) - 2018
    wrong = np.random.default_rng(0).random(len(predictions)) < 0.08 * late
    predictions.loc[wrong, "category"] = "A4"
    sample = sample_for_coding(corpus, 500, by=["year"], seed=0)
    known = simulate_answers(sample, simulated).set_index("paragraph_id")["made_as"]
    labels = sample.assign(
        category=sample["paragraph_id"].map(known), scheme="outline-2015", source="hand", coder="x"
    )
    planted = simulated.truth.query("category == 'A4' and unit == 'characters'")
    truth = planted.groupby("year")["planted"].mean().diff().mean()
    how = {"scheme": "outline-2015", "breaks": (), "n_wild": 0}
    found = trend(corpus, predictions, labels, **how).set_index("category").loc["A4"]
    counted = trend(corpus, predictions, **how).set_index("category").loc["A4"]
    assert 0 < found["low"] < truth < found["high"] < counted["value"]
    assert found["p_adjusted"] < 0.05


def test_admissions_are_verbatim_and_about_a_task(sample: Path, tmp_path: Path) -> None:
    corpus = run_study(sample, tmp_path).corpus
    found = problems(corpus, scheme="common")
    texts = corpus.documents.set_index("doc_id")["text"]
    assert len(found) > 20
    for row in found.itertuples():
        assert texts[row.doc_id][row.start : row.end] == row.text
    assert not found["category"].isin(["C0"]).all()


def test_a_model_of_ones_own_takes_its_schemes_place(sample: Path, tmp_path: Path) -> None:
    trained = fazhi("train", "outline-2015", "-o", tmp_path / "model", "--seed", 3)
    assert trained.exit_code == 0, trained.output
    study = run_study(sample, tmp_path / "out", model=tmp_path / "model")
    used = study.predictions.groupby("scheme")["model_id"].first()
    assert used["outline-2015"] == load_model(tmp_path / "model").model_id
    assert used["outline-2021"] == load_model("outline-2021").model_id


def test_training_twice_gives_the_same_model() -> None:
    assert train(scheme="outline-2015").model_id == train(scheme="outline-2015").model_id


def test_examples_train_without_their_headings_and_without_the_sample() -> None:
    data = example_texts("outline-2015")
    sample = {report.text for report in simulate_reports(n_regions=1, years=[2020]).reports}
    assert not any(text[:40] in report for text in data.texts for report in sample)
    assert not any(inline_heading_end(text) for text in data.texts)


def test_silver_labels_fill_what_people_left_open(sample: Path, tmp_path: Path) -> None:
    corpus = run_study(sample, tmp_path).corpus
    silver = corpus_texts(corpus, None, "outline-2015")
    assert len(silver) > 20
    assert set(silver.sources) == {"heading"}
    assert len(corpus_texts(corpus, None, "outline-2015", silver=False)) == 0


def test_mistakes_are_one_line_and_a_status(tmp_path: Path) -> None:
    missing = fazhi("run", tmp_path / "none", "-o", tmp_path / "out")
    assert (missing.exit_code, missing.output.count("\n")) == (1, 1)
    assert missing.output.startswith("fazhi: wanted a file or folder, came nothing of that name")
    assert fazhi("run").exit_code == 2
    assert fazhi("parse", tmp_path).exit_code == 2
    assert isinstance(fazhi("--debug", "run", "none", "-o", "out").exception, ToolkitError)


def test_nothing_readable_is_told_and_the_reasons_are_kept(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(b"")
    ran = fazhi("run", tmp_path / "in", "-o", tmp_path / "out")
    assert ran.exit_code == 1
    assert "came no readable file, 1 refused" in ran.output
    assert "an empty file" in (tmp_path / "out" / "rejected.csv").read_text(encoding="utf-8-sig")


def test_a_report_of_problems_alone_and_one_without_a_place_still_run(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    words = "法治政府建设情况报告\n一、存在的问题\n部分单位执法力量薄弱，普法形式单一。\n"
    (tmp_path / "in" / "a.txt").write_text(words, encoding="utf-8")
    ran = fazhi("run", tmp_path / "in", "-o", tmp_path / "in" / "out")
    assert ran.exit_code == 0, ran.output
    assert "no shares" in ran.output
    assert (tmp_path / "in" / "out" / "run.json").is_file()
    again = fazhi("run", tmp_path / "in", "-o", tmp_path / "in" / "out")
    assert "refus" not in again.output, "results inside the input are not read"


def test_an_output_that_cannot_be_written_is_told(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = fazhi("run", sample, "-o", tmp_path / "file")
    assert ran.output.startswith("fazhi: wanted a folder to write to, came File exists")
    assert ran.exit_code == 1


def test_labels_without_reports_are_refused(tmp_path: Path) -> None:
    ran = fazhi("train", "outline-2015", "-o", tmp_path, "--labels", tmp_path)
    assert "wanted reports with their labels, came labels alone" in ran.output
    assert ran.exit_code == 1


def test_a_model_of_another_scheme_is_refused(sample: Path) -> None:
    with pytest.raises(ModelError, match="wanted a model of outline-2015, came outline-2021"):
        problems(read_corpus(sample), load_model("outline-2021"))


def test_an_unknown_scheme_is_refused(sample: Path, tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="wanted one of outline-2015, outline-2021, common"):
        run_study(sample, tmp_path, scheme="outline-1999")


def test_parse_writes_tables_or_prints_lines(sample: Path, tmp_path: Path) -> None:
    assert fazhi("parse", sample, "-o", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "paragraphs.parquet").is_file()
    file = next(iter(sorted(sample.iterdir())))
    printed = fazhi("parse", file, "--lines").output.splitlines()
    assert printed[0] == "line,role,section,level"
    assert len(printed) > 10


def test_the_module_runs_as_a_command() -> None:
    words: Sequence[str] = [sys.executable, "-m", "toolkit", "--help"]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "Study Chinese rule-of-law government reports" in shown


def test_a_run_without_a_terminal_shows_no_progress(sample: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "toolkit", "parse", str(sample), "-o", str(tmp_path / "out")]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    assert ran.stderr == ""


@pytest.mark.parametrize("name", ["outline-2015", "outline-2021"])
def test_the_shipped_models_were_trained_on_what_is_here(shared: Path, name: str) -> None:
    corpus = read_corpus(shared / "seeds")
    labels = read_labels(shared / "gold", corpus)
    again = training_texts(corpus, labels[labels["source"] == "adjudicated"], name)
    hashes = load_model(name).training_hashes
    assert sorted(hashes) == sorted(map(text_hash, again.texts))


def test_the_work_reports_run_with_nothing_rejected(shared: Path, tmp_path: Path) -> None:
    study = run_study(shared / "corpora" / "work_reports", tmp_path)
    assert len(study.corpus) == 158
    assert study.corpus.rejected.empty
    assert study.emphasis["region"].nunique() >= 10
