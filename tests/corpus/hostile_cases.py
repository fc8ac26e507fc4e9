"""Files that mean harm, or are broken: by kind, each with a name, made when asked for."""

# ruff: noqa: PLW0108  (cases, one a line, made when asked for)

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from tests.corpus import hostile_files as files
from tests.corpus import hostile_texts as texts
from tests.corpus.hostile_texts import LINES, TEXT, TITLE, Case

Saver = Callable[[Sequence[str], str], bytes]
_SAVED = (
    "a.txt", "gb.txt", "wide.txt", "a.md", "modern.html", "gb.htm", "a.docx", "a.pdf", "a.mhtml",
    "a.csv", "a.tsv", "a.xlsx", "a.jsonl", "a.parquet", "a.zip",
)  # fmt: skip


def cases(savers: Mapping[str, Saver]) -> list[Case]:
    """Return all cases but the heavy ones, in a fixed order, by what saves whole files."""
    whole = {name: partial(savers[name], LINES, TITLE) for name in _SAVED}
    made = [
        *texts.truncated(whole), *texts.changed(whole), *texts.mislabelled(whole), *texts.binary(),
        *texts.marked(), *texts.encoded(), *texts.names(), *files.pages(), *files.archives(whole),
        *files.office(whole), *files.tables(whole), *files.printed(),
    ]  # fmt: skip
    return [Case(case.kind, f"{k:04}-{case.name}", case.content) for k, case in enumerate(made)]


def heavy_cases(savers: Mapping[str, Saver]) -> list[Case]:
    """Return cases that would take minutes or gigabytes, were they not refused."""
    whole = {name: partial(savers[name], LINES, TITLE) for name in ("a.docx", "a.xlsx")}
    sheet = partial(files.sheet, savers["a.xlsx"])
    far = f'<row r="900000000">{files.cell("A900000000", "甲")}</row>'
    wide = "".join(f'<row r="{n}">{files.cell(f"XFD{n}", "甲")}</row>' for n in range(2, 20_000))
    made: dict[str, Callable[[], bytes]] = {
        "one-line.txt": lambda: "推进依法行政，".encode() * (100 * 2**20 // 21),
        "one-line.html": lambda: b"<p>" + "推进依法行政，".encode() * (100 * 2**20 // 21),
        "headings.txt": lambda: "一、依法行政\n".encode() * 1_000_000,
        "headings.md": lambda: "# 依法行政\n".encode() * 1_000_000,
        "many-columns.csv": lambda: ("," * 200_000 + "正文\n" + "甲\n" * 200_000).encode(),
        "far-row.xlsx": partial(sheet, far),
        "far-columns.xlsx": partial(sheet, wide),
        "repeated-text.parquet": files.repeated_text,
        "archives-of-bombs.zip": lambda: files.zipped(
            dict.fromkeys((f"{n}.zip" for n in range(40)), files.bomb(64))
        ),
        "many-entries.zip": lambda: files.zipped({"a.txt": TEXT}) + b"PK\x01\x02" * 600_000,
        "headings-in-headings.html": lambda: (texts.PAGE + "<h1><div>甲" * 40_000).encode(),
        "hidden-in-hidden.html": lambda: (
            texts.PAGE + "<i style='display:none'>甲" * 40_000
        ).encode(),
        "paragraphs.docx": lambda: files.changed_parts(
            whole["a.docx"], files.repeated_paragraphs()
        ),
        "strings.xlsx": lambda: files.changed_parts(whole["a.xlsx"], files.repeated_strings()),
        "rows.xlsx": lambda: sheet(f"<row>{files.cell('', '甲')}</row>" * 800_000),
        "forms-in-forms.pdf": files.nested_forms,
    }
    return [Case("heavy", name, content) for name, content in made.items()]
