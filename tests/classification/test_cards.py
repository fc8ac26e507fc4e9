"""Cards for a reader: rows become tables, single numbers stand together, hashes of texts do not."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.classification.cards import card_text


def lines(**entries: Any) -> list[str]:
    return card_text({"model_id": "f0", **entries}).splitlines()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Two words.", ["## it", "", "Two words."]),
        ({"a": 1, "b": None}, ["## it", "", "- a: 1", "- b: –"]),
        (
            {"one": {"f1": 0.5}, "two": {"n_files": 3}},
            ["## it", "", "|  | f1 | n_files |", "| --- | --- | --- |", "| one | 0.5 | – |",
             "| two | – | 3 |"],
        ),
        (
            [{"file": "a_b.txt", "n": 1}],
            ["## it", "", "| file | n |", "| --- | --- |", "| a_b.txt | 1 |"],
        ),
        (
            {"date": "2026", "judges_all": {"one": {"f1": 0.5}}},
            ["## it", "", "- date: 2026", "", "### judges all", "", "|  | f1 |", "| --- | --- |",
             "| one | 0.5 |"],
        ),
        (
            {"tried": {"date": "2026", "table": [{"n": 1}]}},
            ["## it", "", "### tried", "", "- date: 2026", "", "#### table", "", "| n |",
             "| --- |", "| 1 |"],
        ),
        (3, ["## facts", "", "- it: 3"]),
        (["A1", "A2"], ["## facts", "", '- it: ["A1", "A2"]']),
    ],
    ids=["text", "plain", "mapping of rows", "rows", "parts", "parts of parts", "number", "names"],
)  # fmt: skip
def test_how_an_entry_is_shown(value: object, shown: list[str]) -> None:
    assert lines(it=value) == ["# Model f0", "", *shown]


def test_hashes_of_texts_are_for_programs() -> None:
    assert lines(training_hashes=["aa", "bb"], seed=0) == lines(seed=0)
