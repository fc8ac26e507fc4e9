"""What a classifier is handed, checked: texts, their labels, their weights."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import ToolkitError, one_of

_LABELS = "strings, whole numbers or booleans"
# The first that a label is an instance of; a boolean is an Integral, an Integral a Real.
_KINDS: tuple[tuple[str, tuple[type, ...], type], ...] = (
    ("str", (str,), np.str_),
    ("bool", (bool, np.bool_), np.bool_),
    ("int", (Integral,), np.int64),
    ("float", (Real,), np.float64),
)


def checked_texts(texts: Iterable[str]) -> list[str]:
    """Return texts as a list of strings, or refuse them with a ToolkitError."""
    if isinstance(texts, str | bytes):
        raise ToolkitError("a list of texts", "one string", "texts", "put it in brackets: [text]")
    if getattr(texts, "ndim", 1) != 1:
        raise ToolkitError("a list of texts", "a table", "texts", "take one column: table['text']")
    listed = list(texts)
    if set(map(type, listed)) <= {str}:
        return listed
    for place, text in enumerate(listed):
        if not isinstance(text, str):
            came = type(text).__name__
            raise ToolkitError("strings", came, f"texts, place {place}", "drop it or use ''")
    return listed


def checked_labels(labels: ArrayLike, n_texts: int) -> NDArray[Any]:
    """Return categories as an array of one kind, or refuse them with a ToolkitError.

    Examples
    --------
    >>> checked_labels(["甲", "乙"], 2).dtype.kind
    'U'
    >>> checked_labels(np.array([1, 0], dtype=object), 2).dtype.kind
    'i'
    """
    # By way of objects: numpy would make the string "nan" of a missing label among strings.
    target = np.asarray(labels, None if hasattr(labels, "dtype") else object)
    _check_shape(target, n_texts, "labels")
    if target.dtype.kind not in "biuU":
        target = _of_one_kind(target)
    if len(np.unique(target)) < 2:
        came = one_of(np.unique(target).tolist()) if len(target) else "none"
        raise ToolkitError("two categories or more", came, "labels", "label texts of another")
    return target


def checked_weights(sample_weight: ArrayLike | None, n_texts: int) -> NDArray[np.float64]:
    """Return weights of texts, one each by default, or refuse them with a ToolkitError."""
    if sample_weight is None:
        return np.ones(n_texts)
    weight = np.asarray(sample_weight, float)
    _check_shape(weight, n_texts, "sample_weight")
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0)))
    if len(wrong):
        where = f"sample_weight, place {wrong[0]}"
        raise ToolkitError("a number from 0 on", str(weight[wrong[0]]), where, "use 0 to leave out")
    return weight


def _check_shape(values: NDArray[Any], n_texts: int, name: str) -> None:
    if values.ndim != 1:
        came = f"{values.ndim} dimensions"
        raise ToolkitError("one value for each text", came, name, "take one column")
    if len(values) != n_texts:
        raise ToolkitError(f"{n_texts}, one for each text", str(len(values)), name, "align")


def _of_one_kind(target: NDArray[Any]) -> NDArray[Any]:
    kinds: dict[str, type] = {}
    for place, label in enumerate(target.tolist()):
        kind = next((one for one in _KINDS if isinstance(label, one[1])), None)
        if kind is None or (kind[0] == "float" and not float(label).is_integer()):
            came = str(label) if kind else type(label).__name__
            raise ToolkitError(_LABELS, came, f"labels, place {place}", "label or drop the text")
        kinds[kind[0]] = kind[2]
    if len(kinds) > 1:
        came = " and ".join(sorted(kinds))
        raise ToolkitError("labels of one kind", came, "labels", "make all of them strings")
    return target.astype(next(iter(kinds.values()), np.str_))
