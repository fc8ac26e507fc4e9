"""The numbers that Word prints before paragraphs of a list, and does not store as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from toolkit.corpus.xmlparts import Element, child, local, value

_DIGITS = "〇一二三四五六七八九"
_LEGAL = str.maketrans("〇一二三四五六七八九十百", "零壹贰叁肆伍陆柒捌玖拾佰")
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
_MOST_PARENTS = 12


@dataclass
class _Level:
    """One depth of a list: its format, pattern, and first number."""

    format: str
    pattern: str
    start: int
    style: str


@dataclass
class _List:
    """One list of the file: its levels, and the numbers given so far."""

    levels: dict[int, _Level]
    given: dict[int, int] = field(default_factory=dict)

    def step(self, depth: int) -> str:
        for deeper in [level for level in self.given if level > depth]:
            del self.given[deeper]
        level = self.levels[depth]
        self.given[depth] = self.given.get(depth, level.start - 1) + 1
        return re.sub(r"%(\d)", lambda hit: self._number(int(hit[1]) - 1), level.pattern)

    def _number(self, depth: int) -> str:
        level = self.levels.get(depth)
        if level is None:
            return ""
        return format_number(self.given.get(depth, level.start), level.format)


class ListNumbers:
    """Counts the lists of one Word file, paragraph by paragraph.

    Parameters
    ----------
    numbering, styles : element or None
        The roots of the parts of these names.
    """

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        kinds = [] if styles is None else [one for one in styles if local(one) == "style"]
        self._styles = {value(one, "styleId"): one for one in kinds}
        parts = [] if numbering is None else list(numbering)
        shared = {value(one, "abstractNumId"): _List(_levels(one))
                  for one in parts if local(one) == "abstractNum"}  # fmt: skip
        self._lists = {value(one, "numId"): _list_of(one, shared)
                       for one in parts if local(one) == "num"}  # fmt: skip

    def style_of(self, paragraph: Element) -> str:
        """Return the name of a paragraph's style, in small letters."""
        key = value(child(paragraph, "pPr", "pStyle"))
        named = value(child(self._styles.get(key), "name"))
        return (named or key).lower()

    def next_number(self, paragraph: Element) -> str:
        """Return what Word prints before the paragraph; empty where it is in no list.

        Each call counts the paragraph.
        """
        found, depth = self._place(paragraph)
        if found is None or depth not in found.levels:
            return ""
        return found.step(depth)

    def _place(self, paragraph: Element) -> tuple[_List | None, int]:
        """A paragraph's list and depth: its own, or its style's, or that of the style above."""
        properties = child(paragraph, "pPr")
        style = value(child(properties, "pStyle"))
        number = value(child(properties, "numPr", "numId"))
        depth = value(child(properties, "numPr", "ilvl"))
        named = style
        for _ in range(_MOST_PARENTS):
            if number or named not in self._styles:
                break
            definition = self._styles[named]
            number = value(child(definition, "pPr", "numPr", "numId"))
            depth = depth or value(child(definition, "pPr", "numPr", "ilvl"))
            style, named = (named if number else style), value(child(definition, "basedOn"))
        found = self._lists.get(number)
        if found is not None and not depth:
            linked = (k for k, level in found.levels.items() if style and level.style == style)
            return found, next(linked, 0)
        return found, int(depth) if depth.isdecimal() else 0


def format_number(number: int, style: str) -> str:
    """Write a number in one of Word's number formats; empty for bullets.

    Examples
    --------
    >>> format_number(12, "chineseCounting"), format_number(3, "decimalEnclosedCircle")
    ('十二', '③')
    """
    if style in _CHINESE:
        return _chinese(number)
    if style == "chineseLegalSimplified":
        return _chinese(number).translate(_LEGAL)
    if style in {"ideographDigital", "chineseDigital"}:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if style.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("A") + (number - 1) % 26)
        return letter if style == "upperLetter" else letter.lower()
    return "" if style in {"bullet", "none"} else str(number)


def _chinese(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = f"{_DIGITS[hundreds]}百" if 0 < hundreds < 10 else ""
    if tens:
        written += ("" if tens == 1 and not written else _DIGITS[tens]) + "十"
    elif written and ones:
        written += "零"
    return written + (_DIGITS[ones] if ones or not written else "")


def _levels(definition: Element) -> dict[int, _Level]:
    levels = (one for one in definition if local(one) == "lvl")
    return {int(value(one, "ilvl") or 0): _level(one) for one in levels}


def _level(level: Element) -> _Level:
    style = value(child(level, "numFmt")) or "decimal"
    pattern = "" if style == "bullet" else value(child(level, "lvlText"))
    start = value(child(level, "start"))
    return _Level(style, pattern, int(start) if start.isdecimal() else 1,
                  value(child(level, "pStyle")))  # fmt: skip


def _list_of(instance: Element, shared: dict[str, _List]) -> _List:
    """Lists of one definition count on, unless one of them sets its own beginning."""
    base = shared.get(value(child(instance, "abstractNumId")), _List({}))
    changes = [one for one in instance if local(one) == "lvlOverride"]
    if not changes:
        return base
    levels = dict(base.levels)
    for change in changes:
        depth = int(value(change, "ilvl") or 0)
        own, start = child(change, "lvl"), value(child(change, "startOverride"))
        level = _level(own) if own is not None else levels.get(depth)
        if level is not None:
            begin = int(start) if start.isdecimal() else level.start
            levels[depth] = _Level(level.format, level.pattern, begin, level.style)
    return _List(levels)
