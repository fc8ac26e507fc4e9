"""Files of any kind to texts, or the reason why not."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from toolkit.corpus.decoding import decode
from toolkit.corpus.kinds import CHINESE, DOWNLOAD_AGAIN, TABLES, is_litter, is_markup, kind_of
from toolkit.errors import ToolkitError, UnreadableFileError
from toolkit.provenance import bytes_hash

LARGEST_FILE = 256 * 2**20
LARGEST_PAGE = 16 * 2**20
LONGEST_TEXT = 10_000_000
MOST_LINES = 200_000
_ZIP = "zip"
_TITLES = frozenset({"title", "标题", "题名", "题目", "报告标题", "报告名称"})
_ADDRESSES = frozenset({"url", "网址", "链接", "link", "地址", "来源网址"})
_FILES = frozenset({"file", "filename", "file_name", "文件", "文件名"})
# Spreadsheets cut longer cells.
_LONGEST_CELL = 32_767
_BLANK = re.compile(r"\s+")
# What libraries raise on damaged files, beside their own errors.
_DAMAGE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError,
    NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip


@dataclass(frozen=True)
class FileText:
    """A text as read, and what its file says about it.

    Parameters
    ----------
    text : str
        The text.
    format : str
        Kind of file, whatever its name says.
    encoding : str or None
        Encoding; None for kinds that have their own.
    sha256 : str
        Hash of the file's bytes; of the archived file's, in an archive.
    name : str
        The file; in an archive ``a.zip/b.txt``, in a table ``a.csv#2`` for its second row.
    file_name : str
        A file name that may tell region and year; empty where there is none.
    url : str, optional
        The address that it came from.
    tags : mapping
        A page's meta tags.
    stated : mapping
        Further columns of a table, as metadata.
    """

    text: str
    format: str
    encoding: str | None
    sha256: str
    name: str = ""
    file_name: str = ""
    url: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Unpacked:
    """How deep in an archive one is, and how many bytes may still be unpacked of it in all."""

    depth: int = 0
    left: int = 2**30


@dataclass(frozen=True)
class Refusal:
    """A file, or a part of one, that could not be read, and why."""

    name: str
    reason: ToolkitError


def find_files(path: str | Path, *, leave_out: str | Path | None = None) -> list[tuple[Path, str]]:
    """List the files of a folder in a fixed order, each with its name relative to the folder.

    Hidden files, the lock files of office programs, links that lead out of the folder, and the
    folder ``leave_out`` with all that is in it are left out.

    Raises
    ------
    ToolkitError
        There is no such file or folder.
    """
    root = Path(path)
    if root.is_file():
        return [(root, root.name)]
    if not root.is_dir():
        raise ToolkitError("a file or folder", "nothing of that name", str(path), "check the path")
    apart = Path(leave_out).resolve() if leave_out is not None else None
    if apart is not None and root.resolve() not in apart.parents:
        apart = None
    found = (
        file
        for file in _shown(root)
        if file.is_file()
        and not (file.is_symlink() and _leads_out(file, root))
        and (apart is None or apart not in file.resolve().parents)
    )
    return sorted(((file, _name(file, root)) for file in found), key=lambda pair: pair[1])


def refused_links(path: str | Path) -> list[Refusal]:
    """List the links of a folder that lead out of it, or nowhere: these are not followed."""
    root = Path(path)
    out = (file for file in _shown(root) if file.is_symlink() and _leads_out(file, root))
    wanted, came, remedy = (
        "a file",
        "a link that leads out",
        "copy what it leads to into the folder",
    )
    return [
        Refusal(name, UnreadableFileError(wanted, came, name, remedy))
        for name in sorted(_name(file, root) for file in out)
    ]


def read_file(path: Path) -> FileText:
    """Read a file of one text.

    Raises
    ------
    UnreadableFileError
        It is of a kind that is not read, empty, no text, holds no Chinese, or is a table or an
        archive of several texts.
    """
    parts = list(read_parts(path, path.name))
    if len(parts) == 1 and isinstance(parts[0], FileText):
        return parts[0]
    if len(parts) == 1 and isinstance(parts[0], Refusal):
        raise parts[0].reason
    came = f"{len(parts)} of them"
    raise UnreadableFileError("a file of one text", came, path.name, "name one of its documents")


def read_parts(
    path: Path, name: str, *, text_column: str | None = None
) -> Iterator[FileText | Refusal]:
    """Read every text of a file: one, or those of a table's rows or an archive's files.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        What it is called in results.
    text_column : str, optional
        For tables, the column that holds the reports.
    """
    content = file_bytes(path, name)
    if isinstance(content, Refusal):
        yield content
    else:
        yield from parts_of(content, name, text_column=text_column)


def file_bytes(path: Path, name: str) -> bytes | Refusal:
    """Return what a file holds, or why that cannot be had."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            return Refusal(name, _too_large(f"{LARGEST_FILE // 2**20} MB", size, path.name))
        return path.read_bytes()
    except OSError as reason:
        came = reason.strerror or str(reason)
        remedy = "check its permissions"
        return Refusal(name, UnreadableFileError("a readable file", came, path.name, remedy))


def parts_of(
    content: bytes, name: str, *, text_column: str | None = None, within: _Unpacked | None = None
) -> Iterator[FileText | Refusal]:
    """Read bytes; whatever is wrong with them becomes a refusal."""
    own = PurePosixPath(name).name
    kind = "file"
    try:
        kind = kind_of(content, own)
        if kind == _ZIP:
            yield from _archived(content, name, text_column, within or _Unpacked())
        elif kind in TABLES:
            rows = _rows(content, name, kind, text_column)
            yield next(rows, Refusal(name, _lost_text(name, "")))
            yield from rows
        else:
            yield _checked(_single(content, name, kind), own)
    except UnreadableFileError as reason:
        yield Refusal(name, reason)
    except _DAMAGE as reason:
        came = f"a damaged one ({type(reason).__name__}: {reason})"
        yield Refusal(name, UnreadableFileError(f"a whole {kind}", came, own, DOWNLOAD_AGAIN))


def _shown(root: Path) -> Iterator[Path]:
    return (file for file in root.rglob("*") if not is_litter(file.relative_to(root).parts))


def _leads_out(link: Path, root: Path) -> bool:
    """Tell whether a link leads out of the folder, nowhere, or round in a circle."""
    try:
        return root.resolve() not in link.resolve(strict=True).parents
    except (OSError, RuntimeError):
        return True


def _name(file: Path, root: Path) -> str:
    """Return a file's name in its folder; names of old archives are in GB18030."""
    name = file.relative_to(root).as_posix()
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _single(content: bytes, name: str, kind: str) -> FileText:
    """Read a file of one text; libraries are loaded for the kinds that need them."""
    own, digest = PurePosixPath(name).name, bytes_hash(content)
    if kind in {"html", "mhtml"}:
        from toolkit.corpus.webpages import read_archive, read_page

        if len(content) > (LARGEST_PAGE if kind == "html" else LARGEST_FILE):
            raise _too_large(f"{LARGEST_PAGE // 2**20} MB", len(content), own)
        page = read_page(content, own) if kind == "html" else read_archive(content, own)
        return FileText(page.text, kind, page.encoding, digest, name, own, page.url, page.tags)
    encoding: str | None = None
    if kind == "docx":
        from toolkit.corpus.office import read_docx

        text = read_docx(content, own)
    elif kind == "pdf":
        from toolkit.corpus.pdf import read_pdf

        text = read_pdf(content, own)
    else:
        text, encoding = decode(content, own)
    return FileText(text, kind, encoding, digest, name, own)


def _checked(read: FileText, own: str) -> FileText:
    if len(read.text) > LONGEST_TEXT:
        came = f"{len(read.text)} characters"
        wanted = f"at most {LONGEST_TEXT} characters in a document"
        raise UnreadableFileError(wanted, came, own, "split it into its documents")
    if read.text.count("\n") > MOST_LINES:
        wanted = f"at most {MOST_LINES} lines in a document"
        came = f"{read.text.count(chr(10))} lines"
        raise UnreadableFileError(wanted, came, own, "split it into its documents")
    if not CHINESE.search(read.text):
        raise UnreadableFileError("Chinese text", "none", own, "check that this is a report")
    return read


def _archived(
    content: bytes, name: str, text_column: str | None, within: _Unpacked
) -> Iterator[FileText | Refusal]:
    from toolkit.corpus.archives import files_in, member_bytes, open_archive

    own = PurePosixPath(name).name
    if within.depth > 1:
        came = "an archive in an archive in an archive"
        raise UnreadableFileError("reports", came, own, "unpack it, and read the folder")
    with open_archive(content, own, most_bytes=within.left) as archive:
        members = list(files_in(archive))
        if not members:
            raise UnreadableFileError("an archive of reports", "an empty one", own, DOWNLOAD_AGAIN)
        within.left -= sum(member.file_size for _, member in members)
        within.depth += 1
        for inner, member in members:
            where = f"{name}/{inner}"
            try:
                unpacked = member_bytes(archive, member, PurePosixPath(inner).name)
            except UnreadableFileError as reason:
                yield Refusal(where, reason)
            else:
                yield from parts_of(unpacked, where, text_column=text_column, within=within)
        within.depth -= 1


def _rows(
    content: bytes, name: str, kind: str, text_column: str | None
) -> Iterator[FileText | Refusal]:
    from toolkit.corpus.tabular import read_table

    table = read_table(content, PurePosixPath(name).name, kind, text_column=text_column)
    digest = bytes_hash(content)
    for number, row in table.rows:
        where = f"{name}#{number}"
        text = row.get(table.text, "")
        others = {column: cell for column, cell in row.items() if column != table.text and cell}
        if not text.strip() or len(text) == _LONGEST_CELL:
            if others or text.strip():
                yield Refusal(where, _lost_text(where, text))
            continue
        read = _row(text, others, FileText("", kind, table.encoding, digest, where))
        try:
            yield _checked(read, where)
        except UnreadableFileError as reason:
            yield Refusal(where, reason)


def _row(text: str, others: Mapping[str, str], base: FileText) -> FileText:
    """A row as a document; its title leads the text, unless the text begins with one."""
    if is_markup(text[:20_000].encode()):
        from toolkit.corpus.webpages import read_markup

        text = read_markup(text)
    named = {column.strip().lower(): cell for column, cell in others.items()}
    title = next((named[key] for key in named if key in _TITLES), "")
    bare = _BLANK.sub("", title)
    if title and bare not in _BLANK.sub("", text[: 4 * len(title) + 200]):
        text = f"{title}\n{text}"
    return FileText(
        text,
        base.format,
        base.encoding,
        base.sha256,
        base.name,
        next((PurePosixPath(named[key]).name for key in named if key in _FILES), ""),
        next((named[key] for key in named if key in _ADDRESSES), None),
        stated={column: cell for column, cell in others.items() if column.lower() not in _FILES},
    )


def _lost_text(name: str, text: str) -> UnreadableFileError:
    if not text.strip():
        return UnreadableFileError("text in the row", "an empty cell", name, "fill it in")
    came = f"a cell that a spreadsheet cut at {_LONGEST_CELL} characters"
    remedy = "save the report as a file of its own, or the table as Parquet"
    return UnreadableFileError("a whole report", came, name, remedy)


def _too_large(most: str, size: int, name: str) -> UnreadableFileError:
    came = f"{size / 2**20:.0f} MB"
    return UnreadableFileError(f"a file of at most {most}", came, name, "split or shrink it")
