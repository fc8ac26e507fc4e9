"""Makes the table of admitted problems from the table of paragraphs, and gives each its type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from toolkit.analysis.admissions import Admission, announces_causes, find_admissions
from toolkit.analysis.problem_types import TypeModel, type_problems
from toolkit.errors import TableError
from toolkit.tables import make_table, need_columns

if TYPE_CHECKING:
    import pandas as pd


def find_problems(
    paragraphs: pd.DataFrame,
    *,
    documents: pd.DataFrame | None = None,
    type_model: TypeModel | None = None,
) -> pd.DataFrame:
    """Find every problem that the paragraphs admit.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        Table ``paragraphs``; paragraph_id, doc_id, section, text and start are used, and headings
        where they are there.
    documents : pandas.DataFrame, optional
        Table ``documents`` with its text: offsets are then checked against it.
    type_model : TypeModel, optional
        Of ``train_problem_types``, in place of the project's own.

    Returns
    -------
    pandas.DataFrame
        Table ``problems``, one row an admission, in the order of the paragraphs. ``start`` and
        ``end`` count characters of the document's text. ``category`` is missing: it takes a
        classifier.

    Raises
    ------
    TableError
        A column is missing, or an offset does not lead to its text.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"paragraph_id": "d-0", "doc_id": "d", "section": "problems", "start": 100,
    ...        "text": "一是个别部门执法不规范；二是经费不足。"}
    >>> find_problems(pd.DataFrame([row]))[["start", "end", "text", "type", "hedged"]]
       start  end      text         type  hedged
    0    102  111  个别部门执法不规范  enforcement    True
    1    114  118      经费不足     staffing   False
    """
    need_columns(paragraphs, "paragraphs", ["paragraph_id", "doc_id", "section", "text", "start"])
    rows = [row for rows in _by_document(paragraphs) for row in rows]
    codes = type_problems([str(row["text"]) for row in rows], type_model=type_model)
    for row, code in zip(rows, codes, strict=True):
        row["type"] = code
    table = make_table("problems", rows)
    if documents is not None:
        _check_offsets(table, documents)
    return table


def _by_document(paragraphs: pd.DataFrame) -> Iterator[list[dict[str, object]]]:
    """Yield each document's rows; what only announces goes where other problems follow."""
    headings = paragraphs["headings"] if "headings" in paragraphs else [None] * len(paragraphs)
    columns = [paragraphs[name] for name in ("doc_id", "paragraph_id", "section", "text", "start")]
    found: dict[str, list[dict[str, object]]] = {}
    for (doc_id, paragraph, section, text, start), above in zip(
        zip(*columns, strict=True), headings, strict=True
    ):
        rows = found.setdefault(str(doc_id), [])
        if _of_causes(above) or announces_causes(text):
            _name_causes(rows)
        if _of_causes(above):
            continue
        place = {"paragraph_id": paragraph, "doc_id": doc_id, "section": section}
        for one in find_admissions(text, section=section):
            rows.append(_row(one, str(text), int(start), place))
    for rows in found.values():
        yield [_without_notes(row) for row in rows if not (row["alone"] and len(rows) > 1)]


def _of_causes(headings: object) -> bool:
    """Whether the innermost heading announces causes and not problems."""
    if not isinstance(headings, Iterable) or isinstance(headings, str) or not list(headings):
        return False
    last = str(list(headings)[-1])
    return "原因" in last and not re.search("问题(?!的?(?:主要)?原因)|不足|差距|短板", last)


def _name_causes(rows: list[dict[str, object]]) -> None:
    for row in rows:
        if row["section"] == "problems":
            row["cause"] = True


def _row(one: Admission, text: str, start: int, place: dict[str, object]) -> dict[str, object]:
    return {
        **place,
        "problem_id": f"{place['doc_id']}-{start + one.start}",
        "start": start + one.start,
        "end": start + one.end,
        "text": text[one.start : one.end],
        "category": None,
        "hedged": one.hedged,
        "specific": one.specific,
        "cause": one.cause,
        "alone": one.alone,
    }


def _without_notes(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key not in {"alone", "section"}}


def _check_offsets(table: pd.DataFrame, documents: pd.DataFrame) -> None:
    need_columns(documents, "documents", ["doc_id", "text"])
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    rows = zip(table["doc_id"], table["start"], table["end"], table["text"], strict=True)
    for doc_id, start, end, text in rows:
        if doc_id in texts and texts[doc_id][start:end] != text:
            raise TableError(
                f"paragraphs cut from the text of document {doc_id}",
                f"{texts[doc_id][start:end]!r} at {start}, not {text!r}",
                "table paragraphs, column start",
                "pass the documents and the paragraphs of one reading",
            )
