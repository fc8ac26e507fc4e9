"""Labels that may correct a count: of known probability, unseen in training."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analysis.variance import Codes, Floats
from toolkit.errors import TableError, ToolkitError
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd

# How unevenly labels lie over documents; independent draws of paragraphs have an index of 1.
# Less means that each document got its part, more that documents were drawn.
_SPREAD_THINLY = 0.5
_IN_CLUSTERS = 2.0
_WHERE = "emphasis, labels"


def usable_labels(
    labels: pd.DataFrame | None,
    predictions: pd.DataFrame,
    *,
    method: str,
    hashes: Collection[str],
    where: str,
) -> pd.DataFrame | None:
    """Return the labels that correct predictions, None for a count; see ``emphasis``.

    Raises
    ------
    ToolkitError
        A correction is asked for and no label is of known probability, or some trained the model.
    """
    if method == "count" or (labels is None and method == "auto"):
        return None
    usable = None if labels is None else correcting_labels(labels)
    if usable is None or (method == "corrected" and usable.empty):
        came = "none" if labels is None else f"{len(labels)} labels without probability"
        remedy = "code a sample of sample_for_coding, or ask for a count"
        raise ToolkitError("labels of known probability", came, where, remedy)
    refuse_trained(usable, predictions, hashes)
    return usable


def correcting_labels(labels: pd.DataFrame) -> pd.DataFrame:
    """Return the labels that can correct, one for each paragraph and scheme.

    They have a probability of selection. Labels by heading, and those without probability (gold,
    examples), train and validate, but their paragraphs stand for no others. Of several judgements
    the adjudicated one counts, else the first coder's by name.

    Raises
    ------
    TableError
        Columns are missing, or a probability is not above 0 and up to 1.
    """
    need_columns(labels, "labels", ("paragraph_id", "scheme", "category", "probability"))
    usable = labels[labels["probability"].notna() & labels["category"].notna()]
    if "source" in usable.columns:
        usable = usable[usable["source"] != "heading"]
    chance = usable["probability"]
    wrong = chance[(chance <= 0) | (chance > 1)]
    if len(wrong):
        remedy = "give each label the probability with which its paragraph was drawn"
        wanted = "probabilities above 0, at most 1"
        raise TableError(wanted, str(wrong.iloc[0]), "table labels, probability", remedy)
    order = usable.get("source", usable["scheme"]).map({"adjudicated": 0}).fillna(1)
    coder = usable.get("coder", usable["scheme"]).astype("str")
    ranked = usable.assign(_order=order, _coder=coder)
    ranked = ranked.sort_values(["paragraph_id", "scheme", "_order", "_coder"], kind="stable")
    kept = ranked.drop_duplicates(["paragraph_id", "scheme"])
    return kept.drop(columns=["_order", "_coder"]).reset_index(drop=True)


def refuse_trained(
    labels: pd.DataFrame, predictions: pd.DataFrame, hashes: Collection[str]
) -> None:
    """Refuse labels whose texts trained the model that predicted them.

    A model is right about what it was trained on, so such labels would say that it errs nowhere.

    Parameters
    ----------
    labels, predictions : pandas.DataFrame
        Tables of these names. A prediction with ``cross_fitted`` is by models that did not see
        its document; ``in_training``, where there, marks texts that trained the model.
    hashes : collection of str
        ``text_sha256`` of texts that trained a model, as model cards keep them.

    Raises
    ------
    ToolkitError
        There are such labels.
    """
    fitted = predictions.get("cross_fitted")
    suspect = predictions if fitted is None else predictions[~fitted.astype(bool)]
    seen = set(labels["paragraph_id"]) & set(suspect["paragraph_id"])
    known = labels.loc[labels["paragraph_id"].isin(seen)]
    found = set(known.loc[known["text_sha256"].isin(set(hashes)), "paragraph_id"])
    if "in_training" in suspect.columns:
        trained = suspect.loc[suspect["in_training"].fillna(False).astype(bool), "paragraph_id"]
        found |= seen & set(trained)
    if found:
        n_labels = labels["paragraph_id"].nunique()
        came = f"{len(found)} of {n_labels} labelled paragraphs among its training texts"
        remedy = "predict with cross_predict(corpus, labels, scheme), or leave these labels out"
        raise ToolkitError("labels that did not train the model", came, _WHERE, remedy)


def document_chances(
    document: Codes, probability: Floats, in_frame: Floats, stated: Floats | None = None
) -> Floats | None:
    """Tell how labels were drawn: documents first, or paragraphs one by one.

    If each document got labels for its part, the paragraphs that its labels stand for (the sum of
    1 / probability) are as many as it has; if paragraphs were drawn one by one, these sums scatter
    as independent draws do; if documents were drawn, most have none and the others too many.

    Parameters
    ----------
    document, probability : ndarray, shape (n_labels,)
        Row of each label's document; probability of selection.
    in_frame : ndarray, shape (n_documents,)
        Paragraphs of each document that could have been drawn.
    stated : ndarray, shape (n_labels,), optional
        Probability with which each label's document was drawn, where the table tells
        (``document_probability``).

    Returns
    -------
    ndarray of shape (n_documents,) or None
        Probability with which each document was drawn: 1 where documents are strata. None where
        paragraphs were drawn one by one.

    Examples
    --------
    >>> document_chances(np.array([0, 1]), np.array([0.5, 0.5]), np.array([2.0, 2.0])).tolist()
    [1.0, 1.0]
    """
    n = len(in_frame)
    stands_for = np.bincount(document, 1 / probability, n)
    chance = np.ones(n)
    if stated is not None and (stated < 1).any():
        chance[document] = stated
        return chance
    expected = ((1 - probability) / probability**2).sum()
    index = ((stands_for - in_frame) ** 2).sum() / expected if expected else 0.0
    if index < _SPREAD_THINLY:
        return chance
    if index < _IN_CLUSTERS or stated is not None:
        return None
    drawn = stands_for > 0
    chance[drawn] = np.minimum(in_frame[drawn] / stands_for[drawn], 1)
    return chance
