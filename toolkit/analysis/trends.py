"""Change over the years: per year and at breaks, from one design-adjusted row per report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analysis.cells import BREAKS, UNBOUND, composition
from toolkit.analysis.findings import (
    Inference,
    finding,
    findings_table,
    names_of,
    nothing_found,
    tell,
)
from toolkit.analysis.regressions import independent_columns, least_squares, without_means
from toolkit.analysis.report_rows import Counting, Reports, adjusted_reports
from toolkit.analysis.variance import Codes, Floats
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus, listed

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd


def trend(  # noqa: PLR0913  each is a choice of the specification curve
    corpus: Corpus,
    predictions: pd.DataFrame,
    labels: pd.DataFrame | None = None,
    *,
    scheme: str = "common",
    by: Sequence[str] | None = None,
    breaks: Collection[int] = tuple(BREAKS),
    balanced: bool = False,
    population: str = "process",
    errors: str = "CR2",
    adjust: str = "Benjamini-Yekutieli",
    family: str = "term",
    confidence: float = 0.95,
    n_wild: int = 999,
    seed: int = 0,
    **counting: Unpack[Counting],
) -> pd.DataFrame:
    """Estimate by how much each category's share changes per year, and at breaks.

    The claim: by how much the share of a region's own report changes from one year to the next,
    averaged over regions that report in several years, every report counting the same; and how
    far it is off that line from a break on. Each report's design-adjusted share (see
    ``report_rows``) is regressed on the year and on steps at the breaks, with region effects: what
    always sets regions apart is no change. With ``population="process"`` the intervals are about
    regions like these in the same years: what moves all regions in one year is part of the change
    and not chance. With ``"corpus"`` they are about these reports alone.

    Parameters
    ----------
    corpus, predictions, labels, scheme
        As in ``emphasis``. Without labels of known probability the slope of the count is given
        without bounds or test: errors that drift with the years would be taken for change.
    by : sequence of str, optional
        Columns of the documents table: a trend for each group. Levels of government have trends
        of their own unless ``levels`` pools them.
    breaks : collection of int
        First report year after each break; those outside of the data are left out, and all for
        government work reports, which follow no outline.
    balanced : bool
        Keep only regions with a report in every year of their group.
    population : {"process", "corpus"}
        What bounds are about.
    errors : {"CR2", "CR3", "CR1"}
        Errors clustered by region: CR2 with Satterthwaite's degrees of freedom (Bell and
        McCaffrey 2002; Pustejovsky and Tipton 2018), the jackknife CR3, or CR1, too narrow for
        few regions. Only for ``population="process"``.
    adjust : {"Benjamini-Yekutieli", "Benjamini-Hochberg", "none"}
        How p values are adjusted over their family. The first holds however the tests depend on
        one another, as shares do that sum to one.
    family : {"term", "table"}
        All categories and groups of one term (the slope, or one break) are a family, or the whole
        table is.
    confidence : float
        How often intervals should hold the truth.
    n_wild : int
        Draws of the wild cluster bootstrap that checks the p values; 0 for none.
    seed : int
        Of these draws.
    **counting
        ``weight``, ``unit``, ``sections``, ``none``, ``method``, ``levels``, ``kinds`` and
        ``training_hashes`` as in ``emphasis``.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates``, one row per group, term and category. ``measure`` is change per year
        (share per year) or step (share); ``term`` slope or step with its year; ``error``,
        ``df``, ``p``, ``p_adjusted`` and ``p_wild`` (wild cluster bootstrap) tell of the test;
        ``n_regions`` counts the regions, ``n_throughout`` those with a report in every year from
        ``first_year`` to ``last_year``. ``flag``: ``few``, with less than 30 labelled documents,
        or 10 labels that contradict the prediction (of all categories together; of the category
        itself with ``population="corpus"``); ``few regions`` for any test (fewer than four
        degrees of freedom, a single region among them); ``no variation``; ``not estimable`` where
        no region has two years. ``attrs["composition"]`` lists the years of each region,
        ``attrs["left_out"]`` counts documents, by reason.

    Raises
    ------
    ToolkitError
        An unknown choice, and as ``emphasis`` does.
    """
    inference = Inference(population, errors, adjust, family, confidence, n_wild, seed)
    inference.check("trend")
    groups = listed(by or ())
    if "year" in groups:
        remedy = "leave the year out: the trend is over the years"
        raise ToolkitError("columns that group regions", "'year'", "trend, by", remedy)
    reports = adjusted_reports(corpus, predictions, labels, scheme=scheme, by=groups, **counting)
    usable, left_out = _in_years(reports)
    parts = []
    for cell in range(len(reports.cells.names)):
        rows = usable[reports.cells.cell[usable] == cell]
        kept = _throughout(reports, rows) if balanced else rows
        parts += [
            {**names_of(reports.cells.names, cell), **part}
            for part in _terms(reports, kept, breaks, inference)
        ]
        left_out["not in every year"] = left_out.get("not in every year", 0) + len(rows) - len(kept)
    unit = counting.get("weight", "characters")
    table = findings_table(parts, reports, inference, scheme=scheme, unit=unit)
    table.attrs["left_out"] = {reason: n for reason, n in left_out.items() if n}
    table.attrs["composition"] = composition(reports.cells.documents.iloc[usable])
    return table


def panel_design(
    year: Floats, region: Codes, breaks: Collection[int]
) -> tuple[Floats, dict[str, int | None]]:
    """Return the columns slope and steps, region means taken out, and what each one is.

    Steps outside of the data, or told by the others already, are left out.

    Examples
    --------
    >>> design, terms = panel_design(np.array([2018.0, 2019, 2020]), np.zeros(3, int), [2016, 2019])
    >>> terms
    {'slope': None, 'step 2019': 2019}
    >>> design[:, 0].tolist()
    [-1.0, 0.0, 1.0]
    """
    inside = [one for one in sorted(set(breaks)) if year.min() < one <= year.max()]
    columns = np.stack([year - year.mean(), *((year >= one).astype(float) for one in inside)], 1)
    design = without_means(columns, region)
    kept = independent_columns(design)
    names: list[tuple[str, int | None]] = [("slope", None)]
    names += [(f"step {one}", one) for one in inside]
    return design[:, kept], dict(names[place] for place in kept)


def _terms(
    reports: Reports, rows: Codes, breaks: Collection[int], inference: Inference
) -> Iterator[Mapping[str, Any]]:
    """Slope and steps of one group of reports."""
    several = _several_years(reports, rows)
    used = several if len(several) else rows
    told = {**tell(reports, used), **_span(reports, used)}
    if not len(several):
        nothing = nothing_found(len(reports.codes), "not estimable")
        yield {**_named("slope", None), **nothing, **told}
        return
    region = np.unique(reports.region[used], return_inverse=True)[1]
    bound = (reports.cells.documents["kind"].iloc[used] != UNBOUND).any()
    design, terms = panel_design(reports.year[used], region, breaks if bound else ())
    fit = least_squares(design, without_means(reports.value[used], region), region)
    for contrast, (term, year) in zip(np.eye(len(terms)), terms.items(), strict=True):
        found = finding(reports, used, (fit, contrast), inference, domains=[used])
        yield {**_named(term, year), **found, **told}


def _named(term: str, year: int | None) -> dict[str, Any]:
    measure = "change per year" if year is None else "step"
    return {"measure": measure, "term": term, "year": year}


def _span(reports: Reports, rows: Codes) -> dict[str, Any]:
    years = reports.year[rows]
    throughout = reports.region[_throughout(reports, rows)]
    first, last = (int(years.min()), int(years.max())) if len(rows) else (None, None)
    return {"first_year": first, "last_year": last, "n_throughout": len(np.unique(throughout))}


def _in_years(reports: Reports) -> tuple[Codes, dict[str, int]]:
    """Reports of a single year with text, and how many documents are left out for what."""
    documents = reports.cells.documents
    reasons = {
        "no text in these sections": np.isnan(reports.value).any(axis=1),
        "no single year": np.isnan(reports.year),
        "no region": documents["region"].isna().to_numpy(bool),
    }
    left, out = dict(reports.cells.left_out), np.zeros(len(documents), bool)
    for reason, found in reasons.items():
        left[reason] = int((found & ~out).sum())
        out |= found
    return np.flatnonzero(~out), left


def _several_years(reports: Reports, rows: Codes) -> Codes:
    """Reports of regions with two years or more."""
    return np.asarray(rows[_n_years(reports, rows) > 1])


def _throughout(reports: Reports, rows: Codes) -> Codes:
    """Reports of regions that have one in every year in which any has."""
    return np.asarray(rows[_n_years(reports, rows) == len(np.unique(reports.year[rows]))])


def _n_years(reports: Reports, rows: Codes) -> Codes:
    """How many years the region of each report has."""
    pairs = np.unique(np.stack([reports.region[rows], reports.year[rows]]), axis=1)
    n = np.bincount(pairs[0].astype(np.int64), minlength=int(reports.region.max(initial=0)) + 1)
    return np.asarray(n[reports.region[rows]], np.int64)
