"""A corpus on disk: saved and loaded whole, and each file read once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from toolkit.corpus import store as store_module
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.filereading import read_reports
from toolkit.corpus.shelves import Shelf, open_store
from toolkit.corpus.store import LABELS, SOURCES, load_corpus, save_corpus
from toolkit.errors import ToolkitError, UnreadableFileError

TEXT = (
    "云岭县{}年法治政府建设情况报告\n一、主要工作\n全年办结行政复议案件{}件。\n"
    "二、存在的问题\n执法力量薄弱。\n"
)


def write(folder: Path, years: range) -> Path:
    folder.mkdir(exist_ok=True)
    for year in years:
        (folder / f"{year}.txt").write_text(TEXT.format(year, year % 100), encoding="utf-8")
    return folder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = write(tmp_path / "reports", range(2016, 2020))
    (folder / "again.txt").write_bytes((folder / "2016.txt").read_bytes())
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02")
    table = "标题,正文,地区,自己的列\n,{},云岭县,甲\n,{},云岭县,\n"
    texts = (TEXT.format(year, 3).replace("\n", " ") for year in (2012, 2013))
    (folder / "table.csv").write_text(table.format(*texts), encoding="utf-8")
    return folder


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are really read."""
    names: list[str] = []

    def counted(content: object, name: str, **options: object) -> object:
        names.append(name)
        return read_reports(content, name, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store_module, "read_reports", counted)
    return names


def same(one: toolkit.Corpus, other: toolkit.Corpus) -> None:
    for name in ("documents", "paragraphs", "rejected"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def test_a_saved_corpus_is_loaded_as_it_was(reports: Path, tmp_path: Path) -> None:
    corpus = read_corpus(reports)
    same(load_corpus(save_corpus(corpus, tmp_path / "saved")), corpus)


def test_saving_again_replaces_and_leaves_nothing_behind(reports: Path, tmp_path: Path) -> None:
    corpus = read_corpus(reports)
    save_corpus(corpus, tmp_path / "saved")
    less = corpus.select(year=2017)
    found = load_corpus(save_corpus(less, tmp_path / "saved"))
    pd.testing.assert_frame_equal(found.paragraphs, less.paragraphs)
    assert list(found.documents["doc_id"]) == list(less.documents["doc_id"])
    assert len(list((tmp_path / "saved").iterdir())) == 4


@pytest.mark.parametrize("damage", ["corpus.json", "paragraphs-*.parquet", "rejected-*.parquet"])
def test_half_a_saved_corpus_is_refused(damage: str, reports: Path, tmp_path: Path) -> None:
    saved = save_corpus(read_corpus(reports), tmp_path / "saved")
    next(saved.glob(damage)).unlink()
    with pytest.raises(UnreadableFileError, match="save the corpus again"):
        load_corpus(saved)


def test_a_store_changes_nothing(reports: Path, tmp_path: Path) -> None:
    plain = read_corpus(reports)
    for _ in range(2):
        same(read_corpus(reports, store=tmp_path / "store"), plain)


def test_only_what_is_new_or_changed_is_read(
    reports: Path, tmp_path: Path, calls: list[str]
) -> None:
    read_corpus(reports, store=tmp_path / "store")
    assert len(calls) == 7
    calls.clear()
    read_corpus(reports, store=tmp_path / "store")
    assert calls == []
    write(reports, range(2020, 2021))
    (reports / "2017.txt").write_text(TEXT.format(2017, "二百"), encoding="utf-8")
    found = read_corpus(reports, store=tmp_path / "store")
    assert calls == ["2017.txt", "2020.txt"]
    same(found, read_corpus(reports))


def test_another_text_column_or_other_code_reads_anew(
    reports: Path, tmp_path: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_corpus(reports, store=tmp_path / "store")
    read_corpus(reports, store=tmp_path / "store", text_column="正文")
    assert len(calls) == 14
    before = {path.name for path in (tmp_path / "store").glob("parts-*")}
    monkeypatch.setattr(store_module, "LABELS", (*LABELS, "words.txt"))
    read_corpus(reports, store=tmp_path / "store")
    assert len(calls) == 21
    assert before.isdisjoint(path.name for path in (tmp_path / "store").glob("parts-*"))


def test_metadata_are_put_over_kept_readings(reports: Path, tmp_path: Path) -> None:
    read_corpus(reports, store=tmp_path / "store")
    stated = pd.DataFrame({"file": ["2017.txt"], "year": ["2011"], "mine": ["x"]})
    found = read_corpus(reports, store=tmp_path / "store", metadata=stated)
    same(found, read_corpus(reports, metadata=stated))
    assert 2011 in set(found.documents["year"])


def test_a_store_among_the_reports_is_not_read(reports: Path) -> None:
    plain = read_corpus(reports)
    for _ in range(2):
        same(read_corpus(reports, store=reports / "store"), plain)


def test_a_damaged_file_of_the_store_is_worked_out_again(
    reports: Path, tmp_path: Path, calls: list[str]
) -> None:
    read_corpus(reports, store=tmp_path / "store")
    for file in (tmp_path / "store").rglob("*.parquet"):
        file.write_bytes(file.read_bytes()[:-20])
    same(read_corpus(reports, store=tmp_path / "store"), read_corpus(reports))


def test_an_interrupted_reading_keeps_what_was_read(
    reports: Path, tmp_path: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(content: object, name: str, **options: object) -> object:
        if name == "2018.txt":
            raise KeyboardInterrupt
        return read_reports(content, name, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store_module, "read_reports", stops)
    with pytest.raises(KeyboardInterrupt):
        read_corpus(reports, store=tmp_path / "store")
    monkeypatch.undo()
    with open_store(tmp_path / "store") as opened:
        assert len(store_module.KeptReadings(opened)._parts) == 2


def test_a_second_run_on_a_store_is_refused(reports: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "store"), pytest.raises(ToolkitError) as caught:
        read_corpus(reports, store=tmp_path / "store")
    folder = tmp_path / "store"
    assert str(caught.value) == (
        f"wanted a folder that no other run uses, came one that process {os.getpid()} is using "
        f"({folder}): wait until that run has ended, or name another folder"
    )


def test_a_lock_file_that_a_killed_run_left_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("999999", encoding="utf-8")
    with open_store(tmp_path):
        assert (tmp_path / ".lock").read_text(encoding="utf-8") == str(os.getpid())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sets(st.integers(0, 30), min_size=1, max_size=5), max_size=8))
def test_a_shelf_gives_back_what_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, additions: list[set[int]]
) -> None:
    import pyarrow as pa

    folder = tmp_path_factory.mktemp("shelf")
    for keys in additions:
        rows = {key: pa.array([key] * (key % 3), pa.int64()) for key in keys}
        Shelf(folder).keep({str(key): pa.table({"x": x}) for key, x in rows.items()})
    shelf = Shelf(folder)
    wanted = {str(key) for keys in additions for key in keys}
    assert len(shelf) == len(wanted)
    for key in wanted:
        assert shelf.rows(key)["x"].to_pylist() == [int(key)] * (int(key) % 3)


def test_many_small_files_are_put_together(tmp_path: Path) -> None:
    import pyarrow as pa

    shelf = Shelf(tmp_path)
    for key in range(40):
        shelf.keep({str(key): pa.table({"x": [key]})})
    shelf.tidy()
    assert len(list(tmp_path.glob("*.parquet"))) == 1
    again = Shelf(tmp_path)
    assert [again.rows(str(key))["x"].to_pylist() for key in range(40)] == [[k] for k in range(40)]


def test_all_that_reading_loads_is_in_its_fingerprint() -> None:
    program = (
        "import sys, tempfile, pathlib\n"
        "from toolkit.corpus.filereading import read_reports\n"
        f"read_reports({TEXT.format(2020, 1).encode()!r}, 'a.txt')\n"
        "print(*[name for name in sys.modules if name.startswith('toolkit.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    known = {name.removesuffix(".py") for name in SOURCES} | {"progress", "files"}
    assert {name.split(".")[1] for name in done.stdout.split()} <= known
