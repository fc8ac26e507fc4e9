"""Marks that charts are made of: lines with bands, dots, bars, steps, lollipops and their names."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.presentation.describing import cells_of, wrap
from toolkit.presentation.parts import bounds_of, name_rows
from toolkit.presentation.styles import (
    GRID,
    HATCHES,
    INK,
    MUTED,
    PALETTE,
    SERIES,
    WIDTHS,
    contrast_ink,
    width_of,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

Place = tuple[int, int]


def line_with_band(
    ax: Axes,
    rows: pd.DataFrame,
    *,
    over: str = "year",
    series: int = 0,
    name: str = "value",
    joins: bool = False,
) -> None:
    """Draw one series: its line, and the band where bounds are present.

    One that ``joins`` another begins at its last point, which is not marked again.
    """
    colour, marker, dashes = SERIES[series % len(SERIES)]
    ordered = rows.set_index(over).sort_index()
    if over == "year":
        # A year without a report is a gap in the line, not a stretch of it.
        ordered = ordered.reindex(range(int(ordered.index[0]), int(ordered.index[-1]) + 1))
    places, bounds = ordered.index.to_numpy(), bounds_of(ordered)
    if bounds is not None:
        low, high = bounds
        ax.fill_between(places, low, high, color=colour, alpha=0.25, linewidth=0, label="_interval")
        alone = _alone(low, high)
        # A band needs two neighbours; a point that stands alone gets a bar.
        ax.vlines(places[alone], low[alone], high[alone], color=colour, alpha=0.4, linewidth=3)
    # Points at nought and at a hundred per cent lie on the frame, which would cut them in half.
    ax.plot(
        places, ordered["value"].to_numpy(float), color=colour, marker=marker, linestyle=dashes,
        label=name, clip_on=False, markevery=slice(int(joins), None),
    )  # fmt: skip


def _alone(low: Any, high: Any) -> Any:
    import numpy as np

    known = np.concatenate([[False], ~np.isnan(low + high), [False]])
    return known[1:-1] & ~known[:-2] & ~known[2:]


def segments(ax: Axes, values: pd.Series, *, base: pd.Series, look: tuple[int, str, str]) -> None:
    """Draw one category of stacked bars, with its code where it fits."""
    place, code, name = look
    colour = PALETTE[place % len(PALETTE)]
    bars = ax.bar(
        values.index.to_numpy(), values.to_numpy(float), 0.8, base.to_numpy(float),
        color=colour, edgecolor="white", linewidth=0.6, label=wrap(name, 26),
        hatch=HATCHES[place % len(HATCHES)],
    )  # fmt: skip
    marks = [code if value >= 0.045 else "" for value in values]
    shown = ax.bar_label(bars, marks, label_type="center", fontsize=6.5, color=contrast_ink(colour))
    for text in shown:
        text.set_bbox({"facecolor": colour, "edgecolor": "none", "pad": 0.8})


def bars(ax: Axes, rows: pd.DataFrame, names: list[str], *, factor: float) -> None:
    """Draw horizontal bars with their numbers at the ends."""
    import numpy as np

    values, places = rows["value"].to_numpy(float) * factor, range(len(rows))
    ends, bounds = values, bounds_of(rows)
    ax.barh(places, values, 0.68, color="#7fb0dc")
    if bounds is not None:
        low, high = (side * factor for side in bounds)
        ax.hlines(places, low, high, color=INK, linewidth=0.9)
        ends = np.where(np.isnan(high), ends, high)
    whole = bool(np.all(values == np.round(values))) and factor == 1
    for place, value, end in zip(places, values, ends, strict=True):
        shown = f"{value:g}" if whole else f"{value:.1f}"
        ax.annotate(shown, (end, place), (3, 0), textcoords="offset points", va="center")
    name_rows(ax, names)
    longest = float(max(ends.max(), 1e-9))
    # A tick at the very end would be cut by the edge of the figure.
    ticks = [tick for tick in _round_numbers(0, longest, whole=whole) if 0 <= tick <= 1.1 * longest]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xlim(0, longest * 1.22)


def dots(
    ax: Axes,
    rows: pd.DataFrame,
    *,
    offset: float = 0.0,
    series: int = 0,
    name: str = "value",
    hollow: bool = False,
    spread: float = 0.0,
) -> None:
    """Draw one series as a dot in each row, with its interval; ``spread`` sets intervals apart."""
    import numpy as np

    colour, marker, _ = SERIES[series % len(SERIES)]
    places = np.arange(len(rows)) + offset
    bounds = bounds_of(rows)
    if bounds is not None:
        aside = places + (spread if series else -spread)
        ax.hlines(aside, *bounds, color=colour, linewidth=0.9)
    ax.plot(
        rows["value"].to_numpy(float), places, linestyle="none", marker=marker, markersize=4.2,
        color=colour, markerfacecolor="white" if hollow else colour, label=name, zorder=3,
        clip_on=False,
    )  # fmt: skip


def joined(ax: Axes, before: pd.DataFrame, after: pd.DataFrame) -> None:
    """Join the two values of each row by a line."""
    first, last = before["value"].to_numpy(float), after["value"].to_numpy(float)
    ax.hlines(range(len(first)), first, last, color=MUTED, linewidth=1.4, zorder=2)


def legend_over(ax: Axes) -> None:
    """Name the series above an Axes, in as many columns as fit."""
    ax.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=_columns_of_legend(ax, most=4),
        frameon=False, borderaxespad=0.2, columnspacing=1.2, handlelength=2.6,
    )  # fmt: skip


def _columns_of_legend(ax: Axes, *, most: int, mark: int = 9) -> int:
    """Columns that fit; before each name stands a mark of so many cells."""
    names = ax.get_legend_handles_labels()[1]
    widest = max(cells_of(line) for name in names for line in name.split("\n"))
    # The Axes is narrower than its figure by the names at its left.
    return max(min(int(0.7 * width_of(ax.figure) / 1.4) // (mark + widest), most), 1)


def legend_above(figure: Figure | SubFigure, ax: Axes) -> None:
    """Name the series of panels that share them, above all."""
    marks, names = ax.get_legend_handles_labels()
    figure.legend(
        marks, names, loc="outside upper right", ncols=3, frameon=False,
        handlelength=2.6,
    )  # fmt: skip


def legend_beside(ax: Axes) -> None:
    """Name stacked categories at the right, or below where a figure is one column wide."""
    narrow = width_of(ax.figure) < 0.75 * WIDTHS["two-column"]
    where: dict[str, Any] = (
        {
            "loc": "upper left",
            "bbox_to_anchor": (0, -0.1),
            "ncols": _columns_of_legend(ax, most=2, mark=5),
        }
        if narrow
        else {"loc": "center left", "bbox_to_anchor": (1.01, 0.5), "reverse": True}
    )
    ax.legend(frameon=False, handlelength=1.4, handleheight=1.1, **where)


def steps(ax: Axes, rows: pd.DataFrame, *, series: int, name: str) -> None:
    """Draw one survival curve: it holds from one report to the next."""
    colour, _, dashes = SERIES[series % len(SERIES)]
    places, bounds = rows["lag"].to_numpy(float), bounds_of(rows)
    if bounds is not None:
        ax.fill_between(places, *bounds, color=colour, alpha=0.22, linewidth=0, step="post")
    ax.step(
        places, rows["value"].to_numpy(float), where="post", color=colour, linestyle=dashes,
        label=name, clip_on=False,
    )  # fmt: skip


def at_risk(ax: Axes, rows: pd.DataFrame, series: list[str]) -> None:
    """Write under each tick how many are still watched, a line for each series."""
    table = rows.pivot(index="lag", columns="series", values="at_risk").reindex(columns=series)
    ticks = [int(lag) for lag in table.index]
    lines = [[_count(value) for value in table.loc[lag]] for lag in table.index]
    labels = ["\n".join([str(lag), *line]) for lag, line in zip(ticks, lines, strict=True)]
    ax.set_xticks(ticks, labels)


def _count(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0f}"


def lollipops(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw words as dots on stems from zero, the strongest on top."""
    colour = SERIES[0][0]
    values, places, bounds = rows["value"].to_numpy(float), range(len(rows)), bounds_of(rows)
    ax.hlines(places, 0, values, color="#9fc5e8", linewidth=2.2)
    if bounds is not None:
        ax.hlines(places, *bounds, color=INK, linewidth=0.8, zorder=2.5)
    ax.plot(values, places, "o", color=colour, markersize=3.6, label="value", zorder=3)
    ax.axvline(0, color=MUTED, linewidth=0.6)
    name_rows(ax, [str(word) for word in rows["word"]])
    ax.grid(axis="x", color=GRID, linewidth=0.4)


def ranked_estimates(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw estimates in their order, each with its interval, the main one as a diamond."""
    colour = SERIES[0][0]
    places, values, bounds = range(len(rows)), rows["value"].to_numpy(float), bounds_of(rows)
    if bounds is not None:
        ax.vlines(places, *bounds, color=colour, alpha=0.45, linewidth=0.9)
    ax.plot(places, values, "o", color=colour, markersize=2.6, label="value")
    if "main" in rows.columns:
        chosen = rows.index[rows["main"].astype("bool")]
        ax.plot(chosen, values[chosen], "D", color=SERIES[1][0], markersize=5, label="main")
    ax.tick_params(axis="x", length=0)


def choice_matrix(
    ax: Axes, rows: pd.DataFrame, named: Sequence[tuple[str, str]], *, words: Mapping[str, str]
) -> None:
    """Mark which value of each choice every specification has."""
    for place, (column, value) in enumerate(named):
        made = rows.index[rows[column].astype(str) == value]
        ax.plot(made, [place] * len(made), "s", color=INK, markersize=2.4)
        if place and named[place - 1][0] != column:
            ax.axhline(place - 0.5, color=GRID, linewidth=0.8)
    firsts = {column: place for place, (column, _) in reversed(list(enumerate(named)))}
    joiner, colon = words.get("joiner", ", "), words.get("colon", ": ")
    shown = [joiner.join(words.get(one, one) for one in value.split(", ")) for _, value in named]
    for column, place in firsts.items():
        shown[place] = f"{words.get(column, column)}{colon}{shown[place]}"
    name_rows(ax, shown)
    ax.set_xticks([])
    ax.spines[:].set_visible(False)


def frame(ax: Axes, place: Place) -> None:
    """Draw a frame around one cell of a grid."""
    from matplotlib.patches import Rectangle

    corner = (place[0] - 0.5, place[1] - 0.5)
    ax.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=INK, linewidth=0.9, zorder=3))


def bubbles(ax: Axes, rows: pd.DataFrame, *, across: str, sizes: str) -> None:
    """Draw points whose size and number tell how many each stands for."""
    from matplotlib.patheffects import withStroke

    colour, counts = SERIES[0][0], rows[sizes].to_numpy(float)
    areas = 8 + 130 * counts / max(float(counts.max()), 1.0)
    ax.plot(rows[across], rows["value"], color=colour, linewidth=0.8, label="value")
    ax.scatter(
        rows[across], rows["value"], areas, color="#9fc5e8", edgecolor=colour, linewidth=0.8,
        zorder=3, clip_on=False,
    )  # fmt: skip
    for x, y, count, area in zip(rows[across], rows["value"], counts, areas, strict=True):
        away = 2.5 + area**0.5 / 2
        ax.annotate(
            f"{count:.0f}", (x, y), (away, -away), textcoords="offset points", fontsize=6.5,
            va="center", zorder=4, path_effects=[withStroke(linewidth=2, foreground="white")],
        )  # fmt: skip


def unit_square(ax: Axes) -> None:
    """Let both axes run from nought to one, of the same length."""
    from matplotlib.ticker import FixedFormatter, FixedLocator

    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(FixedLocator(ticks))
        axis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in ticks]))
    # Room for the points at nought and at one, which are as large as they have to be.
    ax.set_xlim(-0.03, 1.05)
    ax.set_ylim(-0.03, 1.05)
    ax.set_aspect("equal")
    ax.grid(color=GRID, linewidth=0.4)


def plain_ticks(ax: Axes, values: Any, *, whole: bool = False) -> None:
    """Put ticks across at round numbers over the range of the values, in plain digits."""
    low, high = _range(values)
    found = _round_numbers(low, high, whole=whole)
    half = (found[1] - found[0]) / 2
    ticks = [tick for tick in found if low - half <= tick <= high + half]
    ax.set_xticks(ticks, [_signed(tick) for tick in ticks])


def ticks_around_zero(ax: Axes, rows: pd.DataFrame, *, factor: float) -> None:
    """Put ticks up over values of both signs, with a line at zero where it is crossed."""
    columns = [name for name in ("value", "low", "high") if name in rows.columns]
    low, high = _range(rows[columns].to_numpy(float) * factor)
    ticks = _round_numbers(low, high)
    ax.set_yticks([tick / factor for tick in ticks], [_signed(tick) for tick in ticks])
    ax.grid(axis="y", color=GRID, linewidth=0.4)
    if low < 0 < high:
        ax.axhline(0, color=INK, linewidth=0.7, zorder=0.6)


def _range(values: Any) -> tuple[float, float]:
    import numpy as np

    known = np.asarray(values, float)
    return float(np.nanmin(known)), float(np.nanmax(known))


def _round_numbers(low: float, high: float, *, whole: bool = False) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    finder = MaxNLocator(5, integer=whole, steps=[1, 2, 2.5, 5, 10])
    return [float(tick) for tick in finder.tick_values(low, high)]


def _signed(tick: float) -> str:
    return f"{tick:g}".replace("-", "−")
