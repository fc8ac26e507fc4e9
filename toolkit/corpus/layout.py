"""A file's text to its printed lines: cleaned, without running heads, broken lines joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.corpus.cleaning import clean_line, simplify, unify_line_breaks
from toolkit.corpus.joining import (
    Printed,
    is_page_number,
    join_broken_lines,
    join_lone_numbers,
    join_over_pages,
)
from toolkit.corpus.linewords import is_prose
from toolkit.corpus.numbering import read_number

_PAGE_BREAK = "\x0c"
# One blank may be a stray one inside a broken sentence.
_INDENT = re.compile(r"\u3000|\t|[ \u00a0]{2}")
_DIGITS = re.compile(r"[\d\s]+")
_LONGEST_HEAD = 50
_NEAR_EDGE = 2
# Two are the rule; only texts made to mislead need more.
_MOST_ROUNDS = 12


@dataclass(frozen=True)
class Layout:
    """A file's lines in order; set aside, running heads and page numbers that cut sentences."""

    lines: tuple[Printed, ...]
    aside: tuple[Printed, ...]


def lay_out(text: str) -> Layout:
    """Clean a file's lines and put together what was broken.

    A line put together keeps the number of its first line.

    Examples
    --------
    >>> [line.text for line in lay_out("一、\\n工作情况\\n二是\\n简政放权，优化服务。").lines]
    ['一、工作情况', '二是简政放权，优化服务。']
    """
    lines, tops = _read(text)
    aside: list[Printed] = []
    for _ in range(_MOST_ROUNDS):
        before = lines
        lines, more = _round(lines, tops)
        aside += more
        if lines == before and not tops and not any(line.opens for line in lines):
            break
        # What a round has put together is read on as any text without marks of its pages.
        lines, tops = [replace(line, opens=False) for line in lines], []
    return Layout(tuple(lines), tuple(sorted(aside, key=lambda line: line.number)))


def drop_running_heads(
    lines: Sequence[Printed], tops: Iterable[int] = ()
) -> tuple[list[Printed], list[Printed]]:
    """Take out the short lines that come again at the edges of pages.

    Parameters
    ----------
    lines : sequence of Printed
        The lines.
    tops : iterable of int
        Numbers of the lines that open a page, where the file marks its pages.

    Returns
    -------
    kept, heads : tuple of list of Printed
        The other lines, and the running heads.
    """
    tops = frozenset(tops)
    edges = _edges(lines, tops)
    if not edges:
        return list(lines), []
    keys = {place: _DIGITS.sub("", lines[place].text) for place in edges}
    # The first page opens with the title itself, which is no running head.
    first_top = min(tops, default=0)
    start = {place for place in range(min(5, len(lines))) if lines[place].number < first_top}
    opening = {_DIGITS.sub("", lines[place].text) for place in start}
    counts = Counter(keys.values())
    heads = {
        place
        for place, key in keys.items()
        if place not in start and (counts[key] > 1 or key in opening)
    }
    kept = [line for place, line in enumerate(lines) if place not in heads]
    return kept, [lines[place] for place in sorted(heads)]


def _round(lines: Sequence[Printed], tops: Sequence[int]) -> tuple[list[Printed], list[Printed]]:
    kept, heads = drop_running_heads(join_lone_numbers(_simplified(lines)), tops)
    kept, inside = join_broken_lines(kept)
    kept, between = join_over_pages(kept)
    return kept, [*heads, *inside, *between]


def _read(text: str) -> tuple[list[Printed], list[int]]:
    """Return the cleaned non-empty lines and the numbers of those that open a further page."""
    found: list[Printed] = []
    tops: list[int] = []
    number = 0
    for page in text.split(_PAGE_BREAK):
        tops.append(len(found))
        empty = False
        for line in unify_line_breaks(page).split("\n"):
            number += 1
            if words := clean_line(line):
                found.append(Printed(number, words, empty or _INDENT.match(line) is not None))
            # Below a page number an empty line tells nothing.
            empty = not words and not (found and is_page_number(found[-1].text))
    return found, [found[place].number for place in tops[1:] if place < len(found)]


def _simplified(lines: Sequence[Printed]) -> list[Printed]:
    whole = "\n".join(line.text for line in lines)
    simple = simplify(whole)
    if simple == whole:
        return list(lines)
    pairs = zip(lines, simple.split("\n"), strict=True)
    return [replace(line, text=words) for line, words in pairs]


def _edges(lines: Sequence[Printed], tops: frozenset[int]) -> list[int]:
    """Places of short lines beside a page number or a page's end."""
    beside: set[int] = set()
    for place, line in enumerate(lines):
        if line.number in tops:
            beside.update(range(place - _NEAR_EDGE, place + _NEAR_EDGE))
        if is_page_number(line.text) and not line.text.isdigit():
            beside.update((place - 1, place + 1))
    return [place for place in sorted(beside) if _may_run(lines, place)]


def _may_run(lines: Sequence[Printed], place: int) -> bool:
    if not 0 <= place < len(lines):
        return False
    text = lines[place].text
    fits = len(_DIGITS.sub("", text)) >= 4 and len(text) <= _LONGEST_HEAD
    plain = not is_prose(text) and read_number(text) is None and "\t" not in text
    return fits and plain and not is_page_number(text)
