"""Coding in a spreadsheet: an Excel workbook for a coder, and what came back in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import TableError, ToolkitError, UnreadableFileError
from toolkit.files import save_whole
from toolkit.labelling.assignments import (
    CodingImport,
    joined,
    labels_from,
    make_assignment,
    no_labels,
    problem,
    problem_table,
)
from toolkit.labelling.sheets import ABOUT, CODES, CODING, COLUMNS, PLACES, fill_workbook
from toolkit.outlines import Outline, load_outline
from toolkit.provenance import text_hash
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

_SHEETS = (CODING, ABOUT, CODES, PLACES)


def write_workbook(
    sample: pd.DataFrame,
    path: str | Path,
    *,
    scheme: str | Outline,
    coder: str,
    corpus: Corpus | None = None,
    round_name: str = "1",
) -> Path:
    """Write an Excel workbook in which one coder codes a sample of paragraphs.

    The first sheet holds the paragraphs with headings and neighbours, drop-downs for category and
    second category, and notes; the second the codebook; the third who codes, and when. Equal texts
    are shown once. Nothing of a model's predictions or of other coders' judgements is in it. All
    but the cells to fill in is protected, without a password.

    Parameters
    ----------
    sample : pandas.DataFrame
        As of `sample_for_coding`.
    path : str or pathlib.Path
        The file to write, ending in ``.xlsx``. An existing one is not replaced: it may hold work.
    scheme : str or Outline
        The categories: a name, the path of a file, or what `load_outline` gave.
    coder : str
        Who codes. Where the sample is dealt out among coders, they get their own paragraphs.
    corpus : Corpus, optional
        Gives the paragraphs before and after, shortened.
    round_name : str
        Round of coding, as the labels will tell it.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ToolkitError
        The file exists or has another ending, the sample lacks columns, or has nothing for this
        coder.
    """
    target = Path(path)
    if target.suffix != ".xlsx":
        raise ToolkitError("a name ending in .xlsx", target.name, "path", "change the ending")
    if target.exists():
        remedy = "give another name, or move the file away: it may hold somebody's work"
        raise ToolkitError("a new file", "one that exists", str(path), remedy)
    outline = scheme if isinstance(scheme, Outline) else load_outline(scheme)
    assignment = make_assignment(sample, outline, coder, corpus=corpus)
    save_whole(fill_workbook(assignment, round_name=round_name).save, target)
    return target


def read_workbooks(paths: str | Path | Iterable[str | Path]) -> CodingImport:
    """Read coders' workbooks back into a labels table, and tell what is wrong in them by its cell.

    Nothing good is lost to a mistake elsewhere. Left out, and told, are judgements on a text that
    was changed, with an unknown code, or in a row that was added; of a paragraph that stands twice
    the first is kept if both have the same code, else neither. Rows that were removed and rows
    not coded yet are told. A wrong second category is told and left out, its row is kept.

    Parameters
    ----------
    paths : path or iterable of paths
        Files that `write_workbook` wrote, or folders of these.

    Returns
    -------
    CodingImport
        ``labels`` and ``problems``. The date is that which the coder filled in, else the day on
        which the workbook was last saved.

    Raises
    ------
    UnreadableFileError
        There is no workbook at all.
    """
    files = _files([paths] if isinstance(paths, str | Path) else paths)
    return joined({str(file): _read_one(file) for file in files})


class _Row(NamedTuple):
    """One row of the coding sheet: its number, and its cells by column."""

    number: int
    cells: dict[str, str]

    def cell(self, column: str) -> str:
        return f"{CODING}!{COLUMNS[column].letter}{self.number}"


def _files(paths: Iterable[str | Path]) -> list[Path]:
    named = [Path(path) for path in paths]
    found = [
        file
        for path in named
        for file in (sorted(path.glob("[!~.]*.xlsx")) if path.is_dir() else [path])
    ]
    if not found:
        came = ", ".join(map(str, named)) or "nothing"
        raise UnreadableFileError("workbooks", came, "coding", "give .xlsx files or their folder")
    return found


def _read_one(path: Path) -> CodingImport:
    try:
        return _Reading(path).taken_back()
    except ToolkitError as mistake:
        return CodingImport(no_labels(), problem_table([problem(mistake, str(path))]))


class _Reading:
    """A workbook being taken back: what it was made with, and the mistakes met so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = _opened(path)
        self.facts = {row[0]: row[1] for row in _values(self.book[ABOUT], 2)}
        _check_facts(self.facts, path)
        listed = [row for row in _values(self.book[CODES], 2) if row[1]]
        self.codes = {_folded(form): row[1] for row in listed for form in row}
        self.places = _places(self.book[PLACES])
        first = self.places.drop_duplicates("shown_as")
        self.shown = dict(zip(first["shown_as"], first["shown_sha256"], strict=True))
        self.places = self.places.drop(columns="shown_sha256")
        self.problems: list[dict[str, str]] = []

    def taken_back(self) -> CodingImport:
        self.date = self._date()
        rows = [row for row in self._rows() if self._is_known(row)]
        self._tell_missing(rows)
        single = self._without_doubles(rows)
        whole = [row for row in single if self._is_unchanged(row)]
        coded = [row for row in whole if row.cells["category"]]
        self._tell_empty(whole)
        judged = [self._judgement(row) for row in coded if self._has_code(row)]
        scheme, round_name = self.facts["scheme"], self.facts["round"]
        labels = labels_from(judged, self.places, scheme=scheme, round_name=round_name)
        return CodingImport(labels, problem_table(self.problems))

    def _tell(self, cell: str, wanted: str, came: str, remedy: str) -> None:
        mistake = TableError(wanted, came, f"{self.path.name}, {cell}", remedy)
        self.problems.append(problem(mistake, str(self.path), cell))

    def _date(self) -> str:
        stated, saved = self.facts["date"], self.book.properties.modified or datetime.now(UTC)
        try:
            return date.fromisoformat(stated or str(saved.date())).isoformat()
        except ValueError:
            self._tell(f"{ABOUT}!B2", "a date", repr(stated), "write it as 2024-03-31")
            return str(saved.date())

    def _rows(self) -> list[_Row]:
        names, values = list(COLUMNS), _values(self.book[CODING], len(COLUMNS))
        rows = [_Row(n, dict(zip(names, row, strict=True))) for n, row in enumerate(values, 1)]
        return [row for row in rows[1:] if any(row.cells.values())]

    def _is_known(self, row: _Row) -> bool:
        key = row.cells["paragraph_id"]
        if key in self.shown:
            return True
        came = repr(key) if key else "a row without one"
        remedy = "remove the row: only paragraphs of the sample can be coded here"
        self._tell(row.cell("paragraph_id"), "a paragraph of this workbook", came, remedy)
        return False

    def _tell_missing(self, rows: list[_Row]) -> None:
        there = {row.cells["paragraph_id"] for row in rows}
        for number, key in enumerate(self.shown, 2):
            if key not in there:
                cell = f"{CODING}!{COLUMNS['paragraph_id'].letter}{number}"
                remedy = "put the row back from a copy of the workbook, or export it again"
                self._tell(cell, f"a row for paragraph {key}", "none", remedy)

    def _without_doubles(self, rows: list[_Row]) -> list[_Row]:
        groups: dict[str, list[_Row]] = {}
        for row in rows:
            groups.setdefault(row.cells["paragraph_id"], []).append(row)
        for same in groups.values():
            for row in same[1:]:
                came = f"{row.cells['paragraph_id']} again, first in row {same[0].number}"
                cell = row.cell("paragraph_id")
                self._tell(cell, "each paragraph once", came, "remove one of the rows")
        agreed = [
            same
            for same in groups.values()
            if len({self._code(row, "category") for row in same}) == 1
        ]
        return [same[0] for same in agreed]

    def _is_unchanged(self, row: _Row) -> bool:
        if text_hash(row.cells["text"]) == self.shown[row.cells["paragraph_id"]]:
            return True
        remedy = "put the text back from a copy of the workbook: the judgement is on that text"
        self._tell(row.cell("text"), "the text as exported", "a changed text", remedy)
        return False

    def _tell_empty(self, rows: list[_Row]) -> None:
        empty = [row for row in rows if not row.cells["category"]]
        if empty:
            came = f"{len(empty)} of {len(self.shown)} empty, this one first"
            cell, remedy = empty[0].cell("category"), "code them and import the workbook again"
            self._tell(cell, "a category", came, remedy)

    def _has_code(self, row: _Row) -> bool:
        return self._checked(row, "category") != ""

    def _checked(self, row: _Row, column: str) -> str:
        """Return the code in a cell; where it is unknown, tell it and return nothing."""
        code = self._code(row, column)
        if not code:
            wanted = f"one of {', '.join(dict.fromkeys(self.codes.values()))}"
            remedy = "choose from the list in the cell"
            self._tell(row.cell(column), wanted, repr(row.cells[column]), remedy)
        return code

    def _code(self, row: _Row, column: str) -> str:
        """Return the code that a cell means: as listed with its name, or bare."""
        given = _folded(row.cells[column])
        return self.codes.get(given) or self.codes.get(given.split(" ")[0], "")

    def _judgement(self, row: _Row) -> dict[str, object]:
        category = self._code(row, "category")
        second = self._checked(row, "second") if row.cells["second"] else ""
        if second == category:
            remedy = "leave it empty, or choose another"
            self._tell(row.cell("second"), "another category than the first", second, remedy)
            second = ""
        keys = {"paragraph_id": row.cells["paragraph_id"], "coder": self.facts["coder"]}
        told = {"category": category, "second": second, "note": row.cells["note"]}
        return {**keys, **told, "date": self.date}


def _folded(text: str) -> str:
    """Half-width and lower case: a code may have been typed in a Chinese input mode."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _opened(path: Path) -> Any:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path)
    except (OSError, KeyError, ValueError, BadZipFile, InvalidFileException) as reason:
        remedy = "give a workbook that `fazhi code export` wrote, saved as .xlsx"
        raise UnreadableFileError("an Excel workbook", str(reason), str(path), remedy) from reason
    missing = [name for name in _SHEETS if name not in book.sheetnames]
    if missing:
        came = f"one without sheet {', '.join(missing)}"
        remedy = "give a workbook that `fazhi code export` wrote; keep all its sheets"
        raise TableError("a workbook for coding", came, str(path), remedy)
    return book


def _check_facts(facts: dict[str, str], path: Path) -> None:
    for name in ("coder", "scheme", "round"):
        if not facts.get(name):
            where, remedy = f"{path}, sheet {ABOUT}", "fill in the cell beside its name"
            raise TableError(f"the {name}", "none", where, remedy)


def _values(sheet: Any, width: int) -> list[list[str]]:
    rows = sheet.iter_rows(min_row=1, max_col=width, values_only=True)
    return [[_text(value) for value in row] for row in rows]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()


def _places(sheet: Any) -> pd.DataFrame:
    import pandas as pd

    names, *rows = sheet.iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=list(names))
