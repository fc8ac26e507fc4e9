"""Excel workbooks: a table, and beside it a sheet that explains each of its columns."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError
from toolkit.files import save_whole
from toolkit.presentation.exports import as_text
from toolkit.presentation.printed import printed
from toolkit.tables import TABLES, Column, defused

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

_MOST_ROWS, _MOST_CHARACTERS = 1_048_575, 32_767
_WIDEST, _NARROWEST = 60, 8
# What Excel refuses in a cell: control characters that XML cannot hold.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
# A fixed day, so that the same table gives the same file.
_EPOCH = datetime.datetime(2000, 1, 1)


def write_excel(
    table: pd.DataFrame,
    path: str | Path,
    *,
    meanings: Mapping[str, str] | None = None,
    note: str = "",
) -> Path:
    """Write a table as an Excel workbook with two sheets: the table, and what its columns mean.

    Numbers stay numbers; text that Excel would run as a formula gets a leading apostrophe and is
    stored as text. The header stays in sight and filters. The same table gives the same cells.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; its index is not written.
    path : str or Path
        The file, replaced where it exists.
    meanings : mapping of str to str, optional
        Column to what it holds; those of this package's own columns are known.
    note : str
        Text beneath the table, a blank row between.

    Raises
    ------
    ToolkitError
        More rows than a sheet holds.
    """
    from openpyxl import Workbook

    if len(table) > _MOST_ROWS:
        came, remedy = f"{len(table)} rows", "write .csv or .parquet"
        raise ToolkitError(f"at most {_MOST_ROWS} rows", came, "Excel sheet", remedy)
    book = Workbook()
    sheet = book.active
    sheet.title = "table"
    _fill(sheet, [[str(name) for name in table.columns], *_rows(table)])
    _align(sheet, table)
    if note:
        sheet.cell(len(table) + 3, 1).value = _clean(note)
    explained = book.create_sheet("columns")
    _fill(explained, [["column", "meaning", "unit"], *_explained(table, meanings or {})])
    book.properties.created = book.properties.modified = _EPOCH
    save_whole(book.save, Path(path))
    return Path(path)


def column_meanings(table: pd.DataFrame) -> dict[str, Column]:
    """Return what is known of a table's columns: from the project's table that has most of them."""
    names = [str(name) for name in table.columns]
    ranked = sorted(
        TABLES.values(), key=lambda columns: -len({one.name for one in columns} & set(names))
    )
    known: dict[str, Column] = {}
    for columns in ranked:
        known = {one.name: one for one in columns} | known
    return {name: known[name] for name in names if name in known}


def _explained(table: pd.DataFrame, meanings: Mapping[str, str]) -> Iterator[list[str]]:
    known = column_meanings(table)
    for name in map(str, table.columns):
        own = known.get(name)
        meaning = meanings.get(name) or (own.meaning if own else "")
        yield [name, meaning, own.unit if own and name not in meanings else ""]


def _rows(table: pd.DataFrame) -> Iterator[list[Any]]:
    """Yield rows of numbers as numbers and all else as text."""
    from pandas.api import types

    shown = as_text(table)
    columns: list[list[Any]] = []
    for place in range(table.shape[1]):
        values = table.iloc[:, place]
        texts = shown.iloc[:, place].tolist()
        numeric = types.is_numeric_dtype(values.dtype)
        columns.append([_number(text) if numeric else text for text in texts])
    yield from map(list, zip(*columns, strict=True))


def _number(text: str) -> float | int | None:
    if not text:
        return None
    value = float(text)
    # What overflows a cell's number is left empty, as a missing one.
    if value in (float("inf"), float("-inf")):
        return None
    return int(value) if value.is_integer() else value


def _fill(sheet: Worksheet, rows: list[list[Any]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = _clean(value) if isinstance(value, str) else value
            if isinstance(value, str):
                # Neither a formula nor one of Excel's errors (#N/A), whatever it reads like.
                cell.data_type = "s"
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for place, column in enumerate(zip(*rows[:200], strict=True), start=1):
        widest = max(_width(value) for value in column)
        sheet.column_dimensions[get_column_letter(place)].width = min(
            max(widest + 2, _NARROWEST), _WIDEST
        )


def _align(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Set columns of printed numbers, which are text, at the right as numbers are."""
    from openpyxl.styles import Alignment

    _, kinds = printed(table)
    numbers = [place for place, kind in enumerate(kinds, start=1) if kind != "text"]
    for place in numbers:
        for (cell,) in sheet.iter_rows(min_col=place, max_col=place):
            cell.alignment = Alignment(horizontal="right")


def _clean(text: str) -> str:
    return defused(text.translate(_FORBIDDEN))[:_MOST_CHARACTERS]


def _width(value: Any) -> int:
    from toolkit.presentation.describing import cells_of

    return cells_of(str("" if value is None else value).split("\n")[0])
