"""What is worked out of each document: kept from run to run, and made by several workers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from toolkit.classification.pipeline import TextClassifier
from toolkit.files import sources_hash
from toolkit.progress import progress
from toolkit.scaling import one_by_one
from toolkit.study.marking import mark_words
from toolkit.study.predicting import predict, problems
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from toolkit.corpus.shelves import Shelf, Store
    from toolkit.scaling import Spread

    Work = Callable[..., pa.Table]

# All that a finding depends on beside model and text: another version works it out anew.
SOURCES = (
    "analysis", "classification", "labelling", "study/marking.py", "study/predicting.py",
    "study/streaming.py", "study/surroundings.py", "corpus/shelves.py", "near_duplicates.py",
    "outlines.py", "tables.py", "words.py",
)  # fmt: skip
LABELS = (
    "crosswalk.toml", "outline-2015.toml", "outline-2021.toml", "paragraph-problems.csv",
    "paragraphs.csv", "problem-types.toml", "sample.csv", "words.txt",
)  # fmt: skip
_LIBRARIES = ("numpy", "pandas", "pyarrow", "rjieba", "scikit-learn", "scipy")
_PART = 1024
_SEEN_IN = (
    "headings", "inline_heading", "text", "text_sha256", "paragraph_id", "section", "start",
)  # fmt: skip


def predict_kept(
    model: TextClassifier,
    corpus: Corpus,
    *,
    context: bool = True,
    store: Store | None = None,
    spread: Spread | None = None,
) -> tuple[pd.DataFrame, list[list[int]]]:
    """Do as ``predict`` and ``mark_words``, for the documents only that a store does not know yet.

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
    tuple of pandas.DataFrame and list of list of int
        What ``predict`` and ``mark_words`` give, whatever was kept and whoever worked it out.
    """
    kept = None if store is None else _shelf(store, "predictions", _identity(model), context)
    given, told = (model, context), f"predicting {model.scheme}"
    found = by_document(predict_part, corpus.paragraphs, given, kept=kept, spread=spread, told=told)
    marks = found["marks"].to_pylist()
    return make_table("predictions", found.drop_columns(["marks", "doc_id"]).to_pandas()), marks


def problems_kept(
    models: Mapping[str, TextClassifier],
    corpus: Corpus,
    *,
    scheme: str,
    store: Store | None = None,
    spread: Spread | None = None,
) -> pd.DataFrame:
    """Do as ``problems``, for the documents only that a store does not know yet.

    Parameters
    ----------
    models : mapping of str to TextClassifier
        By scheme.
    corpus : Corpus
        What was read.
    scheme : str
        See ``problems``.
    store, spread
        See ``predict_kept``.
    """
    known = [(name, *_identity(model)) for name, model in models.items()]
    kept = None if store is None else _shelf(store, "problems", known, scheme)
    given, told = (models, scheme), "finding problems"
    found = by_document(
        problems_part, corpus.paragraphs, given, kept=kept, spread=spread, told=told
    )
    return make_table("problems", found.to_pandas())


def by_document(
    work: Work,
    paragraphs: pd.DataFrame,
    given: Sequence[Any],
    *,
    kept: Shelf | None,
    spread: Spread | None,
    told: str,
) -> pa.Table:
    """Work something out for every document that is not kept yet, and put all together.

    Parameters
    ----------
    work : callable
        Of whole documents' paragraphs and what is given: a table with a column ``doc_id``, each
        document's rows together; a document may have none.
    paragraphs : pandas.DataFrame
        Table ``paragraphs``, each document's together.
    given : sequence
        Further arguments of ``work``.
    kept : Shelf, optional
        Where rows are kept.
    spread : callable, optional
        Runs parts elsewhere.
    told : str
        What the bar of progress says.

    Returns
    -------
    pyarrow.Table
        The rows of all documents, in the documents' order.
    """
    import pyarrow as pa

    documents = _documents(paragraphs)
    missing = [one for one in documents if kept is None or one.key not in kept]
    parts = _parts(missing)
    tasks = (paragraphs.iloc[part[0].start : part[-1].end] for part in parts)
    found: dict[str, pa.Table] = {}
    made = (spread or one_by_one)(work, tasks, given=given)
    for table, part in zip(made, progress(parts, told, unit="part"), strict=True):
        fresh = _apart(table, part)
        found |= fresh
        if kept is not None:
            kept.keep(fresh)
    if kept is not None:
        kept.tidy()
        found |= {one.key: kept.rows(one.key) for one in documents if one.key not in found}
    tables = [found[one.key] for one in documents] or [work(paragraphs, *given)]
    return pa.concat_tables(tables)


def predict_part(paragraphs: pd.DataFrame, model: TextClassifier, context: bool) -> pa.Table:
    """Predict whole documents' paragraphs, and mark the words that decided, as a worker does."""
    import pyarrow as pa

    nothing = paragraphs.iloc[:0]
    # To count a text costs most: what judges it also tells which words decided.
    reading = model.read(paragraphs["text"]) if len(paragraphs) else None
    found = predict(model, Corpus(nothing, paragraphs, nothing), context=context, reading=reading)
    marks = mark_words(model, paragraphs["text"].tolist(), found, reading=reading)
    table = pa.Table.from_pandas(found, preserve_index=False)
    table = table.append_column("marks", pa.array(marks, pa.list_(pa.int32())))
    return table.append_column("doc_id", pa.array(paragraphs["doc_id"], pa.string()))


def problems_part(
    paragraphs: pd.DataFrame, models: Mapping[str, TextClassifier], scheme: str
) -> pa.Table:
    """Find the problems of whole documents, as a worker does."""
    import pyarrow as pa

    nothing = paragraphs.iloc[:0]
    found = problems(Corpus(nothing, paragraphs, nothing), models, scheme=scheme)
    return pa.Table.from_pandas(found, preserve_index=False)


@dataclass(frozen=True)
class _Document:
    """A document's rows among all paragraphs, and the hash of what is worked out of them."""

    doc_id: str
    key: str
    start: int
    end: int


def _documents(paragraphs: pd.DataFrame) -> list[_Document]:
    ids = paragraphs["doc_id"].tolist()
    starts = [at for at, one in enumerate(ids) if at == 0 or one != ids[at - 1]]
    rows = list(zip(*(paragraphs[name].tolist() for name in _SEEN_IN), strict=True))
    return [
        _Document(ids[start], _hash(rows[start:end]), start, end)
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


def _apart(table: pa.Table, documents: Sequence[_Document]) -> dict[str, pa.Table]:
    """Each document's rows, by its key."""
    ids = table["doc_id"].to_pylist()
    sizes, starts = Counter(ids), {one: at for at, one in reversed(list(enumerate(ids)))}
    return {one.key: table.slice(starts.get(one.doc_id, 0), sizes[one.doc_id]) for one in documents}


def _identity(model: TextClassifier) -> tuple[object, ...]:
    return (model.model_id, model.scheme, model.threshold_, model.training_hashes)


def _shelf(store: Store, kind: str, *known: object) -> Shelf:
    return store.shelf(kind, sources_hash(SOURCES, LABELS, _LIBRARIES), _hash(known)[:16])


def _hash(things: object) -> str:
    return hashlib.sha256(repr(things).encode()).hexdigest()[:32]
