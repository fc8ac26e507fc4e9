"""Tables for papers: escaped for LaTeX and Markdown, explained in Excel, numbers as journals do."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from toolkit.errors import TableError, ToolkitError
from toolkit.presentation.latex import to_latex
from toolkit.presentation.papers import format_estimates, save_table, to_markdown
from toolkit.presentation.workbooks import column_meanings, write_excel

TABLE = pd.DataFrame(
    {"category": ["A1", "=1+1", "50% & _x_"], "value": [0.25, -1.5, math.nan], "n": [1, -2, 3]}
)


def test_latex_has_booktabs_rules_and_numbers_at_the_right() -> None:
    lines = to_latex(TABLE, caption="Shares, 100%").split("\n")
    assert r"\caption{Shares, 100\%}" in lines
    assert r"\begin{tabular}{lrr}" in lines
    assert [line for line in lines if "rule" in line] == [r"\toprule", r"\midrule", r"\bottomrule"]
    # A paper is no spreadsheet: nothing is defused there.
    assert r"=1+1 & $-$1.5 & $-$2 \\" in lines


def test_markdown_is_escaped() -> None:
    table = pd.DataFrame({"a": ["x|y", "<b>", "两\n行", "a\\b", "type_1 *", "$5$ ~^"]})
    cells = [line.strip("| ") for line in to_markdown(table).split("\n")[2:]]
    assert cells == [r"x\|y", "&lt;b>", "两<br>行", r"a\\b", r"type\_1 \*",
                     r"\$5\$ \~\^"]  # fmt: skip


def test_estimates_are_laid_out_with_their_intervals() -> None:
    estimates = pd.DataFrame(
        {"category": ["A1", "A1", "A2"], "year": [2019, 2020, 2019], "value": [0.1, 0.2, 0.3],
         "low": [0.05, None, 0.2], "high": [0.15, None, 0.4], "p": [0.0005, 0.04, 0.5]}
    )  # fmt: skip
    shown = format_estimates(estimates, digits=0)
    assert shown.to_dict("list") == {
        "category": ["A1", "A2"], "2019": ["10 [5, 15]", "30 [20, 40]"], "2020": ["20 [–]", ""]
    }  # fmt: skip
    rest_last = estimates.replace({"category": {"A2": "A0"}})
    assert format_estimates(rest_last)["category"].tolist() == ["A1", "A0"]
    starred = format_estimates(estimates, digits=0, stars=True)
    assert starred["2019"].tolist() == ["10*** [5, 15]", "30 [20, 40]"]
    assert starred["2020"].tolist() == ["20* [–]", ""]
    plain = format_estimates(estimates, percent=False, digits=2)
    assert plain["2019"][0] == "0.10 [0.05, 0.15]"


def _two_measures() -> pd.DataFrame:
    return pd.DataFrame(
        {"scheme": "outline-2015", "category": ["A1", "A1", "A2", "A2"], "level": "county",
         "measure": ["percent", "alpha"] * 2, "value": [0.9, -0.8, 0.7, 0.6], "low": 0.5,
         "high": [0.95, 0.9, None, 0.7], "n_documents": [9, 8] * 2,
         "flag": [None, None, "few", None]}
    )  # fmt: skip


def test_estimates_in_words_have_marks_sizes_and_a_note() -> None:
    printed = format_estimates(_two_measures(), columns="measure", percent=False, language="en")
    assert printed.to_dict("list") == {
        "Category": ["A1 Functions", "A2 Rules", "Reports"],
        "Observed agreement": ["0.9 [0.5, 0.9]", "0.7ᵃ [–]", "9"],
        "Krippendorff's alpha": ["−0.8 [0.5, 0.9]", "0.6 [0.5, 0.7]", "8"],
    }
    assert printed.attrs["note"] == (
        "Notes: Intervals in brackets. Level: County. Scheme: Outline of 2015–2020. "
        "–: not available. ᵃ too few reports, coded paragraphs or errors for an interval."
    )
    assert printed.attrs["foot"] == 1


def test_sizes_that_differ_in_a_column_stand_in_no_row() -> None:
    table = _two_measures().assign(n_documents=[1, 2, 3, 4])
    assert len(format_estimates(table, columns="measure", language="en")) == 2
    same = format_estimates(table.assign(n_documents=5).drop(columns="level"), columns="measure",
                            rows=["scheme", "category"], language="zh")  # fmt: skip
    assert same.iloc[-1].tolist() == ["报告数", "", "5", "5"]


def test_without_any_interval_the_note_tells_it() -> None:
    bare = format_estimates(_two_measures().assign(low=None), columns="measure", language="zh")
    assert bare["Krippendorff α"].tolist() == ["−80.0", "60.0", "8"]
    assert "未能给出区间：不等于误差为零。" in bare.attrs["note"]


@pytest.mark.parametrize("suffix", [".md", ".tex", ".xlsx"])
def test_the_note_goes_beneath_the_table(suffix: str, tmp_path: Path) -> None:
    table = TABLE.copy()
    table.attrs["note"] = "told by the table"
    for note, told in ((None, "told by the table"), ("another", "another"), ("", "")):
        path = save_table(table, tmp_path / f"t{suffix}", note=note)
        if suffix == ".xlsx":
            last = list(openpyxl.load_workbook(path)["table"].values)[-1]
            assert last == ((told, None, None) if told else ("50% & _x_", None, 3))
        else:
            text = path.read_text(encoding="utf-8")
            assert (told in text) if told else ("told by" not in text)


def test_printed_numbers_are_no_formulas_in_a_spreadsheet(tmp_path: Path) -> None:
    table = pd.DataFrame({"category": ["A1"], "year": [2019], "value": [-0.1], "low": [-0.2],
                          "high": [0.1]})  # fmt: skip
    book = openpyxl.load_workbook(save_table(format_estimates(table), tmp_path / "t.xlsx"))
    assert book["table"]["B2"].value == "−10.0 [−20.0, 10.0]"
    assert book["table"]["B2"].alignment.horizontal == "right"
    assert book["table"]["A2"].alignment.horizontal is None


def test_stars_need_p_values() -> None:
    estimates = pd.DataFrame({"category": ["A1"], "year": [2019], "value": [0.1]})
    assert format_estimates(estimates)["2019"].tolist() == ["10.0 [–]"]
    with pytest.raises(TableError, match="columns p"):
        format_estimates(estimates, stars=True)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".tex", ".md", ".parquet", ".XLSX"])
def test_the_suffix_says_how_a_table_is_written(suffix: str, tmp_path: Path) -> None:
    path = save_table(TABLE, tmp_path / "new" / f"t{suffix}")
    assert path.stat().st_size > 0
    assert [one.name for one in path.parent.iterdir()] == [f"t{suffix}"]


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"'\.xls'"):
        save_table(TABLE, tmp_path / "t.xls")


def test_excel_keeps_numbers_defuses_formulas_and_explains_columns(tmp_path: Path) -> None:
    path = write_excel(TABLE, tmp_path / "t.xlsx", meanings={"n": "paragraphs coded"})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["table", "columns"]
    rows = list(book["table"].values)
    assert rows == [("category", "value", "n"), ("A1", 0.25, 1), ("'=1+1", -1.5, -2),
                    ("50% & _x_", None, 3)]  # fmt: skip
    assert all(cell.data_type != "f" for row in book["table"].iter_rows() for cell in row)
    told = {row[0]: row[1] for row in book["columns"].values}
    assert told["n"] == "paragraphs coded"
    assert told["value"] == "the estimate"
    assert book["table"].freeze_panes == "A2"


def test_excel_takes_what_xml_refuses_and_long_text(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["a\x00b\x0bc", "长" * 40_000], "ok": [True, False]})
    rows = list(openpyxl.load_workbook(write_excel(table, tmp_path / "t.xlsx"))["table"].values)
    assert rows[1] == ("abc", 1)
    assert len(rows[2][0]) == 32_767


def test_an_empty_table_has_its_header_in_excel(tmp_path: Path) -> None:
    path = write_excel(pd.DataFrame({"a": []}), tmp_path / "t.xlsx")
    assert list(openpyxl.load_workbook(path)["table"].values) == [("a",)]


def test_meanings_come_from_the_table_that_the_columns_are_of() -> None:
    problems = pd.DataFrame(columns=["problem_id", "doc_id", "start", "type", "hedged", "text"])
    assert column_meanings(problems)["text"].meaning == "the admission, verbatim"
    assert column_meanings(pd.DataFrame(columns=["mine"])) == {}
