"""The whole study: from a folder of reports to tables, figures and a record of the making."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import words
from toolkit.analysis.emphasis import emphasis
from toolkit.corpus.collection import read_corpus
from toolkit.errors import MissingFontError, ToolkitError
from toolkit.presentation.exports import write_csv, write_parquet, written_aside
from toolkit.progress import progress
from toolkit.provenance import versions
from toolkit.study.figures import draw_figures
from toolkit.study.predicting import OUTLINES, load_model, predict, problems
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.classification.pipeline import TextClassifier

SCHEMES = (*OUTLINES, "common")
CELLS = (("region_code_today", "region", "year"), ("level", "year"))


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
    warning : str or None
        Why there are no figures.
    """

    corpus: Corpus
    predictions: pd.DataFrame = field(repr=False)
    emphasis: pd.DataFrame = field(repr=False)
    problems: pd.DataFrame = field(repr=False)
    figures: tuple[Path, ...] = field(repr=False, default=())
    warning: str | None = None


def run_study(
    path: str | Path,
    out: str | Path,
    *,
    scheme: str | None = None,
    metadata: str | Path | pd.DataFrame | None = None,
    model: str | Path | None = None,
    seed: int = 0,
    language: str = "zh",
) -> Study:
    """Read reports, classify their paragraphs, measure emphasis and problems, write it all.

    Parameters
    ----------
    path : str or Path
        A file or a folder of reports.
    out : str or Path
        Folder for documents.csv, paragraphs.parquet, predictions.csv, emphasis.csv,
        problems.csv, rejected.csv, figures/ and run.json; made where it is missing.
    scheme : str, optional
        Emphasis under this scheme alone; by default under both outlines and the common scheme.
    metadata : str, Path or pandas.DataFrame, optional
        See ``read_corpus``.
    model : str or Path, optional
        A model to use in place of the shipped one of its scheme.
    seed : int
        Recorded; every random step of the study takes it.
    language : {"zh", "en"}
        Language of the figures.

    Returns
    -------
    Study

    Raises
    ------
    ToolkitError
        Nothing could be read, or an option is wrong. ``rejected.csv`` is written even so.
    """
    clock, target = _Clock(), Path(out)
    with clock.at("reading"):
        corpus = read_corpus(path, metadata=metadata)
    _write_corpus(corpus, target)
    if not len(corpus):
        came = f"{len(corpus.rejected)} files, none readable"
        raise ToolkitError("reports", came, str(path), f"see {target / 'rejected.csv'}")
    models = _models(model)
    schemes = _schemes(scheme, models)
    with clock.at("predicting"):
        predictions = _predictions(models, corpus)
    with clock.at("measuring"):
        shares = _emphasis(corpus, predictions, schemes)
        under = scheme or OUTLINES[0]
        admitted = problems(corpus, models.get(under), scheme=under)
    study = Study(corpus, predictions, shares, admitted)
    _write_findings(study, target)
    with clock.at("drawing"):
        figures, warning = _figures(study, target, language)
    record = _record(path, study, models, {"seed": seed, "scheme": scheme, "language": language})
    _write_record(record | {"figures": len(figures), "seconds": clock.seconds}, target)
    return Study(corpus, predictions, shares, admitted, figures, warning)


def write_parsed(path: str | Path, out: str | Path) -> Corpus:
    """Read reports and write documents.csv, paragraphs.parquet and rejected.csv alone."""
    corpus = read_corpus(path)
    _write_corpus(corpus, Path(out))
    return corpus


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


def _predictions(models: Mapping[str, TextClassifier], corpus: Corpus) -> pd.DataFrame:
    import pandas as pd

    shown = progress(list(models.values()), "predicting", unit="scheme")
    return pd.concat([predict(model, corpus) for model in shown], ignore_index=True)


def _emphasis(corpus: Corpus, predictions: pd.DataFrame, schemes: list[str]) -> pd.DataFrame:
    import pandas as pd

    cells = [(scheme, by) for scheme in schemes for by in CELLS]
    shown = progress(cells, "measuring", unit="table")
    tables = [emphasis(corpus, predictions, by=by, scheme=scheme) for scheme, by in shown]
    joined = pd.concat(tables, ignore_index=True)
    joined.attrs["left_out"] = tables[0].attrs["left_out"]
    return joined


def _write_corpus(corpus: Corpus, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    write_csv(corpus.documents.drop(columns="text"), target / "documents.csv")
    write_parquet(corpus.paragraphs, target / "paragraphs.parquet")
    write_csv(corpus.rejected, target / "rejected.csv")


def _write_findings(study: Study, target: Path) -> None:
    write_csv(study.predictions, target / "predictions.csv")
    write_csv(study.emphasis, target / "emphasis.csv")
    write_csv(study.problems, target / "problems.csv")


def _figures(study: Study, target: Path, language: str) -> tuple[tuple[Path, ...], str | None]:
    """Draw the figures; without a font the tables stand, and the reason is told."""
    try:
        drawn = draw_figures(
            study.corpus,
            study.emphasis,
            study.problems,
            folder=target / "figures",
            language=language,
        )
    except MissingFontError as reason:
        return (), str(reason)
    return drawn, None


def _record(
    path: str | Path,
    study: Study,
    models: Mapping[str, TextClassifier],
    options: dict[str, object],
) -> dict[str, object]:
    documents = study.corpus.documents
    inputs = dict(zip(documents["path"], documents["sha256"], strict=True))
    return {
        "input": Path(path).name,
        "options": options,
        "inputs": inputs,
        "models": {name: model.model_id for name, model in models.items()},
        "segmentation": words.fingerprint(),
        "versions": versions(),
        "documents": len(documents),
        "paragraphs": len(study.corpus.paragraphs),
        "problems": len(study.problems),
        "rejected": len(study.corpus.rejected),
        "left_out_of_emphasis": study.emphasis.attrs.get("left_out", {}),
    }


def _write_record(record: dict[str, object], target: Path) -> None:
    with written_aside(target / "run.json") as aside:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        aside.write_text(text + "\n", encoding="utf-8")
