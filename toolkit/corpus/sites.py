"""Which divisions the address of a government site points to, by the letters of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from toolkit.corpus.regions import Division, by_code, gazetteer, inside, spoken, tier

_HOST = re.compile(r"(?:\w{1,10}://)?([\w.-]{1,253})\.gov\.cn", re.I)
_DOMAINS = {
    "beijing": "110000", "bj": "110000", "tj": "120000", "hebei": "130000", "shanxi": "140000",
    "nmg": "150000", "ln": "210000", "jl": "220000", "hlj": "230000", "sh": "310000",
    "shanghai": "310000", "jiangsu": "320000", "zj": "330000", "ah": "340000", "fujian": "350000",
    "jiangxi": "360000", "shandong": "370000", "henan": "410000", "hubei": "420000",
    "hunan": "430000", "gd": "440000", "gxzf": "450000", "hainan": "460000", "cq": "500000",
    "sc": "510000", "guizhou": "520000", "yn": "530000", "xizang": "540000", "shaanxi": "610000",
    "gansu": "620000", "qinghai": "630000", "nx": "640000", "xinjiang": "650000",
    "sz": "440300", "gz": "440100", "wuhan": "420100", "chengdu": "510100", "hangzhou": "330100",
    "nanjing": "320100", "changsha": "430100", "xa": "610100", "jinan": "370100",
    "qingdao": "370200", "xm": "350200", "dl": "210200", "ningbo": "330200", "hefei": "340100",
    "zhengzhou": "410100", "nanning": "450100", "haikou": "460100", "km": "530100",
    "lanzhou": "620100", "xining": "630100", "yinchuan": "640100", "harbin": "230100",
    "changchun": "220100", "shenyang": "210100", "taiyuan": "140100", "szns": "440305",
    "lg": "440307", "szft": "440304", "szlh": "440309", "szlhq": "440309", "szgm": "440311",
    "szpsq": "440310", "yantian": "440308", "baoan": "440306", "luohu": "440303",
    "xz": "320300", "suzhou": "320500", "taizhou": "321200", "fuzhou": "350100",
    "yichun": "360900", "yulin": "450900",
}  # fmt: skip
# Districts' sites often open with the letters of their municipality: bjchy, shpt, njgl.
_PREFIXES = {
    "bj": "110000", "tj": "120000", "sh": "310000", "cq": "500000", "nj": "320100",
    "sz": "440300", "gz": "440100", "hz": "330100", "wh": "420100", "cc": "220100",
    "xz": "320300", "fz": "350100", "lz": "620100", "xn": "630100", "hf": "340100",
}  # fmt: skip
# The letters that stand for a province in the addresses of its cities and counties.
_PROVINCES = {
    "110000": "bj", "120000": "tj", "130000": "he", "140000": "sx", "150000": "nmg",
    "210000": "ln", "220000": "jl", "230000": "hlj", "310000": "sh", "320000": "js",
    "330000": "zj", "340000": "ah", "350000": "fj", "360000": "jx", "370000": "sd",
    "410000": "hn", "420000": "hb", "430000": "hn", "440000": "gd", "450000": "gx",
    "460000": "hi", "500000": "cq", "510000": "sc", "520000": "gz", "530000": "yn",
    "540000": "xz", "610000": "sx", "620000": "gs", "630000": "qh", "640000": "nx",
    "650000": "xj",
}  # fmt: skip
_CENTRAL = frozenset({"chinatax", "customs", "cma", "msa", "nea", "stats", "mofcom"})
_ENDINGS = {"市": "shi", "县": "xian", "区": "qu", "旗": "qi", "州": "zhou"}
# Shorter labels are the letters of too many names to stand for one.
_LEAST = 4


def site_codes(url: str | None) -> tuple[str, ...]:
    """Return codes of divisions that a government site's address points to, outermost first.

    Only what is beyond doubt: an address whose letters fit several divisions gives none.

    Examples
    --------
    >>> site_codes("http://sfj.sz.gov.cn/report.html")
    ('440300',)
    >>> site_codes("https://www.tianxin.gov.cn/"), site_codes("http://www.taihe.gov.cn")
    (('430103',), ())
    >>> site_codes("https://www.bjchy.gov.cn/"), site_codes(None)
    (('110000',), ())
    """
    labels = _labels(url)
    if not labels:
        return ()
    own = _certain(labels[-1])
    if own is None:
        prefix = _PREFIXES.get(labels[-1][:2]) if len(labels[-1]) > 3 else None
        return (prefix,) if prefix else ()
    below = _below(labels[-2], own) if len(labels) > 1 else None
    # sz.gd.gov.cn lies in gd.gov.cn; a bureau's letters that happen to fit do not.
    return (own, below) if below else (own,)


def site_hints(url: str | None) -> tuple[str, ...]:
    """Return codes of every division whose name an address may spell; they choose among namesakes.

    Examples
    --------
    >>> "330106" in site_hints("https://www.hzxh.gov.cn/art/1.html")
    True
    >>> site_hints("http://www.example.com")
    ()
    """
    labels = _labels(url)
    return tuple(dict.fromkeys(code for label in labels[-2:] for code in _spelt().get(label, ())))


def _labels(url: str | None) -> list[str]:
    host = _HOST.match(url or "")
    labels = host[1].lower().split(".") if host else []
    # jiangsu.chinatax.gov.cn: the centre's sites have a part for each region.
    labels = labels[:-1] if labels[-1:] and labels[-1] in _CENTRAL else labels
    return labels[1:] if labels[:1] == ["www"] else labels


def _certain(label: str) -> str | None:
    if label in _DOMAINS:
        return _DOMAINS[label]
    if len(label) < _LEAST:
        return None
    found = _spelt().get(label, ())
    if len(found) > 1:
        # The city's site has the plain name, that of a county of the same sound has not.
        plain = [code for code in found if "".join(spoken(code)) == label]
        best = min((tier(by_code(code)) for code in plain), default=0)
        found = tuple(code for code in plain if tier(by_code(code)) == best)
    return found[0] if len(found) == 1 else None


def _below(label: str, own: str) -> str | None:
    known = _DOMAINS.get(label)
    if known and inside(by_code(known), (own,)):
        return known
    spelt = [code for code in _spelt().get(label, ()) if inside(by_code(code), (own,))]
    return spelt[0] if len(spelt) == 1 and len(label) >= _LEAST else None


@cache
def _spelt() -> dict[str, tuple[str, ...]]:
    """Index the ways in which addresses spell divisions: tianxin, yangxian, hzsc, ynwd."""
    found: dict[str, list[str]] = {}
    for divisions in gazetteer().by_code.values():
        for division in divisions:
            if division.valid(None) and division.code:
                for label in _spellings(division):
                    found.setdefault(label, []).append(division.code)
    return {label: tuple(dict.fromkeys(codes)) for label, codes in found.items()}


def _spellings(division: Division) -> Iterator[str]:
    syllables = spoken(division.code)
    if not syllables:
        return
    whole, letters = "".join(syllables), _letters(syllables)
    ending = _ENDINGS.get(division.name[-1], "")
    names = {letters, letters + ending[:1], whole + ending}
    if len(syllables) > 1:
        names.add(whole)
    yield from names
    for above in _letters_above(division):
        yield from (above + name for name in names)


def _letters_above(division: Division) -> set[str]:
    above = {_PROVINCES.get(division.province, "")}
    if division.prefecture:
        above.add(_letters(spoken(division.prefecture)))
    return above - {""}


def _letters(syllables: tuple[str, ...]) -> str:
    return "".join(one[0] for one in syllables)
