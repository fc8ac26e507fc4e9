"""Repairs of printed text, each one small function from string to string."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

# Invisible characters that copied pages carry: controls (not line feed), zero-width marks,
# direction marks, byte order marks, private-use bullets, and halves of broken characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\ue000-\uf8ff\ud800-\udfff]"
)
_LINE_BREAK = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_BLANK = re.compile(r"[ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_MOST_DECODED = 4
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_WIDE |= {code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)}
_WIDE |= {0xFF05: 0x25}
_ANY_WIDE = re.compile("[\uff05\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
# Browsers print some characters into PDF files as the radicals that look like them.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_RADICALS |= {
    0x2E81: "厂", 0x2E9F: "母", 0x2EA0: "民", 0x2EA9: "王", 0x2EB6: "羊", 0x2EBC: "肉",
    0x2EC1: "虎", 0x2EC4: "西", 0x2EC5: "见", 0x2EC6: "角", 0x2EC9: "贝", 0x2ECB: "车",
    0x2ED3: "长", 0x2ED4: "门", 0x2ED8: "青", 0x2ED9: "韦", 0x2EDA: "页", 0x2EDB: "风",
    0x2EDC: "飞", 0x2EDD: "食", 0x2EE2: "马", 0x2EE3: "骨", 0x2EE4: "鬼", 0x2EE5: "鱼",
    0x2EE6: "鸟", 0x2EE7: "卤", 0x2EE8: "麦", 0x2EE9: "黄", 0x2EEC: "齐", 0x2EED: "齿",
    0x2EEE: "齿", 0x2EEF: "龙", 0x2EF0: "龙", 0x2EF2: "龟", 0x2EF3: "龟",
}  # fmt: skip
_ANY_RADICAL = re.compile("[\u2e80-\u2fd5]")
# What a typist sets apart from the words behind it by a tab.
_LONE_NUMBER = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]{1,2}$|第.{1,4}(?:部分|[章节])$|\W+$"
)
_LONGEST_CELL = 40

_CJK = "〇㐀-鿿豈-\ufaff"
_HAN = re.compile(f"[{_CJK}]")
_STOPS = re.compile(r"[^\w]")
# The number of a part stands apart from its name.
_OPENING = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}(?:部分|[编篇章节条])|\d{1,2}(?:\.\d{1,2}){0,3}) "
)
_BESIDE_STOP = re.compile(r" (?=[，。、；！？）》”])|(?<=[（《“]) ")
_STRAY = re.compile(rf"(?<=[{_CJK}，。、；：！？）》”%]) (?=[{_CJK}\d“（《])|(?<=\d) (?=[{_CJK}])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
_IN_DATE = re.compile(r"(?<=\d) (?=[年月日])|(?<=年) (?=\d{1,2} ?月)|(?<=月) (?=\d{1,2} ?日)")
_MOSTLY = 0.6
_SHORTEST_RUNNING = 20
_COMMA = re.compile("[，,]")

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_PINYIN = re.compile(
    rf"(?<=[{_CJK}])[（(\[〔]\s?(?:(?=[a-zü]{{0,5}}[{_TONED}])[a-zü{_TONED}]{{1,7}}"
    r"|(?:(?:[bpmfdtnlgkhjqxzcsryw]|[zcs]h)[aeiouü]{1,3}(?:ng?|r)?|[aeo](?:[io]|ng?|r))[1-5])\s?[）)\]〕]"
)
_OPEN_LATIN = re.compile(rf"[（(\[〔]\s?[a-zü{_TONED}]")
# Frequent characters of reports whose two forms differ, in the same order.
_TRADITIONAL = re.compile(
    "[國會務發業設對為進實執機關報個來時經開產員應辦強動監責標項認準屆當無與]"
)
_SIMPLIFIED = re.compile("[国会务发业设对为进实执机关报个来时经开产员应办强动监责标项认准届当无与]")
_FEWEST_TRADITIONAL = 3


def unify_line_breaks(text: str) -> str:
    r"""Write every kind of line break as a line feed.

    Examples
    --------
    >>> unify_line_breaks("一\r\n二\r三")
    '一\n二\n三'
    """
    return _LINE_BREAK.sub("\n", text)


def drop_invisible(text: str) -> str:
    """Drop control, zero-width and direction marks.

    Examples
    --------
    >>> drop_invisible("法\u200b治")
    '法治'
    """
    return _INVISIBLE.sub("", text)


def decode_entities(text: str) -> str:
    """Write HTML entities as the characters they stand for.

    Examples
    --------
    >>> decode_entities("A&amp;B&nbsp;C AT&T")
    'A&B\xa0C AT&T'
    """
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text


def narrow_digits(text: str) -> str:
    """Write full-width digits, letters and per-cent signs in their common form.

    Punctuation stays as printed.

    Examples
    --------
    >>> narrow_digits("２０１９年，Ａ类占９０％")
    '2019年，A类占90%'
    """
    return text.translate(_WIDE) if _ANY_WIDE.search(text) else text


def spell_radicals(text: str) -> str:
    """Write a radical as the character that it looks like.

    Examples
    --------
    >>> spell_radicals("⼈⺠政府⼯作报告")
    '人民政府工作报告'
    """
    return text.translate(_RADICALS) if _ANY_RADICAL.search(text) else text


def fold_blanks(text: str) -> str:
    r"""Write every run of blanks as one space, none at the ends; a table's row keeps its tabs.

    Examples
    --------
    >>> fold_blanks("　　深入推进   依法行政\xa0")
    '深入推进 依法行政'
    >>> fold_blanks("行政复议\t28 \t 27"), fold_blanks("一、\t工作情况")
    ('行政复议\t28\t27', '一、 工作情况')
    """
    if "\t" in text:
        cells = [folded for cell in text.split("\t") if (folded := _BLANK.sub(" ", cell).strip())]
        if _are_cells(cells):
            return "\t".join(cells)
    return _BLANK.sub(" ", text).strip()


def close_spaces(text: str) -> str:
    """Drop stray spaces inside Chinese words, between words and figures, and before stops.

    A line set in single characters is closed whole; running text between any two characters;
    any other line, whose spaces may part separate items, only inside dates and before stops.

    Examples
    --------
    >>> close_spaces("依 法 行 政"), close_spaces("第一章 总则")
    ('依法行政', '第一章 总则')
    >>> close_spaces("2020 年，全县共 办理案件 12 件，没有一件超过法定期限。")
    '2020年，全县共办理案件12件，没有一件超过法定期限。'
    """
    if " " not in text or "\t" in text:
        return text
    opening = _OPENING.match(text)
    begin = opening.end() if opening else 0
    head, rest = text[:begin], _BESIDE_STOP.sub("", text[begin:])
    tokens = rest.split(" ")
    if _is_spelled_out(tokens):
        split_figures = all(len(token) == 1 for token in tokens if token.isdigit())
        rest = _STRAY.sub("", rest)
        return head + (_BETWEEN_DIGITS.sub("", rest) if split_figures else rest)
    return head + (_STRAY if _is_running(rest) else _IN_DATE).sub("", rest)


def drop_pinyin(text: str) -> str:
    """Drop the reading that a page prints in brackets behind a character.

    Only letters with a tone, as a mark or as a figure, are a reading: names and abbreviations in
    brackets stay.

    Examples
    --------
    >>> drop_pinyin("依法行（xíng）政"), drop_pinyin("加入世贸组织（WTO）")
    ('依法行政', '加入世贸组织（WTO）')
    """
    return _PINYIN.sub("", text) if _OPEN_LATIN.search(text) else text


def simplify(text: str) -> str:
    """Write a text that is mostly in traditional script in simplified script.

    Examples
    --------
    >>> simplify("依法行政工作報告，發展經濟"), simplify("乾隆年間")
    ('依法行政工作报告，发展经济', '乾隆年間')
    """
    traditional = len(_TRADITIONAL.findall(text))
    if traditional < _FEWEST_TRADITIONAL or traditional <= len(_SIMPLIFIED.findall(text)):
        return text
    simplified: str = _converter().convert(text)
    return simplified


def clean_line(text: str) -> str:
    """Repair one printed line.

    Examples
    --------
    >>> clean_line("　　１.\xa0深化\u200b改革&nbsp;")
    '1. 深化改革'
    """
    # A page saved twice carries entities of entities; a mark may have hidden inside one.
    for _ in range(_MOST_DECODED):
        plain = spell_radicals(narrow_digits(drop_invisible(decode_entities(text))))
        repaired = fold_blanks(plain)
        if repaired == text or "&" not in repaired:
            return close_spaces(drop_pinyin(repaired))
        text = repaired
    return close_spaces(drop_pinyin(text))


def _are_cells(cells: list[str]) -> bool:
    """A table's row, and neither a number set apart nor a sentence with a blank in it."""
    if len(cells) < 2 or _LONE_NUMBER.match(cells[0]):
        return False
    return len(cells) > 2 or all(len(cell) <= _LONGEST_CELL and "。" not in cell for cell in cells)


def _is_spelled_out(tokens: list[str]) -> bool:
    """Most of what stands between spaces is a single character."""
    bare = [_STOPS.sub("", token) for token in tokens]
    single = sum(len(token) == 1 and _HAN.match(token) is not None for token in bare)
    return single == len(tokens) if len(tokens) < 4 else single > _MOSTLY * len(tokens)


def _is_running(text: str) -> bool:
    """A sentence and no row of labels, whose spaces part separate items."""
    labels = text.count("：") + text.count(":")
    return (
        len(text) - text.count(" ") >= _SHORTEST_RUNNING
        and labels < 2
        and _COMMA.search(text) is not None
    )


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
