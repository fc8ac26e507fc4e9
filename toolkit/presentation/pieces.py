"""Tables of any size, written piece by piece into one file."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.files import written_aside
from toolkit.presentation.exports import as_text

if TYPE_CHECKING:
    import pandas as pd


def write_pieces(tables: Iterable[pd.DataFrame], path: str | Path) -> int:
    """Write tables of the same columns one below the other, never all in memory.

    Parameters
    ----------
    tables : iterable of pandas.DataFrame
        One or more.
    path : str or Path
        The file: Parquet where its name ends in .parquet, else CSV as ``write_csv`` writes it.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    ToolkitError
        The file cannot be written.
    """
    target = Path(path)
    with written_aside(target) as aside:
        return (_to_parquet if target.suffix == ".parquet" else _to_csv)(tables, aside)


def _to_csv(tables: Iterable[pd.DataFrame], aside: Path) -> int:
    rows = 0
    with aside.open("w", encoding="utf-8-sig", newline="") as stream:
        for number, table in enumerate(tables):
            shown = as_text(table)
            shown.to_csv(stream, index=False, header=number == 0, lineterminator="\n")
            rows += len(table)
    return rows


def _to_parquet(tables: Iterable[pd.DataFrame], aside: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    rows, pieces = 0, (pa.Table.from_pandas(table, preserve_index=False) for table in tables)
    first = next(pieces)
    with parquet.ParquetWriter(aside, first.schema, compression="zstd") as writer:
        for piece in chain([first], pieces):
            writer.write_table(piece.cast(first.schema))
            rows += len(piece)
    return rows
