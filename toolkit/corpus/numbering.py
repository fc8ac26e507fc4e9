"""The numbers that open headings and items, and the heading that opens a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CN = "一二三四五六七八九十百零〇两"
_OPEN, _CLOSE = r"（(〔［\[", r"）)〕］\]"
# In the order in which printed reports nest them; a kind's place is its rank.
_FORMS: tuple[tuple[str, str], ...] = (
    ("part", rf"第[{_CN}\d]{{1,4}}(?:部分|编|篇)"),
    ("chapter", rf"第[{_CN}\d]{{1,4}}章"),
    ("article", rf"第[{_CN}\d]{{1,4}}节"),
    ("formal", r"[壹贰叁肆伍陆柒捌玖拾]{1,2}(?:\s?[、．.，,：:]|\s+(?=\S{2}))"),
    ("chinese", rf"[{_CN}]{{1,3}}\s?(?:、|[．.，,](?!\d))"),
    ("bracketed", rf"[{_OPEN}]\s?[{_CN}]{{1,3}}\s?[{_CLOSE}]|[{_CN}]{{1,3}}[）)]|[㈠-㈩]"),
    ("roman", r"[Ⅰ-Ⅻ]\s?[、．.，,：: ]?|[（(][Ⅰ-Ⅻ][）)]|I{1,3}[、．.]|IV[、．.]"),
    ("digit", r"\d{1,2}\s?(?:[、．]|\.(?!\d)|,(?!\d))|[⒈-⒛]"),
    (
        "decimal",
        r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?[ 、．]\s?"
        r"(?=[㐀-鿿])(?![亿万千百十元倍个件公平米吨人名次项家场户年月])",
    ),
    ("bracketed digit", rf"[{_OPEN}]\s?\d{{1,2}}\s?[{_CLOSE}]|\d{{1,2}}[）)]"),
    ("circled", r"[①-⑳⑴-⒇]"),
    (
        "spoken",
        rf"(?:[{_CN}]{{1,2}}(?:是(?!否)|要(?!求|素)|来)|第[{_CN}]{{1,2}}[，,、：:]|首先|其次|再次|最后|其[一二三四五六七八九](?=[，,、：:]))[，,、]?",
    ),
    ("dash", r"(?:——|--|[•·■●◆★▲])"),
)
RANK = {kind: place for place, (kind, _) in enumerate(_FORMS)}
_NUMBER = re.compile("|".join(f"(?P<k{place}>{form})" for place, (_, form) in enumerate(_FORMS)))
_AFTER = re.compile(r"[\s、.．：:，,]*")
_SENTENCE_END = re.compile(r"[。！？!?]")
# A clause with a counted result is a finding, not a heading.
_COUNTED = re.compile(
    r"\d\s*(?:余|多)?(?:件|个|人|项|次|名|份|家|场|期|篇|条|起|宗|批|亿|万|户|部|%)"
)
# Who is in charge, behind a task that is no heading then.
_NOTE = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]][。；]?")
_SPOKEN_NEXT = re.compile(r"二(?:是|要|来)|其次|第二[，,]")
LONGEST_HEADING = 45
# A line of its own, without a full stop, may be longer than a heading inside a paragraph.
LONGEST_OUTER_HEADING = 75
_COLON = re.compile("[：:]")
_FIRST_ITEM = re.compile("一是|一要")
_PAUSE = re.compile("[，,；;、：:]")
_OUTER = frozenset({"part", "chapter", "article", "formal", "chinese", "bracketed"})


@dataclass(frozen=True)
class Number:
    """A number at the start of a line: its kind, and where the words after it begin."""

    kind: str
    end: int
    depth: int = 0  # of a decimal: 1.2 is 0 deep, 1.2.1 is 1 deep

    @property
    def rank(self) -> float:
        """Place of its kind in the order in which reports nest numbers, outermost 0."""
        return RANK[self.kind] + self.depth / 10


def read_number(line: str) -> Number | None:
    """Read the number that opens a line.

    Examples
    --------
    >>> [read_number(line).kind for line in ("一、总体情况", "（二）立法", "3．执法", "一是放权")]
    ['chinese', 'bracketed', 'digit', 'spoken']
    >>> read_number("2019年,我市") is None, read_number("一些部门") is None
    (True, True)
    """
    match = _NUMBER.match(line)
    if match is None or match.lastgroup is None:
        return None
    kind = _FORMS[int(match.lastgroup[1:])][0]
    after = _AFTER.match(line, match.end())
    depth = match[0].rstrip(" .．、").count(".") - 1 if kind == "decimal" else 0
    return Number(kind, after.end() if after else match.end(), depth)


def inline_heading_end(line: str) -> int:
    """Return where a paragraph's text begins: after the heading that opens its line, or 0.

    An inline heading is a number and a short first sentence without counted results, with more
    text after it. Where 一是 is the first of several inside one paragraph it opens a list and
    is no heading.

    Examples
    --------
    >>> line = "（一）加强政府立法。全年完成立法项目3件。"
    >>> line[inline_heading_end(line):]
    '全年完成立法项目3件。'
    >>> inline_heading_end("一是简政放权。取消事项3项。二是优化服务。窗口前移。")
    0
    """
    number = read_number(line)
    if number is None or number.kind == "dash":
        return 0
    if number.kind == "spoken" and _SPOKEN_NEXT.search(line, number.end):
        return 0
    end = _first_clause_end(line, number)
    head, rest = line[number.end : end], line[end:]
    short = 2 <= len(head) <= LONGEST_HEADING
    told = rest.strip() and not _NOTE.fullmatch(rest.strip())
    return end if short and told and not _COUNTED.search(head) else 0


def _first_clause_end(line: str, number: Number) -> int:
    stop = _SENTENCE_END.search(line, number.end)
    colon = _COLON.search(line, number.end, number.end + 25)
    end = stop.end() if stop else len(line)
    if colon and colon.end() < end:
        end = colon.end()
    return min(end, _unpunctuated_end(line, number, end))


def _unpunctuated_end(line: str, number: Number, end: int) -> int:
    # "19.加强法治能力建设一是领导干部…": the full stop was lost before the list.
    spoken = _FIRST_ITEM.search(line, number.end + 4, min(end, number.end + 30))
    unbroken = spoken and not _PAUSE.search(line[number.end : spoken.start()])
    return spoken.start() if spoken and unbroken else end


def is_bare_heading(line: str, number: Number) -> bool:
    """Tell whether a numbered line holds a heading and nothing else.

    Examples
    --------
    >>> lines = ("一、存在的问题", "1.新增岗位30个。")
    >>> [is_bare_heading(line, read_number(line)) for line in lines]
    [True, False]
    """
    open_end = number.kind in _OUTER and not line.endswith(("。", "；", ";", "：", ":"))
    longest = LONGEST_OUTER_HEADING if open_end else LONGEST_HEADING
    if len(line) - number.end > longest + 4:
        return False
    words = line[number.end :].rstrip("。：:；; ")
    if not words or len(words) > longest or _COUNTED.search(words):
        return number.kind in {"part", "chapter", "article"} and not words
    return not _SENTENCE_END.search(words) and "；" not in words and ";" not in words
