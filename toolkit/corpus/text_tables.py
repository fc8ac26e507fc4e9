"""Tables with a paragraph in each row, of any size: read batch by batch."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.corpus.tabular import find_column
from toolkit.errors import UnreadableFileError

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".tsv", ".jsonl", ".parquet")
_ID, _TEXT = "paragraph_id", "text"
_BATCH = 4096
_LOOKED_AT = 2**20


def read_texts(path: str | Path, *, text_column: str | None = None) -> Iterator[pd.DataFrame]:
    """Read a table of paragraphs, some thousand rows at a time.

    Parameters
    ----------
    path : str or Path
        A .csv, .tsv, .jsonl or .parquet file.
    text_column : str, optional
        The column of the paragraphs; by default text, content, 正文, 内容 and the like.

    Yields
    ------
    pandas.DataFrame
        Columns paragraph_id (the table's own where it has that column, else the number of the
        row, from 1) and text, which is empty where the cell is.

    Raises
    ------
    UnreadableFileError
        It cannot be read as such a table, or has no such column.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = file.write_text("年,正文\\n2020,依法行政\\n2021,\\n", encoding="utf-8")
    >>> [batch.to_dict("records") for batch in read_texts(file)]
    [[{'paragraph_id': '1', 'text': '依法行政'}, {'paragraph_id': '2', 'text': ''}]]
    """
    import pyarrow as pa

    file, number = Path(path), 0
    open_batches = {".jsonl": _json_batches, ".parquet": _parquet_batches}
    read = open_batches.get(file.suffix.lower(), _csv_batches)
    try:
        for batch in read(file, text_column):
            yield _numbered(batch, number)
            number += len(batch)
    except (OSError, TypeError, ValueError, RecursionError, pa.ArrowException) as reason:
        remedy = "open it in a spreadsheet program and save it again, as CSV in UTF-8"
        came = f"{reason} after row {number}"
        raise UnreadableFileError("a table of paragraphs", came, str(path), remedy) from reason


def _numbered(batch: pd.DataFrame, start: int) -> pd.DataFrame:
    import pandas as pd

    numbers = pd.Series(range(start + 1, start + len(batch) + 1), index=batch.index).astype("str")
    ids = batch[_ID].astype("str").where(batch[_ID].notna(), numbers) if _ID in batch else numbers
    return pd.DataFrame({_ID: ids, _TEXT: batch[_TEXT].astype("str").fillna("")})


def _columns(names: Sequence[str], file: Path, wanted: str | None) -> dict[str, str]:
    """Return the columns to read, and what they are called here."""
    column = find_column(names, wanted)
    if column is None:
        named = f"a column {wanted}" if wanted else "a column of paragraphs (text, 正文 …)"
        came = ", ".join(names)[:200] or "no columns"
        remedy = "name the column that holds the paragraphs with --text-column"
        raise UnreadableFileError(named, came, str(file), remedy)
    return {column: _TEXT} | ({_ID: _ID} if _ID in names and column != _ID else {})


def _csv_batches(file: Path, wanted: str | None) -> Iterator[pd.DataFrame]:
    import pyarrow as pa
    from pyarrow import csv

    encoding = _encoding(file)
    with file.open(encoding=encoding, newline="") as stream:
        header = stream.readline()
    reading = csv.ReadOptions(encoding=encoding)
    parsing = csv.ParseOptions(delimiter=max(",\t;", key=header.count), newlines_in_values=True)
    with csv.open_csv(file, reading, parsing) as first:
        columns = _columns(first.schema.names, file, wanted)
    converting = csv.ConvertOptions(
        include_columns=list(columns),
        column_types=dict.fromkeys(columns, pa.string()),
        strings_can_be_null=False,
    )
    with csv.open_csv(file, reading, parsing, converting) as batches:
        for batch in batches:
            frame: pd.DataFrame = batch.to_pandas().rename(columns=columns)
            for start in range(0, len(frame), _BATCH):
                yield frame.iloc[start : start + _BATCH]


def _encoding(file: Path) -> str:
    """UTF-8 where the beginning is, or the byte order mark's encoding, else GB18030."""
    with file.open("rb") as stream:
        begin = stream.read(_LOOKED_AT)
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(begin)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig" if begin.startswith(codecs.BOM_UTF8) else "utf-8"


def _json_batches(file: Path, wanted: str | None) -> Iterator[pd.DataFrame]:
    import pandas as pd

    columns: dict[str, str] | None = None
    with file.open(encoding=_encoding(file)) as stream:
        lines = (json.loads(line) for line in stream if line.strip())
        while batch := list(islice(lines, _BATCH)):
            rows = [_checked_row(row) for row in batch]
            if columns is None:
                columns = _columns(list(dict.fromkeys(chain.from_iterable(rows))), file, wanted)
            yield pd.DataFrame(
                {here: [row.get(name) for row in rows] for name, here in columns.items()}
            )


def _checked_row(row: object) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TypeError(f"a line that is a {type(row).__name__}, not an object")
    return row


def _parquet_batches(file: Path, wanted: str | None) -> Iterator[pd.DataFrame]:
    from pyarrow import parquet

    with parquet.ParquetFile(file) as table:
        columns = _columns(table.schema_arrow.names, file, wanted)
        for batch in table.iter_batches(batch_size=_BATCH, columns=list(columns)):
            frame: pd.DataFrame = batch.to_pandas()
            yield frame.rename(columns=columns)
