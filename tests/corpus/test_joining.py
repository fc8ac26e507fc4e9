"""What widths, pages and lone numbers broke is put together, and what stands apart stays so."""

from __future__ import annotations

import pytest

from toolkit.corpus.joining import (
    Printed,
    is_page_number,
    join_broken_lines,
    join_lone_numbers,
    join_over_pages,
)

CUT = [
    "全县深入推进依法行政，各项工作取得明显成效，群",
    "众满意度不断提高，办结各类行政案件三百余件，没",
    "有一件被上级机关撤销或者变更。",
    "（一）完善制度。制定重大行政决策程序规定，公布",
    "年度决策事项目录，组织听证会四次，采纳意见建议",
    "二十一条。",
    "二、存在的问题",
    "执法人员偏少，案多人少的矛盾突出，一些乡镇没有",
    "专门的法制机构。",
]


def _printed(lines: list[str]) -> list[Printed]:
    return [Printed(number, text) for number, text in enumerate(lines, 1)]


def _texts(lines: list[Printed]) -> list[str]:
    return [line.text for line in lines]


def test_lines_of_one_width_are_put_together() -> None:
    joined, aside = join_broken_lines(_printed(CUT))
    assert [(line.number, line.text[:6], line.text[-3:]) for line in joined] == [
        (1, "全县深入推进", "变更。"),
        (4, "（一）完善制", "一条。"),
        (7, "二、存在的问", "的问题"),
        (8, "执法人员偏少", "机构。"),
    ]
    assert aside == []


def test_a_page_number_inside_a_paragraph_is_handed_back() -> None:
    joined, aside = join_broken_lines(_printed([*CUT[:1], "— 1 —", *CUT[1:]]))
    assert joined[0].text == "".join(CUT[:3])
    assert aside == [Printed(2, "— 1 —")]


def test_a_stop_at_a_full_lines_end_ends_the_paragraph_unless_the_file_marks_openings() -> None:
    cut = [*CUT[:1], "众满意度不断提高，办结各类行政案件三百余件全。", *CUT[2:]]
    unmarked, _ = join_broken_lines(_printed(cut))
    opening = {1, 4, 7, 8}
    marked, _ = join_broken_lines(
        [Printed(line.number, line.text, line.number in opening) for line in _printed(cut)]
    )
    assert [line.number for line in unmarked] == [1, 3, 4, 7, 8]
    assert [line.number for line in marked] == [1, 4, 7, 8]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [f"（{k}）加强组织领导，健全工作机制，落实责任分工。" for k in "一二三四五六七"],
            id="items of one length that end with a stop",
        ),
        pytest.param(
            [f"关于开展行政执法案卷评查工作的通知之{k}" for k in "甲乙丙丁戊己庚"],
            id="a list of titles",
        ),
        pytest.param(
            [f"{k}、全面推进依法行政各项工作取得新成效，群众满意" for k in "一二三四五六七"],
            id="numbered lines without stops",
        ),
        pytest.param(
            ["全县深入推进依法行政，" * 9, *CUT[:2], "全县扎实推进普法工作，" * 8],
            id="longer lines beside",
        ),
        pytest.param(["行政复议\t28\t27\t百分之九十六点四三八，件"] * 8, id="rows of a table"),
        pytest.param([], id="nothing"),
    ],
)
def test_lines_that_were_not_cut_stay(lines: list[str]) -> None:
    assert join_broken_lines(_printed(lines)) == (_printed(lines), [])


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["一、", "工作情况"], ["一、工作情况"]),
        (["二是", "优化服务，压缩时限。"], ["二是优化服务，压缩时限。"]),
        (["（三）", "规范执法。"], ["（三）规范执法。"]),
        (["1.", "深化改革"], ["1.深化改革"]),
        (["全县依法行政", "，成效明显。"], ["全县依法行政，成效明显。"]),
        (["一、", "（一）立法"], ["一、", "（一）立法"]),
        (["一、", "2020年1月8日"], ["一、", "2020年1月8日"]),
        (["第一部分", "工作情况"], ["第一部分", "工作情况"]),
        (["一、工作情况", "完善制度。"], ["一、工作情况", "完善制度。"]),
        (["来源：县司法局", "，其他"], ["来源：县司法局", "，其他"]),
        (["12", "行政许可"], ["12", "行政许可"]),
    ],
)
def test_lone_numbers_and_lost_stops(lines: list[str], joined: list[str]) -> None:
    assert _texts(join_lone_numbers(_printed(lines))) == joined


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (
            ["全年办理行政复议案件12件，没有一件被", "- 3 -", "撤销。"],
            ["全年办理行政复议案件12件，没有一件被撤销。"],
        ),
        (
            ["全年办理案件12件，其中，一是复议4件；", "第3页 共9页", "二是应诉8件。"],
            ["全年办理案件12件，其中，一是复议4件；二是应诉8件。"],
        ),
        (
            ["全年办理行政复议案件12件。", "- 3 -", "应诉案件5件。"],
            ["全年办理行政复议案件12件。", "- 3 -", "应诉案件5件。"],
        ),
        (
            ["一、加强领导，健全工作推进机制", "- 3 -", "（一）立法"],
            ["一、加强领导，健全工作推进机制", "- 3 -", "（一）立法"],
        ),
        (
            ["教育局、民政局、卫生健康局、各街道办事处", "8", "新建养老服务中心"],
            ["教育局、民政局、卫生健康局、各街道办事处", "8", "新建养老服务中心"],
        ),
        (
            ["扎实推进各项工作，成效明显，现", "- 3 -", "云岭县人民政府"],
            ["扎实推进各项工作，成效明显，现", "- 3 -", "云岭县人民政府"],
        ),
    ],
)
def test_sentences_over_pages(lines: list[str], joined: list[str]) -> None:
    kept, aside = join_over_pages(_printed(lines))
    assert _texts(kept) == joined
    assert len(aside) == len(lines) - len(joined) - (len(joined) < len(lines))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("- 3 -", True),
        ("—3—", True),
        ("第3页 共12页", True),
        ("3/12", True),
        ("12", True),
        ("3", True),
        ("三", False),
        ("3件", False),
        ("2020年1月", False),
        ("——", False),
        ("全年办案3", False),
    ],
)
def test_page_numbers(text: str, number: bool) -> None:
    assert is_page_number(text) is number
