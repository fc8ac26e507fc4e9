"""Tables as a paper prints them: in LaTeX, Markdown, Excel and CSV, numbers as journals do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import check_choice
from toolkit.files import written_aside
from toolkit.presentation.exports import format_interval, write_csv, write_parquet
from toolkit.presentation.formats import (
    constants_note,
    flag_marks,
    in_language,
    interval_notes,
    marked,
    missing_note,
    note_of,
)
from toolkit.presentation.latex import to_latex
from toolkit.presentation.printed import printed
from toolkit.presentation.table_words import heads, notes
from toolkit.presentation.workbooks import write_excel
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd

STARS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
# What Markdown takes for a column's end, for emphasis, for code or for a formula.
_MARKS = re.compile(r"[\\|*_`~$^]")


def save_table(
    table: pd.DataFrame,
    path: str | Path,
    *,
    meanings: Mapping[str, str] | None = None,
    caption: str = "",
    note: str | None = None,
) -> Path:
    """Write a table for a spreadsheet, a paper or another program, as the file's name says.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; its index is not written.
    path : str or Path
        ``.csv`` (UTF-8 with a mark that Excel knows), ``.xlsx`` (with a sheet that explains each
        column), ``.tex`` (three-line table; its first line names the packages, and the file's
        name is its label: ``tab:table-1``), ``.md``, or ``.parquet``.
    meanings : mapping of str to str, optional
        Column to what it holds, for the sheet of an ``.xlsx``; those of this package's own
        columns are known.
    caption : str
        Title over the table in ``.tex`` and ``.md``.
    note : str, optional
        What stands beneath the table in ``.tex``, ``.md`` and ``.xlsx``; by default what
        ``format_estimates`` (with a language) or ``format_table`` noted, "" for nothing.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ToolkitError
        Another suffix.
    """
    target = Path(path)
    beneath = str(table.attrs.get("note", "")) if note is None else note
    label = f"tab:{target.stem}" if caption else ""
    writers: dict[str, Callable[[], Any]] = {
        ".csv": lambda: write_csv(table, target),
        ".xlsx": lambda: write_excel(table, target, meanings=meanings, note=beneath),
        ".tex": lambda: _write_text(
            to_latex(table, caption=caption, label=label, note=beneath), target
        ),
        ".md": lambda: _write_text(to_markdown(table, caption=caption, note=beneath), target),
        ".parquet": lambda: write_parquet(table, target),
    }
    suffix = target.suffix.lower()
    where, remedy = "the file's suffix", "name it by one of these"
    check_choice(suffix, writers, where=where, remedy=remedy)
    writers[suffix]()
    return target


def format_estimates(
    estimates: pd.DataFrame,
    *,
    rows: Sequence[str] = ("category",),
    columns: str = "year",
    digits: int = 1,
    percent: bool = True,
    stars: bool = False,
    language: str | None = None,
) -> pd.DataFrame:
    """Lay estimates out as a paper prints them: each cell its value with its interval.

    Parameters
    ----------
    estimates : pandas.DataFrame
        ``value``, ``low``, ``high``, and the columns named below: one row for each cell.
    rows : sequence of str, default ("category",)
        Columns that name a row of the printed table.
    columns : str, default "year"
        The column whose values head the printed table's columns.
    digits : int, default 1
        Digits after the point.
    percent : bool, default True
        Whether values are shares, printed in percent; else they are printed as they are.
    stars : bool, default False
        Whether ``p`` is shown by stars: *** below 0.001, ** below 0.01, * below 0.05.
    language : {"en", "zh"}, optional
        Heads, categories and levels in words of this language, a last row with the number of
        reports where one holds for the column, flags as marks on their cells, and a note that
        explains all of these in ``attrs["note"]``, which ``save_table`` prints. By default codes
        and names of columns as they are.

    Returns
    -------
    pandas.DataFrame
        Text, ready for ``save_table``. A missing interval is a dash in brackets; with a language,
        where no cell has one, the note says so in its place.

    Examples
    --------
    >>> import pandas as pd
    >>> found = pd.DataFrame({"category": "A1", "year": [2019, 2020], "value": [0.1, 0.2],
    ...                       "low": [0.05, None], "high": [0.15, None]})
    >>> format_estimates(found).to_dict("records")
    [{'category': 'A1', '2019': '10.0 [5.0, 15.0]', '2020': '20.0 [–]'}]
    >>> format_estimates(found, language="en").attrs["note"]
    'Notes: In percent. Intervals in brackets. –: not available.'
    """
    need_columns(estimates, "estimates", [*rows, columns, "value", *(["p"] if stars else [])])
    cells = _estimate_cells(estimates, digits=digits, percent=percent, bare=language is not None)
    if stars:
        cells = [marked(cell, star(p)) for cell, p in zip(cells, estimates["p"], strict=True)]
    if language is None:
        return _crossed(estimates, cells, rows, columns)
    marks, flags = flag_marks(estimates, language)
    cells = [marked(cell, mark) for cell, mark in zip(cells, marks, strict=True)]
    worded, told = in_language(estimates, language), notes(language)
    shown = _crossed(worded, cells, rows, columns)
    sizes = _sizes(worded, columns)
    if sizes:
        shown = shown.astype(object)
        foot = {rows[0]: heads(language)["n_documents"], **sizes}
        shown.loc[len(shown)] = [foot.get(name, "") for name in shown.columns]
    shown = shown.rename(columns={name: heads(language).get(name, name) for name in rows})
    same = ("measure", "region", "level", "scheme", "unit", "method", "population", "part")
    known = [name for name in same if name not in (*rows, columns)]
    known += [] if sizes else ["n_documents"]
    sentences = [
        *([told["percent"]] if percent else []), *interval_notes(estimates, ["value"], language),
        *constants_note(estimates, known, language),
        *missing_note([cells], language),
        *([told["stars"]] if stars else []), *flags,
    ]  # fmt: skip
    shown.attrs.update(note=note_of(sentences, language), foot=int(bool(sizes)))
    return shown


def star(p: float) -> str:
    """Return the stars of a p-value, none for a missing one.

    Examples
    --------
    >>> star(0.0004), star(0.03), star(0.2), star(float("nan"))
    ('***', '*', '', '')
    """
    return next((mark for bound, mark in STARS if p < bound), "")


def to_markdown(table: pd.DataFrame, *, caption: str = "", note: str | None = None) -> str:
    """Return a table as Markdown, numbers at the right.

    Examples
    --------
    >>> import pandas as pd
    >>> print(to_markdown(pd.DataFrame({"a|b": ["x"], "share": [12.5]}), note="In percent."))
    | a\\|b | share |
    | :--- | ---: |
    | x | 12.5 |
    <BLANKLINE>
    In percent.
    """
    shown, kinds = printed(table)
    rule = [":---" if kind == "text" else "---:" for kind in kinds]
    rows = [_markdown_row(row) for row in shown.to_numpy().tolist()]
    head = _markdown_row(list(shown.columns))
    told = table.attrs.get("note", "") if note is None else note
    title = [f"**{_plain(caption)}**", ""] if caption else []
    beneath = ["", _plain(told)] if told else []
    return "\n".join([*title, head, f"| {' | '.join(rule)} |", *rows, *beneath])


def _estimate_cells(
    estimates: pd.DataFrame, *, digits: int, percent: bool, bare: bool
) -> list[str]:
    bounds = [
        (estimates[name] if name in estimates else estimates["value"] * float("nan"))
        .astype("float64")
        for name in ("low", "high")
    ]  # fmt: skip
    scale = 1.0 if percent else 0.01
    cells = [
        format_interval(value * scale, low * scale, high * scale, digits=digits)
        for value, low, high in zip(estimates["value"], *bounds, strict=True)
    ]
    unbounded = bare and not (bounds[0].notna() & bounds[1].notna()).any()
    return [cell.removesuffix(" [–]") for cell in cells] if unbounded else cells


def _crossed(
    estimates: pd.DataFrame, cells: Sequence[str], rows: Sequence[str], columns: str
) -> pd.DataFrame:
    from pandas.api import types

    wide = estimates.assign(cell=cells).pivot(index=list(rows), columns=columns, values="cell")
    # Rows stand in the order of the table, which is that of the outline: the rest comes last.
    wide = wide.reindex(estimates.set_index(list(rows)).index.unique())
    if not types.is_numeric_dtype(estimates[columns].dtype):
        wide = wide[estimates[columns].unique()]
    wide.columns = [str(name) for name in wide.columns]
    return wide.fillna("").reset_index()


def _sizes(estimates: pd.DataFrame, columns: str) -> dict[str, str]:
    """Return the number of reports behind each column, where its cells share one."""
    if "n_documents" not in estimates:
        return {}
    sizes = estimates.groupby(columns)["n_documents"].agg(["nunique", "first"])
    if (sizes["nunique"] != 1).any():
        return {}
    return {str(name): str(size) for name, size in sizes["first"].items()}


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_plain(cell).replace(chr(10), '<br>') for cell in cells)} |"


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\g<0>", text).replace("<", "&lt;")


def _write_text(text: str, target: Path) -> None:
    with written_aside(target) as aside:
        aside.write_text(text + "\n", encoding="utf-8", newline="\n")
