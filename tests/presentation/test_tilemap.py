"""The map of squares: every province once, none on another, names in full or in short."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from toolkit.errors import TableError
from toolkit.presentation.saving import alt_text
from toolkit.presentation.tilemap import draw_tile_map

TABLE = pd.DataFrame(
    {
        "region": ["云南省", "北京", "内蒙古自治区"],
        "value": [0.25, 0.1, math.nan],
        "method": "count",
    }
)


def squares(ax: object) -> list[tuple[float, float]]:
    return [patch.get_xy() for patch in ax.patches]  # type: ignore[attr-defined]


def test_there_is_one_square_for_each_province_and_none_on_another() -> None:
    ax = draw_tile_map(TABLE)
    assert len(squares(ax)) == len(set(squares(ax))) == 31


def test_squares_bear_their_numbers_and_those_without_are_hatched() -> None:
    ax = draw_tile_map(TABLE)
    texts = [text.get_text() for text in ax.texts]
    assert texts[texts.index("云南") + 1] == "25.0"
    assert texts[texts.index("北京") + 1] == "10.0"
    assert sum(bool(patch.get_hatch()) for patch in ax.patches) == 29
    note = ax.figure.get_supxlabel().replace("\n", "")
    assert "未含港澳台" in note
    assert "未校正分类误差" in note
    assert "云南省：25.0%。" in alt_text(ax.figure)


@pytest.mark.parametrize(("width", "name"), [("one-column", "YN"), ("two-column", "Yunnan")])
def test_english_names_are_spelt_where_they_fit(width: str, name: str) -> None:
    ax = draw_tile_map(TABLE, language="en", width=width)
    assert name in [text.get_text() for text in ax.texts]
    assert ("GB/T 2260" in ax.figure.get_supxlabel()) == (name == "YN")


@pytest.mark.parametrize("name", ["昆明市", "云", "云南省昆明市", "中国"])
def test_what_is_no_province_is_refused(name: str) -> None:
    with pytest.raises(TableError, match="one of the 31 provinces"):
        draw_tile_map(pd.DataFrame({"region": [name], "value": [0.1]}))


def test_the_column_province_goes_first() -> None:
    table = pd.DataFrame({"region": ["昆明市"], "province": ["云南省"], "value": [0.1]})
    assert "10.0" in [text.get_text() for text in draw_tile_map(table).texts]


def test_a_province_twice_is_refused() -> None:
    with pytest.raises(TableError, match="one value for each region"):
        draw_tile_map(pd.concat([TABLE, TABLE]))
