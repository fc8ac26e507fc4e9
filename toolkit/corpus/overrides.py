"""Metadata that the user states, put over what was read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.corpus.chains import read_chain
from toolkit.corpus.places import WHOLE_NATION, Place, settle
from toolkit.corpus.statements import FIXED, cell_value, read_statements
from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

# What check-metadata adds to the fields for its reader; no statement about the report.
CHECKS = (
    "confirmed",
    "missing",
    "doubtful",
    "contradictory",
    "candidates",
    "region_read_from",
    "year_read_from",
)
_PARTS = ("province", "city", "county", "town")
_CODES = ("region_code", "region_code_today")
_DOUBTS = {
    "region": re.compile(r"region |division not |zone outside |new district |file name says \D"),
    "year": re.compile(r"year |file name says \d"),
}


class Overrides:
    """What a metadata table says about each file; what of it cannot be used is told.

    Parameters
    ----------
    metadata : str, Path, pandas.DataFrame or None
        A CSV or Excel file or a table with a column ``file`` (the file's name) or ``sha256``,
        and any columns of the documents table. An empty cell keeps what was read. Other columns
        are carried along. In the table of ``check_metadata`` a cell left as it was keeps what
        was read too, unless its row is marked in the column ``confirmed``.

    Raises
    ------
    ToolkitError
        The file cannot be read as a table, or the table has neither of the two columns.

    Attributes
    ----------
    columns : list of str
        The columns that the table states.
    problems : list of dict
        Rows of the rejected table: a wrong cell, a file stated twice, a row without a file.
    """

    def __init__(self, metadata: str | Path | pd.DataFrame | None) -> None:
        rows = read_statements(metadata)
        left_out = {"file", *FIXED, *CHECKS}
        self.columns = [name for name in (rows[0] if rows else {}) if name not in left_out]
        # A table that check-metadata wrote holds what was read: only what differs is stated.
        self._checked_table = bool(rows) and set(CHECKS) <= set(rows[0])
        self._confirmed: set[str] = set()
        self.problems: list[dict[str, object]] = []
        self._stated: dict[str, dict[str, object]] = {}
        self._met: set[str] = set()
        for number, row in enumerate(rows, 1):
            self._take(row, number)

    def met(self, name: str, sha256: str = "") -> None:
        """Note that a file is there, whether or not a document comes of it."""
        key = self._key_of(name, sha256)
        if key is not None:
            self._met.add(key)

    def apply(self, document: dict[str, object]) -> None:
        """Write what is stated about a document's file over what was read."""
        name, sha256 = str(document["path"]), str(document["sha256"])
        self.met(name, sha256)
        key = self._key_of(name, sha256)
        if key is None:
            return
        for column in self.columns:
            document.setdefault(column, None)
        stated = self._stated[key]
        if self._checked_table and key not in self._confirmed:
            stated = {name: value for name, value in stated.items() if value != document[name]}
        self._write(stated, document)

    def unused(self) -> list[dict[str, object]]:
        """Return a row of the rejected table for each stated file that was not met."""
        left = sorted(set(self._stated) - self._met)
        return [
            _problem(key, "a file of this name", "none", "correct the name in the metadata")
            for key in left
        ]

    def _key_of(self, name: str, sha256: str) -> str | None:
        keys = (name, Path(name).name, sha256)
        return next((key for key in keys if key and key in self._stated), None)

    def _take(self, row: dict[str, str], number: int) -> None:
        key = _key(row)
        if not any(row.values()):
            return
        if not key:
            remedy = "name its file; rows are counted below the header"
            self._tell("metadata", "a file for each row", f"row {number} has no file", remedy)
        elif key in self._stated:
            came = f"a second row for it, row {number}"
            self._tell(key, "one row for a file", came, "remove it; the first row was taken")
        else:
            self._stated[key] = self._checked(row, key)
            if row.get("confirmed"):
                self._confirmed.add(key)

    def _checked(self, row: dict[str, str], key: str) -> dict[str, object]:
        stated: dict[str, object] = {}
        for column in self.columns:
            if row[column]:
                try:
                    stated[column] = cell_value(column, row[column])
                except ToolkitError as reason:
                    self._tell(key, reason.wanted, reason.came, reason.remedy)
        return stated

    def _write(self, stated: dict[str, object], document: dict[str, object]) -> None:
        before = dict(document)
        document.update(stated)
        if "year" in stated:
            document["year_to"] = stated.get("year_to", stated["year"])
        _follow_year(before, document, stated)
        doubt = _follow_region(before, document, stated)
        if doubt is not None:
            remedy = "state its province and city, as the division list has them"
            self._tell(str(document["path"]), "a region that is one division", doubt, remedy)
        for field, names in (("region", ("region", *_CODES)), ("year", ("year",))):
            if field in stated or any(document.get(key) != before.get(key) for key in names):
                document[f"{field}_evidence"] = stated.get(f"{field}_evidence", "metadata")
                if "flags" not in stated:
                    document["flags"] = _without(document.get("flags"), _DOUBTS[field])

    def _tell(self, file: str, wanted: str, came: str, remedy: str) -> None:
        problem = _problem(file, wanted, came, remedy)
        if problem not in self.problems:
            self.problems.append(problem)


def _follow_year(
    before: dict[str, object], document: dict[str, object], stated: dict[str, object]
) -> None:
    """Let the year covered and the outline follow a year or kind that is not the one read."""
    said = ("year", "year_to", "kind")
    if any(document.get(name) != before.get(name) for name in said) and "covers" not in stated:
        document["covers"] = _covers(document)
    changed = any(document.get(name) != before.get(name) for name in ("covers", "year_to"))
    year = document.get("covers") or document.get("year_to")
    if changed and "outline" not in stated and isinstance(year, int):
        document["outline"] = "outline-2015" if year < 2021 else "outline-2021"


def _covers(document: dict[str, object]) -> int | None:
    year, last = document.get("year"), document.get("year_to")
    if document.get("kind") == "work plan" or not isinstance(year, int):
        return None
    if document.get("kind") == "government work report":
        return year - 1
    return last if isinstance(last, int) else year


def _follow_region(
    before: dict[str, object], document: dict[str, object], stated: dict[str, object]
) -> str | None:
    """Let names, level and codes follow a stated region; return the doubt that hinders it."""
    said = [name for name in ("region", *_PARTS) if name in stated]
    if all(stated[name] == before.get(name) for name in said):
        return None
    found = None
    for text in _chains(before, stated):
        found = _settled(text, document.get("year"))
        if found is not None and _is_clear(found):
            document.update(_columns(found) | _unsettled(stated, found))
            return None
    if "region" not in stated:
        return None
    for column in (*_CODES, *_PARTS):
        # The column that named the region read before would now contradict the stated one.
        own = column in _CODES or document.get(column) == before.get("region")
        if column not in stated and own:
            document[column] = None
    return "; ".join(found.doubts) if found else None


def _unsettled(stated: dict[str, object], found: Place) -> dict[str, object]:
    """Return what is stated, without the names that are now known by their full ones."""
    full = _columns(found)
    return {
        name: value
        for name, value in stated.items()
        if name not in ("region", *_PARTS) or full.get(name) is None
    }


def _chains(before: dict[str, object], stated: dict[str, object]) -> list[str]:
    """Word the region, outermost name first: as stated, or with the read names below it."""
    region = str(stated.get("region", ""))
    parts = [str(stated[name]) for name in _PARTS if name in stated]
    above = list(dict.fromkeys(name for name in parts if name not in region))
    alone = "".join(above)
    if region:
        return [alone + region] + [region] * (len(above) < len(parts))
    deepest = max(k for k, name in enumerate(_PARTS) if name in stated)
    below = "".join(str(before.get(name) or "") for name in _PARTS[deepest + 1 :])
    return [alone + below, alone]


def _settled(text: str, year: object) -> Place | None:
    """Settle a name or a chain of names; None where it does not read as one to its end."""
    if text in (WHOLE_NATION.region, "全国"):
        return WHOLE_NATION
    # A short county name is read only before a word that shows it to be a division.
    chain = read_chain(text + "政府", 0)
    if not chain or chain.end != len(text):
        return None
    return settle(chain, year=year if isinstance(year, int) else None)


def _is_clear(place: Place) -> bool:
    unclear = ("region ", "division not in its parent")
    return place.region is not None and not any(doubt.startswith(unclear) for doubt in place.doubts)


def _columns(place: Place) -> dict[str, object]:
    return {
        "province": place.province,
        "city": place.city,
        "county": place.county,
        "town": place.town,
        "level": place.level,
        "region": place.region,
        "region_code": place.code,
        "region_code_today": place.code_today,
    }


def _without(flags: object, doubts: re.Pattern[str]) -> str | None:
    kept = [flag for flag in str(flags or "").split("; ") if flag and not doubts.match(flag)]
    return "; ".join(kept) or None


def _key(row: dict[str, str]) -> str:
    file = row.get("file", "").replace("\\", "/").removeprefix("./")
    return file or row.get("sha256", "").lower()


def _problem(file: str, wanted: str, came: str, remedy: str) -> dict[str, object]:
    return {"file": file, "stage": "metadata", "wanted": wanted, "came": came, "what to do": remedy}
