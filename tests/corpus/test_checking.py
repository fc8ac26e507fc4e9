"""What check_metadata lists, and that its table filled in and given back is taken."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from toolkit.cli import cli
from toolkit.corpus.checking import FIELDS, check_metadata, save_check
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.overrides import CHECKS
from toolkit.errors import ToolkitError

BODY = "\n\n一、工作情况\n全年办理行政处罚案件86件，均做到程序合法。\n\n{}\n"


def write(folder: Path, name: str, title: str, *, last: str = "") -> None:
    (folder / name).write_text(title + BODY.format(last), encoding="utf-8")


def checked(folder: Path, **options: object) -> pd.DataFrame:
    return check_metadata(read_corpus(folder, **options)).set_index("file")  # type: ignore[arg-type]


def test_a_report_that_is_clear_is_not_listed(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "平江县人民政府2020年法治政府建设情况报告")

    assert checked(tmp_path).empty


@pytest.mark.parametrize(
    ("name", "title", "last", "column", "told"),
    [
        ("a.txt", "2020年法治政府建设情况报告", "", "missing", "region"),
        ("a.txt", "平江县法治政府建设情况报告", "", "missing", "year"),
        ("a.txt", "朝阳区2020年法治政府建设情况报告", "", "doubtful", "region ambiguous"),
        ("a.txt", "朝阳区2020年法治政府建设情况报告", "", "candidates", "吉林省长春市朝阳区"),
        (
            "平江县2020.txt",
            "法治政府建设情况报告",
            "",
            "doubtful",
            "region read from the file name",
        ),
        ("a.txt", "云岭县2020年法治政府建设报告", "", "doubtful", "division not in the list"),
        ("a.txt", "大鹏新区2020年法治政府建设报告", "", "doubtful", "new district"),
        (
            "平江县2019.txt",
            "平江县2020年法治政府建设报告",
            "",
            "contradictory",
            "file name says 2019",
        ),
        (
            "湘阴县.txt",
            "平江县2020年法治政府建设报告",
            "",
            "contradictory",
            "file name says 湘阴县",
        ),
        (
            "a.txt",
            "平江县2020年法治政府建设报告",
            "临湘市人民政府\n2021年1月5日",
            "contradictory",
            "signature says 临湘市",
        ),
        (
            "a.txt",
            "平江县2020年法治政府建设报告",
            "平江县人民政府\n2019年1月5日",
            "contradictory",
            "posted in 2019",
        ),
        (
            "a.txt",
            "平江县2016年法治政府建设报告",
            "平江县人民政府\n2020年1月5日",
            "doubtful",
            "posted 4 years after",
        ),
    ],
)
def test_what_is_wrong_is_listed_under_its_column(
    tmp_path: Path, name: str, title: str, last: str, column: str, told: str
) -> None:
    write(tmp_path, name, title, last=last)

    assert told in checked(tmp_path).loc[name, column]


@pytest.mark.parametrize(
    "signed", ["平江县司法局", "平江县人民政府", "岳阳市人民政府", "平江县梅仙镇人民政府"]
)
def test_a_signature_of_the_same_region_or_above_or_below_is_no_contradiction(
    tmp_path: Path, signed: str
) -> None:
    title = "平江县人民政府2020年法治政府建设报告"
    write(tmp_path, "a.txt", title, last=f"{signed}\n2021年1月5日")

    assert checked(tmp_path).empty


def test_two_reports_of_one_region_kind_and_year_name_each_other(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "平江县人民政府2020年法治政府建设报告")
    write(tmp_path, "b.txt", "平江县人民政府2020年法治政府建设情况的报告")
    write(tmp_path, "c.txt", "平江县司法局2020年法治政府建设报告")
    found = checked(tmp_path)

    assert found["contradictory"].to_dict() == {
        "a.txt": "same region, kind and year as b.txt",
        "b.txt": "same region, kind and year as a.txt",
    }


def test_the_table_has_the_fields_to_fill_in(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "朝阳区2020年法治政府建设情况报告")
    found = check_metadata(read_corpus(tmp_path))

    assert list(found.columns) == ["file", "sha256", *FIELDS, *CHECKS]
    assert found.loc[0, "county"] == "朝阳区"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_filled_in_and_given_back_is_taken(tmp_path: Path, ending: str) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    write(reports, "a.txt", "朝阳区2020年法治政府建设情况报告")
    write(reports, "b.txt", "云岭县2020年法治政府建设情况报告")
    path = save_check(check_metadata(read_corpus(reports)), tmp_path / f"check.{ending}")
    reader = pd.read_csv if ending == "csv" else pd.read_excel
    table = reader(path, dtype="str").astype("object")
    table.loc[0, "region"] = "北京市朝阳区"
    table["组"] = "甲"
    save_check(table, path)
    corpus = read_corpus(reports, metadata=path)
    first, second = (corpus.documents.iloc[k] for k in (0, 1))

    assert (first["region"], first["region_code"], first["year"]) == ("朝阳区", "110105", 2020)
    assert (first["region_evidence"], first["year_evidence"]) == ("metadata", "title")
    assert (second["region_evidence"], second["组"]) == ("title", "甲")
    assert "division not in the list" in second["flags"]
    assert not set(CHECKS) & set(corpus.documents.columns)
    assert list(checked(reports, metadata=path).index) == ["b.txt"]


def test_a_confirmed_row_is_no_longer_doubtful(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "云岭县2020年法治政府建设情况报告")
    table = check_metadata(read_corpus(tmp_path))
    table.loc[0, "confirmed"] = "是"

    assert checked(tmp_path, metadata=table).empty


def test_an_untouched_table_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "朝阳区2020年法治政府建设情况报告")
    write(tmp_path, "云岭县2019.txt", "云岭县2020年法治政府建设情况报告")
    corpus = read_corpus(tmp_path)
    again = read_corpus(tmp_path, metadata=check_metadata(corpus))

    pd.testing.assert_frame_equal(corpus.documents, again.documents)
    assert again.rejected.empty


@pytest.mark.parametrize("name", ["check.csv", "check.xlsx"])
def test_a_saved_table_runs_nothing_and_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    write(reports, "=1+1.txt", "-朝阳区2020年法治政府建设情况报告")
    corpus = read_corpus(reports)
    saved = save_check(check_metadata(corpus), tmp_path / name)
    read = pd.read_csv(saved) if name.endswith("csv") else pd.read_excel(saved)
    assert read.loc[0, ["file", "title"]].tolist() == [
        "'=1+1.txt", "'-朝阳区2020年法治政府建设情况报告",
    ]  # fmt: skip
    again = read_corpus(reports, metadata=saved)
    pd.testing.assert_frame_equal(corpus.documents, again.documents)
    assert again.rejected.empty


def test_a_table_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match=r"a name in \.csv or \.xlsx"):
        save_check(pd.DataFrame(), tmp_path / "check.ods")


def test_the_command_prints_the_table_or_writes_it(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    write(reports, "a.txt", "朝阳区2020年法治政府建设情况报告")
    run = CliRunner().invoke
    printed = run(cli, ["check-metadata", str(reports)])
    written = run(cli, ["check-metadata", str(reports), "-o", str(tmp_path / "check.csv")])

    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert "region ambiguous: 朝阳区" in printed.stdout
    assert "1 of 1 reports" in written.stdout
    assert (tmp_path / "check.csv").read_bytes().startswith(b"\xef\xbb\xbffile,")
