"""The place that a chain of division names settles on, and the doubts that remain."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from toolkit.corpus.chains import Chain, Step
from toolkit.corpus.regions import (
    CORPS,
    NATION,
    NATION_CODE,
    Division,
    by_code,
    choose,
    in_year,
    inside,
    lineage,
    today,
    with_town,
)

_FIELD = {"province": "province", "prefecture": "city", "county": "county"}


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
            if _outlived(last, chain, year):
                # 万盛经开区 has the name of a district that is no more, and does not lie in it.
                place = _named(place, lineage(last) | {"county": None})
                continue
            codes = [*_codes(last), *codes]
            place = _named(place, lineage(last))
        else:
            place = _named(place, {_FIELD[step.level]: step.name})
            doubts.append(_doubt(step, found))
    if chain.corps:
        place = place._replace(province="新疆维吾尔自治区")
    place = place._replace(codes=tuple(codes))
    if chain.town and not chain.steps:
        return _with_rest(place, chain, _holder(chain.town, hints), doubts)
    return _with_rest(place, chain, last, doubts)


def place_of(division: Division, year: int | None = None) -> Place:
    """Return the place that one division is."""
    level = division.level
    chain = Chain((Step(division.name, level, (division,)),), None, None, 0, 0)
    return settle(chain, year=year, hints=_codes(division))


def _outlived(division: Division, chain: Chain, year: int | None) -> bool:
    by_zone = chain.zone is not None and not chain.zone.startswith(division.name)
    return by_zone and division.level == "county" and not division.valid(year)


def _named(place: Place, names: dict[str, str | None]) -> Place:
    return place._replace(
        province=names.get("province") or place.province,
        city=names.get("city") or place.city,
        county=names.get("county") or place.county,
    )


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


def _holder(town: str, hints: Collection[str]) -> Division | None:
    """Return the county of a township named alone: the only one, or the one that hints choose."""
    found = with_town(town)
    if not found:
        near = [one for code in hints if (one := _county(code))]
        return near[0] if len(near) == 1 else None
    if len(found) > 1:
        found = tuple(one for one in found if set(_codes(one)[:2]) & set(hints)) or found
        found = tuple(one for one in found if one.code in hints) or found
    return found[0] if len(found) == 1 else None


def _county(code: str) -> Division | None:
    division = by_code(code)
    return division if division.level == "county" else None


def _town_doubt(town: str) -> str:
    counties = ", ".join(sorted(_parent_names(one) + one.name for one in with_town(town)))
    return f"region unresolved: {town}" + (f" ({counties})" if counties else "")


def _with_rest(place: Place, chain: Chain, last: Division | None, doubts: list[str]) -> Place:
    if chain.town and not chain.steps:
        if last is not None:
            place = _named(place, lineage(last))._replace(codes=_codes(last))
        else:
            doubts.append(_town_doubt(chain.town))
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
        return "prefecture" if chain.steps or chain.zone else "province"
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
