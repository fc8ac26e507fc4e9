"""Savers: the same printed lines as a file of each kind, with the furniture of real pages."""

# ruff: noqa: E501  (pages, as they are written)

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

Saver = Callable[[Sequence[str], str], bytes]
TITLE = "云岭县人民政府2020年法治政府建设情况报告"
_NAV = "<div class='nav'><ul>{}</ul></div>".format(
    "".join(
        f"<li><a href='/{n}/'>{n}</a></li>" for n in ("首页", "走进云岭", "政务公开", "办事服务")
    )
)
_CRUMBS = "<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/gk'>政务公开</a> &gt; 法治政府</div>"
_TOOLS = (
    "<div class='tools'>字体：<a href='#'>大</a> <a href='#'>中</a> <a href='#'>小</a> "
    "<span>浏览次数：<i id='hits'>318</i></span> <a href='javascript:window.print()'>打印本页</a> "
    "<a href='javascript:window.close()'>关闭窗口</a></div>"
)
_SHARE = "<div class='share'>分享到：<a href='#'>微信</a> <a href='#'>微博</a></div>"
_RELATED = (
    "<div class='related'><h3>相关链接</h3><ul><li><a href='/1.html'>云岭县召开全面依法治县工作会议，部署全年任务</a>"
    "</li><li><a href='/2.html'>云岭县开展行政执法人员培训，三百余人参加</a></li><li><a href='/3.html'>"
    "云岭县公布重大行政决策目录</a></li></ul></div>"
)
_FOOT = (
    "<div class='footer'><p>主办：云岭县人民政府办公室 承办：云岭县大数据中心</p><p>滇ICP备05000000号 "
    "滇公网安备 53000002000000号 网站标识码：5300000001</p><p>联系电话：0000-1234567</p></div>"
    "<script>var hits = 318; document.write('浏览');</script>"
)


def _paragraphs(lines: Sequence[str], style: str = "text-indent:2em") -> str:
    shown = (html.escape(line) or "&nbsp;" for line in lines)
    return "\n".join(f"<p style='{style}'>\n    {line}\n</p>" for line in shown)


def _breaks(lines: Sequence[str]) -> str:
    return "<br>\n".join("&nbsp;&nbsp;&nbsp;&nbsp;" + html.escape(line) for line in lines)


def _modern(lines: Sequence[str], title: str) -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}_云岭县人民政府网</title>"
        f"<meta name='ArticleTitle' content='{title}'><meta name='PubDate' content='2021-01-20 09:30'>"
        "<meta name='ContentSource' content='云岭县司法局'><meta name='SiteName' content='云岭县人民政府'>"
        "<link rel='canonical' href='http://www.yunling.gov.cn/gk/1.html'></head><body>"
        f"<header>{_NAV}<span>2026年3月5日 星期四</span></header>{_CRUMBS}<div class='wrap'><h1>{title}</h1>"
        "<div class='info'><span>来源：云岭县司法局</span> <span>发布时间：2021-01-20 09:30</span></div>"
        f"{_TOOLS}<div class='article-content'>{_paragraphs(lines)}</div>{_SHARE}{_RELATED}</div>"
        f"{_FOOT}</body></html>"
    )


def _trs(lines: Sequence[str], title: str) -> str:
    body = "".join(
        f"<p class='MsoNormal'><span style='font-size:16pt'>　　</span><span>{html.escape(line[:4])}</span>"
        f"<font face='仿宋'>{html.escape(line[4:])}<o:p></o:p></font></p>"
        for line in lines
    )
    return (
        f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'><title>{title}"
        f"</title></head><body>{_NAV}{_CRUMBS}<div class='xl-title'>{title}</div>"
        f"<div class='xl-info'>2021-01-20 09:30 &nbsp; 来源：云岭县司法局</div>{_TOOLS}"
        "<div class='view TRS_UEDITOR trs_paper_default trs_web'><div class='Custom_UnionStyle'>"
        f"{body}</div></div>{_SHARE}{_RELATED}{_FOOT}</body></html>"
    )


def _nested_tables(lines: Sequence[str], title: str) -> str:
    menu = "".join(
        f"<tr><td><a href='/{n}/'>{n}</a></td></tr>" for n in ("领导之窗", "规章文件", "公告公示")
    )
    return (
        f"<HTML><HEAD><META content='text/html; charset=utf-8'><TITLE>{title} - 云岭县政府门户网站</TITLE>"
        f"</HEAD><BODY><table width=780><tr><td>{_NAV}</td></tr></table><table width=780><tr>"
        f"<td width=180 valign=top><table>{menu}</table></td><td valign=top><table><tr>"
        f"<td>{_CRUMBS}</td></tr><tr><td align=center><b>{title}</b></td></tr><tr><td align=center>"
        "发布时间：2021-1-20　来源：云岭县司法局　点击数：318</td></tr><tr><td><font size=3>"
        f"{_breaks(lines)}</font></td></tr><tr><td align=right>【<a href='#'>打印</a>】【<a href='#'>关闭</a>】"
        "</td></tr></table></td></tr></table><table width=780><tr><td align=center>版权所有：云岭县人民政府"
        "<br>滇ICP备05000000号</td></tr></table></BODY></HTML>"
    )


def _disclosure(lines: Sequence[str], title: str) -> str:
    body = "".join(f"<div>　　{html.escape(line)}</div>" for line in lines)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>云岭县政府信息公开</title></head><body>{_NAV}"
        "<table class='xxgk'><tr><td>索 引 号</td><td>000014349/2021-00012</td><td>主题分类</td><td>司法</td>"
        "</tr><tr><td>发文机构</td><td>云岭县司法局</td><td>发布日期</td><td>2021-01-20</td></tr>"
        f"<tr><td>名　　称</td><td colspan=3>{title}</td></tr></table>{_TOOLS}<h1>{title}</h1>"
        f"<div id='zoom'>{body}</div><p>【打印】【关闭】</p>{_SHARE}{_FOOT}</body></html>"
    )


def _portal(lines: Sequence[str], title: str) -> str:
    """No known container; a column of news with sentences stands at the right."""
    news = "".join(
        f"<li><a href='/n{n}.html'>新闻{n}</a><p>{date} 云岭县召开会议，研究第{n}项民生工作。</p></li>"
        for n, date in enumerate(("02-01", "02-02", "02-03"), 1)
    )
    spans = "<br/><br/>".join(f"<span>{html.escape(line)}</span>" for line in lines)
    return (
        f"<!DOCTYPE html><html lang='zh'><head><meta charset='gbk'><title>{title}|云岭县门户网</title></head>"
        f"<body><div id='top'>{_NAV}{_CRUMBS}</div><div id='c2'><div class='left-col'><h2>{title}</h2><div>"
        f"时间：2021-01-20　作者：　来源：云岭县司法局</div>{_TOOLS}<div class='x9'>{spans}</div>{_SHARE}</div>"
        f"<div class='right-col'><h3>热点新闻</h3><ul>{news}</ul></div></div>{_FOOT}</body></html>"
    )


TEMPLATES = {
    "modern": _modern,
    "trs": _trs,
    "tables": _nested_tables,
    "disclosure": _disclosure,
    "portal": _portal,
}


def _docx(lines: Sequence[str], title: str) -> bytes:
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _pdf(lines: Sequence[str], title: str) -> bytes:
    return _printed(tuple(lines))


@lru_cache(maxsize=16)
def _printed(lines: tuple[str, ...]) -> bytes:
    from fpdf import FPDF

    from toolkit.presentation.fonts import find_font

    face = find_font("法治政府")
    pdf = FPDF(format="A4")
    pdf.add_font("cjk", fname=str(face.path), collection_font_number=face.index)
    pdf.add_page()
    pdf.set_font("cjk", size=14)
    for line in lines:
        if line.strip():
            indented = "　　" + line.strip()
            pdf.multi_cell(
                0, 8, indented, new_x="LMARGIN", new_y="NEXT", align="L", wrapmode="CHAR"
            )
    return bytes(pdf.output())


def _mhtml(lines: Sequence[str], title: str) -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "http://www.yunling.gov.cn/gk/1.html"
    message["Subject"] = title
    message.set_content(_modern(lines, title), subtype="html", cte="quoted-printable")
    message.make_mixed()
    message.add_attachment(b"\x89PNG" + bytes(50), maintype="image", subtype="png")
    return message.as_bytes()


def _frame(lines: Sequence[str], title: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"标题": [title], "正文": ["\n".join(lines)], "地区": ["云岭县"], "year": [2020]}
    )


def _csv(lines: Sequence[str], title: str) -> bytes:
    return _frame(lines, title).to_csv(index=False).encode("gb18030")


def _tsv(lines: Sequence[str], title: str) -> bytes:
    return _frame(lines, title).to_csv(index=False, sep="\t").encode("utf-8-sig")


def _xlsx(lines: Sequence[str], title: str) -> bytes:
    stream = io.BytesIO()
    _frame(lines, title).to_excel(stream, index=False)
    return stream.getvalue()


def _jsonl(lines: Sequence[str], title: str) -> bytes:
    row = _frame(lines, title).astype("object").to_dict("records")[0]
    return (json.dumps(row, ensure_ascii=False, default=int) + "\n").encode()


def _parquet(lines: Sequence[str], title: str) -> bytes:
    stream = io.BytesIO()
    _frame(lines, title).to_parquet(stream)
    return stream.getvalue()


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def _zip(lines: Sequence[str], title: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("报告/云岭县.html", _trs(lines, title))
    return stream.getvalue()


SAVERS: dict[str, Saver] = {
    "a.txt": lambda lines, title: _text(lines).encode(),
    "gb.txt": lambda lines, title: _text(lines).encode("gb18030"),
    "wide.txt": lambda lines, title: _text(lines).encode("utf-16"),
    "a.md": lambda lines, title: _text(lines).encode("utf-8-sig"),
    **{
        f"{name}.html": lambda lines, title, make=make: make(lines, title).encode()  # type: ignore[misc]
        for name, make in TEMPLATES.items()
    },
    "gb.htm": lambda lines, title: _nested_tables(lines, title).encode("gb18030"),
    "a.docx": _docx,
    "a.pdf": _pdf,
    "a.mhtml": _mhtml,
    "a.csv": _csv,
    "a.tsv": _tsv,
    "a.xlsx": _xlsx,
    "a.jsonl": _jsonl,
    "a.parquet": _parquet,
    "a.zip": _zip,
}


@pytest.fixture(scope="session")
def savers() -> dict[str, Saver]:
    """Return, by file name, what makes the file of that kind from lines and a title."""
    return SAVERS


@pytest.fixture(scope="session")
def save() -> Callable[[Path, str, Sequence[str], str], Path]:
    """Return a function that saves lines under a name, and gives the file."""

    def saved(folder: Path, name: str, lines: Sequence[str], title: str) -> Path:
        file = folder / name
        file.write_bytes(SAVERS[name](lines, title))
        return file

    return saved
