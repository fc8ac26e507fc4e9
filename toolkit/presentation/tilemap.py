"""A map of the provinces as squares: one for each, no borders, so that none is larger."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from toolkit.presentation import parts
from toolkit.presentation.describing import category_labels, cells_of, count_note, interval_note
from toolkit.presentation.grids import Shades
from toolkit.presentation.styles import GRID, INK, MUTED, contrast_ink, journal_style, width_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class _Tile(NamedTuple):
    column: int
    row: int
    english: str
    letters: str


# Letters of GB/T 2260; English names as official maps print them.
_TILES: Mapping[str, _Tile] = MappingProxyType(
    {
        "黑龙江": _Tile(6, 0, "Heilongjiang", "HL"),
        "内蒙古": _Tile(3, 1, "Inner\nMongolia", "NM"),
        "吉林": _Tile(6, 1, "Jilin", "JL"),
        "新疆": _Tile(0, 2, "Xinjiang", "XJ"),
        "甘肃": _Tile(1, 2, "Gansu", "GS"),
        "宁夏": _Tile(2, 2, "Ningxia", "NX"),
        "山西": _Tile(3, 2, "Shanxi", "SX"),
        "北京": _Tile(4, 2, "Beijing", "BJ"),
        "天津": _Tile(5, 2, "Tianjin", "TJ"),
        "辽宁": _Tile(6, 2, "Liaoning", "LN"),
        "西藏": _Tile(0, 3, "Xizang", "XZ"),
        "青海": _Tile(1, 3, "Qinghai", "QH"),
        "陕西": _Tile(2, 3, "Shaanxi", "SN"),
        "河南": _Tile(3, 3, "Henan", "HA"),
        "河北": _Tile(4, 3, "Hebei", "HE"),
        "山东": _Tile(5, 3, "Shandong", "SD"),
        "四川": _Tile(1, 4, "Sichuan", "SC"),
        "重庆": _Tile(2, 4, "Chongqing", "CQ"),
        "湖北": _Tile(3, 4, "Hubei", "HB"),
        "安徽": _Tile(4, 4, "Anhui", "AH"),
        "江苏": _Tile(5, 4, "Jiangsu", "JS"),
        "上海": _Tile(6, 4, "Shanghai", "SH"),
        "云南": _Tile(1, 5, "Yunnan", "YN"),
        "贵州": _Tile(2, 5, "Guizhou", "GZ"),
        "湖南": _Tile(3, 5, "Hunan", "HN"),
        "江西": _Tile(4, 5, "Jiangxi", "JX"),
        "浙江": _Tile(5, 5, "Zhejiang", "ZJ"),
        "广西": _Tile(2, 6, "Guangxi", "GX"),
        "广东": _Tile(3, 6, "Guangdong", "GD"),
        "福建": _Tile(4, 6, "Fujian", "FJ"),
        "海南": _Tile(3, 7, "Hainan", "HI"),
    }
)
_COLUMNS, _ROWS = 7, 8
_ENDINGS = ("", "省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区")
_FULL_NAMES = {f"{short}{ending}": short for short in _TILES for ending in _ENDINGS}


def draw_tile_map(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw the 31 provinces of the mainland as squares, shaded by a share, with its number.

    Parameters
    ----------
    estimates : pandas.DataFrame
        One row for each province, named in ``province`` or else in ``region`` by its full or its
        short name, with ``value``: select one category and one year first. Provinces without a
        row are hatched.
    language, width, ax
        As in `draw_change`.

    Returns
    -------
    matplotlib.axes.Axes
        One square for each province, placed roughly as on the ground.

    Raises
    ------
    TableError
        A name that is none of these provinces', or a province with two values.
    """
    key = "province" if "province" in estimates.columns else "region"
    opening = parts.open_chart(estimates, key, language=language)
    rows, _, words = opening
    values = dict(zip(map(_short, rows[key]), rows["value"], strict=True))
    scale = parts.scale_of(rows, words)
    with journal_style():
        ax = parts.axes_for(ax, height=112 if width == "one-column" else 150, width=width)
        room = width_of(ax.figure) / _COLUMNS
        spelt = language == "zh" or room > 17
        shades = Shades(list(values.values()))
        for name, tile in _TILES.items():
            english = tile.english if spelt else tile.letters
            shown = name if language == "zh" else english
            _draw_tile(ax, tile, shown, values.get(name), shades=shades, factor=scale.factor)
        _frame(ax)
        ax.set_title(words["choice colon"].join([*_category(rows, language), scale.label]))
        said = [words["tiles"], "" if spelt else words["letters"]]
        said += [interval_note(rows, words, drawn="beside"), count_note(rows, words)]
        told = opening._replace(rows=rows.assign(region=rows[key]))
        return parts.close_chart(ax, "tiles", told, language=language, said=said)


def is_province(name: object) -> bool:
    """Tell whether a name is that of a province on the map, in full or in short.

    Examples
    --------
    >>> is_province("云南省"), is_province("云南"), is_province("昆明市")
    (True, True, False)
    """
    return str(name) in _FULL_NAMES


def _category(rows: pd.DataFrame, language: str) -> list[str]:
    """Return the name of the one category that is drawn, nothing where it is not told."""
    if "category" not in rows.columns or rows["category"].nunique() != 1:
        return []
    return list(category_labels(rows, language=language, labels=None).values())


def _short(name: object) -> str:
    if not is_province(name):
        remedy = "select the rows of provinces, named in full or in short (云南省, 云南)"
        raise parts.refusal("one of the 31 provinces", repr(name), remedy=remedy)
    return _FULL_NAMES[str(name)]


def _draw_tile(
    ax: Axes, tile: _Tile, name: str, value: float | None, *, shades: Shades, factor: float
) -> None:
    from matplotlib.patches import Rectangle

    known = value is not None and not math.isnan(value)
    colour = "white" if value is None or not known else shades.of(value)
    square = Rectangle(
        (tile.column + 0.03, tile.row + 0.03), 0.94, 0.94, facecolor=colour,
        edgecolor=MUTED if known else GRID, linewidth=0.4, hatch="" if known else "////",
    )  # fmt: skip
    ax.add_patch(square)
    ink = contrast_ink(colour) if known else INK
    middle = tile.column + 0.5
    size = 6.5 if max(map(cells_of, name.split("\n"))) <= 8 else 6
    label = ax.text(
        middle, tile.row + 0.33, name, ha="center", va="center", fontsize=size, color=ink
    )
    if value is None or not known:
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6})
        return
    shown = f"{value * factor:.1f}"
    ax.text(middle, tile.row + 0.72, shown, ha="center", va="center", fontsize=7, color=ink)


def _frame(ax: Axes) -> None:
    ax.set_xlim(0, _COLUMNS)
    ax.set_ylim(_ROWS, 0)
    ax.set_aspect("equal")
    ax.set_axis_off()
