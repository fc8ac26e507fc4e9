"""A folder of files to a corpus: every document once, every refusal told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.corpus.filereading import FileReading, paragraph_schema, read_reports, refusal
from toolkit.corpus.overrides import Overrides
from toolkit.corpus.reading import find_files, read_file, refused_links
from toolkit.corpus.shelves import Store, open_store
from toolkit.corpus.store import readings
from toolkit.corpus.structure import line_sections, parse
from toolkit.errors import ToolkitError
from toolkit.progress import progress
from toolkit.tables import DOCUMENTS, REJECTED, Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toolkit.corpus.store import Spread


def read_corpus(
    path: str | Path,
    *,
    metadata: str | Path | pd.DataFrame | None = None,
    text_column: str | None = None,
    leave_out: str | Path | None = None,
    store: str | Path | None = None,
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
    store : str or Path, optional
        A folder where what is read of each file is kept, made where it is missing: the next time,
        only files that are new or changed are read. By default nothing is kept.

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
    with nullcontext() if store is None else open_store(store) as opened:
        return collect(
            path, metadata=metadata, text_column=text_column, leave_out=leave_out, store=opened
        )


def collect(
    path: str | Path,
    *,
    metadata: str | Path | pd.DataFrame | None = None,
    text_column: str | None = None,
    leave_out: str | Path | None = None,
    store: Store | None = None,
    spread: Spread | None = None,
) -> Corpus:
    """Do as ``read_corpus``, with a store that is open already, and by several workers.

    Parameters
    ----------
    path, metadata, text_column, leave_out
        See ``read_corpus``.
    store : Store, optional
        Where readings are kept.
    spread : callable, optional
        See ``toolkit.corpus.store.readings``.
    """
    apart = [Path(metadata).resolve()] if isinstance(metadata, str | Path) else []
    apart += [] if store is None else [store.folder.resolve()]
    files = [
        (file, name)
        for file, name in find_files(path, leave_out=leave_out)
        # The table of metadata, or the store, may lie among the reports, and is none.
        if not {file.resolve(), *file.resolve().parents}.intersection(apart)
    ]
    read = readings(files, text_column=text_column, store=store, spread=spread)
    shown = progress(files, "reading", unit="file")
    named = ((name, reading) for reading, (_, name) in zip(read, shown, strict=True))
    links = ((link.name, read_reports(link, link.name)) for link in refused_links(path))
    return corpus_of(chain(named, links), Overrides(metadata))


def corpus_of(
    named: Iterable[tuple[str, FileReading]], overrides: Overrides | None = None
) -> Corpus:
    """Make a corpus of the readings of files, each with the file's name."""
    collected = _Collection(overrides or Overrides(None))
    for name, reading in named:
        collected.add(name, reading)
    return collected.corpus()


def met_again(name: str, first: str) -> dict[str, Any]:
    """Return the row of ``rejected`` for a document that is in another file too."""
    remedy = "nothing: it is counted once"
    reason = ToolkitError("a new document", f"the same text as in {first}", name, remedy)
    return refusal(name, "duplicate", reason)


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
    """Rows of the corpus's tables as readings of files come in."""

    def __init__(self, overrides: Overrides) -> None:
        self._overrides = overrides
        self._documents: list[dict[str, Any]] = []
        self._paragraphs: list[pa.Table] = []
        self._rejected: list[dict[str, object]] = []
        self._seen: dict[str, str] = {}

    def add(self, name: str, reading: FileReading) -> None:
        """Take in what came of one file; a document met again is refused."""
        self._overrides.met(name)
        for part in reading.parts:
            if part.get("file") is not None:
                self._overrides.met(part["file"])
                self._rejected.append({column.name: part[column.name] for column in REJECTED})
            else:
                self._overrides.met(part["path"], part["sha256"])
                self._add_document(part, reading.paragraphs)

    def corpus(self) -> Corpus:
        """Make the tables."""
        refused = [*self._rejected, *self._overrides.problems, *self._overrides.unused()]
        return Corpus(
            make_table("documents", self._documents),
            make_table("paragraphs", _frame(self._paragraphs)),
            make_table("rejected", refused),
        )

    def _add_document(self, part: dict[str, Any], paragraphs: pa.Table) -> None:
        doc_id, name = part["doc_id"], part["path"]
        if doc_id in self._seen:
            self._rejected.append(met_again(name, self._seen[doc_id]))
            return
        self._seen[doc_id] = name
        self._paragraphs.append(paragraphs.slice(part["first"], part["last"] - part["first"]))
        row = {column.name: part[column.name] for column in DOCUMENTS}
        self._state(row, part["stated"])
        self._overrides.apply(row)
        self._documents.append(row)

    def _state(self, row: dict[str, Any], stated: str | None) -> None:
        """Write what the further columns of a table state about the document in its row."""
        if stated is not None:
            import pandas as pd

            own = Overrides(pd.DataFrame([{"file": row["path"], **json.loads(stated)}]))
            own.apply(row)
            self._overrides.problems += own.problems


def _frame(tables: list[pa.Table]) -> pd.DataFrame:
    import pyarrow as pa

    table = pa.concat_tables([paragraph_schema().empty_table(), *tables])
    frame: pd.DataFrame = table.to_pandas()
    return frame.assign(headings=[cell.tolist() for cell in frame["headings"]])
