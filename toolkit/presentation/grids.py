"""Charts that are grids: shaded cells with their numbers, and which of many rows to draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from toolkit.presentation.parts import refusal
from toolkit.presentation.styles import contrast_ink

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_ROWS = 45
"""Regions that fit one page legibly; a longer table shows those with the most documents."""

_SHADES = "Blues"


def shaded_grid(
    ax: Axes,
    grid: pd.DataFrame,
    *,
    names: list[str],
    scale: int,
    shades: pd.DataFrame | None = None,
) -> None:
    """Draw a table as shaded cells, each with its number; shaded by another where one is given."""
    values = grid.to_numpy(float)
    shown = values if shades is None else shades.to_numpy(float)
    # Few reports in a cell are few: a sample of single reports is not drawn dark.
    least = 0.01 if scale == 100 or shades is not None else 4.0
    colours = Shades(shown, least=least)
    ax.imshow(shown, cmap=colours.map, vmin=0.0, vmax=colours.top, aspect="auto")
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            if not math.isnan(value):
                ink = contrast_ink(colours.of(shown[row, column]))
                told = f"{value * scale:.1f}" if scale == 100 else number(value)
                ax.text(
                    column, row, told, ha="center", va="center", color=ink, fontsize=6.5,
                )  # fmt: skip
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks(range(len(grid)), [str(name) for name in grid.index])
    ax.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    ax.spines[:].set_visible(False)
    _rule(ax, rows=values.shape[0], columns=values.shape[1])


class Shades:
    """One colour for each value, from white at zero to a blue that print is still seen on."""

    def __init__(self, values: Any, *, least: float = 0.01) -> None:
        import numpy as np
        from matplotlib import colormaps

        known = np.asarray(values, float)
        highest = float(np.nanmax(known)) if np.isfinite(known).any() else 0.0
        # The darkest tenth of the map swallows print, in grey above all.
        self.top = max(highest, least) / 0.9
        self.map = colormaps[_SHADES].resampled(256)

    def of(self, value: float) -> Any:
        """Return the colour of one value."""
        return self.map(value / self.top)


def number(value: float) -> str:
    """Word a number of a cell: whole ones without a point.

    Examples
    --------
    >>> number(12.0), number(12.34)
    ('12', '12.3')
    """
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def covered(documents: pd.DataFrame) -> pd.DataFrame:
    """One row for each region and year that reports cover, with their number."""
    import pandas as pd

    known = documents.dropna(subset=["region", "year"])
    if known.empty:
        raise refusal("at least one document", "none with region and year", remedy="add metadata")
    if "region_code" in known.columns:
        # Division codes put a county beside its city.
        known = known.sort_values("region_code", kind="stable")
    last = known["year_to"].fillna(known["year"])
    if "covers" in known.columns:
        # A work report covers the year before the one in its title.
        last = known["covers"].fillna(last)
    first = known["year"].where(known["year"] <= last, last)
    rows = [
        (region, year)
        for region, start, end in zip(known["region"], first, last, strict=True)
        for year in range(int(start), int(end) + 1)
    ]
    cells = pd.DataFrame(rows, columns=["region", "year"])
    return cells.groupby(["region", "year"], sort=False).size().rename("value").reset_index()


def largest(rows: pd.DataFrame) -> list[Any]:
    """The regions to draw: all in table order, or those with the most documents."""
    regions = list(dict.fromkeys(rows["region"]))
    if len(regions) <= MOST_ROWS:
        return regions
    weight = rows["n_documents"] if "n_documents" in rows.columns else rows["value"]
    totals = weight.astype("float64").groupby(rows["region"]).sum()
    chosen = set(totals.sort_values(ascending=False, kind="stable").index[:MOST_ROWS])
    return [region for region in regions if region in chosen]


def _rule(ax: Axes, *, rows: int, columns: int) -> None:
    ax.hlines([row - 0.5 for row in range(rows + 1)], -0.5, columns - 0.5, "white", linewidth=0.8)
    ax.vlines(
        [place - 0.5 for place in range(columns + 1)], -0.5, rows - 0.5, "white", linewidth=0.8
    )
