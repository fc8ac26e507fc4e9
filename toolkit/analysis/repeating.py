"""Measures how much of each report stands in its region's last one, and in other regions'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analysis.cells import clusters_of
from toolkit.analysis.passages import Bools, Ints, Letters, Shared, covered
from toolkit.analysis.variance import Floats, ratio

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("own_last", "chance", "others_first", "anywhere")
# Random reports of other regions that a report is held against.
_DRAWS = 5


@dataclass(frozen=True)
class Reports:
    """Documents with their region, year (NaN where unknown) and place in time.

    ``last`` is the region's document before, -1 where there is none.
    """

    documents: pd.DataFrame
    region: Ints
    year: Floats
    rank: Ints
    last: Ints


def order_reports(documents: pd.DataFrame) -> Reports:
    """Order reports by the year they cover, then by date, then by name.

    A report of several years stands at its last.
    """
    region = clusters_of(documents, "region")
    covered_year = documents["year"].fillna(documents["year_to"])
    year = np.asarray(covered_year.astype("float64"), dtype=np.float64)
    dated = documents["dated"].fillna(documents["published"]).fillna("").astype(str)
    # documents are in order of doc_id, which settles ties
    order = np.lexsort((dated.to_numpy(object).astype(str), np.nan_to_num(year, nan=np.inf)))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    last = np.full(len(order), -1)
    before: dict[int, int] = {}
    for place in order.tolist():
        if not np.isnan(year[place]):
            last[place] = before.get(region[place], -1)
            before[region[place]] = place
    return Reports(documents, region, year, rank, last)


def measure_repeating(
    letters: Letters, shared: Shared, document: Ints, reports: Reports, *, seed: int
) -> pd.DataFrame:
    """Return table ``reports`` of ``Copying``.

    Parameters
    ----------
    letters, shared
        From ``spell`` and ``find_shared``.
    document : ndarray of int
        Document of each paragraph.
    reports : Reports
        From ``order_reports``.
    seed : int
        Seed of the draw.
    """
    import pandas as pd

    asker = _Asker(letters, shared, document, len(reports.rank))
    rows = reports.documents
    drawn = [
        np.where(peers >= 0, asker.share(asker.found_in(peers)), np.nan)
        for peers in _draw_peers(reports, seed)
    ]
    known = ~np.isnan(reports.year)
    names = rows["doc_id"].tolist()
    last_id = [names[last] if last >= 0 else None for last in reports.last.tolist()]
    return pd.DataFrame(
        {
            **{name: rows[name].to_numpy() for name in ("doc_id", "region", "level", "year")},
            "n_letters": asker.size.astype(np.int64),
            "last_doc_id": last_id,
            "n_earlier": _earlier(reports),
            "own_last": np.where(
                reports.last >= 0, asker.share(asker.found_in(reports.last)), np.nan
            ),
            "chance": _mean(np.array(drawn)),
            "others_first": np.where(
                known, asker.share(_others_first(shared, asker.owner, reports)), np.nan
            ),
            "anywhere": asker.share(np.ones(len(shared.place), bool)),
        }
    )


class _Asker:
    """Answers which shared runs of each document stand in some other."""

    def __init__(self, letters: Letters, shared: Shared, document: Ints, n: int) -> None:
        self._shared, self._n = shared, n
        self._of_letter = document[letters.row][letters.code > 0]
        self._kept = letters.code > 0
        self.owner = document[letters.row[shared.place]]
        self.size = np.bincount(self._of_letter, minlength=n).astype(float)
        self._known = np.unique(shared.gram * n + self.owner)

    def found_in(self, other: Ints) -> Bools:
        """Mark the runs that stand in the document which ``other`` names for their own."""
        named = other[self.owner]
        asked = self._shared.gram * self._n + named
        place = np.minimum(np.searchsorted(self._known, asked), max(len(self._known) - 1, 0))
        found: Bools = (named >= 0) & (self._known[place] == asked)
        return found

    def share(self, marked: Bools) -> Floats:
        """Return the share of each document's letters that lie in marked runs."""
        inside = covered(self._shared.place[marked], self._shared.length, len(self._kept))
        counts = np.bincount(self._of_letter[inside[self._kept]], minlength=self._n)
        return ratio(counts.astype(float), self.size)


def _draw_peers(reports: Reports, seed: int) -> list[Ints]:
    """Draw other regions' reports of the level and year of each report's last one."""
    level = reports.documents["level"].astype("str").to_numpy(object)
    alike: dict[tuple[str, float], list[int]] = {}
    for place, key in enumerate(zip(level, reports.year.tolist(), strict=True)):
        alike.setdefault(key, []).append(place)
    generator = np.random.default_rng(seed)
    peers = np.full((_DRAWS, len(level)), -1)
    for place, last in enumerate(reports.last.tolist()):
        if last >= 0:
            others = np.array(alike[level[last], float(reports.year[last])])
            others = others[reports.region[others] != reports.region[place]]
            drawn = generator.permutation(others)[:_DRAWS]
            peers[: len(drawn), place] = drawn
    return list(peers)


def _earlier(reports: Reports) -> Ints:
    """Count other regions' reports of earlier years; 0 for a report without a year."""
    years = reports.year
    known = np.sort(years[~np.isnan(years)])
    before = np.searchsorted(known, np.nan_to_num(years, nan=-np.inf))
    for region in np.unique(reports.region):
        own = reports.region == region
        mine = np.sort(years[own & ~np.isnan(years)])
        before[own] -= np.searchsorted(mine, np.nan_to_num(years[own], nan=-np.inf))
    return before


def _mean(shares: Floats) -> Floats:
    """Mean over draws, NaN where there was nobody to draw."""
    count = (~np.isnan(shares)).sum(axis=0).astype(float)
    return ratio(np.nansum(shares, axis=0), count)


def _others_first(shared: Shared, owner: Ints, reports: Reports) -> Bools:
    """Mark runs that another region had in an earlier year, before the region itself had them."""
    n = int(reports.region.max(initial=0)) + 1
    year = np.nan_to_num(reports.year[owner], nan=np.inf)
    names, cell = np.unique(shared.gram * n + reports.region[owner], return_inverse=True)
    own = np.full(len(names), np.inf)
    np.minimum.at(own, cell, year)
    gram = names // n
    order = np.lexsort((own, gram))
    start = np.searchsorted(gram[order], np.arange(gram.max(initial=-1) + 1))
    # The first region to have the letters, and the second: a run's other is one of the two.
    ends = np.append(start[1:], len(order))
    second = order[np.minimum(start + 1, len(order) - 1)]
    second_year = np.where(ends - start > 1, own[second], np.inf)
    is_first = order[start][shared.gram] == cell
    others = np.where(is_first, second_year[shared.gram], own[order[start]][shared.gram])
    return (others < own[cell]) & (others < year)
