"""Tells what a sentence does: admits, announces problems, turns to causes, to plans or to work."""

from __future__ import annotations

import re

from toolkit.analysis import admission_cues as cues
from toolkit.analysis.clauses import Clause


def turns_to_causes(clause: Clause) -> bool:
    """Whether a clause behind a problem turns to its causes."""
    return opens_causes(clause) or bool(cues.CAUSE_TAIL.search(clause.text.strip()))


def opens_causes(clause: Clause) -> bool:
    """Whether causes begin with this clause."""
    words = clause.text.strip()
    return bool(cues.CAUSE_LIST.search(words) or cues.CAUSE_START.search(words))


def extent_of_causes(segment: list[Clause]) -> str:
    """How far the causes reach that a segment begins: a list of items, the sentence, or no more."""
    last = segment[-1]
    if last.after == "colon" or re.search(
        r"(?:原因|根源|方面的?|几点|如下|有|[主要]是|在于)$", last.text
    ):
        return "list"
    if last.after == "item" and not last.item:
        return "list"
    return "" if last.after == "stop" else "sentence"


def plans(segment: list[Clause]) -> bool:
    """Whether a segment says what will be done."""
    opening = any(cues.PLAN.search(clause.text.strip()) for clause in segment[:2])
    return opening and not admits(segment)


def admits(segment: list[Clause]) -> bool:
    """Whether a clause of the segment says by itself that a deficit stands."""
    return any(
        cues.STRICT.search(clause.text)
        and not cues.PLAN.search(clause.text.strip())
        and not cues.REMEDY.search(clause.text)
        for clause in segment
    )


def turns_to_plans(segment: list[Clause]) -> bool:
    """Whether the rest of the paragraph is about what will be done."""
    return cues.HEREAFTER.match(segment[0].text.strip()) is not None


def resumes(segment: list[Clause]) -> bool:
    """Whether an account of work goes on after the shortcomings that it announced."""
    texts = [clause.text.strip() for clause in segment]
    told = any(cues.REMEDY.search(text) or cues.PRAISE.search(text) for text in texts)
    return (told or any(cues.DONE.search(text) for text in texts)) and not admits(segment)


def announces(segment: list[Clause]) -> bool:
    """Whether a segment announces the problems that follow it."""
    texts = [clause.text.strip() for clause in segment]
    if any(cues.REMEDY.search(text) or cues.DONE.search(text) for text in texts):
        return False
    return any(cues.LEAD.search(text) for text in texts) or any(
        "清醒" in text or re.search(r"(?:问题|不足|差距|短板)(?:主要)?(?:是|有|表现)", text)
        for text in texts
    )
