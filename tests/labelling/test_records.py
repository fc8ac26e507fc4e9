"""Stand-off labels find their paragraphs, and those that do not are told with why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from toolkit.errors import TableError
from toolkit.labelling.records import read_examples, read_labels, unattached_labels
from toolkit.provenance import text_hash
from toolkit.tables import Corpus

FIRST = "全年评查案卷120宗，纠正问题9个。"
HEADING = "（二）加强培训。"
SECOND = "办班3期。"
THIRD = "但个别单位组织不力，学习流于形式。"
HEADER = "sha256,line,line_sha256,role,section,cat2015,cat2015_coder_a,cat2015_coder_b,cat2021,"
HEADER += "cat2021_coder_a,cat2021_coder_b"


def corpus_of(*rows: tuple[str, int, str, str], path: str = "a/report.txt") -> Corpus:
    """Make a corpus of one document from (id, line, inline heading, text)."""
    paragraphs = pd.DataFrame(
        [
            {
                "paragraph_id": key,
                "doc_id": "d",
                "position": position,
                "line": line,
                "inline_heading": heading,
                "text": text,
                "n_chars": len(text),
                "text_sha256": text_hash(text),
            }
            for position, (key, line, heading, text) in enumerate(rows)
        ]
    )
    documents = pd.DataFrame([{"doc_id": "d", "sha256": "f" * 64, "path": path}])
    return Corpus(documents, paragraphs, pd.DataFrame())


@pytest.fixture
def corpus() -> Corpus:
    return corpus_of(("d-0", 1, "", FIRST), ("d-1", 2, HEADING, SECOND), ("d-2", 2, "", THIRD))


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def gold(folder: Path, *rows: str, header: str = HEADER) -> Path:
    return written(folder, "report_lines.csv", header, *rows).parent


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"d-0,{text_hash(FIRST)}", "d-0"),
        (f",{text_hash(FIRST)}", "d-0"),
        (f"elsewhere-7,{text_hash('全年 评查案卷１２０宗,纠正问题９个。')}", "d-0"),
        ("d-1,", "d-1"),
    ],
)
def test_a_label_finds_its_paragraph(
    tmp_path: Path, corpus: Corpus, row: str, expected: str
) -> None:
    head = "paragraph_id,text_sha256,scheme,category,probability"
    path = written(tmp_path, "labels.csv", head, f"{row},outline-2015,A4,0.25")
    labels = read_labels(path, corpus)
    assert labels["paragraph_id"].tolist() == [expected]
    assert labels["probability"].tolist() == [0.25]
    assert unattached_labels(path, corpus).empty


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f"d-0,{text_hash('全年评查案卷121宗。')}", "text changed"),
        (f"elsewhere-7,{text_hash('别的话。')}", "paragraph missing"),
        ("elsewhere-7,", "paragraph missing"),
    ],
)
def test_a_label_without_paragraph_is_told(
    tmp_path: Path, corpus: Corpus, row: str, why: str
) -> None:
    head = "paragraph_id,text_sha256,scheme,category"
    path = written(tmp_path, "labels.csv", head, f"{row},outline-2015,A4")
    assert read_labels(path, corpus).empty
    left = unattached_labels(path, corpus)
    assert left["why"].tolist() == [why]
    assert left["category"].tolist() == ["A4"]


def test_a_cut_line_gives_its_labels_to_the_longest_piece(tmp_path: Path, corpus: Corpus) -> None:
    digest = text_hash(HEADING + SECOND + THIRD)
    folder = gold(tmp_path, f"{'f' * 64},2,{digest},body,mixed,A7,A7,A4,B9,B9,B9")
    labels = read_labels(folder, corpus)
    assert set(labels["paragraph_id"]) == {"d-2"}
    assert set(labels["text_sha256"]) == {text_hash(THIRD)}
    told = labels[["scheme", "category", "coder", "source"]].to_numpy().tolist()
    assert told == [
        ["outline-2015", "A7", "adjudicated", "adjudicated"],
        ["outline-2015", "A7", "coder_a", "hand"],
        ["outline-2015", "A4", "coder_b", "hand"],
        ["outline-2021", "B9", "adjudicated", "adjudicated"],
        ["outline-2021", "B9", "coder_a", "hand"],
        ["outline-2021", "B9", "coder_b", "hand"],
    ]
    assert labels["probability"].isna().all()
    assert labels["note"].isna().all()


def test_headings_and_uncoded_lines_give_no_label(tmp_path: Path, corpus: Corpus) -> None:
    folder = gold(tmp_path, f"{'f' * 64},1,0000000000000000,heading,,,,,,,")
    assert read_labels(folder, corpus).empty
    assert unattached_labels(folder, corpus).empty


def test_another_copy_is_met_by_the_lines_hashes(tmp_path: Path, corpus: Corpus) -> None:
    # The bytes differ, the first line has moved, the second was reworded.
    other = "e" * 64
    folder = gold(
        tmp_path,
        f"{other},9,{text_hash(FIRST)},body,work,A4,,,B7,,",
        f"{other},10,{text_hash('改过的话。')},body,work,A7,,,B9,,",
    )
    assert read_labels(folder, corpus)["paragraph_id"].tolist() == ["d-0", "d-0"]
    left = unattached_labels(folder, corpus)
    assert left["why"].tolist() == ["text changed", "text changed"]
    assert left["line"].tolist() == ["10", "10"]


@pytest.mark.parametrize(
    ("document", "line", "why"),
    [("e" * 64, 1, "document missing"), ("f" * 64, 7, "no paragraph at this line")],
)
def test_a_missing_line_is_told(
    tmp_path: Path, corpus: Corpus, document: str, line: int, why: str
) -> None:
    folder = gold(tmp_path, f"{document},{line},0000000000000000,body,work,A4,,,,,")
    assert read_labels(folder, corpus).empty
    assert unattached_labels(folder, corpus)["why"].tolist() == [why]


def test_file_names_serve_where_no_hash_of_the_file_is_given(
    tmp_path: Path, corpus: Corpus
) -> None:
    header = "file,line,text_sha256,cat2015,cat2021"
    rows = (
        "report.txt,2,0000000000000000,A7,B9",
        "other.txt,2,0000000000000000,A7,B9",
    )
    folder = gold(tmp_path, *rows, header=header)
    labels = read_labels(folder, corpus)
    assert labels["category"].tolist() == ["A7", "B9"]
    assert set(labels["note"]) == {"wording not compared"}
    left = unattached_labels(folder, corpus)
    assert left["document"].tolist() == ["other.txt", "other.txt"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            ("scheme,category", "outline-2015,A4"),
            "wanted columns text_sha256, came scheme, category (table labels.csv): "
            "add them; toolkit.tables lists what each one means",
        ),
        (
            ("paragraph_id,scheme,category,probability", "d-0,outline-2015,A4,often"),
            "wanted a number, came 'often' (table of labels, column probability): "
            "correct the value",
        ),
    ],
)
def test_a_bad_table_is_refused(
    tmp_path: Path, corpus: Corpus, lines: tuple[str, ...], message: str
) -> None:
    path = written(tmp_path, "labels.csv", *lines)
    with pytest.raises(TableError) as refused:
        read_labels(path, corpus)
    assert str(refused.value) == message


def test_a_missing_file_is_refused(tmp_path: Path, corpus: Corpus) -> None:
    with pytest.raises(TableError, match=r"no such file .*nowhere\.csv"):
        read_labels(tmp_path / "nowhere.csv", corpus)


def test_own_examples_are_read_with_their_text() -> None:
    examples = read_examples()
    assert len(examples) > 1000
    assert set(examples["hard"]) == {0, 1}
    assert examples["second2015"].isna().sum() == 0
