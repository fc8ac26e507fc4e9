"""What a report's meta lines say: when it was posted and signed, by whom, and from which source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from toolkit.corpus.dates import plain, read_date
from toolkit.corpus.issuers import Issuer, issuer_at

_T = TypeVar("_T")
_POSTED = re.compile(
    r"(?:发布|发表|更新|公开|公布|录入|上传|生成)?(?:时间|日期)\s*:\s*([^A-Za-z]{6,24})"
)
_WRITTEN = re.compile(r"(?:成文|发文|制发|印发|写作)(?:时间|日期)")
_SOURCE = re.compile(
    r"(?:信息|稿件|文章|新闻|内容)?(?:来源|发布机构|发布单位|供稿单位)(?:单位|部门)?\s*:\s*([^\s|【】\[\]]{2,30})"
)
# On forms, who reports stands behind a label.
_SIGNED = re.compile(r"^(?:填报|报送|报告)单位(?:\(.{0,4}章\))?\s*:\s*")
_CREDIT = re.compile(r"[(（]?([^\s()（）]{2,30}?)供稿[)）]?$")
_ISSUE = re.compile(r"(?<!\d)((?:19|20)\d\d)年第\d+期")
_DAY_ONLY = re.compile(r"[(（]?\s{0,4}\d{4}\s?[年./-].{1,6}[月./-].{1,4}日?\s{0,4}[)）]?")
_PRINTED = re.compile(r"\s{0,4}(?:印发|编印|印)$")
_TRAILING_DAY = re.compile(r"\s{0,4}\d{4}年\d{1,2}月\d{1,2}日$")


class MetaLines(NamedTuple):
    """The dates, the signature, the source and the credit that meta lines hold."""

    published: str | None = None
    dated: str | None = None
    source: str | None = None
    signature: Issuer | None = None
    credit: Issuer | None = None
    issue_year: int | None = None


def read_meta_lines(lines: Iterable[str], tags: Mapping[str, str] | None = None) -> MetaLines:
    """Read meta lines, and a page's tags where the lines are silent.

    Examples
    --------
    >>> found = read_meta_lines(["来源：云岭县司法局 发布时间：2022-01-20", "2022年1月5日"])
    >>> found.published, found.dated, found.source
    ('2022-01-20', '2022-01-05', '云岭县司法局')
    """
    folded = [plain(line).strip() for line in lines]
    tags = {key.lower(): value for key, value in (tags or {}).items() if value}
    posted = _first(_posted(line) for line in folded) or read_date(tags.get("pubdate", ""))
    source = _first(_source(line) for line in folded) or tags.get("contentsource", "").strip()
    return MetaLines(
        published=posted,
        dated=_first(_signed_day(_PRINTED.sub("", line)) for line in reversed(folded)),
        source=source or None,
        signature=_first(_signature(line) for line in reversed(folded)),
        credit=_first(_credit(line) for line in folded),
        issue_year=_first(_issue_year(line) for line in folded),
    )


def _posted(line: str) -> str | None:
    hit = _POSTED.search(line)
    if hit is None or _WRITTEN.search(line[: hit.end(0)]):
        return None
    return read_date(hit[1])


def _source(line: str) -> str | None:
    hit = _SOURCE.search(line)
    # A button's label may stand right behind an empty source.
    if hit is None or re.match(r"(?:发布|浏览|作者|时间|日期|字体|点击|阅读|访问)", hit[1]):
        return None
    return re.split(r"(?:发布时间|发布日期|时间:|日期:|浏览|阅读|作者|字体|点击|访问)", hit[1])[0]


def _signed_day(line: str) -> str | None:
    if _WRITTEN.search(line):
        return read_date(line)
    whole = _DAY_ONLY.fullmatch(line)
    if whole or (":" not in line and _TRAILING_DAY.search(line)):
        return read_date(line)
    return None


def _signature(line: str) -> Issuer | None:
    line = _SIGNED.sub("", _PRINTED.sub("", line))
    if ":" in line or "供稿" in line:
        return None
    name = re.sub(r"(?<![委会])\s", "", _TRAILING_DAY.sub("", line)).strip()
    issuer = issuer_at(name) if 3 <= len(name) <= 40 else None
    return issuer if issuer and issuer.printed and issuer.name == name else None


def _credit(line: str) -> Issuer | None:
    hit = _CREDIT.search(line)
    if hit is None:
        return None
    issuer = issuer_at(hit[1])
    return issuer if issuer and issuer.printed else None


def _issue_year(line: str) -> int | None:
    hit = _ISSUE.search(line)
    return int(hit[1]) if hit else None


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in values if value), None)
