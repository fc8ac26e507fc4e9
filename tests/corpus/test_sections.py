"""Which part of a report a heading announces, and which a line belongs to by its own words."""

from __future__ import annotations

import pytest

from toolkit.corpus.partnames import heading_section, path_section
from toolkit.corpus.sections import SectionReader, Setting, sentences


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("二、存在的主要问题", "problems"),
        ("三、存在的不足和原因", "problems"),
        ("问题与不足", "problems"),
        ("四、面临的困难和挑战", "problems"),
        ("四、短板弱项", "problems"),
        ("存在的短板弱项", "problems"),
        ("第四部分 短板弱项", "problems"),
        ("三、困难与挑战", "problems"),
        ("薄弱环节和不足", "problems"),
        ("四、工作短板", "problems"),
        ("二、工作中的难点", "problems"),
        ("（二）疏通难点堵点", None),
        ("（四）突破发展瓶颈", None),
        ("（三）补短板强弱项", None),
        ("（四）扶持困难群体", None),
        ("三、存在问题及下一步打算", "both"),
        ("四、存在的不足和下一步工作", "both"),
        ("三、存在问题及整改措施", "both"),
        ("三、下一步工作打算", "plans"),
        ("五、2022年工作安排", "plans"),
        ("四、意见和建议", "plans"),
        ("（二）整改措施。", "plans"),
        ("二、总体思路", "plans"),
        ("一、工作开展情况", "work"),
        ("一、工作成效及存在的问题", "work"),
        ("（一）深化改革，着力解决突出问题", None),
        ("（二）坚持问题导向，补齐发展短板", None),
        ("（三）深入实施突出短板攻坚行动", None),
        ("（四）加强执法监督", None),
        ("名词解释", "other"),
        ("【存在问题】", "problems"),
        ("三、自查发现的问题", "problems"),
        ("（二）督察发现问题整改", None),
        ("【工作要求】", "plans"),
        ("前言", "intro"),
        ("结束语", "other"),
        ("附件2", "other"),
    ],
)
def test_headings(heading: str, section: str | None) -> None:
    assert heading_section(heading) == section


@pytest.mark.parametrize(
    ("heading", "year", "section"),
    [
        ("2020年重点工作", 2019, "plans"),
        ("2019年主要工作", 2019, "work"),
        ("2019年重点任务完成情况", 2019, "work"),
        ("2019年工作安排", 2019, "plans"),
        ("二、高质量做好2020年各项工作，开创新局面", 2019, "plans"),
        ("2019年工作总结及2020年工作安排", 2019, "plans"),
        ("五、2024年计划", 2023, "plans"),
        ("2024年打算", 2023, "plans"),
        ("2024年度展望", 2023, "plans"),
        ("2024年法治政府建设计划", 2023, "plans"),
        ("四、不足之处及2024年计划", 2023, "both"),
        ("（二）编制2023年度立法计划", 2023, None),
        ("（三）2024年计划生育", 2023, None),
        ("2023年计划执行情况", 2023, "work"),
    ],
)
def test_headings_that_name_a_year(heading: str, year: int, section: str) -> None:
    assert heading_section(heading, year) == section


def test_problems_and_plans_hold_below_their_heading() -> None:
    assert path_section(("二、存在的问题", "（一）执法工作情况")) == "problems"
    assert path_section(("一、工作情况", "（三）存在的不足")) == "problems"
    assert path_section(("提高认识，统一思想",)) is None
    assert path_section(("提高认识，统一思想",), speech=True) == "other"


def test_sentences_keep_their_closing_quotes() -> None:
    line = "他说：“要依法办事。”会议强调落实！没有句号"
    assert [line[a:b] for a, b in sentences(line)] == [
        "他说：“要依法办事。”",
        "会议强调落实！",
        "没有句号",
    ]


def _setting(**given: object) -> Setting:
    base: dict[str, object] = {
        "headings": ("一、工作情况",),
        "year": 2020,
        "before_headings": False,
        "opens_part": False,
        "kind": "report",
        "first": False,
        "last": False,
        "itemised": False,
    }
    return Setting(**(base | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("取消许可事项19项，优化服务。", ["work"]),
        ("我们也清醒地认识到，执法水平不高。", ["problems"]),
        ("成绩明显，但仍存在不少亟待解决的问题：人员不足。", ["problems"]),
        ("针对检查发现的问题，责令整改14起，仍存在问题的企业停业。", ["work"]),
        ("依法为经济有困难的群众提供法律援助，也为残疾人提供服务。", ["work"]),
        ("未来产业布局加快，新增企业8家。", ["work"]),
        ("2020年，县政府将法治建设纳入考核。", ["work"]),
        ("2021年，县政府将继续深化改革。", ["plans"]),
        ("下一步，我县将继续加强培训。", ["plans"]),
        ("存在的不足：一是人员少，二是经费少。", ["problems"]),
        ("解决历史遗留问题36个，群众满意。下一步，将完善机制，巩固成效。", ["work", "plans"]),
        ("存在以下不足：一是人员少。二是经费少。对此，我们将认真加以解决。", ["problems"]),
    ],
)
def test_lines_of_the_account_of_work(line: str, found: list[str]) -> None:
    assert [piece.section for piece in SectionReader().read(line, _setting())] == found


@pytest.mark.parametrize(
    ("line", "given", "section"),
    [
        (
            "二要抓好执法。要严格执行制度，必须公开透明。",
            {"kind": "speech", "itemised": True},
            "plans",
        ),
        ("各位代表，让我们同心协力，为建设美好家园而努力奋斗！", {"last": True}, "other"),
        ("特此报告。", {}, "other"),
        ("在县委坚强领导下，依法行政取得明显成效。", {"opens_part": True}, "intro"),
        ("县委举行会议，部署工作。", {"kind": "news"}, "other"),
        ("坚持依法行政，提升能力。", {"headings": (), "kind": "plan"}, "plans"),
    ],
)
def test_lines_by_what_surrounds_them(line: str, given: dict[str, object], section: str) -> None:
    assert [p.section for p in SectionReader().read(line, _setting(**given))] == [section]


def test_a_list_that_a_line_announces_holds_until_the_next_heading() -> None:
    reader, both = SectionReader(), _setting(headings=("二、存在问题和打算",))
    lines = ["还存在以下问题：", "1.人员不足。", "下一步重点做好以下工作：", "1.充实人员。"]
    found = [reader.read(line, both)[0].section for line in lines]
    assert found == ["problems", "problems", "plans", "plans"]
    assert reader.read("完成普法任务。", _setting(headings=("三、其他工作",)))[0].section == "work"
