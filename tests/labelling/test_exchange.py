"""Label Studio and doccano: tasks in their documented forms, and their exports taken back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from click.testing import CliRunner

from toolkit.cli import cli
from toolkit.errors import ToolkitError
from toolkit.labelling.exchange import read_coding_tasks, write_coding_tasks
from toolkit.outlines import load_outline
from toolkit.provenance import text_hash

TEXTS = ("县里修订了执法事项目录。", "全年受理复议申请若干件。", "县里修订了执法事项目录。")


def make_sample() -> pd.DataFrame:
    """Return three invented paragraphs, the third with the text of the first."""
    rows = [
        {
            "paragraph_id": f"d{place}-1",
            "text_sha256": text_hash(text),
            "probability": 0.1 * (place + 1),
            "stratum": "2020",
            "headings": ["一、工作情况"],
            "text": text,
            "predicted": "SECRET",
        }
        for place, text in enumerate(TEXTS)
    ]
    return pd.DataFrame(rows)


def write(folder: Path, format: str) -> list[Path]:
    path = folder / ("tasks.json" if format == "label-studio" else "tasks.jsonl")
    return write_coding_tasks(
        make_sample(), path, scheme="outline-2015", coder="ann", format=format
    )


def annotation(
    category: str, *, by: object = 7, second: str = "", note: str = "", cancelled: bool = False
) -> dict[str, Any]:
    """Return an annotation in the form that Label Studio's guide documents for an export."""
    given = [("category", "choices", [category])] if category else []
    given += [("second", "choices", [second])] if second else []
    given += [("note", "textarea", [note])] if note else []
    result = [
        {
            "id": f"r{place}",
            "from_name": name,
            "to_name": "text",
            "type": kind,
            "origin": "manual",
            "value": {"text" if kind == "textarea" else "choices": values},
        }
        for place, (name, kind, values) in enumerate(given)
    ]
    return {
        "id": 1001,
        "result": result,
        "was_cancelled": cancelled,
        "ground_truth": False,
        "created_at": "2024-03-04T21:52:49.513742Z",
        "updated_at": "2024-03-05T22:16:08.728378Z",
        "lead_time": 4.2,
        "completed_by": by,
    }


def annotated(folder: Path, annotations: list[list[dict[str, Any]]]) -> Path:
    """Write what Label Studio would export, once the tasks are coded."""
    tasks = json.loads(write(folder, "label-studio")[0].read_text(encoding="utf-8"))
    for number, (task, done) in enumerate(zip(tasks, annotations, strict=True), 11):
        task |= {"id": number, "annotations": done, "predictions": [], "project": 3}
    path = folder / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return path


def doccano_lines(folder: Path, labels: list[list[str]], **more: object) -> str:
    """Return what doccano would export: its own id, our fields as meta, labels and comments."""
    rows = [
        json.loads(line)
        for line in write(folder, "doccano")[0].read_text("utf-8").split("\n")
        if line
    ]
    told = [
        {"id": number, **row, "label": given, "Comments": [], **more}
        for number, (row, given) in enumerate(zip(rows, labels, strict=True), 51)
    ]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in told) + "\n"


def test_label_studio_tasks_are_in_the_documented_form(tmp_path: Path) -> None:
    path, interface = write(tmp_path, "label-studio")
    tasks = json.loads(path.read_text(encoding="utf-8"))
    assert [set(task) for task in tasks] == [{"data"}] * 2
    assert [task["data"]["text"] for task in tasks] == list(TEXTS[:2])
    assert "SECRET" not in path.read_text(encoding="utf-8")
    view = ElementTree.parse(interface).getroot()
    shown = {tag.get("value").removeprefix("$") for tag in view.iter("Text")}
    assert shown == {"heading", "before", "text", "after"}
    assert shown <= set(tasks[0]["data"])
    category = next(tag for tag in view.iter("Choices") if tag.get("name") == "category")
    assert (category.get("toName"), category.get("choice")) == ("text", "single")
    aliases = [choice.get("alias") for choice in category]
    assert aliases == list(load_outline("outline-2015").codes)
    assert [choice.get("hotkey") for choice in category] == list("123456780")


def test_doccano_examples_are_in_the_documented_form(tmp_path: Path) -> None:
    path, labels = write(tmp_path, "doccano")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(row["text"], row["label"]) for row in rows] == [(text, []) for text in TEXTS[:2]]
    assert "SECRET" not in path.read_text(encoding="utf-8")
    listed = json.loads(labels.read_text(encoding="utf-8"))
    assert [one["text"] for one in listed] == list(load_outline("outline-2015").codes)
    assert set(listed[0]) == {"text", "suffix_key", "background_color", "text_color"}


def told(found: Any) -> list[list[object]]:
    columns = ["paragraph_id", "category", "second", "coder", "date", "note"]
    return (
        found.labels[columns]
        .astype("object")
        .where(found.labels[columns].notna(), None)
        .to_numpy()
        .tolist()
    )


def test_label_studio_round_trip(tmp_path: Path) -> None:
    bo = {"id": 9, "email": "bo@example.org", "first_name": "", "last_name": ""}
    path = annotated(
        tmp_path,
        [
            [annotation("A4", second="A5", note="doubtful"), annotation("A4", by=bo)],
            [annotation("A6"), annotation("A1", by=bo, cancelled=True)],
        ],
    )
    found = read_coding_tasks(path, coders={"7": "ann", "bo@example.org": "bo"})
    assert found.problems.empty
    assert told(found) == [
        ["d0-1", "A4", "A5", "ann", "2024-03-05", "doubtful"],
        ["d2-1", "A4", "A5", "ann", "2024-03-05", "doubtful"],
        ["d1-1", "A6", None, "ann", "2024-03-05", None],
        ["d0-1", "A4", None, "bo", "2024-03-05", None],
        ["d2-1", "A4", None, "bo", "2024-03-05", None],
    ]
    first = found.labels.iloc[0]
    assert (first["scheme"], first["source"], first["round"]) == ("outline-2015", "hand", "1")
    assert found.labels["probability"].tolist() == pytest.approx([0.1, 0.3, 0.2, 0.1, 0.3])
    assert found.labels["text_sha256"][2] == text_hash(TEXTS[1])
    unnamed = read_coding_tasks(path).labels
    assert set(unnamed["coder"]) == {"7", "bo@example.org"}


def test_doccano_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    path.write_text(doccano_lines(tmp_path, [["A4"], ["A6"]], Comments=["doubtful"]), "utf-8")
    found = read_coding_tasks(path, format="doccano", coders="ann")
    assert found.problems.empty
    assert told(found) == [
        ["d0-1", "A4", None, "ann", None, "doubtful"],
        ["d2-1", "A4", None, "ann", None, "doubtful"],
        ["d1-1", "A6", None, "ann", None, "doubtful"],
    ]
    assert found.labels["probability"].tolist() == pytest.approx([0.1, 0.3, 0.2])


def test_doccano_gives_a_file_for_each_coder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("ann.jsonl", doccano_lines(tmp_path, [["A4"], ["A6"]]))
        archive.writestr("bo.jsonl", doccano_lines(tmp_path, [["A5"], []]))
    found = read_coding_tasks(tmp_path / "export.zip", format="doccano")
    assert [row[:4] for row in told(found)] == [
        ["d0-1", "A4", None, "ann"],
        ["d2-1", "A4", None, "ann"],
        ["d1-1", "A6", None, "ann"],
        ["d0-1", "A5", None, "bo"],
        ["d2-1", "A5", None, "bo"],
    ]
    assert found.problems[["cell", "came"]].to_numpy().tolist() == [
        ["line 2", "1 of 2 tasks of bo without one"]
    ]


@pytest.mark.parametrize(
    ("labels", "wanted", "came"),
    [
        (["A9"], "one of 'A0', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'", "'A9'"),
        (["A1", "A4"], "one category", "A1, A4"),
    ],
)
def test_a_mistake_is_told_and_costs_nothing_else(
    tmp_path: Path, labels: list[str], wanted: str, came: str
) -> None:
    path = tmp_path / "export.jsonl"
    path.write_text(doccano_lines(tmp_path, [["A4"], labels]), "utf-8")
    found = read_coding_tasks(path, format="doccano")
    assert [row[0] for row in told(found)] == ["d0-1", "d2-1"]
    assert found.problems[["cell", "wanted", "came"]].to_numpy().tolist() == [
        ["line 2", wanted, came]
    ]


def test_a_changed_text_or_a_foreign_task_is_told(tmp_path: Path) -> None:
    path = annotated(tmp_path, [[annotation("A4")], [annotation("A6")]])
    tasks = json.loads(path.read_text(encoding="utf-8"))
    tasks[0]["data"]["text"] += "又添一句。"
    tasks[1]["data"] = {"text": "别处来的。"}
    path.write_text(json.dumps(tasks), encoding="utf-8")
    found = read_coding_tasks(path)
    assert found.labels.empty
    assert found.problems[["cell", "came"]].to_numpy().tolist() == [
        ["task 11", "a changed text"],
        ["task 12", "one without places, codes, scheme"],
    ]


def test_one_person_who_coded_a_task_twice_is_told(tmp_path: Path) -> None:
    path = annotated(tmp_path, [[annotation("A4"), annotation("A5")], [annotation("A6")]])
    found = read_coding_tasks(path)
    assert [row[0] for row in told(found)] == ["d1-1"]
    assert set(found.problems["wanted"]) == {"one judgement per coder and paragraph"}


@pytest.mark.parametrize(
    ("format", "content", "wanted"),
    [
        ("label-studio", "no json", "JSON"),
        ("label-studio", '[{"id": 1, "text": "a", "category": "A1"}]', "an export of Label Studio"),
        ("doccano", '{"text": "a", "label": "A1"}', "an export of doccano"),
        ("doccano", "text,label", "JSON"),
        ("brat", "", "one of 'doccano', 'label-studio'"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, format: str, content: str, wanted: str) -> None:
    path = tmp_path / "export"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ToolkitError) as told_of:
        read_coding_tasks(path, format=format)
    assert told_of.value.wanted == wanted


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    for name in ("none.jsonl", "none.zip"):
        with pytest.raises(ToolkitError, match="No such file"):
            read_coding_tasks(tmp_path / name, format="doccano")


def test_the_commands(tmp_path: Path) -> None:
    make_sample().to_csv(tmp_path / "sample.csv", index=False)
    sample, folder, labels = (str(tmp_path / name) for name in ("sample.csv", "out", "labels.csv"))
    options = ["--scheme", "outline-2015", "--coder", "ann", "--format", "doccano"]
    made = CliRunner().invoke(cli, ["code", "export", sample, "-o", folder, *options])
    assert made.exit_code == 0, made.output
    path = Path(folder) / "outline-2015-ann.jsonl"
    path.write_text(path.read_text("utf-8").replace('"label": []', '"label": ["A4"]'), "utf-8")
    options = ["--format", "doccano", "--coder", "ann", "--round", "2"]
    taken = CliRunner().invoke(cli, ["code", "import", str(path), "-o", labels, *options])
    assert taken.exit_code == 0, taken.output
    rows = pd.read_csv(labels, dtype=str)
    assert rows[["coder", "category", "round"]].drop_duplicates().to_numpy().tolist() == [
        ["ann", "A4", "2"]
    ]
