"""How far regions' agendas lie apart, and whether they converge over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.findings import names_of
from toolkit.analysis.report_rows import Counting, Reports, adjusted_reports
from toolkit.analysis.variance import Codes, Floats, ratio
from toolkit.errors import check_choice, check_confidence
from toolkit.tables import Corpus, listed, make_table

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd

DISTANCES = ("jensen-shannon", "hellinger")
FEWEST_REGIONS = 5
_FLAG = "classifier error not included"


def agenda_distance(  # noqa: PLR0913  each is a choice of the reader's
    corpus: Corpus,
    predictions: pd.DataFrame,
    *,
    distance: str = "jensen-shannon",
    scheme: str = "common",
    by: Sequence[str] = (),
    balanced: bool = False,
    confidence: float = 0.95,
    n_boot: int = 500,
    seed: int = 0,
    **counting: Unpack[Counting],
) -> pd.DataFrame:
    """Measure how far regions' shares lie apart in each year, and whether that changes.

    The claim: the mean distance between two different regions like these, in the text as it was
    classified; bounds tell how it hangs on which regions are at hand (bootstrap over regions, all
    years of a region together) and leave the classifier's errors out, which the flag says.
    Distances of short reports are larger by chance alone: compare years of like length, or
    ``weight="paragraphs"`` with characters. Where the regions differ from year to year, so may the
    distance: see ``balanced``.

    Parameters
    ----------
    corpus, predictions, scheme
        As in ``emphasis``.
    distance : {"jensen-shannon", "hellinger"}
        Square root of the Jensen-Shannon divergence to base 2 (Lin 1991; Endres and Schindelin
        2003), or Hellinger's distance; both 0 for the same shares and 1 for nothing in common.
    by : sequence of str
        Columns of the documents table: distances within each group. Levels of government are
        apart unless ``levels`` pools them.
    balanced : bool
        Keep only regions with a report in every year of their group.
    confidence : float
        How often intervals should hold the truth.
    n_boot : int
        Draws of regions.
    seed : int
        Of these draws.
    **counting
        ``weight``, ``unit``, ``sections``, ``none``, ``levels`` and ``kinds`` as in ``emphasis``.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates``, one row per group and year, ``measure`` mean pairwise distance, and
        one per group, ``measure`` change of distance per year (below zero where agendas
        converge); ``distance`` names the formula, ``n_regions`` counts the regions. Bounds are
        missing, flag ``few regions``, with fewer than five, and without a slope's three years.

    Raises
    ------
    ToolkitError
        An unknown distance, and as ``emphasis`` does.
    """
    check_choice(distance, DISTANCES, where="agenda_distance, distance")
    check_confidence(confidence)
    groups = listed(by)
    chosen = Counting(**{**counting, "method": "count"})
    reports = adjusted_reports(corpus, predictions, scheme=scheme, by=groups, **chosen)
    usable = np.flatnonzero(
        ~np.isnan(reports.year)
        & ~np.isnan(reports.value).any(axis=1)
        & reports.cells.documents["region"].notna().to_numpy(bool)
    )
    rows: list[dict[str, Any]] = []
    for cell in range(len(reports.cells.names)):
        names = names_of(reports.cells.names, cell)
        own = usable[reports.cells.cell[usable] == cell]
        found = _series(reports, own, distance, balanced=balanced)
        rng = np.random.default_rng(seed)
        rows += [{**names, **row} for row in _summed(found, rng, n_boot, confidence)]
    same = {
        "scheme": scheme, "category": "all", "confidence": confidence, "population": "process",
        "unit": chosen.get("weight", "characters"), "method": "count", "n_labelled": 0,
        "distance": distance, "region": None,
    }  # fmt: skip
    told = [{**same, **row} for row in rows]
    return make_table("estimates", told)


def pairwise_distances(shares: Floats, *, distance: str = "jensen-shannon") -> Floats:
    """Return distances between the rows of a table of shares.

    Parameters
    ----------
    shares : ndarray, shape (n, k)
        Each row sums to one.
    distance : {"jensen-shannon", "hellinger"}
        See ``agenda_distance``.

    Returns
    -------
    ndarray, shape (n, n)

    Examples
    --------
    >>> pairwise_distances(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    if distance == "hellinger":
        root = np.sqrt(shares)
        squares = ((root[:, None] - root[None]) ** 2).sum(axis=2) / 2
    else:
        middle = (shares[:, None] + shares[None]) / 2
        own = _entropy(shares)
        squares = _entropy(middle) - (own[:, None] + own[None]) / 2
    return np.asarray(np.sqrt(np.clip(squares, 0, 1)))


def _entropy(shares: Floats) -> Floats:
    """Shannon's entropy in bits, over the last axis."""
    logs = np.log2(np.where(shares > 0, shares, 1))
    return np.asarray(-(shares * logs).sum(axis=-1))


class _Series:
    """Distances between regions by year, and who is there."""

    def __init__(self, years: Codes, distances: Floats, reports: Codes, paragraphs: Codes) -> None:
        self.years, self.distances = years, distances
        self.reports, self.paragraphs = reports, paragraphs
        self.there = ~np.isnan(np.einsum("tii->ti", distances))

    def means(self, times: NDArray[Any]) -> Floats:
        """Mean distance by year between different regions, each taken some times."""
        pairs = np.triu(np.outer(times, times), 1)
        known = self.there[:, :, None] & self.there[:, None]
        whole = (pairs * known).sum(axis=(1, 2))
        sums = (pairs * np.where(known, self.distances, 0)).sum(axis=(1, 2))
        return ratio(sums, whole)

    def slope(self, means: Floats) -> float:
        """Change per year, by least squares over years."""
        known = ~np.isnan(means)
        if known.sum() < 3:
            return float("nan")
        return float(np.polynomial.polynomial.polyfit(self.years[known], means[known], 1)[1])


def _series(reports: Reports, rows: Codes, distance: str, *, balanced: bool) -> _Series:
    years, year = np.unique(reports.year[rows], return_inverse=True)
    regions, region = np.unique(reports.region[rows], return_inverse=True)
    shape = (len(years), len(regions))
    counted, paragraphs = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    shares = np.zeros((*shape, reports.value.shape[1]))
    np.add.at(counted, (year, region), 1)
    np.add.at(paragraphs, (year, region), reports.n_paragraphs[rows])
    np.add.at(shares, (year, region), reports.predicted[rows])
    if balanced:
        kept = (counted > 0).all(axis=0)
        counted, paragraphs, shares = counted[:, kept], paragraphs[:, kept], shares[:, kept]
    there = counted > 0
    distances = np.full((*there.shape, there.shape[1]), np.nan)
    for place, own in enumerate(there):
        part = shares[place, own] / counted[place, own][:, None]
        distances[place][np.ix_(own, own)] = pairwise_distances(part, distance=distance)
    return _Series(years.astype(np.int64), distances, counted.sum(1), paragraphs.sum(1))


def _summed(
    series: _Series, rng: np.random.Generator, n_boot: int, confidence: float
) -> Iterator[dict[str, Any]]:
    """Rows of the years, then of the change over them."""
    n = series.there.shape[1]
    means = series.means(np.ones(n))
    drawn = np.stack([
        series.means(np.bincount(rng.integers(0, n, n), minlength=n)) for _ in range(n_boot)
    ]) if n and n_boot else np.full((1, len(means)), np.nan)  # fmt: skip
    slopes = np.array([series.slope(one) for one in drawn])
    for place, year in enumerate(series.years):
        there = int(series.there[place].sum())
        yield {
            "measure": "mean pairwise distance",
            "year": int(year),
            **_bounded(means[place], drawn[:, place], there, confidence),
            "n_documents": int(series.reports[place]),
            "n_paragraphs": int(series.paragraphs[place]),
        }
    yield {
        "measure": "change of distance per year",
        "year": None,
        **_bounded(series.slope(means), slopes, n, confidence),
        "n_documents": int(series.reports.sum()),
        "n_paragraphs": int(series.paragraphs.sum()),
    }


def _bounded(value: float, drawn: Floats, n_regions: int, confidence: float) -> dict[str, Any]:
    """Bounds by the bootstrap's standard error and Student's t; missing for few regions."""
    from scipy.special import stdtrit

    known = drawn[~np.isnan(drawn)]
    told = {"value": value, "low": np.nan, "high": np.nan, "n_regions": n_regions, "flag": _FLAG}
    if n_regions < FEWEST_REGIONS or len(known) < 2 or np.isnan(value):
        return {**told, "flag": f"{_FLAG}; few regions" if n_regions < FEWEST_REGIONS else _FLAG}
    half = float(stdtrit(n_regions - 1, (1 + confidence) / 2) * known.std(ddof=1))
    return {**told, "low": value - half, "high": value + half}
