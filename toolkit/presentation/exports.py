"""Tables written for a spreadsheet, for another program and for a paper."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import UnreadableFileError
from toolkit.files import written_aside
from toolkit.tables import defused

if TYPE_CHECKING:
    import pandas as pd

JOINER = " > "
"""Stands between the parts of a list cell in a CSV."""


def write_csv(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as CSV that a spreadsheet opens rightly and safely.

    UTF-8 with a byte order mark, lines end in a line feed, floats have six significant digits,
    missing cells are empty, bool is 0 or 1, lists are joined by `` > ``. Text that a spreadsheet
    would run as a formula gets a leading apostrophe. The same table gives the same bytes.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; its index is not written.
    path : str or Path
        The file, replaced where it exists. Its folder is made where it is missing.

    Returns
    -------
    Path
        The file.
    """
    shown = as_text(table)
    with written_aside(Path(path)) as aside:
        shown.to_csv(aside, index=False, encoding="utf-8-sig", lineterminator="\n")
    return Path(path)


def write_parquet(table: pd.DataFrame, path: str | Path) -> Path:
    """Write a table as Parquet; list columns stay lists.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; its index is not written.
    path : str or Path
        The file, replaced where it exists. Its folder is made where it is missing.
    """
    with written_aside(Path(path)) as aside:
        table.to_parquet(aside, index=False, compression="zstd")
    return Path(path)


def as_text(table: pd.DataFrame, *, safe: bool = True) -> pd.DataFrame:
    """Return a table as text: floats with six digits, missing cells empty, lists joined.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.
    safe : bool, default True
        Whether text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    import pandas as pd

    columns = [_column(table.iloc[:, place], safe=safe) for place in range(table.shape[1])]
    shown = pd.DataFrame(dict(enumerate(columns)), dtype=object)
    shown.columns = [_text(str(name), safe=safe) for name in table.columns]
    return shown


def read_parquet(path: str | Path) -> pd.DataFrame:
    """Read a table that `write_parquet` wrote; list columns come back as lists.

    Raises
    ------
    UnreadableFileError
        The file is missing or is not Parquet.
    """
    import pandas as pd
    import pyarrow as pa

    try:
        table = pd.read_parquet(path)
    except (OSError, pa.ArrowInvalid) as reason:
        raise UnreadableFileError(
            "a Parquet file", str(reason), str(path), "give the path of a file this package wrote"
        ) from reason
    return table.assign(**{name: _relisted(table[name]) for name in _list_columns(table)})


def format_interval(value: float, low: float, high: float, *, digits: int = 1) -> str:
    """Word a share and its interval in percent, as journals do.

    Parameters
    ----------
    value, low, high : float
        Shares from 0 to 1; NaN where missing.
    digits : int, default 1
        Digits after the point.

    Examples
    --------
    >>> format_interval(0.1234, 0.1, 0.15)
    '12.3 [10.0, 15.0]'
    >>> format_interval(-0.02, -0.05, 0.01)
    '−2.0 [−5.0, 1.0]'
    >>> format_interval(0.1234, float("nan"), float("nan"))
    '12.3 [–]'
    >>> format_interval(float("nan"), float("nan"), float("nan"))
    '–'
    """
    import pandas as pd

    if pd.isna(value):
        return "–"
    told, *bounds = (figure(100 * one, digits) for one in (value, low, high))
    if pd.isna(low) or pd.isna(high):
        return f"{told} [–]"
    return f"{told} [{', '.join(bounds)}]"


def figure(value: float, digits: int) -> str:
    """Print a number with so many digits after the point and a true minus sign.

    A hyphen would make a spreadsheet take the cell for a formula.

    Examples
    --------
    >>> figure(-1.25, 1), figure(-0.001, 1), figure(12, 0)
    ('−1.2', '0.0', '12')
    """
    # Adding zero turns a negative zero into zero.
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def _column(values: pd.Series, *, safe: bool) -> list[object]:
    from pandas.api import types

    known = values.notna().tolist()
    cells = zip(values.astype(object), known, strict=True)
    # Whole columns of numbers keep their signs: only text can be a formula.
    if types.is_bool_dtype(values.dtype):
        return [str(int(value)) if there else "" for value, there in cells]
    if types.is_float_dtype(values.dtype):
        return [_number(value) if there else "" for value, there in cells]
    return [_cell(value, safe=safe) if there else "" for value, there in cells]


def _cell(value: Any, *, safe: bool) -> str:
    if isinstance(value, str):
        return _text(value, safe=safe)
    import numpy as np

    if isinstance(value, (list, tuple, np.ndarray)):
        return _text(JOINER.join(map(str, value)), safe=safe)
    if isinstance(value, (bool, np.bool_)):
        return str(int(value))
    if isinstance(value, (int, np.integer)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return _number(float(value))
    return _text(str(value), safe=safe)


def _text(value: str, *, safe: bool) -> str:
    return (defused(value) if safe else value).replace("\r\n", "\n").replace("\r", "\n")


def _number(value: float) -> str:
    # Adding zero turns a negative zero into zero.
    return f"{float(f'{value:.6g}') + 0.0:.6g}"


def _list_columns(table: pd.DataFrame) -> list[str]:
    import numpy as np

    loose = [name for name in table.columns if table[name].dtype == object]
    return [name for name in loose if any(isinstance(cell, np.ndarray) for cell in table[name])]


def _relisted(values: Iterable[Any]) -> list[Any]:
    import numpy as np

    return [cell.tolist() if isinstance(cell, np.ndarray) else cell for cell in values]
