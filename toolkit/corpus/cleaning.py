"""Repairs of printed text, each one small function from string to string."""

from __future__ import annotations

import html
import re

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


def fold_blanks(text: str) -> str:
    """Write every run of blanks as one space, none at the ends.

    Examples
    --------
    >>> fold_blanks("　　深入推进   依法行政\xa0")
    '深入推进 依法行政'
    """
    return _BLANK.sub(" ", text).strip()


def clean_line(text: str) -> str:
    """Repair one printed line.

    Examples
    --------
    >>> clean_line("　　１.\xa0深化\u200b改革&nbsp;")
    '1. 深化改革'
    """
    # A page saved twice carries entities of entities; a mark may have hidden inside one.
    for _ in range(_MOST_DECODED):
        repaired = fold_blanks(narrow_digits(drop_invisible(decode_entities(text))))
        if repaired == text or "&" not in repaired:
            return repaired
        text = repaired
    return text
