"""Differences between groups of reports, from one design-adjusted row per report."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import null_space

from toolkit.analysis.findings import Inference, finding, findings_table, nothing_found, tell
from toolkit.analysis.regressions import independent_columns, least_squares
from toolkit.analysis.report_rows import Counting, Reports, adjusted_reports
from toolkit.analysis.variance import Codes, Floats
from toolkit.errors import ToolkitError, one_of
from toolkit.tables import LEVELS, Corpus

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd


def compare(  # noqa: PLR0913  each is a choice of the specification curve
    corpus: Corpus,
    predictions: pd.DataFrame,
    labels: pd.DataFrame | None = None,
    *,
    groups: str = "level",
    reference: str | None = None,
    same_years: bool = False,
    scheme: str = "common",
    population: str = "process",
    errors: str = "CR2",
    adjust: str = "Benjamini-Yekutieli",
    family: str = "table",
    confidence: float = 0.95,
    n_wild: int = 999,
    seed: int = 0,
    **counting: Unpack[Counting],
) -> pd.DataFrame:
    """Estimate how far groups of reports differ in the share that they give to each category.

    The claim: the mean share over the reports of one group less that of another, every report
    counting the same; with ``population="process"`` for regions like these, with ``"corpus"`` for
    the reports at hand. It tells that groups differ, not why. Rows are design-adjusted (see
    ``report_rows``), errors clustered by region.

    Parameters
    ----------
    corpus, predictions, labels, scheme
        As in ``emphasis``.
    groups : str
        A column of the documents table: level, outline, kind, or the user's own, for example
        east, middle and west. Levels of government are compared within themselves unless they
        are the groups, or ``levels`` pools them.
    reference : str, optional
        Compare each group with this one; by default all pairs are compared.
    same_years : bool
        Compare reports of the same years only (year effects), so that groups that report in
        other years do not differ for that. Reports without a single year are then left out.
    population, errors, adjust, family, confidence, n_wild, seed
        As in ``trend``; here a whole table is a family unless ``family="term"`` makes one of
        each pair.
    **counting
        ``weight``, ``unit``, ``sections``, ``none``, ``method``, ``levels``, ``kinds`` and
        ``training_hashes`` as in ``emphasis``.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates``, one row per pair and category: ``group`` and ``other`` (``value`` is
        the first less the second), ``error``, ``df``, ``p``, ``p_adjusted``, ``p_wild``,
        ``n_regions``; flags as in ``trend``. ``attrs["left_out"]`` counts documents, by reason.

    Raises
    ------
    ToolkitError
        An unknown choice, column or reference, and as ``emphasis`` does.
    """
    inference = Inference(population, errors, adjust, family, confidence, n_wild, seed)
    inference.check("compare")
    reports = adjusted_reports(corpus, predictions, labels, scheme=scheme, by=[groups], **counting)
    usable, left_out = _with_group(reports, groups, same_years=same_years)
    if reference is not None:
        known = set(reports.cells.documents[groups].iloc[usable].astype("str"))
        if str(reference) not in known:
            remedy = f"name a value of {groups}"
            raise ToolkitError(one_of(known), repr(reference), "compare, reference", remedy)
    parts = [
        {**level, **part}
        for rows, level in _levels(reports, usable, groups)
        for part in _pairs(reports, rows, groups, reference, (same_years, inference))
    ]
    unit = counting.get("weight", "characters")
    same = {"scheme": scheme, "unit": unit, "measure": "difference"}
    table = findings_table(parts, reports, inference, **same)
    if not parts:
        table = table.reindex(columns=[*table, "level", "group", "other"])
    table.attrs["left_out"] = left_out
    return table


def _with_group(reports: Reports, groups: str, *, same_years: bool) -> tuple[Codes, dict[str, int]]:
    out = np.isnan(reports.value).any(axis=1)
    left = {**reports.cells.left_out, "no text in these sections": int(out.sum())}
    reasons = {f"no {groups}": reports.cells.documents[groups].isna().to_numpy(bool)}
    if same_years:
        reasons["no single year"] = np.isnan(reports.year)
    for reason, found in reasons.items():
        left[reason] = left.get(reason, 0) + int((found & ~out).sum())
        out = out | found
    return np.flatnonzero(~out), {reason: n for reason, n in left.items() if n}


def _levels(
    reports: Reports, rows: Codes, groups: str
) -> Iterator[tuple[Codes, dict[str, object]]]:
    """Reports that may be compared: those of one level, where levels are kept apart."""
    if groups == "level" or "level" not in reports.cells.names.columns:
        yield rows, {}
        return
    levels = reports.cells.documents["level"].iloc[rows].astype("object")
    for one in levels.dropna().unique():
        yield rows[(levels == one).to_numpy(bool)], {"level": one}


def _pairs(
    reports: Reports,
    rows: Codes,
    groups: str,
    reference: str | None,
    how: tuple[bool, Inference],
) -> Iterator[dict[str, Any]]:
    """Differences of all pairs of groups, or of each group from the reference."""
    same_years, inference = how
    member = reports.cells.documents[groups].iloc[rows].astype("str").to_numpy()
    known = _in_order(set(member))
    if len(known) < 2 or (reference is not None and str(reference) not in known):
        return
    pairs = list(combinations(known, 2))
    if reference is not None:
        pairs = [(one, str(reference)) for one in known if one != str(reference)]
    design = np.stack([member == one for one in known], axis=1).astype(float)
    if same_years:
        design = np.column_stack([design, _year_effects(reports.year[rows])])
    kept = independent_columns(design)
    untold = null_space(design.T @ design, rcond=1e-9)
    fit = least_squares(design[:, kept], reports.value[rows], reports.region[rows])
    for one, other in pairs:
        contrast = np.zeros(design.shape[1])
        contrast[known.index(one)], contrast[known.index(other)] = 1, -1
        domains = [rows[member == one], rows[member == other]]
        found = nothing_found(len(reports.codes), "not estimable")
        # Groups without a year in common, not even through others, do not tell years apart.
        if np.abs(contrast @ untold).max(initial=0) < 1e-6:
            found = finding(reports, rows, (fit, contrast[kept]), inference, domains=domains)
        yield {"term": f"{one} − {other}", "group": one, "other": other, **found,
               **tell(reports, np.concatenate(domains))}  # fmt: skip


def _year_effects(year: Floats) -> Floats:
    """A column for each year but the first."""
    known = np.unique(year)[1:]
    return np.asarray((year[:, None] == known).astype(float))


def _in_order(known: set[str]) -> list[str]:
    """Levels from the nation down, all else by name."""
    return sorted(known, key=lambda one: (LEVELS.index(one) if one in LEVELS else -1, one))
