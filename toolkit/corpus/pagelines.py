"""A web page's elements as printed lines: where a browser breaks lines, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from toolkit.corpus.cells import row_lines

if TYPE_CHECKING:
    from toolkit.corpus.xmlparts import Element

MAIN = "\ue000main\ue000"
_UNSEEN = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "iframe",
        "object",
        "svg",
        "audio",
        "video",
        "map",
        "rt",
        "rp",
        "del",
    ]
)
_BLOCKS = frozenset(
    [
        "html",
        "body",
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "caption",
        "tr",
        "td",
        "th",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "blockquote",
        "pre",
        "form",
        "fieldset",
        "legend",
        "center",
        "hr",
        "address",
        "figure",
        "figcaption",
        "details",
        "summary",
        "ucapcontent",
        "ucaptitle",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# A line break in the source is no blank beside Chinese; an indent after a sentence is a paragraph.
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026\u2014]"
_SOURCE_BREAK = re.compile(
    rf"(?<={_WIDE})[ \t\r\f]*+\n[ \t\r\n\f]*+"
    rf"|(?<![ \t\r\n\f])[ \t\r\f]*+\n[ \t\r\n\f]*+(?={_WIDE})"
)
_SOURCE_BLANK = re.compile(r"[ \t\r\n\f]+")
_INDENT = re.compile(r"(?<=[。！？；：:])[ \u00a0]*(?:\u3000{2,}|\u00a0{4,})[ \u00a0\u3000]*(?=\S)")
_NEW_INDENT = re.compile(r"\n[ \t\r]*\u3000{2,}")
_BLANK = re.compile(r"\s")
_LONG = 2000
_FEWEST_LINKS = 3
_MOSTLY = 0.8


def page_lines(
    root: Element,
    *,
    instead_of: Element | None = None,
    leave_out: Callable[[Element], bool] | None = None,
) -> list[str]:
    """Return the lines that a browser prints of an element.

    Parameters
    ----------
    root : element
        What is printed.
    instead_of : element, optional
        An element inside, printed as the one line ``MAIN``.
    leave_out : callable, optional
        Tells which elements inside are not printed.
    """
    from lxml import etree

    writer = _Writer()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            writer.close(tag)
            if element is not root:
                writer.write(element.tail or "")
        elif element is instead_of:
            writer.open("div")
            writer.put(MAIN)
            writer.close("div")
            walk.skip_subtree()
        elif _unseen(element, tag) or (leave_out is not None and leave_out(element)):
            writer.open(tag)
            walk.skip_subtree()
        else:
            writer.open(tag)
            writer.write(element.text or "")
    return writer.lines()


def lists_of_links(root: Element) -> set[Element]:
    """Return the elements that hold little but links to other pages, in one pass."""
    from lxml import etree

    # For each element: its letters, those in links, and the number of links.
    sums: dict[Element, tuple[int, int, int]] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        inner = [sums[one] for one in element if one in sums]
        tails = sum(len((one.tail or "").strip()) for one in element)
        size = len((element.text or "").strip()) + tails + sum(one[0] for one in inner)
        away = element.tag == "a" and _leads_away(element)
        linked = size if away else sum(one[1] for one in inner)
        sums[element] = size, linked, away + sum(one[2] for one in inner)
    return {element for element, counts in sums.items() if _is_list(element, *counts)}


def _is_list(element: Element, size: int, linked: int, links: int) -> bool:
    block = element.tag in {"ul", "ol", "dl", "div", "table"}
    return block and links >= _FEWEST_LINKS and linked >= _MOSTLY * size


def link_texts(root: Element) -> Iterator[Element]:
    """Yield the elements whose text is a link's."""
    for link in root.iter("a"):
        if _leads_away(link):
            yield from link.iter()


def _leads_away(link: Element) -> bool:
    """Tell a link to another page from a bookmark, and from a file that belongs to this one."""
    target = (link.get("href") or "").strip().lower()
    files = (".doc", ".docx", ".pdf", ".xls", ".xlsx", ".wps", ".rar", ".zip")
    return bool(target) and not target.startswith("#") and not target.endswith(files)


def _unseen(element: Element, tag: str) -> bool:
    if tag in _UNSEEN or not tag:
        return True
    hidden = _HIDDEN.search(element.get("style") or "")
    # Scripts show some texts late; what is long is the text itself.
    return hidden is not None and not _is_long(element)


def _is_long(element: Element) -> bool:
    """Tell whether an element has much text, without reading all of it."""
    sizes = accumulate(len(_BLANK.sub("", str(text))) for text in element.itertext())
    return any(size >= _LONG for size in sizes)


class _Writer:
    """Collects words into lines, lines into cells, cells into rows."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._sinks: list[list[str]] = [[]]
        self._rows: list[list[list[str]]] = []
        self._opened: list[str] = []
        self._verbatim = 0

    def open(self, tag: str) -> None:
        if tag in _BLOCKS or tag == "br":
            self._end_line()
        if tag == "tr":
            self._rows.append([])
            self._sinks.append([])
        elif tag in {"td", "th"} and self._rows:
            self._sinks.append([])
        elif tag == "pre":
            self._verbatim += 1
        cell = tag in {"td", "th"} and not self._rows
        self._opened.append("div" if cell else tag)

    def close(self, tag: str) -> None:
        opened = self._opened.pop() if self._opened else tag
        if tag in _BLOCKS:
            self._end_line()
        if opened in {"td", "th"}:
            self._rows[-1].append(self._sinks.pop())
        elif opened == "tr":
            loose = self._sinks.pop()
            self._sinks[-1] += [*loose, *row_lines(self._rows.pop())]
        elif opened == "pre":
            self._verbatim -= 1

    def write(self, text: str) -> None:
        if self._verbatim or _NEW_INDENT.search(text):
            first, *rest = text.split("\n")
            self._words.append(first)
            for line in rest:
                self._end_line()
                self._words.append(line)
        elif text:
            self._words.append(text)

    def put(self, line: str) -> None:
        self._sinks[-1].append(line)

    def lines(self) -> list[str]:
        self._end_line()
        return self._sinks[0]

    def _end_line(self) -> None:
        text = "".join(self._words)
        self._words = []
        if not text.strip():
            return
        text = _SOURCE_BLANK.sub(" ", _SOURCE_BREAK.sub("", text))
        self._sinks[-1] += [part.strip() for part in _INDENT.sub("\n", text).split("\n")]
