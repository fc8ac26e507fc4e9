"""Which of the lines before a text are its title, over however many lines it is printed."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.corpus.linewords import (
    LONGEST_TITLE,
    ORGAN_LINE,
    STOP,
    TITLE_END,
    TITLE_HALF,
    TITLE_REST,
    TITLE_START,
    TITLE_WORD,
    title_score,
)


class TitleLines:
    """Finds title lines among those that no pass over the file has settled yet.

    Parameters
    ----------
    lines : sequence of str
        The file's lines.
    roles : sequence of str or None
        What is settled of each so far; read anew at each question.
    """

    def __init__(self, lines: Sequence[str], roles: Sequence[str | None]) -> None:
        self.lines, self.roles = lines, roles

    def among(self, places: Sequence[int]) -> set[int]:
        """Return the places of the title: its likely lines, with what belongs to them."""
        free = set(places)
        grown: set[int] = set()
        for place in self._likely(places):
            above = below = place
            while above - 1 in free and self.opens(above - 1, above):
                above -= 1
            while below + 1 in free and self._goes_on(below + 1):
                below += 1
            grown.update(range(above, below + 1))
        return grown

    def may_be(self, place: int) -> bool:
        """Tell whether a line is unsettled, and of a title's length and form."""
        line = self.lines[place]
        fits = 5 <= len(line) <= LONGEST_TITLE and not STOP.search(line)
        return fits and self.roles[place] is None

    def opens(self, place: int, then: int) -> bool:
        """Tell whether the line above a title belongs to it: the issuer, or its first half."""
        if place < 0 or not self.may_be(place):
            return False
        above, below = self.lines[place], self.lines[then]
        whole = ORGAN_LINE.match(above) or TITLE_HALF.search(above)
        return bool(len(above) >= 4 and whole and TITLE_START.match(below))

    def _likely(self, places: Sequence[int]) -> list[int]:
        """Lines worded as a title, the best among them: a menu is full of half-likely ones."""
        strong = [place for place in places if self._is_worded(place)]
        if strong:
            best = max(title_score(self.lines[place]) for place in strong)
            kept = [place for place in strong if title_score(self.lines[place]) >= best - 2]
            return kept if len(kept) <= 8 else []
        longest = max(places, key=lambda place: len(self.lines[place]), default=None)
        return [] if longest is None or len(self.lines[longest]) < 12 else [longest]

    def _is_worded(self, place: int) -> bool:
        line = self.lines[place]
        return self.may_be(place) and len(line) >= 6 and bool(TITLE_WORD.search(line))

    def _goes_on(self, place: int) -> bool:
        line = self.lines[place]
        subtitle = bool(TITLE_REST.match(line)) and len(line) <= LONGEST_TITLE
        half = len(line) <= 24 and TITLE_END.search(line) is not None
        return subtitle or half or self._is_worded(place)
