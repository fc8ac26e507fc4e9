"""A folder becomes a corpus: the good is kept, the rest is told, the user's word overrides."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from toolkit.corpus.collection import read_corpus, read_lines
from toolkit.errors import ToolkitError

REPORT = (
    "云岭县2020年法治政府建设报告\n\n一、工作情况\n（一）规范行政执法。全年办理行政处罚案件86件，"
    "均做到程序合法。\n二、存在的问题\n部分单位执法力量薄弱，普法形式单一。\n云岭县人民政府\n2021年1月8日\n"
)
FIELDS = ["title", "issuer", "level", "province", "city", "county"]
FIELDS += ["published", "kind", "source", "issuer_type", "dated"]


def write(folder: Path, **contents: bytes) -> Path:
    for name, content in contents.items():
        (folder / f"{name}.txt").write_bytes(content)
    return folder


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        empty=b"",
        picture=b"\x89PNG\r\n\x1a\n" + bytes(200),
        gb=REPORT.encode("gb18030"),
        wide=REPORT.replace("云岭", "青崖").encode("utf-16"),
        long=("全面推进依法行政，加强执法监督。" * 110_000).encode(),
    )


def test_a_messy_folder_yields_what_can_be_read_and_tells_the_rest(messy: Path) -> None:
    corpus = read_corpus(messy)
    assert sorted(corpus.documents["path"]) == ["gb.txt", "long.txt", "wide.txt"]
    assert corpus.rejected[["file", "stage", "came"]].to_numpy().tolist() == [
        ["empty.txt", "reading", "an empty file"],
        ["picture.txt", "reading", "a PNG image"],
    ]
    assert corpus.rejected["what to do"].notna().all()


def test_every_paragraph_is_the_stretch_that_it_claims(messy: Path) -> None:
    corpus = read_corpus(messy)
    texts = corpus.documents.set_index("doc_id")["text"]
    for row in corpus.paragraphs.itertuples():
        assert texts[row.doc_id][row.start : row.end] == row.text


def test_a_document_met_again_is_kept_once_and_listed(tmp_path: Path) -> None:
    again = REPORT.replace("\n\n", "\r\n").encode("gb18030")
    corpus = read_corpus(write(tmp_path, a=REPORT.encode(), b=again))
    assert corpus.documents["path"].tolist() == ["a.txt"]
    assert corpus.rejected.iloc[0].tolist() == [
        "b.txt",
        "duplicate",
        "a new document",
        "the same text as in a.txt",
        "nothing: it is counted once",
    ]


def test_a_page_that_lost_its_text_is_kept_with_a_doubt(tmp_path: Path) -> None:
    page = "云岭县2020年法治政府建设报告\n发布日期：2021-01-08\n".encode()
    corpus = read_corpus(write(tmp_path, page=page))
    assert corpus.documents.loc[0, "n_chars"] == 0
    assert "no running text" in corpus.documents.loc[0, "flags"]


def test_metadata_overrides_and_carries_further_columns(tmp_path: Path) -> None:
    write(tmp_path, a=REPORT.encode(), b=REPORT.replace("云岭", "青崖").encode())
    stated = pd.DataFrame(
        {"file": ["a.txt", "lost.txt"], "year": [2019, 2018], "region": ["甲县", "乙县"]}
    ).assign(zone=["east", "west"])
    corpus = read_corpus(tmp_path, metadata=stated)
    a, b = corpus.documents.to_dict("records")
    assert (a["year"], a["year_to"], a["region"], a["zone"]) == (2019, 2019, "甲县", "east")
    assert (a["year_evidence"], a["region_evidence"]) == ("metadata", "metadata")
    assert (b["year"], b["region"]) == (2020, "青崖县")
    assert corpus.rejected[["file", "stage"]].to_numpy().tolist() == [["lost.txt", "metadata"]]


def test_a_wrong_cell_of_the_metadata_is_told_and_loses_nothing(tmp_path: Path) -> None:
    write(tmp_path, a=REPORT.encode())
    table = tmp_path.parent / "metadata.csv"
    table.write_text("file,year\na.txt,20l9\n", encoding="utf-8-sig")
    corpus = read_corpus(tmp_path, metadata=table)
    assert corpus.documents.loc[0, "year"] == 2020
    assert corpus.rejected.loc[0, ["wanted", "came"]].tolist() == [
        "a year in column year",
        "20l9",
    ]


def test_metadata_without_a_file_column_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a=REPORT.encode())
    with pytest.raises(ToolkitError) as refusal:
        read_corpus(tmp_path, metadata=pd.DataFrame({"year": [2019]}))
    assert str(refusal.value) == (
        "wanted a column file or sha256, came year (metadata): name the column of file names 'file'"
    )


def test_selecting_keeps_paragraphs_with_their_documents(tmp_path: Path) -> None:
    write(tmp_path, a=REPORT.encode(), b=REPORT.replace("云岭", "青崖").encode())
    corpus = read_corpus(tmp_path)
    chosen = corpus.select(region="青崖县", year=2020)
    assert chosen.documents["path"].tolist() == ["b.txt"]
    assert set(chosen.paragraphs["doc_id"]) == set(chosen.documents["doc_id"])
    assert len(corpus.select(year=[1999])) == 0


def test_lines_tell_role_section_and_level(tmp_path: Path) -> None:
    write(tmp_path, a=REPORT.encode())
    lines = read_lines(tmp_path / "a.txt")
    assert lines["line"].tolist() == [1, 3, 4, 5, 6, 7, 8]
    assert lines["role"].tolist() == ["title", "heading", "body", "heading", "body", "meta", "meta"]
    assert lines["section"].dropna().tolist() == ["work", "problems"]
    assert lines["level"].dropna().tolist() == [1, 1]


def test_the_seeds_metadata_is_right(shared: Path) -> None:
    documents = read_corpus(shared / "seeds").documents
    with (shared / "gold" / "documents.csv").open(encoding="utf-8-sig") as stream:
        gold = list(csv.DictReader(stream))
    got = documents[FIELDS].astype("object").where(documents[FIELDS].notna(), "")
    assert got.to_dict("records") == [{name: row[name] for name in FIELDS} for row in gold]
    spans = documents[["year", "year_to"]].astype("str").to_numpy().tolist()
    assert spans == [[row["year"], row["year_to"]] for row in gold]


def test_the_work_reports_are_all_read_with_region_and_year(shared: Path) -> None:
    corpus = read_corpus(shared / "corpora" / "work_reports")
    assert len(corpus) == 158
    assert corpus.rejected.empty
    silver = pd.read_csv(shared / "corpora" / "work_reports_metadata.csv")
    both = corpus.documents.merge(silver, left_on="path", right_on="filename")
    assert (both["region_x"] == both["region_y"]).mean() >= 0.98
    assert (both["year"] == both["report_year"]).mean() >= 0.98


def test_rows_of_a_table_take_their_columns_as_metadata_and_the_users_over_them(
    tmp_path: Path,
) -> None:
    body = REPORT.replace("云岭县2020年法治政府建设报告\n\n", "")
    rows = {"标题": ["云岭县2020年法治政府建设报告", "工作报告"], "年份": ["2019", "20l8"]}
    rows |= {"正文": [body, body.replace("云岭", "青崖")], "批次": ["一", "二"]}
    pd.DataFrame(rows).to_csv(tmp_path / "reports.csv", index=False)
    pd.DataFrame({"file": ["reports.csv#2"], "region": ["青崖县"]}).to_csv(
        tmp_path / "metadata.csv", index=False
    )
    corpus = read_corpus(tmp_path, metadata=tmp_path / "metadata.csv")
    first, second = corpus.documents.to_dict("records")
    assert (first["path"], first["title"], first["year"]) == (
        "reports.csv#1",
        rows["标题"][0],
        2019,
    )
    assert (first["county"], first["year_evidence"], first["批次"]) == ("云岭县", "metadata", "一")
    assert (second["region"], second["region_evidence"]) == ("青崖县", "metadata")
    assert corpus.rejected[["file", "came"]].to_numpy().tolist() == [["reports.csv#2", "20l8"]]


def test_a_table_of_results_in_the_folder_is_no_report(tmp_path: Path) -> None:
    write(tmp_path, a=REPORT.encode())
    read_corpus(tmp_path).paragraphs.to_parquet(tmp_path / "paragraphs.parquet")
    corpus = read_corpus(tmp_path)
    assert len(corpus) == 1
    assert corpus.rejected.loc[0, ["file", "came", "what to do"]].tolist() == [
        "paragraphs.parquet",
        "a table of results",
        "nothing, or move it out of the reports' folder",
    ]


def test_files_of_all_kinds_with_bad_ones_among_them_are_one_corpus(
    tmp_path: Path, savers: dict[str, Callable[[list[str], str], bytes]]
) -> None:
    kinds = ["a.docx", "a.mhtml", "a.xlsx", "a.zip", "a.pdf", "trs.html"]
    for place, name in zip("甲乙丙丁戊己", kinds, strict=True):
        title = f"{place}山县2020年法治政府建设报告"
        content = savers[name]([title, *REPORT.split("\n")[2:-3]], title)
        (tmp_path / name).write_bytes(content)
        (tmp_path / f"bad-{name}").write_bytes(content[:60] + b"\x00\x01\x02\x03" * 40)
    (tmp_path / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    corpus = read_corpus(tmp_path)
    assert len(corpus) == 6
    assert set(corpus.rejected["file"]) == {*(f"bad-{name}" for name in kinds), "b.doc"}
    assert corpus.rejected["what to do"].notna().all()


def test_the_command_takes_the_column_of_text(tmp_path: Path, out: Path) -> None:
    from click.testing import CliRunner

    from toolkit.cli import cli

    table = tmp_path / "reports.tsv"
    pd.DataFrame({"说明": [REPORT]}).to_csv(table, sep="\t", index=False)
    words = ["parse", str(table), "-o", str(out), "--text-column", "说明"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Corpus(1 documents, 2 paragraphs, 0 rejected)")
