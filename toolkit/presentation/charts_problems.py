"""Charts of problems and of words: kinds, their course, how long they last, what marks groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from toolkit.errors import TableError
from toolkit.presentation import marks, parts
from toolkit.presentation.describing import count_note, interval_note, type_labels, wrap
from toolkit.presentation.styles import journal_style, new_figure
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure


def draw_problems(
    counts: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw how often each kind of problem is admitted, most frequent first.

    Parameters
    ----------
    counts : pandas.DataFrame
        One row for each kind: ``category`` (or ``type``), and either ``value`` (a share from 0
        to 1, with ``low`` and ``high`` where they are known) or ``count``.
    language, labels, width, ax
        As in `draw_change`.

    Returns
    -------
    matplotlib.axes.Axes
        One bar for each kind, with its number at its end.
    """
    shares = "value" in counts.columns
    coded = _kinds(counts, "count")
    opening = parts.open_chart(coded, "category", language=language, labels=labels)
    opening = _typed(opening, counts, labels or _type_names(counts, language))
    rows, names, words = opening
    rows = rows.sort_values(["value", "category"], ascending=[False, True], ignore_index=True)
    scale = parts.scale_of(rows, words) if shares else parts.Scale(1.0, words["count"])
    with journal_style():
        told = parts.row_names([names[code] for code in rows["category"]], ax, width=width)
        height = 16 + parts.row_height(told, least=6.5) * len(rows)
        ax = parts.axes_for(ax, height=height, width=width)
        marks.bars(ax, rows, told, factor=scale.factor)
        ax.set_xlabel(scale.label)
        said = [interval_note(rows, words, drawn="whiskers"), count_note(rows, words)]
        opening = opening._replace(rows=rows)
        return parts.close_chart(
            ax, "problems", opening, language=language, said=said if shares else ()
        )


def draw_problem_trend(
    estimates: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    breaks: Sequence[int] | Mapping[int, str] = (),
    width: str = "two-column",
    figure: Figure | SubFigure | None = None,
) -> Figure | SubFigure:
    """Draw kinds of problems over the years: one panel for each, on shared axes.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Rows of ``problem_language`` by year: ``category`` (or ``type``), ``year``, ``value``,
        ``low``, ``high``; select one measure and one part of the reports first. Where categories
        are missing, as for hedging, the measure takes their place. Rates per 10,000 characters
        are drawn as they are, shares in percent.
    language, labels, breaks, width, figure
        As in `draw_trend`.
    """
    coded = _kinds(estimates, "value")
    opening = parts.open_chart(coded, "category", "year", language=language, labels=labels)
    opening = _typed(opening, estimates, labels or _type_names(estimates, language))
    titles = {key: opening.words.get(name, name) for key, name in opening.names.items()}
    titled = opening._replace(names=titles)
    with journal_style():
        figure, _ = parts.year_panels(
            titled, figure, width=width, draw=marks.line_with_band, breaks=breaks
        )
        said = parts.notes_by_year(opening, breaks=breaks)
        return parts.close_panels(figure, "problem trend", opening, language=language, said=said)


def draw_recurrence(
    survival: pd.DataFrame,
    *,
    language: str = "zh",
    width: str = "one-column",
    ax: Axes | None = None,
) -> Axes:
    """Draw what share of admissions is still made in later reports of the same region.

    Parameters
    ----------
    survival : pandas.DataFrame
        ``recurrence(...).survival``: one row for each ``lag`` (reports later; a row for 0 holds
        1), ``value``, and where known ``low``, ``high`` and ``at_risk``, the admissions that
        have such a later report. A column ``series`` (a type, a level, a random other region)
        gives a curve of its own to each of its values.
    language, width, ax
        As in `draw_change`.

    Returns
    -------
    matplotlib.axes.Axes
        Step curves with their bands; under them the numbers at risk. A curve ends where no
        admission has a later report.

    Raises
    ------
    TableError
        No admission has a later report: nothing is known of what lasts.
    """
    need_columns(survival, "survival", ["lag", "value"])
    named = survival if "series" in survival.columns else survival.assign(series="")
    named = named[named["value"].notna()]
    if not named["lag"].gt(0).any():
        remedy = "give reports of the same regions in later years"
        raise TableError("admissions with a later report", "none", "draw_recurrence", remedy)
    opening = parts.open_chart(named, "series", "lag", language=language)
    rows, _, words = opening
    series = list(dict.fromkeys(rows["series"]))
    with journal_style():
        ax = parts.axes_for(ax, height=66 + 4 * len(series), width=width)
        for place, name in enumerate(series):
            own = rows[rows["series"] == name].sort_values("lag")
            marks.steps(ax, own, series=place, name=str(name))
        parts.ticks_of_values([ax], rows, top=1.0)
        marks.plain_ticks(ax, rows["lag"], whole=True)
        ax.set_xlim(0, float(rows["lag"].max()))
        ax.set_ylabel(words["survival"])
        watched = "at_risk" in rows.columns
        if watched:
            marks.at_risk(ax, rows, series)
        ax.set_xlabel(words["lag at risk" if watched else "lag"])
        if len(series) > 1:
            marks.legend_over(ax)
        order = words["risk order"].format(series=words["joiner"].join(map(str, series)))
        # At the start all stand by definition: that point needs no interval.
        said = [
            interval_note(rows[rows["lag"] > 0], words),
            order if watched and len(series) > 1 else "",
        ]
        return parts.close_chart(ax, "recurrence", opening, language=language, said=said)


def draw_wording(
    contrast: pd.DataFrame,
    *,
    language: str = "zh",
    labels: Mapping[str, str] | None = None,
    most: int = 12,
    width: str = "two-column",
    figure: Figure | SubFigure | None = None,
) -> Figure | SubFigure:
    """Draw the words that mark each group of reports off: lollipops with their intervals.

    Parameters
    ----------
    contrast : pandas.DataFrame
        What ``wording`` returns: ``group``, ``term``, ``log_odds`` (against the other groups),
        and where known ``low``, ``high``.
    language
        As in `draw_trend`.
    labels : mapping of str to str, optional
        Group to the title of its panel.
    most : int, default 12
        Words of each group: its first in the table, where the surest come first.
    width, figure
        As in `draw_trend`.
    """
    named = contrast.rename(columns={"term": "word", "log_odds": "value"})
    opening = parts.open_chart(named, "group", "word", language=language)
    rows, _, words = opening
    groups = list(dict.fromkeys(rows["group"].astype(str)))
    top = {name: rows[rows["group"].astype(str) == name].head(most) for name in groups}
    top = {name: own.sort_values("value", ascending=False) for name, own in top.items()}
    room = parts.room(figure, width)
    across = parts.panels_across(len(groups), width=room)
    down = -(-len(groups) // across)
    cells = max(int(0.3 * room / across), 8)
    kept = parts.stacked(*top.values())
    shown = {word: wrap(str(word), cells) for word in kept["word"]}
    least = parts.row_height(list(shown.values()), least=4.4)
    with journal_style():
        figure = figure or new_figure(width=width, height=16 + (10 + least * most) * down)
        axes = parts.panels(figure, len(groups), across=across, share_rows=False)
        for ax, (name, own) in zip(axes, top.items(), strict=True):
            marks.lollipops(ax, own.assign(word=own["word"].map(shown)))
            ax.set_title((labels or {}).get(name, name))
        marks.plain_ticks(axes[0], kept.reindex(columns=["value", "low", "high"]).assign(zero=0.0))
        for ax in axes[-across:]:
            ax.set_xlabel(words["log odds"])
        said = [interval_note(kept, words, drawn="whiskers")]
        opening = opening._replace(rows=kept, names=dict(labels or {}))
        return parts.close_panels(figure, "wording", opening, language=language, said=said)


def _kinds(table: pd.DataFrame, wanted: str) -> pd.DataFrame:
    """Return the table with ``category`` and ``value``, whatever its kinds are called."""
    rows = table
    if "category" not in rows.columns and "type" in rows.columns:
        rows = rows.rename(columns={"type": "category"})
    if "category" in rows.columns and rows["category"].isna().all() and "measure" in rows.columns:
        rows = rows.assign(category=rows["measure"])
    if "value" not in rows.columns:
        need_columns(rows, "counts of problems", [wanted])
        rows = rows.assign(value=rows[wanted])
    return rows


def _type_names(table: pd.DataFrame, language: str) -> Mapping[str, str] | None:
    """Return the names of types where the rows are types, else nothing."""
    of_types = "measure" in table.columns and table["measure"].eq("type").all()
    return type_labels(language) if of_types or "type" in table.columns else None


def _typed(
    opening: parts.Opening, table: pd.DataFrame, labels: Mapping[str, str] | None
) -> parts.Opening:
    """Types of problems are words of their own: no code stands before their label."""
    coded = "category" in table.columns and table["category"].notna().any()
    if coded and not _type_names(table, "en"):
        return opening
    known = list(type_labels("en"))
    # Types stand in the order of their list, which ends with the rest; other names after them.
    keys = sorted(opening.names, key=lambda key: known.index(key) if key in known else len(known))
    return opening._replace(names={key: (labels or {}).get(key, key) for key in keys})
