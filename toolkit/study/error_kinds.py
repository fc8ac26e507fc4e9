"""A validation's errors counted by kind: by heading, by length, by the pair that is confused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.judging import Judged

NAMES_CODE, NAMES_OTHER, NAMES_NONE = HEADINGS_SAY = (
    "heading names the code",
    "heading names another",
    "no heading names one",
)
# From 240 characters on, a text is judged by stretches; below 80 it is a sentence or two.
_SHORT, _LONG = 80, 240
_LENGTHS = (
    f"under {_SHORT} characters",
    f"{_SHORT} to {_LONG - 1} characters",
    f"{_LONG} characters or more",
)


def error_kinds(judged: Judged) -> pd.DataFrame:
    """Count each model's errors by kind; see `Validation` for the columns."""
    import pandas as pd

    size = judged.paragraphs["text"].str.len()
    length = [_LENGTHS[int(n >= _SHORT) + int(n >= _LONG)] for n in size]
    paragraphs = judged.paragraphs.assign(length=length)
    rows: list[dict[str, object]] = []
    for judge, said in judged.said.dropna(subset=["probability"]).groupby("judge", sort=False):
        found = said.merge(paragraphs, on="paragraph_id")
        rows += [{"judge": judge, **row} for row in _rows(found)]
    return pd.DataFrame(rows)


def _rows(found: pd.DataFrame) -> Iterator[dict[str, object]]:
    wrong = found[found["category"] != found["truth"]]
    yield _row("all", "all", len(found), wrong)
    for kind, values in (("heading", HEADINGS_SAY), ("length", _LENGTHS)):
        for value in values:
            of_value = int((found[kind] == value).sum())
            if of_value:
                yield _row(kind, value, of_value, wrong[wrong[kind] == value])
    pairs = wrong.groupby(["truth", "category"])
    for truth, said in pairs.size().sort_values(ascending=False, kind="stable").index:
        n = int((found["truth"] == truth).sum())
        yield _row("pair", f"{truth} taken for {said}", n, pairs.get_group((truth, said)))


def _row(kind: str, value: str, n: int, wrong: pd.DataFrame) -> dict[str, object]:
    return {
        "kind": kind,
        "value": value,
        "n": n,
        "n_wrong": len(wrong),
        "share_wrong": len(wrong) / n,
        "second_right": int((wrong["second"] == wrong["truth"]).sum()),
        "heading_right": int((wrong["heading"] == NAMES_CODE).sum()),
        "long": int((wrong["length"] == _LENGTHS[-1]).sum()),
    }
