"""A list to read: every admission with its place in the text, as a page and as a workbook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.files import save_whole, written_aside
from toolkit.tables import defused

if TYPE_CHECKING:
    import pandas as pd

# Characters that a workbook cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HEADS = {
    "zh": {
        "title": "自陈问题阅读清单", "region": "地区", "year": "年度", "report": "报告",
        "section": "部分", "line": "行", "before": "前文", "text": "自陈问题", "after": "后文",
        "task": "任务", "type": "类型", "hedged": "弱化", "specific": "具体", "cause": "原因",
        "returns": "次年报告", "answer": "同报告中的打算", "count": "条",
    },
    "en": {
        "title": "Admitted problems, to read", "region": "Region", "year": "Year",
        "report": "Report", "section": "Section", "line": "Line", "before": "Before",
        "text": "Admission", "after": "After", "task": "Task", "type": "Type",
        "hedged": "Hedged", "specific": "Specific", "cause": "Cause given",
        "returns": "In the next report", "answer": "Plan that takes it up", "count": "admissions",
    },
}  # fmt: skip
_COLUMNS = (
    "region", "year", "report", "section", "line", "before", "text", "after", "task", "type",
    "hedged", "specific", "cause", "returns", "answer",
)  # fmt: skip
_WIDTHS = (10, 7, 24, 9, 6, 24, 44, 16, 14, 12, 6, 6, 6, 14, 40)
_PAGE = """<!DOCTYPE html>
<html lang="{{ language }}"><head><meta charset="utf-8"><title>{{ heads.title }}</title>
<style>
body {font-family: serif; margin: 2rem; line-height: 1.5} table {border-collapse: collapse}
th, td {border-bottom: 1px solid #ccc; padding: .3rem .5rem; text-align: left; vertical-align: top}
th {position: sticky; top: 0; background: #fff} mark {background: #ffe9a8}
.place {color: #555; font-size: .85em; white-space: nowrap} caption {text-align: left}
</style></head><body>
<h1>{{ heads.title }}</h1><p>{{ rows | length }} {{ heads.count }}</p>
{% for name, group in groups %}<h2>{{ name }}</h2>
<table><tr><th>{{ heads.section }}</th><th>{{ heads.text }}</th><th>{{ heads.task }}</th>
<th>{{ heads.type }}</th><th>{{ heads.returns }}</th><th>{{ heads.answer }}</th></tr>
{% for row in group %}<tr><td class="place">{{ row.section }} {{ heads.line }} {{ row.line }}</td>
<td>{{ row.before }}<mark>{{ row.text }}</mark>{{ row.after }}
{% for mark in ("hedged", "specific", "cause") if row[mark] %}
<span class="place">[{{ heads[mark] }}]</span>{% endfor %}</td>
<td>{{ row.task }}</td><td>{{ row.type }}</td><td>{{ row.returns }}</td>
<td>{{ row.answer }}</td></tr>
{% endfor %}</table>
{% endfor %}</body></html>
"""


def write_reading_list(rows: pd.DataFrame, folder: str | Path, *, language: str = "zh") -> None:
    """Write ``reading_list.html``, one file without scripts, and ``reading_list.xlsx``.

    Parameters
    ----------
    rows : pandas.DataFrame
        One admission in each row, in the order to read: region, year, report, section, line,
        before, text, after, task, type, hedged, specific, cause, returns, answer.
    folder : str or Path
        Where to write.
    language : {"zh", "en"}
        Language of the headings.
    """
    shown = rows[list(_COLUMNS)].astype(object).where(rows[list(_COLUMNS)].notna(), "")
    _write_page(shown, Path(folder) / "reading_list.html", language)
    _write_workbook(shown, Path(folder) / "reading_list.xlsx", language)


def _write_page(shown: pd.DataFrame, path: Path, language: str) -> None:
    from jinja2 import Environment

    listed = shown.to_dict("records")
    groups: dict[str, list[dict[object, object]]] = {}
    for row in listed:
        name = " ".join(str(row[key]) for key in ("region", "year", "report") if row[key] != "")
        groups.setdefault(name, []).append(row)
    template = Environment(autoescape=True).from_string(_PAGE)
    page = template.render(
        rows=listed, groups=list(groups.items()), heads=_HEADS[language], language=language
    )
    with written_aside(path) as aside:
        aside.write_text(page, encoding="utf-8")


def _write_workbook(shown: pd.DataFrame, path: Path, language: str) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.append([_HEADS[language][name] for name in _COLUMNS])
    for row in shown.itertuples(index=False):
        sheet.append([_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
        sheet.column_dimensions["ABCDEFGHIJKLMNO"[place]].width = width
        if name in {"before", "text", "after", "answer"}:
            for (cell,) in sheet.iter_rows(min_row=2, min_col=place + 1, max_col=place + 1):
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    save_whole(book.save, path)


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return int(value)
    return defused(_CONTROL.sub("", value)) if isinstance(value, str) else value
