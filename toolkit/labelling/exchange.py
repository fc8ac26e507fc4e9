"""Coding in Label Studio and doccano: tasks written for them, and their exports read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import quoteattr
from zipfile import BadZipFile, ZipFile

from toolkit.errors import TableError, UnreadableFileError, check_choice, one_of
from toolkit.files import written_aside
from toolkit.labelling.assignments import (
    Assignment,
    CodingImport,
    joined,
    labels_from,
    make_assignment,
    no_labels,
    problem,
    problem_table,
)
from toolkit.labelling.sessions import category_keys
from toolkit.outlines import Outline, load_outline
from toolkit.provenance import text_hash
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

_COLOURS = ("#1b6ca8", "#b5541c", "#2e7d32", "#8e2f7a", "#6d5b00", "#00707a", "#a3263b", "#4d4fa8")
_Task = Mapping[str, Any]


def write_coding_tasks(
    sample: pd.DataFrame,
    path: str | Path,
    *,
    scheme: str | Outline,
    coder: str,
    format: str = "label-studio",
    corpus: Corpus | None = None,
) -> list[Path]:
    """Write a sample as tasks for Label Studio or doccano, with the set-up of the project.

    Label Studio: the tasks as JSON, and beside them ``….xml``, to be pasted as the labelling
    interface (category, second category, note). doccano: the examples as JSONL, for a project of
    text classification with single labels, and beside them ``…-labels.json``, to be imported as
    its labels. Neither holds predictions.

    Parameters
    ----------
    sample : pandas.DataFrame
        As of `sample_for_coding`.
    path : str or pathlib.Path
        The file of tasks; replaced where it exists.
    scheme : str or Outline
        The categories: a name, the path of a file, or what `load_outline` gave.
    coder : str
        Who codes. Where the sample is dealt out among coders, they get their own paragraphs.
    format : {"label-studio", "doccano"}
        Which of the two.
    corpus : Corpus, optional
        Gives the paragraphs before and after, shortened.

    Returns
    -------
    list of pathlib.Path
        The file of tasks, and that of the set-up.

    Raises
    ------
    ToolkitError
        An unknown format, or as `write_workbook`.
    """
    target, outline = Path(path), scheme if isinstance(scheme, Outline) else load_outline(scheme)
    writing = _of(_WRITERS, format)
    assignment = make_assignment(sample, outline, coder, corpus=corpus)
    written = writing(list(_tasks(assignment)), outline, target)
    for file, text in written.items():
        with written_aside(file) as aside:
            aside.write_text(text, encoding="utf-8", newline="\n")
    return list(written)


def read_coding_tasks(
    path: str | Path,
    *,
    format: str = "label-studio",
    coders: str | Mapping[str, str] | None = None,
    round_name: str = "1",
) -> CodingImport:
    """Read what coders did in Label Studio or doccano into a labels table.

    Parameters
    ----------
    path : str or pathlib.Path
        The export. Label Studio: "JSON" (not "JSON-MIN"). doccano: JSONL, or the ZIP with a file
        for each coder.
    format : {"label-studio", "doccano"}
        Which of the two.
    coders : str or mapping, optional
        Who coded: one name for all, or names by what the export calls people (Label Studio: e-mail
        or number of the user; doccano: name of the file). By default, what the export calls them.
    round_name : str
        Round of coding, as the labels will tell it.

    Returns
    -------
    CodingImport
        ``labels``, and ``problems`` whose ``cell`` is the task. A changed text, an unknown code or
        two categories where one is wanted are told, and left out; tasks without a judgement are
        told once. A cancelled (skipped) annotation is no judgement.

    Raises
    ------
    ToolkitError
        An unknown format, or a file that is not such an export.
    """
    reading = _of(_READERS, format)
    judgements = list(reading(Path(path)))
    who = coders if isinstance(coders, Mapping) else {}
    names = {one.coder: who.get(one.coder, one.coder) for one in judgements}
    if isinstance(coders, str):
        names = dict.fromkeys(names, coders)
    by_coder = {
        name: _checked([one for one in judgements if names[one.coder] == name], name, str(path))
        for name in dict.fromkeys(names.values())
    }
    found = [_labelled(*part, round_name) for part in by_coder.values()]
    return joined({f"{path}, {name}": one for name, one in zip(by_coder, found, strict=True)})


class _Judgement(NamedTuple):
    """What one person did with one task, as the export tells it."""

    task: _Task
    place: str
    coder: str
    codes: tuple[str, ...]
    second: str = ""
    note: str = ""
    date: str = ""


def _of(choices: Mapping[str, Callable[..., Any]], format: str) -> Callable[..., Any]:
    check_choice(format, choices, where="format")
    return choices[format]


def _tasks(assignment: Assignment) -> Iterator[dict[str, object]]:
    """Yield what a task holds: the text with its context, and the places that it stands for."""
    places = assignment.places.astype("object").where(assignment.places.notna(), None)
    grouped = dict(iter(places.groupby("shown_as", sort=False)))
    codes = list(assignment.scheme.codes)
    for row in assignment.rows:
        own = grouped[row["paragraph_id"]].drop(columns="shown_as")
        yield {**row, "scheme": assignment.scheme.name, "codes": codes,
               "places": own.to_dict("records")}  # fmt: skip


def _write_label_studio(tasks: list[_Task], scheme: Outline, path: Path) -> dict[Path, str]:
    return {
        path: json.dumps([{"data": task} for task in tasks], ensure_ascii=False, indent=1),
        path.with_suffix(".xml"): _interface(scheme),
    }


def _interface(scheme: Outline) -> str:
    keys = category_keys(scheme.codes)
    choices = "".join(_choice(scheme, code, keys.get(code, "")) for code in scheme.codes)
    seconds = "".join(_choice(scheme, code, "") for code in scheme.codes)
    return f"""<View>
  <Text name="heading" value="$heading"/>
  <Text name="before" value="$before"/>
  <Header value="text to code · 待编码文本"/>
  <Text name="text" value="$text"/>
  <Text name="after" value="$after"/>
  <Choices name="category" toName="text" choice="single" required="true">
{choices}  </Choices>
  <Header value="second category, if any · 第二类别"/>
  <Choices name="second" toName="text" choice="single">
{seconds}  </Choices>
  <TextArea name="note" toName="text" maxSubmissions="1" placeholder="note · 备注"/>
</View>
"""


def _choice(scheme: Outline, code: str, hotkey: str) -> str:
    one = scheme.category(code)
    shown, hint = quoteattr(f"{code} {one.short_zh} {one.short_en}"), quoteattr(one.definition)
    key = f' hotkey="{hotkey}"' if hotkey else ""
    # The alias is what the export will hold.
    return f'    <Choice value={shown} alias="{code}"{key} hint={hint}/>\n'


def _write_doccano(tasks: list[_Task], scheme: Outline, path: Path) -> dict[Path, str]:
    lines = (json.dumps({**task, "label": []}, ensure_ascii=False) for task in tasks)
    keys = category_keys(scheme.codes)
    labels = [
        {"text": code, "suffix_key": keys.get(code), "text_color": "#ffffff",
         "background_color": _COLOURS[place % len(_COLOURS)]}
        for place, code in enumerate(scheme.codes)
    ]  # fmt: skip
    listed = json.dumps(labels, ensure_ascii=False, indent=1)
    return {path: "\n".join(lines) + "\n", path.with_name(f"{path.stem}-labels.json"): listed}


def _read_label_studio(path: Path) -> Iterator[_Judgement]:
    tasks = _parsed(_bytes(path).decode("utf-8-sig", errors="replace"), str(path))
    for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], 1):
        if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
            came, remedy = f"task {number} without data", "export as JSON, not JSON-MIN"
            raise UnreadableFileError("an export of Label Studio", came, str(path), remedy)
        done = [one for one in task.get("annotations", []) if not one.get("was_cancelled")]
        for one in done:
            yield _annotation(one, task["data"], f"task {task.get('id', number)}")


def _annotation(one: _Task, data: _Task, place: str) -> _Judgement:
    given: dict[str, list[str]] = {}
    for result in one.get("result", []):
        value = result.get("value", {})
        given[result.get("from_name", "")] = value.get("choices") or value.get("text") or []
    who = one.get("completed_by", "")
    coder = str(who.get("email") or who.get("id", "")) if isinstance(who, dict) else str(who)
    moment = str(one.get("updated_at") or one.get("created_at") or "")[:10]
    second, note = " ".join(given.get("second", [])), "\n".join(given.get("note", []))
    return _Judgement(data, place, coder, tuple(given.get("category", [])), second, note, moment)


def _read_doccano(path: Path) -> Iterator[_Judgement]:
    for name, content in _members(path):
        for number, line in enumerate(content.decode("utf-8-sig", errors="replace").split("\n"), 1):
            if line.strip():
                row = _parsed(line, f"{path}, {name}, line {number}")
                labels = row.get("label", []) if isinstance(row, dict) else None
                if not isinstance(labels, list):
                    came, remedy = f"line {number} without a list of labels", "export as JSONL"
                    raise UnreadableFileError("an export of doccano", came, str(path), remedy)
                comments = "\n".join(map(str, row.get("Comments", [])))
                place = f"line {number}"
                yield _Judgement(row, place, name, tuple(map(str, labels)), note=comments)


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix != ".zip":
        yield path.stem, _bytes(path)
        return
    try:
        with ZipFile(path) as archive:
            for name in archive.namelist():
                yield Path(name).stem, archive.read(name)
    except (OSError, BadZipFile) as reason:
        remedy = "give the ZIP or JSONL that doccano exports"
        raise UnreadableFileError(
            "an export of doccano", str(reason), str(path), remedy
        ) from reason


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as reason:
        raise UnreadableFileError("an export", str(reason), str(path), "check the path") from reason


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as reason:
        remedy = "export again, as JSON (Label Studio) or JSONL (doccano)"
        raise UnreadableFileError("JSON", str(reason), where, remedy) from reason


def _checked(
    judgements: list[_Judgement], coder: str, file: str
) -> tuple[list[tuple[_Judgement, dict[str, object]]], list[dict[str, str]]]:
    """Return the judgements that hold, as rows for the labels, and what is wrong with the rest."""
    kept: list[tuple[_Judgement, dict[str, object]]] = []
    problems: list[dict[str, str]] = []
    empty = [one for one in judgements if not one.codes]
    for one in judgements:
        mistake = _mistake(one, file) if one.codes else None
        if mistake is not None:
            problems.append(problem(mistake, file, one.place))
        elif one.codes:
            kept.append((one, _row(one, coder)))
    if empty:
        came = f"{len(empty)} of {len(judgements)} tasks of {coder} without one"
        mistake = TableError("a category", came, file, "code them, and export again")
        problems.append(problem(mistake, file, empty[0].place))
    return kept, problems


def _mistake(one: _Judgement, file: str) -> TableError | None:
    where, codes = f"{file}, {one.place}", one.task.get("codes", [])
    missing = [name for name in ("text", "places", "codes", "scheme") if name not in one.task]
    if missing:
        remedy = "import tasks as write_coding_tasks made them, and keep their further fields"
        return TableError("a task of ours", f"one without {', '.join(missing)}", where, remedy)
    if len(one.codes) > 1:
        remedy = "keep one; in the tool, allow single labels only"
        return TableError("one category", ", ".join(one.codes), where, remedy)
    for code in filter(None, (*one.codes, one.second)):
        if code not in codes:
            return TableError(one_of(codes), repr(code), where, "correct it in the tool")
    if text_hash(one.task["text"]) != one.task.get("text_sha256"):
        remedy = "import the task again: the judgement is on that text"
        return TableError("the text as exported", "a changed text", where, remedy)
    return None


def _row(one: _Judgement, coder: str) -> dict[str, object]:
    told = {"category": one.codes[0], "note": one.note, "date": one.date}
    second = one.second if one.second != one.codes[0] else ""
    return {"paragraph_id": one.task["paragraph_id"], "coder": coder, "second": second, **told}


def _labelled(
    kept: list[tuple[_Judgement, dict[str, object]]],
    problems: list[dict[str, str]],
    round_name: str,
) -> CodingImport:
    import pandas as pd

    tables = []
    for scheme in dict.fromkeys(str(one.task["scheme"]) for one, _ in kept):
        own = [(one, row) for one, row in kept if one.task["scheme"] == scheme]
        places = pd.DataFrame(
            {**place, "shown_as": row["paragraph_id"]}
            for one, row in own
            for place in one.task["places"]
        ).drop_duplicates("paragraph_id")
        rows = [row for _, row in own]
        tables.append(labels_from(rows, places, scheme=scheme, round_name=round_name))
    labels = pd.concat(tables, ignore_index=True) if tables else no_labels()
    return CodingImport(labels, problem_table(problems))


_WRITERS = MappingProxyType({"label-studio": _write_label_studio, "doccano": _write_doccano})
_READERS = MappingProxyType({"label-studio": _read_label_studio, "doccano": _read_doccano})
