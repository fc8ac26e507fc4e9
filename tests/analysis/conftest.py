"""A made-up panel of regions and years, classified with errors and partly labelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from toolkit.tables import DOCUMENTS, PREDICTIONS, Corpus, make_table

CODES = ("A1", "A2", "A4", "A0")


class Panel(NamedTuple):
    """A corpus, its predictions, labels, and what is true of each paragraph."""

    corpus: Corpus
    predictions: pd.DataFrame
    labels: pd.DataFrame
    truth: np.ndarray


def make_panel(
    *,
    n_regions: int = 12,
    years: range = range(2014, 2024),
    slope: float = 0.0,
    apart: float = 0.0,
    drift: float = 0.0,
    per: int = 12,
    labelled: int = 4,
    levels: tuple[str, ...] = ("county",),
    seed: int = 0,
) -> Panel:
    """Share of A4 moves by ``slope`` a year and is ``apart`` larger in the east than in the west.

    Errors towards A1 come at a rate of 15 per cent in the first year, ``drift`` more each year.
    """
    rng = np.random.default_rng(seed)
    documents, paragraphs, truth, guess, chosen = [], [], [], [], []
    for region in range(n_regions):
        for year in years:
            doc_id = f"{region:03d}{year}"
            documents.append({
                "doc_id": doc_id, "region": f"县{region:03d}", "year": year, "year_to": year,
                "covers": year, "kind": "annual report", "issuer_type": "government",
                "level": levels[region % len(levels)], "region_code_today": f"99{region:04d}",
                "outline": "outline-2015" if year < 2021 else "outline-2021",
                "zone": ("east", "west")[region // len(levels) % 2],
            })  # fmt: skip
            rise = slope * (year - years[0]) + apart * (region // len(levels) % 2 == 0)
            own = rng.dirichlet(np.array([0.4 - rise, 0.2, 0.3 + rise, 0.1]) * 40)
            codes = rng.choice(4, per, p=own)
            wrong = rng.random(per) < 0.15 + drift * (year - years[0])
            truth += codes.tolist()
            guess += np.where(wrong, np.where(codes == 0, 1, 0), codes).tolist()
            chosen += (rng.permutation(per) < labelled).tolist()
            paragraphs += [(doc_id, k, int(rng.integers(20, 90))) for k in range(per)]
    blank = {column.name: None for column in DOCUMENTS}
    corpus = Corpus(
        make_table("documents", [{**blank, **row} for row in documents]),
        make_table("paragraphs", [_paragraph(*one) for one in paragraphs]),
        make_table("rejected", []),
    )
    ids = corpus.paragraphs["paragraph_id"]
    same = {column.name: None for column in PREDICTIONS} | dict.fromkeys(
        ("abstained", "novel", "context", "cross_fitted"), False
    )
    told = zip(ids, guess, rng.uniform(0.3, 1, len(ids)), strict=True)
    predictions = make_table("predictions", [
        {**same, "paragraph_id": key, "scheme": "outline-2015", "category": CODES[code],
         "probability": sure, "margin": sure}
        for key, code, sure in told
    ])  # fmt: skip
    labels = make_table("labels", [
        {"paragraph_id": key, "text_sha256": "", "scheme": "outline-2015", "category": CODES[code],
         "coder": "甲", "round": "1", "probability": labelled / per, "source": "hand",
         "date": None, "note": None}
        for key, code, one in zip(ids, truth, chosen, strict=True) if one
    ])  # fmt: skip
    return Panel(corpus, predictions, labels, np.array(truth))


def _paragraph(doc_id: str, k: int, size: int) -> dict[str, object]:
    return {
        "paragraph_id": f"{doc_id}-{k}", "doc_id": doc_id, "position": k, "line": k + 1,
        "headings": [], "inline_heading": None, "section": "work", "text": "文" * size,
        "start": 0, "end": size, "n_chars": size, "text_sha256": "",
    }  # fmt: skip


@pytest.fixture(scope="session")
def panel() -> Callable[..., Panel]:
    """Return the maker of panels."""
    return make_panel
