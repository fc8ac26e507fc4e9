"""Paragraphs are cut at 一是, 二是, 三是, and each piece is exactly the stretch that it claims."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.test_emphasis import documents
from toolkit.analysis.segments import cut_points, segments
from toolkit.provenance import text_hash
from toolkit.tables import Corpus, make_table


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("主要做法：一是建章立制；二是强化培训；三是严格考核。",
         ["主要做法：", "一是建章立制；", "二是强化培训；", "三是严格考核。"]),
        ("一要学。二要干。三要查。", ["一要学。", "二要干。", "三要查。"]),
        ("一是建章立制；二是强化培训。", None),
        ("统一是前提，第二是培训，三是考核。", None),
        ("做到“一是一，二是二，三是三”，不打折扣。", None),
        ("三是严格考核；二是强化培训；一是建章立制。", None),
        ("把握一要素、二要点、三要求。", None),
    ],
)  # fmt: skip
def test_enumerations_of_three_or_more_are_cut(text: str, parts: list[str] | None) -> None:
    points = cut_points(text)
    edges = sorted({0, *points, len(text)})
    found = [text[a:b] for a, b in pairwise(edges)] if points else None
    assert found == parts


def corpus_with(*texts: str) -> Corpus:
    whole = "".join(texts)
    rows, start = [], 0
    for k, text in enumerate(texts):
        rows.append(
            {
                "paragraph_id": f"a-{k}", "doc_id": "a", "position": k, "line": k + 1,
                "headings": ["一、工作"], "inline_heading": None, "section": "work", "text": text,
                "start": start, "end": start + len(text), "n_chars": len("".join(text.split())),
                "text_sha256": text_hash(text),
            }
        )  # fmt: skip
        start += len(text)
    table = documents({"doc_id": "a", "region": "甲县", "text": whole})
    return Corpus(table, make_table("paragraphs", rows), make_table("rejected", []))


def test_ids_tell_where_a_segment_comes_from_and_others_stay() -> None:
    corpus = corpus_with("不动。", "做法：一是甲；二是乙；三是丙。", "一是甲；二是乙；三是丙。")
    found = segments(corpus).paragraphs
    assert found["paragraph_id"].tolist() == [
        "a-0", "a-1.0", "a-1.1", "a-1.2", "a-1.3", "a-2.1", "a-2.2", "a-2.3",
    ]  # fmt: skip
    assert found["n_chars"].sum() == corpus.paragraphs["n_chars"].sum()
    assert found.loc[1, "headings"] == ["一、工作"]


def test_without_enumerations_the_corpus_is_the_same() -> None:
    corpus = corpus_with("推进依法行政。")
    assert segments(corpus) is corpus


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(alphabet="一二三四是要，；。：“”甲乙 \n", min_size=1), min_size=1))
def test_every_segment_is_the_stretch_that_it_claims(texts: list[str]) -> None:
    corpus = corpus_with(*texts)
    text = corpus.documents["text"].iloc[0]
    found = segments(corpus).paragraphs
    for row in found.itertuples():
        assert text[row.start : row.end] == row.text
        assert row.text_sha256 == text_hash(row.text)
    assert found["n_chars"].sum() == corpus.paragraphs["n_chars"].sum()
    assert found["paragraph_id"].is_unique
