"""Every public function that bounds its results refuses a confidence that is no share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit import Corpus, ToolkitError
from toolkit.tables import DOCUMENTS, make_table


class Given(NamedTuple):
    """What the functions are about: two reports of each of two regions."""

    corpus: Corpus
    predictions: pd.DataFrame
    labels: pd.DataFrame
    problems: pd.DataFrame


CALLS: dict[str, Callable[[Given, float], Any]] = {
    "agenda_distance": lambda given, share: toolkit.agenda_distance(
        given.corpus, given.predictions, scheme="outline-2015", confidence=share
    ),
    "agreement": lambda given, share: toolkit.agreement(given.labels, confidence=share),
    "compare": lambda given, share: toolkit.compare(
        given.corpus, given.predictions, scheme="outline-2015", groups="region", confidence=share
    ),
    "copying": lambda given, share: toolkit.copying(given.corpus, confidence=share),
    "emphasis": lambda given, share: toolkit.emphasis(
        given.corpus, given.predictions, scheme="outline-2015", confidence=share
    ),
    "plan_coding": lambda given, share: toolkit.plan_coding(given.corpus, confidence=share),
    "problem_language": lambda given, share: toolkit.problem_language(
        given.problems, given.corpus, confidence=share
    ),
    "profile": lambda given, share: toolkit.profile(
        given.corpus, given.predictions, region="甲县", scheme="outline-2015", confidence=share
    ),
    "term_trend": lambda given, share: toolkit.term_trend(given.corpus, ["执法"], confidence=share),
    "trend": lambda given, share: toolkit.trend(
        given.corpus, given.predictions, scheme="outline-2015", confidence=share
    ),
    "wording": lambda given, share: toolkit.wording(given.corpus, n_resamples=10, confidence=share),
}


@pytest.fixture(scope="module")
def given() -> Given:
    documents, paragraphs = [], []
    for number, (region, year) in enumerate(
        (region, year) for region in ("甲县", "乙县") for year in (2018, 2019)
    ):
        text = f"{region}推进行政执法公示，办结案件{number}件。"
        facts = {"doc_id": f"d{number}", "region": region, "region_code_today": region,
                 "year": year, "year_to": year, "covers": year, "level": "county",
                 "kind": "annual report", "issuer_type": "government", "text": text,
                 "n_chars": len(text), "outline": "outline-2015"}  # fmt: skip
        documents.append({column.name: None for column in DOCUMENTS} | facts)
        paragraphs.append(
            {"paragraph_id": f"d{number}-0", "doc_id": f"d{number}", "position": 0, "line": 1,
             "headings": [], "inline_heading": None, "section": "work", "text": text, "start": 0,
             "end": len(text), "n_chars": len(text), "text_sha256": ""}
        )  # fmt: skip
    corpus = Corpus(
        make_table("documents", documents),
        make_table("paragraphs", paragraphs),
        make_table("rejected", []),
    )
    ids = corpus.paragraphs["paragraph_id"]
    predictions = pd.DataFrame(
        {"paragraph_id": ids, "scheme": "outline-2015", "category": ["A1", "A4", "A4", "A1"]}
    )
    labels = pd.concat(
        [predictions.assign(coder=coder, source="hand") for coder in ("ann", "bo")],
        ignore_index=True,
    )
    return Given(corpus, predictions, labels, make_table("problems", []))


def test_all_functions_that_take_a_confidence_are_called_here() -> None:
    public = {name: getattr(toolkit, name) for name in toolkit.__all__}
    taking = {
        name for name, thing in public.items()
        if "confidence" in inspect.signature(thing).parameters and inspect.isfunction(thing)
    }  # fmt: skip
    assert taking == set(CALLS)


@pytest.mark.parametrize("share", [0, 1, 95, -0.5, np.nan])
@pytest.mark.parametrize("name", CALLS)
def test_a_confidence_that_is_no_share_is_refused(name: str, share: float, given: Given) -> None:
    with pytest.raises(ToolkitError, match="wanted a number between 0 and 1") as refused:
        CALLS[name](given, share)
    assert refused.value.where == "confidence"
    assert "0.95" in refused.value.remedy


@pytest.mark.parametrize("name", CALLS)
def test_a_share_is_taken(name: str, given: Given) -> None:
    CALLS[name](given, 0.9)


@pytest.mark.parametrize("name", ["emphasis", "term_trend", "problem_language"])
def test_it_is_refused_where_no_report_counts_too(name: str, given: Given) -> None:
    nothing = given.corpus.select(year=1999)
    with pytest.raises(ToolkitError, match="between 0 and 1"):
        CALLS[name](given._replace(corpus=nothing), 95)
