"""What a pilot, or an assumption, tells about the errors of predictions and where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import TableError, ToolkitError
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
_WHERE = "plan_coding"


@dataclass(frozen=True)
class Residuals:
    """Errors (label minus prediction) of one category.

    Parameters
    ----------
    category : str
        Code, or ``assumed``.
    share : float
        Share of the category.
    variance : float
        Variance of the residuals of single paragraphs, weighted by length where shares are of
        characters.
    icc : float
        Part of it that lies between reports, 0 to 1.
    error_rate : float
        Share of paragraphs whose residual is not zero.
    report_variance : float
        Variance between reports of their own shares; NaN where it is not known.
    """

    category: str
    share: float
    variance: float
    icc: float
    error_rate: float
    report_variance: float = float("nan")


def assumed_residuals(
    frame: pd.DataFrame, *, accuracy: float, icc: float, share: float, weight: str
) -> list[Residuals]:
    """Residuals of a category of some share, at some accuracy.

    As many paragraphs are taken to be wrongly given to the category as wrongly kept from it.

    Raises
    ------
    ToolkitError
        Not a share.
    """
    for name, value in (("accuracy", accuracy), ("icc", icc), ("share", share)):
        if not 0 <= value <= 1:
            remedy = "give a number such as 0.15"
            raise ToolkitError("a share, 0 to 1", repr(value), f"{_WHERE}, {name}", remedy)
    rate = 2 * share * (1 - accuracy)
    lengths = _lengths(frame, weight)
    # Kish 1965: unequal weights multiply the variance by 1 + their squared variation.
    return [Residuals("assumed", share, rate * float((lengths**2).mean()), icc, rate)]


def pilot_residuals(
    frame: pd.DataFrame,
    pilot: pd.DataFrame,
    predictions: pd.DataFrame | None,
    *,
    scheme: str,
    weight: str,
    icc: float,
) -> list[Residuals]:
    """Residuals of every category that a pilot's labels or predictions name.

    Each paragraph counts once, adjudicated labels before a single coder's; labels of known
    probability are weighted by its inverse.

    Raises
    ------
    ToolkitError
        No predictions, or fewer than two paragraphs that have both.
    """
    if predictions is None:
        remedy = "give predictions=, or leave pilot= out and state accuracy and icc"
        raise ToolkitError("predictions with a pilot", "none", _WHERE, remedy)
    sizes = frame.assign(length=_lengths(frame, weight))
    labelled = _one_each(pilot, scheme).merge(
        _under(predictions, scheme), on="paragraph_id", suffixes=("", "_predicted")
    )
    joined = labelled.merge(sizes[["paragraph_id", "doc_id", "length"]], on="paragraph_id")
    if len(joined) < 2:
        came = f"{len(joined)} paragraphs under {scheme}"
        remedy = "label and predict paragraphs of this corpus, and name their scheme"
        raise ToolkitError("a pilot of labels and predictions", came, _WHERE, remedy)
    return list(_by_category(joined, icc))


def report_spread(
    frame: pd.DataFrame, predictions: pd.DataFrame | None, scheme: str, weight: str
) -> dict[str, float]:
    """Variance between reports of each category's predicted share; ``assumed`` has the largest."""
    if predictions is None:
        return {}
    sizes = frame[["paragraph_id", "doc_id"]].assign(length=_lengths(frame, weight))
    rows = sizes.merge(_under(predictions, scheme), on="paragraph_id")
    table = rows.pivot_table(index="doc_id", columns="category", values="length", aggfunc="sum")
    shares = table.fillna(0).div(table.sum(axis=1), axis=0)
    found = {str(code): float(shares[code].var()) for code in shares.columns}
    return {**found, "assumed": max(found.values(), default=float("nan"))}


def intraclass_correlation(values: ArrayLike, groups: Iterable[str]) -> float:
    """Part of the variance that lies between groups, from one-way analysis of variance.

    The estimator for groups of unequal size (Donner and Koval 1980), cut at zero; NaN where no
    group has two values, or there is one group only.

    Examples
    --------
    >>> intraclass_correlation([0, 0, 1, 1], ["a", "a", "b", "b"])
    1.0
    """
    x = np.asarray(values, dtype=float)
    codes = np.unique(np.asarray(list(groups), dtype=str), return_inverse=True)[1]
    sizes = np.bincount(codes).astype(float)
    n, k = len(x), len(sizes)
    if k < 2 or n == k:
        return float("nan")
    means = np.bincount(codes, x) / sizes
    within = float(((x - means[codes]) ** 2).sum() / (n - k))
    between = float((sizes * (means - x.mean()) ** 2).sum() / (k - 1))
    usual = float(n - (sizes**2).sum() / n) / (k - 1)
    component = max((between - within) / usual, 0.0)
    return component / (component + within) if component + within > 0 else 0.0


def _by_category(joined: pd.DataFrame, icc: float) -> Iterator[Residuals]:
    weights = (1 / joined["probability"]).fillna(1.0).to_numpy()
    weights = weights / weights.sum()
    lengths = joined["length"].to_numpy(dtype=float)
    for code in sorted({*joined["category"], *joined["category_predicted"]}):
        labelled = (joined["category"] == code).to_numpy(dtype=float)
        error = labelled - (joined["category_predicted"] == code).to_numpy(dtype=float)
        residual = lengths * error
        mean = float(weights @ residual)
        found = intraclass_correlation(residual, joined["doc_id"])
        yield Residuals(
            str(code),
            float(weights @ (lengths * labelled) / (weights @ lengths)),
            float(weights @ (residual - mean) ** 2) * len(joined) / (len(joined) - 1),
            icc if np.isnan(found) else found,
            float(weights @ (error != 0)),
        )


def _one_each(labels: pd.DataFrame, scheme: str) -> pd.DataFrame:
    wanted = ("paragraph_id", "scheme", "category", "source", "probability")
    need_columns(labels, "labels", wanted)
    rows = labels[(labels["scheme"] == scheme) & labels["source"].isin(["hand", "adjudicated"])]
    ranked = rows[rows["category"].notna()].sort_values("source", kind="stable")
    chosen = ranked.drop_duplicates("paragraph_id")[["paragraph_id", "category", "probability"]]
    if (chosen["probability"] <= 0).any():
        remedy = "keep the probabilities that sample_for_coding gave"
        raise TableError("probabilities above 0", "0 or less", "table labels", remedy)
    return chosen


def _under(predictions: pd.DataFrame, scheme: str) -> pd.DataFrame:
    need_columns(predictions, "predictions", ("paragraph_id", "scheme", "category"))
    return predictions.loc[predictions["scheme"] == scheme, ["paragraph_id", "category"]]


def _lengths(frame: pd.DataFrame, weight: str) -> Floats:
    """Each paragraph's weight in a share, one on average."""
    if weight == "paragraphs":
        return np.ones(len(frame))
    sizes = frame["n_chars"].to_numpy(dtype=float)
    return np.asarray(sizes / sizes.mean())
