"""Hostile and broken files by their format: pages, archives, office files, tables, PDF."""

# ruff: noqa: E501, PLW0108  (cases, one a line, made when asked for)

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from tests.corpus.hostile_texts import LINES, PAGE, TEXT, TITLE, Case

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "依法行政"}">' for n in range(10))
_BOMBED = f"<!DOCTYPE x [{_LAUGHS}]>"
_OUTSIDE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'


def pages() -> Iterator[Case]:
    tags = ("div", "table><tr><td", "span", "ul><li", "a href=x", "h1", "b", "p", "form", "svg",
            "template", "select", "article", "i style='display:none'")  # fmt: skip
    for tag in tags:
        page = PAGE + f"<{tag}>办理案件。" * 500
        yield Case(
            "pages", f"deep-{tag.split('>')[0].split()[0]}.html", lambda page=page: page.encode()
        )
    for name, more in {
        "attribute": "<p " + "x" * 200_000, "attributes": "<p " + "x=y " * 5_000 + ">",
        "comment": "<!--" * 5_000, "entities": "&amp;" * 20_000, "closed": "</div>" * 20_000,
        "script": "<script>" + "<p>" * 5_000, "cdata": "<![CDATA[" * 2_000,
        "doctype": "<!DOCTYPE" * 2_000, "brackets": "<" * 50_000, "frames": "<iframe src=a.html>" * 200,
        "meta": "<meta name=PubDate content='9999-99-99'>" * 500, "base": "<base href='file:///etc/'>",
        "breaks": "<br>" * 5_000, "blanks": "&nbsp;" * 20_000, "span": "<td colspan=99999999>甲</td>",
    }.items():  # fmt: skip
        yield Case("pages", f"{name}.html", lambda more=more: (PAGE + more).encode())
    for name, head in {"laughs": _BOMBED, "outside": _OUTSIDE}.items():
        page = f"<?xml version='1.0'?>{head}<html><body><p>{TEXT}&l9;</p></body></html>"
        yield Case("pages", f"{name}.xhtml", lambda page=page: page.encode())
    mail = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
    yield Case("pages", "deep.mhtml", lambda: (mail * 200).encode())
    empty = "MIME-Version: 1.0\nContent-Type: text/html; charset=no-such\n\n" + PAGE
    yield Case("pages", "charset.mhtml", lambda: empty.encode())


def archives(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    inside = {"a.txt": TEXT}
    nested = {depth: partial(_nested, inside, depth) for depth in range(1, 8)}
    for depth, content in nested.items():
        yield Case("archives", f"nested{depth}.zip", content)
    names = (
        "../../etc/a.txt", "/etc/a.txt", "C:\\a.txt", "..\\..\\a.txt", "a/../../../a.txt", "\\\\x\\a.txt",
        "./a.txt", "a\x00b.txt", "a" * 300 + ".txt", "/", "//a.txt", "~/a.txt", "a.txt/", "con.txt",
    )  # fmt: skip
    for number, name in enumerate(names):
        yield Case("archives", f"path{number}.zip", partial(zipped, {name: TEXT}))
    yield Case("archives", "bomb.zip", partial(bomb, 64))
    yield Case(
        "archives", "bomb-and-text.zip", lambda: zipped({"z.txt": TEXT, "b.txt": "甲" * 10**7})
    )
    yield Case("archives", "many.zip", lambda: zipped(dict.fromkeys(map(str, range(20_001)), "")))
    yield Case("archives", "empty.zip", lambda: zipped({}))
    yield Case("archives", "itself.zip", lambda: zipped({"itself.zip": zipped({})}))
    for name, (offset, value) in {
        "size": (24, 2**31), "packed": (20, 2**31), "place": (42, 2**31), "method": (10, 99),
        "password": (8, 1), "checksum": (16, 1),
    }.items():  # fmt: skip
        yield Case("archives", f"directory-{name}.zip", partial(_misdirected, offset, value))
    yield Case(
        "archives", "all.zip", lambda: zipped({name: save() for name, save in whole.items()})
    )


def office(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    body = "<w:p><w:r><w:t>推进依法行政&l9;</w:t></w:r></w:p>"
    for name, xml in {
        "laughs": f"{_BOMBED}<w:document {WORD}><w:body>{body}</w:body></w:document>",
        "outside": f"{_OUTSIDE}<w:document {WORD}><w:body>{body}</w:body></w:document>",
        "deep": f"<w:document {WORD}><w:body>" + "<w:sdt>" * 5_000,
        "closed-deep": f"<w:document {WORD}>{'<w:sdt>' * 250}{'</w:sdt>' * 250}</w:document>",
        "empty": "", "no-xml": "依法行政", "no-body": f"<w:document {WORD}/>",
        "bomb": f"<w:document {WORD}>" + " " * 10_000_000 + "</w:document>",
        "attribute": f"<w:document {WORD} w:x='{'甲' * 200_000}'/>",
    }.items():  # fmt: skip
        change = {"word/document.xml": xml}
        yield Case("office", f"{name}.docx", partial(changed_parts, whole["a.docx"], change))
        for part in ("word/styles.xml", "word/numbering.xml"):
            change = {part: xml}
            stem = PurePosixPath(part).stem
            yield Case(
                "office", f"{name}-{stem}.docx", partial(changed_parts, whole["a.docx"], change)
            )
    numbers = (
        f'<w:numbering {WORD}><w:abstractNum w:abstractNumId="0"><w:styleLink w:val="a"/>'
        '<w:numStyleLink w:val="a"/><w:lvl w:ilvl="x"><w:start w:val="9e9"/><w:lvlText w:val="%9%9"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    yield Case(
        "office",
        "numbers.docx",
        partial(changed_parts, whole["a.docx"], {"word/numbering.xml": numbers}),
    )
    for name, rows in {
        "laughs": "", "far": f'<row r="2000000">{cell("A2000000", "甲")}</row>',
        "letters": f'<row r="2">{cell("ZZZZ2", "甲")}</row>', "number": f'<row r="-1">{cell("A", "甲")}</row>',
        "again": f'<row r="1">{cell("A1", "甲")}</row>' * 50, "shared": '<row><c r="A2" t="s"><v>99</v></c></row>',
        "date": '<row r="2"><c r="A2" t="d"><v>9999-99-99</v></c></row>',
        "formula": '<row r="2"><c r="A2"><f>WEBSERVICE("http://x")</f></c></row>',
        "infinite": '<row r="2"><c r="A2"><v>1e999</v></c></row>',
    }.items():  # fmt: skip
        head = _BOMBED if name == "laughs" else ""
        yield Case("office", f"{name}.xlsx", partial(sheet, whole["a.xlsx"], rows, head=head))
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"):
        for number, xml in enumerate(
            ("", "<x>", f"{_BOMBED}<x>&l9;</x>", f"{_OUTSIDE}<x>&l9;</x>")
        ):
            stem = PurePosixPath(part).stem
            content = partial(changed_parts, whole["a.xlsx"], {part: xml})
            yield Case("office", f"{stem}{number}.xlsx", content)


def tables(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    lone = json.dumps({"正文": TEXT * 400 + "\ud800", "标\udc00题": "\udc00甲"})
    for name, line in {
        "deep": "[" * 100_000, "deep-closed": "[" * 900 + "]" * 900, "number": '{"正文": ' + "9" * 6_000 + "}",
        "null": '{"正文": null}', "list": '{"正文": [[]]}', "twice": '{"正文": "甲", "正文": "乙"}', "nan": "NaN",
        "infinite": '{"正文": -Infinity}', "lone": lone, "text": '"甲"', "key": '{"": "甲"}', "half": '{"正文',
    }.items():  # fmt: skip
        yield Case("tables", f"{name}.jsonl", lambda line=line: (line + "\n").encode())
    for name, text in {
        "quote": '正文\n"' + "甲" * 1_000, "ragged": "正文,x\n甲,1,2,3\n", "twice": "正文,正文\n甲,乙\n",
        "header": "正文", "empty-names": ",,,正文\n1,2,3,甲\n", "quotes": '正文\n' + '"' * 10_001,
        "results": "paragraph_id,正文\n1,甲\n", "unnamed": ",\n,\n", "formula": "正文,标题\n甲,=1+1\n",
        "returns": "正文\r甲\r乙\r", "wide": "正文" + ",x" * 3_000 + "\n甲\n", "markup": "正文\n" + "<p>甲</p>" * 50,
        "stated": "正文,year,level,published\n依法行政,二〇二〇,天,9999-99-99\n",
    }.items():  # fmt: skip
        for suffix in ("csv", "tsv"):
            yield Case("tables", f"{name}.{suffix}", lambda text=text: text.encode())
    for number in range(12):
        yield Case(
            "tables", f"footer{number}.parquet", partial(_misread, whole["a.parquet"], number)
        )


def printed() -> Iterator[Case]:
    kids, page = "/Type /Pages /Count 1 /Kids [2 0 R]", "/Type /Page /MediaBox [0 0 9 9]"
    for name, objects in {
        "tree-of-itself": ["<< /Type /Catalog /Pages 2 0 R >>", f"<< {kids} >>"],
        "no-pages": ["<< /Type /Catalog /Pages 9 0 R >>"],
        "no-root": ["<< >>"],
        "count": ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 99999999 /Kids [] >>"],
        "parent": ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] /Parent 3 0 R >>",
                   f"<< {page} /Parent 3 0 R >>"],
        "contents": ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
                     f"<< {page} /Parent 2 0 R /Contents 3 0 R >>"],
        "reference": ["<< /Type /Catalog /Pages 2 0 R >>", "2 0 R"],
        "length": ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Length 2 0 R >>\nstream\nx\nendstream"],
        "deep": ["<< /Type /Catalog /Pages 2 0 R >>", "[" * 3_000], "form": _form_of_itself(),
    }.items():  # fmt: skip
        yield Case("pdf", f"{name}.pdf", partial(_pdf, objects))
        yield Case("pdf", f"{name}-loop.pdf", partial(_pdf, objects, loop=True))
        yield Case("pdf", f"{name}-nowhere.pdf", partial(_pdf, objects, place=10**9))


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _nested(inside: Mapping[str, str | bytes], depth: int) -> bytes:
    content = zipped(inside)
    for level in range(depth):
        content = zipped({f"{level}.zip": content})
    return content


def bomb(megabytes: int) -> bytes:
    return zipped({"a.txt": "依法行政。\n".encode() * (megabytes * 2**20 // 16)})


def _misdirected(offset: int, value: int) -> bytes:
    """An archive whose directory states what is not so."""
    content = bytearray(zipped({"a.txt": TEXT}))
    place = content.index(b"PK\x01\x02") + offset
    size = 2 if offset in {8, 10} else 4
    content[place : place + size] = value.to_bytes(size, "little")
    return bytes(content)


def _misread(save: Callable[[], bytes], number: int) -> bytes:
    """A Parquet file with other bytes in what its footer tells."""
    content = bytearray(save())
    if number == 0:
        content[-8:-4] = struct.pack("<I", 2**31)
    chance = random.Random(number)
    footer = len(content) - 8 - min(600, len(content) // 2)
    for _ in range(number):
        content[chance.randrange(footer, len(content) - 8)] = chance.randrange(256)
    return bytes(content)


def changed_parts(save: Callable[[], bytes], changed: Mapping[str, str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(save())) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(members | dict(changed))


def sheet(save: Callable[..., bytes], rows: str, *, head: str = "") -> bytes:
    laughs = "&l9;" if head else ""
    first = f'<row r="1">{cell("A1", "正文" + laughs)}</row>'
    xml = (
        f'{head}<worksheet {SHEET}><dimension ref="A1:XFD1048576"/><sheetData>{first}{rows}'
        "</sheetData></worksheet>"
    )
    whole = save if isinstance(save, partial) else partial(save, LINES, TITLE)
    return changed_parts(whole, {"xl/worksheets/sheet1.xml": xml})


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def repeated_paragraphs() -> dict[str, str]:
    """A Word file's part with a million paragraphs, which packs into some kilobytes."""
    paragraph = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
    xml = f"<w:document {WORD}><w:body>{paragraph * 1_000_000}</w:body></w:document>"
    return {"word/document.xml": xml}


def repeated_strings() -> dict[str, str]:
    """A workbook's part with two million strings."""
    return {"xl/sharedStrings.xml": f"<sst {SHEET}>{'<si><t>甲</t></si>' * 2_000_000}</sst>"}


def repeated_text() -> bytes:
    """A text that the file holds once and that stands in each of a million rows."""
    import pyarrow as pa
    from pyarrow import parquet

    text = "推进依法行政。" * 20_000
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int32()), [text])
    stream = io.BytesIO()
    parquet.write_table(pa.table({"正文": column}), stream, store_schema=False)
    return stream.getvalue()


def _form_of_itself() -> list[str]:
    return [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /MediaBox [0 0 9 9] /Parent 2 0 R /Contents 4 0 R "
        "/Resources << /XObject << /F 5 0 R >> >> >>",
        "<< /Length 5 >>\nstream\n/F Do\nendstream",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 "
        "/Resources << /XObject << /F 5 0 R >> >> >>\nstream\n/F Do\nendstream",
    ]


def nested_forms() -> bytes:
    """Forms that each draw the next ten times: ten to the power of twenty drawings."""
    objects = _form_of_itself()[:4]
    drawn = "/F Do " * 10
    for number in range(5, 25):
        objects.append(
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length {len(drawn)} /Resources "
            f"<< /XObject << /F {number + 1} 0 R >> >> >>\nstream\n{drawn}\nendstream"
        )
    return _pdf([*objects, "<< /Type /XObject /Subtype /Form /Length 1 >>\nstream\nq\nendstream"])


def _pdf(objects: Sequence[str], *, loop: bool = False, place: int | None = None) -> bytes:
    """Write objects as a PDF; its table of places may point to itself, or nowhere."""
    content, places = b"%PDF-1.7\n", list[int]()
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{one}\nendobj\n".encode()
    start = len(content)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    table += "".join(f"{one:010} 00000 n \n" for one in places)
    before = f"/Prev {start}" if loop else ""
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {before} >>\n"
    return content + f"{table}{end}startxref\n{place or start}\n%%EOF\n".encode()
