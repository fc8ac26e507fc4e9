"""Where on a web page the report stands: known containers, trafilatura, and where the prose is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from toolkit.corpus.pagelines import link_texts

if TYPE_CHECKING:
    from toolkit.corpus.xmlparts import Element

# Names that publishing systems of Chinese governments give to the element of an article's text.
_CONTAINERS = re.compile(
    r"ucap-?content|trs_(?:u?editor|web|word|paper)\w*|trs_editor_view|zoom|zoomcon|"
    r"article-?_?(?:content|body|con|text|main)|articlecontent|pages_content|view|content|contents|"
    r"text_content|detail-?_?(?:content|con|text|body)|news-?_?(?:content|con|text|body)|"
    r"(?:info|main|nr|xl|txt|con|wz|xxgk)_?-?(?:content|text|con|txt|nr)|contenttext|ivs_content|"
    r"easysite|conten|vsb_content\w*|js_content|bt-content|mainbody|zw|zhengwen|neirong|nr",
    re.IGNORECASE,
)
_RUNNING = re.compile("[。；，：]")
_BLANK = re.compile(r"\s+")
_SHORTEST = 30
_HALF = 0.5
_MOST = 0.9
_FEWEST = 50
# Trafilatura's time grows with elements times depth; a usual page has a tenth of this.
_MOST_NESTING = 300_000


def find_main(root: Element) -> Element:
    """Return the smallest element that holds a page's main text.

    A container with a known name is taken where it holds at least half of the page's prose. Else
    trafilatura tells what the main text is, and the smallest element that holds nine tenths of
    it is taken; if trafilatura finds less than half of the prose, the smallest element that holds
    nine tenths of the prose.
    """
    body = root.find("body")
    top = body if body is not None else root
    prose = _sums(top, _prose_weight(top))
    total = prose[top]
    if total < _FEWEST:
        return top
    named = _named(top, prose, total)
    if named is not None:
        return named
    extracted = _extracted(root) if _nesting(top) <= _MOST_NESTING else ""
    found = _sums(top, lambda text, _: len(text) if len(text) > 8 and text in extracted else 0)
    if found[top] >= _HALF * total:
        main = _narrowed(top, found)
        if prose[main] >= _HALF * total:
            return main
    return _narrowed(top, prose)


def _named(top: Element, prose: dict[Element, int], total: int) -> Element | None:
    """The innermost of the known containers that hold most of the prose."""
    known = [one for one in top.iter() if _is_container(one) and prose[one] >= _HALF * total]
    most = max((prose[one] for one in known), default=0)
    kept = [one for one in known if prose[one] >= _MOST * most]
    return kept[-1] if kept else None


def _is_container(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in {"a", "body", "html"}:
        return False
    names = [element.get("id") or "", *(element.get("class") or "").split()]
    return element.tag in {"article", "ucapcontent"} or any(map(_CONTAINERS.fullmatch, names))


def _narrowed(top: Element, weights: dict[Element, int]) -> Element:
    wanted = _MOST * weights[top]
    element = top
    while True:
        inner = next((one for one in element if weights.get(one, 0) >= wanted), None)
        if inner is None or inner.tag in {"p", "span", "font", "b", "strong"}:
            return element
        element = inner


def _prose_weight(top: Element) -> Callable[[str, bool], int]:
    def weigh(text: str, linked: bool) -> int:
        running = len(text) >= _SHORTEST or _RUNNING.search(text)
        return len(text) if running and not linked else 0

    return weigh


def _sums(top: Element, weigh: Callable[[str, bool], int]) -> dict[Element, int]:
    """Sum the weights of the texts in each element, those in links told apart."""
    from lxml import etree

    linked = set(link_texts(top))
    sums: dict[Element, int] = {}
    skipped = ("script", "style", "noscript", "select", "textarea", "template")
    for _, element in etree.iterwalk(top, events=("end",)):
        if element.tag in skipped:
            sums[element] = 0
            continue
        own = sum(weigh(text, inside) for text, inside in _texts(element, linked))
        sums[element] = own + sum(sums.get(one, 0) for one in element)
    return sums


def _texts(element: Element, linked: set[Element]) -> Iterator[tuple[str, bool]]:
    inside = element in linked
    for text in (element.text, *(one.tail for one in element)):
        if text:
            yield _BLANK.sub("", text), inside


def _nesting(top: Element) -> int:
    """Sum the depths of all elements."""
    from lxml import etree

    depth = total = 0
    for event, _ in etree.iterwalk(top, events=("start", "end")):
        depth += 1 if event == "start" else -1
        total += depth
    return total


def _extracted(root: Element) -> str:
    """What trafilatura takes for the main text, without blanks."""
    import copy

    import trafilatura

    text = trafilatura.extract(
        copy.deepcopy(root), include_comments=False, include_tables=True, favor_recall=True
    )
    return _BLANK.sub("", text or "")
