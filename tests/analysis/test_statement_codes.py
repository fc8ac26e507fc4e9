"""The flags ``cause`` and ``specific`` beside 200 statements coded twice (method, section 8).

``pytest -s`` on this file prints alpha of the two passes and F1 of the rules.
"""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from toolkit.analysis.admissions import find_admissions
from toolkit.labelling.agreement import agreement
from toolkit.resources import label_file


@pytest.fixture(scope="module")
def codes() -> pd.DataFrame:
    """Return the coded statements with their paragraphs."""
    files = [label_file(name) for name in ("paragraphs.csv", "sample.csv")]
    texts = pd.concat([pd.read_csv(file, usecols=["id", "text", "section"]) for file in files])
    return pd.read_csv(label_file("statement-codes.csv")).merge(texts, on="id", validate="m:1")


@pytest.mark.parametrize("what", ["cause", "specific"])
def test_the_two_passes_agree(codes: pd.DataFrame, what: str) -> None:
    rows = pd.concat(
        pd.DataFrame(
            {
                "paragraph_id": codes["id"] + "-" + codes["start"].astype(str),
                "scheme": what,
                "coder": f"pass {n}",
                "category": codes[f"{what}_{n}"].astype(str),
                "source": "hand",
            }
        )
        for n in (1, 2)
    )
    alpha = agreement(rows, resample="paragraphs").value("alpha")
    sys.stdout.write(f"{what}: alpha {alpha:.3f} on {len(codes)} statements\n")
    assert alpha > 0.8


@pytest.mark.parametrize(("what", "least"), [("cause", 0.9), ("specific", 0.9)])
def test_the_rules_agree_with_the_settled_codes(
    codes: pd.DataFrame, what: str, least: float
) -> None:
    flags = pd.Series([flag(row, what) for row in codes.itertuples()], dtype=bool)
    settled, weight = codes[what].astype(bool), 1 / codes["pi"]
    scores = [f1(flags, settled, pd.Series(1.0, codes.index)), f1(flags, settled, weight)]
    sys.stdout.write(f"{what}: F1 {scores[0]:.3f} as drawn, {scores[1]:.3f} weighted to all\n")
    assert scores[0] >= least


def flag(row: object, what: str) -> bool:
    """Return what the rules say of the admission that shares most with a statement."""
    start, end = getattr(row, "start"), getattr(row, "end")  # noqa: B009
    found = find_admissions(str(getattr(row, "text")), section=str(getattr(row, "section")))  # noqa: B009
    best = max(found, key=lambda one: min(end, one.end) - max(start, one.start), default=None)
    return best is not None and min(end, best.end) > max(start, best.start) and getattr(best, what)


def f1(flags: pd.Series, settled: pd.Series, weight: pd.Series) -> float:
    """Return the harmonic mean of precision and recall."""
    both = float(weight[flags & settled].sum())
    return 2 * both / float(weight[flags].sum() + weight[settled].sum())
