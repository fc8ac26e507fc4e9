"""Invented paragraphs whose admissions were marked before the rules met them: how many are found.

``admissions.csv`` holds them: ⟦a span{task type, and h where it is softened}⟧. Rules have been
mended on each round since, so the figures guard what was gained; they promise nothing of new text.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from toolkit.analysis.admissions import Admission, find_admissions
from toolkit.analysis.problem_types import type_problems
from toolkit.study.predicting import load_model, tell_tasks

_MARK = re.compile(r"⟦|\{(?P<codes>[^{}]*)\}⟧")


class Span(NamedTuple):
    """A marked admission: where, its codes, whether it is softened."""

    start: int
    end: int
    task: str
    type: str
    hedged: bool


def read(marked: str) -> tuple[str, list[Span]]:
    text, spans, at, start = "", [], 0, 0
    for found in _MARK.finditer(marked):
        text += marked[at : found.start()]
        at = found.end()
        if found["codes"] is None:
            start = len(text)
        else:
            task, kind, *softened = found["codes"].split()
            spans.append(Span(start, len(text), task, kind, bool(softened)))
    return text + marked[at:], spans


def matches(span: Span, one: Admission) -> bool:
    common = min(span.end, one.end) - max(span.start, one.start)
    return 2 * common >= max(span.end - span.start, one.end - one.start)


def paragraphs() -> list[dict[str, str]]:
    path = Path(__file__).parent / "admissions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("part", "recall", "precision", "hedge", "kind"),
    [
        ("1", 0.97, 0.95, 0.95, 0.68),
        ("2", 0.92, 0.95, 0.95, 0.62),
        ("3", 0.90, 0.90, 0.95, 0.65),
        ("4", 0.95, 0.97, 0.95, 0.65),
        ("5", 0.95, 0.95, 0.95, 0.65),
        ("6", 0.95, 0.94, 0.94, 0.70),
        ("7", 0.90, 0.94, 0.95, 0.75),
        ("8", 0.95, 0.96, 0.96, 0.85),
    ],
)
def test_what_was_marked_is_found(
    part: str, recall: float, precision: float, hedge: float, kind: float
) -> None:
    wanted = found = matched = softened = typed = 0
    for row in paragraphs():
        if row["round"] != part:
            continue
        text, spans = read(row["marked"])
        here = find_admissions(text, section=row["section"])
        pairs = [(span, one) for span in spans for one in here if matches(span, one)]
        types = type_problems([text[one.start : one.end] for _, one in pairs])
        wanted, found, matched = wanted + len(spans), found + len(here), matched + len(pairs)
        softened += sum(span.hedged == one.hedged for span, one in pairs)
        typed += sum(span.type == code for (span, _), code in zip(pairs, types, strict=True))
    assert matched / wanted >= recall
    assert matched / found >= precision
    assert softened / matched >= hedge
    assert typed / matched >= kind


def test_the_task_is_told_by_what_an_admission_stands_in() -> None:
    rows = [(row["section"], *read(row["marked"])) for row in paragraphs()]
    paragraph = {"start": 0, "doc_id": "d"}
    printed = pd.DataFrame(
        {**paragraph, "paragraph_id": str(place), "section": section, "text": text}
        for place, (section, text, _) in enumerate(rows)
    )
    marked = pd.DataFrame(
        {**span._asdict(), "paragraph_id": str(place), "text": text[span.start : span.end]}
        for place, (_, text, spans) in enumerate(rows)
        for span in spans
    )
    model = load_model("outline-2015")
    told = tell_tasks(marked, printed, model)
    alone = model.predict(marked["text"])
    assert (marked["task"] == told).mean() >= 0.88
    assert (marked["task"] == told).mean() > (marked["task"] == alone).mean() + 0.05


@pytest.mark.parametrize(
    "row",
    [row for row in paragraphs() if "⟦" not in row["marked"]],
    ids=lambda row: row["marked"][:12],
)
def test_what_admits_nothing_yields_nothing(row: dict[str, str]) -> None:
    assert find_admissions(row["marked"], section=row["section"]) == []
