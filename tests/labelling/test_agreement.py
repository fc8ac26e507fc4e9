"""Agreement of coders: against a second way to compute it, with few coders, gaps and documents."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.errors import TableError, ToolkitError
from toolkit.tables import Corpus

ROOT = Path(__file__).resolve().parent.parent.parent
Judged = dict[str, dict[str, str]]


def labels_of(judged: Judged, scheme: str = "outline-2015") -> pd.DataFrame:
    """Make a labels table from each coder's codes by paragraph."""
    rows = [
        {"paragraph_id": key, "scheme": scheme, "category": code, "coder": coder, "source": "hand"}
        for coder, given in judged.items()
        for key, code in given.items()
    ]
    return pd.DataFrame(rows)


def some_judgements(
    n: int, coders: int, *, right: float = 0.8, done: float = 0.9, seed: int = 0
) -> Judged:
    """Make judgements of n documents of three paragraphs, some of them left out."""
    rng = np.random.default_rng(seed)
    codes = ["A1", "A2", "A4", "A0"]
    judged: Judged = {f"coder{k}": {} for k in range(coders)}
    for document in range(n):
        for place in range(3):
            truth = str(rng.choice(codes, p=[0.5, 0.2, 0.2, 0.1]))
            for given in judged.values():
                if rng.random() < done:
                    code = truth if rng.random() < right else str(rng.choice(codes))
                    given[f"d{document}-{place}"] = code
    return judged


def alpha_by_coincidences(judged: Judged) -> float:
    """Compute nominal alpha from Krippendorff's coincidence matrix, value pair by value pair."""
    units: dict[str, list[str]] = defaultdict(list)
    for given in judged.values():
        for key, code in given.items():
            units[key].append(code)
    matrix: dict[tuple[str, str], float] = defaultdict(float)
    for values in units.values():
        for one, other in permutations(range(len(values)), 2):
            matrix[values[one], values[other]] += 1 / (len(values) - 1)
    margins: dict[str, float] = defaultdict(float)
    for (one, _), weight in matrix.items():
        margins[one] += weight
    n = sum(margins.values())
    observed = sum(weight for (one, other), weight in matrix.items() if one != other)
    expected = sum(margins[a] * margins[b] for a, b in permutations(margins, 2)) / (n - 1)
    return 1 - observed / expected


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("coders", [2, 3, 5])
def test_alpha_is_that_of_the_coincidence_matrix(coders: int, seed: int) -> None:
    judged = some_judgements(12, coders, right=0.5 + 0.1 * seed, seed=seed)
    result = tk.agreement(labels_of(judged))
    assert result.value() == pytest.approx(alpha_by_coincidences(judged), abs=1e-12)
    for code in ("A1", "A0"):
        binary = {
            coder: {key: str(value == code) for key, value in given.items()}
            for coder, given in judged.items()
        }
        assert result.value("alpha", code) == pytest.approx(
            alpha_by_coincidences(binary), abs=1e-12
        )


def test_the_example_of_krippendorff() -> None:
    # Krippendorff 2011, "Computing Krippendorff's alpha-reliability": four observers, gaps.
    coded = {
        "a": "1 2 3 3 2 1 4 1 2 . . .",
        "b": "1 2 3 3 2 2 4 1 2 5 . 3",
        "c": ". 3 3 3 2 3 4 2 2 5 1 .",
        "d": "1 2 3 3 2 4 4 1 2 5 1 .",
    }
    judged = {
        coder: {f"d-{k}": code for k, code in enumerate(line.split()) if code != "."}
        for coder, line in coded.items()
    }
    result = tk.agreement(labels_of(judged))
    assert result.value() == pytest.approx(0.743, abs=5e-4)
    assert result.table["n_judgements"].max() == 40


def test_kappa_and_percent_agreement() -> None:
    # Twenty-five both yes, fifteen both no, five and five apart.
    both = [("A1", "A1")] * 25 + [("A1", "A2")] * 5 + [("A2", "A1")] * 5 + [("A2", "A2")] * 15
    judged = {
        name: {f"d-{k}": pair[place] for k, pair in enumerate(both)}
        for place, name in enumerate(["ann", "bo"])
    }
    result = tk.agreement(labels_of(judged))
    assert result.value("percent") == pytest.approx(0.8)
    assert result.value("kappa") == pytest.approx((0.8 - 0.52) / 0.48)


def test_kappa_is_given_for_each_pair_on_what_both_judged() -> None:
    table = tk.agreement(labels_of(some_judgements(10, 3))).table
    kappas = table[table["measure"] == "kappa"]
    assert kappas["coders"].tolist() == ["coder0; coder1", "coder0; coder2", "coder1; coder2"]
    assert (kappas["n_paragraphs"] <= 30).all()
    assert kappas["n_paragraphs"].min() < 30


@pytest.mark.parametrize(("documents", "bounded"), [(19, False), (20, True)])
def test_bounds_need_twenty_documents(documents: int, bounded: bool) -> None:
    table = tk.agreement(labels_of(some_judgements(documents, 2, done=1))).table
    assert table["low"].notna().all() == bounded
    assert table["low"].isna().all() != bounded
    assert set(table["flag"]) == ({""} if bounded else {"few: under 20 documents"})
    if bounded:
        assert (table["low"] < table["value"]).all()
        assert (table["value"] < table["high"]).all()


def test_bounds_by_paragraph_come_on_request_and_are_named() -> None:
    result = tk.agreement(labels_of(some_judgements(8, 2, done=1)), resample="paragraphs")
    assert result.table["low"].notna().all()
    assert "bootstrap by paragraph" in str(result)


def test_bounds_by_document_cover_what_documents_vary() -> None:
    # Each document is coded all alike or all apart: paragraphs tell less than their number says.
    judged: Judged = {"ann": {}, "bo": {}}
    for document in range(40):
        for place in range(10):
            key, code = f"d{document}-{place}", ["A1", "A2"][place % 2]
            judged["ann"][key] = code
            judged["bo"][key] = code if document % 4 else {"A1": "A2", "A2": "A1"}[code]
    widths = {}
    for unit in ("documents", "paragraphs"):
        row = tk.agreement(labels_of(judged), resample=unit).table.iloc[0]
        widths[unit] = row["high"] - row["low"]
    assert widths["documents"] > 2.5 * widths["paragraphs"]


def test_full_agreement_has_no_bounds_of_zero_width() -> None:
    judged = some_judgements(30, 1)
    result = tk.agreement(labels_of({"ann": judged["coder0"], "bo": judged["coder0"]}))
    assert set(result.table["value"]) == {1.0}
    assert result.table["low"].isna().all()
    assert set(result.table["flag"]) == {"nothing varies"}
    assert result.discuss.empty
    assert result.confused.empty
    assert "Paragraphs to discuss: 0" in str(result)


def test_what_is_confused_and_what_to_discuss() -> None:
    judged = {
        "ann": {"d-0": "A1", "d-1": "A4", "d-2": "A4", "d-3": "A2"},
        "bo": {"d-0": "A1", "d-1": "A5", "d-2": "A5", "d-3": "A4"},
        "cy": {"d-3": "A3"},
    }
    paragraphs = pd.DataFrame({"paragraph_id": ["d-1", "d-2", "d-3"], "text": ["甲", "乙", "丙"]})
    corpus = Corpus(pd.DataFrame(), paragraphs, pd.DataFrame())
    result = tk.agreement(labels_of(judged), corpus=corpus)
    assert result.confused.iloc[0].to_dict() == {
        "scheme": "outline-2015", "first": "A4", "second": "A5", "n": 2, "share": 0.4,
    }  # fmt: skip
    assert result.discuss["paragraph_id"].tolist() == ["d-3", "d-1", "d-2"]
    assert result.discuss.loc[0, "judgements"] == "ann: A2; bo: A4; cy: A3"
    assert result.discuss["text"].tolist() == ["丙", "甲", "乙"]


def test_only_judgements_by_hand_count() -> None:
    judged = some_judgements(10, 2)
    labels = labels_of(judged)
    other = labels.assign(source="adjudicated", coder="adjudicated", category="A1")
    empty = labels.head(3).assign(coder="cy", category=None)
    both = pd.concat([labels, other, empty], ignore_index=True)
    pd.testing.assert_frame_equal(tk.agreement(both).table, tk.agreement(labels).table)


def test_another_column_and_another_scheme_are_measured_apart() -> None:
    first = labels_of(some_judgements(10, 2))
    second = labels_of(some_judgements(10, 2, right=0.95, seed=1), "outline-2021")
    labels = pd.concat([first, second]).assign(section="work")
    result = tk.agreement(labels)
    assert result.value(scheme="outline-2021") > result.value(scheme="outline-2015")
    with pytest.raises(ToolkitError, match="wanted one value, came 2 rows"):
        result.value()
    sections = tk.agreement(labels, by="section").table
    assert set(sections["category"]) == {"all", "work"}
    assert sections.loc[sections["measure"] == "percent", "value"].tolist() == [1.0] * 4
    assert sections.loc[sections["measure"] == "alpha", "value"].isna().all()


def test_it_shows_itself() -> None:
    result = tk.agreement(labels_of(some_judgements(25, 2, done=1)))
    low, high = (f"{result.table[name].iloc[0]:.3f}" for name in ("low", "high"))
    cell = f"{result.value():.3f} [{low}, {high}]"
    assert cell in str(result)
    assert "outline-2015: 75 paragraphs of 25 documents, 150 judgements." in str(result)
    assert cell in result._repr_html_()


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (labels_of({"ann": {"d-0": "A1"}, "bo": {"d-1": "A1"}}), "wanted paragraphs judged twice"),
        (labels_of({"ann": {"d-0": "A1"}}).assign(source="heading"), "wanted judgements by hand"),
        (pd.concat([labels_of({"ann": {"d-0": "A1"}})] * 2), "came ann on d-0 under outline-2015"),
        (labels_of({"ann": {"d-0": "A1"}}).drop(columns="coder"), "wanted columns coder"),
    ],
)
def test_a_mistake_is_told(labels: pd.DataFrame, message: str) -> None:
    with pytest.raises(TableError, match=message):
        tk.agreement(labels)


def test_an_unknown_way_to_resample_is_told() -> None:
    with pytest.raises(ToolkitError, match="wanted one of 'documents', 'paragraphs', came 'lines'"):
        tk.agreement(labels_of(some_judgements(3, 2)), resample="lines")


def test_alpha_of_the_golds_coders_is_reproduced(shared: Path) -> None:
    corpus = tk.read_corpus(shared / "seeds")
    labels = tk.read_labels(ROOT / "labels" / "gold", corpus)
    result = tk.agreement(labels)
    for scheme, alpha in (("outline-2015", 0.96), ("outline-2021", 0.90)):
        assert round(result.value(scheme=scheme), 2) == alpha
        rows = labels[(labels["scheme"] == scheme) & (labels["source"] == "hand")]
        judged = {
            coder: dict(zip(given["paragraph_id"], given["category"], strict=True))
            for coder, given in rows.groupby("coder")
        }
        assert result.value(scheme=scheme) == pytest.approx(alpha_by_coincidences(judged))
    # Thirteen documents are too few to resample.
    assert result.table["low"].isna().all()
