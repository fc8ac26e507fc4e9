"""Which admissions are taken up by a plan in the same report, and by which passage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analysis.admission_similarity import Vocabulary
from toolkit.analysis.report_series import order_reports, rate_beside_chance
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus, need_columns

if TYPE_CHECKING:
    import pandas as pd

TAKEN_UP = 0.5
_PLANS = "plans"
_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")


@dataclass(frozen=True)
class Answers:
    """Which plan answers which admission, and how often beside chance.

    Parameters
    ----------
    admissions : pandas.DataFrame
        One row for each admission of a report that tells plans: ``problem_id``, ``doc_id``,
        ``text``, ``type``, ``category``; ``answered``; the passage that comes nearest, with
        ``plan_paragraph``, ``plan_start`` and ``plan_end`` (offsets in the document's text),
        ``plan_text`` and ``likeness``; ``elsewhere``, whether another report's plans, drawn at
        random, would answer it.
    rates : pandas.DataFrame
        By ``category`` (all, and each task): ``value`` with ``low`` and ``high``, the share of
        admissions that are answered; ``elsewhere``, the share that chance gives;
        ``n_admissions``, ``n_places``, ``flag``.
    n_without_plans : int
        Admissions of reports that tell no plans; they are in neither table.
    """

    admissions: pd.DataFrame = field(repr=False)
    rates: pd.DataFrame
    n_without_plans: int


def answers(
    problems: pd.DataFrame,
    corpus: Corpus,
    predictions: pd.DataFrame | None = None,
    *,
    taken_up: float = TAKEN_UP,
    seed: int = 0,
) -> Answers:
    """Tell which admissions a plan of the same report takes up.

    Parameters
    ----------
    problems : pandas.DataFrame
        Table ``problems``.
    corpus : Corpus
        What was read; plans are the sentences of its sections of this kind.
    predictions : pandas.DataFrame, optional
        Table ``predictions`` under the outline of the problems' tasks: a plan then has to stand
        in a paragraph of the admission's own task.
    taken_up : float
        A sentence takes an admission up if it holds so much of what the admission is about: of
        the weight of its two-character strings without words of lack and resolve, rare ones
        weighing more (0 to 1).
    seed : int
        Of the drawing of other reports: of another place, the same level, kind and year.

    Returns
    -------
    Answers

    Notes
    -----
    A plan that answers in other words is missed, and a long list of plans names everything: read
    each rate beside ``elsewhere``, not by itself.
    """
    wanted = ["problem_id", "doc_id", "start", "end", "text", "type", "category"]
    need_columns(problems, "problems", wanted)
    if not 0 < taken_up <= 1:
        remedy = "give a share of what an admission is about"
        raise ToolkitError("a share from above 0 to 1", str(taken_up), "answers, taken_up", remedy)
    plans = _apart(_passages(corpus, predictions), problems)
    rows = problems.loc[problems["doc_id"].isin(set(plans["doc_id"])), wanted]
    rows = rows.reset_index(drop=True)
    judge = _Judge(rows, plans, by_task=predictions is not None)
    table = _answered(judge, corpus, taken_up, np.random.default_rng(seed))
    rates = _rates(table)
    return Answers(table.drop(columns="place"), rates, len(problems) - len(rows))


def _passages(corpus: Corpus, predictions: pd.DataFrame | None) -> pd.DataFrame:
    """The sentences of plans, with their places in the documents."""
    import pandas as pd

    kept = corpus.paragraphs[corpus.paragraphs["section"] == _PLANS]
    task: dict[Any, Any] = {}
    if predictions is not None:
        task = dict(zip(predictions["paragraph_id"], predictions["category"], strict=True))
    rows = []
    columns = ("doc_id", "paragraph_id", "text", "start")
    for doc_id, paragraph, text, start in kept[list(columns)].itertuples(index=False):
        for found in _SENTENCE.finditer(str(text)):
            place = {"plan_start": start + found.start(), "plan_end": start + found.end()}
            told = {"plan_text": found.group(), "task": task.get(paragraph)}
            rows.append({"doc_id": doc_id, "plan_paragraph": paragraph, **place, **told})
    names = ["doc_id", "plan_paragraph", "plan_start", "plan_end", "plan_text", "task"]
    return pd.DataFrame(rows, columns=names)


def _apart(plans: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    """Leave out sentences that admit something themselves: they answer nothing."""
    admitted = {doc: part[["start", "end"]].to_numpy() for doc, part in problems.groupby("doc_id")}
    kept = []
    for doc_id, start, end in plans[["doc_id", "plan_start", "plan_end"]].itertuples(index=False):
        spans = admitted.get(doc_id, np.zeros((0, 2)))
        kept.append(not ((spans[:, 0] < end) & (spans[:, 1] > start)).any())
    return plans[np.array(kept, dtype=bool)].reset_index(drop=True)


class _Judge:
    """Finds the plan of a report that comes nearest to each of some admissions."""

    def __init__(self, rows: pd.DataFrame, plans: pd.DataFrame, *, by_task: bool) -> None:
        self.rows, self.plans, self.by_task = rows, plans, by_task
        texts, told = rows["text"].astype(str).tolist(), plans["plan_text"].tolist()
        self.vocabulary = vocabulary = Vocabulary([*texts, *told])
        self.vectors, self.given = vocabulary.vectors(texts), vocabulary.vectors(told)
        self.admitted = {str(doc): at for doc, at in rows.groupby("doc_id").indices.items()}
        self.planned = {str(doc): at for doc, at in plans.groupby("doc_id").indices.items()}
        self.tasks = rows["category"].to_numpy(object), plans["task"].to_numpy(object)

    def nearest(self, doc_id: str, other: str) -> tuple[Any, Any]:
        """Return the nearest plan's row and its likeness, for each admission of a report."""
        here, there = self.admitted[doc_id], self.planned[other]
        near = self.vocabulary.coverage(self.vectors[here], self.given[there])
        if self.by_task:
            same = self.tasks[0][here][:, None] == self.tasks[1][there][None, :]
            near = np.where(same, near, 0.0)
        best = near.argmax(axis=1)
        return there[best], near[np.arange(len(here)), best]


def _answered(
    judge: _Judge, corpus: Corpus, taken_up: float, generator: np.random.Generator
) -> pd.DataFrame:
    series = order_reports(corpus)
    rows, n = judge.rows, len(judge.rows)
    plan, likeness = np.zeros(n, np.int64), np.zeros(n)
    elsewhere, place = np.full(n, None, object), rows["doc_id"].to_numpy(object).copy()
    with_plans = series.reports[series.reports.index.isin(set(judge.planned))]
    others = type(series)(with_plans)
    for doc_id, here in sorted(judge.admitted.items()):
        plan[here], likeness[here] = judge.nearest(doc_id, doc_id)
        if doc_id not in with_plans.index:
            continue
        place[here] = with_plans.loc[doc_id, "place"]
        other = others.other_report(doc_id, int(with_plans["year"][doc_id]), generator)
        if other is not None:
            elsewhere[here] = judge.nearest(doc_id, other)[1] >= taken_up
    found = judge.plans.iloc[plan].reset_index(drop=True) if n else judge.plans.head(0)
    names = ["plan_paragraph", "plan_start", "plan_end", "plan_text"]
    columns: dict[str, Any] = {name: found[name] for name in names}
    columns |= {"answered": likeness >= taken_up, "likeness": likeness}
    return rows.assign(**columns, elsewhere=elsewhere, place=place)


def _rates(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for code in ["all", *sorted(set(table["category"].dropna().astype(str)))]:
        part = table if code == "all" else table[table["category"] == code]
        chance = part["elsewhere"].dropna().astype(float)
        rate = rate_beside_chance(part["answered"], part["place"], chance)
        rows.append({"category": code, **rate})
    return pd.DataFrame(rows)
