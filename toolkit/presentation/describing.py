"""Words around a chart: short labels of categories, notes under a figure, and its alt text."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.errors import SchemeError
from toolkit.presentation.chart_words import words_for
from toolkit.resources import label_file

if TYPE_CHECKING:
    import pandas as pd

_OF_TERMS = ("per 10,000 characters", "share of reports")


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


def type_labels(language: str) -> dict[str, str]:
    """Return the names of types of problems by their code, from ``labels/problem-types.toml``.

    Examples
    --------
    >>> type_labels("en")["awareness"]
    'Awareness'
    """
    import tomllib

    rules = tomllib.loads(label_file("problem-types.toml").read_text(encoding="utf-8"))
    named = {one["code"]: str(one[f"name_{language}"]) for one in rules["type"]}
    return {code: name[:1].upper() + name[1:] for code, name in named.items()}


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
    form = words[drawn]
    if not levels:
        # A table that does not tell its confidence: the note does not either.
        form = form.replace(" {percent}% ", words["gap"]).replace("{percent}% ", "")
    note = form.format(percent="/".join(levels))
    lacking = words["some" if drawn == "interval" else "bare"]
    return note if bounded.all() else f"{note}{words['gap']}{lacking}"


def count_note(table: pd.DataFrame, words: Mapping[str, str]) -> str:
    """Say that values are uncorrected counts, where the table's ``method`` says so."""
    if "method" not in table.columns:
        return ""
    counted = table["method"].eq("count")
    if {"measure", "unit"} <= set(table.columns):
        # Terms and copied letters are counted in the texts: nobody predicted them.
        counted &= ~(table["measure"].isin(_OF_TERMS) | table["unit"].eq("letters"))
    return words["uncorrected"] if counted.any() else ""


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
