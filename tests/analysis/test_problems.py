"""Admitted problems: what is found, where it is cut, how it is put, and what is no admission."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from toolkit.analysis.admissions import announces_causes, find_admissions
from toolkit.analysis.problem_types import problem_types, type_problems
from toolkit.analysis.problems import find_problems
from toolkit.errors import TableError


def spans(text: str, section: str = "problems") -> list[str]:
    return [text[one.start : one.end] for one in find_admissions(text, section=section)]


SHAPES = [
    pytest.param(
        "我局法治建设还存在着窗口力量薄弱、培训不经常、宣传不到位等问题。",
        ["窗口力量薄弱", "培训不经常", "宣传不到位"],
        id="a list of what the whole work has",
    ),
    pytest.param(
        "仍存在干部法治意识不强，执法装备短缺，普法效果不佳等问题。",
        ["干部法治意识不强", "执法装备短缺", "普法效果不佳"],
        id="a list cut by commas, without 存在 and 等问题",
    ),
    pytest.param(
        "从督察情况看，偏远乡镇普法频次偏低，困难群众申请援助不便。",
        ["偏远乡镇普法频次偏低", "困难群众申请援助不便"],
        id="names that hold the word of a deficit, and the scene",
    ),
    pytest.param(
        "与上级部门的要求还有一定差距，主要存在以下问题：一是制度执行不严格。",
        ["制度执行不严格"],
        id="a comparison without a subject",
    ),
    pytest.param(
        "法律顾问的作用没有得到充分体现，参与决策的渠道不畅。",
        ["法律顾问的作用没有得到充分体现", "参与决策的渠道不畅"],
        id="体现 that announces nothing",
    ),
    pytest.param(
        "全所持证人员仅4人，承担着六个社区的执法任务，人少事多的矛盾突出。",
        ["全所持证人员仅4人，承担着六个社区的执法任务", "人少事多的矛盾突出"],
        id="what goes on about the subject before",
    ),
    pytest.param(
        "一是执法力量不足。二是普法形式单一。三是个别部门重视不够。",
        ["执法力量不足", "普法形式单一", "个别部门重视不够"],
        id="items of one sentence each",
    ),
    pytest.param(
        "一是执法队伍建设有待加强。部分乡镇执法人员偏少，执法装备陈旧落后。二是宣传效果不好。",
        ["部分乡镇执法人员偏少", "执法装备陈旧落后", "宣传效果不好"],
        id="lead sentence of an item goes where detail follows",
    ),
    pytest.param(
        "行政执法水平有待提高。少数案卷制作粗糙，说理不充分；罚没物品管理不规范。",
        ["少数案卷制作粗糙，说理不充分", "罚没物品管理不规范"],
        id="lead sentence of a paragraph goes where detail follows",
    ),
    pytest.param(
        "行政执法水平有待提高。", ["行政执法水平有待提高"], id="lead sentence alone stays"
    ),
    pytest.param(
        "过去一年成绩来之不易，但仍存在一些不足，主要表现为：镇街法制员身兼数职；培训针对性不强等。",
        ["镇街法制员身兼数职", "培训针对性不强"],
        id="colon lead, semicolons, trailing deng",
    ),
    pytest.param(
        "我县法治政府建设工作与上级要求相比，还存在一定差距。主要有以下几个方面：（一）制度体系不够完备"
        "，（二）监督力度不够大。",
        ["制度体系不够完备", "监督力度不够大"],
        id="comparison, announcement, bracketed numerals",
    ),
    pytest.param(
        "①规范性文件清理不及时；②备案审查力量薄弱；③公众参与渠道不多。",
        ["规范性文件清理不及时", "备案审查力量薄弱", "公众参与渠道不多"],
        id="circled digits",
    ),
    pytest.param(
        "1.法律顾问作用发挥不充分。2.合法性审查人员严重不足。",
        ["法律顾问作用发挥不充分", "合法性审查人员严重不足"],
        id="arabic numerals",
    ),
    pytest.param(
        "首先，机构改革后职责划分不清；其次，部门之间信息共享不畅；最后，督察整改不到位。",
        ["机构改革后职责划分不清", "部门之间信息共享不畅", "督察整改不到位"],
        id="first, next, last",
    ),
    pytest.param(
        "一方面，基层站所编制紧缺，另一方面，现有干部法律知识欠缺。",
        ["基层站所编制紧缺", "现有干部法律知识欠缺"],
        id="on the one hand",
    ),
    pytest.param(
        "部分单位学法计划落空二是执法公示平台更新不及时三是复议人员流动频繁，队伍不稳定。",
        ["部分单位学法计划落空", "执法公示平台更新不及时", "复议人员流动频繁，队伍不稳定"],
        id="numerals without a mark before them",
    ),
    pytest.param(
        "由于财政困难、人手紧张等因素影响，执法车辆更新不及时。",
        ["执法车辆更新不及时"],
        id="a named cause is no problem",
    ),
    pytest.param(
        "调解员队伍老龄化突出；行政调解知晓度低。究其原因，一是经费不足，二是宣传不够。",
        ["调解员队伍老龄化突出", "行政调解知晓度低"],
        id="list of causes",
    ),
    pytest.param(
        "一是复议案件办理超期。究其原因，主要是人手紧张。二是调解协议履行率低。",
        ["复议案件办理超期", "调解协议履行率低"],
        id="a cause within an item ends with its sentence",
    ),
    pytest.param(
        "存在的不足和原因：普法经费没有保障；法治讲座内容空泛。原因主要有：重视不够；预算紧张。",
        ["普法经费没有保障", "法治讲座内容空泛"],
        id="causes after a colon, divided by semicolons",
    ),
    pytest.param(
        "年度学法计划落空的不止一家。下一步，将完善考勤办法。督促整改不到位的单位限期补课。",
        ["年度学法计划落空的不止一家"],
        id="what follows a turn to plans is no admission",
    ),
    pytest.param(
        "运用法治思维谋划发展，依法防范化解风险的能力还需提升。",
        ["运用法治思维谋划发展，依法防范化解风险的能力还需提升"],
        id="a clause without predicate waits for its predicate",
    ),
    pytest.param(
        "个别窗口存在“门好进、脸好看、事难办”的现象，群众意见较大。",
        ["个别窗口存在“门好进、脸好看、事难办”的现象，群众意见较大"],
        id="quotation holds no boundary",
    ),
    pytest.param(
        "乡镇（街道，含两个园区）法制审核力量薄弱，《信息公开条例》落实不到位。",
        ["乡镇（街道，含两个园区）法制审核力量薄弱", "《信息公开条例》落实不到位"],
        id="brackets and titles hold no boundary",
    ),
    pytest.param(
        "存在的问题：法治宣传不够深入。下一步，我们将针对薄弱环节，补齐短板，切实加强宣传。",
        ["法治宣传不够深入"],
        id="plan after the problem",
    ),
    pytest.param(
        "行政诉讼败诉率仍然较高，共有1,200余件,其中征收类占六成；应诉工作被动。",
        ["行政诉讼败诉率仍然较高，共有1,200余件,其中征收类占六成", "应诉工作被动"],
        id="thousands comma is no boundary",
    ),
    pytest.param(
        "政务服务“零距离”尚未实现；服务群众最后一公里不够畅通；这一方面的投入不足；三、四级网点偏少。",
        [
            "政务服务“零距离”尚未实现",
            "服务群众最后一公里不够畅通",
            "这一方面的投入不足",
            "三、四级网点偏少",
        ],
        id="words that look like numerals are no items",
    ),
    pytest.param(
        "应诉工作被动；要素保障不足；将法治学习当作软任务；应当公开的信息未公开。",
        ["应诉工作被动", "要素保障不足", "将法治学习当作软任务", "应当公开的信息未公开"],
        id="words that look like plans are none",
    ),
    pytest.param(
        "依法行政水平不高。普法宣传不到位。复议应诉力量薄弱。",
        ["依法行政水平不高", "普法宣传不到位", "复议应诉力量薄弱"],
        id="parallel sentences are no lead and detail",
    ),
    pytest.param(
        "第一，行政调解工作薄弱。第二，司法所规范化建设滞后。",
        ["行政调解工作薄弱", "司法所规范化建设滞后"],
        id="first, second",
    ),
    pytest.param(
        "二、存在的困难和问题。一些镇街对法治建设重视不够，没有真正摆上议事日程。",
        ["一些镇街对法治建设重视不够，没有真正摆上议事日程"],
        id="heading inside the paragraph",
    ),
    pytest.param(
        "虽然近年来执法水平有所提升，但与群众期盼相比，执法规范化程度仍需提高，监督手段也较单一。",
        ["执法规范化程度仍需提高", "监督手段也较单一"],
        id="concession, comparison, two deficits",
    ),
    pytest.param(
        "依法行政推进不平衡,有的镇起步较晚;行政机关负责人出庭应诉率不高.",
        ["依法行政推进不平衡", "有的镇起步较晚", "行政机关负责人出庭应诉率不高"],
        id="half-width marks",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), SHAPES)
def test_problem_sections_are_cut_into_single_admissions(text: str, wanted: list[str]) -> None:
    assert spans(text) == wanted


NOT_ADMISSIONS = [
    ("着力解决基层执法力量薄弱的问题，新增执法人员30名。", "work"),
    ("针对存在的问题逐项整改，案卷评查发现的32个问题已全部整改到位。", "work"),
    ("对落实不到位的单位进行通报批评。", "work"),
    ("解决了群众反映强烈的办事难问题。", "work"),
    ("全年未发生重大安全事故，不断提升服务水平。", "work"),
    ("固根基、扬优势、补短板、强弱项，推动法治建设再上台阶。", "plans"),
    ("监督检查不打折扣、不留空白。", "work"),
    ("会议要求，要找准差距不足，补齐短板弱项。", "other"),
    ("下一步，将进一步加大执法力度，切实解决执法不规范问题。", "problems"),
    ("过去一年，全县法治政府建设取得了显著成效。", "problems"),
    ("主要存在以下问题：", "problems"),
    ("产生上述问题的主要原因：一是认识不到位；二是培训不够。", "problems"),
    ("", "problems"),
]


@pytest.mark.parametrize(("text", "section"), NOT_ADMISSIONS)
def test_remedies_plans_praise_and_announcements_are_no_admissions(text: str, section: str) -> None:
    assert spans(text, section) == []


INLINE = [
    (
        "全年化解积案120件，但重复信访数量仍居高位，化解难度不小。",
        "work",
        "重复信访数量仍居高位",
    ),
    (
        "要选好配强法制干部。各镇法制机构普遍存在人手紧缺的问题，对此要想办法解决。",
        "plans",
        "各镇法制机构普遍存在人手紧缺的问题",
    ),
    ("执法监督覆盖面扩大，部门之间衔接仍不够顺畅。", "work", "部门之间衔接仍不够顺畅"),
    ("一些镇街的审核能力还有待提升。", "intro", "一些镇街的审核能力还有待提升"),
    (
        "同时，我们也清醒地看到，工作中还存在一些问题：执法人员少，任务重。",
        "other",
        "执法人员少",
    ),
]


@pytest.mark.parametrize(("text", "section", "wanted"), INLINE)
def test_other_sections_yield_what_says_that_it_still_stands(
    text: str, section: str, wanted: str
) -> None:
    assert any(span.startswith(wanted) for span in spans(text, section))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "一是审批服务仍需优化，执法力量不足。普法形式单一。案卷归档不及时。",
            ["审批服务仍需优化", "执法力量不足", "普法形式单一", "案卷归档不及时"],
        ),
        ("一是普法工作有待加强。普法形式单一。效果不好。", ["普法形式单一", "效果不好"]),
        ("基层执法数据口径不一、更新滞后。", ["基层执法数据口径不一、更新滞后"]),
        ("在行政复议、行政应诉等领域，还存在不少短板。普法形式单一。",
         ["在行政复议、行政应诉等领域，还存在不少短板", "普法形式单一"]),
        ("在法治政府建设工作中，还存在不少短板。普法形式单一。", ["普法形式单一"]),
        ("普法形式单一。困难不容低估，信心不可动摇。决不辜负群众期待。", ["普法形式单一"]),
        ("多头执法屡禁不止，重罚轻管仍有发生。", ["多头执法屡禁不止", "重罚轻管仍有发生"]),
        ("多头检查没有杜绝，给企业带来不便。", ["多头检查没有杜绝，给企业带来不便"]),
        ("矛盾纠纷化解任务十分繁重。", ["矛盾纠纷化解任务十分繁重"]),
    ],
)  # fmt: skip
def test_sentences_of_problem_sections_that_reports_are_full_of(
    text: str, wanted: list[str]
) -> None:
    assert spans(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "世界经济复苏动力仍然不足。",
        "今年财力虽然仍很紧张，普法经费只增不减。",
        "不管财力多么紧张，都要保证普法经费。",
        "散乱企业是指主体责任仍然落实不到位的企业。",
        "前景催人奋进，征程任重道远。",
        "深入一线，摸清工作短板不足。",
        "我们清醒看到工作还存在不足。全年我们有效应对挑战，不误农时抓好执法服务。",
    ],
)
def test_what_an_account_of_work_does_not_admit(text: str) -> None:
    found = spans(text, "work")
    assert all("还存在不足" in one for one in found)


HEDGES = [
    ("部分单位执法人员配备不足，业务能力不强。", [True, True]),
    ("部分单位执法人员配备不足。执法装备落后。", [True, False]),
    ("个别部门执法方式简单，规范性文件备案审查工作机制不健全。", [True, False]),
    ("执法监督有待加强；普法形式单一。", [True, False]),
    ("现有的执法装备已经老化。", [False]),
    ("组成部门之间协同不够。", [False]),
    ("有的放矢的培训不多。", [False]),
    ("一是少数干部法治意识淡薄；二是培训内容陈旧，缺乏新意。", [True, False]),
]


@pytest.mark.parametrize(("text", "wanted"), HEDGES)
def test_a_quantifier_softens_until_a_full_stop_or_a_new_subject(
    text: str, wanted: list[bool]
) -> None:
    assert [one.hedged for one in find_admissions(text)] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("由于机构刚刚组建，职责边界不清晰。", True),
        ("职责边界不清晰，这主要是由于机构刚刚组建。", True),
        ("因经费紧张而无法更新的执法设备较多。", True),
        ("基本数据不全，因此统计口径不统一。", False),
        ("复议案件办理超期。究其原因，主要是人手紧张。", True),
        ("职责边界不清晰。", False),
    ],
)
def test_a_cause_beside_an_admission_is_marked(text: str, wanted: bool) -> None:
    assert {one.cause for one in find_admissions(text)} == {wanted}


CAUSE_CLAUSES = [
    "主要原因是编制紧张、待遇不高",
    "主要原因是编制紧张，经费缺乏保障",
    "主要原因有：编制紧张，经费缺乏保障",
    "原因在于编制紧张",
    "究其原因，是编制紧张，财力不足",
    "究其原因是编制紧张",
    "根源在于重视不够，投入不足",
    "主要是因为编制紧张，待遇不高",
    "这与编制紧张、待遇不高有关",
    "与编制紧张、待遇不高有很大关系",
]


@pytest.mark.parametrize("section", ["problems", "work"])
@pytest.mark.parametrize("cause", CAUSE_CLAUSES)
def test_a_cause_behind_an_admission_goes_and_the_admission_stays(cause: str, section: str) -> None:
    text = f"站所执法人员数量仍然不足，{cause}。村居普法形式仍然单一。"
    found = [
        (text[one.start : one.end], one.cause) for one in find_admissions(text, section=section)
    ]
    assert found == [("站所执法人员数量仍然不足", True), ("村居普法形式仍然单一", False)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "一是案卷归档不及时，主要原因是人手紧张；二是普法形式单一。",
            [("案卷归档不及时", True), ("普法形式单一", False)],
        ),
        ("案卷归档不及时，主要原因：一是人手紧张；二是培训不够。", [("案卷归档不及时", True)]),
        (
            "部分村居普法形式单一。案卷归档不及时，原因在于人手紧张。",
            [("部分村居普法形式单一", False), ("案卷归档不及时", True)],
        ),
        (
            "案卷归档不及时。这与人手紧张有关。普法形式单一。",
            [("案卷归档不及时", True), ("普法形式单一", False)],
        ),
        (
            "案卷归档不及时，原因分析不透彻。",
            [("案卷归档不及时", False), ("原因分析不透彻", False)],
        ),
        (
            "执法事项繁多，与群众生活密切相关，执法难度大。",
            [("执法事项繁多，与群众生活密切相关，执法难度大", False)],
        ),
    ],
)
def test_how_far_a_cause_reaches(text: str, wanted: list[tuple[str, bool]]) -> None:
    assert [(text[one.start : one.end], one.cause) for one in find_admissions(text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "无。",
        "没有。",
        "暂无。",
        "无",
        "一是无。",
        "问题：无。",
        "存在问题：暂无。",
        "目前没有问题。",
    ],
)
def test_a_report_that_answers_none_admits_nothing(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "案卷说理不充分、程序有瑕疵，反映出执法质量不高。",
            ["案卷说理不充分、程序有瑕疵，反映出执法质量不高"],
        ),
        (
            "案卷优秀率偏低，这说明部分站所执法能力不强；普法形式单一。",
            ["案卷优秀率偏低，这说明部分站所执法能力不强", "普法形式单一"],
        ),
        (
            "审核人员流动频繁、力量薄弱，导致合法性审查工作质量不高。",
            ["审核人员流动频繁、力量薄弱，导致合法性审查工作质量不高"],
        ),
        (
            "程序意识淡薄，暴露出执法培训不足，执法装备陈旧落后。",
            ["程序意识淡薄，暴露出执法培训不足", "执法装备陈旧落后"],
        ),
        ("反映出执法质量不高。", ["反映出执法质量不高"]),
        (
            "执法力量不足，说明理由制度落实不到位。",
            ["执法力量不足", "说明理由制度落实不到位"],
        ),
        ("村里没有法律顾问。", ["村里没有法律顾问"]),
    ],
)
def test_what_an_admission_shows_stays_in_its_span(text: str, wanted: list[str]) -> None:
    assert spans(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("全镇仅有3名执法人员，力量明显不足。", True),
        ("《青禾县物业管理办法》落实不到位。", True),
        ("区城管局执法不够规范。", True),
        ("部分单位执法人员不足。", False),
        ("有的乡镇普法工作不扎实。", False),
    ],
)
def test_numbers_laws_and_named_bodies_make_an_admission_specific(text: str, wanted: bool) -> None:
    assert [one.specific for one in find_admissions(text)] == [wanted]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("少数领导干部依法行政意识不强", "awareness"),
        ("运用法治方式处理问题的能力不足", "capacity"),
        ("法制机构人员编制偏少", "staffing"),
        ("执法协作机制不健全", "rules"),
        ("执法随意、粗暴的情况偶有发生", "enforcement"),
        ("各镇街工作推进不平衡", "imbalance"),
        ("政务公开不及时，问责偏软", "openness"),
        ("普法宣传针对性、实效性不强", "effect"),
        ("历史遗留的征地矛盾较为突出", "other"),
        ("甲乙丙丁", "other"),
    ],
)
def test_types_follow_their_cues(text: str, wanted: str) -> None:
    assert type_problems([text]) == [wanted]


def test_the_types_are_the_nine_of_the_codebook_each_with_name_and_cues() -> None:
    codes = "awareness capacity staffing rules enforcement imbalance openness effect other"
    assert [one.code for one in problem_types()] == codes.split()
    assert all(one.name_zh and one.definition and one.cues for one in problem_types())


def paragraphs(*rows: tuple[str, str, str]) -> tuple[pd.DataFrame, str]:
    text, table = "", []
    for place, (section, heading, words) in enumerate(rows):
        text += "题\n"
        entry = {"paragraph_id": f"d-{place}", "doc_id": "d", "section": section, "text": words}
        table.append({**entry, "headings": [heading] if heading else [], "start": len(text)})
        text += words + "\n"
    return pd.DataFrame(table), text


def test_offsets_lead_to_the_text_of_the_document() -> None:
    frame, text = paragraphs(
        ("work", "", "修订规章三部。"),
        ("problems", "存在的不足和原因", "一是　执法不够规范；二是“三项制度”落实不到位等。"),
    )
    found = find_problems(frame, documents=pd.DataFrame([{"doc_id": "d", "text": text}]))
    assert list(found["text"]) == ["执法不够规范", "“三项制度”落实不到位"]
    places = zip(found["start"], found["end"], strict=True)
    assert [text[start:end] for start, end in places] == list(found["text"])
    assert list(found["problem_id"]) == [f"d-{start}" for start in found["start"]]
    assert found["category"].isna().all()


def test_an_announcement_counts_only_where_the_document_tells_no_more() -> None:
    lead = ("problems", "", "我县法治政府建设工作还存在一些差距。")
    alone = find_problems(paragraphs(lead)[0])
    followed = find_problems(paragraphs(lead, ("problems", "", "执法力量不足。"))[0])
    assert list(alone["text"]) == ["我县法治政府建设工作还存在一些差距"]
    assert list(followed["text"]) == ["执法力量不足"]


def test_a_paragraph_of_causes_marks_the_problems_above_it() -> None:
    frame, _ = paragraphs(
        ("work", "", "但执法经费仍然不足。"),
        ("problems", "存在的问题", "执法力量不足。"),
        ("problems", "原因分析", "培训不够，认识不到位。"),
    )
    found = find_problems(frame)
    assert list(found["text"]) == ["执法经费仍然不足", "执法力量不足"]
    assert list(found["cause"]) == [False, True]


def test_no_admission_makes_an_empty_table() -> None:
    found = find_problems(paragraphs(("work", "", "修订规章三部。"))[0])
    assert len(found) == 0
    assert "hedged" in found.columns


def test_offsets_of_another_text_are_refused() -> None:
    frame, _ = paragraphs(("problems", "", "执法力量不足。"))
    with pytest.raises(TableError, match="pass the documents and the paragraphs of one reading"):
        find_problems(frame, documents=pd.DataFrame([{"doc_id": "d", "text": "别的文字" * 9}]))


@pytest.mark.parametrize("unit", ["较大", "经济社会", "比较", "存在", "，", "但", "一是", "“", "("])
def test_time_grows_with_length_only(unit: str) -> None:
    began = time.perf_counter()
    find_admissions(unit * 4000 + "甲")
    assert time.perf_counter() - began < 3


def test_cutare_in_order_verbatim_and_apart() -> None:
    text = "。".join(str(shape.values[0]) for shape in SHAPES)
    found = find_admissions(text)
    assert len(found) > 20
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)


def test_announces_causes() -> None:
    assert not announces_causes("执法力量不足。")


def test_the_gold_admissions_are_found(shared: Path) -> None:
    gold = pd.read_csv(shared / "gold" / "problems.csv")
    lines = pd.read_csv(shared / "gold" / "report_lines.csv")
    files = {path.name: path for path in (shared / "seeds").rglob("*.txt")}
    matched = found = 0
    for row in lines[lines["role"] == "body"].itertuples():
        line = files[str(row.file)].read_text(encoding="utf-8").split("\n")[int(row.line) - 1]
        text = line.strip()
        head = text.find("。") + 1 if text.startswith(("(", "（")) else 0
        section = "plans" if row.section == "mixed" else str(row.section)
        here = gold[(gold["file"] == row.file) & (gold["line"] == row.line)]
        cut = [
            (one.start + head, one.end + head)
            for one in find_admissions(text[head:], section=section)
        ]
        found += len(cut)
        for start, end in zip(here["start"], here["end"], strict=True):
            matched += any(
                2 * (min(end, b) - max(start, a)) >= max(end - start, b - a) for a, b in cut
            )
    assert matched / len(gold) >= 0.85
    assert matched / found >= 0.80
