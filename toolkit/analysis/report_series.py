"""Puts each place's reports in order of years, and draws another place's report to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.analysis.variance import Floats, ratio
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

# With fewer places no interval between places is given.
FEWEST_PLACES = 5


@dataclass(frozen=True)
class ReportSeries:
    """Reports of one year each, by place.

    Parameters
    ----------
    reports : pandas.DataFrame
        Indexed by ``doc_id``: ``place`` (whose report), ``region``, ``group`` (level and kind,
        within which places are compared) and ``year``.
    """

    reports: pd.DataFrame

    def next_report(self, doc_id: str) -> str | None:
        """Return the same place's report on the year after, if it is at hand."""
        own = self.reports.loc[doc_id]
        found = self.reports[
            (self.reports["place"] == own["place"]) & (self.reports["year"] == own["year"] + 1)
        ]
        return str(found.index[0]) if len(found) else None

    def other_report(self, doc_id: str, year: int, generator: np.random.Generator) -> str | None:
        """Draw another place's report of the same level, kind and year, if there is one."""
        own = self.reports.loc[doc_id]
        others = self.reports[
            (self.reports["group"] == own["group"])
            & (self.reports["year"] == year)
            & (self.reports["place"] != own["place"])
        ]
        return str(generator.choice(others.index.to_numpy(str))) if len(others) else None


def order_reports(corpus: Corpus) -> ReportSeries:
    """Order the reports that name their place and cover one year; the longest of each year counts.

    A place is a region's government, or one of its departments by its name; today's code keeps
    it together where its name or code has changed.
    """
    documents = corpus.documents
    year = documents["covers"].fillna(documents["year"])
    several = documents["year_to"].notna() & (documents["year"] != documents["year_to"])
    region = documents["region_code_today"].fillna(documents["region"])
    department = documents["issuer_type"].isin(["department", "agency"])
    issuer = documents["issuer"].where(department, "").fillna("")
    parts = [documents["level"], documents["kind"]]
    group = parts[0].fillna("").str.cat(parts[1].fillna(""), sep=", ")
    table = documents[["doc_id", "region", "n_chars"]].assign(
        place=region.astype("str") + " " + issuer.astype("str") + " " + group,
        group=group,
        year=year,
    )
    table = table[region.notna() & year.notna() & ~several.fillna(False)]
    table = table.sort_values(["place", "year", "n_chars", "doc_id"], kind="stable")
    table = table.drop_duplicates(["place", "year"], keep="last")
    return ReportSeries(table.set_index("doc_id")[["place", "region", "group", "year"]])


def jackknife_rates(hits: Floats, trials: Floats, confidence: float = 0.95) -> Floats:
    """Return rates with bounds, by leaving out one place at a time.

    Parameters
    ----------
    hits, trials : ndarray, shape (n_places, n_rates)
    confidence : float

    Returns
    -------
    ndarray, shape (3, n_rates)
        Rate, lower and upper bound; no bounds with fewer than 5 places or no spread (jackknife
        of a ratio, Wolter 2007, chapter 4, with a t quantile).
    """
    rate = ratio(hits.sum(axis=0), trials.sum(axis=0))
    without = ratio(hits.sum(axis=0) - hits, trials.sum(axis=0) - trials)
    return np.stack([rate, *jackknife_bounds(rate, without, trials > 0, confidence)])


def jackknife_bounds(
    value: NDArray[Any], without: NDArray[Any], used: NDArray[np.bool_], confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return bounds from the values that each place's leaving out gives."""
    n = used.sum(axis=0).astype(float)
    apart = np.where(used, without - value, 0.0)
    error = np.sqrt(np.nansum(apart**2, axis=0) * ratio(n - 1, n))
    error = np.where((n >= FEWEST_PLACES) & (error > 0), error, np.nan)
    reach = stdtrit(np.maximum(n - 1, 1), (1 + confidence) / 2) * error
    return np.clip(value - reach, 0, 1), np.clip(value + reach, 0, 1)
