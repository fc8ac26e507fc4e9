"""From tables to the arrays that the estimator takes: text measured, categories counted, labels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.cells import Cells, clusters_of
from toolkit.analysis.correcting import document_chances
from toolkit.analysis.shares import Tally
from toolkit.analysis.variance import Codes, Floats, Sample, sum_by
from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Text:
    """The paragraphs of the documents that count, as arrays in one order.

    Parameters
    ----------
    ids : pandas.Index
        Their ``paragraph_id``.
    document : ndarray of int
        Row of each one's document in the cells.
    size : ndarray
        Characters, or 1; 0 outside of the sections that are counted.
    section : ndarray of str
        Section of each.
    """

    ids: pd.Index
    document: Codes
    size: Floats
    section: NDArray[np.object_]


def measure_text(
    paragraphs: pd.DataFrame, cells: Cells, *, sections: Collection[str], weight: str
) -> Text:
    """Take the paragraphs of the documents that count, in order of their names."""
    import pandas as pd

    place = pd.Index(cells.documents["doc_id"]).get_indexer(paragraphs["doc_id"])
    rows = paragraphs[place >= 0].assign(_place=place[place >= 0])
    rows = rows.sort_values("paragraph_id", kind="stable")
    size = rows["n_chars"].to_numpy(float) if weight == "characters" else np.ones(len(rows))
    inside = rows["section"].isin(list(sections)).to_numpy()
    return Text(
        pd.Index(rows["paragraph_id"]),
        rows["_place"].to_numpy(np.int64),
        np.where(inside, size, 0.0),
        rows["section"].to_numpy(object),
    )


def count_predictions(
    text: Text, guess: pd.DataFrame, cells: Cells, *, cluster: str
) -> tuple[Tally, Floats]:
    """Count predicted categories by document; also return each paragraph's own.

    Raises
    ------
    ToolkitError
        A paragraph that counts has no prediction.
    """
    place = guess.index.get_indexer(text.ids)
    missing = (place < 0) & (text.size > 0)
    if missing.any():
        wanted = "a category for every paragraph"
        came = f"{len(place) - int((place < 0).sum())} of them"
        remedy = "predict the whole corpus under this scheme"
        raise ToolkitError(wanted, came, "emphasis, predictions", remedy)
    shares = np.where((place >= 0)[:, None], guess.to_numpy()[place], 0.0)
    n = len(cells.documents)
    tally = Tally(
        cells.cell,
        sum_by(text.document, text.size, n),
        sum_by(text.document, text.size[:, None] * shares, n),
        guess.shape[1] - 1,
        clusters_of(cells.documents, cluster),
    )
    return tally, shares


def take_sample(
    text: Text, guess: Floats, truth: pd.DataFrame, labels: pd.DataFrame, n_documents: int
) -> Sample | None:
    """Return the labelled paragraphs among the text; None where none is in what is counted.

    Labels in other sections are kept with weight 0: they tell how the sample was drawn.
    """
    at = text.ids.get_indexer(truth.index)
    known, rows = truth.to_numpy()[at >= 0], at[at >= 0]
    if not (text.size[rows] > 0).any():
        return None
    facts = labels.drop_duplicates("paragraph_id").set_index("paragraph_id").loc[text.ids[rows]]
    probability = facts["probability"].to_numpy(float)
    stated = facts.get("document_probability")
    in_frame = np.isin(text.section, list(set(text.section[rows])))
    frame = sum_by(text.document, in_frame.astype(float), n_documents)
    document = text.document[rows]
    known_chance = None if stated is None or stated.isna().any() else stated.to_numpy(float)
    return Sample(
        document=document,
        weight=text.size[rows] / probability,
        probability=probability,
        truth=known,
        guess=guess[rows],
        drawn=document_chances(document, probability, frame, known_chance),
        in_frame=frame,
    )
