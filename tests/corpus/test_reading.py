"""Files of every kind give text or a reason; encodings are told apart without guessing."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.corpus.reading import decode, find_files, read_file
from toolkit.errors import ToolkitError, UnreadableFileError

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


def test_a_file_of_another_kind_and_one_without_chinese_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(b"MZ")
    (tmp_path / "b.txt").write_text("annual report", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"\.exe"):
        read_file(tmp_path / "a.exe")
    with pytest.raises(UnreadableFileError, match="wanted Chinese text, came none"):
        read_file(tmp_path / "b.txt")


def test_files_come_in_a_fixed_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", ".hidden/3.txt", "~$lock.txt", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [name for _, name in find_files(tmp_path)] == ["a/1.txt", "b/2.txt", "c.txt"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="wanted a file or folder, came nothing of that name"):
        find_files(tmp_path / "none")
