"""Stand-off labels: judgements that hold hashes and codes, read and attached to the texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from toolkit.errors import TableError
from toolkit.provenance import text_hash
from toolkit.resources import label_file
from toolkit.tables import LABELS, Corpus, make_table, need_columns

if TYPE_CHECKING:
    import pandas as pd

GOLD_FILE = "report_lines.csv"
CODE_COLUMNS = {"outline-2015": "cat2015", "outline-2021": "cat2021"}
_JUDGES = {"adjudicated": "", "coder_a": "_coder_a", "coder_b": "_coder_b"}
_LEFT = ("document", "line", "paragraph_id", "text_sha256", "scheme", "category", "coder", "why")
_Row = Mapping[str, str]


def read_labels(path: str | Path, corpus: Corpus) -> pd.DataFrame:
    """Read labels and attach them to the paragraphs of a corpus.

    Parameters
    ----------
    path : str or pathlib.Path
        Either a CSV file with columns of the labels table (``scheme``, ``category``, and
        ``text_sha256`` or ``paragraph_id``; the others may be left out), or a folder such as
        ``labels/gold`` whose ``report_lines.csv`` names documents by ``sha256`` (of the file) or
        ``file`` (its name) and lines by number and hash.
    corpus : Corpus
        The texts at hand.

    Returns
    -------
    pandas.DataFrame
        Labels table; ``paragraph_id`` and ``text_sha256`` are those of the corpus. A label finds
        its paragraph by the hash of its text, so white space and full-width digits do not matter;
        changed wording does. A printed line that was cut in several paragraphs gives its label to
        the longest. From a folder, each scheme gives one row with source and coder
        ``adjudicated`` and, where the coders' columns are there, rows with source ``hand`` and
        coder ``coder_a`` or ``coder_b``. ``note`` says so where a line's wording could not be
        compared. Labels that find no paragraph are left out: see `unattached_labels`.

    Raises
    ------
    TableError
        The file is missing, is no UTF-8 text, or lacks columns.
    """
    return make_table("labels", _attach(Path(path), corpus)[0])


def unattached_labels(path: str | Path, corpus: Corpus) -> pd.DataFrame:
    """List the labels that find no paragraph in a corpus, and why.

    Parameters
    ----------
    path : str or pathlib.Path
        As in `read_labels`.
    corpus : Corpus
        The texts at hand.

    Returns
    -------
    pandas.DataFrame
        Columns document, line, paragraph_id, text_sha256, scheme, category, coder (empty where the
        file does not tell) and why: ``document missing``, ``no paragraph at this line``,
        ``text changed`` or ``paragraph missing``.

    Raises
    ------
    TableError
        As in `read_labels`.
    """
    import pandas as pd

    left = _attach(Path(path), corpus)[1]
    rows = [{name: str(row.get(name) or "") for name in _LEFT} for row in left]
    return pd.DataFrame(rows, columns=list(_LEFT), dtype="str")


def read_examples(path: str | Path | None = None) -> pd.DataFrame:
    """Read example paragraphs with their text: the project's own, or a file of the same columns.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A CSV file with columns id, text, cat2015, cat2021, section and source. None reads
        ``labels/paragraphs.csv``, which trains the shipped models.

    Returns
    -------
    pandas.DataFrame
        One row per paragraph; all columns are text but ``hard`` (integer). Empty is ``""``.

    Raises
    ------
    TableError
        The file is missing, is no UTF-8 text, or lacks columns.

    Examples
    --------
    >>> examples = read_examples()
    >>> bool(examples["id"].is_unique)
    True
    """
    source = label_file("paragraphs.csv") if path is None else Path(path)
    examples = _read_csv(source)
    need_columns(examples, source.name, ("id", "text", "cat2015", "cat2021", "section", "source"))
    if "hard" in examples.columns:
        examples["hard"] = (examples["hard"] == "1").astype("int64")
    return examples


class _Line(NamedTuple):
    """A printed line as the corpus has it: its paragraphs, longest first, and its hashes."""

    document: str
    number: int
    paragraph_id: str
    text_sha256: str
    hashes: frozenset[str]


class _Lines(NamedTuple):
    """The corpus's lines by document (file hash or name) and number, and by document and hash."""

    documents: frozenset[str]
    by_number: dict[tuple[str, int], _Line]
    by_hash: dict[tuple[str, str], _Line]
    anywhere: dict[str, _Line]


def _attach(path: Path, corpus: Corpus) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    if path.is_dir():
        return _attach_lines(path / GOLD_FILE, corpus)
    return _attach_rows(path, corpus)


def _attach_rows(
    path: Path, corpus: Corpus
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    labels = _read_csv(path)
    need_columns(labels, path.name, ("scheme", "category"))
    if not {"text_sha256", "paragraph_id"} & set(labels.columns):
        need_columns(labels, path.name, ("text_sha256",))
    ids = dict(
        zip(corpus.paragraphs["paragraph_id"], corpus.paragraphs["text_sha256"], strict=True)
    )
    # Reversed, so that of equal texts the first paragraph wins.
    hashes = {digest: key for key, digest in reversed(ids.items())}
    found: list[dict[str, object]] = []
    left: list[dict[str, object]] = []
    for row in _rows(labels):
        key, why = _paragraph_of(row, ids, hashes)
        if why:
            left.append({**row, "why": why})
        else:
            found.append(_label(row, key, ids[key]))
    return found, left


def _paragraph_of(row: _Row, ids: Mapping[str, str], hashes: Mapping[str, str]) -> tuple[str, str]:
    """Return the paragraph of a label, or why there is none."""
    key, digest = row.get("paragraph_id", ""), row.get("text_sha256", "")
    if key in ids and digest in ("", ids[key]):
        return key, ""
    if digest in hashes:
        return hashes[digest], ""
    return "", "text changed" if key in ids else "paragraph missing"


def _label(row: _Row, key: str, digest: str) -> dict[str, object]:
    known: dict[str, object] = {column.name: row.get(column.name) or None for column in LABELS}
    chance = row.get("probability", "")
    extra = {name: value for name, value in row.items() if name not in known}
    return {
        **known,
        **extra,
        "paragraph_id": key,
        "text_sha256": digest,
        "probability": _number(chance, "probability") if chance else float("nan"),
    }


def _attach_lines(
    path: Path, corpus: Corpus
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    gold = _read_csv(path)
    need_columns(gold, path.name, ("line", "cat2015", "cat2021"))
    named = "sha256" if "sha256" in gold.columns else "file"
    need_columns(gold, path.name, (named,))
    lines = _lines(corpus)
    placed = [(row, *_line_of(row, row[named], lines)) for row in _rows(gold)]
    # A document whose bytes differ is at hand all the same if some of its lines are.
    met = {row[named] for row, line, _ in placed if line is not None}
    found: list[dict[str, object]] = []
    left: list[dict[str, object]] = []
    for row, line, why in placed:
        for judgement in _judgements(row, path.parent.name):
            if line is None:
                changed = why == "document missing" and row[named] in met
                told = {"document": row[named], "line": row["line"]}
                told["why"] = "text changed" if changed else why
                left.append({**judgement, **told, "text_sha256": row.get("line_sha256", "")})
            else:
                keys = {"paragraph_id": line.paragraph_id, "text_sha256": line.text_sha256}
                found.append({**judgement, **keys, "note": why or None})
    return found, left


def _judgements(row: _Row, round_name: str) -> Iterator[dict[str, object]]:
    for scheme, column in CODE_COLUMNS.items():
        for coder, suffix in _JUDGES.items():
            category = row.get(column + suffix, "")
            if category:
                yield {
                    "scheme": scheme,
                    "category": category,
                    "coder": coder,
                    "round": round_name,
                    "probability": float("nan"),
                    "source": "adjudicated" if coder == "adjudicated" else "hand",
                    "date": None,
                }


def _line_of(row: _Row, document: str, lines: _Lines) -> tuple[_Line | None, str]:
    """Return a gold row's line with a remark on it, or None and why there is none."""
    digest = row.get("line_sha256") or row.get("text_sha256", "")
    here = lines.by_number.get((document, int(_number(row["line"], "line"))))
    if here is not None and digest in here.hashes:
        return here, ""
    moved = lines.by_hash.get((document, digest))
    if moved is None and document not in lines.documents:
        moved = lines.anywhere.get(digest)
    if moved is not None:
        return moved, ""
    if document not in lines.documents:
        return None, "document missing"
    if here is None:
        return None, "no paragraph at this line"
    if row.get("sha256"):
        # The very file, byte for byte: only the cleaning of the line can differ.
        return here, ""
    return here, "wording not compared"


def _lines(corpus: Corpus) -> _Lines:
    names: dict[str, set[str]] = {}
    columns = (corpus.documents[name] for name in ("doc_id", "sha256", "path"))
    for doc_id, digest, path in zip(*columns, strict=True):
        # Paths of another system may come in a saved corpus.
        names[doc_id] = {str(digest), PurePosixPath(str(path).replace("\\", "/")).name}
    table = _Lines(frozenset().union(*names.values()), {}, {}, {})
    pieces = corpus.paragraphs.sort_values(["doc_id", "position"], kind="stable")
    for _, group in pieces.groupby(["doc_id", "line"], sort=False):
        for document in sorted(names.get(group["doc_id"].iloc[0], ())):
            _enter(table, _line(document, group))
    return table


def _enter(table: _Lines, line: _Line) -> None:
    table.by_number.setdefault((line.document, line.number), line)
    for digest in line.hashes:
        table.by_hash.setdefault((line.document, digest), line)
        table.anywhere.setdefault(digest, line)


def _line(document: str, group: pd.DataFrame) -> _Line:
    longest = group.sort_values("n_chars", ascending=False, kind="stable").iloc[0]
    body = "".join(group["text"])
    heading = group["inline_heading"].iloc[0]
    whole = (heading if isinstance(heading, str) else "") + body
    stripped = hashlib.sha256(whole.strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]
    hashes = frozenset({text_hash(whole), text_hash(body), stripped})
    keys = (str(longest["paragraph_id"]), str(longest["text_sha256"]))
    return _Line(document, int(longest["line"]), *keys, hashes)


def _number(value: str, column: str) -> float:
    try:
        return float(value)
    except ValueError as reason:
        where = f"table of labels, column {column}"
        raise TableError("a number", repr(value), where, "correct the value") from reason


def _rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [{str(k): str(value) for k, value in row.items()} for row in frame.to_dict("records")]


def _read_csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as reason:
        came, remedy = "no such file", "check the path"
        raise TableError("a table of labels", came, str(path), remedy) from reason
    except ValueError as reason:
        remedy = "save it as CSV in UTF-8, with a header line"
        raise TableError("a table of labels", str(reason), str(path), remedy) from reason
