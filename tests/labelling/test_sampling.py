"""Samples to code: probabilities proven by drawing, the frame, the strategies, the coders."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.errors import ToolkitError
from toolkit.labelling.frames import STRATEGIES, favour, sampling_frame
from toolkit.labelling.sampling import Design, make_design, paragraph_chances
from toolkit.provenance import text_hash
from toolkit.tables import Corpus, make_table

RUNS = 2500
N = 30
CODES = np.array(["A1", "A2", "A4", "A6"])


def made_corpus(n_documents: int = 20, seed: int = 0) -> Corpus:
    """Make reports of different length, of three years, one by a department, one a work plan."""
    rng = np.random.default_rng(seed)
    documents, paragraphs = [], []
    for number in range(n_documents):
        key = f"d{number:02d}"
        kind = "work plan" if number == 1 else "annual report"
        issuer = "department" if number == 0 else "government"
        year = 2018 + number % 3
        documents.append(
            {"doc_id": key, "kind": kind, "issuer_type": issuer, "region": f"r{number % 5}",
             "region_code_today": None, "outline": "outline-2015",
             "level": "county", "year": year, "year_to": year, "covers": year}
        )  # fmt: skip
        for place in range(int(rng.integers(5, 16))):
            text = f"第{number}份报告第{place}段。" * int(rng.integers(1, 12))
            section = "plans" if place < 2 else "work"
            paragraphs.append(
                {"paragraph_id": f"{key}-{place}", "doc_id": key, "position": place,
                 "line": place + 1, "headings": ["一、工作"], "inline_heading": None,
                 "section": section, "text": text, "n_chars": len(text),
                 "text_sha256": text_hash(text)}
            )  # fmt: skip
    years = dict.fromkeys(("year", "year_to", "covers"), "Int64")
    frame = pd.DataFrame(documents).astype(years)
    return Corpus(frame, pd.DataFrame(paragraphs), pd.DataFrame())


def made_predictions(corpus: Corpus, seed: int, scheme: str = "outline-2015") -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    n = len(corpus.paragraphs)
    codes = rng.choice(CODES, n, p=[0.6, 0.25, 0.1, 0.05])
    rows = {"paragraph_id": corpus.paragraphs["paragraph_id"], "scheme": scheme, "category": codes}
    rows |= {"probability": 0.9, "margin": rng.random(n), "second": "A0", "model_id": "m"}
    flags = dict.fromkeys(("abstained", "novel", "context", "cross_fitted"), False)
    return make_table("predictions", pd.DataFrame({**rows, **flags}))


CORPUS = made_corpus()
FIRST, SECOND = (made_predictions(CORPUS, seed) for seed in (1, 2))
GIVEN = {"uncertain": FIRST, "rare": FIRST, "disagreement": (FIRST, SECOND)}


def design_of(strategy: str, weight: str = "paragraphs", documents: int | None = None) -> Design:
    frame = sampling_frame(CORPUS).assign(stratum="all")
    favoured = favour(frame, strategy, GIVEN.get(strategy))
    chances = paragraph_chances(frame, N, favoured, weight=weight)
    return make_design(frame, chances, documents=documents)


DESIGNS = [
    *[(strategy, "paragraphs", None) for strategy in STRATEGIES],
    ("uncertain", "characters", None),
    ("rare", "paragraphs", 11),
]


@pytest.fixture(scope="module", params=DESIGNS, ids=str)
def drawn(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, np.ndarray]:
    """Return a design's frame, and which of its rows each of many draws took."""
    design = design_of(*request.param)
    rng = np.random.default_rng(3)
    taken = np.zeros((RUNS, len(design.frame)), dtype=bool)
    for run in taken:
        run[design.draw(rng)] = True
    return design.frame, taken


def test_inclusion_frequencies_are_the_declared_probabilities(
    drawn: tuple[pd.DataFrame, np.ndarray],
) -> None:
    frame, taken = drawn
    chances = frame["probability"].to_numpy()
    spread = np.sqrt(chances * (1 - chances) / RUNS)
    apart = np.abs(taken.mean(axis=0) - chances)
    assert (apart <= 4 * spread + 1e-12).all()
    uncertain = spread > 0
    assert 0.7 < np.mean((apart[uncertain] / spread[uncertain]) ** 2) < 1.3


def test_horvitz_thompson_totals_are_unbiased(drawn: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, taken = drawn
    truth = made_predictions(CORPUS, 9).set_index("paragraph_id")["category"]
    codes = truth.reindex(frame["paragraph_id"]).to_numpy()
    values = {code: (codes == code) * frame["n_chars"].to_numpy(float) for code in CODES}
    values["paragraphs"] = np.ones(len(frame))
    for name, value in values.items():
        totals = taken @ (value / frame["probability"].to_numpy())
        error = totals.std(ddof=1) / np.sqrt(RUNS)
        assert abs(totals.mean() - value.sum()) <= 3 * error + 1e-6, name


def test_hajek_shares_are_hardly_biased(drawn: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, taken = drawn
    truth = made_predictions(CORPUS, 9).set_index("paragraph_id")["category"]
    codes = truth.reindex(frame["paragraph_id"]).to_numpy()
    length = frame["n_chars"].to_numpy(float)
    weight = taken / frame["probability"].to_numpy()
    for code in CODES:
        shares = (weight @ (length * (codes == code))) / (weight @ length)
        bias = shares.mean() - length[codes == code].sum() / length.sum()
        assert abs(bias) < 0.1 * shares.std(), code


@pytest.mark.parametrize("weight", ["paragraphs", "characters"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_no_paragraph_falls_below_a_tenth_of_its_random_probability(
    strategy: str, weight: str
) -> None:
    frame = design_of(strategy, weight).frame
    assert frame["probability"].min() >= 0.1 * N / len(frame)
    assert frame["probability"].sum() == pytest.approx(N)


@pytest.mark.parametrize("n", [1, 7, 60, 99])
def test_the_floor_holds_however_extreme_what_is_favoured(n: int) -> None:
    frame = pd.DataFrame({"n_chars": [1] * 99 + [100_000]})
    favoured = np.r_[np.zeros(99), 1.0]
    chances = paragraph_chances(frame, n, favoured, weight="characters")
    assert chances.min() >= 0.1 * n / 100


def test_a_sample_is_a_draw_of_the_design() -> None:
    sample = tk.sample_for_coding(CORPUS, N, strategy="rare", predictions=FIRST, seed=4)
    known = design_of("rare").frame.set_index("paragraph_id")["probability"]
    assert len(sample) == sample["paragraph_id"].nunique() == N
    assert sample["probability"].tolist() == known[sample["paragraph_id"]].tolist()
    assert set(sample["strategy"]) == {"rare"}
    assert sample["text"].map(text_hash).tolist() == sample["text_sha256"].tolist()


def test_a_random_sample_weighs_up_to_the_frame() -> None:
    sample = tk.sample_for_coding(CORPUS, N)
    assert (1 / sample["probability"]).sum() == pytest.approx(sample.attrs["frame"]["paragraphs"])


def test_the_frame_is_what_emphasis_counts() -> None:
    shares = tk.emphasis(CORPUS, FIRST, by=["kind"], scheme="outline-2015")
    counted = shares[shares["category"] == "A1"].iloc[0]
    frame = tk.sample_for_coding(CORPUS, N).attrs["frame"]
    assert frame["documents"] == counted["n_documents"] == 18
    assert frame["paragraphs"] == counted["n_paragraphs"]


def test_the_frame_is_everything_where_no_government_report_is() -> None:
    departments = CORPUS.documents.assign(issuer_type="department")
    frame = sampling_frame(Corpus(departments, CORPUS.paragraphs, CORPUS.rejected))
    assert frame["doc_id"].nunique() == 20
    plans = sampling_frame(CORPUS, sections="plans", kinds=["work plan"])
    assert plans["paragraph_id"].tolist() == ["d01-0", "d01-1"]


def test_a_sample_is_spread_over_strata_and_documents() -> None:
    for seed in range(20):
        sample = tk.sample_for_coding(CORPUS, 36, by=["year"], seed=seed)
        frame = sampling_frame(CORPUS).merge(CORPUS.documents[["doc_id", "covers"]], on="doc_id")
        expected = frame["covers"].astype(str).value_counts() * 36 / len(frame)
        assert (sample["stratum"].value_counts() - expected).abs().max() < 2
        wanted = frame["doc_id"].value_counts() * 36 / len(frame)
        assert (
            sample["doc_id"].value_counts().reindex(wanted.index).fillna(0) - wanted
        ).abs().max() < 2


def test_a_report_of_several_years_and_one_of_no_region_are_strata_of_their_own() -> None:
    documents = CORPUS.documents.copy()
    documents.loc[2, ["year", "year_to"]] = [2016, 2020]
    documents.loc[3, "region"] = None
    corpus = Corpus(documents, CORPUS.paragraphs, CORPUS.rejected)
    everything = len(sampling_frame(corpus))
    sample = tk.sample_for_coding(corpus, everything, by=["region", "year"])
    strata = dict(zip(sample["doc_id"], sample["stratum"], strict=True))
    assert strata["d02"] == "r2 / 2016–2020"
    assert strata["d03"] == "unknown / 2018"
    assert (sample["probability"] == 1).all()


def test_documents_are_drawn_first_where_asked() -> None:
    for seed in range(10):
        sample = tk.sample_for_coding(CORPUS, 40, documents=8, seed=seed)
        assert sample["doc_id"].nunique() <= 8
        assert 36 <= len(sample) <= 44
        assert (sample["probability"] <= sample["document_probability"]).all()


@pytest.mark.parametrize(
    ("strategy", "favoured"),
    [
        ("random", [1, 1, 1]),
        ("uncertain", [0.1, 0.5, 0.9]),
        ("rare", [0.5, 0.5, 1]),
        ("disagreement", [0, 1, 0]),
    ],
)
def test_what_a_strategy_favours(strategy: str, favoured: list[float]) -> None:
    frame = pd.DataFrame({"paragraph_id": ["a", "b", "c"]})
    first = pd.DataFrame(
        {"paragraph_id": ["c", "b", "a", "elsewhere"], "scheme": "outline-2015",
         "category": ["A4", "A1", "A1", "A4"], "margin": [0.1, 0.5, 0.9, 0.0]}
    )  # fmt: skip
    # As labels by heading: not every paragraph has one.
    second = first.iloc[1:].assign(category=["A4", "A1", "A1"])
    given = {"random": None, "disagreement": [first, second]}.get(strategy, first)
    assert favour(frame, strategy, given).tolist() == pytest.approx(favoured)


def test_two_outlines_disagree_where_the_common_category_differs() -> None:
    frame = pd.DataFrame({"paragraph_id": ["a", "b", "c"]})
    codes = {"outline-2015": ["A1", "A4", "A5"], "outline-2021": ["B8", "B7", "B7"]}
    both = pd.concat([frame.assign(scheme=name, category=given) for name, given in codes.items()])
    assert favour(frame, "disagreement", both).tolist() == [0, 1, 0]


def test_strategies_draw_more_of_what_they_favour() -> None:
    margin = FIRST.set_index("paragraph_id")["margin"]
    category = FIRST.set_index("paragraph_id")["category"]
    other = SECOND.set_index("paragraph_id")["category"]

    def mean_over_draws(strategy: str, value: pd.Series) -> float:
        draws = [
            tk.sample_for_coding(
                CORPUS, N, strategy=strategy, predictions=GIVEN.get(strategy), seed=k
            )
            for k in range(10)
        ]
        return float(np.mean([value[sample["paragraph_id"]].mean() for sample in draws]))

    assert mean_over_draws("uncertain", margin) < mean_over_draws("random", margin) - 0.08
    rare = (category == "A6").astype(float)
    assert mean_over_draws("rare", rare) > 2 * mean_over_draws("random", rare)
    differ = (category != other).astype(float)
    assert mean_over_draws("disagreement", differ) > mean_over_draws("random", differ) + 0.1


@pytest.mark.parametrize(("overlap", "twice"), [(0, 0), (12, 12), (0.2, 6), (30, 30)])
def test_overlap_is_coded_by_two(overlap: float, twice: int) -> None:
    sample = tk.sample_for_coding(CORPUS, N, overlap=overlap, coders=["ann", "bo"], seed=2)
    both = sample["coders"] == "ann; bo"
    assert both.sum() == twice
    alone = sample.loc[~both, "coders"].value_counts()
    assert alone.sum() == N - twice
    assert alone.empty or alone.max() - alone.min() <= 1


def test_three_coders_share_overlap_in_all_pairs() -> None:
    sample = tk.sample_for_coding(CORPUS, N, overlap=15, coders=["ann", "bo", "cy"])
    assert sample["coders"].value_counts().to_dict() == {
        "ann; bo": 5, "bo; cy": 5, "cy; ann": 5, "ann": 5, "bo": 5, "cy": 5,
    }  # fmt: skip
    assert set(tk.sample_for_coding(CORPUS, N)["coders"]) == {"coder_a"}


def test_equal_texts_are_pointed_to_and_keep_their_own_probability() -> None:
    paragraphs = CORPUS.paragraphs.copy()
    same = paragraphs["position"] == 4
    paragraphs.loc[same, ["text", "text_sha256"]] = ["同一句话。", text_hash("同一句话。")]
    corpus = Corpus(CORPUS.documents, paragraphs, CORPUS.rejected)
    sample = tk.sample_for_coding(corpus, 120)
    copies = sample[sample["text"] == "同一句话。"]
    assert len(copies) > 5
    assert copies["same_as"].isna().sum() == 1
    assert set(copies["same_as"].dropna()) == {copies["paragraph_id"].iloc[0]}
    assert copies["probability"].notna().all()
    assert sample.loc[sample["text"] != "同一句话。", "same_as"].isna().all()


def test_the_same_seed_draws_the_same_sample() -> None:
    first, again, other = (
        tk.sample_for_coding(CORPUS, N, overlap=5, seed=seed) for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert set(first["paragraph_id"]) != set(other["paragraph_id"])


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"n": 1000}, "wanted a number of paragraphs in the frame, came 1000 of 1"),
        ({"strategy": "lucky"}, "wanted one of 'disagreement', 'random', 'rare', 'uncertain'"),
        ({"strategy": "rare"}, "wanted one table of predictions, came 0 tables"),
        ({"strategy": "disagreement", "predictions": FIRST}, "came outline-2015 and none"),
        ({"strategy": "rare", "predictions": FIRST.head(3)}, "wanted a prediction for every"),
        ({"by": ["colour"]}, "wanted columns of the documents table, came colour"),
        ({"sections": ["preface"]}, "came 'preface' (sample_for_coding, sections)"),
        ({"kinds": ["diary"]}, "wanted paragraphs of section work, came none in 0 documents"),
        ({"weight": "words"}, "wanted one of 'characters', 'paragraphs', came 'words'"),
        ({"documents": 1}, "documents for this sample, came 1"),
        ({"documents": 19}, "18 documents for this sample, came 19"),
        ({"overlap": 31}, "wanted an overlap that can be coded twice"),
        ({"overlap": 3, "coders": ["ann"]}, "overlap 3 of 30 paragraphs, 1 coders"),
    ],
)
def test_a_mistake_is_told(choices: dict[str, object], message: str) -> None:
    with pytest.raises(ToolkitError) as told:
        tk.sample_for_coding(CORPUS, choices.pop("n", N), **choices)  # type: ignore[arg-type]
    assert message in str(told.value)
