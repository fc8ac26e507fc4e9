"""Words of the charts: short labels of categories, notes under a figure, and its alt text."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.errors import SchemeError, ToolkitError, one_of

if TYPE_CHECKING:
    import pandas as pd

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "zh": MappingProxyType(
            {
                "share": "占比（%）",
                "year": "年份",
                "count": "数量（条）",
                "documents": "报告数（份）",
                "interval": "阴影为 {percent}% 区间。",
                "whiskers": "短线为 {percent}% 区间。",
                "some": "无阴影处无区间。",
                "bare": "无短线者无区间。",
                "none": "无区间。",
                "breaks": "竖虚线：口径或制度变化之处（{years}）。",
                "cells": "格内数字为占比（%）。",
                "beside": "{percent}% 区间见数据表。",
                "coverage": "格内数字为报告份数，空白为无报告。",
                "cut": "共 {all} 个地区，图中为文件最多的 {shown} 个。",
                "trend": "折线图，每类一格，横轴为年份，纵轴为占比。",
                "emphasis": "热力图，行为地区，列为类别，格内为占比。",
                "composition": "堆叠柱形图，每年一柱，分段为各类占比。",
                "problems": "横条图，每条一类问题。",
                "sample": "格子图，行为地区，列为年份，格内为报告份数。",
                "span": "{name}：{first}（{start}年）至 {last}（{end}年），"
                "最低 {low}，最高 {high}。",
                "range": "{name}：最低 {low}（{where}），最高 {high}（{peak}）。",
                "item": "{name}：{value}。",
                "joiner": "、",
            }
        ),
        "en": MappingProxyType(
            {
                "share": "Share (%)",
                "year": "Year",
                "count": "Number of problems",
                "documents": "Number of reports",
                "interval": "Shaded: {percent}% interval.",
                "whiskers": "Whiskers: {percent}% interval.",
                "some": "Unshaded points have no interval.",
                "bare": "Bars without one have no interval.",
                "none": "No interval.",
                "breaks": "Dashed lines: changes of rules or of organisation ({years}).",
                "cells": "Cells: share in percent.",
                "beside": "The {percent}% intervals are in the table.",
                "coverage": "Cells: number of reports; blank: none.",
                "cut": "The {shown} regions with the most documents, of {all}.",
                "trend": "Line charts, one panel for each category: share by year.",
                "emphasis": "Heat map: regions in rows, categories in columns, share in cells.",
                "composition": "Stacked bars, one for each year: shares of the categories.",
                "problems": "Horizontal bars, one for each kind of problem.",
                "sample": "Grid: regions in rows, years in columns, number of reports in cells.",
                "span": "{name}: {first} ({start}) to {last} ({end}), "
                "lowest {low}, highest {high}.",
                "range": "{name}: lowest {low} ({where}), highest {high} ({peak}).",
                "item": "{name}: {value}.",
                "joiner": ", ",
            }
        ),
    }
)


def words_for(language: str) -> Mapping[str, str]:
    """Return the fixed words of charts in a language.

    Examples
    --------
    >>> words_for("en")["year"]
    'Year'
    >>> words_for("fr")
    Traceback (most recent call last):
    toolkit.errors.ToolkitError: wanted one of 'en', 'zh', came 'fr' (language): choose one of them
    """
    if language not in WORDS:
        raise ToolkitError(one_of(WORDS), repr(language), "language", "choose one of them")
    return WORDS[language]


def category_labels(
    table: pd.DataFrame, *, language: str, labels: Mapping[str, str] | None
) -> dict[str, str]:
    """Return for each code of a table's ``category`` its code with a short label.

    Labels handed in go first; else those of the outline in column ``scheme``; else the code alone.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"category": ["A3", "A9"]})
    >>> category_labels(table, language="zh", labels={"A3": "行政决策"})
    {'A3': 'A3 行政决策', 'A9': 'A9'}
    """
    words_for(language)
    known = dict(labels) if labels is not None else _outline_labels(table, language)
    codes = order_of(table["category"])
    return {code: f"{code} {known[code]}" if known.get(code) else code for code in codes}


def order_of(values: Iterable[Any]) -> list[str]:
    """Return the distinct codes in order, the rest (``A0``, ``B0``, ``C0``) last.

    Examples
    --------
    >>> order_of(["A2", "A0", "A1", "A2"])
    ['A1', 'A2', 'A0']
    """
    return sorted({str(value) for value in values}, key=lambda code: (code.endswith("0"), code))


def wrap(text: str, cells: int) -> str:
    """Break a label into lines of at most so many cells; a Chinese character takes two.

    A Latin word is not broken.

    Examples
    --------
    >>> wrap("A4 行政执法", 8)
    'A4 行政\\n执法'
    >>> wrap("Oversight of power", 12)
    'Oversight of\\npower'
    """
    lines, line = [], ""
    for piece in _pieces(text):
        if line and cells_of((line + piece).rstrip()) > cells and piece not in "，。；：、）”":
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return "\n".join([*lines, line.rstrip()])


def cells_of(text: str) -> int:
    """Return the width of a text in cells: two for a wide character, one for another."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WFA") for character in text)


def percent(value: float) -> str:
    """Word a share in percent.

    Examples
    --------
    >>> percent(0.1234), percent(float("nan"))
    ('12.3%', '–')
    """
    return f"{100 * value:.1f}%" if not math.isnan(value) else "–"


def interval_note(table: pd.DataFrame, words: Mapping[str, str], *, drawn: str = "interval") -> str:
    """Say what the intervals of a chart are, or that there are none."""
    bounded = _bounded(table)
    if not bounded.any():
        return words["none"]
    levels = sorted({f"{100 * level:g}" for level in _levels(table)[bounded].dropna()})
    note = words[drawn].format(percent="/".join(levels) or "?")
    lacking = words["some" if drawn == "interval" else "bare"]
    return note if bounded.all() else f"{note} {lacking}"


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
        What is drawn: ``category``, ``value``, and ``year`` or ``region``, as the kind needs;
        for the sample ``region``, ``year``, ``value``.
    kind : {"trend", "emphasis", "composition", "problems", "sample"}
        What was drawn.
    language : {"zh", "en"}, default "zh"
        Language of the description.
    names : mapping of str to str, optional
        Code to label.

    Returns
    -------
    str
        What is shown, then one line for each category with its range.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"category": "A1", "year": [2019, 2020], "value": [0.1, 0.2]})
    >>> print(describe_chart(table, "trend", language="en"))
    Line charts, one panel for each category: share by year.
    A1: 10.0% (2019) to 20.0% (2020), lowest 10.0%, highest 20.0%.
    """
    words = words_for(language)
    tell: dict[str, Callable[..., str]] = {
        "problems": _tell_item,
        "emphasis": _tell_range,
        "sample": _tell_sample,
    }
    by = "region" if kind == "sample" else "category"
    groups = {
        str(key): group for key, group in table.dropna(subset=["value"]).groupby(by, sort=False)
    }
    # Regions and problems come in the order that is drawn, categories in that of the outline.
    keys = list(groups) if kind in {"sample", "problems"} else order_of(groups)
    teller = tell.get(kind, _tell_span)
    lines = [teller(groups[key], (names or {}).get(key, key), words=words) for key in keys]
    return "\n".join([words[kind], *lines])


def _tell_span(group: pd.DataFrame, name: str, *, words: Mapping[str, str]) -> str:
    ordered = group.sort_values("year")
    first, last = ordered.iloc[0], ordered.iloc[-1]
    return words["span"].format(
        name=name,
        first=percent(first["value"]),
        start=first["year"],
        last=percent(last["value"]),
        end=last["year"],
        low=percent(ordered["value"].min()),
        high=percent(ordered["value"].max()),
    )


def _tell_range(group: pd.DataFrame, name: str, *, words: Mapping[str, str]) -> str:
    ordered = group.sort_values("value", kind="stable")
    low, high = ordered.iloc[0], ordered.iloc[-1]
    return words["range"].format(
        name=name,
        low=percent(low["value"]),
        where=low["region"],
        high=percent(high["value"]),
        peak=high["region"],
    )


def _tell_item(group: pd.DataFrame, name: str, *, words: Mapping[str, str]) -> str:
    counted = "count" in group.columns
    value = float(group["value"].iloc[0])
    return words["item"].format(name=name, value=f"{value:g}" if counted else percent(value))


def _tell_sample(group: pd.DataFrame, name: str, *, words: Mapping[str, str]) -> str:
    filled = group[group["value"] > 0]
    cells = [
        f"{year} ({value:g})" for year, value in zip(filled["year"], filled["value"], strict=True)
    ]
    return words["item"].format(name=name, value=words["joiner"].join(cells) or "0")


def _bounded(table: pd.DataFrame) -> pd.Series:
    import pandas as pd

    if not {"low", "high"} <= set(table.columns):
        return pd.Series(data=False, index=table.index)
    return table["low"].notna() & table["high"].notna()


def _levels(table: pd.DataFrame) -> pd.Series:
    import pandas as pd

    if "confidence" in table.columns:
        return table["confidence"]
    return pd.Series(float("nan"), index=table.index)


def _outline_labels(table: pd.DataFrame, language: str) -> dict[str, str]:
    schemes = {str(name) for name in table.get("scheme", ()) if isinstance(name, str)}
    if not schemes:
        return {}
    from toolkit.outlines import load_outline

    known: dict[str, str] = {}
    for name in sorted(schemes):
        try:
            outline = load_outline(name)
        except SchemeError:
            # A user's own scheme without an outline file: its codes stand for themselves.
            continue
        for code in order_of(table.loc[table["scheme"] == name, "category"]):
            if code in outline.codes:
                known[code] = outline.label(code, "en" if language == "en" else "zh")
    return known


def _pieces(text: str) -> list[str]:
    """Cut where a line may break: after a space or hyphen, and around every wide character."""
    pieces: list[str] = []
    for character in text:
        wide = cells_of(character) == 2
        fresh = (
            not pieces or wide or pieces[-1].endswith((" ", "-")) or cells_of(pieces[-1][-1]) == 2
        )
        if fresh:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces
