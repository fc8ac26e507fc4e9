"""The years that a title reports on, and the dates in its meta lines."""

from __future__ import annotations

import datetime
import re
import unicodedata

_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(
    r"[二一][〇○零ОO0一二三四五六七八九]{2}[〇○零ОO0一二三四五六七八九](?=年)"
)
_CHINESE_DAY = re.compile(r"(?<=[年月])([一二三四五六七八九十]{1,3})(?=[月日])")
_PERIOD = {
    "十五": 2001,
    "十一五": 2006,
    "十二五": 2011,
    "十三五": 2016,
    "十四五": 2021,
    "十五五": 2026,
}
_PERIODS = re.compile(
    r"[“\"「]?(?<![二三])(十[一二三四五]五|十五)[”\"」]?+(?!规划|计划|[年日号届次条项个大中])"
)
_YEAR = re.compile(r"(?<!\d)(199\d|20[0-3]\d)(?!\d)")
_RANGE = re.compile(
    r"(?<!\d)(199\d|20[0-3]\d)年?(?:\d{1,2}月)?度?\s?(?:[-—–―－~～至到、和]|——)\s?(199\d|20[0-3]\d)(?!\d)(?=\)?年|度|\D{0,3}$)?"
)
# A plan's or outline's own years, and a document number's, are not the report's.
_PROGRAMME = re.compile(
    r"《[^》]{0,80}(?:纲要|规划|方案|意见|条例|办法|决定|细则|清单)[^》]{0,80}》"
    r"|(?:纲要|规划|方案)\(\d{4}.{1,4}\d{4}年?\)|[〔\[(【]\d{4}[〕\])】]\s*(?:第\s*)?\d+号"
    r"|发\d{4}年?第?\d+号"
)
# A plan handed down is itself a document of its years, unless the title accounts for it.
_PLAN_SPAN = re.compile(
    r"^(?!.*(?:学习|贯彻|落实|宣传|解读)).*(?:方案|规划|纲要)"
    r"\((\d{4})年?[-—–―~至]+(\d{4})年?\)》?(?:的通知)?$"
)
# A day, or a month of publication, says when the report was issued.
_ISSUED = re.compile(
    r"(?<!\d)(?:199|20[0-3])\d(?:年\d{1,2}月(?:\d{1,2}日)?(?!\s?[-—–~至到])|[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"
)
_LIST = re.compile(r"(?<!\d)(?:(?:199|20[0-3])\d年?[、,]\s?)+(?:199|20[0-3])\d(?!\d)")
_AHEAD = re.compile(
    r"(?:及|和|与|暨|、)?[^\d]{0,6}?(?:工作)?(?:计划|打算|安排|要点|思路|谋划|部署|重点工作)"
)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")


def plain(text: str) -> str:
    """Fold full-width forms and Chinese year numerals; the length may change.

    Examples
    --------
    >>> plain("二〇二一年（２０２１）")
    '2021年(2021)'
    """
    text = unicodedata.normalize("NFKC", text)
    text = text.replace("O", "〇") if _CHINESE_YEAR.search(text) else text
    return _CHINESE_YEAR.sub(lambda hit: _figures(hit[0]), text)


def report_years(text: str) -> tuple[int, int] | None:
    """Read the first and last year that a title reports on.

    Parameters
    ----------
    text : str
        A title, a heading or a sentence.

    Returns
    -------
    tuple of int, or None
        None where it names no year.

    Examples
    --------
    >>> report_years("云岭县2021年法治政府建设工作总结及2022年工作计划")
    (2021, 2021)
    >>> report_years("关于“十三五”时期法治政府建设情况的报告")
    (2016, 2020)
    >>> report_years("学习贯彻《法治政府建设实施纲要（2021－2025年）》") is None
    True
    """
    text = plain(text)
    planned = _PLAN_SPAN.search(text)
    if planned and int(planned[1]) < int(planned[2]):
        return int(planned[1]), int(planned[2])
    text = _PROGRAMME.sub("", text)
    return _span(text) or _years_of(_ISSUED.sub("", text)) or _years_of(text)


def issued(text: str) -> str | None:
    """Return the date that a title prints, where it prints no other year; a month as its first day.

    Examples
    --------
    >>> issued("云岭县法治政府建设工作报告（2024年1月10日）"), issued("20230215云岭县工作报告")
    ('2024-01-10', '2023-02-15')
    >>> issued("云岭县2022年度工作报告（2023年2月）") is None
    True
    """
    text = _PROGRAMME.sub("", plain(text))
    hit = _ISSUED.search(text)
    if hit is None or _years_of(_ISSUED.sub("", text)):
        return None
    day = re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", hit[0])
    return read_date("-".join([*re.findall(r"\d+", day), "1"][:3]))


def read_date(text: str) -> str | None:
    """Read the first whole date of a line, as an ISO date.

    Examples
    --------
    >>> read_date("发布时间：2022-01-28 10:01"), read_date("二〇二〇年二月二十四日")
    ('2022-01-28', '2020-02-24')
    >>> read_date("2020年") is None
    True
    """
    text = _CHINESE_DAY.sub(lambda hit: str(_number(hit[1])), plain(text))
    for hit in _DATE.finditer(text):
        try:
            return datetime.date(int(hit[1]), int(hit[2]), int(hit[3])).isoformat()
        except ValueError:
            continue
    return None


def year_of_signature(date: str) -> int:
    """Guess the reported year from a signature: up to June it is the year before.

    Examples
    --------
    >>> year_of_signature("2020-02-24"), year_of_signature("2019-12-20")
    (2019, 2019)
    """
    year, month = int(date[:4]), int(date[5:7])
    return year - 1 if month <= 6 else year


def _years_of(text: str) -> tuple[int, int] | None:
    return _span(text) or _single(text) or _five_years(text)


def _span(text: str) -> tuple[int, int] | None:
    listed = _LIST.search(text)
    if listed and listed[0].count(",") + listed[0].count("、") > 1:
        years = sorted(int(hit[1]) for hit in _YEAR.finditer(listed[0]))
        return years[0], years[-1]
    for hit in _RANGE.finditer(text):
        first, last = int(hit[1]), int(hit[2])
        ahead = _AHEAD.match(text[hit.end() :].lstrip("年度"))
        if 0 < last - first <= 10 and not (last - first == 1 and ahead and "总结" not in ahead[0]):
            return first, last
    return None


def _single(text: str) -> tuple[int, int] | None:
    years = [(int(hit[1]), hit.end()) for hit in _YEAR.finditer(text)]
    for year, end in years:
        rest = text[end : end + 14].lstrip("年度")
        if len(years) > 1 and _AHEAD.match(rest) and "总结" not in rest:
            continue
        return year, year
    return (years[0][0], years[0][0]) if years else None


def _five_years(text: str) -> tuple[int, int] | None:
    hit = _PERIODS.search(text)
    return (_PERIOD[hit[1]], _PERIOD[hit[1]] + 4) if hit else None


def _figures(numerals: str) -> str:
    return numerals.replace("О", "0").replace("O", "0").translate(_NUMERALS)


def _number(numerals: str) -> int:
    tens, ten, ones = numerals.rpartition("十")
    values = {"": 0, **{figure: place for place, figure in enumerate("一二三四五六七八九", 1)}}
    return (values.get(tens, 1) or 1) * 10 + values[ones] if ten else values.get(ones, 0)
