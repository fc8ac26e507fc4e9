"""Which part of a report a paragraph belongs to: intro, work, problems, plans, other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.corpus.partnames import heading_section, path_section

_CN_PLAN_YEAR = r"(?:20\d{2}|[二2][〇零0][一二]?[〇零一二三四五六七八九])年"
_NEEDY = "的?(?:群众|群体|家庭|职工|学生|企业|人员|人群|户|当事人|妇女|残疾|老人|儿童)"
_TROUBLE = (
    rf"(?:问题(?!的?(?:企业|单位|部门|案卷|线索|整改|清单|台账|进行|及时|逐))|不足(?!\d)|差距|短板|薄弱|"
    rf"困难(?!{_NEEDY})|挑战|弱项|欠缺)"
)
_PROBLEM_LEAD = re.compile(
    r"清醒(?:地)?(?:认识|看)(?:到|，)|"
    rf"(?:深刻|充分)(?:地)?(?:认识|看)到[^。]{{0,60}}{_TROUBLE}|"
    rf"(?:仍然?|还|依然|也|尚|但|客观上|依旧)[^。；]{{0,24}}(?:存在|面临|有)[^。；]{{0,40}}{_TROUBLE}|"
    rf"(?:虽然?|尽管)[^。]{{0,80}}(?:但|然而|可)[^。]{{0,60}}(?:{_TROUBLE}|不够|要求相比|不高|不平衡)|"
    r"与[^。]{4,80}(?:要求|期望|期待|期盼|目标|需要|任务)(?:相比|还有|仍有|尚有)[^。]{0,40}(?:差距|不足|距离)?|"
    r"^(?:当前)?(?:存在的?)?(?:主要)?(?:问题|不足|困难)(?:和不足|与不足)?(?:主要)?(?:是|有|表现|如下|体现|[：:])|"
    r"^不足之处(?:在于|是|有|主要)|(?:也|还|仍)遇到(?:了|的)?(?:一些|不少|以下)[^。；]{0,6}(?:困难|问题)|"
    rf"^(?:当前|目前)，?(?:一些|部分|个别|少数|有的)[^。；]{{2,40}}(?:存在|不[强高深够足]|缺乏|{_TROUBLE})|"
    r"^扣分(?:原因|事项|情况|点|项)[^。；]{0,12}[：:]|"
    rf"(?:存在|面临)(?:着|的)?(?:以下|如下|一些|不少|诸多|一定的?|几个(?:方面的?)?|几方面的?)[^。；]{{0,12}}{_TROUBLE}"
)
_CONFESSED = re.compile(r"清醒(?:地)?(?:认识|看)(?:到|，)")
# An admission that holds wherever it stands, even at the head of the plans.
_OUTRIGHT = re.compile(rf"清醒[^。]{{0,60}}(?:存在|面临|还有|仍有)[^。]{{0,40}}{_TROUBLE}")
# The promise to see to it, with which a paragraph of problems may end.
_PROMISE = re.compile(r"(?:加以|予以|认真|着力|努力|逐步)(?:研究)?(?:解决|改进|克服|整改)")
_TOLD_REMEDY = re.compile(
    r"(?<![待需未能以要])(?:解决|整改|发现|查找|针对|纠正|化解|克服|破解|反映|排查)(?:了)?[^。]{0,20}"
    r"(?:问题|不足|短板|困难)"
)
_TIME_AHEAD = (
    r"下一?步|下一?阶段|下一?年|明年|来年|今后|接下来|新的一年|"
    r"(?<!过去)未来(?=[，,几]|[一二三五十]+年)"
)
_PLAN_LEAD = re.compile(
    r"^(?:为此|因此|对此|针对(?:以上|上述|存在|这些)[^。]{0,20}，?)?[,，]?"
    rf"(?:(?:在)?(?:{_TIME_AHEAD})|(?P<year>{_CN_PLAN_YEAR})[^。]{{0,60}}(?:将|要(?!求)))"
    r"|^(?:我们?|我[市县区省州局厅委办镇乡街道]{1,2}|[全区市县]{1,2}政?府?)?(?:将|拟)(?:继续|进一步|重点|着力|坚持|深入|以|按照|围绕|认真|严格|不断|持续|切实)"
    # A stance on the problems just told belongs to them; a measure does not.
    r"|^(?:为此|对此)[,，][^。，]{0,12}(?:将|拟)(?![^。]{0,12}(?:问题|困难|清醒|意识|重视|挑战|不足)|[^。]{0,30}改进工作)"
    r"|^(?:针对|对照)(?:以上|上述|存在的?|这些)[^。]{0,16}(?:问题|不足|差距|短板)[^。]{0,30}(?:将|要(?!求)|重点|着力)"
)
# 将 that tells of the future, and not the 将 that puts an object before its verb.
_WILL = re.compile(
    r"将(?:继续|进一步|重点|着力|坚持|深入|按照|围绕|认真|严格|不断|持续|切实|全面|努力|从|紧|以)|要(?:继续|坚持|进一步|重点|全面)"
)
# Told of the future in the opening lines of a part on plans.
_AHEAD = re.compile(
    rf"{_WILL.pattern}|力争|预期目标|(?:重点|着力|着重|主要)(?:抓好|做好|推进|从)|我们要|全[市县区省州镇]要|^(?:{_TIME_AHEAD})"
)
_PREAMBLE = re.compile(
    r"现将[^。]{0,50}(?:报告|汇报|总结|公布|通报|公开|介绍)|在[^。]{2,60}(?:领导|指导|关怀|支持|帮助)下|以[^。]{2,40}为(?:指导|指引|统领)|"
    r"(?:贯彻|落实|学习|围绕|按照|根据|坚持)[^。]{0,40}(?:精神|要求|思想|部署|纲要|目标)|取得(?:了)?[^。]{0,16}(?:成效|成绩|进展|成果)|"
    r"受[^。]{2,20}委托|我代表|请予审议|具有重[要大]意义|为[^。]{4,60}(?:奠定|提供|营造)"
)
_COUNTED = re.compile(
    r"(?<!\d)\d{1,12}(?:\.\d{1,4})?(?:余|多)?(?:件|个|人次|项|次|名|份|家|场|期|篇|条|起|宗|%|亿元|万元|户)"
)
_CLOSING = re.compile(
    r"让我们[^。]{0,160}(?:奋斗|努力|前进|贡献|篇章|奋勇|拼搏|力量|辉煌|华章)|"
    r"为[^。]{4,80}(?:而(?:不懈|努力|共同)?奋斗|(?:作出|做出|贡献)[^。]{0,16}(?:贡献|力量))[！!。]?$"
)
# Lessons that an account closes with.
_LESSON = re.compile(
    r"(?:实践|工作)[^。]{0,16}(?:体会到|认识到|启示我们|告诉我们|证明|表明)[^。]{0,60}必须"
)
_REPORTED = re.compile(r"(?:报告|汇报|总结|公布|通报|公开)如下")
_APPEAL = re.compile(r"让我们.{0,400}[！!]$")
_FORMULA = re.compile(
    r"^(?:特此|专此)(?:报告|汇报|说明|函复)|^谢谢(?:大家|各位)[！!。]?$|^以上(?:报告|汇报|述职|自评)[，,].{0,20}(?:审[议阅示]|指示|指正)|^.*欢迎(?:社会|广大|公众)[^。]{0,40}(?:监督|提出|批评)|^(?:妥否|如有不妥)[，,]"
)
_SALUTE = re.compile(r"^(?:同志们|各位代表|各位领导|各位委员)[，,！!：:]")
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
_LEAD_IN = re.compile(r"[：:]\s*$")
_DIRECTIVE = re.compile(
    r"(?<![需主重必紧提摘纪只首次简扼概机])要(?![求素点闻件义害塞领务目么是])|必须|务必|应当(?!履)"
)
_ITEM_DIRECTIVE = re.compile(r"^[（(]?第?[一二三四五六七八九十]{1,2}[）)、，,]{0,2}要(?!求|素|点)")
# In a speech, those who are to act are named before what they are to do.
_ADDRESSED = re.compile(
    r"(?:各级|各地|各部门|各单位|各乡镇|全[市县区]|大家|我们)[^。；]{0,24}"
    r"(?<![需主重必紧提摘纪只首次简扼概机])(?:要(?![求素点闻件义害塞领务目么是])|必须|务必)"
)
# In a plan, headings named like those of a report still head tasks, unless they look back.
_LOOKING_BACK = re.compile(r"回顾|总结|成效|成绩|(?:完成|工作|开展|基本)情况")
_WANTING = re.compile(
    r"(?:薄弱|单一|不足|不够|不到位|滞后|不[强高严深广优全实齐]|不平衡|不均衡|欠缺|不完善|不健全|不规范|有待.{2,6}|偏[低少弱]|"
    r"缺乏|淡薄|紧缺|短缺|不明显|不适应)[。：:；]?$"
)
_LACKING = re.compile(
    r"不[强高深够足大到健完规平力严明清畅适均紧细实广多全熟及利理稳佳好优]|薄弱|单一|滞后|欠缺|有待|缺[乏少失位]|淡薄|[紧短]缺|偏[低少弱高大软]"
    r"|较[低少弱慢差]|难以|尚未|未能|仍|频繁|个别|少数|参差|脱节|流于形式|跟不上|短板|差距|疲于|增多|过多|压力|突出|严重|老化|困难|隐患|空白"
)
# How far into a sentence or a line its opening words are looked for.
_HEAD = 300
_TROUBLED = re.compile(r"问题|不足|差距|短板|薄弱|困难|挑战|弱项|欠缺|不够|不高|不平衡|认识|看到")
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
        report, plan, speech, news or articles (a news item with numbered measures).
    first, last : bool
        It is the first body line, or among the last before signature and attachments.
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


def sentences(line: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of a line's sentences."""
    for match in _SENTENCE.finditer(line):
        yield match.span()


def is_answered(line: str, begin: int, year: int | None = None) -> bool:
    """Tell whether a line's opening sentence admits a problem, and the next says what will be done.

    Examples
    --------
    >>> line = "（一）督察力度还不够大。下一步，将建立督察回头看制度。"
    >>> is_answered(line, line.index("下一步"))
    True
    """
    opening, following = line[:begin], line[begin : begin + _HEAD].lstrip()
    return bool(_LACKING.search(opening)) and _is_plan_lead(following, year)


class SectionReader:
    """Reads the body lines of one document in order; what one line announces holds for the next."""

    def __init__(self) -> None:
        self._path: tuple[str, ...] = ()
        self._announced: str | None = None
        self._told: str | None = None

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
        told = path_section(setting.headings, setting.year, speech=setting.kind == "speech")
        shorter = len(setting.headings) < len(self._path)
        if setting.headings[:1] != self._path[:1] or shorter or told != self._told:
            self._announced = None
        self._path, self._told = setting.headings, told
        wants = setting.itemised or _LACKING.search(line)
        if self._announced == "problems" and told is None and not wants:
            self._announced = None
        opening = (line if setting.itemised else line[begin : begin + _HEAD])[:_HEAD]
        admits = _admits(line, begin)
        own = self._own(setting) if begin else None
        if own not in {"problems", "plans"} or self._told not in {own, "both"}:
            base = self._base(opening, line, setting, admits)
        else:
            base = own
        if (base == "other" or (base == "intro" and not _REPORTED.search(line))) and not admits:
            return [Piece(begin, len(line), base)]
        return _merge(self._runs(line, setting, begin, base), line)

    def _own(self, setting: Setting) -> str | None:
        """What the line's inline heading announces; a want, where problems and plans alternate."""
        inline = setting.headings[-1]
        if self._told == "both" and _WANTING.search(inline):
            return "problems"
        return heading_section(inline, setting.year)

    def _base(self, opening: str, line: str, setting: Setting, admits: bool) -> str:
        told = self._told
        if told == "other" or setting.kind == "news" or _is_closing(line, setting, told):
            return "other"
        if told == "problems":
            return told
        if self._announced and (
            told in {"both", None} or setting.itemised or self._announced == "plans"
        ):
            return self._announced
        return self._unannounced(opening, setting, admits)

    def _unannounced(self, opening: str, setting: Setting, admits: bool) -> str:
        """The section of a line that no line before it has announced."""
        told = self._told
        if setting.before_headings and told is None and not admits:
            return "intro" if setting.first or _is_preamble(opening) else "work"
        spoken = setting.kind == "speech" or told is None
        if (
            told in {None, "work"}
            and not admits
            and (
                _is_directive(opening, least=2 if spoken else 4)
                or (setting.kind == "speech" and _ADDRESSED.match(opening))
            )
        ):
            return "plans"
        ahead = told == "plans" and _AHEAD.search(opening)
        if setting.opens_part and not ahead and _is_preamble(opening):
            return "intro"
        if told == "both":
            return "problems"
        if told in {None, "work"}:
            looks_back = any(map(_LOOKING_BACK.search, setting.headings))
            return "plans" if setting.kind == "plan" and not looks_back else "work"
        return told

    def _runs(
        self, line: str, setting: Setting, begin: int, base: str
    ) -> list[tuple[int, int, str]]:
        current, runs = base, list[tuple[int, int, str]]()
        for opened, end in sentences(line):
            start = max(opened, begin)
            if current == "intro" and runs and _REPORTED.search(line, *runs[-1][:2]):
                current = "work"
            if end > start:
                current = _turn(
                    line[start : min(end, start + _HEAD)].lstrip(),
                    current,
                    self._told,
                    setting.year,
                )
                runs.append((start, end, current))
        kinds = {section for _, _, section in runs}
        if self._told == "both" and setting.itemised and {"problems", "plans"} <= kinds:
            # Each item tells its problem and then what will be done.
            self._announced = None
        else:
            self._remember(line, runs, base)
        return runs

    def _remember(self, line: str, runs: list[tuple[int, int, str]], base: str) -> None:
        """Keep what the line's end announces: a list to come, or plans until the next heading."""
        if not runs:
            return
        told, ending = self._told, runs[-1][2]
        leads = bool(_LEAD_IN.search(line, max(0, len(line) - 4)))
        if ending == "problems" and (
            leads or told == "both" or base == "problems" or (told is None and runs[0][2] == ending)
        ):
            self._announced = "problems"
        elif ending == "plans" and (told != "work" or leads):
            self._announced = "plans"
        elif self._announced == "problems" and told != "both":
            self._announced = None


def _is_closing(line: str, setting: Setting, told: str | None) -> bool:
    """A formula or an appeal after the account is over."""
    text = line if len(line) <= 600 else line[:200] + line[-400:]
    if _FORMULA.match(text) or _LESSON.search(text):
        return True
    if not setting.last:
        return False
    if line.endswith(("！", "!")) and len(line) <= _HEAD // 2 and _CLOSING.search(line):
        return True
    return bool(
        _SALUTE.match(text) and (_CLOSING.search(text) or setting.kind == "speech")
    ) or bool(_APPEAL.search(text) or (told == "other" and _CLOSING.search(text)))


def _turn(sentence: str, current: str, told: str | None, year: int | None) -> str:
    """The section that a sentence is in, given the one before it."""
    if current != "plans" and told != "plans" and _is_plan_lead(sentence, year):
        return "plans"
    if current in {"work", "intro"} or (current == "plans" and told in {None, "both"}):
        return "problems" if _is_problem_lead(sentence) else current
    return "problems" if current == "plans" and _OUTRIGHT.search(sentence) else current


def _is_plan_lead(sentence: str, year: int | None) -> bool:
    lead = _PLAN_LEAD.search(sentence)
    if lead is None or lead["year"] is None:
        return lead is not None
    # 将 may put an object before its verb in the account of the year itself.
    named = re.match(r"20\d{2}", lead["year"])
    if named and year is not None:
        return int(named[0]) > year
    return bool(_WILL.search(sentence))


def _is_problem_lead(sentence: str) -> bool:
    if not _PROBLEM_LEAD.search(sentence):
        return False
    return bool(_CONFESSED.search(sentence)) or not _TOLD_REMEDY.search(sentence)


def _admits(line: str, begin: int) -> bool:
    """Tell whether a sentence of the line leads to problems."""
    return bool(_TROUBLED.search(line, begin)) and any(
        _is_problem_lead(line[max(start, begin) : min(end, max(start, begin) + _HEAD)])
        for start, end in sentences(line)
        if end > begin
    )


def _is_preamble(text: str) -> bool:
    """General words about direction and success, without counted results."""
    if _COUNTED.search(text):
        return bool(re.search(r"现将[^。]{0,50}(?:报告|汇报|总结|公布|通报|公开)如下", text[-80:]))
    return bool(_PREAMBLE.search(text))


def _is_directive(text: str, *, least: int) -> bool:
    """Told in the mood of tasks to come: 要, 必须, with little that is done."""
    if _ITEM_DIRECTIVE.match(text):
        return True
    tasks, done = len(_DIRECTIVE.findall(text)), len(_DONE.findall(text))
    return tasks >= least and tasks > 2 * done and not _COUNTED.search(text)


def _merge(runs: list[tuple[int, int, str]], line: str) -> list[Piece]:
    """Join sentences of one section; a transition that only leads over stays with its neighbour."""
    pieces: list[Piece] = []
    for start, end, section in runs:
        if pieces and pieces[-1].section == section:
            pieces[-1] = Piece(pieces[-1].start, end, section)
        else:
            pieces.append(Piece(start, end, section))
    return _absorb_transitions(pieces, line)


def _absorb_transitions(pieces: list[Piece], line: str) -> list[Piece]:
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
    if len(pieces) >= 2 and last.section == "plans" and _leads_over(line, last):
        before = pieces[-2]
        pieces = [*pieces[:-2], Piece(before.start, last.end, before.section)]
    return pieces


def _leads_over(line: str, piece: Piece) -> bool:
    """A sentence that only announces what comes, or only promises to see to the problems."""
    if piece.end - piece.start > 60:
        return False
    words = line[piece.start : piece.end].rstrip()
    return words.endswith(("：", ":")) or bool(_PROMISE.search(words))


def _short(first: Piece, second: Piece) -> bool:
    return first.end - first.start <= min(120, second.end - second.start)
