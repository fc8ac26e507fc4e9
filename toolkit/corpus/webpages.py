"""Web pages: the main text with its printed paragraphs apart, and what the page says about it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from toolkit.corpus.decoding import decode
from toolkit.corpus.kinds import CHINESE
from toolkit.corpus.linewords import SENTENCE, title_score
from toolkit.corpus.maintext import find_main
from toolkit.corpus.pagelines import MAIN, lists_of_links, page_lines
from toolkit.errors import UnreadableFileError

if TYPE_CHECKING:
    from toolkit.corpus.xmlparts import Element

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([a-z0-9_-]+)", re.IGNORECASE)
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)\s*-->", re.IGNORECASE)
_KEPT_TAGS = frozenset(
    [
        "articletitle",
        "pubdate",
        "contentsource",
        "sitename",
        "sitedomain",
        "columnname",
        "url",
        "author",
        "source",
    ]
)
_ADDRESSES = (
    ("//link[@rel='canonical']/@href"),
    ("//meta[@property='og:url']/@content"),
    ("//base/@href"),
)
_FIELD = (
    r"(?:信息|文章|稿件|内容|新闻)?来\s?源|发布(?:时间|日期|机构|单位)|(?:发文|成文|印发|生成|公开|更新|公布)"
    r"(?:时间|日期|机关|机构|单位)|制发机[关构]|责任(?:单位|部门)|索\s*引\s*号|文\s*号|发文字号|名\s*称|标\s*题|"
    r"主题分类|有\s*效\s*性|(?:时间|日期)"
)
_LABEL = re.compile(rf"^[【\[]?\s?(?:{_FIELD})[】\]]?\s*[:：]?$")
_HAS_FIELD = re.compile(rf"(?:^|[\s【\[|（(])(?:{_FIELD})[】\]]?\s*[:：]")
_TAIL_FIELD = re.compile(r"^[【\[（(]?(?:信息|文章|稿件)?来\s?源[】\]）)]?\s*[:：]")
_ONLY_TIME = re.compile(
    r"^[\[【（(]?\s*((?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?)(?:\s+\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?\s*[\]】）)]?$"
)
_DAY_FIRST = re.compile(r"^\s*(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}(?!.*(?:时间|日期)\s*[:：])")
_SITE = re.compile(
    r"(?:门户|网站|官网|首页|政府|政府网|公开网|信息网|法治网|司法[厅局]|[厅局委办网])$"
)
_TITLE_CUT = re.compile(
    r"\s{0,9}[_|｜]++\s*+|\s{1,9}[-–—]{1,9}\s{1,9}|(?<![\d-])-{1,9}(?=[^-\d][^-]{1,20}$)"
)
_NOT_WORDS = re.compile(r"[^0-9A-Za-z㐀-鿿]")
_LONGEST_FIELD = 160
_HEAD_LINES = 10
_TITLE = 4
# Of a page's headings, and of the pieces of one: headings inside headings would take forever.
_MOST_HEADINGS = 50
_MOST_PIECES = 200


@dataclass(frozen=True)
class Page:
    """A page's text, its encoding, its address, and what its meta tags say."""

    text: str
    encoding: str
    url: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


def read_page(
    content: bytes, name: str, *, declared: str | None = None, url: str | None = None
) -> Page:
    """Read a saved web page.

    The text begins with the page's title, where the main text does not print one, and with what
    the page prints about the report (source, dates, its table of data); navigation, related links
    and the foot of the page are left out.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for refusals.
    declared : str, optional
        The encoding that came with it; else the one it declares. A wrong one does not win.
    url : str, optional
        The address that it came from, where that is known.

    Raises
    ------
    UnreadableFileError
        It holds no text.
    """
    named = _DECLARED.search(content[:4096])
    declared = declared or (named[1].decode("ascii") if named else None)
    source, encoding = decode(content, name, declared=declared)
    root = _parsed(source)
    if root is None:
        raise UnreadableFileError("a web page", "one without text", name, "save the page again")
    tags = _tags(root)
    saved = _SAVED_FROM.search(source[:4096])
    address = url or (saved[1] if saved else None) or _address(root, tags)
    return Page("\n".join(_lines(root, tags)), encoding, address, tags)


def read_archive(content: bytes, name: str) -> Page:
    """Read a page saved as one file (mhtml): of its frames the one with most text.

    Raises
    ------
    UnreadableFileError
        It holds no page.
    """
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    pages = []
    for part in parts:
        body = part.get_payload(decode=True)
        if isinstance(body, bytes) and body.strip():
            place = part.get("Content-Location") or message.get("Snapshot-Content-Location")
            url = place if place and str(place).startswith("http") else None
            pages.append(read_page(body, name, declared=part.get_content_charset(), url=url))
    if not pages:
        remedy = "save the page again, as .html"
        raise UnreadableFileError("a web page in one file", "one without a page", name, remedy)
    return max(pages, key=lambda page: len(CHINESE.findall(page.text)))


def read_markup(text: str) -> str:
    """Write marked-up text, such as a table's cell, as lines.

    Examples
    --------
    >>> read_markup("<p>一、总体情况</p><p>全年办案<b>86</b>件。<br>无一撤销。</p>")
    '一、总体情况\\n全年办案86件。\\n无一撤销。'
    """
    root = _parsed(text)
    return "" if root is None else "\n".join(page_lines(root))


def _parsed(source: str) -> Element | None:
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    source = _XML_HEAD.sub("", source.replace("\x00", ""))
    try:
        root: Element = html.document_fromstring(source, parser=parser)
    except etree.ParserError:
        return None
    return root


def _lines(root: Element, tags: Mapping[str, str]) -> list[str]:
    main = find_main(root)
    body = _title_once(page_lines(main, leave_out=lists_of_links(main).__contains__))
    around = page_lines(root, instead_of=main)
    place = around.index(MAIN) if MAIN in around else len(around)
    before = [_one_line(line) for line in around[:place]]
    head = _fields(around[:place])
    if not any(_HAS_FIELD.search(line) for line in head):
        head += _bare_time(before)
    title = _page_title(root, tags, before) if not _has_title(body, before) else None
    tail = [line for line in around[place + 1 :] if _TAIL_FIELD.match(line)]
    known = {_bare(line) for line in body}
    lines = [*([title] if title else []), *head, *body, *tail[:2]]
    return [line for k, line in enumerate(lines)
            if len(head) + bool(title) <= k or _bare(line) not in known]  # fmt: skip


def _title_once(body: Sequence[str]) -> list[str]:
    """Leave out the title where the page's frame and the text both print it: the later stays."""
    head, rest = body[:_HEAD_LINES], list(body[_HEAD_LINES:])
    kept = [
        line
        for k, line in enumerate(head)
        if title_score(line) < _TITLE or _bare(line) not in map(_bare, head[k + 1 :])
    ]
    return kept + rest


def _fields(lines: Sequence[str]) -> list[str]:
    """What the page prints above the text about it; a table's row label by label."""
    found = []
    for line in lines:
        if len(line) > _LONGEST_FIELD:
            continue
        cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
        if len(cells) > 1 and _LABEL.match(cells[0]):
            found += _pairs(cells)
        elif _HAS_FIELD.search(line) and not SENTENCE.search(line):
            # A day before the other labels has lost its own.
            label = "发布时间：" if _DAY_FIRST.match(line) else ""
            found.append(label + _one_line(line))
    return list(dict.fromkeys(found))


def _pairs(cells: Sequence[str]) -> list[str]:
    found = []
    for label, value in zip(cells, [*cells[1:], ""], strict=True):
        if _LABEL.match(label) and value and not _LABEL.match(value):
            found.append(re.sub(r"\s", "", label).rstrip(":：") + "：" + value)
    return found


def _bare_time(before: Sequence[str]) -> list[str]:
    """The time of posting that stands alone between the title and the text."""
    titles = [k for k, line in enumerate(before) if title_score(line) >= _TITLE]
    below = before[titles[-1] + 1 :] if titles else []
    hits = (_ONLY_TIME.match(line) for line in below)
    return [f"发布时间：{hit[1]}" for hit in hits if hit][:1]


def _has_title(body: Sequence[str], before: Sequence[str]) -> bool:
    """Tell whether the main text prints a title of its own above its first sentence."""
    for line in body[:_HEAD_LINES]:
        if SENTENCE.search(line) or len(line) > 60:
            return False
        if title_score(line) >= _TITLE or (len(line) >= 8 and line in before):
            return True
    return False


def _page_title(root: Element, tags: Mapping[str, str], before: Sequence[str]) -> str | None:
    stated = tags.get("ArticleTitle", "")
    if stated and not _SITE.search(stated):
        return _one_line(stated)
    whole = _one_line(str(root.findtext(".//title") or ""))
    printed = list(_printed_headings(root))
    pieces = [piece for piece in _TITLE_CUT.split(whole) if piece and not _SITE.search(piece)]
    choices = [one for one in (*pieces, *printed, *before) if _may_be_title(one)]
    best = max(choices, key=title_score, default="")
    if title_score(best) >= _TITLE:
        return best
    return next((one for one in (*pieces, *printed) if one in choices), None)


def _printed_headings(root: Element) -> Iterator[str]:
    for one in islice(root.iter("h1", "h2"), _MOST_HEADINGS):
        yield _one_line("".join(map(str, islice(one.itertext(), _MOST_PIECES))))


def _may_be_title(line: str) -> bool:
    named = len(CHINESE.findall(line)) >= 4 and 6 <= len(line) <= 80
    return named and not _HAS_FIELD.search(line) and not _SITE.search(line)


def _tags(root: Element) -> dict[str, str]:
    tags: dict[str, str] = {}
    for meta in root.iter("meta"):
        key, value = meta.get("name") or "", (meta.get("content") or "").strip()
        if key.lower() in _KEPT_TAGS and value:
            tags.setdefault(_spelt(key), value)
    return tags


def _spelt(key: str) -> str:
    names = ("ArticleTitle", "PubDate", "ContentSource", "SiteName", "SiteDomain", "ColumnName")
    return next((name for name in names if name.lower() == key.lower()), key.lower())


def _address(root: Element, tags: Mapping[str, str]) -> str | None:
    found = [str(one) for path in _ADDRESSES for one in root.xpath(path)]
    choices = [*found, tags.get("url", ""), tags.get("SiteDomain", "")]
    return next((one for one in choices if re.match(r"https?://|www\.|[\w.]+\.gov\.cn", one)), None)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _bare(text: str) -> str:
    return _NOT_WORDS.sub("", text)
