"""Pages of every age: main text, printed paragraphs, encodings, what the page says about it."""

# ruff: noqa: E501  (pages, as they are written)

from __future__ import annotations

import time

import pytest

from toolkit.corpus.webpages import read_archive, read_markup, read_page
from toolkit.errors import UnreadableFileError

FIRST = "全县深入推进依法行政，行政执法水平持续提升，全年未发生重大执法过错案件。"
SECOND = "各单位认真落实行政执法三项制度，执法公示率、记录率、审核率均有提高。"
THIRD = "下一步，将加强基层执法力量，完善矛盾纠纷化解机制，推动工作再上台阶。"
TEXT = [FIRST, SECOND, THIRD]


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def text_of(body: str, head: str = "") -> list[str]:
    return read_page(page(body, head), "a.html").text.split("\n")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{}</p><p>{}</p><p>{}</p>",
        "<div>{}</div><div>{}</div><div>{}</div>",
        "{}<br>{}<br/>{}",
        "{}<br><br>{}<br>&nbsp;<br>{}",
        "<p>&nbsp;&nbsp;{}</p><p>&nbsp;</p><p>{}<p>{}",
        "<p><span>{}</span></p><p><span><span>{}</span></span></p><p><font><b>{}</b></font></p>",
        "<ol><li>{}</li><li>{}</li></ol><section>{}</section>",
        "<table><tr><td>{}</td></tr><tr><td>{}</td></tr><tr><td>{}</td></tr></table>",
        "<table><tr><td><table><tr><td>{}<br>{}</td></tr></table></td></tr><tr><td>{}</td></tr></table>",
        "<pre>{}\n{}\n{}</pre>",
        "　　{}\n　　{}\n　　{}",
        "　　{}　　{}&nbsp;&nbsp;&nbsp;&nbsp;{}",
        "<div style='display:none'>摘要</div><script>var a='。';</script><p>{}</p><p>{}</p><p>{}</p>",
        "<p>{}</p><ul><li><a href='/1'>一条新闻</a></li><li><a href='/2'>又一条</a></li><li>"
        "<a href='/3'>第三条</a></li></ul><p>{}</p><p>{}</p>",
    ],
)
@pytest.mark.parametrize(
    "container", ["<div id='UCAP-CONTENT'>{}</div>", "<div class='q7'>{}</div>"]
)
def test_printed_paragraphs_are_kept_apart(markup: str, container: str) -> None:
    assert text_of(container.format(markup.format(*TEXT))) == TEXT


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("办结\n      案件", "办结案件"),
        ("共<span>12</span>\n件", "共12件"),
        ("open\n  data", "open data"),
        ("依法<!-- 注 -->行政", "依法行政"),
        ("依<ruby>法<rp>(</rp><rt>fa</rt><rp>)</rp></ruby>行政", "依法行政"),
        ("甲&amp;乙&lt;办法&gt;", "甲&乙<办法>"),
        ("<a name='OLE_LINK1'>依法</a>行政", "依法行政"),
    ],
)
def test_inline_markup_breaks_no_line(source: str, printed: str) -> None:
    assert read_markup(f"<p>{source}</p>") == printed


def test_a_table_in_the_text_gives_a_line_for_each_row() -> None:
    table = "<table><tr><th>事项</th><th>件数</th></tr><tr><td><p>行政复议</p></td><td>28</td></tr></table>"
    body = f"<div class='TRS_Editor'><p>{FIRST}</p>{table}<p>{SECOND}</p></div>"
    assert text_of(body) == [FIRST, "事项\t件数", "行政复议\t28", SECOND]


def test_several_containers_of_one_page_are_all_read() -> None:
    body = "".join(f"<div class='TRS_Editor'><p>{text}</p></div>" for text in TEXT)
    assert text_of(f"<div><div class='w'>{body}</div></div>") == TEXT


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-8-sig", "utf-8-sig"),
    ],
)
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "GBK", "iso-8859-1", "big5", "x-unknown"])
def test_a_declared_encoding_that_is_wrong_does_not_win(
    content: str, encoding: str, declared: str
) -> None:
    source = page(f"<p>{FIRST}{SECOND}</p>", f"<meta charset='{declared}'>").decode()
    read = read_page(source.encode(content), "a.html")
    assert (read.text, read.encoding) == (FIRST + SECOND, encoding)


def test_a_page_in_big5_that_says_so_is_read() -> None:
    source = "<html><head><meta charset=big5></head><body><p>依法行政工作報告，推動法治政府建設。</p></body></html>"
    read = read_page(source.encode("big5"), "a.html")
    assert (read.text, read.encoding) == ("依法行政工作報告，推動法治政府建設。", "big5hkscs")


def test_a_download_cut_off_inside_a_character_is_read() -> None:
    content = f"<html><body><p>{FIRST}</p><p>{SECOND}".encode()[:-1]
    read = read_page(content, "a.html")
    assert read.text.split("\n") == [FIRST, SECOND[:-1]]
    assert read.encoding == "utf-8, 1 characters broken"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            "<link rel='canonical' href='http://www.yunling.gov.cn/a.html'>",
            "http://www.yunling.gov.cn/a.html",
        ),
        ("<meta property='og:url' content='https://yunling.gov.cn/b'>", "https://yunling.gov.cn/b"),
        (
            "<!-- saved from url=(0030)http://www.yunling.gov.cn/c.html -->",
            "http://www.yunling.gov.cn/c.html",
        ),
        ("<meta name='SiteDomain' content='www.yunling.gov.cn'>", "www.yunling.gov.cn"),
        ("<base href='/relative/'>", None),
    ],
)
def test_the_address_is_read(head: str, url: str | None) -> None:
    assert read_page(page(f"<p>{FIRST}</p>", head), "a.html").url == url


def test_meta_tags_are_carried_along_under_their_usual_names() -> None:
    head = "<meta name='pubdate' content='2021-01-20'><meta name='contentSource' content='云岭县司法局'>"
    tags = read_page(
        page(f"<p>{FIRST}</p>", head + "<meta name='viewport' content='1'>"), "a.html"
    ).tags
    assert tags == {"PubDate": "2021-01-20", "ContentSource": "云岭县司法局"}


@pytest.mark.parametrize(
    ("above", "lines"),
    [
        ("<p>发布时间：2021-01-20</p>", ["发布时间：2021-01-20"]),
        ("<p>2021-01-20 09:30 来源：县司法局</p>", ["发布时间：2021-01-20 09:30 来源：县司法局"]),
        (
            "<table><tr><td>索引号</td><td>A-1</td><td>成文日期：</td><td>2021-01-15</td></tr></table>",
            ["索引号：A-1", "成文日期：2021-01-15"],
        ),
        ("<div>今天是2026年3月5日 星期四</div><div>首页 > 公开</div>", []),
        ("<div>2026-03-05</div>", []),
    ],
)
def test_what_is_printed_above_the_text_about_it_is_kept(above: str, lines: list[str]) -> None:
    assert text_of(f"{above}<div id='zoom'><p>{FIRST}</p><p>{SECOND}</p></div>") == [
        *lines,
        FIRST,
        SECOND,
    ]


@pytest.mark.parametrize(
    ("head", "above", "title"),
    [
        (
            "<title>云岭县2020年法治政府建设报告_云岭县人民政府</title>",
            "",
            "云岭县2020年法治政府建设报告",
        ),
        (
            "<title>云岭县2015-2020年法治政府建设报告-云岭县司法局</title>",
            "",
            "云岭县2015-2020年法治政府建设报告",
        ),
        (
            "<title>云岭县人民政府门户网站</title>",
            "<h1>云岭县2020年法治政府建设报告</h1>",
            "云岭县2020年法治政府建设报告",
        ),
        (
            "<title>首页</title><meta name='ArticleTitle' content='云岭县2020年法治政府建设报告'>",
            "",
            "云岭县2020年法治政府建设报告",
        ),
        ("<title>云岭县人民政府门户网站</title>", "", FIRST),
    ],
)
def test_the_title_leads_the_text(head: str, above: str, title: str) -> None:
    body = f"<div>{above}</div><div id='zoom'><p>{FIRST}</p><p>{SECOND}</p></div>"
    assert text_of(body, head)[0] == title


def test_a_title_printed_in_frame_and_text_is_kept_once() -> None:
    title = "云岭县2020年法治政府建设报告"
    body = (
        f"<div class='content'><h1>{title}</h1><p>浏览次数：3</p><p>{title}</p><p>{FIRST}</p></div>"
    )
    assert text_of(body).count(title) == 1


@pytest.mark.parametrize("depth", [300, 1500])
def test_deeply_nested_markup_is_read(depth: int) -> None:
    assert text_of("<font>" * depth + f"<p>{FIRST}</p>") == [FIRST]


@pytest.mark.parametrize(
    "content", [b"<html></html>", b"<!DOCTYPE html>", b"<html><body><!-- --></body>"]
)
def test_a_page_without_text_gives_none_or_is_refused(content: bytes) -> None:
    try:
        assert read_page(content, "a.html").text == ""
    except UnreadableFileError as reason:
        assert "without text" in str(reason)


def test_time_does_not_grow_with_depth_times_length() -> None:
    body = "<div>" * 300 + f"<p>{FIRST}<a href='/x'>链接</a></p>" * 4000
    begun = time.monotonic()
    assert len(text_of(body)) == 4000
    assert time.monotonic() - begun < 10


def test_of_a_saved_pages_frames_the_one_with_text_is_read() -> None:
    parts = "".join(
        f"--x\nContent-Type: text/html; charset={charset}\nContent-Transfer-Encoding: 8bit\n"
        f"Content-Location: {place}\n\n<html><body><p>{text}</p></body></html>\n"
        for charset, place, text in (
            ("utf-8", "http://a.gov.cn/menu", "首页"),
            ("gb2312", "http://a.gov.cn/text", FIRST),
        )
    )
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    read = read_archive((head + parts + "--x--\n").encode(), "a.mht")
    assert (read.text, read.url) == (FIRST, "http://a.gov.cn/text")
