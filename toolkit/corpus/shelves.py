"""What was worked out, kept in Parquet by the hash of the file or text that it came from."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.files import held, sweep, written_aside

if TYPE_CHECKING:
    import pyarrow as pa

# Columns beside the rows' own: the key, and whether there are rows (else one of nulls stands in).
_KEY, _FILLED = "key", "filled"
_NOTE = "what-is-this.txt"
_TOLD = (
    "What the toolkit read and predicted, so that the next run does it for new reports only.\n"
    "This folder can be removed at any time: the next run then starts afresh.\n"
)
# Files smaller than this are put together when there are many.
_SMALL_FILE, _MANY_FILES = 4 * 2**20, 32


class Shelf:
    """Rows kept by key, in Parquet files that are written once and never changed.

    Parameters
    ----------
    folder : Path
        Where they lie; made where it is missing. A damaged file is removed: what it held is
        worked out again.

    Examples
    --------
    >>> import tempfile, pyarrow as pa
    >>> folder = Path(tempfile.mkdtemp())
    >>> rows = pa.table({"x": [1, 2]})
    >>> Shelf(folder).keep({"a": rows, "b": rows.slice(0, 0)})
    >>> shelf = Shelf(folder)
    >>> [(key in shelf) and shelf.rows(key)["x"].to_pylist() for key in "abc"]
    [[1, 2], [], False]
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: dict[str, pa.Table] = {}
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        for file in sorted(folder.glob("*.parquet")):
            self._rows |= _read(file)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, key: str) -> pa.Table:
        """Return the rows of a key.

        Raises
        ------
        KeyError
            It is not there.
        """
        return self._rows[key]

    def keep(self, tables: Mapping[str, pa.Table]) -> None:
        """Write the rows of several keys, all of the same columns, into one file.

        Raises
        ------
        ToolkitError
            The disk is full, or the folder may not be written to.
        """
        if tables:
            _write(self._folder, tables)
            self._rows |= tables

    def tidy(self) -> None:
        """Put small files together where runs that added little have left many."""
        small = [
            file for file in self._folder.glob("*.parquet") if file.stat().st_size < _SMALL_FILE
        ]
        if len(small) > _MANY_FILES:
            joined = {key: rows for file in sorted(small) for key, rows in _read(file).items()}
            whole = _write(self._folder, joined)
            for file in small:
                if file != whole:
                    file.unlink()


@dataclass(frozen=True)
class Store:
    """A folder of shelves, held by one run at a time."""

    folder: Path

    def shelf(self, kind: str, version: str, detail: str = "") -> Shelf:
        """Open a shelf; those of the same kind that other versions of the code made are removed."""
        for other in self.folder.glob(f"{kind}-*"):
            if not other.name.startswith(f"{kind}-{version}"):
                shutil.rmtree(other, ignore_errors=True)
        return Shelf(self.folder / "-".join(filter(None, (kind, version, detail))))


@contextmanager
def open_store(folder: str | Path) -> Iterator[Store]:
    """Open a store, made where it is missing, and hold it until the block ends.

    Raises
    ------
    ToolkitError
        Another run holds it, or it cannot be written to.
    """
    path = Path(folder)
    with held(path):
        note = path / _NOTE
        if not note.exists():
            with written_aside(note) as aside:
                aside.write_text(_TOLD, encoding="utf-8")
        yield Store(path)


def _write(folder: Path, tables: Mapping[str, pa.Table]) -> Path:
    import pyarrow as pa
    from pyarrow import parquet

    keyed = [_keyed(key, rows) for key, rows in sorted(tables.items())]
    name = hashlib.sha256("\n".join(sorted(tables)).encode()).hexdigest()[:16]
    target = folder / f"{name}.parquet"
    with written_aside(target) as aside:
        parquet.write_table(pa.concat_tables(keyed), aside, compression="zstd")
    return target


def _keyed(key: str, rows: pa.Table) -> pa.Table:
    import pyarrow as pa

    filled = len(rows) > 0
    rows = rows if filled else pa.Table.from_pylist([{}], rows.schema)
    for name, value in ((_FILLED, pa.scalar(filled)), (_KEY, pa.scalar(key))):
        rows = rows.add_column(0, name, pa.repeat(value, len(rows)))
    return rows


def _read(file: Path) -> dict[str, pa.Table]:
    """Return the rows of each key in a file; of a damaged one nothing, and it is removed."""
    import pyarrow as pa
    from pyarrow import compute, parquet

    try:
        table = parquet.read_table(file, partitioning=None)
        runs = compute.run_end_encode(table[_KEY].combine_chunks())
        filled = table[_FILLED].to_pylist()
    except (OSError, pa.ArrowException, KeyError):
        file.unlink()
        return {}
    rows, found, start = table.drop_columns([_KEY, _FILLED]), {}, 0
    for key, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        found[key] = rows.slice(start, (end - start) * filled[start])
        start = end
    return found
