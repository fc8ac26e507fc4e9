"""Categories and probabilities for paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.classification.context import context_features, weigh_context
from toolkit.tables import make_table, need_columns

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from toolkit.classification.pipeline import TextClassifier
    from toolkit.classification.stretches import Reading


def predict_paragraphs(
    model: TextClassifier,
    paragraphs: pd.DataFrame,
    *,
    named: NDArray[np.float64] | None = None,
    none: int | None = None,
    reading: Reading | None = None,
) -> pd.DataFrame:
    """Predict every paragraph's category under a model's scheme.

    Parameters
    ----------
    model : TextClassifier
        A fitted model.
    paragraphs : pandas.DataFrame
        With columns paragraph_id and text; doc_id where ``named`` is given.
    named : ndarray, shape (n_paragraphs, n_classes), optional
        How far the headings above each paragraph name each category; the context stage then
        weighs them and the neighbours in. None, or a model without that stage: the text alone.
    none : int, optional
        Column of "no category" among the model's, for the context stage.
    reading : Reading, optional
        What ``model.read`` gave for their texts, where it is at hand.

    Returns
    -------
    pandas.DataFrame
        Table ``predictions``, one row per paragraph, in the same order. ``probability`` and
        ``margin`` lie in 0 to 1; ``abstained`` marks a probability below the model's threshold_
        (the category is kept); ``novel`` a text unlike anything in training; ``in_training`` a
        text that the model was trained on.
    """
    import pandas as pd

    need_columns(paragraphs, "paragraphs", ("paragraph_id", "text"))
    if paragraphs.empty:
        return make_table("predictions", [])
    appraised = model.appraise(paragraphs["text"].tolist()) if reading is None else reading[:2]
    probabilities, novelty = appraised
    context = named is not None and model.context_ is not None
    if named is not None and model.context_ is not None:
        need_columns(paragraphs, "paragraphs", ("doc_id",))
        features = context_features(probabilities, named, list(paragraphs["doc_id"]), none=none)
        probabilities = weigh_context(features, model.context_)
    first, second = _two_best(probabilities)
    rows = np.arange(len(first))
    best, next_best = probabilities[rows, first], probabilities[rows, second]
    frame = pd.DataFrame(
        {
            "paragraph_id": paragraphs["paragraph_id"].to_numpy(),
            "scheme": model.scheme,
            "category": model.classes_[first],
            "probability": best,
            "margin": best - next_best if len(model.classes_) > 1 else best,
            "second": model.classes_[second] if len(model.classes_) > 1 else None,
            "abstained": best < model.threshold_,
            "novel": novelty > model.novelty_cut_,
            "context": context,
            "cross_fitted": False,
            "model_id": model.model_id,
            "in_training": _in_training(model, paragraphs),
        }
    )
    return make_table("predictions", frame)


def _in_training(model: TextClassifier, paragraphs: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which texts trained the model: their labels cannot show how often it errs."""
    known = paragraphs.get("text_sha256")
    if known is None:
        return np.zeros(len(paragraphs), bool)
    trained: NDArray[np.bool_] = known.isin(set(model.training_hashes)).to_numpy(bool)
    return trained


def _two_best(probabilities: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    order = np.argsort(-probabilities, axis=1, kind="stable")
    return order[:, 0], order[:, min(1, probabilities.shape[1] - 1)]
