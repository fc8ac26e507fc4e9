"""Near-duplicates are those of the definition, and groups hold every pair of them."""

from __future__ import annotations

import random

import numpy as np
import pytest

from toolkit.near_duplicates import NEAR, Shingled, duplicate_pairs
from toolkit.simulation import simulate_reports
from toolkit.words import fold


def shingles(text: str) -> set[str]:
    folded = fold(text)
    return {folded[k : k + 5] for k in range(max(len(folded) - 4, 1))}


def jaccard(one: str, other: str) -> float:
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Paragraphs of invented reports, copies of them, and copies with some characters changed."""
    rng = random.Random(0)
    reports = simulate_reports(n_regions=4, years=[2019, 2020]).reports
    printed = [line for report in reports for line in report.text.split("\n") if line.strip()]
    spoilt = []
    for text in printed:
        signs = list(text)
        for _ in range(rng.randint(0, max(len(signs) // 40, 1))):
            signs[rng.randrange(len(signs))] = rng.choice("甲乙丙丁，。")
        spoilt.append("".join(signs))
    return [*printed, *spoilt, "", "普法", "普法。", "，"]


def test_pairs_are_those_of_the_definition(texts: list[str]) -> None:
    some, others = texts[::9], texts[::7]
    found = duplicate_pairs(some, others).toarray()
    wanted = [[jaccard(one, other) >= NEAR for other in others] for one in some]
    assert found.tolist() == wanted
    assert 0 < found.sum() < found.size / 10


def test_groups_hold_every_pair_and_no_more_than_chains_of_them(texts: list[str]) -> None:
    groups = Shingled(texts).groups()
    pairs = duplicate_pairs(texts, texts).tocoo()
    assert (groups[pairs.row] == groups[pairs.col]).all()
    letters = ["".join(filter(str.isalnum, fold(text))) for text in texts]
    near = {(int(a), int(b)) for a, b in zip(pairs.row, pairs.col, strict=True)}
    for member, first in enumerate(groups.tolist()):
        others = [one for one in np.flatnonzero(groups == first).tolist() if one != member]
        linked = [(member, one) in near or letters[member] == letters[one] for one in others]
        assert any(linked) or not others


def test_similarity_is_that_of_the_definition(texts: list[str]) -> None:
    half = len(texts) // 2
    pairs = np.array([[k, k + half - 2] for k in range(0, half - 2, 5)])
    found = Shingled(texts).similarities(pairs)
    wanted = [jaccard(texts[one], texts[other]) for one, other in pairs.tolist()]
    assert found.tolist() == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("全年办结行政复议案件12件。", "全年办结行政复议案件1,305件。", True),
        ("各位代表：", "各位代表！", True),
        ("全面推进政务公开工作", "全面推进政务公开", False),
        ("普法", "复议", False),
    ],
)
def test_numbers_and_marks_make_no_difference(one: str, other: str, same: bool) -> None:
    assert (Shingled([one, other]).groups()[1] == 0) == same


def test_nothing_and_a_single_text() -> None:
    assert Shingled([]).groups().tolist() == []
    assert Shingled(["普法"]).groups().tolist() == [0]
    assert Shingled(["普法"]).similarities(np.zeros((0, 2), np.int64)).tolist() == []
    assert duplicate_pairs([], ["普法"]).shape == (0, 1)


def test_the_group_is_named_by_its_first(texts: list[str]) -> None:
    groups = Shingled(texts).groups()
    assert (groups <= np.arange(len(texts))).all()
    assert (groups[groups] == groups).all()
