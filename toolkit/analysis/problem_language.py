"""How governments speak of problems: how much they admit, of what kind, how softly put."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from toolkit.analysis.admission_counts import (
    MARKS,
    PARTS,
    SUFFIX,
    count_admissions,
    measure_reports,
)
from toolkit.analysis.cells import Cells, clusters_of, make_cells
from toolkit.analysis.report_ratios import Ratio, Reports, estimate_ratio
from toolkit.analysis.variance import Floats
from toolkit.errors import ToolkitError, check_choice, check_confidence
from toolkit.tables import REPORT_KINDS, Corpus, make_table, need_columns

if TYPE_CHECKING:
    import pandas as pd

RULES_SINCE = 2019
UNCORRECTED = "extraction error not included"


class _Measure(NamedTuple):
    """One ratio: column over column, for what part of the report and what kind of admission."""

    name: str
    part: str
    category: str | None
    above: str
    below: str
    unit: str
    scale: float = 1.0


def problem_language(  # noqa: PLR0913  each is a choice that a reader may question
    problems: pd.DataFrame,
    corpus: Corpus,
    *,
    by: Sequence[str] = ("year",),
    labels: pd.DataFrame | None = None,
    population: str = "corpus",
    cluster: str = "document",
    confidence: float = 0.95,
    kinds: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Estimate how much reports admit, of which kind, and in what words.

    Parameters
    ----------
    problems : pandas.DataFrame
        Table ``problems`` of the whole corpus.
    corpus : Corpus
        What was read; reports that admit nothing count.
    by : sequence of str
        Columns of the documents table that make the groups; levels stay apart unless ``levels``
        pools them. ``year`` is the year that a report covers.
    labels : pandas.DataFrame, optional
        Reports marked by hand: the table that ``count_admissions`` makes of the hand-marked
        admissions, kept to the reports that were marked, with a column ``probability``, that of
        the report's being drawn. Their mean difference from what was extracted, weighted by one
        over the probability, is added (difference estimator).
    population : {"corpus", "process"}
        What the bounds are about. ``corpus``: the reports at hand; without labels nothing can
        bound them. ``process``: the reports are a sample of what governments write; without
        labels the bounds tell how reports differ, and not how the extraction errs.
    cluster : {"document", "region"}
        What a process is sampled by.
    confidence : float
        How often intervals should hold the truth.
    kinds, levels : sequence of str, optional
        Kinds of document and levels that count; see ``emphasis``.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates`` with the columns of ``by``, ``part`` (whole report, problem sections,
        elsewhere) and ``since_2019`` (reports on years from 2019 on must tell shortcomings and
        causes; missing where a report is not bound by these rules). ``measure`` is ``admissions
        per 10,000 characters``, ``share of text``, ``share of reports that admit``, ``hedged``,
        ``specific``, ``cause`` (shares of admissions), ``type`` and ``task`` (the make-up of
        admissions, in ``category``). ``flag`` says ``extraction error not included`` where no
        labels correct; ``few`` where fewer than 30 reports of the group are hand-marked or
        fewer than 10 of them differ from what was extracted, or fewer than 5 clusters are at
        hand (no bounds); ``borrowed: all reports`` where a group without 30 takes the mean
        difference of all hand-marked reports (no bounds).

    Raises
    ------
    ToolkitError
        An unknown option or column, or labels without a probability from above 0 to 1.
    """
    check_choice(population, ("corpus", "process"), where="problem_language, population")
    check_choice(cluster, ("document", "region"), where="problem_language, cluster")
    check_confidence(confidence)
    import pandas as pd

    cells = make_cells(corpus.documents, by, kinds=kinds, levels=levels)
    if not len(cells.documents):
        return _empty(cells)
    counts = count_admissions(problems, corpus).merge(measure_reports(corpus), on="doc_id")
    table = counts.set_index("doc_id").reindex(cells.documents["doc_id"]).assign(reports=1.0)
    hand = None if labels is None else _hand(labels, table)
    reports = _reports(cells, hand, cluster)
    tables = []
    for measure in _measures(table):
        found = estimate_ratio(
            _outcomes(measure, table, hand), reports, population=population, confidence=confidence
        )
        tables.append(_described(measure, found, cells, labelled=hand is not None))
    whole = pd.concat(tables, ignore_index=True)
    whole = whole.assign(scheme=None, confidence=confidence, population=population)
    estimates = make_table("estimates", whole)
    estimates.attrs["left_out"] = cells.left_out
    return estimates


def _measures(table: pd.DataFrame) -> Iterator[_Measure]:
    yield _Measure("share of reports that admit", PARTS[0], None, "admits", "reports", "reports")
    for part in PARTS:
        end = SUFFIX[part]
        said, text = f"admissions{end}", f"text{end}"
        per = "admissions per 10,000 characters"
        yield _Measure(per, part, None, said, text, "admissions", 10_000.0)
        yield _Measure("share of text", part, None, f"characters{end}", text, "characters")
        for mark in MARKS:
            yield _Measure(mark, part, None, f"{mark}{end}", said, "admissions")
    for kind in ("type", "task"):
        for column in table:
            if str(column).startswith(f"{kind}: "):
                code = str(column).removeprefix(f"{kind}: ")
                yield _Measure(kind, PARTS[0], code, str(column), "admissions", "admissions")


def _outcomes(
    measure: _Measure, table: pd.DataFrame, hand: pd.DataFrame | None
) -> tuple[Floats, Floats]:
    """Extracted and, where marked by hand, true numerators and denominators of each report."""
    columns = [measure.above, measure.below]
    extracted = table[columns].to_numpy(float) * [measure.scale, 1.0]
    if hand is None:
        return extracted, np.full_like(extracted, np.nan)
    told = hand.reindex(columns=columns)
    exact = measure.below.startswith(("text", "reports"))
    if exact:
        told[measure.below] = table[measure.below].where(hand["probability"].notna())
    if measure.above not in hand:
        # Nobody marked one of this kind.
        told[measure.above] = hand["probability"].where(hand["probability"].isna(), 0.0)
    return extracted, told.to_numpy(float) * [measure.scale, 1.0]


def _reports(cells: Cells, hand: pd.DataFrame | None, cluster: str) -> Reports:
    n = len(cells.documents)
    chance = np.full(n, np.nan) if hand is None else hand["probability"].to_numpy(float)
    return Reports(cells.cell, clusters_of(cells.documents, cluster), chance)


def _hand(labels: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The hand-marked counts, a row for each report of the table, missing where unmarked."""
    need_columns(labels, "labels", ["doc_id", "probability", "admissions"])
    chance = labels["probability"].astype(float)
    if not ((chance > 0) & (chance <= 1)).all():
        remedy = "give each hand-marked report its probability of being drawn"
        where = "problem_language, labels, column probability"
        raise ToolkitError("probabilities from above 0 to 1", "others", where, remedy)
    return labels.drop_duplicates("doc_id").set_index("doc_id").reindex(table.index)


def _described(measure: _Measure, found: Ratio, cells: Cells, *, labelled: bool) -> pd.DataFrame:
    import pandas as pd

    share = measure.scale == 1.0
    columns: dict[str, Any] = dict.fromkeys(("region", "year"))
    columns |= {str(name): cells.names[name] for name in cells.names}
    columns |= {
        "measure": measure.name,
        "part": measure.part,
        "category": measure.category,
        "value": found.value,
        "low": np.clip(found.low, 0, 1 if share else None),
        "high": np.clip(found.high, 0, 1 if share else None),
        "unit": measure.unit,
        "method": "corrected" if labelled else "count",
        "n_documents": np.bincount(cells.cell, minlength=len(cells.names)),
        "n_paragraphs": None,
        "n_labelled": found.n_labelled,
        "since_2019": _since(cells),
        "flag": _flags(found, labelled=labelled),
    }
    return pd.DataFrame(columns)


def _flags(found: Ratio, *, labelled: bool) -> list[str | None]:
    flags = []
    rows = zip(np.isnan(found.value), found.borrowed, np.isnan(found.low), found.few, strict=True)
    for empty, borrowed, unbounded, few in rows:
        told = [] if labelled else [UNCORRECTED]
        told += ["borrowed: all reports"] if borrowed else []
        told += ["empty"] if empty else (["few"] if few and unbounded else [])
        flags.append("; ".join(told) or None)
    return flags


def _since(cells: Cells) -> list[bool | None]:
    """Whether a cell's reports fall under the rules of 2019; None where they are not bound."""
    bound = cells.documents["kind"].isin(REPORT_KINDS).to_numpy()
    year = cells.documents["covers"].fillna(cells.documents["year"]).astype("Float64")
    late = year.ge(RULES_SINCE).astype("Float64").to_numpy(float, na_value=np.nan)
    late = np.where(bound, late, np.nan)
    since: list[bool | None] = []
    for number in range(len(cells.names)):
        found = set(late[cells.cell == number])
        since.append(bool(found.pop()) if found in ({0.0}, {1.0}) else None)
    return since


def _empty(cells: Cells) -> pd.DataFrame:
    nothing = make_table("estimates", [])
    extra = [name for name in [*cells.names, "part", "since_2019"] if name not in nothing]
    empty = nothing.reindex(columns=[*nothing, *extra])
    empty.attrs["left_out"] = cells.left_out
    return empty
