"""A file's text to its documents: roles, headings above, paragraphs with offsets, sections."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.corpus.layout import lay_out
from toolkit.corpus.linewords import NAMED_PART, is_attachment, is_credit
from toolkit.corpus.numbering import RANK, inline_heading_end, read_number
from toolkit.corpus.partnames import heading_section
from toolkit.corpus.roles import assign_roles, is_bulletin
from toolkit.corpus.sections import Piece, SectionReader, Setting, is_answered

_YEAR = re.compile(r"(20\d{2})(?:\s?年|\s?[—–-]\s?20\d{2})")
_SPAN = re.compile(r"20\d{2}\s?年?\s?[—–~～至-]+\s?(20\d{2})")
_PLAN_TITLE = re.compile(r"工作(?:计划|要点|方案|安排|打算)|实施方案|规划")
_YEAR_PART = re.compile(r"(?:年|年度|[去今]年|时期|以来|一年).{0,12}(?:工作|回顾|任务|安排|成就)")
_SPEECH = re.compile(r"讲话|发言|致辞")
_NEWS_TITLE = re.compile(r"^[㐀-鿿]{2,16}?(?:召开|举行|举办|发布|传达|启动)")
_BACK_TITLE = re.compile(r"总结|情况|报告|汇报|回顾")


@dataclass(frozen=True)
class Line:
    """One non-empty line: its number in the file, cleaned words, role, and depth of a heading."""

    number: int
    text: str
    role: str
    level: int | None = None


@dataclass(frozen=True)
class Paragraph:
    """One piece of a body line; offsets in the document's text."""

    line: int
    headings: tuple[str, ...]
    inline_heading: str | None
    section: str
    start: int
    end: int


@dataclass(frozen=True)
class Structure:
    """One document: its lines, its text (they joined by line feeds) and its paragraphs."""

    lines: tuple[Line, ...]
    text: str
    paragraphs: tuple[Paragraph, ...]

    def words_of(self, *roles: str) -> tuple[str, ...]:
        """Return the lines that have one of these roles."""
        return tuple(line.text for line in self.lines if line.role in roles)


@dataclass(frozen=True)
class Parsed:
    """One file: every line with its role, and its documents; a bulletin's head stands apart.

    Running heads, and page numbers that cut sentences, are meta among the lines and in no document.
    """

    lines: tuple[Line, ...]
    documents: tuple[Structure, ...]
    masthead: Structure | None


def parse(text: str) -> Parsed:
    """Find a file's documents, headings, paragraphs and sections.

    Parameters
    ----------
    text : str
        The file's text as read.

    Returns
    -------
    Parsed
        Its lines keep the file's line numbers, counted from 1 over every kind of line break.

    Examples
    --------
    >>> parsed = parse("云岭县2020年法治政府建设报告\\n一、存在的问题\\n执法力量薄弱，人员不足。")
    >>> document = parsed.documents[0]
    >>> [(p.section, document.text[p.start:p.end]) for p in document.paragraphs]
    [('problems', '执法力量薄弱，人员不足。')]
    """
    layout = lay_out(text)
    words = [line.text for line in layout.lines]
    pairs = zip(layout.lines, assign_roles(words), strict=True)
    lines = _levelled([Line(line.number, line.text, role) for line, role in pairs])
    masthead, articles = _articles(lines)
    documents = tuple(_structure(article, bulletin=masthead is not None) for article in articles)
    aside = (Line(line.number, line.text, "meta") for line in layout.aside)
    return Parsed(
        tuple(sorted([*lines, *aside], key=lambda line: line.number)),
        documents,
        _structure(masthead, bulletin=True) if masthead else None,
    )


def line_sections(parsed: Parsed) -> dict[int, str]:
    """Return each body line's section by line number: mixed where its pieces differ."""
    found: dict[int, set[str]] = {}
    for document in parsed.documents:
        for paragraph in document.paragraphs:
            found.setdefault(paragraph.line, set()).add(paragraph.section)
    return {line: "mixed" if len(some) > 1 else next(iter(some)) for line, some in found.items()}


def _levelled(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Give headings their depth: a kind of number seen above returns to its own depth."""
    stack: list[float] = []
    levels: list[int | None] = []
    for line in lines:
        if line.role == "title":
            stack = []
        if line.role == "heading":
            stack = _pushed(stack, line.text)
        levels.append(len(stack) if line.role == "heading" else None)
    pairs = zip(lines, levels, strict=True)
    return tuple(replace(line, level=level) if level else line for line, level in pairs)


def _pushed(stack: list[float], heading: str) -> list[float]:
    number = read_number(heading)
    if NAMED_PART.match(heading):
        # A foreword or a closing word stands beside whatever comes next.
        return [RANK["dash"] + 0.5]
    if is_attachment(heading):
        rank: float = -1
    elif number is not None and not (number.kind == "dash" and _names_part(heading)):
        rank = number.rank
    elif _names_part(heading) or heading.startswith("【") or not stack:
        rank = RANK["chapter"] + 0.5
    else:
        rank = RANK["dash"] + 0.5
    return [*(above for above in stack if above < rank), rank]


def _names_part(heading: str) -> bool:
    """An unnumbered heading that names one of a report's great parts."""
    return heading_section(heading) in {"intro", "problems", "plans", "both", "other"} or bool(
        _YEAR_PART.search(heading)
    )


def _articles(lines: Sequence[Line]) -> tuple[tuple[Line, ...] | None, list[tuple[Line, ...]]]:
    """Cut a bulletin into its head and its articles; any other file is one document."""
    words, roles = [line.text for line in lines], [line.role for line in lines]
    starts = _article_starts(lines) if is_bulletin(words, roles) else []
    if len(starts) < 2:
        return None, [tuple(lines)]
    ends = [*starts[1:], len(lines)]
    return tuple(lines[: starts[0]]), [tuple(lines[a:b]) for a, b in zip(starts, ends, strict=True)]


def _article_starts(lines: Sequence[Line]) -> list[int]:
    """First title line of each run of titles that is followed by body text."""
    starts: list[int] = []
    run: int | None = None
    for place, line in enumerate(lines):
        if line.role == "title":
            run = place if run is None else run
        elif line.role == "body":
            if run is not None:
                starts.append(run)
            run = None
        elif not is_credit(line.text) and line.role == "meta" and not starts:
            # Between a masthead's title and the first article stand its issue and issuer.
            run = None
    return starts


def _structure(lines: Sequence[Line], *, bulletin: bool) -> Structure:
    text = "\n".join(line.text for line in lines)
    return Structure(tuple(lines), text, tuple(_paragraphs(lines, bulletin=bulletin)))


def _paragraphs(lines: Sequence[Line], *, bulletin: bool) -> Iterator[Paragraph]:
    reader, path = SectionReader(), list[tuple[int, str]]()
    settings = _Settings(lines, bulletin=bulletin)
    offset = 0
    for place, line in enumerate(lines):
        if line.role == "heading" and line.level is not None:
            path = [above for above in path if above[0] < line.level] + [(line.level, line.text)]
        elif line.role == "body":
            above = tuple(heading for _, heading in path)
            yield from _line_paragraphs(line, offset, above, reader, settings.at(place, above))
        offset += len(line.text) + 1


def _line_paragraphs(
    line: Line, offset: int, above: tuple[str, ...], reader: SectionReader, setting: Setting
) -> Iterator[Paragraph]:
    begin = inline_heading_end(line.text)
    if begin and is_answered(line.text, begin, setting.year):
        # The first sentence is the problem itself: what follows is only what will be done.
        begin = 0
    inline = line.text[:begin].strip() or None
    if inline:
        setting = replace(setting, headings=(*above, inline))
    for piece in reader.read(line.text, setting, begin=begin):
        start, end = _trimmed(line.text, piece)
        if start < end:
            yield Paragraph(line.number, above, inline, piece.section, offset + start, offset + end)


def _trimmed(text: str, piece: Piece) -> tuple[int, int]:
    words = text[piece.start : piece.end]
    start = piece.start + len(words) - len(words.lstrip())
    return start, piece.start + len(words.rstrip())


class _Settings:
    """What surrounds each body line of one document."""

    def __init__(self, lines: Sequence[Line], *, bulletin: bool) -> None:
        self._lines = lines
        self._outline = [place for place in range(len(lines)) if self._is_outline(place)]
        self._headings = [k for k in self._outline if lines[k].role == "heading"]
        bodies = [place for place, line in enumerate(lines) if line.role == "body"]
        end = next((k for k in self._headings if is_attachment(lines[k].text)), len(lines))
        own = bodies[: bisect_left(bodies, end)]
        self._first = own[0] if own else -1
        self._last = frozenset(own[-3:])
        self._year = _covered_year(lines)
        self._kind = self._read_kind(bulletin=bulletin)

    def _is_outline(self, place: int) -> bool:
        line = self._lines[place]
        return line.role == "heading" or (
            line.role == "body" and read_number(line.text) is not None
        )

    def _read_kind(self, *, bulletin: bool) -> str:
        titles = "".join(line.text for line in self._lines if line.role == "title")
        if _SPEECH.search(titles):
            return "speech"
        if bulletin:
            headed = any(self._lines[place].role == "heading" for place in self._outline)
            return "report" if headed else "articles" if self._outline else "news"
        if _NEWS_TITLE.match(titles) and not self._outline:
            return "news"
        plan = _PLAN_TITLE.search(titles) and not _BACK_TITLE.search(titles)
        return "plan" if plan else "report"

    def at(self, place: int, above: tuple[str, ...]) -> Setting:
        line = self._lines[place]
        numbered = read_number(line.text) is not None
        first = self._outline[0] if self._outline else None
        return Setting(
            headings=above,
            year=self._year,
            before_headings=place == self._first if first is None else place < first,
            opens_part=self._opens_part(place) and not numbered,
            kind=self._kind,
            first=place == self._first,
            last=place in self._last,
            itemised=numbered,
        )

    def _opens_part(self, place: int) -> bool:
        """Directly below an outer heading, with headings or items of its own to come."""
        above = self._above(place)
        if above is None or self._lines[above].level != 1 or place - above > 3:
            return False
        after = bisect_right(self._outline, place)
        below = self._outline[after] if after < len(self._outline) else None
        return below is not None and (
            self._lines[below].role == "body"
            or (self._lines[below].level or 0) > (self._lines[above].level or 0)
        )

    def _above(self, place: int) -> int | None:
        before = bisect_right(self._headings, place) - 1
        return self._headings[before] if before >= 0 else None


def _covered_year(lines: Sequence[Line]) -> int | None:
    """The year that the report covers, from its title, else its first headings and text."""
    titles = [line.text for line in lines if line.role == "title"]
    opening = [line.text for line in lines if line.role in {"heading", "body"}][:3]
    work_report = any("政府工作报告" in title for title in titles)
    for words in (*titles, *opening):
        span = _SPAN.search(words[:120])
        years = [int(span[1])] if span else [int(match[1]) for match in _YEAR.finditer(words[:120])]
        if years:
            return years[0] - 1 if work_report and words in titles else years[0]
    return None
