"""Plans: their formulas, their answers, and that samples of the planned size are as precise."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

import toolkit as tk
from toolkit.errors import ToolkitError
from toolkit.labelling.frames import sampling_frame
from toolkit.labelling.residuals import intraclass_correlation
from toolkit.labelling.sampling import make_design, paragraph_chances
from toolkit.tables import Corpus, make_table

D, LENGTH = 80, 20


def made_corpus(documents: int = D, per_document: int = LENGTH, *, long: bool = False) -> Corpus:
    rows = [
        {"paragraph_id": f"d{d:03d}-{k}", "doc_id": f"d{d:03d}", "position": k, "section": "work",
         "n_chars": 300 if long and k % 2 else 100, "text": "文", "text_sha256": f"{d}-{k}",
         "headings": [], "inline_heading": None}
        for d in range(documents)
        for k in range(per_document)
    ]  # fmt: skip
    names = {"doc_id": [f"d{d:03d}" for d in range(documents)], "kind": "annual report"}
    years = dict.fromkeys(("year", "year_to", "covers"), 2020)
    documents_table = pd.DataFrame({**names, "issuer_type": "government", **years})
    return Corpus(documents_table, pd.DataFrame(rows), pd.DataFrame())


def coded(corpus: Corpus, *, wrong: float, spread: float, seed: int) -> tuple[pd.DataFrame, ...]:
    """Make labels and predictions; how often these err differs by document."""
    rng = np.random.default_rng(seed)
    keys = corpus.paragraphs[["paragraph_id", "doc_id"]]
    codes, of_document = np.unique(keys["doc_id"], return_inverse=True)
    rates = np.clip(wrong + spread * rng.standard_normal(len(codes)), 0, 1)[of_document]
    truth = np.where(rng.random(len(keys)) < 0.2, "A1", "A4")
    flipped = np.where((truth == "A4") & (rng.random(len(keys)) < rates), "A1", truth)
    common = {"paragraph_id": keys["paragraph_id"], "scheme": "outline-2015"}
    labels = pd.DataFrame({**common, "category": truth, "source": "hand", "probability": 0.5})
    return labels, pd.DataFrame({**common, "category": flipped})


def half_width(s2: float, icc: float, m: int, b: int, *, n: int = D * LENGTH, d: int = D) -> float:
    """Two-stage variance of Cochran 1977 with Student's t, written out."""
    between = icc * s2 * (1 - m / d) / m
    within = (1 - icc) * s2 * (1 - m * b / n) / (m * b)
    return float(t.ppf(0.975, m - 1) * math.sqrt(between + within))


def test_a_plan_follows_its_formula() -> None:
    plan = tk.plan_coding(made_corpus(), 0.03, accuracy=0.8, icc=0.1, share=0.2)
    s2 = 2 * 0.2 * 0.2
    for row in plan.widths.itertuples():
        expected = half_width(s2, 0.1, row.n_documents, row.per_document)
        assert row.half_width_corpus == pytest.approx(expected)
        assert row.half_width_corpus <= row.wanted
        assert row.design_effect == pytest.approx(1 + (row.per_document - 1) * 0.1)
        assert row.hours == pytest.approx(row.n_documents * (5 + row.per_document) / 60)
    one = plan.widths[plan.widths["wanted"] == 0.03].iloc[0]
    assert (plan.n_documents, plan.per_document) == (one["n_documents"], one["per_document"])
    assert plan.n_paragraphs == plan.n_documents * plan.per_document


def test_no_cheaper_sample_reaches_the_width() -> None:
    plan = tk.plan_coding(made_corpus(), 0.03, accuracy=0.8, icc=0.1, share=0.2)
    cost = plan.n_documents * (5 + plan.per_document)
    cheaper = [
        (m, b)
        for m in range(30, D + 1)
        for b in range(1, LENGTH + 1)
        if m * (5 + b) < cost and half_width(0.08, 0.1, m, b) <= 0.03
    ]
    assert cheaper == []
    assert plan.alternatives["hours"].min() >= cost / 60 - 1e-9


def test_narrower_intervals_cost_more_and_dearer_reports_mean_more_paragraphs_in_each() -> None:
    corpus = made_corpus()
    plan = tk.plan_coding(corpus, 0.04, icc=0.1)
    assert plan.widths["hours"].is_monotonic_increasing
    cheap, dear = (
        tk.plan_coding(corpus, 0.025, icc=0.1, minutes=(1.0, cost)) for cost in (1.0, 60.0)
    )
    assert dear.per_document > cheap.per_document
    assert dear.n_documents < cheap.n_documents


def test_never_fewer_than_bounds_need() -> None:
    plan = tk.plan_coding(made_corpus(), 0.5, accuracy=0.9, share=0.1)
    assert plan.n_documents >= 30
    assert plan.n_paragraphs * 2 * 0.1 * 0.1 >= 10


def test_lengths_that_differ_cost_paragraphs() -> None:
    even, uneven = (tk.plan_coding(made_corpus(long=long), 0.03) for long in (False, True))
    assert uneven.n_paragraphs > even.n_paragraphs
    by_number = tk.plan_coding(made_corpus(long=True), 0.03, weight="paragraphs")
    assert by_number.n_paragraphs == even.n_paragraphs


def test_what_cannot_be_had_is_told() -> None:
    plan = tk.plan_coding(made_corpus(10), 0.03)
    assert (plan.n_documents, plan.n_paragraphs) == (0, 0)
    assert "No sample of these reports gives the wanted width." in str(plan)
    assert "Fewer than 30 reports" in str(plan)
    assert set(plan.widths["flag"]) == {"not to be had from these reports"}
    assert plan.widths["half_width_corpus"].isna().all()


def test_the_population_of_reports_to_come_is_wider_and_needs_predictions() -> None:
    corpus = made_corpus()
    _, predictions = coded(corpus, wrong=0.1, spread=0.1, seed=1)
    blind = tk.plan_coding(corpus, 0.04)
    assert blind.widths["half_width_process"].isna().all()
    assert "not known without predictions" in blind.note
    plan = tk.plan_coding(corpus, 0.04, predictions=predictions, population="process")
    reached = plan.widths.dropna(subset="half_width_process")
    assert len(reached) >= 3
    assert (reached["half_width_process"] > reached["half_width_corpus"]).all()
    shares = predictions.merge(corpus.paragraphs, on="paragraph_id")
    variance = shares["category"].eq("A1").groupby(shares["doc_id"]).mean().var()
    row = plan.widths.iloc[0]
    added = (row["half_width_process"] ** 2 - row["half_width_corpus"] ** 2) / (
        t.ppf(0.975, row["n_documents"] - 1) ** 2
    )
    assert added == pytest.approx(variance / D)


def test_a_pilot_gives_variance_and_what_lies_between_reports() -> None:
    corpus = made_corpus()
    labels, predictions = coded(corpus, wrong=0.3, spread=0.3, seed=2)
    plan = tk.plan_coding(corpus, 0.03, pilot=labels, predictions=predictions)
    row = plan.categories.set_index("category").loc["A1"]
    errors = (labels["category"] == "A1") * 1 - (predictions["category"] == "A1") * 1
    assert row["residual_sd"] == pytest.approx(errors.std())
    assert row["share"] == pytest.approx((labels["category"] == "A1").mean())
    assert row["icc"] == pytest.approx(
        intraclass_correlation(errors, corpus.paragraphs["doc_id"]), abs=1e-9
    )
    assert row["icc"] > 0.1
    assert "from the pilot" in plan.note


def test_residuals_that_never_vary_promise_nothing() -> None:
    corpus = made_corpus()
    labels, _ = coded(corpus, wrong=0, spread=0, seed=2)
    plan = tk.plan_coding(corpus, 0.03, pilot=labels, predictions=labels)
    assert plan.n_paragraphs == 0
    assert plan.categories["half_width_corpus"].isna().all()


def test_a_planned_sample_is_as_precise_as_promised() -> None:
    corpus = made_corpus()
    labels, predictions = coded(corpus, wrong=0.3, spread=0.25, seed=3)
    plan = tk.plan_coding(corpus, 0.05, pilot=labels, predictions=predictions, category="A1")
    errors = (labels["category"] == "A1") * 1.0 - (predictions["category"] == "A1")
    frame = sampling_frame(corpus).assign(stratum="all", error=errors.to_numpy())
    chances = paragraph_chances(frame, plan.n_paragraphs, np.ones(len(frame)), weight="paragraphs")
    design = make_design(frame, chances, documents=plan.n_documents)
    rng = np.random.default_rng(0)
    error = design.frame["error"].to_numpy()
    means = [error[design.draw(rng)].mean() for _ in range(600)]
    promised = plan.widths.set_index("wanted").loc[0.05, "half_width_corpus"]
    # Spreading over the order can only help, and 600 draws tell a standard deviation to 3 %.
    reached = t.ppf(0.975, plan.n_documents - 1) * np.std(means)
    assert 0.85 * promised < reached < 1.08 * promised


@pytest.mark.parametrize(
    ("values", "groups", "expected"),
    [
        ([0, 0, 1, 1], "aabb", 1.0),
        ([0, 1, 0, 1], "aabb", 0.0),
        ([1, 1, 1, 1], "aabb", 0.0),
        # Mean squares 8 between and 0.5 within pairs: (8 - 0.5) / 2 = 3.75.
        ([1, 2, 3, 4, 5, 6], "aabbcc", 3.75 / 4.25),
        ([1, 2, 3], "abc", math.nan),
        ([1, 2, 3], "aaa", math.nan),
    ],
)
def test_intraclass_correlation(values: list[float], groups: str, expected: float) -> None:
    assert intraclass_correlation(values, groups) == pytest.approx(expected, nan_ok=True)


def test_it_shows_itself() -> None:
    plan = tk.plan_coding(made_corpus(), 0.03)
    advice = (
        f"Code {plan.n_paragraphs} paragraphs, {plan.per_document} in each of {plan.n_documents}"
    )
    assert advice in str(plan)
    assert advice in plan._repr_html_()
    assert "Wider and narrower intervals" in str(plan)


PILOT = make_table("labels", [])


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"half_width": 3}, "wanted 0 to 1, came 3 (plan_coding, half_width)"),
        ({"population": "all"}, "wanted one of 'corpus', 'process', came 'all'"),
        ({"weight": "words"}, "wanted one of 'characters', 'paragraphs', came 'words'"),
        ({"accuracy": 85}, "wanted a share, 0 to 1, came 85 (plan_coding, accuracy)"),
        ({"category": "A9"}, "wanted one of 'assumed', came 'A9'"),
        ({"pilot": PILOT}, "wanted predictions with a pilot, came none"),
        ({"pilot": PILOT, "predictions": PILOT}, "came 0 paragraphs under outline-2015"),
    ],
)
def test_a_mistake_is_told(choices: dict[str, object], message: str) -> None:
    with pytest.raises(ToolkitError) as told:
        tk.plan_coding(made_corpus(), **choices)  # type: ignore[arg-type]
    assert message in str(told.value)
