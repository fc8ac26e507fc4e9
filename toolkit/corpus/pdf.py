"""PDF files: the text layer, line by line, pages set apart by form feeds."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from toolkit.corpus.kinds import CHINESE, DOWNLOAD_AGAIN
from toolkit.corpus.pdflines import PlacedLine, join_by_indent, placed_lines
from toolkit.errors import UnreadableFileError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_MOST_PAGES = 3000
_MOST_SECONDS = 120
_LARGEST_PAGE = 20 * 2**20
_FEWEST_A_PAGE = 20
_OCR = "recognise its text (OCR), or find the report as a web page or Word file"


def read_pdf(content: bytes, name: str) -> str:
    """Return the text of a PDF; its lines are those of the page.

    Raises
    ------
    UnreadableFileError
        It has a password, no text layer, too many pages, or is damaged.
    """
    from pypdf.errors import PyPdfError

    with _quiet("pypdf"):
        try:
            pages = list(_pages(_opened(content, name), name))
        except PyPdfError as reason:
            came = f"a damaged one ({reason})"
            raise UnreadableFileError("a whole PDF", came, name, DOWNLOAD_AGAIN) from reason
    texts = [line.text for page in pages for line in page]
    written = sum(len(CHINESE.findall(text)) for text in texts)
    if written < min(_FEWEST_A_PAGE * len(pages), 200):
        scanned = sum(map(len, texts)) < _FEWEST_A_PAGE * len(pages)
        came = "pictures of pages (a scan)" if scanned else "a font that tells no characters"
        raise UnreadableFileError("a PDF with a Chinese text layer", came, name, _OCR)
    text = join_by_indent([line for page in pages for line in page])
    # A font may tell halves of characters: two make one, and one alone none.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _opened(content: bytes, name: str) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(content))
    try:
        # Many files only forbid changes: they open with an empty password.
        closed = reader.is_encrypted and not reader.decrypt("")
    except (DependencyError, NotImplementedError):
        closed = True
    if closed:
        remedy = "open it with its password, and print it to a new PDF"
        raise UnreadableFileError("a PDF without a password", "one with", name, remedy)
    if len(reader.pages) > _MOST_PAGES:
        came = f"{len(reader.pages)} pages"
        raise UnreadableFileError(f"at most {_MOST_PAGES} pages", came, name, "split it")
    return reader


def _pages(reader: PdfReader, name: str) -> Iterator[list[PlacedLine]]:
    latest = time.monotonic() + _MOST_SECONDS
    for number, page in enumerate(reader.pages):
        try:
            lines = _lines(page, number, latest)
        except TimeoutError as reason:
            came = f"one that takes over {_MOST_SECONDS} seconds"
            raise UnreadableFileError(
                "a PDF that can be read", came, name, DOWNLOAD_AGAIN
            ) from reason
        yield lines


def _lines(page: PageObject, number: int, latest: float) -> list[PlacedLine]:
    """A page's lines; none where its drawing is larger than any text, such as a map."""
    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > _LARGEST_PAGE:
        return []
    _name_encodings(page)
    return placed_lines(page, number, latest=latest)


def _name_encodings(page: PageObject) -> None:
    """Name the encoding of fonts that bring their own table of it: it is the identity in use."""
    from pypdf.generic import NameObject

    resources = page.get("/Resources")
    fonts = resources.get_object().get("/Font") if resources is not None else None
    for font in (fonts.get_object() if fonts is not None else {}).values():
        one = font.get_object()
        encoding = one.get("/Encoding")
        if one.get("/Subtype") == "/Type0" and encoding is not None:
            own = encoding.get_object()
            if hasattr(own, "get_data") and "Identity" in str(own.get("/CMapName")):
                one[NameObject("/Encoding")] = NameObject("/Identity-H")


@contextmanager
def _quiet(library: str) -> Iterator[None]:
    """Keep a library's own remarks on odd files off the screen."""
    log = logging.getLogger(library)
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
