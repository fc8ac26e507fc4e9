"""Lines that repeat the text elsewhere, tables of contents and summaries, and cells of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from toolkit.corpus.linewords import is_attachment, is_prose

_CONTENTS = re.compile(r"^目\s?录$")
_PAGE_AT_END = re.compile(r"(?<![\s.…·．—])[\s.…·．—]*+\d{0,3}$")
_LONGEST_ENTRY = 80
_SUMMARY = re.compile(
    r"^[【\[（(]?(?:内容)?(?:摘要|导读|提要|简介|概要|核心提示|内容提示)[】\]）)]?\s?[:：]?\s?"
)
_CUT_OFF = re.compile(r"(?:…|\.{3}|。。。){1,20}$")
_SHORTEST_SUMMARY = 12
_HEAD = 40
_LONG = 30
_FEWEST_COPIES = 3
_FIGURE = re.compile(r"^[\d.,%％/／-]+$")
_LONGEST_CELL = 30
_ENTRY = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)、．.]")


def contents_lines(lines: Sequence[str]) -> set[int]:
    """Return the places of a table of contents: entries that come again as headings below it.

    Examples
    --------
    >>> sorted(contents_lines(["目录", "一、情况 1", "二、打算 3", "一、情况", "二、打算"]))
    [0, 1, 2]
    """
    start = next((k for k, line in enumerate(lines[:_HEAD]) if _CONTENTS.match(line)), None)
    if start is None:
        return set()
    bare = [_entry(line) for line in lines]
    last = {entry: place for place, entry in enumerate(bare)}
    entries = takewhile(
        lambda k: len(lines[k]) <= _LONGEST_ENTRY and last[bare[k]] > k,
        range(start + 1, len(lines)),
    )
    return {start, *entries}


def summary_lines(lines: Sequence[str]) -> set[int]:
    """Return the places of summaries at a page's head that repeat how the text begins.

    Examples
    --------
    >>> text = "2020年，全县扎实推进依法行政，取得新成效。现将情况报告如下。"
    >>> summary_lines(["摘要：2020年，全县扎实推进依法行政，取得新成效。", text])
    {0}
    >>> summary_lines(["摘要：本报告共分三个部分，供各单位参考使用。", text])
    set()
    """
    return {
        place
        for place, line in enumerate(lines[:_HEAD])
        if _repeats(line, lines[place + 1 : place + _HEAD])
    }


def copied_lines(lines: Sequence[str]) -> set[int]:
    """Return the places of a second printing of the text, as pages for several devices hold.

    A text is printed twice if at least three of its longer lines come again word for word and in
    their order; a sentence repeated here and there is text.

    Examples
    --------
    >>> text = [f"全县共办理案件{k}件，依法化解矛盾纠纷，没有一件超过法定期限。" for k in (1, 2, 3)]
    >>> sorted(copied_lines(["一、工作情况", *text, "一、工作情况", *text]))
    [4, 5, 6, 7]
    """
    first: dict[str, int] = {}
    for place, line in enumerate(lines):
        first.setdefault(line, place)
    again = [k for k, line in enumerate(lines) if len(line) >= _LONG and first[line] < k]
    origins = [first[lines[k]] for k in again]
    in_order = sum(b > a for a, b in pairwise(origins))
    if len(set(origins)) < _FEWEST_COPIES or in_order < 0.8 * (len(origins) - 1):
        return set()
    start = again[0]
    while start and first[lines[start - 1]] < start - 1:
        start -= 1
    return {k for k in range(start, again[-1] + 1) if first[lines[k]] < start}


def is_row(line: str) -> bool:
    """Tell whether a line is a table's row, its cells parted by tabs."""
    return "\t" in line


def is_figure(line: str) -> bool:
    """Tell whether a line holds a bare figure: a table's cell or a page's number."""
    return _FIGURE.match(line) is not None


def is_cell_figure(lines: Sequence[str], place: int) -> bool:
    """Tell whether a bare figure is a table's cell: no sentence stands beside it."""
    beside = (lines[k] for k in (place - 1, place + 1) if 0 <= k < len(lines))
    return is_figure(lines[place]) and all(
        not is_prose(line) and len(line) <= _LONGEST_CELL for line in beside
    )


def attached_table(lines: Sequence[str], start: int) -> range:
    """Return the places of the table or list that follows a lone 附件, if one does.

    What follows is a table if there are at least four cells, or three rows, and a list if there
    are a name and numbered entries.
    """
    if not is_attachment(lines[start]):
        return range(0)
    stop = start + 1
    while stop < len(lines) and _is_cell(lines[stop]):
        stop += 1
    rows = sum(map(is_row, lines[start + 1 : stop]))
    told = stop - start > 5 or rows >= 3 or _is_named_list(lines[start + 1 : stop])
    return range(start, stop) if told else range(0)


def _is_named_list(lines: Sequence[str]) -> bool:
    """A name without a number, and numbered entries: no list of further attachments."""
    return len(lines) > 2 and all(map(_ENTRY.match, lines[1:])) and not _ENTRY.match(lines[0])


def _is_cell(line: str) -> bool:
    return is_row(line) or (len(line) <= _LONGEST_CELL and not line.endswith((":", "：")))


def _entry(line: str) -> str:
    return _PAGE_AT_END.sub("", line[:_LONGEST_ENTRY]).replace(" ", "")


def _repeats(line: str, below: Sequence[str]) -> bool:
    """A labelled or cut-off beginning of a longer line below."""
    label, cut = _SUMMARY.match(line), _CUT_OFF.search(line)
    words = line[label.end() if label else 0 : cut.start() if cut else len(line)]
    if len(words) < _SHORTEST_SUMMARY:
        return False
    if label:
        return any(text.startswith(words[:_HEAD]) for text in below)
    return (cut is not None or is_prose(line)) and any(
        text.startswith(words) and len(text) > len(line) for text in below
    )
