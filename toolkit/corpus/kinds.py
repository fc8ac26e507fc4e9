"""What kind of file some bytes are, whatever the file's name says, and which kinds are refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath

from toolkit.errors import UnreadableFileError

CHINESE = re.compile("[㐀-鿿]")
SAVE_AS_TEXT = "open it, and save its text as a .txt file"
DOWNLOAD_AGAIN = "download it again, or open it and save it anew"
TABLES = frozenset({"csv", "tsv", "xlsx", "jsonl", "parquet"})
_SUFFIXES = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".csv": "csv",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
}
_BINARY = {".docx", ".pdf", ".xlsx", ".parquet", ".zip", ".mhtml", ".mht"}
READ = ".txt, .md, .html, .htm, .mhtml, .docx, .pdf, .csv, .tsv, .xlsx, .jsonl, .parquet, .zip"
_LITTER = frozenset({"thumbs.db", "desktop.ini"})
_PICTURE = "recognise its text (OCR), and save it as a .txt or .docx file"
_AS_DOCX = "open it in Word, WPS or LibreOffice, and save it as .docx"
_UNPACK = "unpack it"
_OLE = b"\xd0\xcf\x11\xe0"
# Signature, what it is, what to do.
_REFUSED = (
    (b"\x89PNG", "a PNG image", _PICTURE),
    (b"\xff\xd8\xff", "a JPEG image", _PICTURE),
    (b"GIF8", "a GIF image", _PICTURE),
    (b"II*\x00", "a TIFF image", _PICTURE),
    (b"MM\x00*", "a TIFF image", _PICTURE),
    (b"{\\rtf", "an RTF file", _AS_DOCX),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
)
_FOREIGN = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive (docx, xlsx and zip files begin so)",
    _OLE: "an old Office file (.doc, .xls)",
}
_FOREIGN |= {signature: kind for signature, kind, _ in _REFUSED}
_MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_REFUSED_MEMBERS = {
    "OFD.xml": ("an OFD file", "open it in an OFD reader, and save it as PDF"),
    "ppt/presentation.xml": ("a presentation", SAVE_AS_TEXT),
    "content.xml": ("an OpenDocument file", "open it in LibreOffice, and save it as .docx"),
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PAGE_START = re.compile(
    rb"^(?:\xef\xbb\xbf|\s|<\?xml[^>]{0,200}>|<!--(?:(?!-->).){0,2000}-->)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(rb"</?(?:p|br|div|span|td|tr|table|font|strong)(?:\s[^<>]{0,400})?/?>", re.I)
_MAIL_START = re.compile(
    rb"^\s*(?:from|mime-version|content-type|subject|date|snapshot-[a-z-]+|x-[a-z-]+)\s*:", re.I
)
_FEWEST_TAGS = 5
_MOST_ENTRIES = 500_000


def is_litter(parts: Iterable[str]) -> bool:
    """Tell whether a path's parts name what a system leaves among a user's files.

    Examples
    --------
    >>> [is_litter(path.split("/")) for path in ("2020/a.txt", "2020/Thumbs.db", "__MACOSX/a.txt")]
    [False, True, True]
    """
    return any(
        part.startswith((".", "~$", "__MACOSX")) or part.lower() in _LITTER for part in parts
    )


def kind_of(content: bytes, name: str) -> str:
    """Tell a file's kind by its first bytes, and by its name where these leave it open.

    Returns
    -------
    str
        txt, md, html, mhtml, docx, pdf, csv, tsv, xlsx, jsonl, parquet or zip.

    Raises
    ------
    UnreadableFileError
        It is of a kind that is not read; the error tells what to save it as.

    Examples
    --------
    >>> kind_of(b"<html><body>", "report.doc"), kind_of(b"%PDF-1.7", "report.txt")
    ('html', 'pdf')
    >>> kind_of(b"{\\\\rtf1", "report.doc")
    Traceback (most recent call last):
    toolkit.errors.UnreadableFileError: wanted a file of kind .txt, .md, ... (report.doc): open ...
    """
    for signature, kind, remedy in _REFUSED:
        if content.startswith(signature):
            raise _refusal(kind, name, remedy)
    if content.startswith(_OLE):
        raise _old_office(content, name)
    if content[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    if content.startswith(b"PAR1"):
        return "parquet"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(content, name)
    return _kind_of_text(content, name)


def is_markup(text: bytes) -> bool:
    """Tell whether a text without a page's head is marked up all the same.

    Examples
    --------
    >>> is_markup(b"<p>a</p><p>b</p><p>c</p>"), is_markup(b"a < b, <br> and > c")
    (True, False)
    """
    sample = text[:20_000]
    return b"</" in sample and len(_MARKUP.findall(sample)) >= _FEWEST_TAGS


def foreign_kind(content: bytes) -> str | None:
    """Name the kind of a file that is no text, or None.

    Examples
    --------
    >>> foreign_kind(b"%PDF-1.7")
    'a PDF'
    """
    return next((kind for mark, kind in _FOREIGN.items() if content.startswith(mark)), None)


def _kind_of_text(content: bytes, name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    kind = _SUFFIXES.get(suffix)
    head = content[:65_536]
    if (
        _MAIL_START.match(head)
        and re.search(rb"^content-type\s*:\s*(?:multipart/|text/html)", head, re.I | re.M)
        and b"mime-version" in head.lower()
    ):
        return "mhtml"
    if _PAGE_START.match(head) or (kind in {None, "txt", "md"} and is_markup(content)):
        return "html"
    if kind is None and suffix in _BINARY:
        came = "a file that does not begin as one" if content.strip() else "an empty file"
        raise UnreadableFileError(f"a {suffix} file", came, name, DOWNLOAD_AGAIN)
    if kind is None:
        raise _refusal(suffix or "no suffix", name, SAVE_AS_TEXT)
    return kind


def _kind_of_archive(content: bytes, name: str) -> str:
    # Opening an archive makes an object of each entry of its directory.
    entries = content.count(b"PK\x01\x02")
    if entries > _MOST_ENTRIES:
        remedy = "pack it anew, in several archives"
        came = f"one with {entries}"
        raise UnreadableFileError(
            f"an archive of at most {_MOST_ENTRIES} files", came, name, remedy
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as reason:
        came = f"a damaged one ({reason})"
        raise UnreadableFileError(
            "a zip archive, docx or xlsx", came, name, DOWNLOAD_AGAIN
        ) from reason
    for member, (kind, remedy) in _REFUSED_MEMBERS.items():
        if member in members and (member != "content.xml" or "mimetype" in members):
            raise _refusal(kind, name, remedy)
    return next((kind for member, kind in _MEMBERS.items() if member in members), "zip")


def _old_office(content: bytes, name: str) -> UnreadableFileError:
    if _ENCRYPTED in content:
        remedy = "open it with its password, and save it without one"
        return _refusal("a file with a password", name, remedy)
    if PurePosixPath(name).suffix.lower() in {".xls", ".et", ".xlsx"}:
        remedy = "open it in Excel, WPS or LibreOffice, and save it as .xlsx"
        return _refusal("an old Excel file (.xls)", name, remedy)
    return _refusal("an old Word or WPS file (.doc, .wps)", name, _AS_DOCX)


def _refusal(came: str, name: str, remedy: str) -> UnreadableFileError:
    return UnreadableFileError(f"a file of kind {READ}", came, name, remedy)
