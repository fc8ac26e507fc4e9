"""Made-up files of any bytes, tables of any cells, reports of any words: told or read, never lost.

``pytest -m hypothesis --hypothesis-profile=long`` goes on for hours instead of seconds.
"""

# ruff: noqa: E501  (units of text)

from __future__ import annotations

import csv
import io
from functools import lru_cache

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.conftest import SAVERS
from tests.corpus.hostile_texts import LINES, TITLE
from tests.corpus.test_structure import TOKENS
from toolkit.corpus.collection import corpus_of
from toolkit.corpus.filereading import FileReading, read_reports
from toolkit.corpus.overrides import Overrides
from toolkit.tables import DOCUMENTS, LEVELS, SECTIONS

SUFFIXES = (
    "txt", "md", "html", "mhtml", "docx", "pdf", "csv", "tsv", "xlsx", "jsonl", "parquet", "zip",
)  # fmt: skip
edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=8
)
words = st.sampled_from(
    [
        *TOKENS, TITLE, "2020年", "二〇二一年", "2016—2020年", "“十三五”时期", "北京市朝阳区", "云岭县", "司法局",
        "人民政府", "关于", "报告", "工作计划", "第3期（总第9期）", "来源：云岭县司法局", "发布时间：2021-01-08",
        "填报单位：", "责任单位：", "注释：", "扣分原因：", "（此件公开发布）", "\t",
    ]
)  # fmt: skip
texts = st.lists(words, max_size=60).map("".join)


@lru_cache(maxsize=32)
def saved(name: str) -> bytes:
    return SAVERS[name](LINES, TITLE)


def edited(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Cut some bytes out at a share of the length, and put others there."""
    for share, cut, put in changes:
        at = int(share * len(content))
        content = content[:at] + put + content[at + cut :]
    return content


def check(reading: FileReading, name: str) -> None:
    """Each part is a report whose tables can be made, or a refusal that tells all four things."""
    assert reading.parts
    for part in reading.parts:
        if "file" in part:
            assert str(part["file"]).startswith(name)
            assert all(part[key] for key in ("stage", "wanted", "came", "what to do"))
    corpus = corpus_of([(name, reading)], Overrides(None))
    documents, paragraphs = corpus.documents, corpus.paragraphs
    assert {column.name for column in DOCUMENTS} <= set(documents.columns)
    assert set(documents["level"].dropna()) <= set(LEVELS)
    assert set(paragraphs["section"]) <= set(SECTIONS)
    text = dict(zip(documents["doc_id"], documents["text"], strict=True))
    for row in paragraphs.itertuples():
        assert text[row.doc_id][row.start : row.end] == row.text
    years = documents[["year", "year_to"]].dropna()
    assert (years["year"] <= years["year_to"]).all()
    assert pd.to_datetime(documents["published"].dropna(), format="%Y-%m-%d").notna().all()


@given(st.sampled_from(sorted(SAVERS)), edits, st.sampled_from(SUFFIXES))
def test_changed_files_of_every_kind(
    name: str, changes: list[tuple[float, int, bytes]], suffix: str
) -> None:
    content = edited(saved(name), changes)
    for called in (f"a.{suffix}", f"a{name[name.rindex('.') :]}"):
        check(read_reports(content, called), called)


@given(st.binary(max_size=400), st.sampled_from(SUFFIXES))
def test_any_bytes(content: bytes, suffix: str) -> None:
    check(read_reports(content, f"a.{suffix}"), f"a.{suffix}")


@given(texts)
def test_any_report(text: str) -> None:
    content = text.encode("utf-8", "replace")
    check(read_reports(content, "a.txt"), "a.txt")
    page = f"<html><body><p>{text}</p></body></html>".encode("utf-8", "replace")
    check(read_reports(page, "a.html"), "a.html")


@given(
    st.lists(st.sampled_from(["正文", "标题", "年份", "地区", "year", "level", "published", "x", ""]),
             min_size=1, max_size=6),
    st.lists(st.lists(texts | st.text(max_size=12), max_size=7), max_size=5),
)  # fmt: skip
def test_any_table(header: list[str], rows: list[list[str]]) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerows([header, *rows])
    check(read_reports(stream.getvalue().encode("utf-8", "replace"), "a.csv"), "a.csv")
