"""Predictions document by document: kept from run to run, and made by several workers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.classification.pipeline import TextClassifier
from toolkit.files import sources_hash
from toolkit.progress import progress
from toolkit.study.predicting import predict
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toolkit.corpus.shelves import Shelf, Store
    from toolkit.scaling import Spread

# All that a prediction depends on beside model and text: another version predicts anew.
SOURCES = (
    "classification", "labelling", "study/predicting.py", "study/surroundings.py", "outlines.py",
    "tables.py", "words.py",
)  # fmt: skip
LABELS = ("crosswalk.toml", "outline-2015.toml", "outline-2021.toml", "words.txt")
_LIBRARIES = ("numpy", "pandas", "pyarrow", "rjieba", "scikit-learn", "scipy")
_PART = 4096
_SEEN_IN = ("headings", "inline_heading", "text", "text_sha256", "paragraph_id")


def predict_kept(
    model: TextClassifier,
    corpus: Corpus,
    *,
    context: bool = True,
    store: Store | None = None,
    spread: Spread | None = None,
) -> pd.DataFrame:
    """Do as ``predict``, for the documents only that a store does not know yet.

    Parameters
    ----------
    model : TextClassifier
        A fitted model.
    corpus : Corpus
        What was read.
    context : bool
        See ``predict``.
    store : Store, optional
        Predictions are kept there by document, model and use of context.
    spread : callable, optional
        Runs parts elsewhere, see ``toolkit.scaling.open_engine``.

    Returns
    -------
    pandas.DataFrame
        The table that ``predict`` gives, whatever was kept and whoever predicted.
    """
    if (store is None and spread is None) or corpus.paragraphs.empty:
        return predict(model, corpus, context=context)
    documents = _documents(corpus.paragraphs)
    kept = None if store is None else _shelf(store, model, context=context)
    missing = [one for one in documents if kept is None or one.key not in kept]
    found: dict[str, pa.Table] = {}
    parts = _parts(missing)
    tasks = (corpus.paragraphs.iloc[part[0].start : part[-1].end] for part in parts)
    given = (model, context)
    if spread is None:
        made: Iterator[pa.Table] = (predict_part(task, *given) for task in tasks)
    else:
        made = spread(predict_part, tasks, given=given)
    shown = progress(parts, f"predicting {model.scheme}", unit="part")
    for table, part in zip(made, shown, strict=True):
        fresh = {
            one.key: table.slice(one.start - part[0].start, one.end - one.start) for one in part
        }
        found |= fresh
        if kept is not None:
            kept.keep(fresh)
    if kept is not None:
        kept.tidy()
        found |= {one.key: kept.rows(one.key) for one in documents if one.key not in found}
    return _joined([found[one.key] for one in documents])


def predict_part(paragraphs: pd.DataFrame, model: TextClassifier, context: bool) -> pa.Table:
    """Predict whole documents' paragraphs, as a worker does."""
    import pyarrow as pa

    nothing = paragraphs.iloc[:0]
    found = predict(model, Corpus(nothing, paragraphs, nothing), context=context)
    return pa.Table.from_pandas(found, preserve_index=False)


@dataclass(frozen=True)
class _Document:
    """A document's rows among all paragraphs, and the hash of what its predictions depend on."""

    key: str
    start: int
    end: int


def _documents(paragraphs: pd.DataFrame) -> list[_Document]:
    ids = paragraphs["doc_id"].tolist()
    starts = [at for at, one in enumerate(ids) if at == 0 or one != ids[at - 1]]
    rows = list(zip(*(paragraphs[name].tolist() for name in _SEEN_IN), strict=True))
    return [
        _Document(hashlib.sha256(repr(rows[start:end]).encode()).hexdigest()[:32], start, end)
        for start, end in pairwise([*starts, len(ids)])
    ]


def _parts(documents: Sequence[_Document]) -> list[list[_Document]]:
    """Put neighbouring documents together into parts of about the same size."""
    parts: list[list[_Document]] = []
    for one in documents:
        last = parts[-1] if parts else []
        if not last or last[-1].end != one.start or one.end - last[0].start > _PART:
            parts.append([one])
        else:
            last.append(one)
    return parts


def _shelf(store: Store, model: TextClassifier, *, context: bool) -> Shelf:
    known = (model.model_id, model.scheme, model.threshold_, context, model.training_hashes)
    own = hashlib.sha256(repr(known).encode()).hexdigest()[:16]
    return store.shelf("predictions", sources_hash(SOURCES, LABELS, _LIBRARIES), own)


def _joined(tables: Sequence[pa.Table]) -> pd.DataFrame:
    import pyarrow as pa

    return make_table("predictions", pa.concat_tables(tables).to_pandas())
