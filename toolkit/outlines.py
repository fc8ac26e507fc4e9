"""The outlines as label schemes, and the crosswalk that joins them into one series."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from toolkit.errors import SchemeError, one_of
from toolkit.resources import label_file

if TYPE_CHECKING:
    import pandas as pd

PACKAGED = ("outline-2015", "outline-2021", "common")
_TABLE_COLUMNS = ("code", "name_zh", "name_en", "definition", "includes", "excludes", "measures")


@dataclass(frozen=True)
class Measure:
    """One measure of an outline: its number there and its name."""

    number: int
    name: str

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


@dataclass(frozen=True)
class Category:
    """One category of a scheme.

    Parameters
    ----------
    code : str
        Short stable code, such as ``A1``.
    name_zh, name_en : str
        Full names.
    definition : str
        What text of this category is about.
    short_zh, short_en : str
        Labels for figures; the full names where a scheme gives none.
    includes, excludes : tuple of str
        What belongs here, and what goes where instead.
    measures : tuple of Measure
        The outline's measures under it.
    headings : tuple of str
        Regular expressions that a heading of this category matches; see
        ``toolkit.labelling.headings`` for the folding that they are written for.
    keywords : tuple of str
        Terms that speak for this category: the classifier learns from each as from a very short
        text, and the dictionary baseline counts them.
    """

    code: str
    name_zh: str
    name_en: str
    definition: str
    short_zh: str = ""
    short_en: str = ""
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    headings: tuple[str, ...] = field(default=(), repr=False)
    keywords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Outline:
    """A label scheme: its categories, and the years in which it is in force.

    Parameters
    ----------
    name, title_zh, title_en, none, years, categories
        Value of ``scheme`` columns, full titles, code for text of no category, first and last
        year in force, the categories.

    Examples
    --------
    >>> outline = load_outline("outline-2015")
    >>> outline.codes
    ('A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A0')
    >>> outline.label("A6", "en")
    'Disputes'
    >>> outline.category("A6").measures[1].name
    '加强行政复议工作'
    """

    name: str
    title_zh: str
    title_en: str
    none: str
    years: tuple[int, int]
    categories: tuple[Category, ...] = field(repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes as printed, the one for none last."""
        tasks = [one.code for one in self.categories if one.code != self.none]
        return (*tasks, self.none)

    def category(self, code: str) -> Category:
        """Return a category by its code.

        Raises
        ------
        SchemeError
            The scheme has no such code.
        """
        for one in self.categories:
            if one.code == code:
                return one
        raise SchemeError(
            one_of(self.codes), repr(code), f"scheme {self.name}", "use a listed code"
        )

    def label(self, code: str, language: Literal["zh", "en"] = "zh") -> str:
        """Return a category's short label, for figures."""
        one = self.category(code)
        return one.short_zh if language == "zh" else one.short_en

    def to_frame(self) -> pd.DataFrame:
        """Return one row per category: code, names, definition, includes, excludes, measures."""
        import pandas as pd

        rows = [self.category(code) for code in self.codes]
        return pd.DataFrame(
            [{key: _cell(getattr(row, key)) for key in _TABLE_COLUMNS} for row in rows],
            columns=list(_TABLE_COLUMNS),
        )

    def _repr_html_(self) -> str:
        title = f"{self.title_zh} · {self.title_en} ({self.years[0]}–{self.years[1]})"
        table = str(self.to_frame().to_html(index=False, escape=True))
        return f"<p>{escape(self.name)}: {escape(title)}</p>{table}"


@dataclass(frozen=True)
class Crosswalk:
    """How a pair of codes becomes a common category.

    `version` rises whenever a mapping changes; `from_first` and `from_second` map one outline's
    code alone; `pairs` gives listed pairs their default category; `arguable` gives each named
    alternative its pair and the category that it would have instead.
    """

    version: int
    from_first: Mapping[str, str]
    from_second: Mapping[str, str]
    pairs: Mapping[tuple[str, str], str]
    arguable: Mapping[str, tuple[tuple[str, str], str]]

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Names of the alternatives: each arguable pair, all other pairs, and all of these."""
        return (*self.arguable, "others", "all")

    def category(self, first: str, second: str, *, alternative: str | None = None) -> str:
        """Return the common category of a pair; see ``common_category``."""
        _known(first, self.from_first, "code of the first outline")
        _known(second, self.from_second, "code of the second outline")
        if alternative is not None:
            _known(alternative, self.alternatives, "alternative")
        pair = (first, second)
        if pair not in self.pairs:
            by_second = alternative in ("others", "all")
            return self.from_second[second] if by_second else self.from_first[first]
        for name, (argued, category) in self.arguable.items():
            if argued == pair and alternative in (name, "all"):
                return category
        return self.pairs[pair]


def load_outline(name_or_path: str | Path) -> Outline:
    """Load a scheme by name, or from a TOML file of the same form.

    Parameters
    ----------
    name_or_path : str or pathlib.Path
        ``"outline-2015"``, ``"outline-2021"``, ``"common"`` (the categories that both outlines
        share), or the path of a file of your own. ``name``, ``title_zh``, ``title_en``, ``none``,
        ``years`` and ``categories`` are required, and of each category ``code``, ``name_zh``,
        ``name_en`` and ``definition``.

    Returns
    -------
    Outline
        Shows itself as a table in a notebook.

    Raises
    ------
    SchemeError
        No such file; not TOML; a key missing, unknown or of the wrong kind; a code twice; no
        category for ``none``; a heading pattern that is no regular expression.

    Examples
    --------
    >>> load_outline("outline-2021").label("B8")
    '数字法治'
    >>> load_outline("outline-2014")
    Traceback (most recent call last):
    toolkit.errors.SchemeError: wanted one of 'common', 'outline-2015', 'outline-2021' or a TOML
    file, came 'outline-2014' (scheme): correct the name or the path
    """
    if name_or_path == "common":
        return _common_outline()
    packaged = name_or_path in PACKAGED
    path = label_file(f"{name_or_path}.toml") if packaged else Path(name_or_path)
    return _outline(_read_toml(path), path.name)


@cache
def load_crosswalk() -> Crosswalk:
    """Load the crosswalk from the first outline and the second to the common categories.

    Examples
    --------
    >>> load_crosswalk().alternatives
    ('A4-B7', 'A1-B4', 'A1-B6', 'A4-B8', 'A5-B8', 'others', 'all')
    """
    data = _read_toml(label_file("crosswalk.toml"))
    first, second = data["from_first"], data["from_second"]
    pairs = {(a, b): first[a] for a, b in data["agreeing"]}
    arguable = {}
    for one in data["arguable"]:
        pair = (one["first"], one["second"])
        pairs[pair] = one["default"]
        arguable[one["name"]] = (pair, one["alternative"])
    return Crosswalk(data["version"], first, second, pairs, arguable)


def common_category(a: str, b: str, *, alternative: str | None = None) -> str:
    """Return the category, common to both outlines, of a paragraph coded under both.

    Parameters
    ----------
    a, b : str
        Codes under the outline of 2015 and that of 2021.
    alternative : str, optional
        Decide arguable pairs the other way: the name of one pair (``"A4-B7"``), ``"others"``
        (pairs that are not listed go by `b` instead of `a`), or ``"all"``.

    Returns
    -------
    str
        ``C1`` to ``C7``, or ``C0`` for none; a SchemeError for an unknown code or alternative.

    Examples
    --------
    >>> common_category("A1", "B5")
    'C1'
    >>> common_category("A4", "B7"), common_category("A4", "B7", alternative="A4-B7")
    ('C4', 'C5')
    """
    return load_crosswalk().category(a, b, alternative=alternative)


def common_categories(
    first: Sequence[str], second: Sequence[str], *, alternative: str | None = None
) -> list[str]:
    """Return the common category of each pair of codes, in order; see ``common_category``.

    Examples
    --------
    >>> common_categories(["A7", "A2"], ["B9", "B0"])
    ['C7', 'C2']
    """
    if len(first) != len(second):
        came = f"{len(first)} and {len(second)}"
        raise SchemeError("as many first codes as second", came, "crosswalk", "pass whole columns")
    crosswalk = load_crosswalk()
    pairs = list(zip(first, second, strict=True))
    mapped = {pair: crosswalk.category(*pair, alternative=alternative) for pair in set(pairs)}
    return [mapped[pair] for pair in pairs]


def _cell(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _known(value: str, choices: object, where: str) -> None:
    if value not in choices:  # type: ignore[operator]
        raise SchemeError(one_of(choices), repr(value), where, "use one of these")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as reason:
        wanted, remedy = f"{one_of(PACKAGED)} or a TOML file", "correct the name or the path"
        raise SchemeError(wanted, repr(str(path)), "scheme", remedy) from reason
    except ValueError as reason:  # not UTF-8, or not TOML
        remedy = "correct that place; labels/outline-2015.toml shows the form"
        raise SchemeError("a TOML file in UTF-8", str(reason), path.name, remedy) from reason


def _outline(data: Mapping[str, Any], file: str) -> Outline:
    kinds = {"name": str, "title_zh": str, "title_en": str, "none": str, "years": list}
    checked = _checked(data, {**kinds, "categories": list}, {}, file)
    years = data["years"]
    if len(years) != 2 or not all(type(year) is int for year in years):
        wanted = "two years, first and last in force"
        raise SchemeError(wanted, repr(years), f"{file}, years", "write [2016, 2020]")
    categories = tuple(_category(one, f"{file}, categories") for one in checked["categories"])
    outline = Outline(**{**checked, "years": tuple(years), "categories": categories})
    _check_codes([one.code for one in categories], outline.none, file)
    return outline


def _check_codes(codes: Sequence[str], none: str, file: str) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        where = f"{file}, categories, code"
        raise SchemeError("each code once", f"{twice[0]!r} twice", where, "rename one of them")
    if none not in codes:
        remedy = "add a category with this code, or name another"
        raise SchemeError(one_of(codes), repr(none), f"{file}, none", remedy)


def _category(data: object, where: str) -> Category:
    if not isinstance(data, dict):
        raise SchemeError("a table", repr(data), where, "write each category under [[categories]]")
    where = f"{where}, {data.get('code', 'without code')}"
    optional = {one.name: list if one.default == () else str for one in fields(Category)[4:]}
    required = dict.fromkeys(("code", "name_zh", "name_en", "definition"), str)
    checked = _checked(data, required, optional, where)
    lists = {key: tuple(value) for key, value in checked.items() if isinstance(value, list)}
    measures = tuple(_measure(one, f"{where}, measures") for one in lists.pop("measures", ()))
    for key, values in lists.items():
        _check_strings(values, f"{where}, {key}")
    _check_patterns(lists.get("headings", ()), f"{where}, headings")
    shorts = {f"short_{tongue}": data[f"name_{tongue}"] for tongue in ("zh", "en")}
    return Category(**{**shorts, **checked, **lists, "measures": measures})


def _checked(
    data: Mapping[str, object],
    required: Mapping[str, type],
    optional: Mapping[str, type],
    where: str,
) -> dict[str, Any]:
    kinds = {**required, **optional}
    for key in required:
        if key not in data:
            raise SchemeError(f"key {key!r}", "none", where, f"add a line '{key} = …'")
    for key, value in data.items():
        if key not in kinds:
            remedy = "remove the key or correct its spelling"
            raise SchemeError(one_of(kinds), f"key {key!r}", where, remedy)
        if not isinstance(value, kinds[key]):
            wanted = "a list" if kinds[key] is list else "a string"
            raise SchemeError(wanted, repr(value), f"{where}, {key}", "correct the value")
    return dict(data)


def _measure(data: object, where: str) -> Measure:
    if not isinstance(data, dict) or set(data) != {"number", "name"}:
        remedy = 'write { number = 1, name = "…" }'
        raise SchemeError("a number and a name", repr(data), where, remedy)
    return Measure(**data)


def _check_strings(values: Sequence[object], where: str) -> None:
    for value in values:
        if not isinstance(value, str) or not value:
            raise SchemeError("a list of strings", repr(value), where, "put it in quotation marks")


def _check_patterns(patterns: Sequence[str], where: str) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as reason:
            came = f"{pattern!r}: {reason}"
            raise SchemeError(
                "a regular expression", came, where, "correct the pattern"
            ) from reason


@cache
def _common_outline() -> Outline:
    # A common category is recognised by the headings and cue words of all that flows into it.
    data, crosswalk = _read_toml(label_file("crosswalk.toml")), load_crosswalk()
    sides = [(data["first"], crosswalk.from_first), (data["second"], crosswalk.from_second)]
    sources = [
        (codes[one.code], one) for name, codes in sides for one in load_outline(name).categories
    ]
    for entry in data["categories"]:
        parts = [one for code, one in sources if code == entry["code"]]
        for key in ("headings", "keywords"):
            entry[key] = list(dict.fromkeys(chain.from_iterable(getattr(p, key) for p in parts)))
    keys = ("name", "title_zh", "title_en", "none", "years", "categories")
    return _outline({key: data[key] for key in keys}, "crosswalk.toml")
