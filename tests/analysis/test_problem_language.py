"""Rates of admission: what is counted, how labels correct it, when bounds are given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.analysis.panel import make_panel
from toolkit.analysis.admission_counts import count_admissions
from toolkit.analysis.problem_language import problem_language
from toolkit.analysis.report_ratios import Reports, estimate_ratio
from toolkit.errors import ToolkitError

HEDGED, PLAIN = "部分单位执法力量不足", "执法装备陈旧落后"


def estimates(reports: dict, kind: str = "annual report", **options: object) -> pd.DataFrame:
    corpus, found = make_panel(reports, kind=kind)
    return problem_language(found, corpus, **options)  # type: ignore[arg-type]


def one(table: pd.DataFrame, measure: str, part: str = "whole report", code: str = "all"):
    rows = table[(table["measure"] == measure) & (table["part"] == part)]
    rows = rows[rows["category"].fillna("all") == code]
    assert len(rows) == 1
    return rows.iloc[0]


TWO = {("甲县", 2018): ([HEDGED, PLAIN], ["继续努力"]), ("乙县", 2018): ([], ["继续努力"])}
LENGTHS = 2 * 10 + 2 * 5 + 20  # work, plans and problems of both, marks counted


@pytest.mark.parametrize(
    ("measure", "part", "code", "value"),
    [
        ("share of reports that admit", "whole report", "all", 0.5),
        ("admissions per 10,000 characters", "whole report", "all", 2 / LENGTHS * 10_000),
        ("admissions per 10,000 characters", "problem sections", "all", 2 / 20 * 10_000),
        ("admissions per 10,000 characters", "elsewhere", "all", 0.0),
        ("share of text", "whole report", "all", 18 / LENGTHS),
        ("hedged", "whole report", "all", 0.5),
        ("specific", "whole report", "all", 0.0),
        ("cause", "problem sections", "all", 0.0),
        ("type", "whole report", "staffing", 1.0),
        ("task", "whole report", "A4", 1.0),
    ],
)
def test_measures_of_two_reports(measure: str, part: str, code: str, value: float) -> None:
    row = one(estimates(TWO), measure, part, code)
    assert row["value"] == pytest.approx(value)
    assert np.isnan(row["low"])
    assert row["flag"] == "extraction error not included"
    assert (row["method"], row["population"]) == ("count", "corpus")


def test_no_admission_has_no_hedging_rate() -> None:
    row = one(estimates({("甲县", 2018): ([], ["继续努力"])}), "hedged")
    assert np.isnan(row["value"])
    assert row["flag"] == "extraction error not included; empty"


@pytest.mark.parametrize(
    ("year", "kind", "wanted"),
    [
        (2018, "annual report", False),
        (2019, "annual report", True),
        (2019, "government work report", None),
    ],
)
def test_the_break_of_2019_is_marked_for_reports_bound_by_it(
    year: int, kind: str, wanted: bool | None
) -> None:
    table = estimates({("甲县", year): ([PLAIN], [])}, kind)
    assert set(table["since_2019"]) == {wanted}


@pytest.mark.parametrize(("n", "bounded"), [(4, False), (8, True)])
def test_a_process_has_bounds_from_five_clusters_on(n: int, bounded: bool) -> None:
    reports = {
        (f"{number}县", 2018): ([HEDGED, PLAIN][: 1 + number % 2], ["继续努力"] * (1 + number % 3))
        for number in range(n)
    }
    row = one(estimates(reports, population="process"), "admissions per 10,000 characters")
    assert (row["low"] < row["value"] < row["high"]) == bounded
    assert ("few" in row["flag"]) != bounded


def marked(reports: dict, missed: int) -> tuple:
    """A corpus; and hand counts of half its reports, one admission more in some of them."""
    corpus, found = make_panel(reports)
    hand = count_admissions(found, corpus).assign(probability=0.5)[::2].reset_index(drop=True)
    hand.loc[: missed - 1, ["admissions", "admissions_inside"]] += 1
    return corpus, found, hand


def test_hand_marked_reports_correct_the_rate() -> None:
    reports = {(f"{number}县", 2018): ([PLAIN], ["继续努力"]) for number in range(80)}
    corpus, found, hand = marked(reports, missed=20)
    row = one(problem_language(found, corpus, labels=hand), "admissions per 10,000 characters")
    characters = float(corpus.paragraphs["n_chars"].sum())
    assert row["value"] == pytest.approx((80 + 80 * 20 / 40) / characters * 10_000)
    assert row["low"] < row["value"] < row["high"]
    assert (row["method"], row["n_labelled"]) == ("corrected", 40)
    assert row["flag"] is None or pd.isna(row["flag"])


@pytest.mark.parametrize(
    ("n", "missed", "flag"), [(80, 5, "few"), (40, 15, "borrowed: all reports; few")]
)
def test_few_labels_or_few_errors_give_no_bounds(n: int, missed: int, flag: str) -> None:
    reports = {(f"{number}县", 2018): ([PLAIN], ["继续努力"]) for number in range(n)}
    corpus, found, hand = marked(reports, missed=missed)
    row = one(problem_language(found, corpus, labels=hand), "admissions per 10,000 characters")
    assert np.isnan(row["low"])
    assert row["flag"] == flag


@pytest.mark.parametrize("probability", [0.0, 1.5, float("nan")])
def test_labels_without_probability_are_refused(probability: float) -> None:
    corpus, found = make_panel(TWO)
    hand = count_admissions(found, corpus).assign(probability=probability)
    with pytest.raises(ToolkitError, match="wanted probabilities from above 0 to 1"):
        problem_language(found, corpus, labels=hand)


def test_unknown_options_are_refused() -> None:
    with pytest.raises(ToolkitError, match="wanted one of 'corpus', 'process', came 'world'"):
        estimates(TWO, population="world")


@pytest.mark.parametrize("population", ["corpus", "process"])
def test_intervals_hold_the_truth_as_often_as_they_say(population: str) -> None:
    generator = np.random.default_rng(5)
    held, runs, n = 0, 400, 200
    for _ in range(runs):
        size = generator.gamma(4, 500, n)
        truth = generator.poisson(size / 250).astype(float)
        extracted = generator.binomial(truth.astype(int), 0.8) + generator.poisson(0.5, n)
        chance = np.full(n, 0.3)
        drawn = generator.random(n) < chance
        reports = Reports(np.zeros(n, int), np.arange(n), np.where(drawn, chance, np.nan))
        found = estimate_ratio(
            (np.column_stack([extracted, size]), np.column_stack([truth, size])),
            reports, population=population, confidence=0.95,
        )  # fmt: skip
        target = truth.sum() / size.sum() if population == "corpus" else 1 / 250
        held += bool(found.low[0] <= target <= found.high[0])
    assert 0.92 <= held / runs <= 0.98
