"""What a result was made from: hashes of inputs and texts, and versions of what computed it."""

from __future__ import annotations

import hashlib
import platform
import re
import unicodedata
from importlib import metadata
from pathlib import Path

_SPACE = re.compile(r"\s+")
# What makes most Chinese text differ from its NFKC form, replaced first: that is far faster.
_MARKS = tuple(zip("，：；（）！？％", ",:;()!?%", strict=True))
_REPORTED = ("jieba", "rjieba", "scikit-learn", "numpy", "pandas", "matplotlib", "skops")


def text_hash(text: str) -> str:
    """Return the first 16 hex digits of SHA-256 over the NFKC text without white space.

    White space and full-width forms do not change it; wording does.

    Examples
    --------
    >>> text_hash("依法 行政，2019年") == text_hash("依法行政,２０１９年")
    True
    """
    return _digest(text)[:16]


def document_id(text: str) -> str:
    """Return the first 12 hex digits of the same hash, over a document's whole text.

    Examples
    --------
    >>> len(document_id("依法行政"))
    12
    """
    return _digest(text)[:12]


def bytes_hash(content: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex.

    Examples
    --------
    >>> bytes_hash(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hex, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of Python, this toolkit, and the libraries that can change a number."""
    found = {"python": platform.python_version(), "fazhi-toolkit": _version("fazhi-toolkit")}
    return found | {name: _version(name) for name in _REPORTED}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _digest(text: str) -> str:
    for printed, normal in _MARKS:
        text = text.replace(printed, normal)
    bare = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()
