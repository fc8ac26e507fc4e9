"""The whole study: from a folder of reports to tables, figures and a record of the making."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit import words
from toolkit.analysis.correcting import correcting_labels
from toolkit.analysis.emphasis import emphasis
from toolkit.corpus.collection import collect
from toolkit.corpus.reading import find_files
from toolkit.corpus.shelves import open_store
from toolkit.errors import MissingFontError, ToolkitError
from toolkit.files import sweep, written_aside
from toolkit.labelling.records import read_labels
from toolkit.presentation.exports import write_csv, write_parquet
from toolkit.presentation.report import write_page
from toolkit.progress import progress
from toolkit.provenance import file_hash, versions
from toolkit.scaling import open_engine
from toolkit.study.appendix import methods_of
from toolkit.study.figures import draw_figures
from toolkit.study.predicting import load_model
from toolkit.study.reporting import gather
from toolkit.study.streaming import predict_kept, problems_kept
from toolkit.tables import OUTLINES, Corpus

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.classification.pipeline import TextClassifier
    from toolkit.corpus.shelves import Store
    from toolkit.scaling import Spread

SCHEMES = (*OUTLINES, "common")
CELLS = (("region_code_today", "region", "level", "year"), ("level", "year"))


@dataclass(frozen=True)
class Study:
    """What a study found, as tables; and where it was written.

    Parameters
    ----------
    corpus : Corpus
    predictions, emphasis, problems : pandas.DataFrame
        Tables of ``toolkit.tables``; ``emphasis`` holds ``estimates`` by region and year, and by
        level and year with the regions together.
    figures : tuple of Path
        Figure files.
    left_out : mapping
        How many documents the emphasis by region leaves out, by reason.
    warning : str or None
        Why there are no figures.
    """

    corpus: Corpus
    predictions: pd.DataFrame = field(repr=False)
    emphasis: pd.DataFrame = field(repr=False)
    problems: pd.DataFrame = field(repr=False)
    left_out: Mapping[str, int] = field(repr=False, default_factory=dict)
    figures: tuple[Path, ...] = field(repr=False, default=())
    warning: str | None = None


def run_study(  # noqa: PLR0913  each is an option of the command
    path: str | Path,
    out: str | Path,
    *,
    scheme: str | None = None,
    metadata: str | Path | pd.DataFrame | None = None,
    text_column: str | None = None,
    model: str | Path | None = None,
    labels: str | Path | None = None,
    seed: int = 0,
    language: str = "zh",
    store: str | Path | None = None,
    engine: str = "local",
    scheduler: str | None = None,
    workers: int | None = None,
) -> Study:
    """Read reports, classify their paragraphs, measure emphasis and problems, write it all.

    Parameters
    ----------
    path : str or Path
        A file or a folder of reports.
    out : str or Path
        Folder for documents.csv, paragraphs.parquet, predictions.csv, emphasis.csv,
        problems.csv, rejected.csv, figures/, run.json, methods.md (a methods appendix filled from
        the run) and report.html, the page on which every number leads to its passages; made
        where it is missing.
    scheme : str, optional
        Emphasis under this scheme alone; by default under both outlines and the common scheme.
    metadata : str, Path or pandas.DataFrame, optional
        See ``read_corpus``.
    text_column : str, optional
        See ``read_corpus``.
    model : str or Path, optional
        A model to use in place of the shipped one of its scheme.
    labels : str or Path, optional
        Stand-off labels, see ``read_labels``; those with a probability of selection correct the
        shares. Without them shares are counts.
    seed : int
        Recorded; every random step of the study takes it.
    language : {"zh", "en"}
        Language of the figures and the page.
    store : str or Path, optional
        Folder that keeps what was read and predicted, so that a further run does it for new and
        changed reports only; by default ``store/`` in ``out``. It may be removed at any time.
    engine, scheduler, workers
        Who reads and predicts, see ``toolkit.scaling.map_partitions``. Results are the same.

    Returns
    -------
    Study

    Raises
    ------
    ToolkitError
        Nothing could be read, or an option is wrong. ``rejected.csv`` is written even so.
    """
    clock, target = _Clock(), _prepared(out)
    models = _models(model)
    schemes = _schemes(scheme, models)
    with (
        open_store(store or target / "store") as kept,
        open_engine(engine, scheduler=scheduler, workers=workers) as spread,
    ):
        for folder in (target, target / "figures"):
            sweep(folder)
        with clock.at("reading"):
            files = find_files(path, leave_out=target)
            reading: dict[str, Any] = {"metadata": metadata, "text_column": text_column}
            corpus = write_parsed(path, out, **reading, store=kept, spread=spread)
        with clock.at("predicting"):
            predictions, marks = _predictions(models, corpus, kept, spread)
            asked = scheme or OUTLINES[0]
            admitted = problems_kept(models, corpus, scheme=asked, store=kept, spread=spread)
        with clock.at("measuring"):
            judged = None if labels is None else read_labels(labels, corpus)
            shares, left_out = _emphasis(corpus, predictions, schemes, judged)
        study = Study(corpus, predictions, shares, admitted, left_out)
        _write_findings(study, target)
        with clock.at("drawing"):
            # Other machines have other fonts, and other disks.
            near = spread if engine == "local" else None
            figures, warning = _figures(study, target, language, near)
        options = {"seed": seed, "scheme": scheme, "language": language, "model": _named(model)}
        options |= {"metadata": _named(metadata), "text_column": text_column}
        options |= {"labels": _named(labels)}
        record = {"input": Path(path).name} | _record(files, study, models, options)
        names = [figure.name for figure in figures]
        record |= {"figures": names, "seconds": clock.seconds}
        _write_making(record, study, target)
        study = replace(study, figures=figures, warning=warning)
        found = gather(study, marks, record, language=language, own=model)
        write_page(found, target / "report.html", language=language)
        return study


def write_parsed(
    path: str | Path,
    out: str | Path,
    *,
    metadata: str | Path | pd.DataFrame | None = None,
    text_column: str | None = None,
    store: Store | None = None,
    spread: Spread | None = None,
) -> Corpus:
    """Read reports and write documents.csv, paragraphs.parquet and rejected.csv alone.

    ``store`` and ``spread`` are those of ``toolkit.corpus.collection.collect``.

    Raises
    ------
    ToolkitError
        Nothing could be read; ``rejected.csv`` tells why and is written even so.
    """
    target = _prepared(out)
    reading: dict[str, Any] = {"metadata": metadata, "text_column": text_column}
    corpus = collect(path, **reading, leave_out=target, store=store, spread=spread)
    write_csv(corpus.documents.drop(columns="text"), target / "documents.csv")
    write_parquet(corpus.paragraphs, target / "paragraphs.parquet")
    write_csv(corpus.rejected, target / "rejected.csv")
    if not len(corpus):
        came = f"no readable file, {len(corpus.rejected)} refused"
        remedy = f"see {target / 'rejected.csv'}" if len(corpus.rejected) else "name their folder"
        raise ToolkitError("reports", came, str(path), remedy)
    return corpus


def _prepared(out: str | Path) -> Path:
    """Make the folder for results, or say at once that it cannot be written to."""
    target = Path(out)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target):
            return target
    except OSError as reason:
        came = reason.strerror or str(reason)
        remedy = "name another folder with -o"
        raise ToolkitError("a folder to write to", came, str(out), remedy) from reason


def _named(given: object) -> object:
    """What an option named: a file with its hash, a folder or a model by its name."""
    if isinstance(given, str | Path):
        path = Path(given)
        return {"file": path.name, "sha256": file_hash(path)} if path.is_file() else path.name
    return None if given is None else "a table"


class _Clock:
    """Seconds that each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def at(self, stage: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[stage] = round(time.perf_counter() - begun, 3)


def _models(given: str | Path | None) -> dict[str, TextClassifier]:
    """Both outlines' models; one that is given takes the place of its scheme's."""
    models: dict[str, TextClassifier] = {}
    if given is not None:
        model = load_model(given)
        models[model.scheme or "own"] = model
    return {name: models.get(name) or load_model(name) for name in OUTLINES} | models


def _schemes(scheme: str | None, models: Mapping[str, TextClassifier]) -> list[str]:
    known = dict.fromkeys((*SCHEMES, *models))
    if scheme is not None and scheme not in known:
        wanted = "one of " + ", ".join(known)
        raise ToolkitError(wanted, scheme, "scheme", "name one of these, or give its model")
    return [scheme] if scheme else [name for name in known if name in SCHEMES]


def _predictions(
    models: Mapping[str, TextClassifier],
    corpus: Corpus,
    store: Store | None,
    spread: Spread | None,
) -> tuple[pd.DataFrame, dict[str, list[list[int]]]]:
    """All predictions, and by scheme the words that decided."""
    import pandas as pd

    found = {
        name: predict_kept(model, corpus, store=store, spread=spread)
        for name, model in models.items()
    }
    tables = [table for table, _ in found.values()]
    return pd.concat(tables, ignore_index=True), {name: marks for name, (_, marks) in found.items()}


def _emphasis(
    corpus: Corpus,
    predictions: pd.DataFrame,
    schemes: list[str],
    labels: pd.DataFrame | None,
) -> tuple[pd.DataFrame, dict[str, int]]:
    import pandas as pd

    cells = [(scheme, by) for scheme in schemes for by in CELLS]
    shown = progress(cells, "measuring", unit="table")
    tables = [
        emphasis(corpus, predictions, _of_scheme(labels, scheme), by=by, scheme=scheme)
        for scheme, by in shown
    ]
    return pd.concat(tables, ignore_index=True), tables[0].attrs["left_out"]


def _of_scheme(labels: pd.DataFrame | None, scheme: str) -> pd.DataFrame | None:
    """The labels that can correct under a scheme; None where one of its outlines has none."""
    if labels is None:
        return None
    usable = correcting_labels(labels)
    known = set(usable["scheme"])
    either = {scheme} <= known or (scheme == "common" and set(OUTLINES) <= known)
    return usable if either else None


def _write_findings(study: Study, target: Path) -> None:
    write_csv(study.predictions, target / "predictions.csv")
    write_csv(study.emphasis, target / "emphasis.csv")
    write_csv(study.problems, target / "problems.csv")


def _figures(
    study: Study, target: Path, language: str, spread: Spread | None
) -> tuple[tuple[Path, ...], str | None]:
    """Draw the figures; without a font the tables stand, and the reason is told."""
    folder = target / "figures"
    try:
        drawn = draw_figures(study, folder=folder, language=language, spread=spread)
    except MissingFontError as reason:
        return (), str(reason)
    return drawn, None


def _record(
    files: Sequence[tuple[Path, str]],
    study: Study,
    models: Mapping[str, TextClassifier],
    options: dict[str, object],
) -> dict[str, object]:
    documents = study.corpus.documents
    return {
        "options": options,
        "inputs": {name: file_hash(file) for file, name in files},
        "models": {name: model.model_id for name, model in models.items()},
        "segmentation": words.fingerprint(),
        "versions": versions(),
        "documents": len(documents),
        "paragraphs": len(study.corpus.paragraphs),
        "problems": len(study.problems),
        "rejected": len(study.corpus.rejected),
        "left_out_of_emphasis": dict(study.left_out),
    }


def _write_making(record: dict[str, Any], study: Study, target: Path) -> None:
    """Write the record of the run, and the methods appendix that it fills."""
    methods = methods_of(study, record, language=record["options"]["language"])
    texts = {
        "run.json": json.dumps(record, ensure_ascii=False, indent=1) + "\n",
        "methods.md": methods.as_markdown(),
    }
    for name, text in texts.items():
        with written_aside(target / name) as aside:
            aside.write_text(text, encoding="utf-8")
