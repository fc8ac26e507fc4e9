"""Types of problems: the parts of the model, what they are worth, and types of one's own."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.analysis.problem_types import (
    cue_types,
    own_statements,
    problem_types,
    train_problem_types,
    type_problems,
    validate_types,
)
from toolkit.analysis.problems import find_problems
from toolkit.errors import TableError


def test_own_statements_carry_known_types_and_their_groups() -> None:
    statements = own_statements()
    assert len(statements) > 1000
    assert set(statements["type"]) == {one.code for one in problem_types()}
    assert statements["text"].str.len().gt(0).all()
    assert statements["source"].nunique() >= 5


def test_cues_and_text_together_beat_each_alone_on_groups_held_out() -> None:
    scores = validate_types(own_statements()[::4]).set_index("group").loc["all"]
    assert scores["both"] > scores["cues"] > scores["majority"]
    assert scores["both"] > scores["text"] > scores["majority"]
    assert scores["both"] > 0.6


def test_types_of_ones_own_replace_the_projects() -> None:
    told = [("群众意见很大", "voice"), ("群众反映强烈", "voice"), ("群众不满意", "voice"),
            ("系统不好用", "tool"), ("平台系统卡顿", "tool"), ("系统数据不全", "tool")]  # fmt: skip
    model = train_problem_types(pd.DataFrame(told, columns=["text", "type"]))
    assert type_problems(["群众反映较多", "平台不稳定"], type_model=model) == ["voice", "tool"]
    row = {"paragraph_id": "d-0", "doc_id": "d", "section": "problems", "start": 0,
           "text": "群众反映渠道不畅；业务系统数据不全。"}  # fmt: skip
    found = find_problems(pd.DataFrame([row]), type_model=model)
    assert found["type"].tolist() == ["voice", "tool"]


@pytest.mark.parametrize("text", ["", "XYZ", "——"])
def test_what_the_model_knows_nothing_of_falls_back(text: str) -> None:
    assert type_problems([text]) == cue_types([text]) == ["other"]


def test_no_statement_has_no_type() -> None:
    assert type_problems([]) == []


def test_one_type_is_not_enough() -> None:
    with pytest.raises(TableError, match="wanted several types, came 1 in 2 statements"):
        train_problem_types(pd.DataFrame({"text": ["甲不足", "乙不足"], "type": ["a", "a"]}))


def test_the_gold_types(shared) -> None:  # type: ignore[no-untyped-def]
    gold = pd.read_csv(shared / "gold" / "problems.csv")
    files = {path.name: path for path in (shared / "seeds").rglob("*.txt")}
    texts = [
        files[row.file]
        .read_text(encoding="utf-8")
        .split("\n")[row.line - 1]
        .strip()[row.start : row.end]
        for row in gold.itertuples()
    ]
    right = [one == other for one, other in zip(type_problems(texts), gold["type"], strict=True)]
    assert sum(right) / len(right) >= 0.75
