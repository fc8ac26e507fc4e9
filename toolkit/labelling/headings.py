"""Headings to categories: silver labels at no cost, and the leak that they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.outlines import Outline, load_outline
from toolkit.tables import make_table, need_columns

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.tables import Corpus

SECTIONS = ("work", "plans", "problems")
_NUMERAL = "[一二三四五六七八九十百零〇]+"
_NUMBERING = re.compile(
    rf"""[-—–─•·●■◆▲★※]+
    | 第(?:{_NUMERAL}|\d+)(?:部分|章|节|篇|方面|项|个方面|[,、:](?!季度))[,、:.]?
    | [(\[【〔](?:{_NUMERAL}|\d{{1,2}})[)\]】〕][,、.]?
    | (?:{_NUMERAL}|\d{{1,2}})[)、]
    | (?:{_NUMERAL}|\d{{1,2}}(?:\.\d{{1,2}})*)[.．](?!\d)
    | {_NUMERAL},
    | (?:{_NUMERAL}|其[一二三四五六七八九十])(?:是|要(?![素件义点领]))
    | [①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿][.、]?
    """,
    re.VERBOSE,
)
_QUOTES = str.maketrans("", "", "“”‘’「」『』\"'＂＇")
_CIRCLED = re.compile("[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿]")
_SPACED = re.compile(rf"^(?:{_NUMERAL}|\d{{1,2}}(?:\.\d{{1,2}})*)\s+(?=[^\W\d])(?!月|日)")
_WHITE = re.compile(r"\s+")


def match_heading(heading: str, outline: Outline) -> str | None:
    """Return the category that a heading names.

    Numbering is taken off, full-width characters are folded, white space and quotation marks
    dropped; then the longest stretch that a pattern of a category matches decides.

    Parameters
    ----------
    heading : str
        As printed.
    outline : Outline
        Whose patterns to try.

    Returns
    -------
    str or None
        A code; None if no pattern matches, or if two categories match with equal length.

    Examples
    --------
    >>> from toolkit.outlines import load_outline
    >>> match_heading("（三）推进行政决策科学化、民主化、法治化", load_outline("outline-2015"))
    'A3'
    >>> match_heading("一、2022年工作开展情况", load_outline("outline-2015")) is None
    True
    """
    folded = _fold(heading)
    lengths = {one.code: _longest(one.headings, folded) for one in outline.categories}
    best = max(lengths.values(), default=0)
    winners = [code for code, length in lengths.items() if length == best]
    return winners[0] if best and len(winners) == 1 else None


def match_headings(headings: Sequence[str], outline: Outline) -> str | None:
    """Return the category of the innermost heading that names one.

    Parameters
    ----------
    headings : sequence of str
        Outermost first.
    outline : Outline
        Whose patterns to try.

    Examples
    --------
    >>> from toolkit.outlines import load_outline
    >>> path = ["一、主要工作", "（六）依法有效化解社会矛盾纠纷", "1.有关情况"]
    >>> match_headings(path, load_outline("outline-2021"))
    'B6'
    """
    codes = (match_heading(heading, outline) for heading in reversed(headings))
    return next((code for code in codes if code is not None), None)


def label_by_heading(corpus: Corpus, scheme: str | Outline) -> pd.DataFrame:
    """Label paragraphs by the headings above them.

    These labels are silver. They train well and cost nothing, but they are a leak: a heading can
    be the very name of the category, so whoever validates a model against them while it sees
    headings measures nothing. Heading text is never a feature of the text model; validate against
    labels by hand. Nor can these labels correct shares: they have no probability of selection,
    and reports whose headings follow an outline are not reports at large.

    Parameters
    ----------
    corpus : Corpus
        Its paragraphs' ``headings`` and ``inline_heading`` (innermost) are read; sections work,
        plans and problems only.
    scheme : str or Outline
        A scheme, or what ``load_outline`` takes.

    Returns
    -------
    pandas.DataFrame
        A labels table, coder and source ``heading``; paragraphs whose headings name no category
        are left out.

    Raises
    ------
    SchemeError
        No such scheme.
    TableError
        The paragraphs lack a column.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.tables import Corpus
    >>> row = {"paragraph_id": "d-0", "text_sha256": "f", "section": "work"}
    >>> row |= {"headings": ["一、主要工作"], "inline_heading": "（一）加强行政复议工作。"}
    >>> labels = label_by_heading(Corpus(None, pd.DataFrame([row]), None), "outline-2021")
    >>> labels.loc[0, ["category", "source"]].to_list()
    ['B6', 'heading']
    """
    outline = scheme if isinstance(scheme, Outline) else load_outline(scheme)
    paragraphs = corpus.paragraphs
    wanted = ["paragraph_id", "text_sha256", "section", "headings", "inline_heading"]
    need_columns(paragraphs, "paragraphs", wanted)
    rows = paragraphs.loc[paragraphs["section"].isin(SECTIONS), wanted]
    paths = [
        heading_path(above, inline)
        for above, inline in zip(rows["headings"], rows["inline_heading"], strict=True)
    ]
    # Most paragraphs of a report share their path with a neighbour.
    codes = {path: match_headings(path, outline) for path in dict.fromkeys(paths)}
    identity = zip(rows["paragraph_id"], rows["text_sha256"], paths, strict=True)
    labels = [_label(one, digest, codes[path], outline.name) for one, digest, path in identity]
    return make_table("labels", [label for label in labels if label["category"] is not None])


def heading_path(headings: object, inline: object) -> tuple[str, ...]:
    """Return a paragraph's headings as one path, its inline heading innermost."""
    # Parquet gives a list column back as arrays.
    above = headings if isinstance(headings, Iterable) and not isinstance(headings, str) else ()
    own = (inline,) if isinstance(inline, str) and inline else ()
    return (*map(str, above), *own)


def _fold(heading: str) -> str:
    # NFKC turns ① into a bare 1, and dropping white space "1 " too: mark such numbering first.
    marked = _CIRCLED.sub(lambda found: found[0] + "、", heading.strip(), count=1)
    marked = _SPACED.sub("1、", marked)
    plain = _WHITE.sub("", unicodedata.normalize("NFKC", marked)).translate(_QUOTES)
    while found := _NUMBERING.match(plain):
        plain = plain[found.end() :]
    return plain


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _longest(patterns: tuple[str, ...], text: str) -> int:
    # Most patterns are in no heading, and a search says so sooner.
    found = (m for one in _compiled(patterns) if one.search(text) for m in one.finditer(text))
    return max((match.end() - match.start() for match in found), default=0)


def _label(paragraph: object, digest: object, code: str | None, scheme: str) -> dict[str, object]:
    return {
        "paragraph_id": paragraph,
        "text_sha256": digest,
        "scheme": scheme,
        "category": code,
        "coder": "heading",
        "round": None,
        "probability": None,
        "source": "heading",
        "date": None,
        "note": None,
    }
