"""Little or no material gives an answer that is defined and flagged, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from toolkit.analysis.comparisons import compare
from toolkit.analysis.copying import copying
from toolkit.analysis.distances import agenda_distance
from toolkit.analysis.emphasis import emphasis
from toolkit.analysis.profiles import profile
from toolkit.analysis.specifications import specification_curve
from toolkit.analysis.term_rates import term_trend
from toolkit.analysis.trends import trend
from toolkit.analysis.wording import wording
from toolkit.tables import Corpus, make_table

SCHEME = {"scheme": "outline-2015"}
PROCESS = {**SCHEME, "population": "process"}
ZONES = {**SCHEME, "groups": "zone", "n_wild": 9}

VERBS = {
    "emphasis": lambda one: emphasis(*one[:3], **SCHEME),
    "emphasis, process": lambda one: emphasis(*one[:3], **PROCESS, by=["year"], cluster="region"),
    "emphasis, tasks": lambda one: emphasis(*one[:3], **SCHEME, none="drop", tuned=True),
    "trend": lambda one: trend(*one[:3], **SCHEME, n_wild=9),
    "trend, corpus": lambda one: trend(*one[:3], **SCHEME, population="corpus"),
    "compare": lambda one: compare(*one[:3], **ZONES),
    "compare years": lambda one: compare(*one[:3], **ZONES, same_years=True),
    "profile": lambda one: profile(*one[:2], "县000", one[2], **SCHEME),
    "agenda_distance": lambda one: agenda_distance(*one[:2], **SCHEME, n_boot=5),
    "specification_curve": lambda one: specification_curve(
        *one[:3], category={"outline-2015": "A4"}, sections=(("work",),), least_probability=(0,)
    ),
    "term_trend": lambda one: term_trend(one[0], ["文文", "无此词"]),
    "wording": lambda one: wording(one[0], by="zone", n_resamples=5),
    "copying": lambda one: copying(one[0]).by_year,
}
CASES = ("one document", "one label", "an empty cell", "a category never seen", "no document")


def material(panel: Callable, case: str) -> tuple[Corpus, pd.DataFrame, pd.DataFrame]:
    if case == "one document":
        return panel(n_regions=1, years=range(2020, 2021))[:3]
    one = panel(n_regions=6, years=range(2018, 2022))
    corpus, paragraphs = one.corpus, one.corpus.paragraphs
    if case == "one label":
        return corpus, one.predictions, one.labels.head(1)
    if case == "an empty cell":
        first = paragraphs["doc_id"] == paragraphs["doc_id"].iloc[0]
        elsewhere = paragraphs.assign(section=paragraphs["section"].mask(first, "plans"))
        corpus = Corpus(corpus.documents, elsewhere, corpus.rejected)
    if case == "no document":
        nothing = make_table("documents", corpus.documents.head(0))
        corpus = Corpus(nothing, paragraphs.head(0), corpus.rejected)
    # A3 and others are never predicted, and never a label.
    return corpus, one.predictions, one.labels


# A region that is not there is refused.
ASKED = [(verb, case) for verb in VERBS for case in CASES if (verb, case) != ("profile", CASES[-1])]


@pytest.mark.parametrize(("verb", "case"), ASKED)
def test_an_answer_without_bounds_says_why(panel, verb: str, case: str) -> None:
    found = VERBS[verb](material(panel, case))
    assert isinstance(found, pd.DataFrame)
    assert {"value", "low", "high", "flag"} <= set(found.columns) or verb == "wording"
    bounds = found["low"].isna()
    assert (found["high"].isna() == bounds).all()
    assert found.loc[bounds, "flag"].notna().all()
    assert (found.loc[~bounds, "low"] < found.loc[~bounds, "high"]).all()
    if case == "no document":
        assert found.empty


def test_a_share_of_no_label_and_no_prediction_is_nought_without_bounds(panel) -> None:
    found = emphasis(*material(panel, "a category never seen"), by=(), **SCHEME)
    never = found[found["category"] == "A3"]
    assert never["value"].tolist() == [0]
    assert never["low"].isna().all()
    assert never["flag"].tolist() == ["few"]
