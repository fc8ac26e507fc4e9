"""Tables in the words and figures of a paper, and the notes beneath them."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.errors import TableError, ToolkitError
from toolkit.presentation.formats import flag_marks, format_table
from toolkit.presentation.table_words import cell_words, flag_words, heads, notes

TREND = pd.DataFrame(
    {
        "measure": ["change per year", "step"], "scheme": "outline-2015", "category": ["A1", "A4"],
        "region": None, "year": pd.array([None, 2019], dtype="Int64"), "value": [-0.012, 0.03],
        "low": [-0.02, None], "high": [-0.001, None], "confidence": 0.95, "level": "county",
        "n_documents": 40, "term": ["slope", "step 2019"], "p": [0.0002, None],
        "df": [8.0, 7.4], "flag": [None, "few regions"], "region_code_today": "1",
    }
)  # fmt: skip


def test_a_table_of_trends_reads_as_in_a_paper() -> None:
    printed = format_table(TREND, language="en", percent=True)
    assert printed.to_dict("list") == {
        "Category": ["A1 Functions", "A4 Enforcement"],
        "Estimate (%)": ["−1.2 [−2.0, −0.1]", "3.0ᵃ [–]"],
        "Term": ["slope (per year)", "step in 2019"],
        "p": ["<0.001", "–"],
        "df": ["8.0", "7.4"],
    }
    assert printed.attrs["note"] == (
        "Notes: 95% intervals in brackets. Scheme: Outline of 2015–2020. Level: County. "
        "Reports: 40. –: not available. ᵃ too few regions for an interval."
    )


def test_the_same_in_chinese() -> None:
    printed = format_table(TREND, language="zh")
    assert list(printed.columns) == ["类别", "估计值", "项", "p", "自由度"]
    assert printed["类别"].tolist() == ["A1 政府职能", "A4 行政执法"]
    assert printed["估计值"].tolist() == ["−0.012 [−0.020, −0.001]", "0.030ᵃ [–]"]
    assert printed["项"].tolist() == ["趋势（每年）", "2019 年起的水平变动"]
    assert printed.attrs["note"].startswith("注：方括号内为 95% 区间。任务体系：")


def test_chosen_columns_are_shown_even_where_they_do_not_vary() -> None:
    printed = format_table(TREND, columns=["n_documents", "value"], language="en", digits=2)
    assert printed.to_dict("list") == {
        "Reports": ["40", "40"], "Estimate": ["−0.01 [−0.02, 0.00]", "0.03ᵃ [–]"]
    }  # fmt: skip
    assert "Reports:" not in printed.attrs["note"]


def test_without_bounds_there_are_no_brackets_and_the_note_says_so() -> None:
    bare = format_table(TREND.assign(low=None, high=None), language="en")
    assert bare["Estimate"].tolist() == ["−0.012", "0.030ᵃ"]
    assert "No intervals: unknown, not zero." in bare.attrs["note"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.5, 0.25], ["0.500", "0.250"]),
        ([1.0, 0.98], ["1.000", "0.980"]),
        ([1.5, -9.0], ["1.50", "−9.00"]),
        ([12.34, 0.5], ["12.3", "0.5"]),
        ([3.0, 12.0], ["3", "12"]),
        ([-0.0001, 0.5], ["0.000", "0.500"]),
        ([float("nan"), 0.5], ["–", "0.500"]),
        ([7, 1234], ["7", "1234"]),
    ],
)
def test_digits_go_by_the_size_of_the_column(values: list[float], shown: list[str]) -> None:
    assert format_table(pd.DataFrame({"z": values}), language="en")["z"].tolist() == shown


def test_measures_have_digits_of_their_own() -> None:
    table = pd.DataFrame({"measure": ["hedged", "admissions per 10,000 characters"],
                          "value": [0.25, 61.24]})  # fmt: skip
    assert format_table(table, language="en")["Estimate"].tolist() == ["0.250", "61.2"]


def test_columns_that_are_not_known_keep_their_names_and_cells() -> None:
    table = pd.DataFrame({"my_name": ["a_b", None], "ok": [True, False], "n": [1, 2]})
    printed = format_table(table, language="en")
    assert printed.to_dict("list") == {
        "my_name": ["a_b", "–"], "ok": ["Yes", "No"], "n": ["1", "2"]
    }  # fmt: skip
    assert table.columns.tolist() == ["my_name", "ok", "n"]


def test_a_single_row_keeps_its_columns() -> None:
    assert "Reports" in format_table(TREND.head(1), language="en")


def test_a_column_that_is_not_there_and_another_language_are_refused() -> None:
    with pytest.raises(TableError, match="none such"):
        format_table(TREND, columns=["none such"])
    with pytest.raises(ToolkitError, match="'fr'"):
        format_table(TREND, language="fr")


def test_flags_are_marked_by_what_they_do_not_share() -> None:
    table = pd.DataFrame({"flag": ["a; few", "a", "a; few", "a; empty"]})
    marks, told = flag_marks(table, "en")
    assert marks == ["ᵃ", "", "ᵃ", "ᵇ"]
    assert told == [
        "A.", "ᵃ too few reports, coded paragraphs or errors for an interval.",
        "ᵇ nothing to count.",
    ]  # fmt: skip
    assert flag_marks(pd.DataFrame({"value": [1, 2]}), "en") == (["", ""], [])
    many = pd.DataFrame({"flag": [None, *(f"flag {n}" for n in range(30))]})
    assert len(set(flag_marks(many, "en")[0])) == 31


@pytest.mark.parametrize("flag", ["few: under 20 documents", "few"])
def test_a_flag_with_its_reason_is_known(flag: str) -> None:
    assert flag_words(flag, "zh") == "报告、已编码段落或差错过少，不给区间"


def test_both_languages_have_every_word() -> None:
    for words in (heads, notes, cell_words):
        assert set(words("zh")) == set(words("en"))
        assert all(isinstance(word, str) for word in words("zh").values())
