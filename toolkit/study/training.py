"""Training: the text model and its context stage, from examples and labelled reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError
from toolkit.study.contexts import learn_context
from toolkit.study.materials import training_texts
from toolkit.study.self_training import calibrate_as, self_labelled_texts

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.classification.pipeline import TextClassifier
    from toolkit.tables import Corpus


def train(
    corpus: Corpus | None = None,
    labels: pd.DataFrame | None = None,
    scheme: str = "outline-2015",
    *,
    seed: int = 0,
    examples: bool = True,
    silver: bool = True,
    context: bool = True,
    unlabelled: Corpus | None = None,
) -> TextClassifier:
    """Train a classifier under a scheme.

    Parameters
    ----------
    corpus : Corpus, optional
        Reports that the labels belong to.
    labels : pandas.DataFrame, optional
        Table ``labels``, for example of ``read_labels``.
    scheme : str
        Name of an outline; with ``examples`` one of the project's two.
    seed : int
        The same seed and data give the same ``model_id``.
    examples : bool
        Whether the project's own example paragraphs train too.
    silver : bool
        Whether paragraphs of the corpus without a label take their heading's, at half weight.
    context : bool
        Whether to train the stage that weighs headings and neighbours too, which ``predict`` on a
        corpus uses; the text model stays the same.
    unlabelled : Corpus, optional
        Reports for self-training: paragraphs on which two views of the text agree and are sure
        train too, at a quarter of the weight (`self_labelled_texts`). Probabilities stay as
        calibrated without them, and the context stage learns nothing from them.

    Returns
    -------
    TextClassifier
        A fitted classifier with ``predict(strings)`` and ``predict_proba(strings)``.

    Raises
    ------
    ToolkitError
        Nothing to train on.
    """
    data = training_texts(corpus, labels, scheme, examples=examples, silver=silver)
    if not data.texts:
        remedy = "give a corpus with labels, or examples=True"
        raise ToolkitError("labelled paragraphs", "none", "train", remedy)
    model = data.fit(scheme, seed=seed)
    if unlabelled is not None:
        more = self_labelled_texts(unlabelled, data, scheme, seed=seed)
        model = calibrate_as((data + more).fit(scheme, seed=seed), model)
    if context:
        model.context_ = learn_context(
            corpus, labels, scheme, data=data, examples=examples, seed=seed
        )
    return model
