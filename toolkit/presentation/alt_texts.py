"""Charts told in words, for readers who do not see them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from toolkit.presentation.chart_words import words_for
from toolkit.presentation.describing import order_of, percent

if TYPE_CHECKING:
    import pandas as pd

_MOST_WORDS = 5


class _Telling(NamedTuple):
    """What tells one group of a chart's rows: the fixed words, and how a value is worded."""

    words: Mapping[str, str]
    value: Callable[[float], str]


_Teller = Callable[["pd.DataFrame", str, _Telling], str]


def describe_chart(
    table: pd.DataFrame,
    kind: str,
    *,
    language: str = "zh",
    names: Mapping[str, str] | None = None,
) -> str:
    """Describe a chart in words, for readers who do not see it.

    Parameters
    ----------
    table : pandas.DataFrame
        What is drawn, with the columns that its ``draw_`` function asks for.
    kind : {"trend", "emphasis", "composition", "problems", "sample", "problem trend", \
"correction", "tiles", "change", "recurrence", "wording", "distance", "confusion", \
"calibration", "learning", "agreement", "specification"}
        What was drawn.
    language : {"zh", "en"}, default "zh"
        Language of the description.
    names : mapping of str to str, optional
        Code to label.

    Returns
    -------
    str
        What is shown, then one line for each category (group, region) with its values.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"category": "A1", "year": [2019, 2020], "value": [0.1, 0.2]})
    >>> print(describe_chart(table, "trend", language="en"))
    Line charts, one panel for each category: share by year.
    A1: 10.0% (2019) to 20.0% (2020), lowest 10.0%, highest 20.0%.
    """
    words = words_for(language)
    by, teller = _TELLERS[kind]
    telling = _Telling(words, _plain if _is_plain(table, kind) else percent)
    if not by:
        return "\n".join([words[f"tell {kind}"], teller(table, "", telling)])
    known = table.dropna(subset=["value"]) if "value" in table.columns else table
    column = by if by in known.columns else "region"
    groups = {str(key): group for key, group in known.groupby(column, sort=False)}
    # Codes come in the order of the outline, regions and the like in that which is drawn.
    ordered = order_of(groups) if column == "category" and kind not in _AS_DRAWN else list(groups)
    lines = [teller(groups[key], (names or {}).get(key, key), telling) for key in ordered]
    return "\n".join([words[f"tell {kind}"], *lines])


def _is_plain(table: pd.DataFrame, kind: str) -> bool:
    """Values that are no shares: counts, rates, distances, scores."""
    rates = "measure" in table.columns and table["measure"].astype(str).str.contains("per 10,000")
    counted = kind == "problems" and "count" in table.columns
    return kind in _PLAIN or counted or (rates is not False and bool(rates.any()))


def _plain(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3g}"


def _tell_span(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    ordered = group.sort_values("year")
    first, last = ordered.iloc[0], ordered.iloc[-1]
    return (
        telling.words["span"]
        .format(
            name=name,
            first=telling.value(first["value"]),
            start=first["year"],
            last=telling.value(last["value"]),
            end=last["year"],
            low=telling.value(ordered["value"].min()),
            high=telling.value(ordered["value"].max()),
        )
        .lstrip("：: ")
    )


def _tell_range(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    ordered = group.sort_values("value", kind="stable")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    return telling.words["range"].format(
        name=name,
        low=telling.value(low["value"]),
        where=low["region"],
        high=telling.value(high["value"]),
        peak=high["region"],
    )


def _tell_item(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    value = telling.value(float(group["value"].iloc[0]))
    return telling.words["item"].format(name=name, value=value)


def _tell_list(cells: list[str], name: str, telling: _Telling) -> str:
    listed = telling.words["joiner"].join(cells) or "0"
    return telling.words["item"].format(name=name, value=listed).lstrip("：: ")


def _tell_sample(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    filled = group[group["value"] > 0]
    pairs = zip(filled["year"], filled["value"], strict=True)
    return _tell_list([f"{year} ({value:g})" for year, value in pairs], name, telling)


def _tell_methods(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    yearly = "year" in group and group["year"].notna().any()
    latest = group[group["year"] == group["year"].max()] if yearly else group
    cells = [
        f"{telling.words[f'method {method}']} {telling.value(value)}"
        for method, value in zip(latest["method"], latest["value"], strict=True)
    ]
    year = f" ({latest['year'].iloc[0]})" if yearly else ""
    return _tell_list(cells, f"{name}{year}", telling)


def _tell_survival(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    pairs = zip(group["lag"], group["value"], strict=True)
    cells = [
        telling.words["after"].format(lag=f"{lag:g}", value=telling.value(value))
        for lag, value in pairs
        if lag
    ]
    return _tell_list(cells, name, telling)


def _tell_words(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    top = group.sort_values("value", ascending=False, kind="stable").head(_MOST_WORDS)
    pairs = zip(top["word"], top["value"], strict=True)
    return _tell_list([f"{word} ({telling.value(value)})" for word, value in pairs], name, telling)


def _tell_confused(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    right = int(group.loc[group["predicted"] == group["truth"], "n"].sum())
    told = telling.words["right of"].format(right=right, all=int(group["n"].sum()))
    wrong = group[(group["predicted"] != group["truth"]) & (group["n"] > 0)]
    worst = wrong.sort_values("n", ascending=False, kind="stable").head(2)
    pairs = zip(worst["predicted"], worst["n"], strict=True)
    return _tell_list([told, *(f"{code} {n}" for code, n in pairs)], name, telling)


def _tell_bins(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    triples = zip(group["probability"], group["right"], group["n"], strict=True)
    cells = [f"{percent(stated)} → {percent(right)} ({n})" for stated, right, n in triples]
    return _tell_list(cells, name, telling)


def _tell_learning(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    pairs = zip(group["n_documents"], group["value"], strict=True)
    form = telling.words["n documents"]
    cells = [form.format(n=f"{n:g}", value=telling.value(value)) for n, value in pairs]
    return _tell_list(cells, telling.words["forecast" if name == "True" else "measured"], telling)


def _tell_agreement(group: pd.DataFrame, name: str, telling: _Telling) -> str:
    pairs = zip(group["measure"], group["value"], strict=True)
    cells = [f"{telling.words.get(m, m)} {telling.value(value)}" for m, value in pairs]
    return _tell_list(cells, telling.words["all"] if name == "all" else name, telling)


def _tell_specification(table: pd.DataFrame, _name: str, telling: _Telling) -> str:
    bounded = {"low", "high"} <= set(table.columns)
    sure = int((table["low"].gt(0) | table["high"].lt(0)).sum()) if bounded else 0
    return telling.words["specification"].format(
        n=len(table),
        low=telling.value(table["value"].min()),
        high=telling.value(table["value"].max()),
        bounded=sure,
    )


# Kind of chart: the column whose values get a line each (none: one line for all), and its teller.
_TELLERS: dict[str, tuple[str, _Teller]] = {
    "trend": ("category", _tell_span),
    "emphasis": ("category", _tell_range),
    "composition": ("category", _tell_span),
    "problems": ("category", _tell_item),
    "sample": ("region", _tell_sample),
    "problem trend": ("category", _tell_span),
    "correction": ("category", _tell_methods),
    "tiles": ("region", _tell_item),
    "change": ("category", _tell_span),
    "recurrence": ("series", _tell_survival),
    "wording": ("group", _tell_words),
    "distance": ("series", _tell_span),
    "confusion": ("truth", _tell_confused),
    "calibration": ("", _tell_bins),
    "learning": ("forecast", _tell_learning),
    "agreement": ("category", _tell_agreement),
    "specification": ("", _tell_specification),
}
_AS_DRAWN = frozenset({"problems", "agreement"})
_PLAIN = frozenset({"sample", "wording", "distance", "learning", "agreement"})
