"""How long corrected shares take, on a made-up table of paragraphs of any size."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analysis.emphasis import emphasis
from toolkit.outlines import load_outline
from toolkit.tables import DOCUMENTS, Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd
    from numpy.random import Generator

_SCHEME = "outline-2015"
_REGIONS, _YEARS = 31, range(2014, 2024)
_PER_REPORT = 32
_BY = ("region", "year")


def time_shares(n_paragraphs: int, *, n_labels: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Time ``emphasis`` by region and year, 31 × 10 cells, with and without labels.

    Parameters
    ----------
    n_paragraphs : int
        Paragraphs of the table, made up with their categories; 32 in each report.
    n_labels : int
        Labels, drawn at random.
    seed : int
        Of the table.

    Returns
    -------
    pandas.DataFrame
        Columns task, paragraphs, labels, cells, seconds.
    """
    import pandas as pd

    rng = np.random.default_rng(seed)
    corpus = _corpus(n_paragraphs, rng)
    predictions, labels = _judged(corpus, min(n_labels, n_paragraphs), rng)
    rows = []
    for task, known in (("shares counted", None), ("shares corrected by labels", labels)):
        begun = time.perf_counter()
        found = emphasis(corpus, predictions, known, by=_BY, scheme=_SCHEME)
        seconds = time.perf_counter() - begun
        cells = len(found.drop_duplicates(list(_BY)))
        rows.append((task, n_paragraphs, 0 if known is None else len(known), cells, seconds))
    return pd.DataFrame(rows, columns=["task", "paragraphs", "labels", "cells", "seconds"])


def _corpus(n: int, rng: Generator) -> Corpus:
    import pandas as pd

    number = np.arange(n) // _PER_REPORT
    reports = np.arange(number[-1] + 1)
    year = np.array(_YEARS)[reports // _REGIONS % len(_YEARS)]
    region = pd.Series(reports % _REGIONS).astype("str")
    blank = {column.name: None for column in DOCUMENTS}
    told = {
        "doc_id": pd.Series(reports).astype("str"), "region": region, "region_code_today": region,
        "year": year, "year_to": year, "covers": year, "kind": "annual report",
        "issuer_type": "government", "level": "province", "outline": _SCHEME,
    }  # fmt: skip
    paragraphs = pd.DataFrame({
        "paragraph_id": pd.Series(np.arange(n)).astype("str"),
        "doc_id": told["doc_id"].to_numpy()[number],
        "section": "work",
        "n_chars": rng.integers(20, 400, n),
    })  # fmt: skip
    documents = make_table("documents", pd.DataFrame({**blank, **told}))
    return Corpus(documents, paragraphs, make_table("rejected", []))


def _judged(corpus: Corpus, n: int, rng: Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predictions that are right in 85 of 100, and labels."""
    codes = np.array(load_outline(_SCHEME).codes)
    keys = corpus.paragraphs[["paragraph_id"]]
    truth, other = (rng.choice(codes, len(keys)) for _ in range(2))
    guess = np.where(rng.random(len(keys)) < 0.85, truth, other)
    predictions = keys.assign(scheme=_SCHEME, category=guess)
    drawn = np.sort(rng.permutation(len(keys))[:n])
    labels = keys.iloc[drawn].assign(
        scheme=_SCHEME, category=truth[drawn], probability=n / len(keys), source="hand",
        coder="x", text_sha256="",
    )  # fmt: skip
    return predictions, labels
