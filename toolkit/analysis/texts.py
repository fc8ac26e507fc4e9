"""Which documents and paragraphs a question about wording is put to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.cells import Cells, make_cells
from toolkit.errors import check_choice
from toolkit.tables import LEVELS, SECTIONS, Corpus, listed, need_columns

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = ["paragraph_id", "doc_id", "position", "section", "text", "start", "n_chars"]


@dataclass(frozen=True)
class Texts:
    """Documents that count, grouped, with their paragraphs in printed order.

    Parameters
    ----------
    cells : Cells
        The documents and their groups.
    paragraphs : pandas.DataFrame
        Paragraphs of the chosen sections, by document and place in it.
    document : ndarray of int
        Row in ``cells.documents`` of each paragraph.
    """

    cells: Cells
    paragraphs: pd.DataFrame
    document: NDArray[np.int64]


def choose_texts(
    corpus: Corpus,
    by: str | Sequence[str] = (),
    *,
    sections: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
) -> Texts:
    """Choose documents as ``emphasis`` does, and their paragraphs in some sections.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    by : str or sequence of str
        Columns of the documents table that make the groups.
    sections : sequence of str, optional
        Sections that count; by default all.
    kinds, levels : sequence of str, optional
        Kinds of document and levels that count; see ``emphasis``.

    Raises
    ------
    ToolkitError
        A column, section or level that is not known.
    """
    import pandas as pd

    need_columns(corpus.paragraphs, "paragraphs", _NEEDED)
    _check("sections", sections, SECTIONS)
    _check("levels", levels, LEVELS)
    cells = make_cells(corpus.documents, by, kinds=kinds, levels=levels)
    place = pd.Index(cells.documents["doc_id"]).get_indexer(corpus.paragraphs["doc_id"])
    inside = place >= 0
    if sections is not None:
        inside &= corpus.paragraphs["section"].isin(listed(sections)).to_numpy(bool)
    rows = corpus.paragraphs[inside].assign(_place=place[inside])
    rows = rows.sort_values(["_place", "position", "start"], kind="stable")
    rows = rows.reset_index(drop=True)
    return Texts(cells, rows.drop(columns="_place"), rows["_place"].to_numpy(np.int64))


def _check(name: str, values: Sequence[str] | None, known: Sequence[str]) -> None:
    for value in listed(values or ()):
        check_choice(value, known, where=name, remedy="give a list of these")
