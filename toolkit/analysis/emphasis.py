"""Topic emphasis: which share of the text each category has, by region, year or other groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.cells import DONORS, Cells, breaks_within, composition, make_cells
from toolkit.analysis.coding import category_shares
from toolkit.analysis.correcting import usable_labels
from toolkit.analysis.counting import Text, count_predictions, measure_text, take_sample
from toolkit.analysis.segments import segments
from toolkit.analysis.shares import Options, Shares, Tally, estimate_shares
from toolkit.analysis.variance import Sample, sum_by
from toolkit.errors import ToolkitError, check_choice
from toolkit.outlines import load_crosswalk, load_outline
from toolkit.tables import LEVELS, SECTIONS, Corpus, listed, make_table

if TYPE_CHECKING:
    import pandas as pd

CHOICES = {
    "weight": ("characters", "paragraphs"),
    "unit": ("paragraph", "segment"),
    "none": ("keep", "drop"),
    "population": ("corpus", "process"),
    "method": ("auto", "corrected", "count"),
    "cluster": ("document", "region"),
}
COUNT_FLAG = "uncorrected count: classifier error not included"
PROCESS_FLAG = "classifier error not included"


def emphasis(  # noqa: PLR0913  each is a choice of the specification curve
    corpus: Corpus,
    predictions: pd.DataFrame,
    labels: pd.DataFrame | None = None,
    *,
    by: Sequence[str] = ("region", "year"),
    scheme: str = "common",
    weight: str = "characters",
    unit: str = "paragraph",
    sections: Sequence[str] = ("work",),
    none: str = "keep",
    population: str = "corpus",
    method: str = "auto",
    bounds: bool = False,
    confidence: float = 0.95,
    levels: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    balanced: bool = False,
    cluster: str = "document",
    tuned: bool = False,
    training_hashes: Collection[str] = (),
) -> pd.DataFrame:
    """Estimate the share of the text that each category has, with intervals where labels allow.

    The claim: the share of each category in the reports at hand (``population="corpus"``) or in
    what such governments write (``"process"``). A share counted from predictions is biased where
    errors do not cancel. Labels of a random sample of paragraphs tell by how much: the mean of
    label minus prediction, weighted by one over the probability of selection, is added (the
    difference estimator; Angelopoulos et al. 2023, Egami et al. 2023). Without such labels the
    result is a count and says so.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    predictions : pandas.DataFrame
        Table ``predictions``; for the common scheme it must hold both outlines. A column
        ``votes`` (of ``cross_predict``) divides a paragraph among the models' categories.
    labels : pandas.DataFrame, optional
        Table ``labels``. Only those with a ``probability`` of selection correct; where documents
        were drawn first, a column ``document_probability`` tells how probably (else it is worked
        out from how the labels lie).
    by : sequence of str
        Columns of the documents table that make the groups, the user's own too. ``year`` is the
        year that a report covers; a report of several years is a period of its own, in no single
        year. Documents without a region, level or year are left out where these make the groups.
    scheme : str
        outline-2015, outline-2021 or common (a function of the pair of codes, so that no step
        appears at 2021 from changing schemes).
    weight : {"characters", "paragraphs"}
        What is counted.
    unit : {"paragraph", "segment"}
        Whether printed paragraphs have a category, or the tasks that ``segments`` cuts out of
        them; predictions and labels must be of the same.
    sections : sequence of str
        Sections that are counted, by default the account of work.
    none : {"keep", "drop"}
        Whether text of no task stays in the denominator.
    population : {"corpus", "process"}
        What the bounds are about. In the corpus at hand only the drawing of labels is chance; in
        the process the reports themselves are a sample of what is written.
    method : {"auto", "corrected", "count"}
        auto corrects if there are labels of known probability, else counts.
    bounds : bool
        For the common scheme: also estimate under each alternative of the crosswalk, and give
        the lowest and highest value as ``low_alternative`` and ``high_alternative``.
    confidence : float
        How often intervals should hold the truth.
    levels : sequence of str, optional
        Levels of government that are pooled; by default each level has rows of its own.
    kinds : sequence of str, optional
        Kinds of document; by default annual reports and summaries of several years by a
        government, or all documents where there is none of these.
    balanced : bool
        Keep only regions with a report in every year in which any of their level has one, so that
        no share moves because the regions at hand differ from year to year. Choose the years
        first (``corpus.select``): a year in which few regions report leaves only these.
    cluster : {"document", "region"}
        What a process is sampled by.
    tuned : bool
        Let predictions count by one factor for all categories, the slope of labels on
        predictions: narrower intervals for a poor classifier.
    training_hashes : collection of str
        ``text_sha256`` of the texts that trained the model, where predictions come from elsewhere.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates`` with the columns of ``by``, ``level`` and ``period``; the shares of
        all categories sum to one in every group, may leave 0 to 1 and are not clipped; bounds
        are cut there. ``flag`` says ``few`` where fewer than 30 documents are labelled or fewer
        than 10 labels contradict the prediction (no bounds); ``borrowed: …`` where a group of
        few labels takes the correction of the same year, of the same outline and level, or of
        all reports (prediction bounds, wider and less sure); ``empty`` where there is no text.
        ``attrs["left_out"]`` counts the documents that were left out, by reason,
        ``attrs["borrowed"]`` the groups that borrowed, by donor; ``attrs["composition"]`` lists
        the years of each region, ``attrs["breaks"]`` the report years among them from which on
        shares may move for other reasons than the work itself, with the reason.

    Raises
    ------
    ToolkitError
        An unknown option or column, predictions that lack an outline or paragraphs, labels that
        trained the model, or no label that can correct where ``method`` wants it corrected.
    """
    chosen = {"weight": weight, "unit": unit, "none": none, "population": population,
              "method": method, "cluster": cluster}  # fmt: skip
    _check(chosen, sections, scheme if bounds else None, levels)
    options = Options(population, none, confidence, tuned)
    parts = segments(corpus) if unit == "segment" else corpus
    cells = make_cells(corpus.documents, by, kinds=kinds, levels=levels, balanced=balanced)
    if not len(cells.documents):
        nothing = make_table("estimates", [])
        return _told(
            nothing.reindex(columns=[*nothing, *cells.names.columns.difference(nothing.columns)]),
            cells,
        )
    text = measure_text(parts.paragraphs, cells, sections=listed(sections), weight=weight)
    usable = usable_labels(
        labels, predictions, method=method, hashes=training_hashes, where="emphasis, labels"
    )
    question = _Question(cells, text, scheme, cluster, options)
    found = _estimate(question, predictions, usable)
    if method == "corrected" and found.sample is None:
        remedy = "label paragraphs of the reports and sections that are counted"
        raise ToolkitError("labels in what is counted", "none", "emphasis, labels", remedy)
    estimates = _described(question, found, weight)
    if bounds:
        others = [
            _estimate(question, predictions, usable, alternative).shares.value
            for alternative in load_crosswalk().alternatives
        ]
        values = _kept(np.stack([found.shares.value, *others]), question)
        estimates["low_alternative"] = values.min(axis=0)
        estimates["high_alternative"] = values.max(axis=0)
    return estimates


@dataclass(frozen=True)
class _Question:
    """What is asked, of which text."""

    cells: Cells
    text: Text
    scheme: str
    cluster: str
    options: Options


class _Found(NamedTuple):
    """Estimates, and the arrays that they were made from."""

    shares: Shares
    tally: Tally
    sample: Sample | None


def _estimate(
    question: _Question,
    predictions: pd.DataFrame,
    labels: pd.DataFrame | None,
    alternative: str | None = None,
) -> _Found:
    cells, text, scheme = question.cells, question.text, question.scheme
    guess = category_shares(predictions, scheme, name="predictions", alternative=alternative)
    tally, guessed = count_predictions(text, guess, cells, cluster=question.cluster)
    sample = None
    if labels is not None and len(labels):
        truth = category_shares(labels, scheme, name="labels", alternative=alternative)
        sample = take_sample(text, guessed, truth, labels, len(cells.documents))
    shares = estimate_shares(tally, sample, donors=cells.donors, options=question.options)
    return _Found(shares, tally, sample)


def _check(
    chosen: dict[str, str],
    sections: Sequence[str],
    common: str | None,
    levels: Sequence[str] | None,
) -> None:
    for name, value in chosen.items():
        check_choice(value, CHOICES[name], where=f"emphasis, {name}")
    named = (("sections", sections, SECTIONS), ("levels", levels or (), LEVELS))
    for name, values, known in named:
        for value in listed(values):
            check_choice(value, known, where=f"emphasis, {name}", remedy="give a list of these")
    if common not in (None, "common"):
        remedy = "ask for scheme='common', or leave bounds out"
        raise ToolkitError("the common scheme", repr(common), "emphasis, bounds", remedy)


def _kept(values: NDArray[Any], question: _Question) -> NDArray[Any]:
    """Lay out values by cell and category as the rows of the table, the none category dropped."""
    last = values.shape[-1] - (question.options.none == "drop")
    return values[..., :last].reshape(*values.shape[:-2], -1)


def _described(question: _Question, found: _Found, weight: str) -> pd.DataFrame:
    """The table of estimates: a row for each cell and category."""
    import pandas as pd

    cells, shares, options = question.cells, found.shares, question.options
    codes = list(load_outline(question.scheme).codes)
    codes = codes[: len(codes) - (options.none == "drop")]
    names = cells.names.loc[cells.names.index.repeat(len(codes))].reset_index(drop=True)
    absent = {name: None for name in ("region", "year") if name not in names.columns}
    counted = found.sample is None
    flags = _flags(shares, counted=counted, population=options.population)
    told = {"value": shares.value, "low": shares.low, "high": shares.high, "flag": flags}
    table = names.assign(
        **absent,
        measure="share",
        scheme=question.scheme,
        category=codes * len(cells.names),
        confidence=options.confidence,
        population=options.population,
        unit=weight,
        method="count" if counted else "corrected",
        **{name: _kept(values, question) for name, values in told.items()},
        **{name: np.repeat(n, len(codes)) for name, n in _sizes(question, found).items()},
    )
    estimates = _told(make_table("estimates", pd.DataFrame(table)), cells)
    estimates.attrs["borrowed"] = {
        name: int((shares.donor == number).sum()) for number, name in enumerate(DONORS, start=1)
    }
    return estimates


def _sizes(question: _Question, found: _Found) -> dict[str, NDArray[np.int64]]:
    """How many documents, paragraphs and labels each cell has."""
    cell, text, n = question.cells.cell, question.text, len(question.cells.names)
    inside = (found.tally.size > 0).astype(float)
    counted = sum_by(text.document, (text.size > 0).astype(float), len(inside))
    return {
        "n_documents": sum_by(cell, inside, n).astype(np.int64),
        "n_paragraphs": sum_by(cell, counted, n).astype(np.int64),
        "n_labelled": found.shares.n_labelled,
    }


def _told(estimates: pd.DataFrame, cells: Cells) -> pd.DataFrame:
    estimates.attrs["left_out"] = cells.left_out
    estimates.attrs["composition"] = composition(cells.documents)
    estimates.attrs["breaks"] = breaks_within(cells.documents)
    return estimates


def _flags(shares: Shares, *, counted: bool, population: str) -> NDArray[np.object_]:
    """Words on each estimate that a reader must know; None where there is nothing to tell."""
    first = ["", *(f"borrowed: {name}" for name in DONORS)]
    if counted:
        first[0] = PROCESS_FLAG if population == "process" else COUNT_FLAG
    flags = np.array(first, dtype=object)[shares.donor][:, None].repeat(shares.value.shape[1], 1)
    told = [(np.isnan(shares.value), "empty"), (shares.outside, "outside 0 to 1")]
    if not counted or population == "process":
        told.append((shares.few & ~np.isnan(shares.value), "few"))
    for where, word in told:
        flags[where] = [f"{flag}; {word}" if flag else word for flag in flags[where]]
    flags[flags == ""] = None
    return flags
