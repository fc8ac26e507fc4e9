"""Chains of division names as a title prints them, and the place that a chain settles on."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from toolkit.corpus.regions import (
    CORPS,
    NATION,
    NATION_CODE,
    Division,
    choose,
    gazetteer,
    in_year,
    inside,
    is_generic,
    lineage,
    names_at,
    tier,
    today,
    with_town,
)

AFTER = (
    r"(?=人民政府|政府|委|党委|党工委|党政|管委会|管理委员会|办事处|人大|人民代表大会|第[一二三四五六七八九十]"
    r"|[(（《“\"\s、，,：:—-]|(?:19|20)\d\d|年|关于|法治|依法|行政|普法|工作|[一二三四五六七八九十]+届"
    r"|[一-龥]{1,16}?(?:局|委|办|中心|大队|镇|乡|街道|办公室|县|区|旗|开发区)(?:关于|(?:19|20)\d\d|[\s(（]|法治|依法"
    r"|人民政府|政府|委|办事处|管委会|工作|$)|$)"
)
_AFTER_TOWN = (
    r"(?=人民政府|政府|党委|党工委|党政|办事处|人大|第[一二三四五六七八九十]|[(（《“\"\s、，,：:—-]"
    r"|(?:19|20)\d\d|年|关于|法治|依法|工作|$)"
)
_LETTERS = r"[^\W\d_A-Za-z关于年度的在和及与本我全各该其为对法治依府丨报告第]"
_UNKNOWN = re.compile(rf"({_LETTERS}{{2,8}}?(?:自治[县州旗]|地区|[县市区旗州盟])){AFTER}")
_TOWN = re.compile(
    rf"((?:{_LETTERS}|和|关){{1,10}}?(?:街道|民族乡|(?<!城)[镇乡]|苏木)){_AFTER_TOWN}"
)
_TOWN_OFFICE = re.compile(rf"({_LETTERS}{{2,6}}?)办事处")
_ZONE = re.compile(
    r"((?:(?!关于|法治|依法)[一-龥]){0,12}?(?:开发区|高新区|经开区|产业园区?|工业园区?|新区|示范区|管理区|度假区|合作区|保税区"
    r"|名胜区|园区|新城|区(?=管委会|管理委员会|党工委)))(?=管委会|管理委员会|党工委|工委|(?:19|20)\d\d|年|关于|法治|依法|政府|[\s(（]|$)"
)
_NOT_NAMES = re.compile(
    r"[委省市县区].*|.*(?:社区|城市|小区|辖区|园区|景区|市区|校区|军区|灾区|山区|库区|牧区|特区|开发区|高新区|经开区|示范区"
    r"|试验区|管理区|片区|新区|度假区|合作区|保税区|全[市县区]|我[市县区]|名胜区)"
)
_ARMY = re.compile(r"第[一二三四五六七八九十]+师")
_BOLD = re.compile(
    r"(?:19|20)\d\d|[市县区]委|[市县区]?政府|年|(?:国家级)?(?:经济|高新|经开|工业园)[一-龥]{0,8}区"
)


class Step(NamedTuple):
    """One name of a chain, with the divisions that bear it (none for an unlisted name)."""

    name: str
    level: str
    divisions: tuple[Division, ...]


class Chain(NamedTuple):
    """Division names printed one after the other: 深圳市, 罗湖区, a township, a zone."""

    steps: tuple[Step, ...]
    town: str | None
    zone: str | None
    start: int
    end: int
    corps: bool = False

    def __bool__(self) -> bool:
        return bool(self.steps or self.town or self.zone or self.corps)

    @property
    def level(self) -> str | None:
        """The tier of the last name."""
        if self.town:
            return "township"
        if self.zone:
            return "county"
        return self.steps[-1].level if self.steps else None


class Place(NamedTuple):
    """What is settled about a region, and the doubts that remain."""

    province: str | None = None
    city: str | None = None
    county: str | None = None
    town: str | None = None
    region: str | None = None
    code: str | None = None
    code_today: str | None = None
    level: str | None = None
    doubts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


WHOLE_NATION = Place(region=NATION, code=NATION_CODE, code_today=NATION_CODE, level="nation")


def read_chain(text: str, start: int) -> Chain:
    """Read the names of divisions that stand at a place in a title.

    Examples
    --------
    >>> [step.name for step in read_chain("深圳罗湖区2021年法治政府建设情况", 0).steps]
    ['深圳', '罗湖区']
    """
    if _ARMY.match(text, start):
        return _corps(text, start, start)
    if text.startswith((CORPS, "兵团"), start):
        end = start + (len(CORPS) if text.startswith(CORPS, start) else 2)
        return _corps(text, start, end)
    steps: list[Step] = []
    end = start
    while (step := _known(text, end, steps) or _unknown(text, end, steps)) is not None:
        end += len(step.name)
        steps.append(step)
    steps = _regraded(steps)
    return _ended(text, steps, start, end)


def settle(chain: Chain, *, year: int | None = None, hints: Collection[str] = ()) -> Place:
    """Settle which divisions a chain means, by its own parents, the year, and hints from nearby.

    Parameters
    ----------
    chain : Chain
        The names as printed.
    year : int, optional
        The reported year, which decides between names of different times.
    hints : collection of str
        Codes of divisions named nearby: they choose among namesakes, and do no more.

    Returns
    -------
    Place
        With doubts where a name is unlisted or stays ambiguous.
    """
    codes: list[str] = []
    place = Place()
    doubts: list[str] = []
    last: Division | None = None
    for step in chain.steps:
        last, found = None, _narrow(step, codes, year, [*hints, *_town_parents(chain)])
        if len(found) == 1:
            last = in_year(found[0], year)
            codes = [*_codes(last), *codes]
            place = _named(place, lineage(last))
        else:
            place = _named(place, {_FIELD[step.level]: step.name})
            doubts.append(_doubt(step, found))
    if chain.corps:
        place = place._replace(province="新疆维吾尔自治区")
    return _with_rest(place._replace(codes=tuple(codes)), chain, last, doubts)


def place_of(division: Division, year: int | None = None) -> Place:
    """Return the place that one division is."""
    level = division.level
    chain = Chain((Step(division.name, level, (division,)),), None, None, 0, 0)
    return settle(chain, year=year, hints=_codes(division))


def _named(place: Place, names: dict[str, str | None]) -> Place:
    return place._replace(
        province=names.get("province") or place.province,
        city=names.get("city") or place.city,
        county=names.get("county") or place.county,
    )


_FIELD = {"province": "province", "prefecture": "city", "county": "county"}


def _known(text: str, start: int, steps: list[Step]) -> Step | None:
    for form, full in names_at(text, start):
        divisions = gazetteer().full[form] if full else gazetteer().short[form]
        if steps:
            above = _all_codes(steps[-1])
            within = tuple(one for one in divisions if inside(one, above))
            if not within and (not full or min(map(tier, divisions)) <= _depth(steps[-1])):
                continue
            divisions = within or divisions
        elif full and is_generic(form):
            continue
        if full or _accepts_short(text, start + len(form), divisions, steps):
            best = min(map(tier, divisions))
            same = divisions if full else tuple(one for one in divisions if tier(one) == best)
            return Step(form, same[0].level, same)
    return None


def _accepts_short(text: str, end: int, divisions: tuple[Division, ...], steps: list[Step]) -> bool:
    if text[end : end + 1] in ("路", "街", "道", "山"):
        return False
    if min(map(tier, divisions)) < 2:
        return not steps or steps[-1].level == "province"
    return bool(_BOLD.match(text, end))


def _unknown(text: str, start: int, steps: list[Step]) -> Step | None:
    hit = _UNKNOWN.match(text, start)
    if hit is None or _NOT_NAMES.fullmatch(hit[1]) or len(hit[1]) < 3:
        return None
    if hit[1].endswith("区") and re.match(r"管委会|管理委员会|党工委", text[hit.end() :]):
        return None
    level = "county" if hit[1][-1] in "县区旗" and not hit[1].endswith("地区") else "prefecture"
    if steps and steps[-1].level == "prefecture" and hit[1].endswith("市"):
        level = "county"
    listed = any(one.level == "prefecture" for step in steps for one in step.divisions)
    if steps and _depth(steps[-1]) == 2 and (level != "county" or steps[-1].name[-1] != "市"):
        return None
    return None if level == "prefecture" and listed else Step(hit[1], level, ())


def _regraded(steps: list[Step]) -> list[Step]:
    # A county cannot lie in a county-level city: that city is another one, which no list has.
    if len(steps) < 2 or steps[-1].level != "county" or steps[-2].level != "county":
        return steps
    return [*steps[:-2], Step(steps[-2].name, "prefecture", ()), steps[-1]]


def _ended(text: str, steps: list[Step], start: int, end: int) -> Chain:
    zone = _ZONE.match(text, end)
    if zone and (steps or len(zone[1]) > 4):
        short = steps and steps[-1].name not in gazetteer().full
        name = (steps[-1].name if short else "") + zone[1]
        return Chain(tuple(steps), None, name, start, zone.end(1))
    town = _TOWN.match(text, end)
    if town and not re.match(r"[省市区县州]", town[1]) and (len(town[1]) > 2 or steps):
        return Chain(tuple(steps), town[1], None, start, town.end(1))
    office = _TOWN_OFFICE.match(text, end)
    if office and (steps or with_town(office[1] + "街道")):
        return Chain(tuple(steps), office[1] + "街道", None, start, office.end(1))
    return Chain(tuple(steps), None, None, start, end)


def _corps(text: str, start: int, end: int) -> Chain:
    hit = _ARMY.match(text, end)
    if hit is None:
        return Chain((), None, None, start, end, corps=True)
    city = _known(text, hit.end(), [])
    steps = (city,) if city else ()
    return Chain(steps, None, None, start, hit.end() + (len(city.name) if city else 0), corps=True)


def _narrow(
    step: Step, codes: list[str], year: int | None, hints: list[str]
) -> tuple[Division, ...]:
    found = step.divisions
    if codes:
        found = tuple(one for one in found if inside(one, codes))
    found = choose(found, year=year)
    if len(found) > 1 and hints:
        # Nearest parents first: a prefecture named nearby says more than a province.
        near = [one for one in found if one.prefecture in hints or one.code in hints]
        near = near or [one for one in found if one.province in hints]
        found = tuple(near) or found
    return found


def _town_parents(chain: Chain) -> list[str]:
    return [county.code for county in with_town(chain.town)] if chain.town else []


def _with_rest(place: Place, chain: Chain, last: Division | None, doubts: list[str]) -> Place:
    if chain.town and not chain.steps:
        found = with_town(chain.town)
        if len(found) == 1:
            place = _named(place, lineage(found[0]))._replace(codes=_codes(found[0]))
            last = found[0]
        else:
            doubts.append(f"region unresolved: {chain.town}")
    if chain.zone:
        doubts.append(f"zone outside the division list: {chain.zone}")
    if last and last.note:
        doubts.append(f"new district without a national code: {last.name}")
    code = last.code if last and not chain.zone else None
    code_today = today(last).code if last and not chain.zone else None
    region = (
        _town_shown(chain, last)
        or chain.zone
        or (CORPS if chain.corps and not chain.steps else None)
    )
    if not chain.town or _town_shown(chain, last):
        region = region or _display(chain, last)
    return place._replace(
        town=chain.town,
        region=region,
        code=code or None,
        code_today=code_today or None,
        level=_level(chain, last),
        doubts=tuple(doubts),
    )


def _town_shown(chain: Chain, last: Division | None) -> str | None:
    namesakes = chain.town and not chain.steps and last is None and with_town(chain.town)
    return None if namesakes else chain.town


def _display(chain: Chain, last: Division | None) -> str | None:
    if last is not None:
        # A new district that became a district is shown under the name it has kept since.
        return today(last).name if last.note and last.successor else last.name
    step = chain.steps[-1] if chain.steps else None
    return step.name if step and not step.divisions else None


def _level(chain: Chain, last: Division | None) -> str | None:
    if chain.corps:
        return "prefecture" if chain.steps else "province"
    return last.level if last and not (chain.town or chain.zone) else chain.level


def _doubt(step: Step, found: tuple[Division, ...]) -> str:
    if not step.divisions:
        return f"division not in the list: {step.name}"
    if not found:
        return f"division not in its parent: {step.name}"
    return f"region ambiguous: {step.name} ({', '.join(sorted(map(_parent_names, found)))})"


def _parent_names(division: Division) -> str:
    names = lineage(division)
    return "".join(name for name in (names["province"], names["city"]) if name)


def _codes(division: Division) -> tuple[str, ...]:
    codes = (division.code, division.prefecture, division.province)
    return tuple(code for code in codes if code)


def _all_codes(step: Step) -> set[str]:
    return {one.code for one in step.divisions} | {today(one).code for one in step.divisions}


def _depth(step: Step) -> int:
    return {"province": 0, "prefecture": 1, "county": 2}[step.level]
