"""Chains of division names as a title prints them: province, city, county, township, zone."""

from __future__ import annotations

import re
from typing import NamedTuple

from toolkit.corpus.regions import (
    CORPS,
    Division,
    gazetteer,
    inside,
    is_generic,
    names_at,
    tier,
    today,
    town_at,
    with_town,
)

_AFTER = (
    r"(?=人民政府|政府|委|党委|党工委|党政|管委会|管理委员会|办事处|人大|人民代表大会|第[一二三四五六七八九十]"
    r"|[(（《“\"\s、，,：:—-]|(?:19|20)\d\d|年|关于|法治|依法|行政|普法|工作|[一二三四五六七八九十]+届"
    r"|[一-龥]{1,16}?(?:局|委员会|委|办|中心|大队|镇|乡|街道|办公室|县|区|旗|开发区)(?:关于|(?:19|20)\d\d|[\s(（]|法治|依法"
    r"|人民政府|政府|委|办事处|管委会|工作|$)|$)"
)
_AFTER_TOWN = (
    r"(?=人民政府|政府|党委|党工委|党政|委员会|办(?:事处|(?:19|20)\d\d|关于|$)|司法所|财政所|派出所|综合执法|[一-龥]{1,8}(?:村|社区)(?:(?:19|20)\d\d|关于|村|居)|人大|第[一二三四五六七八九十]|[(（《“\"\s、，,：:—-]"
    r"|(?:19|20)\d\d|年|关于|法治|依法|工作|$)"
)
_LETTERS = r"[^\W\d_A-Za-z关于年度的在和及与本我全各该其为对法治依府丨报告第]"
_UNKNOWN = re.compile(rf"({_LETTERS}{{2,8}}?(?:自治[县州旗]|地区|市(?!场)|[县区旗州盟])){_AFTER}")
_AT_TOWNS_END = re.compile(_AFTER_TOWN)
_TOWN = re.compile(
    rf"((?:{_LETTERS}|和|关){{1,10}}?(?:街道|民族乡|(?<!城)[镇乡]|苏木)){_AFTER_TOWN}"
)
_TOWN_OFFICE = re.compile(rf"({_LETTERS}{{2,6}}?)办事处")
_ZONES = (
    r"(?:开发区|高新区|经开区|产业园区?|工业园区?|新区|示范区|管理区|度假区|合作区|保税区|名胜区|园区|新城|实验区|试验区|投资区|商务区|经济区"
    r"|区(?=管委会|管理委员会|党工委))"
)
_GENERIC_ZONE = re.compile(
    r"(?:国家级?|省级|市级|本|我|全)?(?:经济|高新|技术|产业|工业|综合|农业|现代|科技|循环|旅游|生态|和)*"
    + _ZONES
)
# Chinese streets that are townships without the word for it: 万新街 for 万新街道.
_STREET = re.compile(r"([一-龥]{1,6}街)(?=办事处|党工委|(?:19|20)\d\d|年|关于|法治|依法|$)")
_ZONE = re.compile(
    rf"((?:(?!关于|法治|依法)[一-龥]){{0,12}}?{_ZONES})(?=管委会|管理委员会|党工委|工委|管理局|(?:19|20)\d\d|年|关于|法治|依法|政府"
    r"|[一-龥]{1,14}?(?:局|办公室|中心|大队)(?:关于|(?:19|20)\d\d|法治|依法|$)|[\s(（]|$)"
)
_NOT_NAMES = re.compile(
    r"[委省市县区].*|[城郊矿]区.*|.{0,60}(?:社区|城市|小区|辖区|园区|景区|市区|校区|军区|灾区|山区|库区|牧区|特区|开发区|高新区|经开区|示范区"
    r"|试验区|实验区|投资区|商务区|经济区|管理区|片区|新区|度假区|合作区|保税区|全[市县区]|我[市县区]|名胜区)"
)
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_ARMY = re.compile(r"第[一二三四五六七八九十]+师")
_BOLD = re.compile(
    r"(?:19|20)\d\d|[市县区]委|[市县区]?政府|年|法治政府|(?:国家级)?(?:经济|高新|经开|工业园|综合实验|台商投资|保税)[一-龥]{0,8}区"
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
    while (
        not _own_town(text, end, steps)
        and (step := _known(text, end, steps) or _unknown(text, end, steps)) is not None
    ):
        end += len(step.name)
        steps.append(step)
    chain = _ended(text, _regraded(steps), start, end)
    return _town_alone(text, start, chain) or chain


def _known(text: str, start: int, steps: list[Step]) -> Step | None:
    for form, full in names_at(text, start):
        divisions = gazetteer().full[form] if full else gazetteer().short[form]
        if steps:
            above = _all_codes(steps[-1])
            within = tuple(one for one in divisions if inside(one, above))
            beside = min(map(tier, divisions)) <= _depth(steps[-1])
            if not within and (not full or (beside and not _in_ili(form, steps[-1]))):
                continue
            divisions = within or divisions
        elif full and is_generic(form) and not _with_its_town(text, start + len(form), divisions):
            continue
        if full or _accepts_short(text, start + len(form), divisions, steps):
            best = min(map(tier, divisions))
            same = divisions if full else tuple(one for one in divisions if tier(one) == best)
            return Step(form, same[0].level, same)
    return None


def _with_its_town(text: str, start: int, divisions: tuple[Division, ...]) -> bool:
    return town_at(text, start, counties={one.code for one in divisions}) is not None


def _in_ili(name: str, above: Step) -> bool:
    # The one prefecture that has prefectures below it.
    return above.name.startswith("伊犁") and name in ("塔城地区", "阿勒泰地区")


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
    if steps and hit[1].endswith("市") and steps[-1].name[:2] in _MUNICIPALITIES:
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
    if zone and (steps or not _GENERIC_ZONE.fullmatch(zone[1])):
        short = steps and steps[-1].name not in gazetteer().full
        name = (steps[-1].name if short else "") + zone[1]
        return Chain(tuple(steps), None, name, start, zone.end(1))
    listed = _own_town(text, end, steps)
    if listed:
        return Chain(tuple(steps), listed, None, start, end + len(listed))
    town = _TOWN.match(text, end)
    if town and not re.match(r"[省市区县州]", town[1]) and (len(town[1]) > 2 or steps):
        return Chain(tuple(steps), town[1], None, start, town.end(1))
    street = _STREET.match(text, end)
    if street and steps and with_town(street[1] + "道"):
        return Chain(tuple(steps), street[1] + "道", None, start, street.end(1))
    office = _TOWN_OFFICE.match(text, end)
    if office and (steps or with_town(office[1] + "街道")):
        return Chain(tuple(steps), office[1] + "街道", None, start, office.end(1))
    return Chain(tuple(steps), None, None, start, end)


def _own_town(text: str, start: int, steps: list[Step]) -> str | None:
    """Return the township at a place, if the last division named before it has one so called."""
    codes = {today(one).code for one in steps[-1].divisions} if steps else set()
    town = town_at(text, start, counties=codes) if codes else None
    return town if town and _AT_TOWNS_END.match(text, start + len(town)) else None


def _town_alone(text: str, start: int, chain: Chain) -> Chain | None:
    # 河南乡 and 古县渡镇 only open like a province or a county.
    town = town_at(text, start)
    if town is None or not _AT_TOWNS_END.match(text, start + len(town)):
        return None
    first = chain.steps[0] if chain.steps else None
    if first and first.name in gazetteer().full and (not chain.town or with_town(chain.town)):
        return None
    return Chain((), town, None, start, start + len(town))


def _corps(text: str, start: int, end: int) -> Chain:
    hit = _ARMY.match(text, end)
    if hit is None:
        return Chain((), None, None, start, end, corps=True)
    city = _known(text, hit.end(), [])
    steps = (city,) if city else ()
    army = None if city else CORPS + hit[0]
    return Chain(steps, None, army, start, hit.end() + (len(city.name) if city else 0), corps=True)


def _all_codes(step: Step) -> set[str]:
    return {one.code for one in step.divisions} | {today(one).code for one in step.divisions}


def _depth(step: Step) -> int:
    return {"province": 0, "prefecture": 1, "county": 2}[step.level]
