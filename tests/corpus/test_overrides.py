"""What a metadata table states wins, reaches what depends on it, and loses no row in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from toolkit.corpus.collection import read_corpus
from toolkit.corpus.overrides import Overrides
from toolkit.errors import ToolkitError

REPORT = (
    "云岭县{}年法治政府建设报告\n\n一、工作情况\n全年办理行政处罚案件86件，均做到程序合法。\n"
    "二、存在的问题\n部分单位执法力量薄弱，普法形式单一。\n"
)
HEADER = "file,year\n"


def row(folder: Path, read_year: int = 2020, **stated: Any) -> dict[Any, Any]:
    """Read one report with what is stated about it."""
    corpus = told(folder, [{"file": "a.txt", **stated}], read_year=read_year)
    assert corpus[1] == []
    return corpus[0]


def told(
    folder: Path, stated: list[dict[str, object]] | pd.DataFrame, *, read_year: int = 2020
) -> tuple[dict[Any, Any], list[list[str]]]:
    """Read one report; return its row and what was told."""
    (folder / "a.txt").write_text(REPORT.format(read_year), encoding="utf-8")
    corpus = read_corpus(folder, metadata=pd.DataFrame(stated))
    documents = corpus.documents.astype("object").where(corpus.documents.notna(), None)
    refused = corpus.rejected[["file", "stage", "wanted", "came"]].to_numpy().tolist()
    return documents.to_dict("records")[0], refused


@pytest.mark.parametrize(
    ("content", "came"),
    [
        (None, "no such file"),
        (b"PK\x03\x04" + bytes(60), "a zip archive"),
        (b"", "an empty file"),
        (b"\xff\xff\xff\x81\xff", "bytes that are neither"),
        (HEADER.encode() + b"a,2\nb,1,2,3\n", "4 cells in row 2"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(
    tmp_path: Path, content: bytes | None, came: str
) -> None:
    path = tmp_path / "stated.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ToolkitError) as refusal:
        Overrides(path)
    assert refusal.value.came.startswith(came)
    assert refusal.value.where == str(path)


def test_a_folder_is_not_a_table(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="came a folder"):
        Overrides(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_table_is_read_in_any_usual_encoding(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = tmp_path / "stated.csv"
    text = "文件名,年份,地区\n报告.txt,2019,青崖县\n".replace(",", separator)
    path.write_bytes(text.encode(encoding))
    overrides = Overrides(path)
    assert overrides.columns == ["year", "region"]
    assert [problem["file"] for problem in overrides.unused()] == ["报告.txt"]


@pytest.mark.parametrize(
    ("read", "stated", "year_to", "covers", "outline"),
    [
        (2020, {"year": 2022}, 2022, 2022, "outline-2021"),
        (2022, {"year": "2020"}, 2020, 2020, "outline-2015"),
        (2020, {"year": 2021}, 2021, 2021, "outline-2021"),
        (2020, {"year": 2022, "covers": 2018}, 2022, 2018, "outline-2015"),
        (2020, {"year": 2022, "outline": "outline-2015"}, 2022, 2022, "outline-2015"),
        (2020, {"year": 2018, "year_to": 2022}, 2022, 2022, "outline-2021"),
        (2020, {"year": 2021, "kind": "government work report"}, 2021, 2020, "outline-2015"),
        (2020, {"year": 2022, "kind": "work plan"}, 2022, None, "outline-2021"),
        (2020, {"year": ""}, 2020, 2020, "outline-2015"),
    ],
)
def test_a_stated_year_reaches_what_depends_on_it(
    tmp_path: Path,
    read: int,
    stated: dict[str, Any],
    year_to: int,
    covers: int | None,
    outline: str,
) -> None:
    got = row(tmp_path, read, **stated)
    assert (got["year_to"], got["covers"], got["outline"]) == (year_to, covers, outline)


@pytest.mark.parametrize(
    ("stated", "county", "level", "code"),
    [
        ({"region": "罗湖区"}, "罗湖区", "county", "440303"),
        ({"region": "罗湖"}, "罗湖区", "county", "440303"),
        ({"region": "深圳市"}, None, "prefecture", "440300"),
        ({"region": "全国"}, None, "nation", "100000"),
        ({"region": "江苏省南京市鼓楼区"}, "鼓楼区", "county", "320106"),
        ({"region": "鼓楼区", "city": "南京市"}, "鼓楼区", "county", "320106"),
        ({"region": "南京市鼓楼区", "city": "南京市"}, "鼓楼区", "county", "320106"),
        ({"city": "南京市", "county": "鼓楼区"}, "鼓楼区", "county", "320106"),
        ({"region": "罗湖区", "level": "Township"}, "罗湖区", "township", "440303"),
        ({"region": "罗湖区", "region_code": "7"}, "罗湖区", "county", "7"),
        ({"region": "甲县"}, None, "county", None),
        ({"region": "甲县", "region_code": "7"}, None, "county", "7"),
        ({"region": "青崖县"}, "青崖县", "county", None),
        ({"region": "云岭县"}, "云岭县", "county", None),
        ({"province": "江苏省"}, "云岭县", "county", None),
    ],
)
def test_a_stated_region_is_resolved(
    tmp_path: Path, stated: dict[str, Any], county: str | None, level: str, code: str | None
) -> None:
    got = row(tmp_path, **stated)
    assert (got["county"], got["level"], got["region_code"]) == (county, level, code)
    said = {name: value for name, value in stated.items() if name not in ("level", "region")}
    assert {name: got[name] for name in said} == said


@pytest.mark.parametrize(
    ("stated", "region"),
    [
        ({"region": "罗湖"}, "罗湖区"),
        ({"region": "内蒙古"}, "内蒙古自治区"),
        ({"region": "江苏省南京市鼓楼区"}, "鼓楼区"),
        ({"region": "鼓楼区", "city": "南京"}, "鼓楼区"),
        ({"region": "全国"}, "全国"),
        ({"region": "甲县"}, "甲县"),
    ],
)
def test_a_stated_region_gets_its_full_name(
    tmp_path: Path, stated: dict[str, Any], region: str
) -> None:
    got = row(tmp_path, **stated)
    assert got["region"] == region
    if "city" in stated:
        assert got["city"] == "南京市"


def test_names_above_a_stated_region_are_filled(tmp_path: Path) -> None:
    got = row(tmp_path, region="罗湖区")
    assert (got["province"], got["city"], got["region_code_today"]) == (
        "广东省",
        "深圳市",
        "440303",
    )


@pytest.mark.parametrize(
    ("stated", "flags"),
    [
        ({"title": "报告"}, "division not in the list: 云岭县"),
        ({"region": "罗湖区"}, None),
        ({"region": "甲县"}, None),
        ({"county": "罗湖区"}, None),
        ({"year": 2019}, "division not in the list: 云岭县"),
    ],
)
def test_doubts_about_the_region_end_with_its_statement(
    tmp_path: Path, stated: dict[str, Any], flags: str | None
) -> None:
    assert row(tmp_path, **stated)["flags"] == flags


@pytest.mark.parametrize(
    ("stated", "doubt"),
    [
        ({"region": "鼓楼区"}, "region ambiguous: 鼓楼区"),
        ({"region": "岳麓区", "province": "江苏省"}, "division not in its parent"),
    ],
)
def test_a_region_that_is_not_one_division_is_told(
    tmp_path: Path, stated: dict[str, object], doubt: str
) -> None:
    got, refused = told(tmp_path, [{"file": "a.txt", **stated}])
    assert (got["region"], got["region_code"], got["level"]) == (stated["region"], None, "county")
    assert [(line[1], doubt in line[3]) for line in refused] == [("metadata", True)]


@pytest.mark.parametrize(
    ("column", "cell", "taken"),
    [
        ("层级", "乡镇级", "township"),
        ("level", "省级", "province"),
        ("级别", "地市级", "prefecture"),
        ("主体类型", "党政联合", "party and government"),
        ("issuer_type", "部门", "department"),
        ("类型", "工作要点", "work plan"),
    ],
)
def test_chinese_words_are_taken(tmp_path: Path, column: str, cell: str, taken: str) -> None:
    got, refused = told(tmp_path, [{"file": "a.txt", column: cell}])
    assert refused == []
    assert taken in (got["level"], got["issuer_type"], got["kind"])


@pytest.mark.parametrize("ending", ["", ",", ",,", ", "])
def test_commas_at_the_end_of_lines_shift_no_column(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "stated.csv"
    path.write_text(f"file,year\na.txt,2019{ending}\n", encoding="utf-8")
    overrides = Overrides(path)
    assert overrides.columns == ["year"]
    assert [problem["file"] for problem in overrides.unused()] == ["a.txt"]


def test_an_excel_table_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "stated.xlsx"
    table = pd.DataFrame({"文件名": ["a.txt"], "年份": [2018], "地区": ["罗湖区"], "组": ["甲"]})
    table.to_excel(path, index=False)
    (tmp_path / "a.txt").write_text(REPORT.format(2020), encoding="utf-8")
    corpus = read_corpus(tmp_path, metadata=path)
    got = corpus.documents.iloc[0]
    assert (got["year"], got["region"], got["组"]) == (2018, "罗湖区", "甲")
    assert corpus.rejected.empty


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(60), b"", b"file,year\na.txt,2019"])
def test_what_is_no_workbook_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "stated.xlsx"
    path.write_bytes(content)
    with pytest.raises(ToolkitError, match="wanted an Excel workbook"):
        Overrides(path)


@pytest.mark.parametrize(
    ("column", "cell", "kept"),
    [
        ("level", "village", "county"),
        ("issuer_type", "firm", None),
        ("kind", "report", "annual report"),
        ("year", "20l9", 2020),
        ("covers", "219", 2020),
        ("dated", "2020-13-01", None),
        ("published", "spring", None),
    ],
)
def test_a_wrong_cell_is_told_and_what_was_read_is_kept(
    tmp_path: Path, column: str, cell: str, kept: object
) -> None:
    got, refused = told(tmp_path, [{"file": "a.txt", column: cell}])
    assert [(line[0], line[1], line[3]) for line in refused] == [("a.txt", "metadata", cell)]
    assert column in refused[0][2]
    if kept is not None:
        assert got[column] == kept
    assert got[column] != cell


@pytest.mark.parametrize(
    "cell", ["2020/3/1", "2020-3-1", "2020-03-01", "2020年3月1日", pd.Timestamp(2020, 3, 1)]
)
def test_dates_become_iso_dates(tmp_path: Path, cell: object) -> None:
    assert row(tmp_path, dated=cell)["dated"] == "2020-03-01"


def test_the_first_of_two_rows_is_taken_and_the_second_told(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"file": "a.txt", "year": year} for year in (2018, 2019)]
    got, refused = told(tmp_path, rows)
    assert got["year"] == 2018
    assert [line[3] for line in refused] == ["a second row for it, row 2"]


def test_column_names_are_forgiven_and_nameless_columns_dropped(tmp_path: Path) -> None:
    columns = [" 文件 ", "年度", "Title", "Unnamed: 3", "", "year", " Zone"]
    table = pd.DataFrame([["a.txt", 2019.0, "报告", "x", "y", 2018, "east"]], columns=columns)
    got, refused = told(tmp_path, table)
    assert (got["year"], got["title"], got["zone"]) == (2019, "报告", "east")
    assert not {"unnamed: 3", ""} & set(got)
    assert refused == []


def test_rows_without_a_file_are_told_and_empty_rows_are_not(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"file": "a.txt", "year": 2019},
        {"file": " ", "year": 2018},
        {"file": None, "year": None},
    ]
    got, refused = told(tmp_path, rows)
    assert got["year"] == 2019
    assert [line[3] for line in refused] == ["row 2 has no file"]


def test_a_file_that_is_there_is_not_called_missing(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(REPORT.format(2020), encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"")
    stated = pd.DataFrame({"file": ["b.txt", "c.txt", "d.txt"], "year": 2019})
    refused = read_corpus(tmp_path, metadata=stated).rejected
    assert refused[["file", "stage"]].to_numpy().tolist() == [
        ["b.txt", "duplicate"],
        ["c.txt", "reading"],
        ["d.txt", "metadata"],
    ]


def test_a_row_may_name_its_file_by_hash_or_with_backslashes() -> None:
    overrides = Overrides(pd.DataFrame({"file": ["", "x\\b.txt"], "sha256": ["AB", ""]}))
    overrides.met("a.txt", "ab")
    overrides.met("x/b.txt")
    assert overrides.unused() == []
