"""Tables that hold a report in each row: CSV, Excel, JSON lines, Parquet."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.corpus.archives import check_packing, open_archive
from toolkit.corpus.decoding import decode
from toolkit.corpus.kinds import DOWNLOAD_AGAIN
from toolkit.errors import UnreadableFileError

# In order of preference: the first that a table has is its text.
TEXT_COLUMNS = (
    "text",
    "content",
    "正文",
    "全文",
    "内容",
    "文本",
    "正文内容",
    "报告正文",
    "报告内容",
    "报告全文",
    "文章内容",
    "fulltext",
    "full_text",
    "full text",
    "body",
)
_OWN = ({"paragraph_id"}, {"problem_id"})
_MOST_BYTES = 2**30
# A workbook's strings are all in memory at once, each at many times its size.
_LARGEST_BOOK = 256 * 2**20
# What Excel holds at most in a sheet, and more cells than any table of reports.
_MOST_ROWS = 2**20
_MOST_CELLS = 50_000_000
_HEADER_ROWS = 20
_BATCH = 32
_FREE_BYTES, _HIGHEST_RATIO = 2**24, 30

Row = Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table's rows, numbered from 1 below the header, and the name of the text's column."""

    rows: Iterable[tuple[int, Row]]
    text: str
    encoding: str | None = None


def read_table(content: bytes, name: str, kind: str, *, text_column: str | None = None) -> Table:
    """Open a table of reports.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for refusals.
    kind : str
        csv, tsv, xlsx, jsonl or parquet.
    text_column : str, optional
        The column that holds the reports; by default the first of ``TEXT_COLUMNS`` at hand.

    Raises
    ------
    UnreadableFileError
        It is damaged, or has no such column.

    Examples
    --------
    >>> table = read_table("标题,正文\\n甲,乙\\n".encode(), "a.csv", "csv")
    >>> table.text, list(table.rows)
    ('正文', [(1, {'标题': '甲', '正文': '乙'})])
    """
    if kind == "xlsx":
        return _sheets(content, name, text_column)
    if kind == "parquet":
        return _parquet(content, name, text_column)
    text, encoding = decode(content, name)
    if kind == "jsonl":
        return _json_lines(text, encoding, name, text_column)
    return _separated(text, encoding, name, text_column)


def _text_column(columns: Sequence[str], name: str, wanted: str | None) -> str:
    column = find_column(columns, wanted)
    came = ", ".join(filter(None, columns))[:200] or "no columns"
    if any(own <= set(columns) for own in _OWN):
        remedy = "nothing, or move it out of the reports' folder"
        raise UnreadableFileError("a table of reports", "a table of results", name, remedy)
    if column is None:
        named = f"a column {wanted}" if wanted else "a column of reports (text, content, 正文 …)"
        remedy = "name the column that holds the reports with --text-column"
        raise UnreadableFileError(named, came, name, remedy)
    return column


def find_column(columns: Sequence[str], wanted: str | None) -> str | None:
    """Return the column that holds the text: the one wanted, else the first usual one."""
    plain = {column.strip().lower(): column for column in reversed(columns)}
    names = (wanted.strip().lower(),) if wanted else TEXT_COLUMNS
    return next((plain[name] for name in names if name in plain), None)


def _separated(text: str, encoding: str, name: str, wanted: str | None) -> Table:
    import pandas as pd

    header = text.lstrip().split("\n", 1)[0]
    # Spreadsheet programs write tabs, or semicolons, under either name.
    separator = max(",\t;", key=header.count)
    if header.count(separator) * text.count("\n") > _MOST_CELLS:
        raise _too_large(f"{header.count(separator)} columns", name)
    try:
        frame = pd.read_csv(io.StringIO(text), dtype="str", sep=separator, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as reason:
        remedy = "open it in a spreadsheet program, and save it as .xlsx"
        raise UnreadableFileError("a CSV table", str(reason), name, remedy) from reason
    columns = [str(column) for column in frame.columns]
    frame.columns = pd.Index(columns)
    column = _text_column(columns, name, wanted)
    records = frame.fillna("").to_dict("records")
    rows = ({str(key): str(cell) for key, cell in row.items()} for row in records)
    return Table(enumerate(rows, 1), column, encoding)


def _json_lines(text: str, encoding: str, name: str, wanted: str | None) -> Table:
    rows = list(_json_rows(text, name))
    columns = list(dict.fromkeys(key for _, row in rows for key in row))
    return Table(rows, _text_column(columns, name, wanted), encoding)


def _json_rows(text: str, name: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as reason:
            where = f"{name}, line {number}"
            raise UnreadableFileError("JSON", str(reason), where, "correct the line") from reason
        if not isinstance(row, dict):
            came = f"a {type(row).__name__}"
            remedy = "write one object with its fields a line"
            raise UnreadableFileError("a JSON object", came, f"{name}, line {number}", remedy)
        yield number, {_cell(key): _cell(cell) for key, cell in row.items()}


def _sheets(content: bytes, name: str, wanted: str | None) -> Table:
    """Rows of every sheet that has a text column; a title may stand above the header."""
    with open_archive(content, name, most_bytes=_LARGEST_BOOK) as archive:
        for member in archive.infolist():
            check_packing(member, name)
    import openpyxl

    rows: list[Row] = []
    text, seen = None, list[str]()
    with warnings.catch_warnings():
        # Books of other programs lack styles and say so.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            # What a sheet states of its size need not be so.
            sheet.reset_dimensions()
            lines = _bounded(sheet.iter_rows(values_only=True), name)
            found, columns, below = _sheet(lines, wanted)
            seen, text = seen or columns, text or found
            rows += ({text or "": row[found], **row} for row in below if found)
    return Table(enumerate(rows, 1), text or _text_column(seen, name, wanted))


def _sheet(
    lines: Iterator[tuple[object, ...]], wanted: str | None
) -> tuple[str | None, list[str], Iterator[Row]]:
    first: list[str] = []
    for _ in range(_HEADER_ROWS):
        columns = [_cell(cell).strip() for cell in next(lines, ())]
        first = first or [column for column in columns if column]
        found = find_column(columns, wanted)
        if found is not None:
            return found, columns, (_row(columns, line) for line in lines if any(line))
    return None, first, iter(())


def _bounded(lines: Iterable[tuple[object, ...]], name: str) -> Iterator[tuple[object, ...]]:
    """Stop at a sheet that a few bytes make endless: a cell may stand in any row and column."""
    cells = 0
    for number, line in enumerate(lines, 1):
        cells += len(line)
        if number > _MOST_ROWS or cells > _MOST_CELLS:
            raise _too_large("more rows or cells than a sheet has", name)
        yield line


def _too_large(came: str, name: str) -> UnreadableFileError:
    return UnreadableFileError("a table of a usual size", came, name, "split it, or drop columns")


def _row(columns: Sequence[str], cells: Sequence[object]) -> Row:
    pairs = zip(columns, map(_cell, cells), strict=False)
    return {column: cell for column, cell in reversed(list(pairs)) if column}


def _parquet(content: bytes, name: str, wanted: str | None) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(content))
    except pa.ArrowException as reason:
        came = f"a damaged one ({reason})"
        raise UnreadableFileError("a whole Parquet file", came, name, DOWNLOAD_AGAIN) from reason
    groups = (file.metadata.row_group(number) for number in range(file.num_row_groups))
    if sum(group.total_byte_size for group in groups) > _MOST_BYTES:
        raise _too_large(f"over {_MOST_BYTES // 2**20} MB unpacked", name)
    column = _text_column([str(one) for one in file.schema_arrow.names], name, wanted)
    return Table(
        enumerate(_batches(file, name, max(_FREE_BYTES, _HIGHEST_RATIO * len(content))), 1), column
    )


def _batches(file: object, name: str, most: int) -> Iterator[Row]:
    import pyarrow as pa

    size = 0
    try:
        for batch in file.iter_batches(batch_size=_BATCH):  # type: ignore[attr-defined]
            # A text that the file holds once may stand in each of its rows.
            size += batch.nbytes
            if size > most:
                raise _too_large(f"over {most // 2**20} MB unpacked", name)
            for row in batch.to_pylist():
                yield {str(key): _cell(cell) for key, cell in row.items()}
    except pa.ArrowException as reason:
        came = f"a damaged one ({reason})"
        raise UnreadableFileError("a whole Parquet file", came, name, DOWNLOAD_AGAIN) from reason


def _cell(value: object) -> str:
    """Write a cell as text: nothing for none, whole numbers and days without their zeros."""
    if value is None or value != value:  # noqa: PLR0124
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # JSON can spell halves of characters, which no file can hold.
    whole = str(value).encode("utf-8", "replace").decode("utf-8")
    return whole.removesuffix(" 00:00:00")
