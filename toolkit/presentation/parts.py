"""Parts that charts are put together from: checked rows, panels, ticks, cells, bars and notes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.errors import TableError
from toolkit.presentation.describing import wrap
from toolkit.presentation.styles import (
    BAND,
    GRID,
    INK,
    LINE,
    MUTED,
    contrast_ink,
    new_figure,
    set_font,
    size_of,
)
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

MOST_ROWS = 45
"""Regions that fit one page legibly; a longer table shows those with the most documents."""

_NOTE_SIZE = 6.5
_SHADES = "Blues"


def rows_of(estimates: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return the rows that have both keys and refuse a table with two values for one cell."""
    need_columns(estimates, "estimates", [*keys, "value"])
    rows = estimates.dropna(subset=list(keys)).astype({"value": "float64"})
    if "year" in keys:
        rows = rows.astype({"year": "int64"})
    if rows.empty:
        raise _refusal(
            "at least one row", f"none with {' and '.join(keys)}", remedy="choose other rows"
        )
    twice = rows[rows.duplicated(list(keys))]
    if len(twice):
        cell = ", ".join(f"{key} {twice.iloc[0][key]}" for key in keys)
        remedy = "select one measure, scheme, population and unit, and one region or year, first"
        raise _refusal(f"one value for each {' and '.join(keys)}", f"two for {cell}", remedy=remedy)
    return rows.reset_index(drop=True)


def _refusal(wanted: str, came: str, *, remedy: str) -> TableError:
    return TableError(wanted, came, "table of a chart", remedy)


def axes_for(ax: Axes | None, *, height: float, columns: int = 2) -> Axes:
    """Return the Axes handed in, or the only one of a new figure."""
    return ax if ax is not None else new_figure(columns=columns, height=height).subplots()


def set_font_of(ax: Axes) -> None:
    """Give the figure that holds an Axes a font with all of its characters."""
    figure = ax.get_figure(root=True)
    if figure is not None:
        set_font(figure)


def panels_across(count: int) -> int:
    """Panels in a row, so that few places stay empty."""
    return min(count, {4: 2, 7: 4, 8: 4}.get(count, 3))


def panels(figure: Figure | SubFigure, count: int, *, across: int) -> list[Axes]:
    """Make panels on shared axes; places without a panel are left empty."""
    down = -(-count // across)
    axes = list(figure.subplots(down, across, sharex=True, sharey=True, squeeze=False).flat)
    for empty in axes[count:]:
        empty.remove()
    for bottom in axes[max(count - across, 0) : count]:
        bottom.tick_params(labelbottom=True)
    return axes[:count]


def trend_panel(ax: Axes, rows: pd.DataFrame, *, title: str) -> None:
    """Draw one category: its line, and the band where bounds are present."""
    ordered = rows.set_index("year").sort_index()
    # A year without a report is a gap in the line, not a stretch of it.
    ordered = ordered.reindex(range(int(ordered.index[0]), int(ordered.index[-1]) + 1))
    years = ordered.index.to_numpy()
    if {"low", "high"} <= set(ordered.columns):
        low, high = ordered["low"].to_numpy(float), ordered["high"].to_numpy(float)
        ax.fill_between(years, low, high, color=BAND, alpha=0.7, linewidth=0, label="interval")
        alone = _alone(low, high)
        # A band needs two neighbours; a year that stands alone gets a bar.
        ax.vlines(years[alone], low[alone], high[alone], color=BAND, linewidth=3)
    values = ordered["value"].to_numpy(float)
    # Points at nought and at a hundred per cent lie on the frame, which would cut them in half.
    ax.plot(years, values, color=LINE, marker="o", label="value", clip_on=False)
    ax.set_title(title)


def _alone(low: Any, high: Any) -> Any:
    import numpy as np

    known = np.concatenate([[False], ~np.isnan(low + high), [False]])
    return known[1:-1] & ~known[:-2] & ~known[2:]


def mark_breaks(ax: Axes, years: pd.Series, *, breaks: Sequence[int] | Mapping[int, str]) -> None:
    """Draw a dashed line before the first year under other rules."""
    for year in _within(years, breaks):
        ax.axvline(year - 0.5, color=MUTED, linewidth=0.6, linestyle=(0, (4, 3)), zorder=0.5)


def _within(years: pd.Series, breaks: Sequence[int] | Mapping[int, str]) -> list[int]:
    return [year for year in sorted(breaks) if years.min() < year <= years.max()]


def words_of_breaks(
    years: pd.Series, breaks: Sequence[int] | Mapping[int, str], *, words: Mapping[str, str]
) -> str:
    """Say which years the dashed lines stand before."""
    told = breaks if isinstance(breaks, Mapping) else {}
    marks = [f"{year} {told.get(year, '')}".strip() for year in _within(years, breaks)]
    return words["breaks"].format(years=words["joiner"].join(marks)) if marks else ""


def ticks_of_years(ax: Axes, years: pd.Series, *, most: int) -> None:
    """Put ticks on whole years, at most so many."""
    first, last = int(years.min()), int(years.max())
    step = -(-(last - first + 1) // most)
    ticks = list(range(first, last + 1, step))
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.set_xlim(first - 0.6, last + 0.6)


def ticks_of_shares(axes: Sequence[Axes], rows: pd.DataFrame, *, top: float | None = None) -> None:
    """Put ticks in percent from zero up; a bound below zero widens the axis, not the ticks."""
    from matplotlib.ticker import MaxNLocator

    columns = [name for name in ("value", "low", "high") if name in rows.columns]
    low, high = float(rows[columns].min().min()), top or float(rows[columns].max().max())
    steps = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, max(high, 0.001) * 100)
    ticks = [tick for tick in steps if tick >= 0]
    axes[0].set_yticks([tick / 100 for tick in ticks], [f"{tick:g}" for tick in ticks])
    axes[0].set_ylim(min(low, 0.0), ticks[-1] / 100)
    for ax in axes:
        ax.grid(axis="y", color=GRID, linewidth=0.4)


def shaded_grid(ax: Axes, grid: pd.DataFrame, *, names: list[str], scale: int) -> None:
    """Draw a table as shaded cells, each with its number."""
    from matplotlib import colormaps

    values = grid.to_numpy(float)
    # The darkest tenth of the map swallows print, in grey above all.
    shades = colormaps[_SHADES].resampled(256)
    # Few reports in a cell are few: a sample of single reports is not drawn dark.
    top = max(float(grid.max().max()), 4.0 if scale == 1 else 0.01)
    ax.imshow(values, cmap=shades, vmin=0.0, vmax=top / 0.9, aspect="auto")
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            if not math.isnan(value):
                _cell(
                    ax,
                    (column, row),
                    value=value * scale,
                    ink=contrast_ink(shades(0.9 * value / top)),
                )
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks(range(len(grid)), [str(name) for name in grid.index])
    ax.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    ax.spines[:].set_visible(False)
    _rule(ax, rows=values.shape[0], columns=values.shape[1])


def _cell(ax: Axes, place: tuple[int, int], *, value: float, ink: str) -> None:
    shown = f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"
    ax.text(*place, shown, ha="center", va="center", color=ink, fontsize=6.5)


def _rule(ax: Axes, *, rows: int, columns: int) -> None:
    ax.hlines([row - 0.5 for row in range(rows + 1)], -0.5, columns - 0.5, "white", linewidth=0.8)
    ax.vlines(
        [place - 0.5 for place in range(columns + 1)], -0.5, rows - 0.5, "white", linewidth=0.8
    )


def segments(ax: Axes, values: pd.Series, *, base: pd.Series, look: tuple[str, str, str]) -> None:
    """Draw one category of stacked bars, with its code where it fits."""
    colour, code, name = look
    bars = ax.bar(
        values.index.to_numpy(), values.to_numpy(float), 0.8, base.to_numpy(float),
        color=colour, edgecolor="white", linewidth=0.6, label=wrap(name, 26),
    )  # fmt: skip
    marks = [code if value >= 0.045 else "" for value in values]
    ax.bar_label(bars, marks, label_type="center", fontsize=6.5, color=contrast_ink(colour))


def kinds_of(counts: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each kind of problem, most frequent first."""
    rows = counts if "category" in counts.columns else counts.rename(columns={"type": "category"})
    if "value" not in rows.columns:
        need_columns(rows, "counts of problems", ["count"])
        rows = rows.assign(value=rows["count"])
    rows = rows_of(rows, "category")
    return rows.sort_values(["value", "category"], ascending=[False, True], ignore_index=True)


def bars(ax: Axes, rows: pd.DataFrame, names: list[str], *, shares: bool) -> None:
    """Draw horizontal bars with their numbers at the ends."""
    import numpy as np

    scale = 100 if shares else 1
    values, places = rows["value"].to_numpy(float) * scale, range(len(rows))
    ends = values
    ax.barh(places, values, 0.68, color="#7fb0dc")
    if {"low", "high"} <= set(rows.columns):
        low, high = rows["low"].to_numpy(float) * scale, rows["high"].to_numpy(float) * scale
        ax.hlines(places, low, high, color=INK, linewidth=0.9)
        ends = np.where(np.isnan(high), ends, high)
    for place, value, end in zip(places, values, ends, strict=True):
        shown = f"{value:.1f}" if shares else f"{value:g}"
        ax.annotate(shown, (end, place), (3, 0), textcoords="offset points", va="center")
    ax.set_yticks(places, names)
    ax.tick_params(axis="y", length=0)
    ax.invert_yaxis()
    ax.set_xlim(0, float(max(ends.max(), 1e-9)) * 1.22)


def covered(documents: pd.DataFrame) -> pd.DataFrame:
    """One row for each region and year with its number of reports."""
    import pandas as pd

    known = documents.dropna(subset=["region", "year"])
    if known.empty:
        raise _refusal("at least one document", "none with region and year", remedy="add metadata")
    if "region_code" in known.columns:
        # Division codes put a county beside its city.
        known = known.sort_values("region_code", kind="stable")
    last = known["year_to"].fillna(known["year"])
    rows = [
        (region, year)
        for region, start, end in zip(known["region"], known["year"], last, strict=True)
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


def words_of_cut(kept: list[Any], rows: pd.DataFrame, *, words: Mapping[str, str]) -> str:
    """Say how many regions are left out, nothing where all are drawn."""
    count = rows["region"].nunique()
    return words["cut"].format(all=count, shown=len(kept)) if count > len(kept) else ""


def note(figure: Figure | SubFigure, text: str, *, cells: int) -> None:
    """Write a note under a figure."""
    figure.supxlabel(wrap(text, cells), fontsize=_NOTE_SIZE, color=MUTED, x=0.01, ha="left")


def note_below(ax: Axes, text: str) -> None:
    """Write a note under the figure of an Axes, or under the Axes among others."""
    width = int(size_of(ax)[0] / 1.3)
    figure = ax.get_figure(root=True)
    if figure is not None and len(figure.axes) == 1:
        note(figure, text, cells=width)
    else:
        ax.set_xlabel(wrap(text, 60), fontsize=_NOTE_SIZE, color=MUTED, loc="left")
