"""Documents, paragraphs and sections: invented reports by line, and what any text keeps to."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.coded import CodedReport, coded_reports
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.numbering import inline_heading_end
from toolkit.corpus.structure import Parsed, line_sections, parse

REPORTS, KINDS = "coded_reports.txt", "coded_kinds.txt"
ROLES = {"T": "title", "M": "meta", "N": "noise", "H": "heading"}
SECTIONS = {
    "I": "intro",
    "W": "work",
    "P": "problems",
    "L": "plans",
    "X": "mixed",
    "O": "other",
}


def _codes(parsed: Parsed) -> dict[int, str]:
    sections = line_sections(parsed)
    names = {value: code for code, value in (ROLES | SECTIONS).items()}
    return {
        line.number: names[sections[line.number] if line.role == "body" else line.role]
        for line in parsed.lines
    }


@pytest.mark.parametrize(
    "report", [pytest.param(one, id=one.name) for one in coded_reports(REPORTS, KINDS)]
)
def test_invented_reports_are_read_line_by_line(report: CodedReport) -> None:
    found = _codes(parse(report.text))
    wrong = [
        (text[:30], code, found.get(number, "+"))
        for number, (code, text) in enumerate(report.lines, 1)
        if code != found.get(number, "+")
    ]
    assert wrong == []


def test_invented_reports_of_many_kinds_tell_year_and_issuer(tmp_path: Path) -> None:
    reports = coded_reports(KINDS)
    for number, report in enumerate(reports):
        (tmp_path / f"{number:02}.txt").write_text(report.text, encoding="utf-8")
    found = read_corpus(tmp_path).documents.astype("str").to_dict("records")
    for report, row in zip(reports, found, strict=True):
        assert {name: row[name] for name in report.told} == report.told, report.name
    assert sum(len(report.told) for report in reports) >= 45


def test_a_bulletins_articles_are_documents_of_their_own() -> None:
    (bulletin,) = (one for one in coded_reports(REPORTS) if one.name == "bulletin with credits")
    parsed = parse(bulletin.text)
    assert parsed.masthead is not None
    assert [document.words_of("title") for document in parsed.documents] == [
        ("我县召开法治政府建设推进会",),
        ("县市场监管局创新执法方式显温度",),
    ]


def test_one_paragraph_is_cut_where_problems_turn_to_plans() -> None:
    parsed = parse("一、存在问题和打算\n执法力量薄弱，人员不足。下一步，将继续充实队伍，完善制度。")
    document = parsed.documents[0]
    assert [(p.section, document.text[p.start : p.end]) for p in document.paragraphs] == [
        ("problems", "执法力量薄弱，人员不足。"),
        ("plans", "下一步，将继续充实队伍，完善制度。"),
    ]


def test_headings_above_and_inline_heading_of_a_paragraph() -> None:
    parsed = parse("一、工作情况\n（一）立法\n1.规章。全年制定规章3件，修改2件。")
    (paragraph,) = parsed.documents[0].paragraphs
    assert paragraph.headings == ("一、工作情况", "（一）立法")
    assert paragraph.inline_heading == "1.规章。"
    assert [line.level for line in parsed.lines] == [1, 2, None]


def test_an_unnumbered_part_stands_above_numbered_headings() -> None:
    parsed = parse(
        "云岭县政府工作报告\n2016年工作回顾\n一、经济\n经济稳步增长，成效明显。\n2017年工作安排\n一、经济\n推动经济发展，保持增长。"
    )
    assert [p.headings for p in parsed.documents[0].paragraphs] == [
        ("2016年工作回顾", "一、经济"),
        ("2017年工作安排", "一、经济"),
    ]
    assert [p.section for p in parsed.documents[0].paragraphs] == ["work", "plans"]


def test_line_numbers_count_every_kind_of_break() -> None:
    parsed = parse("云岭县2020年工作报告\r\n\r\n一、存在问题\r执法力量薄弱，人员不足。")
    assert [(line.number, line.role) for line in parsed.lines] == [
        (1, "title"),
        (3, "heading"),
        (4, "body"),
    ]


def test_a_page_number_inside_a_sentence_is_a_line_of_the_file_and_in_no_text() -> None:
    parsed = parse("一、工作情况\n全年办理案件12件，没有一件被\n- 3 -\n上级机关撤销。")
    (document,) = parsed.documents
    assert document.text == "一、工作情况\n全年办理案件12件，没有一件被上级机关撤销。"
    assert [(line.number, line.role) for line in parsed.lines] == [
        (1, "heading"),
        (2, "body"),
        (3, "meta"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "\x00", "\ud800", "\u200f\u202e", "　\n\t"])
def test_text_without_words_gives_no_paragraph(text: str) -> None:
    assert [document.paragraphs for document in parse(text).documents] == [()]


# Tokens of which reports are made, and marks that break careless readers.
TOKENS = [
    *(
        "一、",
        "（二）",
        "3．",
        "(4)",
        "①",
        "一是",
        "二要",
        "首先，",
        "第一部分",
        "第三章",
        "——",
        "附件1",
    ),
    *("存在的问题", "下一步打算", "2021年工作安排", "工作开展情况", "名词解释", "云岭县人民政府"),
    *(
        "法治政府建设",
        "但仍存在不少问题",
        "下一步，我县将继续",
        "取得明显成效",
        "各位代表",
        "办理案件12件",
    ),
    *("。", "，", "；", "：", "！", "”", "）", "、", " ", "　", "\n", "\r\n", "\n\n", "\u2028"),
    *(
        "2020年1月8日",
        "第3期（总第9期）",
        "简报",
        "（县司法局供稿）",
        "来源：",
        "打印",
        ">",
        "1",
        "２",
    ),
    *(
        "— 1 —\n",
        "\n第3页 共9页\n",
        "\x0c",
        "\t",
        "12\n",
        "目录\n",
        "前言\n",
        "摘要：",
        "附件\n",
        "……4\n",
    ),
    *(
        "一、\n",
        "二是\n",
        "壹、",
        "Ⅱ.",
        "1.2 立法",
        "（2020年）\n",
        "云 岭 县",
        "行（xíng）政",
        "……",
    ),
    *(
        "國務院關於執法機關",
        "與時俱進",
        "推进依法行政各项任务落到实处，取得",
        "明显成效，群众满意度不断提高，各级\n",
    ),
    *("\x00", "\ud800", "\u202e", "\u200b", "\ufeff", "（", "《", "&nbsp;", "𠮷", "é", "a b"),
]


def _wrapped(sentences: list[str], width: int, page: int) -> str:
    """Sentences as paragraphs, their lines cut at one width, a number below each page."""
    lines = [
        line
        for text in sentences
        for line in (text[k : k + width] for k in range(0, len(text), width))
    ]
    pages = [lines[k : k + page] for k in range(0, len(lines), page)]
    return "\n".join("\n".join([*some, f"- {k} -"]) for k, some in enumerate(pages, 1))


sentences = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=20).map("".join)
wrapped = st.builds(
    _wrapped, st.lists(sentences, max_size=12), st.integers(8, 24), st.integers(2, 20)
)
texts = st.lists(st.sampled_from(TOKENS), max_size=60).map("".join) | wrapped


@given(texts | st.text(max_size=120))
def test_paragraphs_are_exact_stretches_in_order(text: str) -> None:
    parsed = parse(text)
    assert parse(text) == parsed
    for document in parsed.documents:
        reached = 0
        for paragraph in document.paragraphs:
            assert reached <= paragraph.start < paragraph.end <= len(document.text)
            words = document.text[paragraph.start : paragraph.end]
            assert words == words.strip()
            assert "\n" not in words
            reached = paragraph.end


@given(texts)
def test_body_lines_are_covered_but_for_their_inline_headings(text: str) -> None:
    for document in parse(text).documents:
        pieces: dict[int, str] = {}
        for paragraph in document.paragraphs:
            words = document.text[paragraph.start : paragraph.end]
            pieces[paragraph.line] = pieces.get(paragraph.line, "") + words
        for line in document.lines:
            if line.role == "body":
                rest = line.text[inline_heading_end(line.text) :]
                # Blanks between the pieces, and a table's tabs, belong to none of them.
                assert "".join(pieces.get(line.number, "").split()) == "".join(rest.split())
            else:
                assert line.number not in pieces


@given(texts)
def test_parsing_a_documents_own_text_changes_nothing(text: str) -> None:
    # One document only: an article cut out of its bulletin loses the masthead that named it one.
    parsed = parse(text)
    if len(parsed.documents) > 1:
        return
    (document,) = parsed.documents
    (again,) = parse(document.text).documents
    assert again.text == document.text
    assert [(p.section, p.start, p.end) for p in again.paragraphs] == [
        (p.section, p.start, p.end) for p in document.paragraphs
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "法治政府建设工作",
        "法治政府，",
        "2",
        "（",
        "存在",
        "虽然但",
        "一、",
        "2020年将",
        "！",
        "仍有",
    ],
)
def test_one_line_of_a_million_characters_is_read(unit: str) -> None:
    line = unit * (1_000_000 // len(unit))
    parsed = parse(line)
    assert [len(read.text) for read in parsed.lines] == [len(line)]


def test_many_headings_and_lines_are_read() -> None:
    block = "（一）组织领导\n全年召开会议，认真部署，成效明显。\n"
    parsed = parse("一、工作情况\n" + block * 3_000)
    assert len(parsed.documents[0].paragraphs) == 3_000
    assert sum(line.role == "heading" for line in parsed.lines) == 3_001


def test_many_short_lines_are_read() -> None:
    parsed = parse("法治政府\n" * 10_000)
    assert len(parsed.lines) == 10_000


def _steps(text: str) -> int:
    """Calls that parsing a text makes."""
    count = 0

    def counted(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        parse(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("全县推进依法行政各项工作落到实处，取得了明\n", id="one width, no stop"),
        pytest.param("全县推进依法行政，取得明显成效，案件一\n- 1 -\n", id="cut by page numbers"),
        pytest.param("一、\n", id="lone numbers"),
        pytest.param("，\n", id="lost stops"),
        pytest.param("法治建设报告\x0c", id="running heads"),
        pytest.param("目录\n附件\n前言\n12\n", id="words that open parts"),
        pytest.param("强化组织领导\n全年召开会议，认真部署，成效明显。\n", id="plain headings"),
        pytest.param("简报第3期\n（县司法局供稿）\n", id="articles"),
        pytest.param("执法\t23\t件\n", id="rows"),
        pytest.param("打印\n云岭县人民政府\n2020年1月8日\n", id="furniture and signatures"),
        pytest.param("存在问题。下一步将继续，但仍有不足。", id="one line"),
    ],
)
def test_the_steps_grow_with_the_text(unit: str) -> None:
    small, large = _steps(unit * 100), _steps(unit * 800)
    assert large <= 10 * small


def test_an_item_that_tells_its_problem_in_its_first_sentence_keeps_it() -> None:
    line = "（一）督察力度还不够大，一些单位问题反弹。下一步，将建立回头看制度。"
    (document,) = parse(f"三、存在的问题及下一步打算\n{line}").documents
    pieces = [(p.section, document.text[p.start : p.end]) for p in document.paragraphs]
    assert pieces == [
        ("problems", "（一）督察力度还不够大，一些单位问题反弹。"),
        ("plans", "下一步，将建立回头看制度。"),
    ]


def test_the_account_may_begin_behind_the_sentence_that_announces_it() -> None:
    line = "2022年我镇推进依法行政，现将情况报告如下：一、工作情况（一）加强领导。召开会议7次。"
    (document,) = parse(f"洮河镇2022年法治政府建设工作报告\n{line}").documents
    assert [paragraph.section for paragraph in document.paragraphs] == ["intro", "work"]


def test_stars_and_boxes_head_the_parts_beside_one_another() -> None:
    lines = [
        "云岭县2023年法治政府建设情况报告",
        "【工作进展】",
        "全县新增掌上办事项213项，办结率100%。",
        "★ 短板弱项",
        "（1）部分执法部门人员老龄化严重，45岁以下持证人员不足三成。",
        "★ 改进举措",
        "（1）优化执法队伍结构，将新增编制优先用于执法一线。",
    ]
    (document,) = parse("\n".join(lines)).documents
    found = [(one.section, one.headings) for one in document.paragraphs]
    assert found == [
        ("work", ("【工作进展】",)),
        ("problems", ("★ 短板弱项",)),
        ("plans", ("★ 改进举措",)),
    ]
