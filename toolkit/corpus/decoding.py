"""Bytes to characters: strict encodings in a fixed order, since detectors misread short Chinese."""

from __future__ import annotations

import codecs
import re

from toolkit.corpus.kinds import CHINESE, SAVE_AS_TEXT, foreign_kind
from toolkit.errors import UnreadableFileError

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Names that pages declare, each read by the widest encoding of its family.
_DECLARABLE = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
}
_MOST_BROKEN = 0.01


def decode(content: bytes, name: str, *, declared: str | None = None) -> tuple[str, str]:
    """Decode a text: by byte order mark, strict UTF-8, UTF-16 by its zeros, then GB18030.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for the refusal.
    declared : str, optional
        The encoding that a page names: taken where strict UTF-8 fails and it is a Chinese
        encoding that fits, since pages often declare what they are not.

    Returns
    -------
    text, encoding : str
        Where up to one character in a hundred is broken, the rest is read, and the encoding says
        how many were not.

    Examples
    --------
    >>> decode("依法行政".encode("gb18030"), "a.txt")
    ('依法行政', 'gb18030')
    >>> decode("依法行政".encode(), "a.htm", declared="gb2312")
    ('依法行政', 'utf-8')
    >>> decode(b"", "a.txt")
    Traceback (most recent call last):
    toolkit.errors.UnreadableFileError: wanted text, came an empty file (a.txt): save the report...
    """
    if not content.strip():
        raise UnreadableFileError("text", "an empty file", name, "save the report again")
    kind = foreign_kind(content)
    if kind is not None:
        raise UnreadableFileError("text", kind, name, SAVE_AS_TEXT)
    text, encoding = _decoded(content, name, declared)
    if len(_CONTROL.findall(text)) > len(text) / 100:
        raise UnreadableFileError("text", "binary content", name, SAVE_AS_TEXT)
    return text, encoding


def _decoded(content: bytes, name: str, declared: str | None) -> tuple[str, str]:
    for encoding in _candidates(content, declared):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "big5hkscs" and not CHINESE.search(text):
            continue
        marked = encoding != "utf-8-sig" or content.startswith(codecs.BOM_UTF8)
        return text, encoding if marked else "utf-8"
    return _mostly_decoded(content, name)


def _mostly_decoded(content: bytes, name: str) -> tuple[str, str]:
    """Read a text of which a few bytes are broken, as where a download was cut off."""
    for encoding in ("utf-8", "gb18030"):
        text = content.decode(encoding, errors="replace")
        broken = text.count("\ufffd")
        if broken <= max(1, len(text) * _MOST_BROKEN) and CHINESE.search(text):
            return text.replace("\ufffd", ""), f"{encoding}, {broken} characters broken"
    came = "bytes that are neither"
    remedy = "save it as UTF-8"
    raise UnreadableFileError("UTF-8, UTF-16 or GB18030 text", came, name, remedy)


def _candidates(content: bytes, declared: str | None) -> list[str]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return [encoding]
    named = _DECLARABLE.get((declared or "").strip().lower())
    stated = [named] if named else []
    return ["utf-8-sig", *_unmarked_utf16(content), *stated, "gb18030"]


def _unmarked_utf16(content: bytes) -> list[str]:
    """UTF-16 without its mark: the zero bytes of its line feeds and digits lie on one side."""
    sample = content[:4096]
    if len(content) % 2 or b"\x00" not in sample:
        return []
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return ["utf-16-le" if odd > even else "utf-16-be"]
