"""Formulas that regions share."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from tests.analysis.panel import make_panel
from toolkit.analysis.admission_similarity import alike_pairs, bare, jaccard
from toolkit.analysis.copied_admissions import copied_admissions

FORMULA = "部分单位对法治政府建设的重要性认识不足"
VARIANT = "部分单位对法治政府建设重要性认识不足"


def test_a_formula_gathers_variants_over_regions_and_years() -> None:
    corpus, found = make_panel(
        {
            ("甲县", 2016): ([FORMULA, "油烟投诉处置明显迟缓"], []),
            ("乙县", 2017): ([FORMULA], []),
            ("丙县", 2018): ([VARIANT], []),
            ("丁县", 2018): (["人手不足"], []),
            ("戊县", 2018): (["人手不足"], []),
        }
    )
    table = copied_admissions(found, corpus)
    assert len(table) == 1  # what one region alone says is no formula, nor what is short
    row = table.iloc[0]
    assert row["text"] == FORMULA
    assert (row["n_admissions"], row["n_regions"], row["share_of_regions"]) == (3, 3, 3 / 5)
    assert (row["first_year"], row["last_year"], row["first_region"]) == (2016, 2018, "甲县")
    assert sorted(row["regions"]) == sorted(["甲县", "乙县", "丙县"])


def test_one_region_repeating_itself_copies_nobody() -> None:
    corpus, found = make_panel({("甲县", year): ([FORMULA], []) for year in (2016, 2017)})
    assert copied_admissions(found, corpus).empty
    assert copied_admissions(found.head(0), corpus).empty


def test_a_formula_stands_beside_the_rate_of_another_place() -> None:
    """甲 repeats it each year; of the others, 乙 has it in 2016 alone and 丙 never."""
    other = "油烟投诉处置明显迟缓"
    corpus, found = make_panel(
        {("甲县", year): ([FORMULA], []) for year in (2016, 2017, 2018)}
        | {("乙县", 2016): ([FORMULA], []), ("乙县", 2017): ([other], [])}
        | {("丙县", 2017): ([other], [])}
    )
    row = copied_admissions(found, corpus, seed=1).iloc[0]
    assert (row["returns"], row["n_returns"]) == (2 / 3, 3)  # 甲 2016, 2017; 乙 2016 not
    assert row["n_elsewhere"] == 2  # nobody else reports on 2018
    drawn = {copied_admissions(found, corpus, seed=n).iloc[0]["elsewhere"] for n in range(8)}
    assert drawn == {0.0, 0.5}  # 甲 2016 against 乙 or 丙: no; 乙 2016 against 甲 or 丙


@pytest.mark.parametrize("threshold", [0.3, 0.6, 0.9])
def test_the_filter_misses_no_pair(threshold: float) -> None:
    words = ["执法", "力量", "不足", "经费", "保障", "机制", "监督", "仍", "基层"]
    generator = np.random.default_rng(3)
    texts = ["".join(generator.choice(words, size=6)) for _ in range(80)]
    one, other, likeness = alike_pairs(texts, threshold)
    whole = jaccard(texts, texts)
    wanted = {pair for pair in itertools.combinations(range(80), 2) if whole[pair] >= threshold}
    assert set(zip(one.tolist(), other.tolist(), strict=True)) == wanted
    assert np.allclose(likeness, whole[one, other])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("个别乡镇普法经费仍然不足", "乡镇普法经费"),
        ("着力加强案卷评查", "案卷评查"),
        ("案卷评查", "案卷评查"),
        ("仍需加强。", ""),
    ],
)
def test_what_a_sentence_is_about(text: str, wanted: str) -> None:
    assert bare(text) == wanted
