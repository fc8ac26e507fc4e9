"""Fonts: found by what they hold, refused when they do not, small when embedded."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest

from toolkit.errors import MissingFontError
from toolkit.presentation.fonts import (
    FontFile,
    find_font,
    packaged_fonts,
    system_fonts,
    write_subset,
)

CHINESE = "法治政府建设 A1 2019（%）"
LATIN = FontFile(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
LAST_RESORT = LATIN.path.with_name("LastResortHE-Regular.ttf")


def coverage(font: FontFile) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font.path, fontNumber=font.index) as opened:
        return set(opened.getBestCmap())


@pytest.mark.parametrize("text", [CHINESE, "Share (%) −1 – 2", "新平彝族自治县"])
def test_the_font_that_is_found_has_every_character(text: str) -> None:
    assert {ord(character) for character in text} <= coverage(find_font(text))


def test_white_space_and_line_breaks_need_no_glyph() -> None:
    assert find_font("A1\nRule-making \t", candidates=[LATIN]) == LATIN


def test_the_first_candidate_that_suffices_is_taken() -> None:
    chinese = packaged_fonts()[0]
    assert find_font("A1", candidates=[LATIN, chinese]) == LATIN
    assert find_font(CHINESE, candidates=[LATIN, chinese]) == chinese


@pytest.mark.parametrize("candidates", [[], [LATIN], [FontFile(Path("no such font.ttf"))]])
def test_a_missing_font_is_refused_with_what_to_install(candidates: list[FontFile]) -> None:
    with pytest.raises(MissingFontError) as refusal:
        find_font(CHINESE, candidates=candidates)
    assert "法治政府建设" in refusal.value.wanted
    assert refusal.value.came == f"none among {len(candidates)} fonts"
    assert "'fonts'" in refusal.value.remedy
    assert "fonts-noto-cjk" in refusal.value.remedy


@pytest.mark.skipif(not LAST_RESORT.is_file(), reason="this matplotlib has no font of last resort")
def test_a_font_of_boxes_has_no_character() -> None:
    with pytest.raises(MissingFontError):
        find_font("法", candidates=[FontFile(LAST_RESORT)])


def test_a_whole_message() -> None:
    with pytest.raises(MissingFontError) as refusal:
        find_font("甲乙", candidates=[])
    assert str(refusal.value) == (
        "wanted a font with 甲乙, came none among 0 fonts (labels of a figure): install the extra "
        "'fonts' of this package (mplfonts), or a Chinese font on the system, on Debian and "
        "Ubuntu the package fonts-noto-cjk; or draw with language='en'"
    )


def test_system_fonts_are_upright_and_exist() -> None:
    fonts = system_fonts()
    assert fonts
    assert all(font.path.is_file() for font in fonts)
    assert not any("Oblique" in font.path.name or "LastResort" in font.path.name for font in fonts)


@pytest.mark.parametrize("font", [LATIN, *packaged_fonts()], ids=lambda font: font.path.name)
def test_a_subset_is_small_truetype_and_the_same_each_time(font: FontFile, tmp_path: Path) -> None:
    text = "A1 2019" if font == LATIN else CHINESE
    first = write_subset(font, text, target=tmp_path / "first.ttf")
    second = write_subset(font, text, target=tmp_path / "second.ttf")
    assert coverage(first) == {ord(character) for character in text} | {0x20}
    assert first.path.read_bytes()[:4] == b"\x00\x01\x00\x00"
    assert first.path.stat().st_size < 40_000
    assert first.path.read_bytes() == second.path.read_bytes()


def test_properties_keep_size_and_weight() -> None:
    from matplotlib.font_manager import FontProperties

    kept = LATIN.properties(like=FontProperties(size=6.5, weight="bold"))
    assert kept.get_size_in_points() == 6.5
    assert kept.get_weight() == "bold"
    assert kept.get_file() == str(LATIN.path)
