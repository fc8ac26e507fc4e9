"""Files are read as what they are, whatever their names say; the rest is refused with a remedy."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from toolkit.corpus.reading import FileText, Refusal, find_files, read_file, read_parts
from toolkit.errors import ToolkitError, UnreadableFileError

Saver = Callable[[Sequence[str], str], bytes]
TEXT = "云岭县2020年法治政府建设报告\n一、总体情况\n全年办结行政复议案件12件。\n"
TITLE = "云岭县2020年法治政府建设报告"


def parts_of(folder: Path, name: str, content: bytes, column: str | None = None) -> list[object]:
    (folder / name).write_bytes(content)
    return list(read_parts(folder / name, name, text_column=column))


def texts_of(folder: Path, name: str, content: bytes) -> dict[str, str]:
    parts = parts_of(folder, name, content)
    assert all(isinstance(part, FileText) for part in parts), parts
    return {part.name: part.text for part in parts if isinstance(part, FileText)}


def refusal_of(folder: Path, name: str, content: bytes) -> str:
    (part,) = parts_of(folder, name, content)
    assert isinstance(part, Refusal)
    return str(part.reason)


@pytest.mark.parametrize(
    ("saved", "name", "kind"),
    [
        ("modern.html", "a.txt", "html"),
        ("tables.html", "a.doc", "html"),
        ("modern.html", "a.pdf", "html"),
        ("modern.html", "a.aspx", "html"),
        ("gb.htm", "noname", "html"),
        ("a.mhtml", "a.doc", "mhtml"),
        ("a.mhtml", "a.html", "mhtml"),
        ("a.docx", "a.doc", "docx"),
        ("a.docx", "a.zip", "docx"),
        ("a.pdf", "a.txt", "pdf"),
        ("a.xlsx", "a.xls", "xlsx"),
        ("a.parquet", "a.csv", "parquet"),
    ],
)
def test_a_file_is_read_as_what_it_is(
    saved: str, name: str, kind: str, savers: dict[str, Saver], tmp_path: Path
) -> None:
    lines = [TITLE, *(["全县深入推进依法行政，全年办结行政复议案件12件。"] * 3)]
    (part,) = parts_of(tmp_path, name, savers[saved](lines, TITLE))
    assert isinstance(part, FileText)
    assert part.format == kind
    assert "全年办结行政复议案件12件。" in part.text


def test_a_zip_named_docx_is_read_as_an_archive(savers: dict[str, Saver], tmp_path: Path) -> None:
    found = texts_of(
        tmp_path, "a.docx", savers["a.zip"]([TITLE, "全年办案12件，无一撤销。"], TITLE)
    )
    assert list(found) == ["a.docx/报告/云岭县.html"]


KINDS = ".txt, .md, .html, .htm, .mhtml, .docx, .pdf, .csv, .tsv, .xlsx, .jsonl, .parquet, .zip"
AS_DOCX = "open it in Word, WPS or LibreOffice, and save it as .docx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
OCR = "recognise its text (OCR), and save it as a .txt or .docx file"


@pytest.mark.parametrize(
    ("name", "content", "came", "remedy"),
    [
        ("a.doc", OLE, "an old Word or WPS file (.doc, .wps)", AS_DOCX),
        ("a.wps", OLE, "an old Word or WPS file (.doc, .wps)", AS_DOCX),
        (
            "a.xls",
            OLE,
            "an old Excel file (.xls)",
            "open it in Excel, WPS or LibreOffice, and save it as .xlsx",
        ),
        (
            "a.docx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "a file with a password",
            "open it with its password, and save it without one",
        ),
        ("a.rtf", b"{\\rtf1\\ansi", "an RTF file", AS_DOCX),
        ("a.jpg", b"\xff\xd8\xff\xe0", "a JPEG image", OCR),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "a PNG image", OCR),
        ("a.rar", b"Rar!\x1a\x07", "a RAR archive", "unpack it"),
        ("a.gz", gzip.compress(b"x", mtime=0), "a gzip archive", "unpack it"),
        ("a.exe", b"MZ", ".exe", "open it, and save its text as a .txt file"),
    ],
)
def test_kinds_that_are_not_read_are_refused_with_what_to_do(
    name: str, content: bytes, came: str, remedy: str, tmp_path: Path
) -> None:
    wanted = f"wanted a file of kind {KINDS}, came {came} ({name}): {remedy}"
    assert refusal_of(tmp_path, name, content) == wanted


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.docx", "wanted a .docx file, came a file that does not begin as one (a.docx)"),
        ("a.pdf", "wanted a .pdf file, came a file that does not begin as one (a.pdf)"),
        ("a.csv", "wanted a column of reports (text, content, 正文 …), came 乱码"),
    ],
)
def test_a_file_of_text_with_a_wrong_suffix_is_refused(
    name: str, message: str, tmp_path: Path
) -> None:
    assert refusal_of(tmp_path, name, "乱码".encode()).startswith(message)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.parquet", "a.zip", "a.mhtml"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_a_damaged_file_becomes_a_refusal(
    name: str, share: float, savers: dict[str, Saver], tmp_path: Path
) -> None:
    whole = savers[name]([TITLE, "全年办案12件，无一撤销。"], TITLE)
    cut = parts_of(tmp_path, name, whole[: int(len(whole) * share)])
    mixed = parts_of(tmp_path, name, whole[:99] + bytes(40) + whole[139:])
    assert all(isinstance(part, FileText | Refusal) for part in cut + mixed)
    if name != "a.mhtml":
        assert any(isinstance(part, Refusal) for part in cut) or name == "a.pdf"


def test_a_file_without_chinese_and_an_unreadable_one_are_refused(tmp_path: Path) -> None:
    assert "wanted Chinese text, came none" in refusal_of(tmp_path, "b.txt", b"annual report")
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere")
    (part,) = read_parts(tmp_path / "lost.txt", "lost.txt")
    assert isinstance(part, Refusal)
    assert part.reason.wanted == "a readable file"


def test_read_file_gives_one_text_or_raises(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert read_file(tmp_path / "a.txt").text == TEXT
    rows = "text\n第一份报告\n第二份报告\n"
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="wanted a file of one text, came 2 of them"):
        read_file(tmp_path / "a.csv")
    (tmp_path / "b.txt").write_bytes(b"")
    with pytest.raises(UnreadableFileError, match="an empty file"):
        read_file(tmp_path / "b.txt")


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return stream.getvalue()


def test_archives_are_read_one_in_another_with_harmless_names(tmp_path: Path) -> None:
    text = TEXT.encode()
    inner = zipped(("c.txt", text), ("deep.zip", zipped(("d.zip", zipped(("e.txt", text))))))
    outer = zipped(
        ("../../etc/a.txt", text),
        ("b\\b.txt", text),
        ("__MACOSX/._a.txt", b"x"),
        (".hidden.txt", text),
        ("empty/", b""),
        ("z.zip", inner),
    )
    parts = parts_of(tmp_path, "a.zip", outer)
    read = [part.name for part in parts if isinstance(part, FileText)]
    assert read == ["a.zip/b/b.txt", "a.zip/etc/a.txt", "a.zip/z.zip/c.txt"]
    assert [part.name for part in parts if isinstance(part, Refusal)] == ["a.zip/z.zip/deep.zip"]
    assert list(tmp_path.iterdir()) == [tmp_path / "a.zip"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_in_archives_are_utf8_or_gb18030(encoding: str, tmp_path: Path) -> None:
    # Programs write such names without the mark of UTF-8: the mark is taken out again here.
    asked = "x" * len("云岭县.txt".encode(encoding))
    content = zipped((asked, TEXT.encode())).replace(asked.encode(), "云岭县.txt".encode(encoding))
    assert list(texts_of(tmp_path, "a.zip", content)) == ["a.zip/云岭县.txt"]


def test_a_member_that_unpacks_to_hundreds_of_times_its_size_is_refused(tmp_path: Path) -> None:
    content = zipped(("bomb.txt", bytes(20 * 2**20)), ("a.txt", TEXT.encode()))
    good, bad = parts_of(tmp_path, "a.zip", content)
    assert isinstance(good, FileText)
    assert isinstance(bad, Refusal)
    assert bad.reason.wanted == "a document's usual size"
    word = zipped(("word/document.xml", b"<a>" + bytes(70 * 2**20) + b"</a>"))
    assert "a document's usual size" in refusal_of(tmp_path, "a.docx", word)


def test_rows_are_documents_and_their_other_columns_metadata(tmp_path: Path) -> None:
    rows = [
        {"全文": "全年办案12件。", "标题": TITLE, "网址": "http://a.gov.cn", "year": 2020},
        {"全文": "", "标题": "无文"},
        {"全文": "<p>一、总体情况</p><p>办案<b>3</b>件。</p><p></p>", "文件名": "x/b.html"},
    ]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    first, empty, last = parts_of(tmp_path, "a.jsonl", content.encode())
    assert isinstance(first, FileText)
    assert isinstance(last, FileText)
    assert isinstance(empty, Refusal)
    assert first.text == f"{TITLE}\n全年办案12件。"
    assert (first.name, first.file_name, first.url) == ("a.jsonl#1", "", "http://a.gov.cn")
    assert first.stated == {"标题": TITLE, "网址": "http://a.gov.cn", "year": "2020"}
    assert empty.name == "a.jsonl#2"
    assert (last.text, last.file_name, last.stated) == ("一、总体情况\n办案3件。", "b.html", {})


def test_a_cell_that_a_spreadsheet_cut_is_told(tmp_path: Path) -> None:
    content = f"text\n{'法' * 32767}\n".encode()
    came = "wanted a whole report, came a cell that a spreadsheet cut at 32767 characters"
    assert refusal_of(tmp_path, "a.csv", content).startswith(came)


def test_the_column_of_text_can_be_named(tmp_path: Path) -> None:
    content = "摘要,说明\n一,全年办案。\n".encode()
    (part,) = parts_of(tmp_path, "a.csv", content, "说明")
    assert isinstance(part, FileText)
    assert part.text == "全年办案。"
    assert part.stated == {"摘要": "一"}
    (refused,) = parts_of(tmp_path, "a.csv", content, "正文")
    assert isinstance(refused, Refusal)
    assert str(refused.reason) == (
        "wanted a column 正文, came 摘要, 说明 (a.csv): "
        "name the column that holds the reports with --text-column"
    )


def test_many_comments_before_no_page_are_read_at_once(tmp_path: Path) -> None:
    assert texts_of(tmp_path, "a.txt", ("<!-- 注 -->" * 3000 + TEXT).encode())


def test_files_come_in_a_fixed_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", ".hidden/3.txt", "~$lock.txt", "Thumbs.db", "c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [name for _, name in find_files(tmp_path)] == ["a/1.txt", "b/2.txt", "c.txt"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="wanted a file or folder, came nothing of that name"):
        find_files(tmp_path / "none")
