"""Numbers that open lines, and the headings that open paragraphs."""

from __future__ import annotations

import pytest

from toolkit.corpus.numbering import RANK, inline_heading_end, is_bare_heading, read_number


@pytest.mark.parametrize(
    ("line", "kind", "rest"),
    [
        ("第一部分 工作总结", "part", "工作总结"),
        ("第三章 执法", "chapter", "执法"),
        ("第二节：监督", "article", "监督"),
        ("一、总体情况", "chinese", "总体情况"),
        ("十二、保障", "chinese", "保障"),
        ("三、2020年工作打算", "chinese", "2020年工作打算"),
        ("（二）立法", "bracketed", "立法"),
        ("(三)执法", "bracketed", "执法"),
        ("〔四〕监督", "bracketed", "监督"),
        ("五）普法", "bracketed", "普法"),
        ("1.执法", "digit", "执法"),
        ("2、执法", "digit", "执法"),
        ("3．执法", "digit", "执法"),
        ("4. 执法", "digit", "执法"),
        ("（5）执法", "bracketed digit", "执法"),
        ("6)执法", "bracketed digit", "执法"),
        ("①执法", "circled", "执法"),
        ("一是放权", "spoken", "放权"),
        ("二要抓落实", "spoken", "抓落实"),
        ("首先，放权", "spoken", "放权"),
        ("第二，监管", "spoken", "监管"),
        ("——执法", "dash", "执法"),
        ("壹、执法", "formal", "执法"),
        ("贰 执法", "formal", "执法"),
        ("Ⅱ.执法", "roman", "执法"),
        ("㈢执法", "bracketed", "执法"),
        ("⒊执法", "digit", "执法"),
        ("1.2 执法", "decimal", "执法"),
        ("其三，执法", "spoken", "执法"),
    ],
)
def test_numbers(line: str, kind: str, rest: str) -> None:
    number = read_number(line)
    assert number is not None
    assert (number.kind, line[number.end :]) == (kind, rest)


@pytest.mark.parametrize(
    "line",
    [
        "2019年，全县",
        "一些部门",
        "1.5亿元投入",
        "三项制度全面推行",
        "第一责任人职责",
        "一是否公开",
        "1.5 亿元投入",
        "其一贯做法",
        "陆　勇",
        "伍  敏",
        "叁仟元罚款",
        "十九大以来",
        "",
    ],
)
def test_what_is_no_number(line: str) -> None:
    assert read_number(line) is None


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("（一）加强政府立法。全年完成立法项目3件。", "（一）加强政府立法。"),
        ("1.简政放权。取消事项9项。", "1.简政放权。"),
        ("一是强化学习。组织培训4期。", "一是强化学习。"),
        ("（二）存在问题：人员不足，经费紧张。", "（二）存在问题："),
        ("6.加强能力建设一是带头学法，二是开展培训。", "6.加强能力建设"),
        ("一是放权。取消9项。二是监管。检查6次。", ""),
        ("1.全年办理案件33件。没有差错。", ""),
        ("（三）加强执法监督。", ""),
        ("全年完成立法项目3件。备案率高。", ""),
        ("——强化监督。开展评查。", ""),
    ],
)
def test_inline_headings(line: str, heading: str) -> None:
    assert line[: inline_heading_end(line)] == heading


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("一、存在的问题", True),
        ("（一）依法全面履行政府职能。", True),
        ("第二部分", True),
        (
            "三、2020年度党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况",
            True,
        ),
        ("1.新增岗位30个。", False),
        ("（一）认真履职；加强监督", False),
        ("（一）制定方案。明确分工。", False),
    ],
)
def test_bare_headings(line: str, bare: bool) -> None:
    number = read_number(line)
    assert number is not None
    assert is_bare_heading(line, number) is bare


def test_a_deeper_decimal_stands_below() -> None:
    shallow, deep = (read_number(line) for line in ("1.3 规范执法", "1.3.1 执法制度"))
    assert shallow is not None
    assert deep is not None
    assert shallow.kind == deep.kind == "decimal"
    assert shallow.rank < deep.rank < RANK["bracketed digit"]


def test_a_note_in_brackets_is_no_text_behind_a_heading() -> None:
    assert inline_heading_end("2.开展公平竞争审查。（牵头单位：市市场监管局）") == 0
