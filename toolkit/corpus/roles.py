"""What each printed line is: title, meta, noise, heading or body."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from toolkit.corpus.furniture import (
    attached_table,
    contents_lines,
    copied_lines,
    is_cell_figure,
    is_figure,
    is_row,
    summary_lines,
)
from toolkit.corpus.kinds import CHINESE
from toolkit.corpus.linewords import (
    ATTACHMENT,
    BREADCRUMB,
    BULLETIN,
    ISSUE,
    LONGEST_LABEL,
    LONGEST_TITLE,
    NAMED_PART,
    OFFICER,
    ORGAN_LINE,
    PURE_DATE,
    QUOTED_ONLY,
    SENTENCE,
    SEPARATOR,
    STOP,
    TITLE_REST,
    is_attachment,
    is_credit,
    is_field,
    is_lone_label,
    is_prose,
    plain_role,
    title_score,
)
from toolkit.corpus.numbering import Number, is_bare_heading, read_number
from toolkit.corpus.titlelines import TitleLines

_HEAD_LINES = 60
_OUTER = frozenset({"part", "chapter", "formal", "chinese", "bracketed"})
_INNER = frozenset({"bracketed", "digit", "decimal", "bracketed digit", "circled", "spoken"})


def assign_roles(lines: Sequence[str]) -> list[str]:
    """Give each non-empty line of a file its role.

    Parameters
    ----------
    lines : sequence of str
        The cleaned, non-empty lines, in order.

    Returns
    -------
    list of str
        One of title, meta, noise, heading, body for each line; the codes of
        ``labels/codebook.md``.

    Examples
    --------
    >>> lines = ["首页 > 公开", "云岭县2020年法治政府建设工作报告", "一、工作情况",
    ...          "2020年，云岭县扎实推进依法行政，取得新成效。", "云岭县人民政府", "2021年1月8日"]
    >>> assign_roles(lines)
    ['noise', 'title', 'heading', 'body', 'meta', 'meta']
    """
    return _Roles(lines).assign()


def is_bulletin(lines: Sequence[str], roles: Sequence[str]) -> bool:
    """Tell whether a file is a bulletin of several articles: an issue number, or credits."""
    head = [line for line, role in zip(lines, roles, strict=True) if role in {"title", "meta"}][:6]
    masthead = any(ISSUE.search(line) for line in head) and any(map(BULLETIN.search, head))
    return masthead or sum(map(is_credit, lines)) >= 2


class _Roles:
    """The passes over one file; each settles lines that no earlier pass has settled."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.numbers = [read_number(line) for line in lines]
        self.roles: list[str | None] = [None] * len(lines)
        self.titles = TitleLines(lines, self.roles)

    def assign(self) -> list[str]:
        self._mark_plain_cases()
        first, last = self._body_range()
        self._mark_head(first)
        self._mark_articles(first)
        for place in range(first):
            if place < first - 1 or not self._may_lead(place):
                self._set(place, "meta")
        self._mark_signatures(first)
        self._mark_cells(first, last)
        self._mark_tail(last)
        self._mark_headings(first, last)
        return [role or "body" for role in self.roles]

    def _set(self, place: int, role: str) -> None:
        if self.roles[place] is None:
            self.roles[place] = role

    def _mark_plain_cases(self) -> None:
        for place, line in enumerate(self.lines):
            if len(line) > LONGEST_LABEL:
                self.roles[place] = "body"
            else:
                self.roles[place] = plain_role(line, numbered=self.numbers[place] is not None)
        self._mark_breadcrumbs()
        repeated = (contents_lines, summary_lines, copied_lines)
        for place in set().union(*(places(self.lines) for places in repeated)):
            self.roles[place] = "noise"

    def _mark_breadcrumbs(self) -> None:
        for place, line in enumerate(self.lines[:_HEAD_LINES]):
            if SEPARATOR.match(line):
                for beside in (place - 1, place, place + 1):
                    if 0 <= beside < len(self.lines) and len(self.lines[beside]) <= LONGEST_TITLE:
                        self.roles[beside] = "noise"
            elif place < 20 and len(line) <= 100 and BREADCRUMB.match(line) and not is_field(line):
                self._set(place, "noise")

    def _may_lead(self, place: int) -> bool:
        """The line directly before the text may be its first heading, and not a byline."""
        if any(role == "title" for role in self.roles[:place]):
            return len(self.lines[place]) >= 5
        others = range(place + 2, len(self.lines) - 1)
        return self._parts_text(place) and any(map(self._parts_text, others))

    def _parts_text(self, place: int) -> bool:
        """Short, unnumbered, and directly above running text: a heading in an untitled text."""
        line = self.lines[place]
        short = 4 <= len(line) <= 20 and not STOP.search(line) and self.roles[place] is None
        return short and self.numbers[place] is None and self._is_running(place + 1)

    def _is_running(self, place: int) -> bool:
        """A line of running text: a sentence, or a line too long to be anything else."""
        if place >= len(self.lines):
            return False
        line = self.lines[place]
        return self.roles[place] in {None, "body"} and (is_prose(line) or len(line) > LONGEST_TITLE)

    def _body_range(self) -> tuple[int, int]:
        opening = (
            place
            for place in range(len(self.lines))
            if self._is_running(place) or self._is_outer_heading(place)
        )
        first = next(opening, len(self.lines))
        running = [place for place in range(first, len(self.lines)) if self._is_running(place)]
        return first, (self._last_row(running[-1]) if running else len(self.lines) - 1)

    def _last_row(self, place: int) -> int:
        """In a form, whose rows hold the sentences, the last row of all that follow."""
        after = place + 1
        while is_row(self.lines[place]) and after < len(self.lines) and self._is_open(after):
            place = after if is_row(self.lines[after]) else place
            after += 1
        return place

    def _is_open(self, place: int) -> bool:
        """An unsettled row of a table, or an outer heading."""
        row = self.roles[place] is None and is_row(self.lines[place])
        return row or self._is_outer_heading(place)

    def _is_outer_heading(self, place: int) -> bool:
        number = self.numbers[place]
        outer = number is not None and number.kind in _OUTER
        return self.roles[place] is None and (outer or self._is_named_part(place))

    def _is_named_part(self, place: int) -> bool:
        named = NAMED_PART.match(self.lines[place]) is not None
        return named and self._is_running(place + 1)

    def _mark_head(self, first: int) -> None:
        """Title lines, bylines and signatures before the text; other short lines are furniture."""
        self._mark_tables(first)
        open_places = [place for place in range(first) if self.roles[place] is None]
        titles = self.titles.among(open_places)
        opened, closed = min(titles, default=len(self.lines)), max(titles, default=len(self.lines))
        for place in open_places:
            line = self.lines[place]
            if place in titles:
                self._set(place, "title")
            elif place > opened and (OFFICER.match(line) or ORGAN_LINE.match(line)):
                self._set(place, "meta")
            elif place < closed and not (
                place == first - 1 and not titles and self._may_lead(place)
            ):
                self._set(place, "noise")

    def _mark_tables(self, first: int) -> None:
        """A page's data table, printed as label and value in turn."""
        for place, line in enumerate(self.lines[:first]):
            labelled = place > 0 and is_lone_label(self.lines[place - 1])
            value = labelled and self.roles[place] != "noise" and self._is_value(place)
            if is_lone_label(line) or value:
                self.roles[place] = "meta"

    def _is_value(self, place: int) -> bool:
        """What stands below a label, unless the label is empty and the title begins here."""
        if title_score(self.lines[place]) >= 5:
            return False
        empty = self.lines[place - 1].endswith(("：", ":"))
        return not (empty and place + 1 < len(self.lines) and self.titles.opens(place, place + 1))

    def _mark_signatures(self, first: int) -> None:
        """Issuers directly above a date of their own line, also where attachments follow."""
        for place in range(first + 1, len(self.lines)):
            if self.roles[place] != "meta" or not PURE_DATE.match(self.lines[place]):
                continue
            above = place - 1
            while above > first and self.roles[above] is None and self._signs(above):
                self.roles[above] = "meta"
                above -= 1

    def _signs(self, place: int) -> bool:
        line = self.lines[place]
        return len(line) <= 40 and bool(ORGAN_LINE.match(line) or OFFICER.match(line))

    def _mark_cells(self, first: int, last: int) -> None:
        """Rows and figures of tables are text of the part that they stand in."""
        inside = range(first + 1, last)
        figures = [k for k in inside if is_figure(self.lines[k])]
        cells = [k for k in figures if is_cell_figure(self.lines, k)]
        if len(cells) > 2:
            # The rows of a table are numbered on, also beside a longer cell, to its last cell.
            rest = range(last + 1, len(self.lines))
            ending = takewhile(lambda k: self.roles[k] is None, rest)
            cells = [*(k for k in figures if k >= cells[0]), *ending]
        for place in (*cells, *(k for k in inside if is_row(self.lines[k]))):
            self.roles[place] = "body"
        self._mark_attached_table(last)

    def _mark_attached_table(self, last: int) -> None:
        """A table behind the last sentence: its 附件 and its name are headings."""
        behind = range(last + 1, len(self.lines))
        start = next((k for k in behind if is_attachment(self.lines[k])), None)
        table = attached_table(self.lines, start) if start is not None else range(0)
        for place in table:
            if self.roles[place] is None or is_cell_figure(self.lines, place):
                titled = place <= table.start + 1 and not is_row(self.lines[place])
                self.roles[place] = "heading" if titled else "body"

    def _mark_tail(self, last: int) -> None:
        """Signature, date and credits after the text; other short lines are furniture."""
        seen_date = any(self.roles[place] == "meta" for place in range(last + 1, len(self.lines)))
        listed = False
        for place in range(last + 1, len(self.lines)):
            line = self.lines[place]
            attached = bool(ATTACHMENT.match(line))
            listed = listed or attached
            number = self.numbers[place]
            itemised = number is not None and number.kind != "dash"
            if itemised and not listed and not ORGAN_LINE.match(line):
                continue
            if attached or self._signs(place) or itemised:
                self._set(place, "meta")
            elif len(line) <= (30 if place == last + 1 else 60) and not SENTENCE.search(line):
                self._set(place, "meta" if seen_date and place == last + 1 else "noise")

    def _mark_headings(self, first: int, last: int) -> None:
        following = self._followers()
        attached = False
        for place, line in enumerate(self.lines):
            if first < place < last and self.roles[place] != "body" and is_attachment(line):
                self.roles[place], attached = "heading", True
            elif self.roles[place] is None and self._heads(place, following[place], attached):
                self.roles[place] = "heading"

    def _heads(self, place: int, after: int | None, attached: bool) -> bool:
        number = self.numbers[place]
        if number is None:
            # An attached table's cells look like headings without numbers.
            return not attached and self._is_plain_heading(place, after)
        if not is_bare_heading(self.lines[place], number) or self._ends_list(place, number):
            return False
        return self._heads_something(place, number, after)

    def _ends_list(self, place: int, number: Number) -> bool:
        """The last item of a list: the line above is an item of the same kind, and no heading."""
        above = self.numbers[place - 1] if place else None
        if above is None or above.kind != number.kind or self.roles[place - 1] is not None:
            return False
        line, before = self.lines[place], self.lines[place - 1]
        stops = ("。", "；", ";")
        return line.endswith(stops) and before.endswith(stops) and is_bare_heading(before, above)

    def _followers(self) -> list[int | None]:
        """For each line, the next one that is neither noise nor meta."""
        nearest: int | None = None
        after: list[int | None] = [None] * len(self.lines)
        for place in range(len(self.lines) - 1, -1, -1):
            after[place] = nearest
            if self.roles[place] not in {"noise", "meta"}:
                nearest = place
        return after

    def _heads_something(self, place: int, number: Number, after: int | None) -> bool:
        """A heading has text or deeper headings below; an item in a list has its sibling."""
        stopped = self.lines[place].endswith(("。", "；", ";"))
        outer = number.kind in {"part", "chapter", "article", "formal", "chinese"}
        if number.kind in {"spoken", "dash", "circled"} and stopped:
            return False
        if after is None:
            return outer and not stopped
        below = self.numbers[after]
        if number.kind == "dash":
            # A star before numbered lines; bullets below one another head nothing.
            return below is None or below.kind in _INNER
        bullets = stopped and below is not None and below.kind == "dash"
        siblings = bullets or (below is not None and below.rank <= number.rank)
        return not siblings or (outer and not stopped)

    def _is_plain_heading(self, place: int, after: int | None) -> bool:
        line = self.lines[place]
        if self._is_named_part(place):
            return True
        if after is None or not 4 <= len(line) <= 30 or STOP.search(line.rstrip("：:")):
            return False
        if SENTENCE.search(line) or (line.endswith(("：", ":")) and len(line) > 8):
            return False
        if len(CHINESE.findall(line)) < 4 or QUOTED_ONLY.match(line):
            return False
        return self._follows_sentence(place) and (
            self._is_running(after) or self.numbers[after] is not None
        )

    def _follows_sentence(self, place: int) -> bool:
        """The line above is finished, and neither half a sentence nor another cell of a table."""
        above = next(
            (k for k in range(place - 1, -1, -1) if self.roles[k] not in {"noise", "meta"}), None
        )
        if above is None or self.roles[above] in {"title", "heading"}:
            return True
        return self.lines[above].endswith(tuple("。！？；：!?;:”）)")) or (
            self.numbers[above] is not None and len(self.lines[above]) <= 40
        )

    def _mark_articles(self, first: int) -> None:
        """Titles and bylines of a bulletin's articles: unnumbered short lines where one starts."""
        settled = [role or "body" for role in self.roles]
        if not is_bulletin(self.lines, settled):
            return
        fresh = True
        for place, line in enumerate(self.lines):
            if is_credit(line):
                fresh = True
            elif self.roles[place] is not None:
                fresh = fresh and self.roles[place] != "body"
            elif fresh and OFFICER.match(line):
                self.roles[place] = "meta"
            elif self._opens_article(place, fresh=fresh):
                self.roles[place], fresh = "title", True
            else:
                fresh = place < first

    def _opens_article(self, place: int, *, fresh: bool) -> bool:
        line = self.lines[place]
        if fresh and TITLE_REST.match(line) and len(line) <= LONGEST_TITLE:
            return True
        # An article without a credit ends unannounced; inner headings are shorter than titles.
        plain = self.numbers[place] is None and not is_prose(line)
        return plain and self.titles.may_be(place) and (fresh or len(line) >= 16)
