"""Tables on disk: what a spreadsheet would spoil, and what comes back."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import UnreadableFileError
from toolkit.presentation.exports import (
    format_interval,
    read_parquet,
    write_csv,
    write_parquet,
)
from toolkit.tables import defused


def written(table: pd.DataFrame, folder: Path) -> str:
    return write_csv(table, folder / "t.csv").read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        (["=1+1", "+86", "-5", "@SUM(A1)", "\tx"], ["'=1+1", "'+86", "'-5", "'@SUM(A1)", "'\tx"]),
        (["＝1", "＋1", "－1", "＠x"], ["'＝1", "'＋1", "'－1", "'＠x"]),
        (["一是", "a=b", "1-2", "'x", ""], ["一是", "a=b", "1-2", "'x", '""']),
        ([-1.5, 0.123456789, 12.0, -0.0, math.nan], ["-1.5", "0.123457", "12", "0", '""']),
        ([1e-9, 1234567.8], ["1e-09", "1.23457e+06"]),
        ([-3, 0, 20190101], ["-3", "0", "20190101"]),
        (pd.array([2019, None], dtype="Int64"), ["2019", '""']),
        ([True, False], ["1", "0"]),
        (pd.array([True, None], dtype="boolean"), ["1", '""']),
        ([["一、工作", "（一）执法"], []], ["一、工作 > （一）执法", '""']),
        ([["=x", "y"]], ["'=x > y"]),
        ([np.array(["一", "二"], dtype=object)], ["一 > 二"]),
        (["甲", None], ["甲", '""']),
        ([-2, "-2", None, 0.5, True], ["-2", "'-2", '""', "0.5", "1"]),
    ],
)
def test_cells(values: object, cells: list[str], tmp_path: Path) -> None:
    assert written(pd.DataFrame({"x": values}), tmp_path) == "\n".join(["x", *cells, ""])


def test_file_has_a_mark_and_unix_lines(tmp_path: Path) -> None:
    table = pd.DataFrame({"名": ["甲,乙", "引“号", "两\r\n行", "\rx"], "n": [1, 2, 3, 4]})
    content = write_csv(table, tmp_path / "t.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    back = pd.read_csv(tmp_path / "t.csv")
    assert back["名"].tolist() == ["甲,乙", "引“号", "两\n行", "'\nx"]


def test_column_names_are_defused_and_may_repeat(tmp_path: Path) -> None:
    table = pd.DataFrame([[1, 2]], columns=["=x", "=x"])
    assert written(table, tmp_path) == "'=x,'=x\n1,2\n"


def test_an_empty_table_keeps_its_header(tmp_path: Path) -> None:
    assert written(pd.DataFrame({"a": [], "b": []}), tmp_path) == "a,b\n"


def test_the_same_table_gives_the_same_bytes_and_no_leftovers(tmp_path: Path) -> None:
    table = pd.DataFrame({"share": [1 / 3, 2 / 3], "region": ["云州市", "临河县"]})
    first = write_csv(table, tmp_path / "new" / "t.csv").read_bytes()
    assert write_csv(table, tmp_path / "new" / "t.csv").read_bytes() == first
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["t.csv"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "t.parquet"
    write_parquet(pd.DataFrame({"x": [1]}), target)
    before = target.read_bytes()
    with pytest.raises(ValueError):
        write_parquet(pd.DataFrame([[1, 2]], columns=["x", "x"]), target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


def test_the_table_is_not_changed(tmp_path: Path) -> None:
    table = pd.DataFrame({"x": ["=1"], "y": [0.123456789]})
    kept = table.copy()
    write_csv(table, tmp_path / "t.csv")
    pd.testing.assert_frame_equal(table, kept)


def test_parquet_returns_lists_and_types(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "headings": [["一、工作", "（一）执法"], [], ["x"]],
            "text": ["甲", None, "=乙"],
            "year": pd.array([2019, None, 2020], dtype="Int64"),
            "share": [0.1234567891, math.nan, 1.0],
        }
    ).astype({"text": "str"})
    back = read_parquet(write_parquet(table, tmp_path / "t.parquet"))
    assert back["headings"].tolist() == [["一、工作", "（一）执法"], [], ["x"]]
    assert all(type(cell) is list for cell in back["headings"])
    pd.testing.assert_frame_equal(back, table)
    first = (tmp_path / "t.parquet").read_bytes()
    assert write_parquet(table, tmp_path / "t.parquet").read_bytes() == first


@pytest.mark.parametrize("content", [b"", b"not parquet", None])
def test_what_is_not_parquet_is_refused(content: bytes | None, tmp_path: Path) -> None:
    target = tmp_path / "t.parquet"
    if content is not None:
        target.write_bytes(content)
    with pytest.raises(UnreadableFileError) as refusal:
        read_parquet(target)
    assert refusal.value.wanted == "a Parquet file"
    assert refusal.value.where == str(target)


@pytest.mark.parametrize("text", ["", "甲", "1=1", "（一）", "—", "·x"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert defused(text) == text


def test_digits_of_an_interval() -> None:
    assert format_interval(0.5, 0.25, 0.75, digits=0) == "50 [25, 75]"
    assert format_interval(0.5, math.nan, 0.75) == "50.0 [–]"
