"""Repairs of printed text, one table of examples each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.cleaning import (
    clean_line,
    decode_entities,
    drop_invisible,
    fold_blanks,
    narrow_digits,
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
    ],
)
def test_blanks(text: str, wanted: str) -> None:
    assert fold_blanks(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("　　１.\xa0深化\u200b改革&nbsp;", "1. 深化改革"),
        ("&amp;nbsp;工作&amp;nbsp;", "工作"),
        ("一&#10;二", "一 二"),
        ("\x00\ufeff", ""),
        ("审查规范性文件17件，备案率达95%。", "审查规范性文件17件，备案率达95%。"),
    ],
)
def test_lines(text: str, wanted: str) -> None:
    assert clean_line(text) == wanted


# Ampersands are left out: entities hidden in entities are followed four deep and no further.
@given(st.text(st.characters(blacklist_characters="&\n")))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_line(text)
    assert clean_line(once) == once
    assert once == once.strip()
