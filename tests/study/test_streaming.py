"""Predictions kept from run to run, and predictions of tables that are read in batches."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from toolkit.cli import cli
from toolkit.corpus import text_tables
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.shelves import open_store
from toolkit.corpus.text_tables import read_texts
from toolkit.errors import UnreadableFileError
from toolkit.scaling import open_engine
from toolkit.simulation import simulate_reports, write_reports
from toolkit.study import streaming
from toolkit.study.marking import mark_words
from toolkit.study.predicting import load_model, predict, problems
from toolkit.study.predicting_files import predict_files
from toolkit.study.running import run_study
from toolkit.study.streaming import predict_kept, problems_kept
from toolkit.tables import Corpus

ROWS = ["全年受理行政复议申请十件。", "开展普法宣传，\n发放材料。", "", "清理规范性文件“五件”。"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("sample")
    write_reports(simulate_reports(n_regions=3, years=[2019, 2020, 2021]), folder)
    return read_corpus(folder / "reports")


@pytest.mark.parametrize("context", [True, False])
def test_kept_predictions_are_the_same_to_the_last_bit(
    context: bool, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "_PART", 50)
    model = load_model("outline-2021")
    plain = predict(model, corpus, context=context)
    for _ in range(2):
        with open_store(tmp_path) as store:
            found, marks = predict_kept(model, corpus, context=context, store=store)
        pd.testing.assert_frame_equal(found, plain, check_exact=True)
        assert marks == mark_words(model, corpus.paragraphs["text"].tolist(), plain)


def test_kept_problems_are_the_same_and_looked_for_once(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "_PART", 50)
    models = {"outline-2015": load_model("outline-2015")}
    rows = corpus.paragraphs
    # A report may admit nothing, as this one's first paragraph does; that is kept too.
    left_out = rows["doc_id"].eq(rows["doc_id"].iloc[-1]) & rows["position"].gt(0)
    some = Corpus(corpus.documents, rows[~left_out].reset_index(drop=True), corpus.rejected)
    plain = problems(some, models)
    assert plain["doc_id"].nunique() == len(corpus.documents) - 1
    with open_store(tmp_path) as store:
        first = problems_kept(models, some, scheme="outline-2015", store=store)
        monkeypatch.setattr(streaming, "problems_part", None)
        again = problems_kept(models, some, scheme="outline-2015", store=store)
    pd.testing.assert_frame_equal(first, plain, check_exact=True)
    pd.testing.assert_frame_equal(again, plain, check_exact=True)


def test_a_run_with_one_more_report_ends_with_the_bytes_of_a_fresh_one(tmp_path: Path) -> None:
    write_reports(simulate_reports(n_regions=1, years=[2020, 2021]), tmp_path)
    *_, last = sorted((tmp_path / "reports").iterdir())
    content = last.read_bytes()
    last.unlink()
    run_study(tmp_path / "reports", tmp_path / "out", workers=1)
    last.write_bytes(content)
    run_study(tmp_path / "reports", tmp_path / "out", workers=2)
    run_study(tmp_path / "reports", tmp_path / "fresh", workers=1)
    written = [path for path in (tmp_path / "fresh").rglob("*.*") if "store" not in path.parts]
    assert {path.suffix for path in written} >= {".csv", ".parquet", ".png", ".pdf", ".svg"}
    for path in written:
        if path.name not in {"run.json", "report.html"}:  # they tell how long it took
            other = tmp_path / "out" / path.relative_to(tmp_path / "fresh")
            assert other.read_bytes() == path.read_bytes(), path.name


def test_workers_predict_the_same_to_the_last_bit(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "_PART", 50)
    model = load_model("outline-2015")
    with open_engine(workers=2) as spread:
        found, _ = predict_kept(model, corpus, spread=spread)
    pd.testing.assert_frame_equal(found, predict(model, corpus), check_exact=True)


def test_only_new_documents_are_predicted(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, sizes = load_model("outline-2015"), []
    made = streaming.predict_part

    def counted(paragraphs: pd.DataFrame, *given: object) -> object:
        sizes.append(paragraphs["doc_id"].nunique())
        return made(paragraphs, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(streaming, "predict_part", counted)
    last = corpus.documents["doc_id"].iloc[-1]
    fewer = corpus.paragraphs[corpus.paragraphs["doc_id"] != last].reset_index(drop=True)
    with open_store(tmp_path) as store:
        predict_kept(model, Corpus(corpus.documents, fewer, corpus.rejected), store=store)
        predict_kept(model, corpus, store=store)
    assert sizes == [8, 1]


def write_rows(path: Path) -> Path:
    frame = pd.DataFrame({"n": range(4), "正文": ROWS})
    if path.suffix == ".parquet":
        frame.assign(正文=[ROWS[0], ROWS[1], None, ROWS[3]]).to_parquet(path)
    elif path.suffix == ".jsonl":
        lines = (json.dumps(row, ensure_ascii=False) for row in frame.to_dict("records"))
        path.write_text("\n\n".join(lines), encoding="utf-8")
    else:
        encoding = "gb18030" if "gb" in path.name else "utf-8-sig"
        frame.to_csv(path, sep="\t" if path.suffix == ".tsv" else ",", encoding=encoding)
    return path


@pytest.mark.parametrize("name", ["a.csv", "gb.csv", "a.tsv", "a.jsonl", "a.parquet"])
def test_tables_of_paragraphs_are_read_in_batches(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_tables, "_BATCH", 3)
    batches = list(read_texts(write_rows(tmp_path / name)))
    assert [len(batch) for batch in batches] == [3, 1]
    whole = pd.concat(batches)
    assert whole["paragraph_id"].tolist() == ["1", "2", "3", "4"]
    assert whole["text"].tolist() == ROWS


def test_own_paragraph_ids_are_kept(tmp_path: Path) -> None:
    pd.DataFrame({"paragraph_id": ["x", "y"], "text": ["甲", "乙"]}).to_csv(tmp_path / "a.csv")
    (batch,) = read_texts(tmp_path / "a.csv")
    assert batch["paragraph_id"].tolist() == ["x", "y"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "一,二\n1,2\n", "came 一, 二"),
        ("a.csv", "text,b\n1,2,3,4\n", "after row 0"),
        ("a.jsonl", '{"text": "甲"}\n[1]\n', "a line that is a list"),
        ("a.jsonl", "{", "after row 0"),
        ("a.parquet", "PAR1", "after row 0"),
        ("a.csv", "", "after row 0"),
    ],
)
def test_what_is_no_such_table_is_refused(
    name: str, content: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=told):
        list(read_texts(tmp_path / name))


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_table_is_predicted_row_by_row(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_tables, "_BATCH", 3)
    out = tmp_path / f"out{ending}"
    done = predict_files(write_rows(tmp_path / "a.csv"), out)
    found = pd.read_csv(out) if ending == ".csv" else pd.read_parquet(out)
    assert done.rows == len(found) == 8
    model = load_model("outline-2015")
    own = found[found["scheme"] == "outline-2015"]
    assert own["category"].tolist() == model.predict(ROWS).tolist()


def test_the_command_predicts(corpus: Corpus, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "a.csv")
    out = tmp_path / "out.csv"
    words = ["predict", str(source), "-o", str(out), "--model", "outline-2015"]
    done = CliRunner().invoke(cli, words)
    assert (done.exit_code, done.output) == (0, f"4 predictions in {out}\n")
    assert CliRunner().invoke(cli, ["predict", str(source), "-o", "out.txt"]).exit_code == 2
