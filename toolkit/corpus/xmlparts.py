"""The XML inside office files, parsed without entities, and read by local names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from toolkit.corpus.kinds import DOWNLOAD_AGAIN
from toolkit.errors import UnreadableFileError

if TYPE_CHECKING:
    from lxml import etree

    Element: TypeAlias = etree._Element
else:
    Element = Any


def parse_xml(content: bytes, name: str) -> Element:
    """Parse XML; entities, external files and the network are left alone.

    Raises
    ------
    UnreadableFileError
        It is not well formed.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as reason:
        came = f"a damaged one ({reason})"
        raise UnreadableFileError("a whole Word file", came, name, DOWNLOAD_AGAIN) from reason


def local(element: Element) -> str:
    """Return an element's name without its namespace: there are two sets of them."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Element | None, key: str = "val") -> str:
    """Return an attribute by its local name; empty where there is none."""
    if element is None:
        return ""
    found = (text for name, text in element.items() if name.rpartition("}")[2] == key)
    return str(next(found, ""))


def child(element: Element | None, *names: str) -> Element | None:
    """Return the element at the end of a path of local names."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element
