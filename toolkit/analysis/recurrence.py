"""Which admissions return in the same place's next report, and how long they last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analysis.admission_similarity import Vocabulary, jaccard
from toolkit.analysis.report_series import (
    CONFIDENCE,
    ReportSeries,
    jackknife_bounds,
    order_reports,
    rate_beside_chance,
)
from toolkit.analysis.variance import Floats, ratio
from toolkit.tables import Corpus, need_columns

if TYPE_CHECKING:
    import pandas as pd

SAME_WORDS = 0.6
OTHER_WORDS = 0.4
_WAYS = ("same words", "other words")


@dataclass(frozen=True)
class Recurrence:
    """What returned, how often beside chance, and for how long.

    Parameters
    ----------
    admissions : pandas.DataFrame
        One row for each admission of a report in a series: ``problem_id``, ``doc_id``,
        ``region``, ``year``, ``text``, ``type``, ``category``; ``returns`` (same words, other
        words, gone, or censored where the next year's report is not at hand); ``next_id`` and
        ``next_text``, the admission that it returns as; ``elsewhere``, what the same question
        gives for another place's report of that year, drawn at random; ``age``, in how many
        reports in a row it has stood, as far as the reports at hand go back.
    rates : pandas.DataFrame
        By ``category`` (all, and each task) and ``returns`` (same words, other words, either):
        ``value`` with ``low`` and ``high``, the share of admissions that return; ``elsewhere``,
        the share that chance gives, over
        ``n_elsewhere`` admissions that another place can be drawn for; ``n_admissions``,
        ``n_places``, ``flag`` (few: fewer than 5 places, no bounds).
    survival : pandas.DataFrame
        For each ``lag``, reports later without a gap: admissions ``at_risk`` (that stood in the
        report before, and whose report is at hand), those ``gone``, those ``censored`` (no such
        report at hand), and ``value``, the share that still stands, with ``low`` and ``high``
        at ``confidence`` (Kaplan and Meier 1958; bounds by leaving out one place at a time).
        The row for lag 0 holds all admissions when first seen.
    """

    admissions: pd.DataFrame = field(repr=False)
    rates: pd.DataFrame
    survival: pd.DataFrame


def recurrence(
    problems: pd.DataFrame,
    corpus: Corpus,
    *,
    same_words: float = SAME_WORDS,
    other_words: float = OTHER_WORDS,
    seed: int = 0,
) -> Recurrence:
    """Tell which admissions return in the same place's report of the next year.

    Parameters
    ----------
    problems : pandas.DataFrame
        Table ``problems``, with tasks.
    corpus : Corpus
        What was read. Reports without a region or of several years are in no series.
    same_words : float
        An admission returns in the same words if an admission of the next report shares so much
        of its two-character strings (Jaccard, 0 to 1).
    other_words : float
        It returns in other words if one of the same type and task holds so much of what it is
        about: of the weight of its two-character strings without words of lack and resolve,
        those that few admissions hold weighing more.
    seed : int
        Of the drawing of other places' reports.

    Returns
    -------
    Recurrence

    Notes
    -----
    Formulas recur by chance: read each rate beside ``elsewhere``.
    """
    wanted = ["problem_id", "doc_id", "text", "type", "category"]
    need_columns(problems, "problems", wanted)
    series = order_reports(corpus)
    rows = problems.loc[problems["doc_id"].isin(series.reports.index), wanted]
    judge = _Judge(rows.reset_index(drop=True), same_words, other_words)
    table = _followed(judge, series, np.random.default_rng(seed))
    return Recurrence(table.drop(columns="place"), _rates(table), _survival(table))


class _Judge:
    """Finds for each admission of one report its like in another."""

    def __init__(self, rows: pd.DataFrame, same_words: float, other_words: float) -> None:
        self.rows = rows
        self.limits = (same_words, other_words)
        self.texts = rows["text"].astype(str).tolist()
        self.kinds = (rows["type"].astype(str) + " " + rows["category"].astype(str)).to_numpy(str)
        self.places = {str(doc): np.array(at) for doc, at in rows.groupby("doc_id").indices.items()}
        self.vocabulary = Vocabulary(self.texts)
        self.vectors = self.vocabulary.vectors(self.texts)

    def match(self, doc_id: str, other: str) -> list[tuple[str, int]]:
        """Return for each admission how it returns in the other report, and as which row."""
        here = self.places.get(doc_id, np.array([], dtype=int))
        there = self.places.get(other, np.array([], dtype=int))
        if not len(there):
            return [("gone", -1)] * len(here)
        same = jaccard([self.texts[n] for n in here], [self.texts[n] for n in there])
        near = self.vocabulary.coverage(self.vectors[here], self.vectors[there])
        near = np.where(self.kinds[here][:, None] == self.kinds[there][None, :], near, 0.0)
        found = []
        for alike, kin in zip(same, near, strict=True):
            if alike.max() >= self.limits[0]:
                found.append((_WAYS[0], int(there[alike.argmax()])))
            elif kin.max() >= self.limits[1]:
                found.append((_WAYS[1], int(there[kin.argmax()])))
            else:
                found.append(("gone", -1))
        return found


def _followed(judge: _Judge, series: ReportSeries, generator: np.random.Generator) -> pd.DataFrame:
    """The admissions with what became of each."""
    rows = judge.rows
    returns, elsewhere = np.full(len(rows), "censored", object), np.full(len(rows), None, object)
    next_row, age = np.full(len(rows), -1), np.ones(len(rows), np.int64)
    for doc_id, report in series.reports.sort_values("year", kind="stable").iterrows():
        here = judge.places.get(str(doc_id))
        after = series.next_report(str(doc_id))
        if here is None or after is None:
            continue
        found = judge.match(str(doc_id), after)
        returns[here], next_row[here] = [way for way, _ in found], [row for _, row in found]
        kept = here[next_row[here] >= 0]
        np.maximum.at(age, next_row[kept], age[kept] + 1)
        other = series.other_report(str(doc_id), int(report["year"]) + 1, generator)
        if other is not None:
            elsewhere[here] = [way for way, _ in judge.match(str(doc_id), other)]
    told = series.reports.loc[rows["doc_id"], ["place", "region", "year"]].reset_index(drop=True)
    names = ("problem_id", "text")
    ids = {name: rows[name].to_numpy(object) for name in names}
    later: dict[str, Any] = {
        name: [ids[name][n] if n >= 0 else None for n in next_row] for name in names
    }
    return rows.assign(
        place=told["place"], region=told["region"], year=told["year"], returns=returns,
        next_id=later["problem_id"], next_text=later["text"], elsewhere=elsewhere, age=age,
    )  # fmt: skip


def _rates(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    seen = table[table["returns"] != "censored"]
    rows = []
    for code in ["all", *sorted(set(seen["category"].dropna().astype(str)))]:
        part = seen if code == "all" else seen[seen["category"] == code]
        for way in (*_WAYS, "either"):
            wanted = list(_WAYS) if way == "either" else [way]
            rows.append({"category": code, "returns": way} | _rate(part, wanted))
    return pd.DataFrame(rows)


def _rate(part: pd.DataFrame, wanted: list[str]) -> dict[str, Any]:
    chance = part["elsewhere"].dropna().isin(wanted)
    return rate_beside_chance(part["returns"].isin(wanted), part["place"], chance)


def _survival(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    ages = list(range(1, int(table["age"].max()) + 1)) if len(table) else []
    told = table.assign(state=table["returns"].replace(dict.fromkeys(_WAYS, "stays")))
    counts = {
        state: pd.crosstab(part["place"], part["age"]).reindex(
            index=sorted(set(told["place"])), columns=ages, fill_value=0
        )
        for state, part in (
            (state, told[told["state"] == state]) for state in ("stays", "gone", "censored")
        )
    }
    gone = counts["gone"].to_numpy(float)
    at_risk = gone + counts["stays"].to_numpy(float)
    value, low, high = _product_limit(gone, at_risk)
    table = pd.DataFrame(
        {
            "lag": ages,
            "at_risk": at_risk.sum(axis=0).astype(int),
            "gone": gone.sum(axis=0).astype(int),
            "censored": counts["censored"].to_numpy(int).sum(axis=0),
            "value": value,
            "low": low,
            "high": high,
        }
    )
    table["confidence"] = CONFIDENCE
    first = {"lag": 0, "at_risk": int((told["age"] == 1).sum()), "gone": 0, "censored": 0}
    start = pd.DataFrame([{**first, "value": 1.0, "confidence": CONFIDENCE}])
    joined = pd.concat([start, table], ignore_index=True)
    return joined[list(table)] if ages else table


def _product_limit(gone: Floats, at_risk: Floats) -> tuple[Any, Floats, Floats]:
    """Return the Kaplan–Meier curve, with bounds by leaving out one place at a time."""
    value = np.cumprod(1 - ratio(gone.sum(axis=0), at_risk.sum(axis=0)))
    without = np.cumprod(1 - ratio(gone.sum(axis=0) - gone, at_risk.sum(axis=0) - at_risk), axis=1)
    # A place counts for an age if it had admissions at risk at that age or before.
    used = np.cumsum(at_risk, axis=1) > 0
    return value, *jackknife_bounds(value, without, used)
