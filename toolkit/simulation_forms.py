"""The printed forms of simulated reports: what stands above, between and below their paragraphs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType

from toolkit.simulation_wording import Passage, full_width

NOTICE = "（本报告为示例，县名与内容均为虚构）"
SECOND_OUTLINE_FROM = 2021
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
OUTLINE_HEADINGS = MappingProxyType(
    {
        "A1": "依法全面履行政府职能",
        "A2": "完善依法行政制度体系",
        "A3": "推进行政决策科学化、民主化、法治化",
        "A4": "坚持严格规范公正文明执法",
        "A5": "强化对行政权力的制约和监督",
        "A6": "依法有效化解社会矛盾纠纷",
        "A7": "全面提高政府工作人员法治思维和依法行政能力",
        "A8": "健全组织保障和落实机制",
        "B1": "健全政府机构职能体系，推动更好发挥政府作用",
        "B2": "健全依法行政制度体系，加快推进政府治理规范化程序化法治化",
        "B3": "健全行政决策制度体系，不断提升行政决策公信力和执行力",
        "B4": "健全行政执法工作体系，全面推进严格规范公正文明执法",
        "B5": "健全突发事件应对体系，依法预防处置重大突发事件",
        "B6": "健全社会矛盾纠纷行政预防调处化解体系，不断促进社会公平正义",
        "B7": "健全行政权力制约和监督体系，促进行政权力规范透明运行",
        "B8": "健全法治政府建设科技保障体系，全面建设数字法治政府",
        "B9": "加强党的领导，完善法治政府建设推进机制",
    }
)
_FREE_HEADINGS = MappingProxyType(
    {
        "A1": ("转变职能增活力", "聚焦便民利企，打造一流环境"),
        "A2": ("把好文件出口关", "立规矩、管长远"),
        "A3": ("决策有章可循", "谋定后动，把住源头"),
        "A4": ("亮剑与亮证并重", "让执法有力度更有温度"),
        "A5": ("晒在阳光下，管在日常里", "权力运行不越轨"),
        "A6": ("矛盾不上交，平安不出事", "事心双解促和谐"),
        "A7": ("学在前、用在先", "尊法学法蔚然成风"),
        "A8": ("高位推动抓统筹", "压担子、促落实"),
    }
)
_INTROS = (
    "{year}年，在上级党委、政府的坚强领导下，{region}紧紧围绕法治政府建设目标任务，"
    "统筹谋划、狠抓落实，依法行政水平稳步提升。现将有关情况报告如下：",
    "一年来，{region}人民政府把法治政府建设摆在全局工作的重要位置，对照年度要点逐项推进，"
    "各项任务取得新的进展。现将{year}年度工作情况报告如下：",
    "{year}年，{region}坚持以习近平法治思想为指引，认真落实上级部署，扎实推进依法行政，"
    "为全{tier}经济社会发展提供了有力的法治保障。现将主要情况报告如下。",
)
_ADMISSIONS = (
    "在看到成绩的同时，我们也清醒地认识到，工作中还存在一些不足，主要是：",
    "对照上级要求和群众期待，全{tier}法治政府建设仍有差距，主要表现在以下几个方面。",
)
_RESOLVES = (
    "{next}年，{region}将坚持问题导向，重点抓好以下工作：",
    "下一步，我们将对标对表、持续用力，着力做好以下几个方面的工作。",
)


@dataclass(frozen=True)
class Form:
    """How a report is printed; templates know region, tier, year, next, date and iso.

    ``parts`` head work, problems and plans; ``task`` heads the work on one task, on a line of its
    own, or in the line of its first paragraph if ``run_in``; ``item`` numbers paragraphs below it.
    """

    name: str
    top: tuple[str, ...]
    end: tuple[str, ...]
    parts: tuple[str, str, str]
    task: str
    item: str = "{n}."
    run_in: bool = False
    free: bool = False
    joined: bool = False
    indent: str = ""
    gap: str = "\n"
    full: bool = True
    encoding: str = "utf-8"


_PARTS = (
    "一、{year}年法治政府建设工作情况",
    "二、存在的主要问题",
    "三、{next}年工作打算",
)
_SIGNED = ("{region}人民政府", "{date}")
FORMS = (
    Form("plain", (), (*_SIGNED, NOTICE), _PARTS, "（{n}）{name}。", full=False, gap="\n\n"),
    Form(
        "web page",
        (
            "{region}{year}年法治政府建设工作情况",
            "来源：{tier}司法局 发布时间：{iso} 09:30 阅读： 字体大小： 打印 保存 收藏",
            NOTICE,
        ),
        ("", "网络编辑：示例", "信息审核：示例"),
        ("一、法治政府建设工作情况", "二、存在问题", "三、下一步工作"),
        "（{n}）{name}",
        item="{n}. ",
        indent="　　",
    ),
    Form(
        "breadcrumb",
        (
            "当前位置：首页-->政府信息公开-->政府文件",
            "{region}人民政府",
            "关于{year}年度法治政府建设工作报告",
            NOTICE,
            "上级人民政府：",
        ),
        _SIGNED,
        ("一、法治政府建设工作情况及成效", "二、存在问题和不足", "三、{next}年工作计划"),
        "（{n}）{name}。",
        item="",
        run_in=True,
        gap="\n\n",
    ),
    Form(
        "portal",
        (
            "移动端应用",
            "政务微信",
            "智能问答",
            "登录个人中心",
            "{region}{year}年度法治政府建设情况报告",
            NOTICE,
        ),
        _SIGNED,
        (
            "第一部分：{year}年工作总结",
            "第二部分：存在的困难和问题",
            "第三部分：{next}年工作思路",
        ),
        "{n}、{name}",
        item="",
        joined=True,
    ),
    Form(
        "free headings",
        ("{region}人民政府{year}年法治政府建设工作总结", "（{date}）", NOTICE),
        (*_SIGNED,),
        ("一、主要做法和成效", "二、短板和弱项", "三、今后努力方向"),
        "（{n}）{name}",
        item="",
        free=True,
        indent="　　",
    ),
    Form(
        "gb18030",
        ("关于{region}{year}年法治政府建设情况的报告", NOTICE),
        _SIGNED,
        ("一、主要工作开展情况", "二、存在的不足及原因", "三、{next}年重点工作安排"),
        "（{n}）{name}",
        gap="\n\n",
        full=False,
        encoding="gb18030",
    ),
)


def arrange(passages: Iterable[Passage], form: Form, *, year: int) -> list[Passage]:
    """Put work passages in the order of print, joined and headed as the form has them.

    A form without numbers on its third level prints no inline headings: they stay in the text.
    """
    work = [_plain(passage, form) for passage in passages]
    work.sort(key=lambda passage: (_task(passage, form, year), passage.cat2021))
    if not form.joined:
        return work
    groups = groupby(work, key=lambda passage: (passage.cat2015, passage.cat2021))
    return [passage for _, group in groups for passage in _join(list(group))]


def print_report(
    form: Form, work: Sequence[Passage], rest: Sequence[Passage], *, region: str, year: int
) -> str:
    """Return the text of a report: arranged work passages, then problems and plans."""
    rng = random.Random(f"{region} {year}")
    date = (year + 1, rng.randint(1, 3), rng.randint(3, 28))
    known = {
        "region": region,
        "tier": region[-1],
        "year": str(year),
        "next": str(year + 1),
        "date": "{}年{}月{}日".format(*date),
        "iso": "{}-{:02}-{:02}".format(*date),
    }
    problems = [_plain(passage, form) for passage in rest if passage.section == "problems"]
    plans = [_plain(passage, form) for passage in rest if passage.section == "plans"]
    body = [
        rng.choice(_INTROS),
        form.parts[0],
        *_work_lines(form, work, year, rng),
        form.parts[1],
        rng.choice(_ADMISSIONS),
        *_list_lines(form, problems),
        form.parts[2],
        rng.choice(_RESOLVES),
        *_list_lines(form, plans),
    ]
    lines = [*form.top, *(form.indent + line for line in body), *form.end]
    text = form.gap.join(_filled(line, known) for line in lines) + "\n"
    return _full_width_lines(text) if form.full else text


def _full_width_lines(text: str) -> str:
    # A web page's line of source and time keeps the punctuation of its template.
    lines = text.split("\n")
    return "\n".join(line if "发布时间" in line else full_width(line) for line in lines)


def _filled(line: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        line = line.replace("{" + name + "}", value)
    return line


def _plain(passage: Passage, form: Form) -> Passage:
    if form.item or not passage.heading:
        return passage
    return replace(passage, heading="", text=f"{passage.heading}。{passage.text}")


def _join(passages: list[Passage]) -> list[Passage]:
    """Join one task's passages into one paragraph of 一是, 二是, if none is a list already."""
    if len(passages) < 2 or any("一是" in passage.text for passage in passages):
        return passages
    pairs = zip(_NUMERALS, passages, strict=False)
    text = "".join(f"{numeral}是{passage.text}" for numeral, passage in pairs)
    examples = "+".join(passage.example for passage in passages)
    return [replace(passages[0], example=examples, text=text)]


def _task(passage: Passage, form: Form, year: int) -> str:
    new = year >= SECOND_OUTLINE_FROM and not form.free
    return passage.cat2021 if new else passage.cat2015


def _work_lines(
    form: Form, work: Sequence[Passage], year: int, rng: random.Random
) -> Iterator[str]:
    groups = groupby(work, key=lambda passage: _task(passage, form, year))
    for numeral, (task, group) in zip(_NUMERALS, groups, strict=False):
        names = _FREE_HEADINGS[task] if form.free else (OUTLINE_HEADINGS[task],)
        heading = form.task.replace("{n}", numeral).replace("{name}", rng.choice(names))
        lines = _numbered(form, group)
        if form.run_in:
            lines[0] = heading + lines[0]
        else:
            yield heading
        yield from lines


def _numbered(form: Form, passages: Iterable[Passage]) -> list[str]:
    """Print passages one a line, those with a heading numbered."""
    lines, number = [], 0
    for passage in passages:
        number += bool(passage.heading)
        mark = form.item.replace("{n}", str(number)) if passage.heading else ""
        lines.append(mark + _whole(passage))
    return lines


def _list_lines(form: Form, passages: Sequence[Passage]) -> Iterator[str]:
    """Print problems or plans one a line, numbered in the manner of the form."""
    for numeral, passage in zip(_NUMERALS, passages, strict=False):
        whole = _whole(passage)
        if form.item:
            yield f"（{numeral}）{whole}"
        else:
            yield whole if whole.startswith("一是") else f"{numeral}是{whole}"


def _whole(passage: Passage) -> str:
    return (f"{passage.heading}。" if passage.heading else "") + passage.text
