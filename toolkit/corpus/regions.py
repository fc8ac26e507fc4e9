"""The country's divisions: names, codes and parents in a year, and where a text names them."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from toolkit.resources import label_file

NATION = "全国"
NATION_CODE = "100000"
CORPS = "新疆生产建设兵团"
TIERS = {"province": 0, "prefecture": 1, "county": 2}
# Everyday words as well as names: they count only right after a parent's name.
_GENERIC = frozenset(
    {"城区", "郊区", "矿区", "新区", "市区", "东区", "西区", "南区", "北区", "新市区"}
)
_LONGEST_TOWN = 12
_SUFFIX = re.compile(r"(?:特别行政区|自治区|林区|地区|新区|[省市县区盟旗])$")
# 县域 and 市场 are words of their own: the name before them is not one.
_NOT_AFTER = {"市": "场", "县": "域", "区": "域块位", "州": "", "旗": "下"}


class Division(NamedTuple):
    """One division over the years in which it bore this name."""

    code: str
    name: str
    level: str
    province: str
    prefecture: str
    first: int
    last: int
    successor: str
    note: str

    def valid(self, year: int | None) -> bool:
        """Say whether it stood in a year; without one, whether it stands today."""
        return self.last == _OPEN if year is None else self.first <= year <= self.last


class Mention(NamedTuple):
    """A name that a text holds, with every division that bears or bore it."""

    start: int
    end: int
    name: str
    divisions: tuple[Division, ...]


_OPEN = 9999


class Gazetteer(NamedTuple):
    """The divisions by code and by every form of their names."""

    by_code: dict[str, list[Division]]
    full: dict[str, tuple[Division, ...]]
    short: dict[str, tuple[Division, ...]]
    lengths: dict[str, tuple[int, ...]]
    towns: dict[str, str]
    pinyin: dict[str, tuple[str, ...]]


@cache
def gazetteer() -> Gazetteer:
    """Load ``labels/divisions.csv``, once.

    Examples
    --------
    >>> [division.code for division in gazetteer().full["川汇区"]]
    ['411602']
    """
    by_code: dict[str, list[Division]] = {}
    full: dict[str, list[Division]] = {}
    short: dict[str, list[Division]] = {}
    towns: dict[str, str] = {}
    pinyin: dict[str, tuple[str, ...]] = {}
    with label_file("divisions.csv").open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            division = _division(row)
            by_code.setdefault(division.code, []).append(division)
            for form in _full_forms(row):
                full.setdefault(form, []).append(division)
            for form in _short_forms(row):
                short.setdefault(form, []).append(division)
            if row["towns"]:
                towns[division.code] = row["towns"]
            if row["pinyin"]:
                pinyin[division.code] = tuple(row["pinyin"].split(" "))
    lengths = _lengths([*full, *short])
    return Gazetteer(by_code, _frozen(full), _frozen(short), lengths, towns, pinyin)


def names_at(text: str, start: int) -> Iterator[tuple[str, bool]]:
    """Yield the names of divisions that begin at a place, longest first, and if each is full."""
    known = gazetteer()
    for length in known.lengths.get(text[start : start + 2], ()):
        form = text[start : start + length]
        if form in known.full:
            if start + length >= len(text) or text[start + length] not in _NOT_AFTER.get(
                form[-1], ""
            ):
                yield form, True
        elif form in known.short:
            yield form, False


def mentions(text: str, *, shorts: bool = False) -> list[Mention]:
    """Find the names of divisions in a text, longest first, without overlap.

    Parameters
    ----------
    text : str
        Any text; the time taken is linear in its length.
    shorts : bool
        Find short forms (岳阳) as well as full names (岳阳市).

    Examples
    --------
    >>> [mention.name for mention in mentions("河南省周口市川汇区，市场主体增加")]
    ['河南省', '周口市', '川汇区']
    """
    known = gazetteer()
    found = []
    start = 0
    # One look-up per character: no scan by thousands of names.
    for here in range(len(text) - 1):
        if here < start or text[here : here + 2] not in known.lengths:
            continue
        name = next((form for form, full in names_at(text, here) if full or shorts), None)
        if name is not None and name not in _GENERIC:
            start = here + len(name)
            found.append(Mention(here, start, name, known.full.get(name) or known.short[name]))
    return found


def is_generic(name: str) -> bool:
    """Say whether a name is also an everyday word, such as 城区."""
    return name in _GENERIC


def choose(
    divisions: Iterable[Division], *, parents: Collection[str] = (), year: int | None = None
) -> tuple[Division, ...]:
    """Narrow divisions of one name by codes named nearby and by the year.

    Returns
    -------
    tuple of Division
        One division where the name is settled; several where it stays ambiguous.

    Examples
    --------
    >>> len(choose(gazetteer().full["朝阳区"]))
    2
    >>> [found.code for found in choose(gazetteer().full["朝阳区"], parents=["110000"])]
    ['110105']
    """
    left = list(divisions)
    for narrowed in (
        [one for one in left if one.valid(year)],
        [one for one in left if one.last == _OPEN],
    ):
        if narrowed:
            left = _later(narrowed, year)
            break
    if parents:
        near = [one for one in left if one.prefecture in parents]
        near = near or [one for one in left if one.province in parents or one.code in parents]
        left = near or left
    return tuple(left)


def _later(divisions: list[Division], year: int | None) -> list[Division]:
    # In the year of a change both stand: the report is written under the later one.
    begun = [one for one in divisions if year is not None and one.first == year]
    return [one for one in divisions if one.last != year] or divisions if begun else divisions


def inside(division: Division, parents: Collection[str]) -> bool:
    """Say whether a division lies in one of these divisions."""
    return division.prefecture in parents or division.province in parents


def lineage(division: Division) -> dict[str, str | None]:
    """Return the full names of a division's province, city and county.

    Examples
    --------
    >>> lineage(gazetteer().full["川汇区"][0])
    {'province': '河南省', 'city': '周口市', 'county': '川汇区'}
    """
    names: dict[str, str | None] = {"province": None, "city": None, "county": None}
    names["province"] = _name_of(division.province, division)
    names["city"] = _name_of(division.prefecture, division)
    field = {"province": "province", "prefecture": "city", "county": "county"}[division.level]
    names[field] = division.name
    return names


def today(division: Division) -> Division:
    """Follow a division to the one that stands in its place today.

    Examples
    --------
    >>> [today(found).name for found in gazetteer().full["襄樊市"]]
    ['襄阳市']
    """
    seen = set()
    while division.last != _OPEN and division.successor and division not in seen:
        seen.add(division)
        division = _current(division.successor)
    return division


def in_year(division: Division, year: int | None) -> Division:
    """Go back to the name that a division bore in a year, where one division became it."""
    if year is None or year >= division.first or not division.code:
        return division
    before = [one for one in _predecessors().get(division.code, ()) if one.last >= year]
    if len(before) == 1 and before[0].code and before[0].level == division.level:
        return in_year(before[0], year)
    return division


def tier(division: Division) -> int:
    """Return 0 for a province, 1 for a prefecture, 2 for a county."""
    return TIERS[division.level]


def with_town(name: str) -> tuple[Division, ...]:
    """Return the counties that have a township of this name.

    Examples
    --------
    >>> [county.name for county in with_town("坡子街街道")]
    ['天心区']
    """
    return tuple(_current(code) for code in _town_index().get(name, ()))


def town_at(text: str, start: int, *, counties: Collection[str] | None = None) -> str | None:
    """Return the longest listed township's name at a place of a text, of some counties if given.

    Examples
    --------
    >>> town_at("坡子街街道2022年工作总结", 0)
    '坡子街街道'
    >>> town_at("坡子街街道2022年工作总结", 0, counties=["110105"]) is None
    True
    """
    index = _town_index()
    for length in range(_LONGEST_TOWN, 1, -1):
        name = text[start : start + length]
        held = index.get(name)
        if held and (counties is None or not set(held).isdisjoint(counties)):
            return name
    return None


def spoken(code: str) -> tuple[str, ...]:
    """Return the syllables of a division's name in pinyin, its ending left out.

    Examples
    --------
    >>> spoken("430103")
    ('tian', 'xin')
    """
    return gazetteer().pinyin.get(code, ())


def by_code(code: str) -> Division:
    """Return the division that bears a code today, or bore it last."""
    return _current(code)


def _division(row: dict[str, str]) -> Division:
    return Division(
        row["code"],
        row["name"],
        row["level"],
        row["province"],
        row["prefecture"],
        int(row["valid_from"] or 0),
        int(row["valid_to"] or _OPEN),
        row["successor"],
        row["note"],
    )


def _full_forms(row: dict[str, str]) -> list[str]:
    kind = {"prefecture": "州", "county": "县"}.get(row["level"])
    if not row["short"] or kind is None:
        return [row["name"]]
    ending = "旗" if row["name"].endswith("旗") else kind
    shorts = [name for name in row["short"].split("/") if name[-1] != ending]
    return [row["name"], *(name + ending for name in shorts), *_ended(row["short"], ending)]


def _ended(short: str, ending: str) -> list[str]:
    return [name for name in short.split("/") if name[-1] == ending]


def _short_forms(row: dict[str, str]) -> list[str]:
    if row["note"]:
        return []
    if row["short"]:
        return [name for name in row["short"].split("/") if name[-1] not in "县州旗"]
    form = _SUFFIX.sub("", row["name"])
    return [form] if len(form) >= 2 and form != row["name"] else []


def _lengths(forms: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for form in forms:
        lengths.setdefault(form[:2], set()).add(len(form))
    return {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()}


def _frozen(forms: dict[str, list[Division]]) -> dict[str, tuple[Division, ...]]:
    return {form: tuple(found) for form, found in forms.items()}


def _current(code: str) -> Division:
    return max(gazetteer().by_code[code], key=lambda one: one.last)


def _name_of(code: str, child: Division) -> str | None:
    if not code or code not in gazetteer().by_code:
        return None
    year = None if child.last == _OPEN else child.last - 1
    standing = [one for one in gazetteer().by_code[code] if one.valid(year)]
    return (standing or gazetteer().by_code[code])[0].name


@cache
def _predecessors() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = {}
    for divisions in gazetteer().by_code.values():
        for division in divisions:
            if division.successor:
                found.setdefault(division.successor, []).append(division)
    return found


@cache
def _town_index() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for code, names in gazetteer().towns.items():
        for name in names.split(" "):
            index.setdefault(name, []).append(code)
    return index
