"""Lines of PDF pages with their places: an indent tells where a paragraph begins."""

from __future__ import annotations

import math
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from toolkit.corpus.numbering import read_number

if TYPE_CHECKING:
    from pypdf import PageObject

_PAGE_NUMBER = re.compile(r"[-—－–\s]{0,12}(?:第\s?)?\d{1,4}(?:\s?页)?[-—－–\s/共\d页]{0,30}")
_FINISHED = tuple("。！？：；")
# In widths of a character: an indent is two; marks that may not open a line move its ends.
_LEAST_INDENT, _MOST_INDENT = 1.2, 3.6
_SLACK = 3.0
_FEWEST = 2
_SHARE = 0.08


@dataclass(frozen=True)
class PlacedLine:
    """One line of a page: its text, and where it begins and ends, in widths of a character."""

    page: int
    text: str
    left: float
    right: float


def placed_lines(page: PageObject, number: int, *, latest: float = math.inf) -> list[PlacedLine]:
    """Return the lines of a page in the order of its text layer.

    Raises
    ------
    TimeoutError
        The clock (``time.monotonic``) is past ``latest``: forms in forms may never end.
    """

    def watch(*_: object) -> None:
        if time.monotonic() > latest:
            raise TimeoutError("a page that takes too long")

    collected = _Collector(number)
    page.extract_text(visitor_text=collected.visit, visitor_operand_before=watch)
    # pypdf passes over what goes wrong inside a form, and so over the clock.
    watch()
    return collected.finish()


def join_by_indent(lines: Sequence[PlacedLine]) -> str:
    r"""Write lines as text, pages apart by form feeds; paragraphs whole where indents tell them.

    A line at the margin goes on the line above if that one is full. Where paragraphs have no
    indents the lines stay as printed.

    Examples
    --------
    >>> rows = [("全县推进依法行政，", 2, 10), ("各项工作有序。", 0, 7),
    ...         ("二是推进政务公开，", 2, 10), ("主动公开信息。", 0, 7)]
    >>> join_by_indent([PlacedLine(1, *row) for row in rows])
    '全县推进依法行政，各项工作有序。\n二是推进政务公开，主动公开信息。'
    """
    frame = _frame(lines)
    written: list[str] = []
    above: PlacedLine | None = None
    for line in lines:
        text = line.text.strip()
        if above is None or frame is None or not _goes_on(above, line, frame):
            written.append("\f" if above and line.page != above.page else "\n" if above else "")
        elif above.text[-1:].isascii() and text[:1].isascii() and text[:1].isalpha():
            written.append(" ")
        written.append(text)
        above = line
    return "".join(written)


def _frame(lines: Sequence[PlacedLine]) -> tuple[float, float] | None:
    """The left margin and the right edge of the text; None where no paragraph is indented."""
    long = [line for line in lines if line.right - line.left >= 10] or list(lines)
    if not long:
        return None
    rights = sorted(line.right for line in long)
    edge = rights[int(0.8 * (len(rights) - 1))]
    lefts = Counter(round(line.left * 2) / 2 for line in lines if line.right >= edge - 2 * _SLACK)
    lefts += Counter(round(line.left * 2) / 2 for line in lines)
    fewest = max(_FEWEST, _SHARE * sum(lefts.values()))
    common = [left for left in lefts if lefts[left] + lefts[left + 0.5] >= fewest]
    if not common:
        return None
    margin = min(common)
    indented = sum(_LEAST_INDENT <= line.left - margin <= _MOST_INDENT for line in lines)
    return (margin, edge) if indented >= _FEWEST else None


def _goes_on(above: PlacedLine, line: PlacedLine, frame: tuple[float, float]) -> bool:
    margin, edge = frame
    if line.left - margin >= _LEAST_INDENT or above.left - margin > _MOST_INDENT:
        return False
    if above.right < edge - _SLACK or above.right > edge + 2 * _SLACK:
        return False
    if _PAGE_NUMBER.fullmatch(above.text) or _PAGE_NUMBER.fullmatch(line.text):
        return False
    number = read_number(line.text)
    # Some set headings at the margin; 二是 opens a sentence anywhere.
    heads = number is not None and number.kind != "spoken"
    return not (heads and above.text.endswith(_FINISHED))


class _Collector:
    """Takes a page's pieces of text as pypdf visits them."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._lines: list[PlacedLine] = []
        self._text = ""
        self._left: float | None = None
        self._right = 0.0

    def visit(self, text: str, outer: Any, inner: Any, _font: Any, size: float) -> None:
        scale = abs(inner[0] * outer[0]) or abs(inner[1] * outer[1]) or 1.0
        width = abs(size) * scale or 1.0
        place = (inner[4] * outer[0] + inner[5] * outer[2] + outer[4]) / width
        first, *rest = text.replace("\x00", "").split("\n")
        self._add(first, place)
        for piece in rest:
            self._end()
            self._add(piece, place)

    def finish(self) -> list[PlacedLine]:
        self._end()
        return self._lines

    def _add(self, piece: str, place: float) -> None:
        bare = piece.lstrip()
        if bare:
            before = _width(piece) - _width(bare)
            self._left = place + before if self._left is None else self._left
            self._right = place + _width(piece.rstrip())
        self._text += piece

    def _end(self) -> None:
        text = self._text.strip()
        if text and self._left is not None:
            right = max(self._right, self._left + _width(text))
            self._lines.append(PlacedLine(self._number, text, self._left, right))
        self._text, self._left, self._right = "", None, 0.0


def _width(text: str) -> float:
    wide = sum(unicodedata.east_asian_width(letter) in "WFA" for letter in text)
    return wide + 0.5 * (len(text) - wide)
