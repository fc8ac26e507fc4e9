"""Which part of a report a paragraph belongs to: intro, work, problems, plans, other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_CN_PLAN_YEAR = r"(?:20\d{2}|[二2][〇零0][一二]?[〇零一二三四五六七八九])年"
_PROBLEM_HEADING = re.compile(
    r"(?:存在|面临|主要|突出|当前|目前|工作中|不足|差距|困难|有待).{0,12}(?:问题|不足|困难|差距|短板|薄弱环节|挑战|弱项)"
    r"|(?:问题|不足|困难|短板|差距)(?:和|与|及|、|以及)(?:主要)?(?:问题|不足|困难|原因|短板|差距|薄弱环节|挑战|建议|打算|下)"
    r"|^(?:主要)?(?:问题|不足|不足之处|困难|差距|短板|薄弱环节)(?:分析|表现)?$"
)
# Naming problems in order to say that they were dealt with.
_REMEDY_HEADING = re.compile(
    r"(?:解决|整治|聚焦|破解|化解|查找|整改|排查|治理|纠正|克服|补齐|补强|攻克|针对|应对).{0,16}"
    r"(?:问题|不足|困难|差距|短板|薄弱环节|挑战|弱项)"
)
_PLAN_HEADING = re.compile(
    r"下一?步|下一?年|下一?阶段|明年|来年|今后|(?<!过去)未来|打算|努力方向|展望|设想|工作思路|"
    r"工作(?:的)?(?:安排|计划|要点|规划|部署|目标|建议)|改进(?:措施|方向|意见|计划)|对策|(?:意见|工作)和?建议|"
    r"目标(?:任务|和任务|与任务)|主要目标|重点任务|努力实现|远景目标"
)
_YEAR_PLAN = re.compile(
    r"(20\d{2})年(?:度)?.{0,16}(?:重点|任务|目标|举措|要求|主要工作|安排|思路|措施|工作$)"
)
_WORK_HEADING = re.compile(
    r"情况|成效|回顾|做法|举措|成绩|进展|亮点|总结|开展|履行|履职|落实|推进|主要工作|工作措施|主要措施|成果|现状"
)
_EXHORT_HEADING = re.compile(
    r"认清形势|认识(?:到)?.{0,12}(?:意义|重要性|紧迫)|提高(?:思想|政治)?(?:认识|站位)|统一思想|深刻(?:认识|领会|把握|理解)|"
    r"重要意义|重大意义|责任感|紧迫感|名词解释|^附[件录表]"
)
_PLAN_DOCUMENT = re.compile(r"工作(?:计划|要点|方案|安排|打算)|实施(?:方案|意见|规划)|规划")
_LOOKING_BACK = re.compile(r"总结|情况|报告|汇报|回顾")

_PROBLEM_LEAD = re.compile(
    r"(?:清醒|深刻|充分|明显)(?:地)?(?:认识|看)到|"
    r"(?:仍然?|还|依然|也|尚|但|客观上|依旧)[^。；]{0,24}(?:存在|面临|有)[^。；]{0,40}(?:问题|不足|差距|短板|薄弱|困难|挑战|弱项|欠缺)|"
    r"(?:虽然|尽管)[^。]{0,80}(?:但|然而|可)[^。]{0,60}(?:问题|不足|差距|短板|薄弱|不够|困难|要求相比|不高|不平衡)|"
    r"与[^。]{4,80}(?:要求|期望|期待|期盼|目标)(?:相比|还有|仍有|尚有)[^。]{0,40}(?:差距|不足|距离)?|"
    r"^(?:当前)?(?:存在的?)?(?:主要)?(?:问题|不足|困难)(?:和不足|与不足)?(?:主要)?(?:是|有|表现|如下|体现)|"
    r"(?:存在|面临)(?:着|的)?(?:以下|如下|一些|不少|诸多|一定的?|几个(?:方面的?)?|几方面的?)[^。；]{0,12}(?:问题|不足|差距|短板|困难)"
)
_TOLD_REMEDY = re.compile(
    r"(?:解决|整改|发现|查找|针对|纠正|化解|克服|破解|反映)(?:了)?[^。]{0,20}(?:问题|不足|短板|困难)"
)
_PLAN_LEAD = re.compile(
    rf"^(?:为此|因此|对此|针对(?:以上|上述|存在|这些)[^。]{{0,20}}，?)?[,，]?(?:下一?步|下一?阶段|下一?年|明年|来年|今后|接下来|新的一年|未来|{_CN_PLAN_YEAR}[^。]{{0,60}}(?:将|要(?!求)))"
    r"|^(?:我们?|我[市县区省局镇乡街道]{1,2}|[全区市县]{1,2}政?府?)?(?:将|拟)(?:继续|进一步|重点|着力|坚持|深入|以|按照|围绕|认真|严格|不断|持续|切实)"
    r"|^(?:针对|对照)(?:以上|上述|存在的?|这些)[^。]{0,16}(?:问题|不足|差距|短板)[^。]{0,30}(?:将|要(?!求)|重点|着力)"
)
_PREAMBLE = re.compile(
    r"现将[^。]{0,50}(?:报告|汇报|总结|公布|通报|公开|介绍)|在[^。]{2,60}(?:领导|指导|关怀|支持|帮助)下|以[^。]{2,40}为(?:指导|指引|统领)|"
    r"(?:贯彻|落实|学习|围绕|按照|根据|坚持)[^。]{0,40}(?:精神|要求|思想|部署|纲要|目标)|取得(?:了)?[^。]{0,16}(?:成效|成绩|进展|成果)|"
    r"受[^。]{2,20}委托|我代表|请予审议|具有重[要大]意义|为[^。]{4,60}(?:奠定|提供|营造)"
)
_COUNTED = re.compile(
    r"\d+(?:\.\d+)?(?:余|多)?(?:件|个|人次|项|次|名|份|家|场|期|篇|条|起|宗|%|亿元|万元|户)"
)
_CLOSING = re.compile(
    r"让我们[^。]{0,120}(?:奋斗|努力|前进|贡献|篇章)|为[^。]{4,80}(?:而(?:不懈|努力|共同)?奋斗|(?:作出|做出|贡献)[^。]{0,16}(?:贡献|力量))[！!。]?$"
)
_SALUTE = re.compile(r"^(?:同志们|各位代表|各位领导|各位委员)[，,！!：:]")
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
_LEAD_IN = re.compile(r"[：:]\s*$")
_DIRECTIVE = re.compile(
    r"(?<![需主重必紧提摘纪只首次简扼概机])要(?![求素点闻件义害塞领务目么是])|必须|务必|应当(?!履)"
)
_ITEM_DIRECTIVE = re.compile(r"^[一二三四五六七八九十]{1,2}要")
_DONE = re.compile(r"了|已|完成|先后|印发|出台|召开|共")


@dataclass(frozen=True)
class Piece:
    """A stretch of one body line that lies in one section; offsets within the line."""

    start: int
    end: int
    section: str


@dataclass(frozen=True)
class Setting:
    """What surrounds a body line.

    Parameters
    ----------
    headings : tuple of str
        Headings above, outermost first.
    year : int or None
        The year that the report covers, where its headings or title tell.
    before_headings : bool
        No heading has come yet, though some will.
    opens_part : bool
        It stands between an outer heading and the headings or items below that one.
    kind : str
        report, plan, news or articles (a news item with numbered measures).
    first, last : bool
        It is the first or the last body line.
    itemised : bool
        The line opens with a number.
    """

    headings: tuple[str, ...]
    year: int | None
    before_headings: bool
    opens_part: bool
    kind: str
    first: bool
    last: bool
    itemised: bool


def heading_section(heading: str, year: int | None = None) -> str | None:
    """Tell which section a heading announces, or None; "both" for problems and then plans.

    Examples
    --------
    >>> [heading_section(h) for h in ("存在的问题", "下一步打算", "存在问题及下一步打算", "着力解决突出问题")]
    ['problems', 'plans', 'both', None]
    >>> heading_section("2020年重点任务", year=2019)
    'plans'
    """
    problem = _PROBLEM_HEADING.search(heading) and not _REMEDY_HEADING.search(heading)
    plan = _announces_plan(heading, year)
    if problem and plan:
        return "both"
    if problem:
        return "problems"
    if plan:
        return "plans"
    if _EXHORT_HEADING.search(heading):
        return "other"
    return "work" if _WORK_HEADING.search(heading) else None


def _announces_plan(heading: str, year: int | None) -> bool:
    if re.search(r"回顾|总结|完成情况|落实情况|执行情况", heading):
        return bool(
            re.search(
                r"下一?步|打算|(?:和|及|与|暨)[^和及与暨]{0,14}(?:安排|计划|思路|目标)", heading
            )
        )
    named = _YEAR_PLAN.search(heading)
    if named and year is not None and int(named[1]) > year:
        return True
    return bool(_PLAN_HEADING.search(heading))


def path_section(headings: Sequence[str], year: int | None = None) -> str | None:
    """Tell the section that the headings above announce; problems and plans hold below them."""
    current: str | None = None
    for heading in headings:
        told = heading_section(heading, year)
        if told in {"problems", "plans", "both", "other"} or (told == "work" and current is None):
            current = told
    return current


def sentences(line: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of a line's sentences."""
    for match in _SENTENCE.finditer(line):
        yield match.span()


class SectionReader:
    """Reads the body lines of one document in order; what one line announces holds for the next."""

    def __init__(self) -> None:
        self._path: tuple[str, ...] = ()
        self._announced: str | None = None
        self._open_list = False

    def read(self, line: str, setting: Setting, *, begin: int = 0) -> list[Piece]:
        """Cut a body line where its section changes, at a sentence end.

        Parameters
        ----------
        line : str
            The cleaned line.
        setting : Setting
            What surrounds it.
        begin : int
            Where its text begins, after an inline heading.
        """
        if setting.headings[:1] != self._path[:1] or len(setting.headings) < len(self._path):
            self._announced, self._open_list = None, False
        self._path = setting.headings
        base = self._base(line if setting.itemised else line[begin:], setting)
        if base in {"intro", "other"} and not _PROBLEM_LEAD.search(line):
            return [Piece(begin, len(line), base)]
        runs = self._runs(line, setting, begin, base)
        return _merge(runs)

    def _base(self, text: str, setting: Setting) -> str:
        told = path_section(setting.headings, setting.year)
        if setting.last and (_CLOSING.search(text) and (_SALUTE.match(text) or told == "other")):
            return "other"
        if setting.last and _SALUTE.match(text):
            return "other"
        if setting.kind == "news":
            return "other"
        if told in {"problems", "other"}:
            return told
        if self._announced and (
            told in {"both", None} or setting.itemised or self._announced == "plans"
        ):
            return self._announced
        if setting.before_headings and told is None and not _PROBLEM_LEAD.search(text):
            return "intro" if setting.first or _is_preamble(text) else "work"
        if told in {None, "work"} and _is_directive(text):
            return "plans"
        if setting.opens_part and _is_preamble(text):
            return "intro"
        if told == "both":
            return "problems"
        if told is None:
            return "plans" if setting.kind == "plan" else "work"
        return told

    def _runs(
        self, line: str, setting: Setting, begin: int, base: str
    ) -> list[tuple[int, int, str]]:
        told = path_section(setting.headings, setting.year)
        current, runs = base, []
        for start, end in sentences(line):
            if end <= begin:
                continue
            start = max(start, begin)
            sentence = line[start:end].lstrip()
            current = _turn(sentence, current, told)
            runs.append((start, end, current))
        self._remember(line, runs, base, told)
        return runs

    def _remember(
        self, line: str, runs: list[tuple[int, int, str]], base: str, told: str | None
    ) -> None:
        """Keep what the line's end announces: a list to come, or plans until the next heading."""
        if not runs:
            return
        ending = runs[-1][2]
        leads = bool(_LEAD_IN.search(line)) or "：" in line[runs[-1][0] :][-1:]
        if ending == "problems" and (leads or told == "both" or base == "problems"):
            self._announced = "problems"
        elif ending == "plans" and (told != "work" or leads):
            self._announced = "plans"
        elif self._announced == "problems" and told not in {"both"}:
            self._announced = None


def _turn(sentence: str, current: str, told: str | None) -> str:
    """The section that a sentence is in, given the one before it."""
    if _PLAN_LEAD.search(sentence) and current != "plans" and told != "plans":
        return "plans"
    if current in {"work", "intro"} and _is_problem_lead(sentence):
        return "problems"
    if current == "plans" and told in {None, "both"} and _is_problem_lead(sentence):
        return "problems"
    return current


def _is_problem_lead(sentence: str) -> bool:
    return bool(_PROBLEM_LEAD.search(sentence)) and not _TOLD_REMEDY.search(sentence)


def _is_preamble(text: str) -> bool:
    """General words about direction and success, without counted results."""
    if _COUNTED.search(text):
        return bool(re.search(r"现将[^。]{0,50}(?:报告|汇报|总结|公布|通报|公开)如下", text[-80:]))
    return bool(_PREAMBLE.search(text))


def _is_directive(text: str) -> bool:
    """Told in the mood of tasks to come: 要, 必须, with little that is done."""
    tasks = len(_DIRECTIVE.findall(text))
    return bool(_ITEM_DIRECTIVE.match(text)) or tasks >= 2 and tasks > len(_DONE.findall(text))


def _merge(runs: list[tuple[int, int, str]]) -> list[Piece]:
    """Join sentences of one section; a transition that only leads over stays with its neighbour."""
    pieces: list[Piece] = []
    for start, end, section in runs:
        if pieces and pieces[-1].section == section:
            pieces[-1] = Piece(pieces[-1].start, end, section)
        else:
            pieces.append(Piece(start, end, section))
    return _absorb_transitions(pieces)


def _absorb_transitions(pieces: list[Piece]) -> list[Piece]:
    if len(pieces) < 2:
        return pieces
    first, second, last = pieces[0], pieces[1], pieces[-1]
    # One sentence of concession belongs to the admissions that it introduces.
    if (
        second.section == "problems"
        and first.section in {"work", "intro"}
        and _short(first, second)
    ):
        pieces = [Piece(first.start, second.end, "problems"), *pieces[2:]]
    if len(pieces) >= 2 and last.end - last.start <= 40 and last.section == "plans":
        before = pieces[-2]
        pieces = [*pieces[:-2], Piece(before.start, last.end, before.section)]
    return pieces


def _short(first: Piece, second: Piece) -> bool:
    return first.end - first.start <= min(120, second.end - second.start)
