"""Workbooks for coders: what is in them, and what comes back, mistakes told by their cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from toolkit.cli import cli
from toolkit.errors import TableError, ToolkitError, UnreadableFileError
from toolkit.labelling.assignments import read_sample
from toolkit.labelling.workbooks import read_workbooks, write_workbook
from toolkit.outlines import load_outline
from toolkit.presentation.exports import write_csv, write_parquet
from toolkit.provenance import text_hash
from toolkit.tables import Corpus

TEXTS = (
    "县里修订了执法事项目录。",
    "全年受理复议申请若干件。",
    "=1+1 这样开头的一段。",
    "县里修订了执法事项目录。",
    "干部集中学法四次。",
    "乡镇设立了法律顾问室。",
)
NEIGHBOUR = "这一段很长。" * 60


def make_sample(**more: object) -> pd.DataFrame:
    """Return six invented paragraphs, the fourth with the text of the first."""
    rows = [
        {
            "paragraph_id": f"d{place}-1",
            "doc_id": f"d{place}",
            "text_sha256": text_hash(text),
            "probability": 0.1 * (place + 1),
            "document_probability": 1.0,
            "stratum": "2020",
            "headings": ["一、工作情况", "（一）执法"],
            "inline_heading": "一是抓目录。" if place == 0 else None,
            "text": text,
            "predicted": "SECRET",
        }
        for place, text in enumerate(TEXTS)
    ]
    return pd.DataFrame(rows).assign(**more)


def make_corpus() -> Corpus:
    """Return a corpus in which the first paragraph of the sample has neighbours."""
    texts = [NEIGHBOUR, TEXTS[0], "-后一段。"]
    paragraphs = pd.DataFrame(
        {
            "paragraph_id": [f"d0-{place}" for place in range(3)],
            "doc_id": "d0",
            "position": range(3),
            "text": texts,
        }
    )
    return Corpus(pd.DataFrame(), paragraphs, pd.DataFrame())


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a coder's workbook, not filled in."""
    target = tmp_path / "ann.xlsx"
    return write_workbook(
        make_sample(), target, scheme="outline-2015", coder="ann", corpus=make_corpus()
    )


def fill(path: Path, cells: dict[str, object], sheet: str = "coding") -> Path:
    opened = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        opened[sheet][cell] = value
    opened.save(path)
    return path


ALL = {"F2": "A4 行政执法", "F3": "A6", "F4": "a0", "F5": "Ａ７", "F6": " A3 决策 "}


def test_what_the_coder_sees(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["coding"]
    shown = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(shown) == 6
    assert shown[1][:4] == [
        1, "一、工作情况 > （一）执法 > 一是抓目录。", f"…{NEIGHBOUR[-160:]}", TEXTS[0],
    ]  # fmt: skip
    assert shown[1][4:] == ["-后一段。", None, None, None, "d0-1", text_hash(TEXTS[0])]
    assert "SECRET" not in str(shown)
    assert sheet.freeze_panes == "E2"
    assert [key for key, one in sheet.column_dimensions.items() if one.hidden] == ["I", "J"]
    assert all(cell.alignment.wrap_text for cell in sheet["D"])
    assert sheet.protection.sheet
    locked = {cell.column_letter: cell.protection.locked for cell in sheet[2]}
    assert [letter for letter, is_locked in locked.items() if not is_locked] == ["F", "G", "H"]


def test_no_text_runs_as_a_formula(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    cells = [cell for sheet in opened for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    first = opened["coding"]["D4"]
    assert (first.value, first.quotePrefix) == (TEXTS[2], True)
    assert opened["coding"]["E2"].quotePrefix


def test_the_list_in_the_cells(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    (offer,) = opened["coding"].data_validations.dataValidation
    assert str(offer.sqref) == "F2:F6 G2:G6"
    assert offer.formula1 == "codes!$A$1:$A$9"
    assert [cell.value for cell in opened["codes"]["A"]][:2] == ["A1 政府职能", "A2 制度体系"]
    assert [cell.value for cell in opened["codes"]["B"]] == list(load_outline("outline-2015").codes)
    assert {name: opened[name].sheet_state for name in opened.sheetnames} == {
        "coding": "visible", "codebook": "visible", "about": "visible", "codes": "hidden",
        "places": "veryHidden",
    }  # fmt: skip


def test_the_codebook_is_whole(book: Path) -> None:
    rows = list(openpyxl.load_workbook(book)["codebook"].iter_rows(values_only=True))
    outline = load_outline("outline-2015")
    assert [row[0] for row in rows[1:10]] == list(outline.codes)
    entry = outline.category("A6")
    assert rows[6][1] == f"{entry.name_zh}\n{entry.name_en}"
    assert rows[6][2] == entry.definition
    assert rows[6][3].split("\n") == list(entry.includes)
    assert rows[6][4].split("\n") == list(entry.excludes)
    assert len([row for row in rows[10:] if row[2]]) == 8


def test_it_comes_back_as_labels(book: Path) -> None:
    fill(book, {**ALL, "G2": "A5", "H3": "=1+1"})
    fill(book, {"B2": "2024-03-05"}, "about")
    found = read_workbooks(book)
    assert found.problems.empty
    labels = found.labels.set_index("paragraph_id")
    assert labels["category"].to_dict() == {
        "d0-1": "A4", "d3-1": "A4", "d1-1": "A6", "d2-1": "A0", "d4-1": "A7", "d5-1": "A3",
    }  # fmt: skip
    assert labels["probability"].to_dict() == pytest.approx(
        {f"d{place}-1": 0.1 * (place + 1) for place in range(6)}
    )
    assert labels.loc["d0-1", ["second", "stratum", "coder"]].tolist() == ["A5", "2020", "ann"]
    assert labels.loc["d1-1", ["note", "scheme", "round"]].tolist() == ["=1+1", "outline-2015", "1"]
    assert set(labels["source"]) == {"hand"}
    assert set(labels["date"]) == {"2024-03-05"}
    assert labels["text_sha256"].to_dict()["d2-1"] == text_hash(TEXTS[2])


def test_a_scheme_of_ones_own(tmp_path: Path) -> None:
    scheme = tmp_path / "mine.toml"
    lines = ['name = "mine"', 'title_zh = "自"', 'title_en = "Mine"', 'none = "none"',
             "years = [2016, 2020]"]  # fmt: skip
    for one in ("tax office", "land", "none"):
        lines += ["[[categories]]", f'code = "{one}"', 'name_zh = "甲"', 'name_en = "x"',
                  'definition = "y"']  # fmt: skip
    scheme.write_text("\n".join(lines), encoding="utf-8")
    path = write_workbook(make_sample(), tmp_path / "a.xlsx", scheme=scheme, coder="ann")
    fill(path, {"F2": "tax office 甲", "F3": "Tax Office", "F4": "land", "F5": "tax", "F6": "甲"})
    found = read_workbooks(path)
    told = found.labels.set_index("paragraph_id")["category"]
    assert told.loc[["d0-1", "d1-1", "d2-1"]].tolist() == ["tax office", "tax office", "land"]
    assert found.problems["cell"].tolist() == ["coding!F5", "coding!F6"]
    rows = list(openpyxl.load_workbook(path)["codebook"].iter_rows(values_only=True))
    assert len(rows) == 4


def test_without_a_date_it_is_the_day_of_saving(book: Path) -> None:
    fill(book, ALL)
    saved = openpyxl.load_workbook(book).properties.modified.date().isoformat()
    assert set(read_workbooks(book).labels["date"]) == {saved}


def drop_row(path: Path) -> None:
    opened = openpyxl.load_workbook(path)
    opened["coding"].delete_rows(3)
    opened.save(path)


def add_row(path: Path) -> None:
    fill(path, {"D7": "自己加的一段。", "F7": "A1"})


def repeat_row(path: Path, code: str = "A6") -> None:
    fill(path, {"D7": TEXTS[1], "F7": code, "I7": "d1-1", "J7": text_hash(TEXTS[1])})


@pytest.mark.parametrize(
    ("spoil", "cell", "wanted", "came", "lost"),
    [
        (lambda path: fill(path, {"D3": "全年受理申请若干件。"}), "coding!D3",
         "the text as exported", "a changed text", {"d1-1"}),
        (lambda path: fill(path, {"D3": None}), "coding!D3",
         "the text as exported", "a changed text", {"d1-1"}),
        (lambda path: fill(path, {"F3": "A9"}), "coding!F3",
         "one of A1, A2, A3, A4, A5, A6, A7, A8, A0", "'A9'", {"d1-1"}),
        (lambda path: fill(path, {"F3": "B6"}), "coding!F3",
         "one of A1, A2, A3, A4, A5, A6, A7, A8, A0", "'B6'", {"d1-1"}),
        (lambda path: fill(path, {"F3": None}), "coding!F3",
         "a category", "1 of 5 empty, this one first", {"d1-1"}),
        (lambda path: fill(path, {"G3": "X"}), "coding!G3",
         "one of A1, A2, A3, A4, A5, A6, A7, A8, A0", "'X'", set()),
        (lambda path: fill(path, {"G3": "A6 化解纠纷"}), "coding!G3",
         "another category than the first", "A6", set()),
        (drop_row, "coding!I3", "a row for paragraph d1-1", "none", {"d1-1"}),
        (add_row, "coding!I7", "a paragraph of this workbook", "a row without one", set()),
        (repeat_row, "coding!I7", "each paragraph once", "d1-1 again, first in row 3", set()),
        (lambda path: repeat_row(path, "A1"), "coding!I7",
         "each paragraph once", "d1-1 again, first in row 3", {"d1-1"}),
        (lambda path: fill(path, {"B2": "in May"}, "about"), "about!B2",
         "a date", "'in May'", set()),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_cell_and_costs_nothing_else(
    book: Path,
    spoil: Callable[[Path], Any],
    cell: str,
    wanted: str,
    came: str,
    lost: set[str],
) -> None:
    fill(book, ALL)
    spoil(book)
    found = read_workbooks(book)
    assert found.problems[["file", "cell", "wanted", "came"]].to_numpy().tolist() == [
        [str(book), cell, wanted, came]
    ]
    assert found.problems["what to do"].str.len().min() > 0
    kept = {f"d{place}-1" for place in range(6)} - lost
    assert set(found.labels["paragraph_id"]) == kept
    assert found.labels["second"].isna().all()


@pytest.mark.parametrize("change", ["  县里修订了 执法事项目录。\n", "县里修订了执法事项目录。"])
def test_white_space_is_no_change(book: Path, change: str) -> None:
    fill(book, {**ALL, "D2": change})
    assert read_workbooks(book).problems.empty


def test_a_broken_workbook_does_not_stop_the_others(book: Path, tmp_path: Path) -> None:
    fill(book, ALL)
    (tmp_path / "broken.xlsx").write_bytes(b"not a workbook")
    openpyxl.Workbook().save(tmp_path / "foreign.xlsx")
    found = read_workbooks(tmp_path)
    assert len(found.labels) == 6
    assert found.problems["wanted"].tolist() == ["an Excel workbook", "a workbook for coding"]
    assert found.problems["came"][1] == "one without sheet coding, about, codes, places"


def test_an_older_copy_is_told_and_counts_once(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "ann-old.xlsx"
    copy.write_bytes(fill(book, ALL).read_bytes())
    fill(copy, {"F3": "A1"})
    found = read_workbooks([copy, book])
    assert set(found.labels["paragraph_id"]) == {f"d{place}-1" for place in (0, 2, 3, 4, 5)}
    assert set(found.problems["wanted"]) == {"one judgement per coder and paragraph"}
    assert set(found.problems["file"]) == {str(book)}


def test_two_coders_come_back_as_two(tmp_path: Path) -> None:
    sample = make_sample(coders=["ann; bo", "ann", "bo", "bo", "ann; bo", "ann"])
    for coder in ("ann", "bo"):
        path = tmp_path / f"{coder}.xlsx"
        write_workbook(sample, path, scheme="outline-2021", coder=coder)
        sheet = openpyxl.load_workbook(path)["coding"]
        fill(path, {f"F{row}": "B1" for row in range(2, sheet.max_row + 1)})
    labels = read_workbooks(tmp_path).labels
    own = labels.groupby("coder")["paragraph_id"].agg(set)
    assert own["ann"] == {"d0-1", "d1-1", "d4-1", "d5-1"}
    assert own["bo"] == {"d0-1", "d2-1", "d3-1", "d4-1"}


def test_work_is_never_written_over(book: Path, tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="wanted a new file, came one that exists"):
        write_workbook(make_sample(), book, scheme="outline-2015", coder="ann")
    with pytest.raises(ToolkitError, match="wanted a name ending in"):
        write_workbook(make_sample(), tmp_path / "a.csv", scheme="outline-2015", coder="ann")
    with pytest.raises(UnreadableFileError, match="wanted workbooks"):
        read_workbooks([])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"paragraph_id": "d0-1"}, "wanted each paragraph once, came d0-1 twice"),
        ({"coders": [""] * 3 + ["bo"] * 3}, "wanted one of '', 'bo', came 'ann'"),
    ],
)
def test_a_sample_that_cannot_be_coded(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    sample = make_sample(**change)
    with pytest.raises(ToolkitError, match=message):
        write_workbook(sample, tmp_path / "a.xlsx", scheme="outline-2015", coder="ann")
    with pytest.raises(TableError, match="wanted columns text"):
        write_workbook(
            sample.drop(columns="text"), tmp_path / "a.xlsx", scheme="outline-2015", coder="ann"
        )


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_sample_on_disk_is_the_same_sample(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"sample{ending}"
    (write_csv if ending == ".csv" else write_parquet)(make_sample(), path)
    sample = read_sample(path)
    assert sample["text"].tolist() == list(TEXTS)
    written = write_workbook(sample, tmp_path / "a.xlsx", scheme="outline-2015", coder="ann")
    sheet = openpyxl.load_workbook(written)["coding"]
    assert [sheet["B2"].value, sheet["B3"].value] == [
        "一、工作情况 > （一）执法 > 一是抓目录。", "一、工作情况 > （一）执法",
    ]  # fmt: skip
    places = openpyxl.load_workbook(written)["places"]
    assert places["C3"].value == pytest.approx(0.2)
    assert places["D3"].value == 1


def test_a_changed_sample_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sample.csv"
    make_sample(text="别的话。").to_csv(path, index=False)
    with pytest.raises(TableError, match=r"a changed text \(sample.csv, line 2\)"):
        read_sample(path)
    with pytest.raises(TableError, match="wanted a sample of paragraphs"):
        read_sample(tmp_path / "none.csv")


def test_the_commands_from_reports_to_labels(tmp_path: Path) -> None:
    from toolkit.simulation import simulate_reports, write_reports

    write_reports(simulate_reports(n_regions=2, years=[2019, 2020], seed=0), tmp_path)
    reports, sample = str(tmp_path / "reports"), str(tmp_path / "sample.csv")
    run = CliRunner().invoke
    drawn = run(cli, ["code", "sample", reports, "-n", "6", "-o", sample, "--overlap", "6"])
    assert drawn.exit_code == 0, drawn.output
    folder, labels = tmp_path / "coding", tmp_path / "labels.csv"
    options = ["--scheme", "outline-2015", "--coder", "coder_a", "--corpus", reports]
    made = run(cli, ["code", "export", sample, "-o", str(folder), *options])
    assert made.exit_code == 0, made.output
    book = folder / "outline-2015-coder_a.xlsx"
    nothing = run(cli, ["code", "import", str(book), "-o", str(labels)])
    assert nothing.exit_code == 1
    assert "wanted a category, came 6 of 6 empty" in nothing.stderr
    assert not labels.exists()
    fill(book, {**ALL, "F7": "A99", "H2": "-1"})
    some = run(cli, ["code", "import", str(book), "-o", str(labels)])
    assert some.exit_code == 0
    assert "coding!F7" in some.stderr
    told = pd.read_csv(labels, dtype=str)
    assert told["category"].tolist() == ["A4", "A6", "A0", "A7", "A3"]
    assert told["note"][0] == "'-1"
    assert pd.read_csv(tmp_path / "labels-problems.csv")["cell"].tolist() == ["coding!F7"]
    fill(book, {"F7": "A1"})
    assert run(cli, ["code", "import", str(folder), "-o", str(labels)]).exit_code == 0
    assert not (tmp_path / "labels-problems.csv").exists()
