"""The place of an issuer: its own names, then what is printed nearby, then the site's address."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from toolkit.corpus.issuers import Issuer
from toolkit.corpus.places import WHOLE_NATION, Place, place_of, settle
from toolkit.corpus.regions import TIERS, by_code, lineage, tier
from toolkit.corpus.sites import site_codes, site_hints


class Located(NamedTuple):
    """A place and what helped to settle it, if anything did."""

    place: Place
    helper: str | None = None


def locate(
    issuer: Issuer,
    *,
    year: int | None = None,
    hints: Collection[str] = (),
    url: str | None = None,
) -> Located:
    """Settle the place of an issuer.

    Parameters
    ----------
    issuer : Issuer
        The organisation as read from a title or signature.
    year : int, optional
        The reported year.
    hints : collection of str
        Codes of divisions named nearby, which choose among namesakes.
    url : str, optional
        The address, which chooses among them last.

    Returns
    -------
    Located
        ``helper`` is "address" where the names alone left it open.

    Examples
    --------
    >>> from toolkit.corpus.issuers import issuer_at
    >>> locate(issuer_at("市司法局2022年工作总结"), url="http://sfj.zhuzhou.gov.cn").place.region
    '株洲市'
    """
    if issuer.level == "nation":
        # A body of the centre for several provinces is of no one region.
        return Located(Place(level="nation") if issuer.kind == "agency" else WHOLE_NATION)
    if not issuer.chain:
        return _by_site(issuer, year, url)
    place = settle(issuer.chain, year=year, hints=hints)
    for near in (site_codes(url), site_hints(url)) if place.region is None else ():
        helped = settle(issuer.chain, year=year, hints=[*hints, *near]) if near else place
        if helped.region:
            return Located(helped, "address")
    return Located(place)


def upwards(place: Place, issuer: Issuer, year: int | None = None) -> Place:
    """Resolve 省…, 市… and 县… through a region known from elsewhere: itself or one above it.

    Examples
    --------
    >>> from toolkit.corpus.issuers import issuer_at
    >>> upwards(place_of(by_code("430103")), issuer_at("市司法局2022年工作总结")).region
    '长沙市'
    """
    ending = issuer.name[:3] if issuer.name.startswith("自治区") else issuer.name[:1]
    for code in place.codes:
        division = by_code(code)
        if division.name.endswith(ending) and (ending != "区" or division.level == "county"):
            return place_of(division, year)
    inner = TIERS.get(issuer.level or "", len(TIERS))
    for code in place.codes:
        division = by_code(code)
        if tier(division) < inner:
            names = lineage(division)
            return Place(province=names["province"], city=names["city"], level=issuer.level)
    return Place(level=issuer.level)


def _by_site(issuer: Issuer, year: int | None, url: str | None) -> Located:
    codes = site_codes(url)
    if not (codes and issuer.relative):
        return Located(Place(level=issuer.level))
    found = upwards(place_of(by_code(codes[-1]), year), issuer, year)
    return Located(found, "address")
