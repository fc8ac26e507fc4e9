"""Classifiers side by side: how often right, how precise the shares they give, at what cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.analysis.correcting import correcting_labels
from toolkit.analysis.emphasis import emphasis
from toolkit.errors import ToolkitError
from toolkit.outlines import load_outline
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd


def compare_classifiers(
    corpus: Corpus,
    labels: pd.DataFrame,
    predictions: Mapping[str, pd.DataFrame],
    *,
    scheme: str = "outline-2015",
    costs: Mapping[str, float] | None = None,
    **options: Any,
) -> pd.DataFrame:
    """Compare what several classifiers are worth for shares of this corpus.

    The claim: how each does on these reports, estimated from labels of known probability. A
    classifier that is right more often needs fewer labels for intervals of the same width.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    labels : pandas.DataFrame
        Table ``labels`` with probabilities of selection; none may have trained a classifier
        that is compared, unless it was cross-predicted.
    predictions : mapping of str to pandas.DataFrame
        Tables ``predictions`` by name, for example of ``predict``, ``cross_predict`` and
        ``read_predictions``.
    scheme : str
        An outline; its predictions and labels are compared.
    costs : mapping of str to float, optional
        What each cost, in any unit.
    **options
        Handed to ``emphasis``, for example ``weight`` or ``population``.

    Returns
    -------
    pandas.DataFrame
        One row per classifier, and one named ``labels alone``: n_labelled; accuracy and kappa
        (Cohen's), weighted by one over the probability; width, the mean width of the corrected
        intervals over categories of all reports together, each level apart; share_bounded, how
        many of these have bounds; labels_saved, the share of labels that the classifier saves
        for the same width (1 minus the squared ratio of widths); cost.

    Raises
    ------
    ToolkitError
        No classifiers, or no labels of known probability.
    """
    import pandas as pd

    usable = correcting_labels(labels[labels["scheme"] == scheme])
    if not predictions or usable.empty:
        came = f"{len(predictions)} classifiers, {len(usable)} such labels"
        remedy = "give a mapping of name to table, and labels of a random sample"
        wanted = "classifiers, and labels of known probability"
        raise ToolkitError(wanted, came, "compare_classifiers", remedy)
    tables = {name: table[table["scheme"] == scheme] for name, table in predictions.items()}
    asked = {"by": (), "scheme": scheme, "method": "corrected"} | options
    # One and the same category for all: what is left is the mean of the labels.
    constant = next(iter(tables.values())).assign(category=load_outline(scheme).none)
    constant = constant.drop(columns=["votes", "in_training"], errors="ignore")
    alone = _widths(emphasis(corpus, constant, usable, **asked))
    rows = []
    for name, table in tables.items():
        widths = _widths(emphasis(corpus, table, usable, **asked))
        scores = _scores(table, usable)
        saved = 1 - float(((widths / alone) ** 2).mean())
        cost = (costs or {}).get(name)
        rows.append(
            {"classifier": name, **scores, **_told(widths), "labels_saved": saved, "cost": cost}
        )
    rows.append({"classifier": "labels alone", "n_labelled": len(usable), **_told(alone)})
    return pd.DataFrame(rows).astype({"cost": "float64"})


def _widths(estimates: pd.DataFrame) -> pd.Series:
    widths: pd.Series = estimates["high"] - estimates["low"]
    return widths


def _told(widths: pd.Series) -> dict[str, float]:
    return {"width": float(widths.mean()), "share_bounded": float(widths.notna().mean())}


def _scores(table: pd.DataFrame, labels: pd.DataFrame) -> dict[str, float]:
    said = table[["paragraph_id", "category"]]
    both = labels[["paragraph_id", "category", "probability"]].merge(said, on="paragraph_id")
    weight = (1 / both["probability"]) / (1 / both["probability"]).sum()
    right = float(weight[both["category_x"] == both["category_y"]].sum())
    truth, guess = (weight.groupby(both[name]).sum() for name in ("category_x", "category_y"))
    chance = float(truth.mul(guess, fill_value=0).sum())
    kappa = (right - chance) / (1 - chance) if chance < 1 else 1.0
    return {"n_labelled": len(both), "accuracy": right, "kappa": kappa}
