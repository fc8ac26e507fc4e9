"""A corpus on disk: saved whole, and the readings of its files kept so that each is read once."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.corpus.filereading import (
    FileReading,
    part_schema,
    read_reports,
)
from toolkit.corpus.reading import LARGEST_FILE, Refusal, file_bytes
from toolkit.corpus.shelves import Store
from toolkit.errors import TableError, UnreadableFileError
from toolkit.files import sources_hash, sweep, written_aside
from toolkit.provenance import file_hash, versions
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd

    Spread = Callable[..., Iterator[Any]]
    File = tuple[Path, str]

_TABLES = ("documents", "paragraphs", "rejected")
_LIST = "corpus.json"
# All that reading consists of: another version of it reads anew.
SOURCES = ("corpus", "errors.py", "provenance.py", "resources.py", "tables.py")
LABELS = ("divisions.csv",)
_LIBRARIES = (
    "lxml", "lxml_html_clean", "opencc-python-reimplemented", "openpyxl", "pandas", "pyarrow",
    "pypdf", "trafilatura",
)  # fmt: skip
BATCH = 8
_KEPT_AT_ONCE, _SECONDS = 256, 5.0
# What a reading may say for want of memory or of a disk, and not of what the file holds.
_PASSING = ("MemoryError", "OSError")


def save_corpus(corpus: Corpus, folder: str | Path) -> Path:
    """Save a corpus, to be loaded again without reading its files.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    folder : str or Path
        Folder for its tables as Parquet, which other programs read too; made where it is missing.
        A corpus saved there before is replaced, in one step.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ToolkitError
        The disk is full or may not be written to, or a column of your own mixes kinds of values.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit.corpus.collection import read_corpus
    >>> folder = Path(tempfile.mkdtemp())
    >>> text = "云岭县2020年法治政府建设报告\\n全年无重大案件。"
    >>> _ = (folder / "a.txt").write_text(text, encoding="utf-8")
    >>> load_corpus(save_corpus(read_corpus(folder / "a.txt"), folder / "saved"))
    Corpus(1 documents, 1 paragraphs, 0 rejected)
    """
    target = Path(folder)
    names = {name: _save(getattr(corpus, name), name, target) for name in _TABLES}
    with written_aside(target / _LIST) as aside:
        told = {"tables": names, "versions": versions()}
        aside.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sweep(target)
    for file in target.glob("*-*.parquet"):
        if file.name not in names.values() and file.name.split("-")[0] in _TABLES:
            file.unlink()
    return target


def load_corpus(folder: str | Path) -> Corpus:
    """Load a corpus that ``save_corpus`` saved.

    Parameters
    ----------
    folder : str or Path
        The folder.

    Raises
    ------
    UnreadableFileError
        There is no such folder, or it holds no whole saved corpus.
    """
    path = Path(folder)
    try:
        names = json.loads((path / _LIST).read_text(encoding="utf-8"))["tables"]
        tables = {name: _load(path / Path(str(names[name])).name, name) for name in _TABLES}
    except (OSError, ValueError, LookupError, TypeError) as reason:
        remedy = "name the folder that save_corpus wrote, or save the corpus again"
        came = f"{type(reason).__name__}: {reason}"
        raise UnreadableFileError("a saved corpus", came, str(path), remedy) from reason
    return Corpus(**tables)


class KeptReadings:
    """Readings of files, found again by what a file holds, its name, and the code that read it.

    Parameters
    ----------
    store : Store
        Where they are kept.
    """

    def __init__(self, store: Store) -> None:
        version = sources_hash(SOURCES, LABELS, _LIBRARIES)
        # Parts last: a reading counts as kept once these are there.
        self._paragraphs = store.shelf("paragraphs", version)
        self._parts = store.shelf("parts", version)
        self._waiting: dict[str, FileReading] = {}
        self._written = time.monotonic()

    def __contains__(self, key: object) -> bool:
        return key in self._parts

    def find(self, key: str) -> FileReading:
        """Return the reading of a file."""
        return FileReading(self._parts.rows(key).to_pylist(), self._paragraphs.rows(key))

    def add(self, key: str | None, reading: FileReading) -> None:
        """Keep a reading; it is written with others, at the latest after some seconds."""
        passing = any(word in str(part.get("came")) for part in reading.parts for word in _PASSING)
        if key is not None and reading.parts and not passing:
            self._waiting[key] = reading
        late = time.monotonic() - self._written > _SECONDS
        if late or len(self._waiting) >= _KEPT_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits to be written."""
        import pyarrow as pa

        waiting, self._waiting = self._waiting, {}
        self._paragraphs.keep({key: one.paragraphs for key, one in waiting.items()})
        schema = part_schema()
        self._parts.keep(
            {key: pa.Table.from_pylist(one.parts, schema) for key, one in waiting.items()}
        )
        self._written = time.monotonic()

    def tidy(self) -> None:
        """Write what waits, and put small files together."""
        self.flush()
        for shelf in (self._paragraphs, self._parts):
            shelf.tidy()


def readings(
    files: Sequence[File],
    *,
    text_column: str | None = None,
    store: Store | None = None,
    spread: Spread | None = None,
) -> Iterator[FileReading]:
    """Yield the reading of each file, in order: found in the store, or read now.

    Parameters
    ----------
    files : sequence of (Path, str)
        Files and their names.
    text_column : str, optional
        See ``read_corpus``.
    store : Store, optional
        What is read is kept there.
    spread : callable, optional
        ``spread(function, parts, given=...)`` runs a function over parts elsewhere and yields the
        results in order; by default files are read one by one here.
    """
    kept = None if store is None else KeptReadings(store)
    keys = [None if kept is None else _key(file, text_column) for file in files]
    missing = [
        file for file, key in zip(files, keys, strict=True) if kept is None or key not in kept
    ]
    fresh = _fresh(missing, text_column, spread)
    if kept is None:
        yield from fresh
    else:
        yield from _found_or_kept(keys, kept, fresh)


def read_batch(
    files: Sequence[tuple[bytes | Refusal, str]], text_column: str | None
) -> list[FileReading]:
    """Read several files whose bytes are at hand, as a worker does."""
    return [read_reports(content, name, text_column=text_column) for content, name in files]


def loaded(files: Sequence[File]) -> Iterator[list[tuple[bytes | Refusal, str]]]:
    """Yield the files in batches, with their bytes, as ``read_batch`` takes them."""
    for start in range(0, len(files), BATCH):
        yield [(file_bytes(file, name), name) for file, name in files[start : start + BATCH]]


def _fresh(
    files: Sequence[File], text_column: str | None, spread: Spread | None
) -> Iterator[FileReading]:
    if spread is None:
        for file, name in files:
            yield read_reports(file_bytes(file, name), name, text_column=text_column)
    else:
        yield from chain.from_iterable(spread(read_batch, loaded(files), given=(text_column,)))


def _found_or_kept(
    keys: Sequence[str | None], kept: KeptReadings, fresh: Iterator[FileReading]
) -> Iterator[FileReading]:
    try:
        for key in keys:
            if key is not None and key in kept:
                yield kept.find(key)
            else:
                reading = next(fresh)
                kept.add(key, reading)
                yield reading
        kept.tidy()
    finally:
        # Whatever ended the run: what was read is kept.
        kept.flush()


def _key(file: tuple[Path, str], text_column: str | None) -> str | None:
    """Hash what a reading depends on; None for a file that cannot be opened."""
    path, name = file
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None
        parts = (file_hash(path), name, text_column)
    except OSError:
        return None
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _save(table: pd.DataFrame, name: str, folder: Path) -> str:
    import pyarrow as pa

    plain = folder / f"{name}.parquet"
    with written_aside(plain) as aside:
        try:
            table.to_parquet(aside, index=False, compression="zstd", row_group_size=65_536)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as reason:
            remedy = "give each column values of one kind, such as text"
            raise TableError("a table to save", str(reason), f"corpus, {name}", remedy) from reason
    final = f"{name}-{file_hash(plain)[:16]}.parquet"
    plain.replace(folder / final)
    return final


def _load(file: Path, name: str) -> pd.DataFrame:
    import pandas as pd

    table = pd.read_parquet(file)
    if "headings" in table:
        table["headings"] = [list(cell) for cell in table["headings"]]
    return make_table(name, table)
