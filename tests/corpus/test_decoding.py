"""Encodings are told apart without guessing; what is no text is refused."""

from __future__ import annotations

import pytest

from toolkit.corpus.decoding import decode
from toolkit.errors import UnreadableFileError

TEXT = "云岭县2020年法治政府建设报告\n一、总体情况\n全年办结行政复议案件12件。\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_each_encoding_is_read(encoding: str, named: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == (TEXT, named)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "wanted text, came an empty file (a.txt): save the report again"),
        (b" \n ", "wanted text, came an empty file (a.txt): save the report again"),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(64),
            "wanted text, came a PNG image (a.txt): open it, and save its text as a .txt file",
        ),
        (
            b"%PDF-1.7 \xff",
            "wanted text, came a PDF (a.txt): open it, and save its text as a .txt file",
        ),
        (
            "法".encode() + bytes(range(1, 9)) * 9,
            "wanted text, came binary content (a.txt): open it, and save its text as a .txt file",
        ),
        (
            b"\xff\x80\xff\x81\xff",
            "wanted UTF-8, UTF-16 or GB18030 text, came bytes that are neither (a.txt): "
            "save it as UTF-8",
        ),
    ],
)
def test_what_is_no_text_is_refused_with_a_remedy(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        decode(content, "a.txt")
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("encoding", "cut"), [("utf-8", b"\xe4\xba"), ("utf-8", b"\xff"), ("gb18030", b"\xff")]
)
def test_a_few_broken_bytes_are_told_and_lose_nothing_else(encoding: str, cut: bytes) -> None:
    text, named = decode(TEXT.encode(encoding) * 9 + cut, "a.txt")
    assert text == TEXT * 9
    assert named == f"{encoding}, 1 characters broken"
