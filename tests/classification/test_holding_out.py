"""Documents stay whole, regions apart, and the future never trains."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.classification.holding_out import CLAIMS, split_documents
from toolkit.errors import ToolkitError

DOCUMENTS = pd.DataFrame(
    [
        {"doc_id": f"{region}{year}", "path": f"{region}/{year // 2}.txt", "region": region,
         "year": year, "year_to": year + (region == "丁")}
        for region in "甲乙丙丁" for year in range(2016, 2022)
    ]
)  # fmt: skip


@pytest.mark.parametrize("how", sorted(CLAIMS))
def test_each_document_is_held_out_at_most_once_and_never_trains_then(how: str) -> None:
    splits = split_documents(DOCUMENTS, how, folds=3, seed=1)
    held = [one for split in splits for one in sorted(split.held)]
    assert len(held) == len(set(held))
    assert all(not split.held & split.training and split.training for split in splits)
    if how != "forward":
        assert set(held) == set(DOCUMENTS["doc_id"])
    assert split_documents(DOCUMENTS, how, folds=3, seed=1) == splits


@pytest.mark.parametrize(
    ("how", "column", "parts"),
    [("file", "path", 3), ("region", "region", 3), ("leave-one-region-out", "region", 4)],
)
def test_what_is_held_out_is_held_out_whole(how: str, column: str, parts: int) -> None:
    splits = split_documents(DOCUMENTS, how, folds=3)
    assert len(splits) == parts
    group = DOCUMENTS.set_index("doc_id")[column]
    for split in splits:
        assert not set(group[sorted(split.held)]) & set(group[sorted(split.training)])


def test_only_what_ended_before_trains() -> None:
    splits = split_documents(DOCUMENTS, "forward", folds=2)
    assert [split.name for split in splits] == ["2018–2019", "2020–2021"]
    first = splits[0]
    assert first.training == {f"{one}{year}" for one in "甲乙丙" for year in (2016, 2017)} | {
        "丁2016"
    }


def test_documents_without_a_region_stay_together_and_without_a_year_are_left_out() -> None:
    documents = DOCUMENTS.copy()
    documents.loc[documents["region"] == "丁", ["region", "year", "year_to"]] = None
    unknown = {one for one in documents["doc_id"] if one.startswith("丁")}
    assert unknown in [one.held for one in split_documents(documents, "leave-one-region-out")]
    forward = split_documents(documents, "forward")
    assert not any((one.held | one.training) & unknown for one in forward)


@pytest.mark.parametrize(
    ("how", "folds", "words"),
    [
        ("chance", 5, "wanted one of 'document', 'file'"),
        ("document", 1, "wanted two folds or more"),
        ("leave-one-region-out", 5, "wanted labelled documents that differ in region"),
        ("forward", 5, "wanted labelled documents that differ in years"),
    ],
)
def test_what_cannot_be_parted_is_refused(how: str, folds: int, words: str) -> None:
    alone = DOCUMENTS[(DOCUMENTS["region"] == "甲") & (DOCUMENTS["year"] == 2016)]
    with pytest.raises(ToolkitError, match=words):
        split_documents(alone, how, folds=folds)
