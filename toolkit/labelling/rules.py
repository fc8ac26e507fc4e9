"""What the columns of label files may hold, as rules that a row is checked by."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from toolkit.errors import TableError, one_of
from toolkit.outlines import Outline
from toolkit.tables import SECTIONS

Row = dict[str, str]
_BOTH = {"2015": "outline-2015", "2021": "outline-2021"}
_ROLES = ("title", "meta", "noise", "heading", "body")
_TEXT_COLUMNS = ("text", "title", "file", "span")
_WANTED = {
    "examples": ("id", "text", "cat2015", "cat2021", "section", "source"),
    "spans": ("id", "start", "end", "cat2015", "type", "hedge"),
    "gold": ("sha256",),
    "labels": ("scheme", "category"),
}


@dataclass(frozen=True)
class Rule:
    """What a column may hold; where it is empty, whether that is allowed."""

    column: str
    wanted: str
    holds: Callable[[str], object]
    may_be_empty: bool = True

    def mistake(self, row: Row, where: str) -> TableError | None:
        """Tell what is wrong with a row's value; a column that is not there is not judged."""
        value = row.get(self.column)
        if value is None or (not value and self.may_be_empty) or (value and self.holds(value)):
            return None
        came = repr(value) if value else "nothing"
        return TableError(self.wanted, came, f"{where}, {self.column}", "correct the value")


@dataclass(frozen=True)
class Codes:
    """The codes that a folder's files may use: schemes by name, and types of problems."""

    schemes: Mapping[str, Outline]
    types: tuple[str, ...]

    def rules(self, kind: str) -> list[Rule]:
        """Return the rules for one kind of table: examples, spans, gold or labels."""
        made = {"examples": self._examples, "spans": self._spans, "gold": self._gold}
        return made[kind]() if kind in made else _HASHES

    def code_errors(self, row: Row, where: str) -> Iterator[TableError]:
        """Yield what is wrong with the code of a row of a labels table."""
        outline = self.schemes.get(row["scheme"])
        if outline is None:
            remedy = "name a scheme, or put its file into the folder"
            wanted = one_of(self.schemes)
            yield TableError(wanted, repr(row["scheme"]), f"{where}, scheme", remedy)
        elif row["category"] not in outline.codes:
            place = f"{where}, category"
            yield TableError(one_of(outline.codes), repr(row["category"]), place, "correct it")

    def _examples(self) -> list[Rule]:
        measures = {
            one.name for o in self.schemes.values() for c in o.categories for one in c.measures
        }
        sections = (*SECTIONS, "mixed")
        return [
            Rule("id", "an id", bool, may_be_empty=False),
            Rule("text", "a text", bool, may_be_empty=False),
            Rule("source", "the group that it was written in", bool, may_be_empty=False),
            Rule("measure", "a measure of an outline, by its name", measures.__contains__),
            _choice("hard", ("0", "1")),
            _choice("section", sections, may_be_empty=False),
            *(_choice(f"coder_{coder}_section", sections) for coder in "ab"),
            *self._categories(("cat{}",), may_be_empty=False),
            *self._categories(("second{}", "coder_a_{}", "coder_b_{}")),
        ]

    def _spans(self) -> list[Rule]:
        return [
            *(
                Rule(name, "a whole number from 0", str.isdecimal, False)
                for name in ("start", "end")
            ),
            *self._categories(("cat{}",), may_be_empty=False),
            _choice("type", self.types, may_be_empty=False),
            _choice("hedge", ("0", "1"), may_be_empty=False),
        ]

    def _gold(self) -> list[Rule]:
        names = ("cat{}", "cat{}_coder_a", "cat{}_coder_b")
        return [
            *_HASHES,
            Rule("line", "a line number from 1", re.compile("[1-9][0-9]*").fullmatch, False),
            _choice("role", _ROLES, may_be_empty=False),
            _choice("section", (*SECTIONS, "mixed")),
            _choice("type", self.types),
            *self._categories(names),
        ]

    def _categories(self, names: Sequence[str], *, may_be_empty: bool = True) -> Iterator[Rule]:
        for name in names:
            for years, scheme in _BOTH.items():
                codes = self.schemes[scheme].codes
                yield _choice(name.format(years), codes, may_be_empty=may_be_empty)


def problem_types(path: Path, *, otherwise: Path) -> tuple[str, ...]:
    """Read the codes of the types of problems from a file, or from another where it is absent."""
    chosen = path if path.is_file() else otherwise
    try:
        listed = tomllib.loads(chosen.read_text(encoding="utf-8-sig"))["type"]
        return tuple(str(one["code"]) for one in listed)
    except (ValueError, KeyError, TypeError) as reason:
        remedy = "correct that place; labels/problem-types.toml shows the form"
        raise TableError(
            "types of problems, each with a code", str(reason), path.name, remedy
        ) from reason


def read_rows(path: Path, kind: str) -> list[tuple[int, Row]]:
    """Read a table of labels: each row with its line in the file.

    Raises
    ------
    TableError
        No UTF-8, columns missing, a row that is too short, or gold that holds texts.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            columns = list(reader.fieldnames or ())
            rows = [(reader.line_num, row) for row in reader]
    except (ValueError, csv.Error) as reason:
        remedy = "save it as CSV in UTF-8"
        raise TableError("a table", str(reason), path.name, remedy) from reason
    missing = [name for name in _WANTED[kind] if name not in columns]
    if missing:
        came, remedy = ", ".join(columns) or "no columns", "add them"
        raise TableError(f"columns {', '.join(missing)}", came, path.name, remedy)
    told = [name for name in _TEXT_COLUMNS if name in columns] if kind == "gold" else []
    if told:
        remedy = "take them out: gold holds hashes and codes"
        raise TableError("no text", f"columns {', '.join(told)}", path.name, remedy)
    for line, row in rows:
        if None in row or None in row.values():
            where, remedy = f"{path.name}, line {line}", "quote commas within a value"
            raise TableError(f"{len(columns)} values", "more or fewer", where, remedy)
    return rows


def _choice(column: str, choices: Sequence[str], *, may_be_empty: bool = True) -> Rule:
    return Rule(column, one_of(choices), frozenset(choices).__contains__, may_be_empty)


def _digits(n: int, text: str) -> bool:
    return re.fullmatch(f"[0-9a-f]{{{n}}}", text) is not None


_HASHES = [
    Rule("sha256", "64 hex digits in lower case", partial(_digits, 64), may_be_empty=False),
    *(
        Rule(name, "16 hex digits in lower case", partial(_digits, 16), may_be_empty=False)
        for name in ("line_sha256", "stripped_sha256", "text_sha256")
    ),
]
