"""Charts of how far results can be trusted: errors, calibration, learning, agreement, choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.presentation import marks, parts
from toolkit.presentation.describing import category_labels, interval_note, order_of, wrap
from toolkit.presentation.grids import shaded_grid
from toolkit.presentation.styles import GRID, MUTED, SERIES, journal_style, new_figure
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FLOORS = (0.667, 0.8)
# What is no choice of a specification, whatever else the table tells of it.
_NO_CHOICE = frozenset(
    ("value", "low", "high", "confidence", "main", "measure", "category", "region", "year",
     "period", "level", "specification", "flag", "error", "df", "p", "p_adjusted", "p_wild",
     "place")
)  # fmt: skip


def draw_confusion(
    confusion: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw which categories are taken for which: codes by hand in rows, predictions in columns.

    Parameters
    ----------
    confusion : pandas.DataFrame
        ``truth``, ``predicted``, ``n``, as ``validate(...).confusion`` has them: select one
        scheme and one judge first.
    language, labels, width, ax
        As in `draw_change`.

    Returns
    -------
    matplotlib.axes.Axes
        Numbers of paragraphs, shaded by their share of the row; where both agree is framed.
    """
    need_columns(confusion, "confusion", ["truth", "predicted", "n"])
    opening = parts.open_chart(
        confusion.assign(value=confusion["n"]), "truth", "predicted", language=language
    )
    rows, _, words = opening
    codes = order_of([*rows["truth"], *rows["predicted"]])
    coded = rows.assign(category=rows["truth"])
    names = category_labels(coded, language=language, labels=labels)
    grid = rows.pivot(index="truth", columns="predicted", values="n")
    grid = grid.reindex(index=codes, columns=codes)
    share = grid.div(grid.sum(axis=1), axis=0)
    grid.index = [wrap(names.get(code, code), 24) for code in codes]
    with journal_style():
        ax = parts.axes_for(ax, height=24 + 6.2 * len(codes), width=width)
        shaded_grid(ax, grid.fillna(0.0), names=codes, scale=1, shades=share.fillna(0.0))
        for place in range(len(codes)):
            marks.frame(ax, (place, place))
        ax.set_ylabel(words["truth"])
        ax.set_title(words["predicted"], loc="center")
        told = opening._replace(names=names)
        said = [words["rows shaded"]]
        return parts.close_chart(ax, "confusion", told, language=language, said=said)


def draw_calibration(
    reliability: pd.DataFrame,
    *,
    language: str = "zh",
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw how often a stated probability was right.

    Parameters
    ----------
    reliability : pandas.DataFrame
        ``probability`` (mean stated), ``right`` (share right) and ``n`` of each tenth, as
        ``validate(...).reliability`` has them: select one scheme and one judge first. Bounds of
        ``right``, where known, in ``right_low`` and ``right_high``.
    language, width, ax
        As in `draw_change`.
    """
    need_columns(reliability, "reliability", ["probability", "right", "n"])
    table = reliability.rename(columns={"low": "from", "high": "to"})
    table = table.rename(columns={"right_low": "low", "right_high": "high"})
    opening = parts.open_chart(table.assign(value=table["right"]), "probability", language=language)
    rows, _, words = opening
    colour = SERIES[0][0]
    with journal_style():
        ax = parts.axes_for(ax, height=82, width=width)
        ax.plot([0, 1], [0, 1], color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0.5)
        bounds = parts.bounds_of(rows)
        if bounds is not None:
            ax.vlines(rows["probability"], *bounds, color=colour, linewidth=0.9)
        marks.bubbles(ax, rows, across="probability", sizes="n")
        marks.unit_square(ax)
        ax.set_xlabel(words["stated"])
        ax.set_ylabel(words["right"])
        said = [words["bins"], interval_note(rows, words, drawn="whiskers")]
        return parts.close_chart(ax, "calibration", opening, language=language, said=said)


def draw_learning_curve(
    curve: pd.DataFrame,
    *,
    language: str = "zh",
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw how a score rises with coded reports, and the forecast of what more would buy.

    Parameters
    ----------
    curve : pandas.DataFrame
        What ``learning_curve`` returns: ``measure``, ``n_documents``, ``value``, ``low``,
        ``high``, ``forecast``.
    language, width, ax
        As in `draw_change`.
    """
    need_columns(curve, "learning curve", ["measure", "forecast"])
    opening = parts.open_chart(curve, "n_documents", language=language)
    rows, _, words = opening
    measured = rows[~rows["forecast"].astype("bool")]
    ahead = rows[rows["forecast"].astype("bool")]
    with journal_style():
        ax = parts.axes_for(ax, height=66, width=width)
        marks.line_with_band(ax, measured, over="n_documents", name=words["measured"])
        if len(ahead):
            # The forecast begins where the measured curve ends.
            bound = measured.sort_values("n_documents").tail(1)
            joined = parts.stacked(bound, ahead)
            marks.line_with_band(
                ax, joined, over="n_documents", series=1, name=words["forecast"], joins=True
            )
        name = str(rows["measure"].iloc[0])
        ax.set_xlabel(words["trained on"])
        ax.set_ylabel(words.get(name, name))
        marks.plain_ticks(ax, rows["n_documents"], whole=True)
        ax.grid(axis="y", color=GRID, linewidth=0.4)
        marks.legend_over(ax)
        said = [interval_note(rows, words)]
        return parts.close_chart(ax, "learning", opening, language=language, said=said)


def draw_agreement(
    table: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw how far coders agree: one row for all categories, one for each against the rest.

    Parameters
    ----------
    table : pandas.DataFrame
        ``agreement(...).table``: ``measure``, ``category`` (``all`` too), ``value``, ``low``,
        ``high``; select one scheme, and measures, first. Several measures are drawn together.
    language, labels, width, ax
        As in `draw_change`.
    """
    apart = _by_pair(table)
    opening = parts.open_chart(apart, "category", "measure", language=language, labels=labels)
    rows, names, words = opening
    codes = sorted(names, key=lambda code: code != "all")
    named = [words["all"] if code == "all" else names[code] for code in codes]
    measures = list(dict.fromkeys(rows["measure"]))
    with journal_style():
        shown = parts.row_names(named, ax, width=width)
        height = parts.row_height(shown, least=max(5.6, 2.2 * len(measures))) * len(codes)
        ax = parts.axes_for(ax, height=26 + height, width=width)
        _dots_by_measure(ax, rows, measures, codes=codes, words=words)
        for floor in _FLOORS:
            ax.axvline(floor, color=MUTED, linewidth=0.6, linestyle=(0, (4, 3)), zorder=0.5)
        parts.name_rows(ax, shown)
        parts.ticks_of_values([ax], rows, factor=1, across=True, top=1.0)
        if len(measures) > 1:
            marks.legend_over(ax)
        ax.set_xlabel(
            words.get(measures[0], measures[0]) if len(measures) == 1 else words["agreement"]
        )
        said = [words["thresholds"], interval_note(rows, words, drawn="whiskers")]
        return parts.close_chart(ax, "agreement", opening, language=language, said=said)


def draw_specification_curve(
    specifications: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    choices: Sequence[str] | None = None,
    width: str = "two-column",
    figure: Figure | None = None,
) -> Figure:
    """Draw the same estimate under many choices: estimates in order above, the choices below.

    Parameters
    ----------
    specifications : pandas.DataFrame
        What ``specification_curve`` returns, of one level: ``value``, ``low``, ``high``, and a
        column for each choice (``weight``, ``scheme``, ``sections``, ``method``, …). A column
        ``main`` marks the main one.
    language
        As in `draw_trend`.
    labels : mapping of str to str, optional
        Words for columns of choices and for their values; ``value`` names the upright axis.
    choices : sequence of str, optional
        Columns that are choices; by default all that are not known for something else and hold
        two values or more.
    width, figure
        As in `draw_trend`.

    Returns
    -------
    matplotlib.figure.Figure
        Two Axes: the estimates with their intervals, and a dot for each choice made.
    """
    need_columns(specifications, "specifications", ["value"])
    ordered = specifications.sort_values("value", kind="stable", ignore_index=True)
    opening = parts.open_chart(
        ordered.assign(place=range(len(ordered))), "place", language=language
    )
    rows, _, words = opening
    columns = list(choices) if choices is not None else _choices(rows)
    need_columns(rows, "specifications", columns)
    told = _choice_words(words, labels)
    named = [
        (column, value) for column in columns for value in sorted(set(rows[column].astype(str)))
    ]
    with journal_style():
        figure = figure or new_figure(width=width, height=64 + 4.2 * len(named))
        above, below = figure.subplots(
            2, 1, sharex=True, gridspec_kw={"height_ratios": [46, 4.2 * max(len(named), 1)]}
        )
        marks.ranked_estimates(above, rows)
        marks.ticks_around_zero(above, rows, factor=100.0)
        measure = str(rows["measure"].iloc[0]) if "measure" in rows.columns else ""
        above.set_ylabel((labels or {}).get("value", words.get(measure, words["estimate"])))
        marks.choice_matrix(below, rows, named, words=told)
        below.set_xlabel(words["specifications"])
        main = words["main"] if "main" in rows.columns and rows["main"].any() else ""
        said = [interval_note(rows, words, drawn="whiskers"), main]
        parts.close_panels(figure, "specification", opening, language=language, said=said)
    return figure


def _by_pair(table: pd.DataFrame) -> pd.DataFrame:
    """Name the coders behind a measure that is that of each pair of them, as kappa is."""
    if "coders" not in table.columns or not table.duplicated(["measure", "category"]).any():
        return table
    paired = table["measure"] + " " + table["coders"]
    return table.assign(measure=table["measure"].where(table["coders"].eq(""), paired))


def _dots_by_measure(
    ax: Axes,
    rows: pd.DataFrame,
    measures: list[str],
    *,
    codes: list[str],
    words: Mapping[str, str],
) -> None:
    """Draw the measures of each category beside one another."""
    step = min(0.25, 0.7 / len(measures))
    for place, measure in enumerate(measures):
        own = rows[rows["measure"] == measure].set_index("category").reindex(codes)
        offset = step * (place - (len(measures) - 1) / 2)
        # Behind a measure may stand the pair of coders.
        kind, gap, pair = measure.partition(" ")
        name = words.get(kind, kind) + gap + pair
        marks.dots(ax, own, offset=offset, series=place, name=name)


def _choices(rows: pd.DataFrame) -> list[str]:
    free = [name for name in map(str, rows.columns) if name not in _NO_CHOICE]
    free = [name for name in free if not name.startswith("n_")]
    return [name for name in free if rows[name].astype(str).nunique() > 1]


def _choice_words(words: Mapping[str, str], labels: Mapping[str, str] | None) -> dict[str, str]:
    opening = "choice "
    known = {key[len(opening) :]: word for key, word in words.items() if key.startswith(opening)}
    return known | dict(labels or {})
