"""Formulas of admission that several places share, word for word or nearly so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.admission_similarity import alike_pairs
from toolkit.analysis.cells import places_of
from toolkit.analysis.report_series import order_reports
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus, need_columns

if TYPE_CHECKING:
    import pandas as pd

ALIKE = 0.8
SHORTEST = 8
_COLUMNS = (
    "formula", "text", "n_admissions", "n_documents", "n_regions", "share_of_regions",
    "regions", "first_year", "last_year", "first_region", "returns", "n_returns",
    "elsewhere", "n_elsewhere", "problem_ids",
)  # fmt: skip


def copied_admissions(
    problems: pd.DataFrame,
    corpus: Corpus,
    *,
    alike: float = ALIKE,
    shortest: int = SHORTEST,
    min_regions: int = 2,
    seed: int = 0,
) -> pd.DataFrame:
    """Find the formulas that the admissions of several regions share.

    Parameters
    ----------
    problems : pandas.DataFrame
        Table ``problems``.
    corpus : Corpus
        What was read; admissions of documents without a region are left out.
    alike : float
        Two admissions are one formula if they share so much of their two-character strings
        (Jaccard, 0 to 1); what is alike to a member of a formula is a member too.
    shortest : int
        Characters that an admission must have: shorter ones are alike because words are few.
    min_regions : int
        Regions that a formula must be found in.
    seed : int
        Of the drawing of other places' reports.

    Returns
    -------
    pandas.DataFrame
        One row for each formula, those of most regions first: ``text`` as it is put most often,
        ``n_admissions``, ``n_documents``, ``n_regions``, ``share_of_regions`` (of those that
        admit anything), ``regions``, ``first_year`` and ``last_year`` covered, ``first_region``
        (missing where several begin in one year); ``returns``, the share of the ``n_returns``
        reports with it whose place has a report of the next year that holds it again;
        ``elsewhere``, the same share for another place's report of that year, level and kind,
        drawn at random, over ``n_elsewhere`` reports that one can be drawn for; ``problem_ids``.

    Notes
    -----
    Shared words are no proof of copying: offices fill in the same form. Read ``returns`` beside
    ``elsewhere``: where both are high the formula is common to all; where only ``returns`` is, a
    place repeats itself.
    """
    import pandas as pd

    need_columns(problems, "problems", ["problem_id", "doc_id", "text"])
    if not 0 < alike <= 1:
        remedy = "give a share of common strings"
        raise ToolkitError("a share from above 0 to 1", str(alike), "copied_admissions", remedy)
    rows = _placed(problems, corpus)
    n_regions = rows["place"].nunique()
    long = rows[rows["text"].str.len() >= shortest]
    if long.empty:
        return pd.DataFrame(columns=list(_COLUMNS))
    grouped = long.assign(formula=_formulas(long["text"].tolist(), alike))
    following = _following(corpus, set(long["doc_id"]), np.random.default_rng(seed))
    found = [
        _formula(part, n_regions) | _chances(set(part["doc_id"]), following)
        for _, part in grouped.groupby("formula", sort=True)
        if part["place"].nunique() >= min_regions
    ]
    if not found:
        return pd.DataFrame(columns=list(_COLUMNS))
    table = pd.DataFrame(found).sort_values(
        ["n_regions", "n_admissions", "text"], ascending=[False, False, True]
    )
    table.insert(0, "formula", np.arange(1, len(table) + 1))
    return table[list(_COLUMNS)].reset_index(drop=True)


def _following(
    corpus: Corpus, doc_ids: set[str], generator: np.random.Generator
) -> dict[str, tuple[str, str | None]]:
    """For each report the same place's next one, and another place's of that year."""
    series = order_reports(corpus)
    found = {}
    for doc_id, year in series.reports["year"].items():
        after = series.next_report(str(doc_id)) if doc_id in doc_ids else None
        if after is not None:
            other = series.other_report(str(doc_id), int(year) + 1, generator)
            found[str(doc_id)] = (after, other)
    return found


def _chances(
    doc_ids: set[str], following: dict[str, tuple[str, str | None]]
) -> dict[str, float | int]:
    """How often a formula's reports are followed by it, in their place and in another."""
    pairs = [following[doc_id] for doc_id in doc_ids if doc_id in following]
    own = [after in doc_ids for after, _ in pairs]
    others = [other in doc_ids for _, other in pairs if other is not None]
    return {
        "returns": float(np.mean(own)) if own else np.nan,
        "n_returns": len(own),
        "elsewhere": float(np.mean(others)) if others else np.nan,
        "n_elsewhere": len(others),
    }


def _placed(problems: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    documents = corpus.documents.set_index("doc_id")
    place = places_of(documents).astype("str")
    told = documents.assign(place=place, year=documents["covers"].fillna(documents["year"]))
    rows = problems[["problem_id", "doc_id", "text"]].join(
        told[["place", "region", "year"]], on="doc_id"
    )
    return rows[rows["place"].notna()].reset_index(drop=True)


def _formulas(texts: list[str], alike: float) -> NDArray[np.int64]:
    """Number the groups of texts that are chained by likeness."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    distinct, at = np.unique(np.array(texts, dtype=object).astype(str), return_inverse=True)
    one, other, _ = alike_pairs(distinct.tolist(), alike)
    links = csr_matrix((np.ones(len(one)), (one, other)), shape=(len(distinct), len(distinct)))
    return np.asarray(connected_components(links, directed=False)[1][at], dtype=np.int64)


def _formula(part: pd.DataFrame, n_regions: int) -> dict[str, object]:
    texts = part["text"].value_counts()
    years = part["year"].dropna()
    first = part[part["year"] == years.min()] if len(years) else part.head(0)
    begins = first["place"].nunique() == 1
    return {
        "text": sorted(texts[texts == texts.max()].index)[0],
        "n_admissions": len(part),
        "n_documents": part["doc_id"].nunique(),
        "n_regions": part["place"].nunique(),
        "share_of_regions": part["place"].nunique() / n_regions,
        "regions": sorted(set(part["region"].dropna())),
        "first_year": int(years.min()) if len(years) else None,
        "last_year": int(years.max()) if len(years) else None,
        "first_region": first["region"].iloc[0] if begins else None,
        "problem_ids": part["problem_id"].tolist(),
    }
