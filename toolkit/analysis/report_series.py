"""Puts each place's reports in order of years, and draws another place's report to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from toolkit.analysis.cells import places_of
from toolkit.analysis.variance import Floats, ratio
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

# With fewer places no interval between places is given.
FEWEST_PLACES = 5
CONFIDENCE = 0.95


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
    region = places_of(documents)
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


def rate_beside_chance(hits: pd.Series, places: pd.Series, chance: pd.Series) -> dict[str, Any]:
    """Return how often admissions met something, beside how often they do by chance.

    Parameters
    ----------
    hits, places : pandas.Series
        Whether each admission met it, and the place whose admission it is.
    chance : pandas.Series
        Whether each met it in another place's report, for those that one was drawn for.

    Returns
    -------
    dict
        value, low, high, confidence, elsewhere, n_elsewhere, n_admissions, n_places, flag; no
        bounds with fewer than 5 places or no spread (jackknife of a ratio over places, Wolter
        2007, chapter 4, with a t quantile).
    """
    met, asked = hits.astype(float).groupby(places).agg(["sum", "size"]).to_numpy(float).T
    value = ratio(met.sum(), asked.sum())
    without = ratio(met.sum() - met, asked.sum() - asked)
    low, high = jackknife_bounds(value, without, asked > 0)
    return {
        "value": float(value),
        "low": float(low),
        "high": float(high),
        "confidence": CONFIDENCE,
        "elsewhere": chance.mean() if len(chance) else np.nan,
        "n_elsewhere": len(chance),
        "n_admissions": len(hits),
        "n_places": len(met),
        "flag": "few" if np.isnan(low) else None,
    }


def jackknife_bounds(
    value: NDArray[Any], without: NDArray[Any], used: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Return bounds from the values that each place's leaving out gives."""
    n = used.sum(axis=0).astype(float)
    apart = np.where(used, without - value, 0.0)
    error = np.sqrt(np.nansum(apart**2, axis=0) * ratio(n - 1, n))
    error = np.where((n >= FEWEST_PLACES) & (error > 0), error, np.nan)
    reach = stdtrit(np.maximum(n - 1, 1), (1 + CONFIDENCE) / 2) * error
    return np.clip(value - reach, 0, 1), np.clip(value + reach, 0, 1)
