"""One row per report and category: a share that regressions on reports can take as outcome."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

import numpy as np

from toolkit.analysis.cells import Cells, make_cells
from toolkit.analysis.coding import category_shares
from toolkit.analysis.correcting import usable_labels
from toolkit.analysis.counting import Text, count_predictions, measure_text, take_sample
from toolkit.analysis.emphasis import CHOICES
from toolkit.analysis.segments import segments
from toolkit.analysis.variance import Codes, Floats, Sample, ratio, sum_by
from toolkit.errors import ToolkitError, check_choice
from toolkit.outlines import load_outline
from toolkit.tables import SECTIONS, Corpus, listed

if TYPE_CHECKING:
    import pandas as pd


class Counting(TypedDict, total=False):
    """How text is counted: the keywords of ``emphasis`` of the same names."""

    weight: str
    unit: str
    sections: Sequence[str]
    none: str
    method: str
    levels: Sequence[str] | None
    kinds: Sequence[str] | None
    training_hashes: Collection[str]


@dataclass(frozen=True)
class Reports:
    """Design-adjusted shares as arrays, a row for each document of ``cells``.

    Parameters
    ----------
    cells : Cells
        The documents and their groups.
    codes : list of str
        Categories, the columns of the arrays by category.
    value, predicted : ndarray, shape (n, n_codes)
        Adjusted and predicted shares; missing where a report has no text in the sections.
    errors : ndarray, shape (n, n_codes)
        How many labels contradict the prediction.
    region : ndarray of int, shape (n,)
        Number of its region; a report without region is one of its own.
    year : ndarray, shape (n,)
        Year covered; missing where a report has none, or several.
    n_paragraphs, n_labelled : ndarray, shape (n,)
        Paragraphs counted, and labelled among them.
    sample : Sample or None
        The labelled paragraphs; None for a count.
    added : ndarray, shape (n_labels, n_codes)
        What each of them adds to its document's shares.
    """

    cells: Cells
    codes: list[str]
    value: Floats
    predicted: Floats
    errors: Floats
    region: Codes
    year: Floats
    n_paragraphs: Codes
    n_labelled: Codes
    sample: Sample | None
    added: Floats


def report_rows(
    corpus: Corpus,
    predictions: pd.DataFrame,
    labels: pd.DataFrame | None = None,
    *,
    scheme: str = "common",
    by: Sequence[str] = (),
    **counting: Unpack[Counting],
) -> pd.DataFrame:
    """Give each report and category its design-adjusted share, for regressions of your own.

    The predicted share of a report, plus the sum over its labelled paragraphs of label minus
    prediction, each times its characters over its probability of selection, over the report's
    characters; nothing is added where a report has no labels (design-adjusted outcomes; Egami et
    al. 2023). A row is a noisy guess at its report and may lie far outside of 0 to 1; over
    draws of labels it is right on average, so that means, slopes and differences of rows are. The
    model that predicted must not have seen the labels of the same report.

    Parameters
    ----------
    corpus, predictions, labels, scheme
        As in ``emphasis``.
    by : sequence of str
        Columns of the documents table to carry along.
    **counting
        ``weight``, ``unit``, ``sections``, ``none``, ``method``, ``levels``, ``kinds`` and
        ``training_hashes`` as in ``emphasis``.

    Returns
    -------
    pandas.DataFrame
        One row per report with text and category: doc_id, region, region_code_today, level, year
        (covered; missing for several), the columns of ``by``, scheme, category, value (adjusted
        share), predicted (share), n_paragraphs, n_labelled, method (corrected or count).

    Raises
    ------
    ToolkitError
        As ``emphasis`` does.
    """
    import pandas as pd

    reports = adjusted_reports(corpus, predictions, labels, scheme=scheme, by=by, **counting)
    names = ["doc_id", "region", "region_code_today", "level", "year"]
    names += [name for name in by if name not in names]
    k = len(reports.codes)
    rows = np.arange(len(reports.value)).repeat(k)
    table = reports.cells.documents[names].iloc[rows].reset_index(drop=True)
    table = table.assign(
        scheme=scheme,
        category=reports.codes * len(reports.value),
        value=reports.value.ravel(),
        predicted=reports.predicted.ravel(),
        n_paragraphs=reports.n_paragraphs[rows],
        n_labelled=reports.n_labelled[rows],
        method="count" if reports.sample is None else "corrected",
    )
    return pd.DataFrame(table[table["value"].notna()]).reset_index(drop=True)


def adjusted_reports(
    corpus: Corpus,
    predictions: pd.DataFrame,
    labels: pd.DataFrame | None = None,
    *,
    scheme: str = "common",
    by: Sequence[str] = (),
    **counting: Unpack[Counting],
) -> Reports:
    """Return what ``report_rows`` tabulates, as arrays; parameters and errors are the same."""
    chosen = Counting(weight="characters", unit="paragraph", sections=("work",), none="keep",
                      method="auto") | counting  # fmt: skip
    _check_counting(chosen)
    usable = usable_labels(
        labels,
        predictions,
        method=chosen["method"],
        hashes=chosen.get("training_hashes", ()),
        where="report rows, labels",
    )
    parts = segments(corpus) if chosen["unit"] == "segment" else corpus
    cells = make_cells(corpus.documents, by, kinds=chosen.get("kinds"), levels=chosen.get("levels"))
    sections = listed(chosen["sections"])
    text = measure_text(parts.paragraphs, cells, sections=sections, weight=chosen["weight"])
    guess = category_shares(predictions, scheme, name="predictions")
    n = len(cells.documents)
    if not n:
        return _none_at_all(cells, load_outline(scheme).codes)
    tally, guessed = count_predictions(text, guess, cells, cluster="region")
    sample = None
    if usable is not None and len(usable):
        truth = category_shares(usable, scheme, name="labels")
        sample = take_sample(text, guessed, truth, usable, n)
    if sample is None and chosen["method"] == "corrected":
        remedy = "label paragraphs of the reports and sections that are counted"
        raise ToolkitError("labels in what is counted", "none", "report rows, labels", remedy)
    predicted = ratio(tally.predicted, tally.size[:, None])
    added = np.zeros((0, guess.shape[1])) if sample is None else additions(sample, tally.size)
    document = np.zeros(0, np.int64) if sample is None else sample.document
    if chosen["none"] == "drop":
        predicted, added = task_shares(predicted, added, document)
    codes = list(load_outline(scheme).codes)[: predicted.shape[1]]
    value = predicted + sum_by(document, added, n)
    return Reports(cells, codes, value, predicted, _errors(sample, n, len(codes)), tally.cluster,
                   cells.documents["year"].to_numpy(float, na_value=np.nan), _counted(text, n),
                   _labelled(sample, n), sample, added)  # fmt: skip


def additions(sample: Sample, size: Floats) -> Floats:
    """Return what each labelled paragraph adds to its document's predicted shares.

    Examples
    --------
    >>> one = Sample(np.array([0]), np.array([40.0]), np.array([0.25]), np.array([[1.0, 0.0]]),
    ...              np.array([[0.0, 1.0]]), None, np.array([4.0, 4.0]))
    >>> additions(one, np.array([80.0, 80.0])).tolist()
    [[0.5, -0.5]]
    """
    part = np.nan_to_num(ratio(sample.weight, size[sample.document]))
    return np.asarray(part[:, None] * (sample.truth - sample.guess))


def task_shares(predicted: Floats, added: Floats, document: Codes) -> tuple[Floats, Floats]:
    """Return predicted shares of the text that is of some task, and what labels add to them.

    Such a share is a ratio: additions are put through its slope at the predicted shares, for the
    ratio of two corrected shares of a single report would be far off. The last category is none.
    """
    rest = 1 - predicted[:, [-1]]
    share = ratio(predicted, rest)
    moved = np.nan_to_num(ratio(added + share[document] * added[:, [-1]], rest[document]))
    return share[:, :-1], moved[:, :-1]


def _check_counting(chosen: Counting) -> None:
    for name in ("weight", "unit", "none", "method"):
        check_choice(chosen[name], CHOICES[name], where=f"report rows, {name}")
    for section in listed(chosen["sections"]):
        check_choice(section, SECTIONS, where="report rows, sections")


def _errors(sample: Sample | None, n: int, k: int) -> Floats:
    if sample is None:
        return np.zeros((n, k))
    wrong = (sample.truth != sample.guess) & (sample.weight > 0)[:, None]
    return sum_by(sample.document, wrong[:, :k].astype(float), n)


def _labelled(sample: Sample | None, n: int) -> Codes:
    if sample is None:
        return np.zeros(n, np.int64)
    return np.asarray(np.bincount(sample.document, sample.weight > 0, n), np.int64)


def _counted(text: Text, n: int) -> Codes:
    return np.asarray(np.bincount(text.document, text.size > 0, n), np.int64)


def _none_at_all(cells: Cells, codes: Sequence[str]) -> Reports:
    nothing, no_code = np.zeros((0, len(codes))), np.zeros(0, np.int64)
    return Reports(cells, list(codes), nothing, nothing, nothing, no_code, np.zeros(0), no_code,
                   no_code, None, nothing)  # fmt: skip
