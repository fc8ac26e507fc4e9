"""What of a corpus's metadata is missing, doubtful or contradictory, as a table to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.corpus.overrides import CHECKS
from toolkit.errors import ToolkitError
from toolkit.files import save_whole, written_aside
from toolkit.tables import Corpus, defused

if TYPE_CHECKING:
    import pandas as pd

FIELDS = (
    "title", "issuer", "issuer_type", "level", "province", "city", "county", "town", "region",
    "region_code", "year", "year_to", "kind", "published", "dated",
)  # fmt: skip
_NEEDED = ("title", "issuer", "level", "region", "year", "kind")
_WEAK = ("text", "file name", "address", "signature", "posting date", "bulletin", "credit")
_CONTRADICTS = re.compile(r"(?:file name|signature) says ")
_AMBIGUOUS = re.compile(r"region (?:ambiguous|unresolved): ([^ (]+) \((.+)\)$")
_SAME = ("region", "region_code", "issuer", "kind", "year", "year_to")
_LATE = 2
_PLAN = "work plan"


def check_metadata(corpus: Corpus) -> pd.DataFrame:
    """List what is missing, doubtful or contradictory in the metadata of a corpus.

    Correct the fields in a spreadsheet and give the table back as ``metadata`` of
    ``read_corpus``: what you changed is taken in place of what was read. To keep a doubted value
    as it is, write yes in its row's ``confirmed``.

    Parameters
    ----------
    corpus : Corpus
        As ``read_corpus`` gives it.

    Returns
    -------
    pandas.DataFrame
        One row for each file with something to look at: file, sha256, the fields as read, and
        ``missing`` (fields), ``doubtful`` and ``contradictory`` (reasons), ``candidates`` (the
        regions that an ambiguous name may mean), and where region and year were read. A file
        that holds several reports has only the fields that they share.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from toolkit.corpus.collection import read_corpus
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("朝阳区法治政府建设报告\\n\\n一、存在的问题\\n"
    ...     "一些部门对依法行政重视不够，执法力量薄弱。", encoding="utf-8")
    >>> found = check_metadata(read_corpus(folder))
    >>> print(found.loc[0, "missing"], found.loc[0, "candidates"], sep=" | ")
    region, year | 北京市朝阳区; 吉林省长春市朝阳区
    """
    import pandas as pd

    documents = corpus.documents.astype("object").where(corpus.documents.notna(), None)
    rows = [dict(zip(documents.columns, one, strict=True)) for one in documents.to_numpy().tolist()]
    twins = _twins(rows)
    found = [_row(group, twins) for group in _by_file(rows)]
    told = [row for row in found if any(row[name] for name in ("missing", *_REASONS))]
    return pd.DataFrame(told, columns=["file", "sha256", *FIELDS, *CHECKS]).astype("object")


def save_check(table: pd.DataFrame, path: str | Path) -> Path:
    """Write the table of ``check_metadata`` for a spreadsheet: .csv or .xlsx.

    Raises
    ------
    ToolkitError
        The name ends otherwise.
    """
    target = Path(path)
    # A title is a stranger's text: read as metadata again, it is what it was.
    table = table.map(lambda cell: defused(cell) if isinstance(cell, str) else cell)
    if target.suffix.lower() == ".csv":
        with written_aside(target) as aside:
            # Spreadsheet programs know UTF-8 by its mark.
            table.to_csv(aside, index=False, encoding="utf-8-sig", lineterminator="\n")
    elif target.suffix.lower() == ".xlsx":
        save_whole(partial(table.to_excel, index=False, freeze_panes=(1, 1)), target)
    else:
        remedy = "end the file's name so"
        raise ToolkitError("a name in .csv or .xlsx", target.name, str(path), remedy)
    return target


_REASONS = ("doubtful", "contradictory")
_Row = dict[str, object]


def _by_file(rows: Sequence[_Row]) -> list[list[_Row]]:
    files: dict[object, list[_Row]] = {}
    for row in rows:
        files.setdefault(row["path"], []).append(row)
    return list(files.values())


def _row(group: list[_Row], twins: dict[str, str]) -> _Row:
    first = group[0]
    shared = {name: first[name] for name in FIELDS if len({row[name] for row in group}) == 1}
    missing = [name for name in _NEEDED if any(row[name] is None for row in group)]
    doubtful = dict.fromkeys(reason for row in group for reason in _doubts(row))
    against = dict.fromkeys(reason for row in group for reason in _contradictions(row, twins))
    candidates = dict.fromkeys(name for row in group for name in _candidates(row))
    return {
        "file": first["path"],
        "sha256": first["sha256"],
        **{name: shared.get(name) for name in FIELDS},
        "confirmed": None,
        "missing": ", ".join(missing) or None,
        "doubtful": "; ".join(doubtful) or None,
        "contradictory": "; ".join(against) or None,
        "candidates": "; ".join(candidates) or None,
        "region_read_from": first["region_evidence"],
        "year_read_from": first["year_evidence"],
    }


def _flags(row: _Row) -> list[str]:
    return [flag for flag in str(row["flags"] or "").split("; ") if flag]


def _doubts(row: _Row) -> Iterator[str]:
    for flag in _flags(row):
        plain = flag in ("no title", "region unresolved", "year unresolved")
        if not (plain or flag.startswith("year read from") or _CONTRADICTS.match(flag)):
            yield flag
    for field in ("region", "year"):
        where = str(row[f"{field}_evidence"] or "")
        if where in _WEAK or "settled by" in where:
            yield f"{field} read from the {where}"
    late = _posted_after(row)
    if late is not None and late > _LATE:
        yield f"posted {late} years after the year reported on"


def _contradictions(row: _Row, twins: dict[str, str]) -> Iterator[str]:
    yield from (flag for flag in _flags(row) if _CONTRADICTS.match(flag))
    late = _posted_after(row)
    if late is not None and late < 0 and row["kind"] != _PLAN:
        yield f"posted in {str(row['published'])[:4]}, before the year reported on"
    if str(row["doc_id"]) in twins:
        yield f"same region, kind and year as {twins[str(row['doc_id'])]}"


def _posted_after(row: _Row) -> int | None:
    published, year = row["published"], row["year_to"]
    if not isinstance(published, str) or year is None:
        return None
    return int(published[:4]) - int(str(year))


def _candidates(row: _Row) -> Iterator[str]:
    for flag in _flags(row):
        hit = _AMBIGUOUS.match(flag)
        if hit:
            yield from (f"{parent}{hit[1]}" for parent in hit[2].split(", "))


def _twins(rows: Sequence[_Row]) -> dict[str, str]:
    """Name, for each report of a region, kind and year that has another, that other's file."""
    alike: dict[tuple[object, ...], list[_Row]] = {}
    for row in rows:
        if row["region"] and row["year"] and row["kind"] != "bulletin article":
            alike.setdefault(tuple(row[name] for name in _SAME), []).append(row)
    found = {}
    for group in alike.values():
        for row in group if len(group) > 1 else ():
            other = group[1] if row is group[0] else group[0]
            found[str(row["doc_id"])] = str(other["path"])
    return found
