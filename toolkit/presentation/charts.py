"""Charts of emphasis: shares over years and regions, before and after, counted and corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.presentation import marks, parts
from toolkit.presentation.chart_words import words_for
from toolkit.presentation.describing import count_note, interval_note, wrap
from toolkit.presentation.grids import covered, largest, shaded_grid
from toolkit.presentation.styles import journal_style, new_figure, width_of
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

_METHODS = ("count", "corrected")
# Millimetres that a code takes in a bar.
_CODE = 3.6


def draw_trend(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    breaks: Sequence[int] | Mapping[int, str] = (),
    width: str = "two-column",
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
    width : {"two-column", "one-column"}
        Columns of a journal that a new figure spans: 180 mm or 85 mm.
    figure : matplotlib.figure.Figure, optional
        Where to draw; by default a new figure.

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
    opening = parts.open_chart(estimates, "category", "year", language=language, labels=labels)
    with journal_style():
        figure, _ = parts.year_panels(
            opening, figure, width=width, draw=marks.line_with_band, breaks=breaks
        )
        said = parts.notes_by_year(opening, breaks=breaks)
        return parts.close_panels(figure, "trend", opening, language=language, said=said)


def draw_correction(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: str = "two-column",
    figure: Figure | SubFigure | None = None,
) -> Figure | SubFigure:
    """Draw shares counted from predictions beside the same shares corrected by labels.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Table ``estimates`` with ``method`` count and corrected: one row for each category, year
        and method, or, without years, for each category and method.
    language, labels, width, figure
        As in `draw_trend`.

    Returns
    -------
    matplotlib.figure.Figure
        A panel for each category over the years; one panel of dots where there is one year.
    """
    need_columns(estimates, "estimates", ["method", "category"])
    chosen = estimates[estimates["method"].isin(_METHODS)]
    yearly = "year" in chosen.columns and chosen["year"].nunique() > 1
    keys = ("category", "method", *(("year",) if yearly else ()))
    opening = parts.open_chart(chosen, *keys, language=language, labels=labels)
    with journal_style():
        if yearly:
            figure = _corrected_lines(opening, width, figure)
        else:
            figure = _corrected_dots(opening, width, figure)
        drawn = "interval" if yearly else "whiskers"
        corrected = opening.rows[opening.rows["method"] == "corrected"]
        said = [interval_note(corrected, opening.words, drawn=drawn)]
        return parts.close_panels(figure, "correction", opening, language=language, said=said)


def _corrected_lines(
    opening: parts.Opening, width: str, figure: Figure | SubFigure | None
) -> Figure | SubFigure:
    def both(ax: Axes, own: pd.DataFrame) -> None:
        for series, method in ((1, "count"), (0, "corrected")):
            part = own[own["method"] == method]
            if len(part):
                name = opening.words[f"method {method}"]
                marks.line_with_band(ax, part, series=series, name=name)

    figure, axes = parts.year_panels(opening, figure, width=width, draw=both)
    marks.legend_above(figure, axes[0])
    return figure


def _corrected_dots(
    opening: parts.Opening, width: str, figure: Figure | SubFigure | None
) -> Figure | SubFigure:
    rows, names, words = opening
    shown = [wrap(name, 24) for name in names.values()]
    height = 26 + parts.row_height(shown, least=6.5) * len(names)
    figure = figure or new_figure(width=width, height=height)
    ax = figure.subplots()
    for series, method in ((1, "count"), (0, "corrected")):
        own = rows[rows["method"] == method].set_index("category").reindex(list(names))
        offset = -0.16 if method == "count" else 0.16
        marks.dots(ax, own, offset=offset, series=series, name=words[f"method {method}"])
    parts.name_rows(ax, shown)
    parts.ticks_of_values([ax], rows, across=True)
    ax.set_xlabel(words["share"])
    marks.legend_above(figure, ax)
    return figure


def draw_change(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw shares before and after as dumbbells: one row for each category, or each region.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Table ``estimates`` at two times, which stand in ``period`` or, without such a column, in
        ``year``. A row of the chart is a category, or a region where there is but one category.
    language, labels, width
        As in `draw_trend`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default on a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        A hollow mark for the earlier and a filled one for the later time; intervals are thin
        lines, above for the earlier and below for the later.
    """
    time = "period" if "period" in estimates.columns else "year"
    need_columns(estimates, "estimates", ["category"])
    key = "category" if estimates["category"].nunique() > 1 else "region"
    opening = parts.open_chart(estimates, key, time, language=language, labels=labels)
    rows, names, words = opening
    times = sorted(rows[time].unique())
    if len(times) != 2:
        remedy = f"select two values of {time} first"
        raise parts.refusal("two times", f"{len(times)} in {time}", remedy=remedy)
    shown = list(names) if names else list(dict.fromkeys(rows["region"]))
    by_time = [rows[rows[time] == one].set_index(key).reindex(shown) for one in times]
    with journal_style():
        told = parts.row_names([names.get(one, one) for one in shown], ax, width=width)
        height = 26 + parts.row_height(told, least=6) * len(shown)
        ax = parts.axes_for(ax, height=height, width=width)
        marks.joined(ax, *by_time)
        for series, (when, own) in enumerate(zip(times, by_time, strict=True)):
            marks.dots(ax, own, series=series, name=str(when), hollow=not series, spread=0.2)
        parts.name_rows(ax, told)
        parts.ticks_of_values([ax], rows, across=True)
        ax.set_xlabel(words["share"])
        marks.legend_over(ax)
        said = [interval_note(rows, words, drawn="whiskers"), count_note(rows, words)]
        opening = opening._replace(rows=rows.assign(year=rows[time]), names=names)
        return parts.close_chart(ax, "change", opening, language=language, said=said)


def draw_emphasis(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: str = "two-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw topic emphasis as a grid: regions in rows, categories in columns, shares in cells.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Table ``estimates``, one row for each region and category; rows without a region are
        left out. With more than 45 regions, those with the most documents are drawn,
        and the note says so.
    language, labels, width, ax
        As in `draw_change`.

    Returns
    -------
    matplotlib.axes.Axes
        The grid, with the percentage printed in every cell.
    """
    opening = parts.open_chart(estimates, "region", "category", language=language, labels=labels)
    rows, names, words = opening
    kept = largest(rows)
    grid = rows.pivot(index="region", columns="category", values="value")
    grid = grid.loc[kept, list(names)]
    with journal_style():
        shown = parts.row_names(kept, ax, width=width)
        height = 28 + parts.row_height(shown, least=4.6) * len(kept)
        ax = parts.axes_for(ax, height=height, width=width)
        heads, key = parts.column_heads(ax, names, beside=shown, words=words)
        grid.index = shown
        shaded_grid(ax, grid, names=heads, scale=100)
        said = [
            words["cells"],
            words["key"].format(key=key) if key else "",
            interval_note(rows, words, drawn="beside"),
        ]
        said += [count_note(rows, words), parts.words_of_cut(kept, rows, words=words)]
        return parts.close_chart(ax, "emphasis", opening, language=language, said=said)


def draw_composition(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: str = "two-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw the make-up of the reports by year: one bar for each year, one segment a category.

    Segments carry their code where it fits, and some are hatched, so that the chart also reads
    in grey.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Table ``estimates``, one row for each category and year.
    language, labels, width, ax
        As in `draw_change`.

    Returns
    -------
    matplotlib.axes.Axes
        One container of bars for each category.
    """
    opening = parts.open_chart(estimates, "category", "year", language=language, labels=labels)
    rows, names, words = opening
    grid = rows.pivot(index="year", columns="category", values="value")[list(names)].fillna(0.0)
    with journal_style():
        ax = parts.axes_for(ax, height=85 if width == "two-column" else 110, width=width)
        base = grid.iloc[:, 0] * 0.0
        # A code must fit into its bar.
        coded = width_of(ax.figure) * 0.6 / len(grid) > _CODE
        for place, (code, name) in enumerate(names.items()):
            look = (place, code if coded else "", name)
            marks.segments(ax, grid[code], base=base, look=look)
            base = base + grid[code]
        parts.ticks_of_years(ax, rows["year"], most=14 if width == "two-column" else 6)
        parts.ticks_of_values([ax], rows, top=float(base.max()))
        ax.set_ylabel(words["share"])
        marks.legend_beside(ax)
        said = [count_note(rows, words)]
        return parts.close_chart(ax, "composition", opening, language=language, said=said)


def draw_coverage(
    documents: pd.DataFrame,
    *,
    language: str = "zh",
    width: str = "two-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw which regions and years the sample covers, with the number of reports in each cell.

    A report on several years counts in each of them. Documents without a region or a year are
    left out.

    Parameters
    ----------
    documents : pandas.DataFrame
        Table ``documents``: ``region``, ``year``, ``year_to``; where it is there, ``covers``,
        the year that is covered, counts before the year of the title.
    language, width, ax
        As in `draw_change`.
    """
    need_columns(documents, "documents", ["region", "year", "year_to"])
    opening = parts.open_chart(covered(documents), "region", "year", language=language)
    cells, _, words = opening
    kept = largest(cells)
    years = list(range(int(cells["year"].min()), int(cells["year"].max()) + 1))
    grid = cells.pivot(index="region", columns="year", values="value").reindex(columns=years)
    grid = grid.loc[kept]
    with journal_style():
        grid.index = shown = parts.row_names(kept, ax, width=width)
        height = 18 + parts.row_height(shown, least=4.6) * len(kept)
        ax = parts.axes_for(ax, height=height, width=width)
        heads = [str(year) for year in years]
        shaded_grid(ax, grid, names=heads, scale=1)
        if len(years) > (24 if width == "two-column" else 8):
            ax.tick_params(axis="x", labelrotation=90)
        said = [words["coverage"], parts.words_of_cut(kept, cells, words=words)]
        return parts.close_chart(ax, "sample", opening, language=language, said=said)


def draw_agenda_distance(
    distances: pd.DataFrame,
    *,
    language: str = "zh",
    breaks: Sequence[int] | Mapping[int, str] = (),
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw how far apart regions' agendas are over the years.

    Parameters
    ----------
    distances : pandas.DataFrame
        What ``agenda_distance`` returns: ``year``, ``value``, and where known ``low``, ``high``;
        rows without a year are left out. A column ``series``, or else ``level``, gives a line of
        its own to each of its values.
    language, breaks
        As in `draw_trend`.
    width, ax
        As in `draw_change`.
    """
    own = next((name for name in ("series", "level") if name in distances.columns), None)
    given = distances[own].fillna("").astype(str) if own else [""] * len(distances)
    fixed = words_for(language)
    named = distances.assign(series=[fixed.get(f"level {name}", name) for name in given])
    opening = parts.open_chart(named, "series", "year", language=language)
    rows, _, words = opening
    with journal_style():
        ax = parts.axes_for(ax, height=62, width=width)
        names = list(dict.fromkeys(rows["series"]))
        for place, name in enumerate(names):
            marks.line_with_band(ax, rows[rows["series"] == name], series=place, name=name)
        parts.mark_breaks(ax, rows["year"], breaks=breaks)
        parts.ticks_of_years(ax, rows["year"], most=6 if width == "one-column" else 14)
        parts.ticks_of_values([ax], rows, factor=1)
        ax.set_ylabel(words["distance"])
        if len(names) > 1:
            marks.legend_over(ax)
        said = parts.notes_by_year(opening, breaks=breaks)
        return parts.close_chart(ax, "distance", opening, language=language, said=said)
