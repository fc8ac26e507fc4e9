"""A figure's files: the same each time, small fonts inside, never boxes for letters."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import matplotlib
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from toolkit.errors import MissingFontError, ToolkitError
from toolkit.presentation import fonts
from toolkit.presentation.charts import draw_trend
from toolkit.presentation.saving import save_figure

ZH = {"A1": "政府职能", "A2": "制度体系"}
EN = {"A1": "Government functions", "A2": "Rule-making"}
LATIN = fonts.FontFile(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


def by_year() -> pd.DataFrame:
    """Invented shares: A1 rises from 10 to 20 percent."""
    rows = [(code, year, 0.1 + 0.02 * (year - 2015) * (code == "A1"))
            for code in ZH for year in range(2015, 2021)]  # fmt: skip
    return pd.DataFrame(rows, columns=["category", "year", "value"])


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Return the files of one Chinese figure."""
    before = dict(matplotlib.rcParams)
    files = save_figure(draw_trend(by_year(), labels=ZH), tmp_path_factory.mktemp("a") / "trend.v1")
    assert dict(matplotlib.rcParams) == before
    return files


def test_files_are_named_by_their_kind(saved: tuple[Path, ...]) -> None:
    assert [path.suffix for path in saved] == [".png", ".pdf", ".svg", ".txt"]
    assert {path.stem for path in saved} == {"trend.v1"}
    assert set(saved[0].parent.iterdir()) == set(saved)


def test_saved_files_are_the_same_each_time(saved: tuple[Path, ...], tmp_path: Path) -> None:
    again = save_figure(draw_trend(by_year(), labels=ZH), tmp_path / "trend.v1")
    for first, second in zip(saved, again, strict=True):
        assert first.read_bytes() == second.read_bytes(), first.suffix


def test_a_pdf_embeds_small_fonts_with_its_words(saved: tuple[Path, ...]) -> None:
    reader = PdfReader(saved[1])
    assert saved[1].stat().st_size < 60_000
    assert "A1 政府职能" in reader.pages[0].extract_text()
    fonts_of_page = reader.pages[0]["/Resources"]["/Font"].values()
    assert fonts_of_page
    for font in fonts_of_page:
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        inside = descendant["/FontDescriptor"]["/FontFile2"]
        assert inside.get_object().get_data()[:4] == b"\x00\x01\x00\x00"


def test_a_figure_is_told_in_words(saved: tuple[Path, ...]) -> None:
    told = saved[3].read_text(encoding="utf-8").splitlines()
    assert told[1].startswith("A1 政府职能：10.0%（2015年）至 20.0%（2020年）")
    assert told[-1] == "无区间。"


def test_png_is_a_journals_two_columns_at_300_dpi(saved: tuple[Path, ...]) -> None:
    from PIL import Image

    with Image.open(saved[0]) as image:
        assert image.width == 2125
        assert round(image.info["dpi"][0]) == 300
        assert "Software" not in image.info


def test_saving_keeps_the_figures_own_fonts(tmp_path: Path) -> None:
    figure = draw_trend(by_year(), labels=EN, language="en")
    save_figure(figure, tmp_path / "trend")
    used = Path(str(figure.axes[0].title.get_fontproperties().get_file()))
    assert used.is_file()


def test_svg_carries_a_font_with_every_character_of_its_words(saved: tuple[Path, ...]) -> None:
    drawn = saved[2].read_text(encoding="utf-8")
    (name, data), = re.findall(r"font-family: (fazhi-\w+); src: url\(data:font/woff;base64,(.+?)\)",
                               drawn)  # fmt: skip
    with TTFont(BytesIO(base64.b64decode(data))) as font:
        held = set(font.getBestCmap())
    words = re.findall(r"<text [^>]*>([^<]+)</text>", drawn)
    assert "A1 政府职能" in words
    assert {ord(character) for word in words for character in word} <= held
    assert len(data) < 60_000
    assert drawn.count(f"font-family: {name}, ") == len(words)
    assert "<title>折线图" in drawn


def test_two_figures_of_one_page_have_fonts_of_their_own_names(
    saved: tuple[Path, ...], tmp_path: Path
) -> None:
    other = save_figure(draw_trend(by_year(), labels={"A1": "职责", "A2": "制度"}), tmp_path / "o")
    one, two = (
        set(re.findall(r"font-family: (fazhi-\w+)", files[2].read_text(encoding="utf-8")))
        for files in (saved, other)
    )
    assert len(one) == len(two) == 1
    assert one != two


@pytest.mark.parametrize("dpi", [72, 1200])
def test_dots_that_no_journal_takes_are_refused(dpi: int, tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="300 to 600"):
        save_figure(draw_trend(by_year(), labels=EN, language="en"), tmp_path / "x", dpi=dpi)


def test_without_chinese_fonts_no_figure_is_drawn_and_none_with_boxes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "system_fonts", lambda: (LATIN,))
    monkeypatch.setattr(fonts, "packaged_fonts", lambda: ())
    with pytest.raises(MissingFontError, match="fonts-noto-cjk"):
        draw_trend(by_year(), labels=ZH)
    assert draw_trend(by_year(), labels=EN, language="en").axes


_BARE = """
import sys
sys.modules["mplfonts"] = None
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "mplfonts" else real(name, *rest)
from matplotlib import font_manager
own = [one for one in font_manager.fontManager.ttflist if "mpl-data" in one.fname]
font_manager.fontManager.ttflist = own
import pandas as pd
from toolkit.errors import MissingFontError
from toolkit.presentation.charts import draw_trend
table = pd.DataFrame({"category": "A1", "year": [2019, 2020], "value": [0.1, 0.2]})
draw_trend(table, language="en")
try:
    draw_trend(table, language="zh")
except MissingFontError as refusal:
    sys.exit("fonts-noto-cjk" not in str(refusal))
sys.exit(2)
"""


def test_a_machine_with_matplotlibs_own_fonts_only_is_told_what_to_install() -> None:
    done = subprocess.run([sys.executable, "-c", _BARE], check=False, timeout=120)
    assert done.returncode == 0
