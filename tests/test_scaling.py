"""Work in parts: the same by one process, by several, and on a cluster that loses a worker."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from toolkit.errors import ToolkitError
from toolkit.scaling import map_partitions
from toolkit.simulation import simulate_reports, write_reports
from toolkit.study.predicting_files import predict_files


def make() -> Callable[[int, int], tuple[int, int]]:
    """Return a function that travels by value: workers cannot import this module."""

    def slowly(number: int, factor: int) -> tuple[int, int]:
        time.sleep(0.02)
        return number * factor, os.getpid()

    return slowly


slowly = make()


@pytest.mark.parametrize("workers", [None, 1, 2])
@pytest.mark.parametrize("number", [0, 1, 7])
def test_results_come_in_order(number: int, workers: int | None) -> None:
    found = map_partitions(slowly, range(number), given=(3,), workers=workers)
    assert [value for value, _ in found] == [3 * k for k in range(number)]


def test_two_workers_are_two_processes() -> None:
    found = list(map_partitions(slowly, range(20), given=(1,), workers=2))
    assert len({process for _, process in found} - {os.getpid()}) == 2


def test_a_cluster_survives_the_loss_of_a_worker() -> None:
    pytest.importorskip("distributed")
    found: list[int] = []
    processes = set()
    for value, process in map_partitions(slowly, range(40), given=(2,), engine="dask", workers=2):
        found.append(value)
        processes.add(process)
        if len(found) == 8:
            os.kill(process, signal.SIGKILL)
    assert found == [2 * k for k in range(40)]
    assert len(processes) >= 2
    assert os.getpid() not in processes


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"engine": "spark"},
            "wanted one of 'dask', 'local', came 'spark' (engine): name one of these engines",
        ),
        (
            {"scheduler": "tcp://10.0.0.5:8786"},
            "wanted no scheduler with the engine local, came tcp://10.0.0.5:8786 (scheduler): "
            "ask for the engine dask, or leave the scheduler out",
        ),
        (
            {"workers": 0},
            "wanted one worker or more, came 0 (workers): give a number from 1 on",
        ),
    ],
)
def test_a_wrong_choice_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ToolkitError) as caught:
        list(map_partitions(slowly, [1], given=(1,), **options))  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_a_mistake_in_a_worker_comes_back_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_partitions(divmod, [1, 2, 3], given=(0,), workers=2))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_reports(simulate_reports(n_regions=4, years=[2019, 2020, 2021, 2022, 2023]), folder)
    first = sorted((folder / "reports").iterdir())[0]
    (folder / "reports" / "zz-again.txt").write_bytes(first.read_bytes())
    return folder / "reports"


@pytest.mark.parametrize("options", [{"workers": 2}, {"engine": "dask", "workers": 2}])
def test_files_are_predicted_alike(
    options: dict[str, object], reports: Path, tmp_path: Path
) -> None:
    if "engine" in options:
        pytest.importorskip("distributed")
    plain, other = tmp_path / "plain.csv", tmp_path / "other.csv"
    found = predict_files(reports, plain, model="outline-2015")
    again = predict_files(reports, other, model="outline-2015", **options)  # type: ignore[arg-type]
    assert plain.read_bytes() == other.read_bytes()
    assert found.rows == again.rows == len(pd.read_csv(plain))
    pd.testing.assert_frame_equal(found.rejected, again.rejected)
    assert list(found.rejected["stage"]) == ["duplicate"]
