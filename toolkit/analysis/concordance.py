"""Shows a keyword in context: every place where it stands, with what stands before and after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.analysis.terms import longest_first, name_terms, narrow
from toolkit.analysis.texts import choose_texts
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = {
    "doc_id": "str",
    "paragraph_id": "str",
    "region": "str",
    "year": "Int64",
    "section": "str",
    "left": "str",
    "keyword": "str",
    "right": "str",
    "start": "Int64",
    "end": "Int64",
}


def keyword_in_context(
    corpus: Corpus,
    pattern: str | Sequence[str],
    *,
    width: int = 20,
    regex: bool = False,
    sections: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Find a keyword in the reports, with its context.

    Paragraphs are searched; headings, also those that open a paragraph, are not.

    Parameters
    ----------
    corpus : Corpus
        What was read. ``corpus.select(region=…, year=…)`` narrows it.
    pattern : str or sequence of str
        Words to look for, as printed; several are matched longest first, so that no place is
        found twice. Wide and narrow forms (ＡＰＰ, app) are the same.
    width : int
        Characters of context on each side, within the paragraph.
    regex : bool
        Take ``pattern`` as a regular expression over the text exactly as printed.
    sections, kinds, levels : sequence of str, optional
        Sections of the report (all by default), kinds of document and levels; see ``emphasis``.

    Returns
    -------
    pandas.DataFrame
        A row for each place, in order of region, year, document and place: doc_id, paragraph_id,
        region, year (that the report covers), section, left, keyword, right, start, end.
        ``documents.text[start:end]`` is the keyword, verbatim.

    Raises
    ------
    ToolkitError
        Nothing to look for, an expression that cannot be read or that fits empty text, or a
        width below 0.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from toolkit.corpus.collection import read_corpus
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = file.write_text("云岭县2020年法治政府建设报告\\n\\n深化放管服改革，方便群众办事。",
    ...     encoding="utf-8")
    >>> found = keyword_in_context(read_corpus(file), "放管服", width=3)
    >>> found.loc[0, ["left", "keyword", "right"]].tolist()
    ['深化', '放管服', '改革，']
    """
    import pandas as pd

    if width < 0:
        raise ToolkitError("a width of 0 or more", str(width), "width", "give another number")
    wanted = _expression(pattern) if regex else longest_first(name_terms(pattern))
    texts = choose_texts(corpus, sections=sections, kinds=kinds, levels=levels)
    facts = texts.cells.documents[["region", "year"]].to_dict("records")
    rows = []
    for paragraph, document in zip(
        texts.paragraphs.to_dict("records"), texts.document.tolist(), strict=True
    ):
        text = str(paragraph["text"])
        for found in wanted.finditer(text if regex else narrow(text)):
            rows.append(paragraph | facts[document] | _row(found, text, paragraph["start"], width))
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    order = ["region", "year", "doc_id", "start"]
    return table.sort_values(order, kind="stable").reset_index(drop=True)


def _row(found: re.Match[str], text: str, offset: int, width: int) -> dict[str, object]:
    start, end = found.span()
    return {
        "left": text[max(start - width, 0) : start],
        "keyword": text[start:end],
        "right": text[end : end + width],
        "start": offset + start,
        "end": offset + end,
    }


def _expression(pattern: object) -> re.Pattern[str]:
    if not isinstance(pattern, str):
        came = type(pattern).__name__
        raise ToolkitError("one regular expression", came, "pattern", "join several by |")
    try:
        wanted = re.compile(pattern)
    except re.error as reason:
        remedy = "correct it, or leave regex out"
        raise ToolkitError("a regular expression", str(reason), "pattern", remedy) from reason
    if wanted.fullmatch(""):
        remedy = "look for at least one character"
        raise ToolkitError(
            "an expression", f"{pattern!r}, which fits empty text", "pattern", remedy
        )
    return wanted
