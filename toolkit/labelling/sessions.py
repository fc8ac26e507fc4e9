"""A coder's session: where they stand, what a key does, and every judgement saved at once."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import TableError, ToolkitError
from toolkit.files import written_aside
from toolkit.labelling.assignments import Assignment, labels_from
from toolkit.provenance import bytes_hash
from toolkit.tables import LABELS, defused, restored

if TYPE_CHECKING:
    import pandas as pd

# Without u, n and s, which do something else.
_FURTHER = "123456789abcdefghijklmopqrtvwxyz"
_COLUMNS = (*(column.name for column in LABELS), "second")
_FIELDS = ("category", "second", "note", "date")


@dataclass(frozen=True)
class Judgement:
    """What the coder says of one text; empty where they said nothing."""

    category: str = ""
    second: str = ""
    note: str = ""
    date: str = ""


class Session:
    """Coding one paragraph after the other, saved after each judgement and resumed at any time.

    Parameters
    ----------
    assignment : Assignment
        What is to be coded, by whom.
    path : str or pathlib.Path
        CSV of labels; judgements that it holds already are taken up.
    round_name : str
        Round of coding, as the labels will tell it.

    Raises
    ------
    TableError
        The file is no table of labels, or holds those of another coder, scheme or round: a coder
        must not see what others judged.

    Notes
    -----
    Keys: that of a category (its last digit where these differ, else 1 to 9 and letters) judges
    and goes on to the next text not yet coded; ``s`` makes the next key one of a second category
    (the same again takes it away); ``u`` undoes; Enter and the arrows move.
    """

    def __init__(self, assignment: Assignment, path: str | Path, *, round_name: str = "1") -> None:
        self.assignment = assignment
        self.path = Path(path)
        self.round_name = round_name
        self.keys = category_keys(assignment.scheme.codes)
        self.second_next = False
        self.message = ""
        self._said: list[tuple[int, Judgement]] = []
        self._saved = ""
        self._judged = self._resumed()
        self.position = self._next_open(-1)

    @property
    def row(self) -> dict[str, str]:
        """The paragraph shown: paragraph_id, text_sha256, heading, before, text, after."""
        return self.assignment.rows[self.position]

    @property
    def judgement(self) -> Judgement:
        """What was said of it so far."""
        return self._judged.get(self.row["paragraph_id"], Judgement())

    @property
    def progress(self) -> tuple[int, int]:
        """Texts that have a category, and all texts."""
        return sum(bool(one.category) for one in self._judged.values()), len(self.assignment.rows)

    def press(self, key: str) -> None:
        """Do what a key stands for; another key does nothing but say so."""
        self.message = ""
        moves = {"ArrowRight": 1, "ArrowDown": 1, "ArrowLeft": -1, "ArrowUp": -1}
        codes = {own: code for code, own in self.keys.items()}
        if key in codes:
            self.choose(codes[key])
        elif key in moves:
            self.go(self.position + moves[key])
        elif key == "Enter":
            self.go(self._next_open(self.position))
        elif key == "s":
            self.second_next = not self.second_next
        elif key == "u":
            self.undo()
        else:
            self.message = f"no category has the key {key}"

    def choose(self, code: str) -> None:
        """Judge; after ``s``, add a second category instead."""
        if self.second_next:
            self.second_next = False
            self.add_second(code)
        else:
            self.judge(code)

    def judge(self, code: str) -> None:
        """Give the paragraph shown its category, save, and go on to the next not yet coded."""
        self.assignment.scheme.category(code)
        second = "" if self.judgement.second == code else self.judgement.second
        self._say(replace(self.judgement, category=code, second=second))
        self.go(self._next_open(self.position))

    def add_second(self, code: str) -> None:
        """Give the paragraph shown a second category, or take the same one away, and save."""
        self.assignment.scheme.category(code)
        if not self.judgement.category or code == self.judgement.category:
            self.message = "first a category, then another one as the second"
            return
        self._say(replace(self.judgement, second="" if code == self.judgement.second else code))

    def write_note(self, note: str, *, row: int | None = None) -> None:
        """Keep a note on the paragraph shown, or on another row, and save."""
        here = self.position
        try:
            self.position = here if row is None else row
            self._say(replace(self.judgement, note=note.strip()))
        finally:
            self.position = here

    def undo(self) -> None:
        """Take back the last thing that was said in this session, and go there."""
        if not self._said:
            self.message = "nothing to undo"
            return
        self.position, before = self._said[-1]
        self._keep(before)
        self._said.pop()

    def go(self, position: int) -> None:
        """Show another paragraph; beyond the ends, the first or last."""
        self.second_next = False
        self.position = max(0, min(position, len(self.assignment.rows) - 1))

    def labels(self) -> pd.DataFrame:
        """Return the judgements so far as a labels table."""
        judged = [
            {"paragraph_id": key, "coder": self.assignment.coder, **vars(one)}
            for key, one in self._judged.items()
            if one.category
        ]
        name = self.assignment.scheme.name
        return labels_from(judged, self.assignment.places, scheme=name, round_name=self.round_name)

    def _say(self, judgement: Judgement) -> None:
        before = (self.position, self.judgement)
        self._keep(replace(judgement, date=datetime.now(UTC).astimezone().date().isoformat()))
        self._said.append(before)

    def _keep(self, judgement: Judgement) -> None:
        """Hold a judgement and save all; where saving fails, it is as if it had not been made."""
        before = self._judged
        self._judged = {**before, self.row["paragraph_id"]: judgement}
        try:
            self._save()
        except ToolkitError:
            self._judged = before
            raise

    def _next_open(self, after: int) -> int:
        """Return the next text without a category, going round; where there is none, stay."""
        n = len(self.assignment.rows)
        for step in range(1, n + 1):
            place = (after + step) % n
            known = self._judged.get(self.assignment.rows[place]["paragraph_id"])
            if known is None or not known.category:
                return place
        return max(after, 0)

    def _resumed(self) -> dict[str, Judgement]:
        if not self.path.exists():
            return {}
        content = self.path.read_bytes()
        self._saved = bytes_hash(content)
        rows = _rows(content, self.path)
        for row in rows:
            self._check(row)
        shown = {row["paragraph_id"] for row in self.assignment.rows}
        return {
            row["paragraph_id"]: Judgement(**{name: row[name] for name in _FIELDS})
            for row in rows
            if row["paragraph_id"] in shown
        }

    def _check(self, row: dict[str, str]) -> None:
        """Refuse a file that is not this coder's own: they would see, or overwrite, another's."""
        scheme = self.assignment.scheme
        own = {"coder": self.assignment.coder, "scheme": scheme.name, "round": self.round_name}
        remedy = "give each coder, scheme, round and sample a file of its own"
        for name, value in own.items():
            if row[name] != value:
                where = f"{self.path}, column {name}"
                raise TableError(repr(value), repr(row[name]), where, remedy)
        if row["paragraph_id"] not in set(self.assignment.places["paragraph_id"]):
            came = f"one on {row['paragraph_id']}"
            raise TableError("judgements on this sample", came, str(self.path), remedy)
        for name in ("category", "second"):
            if row[name]:
                scheme.category(row[name])

    def _save(self) -> None:
        """Replace the file in one step, unless somebody else wrote it since."""
        there = bytes_hash(self.path.read_bytes()) if self.path.exists() else ""
        if there != self._saved:
            came = "a file that another program changed"
            remedy = "close the other session, then run this cell again"
            raise TableError("the file as this session left it", came, str(self.path), remedy)
        content = self._content()
        with written_aside(self.path) as aside, aside.open("wb") as stream:
            stream.write(content)
            # An hour of coding survives a power cut, too.
            stream.flush()
            os.fsync(stream.fileno())
        self._saved = bytes_hash(content)

    def _content(self) -> bytes:
        carried = [name for name in self.assignment.places.columns if name != "shown_as"]
        columns = list(dict.fromkeys([*_COLUMNS, *carried]))
        told = {"coder": self.assignment.coder, "scheme": self.assignment.scheme.name}
        told |= {"round": self.round_name, "source": "hand"}
        stream = io.StringIO()
        writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        for place in self.assignment.places.to_dict("records"):
            one = self._judged.get(str(place["shown_as"]))
            # A note alone is kept as well: its row has no category yet.
            if one is not None and replace(one, date="") != Judgement():
                row: dict[str, object] = {str(name): value for name, value in place.items()}
                row |= {**told, **vars(one)}
                writer.writerow({name: _cell(value) for name, value in row.items()})
        return stream.getvalue().encode("utf-8-sig")


def category_keys(codes: tuple[str, ...]) -> dict[str, str]:
    """Give each code a key: its last digit where these differ, else 1 to 9 and letters.

    Examples
    --------
    >>> category_keys(("A1", "A2", "A0"))
    {'A1': '1', 'A2': '2', 'A0': '0'}
    >>> category_keys(("tax", "land", "none"))
    {'tax': '1', 'land': '2', 'none': '3'}
    """
    digits = [code[-1] for code in codes]
    if all(digit in "0123456789" for digit in digits) and len(set(digits)) == len(codes):
        return dict(zip(codes, digits, strict=True))
    return dict(zip(codes, _FURTHER, strict=False))


def _cell(value: object) -> str:
    missing = value is None or value != value  # noqa: PLR0124  a missing number is not itself
    return "" if missing else defused(str(value))


def _rows(content: bytes, path: Path) -> list[dict[str, str]]:
    remedy = "give the file that this coder's session wrote, or a new one"
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as reason:
        raise TableError("a CSV of labels", str(reason), str(path), remedy) from reason
    if rows and not set(_COLUMNS) <= set(rows[0]):
        came = ", ".join(map(str, rows[0]))
        raise TableError(f"columns {', '.join(_COLUMNS)}", came, str(path), remedy)
    return [{name: restored(row[name] or "") for name in _COLUMNS} for row in rows]
