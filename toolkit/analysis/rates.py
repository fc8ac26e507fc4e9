"""Counts by report to rates by group, with intervals clustered by report or region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtri

from toolkit.analysis.cells import Cells, clusters_of
from toolkit.analysis.shares import Options, Shares, Tally, estimate_shares
from toolkit.analysis.variance import Codes, Floats, sum_by
from toolkit.errors import check_choice
from toolkit.tables import ESTIMATES, make_table

if TYPE_CHECKING:
    import pandas as pd

CLUSTERS = ("document", "region")


class Measure(NamedTuple):
    """One kind of rate: what was counted in each report, over how much.

    ``counts`` has a row for each document and a column for each of ``categories``; ``size`` is
    what it is divided by, 0 where a document does not come into question.
    """

    name: str
    unit: str
    categories: Sequence[str | None]
    counts: Floats
    size: Floats
    scale: float = 1.0


def estimate_rates(
    cells: Cells, measures: Sequence[Measure], *, cluster: str = "document", confidence: float
) -> pd.DataFrame:
    """Estimate rates by group: counts over sizes, summed over the group's reports.

    Parameters
    ----------
    cells : Cells
        Documents and their groups.
    measures : sequence of Measure
        What was counted.
    cluster : {"document", "region"}
        What is taken to be independent.
    confidence : float
        How often intervals should hold the truth.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates`` with the columns that make the groups, and ``count``. Population
        ``process``: the reports are a sample of what such governments write. The interval is that
        of ``emphasis`` for a count in a process: ratio estimator, variance of the linearised ratio
        between clusters, Student's t, turned for skewness; of a share of reports that are
        independent, Wilson's. Bounds are missing where there are
        fewer than two clusters, or where they do not differ, and ``flag`` says which.

    Raises
    ------
    ToolkitError
        An unknown cluster.
    """
    import pandas as pd

    check_choice(cluster, CLUSTERS, where="cluster")
    documents = cells.documents
    units = clusters_of(documents, cluster)
    options = Options(population="process", confidence=confidence)
    tables = [_table(cells, one, units, options) for one in measures] if len(documents) else []
    if not tables:
        return make_table("estimates", _blank(cells))
    table = make_table("estimates", pd.concat(tables, ignore_index=True))
    table.attrs["left_out"] = cells.left_out
    return table


def _table(cells: Cells, measure: Measure, units: Codes, options: Options) -> pd.DataFrame:
    n, k = len(cells.names), len(measure.categories)
    # A report that uses several terms leaves no rest, not less than none.
    rest = np.maximum(measure.size - measure.counts.sum(axis=1), 0.0)
    counts = np.column_stack([measure.counts, rest])
    shares = estimate_shares(Tally(cells.cell, measure.size, counts, k, units), options=options)
    if set(np.unique(counts)) <= {0.0, 1.0} and len(np.unique(units)) == len(units):
        shares = _wilson(shares, sum_by(cells.cell, measure.size, n), options.confidence)
    names = cells.names.loc[np.repeat(np.arange(n), k)].reset_index(drop=True)
    absent = {name: None for name in ("region", "year") if name not in names.columns}
    asked = (measure.size > 0).astype(float)
    clusters = _clusters(cells, units, asked, n)
    counted = sum_by(cells.cell, measure.counts, n)
    bounds = {name: getattr(shares, name)[:, :k].ravel() for name in ("value", "low", "high")}
    return names.assign(
        **absent,
        measure=measure.name,
        scheme=None,
        category=np.array(list(measure.categories) * n, dtype=object),
        **{name: measure.scale * values for name, values in bounds.items()},
        confidence=options.confidence,
        population=options.population,
        unit=measure.unit,
        method="count",
        n_documents=np.repeat(sum_by(cells.cell, asked, n).astype(np.int64), k),
        n_paragraphs=None,
        n_labelled=0,
        flag=np.array(_flags(shares, clusters, counted, k), dtype=object),
        count=counted.ravel(),
    )


def _wilson(shares: Shares, size: Floats, confidence: float) -> Shares:
    """Bound shares of independent reports by Wilson's score interval (1927), from two on."""
    quantile, whole = ndtri((1 + confidence) / 2), np.where(size > 1, size, np.nan)[:, None]
    value, over = shares.value, 1 + quantile**2 / whole
    middle = (value + quantile**2 / (2 * whole)) / over
    reach = np.sqrt(value * (1 - value) / whole + (quantile / (2 * whole)) ** 2) * quantile / over
    return shares._replace(low=np.clip(middle - reach, 0, 1), high=np.clip(middle + reach, 0, 1))


def _clusters(cells: Cells, units: Codes, asked: Floats, n: int) -> Codes:
    pairs = np.unique(np.column_stack([cells.cell, units])[asked > 0], axis=0)
    return np.bincount(pairs[:, 0], minlength=n)


def _flags(shares: Shares, clusters: Codes, counted: Floats, k: int) -> list[str | None]:
    flags: list[str | None] = []
    for row in range(len(clusters)):
        for column in range(k):
            if np.isnan(shares.value[row, column]):
                flags.append("empty")
            elif clusters[row] < 2:
                flags.append("few")
            elif np.isnan(shares.low[row, column]):
                flags.append("no difference" if counted[row, column] else "none")
            else:
                flags.append(None)
    return flags


def _blank(cells: Cells) -> pd.DataFrame:
    import pandas as pd

    columns = [*cells.names.columns, *(column.name for column in ESTIMATES), "count"]
    return pd.DataFrame(columns=list(dict.fromkeys(columns)))
