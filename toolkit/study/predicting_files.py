"""Predictions for files of any size: read, classified and written part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.classification.pipeline import TextClassifier
from toolkit.classification.prediction import predict_paragraphs
from toolkit.corpus.collection import corpus_of, met_again
from toolkit.corpus.reading import Refusal, find_files
from toolkit.corpus.store import BATCH, loaded, read_batch
from toolkit.corpus.text_tables import ENDINGS, read_texts
from toolkit.errors import ToolkitError
from toolkit.presentation.exports import write_csv
from toolkit.presentation.pieces import write_pieces
from toolkit.progress import progress
from toolkit.scaling import one_by_one, open_engine
from toolkit.study.predicting import load_model, predict
from toolkit.tables import OUTLINES, Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd

    Batch = Sequence[tuple[bytes | Refusal, str]]


@dataclass(frozen=True)
class FilesPredicted:
    """What was predicted: rows written, and the table ``rejected``."""

    rows: int
    rejected: pd.DataFrame


def predict_files(
    path: str | Path,
    out: str | Path,
    *,
    model: str | Path | None = None,
    context: bool = True,
    text_column: str | None = None,
    engine: str = "local",
    scheduler: str | None = None,
    workers: int | None = None,
) -> FilesPredicted:
    """Predict the categories of paragraphs, and write them as they come.

    Parameters
    ----------
    path : str or Path
        A folder or file of reports; or a table (.csv, .tsv, .jsonl, .parquet) with a paragraph
        in each row, of any size.
    out : str or Path
        The table ``predictions`` to write, .csv or .parquet. What could not be read is listed
        beside it, in ``…-rejected.csv``.
    model : str or Path, optional
        See ``load_model``; by default the models of both outlines, one after the other for every
        part.
    context : bool
        See ``predict``; rows of a table have no context.
    text_column : str, optional
        Of tables, the column of the texts.
    engine, scheduler, workers
        See ``toolkit.scaling.map_partitions``.

    Raises
    ------
    ToolkitError
        Nothing could be read, or the file cannot be written.
    """
    source, target = Path(path), Path(out)
    models = [load_model(name) for name in (OUTLINES if model is None else (model,))]
    rejected: list[dict[str, Any]] = []
    with open_engine(engine, scheduler=scheduler, workers=workers) as spread:
        run = spread or one_by_one
        if source.is_file() and source.suffix.lower() in ENDINGS:
            batches = read_texts(source, text_column=text_column)
            shown = progress(batches, "predicting", unit="batch")
            pieces = run(predict_texts, shown, given=(models,))
        else:
            files = find_files(source)
            given = (models, context, text_column)
            found = run(predict_reports, loaded(files), given=given)
            shown_files = progress(range(0, len(files), BATCH), "predicting", unit="batch of files")
            pieces = _once_each((one for one, _ in zip(found, shown_files, strict=True)), rejected)
        # A table with its columns, even where there is nothing to write below them.
        rows = write_pieces(chain([_nothing(models)], pieces), target)
    return _told(rows, rejected, source, target)


def predict_texts(batch: pd.DataFrame, models: Sequence[TextClassifier]) -> pd.DataFrame:
    """Predict rows that are paragraphs, as a worker does."""
    import pandas as pd

    return pd.concat([predict_paragraphs(model, batch) for model in models], ignore_index=True)


def predict_reports(
    files: Batch, models: Sequence[TextClassifier], context: bool, text_column: str | None
) -> tuple[Corpus, pd.DataFrame]:
    """Read some files and predict their paragraphs, as a worker does."""
    import pandas as pd

    names = [name for _, name in files]
    corpus = corpus_of(zip(names, read_batch(files, text_column), strict=True))
    found = [predict(model, corpus, context=context) for model in models]
    return corpus, pd.concat(found, ignore_index=True)


def _once_each(
    batches: Iterable[tuple[Corpus, pd.DataFrame]], rejected: list[dict[str, Any]]
) -> Iterator[pd.DataFrame]:
    """Drop documents that an earlier batch had; note what was refused."""
    seen: dict[str, str] = {}
    for corpus, predictions in batches:
        rows = corpus.rejected.to_dict("records")
        rejected += [{str(name): cell for name, cell in row.items()} for row in rows]
        again = set()
        for doc_id, name in zip(corpus.documents["doc_id"], corpus.documents["path"], strict=True):
            if doc_id in seen:
                again.add(doc_id)
                rejected.append(met_again(name, seen[doc_id]))
            else:
                seen[doc_id] = name
        of_document = predictions["paragraph_id"].str.rsplit("-", n=1).str[0]
        yield predictions[~of_document.isin(again)]


def _nothing(models: Sequence[TextClassifier]) -> pd.DataFrame:
    import pandas as pd

    one = pd.DataFrame({"paragraph_id": ["0"], "text": [""]})
    return predict_texts(one, models[:1]).iloc[:0]


def _told(rows: int, rejected: list[dict[str, Any]], source: Path, target: Path) -> FilesPredicted:
    beside = target.with_name(f"{target.stem}-rejected.csv")
    table = make_table("rejected", rejected)
    if len(table):
        write_csv(table, beside)
    else:
        beside.unlink(missing_ok=True)
    if not rows:
        remedy = f"see {beside}" if len(table) else "check what the file holds"
        raise ToolkitError("paragraphs", "none", str(source), remedy)
    return FilesPredicted(rows, table)
