"""The sheets of a workbook for coding, and how they look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.labelling.assignments import Assignment
from toolkit.outlines import PACKAGED, Outline
from toolkit.provenance import text_hash
from toolkit.resources import label_file

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CODING, CODEBOOK, ABOUT, CODES, PLACES = "coding", "codebook", "about", "codes", "places"


class _Column(NamedTuple):
    """A column of the coding sheet: its letter, what stands above it, its width, its use."""

    letter: str
    title: str
    width: int
    use: str = "shown"


COLUMNS = MappingProxyType(
    {
        "number": _Column("A", "no. · 序号", 7),
        "heading": _Column("B", "headings · 标题", 20, "context"),
        "before": _Column("C", "before · 上一段", 24, "context"),
        "text": _Column("D", "text to code · 待编码文本", 72),
        "after": _Column("E", "after · 下一段", 24, "context"),
        "category": _Column("F", "category · 类别", 20, "filled in"),
        "second": _Column("G", "second, if any · 第二类别", 20, "filled in"),
        "note": _Column("H", "note · 备注", 30, "filled in"),
        "paragraph_id": _Column("I", "paragraph_id", 20, "hidden"),
        "text_sha256": _Column("J", "text_sha256", 20, "hidden"),
    }
)
_INK, _PAPER, _FILL_IN = "FF1F3864", "FFDCE6F1", "FFFFFBE6"
_MOST = 32_767
_CONTEXT, _WRONG = "FF6B6B6B", "FFF8CBAD"
_RULE = re.compile(r"^\d+\. ")
_HOW = (
    "Choose a category for each text from the list in its cell; a bare code such as A1 will do.",
    "Read the text by itself: headings and neighbours are shown for orientation only.",
    "Do not change, sort, add or remove rows. Fill in above the day on which you finished.",
    "每段选一个类别（也可只填代码）；只看本段内容，标题与上下段仅供参考；请勿改动、增删行；完成后填写日期。",
)


def fill_workbook(assignment: Assignment, *, round_name: str) -> Workbook:
    """Make the workbook of a coder's assignment, not saved yet."""
    from openpyxl import Workbook

    book = Workbook()
    coding = book.active
    coding.title = CODING
    _fill_coding(coding, assignment)
    _fill_codebook(book.create_sheet(CODEBOOK), assignment.scheme)
    _fill_about(book.create_sheet(ABOUT), assignment, round_name)
    _fill_codes(book.create_sheet(CODES), assignment.scheme)
    _fill_places(book.create_sheet(PLACES), assignment)
    return book


def _fill_coding(sheet: Worksheet, assignment: Assignment) -> None:
    _write(sheet, 1, [column.title for column in COLUMNS.values()])
    for number, row in enumerate(assignment.rows, 1):
        known = {"number": str(number), **row}
        _write(sheet, number + 1, [known.get(name, "") for name in COLUMNS])
        sheet.cell(number + 1, 1).value = number
    last = len(assignment.rows) + 1
    _style_coding(sheet, last)
    _offer_codes(sheet, last, len(assignment.scheme.codes))
    _print_well(sheet)
    sheet.freeze_panes = "E2"
    _protect(sheet)


def _style_coding(sheet: Worksheet, last: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    fill_in = PatternFill("solid", fgColor=_FILL_IN)
    for column in COLUMNS.values():
        sheet.column_dimensions[column.letter].width = column.width
        sheet.column_dimensions[column.letter].hidden = column.use == "hidden"
        for row in range(2, last + 1):
            cell = sheet[f"{column.letter}{row}"]
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if column.use == "context":
                cell.font = Font(color=_CONTEXT, size=9)
            elif column.use == "filled in":
                cell.fill, cell.protection = fill_in, Protection(locked=False)
    for row in range(2, last + 1):
        sheet.row_dimensions[row].height = _height(sheet, row)
    _style_titles(sheet)


def _height(sheet: Worksheet, row: int) -> float:
    """Return points for the tallest cell: spreadsheets do not fit rows that a program wrote."""
    lines = 2.0
    for column in list(COLUMNS.values())[:5]:
        # A Chinese character is about two units of column width.
        text = str(sheet[f"{column.letter}{row}"].value or "")
        lines = max(lines, sum(2 * len(part) // column.width + 1 for part in text.split("\n")))
    return min(15.0 * lines + 4, 409.0)


def _offer_codes(sheet: Worksheet, last: int, n_codes: int) -> None:
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = f"{CODES}!$A$1:$A${n_codes}"
    # A bare code may be typed too, so the list refuses nothing; what is no code turns red.
    offer = DataValidation("list", formula1=listed, allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(offer)
    for name in ("category", "second"):
        cells, first = _span(name, last), f"{COLUMNS[name].letter}2"
        offer.add(cells)
        wrong = f'AND({first}<>"",COUNTIF({CODES}!$A$1:$B${n_codes},{first})=0)'
        red = PatternFill("solid", bgColor=_WRONG)
        sheet.conditional_formatting.add(cells, FormulaRule(formula=[wrong], fill=red))


def _span(name: str, last: int) -> str:
    letter = COLUMNS[name].letter
    return f"{letter}2:{letter}{last}"


def _fill_codebook(sheet: Worksheet, scheme: Outline) -> None:
    from openpyxl.styles import Alignment

    titles = {"code": 8, "name": 26, "definition": 50, "belongs here": 50, "goes elsewhere": 44}
    _write(sheet, 1, list(titles))
    for row, code in enumerate(scheme.codes, 2):
        one = scheme.category(code)
        names = f"{one.name_zh}\n{one.name_en}"
        parts = ["\n".join(one.includes), "\n".join(one.excludes)]
        _write(sheet, row, [code, names, one.definition, *parts])
    for row, rule in enumerate(_rules(scheme), len(scheme.codes) + 3):
        _write(sheet, row, ["", "", rule])
        sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=5)
        sheet.row_dimensions[row].height = 15.0 * (2 * len(rule) // 140 + 1) + 4
    for letter, width in zip("ABCDE", titles.values(), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter][1:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _style_titles(sheet)
    _print_well(sheet)
    sheet.freeze_panes = "B2"
    _protect(sheet)


def _rules(scheme: Outline) -> list[str]:
    """Return the codebook's numbered rules, which are about the outlines that come with it."""
    if scheme.name not in PACKAGED:
        return []
    lines = label_file("codebook.md").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if _RULE.match(line)]


def _fill_about(sheet: Worksheet, assignment: Assignment, round_name: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    scheme = assignment.scheme
    facts = {"coder": assignment.coder, "date": "", "scheme": scheme.name, "round": round_name}
    for row, (name, value) in enumerate(facts.items(), 1):
        _write(sheet, row, [name, value])
        sheet.cell(row, 1).font = Font(bold=True)
    _write(sheet, len(facts) + 1, ["title", f"{scheme.title_zh} · {scheme.title_en}"])
    for row, line in enumerate(_HOW, len(facts) + 3):
        _write(sheet, row, ["", line])
    date = sheet.cell(2, 2)
    date.number_format, date.protection = "yyyy-mm-dd", Protection(locked=False)
    date.fill = PatternFill("solid", fgColor=_FILL_IN)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 90
    for cell in sheet["B"]:
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    _protect(sheet)


def _fill_codes(sheet: Worksheet, scheme: Outline) -> None:
    for row, code in enumerate(scheme.codes, 1):
        _write(sheet, row, [f"{code} {scheme.category(code).short_zh}", code])
    sheet.sheet_state = "hidden"
    _protect(sheet)


def _fill_places(sheet: Worksheet, assignment: Assignment) -> None:
    shown = {row["paragraph_id"]: text_hash(_clean(row["text"])) for row in assignment.rows}
    places = assignment.places.assign(shown_sha256=assignment.places["shown_as"].map(shown))
    sheet.append(list(places.columns))
    for row in places.astype("object").itertuples(index=False):
        sheet.append(list(row))
    sheet.sheet_state = "veryHidden"
    _protect(sheet)


def _write(sheet: Worksheet, row: int, values: Sequence[str]) -> None:
    """Write text as text: what opens with = + - @ stays what it is and never runs."""
    for place, value in enumerate(values, 1):
        if value:
            cell: Any = sheet.cell(row, place)
            cell.value = _clean(value)
            cell.data_type, cell.quotePrefix = "s", True


def _clean(text: str) -> str:
    """Return what a cell can hold: no control characters, and not more than there is room for."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", text)[:_MOST])


def _style_titles(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    titles: Iterable[Any] = sheet[1]
    for cell in titles:
        cell.font, cell.fill = Font(bold=True, color=_INK), PatternFill("solid", fgColor=_PAPER)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height = 32


def _print_well(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _protect(sheet: Worksheet) -> None:
    # Without a password: it keeps from slips, and a coder may still widen a column.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
