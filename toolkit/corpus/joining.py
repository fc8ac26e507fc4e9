"""Printed lines to paragraphs: what widths, pages and lone numbers broke is put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from toolkit.corpus.cleaning import clean_line
from toolkit.corpus.linewords import (
    LONGEST_LABEL,
    ORGAN_LINE,
    PAGE_NUMBER,
    TITLE_END,
    is_prose,
    plain_role,
    title_score,
)
from toolkit.corpus.numbering import Number, read_number

# No line begins with these; a page that sets them apart has cut a sentence.
_NO_OPENING = tuple("，。、；：,;")
_FINISHED = tuple("。！？：!?:")
_CLOSERS = "”’」』）)》"
_CLAUSE = re.compile("[，,。]")
_SHORTEST_CUT = 15
_LATIN = re.compile("[A-Za-z]")
_LONGEST_PAGE_NUMBER = 24
_INSIDE = re.compile("[，,。；;、]")
_LONGEST_LONE_NUMBER = 8
_LONGEST_PART_NAME = 30
# Widths in columns, a Chinese character taking two. Indents, marks that may not open or end a
# line, and letters and figures of other widths make full lines differ by a sixth.
_SLACK = 8
_NARROWEST = 24
_LABEL = 20
_LONGEST_WRAPPED = 75
_FEWEST_LINES = 5
_MOST_LEFT = 0.9


@dataclass(frozen=True)
class Printed:
    """One non-empty line: its number in the file, from 1, and its cleaned words.

    It opens a paragraph if it is indented or stands below an empty line.
    """

    number: int
    text: str
    opens: bool = False


def is_page_number(text: str) -> bool:
    """Tell whether a line holds a page number and nothing else."""
    return len(text) <= _LONGEST_PAGE_NUMBER and PAGE_NUMBER.match(text) is not None


def join_over_pages(lines: Sequence[Printed]) -> tuple[list[Printed], list[Printed]]:
    """Join a sentence that a page number cuts in two.

    Returns
    -------
    joined, numbers : tuple of list of Printed
        The lines, and the page numbers that stood inside sentences.
    """
    return _merge(lines, _runs_over)


def join_lone_numbers(lines: Sequence[Printed]) -> list[Printed]:
    """Join a number that stands alone with what it counts, and a lost stop with its sentence."""
    return _merge(lines, lambda above, numbers, line: not numbers and _belongs(above, line))[0]


def join_broken_lines(lines: Sequence[Printed]) -> tuple[list[Printed], list[Printed]]:
    """Put paragraphs together whose lines were cut at one width.

    Whether they were is told by the document: its lines are of one width, mostly without a stop at
    the end, and hardly any is longer. Where the file marks how paragraphs open, by indents or empty
    lines, a paragraph ends there; elsewhere it ends at a full stop that ends its line.

    Returns
    -------
    joined, numbers : tuple of list of Printed
        The lines, and the page numbers that stood inside paragraphs.

    Examples
    --------
    >>> cut = ["全县深入推进依法行政，各项", "工作取得明显成效，群众满意",
    ...        "度提高，办结各类案件三百余", "件，没有一件被上级撤销，重",
    ...        "大决策均由集体讨论，规范性", "文件全部备案。"]
    >>> (joined,), _ = join_broken_lines([Printed(k, words) for k, words in enumerate(cut, 1)])
    >>> joined.number, joined.text[-10:]
    (1, '规范性文件全部备案。')
    """
    full = _full_width(lines)
    if full is None:
        return list(lines), []
    marked = _marks_paragraphs(lines)
    joined, numbers = _merge(lines, partial(_is_wrapped, full=full, marked=marked))
    # Few joins tell that the lines end where they should.
    few = len(joined) + len(numbers) > _MOST_LEFT * len(lines)
    return (list(lines), []) if few else (joined, numbers)


class _Paragraph:
    """The printed lines of one paragraph, as they come."""

    def __init__(self, line: Printed) -> None:
        self.lines = [line]
        self.running = _INSIDE.search(line.text) is not None

    @property
    def first(self) -> str:
        return self.lines[0].text

    @property
    def last(self) -> str:
        return self.lines[-1].text

    def add(self, line: Printed) -> None:
        self.lines.append(line)
        self.running = self.running or _INSIDE.search(line.text) is not None

    def joined(self) -> Printed:
        if len(self.lines) == 1:
            return self.lines[0]
        parts = [self.first]
        for above, below in pairwise(line.text for line in self.lines):
            letters = _LATIN.match(above[-1]) and _LATIN.match(below[0])
            parts.append(f" {below}" if letters else below)
        # The joint may have closed an entity, or a reading in brackets.
        return replace(self.lines[0], text=clean_line("".join(parts)))


def _merge(
    lines: Sequence[Printed], goes_on: Callable[[_Paragraph, Sequence[Printed], Printed], bool]
) -> tuple[list[Printed], list[Printed]]:
    """Join the lines that go on; page numbers between two joined lines are handed back apart.

    ``goes_on`` takes the paragraph so far, the page numbers behind it, and the next line.
    """
    merged: list[_Paragraph] = []
    inside: list[Printed] = []
    waiting: list[Printed] = []
    for line in lines:
        if is_page_number(line.text):
            waiting.append(line)
        elif merged and goes_on(merged[-1], waiting, line):
            merged[-1].add(line)
            inside += waiting
            waiting = []
        else:
            merged += [*map(_Paragraph, waiting), _Paragraph(line)]
            waiting = []
    joined = [paragraph.joined() for paragraph in (*merged, *map(_Paragraph, waiting))]
    return [line for line in joined if line.text], inside


def _runs_over(above: _Paragraph, numbers: Sequence[Printed], line: Printed) -> bool:
    """Whether running text without its end goes on behind page numbers."""
    cut = above.running and len(above.last) >= _SHORTEST_CUT and not _is_finished(above.last)
    if not numbers or not cut:
        return False
    # A bare figure may number a table's row: sentences must stand on both sides.
    bare = all(number.text.isdigit() for number in numbers)
    if bare and not (_CLAUSE.search(above.last) and _CLAUSE.search(line.text)):
        return False
    return _goes_on(above, line.text)


def _is_finished(text: str) -> bool:
    return text.rstrip(_CLOSERS).endswith(_FINISHED)


def _goes_on(above: _Paragraph, line: str) -> bool:
    """Whether a line may continue a paragraph that is not finished."""
    number = read_number(line)
    listed = number is not None and number.kind == "spoken" and above.running
    if (number is not None and not listed) or "\t" in line:
        return False
    return _is_plain(line) and not _signs(line)


def _is_plain(line: str) -> bool:
    """Neither meta nor noise; a long line is text."""
    return len(line) > LONGEST_LABEL or plain_role(line, numbered=False) is None


def _signs(line: str) -> bool:
    return len(line) <= _LONGEST_PART_NAME and ORGAN_LINE.match(line) is not None


def _belongs(above: _Paragraph, line: Printed) -> bool:
    """A line whose number stands alone above it, or that begins with a lost stop."""
    if line.text.startswith(_NO_OPENING):
        return _is_plain(above.first)
    return len(above.lines) == 1 and _counts(above.first, line.text)


def _counts(above: str, line: str) -> bool:
    """A number without words above a line without a number."""
    if len(above) > _LONGEST_LONE_NUMBER:
        return False
    number = read_number(above)
    if number is None or number.end < len(above) or read_number(line) is not None:
        return False
    if number.kind in {"part", "chapter", "article", "dash"}:
        return number.kind == "dash" and is_prose(line)
    return plain_role(line, numbered=True) is None


def _width(text: str) -> int:
    # In UTF-8 a Chinese character has three bytes and a Latin one has one.
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2


def _least(widest: int) -> int:
    """The least width of a full line where the widest is given."""
    return widest - max(_SLACK, widest // 6)


def _full_width(lines: Sequence[Printed]) -> int | None:
    """The least width of a full line, or None where lines were not cut at one width."""
    texts = [line.text for line in lines]
    if len(texts) < _FEWEST_LINES or sum(
        len(text) > _LONGEST_WRAPPED for text in texts
    ) > 0.1 * len(texts):
        return None
    widths = [_width(text) for text in texts]
    counts = Counter(width for width in widths if width >= _NARROWEST)
    if not counts:
        return None
    widest = max(counts, key=lambda w: (sum(counts[k] for k in range(_least(w), w + 1)), w))
    full = [
        text for text, width in zip(texts, widths, strict=True) if _least(widest) <= width <= widest
    ]
    longer = sum(width > widest for width in widths)
    # Headings, dates and page numbers are short in any document.
    long = sum(width > _LABEL for width in widths)
    if len(full) < max(_FEWEST_LINES, 0.5 * long) or longer > 0.1 * len(texts):
        return None
    cut = sum(not _is_finished(text) for text in full)
    running = sum(bool(_INSIDE.search(text)) for text in full)
    return _least(widest) if cut >= 0.6 * len(full) and running >= 0.5 * len(full) else None


def _marks_paragraphs(lines: Sequence[Printed]) -> bool:
    """Some lines are indented or stand below an empty line, and most do not."""
    opening = sum(line.opens for line in lines)
    return max(3, 0.05 * len(lines)) <= opening <= 0.6 * len(lines)


def _is_wrapped(
    above: _Paragraph, numbers: Sequence[Printed], line: Printed, *, full: int, marked: bool
) -> bool:
    """Whether a paragraph whose last printed line is full goes on, also behind page numbers."""
    ended = line.opens if marked else _is_finished(above.last)
    if ended or _width(above.last) < full or not _goes_on(above, line.text):
        return False
    if not _is_plain(above.last):
        return False
    if above.running:
        return True
    if TITLE_END.search(above.last) and title_score(above.last) >= 4:
        return False
    # A heading that fills its line is followed by its own short rest, or by text.
    number = read_number(above.first)
    return number is None or not _is_outer(number) or _width(line.text) < full


def _is_outer(number: Number) -> bool:
    return number.kind in {"part", "chapter", "article", "formal", "chinese", "bracketed"}
