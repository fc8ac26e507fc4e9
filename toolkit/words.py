"""Words of a text: folding, and segmentation by a private dictionary with a fingerprint."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from toolkit.errors import check_choice
from toolkit.resources import label_file

if TYPE_CHECKING:
    import jieba

ENGINES = ("jieba", "rjieba")

# A number with its separators is one token: its digits carry no topic, and engines differ on them.
_NUMBER = re.compile(r"[0-9](?:[0-9,.%\-]*[0-9%])?")
# Marks that the engines may or may not join to Latin words, and white space except the line feed
# (spelt out: one character class is five times faster than two alternatives).
_SPACES = r"\t\x0b\x0c\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_GAP = re.compile(rf"[{_SPACES}#&+._%\-]+")
# Ideographs that jieba takes singly and rjieba in runs.
_RARE_IDEOGRAPH = re.compile("([\u3400-\u4dbf\u9fd6-\u9fff\U00010000-\U0010ffff])")
# The marks that make most Chinese text differ from its NFKC form, replaced first because that is
# many times faster than normalising.
_COMMON_MARKS = tuple(zip("，：；（）！？％", ",:;()!?%", strict=True))
_RULES = (_NUMBER.pattern, _GAP.pattern, _RARE_IDEOGRAPH.pattern, "NFKC", "lower")

_FREQUENCY, _TAG = 5000, "n"
_BATCH = 4096

_PROBE = (
    "全市各级行政机关坚持依法行政，不断完善制度，全年未发生重大责任事故，群众满意度明显提高。",
    "有的部门主动公开意识不强，无专人负责，基层执法力量薄弱，距离要求还有差距。",
    "乡镇人民政府收到申请后，应当在5个工作日内（节假日除外）告知申请人，网址www.example.cn。",
)


def fold(text: str) -> str:
    """Return the form of a text that features are counted on.

    NFKC, lower case, every number (with ``, . - %`` inside) as ``0``, every run of white space
    and of ``# & + . _ % -`` as one blank. Traditional characters stay as they are.

    Examples
    --------
    >>> fold("２０１９年，办结１,２３４件（占98.5%），APP上线。")
    '0年,办结0件(占0),app上线。'
    """
    return _fold(text.replace("\n", " "))


def fold_many(texts: Iterable[str]) -> list[str]:
    """Return ``fold`` of every text, many times faster on short texts.

    Examples
    --------
    >>> fold_many(["２０１９年", "A\\nB"])
    ['0年', 'a b']
    """
    joined = "\n".join([text.replace("\n", " ") for text in texts] + [""])
    return _fold(joined).split("\n")[:-1]


def segment(text: str, *, engine: str = "rjieba") -> list[str]:
    """Return the words of a text, folded, in order; white space is left out.

    Parameters
    ----------
    text : str
        Any text.
    engine : {"rjieba", "jieba"}
        jieba is the reference, rjieba the fast engine; both give the same words.

    Raises
    ------
    ToolkitError
        For another engine.

    Examples
    --------
    >>> segment("推行“双随机、一公开”监管，不提高收费")
    ['推行', '“', '双随机', '、', '一公开', '”', '监管', ',', '不', '提高', '收费']
    """
    return [word for word in cut(fold(text), engine=engine) if not word.isspace()]


def segment_many(texts: Iterable[str], *, engine: str = "rjieba") -> list[list[str]]:
    """Return the words of every text.

    Examples
    --------
    >>> segment_many(["行政应诉，", "行政裁决"])
    [['行政应诉', ','], ['行政裁决']]
    """
    folded = fold_many(texts)
    found: list[list[str]] = []
    for start in range(0, len(folded), _BATCH):
        found += _segment_batch(folded[start : start + _BATCH], engine)
    return found


def cut(folded: str, *, engine: str = "rjieba") -> list[str]:
    """Return the words of a folded text, blanks and line feeds among them.

    Lines are cut apart from one another, so that many texts go in one call.

    Examples
    --------
    >>> cut("行政裁决\\n未 公开")
    ['行政裁决', '\\n', '未', ' ', '公开']
    """
    check_choice(engine, ENGINES, where="engine", remedy="name one of these engines")
    apart = _RARE_IDEOGRAPH.sub(r" \1 ", folded)
    return _fast().cut(apart) if engine == "rjieba" else _reference().lcut(apart)  # type: ignore[no-any-return]


def plain_words(text: str) -> list[str]:
    """Return jieba's words of a text as it is: no folding, no terms of ours; for baselines.

    Examples
    --------
    >>> plain_words("推行放管服改革")
    ['推行', '放管服', '改革']
    """
    words: list[str] = _plain().lcut(text)
    return words


@cache
def domain_words() -> tuple[str, ...]:
    """Return the genre's terms of ``labels/words.txt``, folded, in the file's order.

    Examples
    --------
    >>> "放管服" in domain_words()
    True
    """
    lines = label_file("words.txt").read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(fold(line.strip()) for line in lines if line.strip()))


@cache
def fingerprint() -> str:
    """Return 16 hex digits that change when segmentation or normalisation does.

    The hash of the words of a probe text that holds every domain term, of the word list, and of
    the rules of ``fold``.

    Examples
    --------
    >>> len(fingerprint())
    16
    """
    parts = (segment(probe_text()), domain_words(), _RULES)
    return hashlib.sha256(repr([list(part) for part in parts]).encode()).hexdigest()[:16]


def probe_text() -> str:
    """Return the text whose words the fingerprint is made of.

    Examples
    --------
    >>> "行政复议" in probe_text()
    True
    """
    return "".join([*_PROBE, *(f"推进{term}工作。" for term in domain_words())])


def _fold(text: str) -> str:
    for printed, folded in _COMMON_MARKS:
        text = text.replace(printed, folded)
    # Line by line, since most lines are normal and asking is cheap.
    if not unicodedata.is_normalized("NFKC", text):
        text = "\n".join([unicodedata.normalize("NFKC", line) for line in text.split("\n")])
    return _GAP.sub(" ", _NUMBER.sub("0", text.lower()))


def _segment_batch(folded: Sequence[str], engine: str) -> list[list[str]]:
    words = cut("\n".join(["", *folded, ""]), engine=engine)
    ends = [place for place, word in enumerate(words) if word == "\n"]
    return [
        [word for word in words[start + 1 : end] if not word.isspace()]
        for start, end in pairwise(ends)
    ]


@cache
def _fast() -> Any:
    import rjieba

    engine = rjieba.Jieba()
    for word in domain_words():
        engine.add_word(word, _FREQUENCY, _TAG)
    return engine


@cache
def _reference() -> jieba.Tokenizer:
    engine = _new_jieba()
    for word in domain_words():
        engine.total -= engine.FREQ.get(word, 0)
        engine.add_word(word, _FREQUENCY, _TAG)
    return engine


@cache
def _plain() -> jieba.Tokenizer:
    return _new_jieba()


def _new_jieba() -> jieba.Tokenizer:
    import jieba

    engine = jieba.Tokenizer()
    # initialize() would read and write a cache file in the shared temporary folder.
    engine.FREQ, engine.total = engine.gen_pfdict(engine.get_dict_file())
    engine.initialized = True
    return engine
