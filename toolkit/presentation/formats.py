"""Tables of results in the words and figures of a paper, with the notes that belong beneath."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.presentation.describing import category_labels, type_labels
from toolkit.presentation.exports import as_text, format_interval
from toolkit.presentation.printed import SUPERSCRIPTS
from toolkit.presentation.table_words import cell_words, flag_words, heads, in_words, notes
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd

MISSING = "–"
_WORDED = (
    "measure", "scheme", "level", "population", "unit", "method", "part", "returns", "group",
    "term", "weight", "sections", "none", "claim",
)  # fmt: skip
_P_VALUES = ("p", "p_wild", "p_adjusted")
_SHARES = ("value", "elsewhere", "peers", "difference", "past", "change", "share", "in_top")
# What the bounds and flags of a table are about: the first of these that it has.
_MAIN = ("value", "log_odds")
# Keys for programs, and what the interval already tells.
_HIDDEN = (
    "region_code", "region_code_today", "doc_id", "paragraph_id", "problem_id", "text_sha256",
    "sha256", "model_id", "problem_ids", "confidence",
)  # fmt: skip
# What every table of a paper shows, however little it varies.
_SHOWN = (*_MAIN, "category", "year", "region", "judge", "term")


def format_table(
    table: pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    language: str = "zh",
    digits: int | None = None,
    percent: bool = False,
) -> pd.DataFrame:
    """Put a table of results into the words and figures of a paper.

    Heads, categories, levels and flags are told in words; a value and its bounds share a cell;
    missing cells are dashes. What is the same in every row goes into the note beneath, columns
    without any value and keys go. ``save_table`` prints the note.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``emphasis``, ``trend``, ``compare``, ``problem_language``, ``agreement(...).table``,
        ``validate(...).scores`` and the like return, or any other: columns that are not known
        keep their names.
    columns : sequence of str, optional
        Which columns, in order; bounds and flags come with the value that they belong to.
    language : {"zh", "en"}
        Language of the words.
    digits : int, optional
        Digits after the point, of other than whole numbers; by default three for values up to 1,
        two below 10, else one, and one in percent.
    percent : bool, default False
        Whether shares (``value`` and what is compared with it) are printed in percent.

    Returns
    -------
    pandas.DataFrame
        Text, ready for ``save_table``; ``attrs["note"]`` is the note.

    Examples
    --------
    >>> import pandas as pd
    >>> found = pd.DataFrame({"category": ["all", "A1"], "value": [0.81, -0.02],
    ...                       "low": [0.7, None], "high": [0.9, None], "n_documents": 40,
    ...                       "flag": [None, "few"]})
    >>> printed = format_table(found, language="en")
    >>> printed.to_dict("list")
    {'Category': ['All', 'A1'], 'Estimate': ['0.810 [0.700, 0.900]', '−0.020ᵃ [–]']}
    >>> print(printed.attrs["note"])
    Notes: Intervals in brackets. Reports: 40. –: not available. ᵃ too few reports, coded
    paragraphs or errors for an interval.
    """
    import pandas as pd

    need_columns(table, "table", columns or [])
    names = list(columns) if columns is not None else _names(table)
    constants = [] if columns is not None else _constants(table, names)
    marks, flags = flag_marks(table, language)
    main, worded, cells = _main(table), in_language(table, language), {}
    flagged = main in names and "flag" in table
    shown = [name for name in names if name not in constants and not (flagged and name == "flag")]
    for name in shown:
        shares = percent and name in _SHARES
        told = _column(table, worded, name, digits=digits, percent=shares)
        told = list(map(marked, told, marks)) if flagged and name == main else told
        cells[_head(name, language, percent=shares)] = told
    printed = pd.DataFrame(cells, dtype=object)
    sentences = [
        *interval_notes(table, [name for name in shown if _bounds(table, name)], language),
        *constants_note(table, constants, language),
        *missing_note(cells.values(), language),
        *(flags if flagged else []),
    ]
    printed.attrs["note"] = note_of(sentences, language)
    return printed


def in_language(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Return a table with its categories, levels, measures and the like in words."""
    from pandas.api import types

    words = cell_words(language)
    changed = {name: in_words(table[name], words) for name in _WORDED if name in table}
    if "term" in changed:
        step = notes(language)["step"].format(year=r"\1")
        changed["term"] = changed["term"].replace(r"^step (\d{4})$", step, regex=True)
    if "category" in table:
        labels = category_labels(table, language=language, labels=None)
        known = {**labels, **type_labels(language), "all": words["all"]}
        changed["category"] = in_words(table["category"], known)
    if "type" in table:
        changed["type"] = in_words(table["type"], type_labels(language))
    for name in [str(one) for one in table if types.is_bool_dtype(table[one].dtype)]:
        changed[name] = table[name].map({True: words["yes"], False: words["no"]})
    if "flag" in table:
        changed["flag"] = table["flag"].map(
            lambda flag: flag_words(str(flag), language), na_action="ignore"
        )
    if "judge" in table:
        changed["judge"] = _judges(table["judge"], language)
    return table.assign(**changed)


def flag_marks(table: pd.DataFrame, language: str) -> tuple[list[str], list[str]]:
    """Return a mark for each row by its flag, and the sentences that explain them.

    What the flags of all rows have in common needs no mark.

    Examples
    --------
    >>> import pandas as pd
    >>> flag_marks(pd.DataFrame({"flag": [None, "mine", "yours"]}), "en")
    (['', 'ᵃ', 'ᵇ'], ['ᵃ mine.', 'ᵇ yours.'])
    >>> flag_marks(pd.DataFrame({"flag": ["mine", "mine"]}), "en")
    (['', ''], ['Mine.'])
    >>> flag_marks(pd.DataFrame({"flag": ["mine", "mine; yours"]}), "en")
    (['', 'ᵃ'], ['Mine.', 'ᵃ yours.'])
    """
    told = notes(language)
    flags = _flags(table) or [[]] * len(table)
    shared = [part for part in flags[0] if all(part in one for one in flags)] if flags else []
    own = ["; ".join(part for part in one if part not in shared) for one in flags]
    kinds = list(dict.fromkeys(filter(None, own)))
    letters = {"": "", **{kind: _letter(place) for place, kind in enumerate(kinds)}}
    whole = flag_words("; ".join(shared), language)
    general = [told["flag"].format(flag=whole[:1].upper() + whole[1:])] if shared else []
    explained = [
        told["marked"].format(mark=letters[kind], flag=flag_words(kind, language)) for kind in kinds
    ]
    return [letters[one] for one in own], [*general, *explained]


def note_of(sentences: Sequence[str], language: str) -> str:
    """Put sentences together as the note beneath a table."""
    told = notes(language)
    body = told["gap"].join(dict.fromkeys(one for one in sentences if one))
    return f"{told['open']}{body}" if body else ""


def constants_note(table: pd.DataFrame, names: Sequence[str], language: str) -> list[str]:
    """Tell what of these columns is the same in every row."""
    words, told, worded = heads(language), notes(language), in_language(table, language)
    same = [name for name in names if name in table and table[name].nunique(dropna=False) == 1]
    same = [name for name in same if table[name].notna().all()]
    return [
        told["constant"].format(name=words.get(name, name), value=_one_text(worded[name]))
        for name in same
    ]


def marked(cell: str, mark: str) -> str:
    """Put a mark behind a cell's value, before its interval.

    Examples
    --------
    >>> marked("10.0 [5.0, 15.0]", "*")
    '10.0* [5.0, 15.0]'
    """
    value, gap, interval = cell.partition(" ")
    return f"{value}{mark}{gap}{interval}"


def interval_notes(table: pd.DataFrame, names: Sequence[str], language: str) -> Iterator[str]:
    """Tell what the bounds of these columns are, or that there are none."""
    told = notes(language)
    if not names:
        return
    if not any(table[_bounds(table, name)[0]].notna().any() for name in names):
        yield told["no interval"]
        return
    levels = list(table["confidence"].dropna().unique()) if "confidence" in table else []
    if len(levels) == 1:
        yield told["level"].format(percent=f"{100 * levels[0]:g}")
    else:
        yield told["interval"]


def missing_note(columns: Iterable[Iterable[str]], language: str) -> list[str]:
    """Tell what a dash is, where there is one."""
    lacking = any(
        cell.startswith(MISSING) or "[–]" in cell for column in columns for cell in column
    )
    return [notes(language)["missing"]] if lacking else []


def _head(name: str, language: str, *, percent: bool) -> str:
    head = heads(language).get(name, name)
    return notes(language)["in percent"].format(name=head) if percent else head


def _one_text(values: pd.Series) -> str:
    """Return the first of a column's values as text."""
    return str(as_text(values.iloc[:1].to_frame(), safe=False).iloc[0, 0])


def _flags(table: pd.DataFrame) -> list[list[str]]:
    if "flag" not in table:
        return []
    return [[part for part in flag.split("; ") if part] for flag in table["flag"].fillna("")]


def _names(table: pd.DataFrame) -> list[str]:
    bounds = {bound for name in table for bound in _bounds(table, str(name))}
    hidden = {*bounds, *_HIDDEN}
    if {"year", "period"} <= set(table) and (table["year"].notna()).all():
        hidden.add("period")
    if "term" in table and "measure" in table:
        # The term says both.
        hidden |= {"measure", "year"}
    told = [str(name) for name in table if str(name) not in hidden]
    return [name for name in told if name == _main(table) or not table[name].isna().all()]


def _constants(table: pd.DataFrame, names: Sequence[str]) -> list[str]:
    if len(table) < 2:
        return []
    known = [name for name in names if name in heads("en") and name not in (*_SHOWN, "flag")]
    return [name for name in known if len(set(map(str, table[name]))) == 1]


def _main(table: pd.DataFrame) -> str:
    return next((name for name in _MAIN if name in table), "")


def _bounds(table: pd.DataFrame, name: str) -> tuple[str, ...]:
    pair = ("low", "high") if name == _main(table) else (f"{name}_low", f"{name}_high")
    return pair if set(pair) <= set(table) else ()


def _column(
    table: pd.DataFrame, worded: pd.DataFrame, name: str, *, digits: int | None, percent: bool
) -> list[str]:
    """Return the text of a column's cells."""
    from pandas.api import types

    values = table[name]
    if name in _P_VALUES:
        return [_p_value(value) for value in values]
    if types.is_bool_dtype(values.dtype) or not types.is_numeric_dtype(values.dtype):
        return [cell or MISSING for cell in _worded(worded[name])]
    bounds = [table[bound].astype("float64") for bound in _bounds(table, name)]
    bounds = bounds if bounds and bounds[0].notna().any() else []
    scale = 100 if percent else 1
    each = [1 if percent else places for places in _digits(table, name)]
    # Whole numbers stay whole, whatever is wanted of the others.
    each = [digits if digits is not None and places else places for places in each]
    told = []
    for row, (value, *pair) in enumerate(zip(values, *bounds, strict=True)):
        told.append(_figure(value, pair, scale=scale, digits=each[row]))
    return told


def _worded(values: pd.Series) -> list[str]:
    return [str(cell) for cell in as_text(values.to_frame(), safe=False).iloc[:, 0]]


def _figure(value: Any, pair: Sequence[Any], *, scale: float, digits: int) -> str:
    import pandas as pd

    if pd.isna(value):
        return MISSING
    factor = scale / 100
    if pair:
        return format_interval(value * factor, *(one * factor for one in pair), digits=digits)
    return format_interval(value * factor, 0, 0, digits=digits).partition(" ")[0]


def _digits(table: pd.DataFrame, name: str) -> list[int]:
    """Return how many digits each row takes: by the size of the values of its measure."""
    import pandas as pd

    values = table[name].astype("float64")
    largest = values.abs().max()
    whole = name not in _SHARES and largest > 1 and (values.dropna() % 1 == 0).all()
    if whole or pd.api.types.is_integer_dtype(table[name].dtype):
        return [0] * len(table)
    groups = table["measure"] if "measure" in table else pd.Series("", index=table.index)
    sizes = values.abs().groupby(groups.to_numpy(), dropna=False).transform("max").fillna(0)
    return [1 if size >= 10 or name == "df" else 2 if size > 1 else 3 for size in sizes]


def _p_value(value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return MISSING
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def _letter(place: int) -> str:
    letters = list(SUPERSCRIPTS)
    return letters[place % len(letters)] * (place // len(letters) + 1)


def _judges(values: pd.Series, language: str) -> pd.Series:
    from toolkit.presentation.report import page_words
    from toolkit.presentation.report_tables import translated

    words = page_words(language)
    return values.map(lambda value: translated(value, words), na_action="ignore")
