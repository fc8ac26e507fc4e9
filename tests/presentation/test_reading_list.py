"""The reading list: escaped on the page, defused in the workbook."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from toolkit.presentation.reading_list import write_reading_list

NASTY = "<b>执法</b> & =1+1"


def row(**given: object) -> dict[str, object]:
    told = {"region": "甲县", "year": 2019, "report": "报告", "section": "problems", "line": 3}
    told |= {"before": "一是", "text": "执法力量不足", "after": "；", "task": "A4", "type": "人员"}
    told |= {"hedged": True, "specific": False, "cause": False, "returns": None, "answer": None}
    return told | given


def test_the_page_escapes_what_reports_say(tmp_path: Path) -> None:
    rows = pd.DataFrame([row(text=NASTY, report="<script>x</script>", answer=NASTY)])
    write_reading_list(rows, tmp_path)
    page = (tmp_path / "reading_list.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;执法&lt;/b&gt; &amp; =1+1" in page
    assert "<b>" not in page
    assert "<script" not in page
    assert "[弱化]" in page
    assert "[具体]" not in page


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@sum", "＝1"])
def test_the_workbook_holds_no_formula(tmp_path: Path, text: str) -> None:
    write_reading_list(pd.DataFrame([row(text=text, before="\x01一是")]), tmp_path, language="en")
    sheet = load_workbook(tmp_path / "reading_list.xlsx").active
    head = [cell.value for cell in sheet[1]]
    cell = sheet.cell(row=2, column=head.index("Admission") + 1)
    assert cell.value == f"'{text}"
    assert cell.data_type == "s"
    assert sheet.cell(row=2, column=head.index("Before") + 1).value == "一是"
    assert sheet.cell(row=2, column=head.index("Hedged") + 1).value == 1
    assert sheet.cell(row=2, column=head.index("In the next report") + 1).value is None


def test_nothing_admitted_makes_an_empty_list(tmp_path: Path) -> None:
    write_reading_list(pd.DataFrame([row()]).head(0), tmp_path)
    assert "0 条" in (tmp_path / "reading_list.html").read_text(encoding="utf-8")
