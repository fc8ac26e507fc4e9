"""Cuts a paragraph into clauses and tells what a clause is: whole subject, comparison, lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.analysis import admission_cues as cues

FEW = 4  # a subject of fewer characters does not stand alone


@dataclass(frozen=True)
class Clause:
    """A stretch between two marks, with the item and sentence it is in and the mark after it."""

    start: int
    end: int
    text: str  # ■ for quotations, □ for titles and brackets, same length
    item: int
    sentence: int
    after: str
    own: bool = False  # cut off at a 、 from others with subjects of their own


def split_clauses(text: str) -> list[Clause]:
    """Cut a paragraph into clauses, leaving quotations, titles and brackets whole."""
    masked = cues.ENCLOSED.sub(_blank, text)
    clauses: list[Clause] = []
    start, item, sentence = 0, 0, 0
    for found in cues.BOUNDARY.finditer(masked):
        kind = str(found.lastgroup)
        if found.start() > start:
            piece = masked[start : found.start()]
            clauses += _apart(Clause(start, found.start(), piece, item, sentence, kind))
        item += kind == "item"
        sentence += kind in {"item", "stop"}
        start = found.end()
    if start < len(text):
        clauses += _apart(Clause(start, len(text), masked[start:], item, sentence, "stop"))
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


def before_noun(words: str) -> int | None:
    """How long a subject is that ends with the noun: A、B等问题尚未解决, or that occurs."""
    if headed := cues.HEADED.search(words):
        return headed.end()
    occurs = cues.OCCURS.search(words)
    return occurs.start() if occurs else None


def picks_out(clauses: list[Clause]) -> bool:
    """Whether clauses without a cue tell what some do: 有的部门擅自增加办事材料."""
    first = clauses[0].text.strip() if clauses else ""
    return bool(cues.QUANTIFIER.match(first)) and tells_case(clauses, least=8)


def tells_case(clauses: list[Clause], *, least: int = 12) -> bool:
    """Whether clauses without a cue tell a case: neither too short, nor aims or measures."""
    text = "，".join(clause.text.strip() for clause in clauses)
    no_case = cues.REMEDY.search(text) or cues.NO_CASE.search(text)
    return least <= len(text) <= 80 and not no_case


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out of a stretch its opening words, spaces, final marks and 等."""
    span = text[start:end]
    opening = cues.OPENING.match(span.lstrip())
    left = len(span) - len(span.lstrip()) + (opening.end() if opening else 0)
    if not span[left:].strip():
        left = 0
    if (listed := cues.EXISTS.match(span, left)) and whole(listed["work"]):
        rest = re.split("[，、；]", span[listed.end() :])[0]
        named = cues.KIND.search(rest) or cues.LEAD.search("存在" + rest)
        left = listed.end() if _stands(rest, 2) and not named else left
    right = len(span.rstrip(" \u3000\t，,、；;：:"))
    if (kind := cues.AND_SO_ON.search(span, left, right)) and "存在" not in span[left:right]:
        right = kind.start()
    if span[:right].endswith("等") and not span[:right].endswith("平等"):
        right -= 1
    return start + left, start + right


def _blank(found: re.Match[str]) -> str:
    return ("■" if found.group()[0] in '“‘「"' else "□") * len(found.group())


def _apart(clause: Clause) -> list[Clause]:
    """Cut a clause at its 、 where every part has a subject and a deficit of its own."""
    listed = cues.EXISTS.match(clause.text)
    if listed and "、" in clause.text and whole(listed["work"]):
        rest = replace(clause, start=clause.start + listed.end(), text=clause.text[listed.end() :])
        if all(_stands(part, 2) for part in rest.text.split("、")):
            return _pieces(rest)
    parts = clause.text.split("、")
    words = cues.OPENING.sub("", clause.text.strip())
    few = 2 if len(parts) > 2 and cues.LISTED.match(clause.text.strip()) else FEW
    if len(parts) == 1 or not all(_stands(part, few) for part in parts):
        return [clause]
    if cues.HEADED.search(parts[-1]) or cues.QUANTIFIER.match(words) or cues.SHARED.search(words):
        return [clause]
    if any(cue.match(words) for cue in (cues.REMEDY, cues.REFLECT)):
        return [clause]
    if any(cue.search(words) for cue in (cues.PLAN, cues.CAUSE)):
        return [clause]
    return _pieces(clause)


def _pieces(clause: Clause) -> list[Clause]:
    parts = clause.text.split("、")
    pieces, start = [], clause.start
    for place, part in enumerate(parts):
        after = clause.after if place == len(parts) - 1 else "comma"
        end = start + len(part)
        pieces.append(Clause(start, end, part, clause.item, clause.sentence, after, own=place > 0))
        start = end + 1
    return pieces


def _stands(part: str, few: int) -> bool:
    words = cues.BARE.sub("", cues.OPENING.sub("", part.strip()))
    return not words.startswith(("未", "没有", "无")) and any(
        len(cues.ADVERB.sub("", words[: one.start()])) >= few
        for one in cues.LOOSE.finditer(words)
        if not cues.DESCRIBES.match(words, one.end())
    )
