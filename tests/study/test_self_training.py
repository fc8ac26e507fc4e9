"""Self-training takes what two views agree on, once, and what each source is worth is measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import permutations

import pandas as pd
import pytest

import toolkit as tk
from toolkit.errors import ToolkitError
from toolkit.provenance import text_hash
from toolkit.study.materials import TrainingTexts
from toolkit.study.self_training import SELF, SELF_WEIGHT, self_labelled_texts
from toolkit.study.source_worth import ALL_SOURCES, compare_sources
from toolkit.tables import Corpus, make_table

SCHEME = "outline-2015"
WORK = {
    "A6": ("受理行政复议申请", "审结行政复议案件", "调解民间纠纷", "办理行政应诉案件"),
    "A7": ("开展普法宣传", "举办法治讲座", "组织领导干部学法", "发放普法手册"),
}
PLACES = ("东河", "西山", "南桥", "北岭", "中街", "上坪", "下湾", "前庄")
HEADINGS = {"A6": "（六）依法有效化解社会矛盾纠纷", "A7": "（七）全面提高政府工作人员法治思维"}


def coded(*, source: str = "example", swapped: bool = False, files: int = 4) -> TrainingTexts:
    """Short texts of two tasks, in files or reports; with ``swapped`` every code is wrong."""
    rows = [
        (f"{place}镇{work}，{place}全年{work}多件。", code, f"{source}-{number % files}")
        for code, works in WORK.items()
        for work in works
        for number, place in enumerate(PLACES)
    ]
    other = {"A6": "A7", "A7": "A6"}
    n = len(rows)
    return TrainingTexts(
        tuple(
            f"{text}另据本县上报材料所记。" if source == "heading" else text for text, _, _ in rows
        ),
        tuple(other[code] if swapped else code for _, code, _ in rows),
        (1.0,) * n,
        tuple(group for _, _, group in rows),
        (source,) * n,
    )


def reports(rows: Sequence[tuple[str, str]]) -> Corpus:
    """A corpus of one report; each row is a heading and the text below it."""
    paragraphs = pd.DataFrame(
        {
            "paragraph_id": [f"r-{number}" for number in range(len(rows))],
            "doc_id": "r",
            "text": [text for _, text in rows],
            "headings": [[heading] if heading else [] for heading, _ in rows],
            "inline_heading": None,
        }
    )
    return Corpus(pd.DataFrame({"doc_id": ["r"]}), paragraphs, pd.DataFrame())


SURE = "新田镇受理行政复议申请，新田审结行政复议案件多件。"


@pytest.mark.parametrize(
    ("rows", "taken"),
    [
        ([("", SURE)], ["A6"]),
        ([(HEADINGS["A6"], SURE)], ["A6"]),
        ([(HEADINGS["A7"], SURE)], []),
        ([("一、主要工作", SURE)], ["A6"]),
        ([("", SURE), ("", SURE + "。")], ["A6"]),
        ([("", coded().texts[0])], []),
        ([("", "白云苍狗，沧海桑田，山高水长。")], []),
        ([], []),
    ],
    ids=["sure", "its heading", "another heading", "a heading that names none", "near-duplicates",
         "known in training", "unlike training", "nothing"],
)  # fmt: skip
def test_what_is_taken(rows: list[tuple[str, str]], taken: list[str]) -> None:
    found = self_labelled_texts(reports(rows), coded(), SCHEME)
    assert list(found.categories) == taken
    assert set(found.sources) <= {SELF}
    assert set(found.weights) <= {SELF_WEIGHT}


def test_no_more_of_a_category_than_training_holds() -> None:
    data = coded()
    few = data.select([code == "A7" or k % 3 == 0 for k, code in enumerate(data.categories)])
    allowed = few.categories.count("A6")
    many = [
        ("", f"{place}镇{first}，{other}全年{second}多件。")
        for place, other in permutations(PLACES, 2)
        for first, second in permutations(WORK["A6"], 2)
    ]
    first = self_labelled_texts(reports(many), few, SCHEME, seed=1)
    assert 0 < Counter(first.categories)["A6"] <= allowed < len(many)
    assert self_labelled_texts(reports(many), few, SCHEME, seed=1) == first
    assert self_labelled_texts(reports(many), few, SCHEME, seed=2) != first


def test_training_takes_them_only_when_asked_and_keeps_its_calibration() -> None:
    data = coded()
    ids = [f"p-{k}" for k in range(len(data))]
    empty = dict.fromkeys(("headings", "inline_heading"))
    known = pd.DataFrame({"paragraph_id": ids, "doc_id": data.groups, "text": data.texts})
    labels = pd.DataFrame({"paragraph_id": ids, "scheme": SCHEME, "category": data.categories})
    labels = make_table(
        "labels",
        labels.assign(
            source="hand", coder="ann", text_sha256="0", round=None, probability=None, date=None,
            note=None,
        ),
    )  # fmt: skip
    corpus = Corpus(pd.DataFrame(), known.assign(**empty), pd.DataFrame())
    kept = {"examples": False, "silver": False, "context": False}
    plain = tk.train(corpus, labels, SCHEME, **kept)
    more = tk.train(corpus, labels, SCHEME, unlabelled=reports([("", SURE)]), **kept)
    assert set(more.training_hashes) - set(plain.training_hashes) == {text_hash(SURE)}
    assert more.model_id != plain.model_id
    for name in ("sharpness_", "threshold_", "novelty_cut_"):
        assert getattr(more, name) == getattr(plain, name)
    assert tk.train(corpus, labels, SCHEME, **kept).model_id == plain.model_id


def test_a_bad_source_shows_in_the_ablation() -> None:
    data = coded() + coded(source="heading", swapped=True)
    table = compare_sources(data, SCHEME, unlabelled=reports([("", SURE)]))
    assert set(table["held_out"]) == {"example files"}
    rows = table.set_index("trained_on")
    assert list(rows.index) == [
        ALL_SOURCES,
        "without examples written singly",
        "without labels by heading",
        "without self-training",
        "without the outline's terms",
    ]
    assert set(rows["n"]) == {len(coded())}
    assert rows.loc[ALL_SOURCES, ["difference", "standard_error"]].tolist() == [0, 0]
    assert rows.loc["without labels by heading", "accuracy"] == 1.0
    assert rows.loc["without labels by heading", "difference"] > 0.1
    assert rows.loc["without examples written singly", "accuracy"] < 0.1
    assert (rows["lowest"] <= rows["accuracy"]).all()


def test_labelled_reports_are_held_out_too_and_their_headings_never_scored() -> None:
    labelled = coded(source="hand", files=3)
    data = coded() + labelled + coded(source="heading")
    table = compare_sources(data, SCHEME).set_index(["held_out", "trained_on"])
    n = table["n"].groupby("held_out").first()
    assert n.to_dict() == {"example files": len(coded()), "labelled reports": len(labelled)}
    assert ("labelled reports", "without labels by people") in table.index
    # A text of the same words in another source near-duplicates it, and so does not train.
    whole = table.loc[("labelled reports", ALL_SOURCES)]
    assert whole["n_training"] == pytest.approx(len(data) - 2 * len(labelled) / 3, abs=1)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (coded(), "wanted two sources or more, came one"),
        (
            coded(files=1) + coded(source="hand", files=1),
            "wanted documents to hold out, came none",
        ),
    ],
)
def test_what_cannot_be_compared(data: TrainingTexts, message: str) -> None:
    with pytest.raises(ToolkitError, match=message):
        compare_sources(data, SCHEME)
