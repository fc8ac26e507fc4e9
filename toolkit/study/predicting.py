"""Models by name, and categories for a corpus and for its admitted problems."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.analysis.admission_items import admission_items
from toolkit.analysis.problem_types import TypeModel
from toolkit.analysis.problems import find_problems
from toolkit.classification.pipeline import TextClassifier
from toolkit.classification.prediction import predict_paragraphs
from toolkit.classification.storage import load_model_folder
from toolkit.classification.stretches import Reading
from toolkit.errors import ModelError
from toolkit.outlines import common_categories, load_outline
from toolkit.resources import model_folder
from toolkit.study.surroundings import heading_votes, none_column, paths_above
from toolkit.tables import OUTLINES, Corpus

if TYPE_CHECKING:
    import pandas as pd


def load_model(name_or_folder: str | Path) -> TextClassifier:
    """Load a shipped model by its name, or one of your own by its folder.

    Loading runs nothing that the file holds.

    Parameters
    ----------
    name_or_folder : str or Path
        outline-2015, outline-2021, or a folder with model.skops and card.json.

    Returns
    -------
    TextClassifier

    Raises
    ------
    ModelError
        No such model, a foreign file, or one that does not match this installation.

    Examples
    --------
    >>> model = load_model("outline-2015")
    >>> model.predict(["全年受理行政复议申请十余件，均在法定期限内办结。"]).tolist()
    ['A6']
    """
    shipped = model_folder(str(name_or_folder))
    return load_model_folder(shipped if shipped.is_dir() else Path(name_or_folder))


def predict(
    model: TextClassifier,
    corpus: Corpus,
    *,
    context: bool = True,
    reading: Reading | None = None,
) -> pd.DataFrame:
    """Predict the category of every paragraph of a corpus.

    Parameters
    ----------
    model : TextClassifier
        A fitted model; its scheme is the predictions'.
    corpus : Corpus
        What was read.
    context : bool
        Whether the headings above a paragraph and its neighbours are weighed in, where the model
        has learnt to; otherwise the text alone decides. Column ``context`` tells which.
    reading : Reading, optional
        What ``model.read`` gave for the paragraphs' texts, where it is at hand.

    Returns
    -------
    pandas.DataFrame
        Table ``predictions``, one row per paragraph.
    """
    if not context or model.context_ is None:
        return predict_paragraphs(model, corpus.paragraphs, reading=reading)
    classes = [str(code) for code in model.classes_]
    named = heading_votes(paths_above(corpus.paragraphs), model.scheme, classes)
    none = none_column(model.scheme, classes)
    return predict_paragraphs(model, corpus.paragraphs, named=named, none=none, reading=reading)


def problems(
    corpus: Corpus,
    model: TextClassifier | Mapping[str, TextClassifier] | None = None,
    *,
    scheme: str = "outline-2015",
    type_model: TypeModel | None = None,
) -> pd.DataFrame:
    """Find the problems that reports admit, with the task that each is about.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    model : TextClassifier or mapping of them by scheme, optional
        Gives the category; where none is given, the shipped model of the scheme does.
    scheme : str
        outline-2015, outline-2021 or common.
    type_model : TypeModel, optional
        Gives the type; ``train_problem_types`` makes one from statements of your own.

    Returns
    -------
    pandas.DataFrame
        Table ``problems``: single admissions, ``text`` verbatim at ``start:end`` of the
        document's text.

    Raises
    ------
    ModelError
        The model is of another scheme.
    """
    models = _by_scheme(model, scheme)
    found = find_problems(corpus.paragraphs, documents=corpus.documents, type_model=type_model)
    if found.empty:
        return found
    if scheme == "common":
        both = (models.get(name) or load_model(name) for name in OUTLINES)
        pair = [tell_tasks(found, corpus.paragraphs, one) for one in both]
        return found.assign(category=common_categories(*pair))
    chosen = models.get(scheme) or load_model(scheme)
    return found.assign(category=tell_tasks(found, corpus.paragraphs, chosen))


def tell_tasks(found: pd.DataFrame, paragraphs: pd.DataFrame, model: TextClassifier) -> list[str]:
    """Return the most probable task of each admission; an admission is always about some task.

    A clause such as 装备老化 is about what its item is about. Its own words, the item (or sentence)
    that it stands in and the heading that names its topic have one vote each.

    Parameters
    ----------
    found : pandas.DataFrame
        Table ``problems``.
    paragraphs : pandas.DataFrame
        Table ``paragraphs`` that they were found in.
    model : TextClassifier
        Gives each of the three its probabilities.
    """
    told = admission_items(found, paragraphs)
    votes = [model.predict_proba(texts) for texts in (found["text"], told["item"], told["heading"])]
    votes[2][told["heading"].eq("").to_numpy()] = 0.0
    probabilities = votes[0] + votes[1] + votes[2]
    none = load_outline(model.scheme).none if model.scheme else None
    for column, code in enumerate(model.classes_):
        if code == none and len(model.classes_) > 1:
            probabilities[:, column] = -1.0
    return [str(code) for code in model.classes_[probabilities.argmax(axis=1)]]


def _by_scheme(
    model: TextClassifier | Mapping[str, TextClassifier] | None, scheme: str
) -> Mapping[str, TextClassifier]:
    if model is None or isinstance(model, Mapping):
        return model or {}
    known = (scheme, *OUTLINES) if scheme == "common" else (scheme,)
    if model.scheme not in known:
        remedy = "name the model's scheme, or give another model"
        raise ModelError(f"a model of {scheme}", str(model.scheme), "problems, model", remedy)
    return {str(model.scheme): model}
