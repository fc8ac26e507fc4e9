"""Where a region stands: among regions of its level in the same year, and against its own past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.analysis.emphasis import emphasis
from toolkit.analysis.report_rows import Counting
from toolkit.analysis.variance import Floats
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd

_BY = ("region", "region_code_today", "year")
PROFILE_COLUMNS = (
    "level", "region_code_today", "rank", "rank_low", "rank_high", "percentile", "n_peers",
    "peers", "difference", "difference_low", "difference_high", "past", "n_past", "change",
    "change_low", "change_high", "claim",
)  # fmt: skip


class _Mean(NamedTuple):
    """A mean of estimates, and how far its bounds lie below and above."""

    value: float
    below: float
    above: float


def profile(
    corpus: Corpus,
    predictions: pd.DataFrame,
    region: str,
    labels: pd.DataFrame | None = None,
    *,
    scheme: str = "common",
    population: str = "corpus",
    confidence: float = 0.95,
    **counting: Unpack[Counting],
) -> pd.DataFrame:
    """Tell where a region stands among its peers, and against its own earlier years.

    The claim: the region's share of a category in a year, less the mean of its peers (the other
    regions of the same level with a report of that year), or less the mean of its own earlier
    years; about these very reports with ``population="corpus"``. Bounds of differences are put
    together from those of the shares (MOVER; Zou and Donner 2008). A region has one report a
    year, so that its correction is borrowed: its bounds say what hand-coding that report would
    likely find, and are less sure than others (``flag``). Where a share has no bounds, neither
    have its differences, and nothing is claimed.

    Parameters
    ----------
    corpus, predictions, labels, scheme, population, confidence
        As in ``emphasis``.
    region : str
        A region's name or today's code.
    **counting
        ``weight``, ``unit``, ``sections``, ``none``, ``method``, ``levels``, ``kinds`` and
        ``training_hashes`` as in ``emphasis``.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates``, one row per level, year and category, with ``rank`` (1 is the
        largest share) among itself and ``n_peers``, ``rank_low`` and ``rank_high`` (ranks that
        overlapping bounds leave open), ``percentile`` (share of peers below,
        equal ones counted half, 0 to 100),
        ``peers`` (their mean), ``difference`` from it, ``past`` (mean of ``n_past`` earlier
        years), ``change`` from it, each with bounds, and ``claim``: what the bounds support of
        the difference from peers, ``above peers``, ``below peers``, ``not told apart`` or ``no
        bounds``. No test is made on a single region's few years.

    Raises
    ------
    ToolkitError
        A region that is not there, or a name that several regions bear; and as ``emphasis`` does.
    """
    found = emphasis(
        corpus, predictions, labels, by=_BY, scheme=scheme, population=population,
        confidence=confidence, **counting,
    )  # fmt: skip
    chosen = _chosen(found, region)
    keys = [name for name in ("level", "period", "category") if name in found.columns]
    told = found.assign(_own=chosen)[found["value"].notna()]
    # Every slice of a table copies its attrs.
    told.attrs = {}
    rows = [
        {**row.to_dict(), **_among(row, cells), **_since(row, told[told["_own"]])}
        for _, cells in told.groupby(keys, dropna=False, sort=False)
        for _, row in cells[cells["_own"]].iterrows()
    ]
    if not rows:
        return make_table("estimates", []).reindex(columns=[*found.columns, *PROFILE_COLUMNS])
    table = make_table("estimates", rows).drop(columns="_own")
    table = table.sort_values(["year", "category"], kind="stable").reset_index(drop=True)
    table.attrs.update(found.attrs)
    return table


def difference(one: _Mean, other: _Mean) -> tuple[float, float, float]:
    """Return a difference with its bounds, from those of its parts (MOVER).

    The lower bound lies the root of the summed squares below: of how far the first's lower bound
    lies under it and how far the other's upper bound lies over it. Independent parts are taken
    for granted; parts that borrow the same correction go together, so that bounds are wide.

    Examples
    --------
    >>> value, low, high = difference(_Mean(0.5, 0.03, 0.03), _Mean(0.2, 0.04, 0.04))
    >>> round(low, 2), round(high, 2)
    (0.25, 0.35)
    """
    value = one.value - other.value
    low, high = value - np.hypot(one.below, other.above), value + np.hypot(one.above, other.below)
    return value, float(low), float(high)


def _chosen(found: pd.DataFrame, region: str) -> pd.Series:
    named = found["region"] == region
    codes = found.loc[named, "region_code_today"].dropna().unique()
    if len(codes) > 1:
        came = f"{region!r}, borne by {', '.join(sorted(codes))}"
        raise ToolkitError("one region", came, "profile, region", "give its code")
    either = named | (found["region_code_today"] == region)
    if not either.any():
        remedy = "name a region of the documents table, or its region_code_today"
        raise ToolkitError("a region with reports", repr(region), "profile, region", remedy)
    return either


def _among(row: pd.Series, cells: pd.DataFrame) -> dict[str, Any]:
    """Rank and difference of a cell among those of the same level, year and category."""
    others = cells[cells.index != row.name]
    beside = others["value"].to_numpy(float)
    told = {
        "rank": 1 + int((beside > row["value"]).sum()),
        "n_peers": len(others),
        "percentile": 100 * _below(beside, row["value"]),
        "rank_low": np.nan,
        "rank_high": np.nan,
        **_apart(row, others, ("peers", "difference")),
    }
    if not np.isnan(told["difference_low"]):
        told["rank_low"] = 1 + int((others["low"] > row["high"]).sum())
        told["rank_high"] = 1 + len(others) - int((others["high"] < row["low"]).sum())
    return {**told, "claim": _claim(told["difference_low"], told["difference_high"])}


def _since(row: pd.Series, own: pd.DataFrame) -> dict[str, Any]:
    """Difference of a cell from the mean of the region's earlier years."""
    past = own[(own["category"] == row["category"]) & (own["year"] < row["year"]).fillna(False)]
    return {"n_past": len(past), **_apart(row, past, ("past", "change"))}


def _apart(row: pd.Series, others: pd.DataFrame, names: tuple[str, str]) -> dict[str, float]:
    """Mean of other cells, and the difference from it with bounds; missing where one has none."""
    mean, apart = names
    if not len(others):
        missing = float("nan")
        return {mean: missing, apart: missing, f"{apart}_low": missing, f"{apart}_high": missing}
    own, other = _mean(row.to_frame().T), _mean(others)
    found = difference(own, other)
    return dict(zip((mean, apart, f"{apart}_low", f"{apart}_high"), (other.value, *found),
                    strict=True))  # fmt: skip


def _mean(cells: pd.DataFrame) -> _Mean:
    """Mean of independent estimates, its bounds from theirs; missing where one has none."""
    value, low, high = (cells[name].to_numpy(float) for name in ("value", "low", "high"))
    n = len(cells)
    return _Mean(float(value.mean()), _root(value - low) / n, _root(high - value) / n)


def _root(parts: Floats) -> float:
    return float(np.sqrt((parts**2).sum()))


def _below(others: Floats, value: float) -> float:
    """Share of others below a value, those equal to it counted half."""
    if not len(others):
        return float("nan")
    return float((others < value).mean() + (others == value).mean() / 2)


def _claim(low: float, high: float) -> str:
    if np.isnan(low):
        return "no bounds"
    if low > 0:
        return "above peers"
    return "below peers" if high < 0 else "not told apart"
