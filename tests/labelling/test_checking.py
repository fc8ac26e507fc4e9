"""A labels folder is checked whole: each kind of mistake is told, all of them at once."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.cli import cli
from toolkit.errors import TableError
from toolkit.labelling.checking import check_labels
from toolkit.resources import label_file

FIRST = "本年度共评查行政处罚案卷四十宗，通报问题九条。"
SECOND = "开设夜间法治讲堂十二场，听众以个体商户为主。"
EXAMPLE = {"id": "P1", "text": FIRST, "cat2015": "A4", "cat2021": "B4", "second2015": "",
           "measure": "", "section": "work", "hard": "0", "source": "own"}  # fmt: skip
OTHER = EXAMPLE | {"id": "P2", "text": SECOND, "cat2015": "A7", "cat2021": "B9"}
SPAN = {"id": "P1", "start": "0", "end": "5", "cat2015": "A4", "type": "other", "hedge": "0"}
GOLD = {"sha256": "0" * 64, "line": "3", "line_sha256": "a" * 16, "role": "body",
        "section": "work", "cat2015": "A4", "cat2021": "B4", "cat2015_coder_a": ""}  # fmt: skip
LABEL = {"scheme": "outline-2015", "category": "A1", "text_sha256": "a" * 16, "coder": "ann"}
FILES = {"paragraphs.csv": [EXAMPLE, OTHER], "paragraph-problems.csv": [SPAN],
         "gold/report_lines.csv": [GOLD], "mine.csv": [LABEL]}  # fmt: skip


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("outline-2015.toml", "outline-2021.toml", "crosswalk.toml", "problem-types.toml"):
        shutil.copy(label_file(name), tmp_path)
    for name, rows in FILES.items():
        write(tmp_path / name, rows)
    (tmp_path / "words.csv").write_text("word\n法治\n", encoding="utf-8")
    return tmp_path


def test_a_whole_folder_has_no_mistake(folder: Path) -> None:
    assert check_labels(folder) == []


def test_the_projects_own_labels_are_whole() -> None:
    # One pair of training paragraphs is known to share more than it should.
    told = {str(mistake) for mistake in check_labels(label_file("x").parent)}
    assert {words for words in told if "example P1404" not in words} == set()


@pytest.mark.parametrize(
    ("name", "place", "changes", "message"),
    [
        ("paragraphs.csv", 1, {"cat2015": "A9"}, "'A9' (paragraphs.csv, line 3, cat2015): correct"),
        ("paragraphs.csv", 1, {"cat2021": ""}, "came nothing (paragraphs.csv, line 3, cat2021)"),
        ("paragraphs.csv", 0, {"second2015": "B1"}, "'B1' (paragraphs.csv, line 2, second2015)"),
        ("paragraphs.csv", 0, {"section": "preface"}, "came 'preface' (paragraphs.csv, line 2"),
        ("paragraphs.csv", 0, {"hard": "yes"}, "came 'yes' (paragraphs.csv, line 2, hard)"),
        (
            "paragraphs.csv",
            0,
            {"measure": "加强想象"},
            "wanted a measure of an outline, by its name",
        ),
        (
            "paragraphs.csv",
            1,
            {"id": "P1"},
            "wanted an id of its own, came that of paragraphs.csv,",
        ),
        ("paragraphs.csv", 1, {"text": FIRST + " "}, "wanted a text of its own"),
        (
            "paragraphs.csv",
            1,
            {"text": SECOND[:9] + FIRST[:12]},
            "wanted at most a third of the 5-",
        ),
        ("paragraph-problems.csv", 0, {"id": "P7"}, "wanted the id of an example, came 'P7'"),
        (
            "paragraph-problems.csv",
            0,
            {"end": "99"},
            "came 0 to 99 of 23 characters (paragraph-pro",
        ),
        ("paragraph-problems.csv", 0, {"start": "-1"}, "wanted a whole number from 0, came '-1'"),
        (
            "paragraph-problems.csv",
            0,
            {"end": "23"},
            "wanted a span without punctuation at its ends",
        ),
        ("paragraph-problems.csv", 0, {"text": "别的话"}, "wanted the span word for word"),
        (
            "paragraph-problems.csv",
            0,
            {"type": "weather"},
            "came 'weather' (paragraph-problems.csv",
        ),
        ("gold/report_lines.csv", 0, {"sha256": "0" * 63}, "wanted 64 hex digits in lower case"),
        (
            "gold/report_lines.csv",
            0,
            {"line_sha256": "A" * 16},
            "wanted 16 hex digits in lower case",
        ),
        ("gold/report_lines.csv", 0, {"cat2015_coder_a": "B4"}, "line 2, cat2015_coder_a)"),
        ("gold/report_lines.csv", 0, {"line": "0"}, "wanted a line number from 1, came '0'"),
        ("gold/report_lines.csv", 0, {"role": "prose"}, "came 'prose' (gold/report_lines.csv"),
        ("gold/report_lines.csv", 0, {"text": "全文"}, "wanted no text, came columns text"),
        ("mine.csv", 0, {"category": "B1"}, "came 'B1' (mine.csv, line 2, category)"),
        (
            "mine.csv",
            0,
            {"scheme": "outline-2014"},
            "came 'outline-2014' (mine.csv, line 2, scheme)",
        ),
        ("mine.csv", 0, {"text_sha256": "a"}, "came 'a' (mine.csv, line 2, text_sha256)"),
    ],
)
def test_a_mistake_in_a_table_is_told_with_its_place(
    folder: Path, name: str, place: int, changes: dict[str, str], message: str
) -> None:
    rows = [dict(row) for row in FILES[name]]
    rows[place] |= changes
    write(folder / name, rows)
    told = check_labels(folder)
    assert message in str(told[0])
    # The same text twice also shares all its 5-grams.
    assert len(told) == 1 + message.endswith("a text of its own")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "outline-2021.toml",
            'none = "B0"',
            'none = "B10"',
            "came 'B10' (outline-2021.toml, none)",
        ),
        ("crosswalk.toml", 'A8 = "C7"\n', "", "wanted a common category for A8, came none"),
        ("crosswalk.toml", 'A8 = "C7"', 'A8 = "C9"', "came 'C9' (crosswalk.toml, from_first, A8)"),
        (
            "crosswalk.toml",
            'A8 = "C7"',
            'A8 = "C7"\nA9 = "C7"',
            "came 'A9' (crosswalk.toml, from_f",
        ),
        ("crosswalk.toml", '["A8", "B9"]', '["A8", "B99"]', "wanted a code of each outline"),
        ("crosswalk.toml", '["A8", "B9"]', '["A8", "B4"]', "wanted one common category from both"),
        ("crosswalk.toml", 'second = "B7", default', 'second = "B77", default', "came 'B77'"),
        ("crosswalk.toml", 'alternative = "C5"', 'alternative = "D5"', "A4-B7, alternative)"),
        (
            "crosswalk.toml",
            'name = "A1-B4"',
            'name = "A4-B7"',
            "wanted each name once, came it twice",
        ),
        ("crosswalk.toml", "agreeing = [", "agreed = [", "came no agreeing (crosswalk.toml)"),
        ("crosswalk.toml", "version = 1", "version == 1", "wanted a TOML file in UTF-8"),
        ("problem-types.toml", 'code = "awareness"', 'kode = "awareness"', "(problem-types.toml)"),
        ("paragraphs.csv", "cat2015", "category", "wanted columns cat2015, came id, text"),
        ("paragraphs.csv", ",own", ",own,more", "wanted 9 values, came more or fewer (paragraphs"),
    ],
)
def test_a_mistake_in_a_file_is_told(
    folder: Path, name: str, old: str, new: str, message: str
) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    told = [str(mistake) for mistake in check_labels(folder)]
    assert any(message in words for words in told), told


def test_a_scheme_of_ones_own_is_known(folder: Path) -> None:
    own = (folder / "outline-2015.toml").read_text(encoding="utf-8")
    (folder / "own.toml").write_text(own.replace("outline-2015", "own"), encoding="utf-8")
    write(
        folder / "mine.csv", [LABEL | {"scheme": "own"}, LABEL | {"scheme": "own", "category": "X"}]
    )
    (told,) = check_labels(folder)
    assert "came 'X' (mine.csv, line 3, category)" in str(told)


def test_a_file_in_another_encoding_is_told(folder: Path) -> None:
    (folder / "paragraphs.csv").write_bytes("id,text\n1,法治".encode("gb18030"))
    assert any("wanted a table, came 'utf-8' codec" in str(one) for one in check_labels(folder))


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_labels_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TableError, match="wanted a labels folder, came no"):
        check_labels(tmp_path / name)


def test_the_command_tells_every_mistake_and_fails(folder: Path) -> None:
    fine = CliRunner().invoke(cli, ["labels", "check", str(folder)])
    assert (fine.exit_code, fine.output) == (0, f"{folder}: nothing wrong\n")
    write(folder / "mine.csv", [LABEL | {"category": "X"}, LABEL | {"category": "Y"}])
    bad = CliRunner().invoke(cli, ["labels", "check", str(folder)])
    assert bad.exit_code == 1
    assert "came 'X' (mine.csv, line 2, category)" in bad.stderr
    assert "came 'Y' (mine.csv, line 3, category)" in bad.stderr
    assert bad.stdout == f"{folder}: 2 mistakes\n"
