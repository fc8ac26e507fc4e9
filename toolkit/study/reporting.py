"""The page of a study: its tables gathered, the words that decided found, and the page written."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.analysis.cells import make_cells
from toolkit.analysis.problem_types import problem_types
from toolkit.classification.storage import read_card
from toolkit.errors import MissingFontError, ToolkitError
from toolkit.outlines import load_outline
from toolkit.presentation.exports import read_parquet
from toolkit.presentation.passages import Findings, PageFigure
from toolkit.presentation.report import write_page
from toolkit.resources import model_folder
from toolkit.study.appendix import methods_of
from toolkit.study.figures import draw_figures
from toolkit.study.marking import mark_words
from toolkit.study.predicting import load_model
from toolkit.tables import OUTLINES, TABLES, Corpus, make_table, restored

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.classification.pipeline import TextClassifier
    from toolkit.study.running import Study

_KINDS = {"str": "str", "int": "Int64", "float": "float64", "bool": "Int64"}
_FOLDER = ("documents.csv", "paragraphs.parquet", "predictions.csv", "emphasis.csv",
           "problems.csv", "rejected.csv")  # fmt: skip


def write_report(
    study_or_folder: Study | str | Path,
    path: str | Path | None = None,
    *,
    language: str = "zh",
    model: str | Path | None = None,
) -> Path:
    """Write a page on which every number of a study leads to the passages behind it.

    One HTML file that needs no network and no other file: what was read and refused, coverage,
    emphasis, changes, admitted problems, how good the classification is and how all was made.
    A number in a table, when it is chosen, shows its paragraphs, the words that decided coloured.

    Parameters
    ----------
    study_or_folder : Study, str or Path
        What ``run_study`` returned, or the folder that it wrote.
    path : str or Path, optional
        The HTML file; for a folder by default ``report.html`` in it.
    language : {"zh", "en"}
        Language of the page's own words, and of its figures; those in the folder stay as they are.
    model : str or Path, optional
        The model of your own that the study used. Words are coloured by models that are at hand.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ToolkitError
        The folder is not that of a run, or a study was given without a path.
    """
    from toolkit.study.running import Study

    if isinstance(study_or_folder, str | Path):
        folder = Path(study_or_folder)
        study, record = _read_run(folder)
        target = folder / "report.html" if path is None else Path(path)
    elif isinstance(study_or_folder, Study) and path is not None:
        study, record, target = study_or_folder, {}, Path(path)
    else:
        came = "no path" if path is None else type(study_or_folder).__name__
        remedy = "write_report(study, 'report.html'), or write_report('out')"
        raise ToolkitError("a study and a path, or a run's folder", came, "write_report", remedy)
    models = _models_used(study.predictions, model)
    with tempfile.TemporaryDirectory() as drawings:
        if record and record["options"]["language"] != language:
            study = _drawn_again(study, Path(drawings), language)
        marks = {name: _marks(one, study, name) for name, one in models.items()}
        findings = gather(study, marks, record, language=language, own=model)
    return write_page(findings, target, language=language)


def gather(
    study: Study,
    marks: Mapping[str, Sequence[Sequence[int]]],
    record: Mapping[str, Any],
    *,
    language: str = "zh",
    own: str | Path | None = None,
) -> Findings:
    """Gather what the page shows.

    Parameters
    ----------
    study : Study
        The tables; its figures are taken from their SVG files.
    marks : mapping of str to sequence
        By scheme, what ``mark_words`` gave for every paragraph; no words are marked without.
    record : mapping
        What ``run.json`` tells.
    language : {"zh", "en"}
        Language of the names of types.
    own : str or Path, optional
        Folder of a model that is not shipped, for its card.
    """
    corpus = study.corpus
    return Findings(
        documents=_placed(corpus.documents),
        paragraphs=corpus.paragraphs,
        predictions=study.predictions,
        emphasis=study.emphasis,
        problems=study.problems,
        rejected=corpus.rejected,
        problem_scheme=_problem_scheme(study),
        types=_types(study.problems, language),
        marks=marks,
        cards=_cards(study.predictions, own),
        record=record,
        left_out=study.left_out,
        figures=_figures(study.figures),
        methods=methods_of(study, record, language=language).sections(),
    )


def _read_run(folder: Path) -> tuple[Study, dict[str, Any]]:
    """The study that a folder holds, and its record."""
    from toolkit.study.running import Study

    missing = [name for name in _FOLDER if not (folder / name).is_file()]
    if missing:
        came = "no " + ", ".join(missing)
        remedy = "name the folder that fazhi run wrote"
        raise ToolkitError("the folder of a run", came, str(folder), remedy)
    record = _read_record(folder / "run.json")
    documents = _read_csv(folder / "documents.csv", "documents", text="")
    paragraphs = read_parquet(folder / "paragraphs.parquet")
    rejected = _read_csv(folder / "rejected.csv", "rejected")
    study = Study(
        Corpus(documents, paragraphs, rejected),
        _read_csv(folder / "predictions.csv", "predictions"),
        _read_csv(folder / "emphasis.csv", "estimates"),
        _read_csv(folder / "problems.csv", "problems"),
        record.get("left_out_of_emphasis", {}),
        tuple(sorted((folder / "figures").glob("*.svg"))),
    )
    return study, record


def _drawn_again(study: Study, folder: Path, language: str) -> Study:
    """The study with figures in another language than those of its run, where a font allows."""
    try:
        return replace(study, figures=draw_figures(study, folder=folder, language=language))
    except MissingFontError:
        return study


def _read_record(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as reason:
        remedy = "run fazhi run again"
        raise ToolkitError("the record of a run", str(reason), str(path), remedy) from reason


def _read_csv(path: Path, name: str, **absent: str) -> pd.DataFrame:
    """A table as ``write_csv`` wrote it, its columns of their kind again."""
    import pandas as pd

    kinds = {column.name: _KINDS[column.kind] for column in TABLES[name]}
    # Columns that the table does not list are text too: a code keeps its zeros.
    header = pd.read_csv(path, encoding="utf-8-sig", nrows=0)
    types = {column: kinds.get(column, "str") for column in header.columns}
    table = pd.read_csv(
        path, encoding="utf-8-sig", dtype=types, keep_default_na=False, na_values=[""]
    )
    texts = [column for column, kind in types.items() if kind == "str"]
    bare = {column: table[column].map(restored, na_action="ignore") for column in texts}
    return make_table(name, table.assign(**bare, **absent))


def _models_used(predictions: pd.DataFrame, own: str | Path | None) -> dict[str, TextClassifier]:
    """By scheme, the models that predicted, where they are at hand."""
    used = _ids(predictions)
    models = {}
    for name, folder in _folders(used, own):
        if read_card(folder)["model_id"] == used.get(name):
            models[name] = load_model(folder)
    return models


def _cards(predictions: pd.DataFrame, own: str | Path | None) -> dict[str, dict[str, Any]]:
    used = _ids(predictions)
    cards = {name: read_card(folder) for name, folder in _folders(used, own)}
    return {name: card for name, card in cards.items() if card["model_id"] == used[name]}


def _ids(predictions: pd.DataFrame) -> dict[str, str]:
    return {
        str(name): str(one)
        for name, one in predictions.groupby("scheme")["model_id"].first().items()
    }


def _folders(used: Iterable[str], own: str | Path | None) -> list[tuple[str, Path]]:
    """Schemes with the folder of the model that may have predicted them, one's own first."""
    found = {name: model_folder(name) for name in used if name in OUTLINES}
    if own is not None:
        shipped = model_folder(str(own))
        folder = shipped if shipped.is_dir() else Path(own)
        found[str(read_card(folder)["scheme"])] = folder
    return sorted(found.items())


def _placed(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents with the period of their account, and whether shares count them."""
    every = make_cells(documents, ["path"], kinds=list(documents["kind"].unique())).documents
    counted = make_cells(documents, ["level", "year"]).documents
    periods = every.set_index("doc_id")["period"]
    return documents.assign(
        period=documents["doc_id"].map(periods),
        counted=documents["doc_id"].isin(counted["doc_id"]),
    )


def _problem_scheme(study: Study) -> str:
    """The scheme whose codes the problems bear; those of no two schemes are alike."""
    found, used = set(study.problems["category"]), list(_ids(study.predictions)) or [*OUTLINES]
    known = [name for name in OUTLINES if name in used]
    for name in [*known, *(["common"] if known == [*OUTLINES] else [])]:
        if found <= set(load_outline(name).codes):
            return name
    return next((name for name in used if name not in OUTLINES), used[0])


def _types(problems: pd.DataFrame, language: str) -> dict[str, str]:
    named = {
        kind.code: kind.name_en if language == "en" else kind.name_zh for kind in problem_types()
    }
    return named | {str(code): str(code) for code in problems["type"].unique() if code not in named}


def _marks(model: TextClassifier, study: Study, scheme: str) -> list[list[int]]:
    said = study.predictions[study.predictions["scheme"] == scheme].set_index("paragraph_id")
    paragraphs = study.corpus.paragraphs
    return mark_words(
        model, paragraphs["text"].tolist(), said.loc[paragraphs["paragraph_id"]].reset_index()
    )


def _figures(files: Iterable[Path]) -> list[PageFigure]:
    drawings = [file for file in files if file.suffix == ".svg"]
    return [
        PageFigure(file.stem, file.read_text(encoding="utf-8"), _description(file))
        for file in drawings
    ]


def _description(file: Path) -> str:
    told = file.with_suffix(".txt")
    return told.read_text(encoding="utf-8").strip() if told.is_file() else ""
