"""Repairs of printed text, one table of examples each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.cleaning import (
    clean_line,
    close_spaces,
    decode_entities,
    drop_invisible,
    drop_pinyin,
    fold_blanks,
    narrow_digits,
    simplify,
    unify_line_breaks,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("一\r\n二", "一\n二"),
        ("一\r二\x0b三\x0c四", "一\n二\n三\n四"),
        ("一\u2028二\u2029三\x85四", "一\n二\n三\n四"),
        ("一\r\r\n二", "一\n\n二"),
        ("一 二", "一 二"),
    ],
)
def test_line_breaks(text: str, wanted: str) -> None:
    assert unify_line_breaks(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("法\u200b治\ufeff", "法治"),
        ("\u202e法治\u200f", "法治"),
        ("法\x00治\x07", "法治"),
        ("法\ud800治", "法治"),
        ("\uf0b7简政放权", "简政放权"),
        ("第\t一\n行", "第\t一\n行"),
        ("𠮷林", "𠮷林"),
    ],
)
def test_invisible_marks(text: str, wanted: str) -> None:
    assert drop_invisible(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A&amp;B", "A&B"),
        ("&#12298;纲要&#x300b;", "《纲要》"),
        ("&ldquo;双随机&rdquo;", "“双随机”"),
        ("AT&T；R&D", "AT&T；R&D"),
        ("&没有分号", "&没有分号"),
    ],
)
def test_entities(text: str, wanted: str) -> None:
    assert decode_entities(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("２０１９年", "2019年"),
        ("ＡＢｚ９０％", "ABz90%"),
        ("（一），。；：！？《》", "（一），。；：！？《》"),
        ("①Ⅱ㈠", "①Ⅱ㈠"),
    ],
)
def test_wide_digits(text: str, wanted: str) -> None:
    assert narrow_digits(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("　　深入推进\xa0 依法行政\t", "深入推进 依法行政"),
        ("一\u2003二\u202f三", "一 二 三"),
        ("   ", ""),
        ("依法行政", "依法行政"),
        ("行政复议\t28 \t 27\t96%", "行政复议\t28\t27\t96%"),
        ("任务\t完成情况", "任务\t完成情况"),
        ("一、\t工作情况", "一、 工作情况"),
        ("1.\t完善制度。\t全年审查文件12件。", "1. 完善制度。 全年审查文件12件。"),
        ("全年办案12件。\t没有差错。", "全年办案12件。 没有差错。"),
        ("\t\t依法行政", "依法行政"),
    ],
)
def test_blanks(text: str, wanted: str) -> None:
    assert fold_blanks(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("　　１.\xa0深化\u200b改革&nbsp;", "1. 深化改革"),
        ("&amp;nbsp;工作&amp;nbsp;", "工作"),
        ("审查&#10;备案", "审查 备案"),
        ("\x00\ufeff", ""),
        ("审查规范性文件17件，备案率达95%。", "审查规范性文件17件，备案率达95%。"),
    ],
)
def test_lines(text: str, wanted: str) -> None:
    assert clean_line(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("依 法 行 政", "依法行政"),
        ("云 岭 县 2 0 2 0 年 法 治 工 作", "云岭县2020年法治工作"),
        ("一 、主 要 工 作 ：完 善 制 度 。", "一、主要工作 ：完善制度。"),
        ("目 录", "目录"),
        (
            "2020 年，全县共 办理案件 12 件，没有一件超过期限。",
            "2020年，全县共办理案件12件，没有一件超过期限。",
        ),
        (
            "《 纲要》 实施以来，各部门 认真贯彻落实，成效明显。",
            "《纲要》实施以来，各部门认真贯彻落实，成效明显。",
        ),
        ("2021 年 1 月 8 日", "2021年1月8日"),
        ("第一章 总则", "第一章 总则"),
        (
            "第三部分 2021年，全县将继续 深入推进依法行政各项工作",
            "第三部分 2021年，全县将继续深入推进依法行政各项工作",
        ),
        ("县长 王某某", "县长 王某某"),
        ("名称 文号 发布日期", "名称 文号 发布日期"),
        ("行政复议 28 27 96%", "行政复议 28 27 96%"),
        ("来源：县司法局 作者：办公室 浏览：8次", "来源：县司法局 作者：办公室 浏览：8次"),
        ("云岭县司法局 2021年1月8日印发", "云岭县司法局 2021年1月8日印发"),
        (
            "推行 App 办理，群众通过 App 提交材料，全程网办率提高",
            "推行 App 办理，群众通过 App 提交材料，全程网办率提高",
        ),
        ("1. 深化改革", "1. 深化改革"),
        ("任务 一\t完成 情况", "任务 一\t完成 情况"),
    ],
)
def test_stray_spaces(text: str, wanted: str) -> None:
    assert close_spaces(text) == wanted
    assert close_spaces(wanted) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("依法行（xíng）政", "依法行政"),
        ("依法行(xing2)政", "依法行政"),
        ("执（zhí）法（fǎ）", "执法"),
        ("重[chóng]复", "重复"),
        ("加入世贸组织（WTO）", "加入世贸组织（WTO）"),
        ("手机应用(App)办理", "手机应用(App)办理"),
        ("云岭（yunling）", "云岭（yunling）"),
        ("第（2）项（a1）", "第（2）项（a1）"),
        ("法治政府（见附件）", "法治政府（见附件）"),
    ],
)
def test_pinyin(text: str, wanted: str) -> None:
    assert drop_pinyin(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("國務院關於執法機關的決定", "国务院关于执法机关的决定"),
        ("2012年，開展執法檢查；\n發布規範性文件。", "2012年，开展执法检查；\n发布规范性文件。"),
        ("国务院关于执法机关的决定", "国务院关于执法机关的决定"),
        (
            "乾隆年間，设立县衙，经国务院批准，现为文物保护单位。",
            "乾隆年間，设立县衙，经国务院批准，现为文物保护单位。",
        ),
        ("", ""),
    ],
)
def test_traditional_script(text: str, wanted: str) -> None:
    assert simplify(text) == wanted


# Ampersands are left out: entities hidden in entities are followed four deep and no further.
@given(st.text(st.characters(blacklist_characters="&\n")))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_line(text)
    assert clean_line(once) == once
    assert once == once.strip()
