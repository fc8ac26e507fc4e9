"""A folder of files to a corpus: every document once, every refusal told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.corpus.metadata import Evidence, describe
from toolkit.corpus.overrides import Overrides
from toolkit.corpus.reading import FileText, find_files, read_file
from toolkit.corpus.structure import Parsed, Structure, line_sections, parse
from toolkit.errors import ToolkitError, UnreadableFileError
from toolkit.progress import progress
from toolkit.provenance import document_id, text_hash
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd

NO_TEXT = "no running text: check that the file holds the report itself"


def read_corpus(
    path: str | Path,
    *,
    metadata: str | Path | pd.DataFrame | None = None,
    leave_out: str | Path | None = None,
) -> Corpus:
    """Read a file or a folder of reports.

    Parameters
    ----------
    path : str or Path
        A file, or a folder that is read with all its folders.
    metadata : str, Path or pandas.DataFrame, optional
        A CSV file or table with a column ``file`` (or ``sha256``) and any columns of the
        documents table: what it states is taken in place of what was read; its other columns
        are carried along.
    leave_out : str or Path, optional
        A folder inside that is not read, such as one of results.

    Returns
    -------
    Corpus
        Its tables ``documents``, ``paragraphs`` and ``rejected`` are described in
        ``toolkit.tables``. A document met again is kept once and listed in ``rejected``.

    Raises
    ------
    ToolkitError
        There is no such file or folder, or the metadata cannot be read. A file that cannot be
        read raises nothing: it is a row of ``rejected``.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("云岭县2020年法治政府建设报告\\n\\n一、存在的问题\\n"
    ...     "一些部门对依法行政重视不够，执法力量薄弱。", encoding="utf-8")
    >>> _ = (folder / "b.txt").write_text("", encoding="utf-8")
    >>> corpus = read_corpus(folder)
    >>> corpus
    Corpus(1 documents, 1 paragraphs, 1 rejected)
    >>> print(corpus.documents.loc[0, "region"], corpus.documents.loc[0, "year"])
    云岭县 2020
    """
    collected = _Collection(Overrides(metadata))
    for file, name in progress(find_files(path, leave_out=leave_out), "reading", unit="file"):
        collected.add(file, name)
    return collected.corpus()


def read_lines(path: str | Path) -> pd.DataFrame:
    """Tell how each non-empty line of a file was read.

    Parameters
    ----------
    path : str or Path
        One file.

    Returns
    -------
    pandas.DataFrame
        Columns line (1-based), role (title, meta, noise, heading, body), section (intro, work,
        problems, plans, other, or mixed; missing unless body), level (depth of a heading).
    """
    parsed = parse(read_file(Path(path)).text)
    sections = line_sections(parsed)
    return make_table(
        "lines",
        [
            {
                "line": line.number,
                "role": line.role,
                "section": sections.get(line.number),
                "level": line.level,
            }
            for line in parsed.lines
        ],
    )


class _Collection:
    """Rows of the corpus's tables as files come in."""

    def __init__(self, overrides: Overrides) -> None:
        self._overrides = overrides
        self._documents: list[dict[str, object]] = []
        self._paragraphs: list[dict[str, object]] = []
        self._rejected: list[dict[str, object]] = []
        self._seen: dict[str, str] = {}

    def add(self, file: Path, name: str) -> None:
        """Read one file; what cannot be read is kept as a refusal."""
        self._overrides.met(name)
        try:
            read = read_file(file)
            self._overrides.met(name, read.sha256)
            parsed = parse(read.text)
            if not any(map(_says_something, parsed.documents)):
                remedy = "check that the file holds the report itself"
                raise UnreadableFileError("running text", "none", file.name, remedy)
        except ToolkitError as reason:
            self._reject(name, "reading", reason)
            return
        for document in parsed.documents:
            if _says_something(document):
                self._add_document(document, parsed, read, name)

    def corpus(self) -> Corpus:
        """Make the tables."""
        refused = [*self._rejected, *self._overrides.problems, *self._overrides.unused()]
        return Corpus(
            make_table("documents", self._documents),
            make_table("paragraphs", self._paragraphs),
            make_table("rejected", refused),
        )

    def _add_document(self, document: Structure, parsed: Parsed, read: FileText, name: str) -> None:
        doc_id = document_id(document.text)
        if doc_id in self._seen:
            same = f"the same text as in {self._seen[doc_id]}"
            remedy = "nothing: it is counted once"
            self._reject(name, "duplicate", ToolkitError("a new document", same, name, remedy))
            return
        self._seen[doc_id] = name
        rows = [_paragraph(doc_id, k, document) for k in range(len(document.paragraphs))]
        self._paragraphs += rows
        row = _document(doc_id, document, parsed, Path(name).name)
        row |= {"path": name, "sha256": read.sha256, "format": read.format}
        row |= {"encoding": read.encoding, "n_chars": sum(_count(row["n_chars"]) for row in rows)}
        if not rows:
            row["flags"] = "; ".join(filter(None, (_text_or_none(row["flags"]), NO_TEXT)))
        self._overrides.apply(row)
        self._documents.append(row)

    def _reject(self, name: str, stage: str, reason: ToolkitError) -> None:
        self._rejected.append(
            {
                "file": name,
                "stage": stage,
                "wanted": reason.wanted,
                "came": reason.came,
                "what to do": reason.remedy,
            }
        )


def _says_something(document: Structure) -> bool:
    """Text, or at least what a page says about the report that it was to hold."""
    return bool(document.paragraphs) or bool(document.words_of("title", "meta"))


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _document(
    doc_id: str, document: Structure, parsed: Parsed, file_name: str
) -> dict[str, object]:
    masthead = None
    if parsed.masthead is not None:
        whole = "\n".join(line.text for line in parsed.lines)
        masthead = _evidence(parsed.masthead, file_name, body=whole)
    evidence = _evidence(document, file_name, masthead=masthead)
    return {"doc_id": doc_id, **describe(evidence), "text": document.text}


def _evidence(
    part: Structure, file_name: str, *, body: str = "", masthead: Evidence | None = None
) -> Evidence:
    words = body or "\n".join(part.words_of("heading", "body"))
    return Evidence(
        part.words_of("title"), part.words_of("meta"), words, file_name, masthead=masthead
    )


def _paragraph(doc_id: str, position: int, document: Structure) -> dict[str, object]:
    paragraph = document.paragraphs[position]
    text = document.text[paragraph.start : paragraph.end]
    return {
        "paragraph_id": f"{doc_id}-{position}",
        "doc_id": doc_id,
        "position": position,
        "line": paragraph.line,
        "headings": list(paragraph.headings),
        "inline_heading": paragraph.inline_heading,
        "section": paragraph.section,
        "text": text,
        "start": paragraph.start,
        "end": paragraph.end,
        "n_chars": len(text) - text.count(" "),
        "text_sha256": text_hash(text),
    }


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
