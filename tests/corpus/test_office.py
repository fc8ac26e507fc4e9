"""Word files as Word prints them: numbers, insertions, tables; nothing that is struck out."""

from __future__ import annotations

import io
import zipfile

import pytest

from toolkit.corpus.listnumbers import format_number
from toolkit.corpus.office import read_docx
from toolkit.errors import UnreadableFileError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def word(body: str, *, numbering: str = "", styles: str = "", space: str = W) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, root, inside in (
            ("document", "document", f"<w:body>{body}</w:body>"),
            ("numbering", "numbering", numbering),
            ("styles", "styles", styles),
        ):
            if inside:
                xml = f"<w:{root} xmlns:w='{space}'>{inside}</w:{root}>"
                archive.writestr(f"word/{name}.xml", xml)
    return stream.getvalue()


def p(text: str, properties: str = "") -> str:
    inside = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inside}<w:r><w:t>{text}</w:t></w:r></w:p>"


def lines(content: bytes) -> list[str]:
    return read_docx(content, "a.docx").split("\n")


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (p("一、概况") + p("办案。"), ["一、概况", "办案。"]),
        (p("") + p("办案。") + p(" "), ["办案。"]),
        (
            "<w:p><w:r><w:t>依法</w:t></w:r><w:ins><w:r><w:t>行政</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del></w:p>",
            ["依法行政"],
        ),
        ("<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>", ["上", "下"]),
        (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>见</w:t></w:r></w:p>",
            ["见"],
        ),
        (
            "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
            "</w:pict></w:r><w:r><w:t>文</w:t><w:footnoteReference/></w:r></w:p>",
            ["文"],
        ),
        (
            "<w:p><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>接</w:t>"
            "</w:r></w:smartTag></w:p>",
            ["链接"],
        ),
        (
            "<w:tbl><w:tr><w:tc>" + p("事项") + "</w:tc><w:tc>" + p("件数") + "</w:tc></w:tr><w:tr>"
            "<w:tc>" + p("复议") + "</w:tc><w:tc>" + p("28") + "</w:tc></w:tr></w:tbl>" + p("后文"),
            ["事项\t件数", "复议\t28", "后文"],
        ),
        (
            "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
            "</w:docPartObj></w:sdtPr><w:sdtContent>" + p("目录") + "</w:sdtContent></w:sdt>"
            "<w:sdt><w:sdtContent>" + p("正文") + "</w:sdtContent></w:sdt>",
            ["正文"],
        ),
    ],
)
@pytest.mark.parametrize("space", [W, STRICT])
def test_what_word_prints_is_read_in_order(body: str, printed: list[str], space: str) -> None:
    assert lines(word(body, space=space)) == printed


NUMBERING = (
    "<w:abstractNum w:abstractNumId='1'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/>"
    "<w:lvlText w:val='%1、'/><w:pStyle w:val='H1'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>"
    "<w:lvlText w:val='（%2）'/><w:pStyle w:val='H2'/></w:lvl>"
    "<w:lvl w:ilvl='2'><w:numFmt w:val='decimal'/><w:lvlText w:val='%3.'/></w:lvl></w:abstractNum>"
    "<w:abstractNum w:abstractNumId='2'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/>"
    "<w:lvlText w:val='•'/></w:lvl></w:abstractNum>"
    "<w:num w:numId='5'><w:abstractNumId w:val='1'/></w:num>"
    "<w:num w:numId='6'><w:abstractNumId w:val='2'/></w:num>"
    "<w:num w:numId='7'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'>"
    "<w:startOverride w:val='1'/></w:lvlOverride></w:num>"
)
STYLES = (
    "<w:style w:styleId='H1'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='5'/>"
    "</w:numPr></w:pPr></w:style><w:style w:styleId='H2'><w:name w:val='heading 2'/>"
    "<w:basedOn w:val='H1'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr></w:pPr></w:style>"
    "<w:style w:styleId='T1'><w:name w:val='toc 1'/></w:style>"
)


def listed(number: int, depth: int = 0) -> str:
    return f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>"


def styled(name: str) -> str:
    return f"<w:pStyle w:val='{name}'/>"


@pytest.mark.parametrize(
    ("paragraphs", "printed"),
    [
        (
            [
                (listed(5), "概况"),
                (listed(5, 1), "执法"),
                (listed(5, 1), "普法"),
                (listed(5), "问题"),
            ],
            ["一、概况", "（一）执法", "（二）普法", "二、问题"],
        ),
        (
            [(listed(5), "甲"), ("", ""), (listed(5, 2), "乙"), (listed(5, 2), "丙")],
            ["一、甲", "1.乙", "2.丙"],
        ),
        (
            [(styled("H1"), "概况"), (styled("H2"), "执法"), (styled("H1"), "问题")],
            ["一、概况", "（一）执法", "二、问题"],
        ),
        ([(listed(5), "甲"), (listed(7), "乙"), (listed(7), "丙")], ["一、甲", "一、乙", "二、丙"]),
        ([(listed(6), "甲"), (listed(0), "乙"), (listed(99), "丙")], ["甲", "乙", "丙"]),
        ([(styled("T1"), "概况 1"), (styled("none"), "正文")], ["正文"]),
    ],
)
def test_words_own_numbers_are_printed(
    paragraphs: list[tuple[str, str]], printed: list[str]
) -> None:
    body = "".join(p(text, properties) for properties, text in paragraphs)
    assert lines(word(body, numbering=NUMBERING, styles=STYLES)) == printed


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (3, "chineseLegalSimplified", "叁"),
        (12, "ideographDigital", "一二"),
        (2, "decimalEnclosedCircleChinese", "②"),
        (21, "decimalEnclosedCircle", "21"),
        (2, "upperLetter", "B"),
        (2, "lowerLetter", "b"),
        (7, "decimal", "7"),
        (7, "bullet", ""),
    ],
)
def test_number_formats(number: int, style: str, written: str) -> None:
    assert format_number(number, style) == written


def test_entities_are_not_resolved() -> None:
    bomb = "<!DOCTYPE d [<!ENTITY a 'x'><!ENTITY b SYSTEM 'file:///etc/hostname'>]>"
    xml = f"{bomb}<w:document xmlns:w='{W}'><w:body>{p('正文&a;&b;')}</w:body></w:document>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", xml)
    assert read_docx(stream.getvalue(), "a.docx") == "正文"


def test_xml_that_is_not_well_formed_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="wanted a whole Word file, came a damaged one"):
        read_docx(word("<w:p>"), "a.docx")
