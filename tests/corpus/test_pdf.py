"""PDF text is whole paragraphs where indents tell them; scans and locked files are refused."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest

from toolkit.corpus.pdf import read_pdf
from toolkit.corpus.pdflines import PlacedLine, join_by_indent
from toolkit.errors import UnreadableFileError

Saver = Callable[[Sequence[str], str], bytes]
LONG = "全县深入推进依法行政，" * 9 + "行政执法水平持续提升。"


def placed(*rows: tuple[str, float, float], page: int = 1) -> list[PlacedLine]:
    return [PlacedLine(page, *row) for row in rows]


def test_paragraphs_are_put_together_over_lines_and_pages(savers: dict[str, Saver]) -> None:
    lines = ["云岭县法治政府建设报告", *[f"{number}．{LONG}" for number in range(1, 15)]]
    assert read_pdf(savers["a.pdf"](lines, ""), "a.pdf").replace("\f", "\n").split("\n") == lines


INDENTED = placed(("甲依法行政，", 2, 20), ("有序。", 0, 8), ("乙公开，", 2, 20), ("主动。", 0, 5))
HEADED = placed(("甲推进依法行政。", 2, 20), ("一、执法", 0, 8), ("二是公开。", 2, 20))
FLUSH = placed(("推进依法行政，", 0, 20), ("各项有序。", 0, 8), ("政务公开，", 0, 20))
TURNED = [
    *placed(("甲，", 2, 20), ("乙，", 0, 20), ("- 1 -", 9, 12)),
    *placed(("丙。", 0, 20), ("丁，", 2, 20), ("戊。", 0, 4), page=2),
]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (INDENTED, "甲依法行政，有序。\n乙公开，主动。"),
        (HEADED, "甲推进依法行政。\n一、执法\n二是公开。"),
        (FLUSH, "推进依法行政，\n各项有序。\n政务公开，"),
        (TURNED, "甲，乙，\n- 1 -\f丙。\n丁，戊。"),
        ([], ""),
    ],
)
def test_indents_tell_where_paragraphs_begin(lines: list[PlacedLine], text: str) -> None:
    assert join_by_indent(lines) == text


def test_a_scan_is_refused() -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(UnreadableFileError) as refusal:
        read_pdf(stream.getvalue(), "a.pdf")
    assert str(refusal.value) == (
        "wanted a PDF with a Chinese text layer, came pictures of pages (a scan) (a.pdf): "
        "recognise its text (OCR), or find the report as a web page or Word file"
    )


@pytest.mark.parametrize(("password", "opens"), [("", True), ("geheim", False)])
def test_only_a_password_that_must_be_known_closes_a_file(
    password: str, opens: bool, savers: dict[str, Saver]
) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(savers["a.pdf"]([LONG, LONG], "")))
    writer.encrypt(password, owner_password="other", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    if opens:
        assert read_pdf(stream.getvalue(), "a.pdf") == f"{LONG}\n{LONG}"
    else:
        with pytest.raises(UnreadableFileError, match="wanted a PDF without a password, came one"):
            read_pdf(stream.getvalue(), "a.pdf")
