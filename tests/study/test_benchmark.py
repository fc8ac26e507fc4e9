"""What the benchmark measured, held against what the toolkit promises."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest

from toolkit.errors import ToolkitError
from toolkit.study import benchmark

PLAIN = 12.0
SECONDS = {
    benchmark._ONE: 1.5, benchmark._TWO: 1.0, benchmark._STUDY: 10.0, benchmark._ADDED: 0.9,
    benchmark._DASK_ONE: 8.0, benchmark._DASK_TWO: 4.0,
}  # fmt: skip


def judged(**others: float) -> pd.DataFrame:
    names = {"added": benchmark._ADDED, "two": benchmark._TWO, "dask": benchmark._DASK_TWO}
    seconds = SECONDS | {names[name]: value for name, value in others.items() if name in names}
    times = pd.DataFrame({"task": list(seconds), "seconds": list(seconds.values())})
    growth = pd.DataFrame(
        {"per_second": [900.0, 1000.0, others.get("rate", 950.0)], "MB": [10.0, 20.0, 200.0]}
    )
    starts = pd.DataFrame(
        {"task": ["python", benchmark._IMPORT, benchmark._HELP], "over_python": [0.0, 0.1, 0.2]}
    )
    return benchmark.against_targets(
        times.assign(ratio=PLAIN / times["seconds"]), growth, starts
    ).set_index("target")


def test_all_targets_are_told_and_met() -> None:
    found = judged()
    assert set(found["met"]) == {"yes"}
    assert found.loc["two Dask workers, times one", "measured"] == pytest.approx(2.0)
    second = "second run with one more report, share of the first"
    assert found.loc[second, "measured"] == pytest.approx(0.09)


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({"added": 1.1}, "second run with one more report, share of the first"),
        ({"two": 1.3}, "classifying on two cores, times the plain script"),
        ({"dask": 5.1}, "two Dask workers, times one"),
        ({"rate": 800.0}, "largest table's paragraphs a second, share of the next's"),
    ],
)
def test_a_target_that_is_missed_is_told(change: dict[str, float], missed: str) -> None:
    found = judged(**change)
    assert found.index[found["met"] == "no"].tolist() == [missed]


def test_what_could_not_run_is_no_failure() -> None:
    found = judged(dask=float("nan"))
    assert found.loc["two Dask workers, times one", "met"] == "not run"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("云岭县2020年法治政府建设报告", encoding="utf-8")
    return tmp_path


def test_dask_is_not_timed_where_it_is_not_installed(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert math.isnan(benchmark._by_dask(reports, object(), 1))


def test_workers_that_are_lost_are_not_hidden(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any, **__: Any) -> NoReturn:
        raise ToolkitError("workers that stay", "none", "Dask cluster", "take fewer")

    monkeypatch.setattr(benchmark, "open_engine", lost)
    with pytest.raises(ToolkitError, match="workers that stay"):
        benchmark._by_dask(reports, object(), 1)
