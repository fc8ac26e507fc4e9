"""Nothing is lost on the way: runs that are killed, and a full disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.files import written_aside
from toolkit.simulation import simulate_reports, write_reports

# Forked from one process that has all loaded, so that twenty runs fit in a test: each is killed
# after a random part of the time that an undisturbed run takes.
KILLED = """
import os, random, signal, sys, time
from pathlib import Path
import pandas as pd
from toolkit.corpus.shelves import open_store
from toolkit.presentation.exports import write_csv
from toolkit.study import streaming
from toolkit.study.predicting import load_model
from toolkit.study.running import write_parsed
import toolkit.corpus.store as store_module

reports, out = sys.argv[1], Path(sys.argv[2])
store_module._KEPT_AT_ONCE, streaming._PART = 2, 40
models = [load_model(name) for name in ("outline-2015", "outline-2021")]
models[0].predict(["\\u9884\\u70ed"])

def run(target):
    with open_store(target / "store") as store:
        corpus = write_parsed(reports, target, store=store)
        found = [streaming.predict_kept(model, corpus, store=store)[0] for model in models]
        write_csv(pd.concat(found), target / "predictions.csv")

run(out / "first")
begun = time.perf_counter()
run(out / "undisturbed")
whole = time.perf_counter() - begun
chance = random.Random(0)
died = 0
for moment in range(20):
    child = os.fork()
    if child == 0:
        run(out / f"killed-{moment}")
        os._exit(0)
    time.sleep(0.9 * whole * chance.random())
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    died += os.WIFSIGNALED(status)
for number in range(20):
    run(out / f"killed-{number}")
print(died)
"""
TABLES = ("documents.csv", "paragraphs.parquet", "rejected.csv", "predictions.csv")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_reports(simulate_reports(n_regions=2, years=[2019, 2020, 2021]), folder)
    return folder / "reports"


def python(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_twenty_moments_a_run_ends_with_the_same_bytes(
    reports: Path, tmp_path: Path
) -> None:
    done = python("-c", KILLED, reports, tmp_path)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 10
    for number in range(20):
        for name in TABLES:
            other = (tmp_path / f"killed-{number}" / name).read_bytes()
            assert other == (tmp_path / "undisturbed" / name).read_bytes(), name
        left = list((tmp_path / f"killed-{number}" / "store").rglob(".*.*"))
        assert left == []


def test_a_full_disk_is_told_and_earlier_results_stay(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = sorted(reports.iterdir())[0]
    assert python("-m", "toolkit", "parse", first, "-o", out).returncode == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from toolkit.__main__ import main; main()"
    )
    done = python("-c", limited, "parse", reports, "-o", out)
    assert done.returncode == 1
    assert done.stderr.startswith("fazhi: wanted room to write a file, came ")
    assert done.stderr.endswith("earlier results are as they were\n")
    assert done.stderr.count("\n") == 1
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_full_disk_while_keeping_readings(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyarrow import parquet

    def full(*words: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(parquet, "write_table", full)
        with pytest.raises(ToolkitError, match="No space left on device"):
            read_corpus(reports, store=tmp_path)
    assert list(tmp_path.rglob("*.parquet")) == []
    assert len(read_corpus(reports, store=tmp_path)) == 6


def test_half_a_file_is_never_seen(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("before", encoding="utf-8")
    with pytest.raises(ToolkitError), written_aside(target) as aside:
        aside.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text(encoding="utf-8") == "before"
