"""Everything that a document's own evidence says about it: issuer, region, years, dates, kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from toolkit.corpus.dates import issued, plain, report_years, year_of_signature
from toolkit.corpus.issuers import Issuer, issuer_at
from toolkit.corpus.locating import locate
from toolkit.corpus.metalines import MetaLines, read_meta_lines
from toolkit.corpus.places import Place, place_of, settle
from toolkit.corpus.regions import by_code
from toolkit.corpus.selfnames import namesake, own_division, speaker
from toolkit.corpus.sites import site_codes, site_hints
from toolkit.corpus.titles import TitleReading, join_title, parse_title

_OUTLINE_2015 = re.compile(
    r"依法全面履行政府职能|完善依法行政制度体系|行政决策科学化|严格规范公正文明执法|对行政权力的制约和监督"
    r"|依法有效化解社会矛盾|提高政府工作人员法治思维"
)
_OUTLINE_2021 = re.compile(
    r"健全政府机构职能体系|健全依法行政制度体系|健全行政决策制度体系|健全行政执法工作体系|健全突发事件应对体系"
    r"|健全社会矛盾纠纷|健全行政权力制约和?监督体系|健全法治政府建设科技保障"
)
_REVIEW = re.compile(r"(?<!\d)(20\d\d)年(?:主要)?(?:政府)?工作(?:的)?(?:回顾|总结|情况|开展情况)")
_HEAD = re.compile(r"^[\s第一二三四五六七八九十部分章(（)）、:：.．\d]{0,8}?(?=(?:19|20)\d\d)")
_REPORTING = re.compile(r"总结|回顾|情况|报告|工作")
_FIRST_LINES = 8
WORK_REPORT = "government work report"
ANNUAL = "annual report"
_SUBJECT = re.compile(r"法治政府|依法行政")
_OPENING = 2000


@dataclass(frozen=True)
class Evidence:
    """What a document offers to describe it by.

    Parameters
    ----------
    titles : tuple of str
        Its title lines as printed, in order.
    meta : tuple of str
        Its meta lines (source, dates, signature, credits), in order.
    body : str
        Headings and body text, one line each.
    file_name : str
        The file's name.
    url : str, optional
        The address it came from.
    masthead : Evidence, optional
        For an article of a bulletin: the bulletin's own title and meta lines.
    tags : mapping
        A page's meta tags or a table's columns.
    """

    titles: tuple[str, ...] = ()
    meta: tuple[str, ...] = ()
    body: str = ""
    file_name: str = ""
    url: str | None = None
    masthead: Evidence | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class _Years(NamedTuple):
    first: int | None = None
    last: int | None = None
    where: str | None = None


class _Seen(NamedTuple):
    """The readings of the title, the file name and the meta lines."""

    title: TitleReading
    name: TitleReading | None
    meta: MetaLines
    head: MetaLines
    kind: str | None


class _Region(NamedTuple):
    issuer: Issuer | None
    name: str | None
    place: Place
    where: str | None


def describe(evidence: Evidence) -> dict[str, object]:
    """Describe a document: the columns of ``documents`` that its evidence can fill.

    Parameters
    ----------
    evidence : Evidence
        Titles, meta lines, text, file name, address.

    Returns
    -------
    dict
        title to outline, and flags; missing values are None.

    Examples
    --------
    >>> found = describe(Evidence(titles=("云岭县2021年法治政府建设情况报告",)))
    >>> found["county"], found["year"], found["flags"]
    ('云岭县', 2021, 'division not in the list: 云岭县')
    """
    title = _title(evidence)
    meta = read_meta_lines(evidence.meta, evidence.tags)
    head = read_meta_lines(evidence.masthead.meta) if evidence.masthead else MetaLines()
    named = parse_title(PurePath(evidence.file_name).stem) if evidence.file_name else None
    read = parse_title(title or "", url=evidence.url)
    kind = _kind(evidence, read, named)
    years = _years(evidence, _Seen(read, named, meta, head, kind))
    region = _region(evidence, read, named, meta=meta, year=years.first)
    kind = kind or _assumed_kind(evidence, title, region)
    if kind == ANNUAL and years.first is not None and years.first != years.last:
        kind = "multi-year summary"
    covers = _covers(evidence, kind, years)
    return {
        "title": title,
        **_region_columns(region),
        "source": meta.source,
        "year": years.first,
        "year_to": years.last,
        "covers": covers,
        "year_evidence": years.where,
        "published": meta.published or head.published or meta.dated or head.dated,
        "dated": meta.dated or head.dated,
        "kind": kind,
        "outline": _outline(covers or years.last, evidence.body),
        "flags": "; ".join(
            [*_flags(region, years, named, title), *_signed_elsewhere(region, meta, years.first)]
        )
        or None,
    }


def _title(evidence: Evidence) -> str | None:
    if any(line.strip() for line in evidence.titles):
        return join_title(evidence.titles)
    tags = {key.lower(): value.strip() for key, value in evidence.tags.items()}
    return tags.get("articletitle") or tags.get("title") or None


def _kind(evidence: Evidence, read: TitleReading, named: TitleReading | None) -> str | None:
    """The kind that title, file name or opening words tell; None where none of them does."""
    if evidence.masthead is not None:
        return "bulletin article"
    kind = read.kind or (named.kind if named and not evidence.titles else None)
    if kind is None and re.search(r"作政府工作报告|向大会(?:报告|作)", evidence.body[:400]):
        return WORK_REPORT
    return kind


def _assumed_kind(evidence: Evidence, title: str | None, region: _Region) -> str | None:
    """An account of a year, unless nothing says that the text is a report at all."""
    known = title or region.name or region.place.region
    return ANNUAL if known or _SUBJECT.search(evidence.body[:_OPENING]) else None


def _years(evidence: Evidence, seen: _Seen) -> _Years:
    dated = _Years()
    if seen.title.years:
        dated = _Years(*seen.title.years, seen.title.evidence["year"])
        if dated.where == "title":
            return dated
    if evidence.masthead is not None:
        date = seen.head.dated or seen.head.published
        year = seen.head.issue_year or (int(date[:4]) if date else None)
        if year:
            return _Years(year, year, "bulletin")
    named = seen.name.years if seen.name else None
    from_name = _Years(*named, "file name") if named else _Years()
    if seen.kind == WORK_REPORT and named:
        return from_name
    stated = (_years_in_text(evidence.body, seen.kind), dated, _years_of_dates(seen))
    return next((years for years in stated if years and years.first), from_name)


def _years_of_dates(seen: _Seen) -> _Years | None:
    date = seen.meta.dated or seen.meta.published
    if date is None:
        return None
    year = int(date[:4]) if seen.kind == WORK_REPORT else year_of_signature(date)
    return _Years(year, year, "signature" if seen.meta.dated else "posting date")


def _years_in_text(body: str, kind: str | None) -> _Years:
    if kind == WORK_REPORT:
        hit = _REVIEW.search(plain(body[:4000]))
        return _Years(int(hit[1]) + 1, int(hit[1]) + 1, "text") if hit else _Years()
    lines = [line.strip() for line in body.split("\n") if line.strip()][:_FIRST_LINES]
    for line in lines:
        lead = plain(line)[:60]
        opening = _HEAD.match(lead)
        if opening or (len(line) <= 40 and _REPORTING.search(line)):
            found = _stated_years(lead[: 24 if opening else 60])
            if found:
                return _Years(*found, "text")
    found = next(filter(None, (_stated_years(line[:120]) for line in lines[:2])), None)
    return _Years(*found, "text") if found else _Years()


def _stated_years(line: str) -> tuple[int, int] | None:
    # A day at the head of a text is that of its issue.
    return None if issued(line) else report_years(line)


def _region(
    evidence: Evidence,
    read: TitleReading,
    named: TitleReading | None,
    *,
    meta: MetaLines,
    year: int | None,
) -> _Region:
    if evidence.masthead is not None:
        return _article_region(evidence, meta, year)
    sources = [(read.issuer, "title"), (meta.signature, "signature")]
    said = speaker(evidence.body)
    sources.append((issuer_at(said + "，") if said else None, "text"))
    weak: _Region | None = None
    for issuer, where in sources:
        found = _settled(issuer, where, evidence, year)
        if found is not None and (found.place.code or found.place.region):
            return found
        weak = weak or found
    found = _from_text(evidence, weak, named, year)
    if weak or found.place.region or meta.source is None:
        return found
    # Who put it on the page is who reports, where nothing else tells.
    posted = _settled(issuer_at(plain(meta.source)), "source", evidence, year)
    return posted if posted and posted.issuer and posted.place.code else found


def _settled(
    issuer: Issuer | None, where: str, evidence: Evidence, year: int | None
) -> _Region | None:
    if issuer is None:
        return None
    place = locate(issuer, year=year).place
    if place.region is None and issuer.chain:
        for hints, helper in (
            (site_codes(evidence.url), "the address"),
            (site_hints(evidence.url), "the address"),
            (_parents_in_meta(evidence), "meta lines"),
            (namesake(issuer.chain, evidence.body, year=year), "text"),
            (namesake(issuer.chain, evidence.file_name * 2, year=year), "file name"),
        ):
            helped = settle(issuer.chain, year=year, hints=hints) if hints else place
            if helped.region:
                return _Region(issuer, issuer.name, helped, f"{where}, settled by {helper}")
    return _Region(issuer, issuer.name, place, where)


def _parents_in_meta(evidence: Evidence) -> tuple[str, ...]:
    lines = [*evidence.meta, *evidence.titles, *evidence.tags.values()]
    found = [issuer_at(line.strip()) for line in lines if len(line) <= 60]
    codes = [settle(one.chain).codes for one in found if one and one.chain]
    return tuple(code for group in codes for code in group)


def _from_text(
    evidence: Evidence, weak: _Region | None, named: TitleReading | None, year: int | None
) -> _Region:
    division = own_division(evidence.body, year)
    from_name = _settled(named.issuer, "file name", evidence, year) if named else None
    agrees = weak is None or weak.place.level in (None, division.level if division else None)
    if division is not None and agrees:
        place = place_of(division, year)
        # A speech to a congress names many places: its file's name says whose it is.
        if not (from_name and from_name.place.region and named and named.kind == WORK_REPORT):
            issuer = weak.issuer if weak else None
            name = weak.name if weak else f"{division.name}人民政府"
            return _Region(issuer, name, place, "text")
    if from_name and from_name.place.region and not (weak and weak.place.county):
        return (
            from_name if weak is None else weak._replace(place=from_name.place, where="file name")
        )
    site = site_codes(evidence.url)
    if weak is None:
        place = place_of(by_code(site[-1]), year) if site else Place()
        return _Region(None, None, place, "address" if site else None)
    if weak.issuer and weak.issuer.relative:
        place, helper = locate(weak.issuer, year=year, url=evidence.url)
        return weak._replace(place=place, where=helper or weak.where)
    return weak


def _article_region(evidence: Evidence, meta: MetaLines, year: int | None) -> _Region:
    masthead = evidence.masthead or Evidence()
    head = read_meta_lines(masthead.meta)
    own = head.signature or next(
        filter(None, (issuer_at(plain(line).strip()) for line in masthead.titles)), None
    )
    own_place = settle(own.chain, year=year) if own and own.chain else Place()
    opening = issuer_at(plain(evidence.titles[0])) if evidence.titles else None
    for issuer, where in ((opening, "title"), (meta.credit, "credit")):
        if issuer and issuer.printed and (issuer.chain or issuer.relative):
            if issuer.chain:
                place = settle(issuer.chain, year=year, hints=own_place.codes)
                return _Region(issuer, issuer.name, place, where)
            return _Region(issuer, issuer.name, _upwards(own_place, issuer), "bulletin")
    if own is None:
        return _Region(None, None, own_place, None)
    return _Region(own, _as_used(own, own_place, evidence), own_place, "bulletin")


def _upwards(place: Place, issuer: Issuer) -> Place:
    """Resolve 省… and 市… through the bulletin's own region."""
    for code in place.codes:
        division = by_code(code)
        if division.level == issuer.level:
            return place_of(division)
    return Place(level=issuer.level)


def _as_used(own: Issuer, place: Place, evidence: Evidence) -> str:
    """Return the short form of the bulletin's own issuer, where its pages use it."""
    ends = {"province": "省", "prefecture": "市", "county": "县"}
    region = own.chain.steps[-1].name if own.chain.steps else ""
    rest = own.name.removeprefix(region)
    short = region[-1:] + rest.replace("人民政府", "政府").replace("办公室", "办")
    masthead = evidence.masthead or Evidence()
    pages = (*evidence.titles, *evidence.meta, evidence.body, *masthead.titles, masthead.body)
    alone = re.compile(rf"(?<!{re.escape(region[-2:-1]) or '^'}){re.escape(short)}(?!公[室厅])")
    used = place.level in ends and any(map(alone.search, pages))
    return short if used else own.name


def _region_columns(region: _Region) -> dict[str, object]:
    issuer, place = region.issuer, region.place
    return {
        "issuer": region.name,
        "issuer_type": issuer.kind if issuer else ("government" if region.name else None),
        "level": place.level or (issuer.level if issuer else None),
        "province": place.province,
        "city": place.city,
        "county": place.county,
        "town": place.town,
        "region": place.region,
        "region_code": place.code,
        "region_code_today": place.code_today,
        "region_evidence": region.where if place.region or place.province else None,
    }


def _covers(evidence: Evidence, kind: str | None, years: _Years) -> int | None:
    if years.first is None or kind == "work plan":
        return None
    if kind != WORK_REPORT:
        return years.last
    reviewed = [int(hit[1]) for hit in _REVIEW.finditer(plain(evidence.body[:4000]))]
    return years.first if years.first in reviewed else years.first - 1


def _outline(year: int | None, body: str) -> str | None:
    old, new = len(_OUTLINE_2015.findall(body)), len(_OUTLINE_2021.findall(body))
    if year is None and old == new:
        return None
    if year is None or year == 2021:
        return "outline-2015" if old > new else "outline-2021"
    return "outline-2015" if year < 2021 else "outline-2021"


def _flags(
    region: _Region, years: _Years, named: TitleReading | None, title: str | None
) -> list[str]:
    flags = list(region.place.doubts)
    if region.place.region is None and not flags:
        flags.append("region unresolved")
    if years.first is None:
        flags.append("year unresolved")
    if years.where in ("signature", "posting date", "file name"):
        flags.append(f"year read from the {years.where}")
    if named and named.years and years.first and named.years[0] != years.first:
        flags.append(f"file name says {named.years[0]}")
    if named and named.place.code and region.place.code not in (None, named.place.code):
        flags.append(f"file name says {named.place.region}")
    if title is None:
        flags.append("no title")
    return flags


def _signed_elsewhere(region: _Region, meta: MetaLines, year: int | None) -> list[str]:
    """Tell of a signature of another region: neither the issuer's own nor one above or below."""
    if meta.signature is None or not meta.signature.chain or region.where == "bulletin":
        return []
    signed = settle(meta.signature.chain, year=year, hints=region.place.codes)
    own, other = region.place.codes, signed.codes
    if not own or not other or signed.region is None or own[0] in other or other[0] in own:
        return []
    return [f"signature says {signed.region}"]
