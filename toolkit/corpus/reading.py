"""One file of any kind to text, or the reason why not."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import ToolkitError, UnreadableFileError
from toolkit.provenance import bytes_hash

TEXT_SUFFIXES = frozenset({".txt", ".md"})
_CHINESE = re.compile("[㐀-鿿]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_SIGNATURES = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive (docx, xlsx and zip files begin so)",
    b"\xd0\xcf\x11\xe0": "an old Office file (.doc, .xls)",
    b"{\\rtf": "an RTF file",
}
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAVE_AS_TEXT = "open it, and save its text as a .txt file"


@dataclass(frozen=True)
class FileText:
    """A file as read: its text, kind, encoding, and the SHA-256 of its bytes."""

    text: str
    format: str
    encoding: str
    sha256: str


def find_files(path: str | Path, *, leave_out: str | Path | None = None) -> list[tuple[Path, str]]:
    """List the files of a folder in a fixed order, each with its name relative to the folder.

    Hidden files, the lock files of office programs, and the folder ``leave_out`` with all that is
    in it are left out.

    Raises
    ------
    ToolkitError
        There is no such file or folder.
    """
    root = Path(path)
    if root.is_file():
        return [(root, root.name)]
    if not root.is_dir():
        raise ToolkitError("a file or folder", "nothing of that name", str(path), "check the path")
    apart = Path(leave_out).resolve() if leave_out is not None else None
    if apart is not None and root.resolve() not in apart.parents:
        apart = None
    found = (
        file
        for file in root.rglob("*")
        if file.is_file() and (apart is None or apart not in file.resolve().parents)
    )
    named = ((file, file.relative_to(root)) for file in found)
    shown = ((file, name) for file, name in named if not _is_hidden(name))
    return sorted(((file, name.as_posix()) for file, name in shown), key=lambda pair: pair[1])


def read_file(path: Path) -> FileText:
    """Read one file.

    Raises
    ------
    UnreadableFileError
        It is of a kind that is not read, empty, no text, or holds no Chinese.
    """
    suffix = path.suffix.lower()
    if suffix not in TEXT_SUFFIXES:
        kinds = ", ".join(sorted(TEXT_SUFFIXES))
        raise UnreadableFileError(
            f"a file of kind {kinds}", suffix or "no suffix", path.name, _SAVE_AS_TEXT
        )
    try:
        content = path.read_bytes()
    except OSError as reason:
        came = reason.strerror or str(reason)
        raise UnreadableFileError(
            "a readable file", came, path.name, "check its permissions"
        ) from reason
    text, encoding = decode(content, path.name)
    if not _CHINESE.search(text):
        raise UnreadableFileError("Chinese text", "none", path.name, "check that this is a report")
    return FileText(text, suffix[1:], encoding, bytes_hash(content))


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Decode a text file: by byte order mark, strict UTF-8, UTF-16 by its zeros, then GB18030.

    Strict UTF-8 and then GB18030 read short Chinese better than detectors do.

    Examples
    --------
    >>> decode("依法行政".encode("gb18030"), "a.txt")
    ('依法行政', 'gb18030')
    >>> decode(b"", "a.txt")
    Traceback (most recent call last):
    toolkit.errors.UnreadableFileError: wanted text, came an empty file (a.txt): save the report...
    """
    if not content.strip():
        raise UnreadableFileError("text", "an empty file", name, "save the report again")
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            raise UnreadableFileError("text", kind, name, _SAVE_AS_TEXT)
    text, encoding = _decoded(content, name)
    if len(_CONTROL.findall(text)) > len(text) / 100:
        raise UnreadableFileError("text", "binary content", name, _SAVE_AS_TEXT)
    return text, encoding


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        marked = encoding != "utf-8-sig" or content.startswith(codecs.BOM_UTF8)
        return text, encoding if marked else "utf-8"
    came = "bytes that are neither"
    remedy = "save it as UTF-8"
    raise UnreadableFileError("UTF-8, UTF-16 or GB18030 text", came, name, remedy)


def _candidates(content: bytes) -> list[str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return [encoding]
    return ["utf-8-sig", *_unmarked_utf16(content), "gb18030"]


def _unmarked_utf16(content: bytes) -> list[str]:
    """UTF-16 without its mark: the zero bytes of its line feeds and digits lie on one side."""
    sample = content[:4096]
    if len(content) % 2 or b"\x00" not in sample:
        return []
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return ["utf-16-le" if odd > even else "utf-16-be"]


def _is_hidden(name: Path) -> bool:
    return any(part.startswith((".", "~$", "__MACOSX")) for part in name.parts)
