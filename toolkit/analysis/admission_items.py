"""What an admission stands in: the item or sentence around it, the heading that names its topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from toolkit.analysis import admission_cues as cues
from toolkit.analysis.admissions import find_admissions
from toolkit.analysis.clauses import split_clauses
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd


def admission_items(problems: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    """Return what each admission stands in, which says what a short one is about.

    Parameters
    ----------
    problems : pandas.DataFrame
        Table ``problems``; paragraph_id, start and end are used.
    paragraphs : pandas.DataFrame
        Table ``paragraphs``; paragraph_id, section, text and start are used, and headings where
        they are there.

    Returns
    -------
    pandas.DataFrame
        One row for each admission, in their order: ``item``, the numbered item that it stands in,
        without number, or its sentence where none is numbered; ``heading``, the innermost heading
        where it names the topic of a passage of problems, else empty.

    Raises
    ------
    TableError
        A column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.analysis.problems import find_problems
    >>> row = {"paragraph_id": "d-0", "doc_id": "d", "section": "problems", "start": 100,
    ...        "headings": ["三、存在的问题", "（一）执法保障薄弱"],
    ...        "text": "一是一线力量不足，执法装备老化；二是经费紧张。"}
    >>> paragraphs = pd.DataFrame([row])
    >>> found = find_problems(paragraphs)
    >>> admission_items(found, paragraphs).assign(text=found["text"])
                  item    heading    text
    0  一线力量不足，执法装备老化  （一）执法保障薄弱  一线力量不足
    1  一线力量不足，执法装备老化  （一）执法保障薄弱  执法装备老化
    2             经费紧张  （一）执法保障薄弱    经费紧张
    """
    import pandas as pd

    need_columns(problems, "problems", ["paragraph_id", "start", "end"])
    need_columns(paragraphs, "paragraphs", ["paragraph_id", "section", "text", "start"])
    known = paragraphs.drop_duplicates("paragraph_id").set_index("paragraph_id")
    places = known.reindex(problems["paragraph_id"])
    rows = [
        (_around(str(text), int(start - base), int(end - base)), _topic(above, str(section)))
        for text, base, section, above, start, end in zip(
            places["text"],
            places["start"],
            places["section"],
            places["headings"] if "headings" in places else [None] * len(places),
            problems["start"],
            problems["end"],
            strict=True,
        )
    ]
    return pd.DataFrame(rows, columns=["item", "heading"], index=problems.index)


def _around(text: str, start: int, end: int) -> str:
    """Return the item, or where none is numbered the sentences, that a stretch lies in."""
    clauses = split_clauses(text)
    touched = [one for one in clauses if one.start < end and one.end > start]
    items = {one.item for one in touched}
    sentences = {one.sentence for one in touched}
    around = [
        one for one in clauses if one.item in items and (one.item or one.sentence in sentences)
    ]
    return text[around[0].start : around[-1].end] if around else text[start:end]


def _topic(headings: object, section: str) -> str:
    """Return the innermost heading where it says what is lacking, not only that something is."""
    if section != "problems" or isinstance(headings, str) or not isinstance(headings, Iterable):
        return ""
    last = str(next(reversed(list(headings)), ""))
    words = cues.BOUNDARY.sub("", last)
    told = not cues.TITLE.fullmatch(words) and any(not one.alone for one in find_admissions(words))
    return last if told else ""
