"""Which words and characters made a classifier say what it said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from toolkit.classification.stretches import cut_texts
from toolkit.errors import ToolkitError, one_of
from toolkit.words import fold

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from toolkit.classification.pipeline import TextClassifier

    Floats = NDArray[np.float64]

_STRONGEST = 12


@dataclass(frozen=True)
class Explanation:
    """Why a paragraph was given its category, and not the next best one.

    Parameters
    ----------
    text : str
        The paragraph as features are counted on it (full width folded, numbers as 0).
    category, against : str
        The category explained, and the one that it is held against.
    probability, probability_against : float
        Their probabilities, from the text alone.
    terms : pandas.DataFrame
        Columns term, kind (word, characters), weight; one row for each n-gram that occurs and is
        known, strongest first. A positive weight speaks for ``category``, a negative one for
        ``against``; the weights and ``offset`` add up to the difference of their scores.
    offset : float
        What the model adds before it has read a word.
    marks : ndarray
        Weight of each character of ``text``: every occurrence of an n-gram shares its weight among
        its characters.
    """

    text: str = field(repr=False)
    category: str
    against: str
    probability: float
    probability_against: float
    terms: pd.DataFrame = field(repr=False)
    offset: float = field(repr=False)
    marks: Floats = field(repr=False)

    def __str__(self) -> str:
        head = f"{self.category} ({self.probability:.2f}) against {self.against}"
        table = self.terms.head(_STRONGEST).to_string(index=False, float_format="%.3f".__mod__)
        return f"{head} ({self.probability_against:.2f})\n{table}"

    def _repr_html_(self) -> str:
        head = (
            f"<p><b>{escape(self.category)}</b> {self.probability:.2f}, against "
            f"{escape(self.against)} {self.probability_against:.2f}. Blue and underlined speaks "
            f"for {escape(self.category)}, orange for {escape(self.against)}.</p>"
        )
        return head + f"<p style='line-height:1.9'>{highlighted(self.text, self.marks)}</p>"


def explain(
    model: TextClassifier,
    paragraph: str,
    *,
    category: str | None = None,
    against: str | None = None,
) -> Explanation:
    """Tell which words and characters spoke for a category and against another.

    The model is linear: the difference of two categories' scores is a sum over the n-grams of the
    text, each its TF-IDF times the difference of its weights. What is told is therefore what the
    model did, not an approximation. Headings and neighbours are no part of it.

    Parameters
    ----------
    model : TextClassifier
        A fitted model.
    paragraph : str
        The text. One that is long enough for the model to judge by stretches is explained as the
        mean of its stretches, weighted by length.
    category : str, optional
        The category to explain; by default the most probable.
    against : str, optional
        What to hold it against; by default the most probable of the others.

    Returns
    -------
    Explanation
        Highlighted text in a notebook, a table elsewhere.

    Raises
    ------
    ToolkitError
        The model has no such category, or both are the same.

    Examples
    --------
    >>> from toolkit import load_model
    >>> told = explain(load_model("outline-2015"), "全年受理行政复议申请12件，均已审结。")
    >>> told.category, bool(told.terms["weight"].iloc[0] > 0)
    ('A6', True)
    """
    chances = model.predict_proba([paragraph])[0]
    order = [str(code) for code in model.classes_[np.argsort(-chances, kind="stable")]]
    chosen = category if category is not None else next(c for c in order if c != against)
    other = against if against is not None else next(c for c in order if c != chosen)
    for code in (chosen, other):
        if code not in order:
            raise ToolkitError(one_of(sorted(order)), repr(code), "explain", "name one of these")
    if chosen == other:
        raise ToolkitError("two categories", f"{chosen} twice", "explain", "name another")
    columns = [int(np.flatnonzero(model.classes_ == code)[0]) for code in (chosen, other)]
    weights = _contributions(model, paragraph, *columns)
    terms, text = _terms(model, weights), fold(paragraph)
    return Explanation(
        text,
        chosen,
        other,
        float(chances[columns[0]]),
        float(chances[columns[1]]),
        terms,
        float(model.intercept_[columns[0]] - model.intercept_[columns[1]]),
        _marks(text, terms),
    )


def top_terms(model: TextClassifier, *, n: int = 20) -> pd.DataFrame:
    """List the words and characters that speak most for each category.

    Parameters
    ----------
    model : TextClassifier
        A fitted model.
    n : int
        How many for each category.

    Returns
    -------
    pandas.DataFrame
        Columns category, rank (from 1), term, kind (word, characters), weight: how far the term's
        weight for the category lies above its mean weight over all categories, times its inverse
        document frequency.

    Examples
    --------
    >>> from toolkit import load_model
    >>> table = top_terms(load_model("outline-2015"), n=8)
    >>> len(table), "纠纷" in set(table.loc[table["category"] == "A6", "term"])
    (72, True)
    """
    import pandas as pd

    names, kinds = model.feature_names(), _kinds(model)
    scale = np.concatenate(model.idf_)
    above = (model.coef_ - model.coef_.mean(axis=1, keepdims=True)) * scale[:, None]
    rows = []
    for column, code in enumerate(model.classes_):
        for rank, place in enumerate(np.argsort(-above[:, column], kind="stable")[:n], start=1):
            term = {"term": str(names[place]), "kind": kinds[place]}
            rows.append(
                {"category": str(code), "rank": rank, **term, "weight": above[place, column]}
            )
    return pd.DataFrame(rows)


def highlighted(text: str, marks: Floats) -> str:
    """Return a text as HTML with its characters coloured by their weights.

    Positive weights are blue and underlined, negative ones orange, so that they differ in grey.
    """
    strongest = float(np.abs(marks).max()) if len(marks) else 0.0
    parts = []
    for character, mark in zip(text, marks, strict=True):
        depth = round(abs(float(mark)) / strongest, 1) if strongest else 0.0
        if depth < 0.1:
            parts.append(escape(character))
        elif mark > 0:
            style = f"background:rgba(0,114,178,{depth * 0.45:.2f});text-decoration:underline"
            parts.append(f"<span style='{style}'>{escape(character)}</span>")
        else:
            style = f"background:rgba(213,94,0,{depth * 0.45:.2f})"
            parts.append(f"<span style='{style}'>{escape(character)}</span>")
    return "".join(parts)


def _contributions(model: TextClassifier, paragraph: str, column: int, other: int) -> Floats:
    """TF-IDF times the difference of two categories' weights, averaged over stretches."""
    stretches = [paragraph]
    if model.stretch is not None:
        stretches, _ = cut_texts([paragraph], model.stretch)
    size = np.array([len(stretch) for stretch in stretches], float)
    values = model.features(stretches).T @ (size / max(size.sum(), 1.0))
    difference = model.coef_[:, column].astype(np.float64) - model.coef_[:, other]
    return np.asarray(values * difference, dtype=np.float64)


def _terms(model: TextClassifier, weights: Floats) -> pd.DataFrame:
    import pandas as pd

    found = np.flatnonzero(weights)
    order = found[np.argsort(-np.abs(weights[found]), kind="stable")]
    kinds = _kinds(model)
    return pd.DataFrame(
        {
            "term": [str(term) for term in model.feature_names()[order]],
            "kind": [kinds[place] for place in order],
            "weight": weights[order],
        }
    )


def _kinds(model: TextClassifier) -> list[str]:
    said = {"word": "word", "char": "characters"}
    counted = zip(model.counters_, model.idf_, strict=True)
    return [said[counter.analyzer] for counter, idf in counted for _ in range(len(idf))]


def _marks(text: str, terms: pd.DataFrame) -> Floats:
    marks = np.zeros(len(text))
    for term, kind, weight in terms.itertuples(index=False):
        # Words of a pair stand apart in its name; in the text there may be no blank.
        pattern = re.escape(term).replace("\\ ", " ?") if kind == "word" else re.escape(term)
        places = [match.span() for match in re.finditer(pattern, text)]
        for start, end in places:
            marks[start:end] += weight / len(places) / (end - start)
    return marks
