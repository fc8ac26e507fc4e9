"""Tables as a paper prints them: in LaTeX, Markdown, Excel and CSV, numbers as journals do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError, one_of
from toolkit.files import written_aside
from toolkit.presentation.exports import (
    as_text,
    format_interval,
    write_csv,
    write_parquet,
)
from toolkit.presentation.workbooks import write_excel
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd

STARS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
_LATEX = MappingProxyType(
    {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
    }
)
_SPECIAL = re.compile("[" + re.escape("".join(_LATEX)) + "]")
# What Markdown takes for a column's end, for emphasis or for code.
_MARKS = re.compile(r"[\\|*_`]")
_NUMBER = re.compile(r"[-−]?[\d.,]+%?(e[+-]?\d+)?|")


def save_table(
    table: pd.DataFrame,
    path: str | Path,
    *,
    meanings: Mapping[str, str] | None = None,
    caption: str = "",
) -> Path:
    """Write a table for a spreadsheet, a paper or another program, as the file's name says.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; its index is not written.
    path : str or Path
        ``.csv`` (UTF-8 with a mark that Excel knows), ``.xlsx`` (with a sheet that explains each
        column), ``.tex`` (package booktabs), ``.md``, or ``.parquet``.
    meanings : mapping of str to str, optional
        Column to what it holds, for the sheet of an ``.xlsx``; those of this package's own
        columns are known.
    caption : str
        Title over the table in ``.tex`` and ``.md``.

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
    writers: dict[str, Callable[[], Any]] = {
        ".csv": lambda: write_csv(table, target),
        ".xlsx": lambda: write_excel(table, target, meanings=meanings),
        ".tex": lambda: _write_text(to_latex(table, caption=caption), target),
        ".md": lambda: _write_text(to_markdown(table, caption=caption), target),
        ".parquet": lambda: write_parquet(table, target),
    }
    suffix = target.suffix.lower()
    if suffix not in writers:
        raise ToolkitError(
            one_of(writers), repr(suffix), "the file's suffix", "name it by one of these"
        )
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

    Returns
    -------
    pandas.DataFrame
        Text, ready for ``save_table``. A missing interval is a dash in brackets.

    Examples
    --------
    >>> import pandas as pd
    >>> found = pd.DataFrame({"category": "A1", "year": [2019, 2020], "value": [0.1, 0.2],
    ...                       "low": [0.05, None], "high": [0.15, None]})
    >>> format_estimates(found).to_dict("records")
    [{'category': 'A1', '2019': '10.0 [5.0, 15.0]', '2020': '20.0 [–]'}]
    """
    need_columns(estimates, "estimates", [*rows, columns, "value", *(["p"] if stars else [])])
    bounds = [estimates[name] if name in estimates else estimates["value"] * float("nan")
              for name in ("low", "high")]  # fmt: skip
    scale = 1.0 if percent else 0.01
    cells = [
        format_interval(value * scale, low * scale, high * scale, digits=digits)
        for value, low, high in zip(estimates["value"], *bounds, strict=True)
    ]
    if stars:
        cells = [_starred(cell, p) for cell, p in zip(cells, estimates["p"], strict=True)]
    wide = estimates.assign(cell=cells).pivot(index=list(rows), columns=columns, values="cell")
    # Rows stand in the order of the table, which is that of the outline: the rest comes last.
    wide = wide.reindex(estimates.set_index(list(rows)).index.unique())
    wide.columns = [str(name) for name in wide.columns]
    return wide.fillna("").reset_index()


def star(p: float) -> str:
    """Return the stars of a p-value, none for a missing one.

    Examples
    --------
    >>> star(0.0004), star(0.03), star(0.2), star(float("nan"))
    ('***', '*', '', '')
    """
    return next((mark for bound, mark in STARS if p < bound), "")


def to_latex(table: pd.DataFrame, *, caption: str = "") -> str:
    r"""Return a table as LaTeX for the package booktabs, all that LaTeX would obey escaped.

    Chinese text needs a document class that knows it (ctexart, or xeCJK).

    Examples
    --------
    >>> import pandas as pd
    >>> print(to_latex(pd.DataFrame({"type_1": ["R&D"], "share": [12.5]})))
    \begin{table}
    \centering
    \begin{tabular}{lr}
    \toprule
    type\_1 & share \\
    \midrule
    R\&D & 12.5 \\
    \bottomrule
    \end{tabular}
    \end{table}
    """
    shown, aligned = _printed(table)
    lines = [r"\begin{table}", r"\centering"]
    lines += [rf"\caption{{{_escape(caption)}}}"] if caption else []
    lines += [rf"\begin{{tabular}}{{{aligned}}}", r"\toprule", _latex_row(list(shown.columns))]
    lines += [r"\midrule", *(_latex_row(row) for row in shown.to_numpy().tolist())]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}", r"\end{table}"])


def to_markdown(table: pd.DataFrame, *, caption: str = "") -> str:
    """Return a table as Markdown, numbers at the right.

    Examples
    --------
    >>> import pandas as pd
    >>> print(to_markdown(pd.DataFrame({"a|b": ["x"], "share": [12.5]})))
    | a\\|b | share |
    | :--- | ---: |
    | x | 12.5 |
    """
    shown, aligned = _printed(table)
    rule = ["---:" if side == "r" else ":---" for side in aligned]
    rows = [_markdown_row(row) for row in shown.to_numpy().tolist()]
    head = _markdown_row(list(shown.columns))
    title = [f"**{caption}**", ""] if caption else []
    return "\n".join([*title, head, f"| {' | '.join(rule)} |", *rows])


def _starred(cell: str, p: float) -> str:
    value, gap, interval = cell.partition(" ")
    return f"{value}{star(p)}{gap}{interval}"


def _printed(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the table as text, and for each column the side that it is set on."""
    shown = as_text(table, safe=False)
    sides = [
        "r" if all(map(_NUMBER.fullmatch, map(str, shown.iloc[:, place]))) else "l"
        for place in range(shown.shape[1])
    ]
    return shown, "".join(sides)


def _escape(text: str) -> str:
    flat = text.replace("\n", " ")
    return _SPECIAL.sub(lambda found: _LATEX[found[0]], flat)


def _latex_row(cells: Sequence[str]) -> str:
    # A bracket that opens a row would be taken for an option of the line above.
    row = " & ".join(_escape(cell) for cell in cells)
    return f"{'{}' if row.startswith('[') else ''}{row} \\\\"


def _markdown_row(cells: Sequence[str]) -> str:
    safe = [_MARKS.sub(r"\\\g<0>", cell).replace("<", "&lt;") for cell in cells]
    return f"| {' | '.join(cell.replace(chr(10), '<br>') for cell in safe)} |"


def _write_text(text: str, target: Path) -> None:
    with written_aside(target) as aside:
        aside.write_text(text + "\n", encoding="utf-8", newline="\n")
