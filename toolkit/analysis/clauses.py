"""Cuts a paragraph into clauses and tells what a clause is: whole subject, comparison, lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.analysis import admission_cues as cues


@dataclass(frozen=True)
class Clause:
    """A stretch between two marks, with the item and sentence it is in and the mark after it."""

    start: int
    end: int
    text: str  # quotations and brackets blanked, same length
    item: int
    sentence: int
    after: str


def split_clauses(text: str) -> list[Clause]:
    """Cut a paragraph into clauses, leaving quotations, titles and brackets whole."""
    masked = cues.ENCLOSED.sub(lambda found: "□" * len(found.group()), text)
    clauses: list[Clause] = []
    start, item, sentence = 0, 0, 0
    for found in cues.BOUNDARY.finditer(masked):
        kind = str(found.lastgroup)
        if found.start() > start:
            piece = masked[start : found.start()]
            clauses.append(Clause(start, found.start(), piece, item, sentence, kind))
        item += kind == "item"
        sentence += kind in {"item", "stop"}
        start = found.end()
    if start < len(text):
        clauses.append(Clause(start, len(text), masked[start:], item, sentence, "stop"))
    return [clause for clause in clauses if clause.text.strip()]


def speaks_of_problems(words: str) -> bool:
    """Whether a clause only says that there are problems, and not which."""
    found = cues.LEAD.search(words)
    if found is None:
        return False
    return whole(words[: found.start()])


def segments(clauses: list[Clause]) -> Iterator[list[Clause]]:
    """Yield the clauses that stand between full stops, semicolons and enumerators."""
    segment: list[Clause] = []
    for clause in clauses:
        if segment and segment[-1].item != clause.item:
            yield segment
            segment = []
        segment.append(clause)
        if clause.after in {"stop", "semi"}:
            yield segment
            segment = []
    if segment:
        yield segment


def whole(words: str) -> bool:
    """Whether words name no more than the work as a whole, compared with its aims or not."""
    return cues.WHOLE.fullmatch(cues.BESIDE.sub("", words)) is not None


def compares(words: str) -> bool:
    """Whether a clause only names what the work is measured against."""
    beside = cues.BESIDE.search(words)
    return bool(cues.COMPARE.search(words) or (beside and whole(words)))
