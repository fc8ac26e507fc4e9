"""How many reports and paragraphs to code for shares of a wanted precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError, check_choice, check_confidence, one_of
from toolkit.labelling.frames import sampling_frame
from toolkit.labelling.residuals import Residuals, assumed_residuals, pilot_residuals, report_spread
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
POPULATIONS = ("corpus", "process")
# Below these no bounds are given, however small the sample's variance.
FEWEST_DOCUMENTS = 30
FEWEST_ERRORS = 10
_WIDTHS = (2.0, 1.5, 1.0, 0.75, 0.5)
_WHERE = "plan_coding"


@dataclass(frozen=True)
class CodingPlan:
    """A sample to code, and what others would give; shows itself as text and in a notebook.

    Parameters
    ----------
    n_documents, per_document, n_paragraphs : int
        The cheapest sample that gives the wanted width; all 0 where none at hand does.
    widths : pandas.DataFrame
        The cheapest sample for wider and narrower intervals: wanted, n_documents, per_document,
        n_paragraphs, half_width_corpus, half_width_process, design_effect, hours, flag.
    alternatives : pandas.DataFrame
        The same columns: other numbers of paragraphs per report for the wanted width.
    categories : pandas.DataFrame
        What each category would get from the plan: category, share, residual_sd, icc,
        half_width_corpus, half_width_process.
    note : str
        What the plan rests on.
    """

    n_documents: int
    per_document: int
    n_paragraphs: int
    widths: pd.DataFrame
    alternatives: pd.DataFrame
    categories: pd.DataFrame
    note: str

    def __str__(self) -> str:
        parts = [self._advice(), self.note, f"Wider and narrower intervals\n{_text(self.widths)}"]
        if len(self.alternatives):
            parts.append(f"Other ways to the same width\n{_text(self.alternatives)}")
        return "\n\n".join([*parts, f"By category\n{_text(self.categories)}"])

    def _repr_html_(self) -> str:
        tables = {"Wider and narrower intervals": self.widths, "Other ways": self.alternatives}
        tables["By category"] = self.categories
        shown = (
            f"<h4>{title}</h4>{table.to_html(index=False, float_format=_number, na_rep='-')}"
            for title, table in tables.items()
        )
        return f"<p>{escape(self._advice())} {escape(self.note)}</p>{''.join(shown)}"

    def _advice(self) -> str:
        if not self.n_paragraphs:
            return "No sample of these reports gives the wanted width."
        return (
            f"Code {self.n_paragraphs} paragraphs, {self.per_document} in each of "
            f"{self.n_documents} reports: sample_for_coding(corpus, {self.n_paragraphs}, "
            f"documents={self.n_documents})."
        )


def plan_coding(  # noqa: PLR0913  each is an assumption that a planner must be able to state
    corpus: Corpus,
    half_width: float = 0.03,
    *,
    population: str = "corpus",
    pilot: pd.DataFrame | None = None,
    predictions: pd.DataFrame | None = None,
    scheme: str = "outline-2015",
    category: str | None = None,
    accuracy: float = 0.85,
    icc: float = 0.05,
    share: float = 0.15,
    weight: str = "characters",
    sections: Sequence[str] = ("work",),
    confidence: float = 0.95,
    minutes: tuple[float, float] = (1.0, 5.0),
) -> CodingPlan:
    """Say how many reports, and paragraphs in each, to code for intervals of a wanted width.

    A share counted from predictions and corrected by labels errs as the mean of the residuals
    (label minus prediction) errs. Its variance over ``m`` reports of ``D`` and ``b`` paragraphs in
    each is that of two-stage sampling (Cochran 1977, chapter 10), with ``s2`` the variance of the
    residuals and ``icc`` the part of it that lies between reports: ``s2 * (icc * (1 - m/D) / m +
    (1 - icc) * (1 - m*b/N) / (m*b))``, which for small fractions is ``s2 / (m*b)`` times Kish's
    (1965) design effect ``1 + (b - 1) * icc``. For the population ``process`` the variance of the
    reports' own shares over ``D`` is added. Half widths use Student's t with ``m - 1`` degrees of
    freedom. Of all samples that reach the width, the cheapest is taken.

    Parameters
    ----------
    corpus : Corpus
        The reports that shares will be about; their number and length enter.
    half_width : float
        Wanted half width of the interval of a share, such as 0.03.
    population : {"corpus", "process"}
        What the interval is about: these reports, or what such governments write.
    pilot : pandas.DataFrame, optional
        Table ``labels`` of some paragraphs of the corpus; with `predictions` it gives the variance
        of the residuals and its part between reports. The predictions must be by models that did
        not learn from these labels.
    predictions : pandas.DataFrame, optional
        Table ``predictions`` of the corpus; also gives how much reports differ, without which
        nothing can be said of the population ``process``.
    scheme : str
        Scheme of pilot and predictions.
    category : str, optional
        Category to plan for; by default the one with the most variable residuals.
    accuracy, icc, share : float
        Assumed where there is no pilot: accuracy of the predictions, part of the residuals'
        variance between reports, and share of the category. If as many paragraphs are wrongly
        given to a category as are wrongly kept from it, ``s2 = 2 * share * (1 - accuracy)``. A
        pilot without two labels in one report takes this `icc` too.
    weight : {"characters", "paragraphs"}
        What shares are of. Shares of characters vary more: ``s2`` times one plus the squared
        coefficient of variation of the lengths (Kish 1965), for paragraphs drawn at random.
    sections : sequence of str
        Sections that shares are about.
    confidence : float
        Nominal coverage of the interval.
    minutes : pair of float
        Cost of a paragraph, and of opening a report, in minutes.

    Returns
    -------
    CodingPlan
        No plan has fewer than 30 reports or fewer than 10 residuals other than zero to be
        expected, for below these no bounds are given.

    Raises
    ------
    ToolkitError
        An unknown option or category, or a pilot that fits no prediction.
    """
    _check(half_width, population, weight, confidence)
    frame = sampling_frame(corpus, sections=sections)
    if pilot is None:
        found = assumed_residuals(frame, accuracy=accuracy, icc=icc, share=share, weight=weight)
    else:
        found = pilot_residuals(frame, pilot, predictions, scheme=scheme, weight=weight, icc=icc)
    spread = report_spread(frame, predictions, scheme, weight)
    rows = [_with_spread(row, spread) for row in found]
    chosen = _chosen(rows, category)
    precision = _Precision(frame["doc_id"].nunique(), len(frame), confidence, minutes)
    return _plan(precision, chosen, rows, (half_width, population), pilot is not None)


@dataclass(frozen=True)
class _Precision:
    """Half widths and costs of samples of m reports (rows) with b paragraphs each (columns)."""

    n_documents: int
    n_paragraphs: int
    confidence: float
    minutes: tuple[float, float]

    def grid(self) -> tuple[Floats, Floats]:
        most = max(self.n_paragraphs // self.n_documents, 1)
        return np.ogrid[2 : self.n_documents + 1 : 1.0, 1 : most + 1 : 1.0]  # type: ignore[return-value]

    def half_width(self, residuals: Residuals, population: str, m: Any, b: Any) -> Any:
        from scipy.stats import t

        between = (1 - m / self.n_documents) / m
        within = np.maximum(1 - m * b / self.n_paragraphs, 0) / (m * b)
        mixed = residuals.icc * between + (1 - residuals.icc) * within
        variance = residuals.variance * mixed
        if population == "process":
            variance = variance + residuals.report_variance / self.n_documents
        return t.ppf((1 + self.confidence) / 2, m - 1) * np.sqrt(variance)

    def hours(self, m: Any, b: Any) -> Any:
        return m * (self.minutes[1] + b * self.minutes[0]) / 60

    def allowed(self, residuals: Residuals) -> NDArray[np.bool_]:
        m, b = self.grid()
        return np.asarray((m >= FEWEST_DOCUMENTS) & (m * b * residuals.error_rate >= FEWEST_ERRORS))


def _plan(
    precision: _Precision,
    chosen: Residuals,
    rows: list[Residuals],
    wanted: tuple[float, str],
    from_pilot: bool,
) -> CodingPlan:
    import pandas as pd

    width, population = wanted
    best = _cheapest(precision, chosen, width, population, None)
    widths = [_described(precision, chosen, width * factor, population, None) for factor in _WIDTHS]
    others = [1, 2, 3, 5, 10, 20]
    alternatives = [_described(precision, chosen, width, population, b) for b in others]
    told = [_category(precision, row, best) for row in rows]
    return CodingPlan(
        *best,
        n_paragraphs=best[0] * best[1],
        widths=pd.DataFrame(widths),
        alternatives=pd.DataFrame([row for row in alternatives if row["n_documents"]]),
        categories=pd.DataFrame(told),
        note=_note(precision, chosen, population, from_pilot),
    )


def _cheapest(
    precision: _Precision, residuals: Residuals, width: float, population: str, only: int | None
) -> tuple[int, int]:
    """Reports, and paragraphs in each, of the cheapest sample; zeros where there is none."""
    m, b = precision.grid()
    reached = precision.half_width(residuals, population, m, b) <= width
    fit = reached & precision.allowed(residuals) & ((b == only) if only else True)
    if not fit.any():
        return 0, 0
    cost = np.where(fit, precision.hours(m, b), np.inf)
    row, column = np.unravel_index(int(cost.argmin()), cost.shape)
    return int(m[row, 0]), int(b[0, column])


def _described(
    precision: _Precision, residuals: Residuals, width: float, population: str, only: int | None
) -> dict[str, object]:
    m, b = _cheapest(precision, residuals, width, population, only)
    widths = _both_widths(precision, residuals, (m, b))
    return {
        "wanted": width,
        "n_documents": m,
        "per_document": b,
        "n_paragraphs": m * b,
        **widths,
        "design_effect": 1 + (b - 1) * residuals.icc if m else float("nan"),
        "hours": float(precision.hours(m, b)) if m else float("nan"),
        "flag": "" if m else "not to be had from these reports",
    }


def _both_widths(
    precision: _Precision, residuals: Residuals, sample: tuple[int, int]
) -> dict[str, float]:
    m, b = sample
    # Residuals that never differed from zero say that the pilot was small, not that it was sure.
    known = m > 0 and residuals.variance > 0
    return {
        f"half_width_{name}": float(precision.half_width(residuals, name, m, b))
        if known
        else np.nan
        for name in POPULATIONS
    }


def _category(
    precision: _Precision, residuals: Residuals, sample: tuple[int, int]
) -> dict[str, object]:
    return {
        "category": residuals.category,
        "share": residuals.share,
        "residual_sd": float(np.sqrt(residuals.variance)),
        "icc": residuals.icc,
        **_both_widths(precision, residuals, sample),
    }


def _with_spread(row: Residuals, spread: dict[str, float]) -> Residuals:
    return replace(row, report_variance=spread.get(row.category, row.report_variance))


def _chosen(rows: list[Residuals], category: str | None) -> Residuals:
    if category is None:
        return max(rows, key=lambda row: row.variance)
    for row in rows:
        if row.category == category:
            return row
    names = [row.category for row in rows]
    remedy = "use one of these, or leave it out"
    raise ToolkitError(one_of(names), repr(category), f"{_WHERE}, category", remedy)


def _note(precision: _Precision, chosen: Residuals, population: str, from_pilot: bool) -> str:
    source = "the pilot" if from_pilot else "assumptions, no pilot"
    words = (
        f"Planned for category {chosen.category}, population {population}, from {source}: residual "
        f"standard deviation {np.sqrt(chosen.variance):.3f}, of whose square {chosen.icc:.2f} lies "
        f"between reports. At hand: {precision.n_documents} reports, {precision.n_paragraphs} "
        "paragraphs."
    )
    if precision.n_documents < FEWEST_DOCUMENTS:
        words += f" Fewer than {FEWEST_DOCUMENTS} reports: no bounds would be given."
    if not np.isfinite(chosen.report_variance):
        words += " How much reports differ is not known without predictions."
    return words


def _check(half_width: float, population: str, weight: str, confidence: float) -> None:
    if not 0 < half_width < 1:
        remedy = "give a share, such as 0.03"
        raise ToolkitError("0 to 1", repr(half_width), f"{_WHERE}, half_width", remedy)
    check_choice(population, POPULATIONS, where=f"{_WHERE}, population")
    check_choice(weight, ("characters", "paragraphs"), where=f"{_WHERE}, weight")
    check_confidence(confidence)


def _number(value: float) -> str:
    return f"{value:.3f}"


def _text(table: pd.DataFrame) -> str:
    return str(table.to_string(index=False, float_format=_number, na_rep="-"))
