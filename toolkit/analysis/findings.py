"""Tests on report rows as a table: bounds where labels and regions carry them, p values, flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.emphasis import CHOICES, COUNT_FLAG
from toolkit.analysis.regressions import (
    ADJUSTMENTS,
    ERRORS,
    LEAST_FREEDOM,
    Estimated,
    Fit,
    adjusted,
    as_estimated,
    combination,
    interval,
    wild_p,
)
from toolkit.analysis.report_rows import Reports
from toolkit.analysis.shares import FEWEST_DOCUMENTS, FEWEST_ERRORS
from toolkit.analysis.variance import Codes, Sample, moments, sampling_units
from toolkit.errors import check_choice, check_confidence
from toolkit.tables import make_table

if TYPE_CHECKING:
    import pandas as pd

FAMILIES = ("term", "table")
TEST_COLUMNS = ("term", "error", "df", "p", "p_adjusted", "p_wild", "n_regions")


@dataclass(frozen=True)
class Inference:
    """How differences are estimated: see ``trend`` for each."""

    population: str = "process"
    errors: str = "CR2"
    adjust: str = "Benjamini-Yekutieli"
    family: str = "term"
    confidence: float = 0.95
    n_wild: int = 999
    seed: int = 0

    def check(self, verb: str) -> None:
        """Refuse a choice that is not known."""
        known = {"population": CHOICES["population"], "errors": ERRORS, "adjust": ADJUSTMENTS,
                 "family": FAMILIES}  # fmt: skip
        for name, choices in known.items():
            check_choice(getattr(self, name), choices, where=f"{verb}, {name}")
        check_confidence(self.confidence)


def finding(
    reports: Reports,
    rows: Codes,
    tried: tuple[Fit, NDArray[np.float64]],
    inference: Inference,
    *,
    domains: Sequence[Codes],
) -> dict[str, Any]:
    """Estimate and test a combination of coefficients, by category.

    Parameters
    ----------
    reports : Reports
        All of them.
    rows : ndarray of int
        Those that the fit is of, in its order.
    tried : tuple of Fit and ndarray
        The fit, and the weight of each coefficient.
    inference : Inference
        Population, errors, confidence, bootstrap.
    domains : sequence of ndarray of int
        Reports of each group: labels must be enough in every one.

    Returns
    -------
    dict
        Columns of the table: value, low, high, error, df, p, p_wild and flag, by category.
    """
    fit, contrast = tried
    sample = reports.sample if reports.n_labelled[rows].any() else None
    process = inference.population == "process"
    if process or sample is None:
        estimated = combination(fit, contrast, errors=inference.errors)
    else:
        estimated = _over_draws(reports, sample, rows, fit.design @ (fit.bread @ contrast))
    few = np.any([_few(reports, one, process=process) for one in domains], axis=0)
    few_regions = process & (estimated.freedom < LEAST_FREEDOM)
    low, high = interval(estimated, inference.confidence)
    wild = np.full_like(estimated.p, np.nan)
    if sample is not None and process and inference.n_wild:
        wild = wild_p(fit, contrast, n_draws=inference.n_wild, seed=inference.seed)
    blank = few | few_regions | np.isnan(low) | (sample is None)
    bounded = {"low": low, "high": high, "error": estimated.error, "p": estimated.p, "p_wild": wild}
    told = {name: np.where(blank, np.nan, values) for name, values in bounded.items()}
    still = np.isnan(low) & ~few & ~few_regions
    words = {"few": few, "few regions": few_regions, "no variation": still}
    flags = [COUNT_FLAG] * len(few) if sample is None else _flags(words)
    return {"value": estimated.value, **told, "df": estimated.freedom, "flag": flags}


def nothing_found(n: int, flag: str) -> dict[str, Any]:
    """Return the columns of what cannot be estimated, by category."""
    names = ("value", "low", "high", "error", "p", "p_wild", "df")
    return {**dict.fromkeys(names, np.full(n, np.nan)), "flag": [flag] * n}


def tell(reports: Reports, rows: Codes) -> dict[str, Any]:
    """Return what a finding was made from, as columns of the table."""
    return {
        "n_documents": len(rows),
        "n_paragraphs": int(reports.n_paragraphs[rows].sum()),
        "n_labelled": int(reports.n_labelled[rows].sum()),
        "n_regions": len(np.unique(reports.region[rows])),
        "method": "count" if reports.sample is None else "corrected",
    }


def findings_table(
    parts: Sequence[Mapping[str, Any]], reports: Reports, inference: Inference, **same: Any
) -> pd.DataFrame:
    """Put findings together as table ``estimates``, p values adjusted over their families.

    Each part holds columns by category or single values; ``same`` is the same in all rows.
    """
    import pandas as pd

    if not parts:
        empty = make_table("estimates", [])
        return empty.reindex(columns=[*empty, *TEST_COLUMNS])
    frames = [pd.DataFrame({"category": reports.codes, **part}) for part in parts]
    table = pd.concat(frames, ignore_index=True).assign(
        **same, confidence=inference.confidence, population=inference.population
    )
    for name in ("region", "year"):
        if name not in table.columns:
            table[name] = None
    terms = table["term"].factorize()[0] if inference.family == "term" else np.zeros(len(table))
    p = table["p"].to_numpy(float)
    table["p_adjusted"] = adjusted(p, np.asarray(terms, np.int64), adjust=inference.adjust)
    return make_table("estimates", table)


def names_of(names: pd.DataFrame, place: int) -> dict[str, Any]:
    """Return a cell's names as columns of the table."""
    return {str(key): names[key].iloc[place] for key in names.columns}


def _over_draws(
    reports: Reports, sample: Sample, rows: Codes, weights: NDArray[np.float64]
) -> Estimated:
    """Test over draws of labels alone: the reports at hand are all there is."""
    weight = np.zeros(len(reports.value))
    weight[rows] = weights
    used = np.isin(sample.document, rows)
    part = weight[sample.document[used], None] * reports.added[used]
    fields = ("document", "weight", "probability", "truth", "guess")
    taken = replace(sample, **{name: getattr(sample, name)[used] for name in fields})
    units = sampling_units(taken, part, np.zeros(len(part), np.int64), 1)
    known = moments(units, 1, 0)
    return as_estimated(weights @ reports.value[rows], known.variance[0], known.freedom[0])


def _few(reports: Reports, rows: Codes, *, process: bool) -> NDArray[np.bool_]:
    """Whether labels are too few for bounds, by category.

    In a process most of the variance lies between reports, so that errors of all categories
    together tell enough of the classifier; in the corpus at hand there is no other variance.
    """
    documents = (reports.n_labelled[rows] > 0).sum()
    errors = reports.errors[rows].sum(axis=0)
    if process:
        # A wrong prediction counts in the category of the label and in its own.
        errors = np.full_like(errors, errors.sum() / 2)
    return np.asarray((documents < FEWEST_DOCUMENTS) | (errors < FEWEST_ERRORS))


def _flags(words: Mapping[str, NDArray[np.bool_]]) -> list[str | None]:
    """Words that hold, joined, for each category; None where none does."""
    held = zip(*words.values(), strict=True)
    return ["; ".join(w for w, one in zip(words, row, strict=True) if one) or None for row in held]
