"""Which documents count, the cells that they make, and from whom a cell may borrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.tables import listed, not_counted, periods_of

if TYPE_CHECKING:
    import pandas as pd

# Report years at which what is reported changed for other reasons than the work itself.
BREAKS = MappingProxyType(
    {
        2016: "first outline in force",
        2019: "inspection rules prescribe what to report; legal affairs offices are merged",
        2021: "second outline",
    }
)
UNBOUND = "government work report"
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
    balanced: bool = False,
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
    balanced : bool
        Keep only regions with a document in every year in which any of their level has one.

    Raises
    ------
    ToolkitError
        A column that is not there.
    """
    wanted = listed(by)
    _check_columns(documents, wanted)
    chosen, left_out = _chosen(documents, kinds, levels, wanted)
    told = chosen.assign(_level=chosen["level"].astype("str") if levels is None else "")
    if balanced:
        told, partial = _apart(told, {"not in every year": ~_throughout(told)})
        left_out |= partial
    told = told.sort_values("doc_id", kind="stable").reset_index(drop=True)
    near = [["period", "_level"], ["outline", "_level"], []]
    apart = ["level"] if levels is None and "level" not in wanted else []
    keys = [*wanted, *apart, *(["period"] if "year" in wanted else [])]
    cell = _codes(told, keys)
    first = np.unique(cell, return_index=True)[1]
    names = told.loc[first, keys].reset_index(drop=True)
    donors = tuple(_codes(told, one) for one in near)
    return Cells(told.drop(columns="_level"), names, cell, donors, left_out)


def composition(documents: pd.DataFrame) -> dict[str, list[int]]:
    """Return the years of each region; names that several regions bear have their code beside them.

    Parameters
    ----------
    documents : pandas.DataFrame
        Documents with the year covered as ``year``, as of ``Cells``; those without a region or
        year count for nothing.
    """
    known = documents.dropna(subset=["region", "year"])
    regions = known.assign(_place=places_of(known)).groupby("_place", sort=False)
    names, codes = regions["region"].first(), regions["region_code_today"].first().fillna("")
    shown = names.mask(names.duplicated(keep=False), names + " " + codes)
    years = [sorted({int(year) for year in one}) for _, one in regions["year"]]
    return dict(sorted(zip(shown, years, strict=True)))


def places_of(documents: pd.DataFrame) -> pd.Series:
    """Return what tells each document's region, the same under an old and a new code."""
    return documents["region_code_today"].fillna(documents["region"])


def clusters_of(documents: pd.DataFrame, cluster: str) -> NDArray[np.int64]:
    """Number what a process is sampled by: the documents, or (``region``) their regions.

    A document without a region is one of its own.
    """
    if cluster == "document":
        return np.arange(len(documents))
    places = places_of(documents).fillna(documents["doc_id"])
    return np.asarray(places.factorize()[0], dtype=np.int64)


def breaks_within(documents: pd.DataFrame) -> dict[int, str]:
    """Return the breaks between the years of documents; none where no outline binds them."""
    years = documents.loc[documents["kind"] != UNBOUND, "year"].dropna()
    return {at: why for at, why in BREAKS.items() if len(years) and years.min() < at <= years.max()}


def _throughout(documents: pd.DataFrame) -> pd.Series:
    """Whether a document's region has one in every year in which any of its level has."""
    known = documents.assign(_place=places_of(documents)).dropna(subset=["_place", "year"])
    years = known.groupby("_level")["year"].transform("nunique")
    own = known.groupby(["_level", "_place"])["year"].transform("nunique")
    return (own == years).reindex(documents.index, fill_value=False)


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
    documents = table.assign(period=periods_of(table), year=_years(table))
    reasons = not_counted(documents, kinds)
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
