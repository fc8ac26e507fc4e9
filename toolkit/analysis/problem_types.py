"""Gives each admitted problem its type: a dictionary of cues and a linear model together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import TableError
from toolkit.resources import label_file
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd

_GAP = 12  # characters that … in a cue may stand for
# Chosen by cross-validation between the groups of example paragraphs, never on the seeds.
_NGRAMS = (1, 2)
_C = 0.3
_CUE_SCALE = 0.1


@dataclass(frozen=True)
class ProblemType:
    """One type of problem, with the cues that speak for it and their weights."""

    code: str
    name_zh: str
    name_en: str
    definition: str
    cues: dict[str, float]


@dataclass(frozen=True)
class TypeModel:
    """A fitted model of types: linear support vectors over characters and the cues' scores.

    Parameters
    ----------
    vectorizer, classifier : object
        Fitted scikit-learn estimators.
    with_cues, with_text : bool
        Which of the two parts it hears.
    """

    vectorizer: Any
    classifier: Any
    with_cues: bool = True
    with_text: bool = True

    def predict(self, texts: Iterable[str]) -> list[str]:
        """Return the type of each statement; the fallback where the model knows nothing of it."""
        listed = list(texts)
        if not listed:
            return []
        features = _features(self, listed)
        known = np.diff(features.indptr) > 0
        codes = self.classifier.predict(features)
        return [
            str(code) if knows else _fallback() for code, knows in zip(codes, known, strict=True)
        ]


def type_problems(texts: Iterable[str], *, type_model: TypeModel | None = None) -> list[str]:
    """Give each statement its type.

    Parameters
    ----------
    texts : iterable of str
        Statements of one problem each.
    type_model : TypeModel, optional
        Of ``train_problem_types``; by default the one trained on the project's own statements.

    Returns
    -------
    list of str
        Codes of ``labels/problem-types.toml``, or those that the model was trained on.

    Examples
    --------
    >>> type_problems(["部分干部依法行政意识淡薄", "执法经费没有保障", "各镇进度不平衡"])
    ['awareness', 'staffing', 'imbalance']
    """
    return (type_model or _default_model()).predict(texts)


def train_problem_types(
    statements: pd.DataFrame, *, cues: bool = True, text: bool = True
) -> TypeModel:
    """Train a model of types on labelled statements.

    Parameters
    ----------
    statements : pandas.DataFrame
        Columns ``text`` and ``type``, a statement in each row; the types may be your own.
        ``own_statements()`` gives the project's, to correct or add to.
    cues, text : bool
        Whether the dictionary's scores, and the statement's characters, are weighed in.

    Raises
    ------
    TableError
        Columns are missing, or fewer than two types.

    Examples
    --------
    >>> import pandas as pd
    >>> told = [("人手不足", "people"), ("没有经费", "money"), ("人员偏少", "people"),
    ...         ("经费紧张", "money")]
    >>> model = train_problem_types(pd.DataFrame(told, columns=["text", "type"]))
    >>> model.predict(["乡镇人手偏少"])
    ['people']
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    need_columns(statements, "statements", ["text", "type"])
    texts, types = statements["text"].astype(str).tolist(), statements["type"].astype(str).tolist()
    if len(set(types)) < 2:
        came = f"{len(set(types))} in {len(types)} statements"
        remedy = "label statements of two types at least"
        raise TableError("several types", came, "table statements, column type", remedy)
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=_NGRAMS, sublinear_tf=True)
    vectorizer.fit(texts)
    classifier = LinearSVC(C=_C, class_weight="balanced", random_state=0)
    model = TypeModel(vectorizer, classifier, cues, text)
    classifier.fit(_features(model, texts), types)
    return model


def own_statements() -> pd.DataFrame:
    """Return the project's labelled statements: text, type, and the group each was written in."""
    import pandas as pd

    columns = ["id", "text", "source"]
    files = [label_file(name) for name in ("paragraphs.csv", "sample.csv")]
    paragraphs = pd.concat([pd.read_csv(file, usecols=columns, dtype="str") for file in files])
    marked = pd.read_csv(label_file("paragraph-problems.csv")).merge(paragraphs, on="id")
    spans = zip(marked["text"], marked["start"], marked["end"], strict=True)
    texts = [str(text)[int(start) : int(end)] for text, start, end in spans]
    return pd.DataFrame({"text": texts, "type": marked["type"], "source": marked["source"]})


def validate_types(statements: pd.DataFrame, *, groups: str = "source") -> pd.DataFrame:
    """Show what each part is worth: accuracy on groups that were held out whole.

    Parameters
    ----------
    statements : pandas.DataFrame
        Columns ``text``, ``type`` and the one that ``groups`` names.
    groups : str
        Column that tells which statements were written together.

    Returns
    -------
    pandas.DataFrame
        A row for each group and one, ``all``, for the mean over statements: ``n``, and the
        accuracy of the most frequent type (``majority``), of the ``cues`` alone, of a linear
        model of the ``text`` alone, and of ``both`` together.
    """
    import pandas as pd

    need_columns(statements, "statements", ["text", "type", groups])
    parts = []
    for name, held in statements.groupby(groups, sort=True):
        kept = statements[statements[groups] != name]
        guesses = {
            "majority": [kept["type"].mode()[0]] * len(held),
            "cues": cue_types(held["text"]),
            "text": train_problem_types(kept, cues=False).predict(held["text"]),
            "both": train_problem_types(kept).predict(held["text"]),
        }
        right = {way: held["type"].to_numpy() == np.array(codes) for way, codes in guesses.items()}
        parts.append(pd.DataFrame({"group": name, **right}))
    table = pd.concat(parts)
    whole = pd.concat([table, table.assign(group="all")])
    means = whole.groupby("group", sort=False).mean()
    means.insert(0, "n", whole.groupby("group", sort=False).size())
    return means.reset_index()


def cue_types(texts: Iterable[str]) -> list[str]:
    """Give each statement the type whose cues weigh most, by the dictionary alone.

    Examples
    --------
    >>> cue_types(["执法经费没有保障", "甲乙丙丁"])
    ['staffing', 'other']
    """
    return [_best(score_types(text)) for text in texts]


def score_types(text: str) -> dict[str, float]:
    """Sum the weights of each type's cues that a statement contains.

    Examples
    --------
    >>> scores = score_types("执法经费没有保障")
    >>> max(scores, key=scores.get)
    'staffing'
    """
    return {
        code: sum(weight for cue, weight in cues if _holds(cue, text)) for code, cues in _scales()
    }


@lru_cache(maxsize=1)
def problem_types() -> tuple[ProblemType, ...]:
    """Return the types of ``labels/problem-types.toml``, in its order."""
    return tuple(ProblemType(**entry) for entry in _file()["type"])


@lru_cache(maxsize=1)
def _default_model() -> TypeModel:
    return train_problem_types(own_statements())


def _features(model: TypeModel, texts: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix, hstack

    parts = []
    if model.with_text:
        parts.append(model.vectorizer.transform(texts))
    if model.with_cues:
        scores: NDArray[np.float64] = np.array([list(score_types(text).values()) for text in texts])
        parts.append(csr_matrix(scores * _CUE_SCALE))
    return hstack(parts).tocsr()


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    with label_file("problem-types.toml").open("rb") as file:
        return tomllib.load(file)


def _fallback() -> str:
    return str(_file()["fallback"])


@lru_cache(maxsize=1)
def _scales() -> tuple[tuple[str, tuple[tuple[str | re.Pattern[str], float], ...]], ...]:
    return tuple(
        (one.code, tuple((_cue(cue), float(weight)) for cue, weight in one.cues.items()))
        for one in problem_types()
    )


def _cue(cue: str) -> str | re.Pattern[str]:
    if "…" not in cue:
        return cue
    return re.compile(f"[^，,；;。]{{0,{_GAP}}}".join(map(re.escape, cue.split("…"))))


def _holds(cue: str | re.Pattern[str], text: str) -> bool:
    return cue in text if isinstance(cue, str) else bool(cue.search(text))


def _best(scores: dict[str, float]) -> str:
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > 0 else _fallback()
