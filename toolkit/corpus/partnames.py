"""Which part of a report a heading announces: work, problems, plans, other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_PART_NUMBER = (
    r"^\W*(?:第[一二三四五六七八九十\d]{1,3}(?:部分|[章节篇])\W{0,2}|"
    r"[一二三四五六七八九十\d]{1,3}\W{1,2})?"
)
_LACK = "(?:问题|不足|困难|差距|短板|薄弱环节|挑战|弱项|薄弱点|难点|堵点|瓶颈)"
# What may follow when a heading names problems as its subject, and not as something to act on.
_SUBJECT_END = (
    r"(?=$|[ 。：:；;，,、（(和与及暨】］」]|以及|分析|原因|表现|之处|下一?步|整改|改进|"
    r"对策|的?建议|方面|的?主要|还|仍|有待)"
)
_PROBLEM_HEADING = re.compile(
    rf"(?:存在|面临|遇到|主要|突出的?(?={_LACK})|当前|目前|工作中|不足|差距|困难|有待).{{0,12}}{_LACK}{_SUBJECT_END}"
    rf"|{_LACK}(?:之处|方面)?(?:和|与|及|、|以及)(?:主要)?"
    rf"(?:{_LACK}|原因|建议|打算|下|整改|改进|对策|今后|明年|来年|未来|展望|20\d{{2}}年)"
    rf"|发现的?(?:主要|突出)?{_LACK}\W*$"
    rf"|{_PART_NUMBER}(?:主要|突出)?(?:的|工作(?:中)?的?)?{_LACK}"
    rf"(?:[和与及、]?{_LACK}){{0,3}}(?:之处|分析|表现|方面)?\W*$"
)
# A heading that tells of results and then of problems begins with the account of work.
_MERIT_FIRST = re.compile(
    rf"(?:成绩|成效|进展|亮点|做法|(?:工作|进展|开展|基本|总体|主要)情况).{{0,10}}?{_LACK}"
)
# Naming problems in order to say that they were dealt with.
_REMEDY_HEADING = re.compile(
    rf"(?:解决|整治|聚焦|破解|化解|查找|排查|治理|纠正|克服|补齐|补强|攻克|针对|应对|突破|直面|防范|缓解).{{0,16}}"
    rf"{_LACK}|整改.{{0,10}}{_LACK}|问题导向"
)
_PLAN_HEADING = re.compile(
    r"下一?步|下一?年|下一?阶段|明年|来年|今后|(?<!过去)未来|打算|努力方向|展望|设想|工作思路|"
    r"工作(?:的)?(?:安排|计划|要点|规划|部署|目标|建议)|(?:整改|改进)(?:措施|方向|意见|计划|思路|举措)|对策|意见建议|(?:意见|工作)和?建议|"
    r"目标(?:任务|和任务|与任务)|(?:工作|有关|几点|下步)要求\W*$|(?:主要|总体|发展|奋斗|预期)目标|重点任务|努力实现|远景目标|(?:总体|主要|基本|发展|工作|建设)思路|"
    r"^\W*(?:[一二三四五六七八九十\d]{1,3}\W{1,2})?(?:意见|建议)$"
)
_YEAR_PLAN = re.compile(
    r"(20\d{2})年(?:度)?.{0,16}(?:重点|任务|目标|举措|要求|主要工作|安排|思路|措施|各项工作|工作(?=$|[。，,：:；]))"
    # A plan of its own kind, such as one of legislation or of training, is among the year's work.
    r"|(20\d{2})年(?:度)?(?:的|主要|总体|初步|工作|法治(?:政府|建设|工作)*|依法行政)*(?:计划|打算|展望|考虑|要点)"
    r"(?=$|[。，,：:；;、（( ])"
)
# Words of intention that outweigh a year already over: titles name the year of print at times.
_INTENDED = re.compile(r"下一?步|打算|安排|计划|思路|部署|展望|明年|今后|设想|建议")
# Inside the account of work, a heading about the future may tell what was done for it.
_STRONG_PLAN = re.compile(
    r"下一?步|下一?年|下一?阶段|明年|来年|今后|打算|努力方向|建议|对策|20\d{2}年|工作(?:的)?(?:安排|计划|思路|要点)"
)
_WORK_HEADING = re.compile(
    r"情况|成效|回顾|做法|举措|成绩|进展|亮点|总结|开展|履行|履职|落实|推进|主要工作|工作措施|主要措施|成果|现状"
)
_ATTACHED_HEADING = re.compile(
    r"^附\s?[件录表]|(?:名词|术语|用语)(?:、术语)?(?:解释|注释|说明)[:：]?$|^附[:：]"
    r"|^(?:注释|附注|脚注|尾注)[:：]?$"
)
_OPENING_HEADING = re.compile(r"^(?:前言|引言|导言|序言|导语|概述|综述)$")
_CLOSING_HEADING = re.compile(r"^(?:结束语|结语|后记)$")
_EXHORT_HEADING = re.compile(
    r"认清形势|认识(?:到)?.{0,12}(?:意义|重要性|紧迫)|提高(?:思想|政治)?(?:认识|站位)|统一思想|深刻(?:认识|领会|把握|理解)|"
    r"重要意义|重大意义|责任感|紧迫感"
)


@lru_cache(maxsize=4096)
def heading_section(heading: str, year: int | None = None) -> str | None:
    """Tell which section a heading announces, or None; "both" for problems and then plans.

    Examples
    --------
    >>> headings = ("存在的问题", "下一步打算", "存在问题及下一步打算", "着力解决突出问题")
    >>> [heading_section(heading) for heading in headings]
    ['problems', 'plans', 'both', None]
    >>> heading_section("2020年重点任务", year=2019)
    'plans'
    """
    if _ATTACHED_HEADING.search(heading) or _CLOSING_HEADING.match(heading):
        return "other"
    if _OPENING_HEADING.match(heading):
        return "intro"
    problem = _PROBLEM_HEADING.search(heading) and not _REMEDY_HEADING.search(heading)
    plan = _announces_plan(heading, year)
    if problem and (plan or not _MERIT_FIRST.search(heading)):
        return "both" if plan else "problems"
    if plan:
        return "plans"
    return "work" if problem or _WORK_HEADING.search(heading) else None


def _announces_plan(heading: str, year: int | None) -> bool:
    if re.search(r"回顾|总结|完成情况|落实情况|执行情况", heading):
        return bool(
            re.search(
                r"下一?步|打算|(?:和|及|与|暨)[^和及与暨]{0,14}(?:安排|计划|思路|目标)", heading
            )
        )
    named = _YEAR_PLAN.search(heading)
    if named and year is not None:
        ahead = int(named[1] or named[2]) > year
        return ahead or bool(_INTENDED.search(heading))
    return bool(_PLAN_HEADING.search(heading))


def path_section(
    headings: Sequence[str], year: int | None = None, *, speech: bool = False
) -> str | None:
    """Tell the section that the headings above announce; problems and plans hold below them.

    In a speech, headings that call for insight announce exhortation.
    """
    current: str | None = None
    for heading in headings:
        told = heading_section(heading, year)
        if speech and told in {None, "work"} and _EXHORT_HEADING.search(heading):
            told = "other"
        if told == "plans" and current == "work" and not _STRONG_PLAN.search(heading):
            continue
        if told in {"intro", "problems", "plans", "both", "other"} or (
            told == "work" and current is None
        ):
            current = told
    return current
