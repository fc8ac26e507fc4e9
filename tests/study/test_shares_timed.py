"""The table that shares are timed on has the size that it says."""

from __future__ import annotations

from toolkit.study.shares_timed import time_shares


def test_cells_and_labels_are_as_many_as_told() -> None:
    found = time_shares(31 * 10 * 32, n_labels=400).set_index("task")
    assert set(found["cells"]) == {310}
    assert found["labels"].to_dict() == {"shares counted": 0, "shares corrected by labels": 400}
    assert (found["seconds"] > 0).all()
