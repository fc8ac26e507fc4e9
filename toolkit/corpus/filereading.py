"""One file to the rows of its documents and paragraphs, and of what was refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.corpus.metadata import Evidence, describe
from toolkit.corpus.reading import FileText, Refusal, parts_of
from toolkit.corpus.structure import Parsed, Structure, parse
from toolkit.errors import ToolkitError, UnreadableFileError
from toolkit.provenance import document_id, text_hash
from toolkit.tables import DOCUMENTS, PARAGRAPHS, REJECTED, Column

if TYPE_CHECKING:
    import pyarrow as pa

    Row = dict[str, Any]

NO_TEXT = "no running text: check that the file holds the report itself"
# Beside a document's columns or a refusal's: what a table states of it (JSON), and which of the
# file's paragraphs are its own.
_PART = (
    Column("stated", "str", "further columns of a table, as JSON"),
    Column("first", "int", "its first paragraph among the file's"),
    Column("last", "int", "after its last one"),
)


@dataclass(frozen=True)
class FileReading:
    """What came of one file.

    Parameters
    ----------
    parts : list of dict
        One for each document or refusal, in order: a row of ``documents`` with ``stated``,
        ``first`` and ``last``, or a row of ``rejected``, whose ``file`` is then not missing.
    paragraphs : pyarrow.Table
        Rows of ``paragraphs``.
    """

    parts: list[Row]
    paragraphs: pa.Table = field(repr=False)


def read_reports(
    content: bytes | Refusal, name: str, *, text_column: str | None = None
) -> FileReading:
    """Read all reports of one file.

    Parameters
    ----------
    content : bytes or Refusal
        The file, or why it could not be opened.
    name : str
        What it is called in results.
    text_column : str, optional
        For tables, the column that holds the reports.

    Examples
    --------
    >>> text = "云岭县2020年法治政府建设报告\\n一、工作情况\\n全年办结行政复议案件十件。"
    >>> found = read_reports(text.encode(), "a.txt")
    >>> found.parts[0]["year"], found.paragraphs["text"].to_pylist()
    (2020, ['全年办结行政复议案件十件。'])
    """
    import pyarrow as pa

    parts: list[Row] = []
    paragraphs: list[Row] = []
    found = (
        [content]
        if isinstance(content, Refusal)
        else parts_of(content, name, text_column=text_column)
    )
    for part in found:
        if isinstance(part, Refusal):
            parts.append(refusal(part.name, "reading", part.reason))
        else:
            _add_text(part, parts, paragraphs)
    return FileReading(parts, pa.Table.from_pylist(paragraphs, paragraph_schema()))


def refusal(name: str, stage: str, reason: ToolkitError) -> Row:
    """Return a row of the table ``rejected``."""
    told = (name, stage, reason.wanted, reason.came, reason.remedy)
    return dict(zip((column.name for column in REJECTED), told, strict=True))


def part_schema() -> pa.Schema:
    """Return the Arrow schema of ``FileReading.parts``."""
    return _schema((*DOCUMENTS, *_PART, *REJECTED))


def paragraph_schema() -> pa.Schema:
    """Return the Arrow schema of ``FileReading.paragraphs``."""
    return _schema(PARAGRAPHS)


def _schema(columns: Iterable[Column]) -> pa.Schema:
    import pyarrow as pa

    kinds = {"str": pa.string(), "int": pa.int64(), "list": pa.list_(pa.string())}
    return pa.schema([(column.name, kinds[column.kind]) for column in columns])


def _add_text(read: FileText, parts: list[Row], paragraphs: list[Row]) -> None:
    parsed = parse(read.text)
    found = [document for document in parsed.documents if _says_something(document)]
    if not found:
        remedy = "check that the file holds the report itself"
        reason = UnreadableFileError("running text", "none", Path(read.name).name, remedy)
        parts.append(refusal(read.name, "reading", reason))
    for document in found:
        row = _document(document_id(document.text), document, parsed, read)
        # In a bulletin an article's title stands above its paragraphs as a heading does.
        above = [row["title"]] if row["kind"] == "bulletin article" and row["title"] else []
        rows = [
            _paragraph(row["doc_id"], k, document, above) for k in range(len(document.paragraphs))
        ]
        if not rows:
            row["flags"] = "; ".join(filter(None, (row["flags"], NO_TEXT)))
        row["n_chars"] = sum(one["n_chars"] for one in rows)
        row["stated"] = json.dumps(dict(read.stated), ensure_ascii=False) if read.stated else None
        row["first"], row["last"] = len(paragraphs), len(paragraphs) + len(rows)
        paragraphs += rows
        parts.append(row)


def _says_something(document: Structure) -> bool:
    """Text, or at least what a page says about the report that it was to hold."""
    return bool(document.paragraphs) or bool(document.words_of("title", "meta"))


def _document(doc_id: str, document: Structure, parsed: Parsed, read: FileText) -> Row:
    masthead = None
    if parsed.masthead is not None:
        whole = "\n".join(line.text for line in parsed.lines)
        masthead = _evidence(parsed.masthead, read, body=whole)
    evidence = _evidence(document, read, masthead=masthead)
    own: Row = {"path": read.name, "sha256": read.sha256, "format": read.format}
    own |= {"doc_id": doc_id, "encoding": read.encoding, "text": document.text}
    return own | describe(evidence)


def _evidence(
    part: Structure, read: FileText, *, body: str = "", masthead: Evidence | None = None
) -> Evidence:
    words = body or "\n".join(part.words_of("heading", "body"))
    titles, meta = part.words_of("title"), part.words_of("meta")
    return Evidence(titles, meta, words, read.file_name, read.url, masthead, read.tags)


def _paragraph(doc_id: str, position: int, document: Structure, above: Sequence[object]) -> Row:
    paragraph = document.paragraphs[position]
    text = document.text[paragraph.start : paragraph.end]
    return {
        "paragraph_id": f"{doc_id}-{position}",
        "doc_id": doc_id,
        "position": position,
        "line": paragraph.line,
        "headings": [*above, *paragraph.headings],
        "inline_heading": paragraph.inline_heading,
        "section": paragraph.section,
        "text": text,
        "start": paragraph.start,
        "end": paragraph.end,
        "n_chars": len(text) - text.count(" "),
        "text_sha256": text_hash(text),
    }
