"""Which documents are held out together, and what a score on them speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import ToolkitError, check_choice
from toolkit.tables import need_columns

if TYPE_CHECKING:
    import pandas as pd

CLAIMS = MappingProxyType(
    {
        "document": "further documents from where the coded ones come from",
        "file": "further files from where the coded ones come from",
        "region": "reports of regions none of whose reports was coded",
        "leave-one-region-out": "reports of one further region, none of whose reports was coded",
        "forward": "reports of years after all that were coded",
    }
)
_COLUMN = MappingProxyType(
    {"document": "doc_id", "file": "path", "region": "region", "leave-one-region-out": "region"}
)
_NO_REGION = "no region known"


@dataclass(frozen=True)
class Split:
    """Documents held out together, and those that may train meanwhile."""

    name: str
    held: frozenset[str] = field(repr=False)
    training: frozenset[str] = field(repr=False)


def split_documents(
    documents: pd.DataFrame, hold_out: str, *, folds: int = 5, seed: int = 0
) -> list[Split]:
    """Deal documents into parts that are held out in turn, documents whole.

    Parameters
    ----------
    documents : pandas.DataFrame
        Table ``documents``.
    hold_out : {"document", "file", "region", "leave-one-region-out", "forward"}
        document, file, region: these are dealt by chance into ``folds`` parts (each alone where
        there are no more of them); documents without a region stay together. forward: years in
        ``folds`` + 1 consecutive blocks, each but the first held out, only documents that end
        before it training; documents without a year are left out.
    folds : int
        How many parts.
    seed : int
        Seed of dealing.

    Raises
    ------
    ToolkitError
        An unknown way, fewer than two folds, or documents that cannot be parted so.

    Examples
    --------
    >>> import pandas as pd
    >>> documents = pd.DataFrame({"doc_id": ["a", "b", "c"], "year": [2019, 2020, 2021]})
    >>> documents["year_to"] = documents["year"]
    >>> [(one.name, sorted(one.training)) for one in split_documents(documents, "forward")]
    [('2020', ['a']), ('2021', ['a', 'b'])]
    """
    check_choice(hold_out, CLAIMS, where="hold_out")
    if folds < 2:
        raise ToolkitError("two folds or more", str(folds), "folds", "raise it")
    if hold_out == "forward":
        splits = _forward(documents, folds)
    else:
        column = _COLUMN[hold_out]
        need_columns(documents, "documents", ("doc_id", column))
        groups = documents[column].fillna(_NO_REGION)
        alone = hold_out == "leave-one-region-out" or groups.nunique() <= folds
        splits = _dealt(documents["doc_id"], groups, None if alone else folds, seed)
    if not splits:
        what = "years" if hold_out == "forward" else _COLUMN[hold_out]
        wanted = f"labelled documents that differ in {what}"
        remedy = "label more documents, or hold out in another way"
        raise ToolkitError(wanted, f"{len(documents)} that do not", f"hold_out {hold_out}", remedy)
    return splits


def _dealt(ids: pd.Series, groups: pd.Series, folds: int | None, seed: int) -> list[Split]:
    """Parts by chance; each group alone where no number of folds is given."""
    names = sorted(map(str, groups.unique()))
    if len(names) < 2:
        return []
    order = np.random.default_rng(seed).permutation(len(names))
    parts: Sequence[list[str]] = [[name] for name in names]
    if folds is not None:
        parts = [[names[k] for k in sorted(order[number::folds])] for number in range(folds)]
    everything = frozenset(ids)
    splits = []
    for number, part in enumerate(parts, start=1):
        held = frozenset(ids[groups.astype(str).isin(part)])
        name = part[0] if folds is None else f"part {number}"
        splits.append(Split(name, held, everything - held))
    return splits


def _forward(documents: pd.DataFrame, folds: int) -> list[Split]:
    need_columns(documents, "documents", ("doc_id", "year", "year_to"))
    dated = documents.dropna(subset=["year"])
    years = np.array(sorted({int(year) for year in dated["year"]}))
    last = dated["year_to"].fillna(dated["year"])
    splits = []
    for block in np.array_split(years, min(folds + 1, max(len(years), 1)))[1:]:
        held = frozenset(dated.loc[dated["year"].isin(block.tolist()), "doc_id"])
        training = frozenset(dated.loc[last < int(block[0]), "doc_id"])
        name = str(block[0]) if len(block) == 1 else f"{block[0]}–{block[-1]}"
        splits += [Split(name, held, training)] if training else []
    return splits
