"""Adjudication settles what it may, keeps every judgement and reason, and lists the rest."""

from __future__ import annotations

import pandas as pd
import pytest

import toolkit as tk
from toolkit.errors import TableError
from toolkit.tables import Corpus, make_table

GIVEN = {
    "d-0": {"ann": "A1", "bo": "A1"},
    "d-1": {"ann": "A4", "bo": "A5"},
    "d-2": {"ann": "A2", "bo": "A3", "cy": "A2"},
    "d-3": {"ann": "A6"},
}


def coded(scheme: str = "outline-2015") -> pd.DataFrame:
    rows = [
        {"paragraph_id": key, "text_sha256": f"hash {key}", "scheme": scheme, "category": code,
         "coder": coder, "round": "1", "probability": 0.25, "source": "hand",
         "date": "2026-03-01" if coder == "ann" else "2026-03-02", "note": None}
        for key, codes in GIVEN.items()
        for coder, code in codes.items()
    ]  # fmt: skip
    return make_table("labels", rows)


def decision(key: str, category: str, **others: str) -> dict[str, str]:
    return {
        "paragraph_id": key,
        "category": category,
        "reason": "为说明而写",
        "coder": "dee",
        **others,
    }


def settled(labels: pd.DataFrame) -> dict[str, str]:
    rows = labels[labels["source"] == "adjudicated"]
    return dict(zip(rows["paragraph_id"], rows["category"], strict=True))


def test_agreement_settles_itself_and_disagreement_stays_open() -> None:
    labels = coded()
    done = tk.adjudicate(labels)
    assert settled(done) == {"d-0": "A1"}
    assert done.attrs["open"] == 2
    assert tk.open_disagreements(done)["paragraph_id"].tolist() == ["d-1", "d-2"]


def test_every_judgement_is_kept_with_the_reason() -> None:
    labels = coded()
    decisions = pd.DataFrame([decision("d-1", "A5"), decision("d-2", "A0")])
    done = tk.adjudicate(labels, decisions)
    pd.testing.assert_frame_equal(done.head(len(labels)), labels)
    assert settled(done) == {"d-0": "A1", "d-1": "A5", "d-2": "A0"}
    assert done.attrs["open"] == 0
    one = done[done["source"] == "adjudicated"].set_index("paragraph_id").loc["d-2"]
    assert one[["coder", "note", "probability", "text_sha256", "round", "date"]].tolist() == [
        "dee", "为说明而写", 0.25, "hash d-2", "1", "2026-03-02",
    ]  # fmt: skip
    dated = decisions.assign(date=["2026-04-01", ""])
    dates = tk.adjudicate(labels, dated).query("coder == 'dee'")["date"]
    assert dates.tolist() == ["2026-04-01", "2026-03-02"]
    automatic = done[done["coder"] == "agreement"].iloc[0]
    assert automatic["note"] == "all coders agree"


def test_open_disagreements_are_a_table_to_fill_in() -> None:
    paragraphs = pd.DataFrame({"paragraph_id": ["d-1", "d-2"], "text": ["甲", "乙"]})
    corpus = Corpus(pd.DataFrame(), paragraphs, pd.DataFrame())
    table = tk.open_disagreements(coded(), corpus=corpus)
    assert table["judgements"].tolist() == ["ann: A4; bo: A5", "ann: A2; bo: A3; cy: A2"]
    assert table["text"].tolist() == ["甲", "乙"]
    table.loc[0, ["category", "reason", "coder"]] = ["A4", "由执法机关作出", "dee"]
    done = tk.adjudicate(coded(), table)
    assert settled(done) == {"d-0": "A1", "d-1": "A4"}
    assert done.attrs["open"] == 1
    assert tk.open_disagreements(done)["paragraph_id"].tolist() == ["d-2"]


def test_it_can_be_done_in_steps() -> None:
    first = tk.adjudicate(coded())
    second = tk.adjudicate(first, pd.DataFrame([decision("d-1", "A5")]))
    third = tk.adjudicate(second, pd.DataFrame([decision("d-2", "A2")]))
    assert settled(third) == {"d-0": "A1", "d-1": "A5", "d-2": "A2"}
    assert len(third) == len(coded()) + 3
    assert third.attrs["open"] == 0
    assert tk.open_disagreements(third).empty


def test_a_decision_may_overrule_and_settle_what_one_coder_judged() -> None:
    done = tk.adjudicate(coded(), pd.DataFrame([decision("d-0", "A8"), decision("d-3", "A7")]))
    assert settled(done) == {"d-0": "A8", "d-3": "A7"}
    assert done.attrs["open"] == 2


def test_schemes_are_settled_apart() -> None:
    mine = coded("my-scheme").assign(category="mine")
    both = pd.concat([coded(), mine], ignore_index=True)
    done = tk.adjudicate(both, pd.DataFrame([decision("d-1", "A4", scheme="outline-2015")]))
    rows = done[done["source"] == "adjudicated"].groupby("scheme")["paragraph_id"].agg(list)
    assert rows.to_dict() == {"outline-2015": ["d-0", "d-1"], "my-scheme": ["d-0", "d-1", "d-2"]}


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        ([decision("d-1", "A9")], "came 'A9' (table of decisions, d-1): correct the code"),
        (
            [decision("d-1", "A4", reason=" ")],
            "wanted a reason, came none (table of decisions, d-1)",
        ),
        ([decision("d-1", "A4", coder="")], "wanted a coder, came none"),
        ([decision("d-9", "A4")], "wanted a paragraph to settle, came one that nobody judged"),
        ([decision("d-1", "A4"), decision("d-1", "A5")], "wanted one decision for a paragraph"),
        ([{"paragraph_id": "d-1", "category": "A4"}], "wanted columns reason, coder"),
    ],
)
def test_a_mistake_is_told(decisions: list[dict[str, str]], message: str) -> None:
    with pytest.raises(TableError) as told:
        tk.adjudicate(coded(), pd.DataFrame(decisions))
    assert message in str(told.value)


def test_what_is_adjudicated_already_is_not_decided_again() -> None:
    with pytest.raises(TableError, match="adjudicated already"):
        tk.adjudicate(tk.adjudicate(coded()), pd.DataFrame([decision("d-0", "A2")]))
