"""Word files (docx): paragraphs and tables in order, with the numbers that Word prints itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.corpus.archives import member_bytes, open_archive
from toolkit.corpus.cells import row_lines
from toolkit.corpus.listnumbers import ListNumbers
from toolkit.corpus.xmlparts import Element, local, parse_xml, value
from toolkit.errors import UnreadableFileError

if TYPE_CHECKING:
    import zipfile

_MOST_BYTES = 512 * 2**20
_LARGEST_PART = 64 * 2**20
# Struck text, text boxes beside the text, notes, and the older copy of a drawing.
_LEFT_OUT = {"del", "moveFrom", "txbxContent", "Fallback", "rt", "pPr", "rPr", "tblPr", "sectPr"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}


def read_docx(content: bytes, name: str) -> str:
    """Return the text of a Word file, one printed paragraph a line.

    The parts are read as they are, not through their relations: files of many programs have
    broken ones. Insertions are kept, deletions, text boxes, notes, headers and tables of contents
    left out.

    Raises
    ------
    UnreadableFileError
        It is damaged or too large.
    """
    with open_archive(content, name, most_bytes=_MOST_BYTES) as archive:
        body = _part(archive, "word/document.xml", name)
        numbers = ListNumbers(
            _part(archive, "word/numbering.xml", name), _part(archive, "word/styles.xml", name)
        )
    return "\n".join(_lines(body, numbers)) if body is not None else ""


def _part(archive: zipfile.ZipFile, member: str, name: str) -> Element | None:
    if member not in archive.namelist():
        return None
    info = archive.getinfo(member)
    if info.file_size > _LARGEST_PART:
        came = f"{info.file_size // 2**20} MB of text"
        raise UnreadableFileError("a document's usual size", came, name, "split it")
    return parse_xml(member_bytes(archive, info, name), name)


def _lines(parent: Element, numbers: ListNumbers) -> Iterator[str]:
    """Yield the lines of a body or cell."""
    for child in parent:
        kind = local(child)
        if kind == "p":
            yield from _paragraph(child, numbers)
        elif kind == "tbl":
            yield from _table(child, numbers)
        elif kind not in _LEFT_OUT and not _is_contents(child):
            yield from _lines(child, numbers)


def _paragraph(paragraph: Element, numbers: ListNumbers) -> Iterator[str]:
    if numbers.style_of(paragraph).startswith(("toc ", "toc1", "toc2", "toc3", "目录")):
        return
    printed = "".join(_words(paragraph))
    # Word numbers empty paragraphs too, and prints nothing a reader sees.
    if printed.strip():
        printed = numbers.next_number(paragraph) + printed
    yield from (line for line in printed.split("\n") if line.strip())


def _words(element: Element) -> Iterator[str]:
    for child in element:
        kind = local(child)
        if kind == "t":
            yield child.text or ""
        elif kind in _BREAKS:
            yield _BREAKS[kind]
        elif kind not in _LEFT_OUT and not (kind == "r" and _is_hidden(child)):
            yield from _words(child)


def _table(table: Element, numbers: ListNumbers) -> Iterator[str]:
    for row in _below(table, "tr"):
        yield from row_lines([list(_lines(cell, numbers)) for cell in _below(row, "tc")])


def _below(parent: Element, kind: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, also where they are wrapped."""
    for child in parent:
        if local(child) == kind:
            yield child
        elif local(child) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _below(child, kind)


def _is_hidden(run: Element) -> bool:
    marks = [mark for part in run if local(part) == "rPr" for mark in part]
    return any(local(mark) == "vanish" and value(mark) not in {"0", "false"} for mark in marks)


def _is_contents(element: Element) -> bool:
    """The table of contents that Word makes."""
    kinds = (value(mark) for mark in element.iter() if local(mark) == "docPartGallery")
    return local(element) == "sdt" and "Table of Contents" in kinds
