"""Made-up orders of paragraphs under made-up headings, from which the context stage learns."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from toolkit.simulation_forms import OUTLINE_HEADINGS

# Headings as reports print them that name the task in words of their own.
SPOKEN_HEADINGS = MappingProxyType(
    {
        "A1": (
            "深化“放管服”改革，持续优化营商环境",
            "加快转变政府职能",
            "推进政务服务提质增效",
            "做好市场监管与公共服务",
            "推动政府职能转到位、放到位",
        ),
        "A2": (
            "加强规范性文件管理",
            "提高制度建设质量",
            "做好立法和文件审查清理",
            "健全依法行政制度",
            "严把文件合法性审核关",
        ),
        "A3": (
            "规范重大行政决策程序",
            "坚持科学民主依法决策",
            "发挥法律顾问参谋作用",
            "提升决策公信力和执行力",
            "落实重大决策合法性审查",
        ),
        "A4": (
            "严格规范行政执法行为",
            "深化综合行政执法改革",
            "全面推行行政执法“三项制度”",
            "加强执法队伍建设和执法监督",
            "提升行政执法质效",
        ),
        "A5": (
            "自觉接受各方面监督",
            "强化权力监督，推进政务公开",
            "健全监督体系，规范权力运行",
            "主动接受人大政协监督",
            "加大审计监督和问责力度",
        ),
        "A6": (
            "有效预防和化解社会矛盾",
            "做好行政复议和应诉工作",
            "完善多元化解纠纷机制",
            "畅通信访渠道，促进社会和谐",
            "加强人民调解工作",
        ),
        "A7": (
            "抓实领导干部学法用法",
            "深入开展普法宣传教育",
            "提升工作人员依法行政能力",
            "落实“谁执法谁普法”责任制",
            "强化法治教育培训",
        ),
        "A8": (
            "加强组织领导，压实工作责任",
            "履行推进法治建设第一责任人职责情况",
            "强化统筹协调和督促考核",
            "坚持党的领导，健全工作机制",
            "推进法治政府建设示范创建",
        ),
        "B5": ("依法应对各类突发事件", "扎实做好应急管理和疫情防控", "提升应急处置法治化水平"),
        "B8": ("推进数字政府建设", "强化科技赋能", "打造智慧政务，推行“一网通办”"),
    }
)
# Headings that tell nothing about the task.
SILENT_HEADINGS = (
    "主要工作开展情况",
    "工作成效和亮点",
    "突出重点，狠抓落实",
    "真抓实干见成效",
    "夯实基础",
    "补短板、强弱项",
    "创新举措",
    "其他工作",
)
PARTS = MappingProxyType(
    {
        "problems": ("存在的主要问题", "存在的不足和原因", "短板弱项"),
        "plans": ("下一步工作打算", "今后工作安排", "明年工作计划"),
    }
)
MANNERS = ("outline-2015", "outline-2021", "spoken", "silent", "none")
_WORK = "一、工作开展情况"
# A heading's paragraphs are not all about what it names: of the 44 measures of the first outline
# the codebook sends three to another task than the outline does.
_STRAY = 0.07
_LENGTHS = (12, 26)


@dataclass(frozen=True)
class Placed:
    """One paragraph of a made-up report: which example, in which report, under which headings."""

    example: int
    report: str
    headings: tuple[str, ...]


def place_examples(
    examples: Sequence[Mapping[str, Any]], *, n_reports: int, seed: int = 0
) -> list[Placed]:
    """Put examples in order under headings, as many reports as are asked for.

    Reports print headings in one of five manners (``MANNERS``), in turn: an outline's own names,
    names of their own, names that say nothing, or none at all. Within a report, paragraphs of one
    task stand together, but for some that stand astray.

    Parameters
    ----------
    examples : sequence of mapping
        With cat2015, cat2021, section and source; a report takes its examples from one source.
    n_reports : int
        How many reports.
    seed : int
        The same seed gives the same reports.

    Examples
    --------
    >>> example = {"cat2015": "A1", "cat2021": "B1", "section": "work", "source": "a"}
    >>> placed = place_examples([example] * 30, n_reports=1)
    >>> placed[0].headings
    ('一、工作开展情况', '（一）依法全面履行政府职能')
    """
    sources: dict[str, list[int]] = {}
    for number, example in enumerate(examples):
        sources.setdefault(example["source"], []).append(number)
    names = sorted(sources)
    placed: list[Placed] = []
    for number in range(n_reports):
        rng = random.Random(f"{seed} {number}")
        pool = sources[names[number % len(names)]]
        chosen = rng.sample(pool, min(rng.randint(*_LENGTHS), len(pool)))
        manner = MANNERS[number // len(names) % len(MANNERS)]
        report = f"made-up-{number}"
        placed += [
            Placed(example, report, headings)
            for example, headings in _print(chosen, examples, manner, rng)
        ]
    return placed


def as_written(examples: Sequence[Mapping[str, Any]]) -> list[Placed]:
    """Return the examples that were written as whole reports and articles, in their order.

    They stand under no headings.

    Examples
    --------
    >>> as_written([{"report": ""}, {"report": "w1-01"}])
    [Placed(example=1, report='w1-01', headings=())]
    """
    return [
        Placed(number, str(example["report"]), ())
        for number, example in enumerate(examples)
        if example["report"]
    ]


def _print(
    chosen: Sequence[int], examples: Sequence[Mapping[str, Any]], manner: str, rng: random.Random
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield a report's examples in order of print, with the headings above each."""
    of_section: dict[str, list[int]] = {}
    for number in chosen:
        of_section.setdefault(examples[number]["section"], []).append(number)
    yield from ((number, ()) for number in of_section.get("intro", []))
    yield from _print_work(of_section.get("work", []), examples, manner, rng)
    for section, names in PARTS.items():
        head = ("二、" + rng.choice(names),) if manner != "none" else ()
        yield from ((number, head) for number in of_section.get(section, []))


def _print_work(
    work: Sequence[int], examples: Sequence[Mapping[str, Any]], manner: str, rng: random.Random
) -> Iterator[tuple[int, tuple[str, ...]]]:
    column = "cat2021" if manner == "outline-2021" else "cat2015"
    tasks = sorted({examples[number][column] for number in work})
    under: dict[str, list[int]] = {task: [] for task in tasks}
    for number in work:
        astray = rng.random() < _STRAY
        under[rng.choice(tasks) if astray else examples[number][column]].append(number)
    for task in tasks:
        heading = _heading(task, manner, rng)
        above = (_WORK, f"（一）{heading}") if heading else ((_WORK,) if manner != "none" else ())
        yield from ((number, above) for number in under[task])


def _heading(task: str, manner: str, rng: random.Random) -> str | None:
    if manner == "none" or task[1:] == "0":
        return None
    if manner == "silent":
        return rng.choice(SILENT_HEADINGS)
    if manner == "spoken" and task in SPOKEN_HEADINGS:
        return rng.choice(SPOKEN_HEADINGS[task])
    return OUTLINE_HEADINGS[task]
