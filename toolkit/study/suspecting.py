"""Labels that a classifier of other documents contradicts: where to look for mistakes."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from toolkit.classification.pipeline import make_classifier
from toolkit.classification.validation import near_duplicates
from toolkit.errors import ToolkitError
from toolkit.labelling.records import CODE_COLUMNS
from toolkit.progress import progress
from toolkit.study.materials import TrainingTexts, example_texts
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_FOLDS = 5
_COLUMNS = ("paragraph_id", "doc_id", "scheme", "coder", "label", "predicted", "margin",
            "p_label", "p_predicted", "text")  # fmt: skip


def suspect_labels(
    corpus: Corpus,
    labels: pd.DataFrame,
    *,
    scheme: str = "outline-2015",
    examples: bool = True,
    folds: int = _FOLDS,
    seed: int = 0,
) -> pd.DataFrame:
    """List labels that predictions from other documents contradict, most suspicious first.

    Documents are dealt into folds, and each fold's paragraphs predicted by a model that learned
    from the others; training texts that near-duplicate one of the fold's are dropped. A label is
    suspicious by how much more probable the predicted category is than the label (Northcutt, Jiang
    and Chuang 2021). Most of what is listed may well be right: read it again, and decide blind to
    what is predicted.

    Parameters
    ----------
    corpus : Corpus
        The texts.
    labels : pandas.DataFrame
        Table ``labels``. One label of a paragraph is examined: the adjudicated, else the first by
        hand; labels by heading are not.
    scheme : str
        Which outline's labels.
    examples : bool
        Whether the project's own example paragraphs train too (under its two outlines only).
    folds : int
        Parts that the documents are dealt into.
    seed : int
        Seed of dealing and training.

    Returns
    -------
    pandas.DataFrame
        Columns paragraph_id, doc_id, scheme, coder, label, predicted, margin (p_predicted minus
        p_label), p_label, p_predicted, text; only labels that differ from what is predicted.

    Raises
    ------
    ToolkitError
        Labels of fewer than two documents, or too few to train on.
    """
    import pandas as pd

    rows = _labelled(corpus, labels, scheme)
    further = TrainingTexts((), (), (), (), ())
    if examples and scheme in CODE_COLUMNS:
        further = example_texts(scheme)
    fold_of = _folds(rows["doc_id"], folds, seed)
    parts = [
        _fold(rows, fold_of == fold, further, scheme, seed)
        for fold in progress(sorted(set(fold_of)), "predicting", unit="fold")
    ]
    found = pd.concat(parts, ignore_index=True)
    found = found[found["label"] != found["predicted"]].assign(scheme=scheme)
    found["margin"] = found["p_predicted"] - found["p_label"]
    order = found.sort_values("margin", ascending=False, kind="stable", ignore_index=True)
    return order[list(_COLUMNS)]


def _labelled(corpus: Corpus, labels: pd.DataFrame, scheme: str) -> pd.DataFrame:
    wanted = labels[(labels["scheme"] == scheme) & labels["category"].notna()]
    wanted = wanted[wanted["source"].isin(["adjudicated", "hand"])]
    # In alphabetical order the adjudicated label stands first.
    chosen = wanted.sort_values("source", kind="stable").drop_duplicates("paragraph_id")
    rows = corpus.paragraphs[["paragraph_id", "doc_id", "text"]].merge(
        chosen[["paragraph_id", "category", "coder"]], on="paragraph_id"
    )
    if rows["doc_id"].nunique() < 2:
        came = f"{len(rows)} labels of {rows['doc_id'].nunique()} documents"
        remedy = "label more documents, or name another scheme"
        wanted_words = f"labels of two documents or more under {scheme}"
        raise ToolkitError(wanted_words, came, "suspect_labels", remedy)
    return rows.rename(columns={"category": "label"})


def _folds(documents: pd.Series, folds: int, seed: int) -> NDArray[np.intp]:
    """Deal whole documents into folds by chance."""
    names, codes = np.unique(documents.to_numpy(dtype=str), return_inverse=True)
    dealt = np.random.default_rng(seed).permutation(len(names)) % max(folds, 2)
    return np.asarray(dealt[codes])


def _fold(
    rows: pd.DataFrame, held: NDArray[np.bool_], further: TrainingTexts, scheme: str, seed: int
) -> pd.DataFrame:
    known, unknown = rows[~held], rows[held].reset_index(drop=True)
    texts = [*further.texts, *known["text"]]
    apart = ~near_duplicates(texts, unknown["text"].tolist())
    categories = list(compress([*further.categories, *known["label"]], apart))
    groups = list(compress([*further.groups, *known["doc_id"]], apart))
    if len(set(categories)) < 2:
        remedy = "label more documents, or let the examples train too"
        came = f"{len(set(categories))} in {len(categories)} labels"
        raise ToolkitError("labels of two categories to train on", came, "suspect_labels", remedy)
    model = make_classifier(scheme=scheme, seed=seed)
    model.fit(list(compress(texts, apart)), categories, groups=groups)
    chances = model.predict_proba(unknown["text"].tolist())
    best = chances.argmax(axis=1)
    places = {str(code): place for place, code in enumerate(model.classes_)}
    # A category that no other document has gets no chance at all.
    columns = [places.get(code) for code in unknown["label"]]
    own = [0.0 if k is None else float(chances[row, k]) for row, k in enumerate(columns)]
    return unknown.assign(
        predicted=model.classes_[best], p_predicted=chances.max(axis=1), p_label=own
    )
