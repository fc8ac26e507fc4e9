"""Tables in LaTeX as journals set them: three lines, numbers aligned, notes beneath."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from toolkit.presentation.describing import cells_of, wrap
from toolkit.presentation.printed import INTERVAL, SUPERSCRIPTS, printed

if TYPE_CHECKING:
    import pandas as pd

# What the fonts of TeX have in formulas alone.
_SYMBOLS = {
    "α": r"\alpha", "β": r"\beta", "δ": r"\delta", "Δ": r"\Delta", "κ": r"\kappa",
    "λ": r"\lambda", "μ": r"\mu", "ρ": r"\rho", "σ": r"\sigma", "χ": r"\chi", "≤": r"\leq",
    "≥": r"\geq", "≠": r"\neq", "≈": r"\approx", "×": r"\times", "±": r"\pm", "−": "-",
}  # fmt: skip
_SPECIAL = MappingProxyType(
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
        "|": r"\textbar{}",
        "`": r"\textasciigrave{}",
        "–": r"\textendash{}",
        **{letter: f"${name}$" for letter, name in _SYMBOLS.items()},
        **{mark: rf"\textsuperscript{{{letter}}}" for mark, letter in SUPERSCRIPTS.items()},
    }
)
_OBEYED = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")
# Marks that fonts for TeX join into one: a dash, Spanish marks, curled quotes.
_JOINED = re.compile(r"(?<=-)(?=-)|(?<=[?!])(?=`)|(?<=')(?=')|(?<=,)(?=,)")
# Control characters, which stop TeX.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
_STARS = re.compile(r"\*+")
_UNNAMABLE = re.compile(r"[^\w:.-]")
_BREAKS = re.compile(r"(?<=\\_)|(?<=[/.])(?=\w)")
# A page of the standard classes: width of a line, of a line on a page that is turned, and of a gap
# between columns, in points, and the rows that fit on it; then the widths of characters.
_LINE, _TURNED, _GAP, _TIGHT = 335.0, 535.0, 12.0, 8.0
_PAGE, _LOW_PAGE, _LEADING, _ROWS = 500.0, 280.0, 12.5, 40
_WIDE, _CAPITAL, _CHARACTER, _THIN = 10.0, 7.2, 5.2, 3.0
_SIZES = (("", 1.0), (r"\small", 0.9), (r"\footnotesize", 0.8))
_NARROW_HEAD, _NARROW_TEXT, _LONG_TEXT = 14, 80.0, 120.0


@dataclass(frozen=True)
class _Column:
    """One column: its head, its cells, how it is aligned, and its width in points."""

    head: str
    cells: tuple[str, ...]
    kind: str
    width: float

    @property
    def fields(self) -> int:
        """How many columns it takes in LaTeX: an interval stands apart from its value."""
        return 2 if self.kind == "interval" else 1


@dataclass(frozen=True)
class _Setting:
    """How a table is made to fit: size of letters, text that wraps, intervals under values."""

    size: str
    scale: float
    wrapped: bool
    stacked: bool
    turned: bool = False

    @property
    def line(self) -> float:
        """Width of a line in points at the normal size."""
        return (_TURNED if self.turned else _LINE) / self.scale

    @property
    def page(self) -> float:
        """Height that caption and notes leave to rows, in points."""
        return _LOW_PAGE if self.turned else _PAGE


def to_latex(
    table: pd.DataFrame, *, caption: str = "", label: str = "", note: str | None = None
) -> str:
    r"""Return a table as LaTeX for the package booktabs, all that LaTeX would obey escaped.

    Numbers stand at the right, intervals beside their values; a table too wide for the line gets
    smaller letters, text that wraps, intervals beneath their values, and in the end a page that
    is turned (package rotating). More rows than a page holds run
    over pages (package longtable). A comment on the first line names the packages. Chinese text
    needs a document class that knows it (ctexart, or xeCJK) and XeLaTeX.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table; its index is not printed.
    caption : str
        Title over the table.
    label : str
        What ``\ref`` calls it.
    note : str, optional
        What stands beneath; by default what ``format_estimates`` or ``format_table`` noted.

    Examples
    --------
    >>> import pandas as pd
    >>> print(to_latex(pd.DataFrame({"type_1": ["R&D"], "share": [-12.5]})))
    % \usepackage{booktabs}
    \begin{table}[htbp]
    \centering
    \begin{tabular}{lr}
    \toprule
    type\_1 & share \\
    \midrule
    R\&D & $-$12.5 \\
    \bottomrule
    \end{tabular}
    \end{table}
    """
    columns = _columns(table)
    setting = _setting(columns, len(table))
    told = table.attrs.get("note", "") if note is None else note
    named = rf"\label{{{_UNNAMABLE.sub('-', label)}}}" if label else ""
    title = rf"\caption{{{escape(caption)}}}{named}" if caption else named
    rows = _rows(columns, setting)
    # The number of reports stands apart from what it is the number of.
    rows = [*rows[:-1], r"\midrule", rows[-1]] if table.attrs.get("foot") and rows else rows
    if not setting.turned and _height(len(table), setting) > setting.page:
        return "\n".join(_over_pages(columns, setting, rows, title=title, note=told))
    return "\n".join(_on_a_page(columns, setting, rows, title=title, note=told))


def escape(text: str) -> str:
    r"""Return text that LaTeX prints as it stands.

    Examples
    --------
    >>> escape("50% of R&D – a_1"), escape("x--y")
    ('50\\% of R\\&D \\textendash{} a\\_1', 'x-{}-y')
    """
    flat = " ".join(text.translate(_FORBIDDEN).split())
    apart = _JOINED.sub("\0", flat)
    return _OBEYED.sub(lambda found: _SPECIAL[found[0]], apart).replace("\0", "{}")


def _columns(table: pd.DataFrame) -> list[_Column]:
    shown, kinds = printed(table)
    columns = []
    for place, kind in enumerate(kinds):
        cells = tuple(map(str, shown.iloc[:, place]))
        head = str(shown.columns[place])
        if kind != "text":
            # Heads of numbers wrap, so that a column is no wider than what it holds.
            head = wrap(head, max([_NARROW_HEAD, *map(cells_of, cells)]))
        columns.append(_Column(head, cells, kind, _widest([*head.split("\n"), *cells])))
    return columns


def _setting(columns: Sequence[_Column], n_rows: int) -> _Setting:
    """Return the first setting, from the plainest on, in which a table fits the page."""
    ways = [(False, False), (True, False), (False, True)]
    choices = [
        _Setting(size, scale, wrapped, stacked, turned)
        for turned in (False, True)
        for wrapped, stacked in ways
        for size, scale in _SIZES
    ]
    fitting = [one for one in choices if _lack(columns, one) <= 0]
    whole = [one for one in fitting if _height(n_rows, one) <= one.page]
    # More than a page holds runs over pages: neither turned nor stacked.
    flat = [one for one in fitting if not (one.turned or one.stacked)]
    over = n_rows > _ROWS
    last = [one for one in choices if one.turned != over and not (over and one.stacked)]
    return next(iter([*whole, *flat, min(last, key=lambda one: _lack(columns, one))]))


def _lack(columns: Sequence[_Column], setting: _Setting) -> float:
    """Return by how much a table is too wide, in points at the normal size."""
    most = _LONG_TEXT if setting.wrapped else float("inf")
    texts = sum(min(one.width, most) for one in columns if one.kind == "text")
    return texts - _left(columns, setting)


def _height(n_rows: int, setting: _Setting) -> float:
    lines = 2.5 if setting.stacked else 1.5 if setting.wrapped else 1.0
    return n_rows * lines * _LEADING * setting.scale


def _left(columns: Sequence[_Column], setting: _Setting) -> float:
    """Return the width that numbers and gaps leave to text, in points at the normal size."""
    gap = _GAP if setting.scale == 1.0 else _TIGHT
    taken = 0.0
    for one in columns:
        if one.kind == "interval" and setting.stacked:
            parts = [part for cell in one.cells for part in _apart(cell)]
            taken += _widest([*parts, *one.head.split("\n")])
        elif one.kind != "text":
            taken += one.width
    return setting.line - gap * len(columns) / setting.scale - taken


def _widest(texts: Iterable[str]) -> float:
    """Return the width of the widest text in points, roughly."""
    return max((sum(map(_width, text)) for text in texts), default=0.0)


def _width(character: str) -> float:
    if cells_of(character) == 2:
        return _WIDE
    if character.isupper():
        return _CAPITAL
    return _THIN if character in " .,:;'|!()[]ijlft" else _CHARACTER


def _aligned(columns: Sequence[_Column], setting: _Setting) -> str:
    texts = [one.width for one in columns if one.kind == "text"]
    left = _left(columns, setting)
    # Short text keeps its width; what is left goes to the long, by its length.
    short = sum(width for width in texts if width <= _NARROW_TEXT)
    long = sum(width**0.5 for width in texts if width > _NARROW_TEXT)
    sides = []
    for one in columns:
        if one.kind == "interval":
            sides.append("c" if setting.stacked else "r@{}l")
        elif one.kind == "number":
            sides.append("r")
        elif setting.wrapped and one.width > _NARROW_TEXT:
            share = (left - short) / setting.line * one.width**0.5 / long
            sides.append(rf">{{\raggedright\arraybackslash}}p{{{max(share, 0.1):.2f}\linewidth}}")
        else:
            sides.append("l")
    return "".join(sides)


def _rows(columns: Sequence[_Column], setting: _Setting) -> list[str]:
    rows = []
    for cells in zip(*(one.cells for one in columns), strict=True):
        if not setting.stacked:
            rows.append(_row([_cell(one, cell, setting) for one, cell in _pairs(columns, cells)]))
            continue
        gap = r"\addlinespace" if rows else ""
        above, below = zip(
            *(_halves(*pair, setting) for pair in _pairs(columns, cells)), strict=True
        )
        rows += [gap] if gap else []
        rows += [_row(half) for half in (above, below) if any(half)]
    return rows


def _halves(column: _Column, cell: str, setting: _Setting) -> tuple[str, str]:
    """Return what stands above and what beneath, where intervals stand beneath their values."""
    if column.kind != "interval":
        return _cell(column, cell, setting), ""
    value, marks, interval = map(_number, _apart(cell))
    return _hung(value, marks), interval


def _pairs(columns: Sequence[_Column], cells: Sequence[str]) -> list[tuple[_Column, str]]:
    return list(zip(columns, cells, strict=True))


def _cell(column: _Column, cell: str, setting: _Setting) -> str:
    if column.kind == "text":
        return _text(cell, setting)
    value, marks, interval = map(_number, _apart(cell))
    if column.kind == "number":
        return _hung(value, marks)
    return f"{value} & {marks}{'~' if interval else ''}{interval}"


def _apart(cell: str) -> tuple[str, str, str]:
    """Return a value, the marks on it, and the interval behind it."""
    found = INTERVAL.fullmatch(cell)
    return (found["value"], found["marks"], found["interval"] or "") if found else (cell, "", "")


def _hung(value: str, marks: str) -> str:
    """Set marks so that they take no room: numbers stay aligned."""
    return rf"{value}\rlap{{{marks}}}" if marks else value


def _text(cell: str, setting: _Setting) -> str:
    told = escape(cell)
    return _BREAKS.sub(r"\\allowbreak{}", told) if setting.wrapped and len(cell) > 20 else told


def _number(part: str) -> str:
    return _STARS.sub(r"\\textsuperscript{\g<0>}", escape(part))


def _head(columns: Sequence[_Column], setting: _Setting) -> str:
    heads = []
    for one in columns:
        lines = [escape(line) for line in one.head.split("\n")]
        side = {"number": "r", "interval": "c"}.get(one.kind, "l")
        head = r"\\".join(lines)
        if len(lines) > 1:
            head = rf"\begin{{tabular}}[b]{{@{{}}{side}@{{}}}}{head}\end{{tabular}}"
        apart = one.fields > 1 and not setting.stacked
        heads.append(rf"\multicolumn{{2}}{{c}}{{{head}}}" if apart else head)
    return _row(heads)


def _row(cells: Sequence[str]) -> str:
    # A bracket or a star that opens a row would be taken for an option of the line above.
    row = " & ".join(cells)
    return f"{'{}' if row.startswith(('[', '*')) else ''}{row} \\\\"


def _sized(setting: _Setting) -> list[str]:
    narrow = [r"\setlength{\tabcolsep}{4pt}"] if setting.size else []
    return [*([setting.size] if setting.size else []), *narrow]


def _needs(setting: _Setting, *more: str) -> str:
    packages = [*(["array"] if setting.wrapped else []), "booktabs", *more]
    return rf"% \usepackage{{{','.join(packages)}}}"


def _noted(note: str) -> list[str]:
    told = " ".join(map(escape, note.split("\n")))
    return [r"\par\smallskip", rf"\parbox{{\linewidth}}{{\footnotesize {told}}}"] if note else []


def _on_a_page(
    columns: Sequence[_Column], setting: _Setting, rows: Sequence[str], *, title: str, note: str
) -> list[str]:
    above = [r"\setlength{\belowcaptionskip}{6pt}", title] if title else []
    name = "sidewaystable" if setting.turned else "table"
    # What fits in no way is made smaller as a whole: nothing is cut off.
    squeezed = setting.turned and _lack(columns, setting) > 0
    opened, closed = ([r"\resizebox{\linewidth}{!}{%"], ["}"]) if squeezed else ([], [])
    return [
        _needs(setting, *(["rotating"] if setting.turned else [])),
        rf"\begin{{{name}}}[{'p' if setting.turned else 'htbp'}]", r"\centering", *above,
        *_sized(setting), *opened, rf"\begin{{tabular}}{{{_aligned(columns, setting)}}}",
        r"\toprule", _head(columns, setting), r"\midrule", *rows, r"\bottomrule",
        r"\end{tabular}", *closed, *_noted(note), rf"\end{{{name}}}",
    ]  # fmt: skip


def _over_pages(
    columns: Sequence[_Column], setting: _Setting, rows: Sequence[str], *, title: str, note: str
) -> list[str]:
    head = _head(columns, setting)
    return [
        _needs(setting, "longtable"), r"\begingroup", *_sized(setting),
        rf"\begin{{longtable}}{{{_aligned(columns, setting)}}}",
        *([rf"{title} \\"] if title else []), r"\toprule", head, r"\midrule", r"\endfirsthead",
        r"\toprule", head, r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot", *rows,
        r"\end{longtable}", *([r"\noindent"] if note else []), *_noted(note)[1:], r"\endgroup",
    ]  # fmt: skip
