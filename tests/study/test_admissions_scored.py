"""Scores of admitted problems beside marks whose truth is known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import toolkit as tk
from toolkit.study.admissions_scored import score_admissions
from toolkit.tables import Corpus

LINE = "（一）行政执法还有弱项。一是个别中队执法记录不全；二是装备陈旧；三是复议应诉人手偏少。"
SPANS = {"个别中队执法记录不全": ("enforcement", 1), "装备陈旧": ("staffing", 0)}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    lines = ["青禾县2020年法治政府建设工作报告", "三、存在的问题", LINE]
    (tmp_path / "青禾县.txt").write_text("\n".join(lines), encoding="utf-8")
    return tk.read_corpus(tmp_path)


def mark(folder: Path, spans: dict[str, tuple[str, int]], **other: str) -> None:
    rows = [
        {
            "file": "青禾县.txt",
            "line": 3,
            "start": LINE.index(span),
            "end": LINE.index(span) + len(span),
            "cat2015": "A4",
            "type": kind,
            "hedged": hedged,
            "cause": 0,
            **other,
        }
        for span, (kind, hedged) in spans.items()
    ]
    pd.DataFrame(rows).to_csv(folder / "problems.csv", index=False)


def scores(folder: Path, corpus: Corpus) -> pd.Series:
    table = score_admissions(folder, corpus, [])
    assert table is not None
    assert table["file"].tolist() == ["青禾县.txt", "all"]
    return table.iloc[-1]


def test_marks_are_found_in_the_line_behind_its_heading(tmp_path: Path, corpus: Corpus) -> None:
    mark(tmp_path, SPANS)
    found = scores(tmp_path, corpus)
    assert found[["n_marked", "n_found", "recall"]].tolist() == [2, 3, 1.0]
    assert found["precision"] == pytest.approx(2 / 3)
    assert found[["type", "hedged", "cause"]].tolist() == [1.0, 1.0, 1.0]
    assert found[["category", "category_alone"]].isna().all(), "no model, no task"


def test_a_mark_that_shares_too_little_is_missed(tmp_path: Path, corpus: Corpus) -> None:
    mark(tmp_path, {LINE[20:]: ("other", 1)})
    found = scores(tmp_path, corpus)
    assert found[["n_marked", "recall", "precision"]].tolist() == [1, 0.0, 0.0]
    assert pd.isna(found["type"])


def test_wrong_codes_count(tmp_path: Path, corpus: Corpus) -> None:
    mark(tmp_path, SPANS, type="openness", cause="1")
    found = scores(tmp_path, corpus)
    assert found[["type", "hedged", "cause"]].tolist() == [0.0, 1.0, 0.0]


def test_without_marks_of_these_reports_nothing_is_scored(tmp_path: Path, corpus: Corpus) -> None:
    assert score_admissions(tmp_path, corpus, []) is None
    mark(tmp_path, SPANS, file="别处.txt")
    assert score_admissions(tmp_path, corpus, []) is None
