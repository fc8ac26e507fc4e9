"""Rows of printed tables as lines, alike for web pages and Word files."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST_ROW = 300
_MOST_LINES = 3


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """Write a row's cells as one line, or, where it lays out a page, as the lines they hold.

    Parameters
    ----------
    cells : sequence of sequences of str
        Each cell's lines, none empty.

    Examples
    --------
    >>> row_lines([["件数"], ["86"]]), row_lines([[], ["一、总体情况", "全年办案86件。"]])
    (['件数\\t86'], ['一、总体情况', '全年办案86件。'])
    """
    filled = [cell for cell in cells if cell]
    size = sum(len(line) for cell in filled for line in cell)
    tall = any(len(cell) > _MOST_LINES for cell in filled)
    if len(filled) < 2 or tall or size > _LONGEST_ROW:
        return [line for cell in filled for line in cell]
    return ["\t".join(" ".join(line.replace("\t", " ") for line in cell) for cell in filled)]
