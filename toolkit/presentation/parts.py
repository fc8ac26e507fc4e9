"""Frame of every chart: its checked rows, panels, ticks, names of rows, and notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.errors import TableError
from toolkit.presentation.alt_texts import describe_chart
from toolkit.presentation.chart_words import words_for
from toolkit.presentation.describing import (
    category_labels,
    cells_of,
    count_note,
    interval_note,
    wrap,
)
from toolkit.presentation.styles import (
    GRID,
    MUTED,
    WIDTHS,
    new_figure,
    set_font,
    width_of,
)
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

_NOTE_SIZE = 6.5
# Cells of a column below which labels would run into one another.
_NARROWEST = 8
# Years between ticks.
_STEPS = (1, 2, 3, 5, 10, 20, 50, 100, 1000)
# Millimetres that a cell of text takes: half the size of the letters, and a little air.
_NOTE_CELL, _TITLE_CELL = 1.3, 1.42


class Opening(NamedTuple):
    """What every chart begins with: its rows, the labels of their codes, the fixed words."""

    rows: pd.DataFrame
    names: dict[str, str]
    words: Mapping[str, str]


class Scale(NamedTuple):
    """What values are multiplied by to be shown, and what the axis is called."""

    factor: float
    label: str


def open_chart(
    table: pd.DataFrame, *keys: str, language: str, labels: Mapping[str, str] | None = None
) -> Opening:
    """Check a table, and look up the words that its chart needs."""
    words = words_for(language)
    rows = rows_of(table, *keys)
    named = category_labels(rows, language=language, labels=labels) if "category" in keys else {}
    return Opening(rows, named, words)


def close_chart(
    ax: Axes,
    kind: str,
    opening: Opening,
    *,
    language: str,
    said: Sequence[str] = (),
) -> Axes:
    """Write the note under a chart, its description, and set all in one font."""
    told = opening.words["gap"].join(filter(None, said))
    if told:
        note_below(ax, told)
    described = describe_chart(opening.rows, kind, language=language, names=opening.names)
    ax.set_label(f"{described}\n{told}".strip())
    figure = ax.get_figure(root=True)
    if figure is not None:
        set_font(figure)
    return ax


def close_panels(
    figure: Figure | SubFigure,
    kind: str,
    opening: Opening,
    *,
    language: str,
    said: Sequence[str] = (),
) -> Figure | SubFigure:
    """Do for a figure of several panels what ``close_chart`` does for one Axes."""
    told = opening.words["gap"].join(filter(None, said))
    if told:
        note(figure, told)
    described = describe_chart(opening.rows, kind, language=language, names=opening.names)
    figure.set_label(f"{described}\n{told}".strip())
    set_font(figure)
    return figure


def rows_of(estimates: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Return the rows that have the keys and refuse a table with two values for one cell."""
    need_columns(estimates, "estimates", [*keys, "value"])
    rows = estimates.dropna(subset=list(keys)).astype({"value": "float64"})
    if "year" in keys:
        rows = rows.astype({"year": "int64"})
    if rows.empty:
        raise refusal(
            "at least one row", f"none with {' and '.join(keys)}", remedy="choose other rows"
        )
    twice = rows[rows.duplicated(list(keys))]
    if len(twice):
        cell = ", ".join(f"{key} {twice.iloc[0][key]}" for key in keys)
        remedy = "select one measure, scheme, population and unit, and one region or year, first"
        raise refusal(f"one value for each {' and '.join(keys)}", f"two for {cell}", remedy=remedy)
    if "n_documents" in rows.columns and bounds_of(rows) is not None:
        # One report says nothing of how reports differ: its group has no interval drawn.
        rows = rows.assign(
            **{name: rows[name].mask(rows["n_documents"].eq(1)) for name in ("low", "high")}
        )
    return rows.reset_index(drop=True)


def refusal(wanted: str, came: str, *, remedy: str) -> TableError:
    """Say what is wrong with a table that is to be drawn."""
    return TableError(wanted, came, "table of a chart", remedy)


def axes_for(ax: Axes | None, *, height: float, width: str = "two-column") -> Axes:
    """Return the Axes handed in, or the only one of a new figure."""
    return ax if ax is not None else new_figure(width=width, height=height).subplots()


def bounds_of(rows: pd.DataFrame) -> tuple[Any, Any] | None:
    """Return lower and upper bounds as arrays, None where the table has no such columns."""
    if not {"low", "high"} <= set(rows.columns):
        return None
    return rows["low"].to_numpy(float), rows["high"].to_numpy(float)


def scale_of(rows: pd.DataFrame, words: Mapping[str, str]) -> Scale:
    """Return how values are shown: rates per 10,000 characters as they are, shares in percent.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.presentation.chart_words import words_for
    >>> rates = pd.DataFrame({"measure": ["admissions per 10,000 characters"]})
    >>> scale_of(rates, words_for("en"))
    Scale(factor=1.0, label='Admissions per 10,000 characters')
    >>> scale_of(pd.DataFrame({"measure": ["per 10,000 characters"]}), words_for("en")).label
    'Occurrences per 10,000 characters'
    >>> scale_of(pd.DataFrame({"value": [0.2]}), words_for("en")).label
    'Share (%)'
    """
    measures = [str(one) for one in rows["measure"].dropna()] if "measure" in rows.columns else []
    rates = [measure for measure in measures if "per 10,000" in measure]
    if rates:
        return Scale(1.0, words["rate" if rates[0].startswith("admissions") else "term_rate"])
    return Scale(100.0, words["share"])


def panels_across(count: int, *, width: float) -> int:
    """Panels in a row, so that few places stay empty and each has room for its title."""
    if width < 0.75 * WIDTHS["two-column"]:
        return min(count, 2)
    return min(count, {4: 2, 7: 4, 8: 4, 10: 5}.get(count, 3))


def panels(
    figure: Figure | SubFigure, count: int, *, across: int, share_rows: bool = True
) -> list[Axes]:
    """Make panels on shared axes; places without a panel are left empty."""
    down = -(-count // across)
    grid = figure.subplots(down, across, sharex=True, sharey=share_rows, squeeze=False)
    axes = list(grid.flat)
    for empty in axes[count:]:
        empty.remove()
    for bottom in axes[max(count - across, 0) : count]:
        bottom.tick_params(labelbottom=True)
    return axes[:count]


def small_multiples(
    figure: Figure | SubFigure | None, count: int, *, width: str, height: float = 34
) -> tuple[Figure | SubFigure, list[Axes]]:
    """Make so many panels, on a new figure where none is given."""
    across = panels_across(count, width=room(figure, width))
    if figure is None:
        down = -(-count // across)
        # A single row must have room for the name of its upright axis.
        figure = new_figure(width=width, height=18 + max(height * down, 48))
    return figure, panels(figure, count, across=across)


def room(figure: Figure | SubFigure | None, width: str) -> float:
    """Return the width in millimetres of a figure, or of the one that will be made."""
    return width_of(figure) if figure is not None else WIDTHS.get(width, 0.0)


def year_panels(
    opening: Opening,
    figure: Figure | SubFigure | None,
    *,
    width: str,
    draw: Callable[[Axes, pd.DataFrame], None],
    breaks: Sequence[int] | Mapping[int, str] = (),
) -> tuple[Figure | SubFigure, list[Axes]]:
    """Draw each category's rows in a panel of its own, over the years, on shared axes."""
    rows, names, words = opening
    figure, axes = small_multiples(figure, len(names), width=width)
    cells = title_cells(figure, panels_across(len(names), width=width_of(figure)))
    for ax, (code, name) in zip(axes, names.items(), strict=True):
        draw(ax, rows[rows["category"] == code])
        ax.set_title(wrap(name, cells))
        mark_breaks(ax, rows["year"], breaks=breaks)
    ticks_of_years(axes[0], rows["year"], most=4)
    scale = scale_of(rows, words)
    ticks_of_values(axes, rows, factor=scale.factor)
    figure.supylabel(scale.label, fontsize=7.5)
    return figure, axes


def notes_by_year(
    opening: Opening, *, breaks: Sequence[int] | Mapping[int, str] = ()
) -> tuple[str, ...]:
    """Say what is shaded, whether values are mere counts, and what the dashed lines are."""
    rows, _, words = opening
    marked = words_of_breaks(rows["year"], breaks, words=words)
    return interval_note(rows, words), count_note(rows, words), marked


def stacked(*tables: pd.DataFrame) -> pd.DataFrame:
    """Put tables of the same columns under one another."""
    import pandas as pd

    return pd.concat(tables, ignore_index=True)


def title_cells(figure: Figure | SubFigure, across: int) -> int:
    """Return how many cells of a title fit above one of so many panels in a row."""
    return int((width_of(figure) - 12) / across / _TITLE_CELL) - 2


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
    """Put a tick at whole years, at most so many."""
    first, last = int(years.min()), int(years.max())
    step = next(step for step in _STEPS if (last - first) // step < most)
    # Fives and tens stand at round years.
    start = first if step < 5 else -(-first // step) * step
    ticks = list(range(start, last + 1, step))
    ax.set_xticks(ticks, [str(tick) for tick in ticks])
    ax.set_xlim(first - 0.6, last + 0.6)


def ticks_of_values(
    axes: Sequence[Axes],
    rows: pd.DataFrame,
    *,
    top: float | None = None,
    factor: float = 100.0,
    across: bool = False,
) -> None:
    """Put ticks from zero up, or across; a bound below zero widens the axis, not the ticks."""
    from matplotlib.ticker import MaxNLocator

    columns = [name for name in ("value", "low", "high") if name in rows.columns]
    low, high = float(rows[columns].min().min()), top or float(rows[columns].max().max())
    steps = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(0.0, max(high, 0.001) * factor)
    ticks = [tick for tick in steps if tick >= 0]
    axis, span = ("xaxis", "set_xlim") if across else ("yaxis", "set_ylim")
    getattr(axes[0], axis).set_ticks([tick / factor for tick in ticks], [f"{t:g}" for t in ticks])
    getattr(axes[0], span)(min(low, 0.0), ticks[-1] / factor)
    for ax in axes:
        ax.grid(axis="x" if across else "y", color=GRID, linewidth=0.4)


def column_heads(
    ax: Axes, names: Mapping[str, str], *, beside: Sequence[str], words: Mapping[str, str]
) -> tuple[list[str], str]:
    """Return heads of columns, each label under its code, and a key where labels do not fit."""
    widest = max(cells_of(line) for name in beside for line in name.split("\n"))
    space = width_of(ax.figure) - 1.35 * widest - 4
    cells = int(space / len(names) / 1.35)
    if cells < _NARROWEST and any(" " in name for name in names.values()):
        return list(names), words["semicolon"].join(names.values())
    return [two_lines(name, max(cells, _NARROWEST)) for name in names.values()], ""


def two_lines(name: str, cells: int) -> str:
    """Put the code above its label, so that a narrow column breaks the label once at most.

    Examples
    --------
    >>> two_lines("A4 行政执法", 4)
    'A4\\n行政\\n执法'
    """
    code, _, label = name.partition(" ")
    return f"{code}\n{wrap(label, cells)}".rstrip()


def row_names(names: Iterable[object], ax: Axes | None, *, width: str) -> list[str]:
    """Break the names of rows, so that they leave the chart more than half of the width."""
    whole = WIDTHS.get(width, 0.0) if ax is None else width_of(ax.figure)
    cells = max(int(0.38 * whole / _TITLE_CELL), _NARROWEST)
    return [wrap(str(name), cells) for name in names]


def row_height(names: Sequence[str], *, least: float) -> float:
    """Return the millimetres of a row in which the longest of the names has room."""
    return max(least, 1 + 2.9 * max(name.count("\n") + 1 for name in names))


def name_rows(ax: Axes, names: Sequence[str]) -> None:
    """Write names at the left of rows, the first on top."""
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.5, -0.5)


def words_of_cut(kept: list[Any], rows: pd.DataFrame, *, words: Mapping[str, str]) -> str:
    """Say how many regions are left out, nothing where all are drawn."""
    count = rows["region"].nunique()
    return words["cut"].format(all=count, shown=len(kept)) if count > len(kept) else ""


def note(figure: Figure | SubFigure, text: str) -> None:
    """Write a note under a figure."""
    cells = int(width_of(figure) / _NOTE_CELL) - 2
    figure.supxlabel(wrap(text, cells), fontsize=_NOTE_SIZE, color=MUTED, x=0.01, ha="left")


def note_below(ax: Axes, text: str) -> None:
    """Write a note under the figure of an Axes, or under the Axes among others."""
    figure = ax.get_figure(root=True)
    if figure is not None and len(figure.axes) == 1:
        note(figure, text)
        return
    lines, label = wrap(text, 60), ax.get_xlabel()
    # The Axes may already say what its values are.
    ax.set_xlabel(f"{label}\n{lines}" if label else lines, fontsize=_NOTE_SIZE, color=MUTED)
