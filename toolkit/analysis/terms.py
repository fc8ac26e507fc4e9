"""Terms in texts as they are printed: matched longest first, wide or narrow, each place once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.errors import ToolkitError

# Wide forms of ASCII, the wide blank, and capitals: one character for one, so that offsets hold.
_NARROW = (
    {0xFF01 + k: 0x21 + k for k in range(94)}
    | {0x3000: 0x20}
    | {ord("A") + k: ord("a") + k for k in range(26)}
    | {0xFF21 + k: ord("a") + k for k in range(26)}
)


def narrow(text: str) -> str:
    """Return a text of the same length with narrow marks, digits and letters, in lower case.

    Examples
    --------
    >>> narrow("推广ＡＰＰ，２０２０年")
    '推广app,2020年'
    """
    return text.translate(_NARROW)


def name_terms(terms: str | Sequence[str] | Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    """Return each term, narrow, with the name it is counted under.

    Raises
    ------
    ToolkitError
        No term, an empty one, or one under two names.

    Examples
    --------
    >>> name_terms({"reform": ["放管服", "一网通办"]})
    {'放管服': 'reform', '一网通办': 'reform'}
    """
    if isinstance(terms, str):
        terms = [terms]
    groups = terms if isinstance(terms, Mapping) else {term: [term] for term in terms}
    names: dict[str, str] = {}
    for name, listed in groups.items():
        for term in [listed] if isinstance(listed, str) else listed:
            known = names.setdefault(_checked(term), str(name))
            if known != name:
                came = f"{term!r} under {known!r} and {name!r}"
                raise ToolkitError("each term under one name", came, "terms", "drop one of them")
    if not names:
        raise ToolkitError("a term", "none", "terms", "name one")
    return names


def _checked(term: object) -> str:
    if not isinstance(term, str) or not term.strip():
        raise ToolkitError("words to look for", repr(term), "terms", "leave it out")
    return narrow(term.strip())


def longest_first(terms: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of terms (narrow) that takes the longest that fits at a place.

    Examples
    --------
    >>> longest_first(["法治", "法治政府"]).findall("法治政府与法治社会")
    ['法治政府', '法治']
    """
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile("|".join(map(re.escape, ordered)))


def find_terms(text: str, names: Mapping[str, str], pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the name of each term found in a text, in order."""
    for found in pattern.finditer(narrow(text)):
        yield names[found.group()]
