"""Files that mean harm, or are broken: by kind, each with a name, made when asked for."""

# ruff: noqa: E501, PLW0108  (cases, one a line, made when asked for)

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

Saver = Callable[[Sequence[str], str], bytes]
TITLE = "云岭县人民政府2020年法治政府建设情况报告"
LINES = (
    TITLE,
    "一、主要工作",
    "（一）规范行政执法。全年办理行政处罚案件八十六件，均做到程序合法。",
    "二、存在的问题",
    "部分单位执法力量薄弱，普法形式单一。",
    "云岭县人民政府",
    "2021年1月8日",
)
TEXT = "\n".join(LINES) + "\n"
_PAGE = f"<html><head><title>{TITLE}</title></head><body><p>{'</p><p>'.join(LINES)}</p>"
_SUFFIXES = (
    "txt", "md", "html", "htm", "mhtml", "docx", "pdf", "csv", "tsv", "xlsx", "jsonl", "parquet",
    "zip",
)  # fmt: skip
_SAVED = (
    "a.txt", "gb.txt", "wide.txt", "a.md", "modern.html", "gb.htm", "a.docx", "a.pdf", "a.mhtml",
    "a.csv", "a.tsv", "a.xlsx", "a.jsonl", "a.parquet", "a.zip",
)  # fmt: skip
_CUTS = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999)
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "依法行政"}">' for n in range(10))
_BOMBED = f"<!DOCTYPE x [{_LAUGHS}]>"
_OUTSIDE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'


@dataclass(frozen=True)
class Case:
    """One file: its group, its name, and what makes its bytes."""

    kind: str
    name: str
    content: Callable[[], bytes]


def cases(savers: Mapping[str, Saver]) -> list[Case]:
    """Return all cases but the heavy ones, in a fixed order, by what saves whole files."""
    whole = {name: partial(savers[name], LINES, TITLE) for name in _SAVED}
    made = [
        *_truncated(whole), *_changed(whole), *_mislabelled(whole), *_binary(), *_marked(),
        *_encoded(), *_names(), *_pages(), *_archives(whole), *_office(whole), *_tables(whole),
        *_printed(),
    ]  # fmt: skip
    return [Case(case.kind, f"{k:04}-{case.name}", case.content) for k, case in enumerate(made)]


def heavy_cases(savers: Mapping[str, Saver]) -> list[Case]:
    """Return cases that would take minutes or gigabytes, were they not refused."""
    sheet = partial(_sheet, savers["a.xlsx"])
    far = f'<row r="900000000">{_cell("A900000000", "甲")}</row>'
    wide = "".join(f'<row r="{n}">{_cell(f"XFD{n}", "甲")}</row>' for n in range(2, 20_000))
    made: dict[str, Callable[[], bytes]] = {
        "one-line.txt": lambda: "推进依法行政，".encode() * (100 * 2**20 // 21),
        "one-line.html": lambda: b"<p>" + "推进依法行政，".encode() * (100 * 2**20 // 21),
        "headings.txt": lambda: "一、依法行政\n".encode() * 1_000_000,
        "headings.md": lambda: "# 依法行政\n".encode() * 1_000_000,
        "many-columns.csv": lambda: ("," * 200_000 + "正文\n" + "甲\n" * 200_000).encode(),
        "far-row.xlsx": partial(sheet, far),
        "far-columns.xlsx": partial(sheet, wide),
        "repeated-text.parquet": _repeated_text,
        "archives-of-bombs.zip": lambda: _archive(
            dict.fromkeys((f"{n}.zip" for n in range(40)), _bomb(64))
        ),
        "many-entries.zip": lambda: _archive({"a.txt": TEXT}) + b"PK\x01\x02" * 600_000,
        "headings-in-headings.html": lambda: (_PAGE + "<h1><div>甲" * 40_000).encode(),
        "hidden-in-hidden.html": lambda: (_PAGE + "<i style='display:none'>甲" * 40_000).encode(),
        "forms-in-forms.pdf": _nested_forms,
    }
    return [Case("heavy", name, content) for name, content in made.items()]


def _truncated(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    for name, save in whole.items():
        for share in _CUTS:
            yield Case("truncated", f"{share}-{name}", partial(_cut, save, share))


def _changed(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    """Bytes overwritten, zeros in the middle, a half that is there twice, the ends changed."""
    for name, save in whole.items():
        for seed in range(4):
            yield Case("changed", f"noise{seed}-{name}", partial(_noisy, save, seed))
        yield Case("changed", f"zeros-{name}", partial(_zeroed, save))
        yield Case("changed", f"twice-{name}", lambda save=save: save() + save())
        yield Case("changed", f"reversed-{name}", lambda save=save: save()[::-1])


def _mislabelled(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    for name, save in whole.items():
        stem = name.replace(".", "-")
        for suffix in (*_SUFFIXES, "doc"):
            if not name.endswith(f".{suffix}"):
                yield Case("mislabelled", f"{stem}.{suffix}", save)


def _binary() -> Iterator[Case]:
    for suffix in _SUFFIXES:
        noise = random.Random(suffix).randbytes(5_000)
        for name, content in {
            "random": noise, "zeros": bytes(5_000), "empty": b"", "blank": b" \n\t\r\n",
            "ones": b"\xff" * 5_000,
        }.items():  # fmt: skip
            yield Case("binary", f"{name}.{suffix}", lambda content=content: content)
    signatures = (
        b"%PDF-1.7", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"PAR1", b"\xd0\xcf\x11\xe0",
        b"\x1f\x8b", b"Rar!", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n",
        b"<html", b"PAR1" + bytes(50) + b"\xff\xff\xff\x7fPAR1",
    )  # fmt: skip
    for number, signature in enumerate(signatures):
        yield Case("binary", f"signature{number}.bin", lambda mark=signature: mark)
        noise = signature + random.Random(number).randbytes(3_000)
        yield Case("binary", f"signature{number}-noise.bin", lambda noise=noise: noise)


def _marked() -> Iterator[Case]:
    """Marks that are not seen, or turn the text round, between letters, lines and at the ends."""
    marks = "\u200b\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u0300\ufffe\x00\x0b\x85"
    marks += "\u2028\U000e0001\U0001f600\ue000"
    for mark in marks:
        for name, text in {
            "letters": mark.join(TEXT), "lines": TEXT.replace("\n", f"\n{mark}"),
            "ends": mark * 500 + TEXT + mark * 500,
        }.items():  # fmt: skip
            content = text.encode()
            yield Case("marks", f"{ord(mark):x}-{name}.txt", lambda content=content: content)
    paged = (_PAGE + "<p>&#x202e;&#x200b;&#0;&#xD800;&#x110000;全年&zwj;办理</p>").encode()
    yield Case("marks", "marks.html", lambda: paged)


def _encoded() -> Iterator[Case]:
    names = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5")
    for first in names:
        for second in names:
            mixed = TEXT.encode(first, "ignore") + TEXT.encode(second, "ignore")
            yield Case("encodings", f"{first}-{second}.txt", lambda mixed=mixed: mixed)
        page = _PAGE.replace("<head>", f"<head><meta charset='{first}'>").encode("gb18030")
        yield Case("encodings", f"declared-{first}.html", lambda page=page: page)
    for name in ("no-such", "utf-7", "rot13", "base64_codec", "idna", "undefined"):
        page = _PAGE.replace("<head>", f"<head><meta charset='{name}'>").encode()
        yield Case("encodings", f"declared-{name}.html", lambda page=page: page)


def _names() -> Iterator[Case]:
    odd = (
        "a b", "a'b", 'a"b', "a,b", "=1+1", "+cmd", "-rf", "@x", "$(id)", "`id`", "a\nb", "a\tb",
        "a#2", "a%00b", "\u202etxt", "\u200b", "C:\\x", "..", "…", "\U0001f600", "云" * 70, "nul",
        "\udcd4\udcc6", "*?[]", "&lt;b&gt;", "<b>",
    )  # fmt: skip
    for number, name in enumerate(odd):
        text = TEXT.replace("86", str(number))
        yield Case("names", f"{name}.txt", lambda text=text: text.encode())


def _pages() -> Iterator[Case]:
    tags = ("div", "table><tr><td", "span", "ul><li", "a href=x", "h1", "b", "p", "form", "svg",
            "template", "select", "article", "i style='display:none'")  # fmt: skip
    for tag in tags:
        page = _PAGE + f"<{tag}>办理案件。" * 500
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
        yield Case("pages", f"{name}.html", lambda more=more: (_PAGE + more).encode())
    for name, head in {"laughs": _BOMBED, "outside": _OUTSIDE}.items():
        page = f"<?xml version='1.0'?>{head}<html><body><p>{TEXT}&l9;</p></body></html>"
        yield Case("pages", f"{name}.xhtml", lambda page=page: page.encode())
    mail = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
    yield Case("pages", "deep.mhtml", lambda: (mail * 200).encode())
    empty = "MIME-Version: 1.0\nContent-Type: text/html; charset=no-such\n\n" + _PAGE
    yield Case("pages", "charset.mhtml", lambda: empty.encode())


def _archives(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    inside = {"a.txt": TEXT}
    nested = {depth: partial(_nested, inside, depth) for depth in range(1, 8)}
    for depth, content in nested.items():
        yield Case("archives", f"nested{depth}.zip", content)
    names = (
        "../../etc/a.txt", "/etc/a.txt", "C:\\a.txt", "..\\..\\a.txt", "a/../../../a.txt", "\\\\x\\a.txt",
        "./a.txt", "a\x00b.txt", "a" * 300 + ".txt", "/", "//a.txt", "~/a.txt", "a.txt/", "con.txt",
    )  # fmt: skip
    for number, name in enumerate(names):
        yield Case("archives", f"path{number}.zip", partial(_archive, {name: TEXT}))
    yield Case("archives", "bomb.zip", partial(_bomb, 64))
    yield Case(
        "archives", "bomb-and-text.zip", lambda: _archive({"z.txt": TEXT, "b.txt": "甲" * 10**7})
    )
    yield Case("archives", "many.zip", lambda: _archive(dict.fromkeys(map(str, range(20_001)), "")))
    yield Case("archives", "empty.zip", lambda: _archive({}))
    yield Case("archives", "itself.zip", lambda: _archive({"itself.zip": _archive({})}))
    for name, (offset, value) in {
        "size": (24, 2**31), "packed": (20, 2**31), "place": (42, 2**31), "method": (10, 99),
        "password": (8, 1), "checksum": (16, 1),
    }.items():  # fmt: skip
        yield Case("archives", f"directory-{name}.zip", partial(_misdirected, offset, value))
    yield Case(
        "archives", "all.zip", lambda: _archive({name: save() for name, save in whole.items()})
    )


def _office(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    body = "<w:p><w:r><w:t>推进依法行政&l9;</w:t></w:r></w:p>"
    for name, xml in {
        "laughs": f"{_BOMBED}<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "outside": f"{_OUTSIDE}<w:document {_WORD}><w:body>{body}</w:body></w:document>",
        "deep": f"<w:document {_WORD}><w:body>" + "<w:sdt>" * 5_000,
        "closed-deep": f"<w:document {_WORD}>{'<w:sdt>' * 250}{'</w:sdt>' * 250}</w:document>",
        "empty": "", "no-xml": "依法行政", "no-body": f"<w:document {_WORD}/>",
        "bomb": f"<w:document {_WORD}>" + " " * 10_000_000 + "</w:document>",
        "attribute": f"<w:document {_WORD} w:x='{'甲' * 200_000}'/>",
    }.items():  # fmt: skip
        change = {"word/document.xml": xml}
        yield Case("office", f"{name}.docx", partial(_with, whole["a.docx"], change))
        for part in ("word/styles.xml", "word/numbering.xml"):
            change = {part: xml}
            stem = PurePosixPath(part).stem
            yield Case("office", f"{name}-{stem}.docx", partial(_with, whole["a.docx"], change))
    numbers = (
        f'<w:numbering {_WORD}><w:abstractNum w:abstractNumId="0"><w:styleLink w:val="a"/>'
        '<w:numStyleLink w:val="a"/><w:lvl w:ilvl="x"><w:start w:val="9e9"/><w:lvlText w:val="%9%9"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    yield Case(
        "office", "numbers.docx", partial(_with, whole["a.docx"], {"word/numbering.xml": numbers})
    )
    for name, rows in {
        "laughs": "", "far": f'<row r="2000000">{_cell("A2000000", "甲")}</row>',
        "letters": f'<row r="2">{_cell("ZZZZ2", "甲")}</row>', "number": f'<row r="-1">{_cell("A", "甲")}</row>',
        "again": f'<row r="1">{_cell("A1", "甲")}</row>' * 50, "shared": '<row><c r="A2" t="s"><v>99</v></c></row>',
        "date": '<row r="2"><c r="A2" t="d"><v>9999-99-99</v></c></row>',
        "formula": '<row r="2"><c r="A2"><f>WEBSERVICE("http://x")</f></c></row>',
        "infinite": '<row r="2"><c r="A2"><v>1e999</v></c></row>',
    }.items():  # fmt: skip
        head = _BOMBED if name == "laughs" else ""
        yield Case("office", f"{name}.xlsx", partial(_sheet, whole["a.xlsx"], rows, head=head))
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"):
        for number, xml in enumerate(
            ("", "<x>", f"{_BOMBED}<x>&l9;</x>", f"{_OUTSIDE}<x>&l9;</x>")
        ):
            stem = PurePosixPath(part).stem
            content = partial(_with, whole["a.xlsx"], {part: xml})
            yield Case("office", f"{stem}{number}.xlsx", content)


def _tables(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
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


def _printed() -> Iterator[Case]:
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


def _cut(save: Callable[[], bytes], share: float) -> bytes:
    whole = save()
    return whole[: int(len(whole) * share)]


def _noisy(save: Callable[[], bytes], seed: int) -> bytes:
    content, chance = bytearray(save()), random.Random(seed)
    for _ in range(2 + seed * 10):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _zeroed(save: Callable[[], bytes]) -> bytes:
    content = save()
    third = len(content) // 3
    return content[:third] + bytes(third) + content[2 * third :]


def _archive(members: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _nested(inside: Mapping[str, str | bytes], depth: int) -> bytes:
    content = _archive(inside)
    for level in range(depth):
        content = _archive({f"{level}.zip": content})
    return content


def _bomb(megabytes: int) -> bytes:
    return _archive({"a.txt": "依法行政。\n".encode() * (megabytes * 2**20 // 16)})


def _misdirected(offset: int, value: int) -> bytes:
    """An archive whose directory states what is not so."""
    content = bytearray(_archive({"a.txt": TEXT}))
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


def _with(save: Callable[[], bytes], changed: Mapping[str, str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(save())) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return _archive(members | dict(changed))


def _sheet(save: Callable[..., bytes], rows: str, *, head: str = "") -> bytes:
    laughs = "&l9;" if head else ""
    first = f'<row r="1">{_cell("A1", "正文" + laughs)}</row>'
    xml = (
        f'{head}<worksheet {_SHEET}><dimension ref="A1:XFD1048576"/><sheetData>{first}{rows}'
        "</sheetData></worksheet>"
    )
    whole = save if isinstance(save, partial) else partial(save, LINES, TITLE)
    return _with(whole, {"xl/worksheets/sheet1.xml": xml})


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _repeated_text() -> bytes:
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


def _nested_forms() -> bytes:
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
