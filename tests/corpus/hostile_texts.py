"""Hostile and broken files of any kind: cut, changed, mislabelled, with odd marks and names."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

TITLE = "云岭县人民政府2020年法治政府建设情况报告"
LINES = (
    TITLE,
    "一、主要工作",
    "（一）规范行政执法。全年办理行政处罚案件八十六件，均做到程序合法。",
    "二、存在的问题",
    "部分单位执法力量薄弱，普法形式单一。",
    "云岭县人民政府",
    "2021年1月8日",
)
TEXT = "\n".join(LINES) + "\n"
PAGE = f"<html><head><title>{TITLE}</title></head><body><p>{'</p><p>'.join(LINES)}</p>"
_SUFFIXES = (
    "txt", "md", "html", "htm", "mhtml", "docx", "pdf", "csv", "tsv", "xlsx", "jsonl", "parquet",
    "zip",
)  # fmt: skip
_CUTS = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.999)


@dataclass(frozen=True)
class Case:
    """One file: its group, its name, and what makes its bytes."""

    kind: str
    name: str
    content: Callable[[], bytes]


def truncated(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    for name, save in whole.items():
        for share in _CUTS:
            yield Case("truncated", f"{share}-{name}", partial(_cut, save, share))


def changed(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    """Bytes overwritten, zeros in the middle, a half that is there twice, the ends changed."""
    for name, save in whole.items():
        for seed in range(4):
            yield Case("changed", f"noise{seed}-{name}", partial(_noisy, save, seed))
        yield Case("changed", f"zeros-{name}", partial(_zeroed, save))
        yield Case("changed", f"twice-{name}", lambda save=save: save() + save())
        yield Case("changed", f"reversed-{name}", lambda save=save: save()[::-1])


def mislabelled(whole: Mapping[str, Callable[[], bytes]]) -> Iterator[Case]:
    for name, save in whole.items():
        stem = name.replace(".", "-")
        for suffix in (*_SUFFIXES, "doc"):
            if not name.endswith(f".{suffix}"):
                yield Case("mislabelled", f"{stem}.{suffix}", save)


def binary() -> Iterator[Case]:
    for suffix in _SUFFIXES:
        noise = random.Random(suffix).randbytes(5_000)
        for name, content in {
            "random": noise, "zeros": bytes(5_000), "empty": b"", "blank": b" \n\t\r\n",
            "ones": b"\xff" * 5_000,
        }.items():  # fmt: skip
            yield Case("binary", f"{name}.{suffix}", lambda content=content: content)
    signatures = (
        b"%PDF-1.7", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"PAR1", b"\xd0\xcf\x11\xe0",
        b"\x1f\x8b", b"Rar!", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n",
        b"<html", b"PAR1" + bytes(50) + b"\xff\xff\xff\x7fPAR1",
    )  # fmt: skip
    for number, signature in enumerate(signatures):
        yield Case("binary", f"signature{number}.bin", lambda mark=signature: mark)
        noise = signature + random.Random(number).randbytes(3_000)
        yield Case("binary", f"signature{number}-noise.bin", lambda noise=noise: noise)


def marked() -> Iterator[Case]:
    """Marks that are not seen, or turn the text round, between letters, lines and at the ends."""
    marks = "\u200b\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad\u0300\ufffe\x00\x0b\x85"
    marks += "\u2028\U000e0001\U0001f600\ue000"
    for mark in marks:
        for name, text in {
            "letters": mark.join(TEXT), "lines": TEXT.replace("\n", f"\n{mark}"),
            "ends": mark * 500 + TEXT + mark * 500,
        }.items():  # fmt: skip
            content = text.encode()
            yield Case("marks", f"{ord(mark):x}-{name}.txt", lambda content=content: content)
    paged = (PAGE + "<p>&#x202e;&#x200b;&#0;&#xD800;&#x110000;全年&zwj;办理</p>").encode()
    yield Case("marks", "marks.html", lambda: paged)


def encoded() -> Iterator[Case]:
    names = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5")
    for first in names:
        for second in names:
            mixed = TEXT.encode(first, "ignore") + TEXT.encode(second, "ignore")
            yield Case("encodings", f"{first}-{second}.txt", lambda mixed=mixed: mixed)
        page = PAGE.replace("<head>", f"<head><meta charset='{first}'>").encode("gb18030")
        yield Case("encodings", f"declared-{first}.html", lambda page=page: page)
    for name in ("no-such", "utf-7", "rot13", "base64_codec", "idna", "undefined"):
        page = PAGE.replace("<head>", f"<head><meta charset='{name}'>").encode()
        yield Case("encodings", f"declared-{name}.html", lambda page=page: page)


def names() -> Iterator[Case]:
    odd = (
        "a b", "a'b", 'a"b', "a,b", "=1+1", "+cmd", "-rf", "@x", "$(id)", "`id`", "a\nb", "a\tb",
        "a#2", "a%00b", "\u202etxt", "\u200b", "C:\\x", "..", "…", "\U0001f600", "云" * 70, "nul",
        "\udcd4\udcc6", "*?[]", "&lt;b&gt;", "<b>",
    )  # fmt: skip
    for number, name in enumerate(odd):
        text = TEXT.replace("86", str(number))
        yield Case("names", f"{name}.txt", lambda text=text: text.encode())


def _cut(save: Callable[[], bytes], share: float) -> bytes:
    whole = save()
    return whole[: int(len(whole) * share)]


def _noisy(save: Callable[[], bytes], seed: int) -> bytes:
    content, chance = bytearray(save()), random.Random(seed)
    for _ in range(2 + seed * 10):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _zeroed(save: Callable[[], bytes]) -> bytes:
    content = save()
    third = len(content) // 3
    return content[:third] + bytes(third) + content[2 * third :]
