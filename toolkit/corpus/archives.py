"""Zip archives, and the office files that are such: members' names, and what is too large."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from toolkit.corpus.kinds import is_litter
from toolkit.errors import UnreadableFileError

_MOST_MEMBERS = 20_000
_MOST_BYTES = 2**30
_FREE_BYTES = 2**20
_HIGHEST_RATIO = 300
_UTF8_FLAG, _PASSWORD_FLAG = 0x800, 0x1
_AGAIN = "pack it anew, in several archives if it is large"


def open_archive(content: bytes, name: str, *, most_bytes: int = _MOST_BYTES) -> zipfile.ZipFile:
    """Open a zip archive whose directory promises a bearable size.

    A member never yields more bytes than the directory states, so that checking the directory
    bounds the memory.

    Raises
    ------
    UnreadableFileError
        It is damaged, or its members are too many or too large together.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as reason:
        came = f"a damaged one ({reason})"
        raise UnreadableFileError("a zip archive", came, name, _AGAIN) from reason
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or size > most_bytes:
        wanted = f"at most {_MOST_MEMBERS} files and {most_bytes // 2**20} MB unpacked"
        came = f"{len(members)} files, {size // 2**20} MB"
        raise UnreadableFileError(wanted, came, name, _AGAIN)
    return archive


def member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Unpack one member in memory.

    Raises
    ------
    UnreadableFileError
        It has a password, is damaged, or unpacks to hundreds of times its size.
    """
    if member.flag_bits & _PASSWORD_FLAG:
        remedy = "unpack it with its password, and read the folder"
        raise UnreadableFileError("a file without a password", "one with", name, remedy)
    check_packing(member, name)
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as reason:
        raise UnreadableFileError("a whole file", str(reason), name, _AGAIN) from reason


def check_packing(member: zipfile.ZipInfo, name: str) -> None:
    """Refuse a member that unpacks to hundreds of times its size, as no text does."""
    if member.file_size > max(_FREE_BYTES, member.compress_size * _HIGHEST_RATIO):
        came = f"{member.file_size // 2**20} MB packed into {member.compress_size} bytes"
        raise UnreadableFileError("a document's usual size", came, name, "check what it is")


def files_in(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Yield the files of an archive with their names, hidden ones and a system's own left out.

    Names are for display and evidence alone: nothing is written to disk.
    """
    for member in sorted(archive.infolist(), key=member_name):
        name = member_name(member)
        if name and not member.is_dir() and not is_litter(name.split("/")):
            yield name, member


def member_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name: UTF-8 or GB18030, without what leads out of the archive.

    Examples
    --------
    >>> member_name(zipfile.ZipInfo("../../etc/a.txt"))
    'etc/a.txt'
    """
    name = member.filename
    if not member.flag_bits & _UTF8_FLAG:
        name = _renamed(name)
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."})


def _renamed(name: str) -> str:
    """Undo the code page 437 that unmarked names were read with."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
