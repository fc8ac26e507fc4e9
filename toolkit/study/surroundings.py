"""What stands around a paragraph, as the context stage takes it: its headings' votes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import SchemeError
from toolkit.labelling.headings import heading_path, match_heading
from toolkit.outlines import Outline, load_crosswalk, load_outline
from toolkit.tables import OUTLINES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

Matcher = Callable[[str], str | None]


def heading_votes(
    paths: Iterable[Sequence[str]], scheme: str | None, classes: Sequence[str]
) -> NDArray[np.float64]:
    """Tell which category the headings above each paragraph name.

    The innermost heading that names one decides. A heading that follows the other national
    outline counts for the categories that agree with it, in equal shares.

    Parameters
    ----------
    paths : iterable of sequences of str
        The headings above each paragraph, outermost first.
    scheme : str or None
        The outline of the categories; None, or a name that is none, names nothing.
    classes : sequence of str
        The categories, in the order of the columns.

    Returns
    -------
    ndarray, shape (n_paragraphs, n_classes)
        Rows that sum to one, or zeros where no heading names a category.

    Examples
    --------
    >>> paths = [("一、主要工作", "（一）加强党的领导"), ("一、主要工作",)]
    >>> heading_votes(paths, "outline-2021", ["B8", "B9"]).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    listed = [tuple(path) for path in paths]
    known = [(outline, _matcher(outline)) for outline in _outlines(scheme)]
    votes = {path: _vote(path, known, scheme, classes) for path in dict.fromkeys(listed)}
    return np.array([votes[path] for path in listed]).reshape(len(listed), len(classes))


def paths_above(paragraphs: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the headings above each paragraph, its inline heading innermost."""
    rows = zip(paragraphs["headings"], paragraphs["inline_heading"], strict=True)
    return [heading_path(above, inline) for above, inline in rows]


def none_column(scheme: str | None, classes: Sequence[str]) -> int | None:
    """Return the place of "no category" among the categories, if it is there."""
    try:
        code = load_outline(scheme).none if scheme is not None else ""
    except SchemeError:  # labels of one's own need no outline
        return None
    return list(classes).index(code) if code in classes else None


def _outlines(scheme: str | None) -> list[Outline]:
    """The scheme's own outline, then the other national one if it is one of the two."""
    others = [name for name in OUTLINES if name != scheme] if scheme in OUTLINES else []
    try:
        return [load_outline(name) for name in (scheme, *others) if name is not None]
    except SchemeError:  # labels of one's own need no outline
        return []


@lru_cache(maxsize=8)
def _matcher(outline: Outline) -> Matcher:
    """``match_heading`` that remembers: paths share headings, and models share paths."""
    return lru_cache(maxsize=2**16)(partial(match_heading, outline=outline))


def _vote(
    path: Sequence[str],
    outlines: Sequence[tuple[Outline, Matcher]],
    scheme: str | None,
    classes: Sequence[str],
) -> list[float]:
    for heading in reversed(path):
        for outline, named in outlines:
            code = named(heading)
            if code is not None:
                codes = [code] if outline.name == scheme else _partners(code)
                fitting = [one for one in codes if one in classes]
                return [(one in fitting) / max(len(fitting), 1) for one in classes]
    return [0.0] * len(classes)


def _partners(code: str) -> list[str]:
    """The codes of the other outline that agree with a code."""
    agreeing = [pair for pair in load_crosswalk().pairs if code in pair and _agrees(*pair)]
    return [second if first == code else first for first, second in agreeing]


def _agrees(first: str, second: str) -> bool:
    crosswalk = load_crosswalk()
    return crosswalk.from_first[first] == crosswalk.from_second[second]
