"""A folder of files to a corpus: every document once, every refusal told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.corpus.metadata import Evidence, describe
from toolkit.corpus.overrides import Overrides
from toolkit.corpus.reading import FileText, Refusal, find_files, read_file, read_parts
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
    text_column: str | None = None,
    leave_out: str | Path | None = None,
) -> Corpus:
    """Read a file or a folder of reports.

    Parameters
    ----------
    path : str or Path
        A file, or a folder that is read with all its folders: text (.txt, .md), web pages
        (.html, .htm, .mhtml), Word (.docx), PDF, tables with a report in each row (.csv, .tsv,
        .xlsx, .jsonl, .parquet), and archives of these (.zip).
    metadata : str, Path or pandas.DataFrame, optional
        A CSV file or table with a column ``file`` (or ``sha256``) and any columns of the
        documents table: what it states is taken in place of what was read; its other columns
        are carried along.
    text_column : str, optional
        The column of tables that holds the reports; by default text, content, 正文, 全文, 内容
        and the like. A table's other columns state its documents' metadata.
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
    collected = _Collection(Overrides(metadata), text_column)
    own = Path(metadata).resolve() if isinstance(metadata, str | Path) else None
    for file, name in progress(find_files(path, leave_out=leave_out), "reading", unit="file"):
        # The table of metadata may lie among the reports, and is none.
        if file.resolve() != own:
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

    def __init__(self, overrides: Overrides, text_column: str | None) -> None:
        self._overrides = overrides
        self._text_column = text_column
        self._documents: list[dict[str, object]] = []
        self._paragraphs: list[dict[str, object]] = []
        self._rejected: list[dict[str, object]] = []
        self._seen: dict[str, str] = {}

    def add(self, file: Path, name: str) -> None:
        """Read one file; what of it cannot be read is kept as a refusal."""
        self._overrides.met(name)
        for part in read_parts(file, name, text_column=self._text_column):
            self._overrides.met(part.name)
            if isinstance(part, Refusal):
                self._reject(part.name, "reading", part.reason)
            else:
                self._add_text(part)

    def _add_text(self, read: FileText) -> None:
        self._overrides.met(read.name, read.sha256)
        parsed = parse(read.text)
        if not any(map(_says_something, parsed.documents)):
            remedy = "check that the file holds the report itself"
            reason = UnreadableFileError("running text", "none", Path(read.name).name, remedy)
            self._reject(read.name, "reading", reason)
            return
        for document in parsed.documents:
            if _says_something(document):
                self._add_document(document, parsed, read)

    def corpus(self) -> Corpus:
        """Make the tables."""
        refused = [*self._rejected, *self._overrides.problems, *self._overrides.unused()]
        return Corpus(
            make_table("documents", self._documents),
            make_table("paragraphs", self._paragraphs),
            make_table("rejected", refused),
        )

    def _add_document(self, document: Structure, parsed: Parsed, read: FileText) -> None:
        doc_id, name = document_id(document.text), read.name
        if doc_id in self._seen:
            same = f"the same text as in {self._seen[doc_id]}"
            remedy = "nothing: it is counted once"
            self._reject(name, "duplicate", ToolkitError("a new document", same, name, remedy))
            return
        self._seen[doc_id] = name
        row = _document(doc_id, document, parsed, read)
        # In a bulletin an article's title stands above its paragraphs as a heading does.
        above = [row["title"]] if row["kind"] == "bulletin article" and row["title"] else []
        rows = [_paragraph(doc_id, k, document, above) for k in range(len(document.paragraphs))]
        self._paragraphs += rows
        row |= {"path": name, "sha256": read.sha256, "format": read.format}
        row |= {"encoding": read.encoding, "n_chars": sum(_count(row["n_chars"]) for row in rows)}
        if not rows:
            row["flags"] = "; ".join(filter(None, (_text_or_none(row["flags"]), NO_TEXT)))
        self._state(row, read)
        self._overrides.apply(row)
        self._documents.append(row)

    def _state(self, row: dict[str, object], read: FileText) -> None:
        """Write what the further columns of a table state about the document in its row."""
        if read.stated:
            import pandas as pd

            own = Overrides(pd.DataFrame([{"file": read.name, **read.stated}]))
            own.apply(row)
            self._overrides.problems += own.problems

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
    doc_id: str, document: Structure, parsed: Parsed, read: FileText
) -> dict[str, object]:
    masthead = None
    if parsed.masthead is not None:
        whole = "\n".join(line.text for line in parsed.lines)
        masthead = _evidence(parsed.masthead, read, body=whole)
    evidence = _evidence(document, read, masthead=masthead)
    return {"doc_id": doc_id, **describe(evidence), "text": document.text}


def _evidence(
    part: Structure, read: FileText, *, body: str = "", masthead: Evidence | None = None
) -> Evidence:
    words = body or "\n".join(part.words_of("heading", "body"))
    titles, meta = part.words_of("title"), part.words_of("meta")
    return Evidence(titles, meta, words, read.file_name, read.url, masthead, read.tags)


def _paragraph(
    doc_id: str, position: int, document: Structure, above: Sequence[object]
) -> dict[str, object]:
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


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
