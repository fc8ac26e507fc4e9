"""Metadata that the user states, put over what was read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError
from toolkit.tables import DOCUMENTS

if TYPE_CHECKING:
    import pandas as pd

_FIXED = {"doc_id", "sha256", "text", "n_chars", "format", "encoding", "path"}
_NUMBERS = {column.name for column in DOCUMENTS if column.kind == "int"}


class Overrides:
    """What a metadata table says about each file; every row that fits no file is told at the end.

    Parameters
    ----------
    metadata : str, Path, pandas.DataFrame or None
        A CSV file or a table with a column ``file`` (the file's name) or ``sha256``, and any
        columns of the documents table. An empty cell keeps what was read. Other columns are
        carried along.

    Raises
    ------
    ToolkitError
        The table has neither of the two columns.
    """

    def __init__(self, metadata: str | Path | pd.DataFrame | None) -> None:
        rows = _rows(metadata)
        self.columns = [name for name in (rows[0] if rows else {}) if name not in {"file", *_FIXED}]
        self._rows = {_key(row): row for row in rows}
        self._used: set[str] = set()
        self.problems: list[dict[str, object]] = []

    def apply(self, document: dict[str, object]) -> None:
        """Write what is stated about a document's file over what was read."""
        name = str(document["path"])
        for key in (name, Path(name).name, str(document["sha256"])):
            if key in self._rows:
                self._used.add(key)
                self._write(self._rows[key], document)
                return

    def unused(self) -> list[dict[str, object]]:
        """Return a row of the rejected table for each stated file that was not met."""
        left = sorted(set(self._rows) - self._used)
        return [
            _problem(key, "a file of this name", "none", "correct the name in the metadata")
            for key in left
        ]

    def _write(self, row: dict[str, str], document: dict[str, object]) -> None:
        for name in self.columns:
            stated = row[name].strip()
            if name in _NUMBERS and stated and not stated.isdecimal():
                file = str(document["path"])
                self.problems.append(
                    _problem(file, f"a number in column {name}", stated, "write digits only")
                )
            elif stated:
                document[name] = int(stated) if name in _NUMBERS else stated
            else:
                document.setdefault(name, None)
        if row.get("year", "").strip() and not row.get("year_to", "").strip():
            document["year_to"] = document["year"]
        for field in ("region", "year"):
            if row.get(field, "").strip():
                document[f"{field}_evidence"] = "metadata"


def _rows(metadata: str | Path | pd.DataFrame | None) -> list[dict[str, str]]:
    import pandas as pd

    if metadata is None:
        return []
    where = "metadata"
    if not isinstance(metadata, pd.DataFrame):
        where = str(metadata)
        metadata = _read_csv(Path(metadata))
    if not {"file", "sha256"} & set(metadata.columns):
        came = ", ".join(map(str, metadata.columns))
        remedy = "name the column of file names 'file'"
        raise ToolkitError("a column file or sha256", came, where, remedy)
    text = metadata.astype("object").where(metadata.notna(), "").map(_plain)
    return [{str(key): value for key, value in row.items()} for row in text.to_dict("records")]


def _read_csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return pd.read_csv(path, dtype="str", encoding=encoding, keep_default_na=False)
        except UnicodeDecodeError:
            continue
        except FileNotFoundError:
            break
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as reason:
            raise ToolkitError("a CSV table", str(reason), str(path), "correct it") from reason
    raise ToolkitError("a CSV file in UTF-8 or GB18030", "none", str(path), "check the path")


def _plain(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole and isinstance(value, float) else str(value)


def _key(row: dict[str, str]) -> str:
    return row.get("file", "").strip() or row.get("sha256", "").strip()


def _problem(file: str, wanted: str, came: str, remedy: str) -> dict[str, object]:
    return {"file": file, "stage": "metadata", "wanted": wanted, "came": came, "what to do": remedy}
