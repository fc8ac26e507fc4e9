"""Cross-prediction: labels that train a classifier may still correct what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.classification.prediction import predict_paragraphs
from toolkit.errors import ToolkitError
from toolkit.progress import progress
from toolkit.study.materials import corpus_texts, example_texts
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd

_MEANS = ("probability", "margin")
_MAJORITIES = ("abstained", "novel")


def cross_predict(
    corpus: Corpus,
    labels: pd.DataFrame,
    scheme: str = "outline-2015",
    *,
    folds: int = 5,
    seed: int = 0,
    examples: bool = True,
) -> pd.DataFrame:
    """Predict every paragraph by models that did not see its document's labels.

    A model is nearly always right about its own training texts, so a label that trained it cannot
    tell how often it errs. Here the labelled documents are dealt into folds and a model is
    trained without each fold. A document with labels is predicted by the one model that did not
    see it; documents without labels are divided among the categories that the models give them,
    which is the mean of the models (Zrnic and Candès 2024, with documents in place of single
    paragraphs: the unlabelled paragraphs of a labelled document resemble its labels, and models
    that saw these would err less on them than the labels tell).

    Parameters
    ----------
    corpus : Corpus
        What was read.
    labels : pandas.DataFrame
        Table ``labels``; adjudicated ones count before single coders'. Labels by heading do not
        train here.
    scheme : str
        The outline; for the common scheme cross-predict both and put the tables together.
    folds : int
        Models, at most as many as there are labelled documents.
    seed : int
        Seed of the deal and of training.
    examples : bool
        Whether the project's own example paragraphs train too.

    Returns
    -------
    pandas.DataFrame
        Table ``predictions``, one row per paragraph, ``cross_fitted`` throughout. ``votes`` holds
        the models' categories, divided by spaces, for documents without labels; ``category`` is
        then the most frequent, and the numbers are means.

    Raises
    ------
    ToolkitError
        Fewer than two folds, or fewer than two labelled documents.
    """
    judged = labels[labels["source"] != "heading"]
    data = corpus_texts(corpus, judged, scheme, silver=False)
    documents = sorted(set(data.groups))
    if folds < 2 or len(documents) < 2:
        came = f"{folds} folds, {len(documents)} documents"
        remedy = "label paragraphs of more reports, or ask for more folds"
        wanted = "two folds or more of labelled documents"
        raise ToolkitError(wanted, came, "cross_predict", remedy)
    dealt = np.random.default_rng(seed).permutation(len(documents)) % min(folds, len(documents))
    fold_of = {documents[place]: int(fold) for place, fold in enumerate(dealt)}
    known = example_texts(scheme) + data if examples else data
    models = [
        known.of_groups({one for one, fold in fold_of.items() if fold == held}, among=False).fit(
            scheme, seed=seed
        )
        for held in progress(sorted(set(fold_of.values())), "training", unit="fold")
    ]
    tables = [predict_paragraphs(model, corpus.paragraphs) for model in models]
    fold = np.array([fold_of.get(doc_id, -1) for doc_id in corpus.paragraphs["doc_id"]])
    return make_table("predictions", _joined(tables, fold))


def _joined(tables: Sequence[pd.DataFrame], fold: NDArray[np.int64]) -> pd.DataFrame:
    """Take each document's own model where it has labels, else the mean of all."""
    votes = np.stack([table["category"].to_numpy(object) for table in tables])
    mean = tables[0].copy()
    for name in _MEANS:
        mean[name] = np.mean([table[name] for table in tables], axis=0)
    for name in _MAJORITIES:
        mean[name] = np.mean([table[name] for table in tables], axis=0) > 0.5
    mean["votes"] = [" ".join(said) for said in votes.T]
    mean["category"] = [max(said, key=list(said).count) for said in votes.T]
    mean["model_id"] = " ".join(str(table["model_id"].iloc[0]) for table in tables if len(table))
    for number, table in enumerate(tables):
        own = fold == number
        shared = table.columns
        mean.loc[own, shared] = table.loc[own, shared]
        mean.loc[own, "votes"] = None
    return mean.drop(columns="in_training", errors="ignore").assign(cross_fitted=True)
