"""Files written whole or not at all, folders held by one run, and what code made them."""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import IO

from toolkit.errors import ToolkitError
from toolkit.resources import label_file

LOCK = ".lock"
_ASIDE = re.compile(r"\..+\.\d+")
# What some system takes for a part of a path, or does not take in a name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
# File systems take 255 bytes; the rest is for suffixes, and for the name of a file unfinished.
_LONGEST_STEM = 180
_PACKAGE = Path(__file__).resolve().parent


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """Write beside the target and rename, so that no half file is ever seen.

    Raises
    ------
    ToolkitError
        It cannot be written: the disk is full, or the folder may not be written to. What was
        there before stays as it was.
    """
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield aside
        aside.replace(target)
    except OSError as reason:
        raise no_room(target, reason) from reason
    finally:
        # Where nothing could be written, nothing is there; the error above is what is told.
        with suppress(OSError):
            aside.unlink()


def save_whole(save: Callable[[IO[bytes]], object], target: Path) -> None:
    """Write what openpyxl saves, made in memory first: where room ends, it leaves files open.

    Raises
    ------
    ToolkitError
        As `written_aside`, also where the folder for temporary files, which it uses, is full.
    """
    from lxml.etree import SerialisationError

    stream = io.BytesIO()
    try:
        save(stream)
    except (OSError, SerialisationError) as reason:
        raise no_room("the folder for temporary files", reason) from reason
    with written_aside(target) as aside:
        aside.write_bytes(stream.getvalue())


def no_room(target: str | Path, reason: Exception) -> ToolkitError:
    """Word the error of a file that could not be written.

    Examples
    --------
    >>> str(no_room("a.csv", OSError(28, "No space left on device"))).split(":")[0]
    'wanted room to write a file, came No space left on device (a.csv)'
    """
    came = getattr(reason, "strerror", None) or str(reason)
    remedy = "make room or name another folder, and run again; earlier results are as they were"
    return ToolkitError("room to write a file", came, str(target), remedy)


def safe_stem(name: str) -> str:
    """Return a name as a file may bear it, without a suffix: no part of a path, and not too long.

    Names that are safe stay as they are; of the others no two become the same.

    Examples
    --------
    >>> safe_stem("map-common-C4"), safe_stem("map-own-甲/乙")
    ('map-common-C4', 'map-own-甲_乙-85602e83')
    """
    tame = _UNSAFE.sub("_", name).strip(" .").encode()[:_LONGEST_STEM].decode(errors="ignore")
    if tame == name and name:
        return name
    return f"{tame}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def sweep(folder: Path) -> None:
    """Remove what runs that were killed left beside their targets.

    To be called where no other run writes to the folder.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("a.csv", ".a.csv.4711"):
    ...     _ = (folder / name).write_text("")
    >>> sweep(folder)
    >>> [file.name for file in folder.iterdir()]
    ['a.csv']
    """
    for file in folder.iterdir() if folder.is_dir() else ():
        if _ASIDE.fullmatch(file.name) and file.is_file():
            file.unlink(missing_ok=True)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder, so that no second run writes to it at the same time.

    The operating system lets go of it when the process ends, however it ends: a lock file that a
    killed run left behind hinders nobody.

    Raises
    ------
    ToolkitError
        Another process holds the folder, or it cannot be written to.
    """
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = path.open("a+", encoding="utf-8")
    except OSError as reason:
        came = reason.strerror or str(reason)
        remedy = "name another folder"
        raise ToolkitError("a folder to write to", came, str(folder), remedy) from reason
    with stream:
        if not _locked(stream):
            stream.seek(0)
            came = f"one that process {stream.read().strip() or 'unknown'} is using"
            remedy = "wait until that run has ended, or name another folder"
            raise ToolkitError("a folder that no other run uses", came, str(folder), remedy)
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        yield


def sources_hash(
    sources: Iterable[str], labels: Iterable[str] = (), libraries: Iterable[str] = ()
) -> str:
    """Return 16 hex digits that change when code, or a file that it reads, does.

    Parameters
    ----------
    sources : iterable of str
        Modules (``words.py``) and folders of the package (``corpus``).
    labels : iterable of str
        Names of files in ``labels/``.
    libraries : iterable of str
        Distributions whose versions count.

    Examples
    --------
    >>> len(sources_hash(["words.py"], ["words.txt"]))
    16
    """
    found = [file for name in sources for file in _modules(_PACKAGE / name)]
    digest = hashlib.sha256()
    for file in [*found, *(label_file(name) for name in labels)]:
        digest.update(f"{file.name}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    digest.update(repr([platform.python_version(), *map(version, libraries)]).encode())
    return digest.hexdigest()[:16]


def _modules(path: Path) -> list[Path]:
    return sorted(path.glob("*.py")) if path.is_dir() else [path]


def _locked(stream: IO[str]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
