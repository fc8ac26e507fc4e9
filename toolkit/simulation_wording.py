"""The wording of simulated reports: invented counties, and example paragraphs told anew."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from toolkit.errors import ToolkitError

# No pair of these makes the name of a division that exists; a test holds them against the list.
_FIRST = ("砚", "岚", "柘", "霁", "檀", "翎", "槿", "汐", "苇", "菱", "椿", "鹭")
_SECOND = ("屏", "汀", "渡", "陂", "浦", "桑")
_NUMBERING = re.compile(
    r"^(?:[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[一二三四五六七八九十]是(?!.*二是)"
    r"|\d+[.、．]|——)"
)
_OPENING = re.compile(r"^[^。,，;；:：“”0-9]{4,26}。(?=.)")
_OWN = re.compile(r"(?<=[我全本])[省市县区州旗镇乡局厅](?![级直长局场域性观]|委(?!托))")
_GOVERNMENT = re.compile(
    r"(?<![各省市县区小社片园地辖城超林山景特新自])[市县区州旗]"
    r"(?=委(?![托员])|政府|直各|长(?!期)|司法局|人大|政协|法院|法制办)"
)
_YEAR = re.compile(r"(?<!\d)20[0-3]\d(?=年)")
_TITLE = re.compile(r"《[^》]*》|“[^”]*”|〔[^〕]*〕[^号]*号")
_PERCENT = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?=%)")
_COUNT = re.compile(
    r"(?<![\dA-Za-z第.×+/-])(\d+(?:\.\d+)?)(?=[余多万亿]*[^\d.%年月日号小时个工×+A-Za-z/-]"
    r"|[余多万亿]*个(?!工作日|月|小时))"
)
_PLACES = ("河东", "松岗", "临河", "松岭头", "临海", "云泽", "沔")
_NEW_PLACES = ("柳湾", "石塘", "青岗", "白沙坡", "梅岭", "东渠", "南圩")
_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")


@dataclass(frozen=True)
class Passage:
    """One example paragraph as it stands in a simulated report.

    ``text`` is the paragraph without its inline heading; ``heading`` is that heading, or empty.
    ``example`` is the id in ``labels/sample.csv``.
    """

    example: str
    section: str
    cat2015: str
    cat2021: str
    heading: str
    text: str


def county_names(n: int) -> list[str]:
    """Return names of invented counties and districts; a longer list begins with the shorter.

    Examples
    --------
    >>> county_names(3)
    ['砚屏县', '岚汀县', '柘渡县']

    Raises
    ------
    ToolkitError
        More names are asked for than there are.
    """
    most = len(_FIRST) * len(_SECOND)
    if not 1 <= n <= most:
        remedy = "ask for fewer regions, or simulate twice with two seeds"
        raise ToolkitError(f"1 to {most} regions", str(n), "simulate_reports, n_regions", remedy)
    return [_county(number) for number in range(n)]


def vary(example: dict[str, str], *, region: str, year: int, seed: str) -> Passage:
    """Tell an example paragraph anew for a region and year; order and wording stay.

    Counts are scaled by one factor, percentages by another, years moved so that the latest is the
    report's (for plans, the next); the tier in 我市, 市政府 becomes the region's.

    Examples
    --------
    >>> example = {"id": "P1", "section": "work", "cat2015": "A4", "cat2021": "B4",
    ...            "text": "(二)加强执法培训。2017年,我市办班12期,培训340人次。"}
    >>> passage = vary(example, region="砚屏县", year=2020, seed="1")
    >>> passage.heading
    '加强执法培训'
    >>> passage.text.startswith("2020年,我县办班")
    True
    """
    rng = random.Random(seed)
    target = year + 1 if example["section"] == "plans" else year
    text = _NUMBERING.sub("", example["text"])
    text = _of_tier(_outside_titles(text, target, rng), region[-1], target)
    for old, new in zip(_PLACES, rng.sample(_NEW_PLACES, len(_NEW_PLACES)), strict=True):
        text = text.replace(old, new)
    opening = _OPENING.match(text)
    heading = opening[0][:-1] if opening else ""
    body = text[opening.end() :] if opening else text
    codes = (example["section"], example["cat2015"], example["cat2021"])
    return Passage(example["id"], *codes, heading, body)


def full_width(text: str) -> str:
    """Return text with full-width punctuation.

    Examples
    --------
    >>> full_width("全县(含乡镇),共12件;")
    '全县（含乡镇），共12件；'
    """
    return text.translate(_FULL_WIDTH)


def _county(number: int) -> str:
    first = _FIRST[number % len(_FIRST)]
    second = _SECOND[(number + number // len(_FIRST)) % len(_SECOND)]
    return first + second + ("区" if number % 4 == 3 else "县")


def _of_tier(text: str, tier: str, year: int) -> str:
    text = _GOVERNMENT.sub(tier, _OWN.sub(tier, text))
    if year >= 2019 and "司法局" not in text:
        # The legal affairs offices were merged into the justice bureaux in 2018 and 2019.
        text = re.sub(r"政府法制(?:办公室|办)|法制(?:办公室|办)", "司法局", text)
    return text


def _outside_titles(text: str, year: int, rng: random.Random) -> str:
    """Change years and numbers, but not in titles of laws, quotations and document numbers."""
    shift = year - max((int(found) for found in _YEAR.findall(_TITLE.sub("", text))), default=year)
    most = max((float(found) for found in _PERCENT.findall(text)), default=50.0)
    part = rng.uniform(0.9, 1.08) if most < 92 else rng.uniform(0.97, 1.0)
    part = 1.0 if most >= 100 else part
    factor = rng.uniform(0.6, 1.6)
    pieces, done = [], 0
    for title in _TITLE.finditer(text):
        pieces += [_renumber(text[done : title.start()], shift, factor, part), title[0]]
        done = title.end()
    return "".join([*pieces, _renumber(text[done:], shift, factor, part)])


def _renumber(text: str, shift: int, factor: float, part: float) -> str:
    text = _YEAR.sub(lambda found: str(int(found[0]) + shift), text)
    text = _PERCENT.sub(lambda found: _scaled(found[0], part), text)
    return _COUNT.sub(lambda found: _scaled(found[0], factor), text)


def _scaled(number: str, factor: float) -> str:
    digits = len(number.partition(".")[2])
    if not digits and (int(number) < 4 or (len(number) == 5 and number.startswith("123"))):
        # Small counts agree with lists in the text; 12345 and its like are telephone numbers.
        return number
    return f"{max(float(number) * factor, 0.1 if digits else 1):.{digits}f}"
