"""Headings vote, and a corpus is judged with them."""

from __future__ import annotations

from pathlib import Path

import pytest

import toolkit as tk
from toolkit.simulation_contexts import MANNERS, place_examples
from toolkit.study.surroundings import heading_votes

A_CODES = [f"A{n}" for n in range(9)]


@pytest.mark.parametrize(
    ("path", "scheme", "expected"),
    [
        (("一、主要工作", "（六）依法有效化解社会矛盾纠纷"), "outline-2015", {"A6": 1.0}),
        (("（六）依法有效化解社会矛盾纠纷", "1.有关情况"), "outline-2015", {"A6": 1.0}),
        (("一、主要工作",), "outline-2015", {}),
        ((), "outline-2015", {}),
        (("健全依法行政制度体系",), "no-such-scheme", {}),
        (("健全依法行政制度体系",), None, {}),
    ],
)
def test_the_innermost_heading_that_names_a_category_votes(
    path: tuple[str, ...], scheme: str | None, expected: dict[str, float]
) -> None:
    (row,) = heading_votes([path], scheme, A_CODES)
    assert {code: vote for code, vote in zip(A_CODES, row, strict=True) if vote} == expected


def test_the_other_outline_s_heading_votes_for_what_agrees() -> None:
    path = ("九、加强党的领导，完善法治政府建设推进机制",)
    (row,) = heading_votes([path], "outline-2015", A_CODES)
    votes = {code: vote for code, vote in zip(A_CODES, row, strict=True) if vote}
    assert votes in ({"A8": 1.0}, {"A7": 0.5, "A8": 0.5})
    (row,) = heading_votes([("五、健全突发事件应对体系",)], "outline-2015", A_CODES)
    assert row[1] == 1.0


def test_a_heading_decides_where_the_text_does_not(tmp_path: Path) -> None:
    lines = [
        "青溪县2019年法治政府建设工作报告",
        "一、主要工作",
        "（一）依法有效化解社会矛盾纠纷",
        "完善行政调解和行政执法衔接机制，提升工作质量。",
        "（二）坚持严格规范公正文明执法",
        "健全行政执法和行政调解衔接机制，提高工作水平。",
    ]
    (tmp_path / "report.txt").write_text("\n".join(lines), encoding="utf-8")
    corpus = tk.read_corpus(tmp_path)
    model = tk.load_model("outline-2015")
    with_context = tk.predict(model, corpus)
    alone = tk.predict(model, corpus, context=False)
    assert with_context["category"].tolist() == ["A6", "A4"]
    assert with_context["context"].all()
    assert not alone["context"].any()
    texts = corpus.paragraphs["text"].tolist()
    assert alone["category"].tolist() == model.predict(texts).tolist()


def test_made_up_reports_come_in_every_manner() -> None:
    example = {"cat2015": "A4", "cat2021": "B4", "section": "work", "source": "one"}
    placed = place_examples([example] * 40, n_reports=len(MANNERS), seed=1)
    assert place_examples([example] * 40, n_reports=len(MANNERS), seed=1) == placed
    depths = {one.report: len(one.headings) for one in placed}
    assert sorted(depths.values()) == [0, 2, 2, 2, 2]
