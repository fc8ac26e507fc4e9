"""Contents, summaries, second printings, tables, and the text that must not be taken for them."""

from __future__ import annotations

import pytest

from toolkit.corpus.furniture import (
    attached_table,
    contents_lines,
    copied_lines,
    is_cell_figure,
    summary_lines,
)

TEXT = "2020年，全县扎实推进依法行政，取得新成效。现将有关情况报告如下。"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["目录", "一、情况……1", "二、打算……4", "一、情况", TEXT, "二、打算"], {0, 1, 2}),
        (["目 录", "前言 1", "前言", TEXT], {0, 1}),
        (["目录", TEXT], {0}),
        (["一、情况", TEXT, "二、打算", "一、情况"], set()),
        ([], set()),
    ],
)
def test_contents(lines: list[str], found: set[int]) -> None:
    assert contents_lines(lines) == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([f"摘要：{TEXT[:20]}", TEXT], {0}),
        ([f"【导读】{TEXT[:20]}……", "标题", TEXT], {0}),
        ([f"{TEXT[:18]}...", TEXT], {0}),
        ([TEXT.partition("。")[0] + "。", TEXT], {0}),
        (["摘要：本报告分三个部分，供各单位参考使用。", TEXT], set()),
        ([TEXT, TEXT], set()),
        (["2020年", TEXT], set()),
        (["一、情况", "一、情况和打算"], set()),
    ],
)
def test_summaries(lines: list[str], found: set[int]) -> None:
    assert summary_lines(lines) == found


SENTENCES = [
    f"全县共办理第{k}类案件若干件，依法化解矛盾纠纷，没有一件超过期限。" for k in "甲乙丙丁"
]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["一、情况", *SENTENCES, "新华社电", "一、情况", *SENTENCES], {6, 7, 8, 9, 10}),
        ([*SENTENCES, *SENTENCES[:2]], set()),
        ([SENTENCES[0]] * 6, set()),
        ([*SENTENCES, *SENTENCES[::-1]], set()),
        (SENTENCES, set()),
        ([], set()),
    ],
)
def test_second_printings(lines: list[str], found: set[int]) -> None:
    assert copied_lines(lines) == found


@pytest.mark.parametrize(
    ("lines", "cell"),
    [
        (["数量", "23", "件"], True),
        (["数量", "96%", "行政许可"], True),
        (["23"], True),
        ([TEXT, "23", "二、打算"], False),
        (["二、打算", "23", TEXT], False),
        (["数量", "23件", "备注"], False),
    ],
)
def test_figures_in_cells(lines: list[str], cell: bool) -> None:
    assert is_cell_figure(lines, min(1, len(lines) - 1)) is cell


@pytest.mark.parametrize(
    ("lines", "size"),
    [
        (["附件", "统计表", "项目", "数量", "行政检查", "23"], 6),
        (["附件", "项目\t数量\t备注", "检查\t23\t次", "处罚\t2\t件"], 4),
        (["附件", "1.统计表.docx"], 0),
        (["附件1", "规范性文件目录", "1.停车管理办法", "2.养护管理办法"], 4),
        (["附件", "1.规范性文件目录", "2.案件统计表"], 0),
        (["附件", TEXT], 0),
        (["附近", "项目", "数量", "备注", "检查", "23"], 0),
    ],
)
def test_attached_tables(lines: list[str], size: int) -> None:
    assert len(attached_table(lines, 0)) == size
