"""What a table says in print: text of every cell, and whether a column holds numbers or text."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from toolkit.presentation.exports import as_text

if TYPE_CHECKING:
    import pandas as pd

SUPERSCRIPTS = MappingProxyType(
    dict(zip("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "abcdefghijklmnoprstuvwxyz", strict=True))
)
_FIGURE = r"(?:[<>]?[-−]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?%?)"
_BEHIND = rf"\*{{0,3}}[{''.join(SUPERSCRIPTS)}]*"
INTERVAL = re.compile(
    rf"(?P<value>{_FIGURE}|[–-]?)(?P<marks>{_BEHIND})"
    r"(?: (?P<interval>\[(?:–|[-−\d.,]+, [-−\d.,]+)\]))?"
)
_MINUS = re.compile(r"(?<![\w.)\]])-(?=\d)")


def printed(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return a table as text with true minus signs, and each column's kind.

    Kinds are ``number``, ``interval`` (a value, an interval in brackets behind it) and ``text``.

    Examples
    --------
    >>> import pandas as pd
    >>> shown, kinds = printed(pd.DataFrame({"a": ["x-1"], "b": [-2], "c": ["1.0 [-0.5, 2.0]"]}))
    >>> shown.to_numpy().tolist(), kinds
    ([['x-1', '−2', '1.0 [−0.5, 2.0]']], ['text', 'number', 'interval'])
    """
    shown = as_text(table, safe=False)
    kinds = []
    for place in range(shown.shape[1]):
        cells = [str(cell) for cell in shown.iloc[:, place]]
        kinds.append(_kind(cells))
        if kinds[-1] != "text":
            shown.isetitem(place, [true_minus(cell) for cell in cells])
    return shown, kinds


def true_minus(text: str) -> str:
    """Return a number's text with a minus sign for its hyphen.

    Examples
    --------
    >>> true_minus("-1.5 [-2.0, 1e-05]")
    '−1.5 [−2.0, 1e-05]'
    """
    return _MINUS.sub("−", text)


def _kind(cells: list[str]) -> str:
    found = [INTERVAL.fullmatch(cell) for cell in cells]
    if not all(found):
        return "text"
    return "interval" if any(one and one["interval"] for one in found) else "number"
