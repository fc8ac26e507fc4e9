"""Checks of a labels folder: every mistake in its schemes, examples and gold, all at once."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import TableError, ToolkitError
from toolkit.labelling.rules import Codes, Row, problem_types, read_rows
from toolkit.labelling.schemechecks import checked_schemes, crosswalk_errors
from toolkit.provenance import text_hash
from toolkit.resources import label_file

EXAMPLE_FILES = ("paragraphs.csv", "sample.csv")
SPANS_FILE = "paragraph-problems.csv"
_TYPES_FILE = "problem-types.toml"
_GRAM = 5
_MOST_SHARED = 1 / 3


def check_labels(folder: str | Path) -> list[ToolkitError]:
    """Check a labels folder: outlines, crosswalk, example paragraphs, problem spans, gold.

    Each file that is there is checked: outlines (``*.toml``) load; ``crosswalk.toml`` maps every
    code; example paragraphs have their columns, valid codes, measures of the outlines, ids and
    texts of their own, and share at most a third of their character 5-grams with any other (of the
    shorter one's); the spans of ``paragraph-problems.csv`` lie in their paragraph; gold holds
    well-formed hashes and no text; any other table with ``scheme`` and ``category`` has codes of
    its scheme.

    Parameters
    ----------
    folder : str or pathlib.Path
        Such as ``labels``.

    Returns
    -------
    list of ToolkitError
        All that is wrong, in four parts each; empty where nothing is.

    Raises
    ------
    TableError
        No such folder, or nothing in it that can be checked.

    Examples
    --------
    >>> import shutil, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = shutil.copy(label_file("outline-2015.toml"), folder)
    ...     check_labels(folder)
    []
    """
    root = Path(folder)
    if not any(
        path for pattern in ("*.toml", "*.csv", "gold/*.csv") for path in root.glob(pattern)
    ):
        came = "no outline and no table of labels" if root.is_dir() else "no such folder"
        raise TableError("a labels folder", came, str(folder), "check the path")
    schemes, errors = checked_schemes(root)
    types: tuple[str, ...] = ()
    try:
        types = problem_types(root / _TYPES_FILE, otherwise=label_file(_TYPES_FILE))
    except TableError as mistake:
        errors.append(mistake)
    check = _Check(root, Codes(schemes, types), errors)
    errors += [*crosswalk_errors(root / "crosswalk.toml")]
    errors += [*_example_errors(check)]
    errors += [*_gold_errors(check)]
    errors += [*_label_errors(check)]
    return errors


@dataclass
class _Check:
    """A folder, the codes that it may use, and what has been found wrong so far."""

    root: Path
    codes: Codes
    errors: list[ToolkitError] = field(default_factory=list)

    def rows(self, name: str, kind: str) -> list[tuple[str, Row]]:
        """Read a table if it is there, note what is wrong in it, return rows with their places."""
        path = self.root / name
        if not path.is_file():
            return []
        try:
            rows = [(f"{name}, line {line}", row) for line, row in read_rows(path, kind)]
        except TableError as mistake:
            self.errors.append(mistake)
            return []
        rules = self.codes.rules(kind)
        found = (rule.mistake(row, where) for where, row in rows for rule in rules)
        self.errors += [mistake for mistake in found if mistake is not None]
        return rows


def _example_errors(check: _Check) -> Iterator[ToolkitError]:
    examples = [row for name in EXAMPLE_FILES for row in check.rows(name, "examples")]
    yield from _twice(examples, "an id of its own", lambda row: row["id"])
    yield from _twice(examples, "a text of its own", lambda row: text_hash(row["text"]))
    texts = {row["id"]: row["text"] for _, row in examples}
    yield from _overlaps(texts)
    for where, row in check.rows(SPANS_FILE, "spans"):
        yield from _span_errors(row, texts, where)


def _twice(
    rows: list[tuple[str, Row]], wanted: str, key: Callable[[Row], str]
) -> Iterator[TableError]:
    first: dict[str, str] = {}
    for where, row in rows:
        known = first.setdefault(key(row), where)
        if known != where:
            yield TableError(wanted, f"that of {known}", where, "change or remove one of them")


def _overlaps(texts: dict[str, str]) -> Iterator[TableError]:
    grams = {key: _grams(text) for key, text in texts.items()}
    holders: dict[str, list[str]] = defaultdict(list)
    for key, own in grams.items():
        # Only those read before, so that each pair is met once.
        shared = Counter(other for gram in own for other in holders[gram])
        for other, n in shared.items():
            part = n / min(len(own), len(grams[other]))
            if part > _MOST_SHARED:
                wanted = f"at most a third of the {_GRAM}-grams shared with another example"
                remedy = "reword one of them"
                yield TableError(wanted, f"{part:.0%} with {other}", f"example {key}", remedy)
        for gram in own:
            holders[gram].append(key)


def _grams(text: str) -> set[str]:
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    return {bare[place : place + _GRAM] for place in range(len(bare) - _GRAM + 1)}


def _span_errors(row: Row, texts: dict[str, str], where: str) -> Iterator[TableError]:
    text = texts.get(row["id"])
    if text is None:
        remedy = "name a paragraph of the folder"
        yield TableError("the id of an example", repr(row["id"]), f"{where}, id", remedy)
    elif row["start"].isdecimal() and row["end"].isdecimal():
        start, end = int(row["start"]), int(row["end"])
        came = f"{start} to {end} of {len(text)} characters"
        if not start < end <= len(text):
            yield TableError("a stretch of the paragraph", came, where, "correct start and end")
        elif text[start:end] != row.get("text", text[start:end]):
            yield TableError("the span word for word", came, where, "correct start and end")
        elif text[start:end].strip("。；;，, \n") != text[start:end]:
            wanted = "a span without punctuation at its ends"
            yield TableError(wanted, came, where, "correct start and end")


def _gold_errors(check: _Check) -> Iterator[ToolkitError]:
    for path in sorted((check.root / "gold").glob("*.csv")):
        rows = check.rows(f"gold/{path.name}", "gold")
        yield from _twice(rows, "a place of its own", _place)


def _place(row: Row) -> str:
    return " ".join(row.get(name, "") for name in ("sha256", "line", "start", "article"))


def _label_errors(check: _Check) -> Iterator[ToolkitError]:
    """What is wrong with tables of labels that users put into the folder."""
    for path in sorted(check.root.glob("*.csv")):
        if path.name in (*EXAMPLE_FILES, SPANS_FILE) or not _holds_labels(path):
            continue
        for where, row in check.rows(path.name, "labels"):
            yield from check.codes.code_errors(row, where)


def _holds_labels(path: Path) -> bool:
    with path.open("rb") as stream:
        header = stream.readline().decode("utf-8-sig", errors="replace")
    return {"scheme", "category"} <= {name.strip().strip('"') for name in header.split(",")}
