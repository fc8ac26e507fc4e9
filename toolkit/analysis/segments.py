"""Printed paragraphs cut further, at 一是, 二是, 三是, where one holds several tasks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from toolkit.analysis.admission_cues import ENCLOSED
from toolkit.provenance import text_hash
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    from collections.abc import Iterator

FEWEST = 3
_ONES = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
_FIGURES = (*_ONES, "十", *(f"十{one}" for one in _ONES))
# 一是 opens a part after a mark; 二要 likewise, but 四要素 does not.
_ITEM = re.compile(
    r"(?:^|(?<=[，。；：、,;:！？\s]))(?P<figure>[一二三四五六七八九十]{1,3})"
    r"(?:(?P<is>是)|(?P<must>要)(?![素求点件务]))"
)


def segments(corpus: Corpus) -> Corpus:
    """Cut paragraphs at top-level 一是 / 二是 / 三是 (or 一要 …) where there are three or more.

    Some printed paragraphs hold several tasks. Whether an answer depends on how they are cut is
    part of its robustness: compare ``emphasis`` with ``unit="paragraph"`` and ``"segment"``.

    Parameters
    ----------
    corpus : Corpus
        What was read.

    Returns
    -------
    Corpus
        The same documents; a paragraph that is cut gives a row for what stands before 一是 and
        one for each part, with ``paragraph_id`` ending in ``.0``, ``.1``, …, its own ``start``,
        ``end``, ``text``, ``n_chars`` and ``text_sha256``. All others are as they were. Numbers
        inside quotations and brackets, or out of turn, cut nothing.
    """
    import pandas as pd

    paragraphs = corpus.paragraphs
    # Most paragraphs hold no 三是 or 三要: they are not looked into.
    likely = paragraphs["text"].str.contains("三是|三要", regex=True)
    pieces = [piece for row in paragraphs[likely].to_dict("records") for piece in _pieces(row)]
    if not pieces:
        return corpus
    table = pd.concat([paragraphs[~likely], pd.DataFrame(pieces)], ignore_index=True)
    order = {doc_id: place for place, doc_id in enumerate(paragraphs["doc_id"].unique())}
    table = table.assign(_document=table["doc_id"].map(order))
    table = table.sort_values(["_document", "start"], kind="stable").drop(columns="_document")
    return Corpus(corpus.documents, make_table("paragraphs", table), corpus.rejected)


def cut_points(text: str) -> list[int]:
    """Return where the parts of an enumeration begin; empty where there are fewer than three.

    Examples
    --------
    >>> cut_points("主要做法：一是建章立制；二是强化培训；三是严格考核。")
    [5, 12, 19]
    >>> cut_points("一是建章立制；二是强化培训。")
    []
    """
    masked = ENCLOSED.sub(lambda found: "□" * len(found.group()), text)
    longest = max((_in_turn(masked, kind) for kind in ("is", "must")), key=len)
    return longest if len(longest) >= FEWEST else []


def _in_turn(text: str, kind: str) -> list[int]:
    """Places of 一, 二, 三 … in turn."""
    places: list[int] = []
    for found in _ITEM.finditer(text):
        turn = len(places)
        if found[kind] and turn < len(_FIGURES) and found["figure"] == _FIGURES[turn]:
            places.append(found.start())
    return places


def _pieces(row: dict[Any, Any]) -> Iterator[dict[Any, Any]]:
    points = cut_points(row["text"])
    if not points:
        yield row
        return
    edges = sorted({0, *points, len(row["text"])})
    for number, (first, last) in enumerate(pairwise(edges)):
        text = row["text"][first:last]
        left, right = len(text) - len(text.lstrip()), len(text.rstrip())
        if left >= right:
            continue
        yield row | {
            "paragraph_id": f"{row['paragraph_id']}.{number + (points[0] == 0)}",
            "text": text[left:right],
            "start": row["start"] + first + left,
            "end": row["start"] + first + right,
            "n_chars": len("".join(text.split())),
            "text_sha256": text_hash(text),
        }
