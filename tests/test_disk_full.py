"""A full disk: whatever is written, the error is clear and what was there before stays whole."""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from toolkit.corpus.checking import check_metadata, save_check
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.store import load_corpus, save_corpus
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

resource = pytest.importorskip("resource", reason="needs a limit on the size of files")
ROOT = Path(__file__).resolve().parent.parent
LIMIT = 40
WRITING = {
    "to_csv", "to_excel", "to_parquet", "to_json", "to_html", "to_latex", "to_pickle", "write_text",
    "write_bytes", "savefig", "save", "open", "touch", "dump", "ParquetWriter", "write_table",
}  # fmt: skip
# Where what is written is no result: "module:function" -> what it is instead.
OTHERS = {
    "toolkit.presentation.fonts:write_subset": "a font in the folder for temporary files",
    "toolkit.presentation.fonts:web_font": "bytes in memory",
    "toolkit.files:held": "a lock",
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("reports")
    for year in (2019, 2020):
        text = f"朝阳区{year}年法治政府建设报告\n一、工作情况\n全年办结行政复议案件{year}件。\n"
        (folder / f"{year}.txt").write_text(text, encoding="utf-8")
    return read_corpus(folder)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow beyond a few bytes, which gives the same error as a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def sample(corpus: Corpus) -> pd.DataFrame:
    return corpus.paragraphs.assign(probability=1.0, stratum="")


def csv(folder: Path, corpus: Corpus) -> None:
    from toolkit.presentation.exports import write_csv

    write_csv(corpus.paragraphs, folder / "a.csv")


def parquet(folder: Path, corpus: Corpus) -> None:
    from toolkit.presentation.exports import write_parquet

    write_parquet(corpus.paragraphs, folder / "a.parquet")


def paper(suffix: str) -> Callable[[Path, Corpus], None]:
    def write(folder: Path, corpus: Corpus) -> None:
        from toolkit.presentation.papers import save_table

        save_table(corpus.documents[["title", "year"]], folder / f"a{suffix}")

    return write


def figure(folder: Path, corpus: Corpus) -> None:
    from toolkit.presentation.saving import save_figure
    from toolkit.presentation.styles import new_figure

    save_figure(new_figure(), folder / "figure")


def predictions(suffix: str) -> Callable[[Path, Corpus], None]:
    def write(folder: Path, corpus: Corpus) -> None:
        from toolkit.presentation.pieces import write_pieces

        write_pieces(iter([corpus.paragraphs, corpus.paragraphs]), folder / f"a{suffix}")

    return write


def reading_list(folder: Path, corpus: Corpus) -> None:
    from toolkit.presentation import reading_list as module

    row = dict.fromkeys(module._COLUMNS, "甲")
    module.write_reading_list(pd.DataFrame([row]), folder)


def kept_readings(folder: Path, corpus: Corpus) -> None:
    """The first time one report, then both."""
    source = folder.parent / "reports"
    if not source.exists():
        source.mkdir()
        for number, text in enumerate(corpus.documents["text"]):
            (source / f"{number}.txt").write_text(text, encoding="utf-8")
        read_corpus(source / "0.txt", store=folder)
    else:
        read_corpus(source, store=folder)


def saved_corpus(folder: Path, corpus: Corpus) -> None:
    save_corpus(corpus, folder)
    assert len(load_corpus(folder)) == 2


def check(suffix: str) -> Callable[[Path, Corpus], None]:
    def write(folder: Path, corpus: Corpus) -> None:
        save_check(check_metadata(corpus), folder / f"a{suffix}")

    return write


def model(folder: Path, corpus: Corpus) -> None:
    from toolkit.classification.pipeline import make_classifier
    from toolkit.classification.storage import save_model

    texts, codes = ["受理行政复议申请", "开展普法宣传"] * 4, ["A6", "A7"] * 4
    fitted = make_classifier(scheme="outline-2015").fit(texts, codes)
    save_model(fitted, folder, card={"n": len(list(folder.glob("*")))})


def reports(folder: Path, corpus: Corpus) -> None:
    from toolkit.simulation import simulate_reports, write_reports

    write_reports(simulate_reports(n_regions=1, years=[2020, 2021]), folder)


def workbook(folder: Path, corpus: Corpus) -> None:
    from toolkit.labelling.workbooks import write_workbook

    number = len(list(folder.iterdir()))
    options: dict[str, Any] = {"scheme": "outline-2015", "coder": "ann"}
    write_workbook(sample(corpus), folder / f"{number}.xlsx", **options)


def filled_workbook(folder: Path, corpus: Corpus) -> None:
    from toolkit.study.simulated_coders import fill_in_workbook

    if not list(folder.iterdir()):
        workbook(folder, corpus)
    fill_in_workbook(folder / "0.xlsx", {corpus.paragraphs["paragraph_id"].iloc[0]: "A6"})


def tasks(format: str) -> Callable[[Path, Corpus], None]:
    def write(folder: Path, corpus: Corpus) -> None:
        from toolkit.labelling.exchange import write_coding_tasks

        options: dict[str, Any] = {"scheme": "outline-2015", "coder": "ann", "format": format}
        write_coding_tasks(sample(corpus), folder / "tasks.json", **options)

    return write


def session(folder: Path, corpus: Corpus) -> None:
    from toolkit.labelling.assignments import make_assignment
    from toolkit.labelling.sessions import Session
    from toolkit.outlines import load_outline

    assignment = make_assignment(sample(corpus), load_outline("outline-2015"), "ann")
    Session(assignment, folder / "ann.csv").judge("A6")


WRITERS: dict[str, Callable[[Path, Corpus], None]] = {
    "csv": csv, "parquet": parquet, "figure": figure, "reading list": reading_list,
    **{f"paper {suffix}": paper(suffix) for suffix in (".csv", ".xlsx", ".tex", ".md", ".parquet")},
    **{f"predictions {suffix}": predictions(suffix) for suffix in (".csv", ".parquet")},
    "kept readings": kept_readings, "corpus": saved_corpus, "model": model,
    **{f"check {suffix}": check(suffix) for suffix in (".csv", ".xlsx")},
    "simulated reports": reports, "workbook": workbook, "filled workbook": filled_workbook,
    **{f"tasks for {name}": tasks(name) for name in ("label-studio", "doccano")},
    "session": session,
}  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


# openpyxl's half-written parts complain once more when they are collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_is_told_and_what_was_there_stays(
    name: str, corpus: Corpus, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    WRITERS[name](folder, corpus)
    before = contents(folder)
    assert before
    with pytest.raises(ToolkitError) as told, full_disk():
        WRITERS[name](folder, corpus)
    assert contents(folder) == before
    assert told.value.wanted == "room to write a file"
    assert re.search("File too large|IO_EFBIG", told.value.came)
    del told
    gc.collect()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def unguarded(source: str) -> set[str]:
    """Functions that write to a place which is neither ``aside`` nor a stream."""
    found = set()
    for function in functions(ast.parse(source)):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and writes(node) and not is_aside(node):
                found.add(function.name)
    return found


def writes(call: ast.Call) -> bool:
    """Tell whether a call of that name writes: opened to read, or given no place, it does not."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITING:
        return False
    if call.func.attr == "open":
        modes = [one.value for one in call.args if isinstance(one, ast.Constant)]
        return any(isinstance(mode, str) and set(mode) & set("wax+") for mode in modes)
    return bool(call.args)


def is_aside(call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    places = [call.func.value, *call.args[:2]]
    return any(
        isinstance(one, ast.Name) and one.id in {"aside", "stream", "writer"} for one in places
    )


@pytest.mark.parametrize("path", sorted((ROOT / "toolkit").rglob("*.py")), ids=lambda one: one.stem)
def test_nothing_is_written_but_aside(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    found = {f"{module}:{name}" for name in unguarded(path.read_text(encoding="utf-8"))}
    assert found - set(OTHERS) == set()


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("def f(path):\n    path.write_text('x')", False),
        ("def f(table, path):\n    table.to_csv(path)", False),
        ("def f(path):\n    with path.open('w') as stream:\n        pass", False),
        ("def f(path):\n    with path.open('rb') as stream:\n        pass", True),
        ("def f(table):\n    return table.to_csv(index=False)", True),
        ("def f(p):\n    with written_aside(p) as aside:\n        aside.write_text('x')", True),
    ],
)
def test_a_writer_that_does_not_write_aside_would_be_found(source: str, guarded: bool) -> None:
    assert (unguarded(source) == set()) is guarded


def test_a_full_folder_for_temporary_files_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from click.testing import CliRunner

    from toolkit import cli
    from toolkit.study import checkup

    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkup, "check_machine", full)
    done = CliRunner().invoke(cli.cli, ["doctor"])
    assert done.exit_code == 1
    assert done.stderr == (
        "fazhi: wanted room to write a file, came No space left on device (the folder for "
        "temporary files): make room or name another folder, and run again; earlier results are "
        "as they were\n"
    )
