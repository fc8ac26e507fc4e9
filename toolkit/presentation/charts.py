"""Charts of finished tables: one table in, one Axes or a figure of small multiples out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.presentation import parts
from toolkit.presentation.describing import (
    category_labels,
    describe_chart,
    interval_note,
    words_for,
    wrap,
)
from toolkit.presentation.styles import PALETTE, journal_style, new_figure, set_font, size_of
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure


def draw_trend(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    breaks: Sequence[int] | Mapping[int, str] = (),
    figure: Figure | SubFigure | None = None,
) -> Figure | SubFigure:
    """Draw how categories move over the years: one panel for each, on shared axes.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Table ``estimates``, one row for each category and year: select one measure, one scheme
        and one region, or the pooled rows, first. Values are shares from 0 to 1.
    language : {"zh", "en"}, default "zh"
        Language of the words on the figure.
    labels : mapping of str to str, optional
        Code to short label; by default those of the outline.
    breaks : sequence of int, or mapping of int to str
        First years under other rules, with what changed if you like: a dashed line stands
        before each.
    figure : matplotlib.figure.Figure, optional
        Where to draw; by default a new figure of two columns' width.

    Returns
    -------
    matplotlib.figure.Figure
        One Axes for each category, in the order of the codes. Where bounds are missing no band
        is drawn, and the note under the figure says so.

    Raises
    ------
    TableError
        Columns are missing, no row is left, or a category has two values for one year.
    """
    rows = parts.rows_of(estimates, "category", "year")
    names, words = category_labels(rows, language=language, labels=labels), words_for(language)
    across = parts.panels_across(len(names))
    with journal_style():
        if figure is None:
            figure = new_figure(height=18 + 34 * -(-len(names) // across))
        axes = parts.panels(figure, len(names), across=across)
        for ax, (code, name) in zip(axes, names.items(), strict=True):
            parts.trend_panel(ax, rows[rows["category"] == code], title=wrap(name, 104 // across))
            parts.mark_breaks(ax, rows["year"], breaks=breaks)
        parts.ticks_of_years(axes[0], rows["year"], most=5)
        parts.ticks_of_shares(axes, rows)
        figure.supylabel(words["share"], fontsize=7.5)
        marked = parts.words_of_breaks(rows["year"], breaks, words=words)
        said = f"{interval_note(rows, words)} {marked}".strip()
        parts.note(figure, said, cells=118)
    described = describe_chart(rows, "trend", language=language, names=names)
    figure.set_label(f"{described}\n{said}")
    set_font(figure)
    return figure


def draw_emphasis(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw topic emphasis as a grid: regions in rows, categories in columns, shares in cells.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Table ``estimates``, one row for each region and category; rows without a region are
        left out. With more than 45 regions, those with the most documents are drawn,
        and the note says so.
    language, labels
        As in `draw_trend`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default on a new figure of two columns' width.

    Returns
    -------
    matplotlib.axes.Axes
        The grid, with the percentage printed in every cell.
    """
    rows = parts.rows_of(estimates, "region", "category")
    names, words = category_labels(rows, language=language, labels=labels), words_for(language)
    kept = parts.largest(rows)
    grid = rows.pivot(index="region", columns="category", values="value")
    grid = grid.loc[kept, list(names)]
    with journal_style():
        ax = parts.axes_for(ax, height=34 + 4.6 * len(kept))
        room = int(size_of(ax)[0] * 0.78 / len(names) / 1.35)
        parts.shaded_grid(
            ax, grid, names=[_two_lines(name, max(room, 8)) for name in names.values()], scale=100
        )
        told = [words["cells"], interval_note(rows, words, drawn="beside")]
        told.append(parts.words_of_cut(kept, rows, words=words))
        parts.note_below(ax, " ".join(filter(None, told)))
    ax.set_label(describe_chart(rows, "emphasis", language=language, names=names))
    parts.set_font_of(ax)
    return ax


def draw_composition(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the make-up of the reports by year: one bar for each year, one segment a category.

    Segments carry their code where it fits, so that the chart also reads in grey.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Table ``estimates``, one row for each category and year.
    language, labels, ax
        As in `draw_emphasis`.

    Returns
    -------
    matplotlib.axes.Axes
        One container of bars for each category.
    """
    rows = parts.rows_of(estimates, "category", "year")
    names, words = category_labels(rows, language=language, labels=labels), words_for(language)
    grid = rows.pivot(index="year", columns="category", values="value")[list(names)]
    with journal_style():
        ax = parts.axes_for(ax, height=85)
        base = grid.iloc[:, 0] * 0.0
        for place, (code, name) in enumerate(names.items()):
            colour = PALETTE[place % len(PALETTE)]
            parts.segments(
                ax, grid[code].fillna(0.0), base=base.fillna(0.0), look=(colour, code, name)
            )
            base = base.fillna(0.0) + grid[code].fillna(0.0)
        parts.ticks_of_years(ax, rows["year"], most=14)
        parts.ticks_of_shares([ax], rows, top=float(base.max()))
        ax.set_ylabel(words["share"])
        ax.legend(
            loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, reverse=True,
            handlelength=1.0, handleheight=1.0,
        )  # fmt: skip
    ax.set_label(describe_chart(rows, "composition", language=language, names=names))
    parts.set_font_of(ax)
    return ax


def draw_problems(
    counts: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how often each kind of problem is admitted, most frequent first.

    Parameters
    ----------
    counts : pandas.DataFrame
        One row for each kind: ``category`` (or ``type``), and either ``value`` (a share from 0
        to 1, with ``low`` and ``high`` where they are known) or ``count``.
    language, labels, ax
        As in `draw_emphasis`; a figure made here is one column wide.

    Returns
    -------
    matplotlib.axes.Axes
        One bar for each kind, with its number at its end.
    """
    rows = parts.kinds_of(counts)
    shares = "value" in counts.columns
    words = words_for(language)
    names = category_labels(rows, language=language, labels=labels)
    if "category" not in counts.columns:
        names = {key: (labels or {}).get(key, key) for key in names}
    with journal_style():
        ax = parts.axes_for(ax, height=16 + 6.5 * len(rows), columns=1)
        parts.bars(ax, rows, [wrap(names[code], 22) for code in rows["category"]], shares=shares)
        ax.set_xlabel(words["share" if shares else "count"])
        if shares:
            parts.note_below(ax, interval_note(rows, words, drawn="whiskers"))
    ax.set_label(describe_chart(rows, "problems", language=language, names=names))
    parts.set_font_of(ax)
    return ax


def draw_coverage(documents: pd.DataFrame, *, language: str = "zh", ax: Axes | None = None) -> Axes:
    """Draw which regions and years the sample covers, with the number of reports in each cell.

    A report on several years counts in each of them. Documents without a region or a year are
    left out.

    Parameters
    ----------
    documents : pandas.DataFrame
        Table ``documents``: ``region``, ``year``, ``year_to``.
    language, ax
        As in `draw_emphasis`.
    """
    need_columns(documents, "documents", ["region", "year", "year_to"])
    words, cells = words_for(language), parts.covered(documents)
    kept = parts.largest(cells)
    years = list(range(int(cells["year"].min()), int(cells["year"].max()) + 1))
    grid = cells.pivot(index="region", columns="year", values="value").reindex(columns=years)
    with journal_style():
        ax = parts.axes_for(ax, height=22 + 4.6 * len(kept))
        parts.shaded_grid(ax, grid.loc[kept], names=[str(year) for year in years], scale=1)
        parts.note_below(
            ax, f"{words['coverage']} {parts.words_of_cut(kept, cells, words=words)}".strip()
        )
    ax.set_label(describe_chart(cells, "sample", language=language))
    parts.set_font_of(ax)
    return ax


def _two_lines(name: str, cells: int) -> str:
    """Put the code above its label, so that a narrow column breaks the label once at most."""
    code, _, label = name.partition(" ")
    return f"{code}\n{wrap(label, cells)}".rstrip()
