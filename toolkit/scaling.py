"""The same stages over parts of the work: one by one, by processes, or on a Dask cluster."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import Any, TypeVar

from toolkit.errors import MissingExtraError, ToolkitError, check_choice

Part = TypeVar("Part")
Result = TypeVar("Result")
Spread = Callable[..., Iterator[Any]]

ENGINES = ("dask", "local")
_WAIT = "20s"
# Parts under way for each worker: enough that none waits, few enough to stay in memory.
_AHEAD = 2
# Where nobody names a number of processes: parts from which several are worth their start, and
# the most that are started, since each holds the models in memory.
_WORTH, _MOST = 8, 8
_SETTINGS = {
    # A model travels to a worker once; that it is larger than most arguments is no mistake.
    "distributed.admin.large-graph-warning-threshold": "1GB",
    "distributed.scheduler.allowed-failures": 5,
}


def map_partitions(
    function: Callable[..., Result],
    parts: Iterable[Part],
    *,
    given: Sequence[Any] = (),
    engine: str = "local",
    scheduler: str | None = None,
    workers: int | None = None,
) -> Iterator[Result]:
    """Run a function over parts and yield what it gives, in the parts' order.

    Parameters
    ----------
    function : callable
        Of a part and of what is given; importable by its name, so that other processes find it.
    parts : iterable
        Taken up as workers become free, so that they need not be in memory together.
    given : sequence
        Further arguments, the same for all parts, such as a model; sent to a Dask worker once.
    engine : {"local", "dask"}
        Processes of this machine (joblib), or a Dask cluster. Results are the same.
    scheduler : str, optional
        Address of a running Dask scheduler, such as ``tcp://10.0.0.5:8786``; without one, a
        cluster is started on this machine alone and stopped in the end.
    workers : int, optional
        Processes, where they are started here; by default as many as the machine has
        processors, with "local" at most eight, and one where there is little to do.

    Raises
    ------
    ToolkitError
        There is no such engine, Dask is not installed, nobody answers at the address, a worker
        has other versions than this machine, or a part has brought down several workers.

    Examples
    --------
    >>> list(map_partitions(sum, [[1, 2], [3]], given=[10]))
    [13, 13]
    """
    with open_engine(engine, scheduler=scheduler, workers=workers) as spread:
        yield from (spread or one_by_one)(function, parts, given=given)


@contextmanager
def open_engine(
    engine: str = "local", *, scheduler: str | None = None, workers: int | None = None
) -> Iterator[Spread | None]:
    """Start what runs the parts, for several rounds of work, and stop it in the end.

    Yields
    ------
    callable or None
        ``spread(function, parts, given=())``, as ``map_partitions``; None where there is but one
        process, this one.
    """
    check_choice(engine, ENGINES, where="engine", remedy="name one of these engines")
    if scheduler is not None and engine != "dask":
        remedy = "ask for the engine dask, or leave the scheduler out"
        raise ToolkitError("no scheduler with the engine local", scheduler, "scheduler", remedy)
    if workers is not None and workers < 1:
        raise ToolkitError("one worker or more", str(workers), "workers", "give a number from 1 on")
    if engine == "local":
        yield None if workers == 1 else partial(_by_processes, workers)
        return
    with _client(scheduler, workers) as client:
        yield partial(_on_cluster, client)


def one_by_one(
    function: Callable[..., Result], parts: Iterable[Part], *, given: Sequence[Any] = ()
) -> Iterator[Result]:
    """Run a function over parts in this process."""
    for part in parts:
        yield function(part, *given)


def _by_processes(
    workers: int | None,
    function: Callable[..., Result],
    parts: Iterable[Part],
    *,
    given: Sequence[Any] = (),
) -> Iterator[Result]:
    least = _WORTH if workers is None else 2
    first = list(islice(parts := iter(parts), least))
    every = chain(first, parts)
    # Starting a process takes longer than most single parts.
    number = 1 if len(first) < least else workers or _processors()
    if number == 1:
        yield from one_by_one(function, every, given=given)
        return
    import joblib

    pool = joblib.Parallel(n_jobs=number, return_as="generator", pre_dispatch=_AHEAD * number)
    try:
        yield from pool(joblib.delayed(function)(part, *given) for part in every)
    except BrokenProcessPool as reason:
        raise _lost(str(reason), "workers") from reason


def _processors() -> int:
    import joblib

    return min(int(joblib.cpu_count()), _MOST)


def _on_cluster(
    client: Any,
    function: Callable[..., Result],
    parts: Iterable[Part],
    *,
    given: Sequence[Any] = (),
) -> Iterator[Result]:
    # Submitted rather than scattered: what a lost worker held can then be made again.
    sent = [client.submit(_itself, one, pure=False) for one in given]
    waiting: deque[Any] = deque()
    try:
        for part in parts:
            waiting.append(client.submit(function, part, *sent, pure=False))
            # Workers come and go, so that their number is asked for each time.
            if len(waiting) > _AHEAD * max(len(client.nthreads()), 1):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())
    finally:
        client.cancel(list(waiting))


def _itself(thing: Part) -> Part:
    return thing


def _result(future: Any) -> Any:
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except KilledWorker as reason:
        raise _lost("one part of the work brought down several", "Dask cluster") from reason


def _lost(came: str, where: str) -> ToolkitError:
    remedy = "take fewer workers, so that each has more memory; a run with a store goes on"
    return ToolkitError("workers that stay", came, where, remedy)


@contextmanager
def _client(scheduler: str | None, workers: int | None) -> Iterator[Any]:
    try:
        import dask
        import distributed
    except ImportError as reason:
        remedy = "install the extra: pip install 'fazhi-toolkit[cluster]'"
        raise MissingExtraError("Dask", "none installed", "engine", remedy) from reason
    library: Any = distributed
    with dask.config.set(_SETTINGS):
        if scheduler is None:
            started = library.LocalCluster(
                n_workers=workers or os.cpu_count() or 1,
                threads_per_worker=1,
                dashboard_address=None,
            )
            with started, library.Client(started) as client:
                yield client
            return
        try:
            client = library.Client(scheduler, timeout=_WAIT)
        except (OSError, ValueError) as reason:
            remedy = "start one with: dask scheduler; and check the address and the firewall"
            raise ToolkitError("a Dask scheduler", str(reason), scheduler, remedy) from reason
        with client:
            _same_everywhere(client, scheduler)
            yield client


def _same_everywhere(client: Any, scheduler: str) -> None:
    """Refuse workers whose results might differ from this machine's."""
    own, told = _identity(), client.run(_identity)
    if not told:
        remedy = "start workers with: dask worker ADDRESS"
        raise ToolkitError("workers", "none", scheduler, remedy)
    for worker, theirs in told.items():
        other = [f"{name} {theirs[name]}" for name in own if theirs[name] != own[name]]
        if other:
            wanted = ", ".join(f"{name} {own[name]}" for name in own if theirs[name] != own[name])
            remedy = "install the same versions there, from the same constraints.txt"
            raise ToolkitError(wanted, ", ".join(other), f"Dask worker {worker}", remedy)


def _identity() -> dict[str, str]:
    """What a result depends on: versions of libraries, and the toolkit's own code and words."""
    from toolkit.files import sources_hash
    from toolkit.provenance import versions
    from toolkit.words import fingerprint

    stages = ("analysis", "classification", "corpus", "labelling", "study")
    code = sources_hash((*stages, "outlines.py", "tables.py", "words.py"))
    return versions() | {"segmentation": fingerprint(), "code": code}
