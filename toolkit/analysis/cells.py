"""Which documents count, the cells that they make, and from whom a cell may borrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

REPORT_KINDS = ("annual report", "multi-year summary")
# Who may lend a mean residual, from near to far.
DONORS = ("the same year", "the same outline and level", "all reports")
_RESERVED = ("paragraph_id", "doc_id", "section", "n_chars", "category", "size")


@dataclass(frozen=True)
class Cells:
    """Documents that count, with the cell of each.

    Parameters
    ----------
    documents : pandas.DataFrame
        The documents, in order of ``doc_id``, with ``period`` and the year covered as ``year``.
    names : pandas.DataFrame
        One row per cell: the columns that make it.
    cell : ndarray of int
        Row in ``names`` of each document.
    donors : tuple of ndarray of int
        Wider and wider domains of documents, as ``DONORS`` names them.
    left_out : dict of str to int
        How many documents do not count, by reason.
    """

    documents: pd.DataFrame
    names: pd.DataFrame
    cell: NDArray[np.int64]
    donors: tuple[NDArray[np.int64], ...]
    left_out: dict[str, int]


def make_cells(
    documents: pd.DataFrame,
    by: Sequence[str],
    *,
    kinds: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
) -> Cells:
    """Choose the documents that count and group them.

    Parameters
    ----------
    documents : pandas.DataFrame
        Table ``documents``.
    by : sequence of str
        Columns that make the cells. A year brings its ``period``, so that a report of several
        years is in no single one.
    kinds : sequence of str, optional
        Kinds of document; by default reports by a government, where there are any.
    levels : sequence of str, optional
        Levels that are pooled; by default each level has cells of its own.

    Raises
    ------
    ToolkitError
        A column that is not there.
    """
    wanted = [by] if isinstance(by, str) else list(by)
    _check_columns(documents, wanted)
    chosen, left_out = _chosen(documents, kinds, levels, wanted)
    chosen = chosen.sort_values("doc_id", kind="stable").reset_index(drop=True)
    level = chosen["level"].astype("str") if levels is None else ""
    near = [["period", "_level"], ["outline", "_level"], []]
    told = chosen.assign(_level=level)
    apart = ["level"] if levels is None and "level" not in wanted else []
    keys = [*wanted, *apart, *(["period"] if "year" in wanted else [])]
    cell = _codes(told, keys)
    first = np.unique(cell, return_index=True)[1]
    names = chosen.loc[first, keys].reset_index(drop=True)
    return Cells(chosen, names, cell, tuple(_codes(told, one) for one in near), left_out)


def _codes(documents: pd.DataFrame, keys: list[str]) -> NDArray[np.int64]:
    if not keys:
        return np.zeros(len(documents), np.int64)
    groups = documents.groupby(keys, dropna=False, sort=True)
    return np.asarray(groups.ngroup(), dtype=np.int64)


def _check_columns(documents: pd.DataFrame, wanted: list[str]) -> None:
    unknown = [name for name in wanted if name not in documents.columns or name in _RESERVED]
    if unknown:
        came = ", ".join(unknown)
        remedy = "add it with metadata=, or name a column of the documents table"
        raise ToolkitError("columns of the documents table", came, "emphasis, by", remedy)


def _chosen(
    table: pd.DataFrame,
    kinds: Sequence[str] | None,
    levels: Sequence[str] | None,
    by: list[str],
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The documents that count, and how many are left out for which reason."""
    documents = table.assign(period=_periods(table), year=_years(table))
    wanted = documents["kind"].isin(list(kinds or REPORT_KINDS))
    reasons = {"other kind of document": ~wanted}
    if kinds is None:
        department = documents["issuer_type"].isin(["department", "agency"])
        reasons["issued by a department"] = department
        if not (wanted & ~department).any():
            reasons = {}
    if levels is not None:
        reasons["other level"] = ~documents["level"].isin(list(levels))
    # A report of several years has a period and no year.
    for column, name in (("region", "region"), ("level", "level"), ("year", "period")):
        if column in by:
            reasons[f"no {name}"] = documents[name].isna()
    return _apart(documents, reasons)


def _apart(
    documents: pd.DataFrame, reasons: dict[str, pd.Series]
) -> tuple[pd.DataFrame, dict[str, int]]:
    left: dict[str, int] = {}
    for reason in sorted(reasons):
        out = reasons[reason].reindex(documents.index)
        left[reason] = int(out.sum())
        documents = documents[~out]
    return documents, {reason: count for reason, count in left.items() if count}


def _years(documents: pd.DataFrame) -> pd.Series:
    """The year covered; missing where a report covers several."""
    covered = documents["covers"].fillna(documents["year"])
    several = documents["year_to"].notna() & (documents["year"] != documents["year_to"])
    return covered.mask(several.fillna(False))


def _periods(documents: pd.DataFrame) -> pd.Series:
    covered = documents["covers"].fillna(documents["year"])
    several = (documents["year"] != documents["year_to"]).fillna(False)
    one = covered.astype("str")
    spans = documents["year"].astype("str") + "–" + documents["year_to"].astype("str")
    return one.mask(several & documents["year_to"].notna(), spans).mask(covered.isna())
