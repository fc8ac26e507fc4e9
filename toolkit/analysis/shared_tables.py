"""Lists shared passages with their places in both texts, by paragraphs and by reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analysis.passages import Ints, Letters, Run
from toolkit.analysis.repeating import Reports
from toolkit.analysis.texts import Texts

if TYPE_CHECKING:
    import pandas as pd

_LATER = ["doc_id", "paragraph_id", "region", "year", "start", "end", "text"]
_EARLIER = [f"earlier_{name}" for name in _LATER[:-1]]
_PASSAGES = [*_LATER, *_EARLIER, "relation", "n_letters", "shared_letters", "similarity"]
_PASSAGES += ["n_regions"]
_INTEGERS = ["year", "start", "end", "earlier_year", "earlier_start", "earlier_end"]


def list_passages(
    texts: Texts,
    reports: Reports,
    letters: Letters,
    found: tuple[Sequence[Run], Mapping[tuple[int, ...], float], Ints],
    *,
    min_run: int,
) -> pd.DataFrame:
    """Return table ``passages`` of ``Copying``.

    Parameters
    ----------
    texts, reports, letters
        What was searched.
    found : tuple
        The runs; the similarity of each pair of paragraphs (earlier, later); and in how many
        regions the run of ``min_run`` letters that starts at each letter stands.
    min_run : int
        Letters of the shortest run.
    """
    import pandas as pd

    runs, similarity, regions = found
    pairs: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        key = (int(letters.row[run.first - run.back]), int(letters.row[run.first]))
        pairs.setdefault(key, []).append(run)
    sides = _Sides(texts, reports, letters)
    rows = []
    for key, several in pairs.items():
        longest = max(several, key=lambda run: (run.last - run.first, -run.first))
        stands = regions[longest.first : longest.last - min_run + 1]
        told = {"shared_letters": _union(several), "similarity": similarity[key]}
        rows.append(sides.row(longest) | told | {"n_regions": int(np.median(stands))})
    table = pd.DataFrame(rows, columns=_PASSAGES)
    table = table.astype(dict.fromkeys(_INTEGERS, "Int64"))
    order = ["n_letters", "shared_letters", "paragraph_id", "earlier_paragraph_id"]
    table = table.sort_values(order, ascending=[False, False, True, True], kind="stable")
    return table.reset_index(drop=True)


def list_report_pairs(passages: pd.DataFrame) -> pd.DataFrame:
    """Return table ``pairs`` of ``Copying`` from its table ``passages``."""
    keys = ["doc_id", "earlier_doc_id"]
    # Passages are in order of length: the first of a pair is its longest.
    first = passages.drop_duplicates(keys).set_index(keys, drop=False)
    groups = passages.groupby(keys, sort=False)
    counts = {"n_passages": groups.size(), "shared_letters": groups["shared_letters"].sum()}
    table = first.assign(longest=first["n_letters"], **counts)
    columns = ["doc_id", "region", "year", "earlier_doc_id", "earlier_region", "earlier_year"]
    columns += ["relation", "n_passages", "shared_letters", "longest", "paragraph_id"]
    columns += ["start", "end", "earlier_start", "earlier_end", "text", "n_regions"]
    return table[columns].reset_index(drop=True)


class _Sides:
    """Turns a run of letters into offsets in both documents' texts."""

    def __init__(self, texts: Texts, reports: Reports, letters: Letters) -> None:
        self._letters, self._reports, self._document = letters, reports, texts.document
        columns = ["doc_id", "paragraph_id", "start", "text"]
        self._paragraphs: list[dict[Any, Any]] = texts.paragraphs[columns].to_dict("records")
        self._facts: list[dict[Any, Any]] = reports.documents[["region", "year"]].to_dict("records")

    def row(self, run: Run) -> dict[str, object]:
        later = self._side(run.first, run.last)
        earlier = self._side(run.first - run.back, run.last - run.back)
        del earlier["text"]
        return {
            **later,
            **{f"earlier_{name}": value for name, value in earlier.items()},
            "relation": self._relation(run),
            "n_letters": run.last - run.first,
        }

    def _side(self, first: int, last: int) -> dict[str, object]:
        place = int(self._letters.row[first])
        paragraph = self._paragraphs[place]
        start, end = int(self._letters.offset[first]), int(self._letters.offset[last - 1]) + 1
        return {
            **paragraph,
            **self._facts[self._document[place]],
            "start": paragraph["start"] + start,
            "end": paragraph["start"] + end,
            "text": paragraph["text"][start:end],
        }

    def _relation(self, run: Run) -> str:
        document = self._document[self._letters.row[[run.first, run.first - run.back]]]
        (later, earlier), year = document.tolist(), self._reports.year[document]
        if np.isnan(year).any():
            return "order unknown"
        if self._reports.region[later] == self._reports.region[earlier]:
            last = self._reports.last[later] == earlier
            return "own last report" if last else "own earlier report"
        return "other region before" if year[1] < year[0] else "same year"


def _union(runs: Sequence[Run]) -> int:
    """How many letters of the later paragraph lie in any of the runs."""
    total, reached = 0, -1
    for run in sorted(runs):
        total += max(run.last - max(run.first, reached), 0)
        reached = max(reached, run.last)
    return total
