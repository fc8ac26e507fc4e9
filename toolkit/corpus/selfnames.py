"""Which division a report's own text speaks for, and which namesake its text points to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from toolkit.corpus.chains import Chain
from toolkit.corpus.regions import Division, by_code, choose, gazetteer, lineage, mentions, tier

_OWN = re.compile(r"[我全本](省|自治区|市|县|区|州|旗|盟)")
_NEW_DISTRICT = re.compile(r"(?<![一-龥])新区(?!域)")
_OFTEN = 5
_SPEAKER = re.compile(
    r"代表(?:中共)?([^\s，。]{0,12}?)(?:委(?:员会)?[、和])?(国务院|[^\s，。]{0,12}?人民政府|[^\s，。]{0,10}政府"
    r"|[^\s，。]{2,10}管(?:理)?委(?:员)?会)"
)
_OFFICE = ("人民政府", "政府", "委员会", "行政", "人大", "法治政府", "司法局")
# Weights: a short form 1, a full name 2, one that opens an office or a document's title 6.
_FULL, _OFFICIAL, _LEAST = 2, 6, 6
# A name that stands this often needs no parent named beside it.
_CERTAIN = 12


def speaker(text: str) -> str | None:
    """Return whom a speech is given for: 我代表某区人民政府.

    Examples
    --------
    >>> speaker("各位代表：现在，我代表云岭县人民政府向大会报告工作")
    '云岭县人民政府'
    """
    hit = _SPEAKER.search(text[:400])
    return hit[2] if hit else None


def own_division(text: str, year: int | None) -> Division | None:
    """Find the division that a text speaks for, by how it calls itself and which names it repeats.

    Examples
    --------
    >>> text = "我市印发《溧阳市权力清单》。溧阳市人民政府公开清单，我市在常州市考核中居前。"
    >>> own_division(text, 2015).name
    '溧阳市'
    >>> own_division("我市认真开展工作。", 2015) is None
    True
    """
    own = Counter(_OWN.findall(text))
    # A district's report says 全市 of its city too: any word used twice may be its own.
    kinds = tuple(kind for kind, count in own.items() if count >= 2)
    if len(_NEW_DISTRICT.findall(text)) >= _OFTEN:
        kinds = ("新区",)
    weights = _weights(text)
    ranked = [
        (name, weight)
        for name, weight in weights.most_common()
        if kinds and name.endswith(kinds) and weight >= _LEAST
    ]
    if not ranked or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
        return None
    found = _only(ranked[0][0], weights, year)
    return found if found and (ranked[0][1] >= _CERTAIN or _at_home(found, text)) else None


def namesake(chain: Chain, text: str, *, year: int | None) -> tuple[str, ...]:
    """Return the code of the namesake whose parents a text names most, as a hint.

    Examples
    --------
    >>> from toolkit.corpus.chains import read_chain
    >>> chain = read_chain("南山区2020年政府工作报告", 0)
    >>> namesake(chain, "深圳特区成立以来，深圳发展快。", year=2020)
    ('440305',)
    """
    if not chain.steps:
        return ()
    found = choose(chain.steps[-1].divisions, year=year)
    if len(found) < 2:
        return ()
    return _by_parents(found, text)


def _by_parents(found: Iterable[Division], text: str) -> tuple[str, ...]:
    scores = sorted(((_score(one, text), one.code) for one in found), reverse=True)
    (best, code), (second, _) = scores[:2]
    return (code,) if best >= 2 and best >= 2 * second else ()


def _score(division: Division, text: str) -> int:
    names = lineage(division)
    city, province = names["city"], names["province"]
    count = 2 * text.count(_stem(city)) if city else 0
    return count + (text.count(_stem(province)) if province else 0)


def _stem(name: str) -> str:
    stem = re.sub(r"(?:市|省|自治区|地区|盟|自治州|特别行政区)$", "", name)
    return re.sub(r"(?<=.{2})(?:壮族|回族|维吾尔)$", "", stem)


def _weights(text: str) -> Counter[str]:
    weights: Counter[str] = Counter()
    for mention in mentions(text, shorts=True):
        if mention.name not in gazetteer().full:
            top = min(map(tier, mention.divisions))
            for name in {one.name for one in mention.divisions if tier(one) == top}:
                weights[name] += 1
            continue
        after = text[mention.end : mention.end + 4]
        titled = text.rfind("《", max(0, mention.start - 40), mention.start)
        inside = titled >= 0 and "》" not in text[titled : mention.start]
        weight = _OFFICIAL if inside or after.startswith(_OFFICE) else _FULL
        for name in {one.name for one in mention.divisions}:
            weights[name] += weight
    return weights


def _at_home(division: Division, text: str) -> bool:
    # A name that is only letters of other words stands without its parents.
    names = lineage(division)
    parents = [names["city"], names["province"]] if tier(division) == 2 else [names["province"]]
    return tier(division) == 0 or any(name and _stem(name) in text for name in parents)


def _only(name: str, weights: Counter[str], year: int | None) -> Division | None:
    found = choose(gazetteer().full[name], year=year)
    if len(found) == 1:
        return found[0]
    near = [one for one in found if any(weights[parent] for parent in _parents(one))]
    return near[0] if len(near) == 1 else None


def _parents(division: Division) -> list[str]:
    codes = [code for code in (division.prefecture, division.province) if code]
    return [by_code(code).name for code in codes[: 1 if tier(division) == 2 and codes else None]]
