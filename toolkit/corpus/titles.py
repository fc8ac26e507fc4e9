"""What a title alone tells: whose report it is, of which region and year, and of what kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from toolkit.corpus.chains import read_chain
from toolkit.corpus.dates import issued, plain, report_years, year_of_signature
from toolkit.corpus.issuers import Issuer, find_issuer, implied_name, issuer_at
from toolkit.corpus.linewords import TITLE_END, TITLE_REST
from toolkit.corpus.locating import locate, upwards
from toolkit.corpus.places import Place, place_of, settle
from toolkit.corpus.regions import by_code, mentions
from toolkit.corpus.sites import site_codes

_REGION_FIELDS = ("province", "city", "county", "town", "region")
_SPACE = re.compile(r"(?<![委会])\s+|(?<=[委会])\s+(?![一-龥])")
# Names of divisions that a file's name or a path of links keeps apart.
_CHAINED = re.compile(r"(?<=[省市县区州盟旗])[-_/>]+(?=[一-龥]{1,10}[省市县区州盟旗镇乡道])")
_LEAD = re.compile(r"^[【\[(]?(?:一图(?:读|看)懂|图解|图文解读|政策解读|解读)[】\])]?[:丨|-]?")
_EXTENSION = re.compile(r"(?:\(\d+\))?\.(?:docx?|pdf|txt|html?|xlsx?|wps)$", re.I)
# The region after these words is one that the report tells of, not its own.
_OF_OTHERS = re.compile(r"(?:学习|借鉴|考察|赴|对口[一-龥]{2})$")
_SITE_NAME = re.compile(
    r"(?:^|[-_|>丨—])([一-龥]{2,20}?(?:人民政府|政府|管委会))(?=门户|网|_|-|>|$)"
)
_WORK_REPORT = re.compile(r"政府工作报告")
_SESSION = re.compile(
    r"(?:管委会|管理委员会)(?:\d{4}年度?)?工作报告|(?:^|[省市县区])\d{4}年工作报告"
)
_RULE_OF_LAW = re.compile(r"法治|法制|依法|普法|执法")
_ACCOUNT = re.compile(r"总结|情况|报告|年报|述职|自查|成效|综述")
_PLAN = re.compile(
    r"工作计划|工作要点|工作安排|工作打算|工作方案|实施方案|重点任务|任务分工|规划(?=》|\(|的通知|$)|计划$|要点$|安排$"
)
# A document word that the printer carried over to a line of its own.
_CARRIED = re.compile(
    r"^的?(?:工作|落实|执行|建设|进展)?(?:情况)?的?(?:年度|工作|自查|总结|专项)?"
    r"(?:情况|报告|总结|汇报|年报|要点|计划)$"
)
_JOINT = re.compile(r"^(?:[暨及]|[和与](?=.{2}))")
_HANGING = re.compile(r"(?:关于|人民政府|委员会)$")
_TOPIC_LAST = re.compile(r"(?:建设|行政|工作)$")
_ENDED = re.compile(rf"{TITLE_END.pattern}|(?:通知|公告|自查)$")
_NEWS = re.compile(r"召开|举行|举办|出台|开幕|闭幕|启动|赴.{2,12}调研")
_REPORTED = re.compile(r"关于|(?:19|20)\d{2}|[二2][〇○零0Ｏ]|“十[一二三四五]五")
_LONGEST_TITLE, _MOST_LINES = 120, 4


class TitleReading(NamedTuple):
    """A title read: its issuer, the place, the years, the kind, and where each was read."""

    issuer: Issuer | None
    place: Place
    years: tuple[int, int] | None
    kind: str | None
    evidence: dict[str, str]


def read_title(title: str, url: str | None = None) -> dict[str, object]:
    """Read whose report a title announces, and of which region and year.

    Parameters
    ----------
    title : str
        The title as printed.
    url : str, optional
        The address it came from. It settles ambiguous names, and is weak evidence otherwise.

    Returns
    -------
    dict
        issuer, issuer_type, kind, level, province, city, county, town, region, region_code,
        year, year_to, and evidence (field to where it was read). Unresolved values are None.

    Examples
    --------
    >>> found = read_title("许昌市建安区人民政府关于2020年度法治政府建设情况的报告")
    >>> found["region_code"], found["level"], found["year"]
    ('411003', 'county', 2020)
    >>> found = read_title("朝阳区2020年法治政府建设情况")
    >>> found["county"], found["region_code"]
    ('朝阳区', None)
    """
    reading = parse_title(title, url=url)
    issuer, place = reading.issuer, reading.place
    first, last = reading.years or (None, None)
    return {
        "issuer": issuer.name if issuer else None,
        "issuer_type": issuer.kind if issuer else None,
        "kind": reading.kind,
        "level": place.level or (issuer.level if issuer else None),
        **{field: getattr(place, field) for field in _REGION_FIELDS},
        "region_code": place.code,
        "year": first,
        "year_to": last,
        "evidence": reading.evidence,
    }


def join_title(lines: Sequence[str]) -> str | None:
    """Join a title printed over several lines; subtitles and a title printed again stay out.

    Parameters
    ----------
    lines : sequence of str
        The title lines as printed, in order.

    Examples
    --------
    >>> join_title(["云岭县人民政府", "2020年度法治政府建设", "情况报告"])
    '云岭县人民政府2020年度法治政府建设情况报告'
    >>> join_title(["云岭县2020年工作总结", "——在全县法治工作会议上"])
    '云岭县2020年工作总结'
    """
    printed = _without_site([line.strip() for line in lines if line.strip()])
    if not printed:
        return None
    whole = [printed[0]]
    for line in printed[1:_MOST_LINES]:
        if not _belongs(line, "".join(whole)):
            break
        whole.append(line)
    while len(whole) > 1 and not _ENDED.search(whole[-1]):
        whole.pop()
    if (
        len(whole) == 1
        and printed[1:]
        and _awaits_more(whole[0])
        and _belongs(printed[1], whole[0])
    ):
        return printed[0] + printed[1]
    return "".join(whole)


def parse_title(
    title: str, *, url: str | None = None, hints: Collection[str] = (), year: int | None = None
) -> TitleReading:
    """Read a title, with codes of divisions named nearby as hints.

    Parameters
    ----------
    title : str
        The title as printed.
    url : str, optional
        The address it came from.
    hints : collection of str
        Codes of divisions named in the same document; they choose among namesakes.
    year : int, optional
        The reported year where the title has none.
    """
    text = _text(title)
    years, kind = report_years(text), read_kind(text, report_years(text))
    day = issued(text) if kind == "annual report" else None
    if day:
        years = (year_of_signature(day),) * 2
    issuer = find_issuer(text) or _mentioned(text)
    when = years[0] if years else year
    place, where = _place(issuer, when, [*hints, *_site_named(text, issuer)], url)
    evidence = _evidence(issuer, place, where)
    evidence |= {
        field: "title, by the date in it" if day else "title"
        for field in ("year", "year_to")
        if years
    }
    if kind:
        evidence["kind"] = "title"
    return TitleReading(issuer, place, years, kind, evidence)


def read_kind(title: str, years: tuple[int, int] | None) -> str | None:
    """Tell the kind of report from its title; None where the title does not say.

    Examples
    --------
    >>> read_kind("云岭县2022年法治政府建设工作要点", (2022, 2022))
    'work plan'
    """
    if _WORK_REPORT.search(title) and not _RULE_OF_LAW.search(title):
        return "government work report"
    if _SESSION.search(title) and not _RULE_OF_LAW.search(title):
        return "government work report"
    if _PLAN.search(title) and not re.search(r"总结|情况|执行|落实|完成|报告", title):
        return "work plan"
    if years and years[1] > years[0]:
        return "multi-year summary"
    return "annual report" if _ACCOUNT.search(title) else None


def _belongs(line: str, above: str) -> bool:
    """Tell whether a title line is the rest of what is printed above it."""
    if len(above) + len(line) > _LONGEST_TITLE:
        return False
    if TITLE_END.search(above):
        return bool(_CARRIED.match(line) or (_JOINT.match(line) and TITLE_END.search(line)))
    if TITLE_REST.match(line) and not _JOINT.match(line):
        return False
    if _awaits_more(above) or _CARRIED.match(line):
        return True
    again = line[:2] == above[:2] or line in above or above[-6:] in line
    half = _REPORTED.search(above) or (_TOPIC_LAST.search(above) and _REPORTED.match(line))
    return bool(half) and not (again or _NEWS.search(above + line))


def _without_site(lines: list[str]) -> list[str]:
    """Leave out a window's title: a title that another line prints, a dash, and the site's name."""
    return [
        line
        for line in lines
        if not any(
            line.startswith(other) and re.match(r"\s*[-_|—–丨]", line[len(other) :])
            for other in lines
            if len(other) < len(line)
        )
    ]


def _awaits_more(line: str) -> bool:
    """A line that is an issuer's name alone, or breaks off within a phrase."""
    packed = _packed(line)
    issuer = issuer_at(packed)
    return bool(_HANGING.search(line)) or (issuer is not None and len(issuer.name) == len(packed))


def _packed(line: str) -> str:
    return re.sub(r"\s", "", plain(line))


def _text(title: str) -> str:
    """Return a title without what a page or a file adds to it."""
    text = _SPACE.sub("", plain(_EXTENSION.sub("", title.strip())).strip())
    return _CHAINED.sub("", _LEAD.sub("", text))


def _place(
    issuer: Issuer | None, year: int | None, hints: Collection[str], url: str | None
) -> tuple[Place, str]:
    site = site_codes(url)
    if issuer is None:
        # The address of a site says where, not whose report it is.
        return (place_of(by_code(site[-1]), year), "address") if site else (Place(), "title")
    if hints and not issuer.chain and issuer.relative:
        above = place_of(by_code(next(iter(hints))), year)
        return upwards(above, issuer, year), "title, by the site's name"
    place, helper = locate(issuer, year=year, hints=hints, url=url)
    if not issuer.chain and helper:
        return place, helper
    return place, f"title, settled by the {helper}" if helper else "title"


def _site_named(text: str, issuer: Issuer | None) -> list[str]:
    """Return the codes of the region whose site a title names after or before its own words."""
    if issuer is None or (issuer.chain and issuer.chain.steps):
        return []
    for hit in _SITE_NAME.finditer(text):
        site = issuer_at(hit[1])
        if site and site.chain and site.chain.steps:
            return list(settle(site.chain).codes)
    return []


def _mentioned(text: str) -> Issuer | None:
    for mention in mentions(text):
        chain = read_chain(text, mention.start)
        named_apart = _OF_OTHERS.search(text[: mention.start])
        if chain and not named_apart:
            name = implied_name(chain, text[chain.start : chain.end])
            return Issuer(name, "government", chain.level, chain, False)
    return None


def _evidence(issuer: Issuer | None, place: Place, where: str) -> dict[str, str]:
    found = {field: where for field in _REGION_FIELDS if getattr(place, field)}
    if place.code:
        found["region_code"] = where
    if place.level:
        found["level"] = where
    if issuer is not None:
        found["issuer"] = "title" if issuer.printed else "title, implied by the region"
        if issuer.kind:
            found["issuer_type"] = found["issuer"]
    return found
