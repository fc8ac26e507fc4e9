"""The study of admitted problems: from a folder to tables, figures and a reading list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.analysis.answers import Answers, answers
from toolkit.analysis.copied_admissions import copied_admissions
from toolkit.analysis.problem_language import problem_language
from toolkit.analysis.problem_types import problem_types
from toolkit.analysis.recurrence import Recurrence, recurrence
from toolkit.corpus.reading import find_files
from toolkit.errors import MissingFontError
from toolkit.files import written_aside
from toolkit.outlines import load_outline
from toolkit.presentation.charts_problems import (
    draw_problem_trend,
    draw_problems,
    draw_recurrence,
)
from toolkit.presentation.exports import write_csv
from toolkit.presentation.reading_list import write_reading_list
from toolkit.presentation.saving import save_figure
from toolkit.provenance import file_hash, versions
from toolkit.study.figures import BREAKS, count_kinds
from toolkit.study.predicting import load_model, problems
from toolkit.study.running import write_parsed
from toolkit.tables import OUTLINES, Corpus

if TYPE_CHECKING:
    import pandas as pd

_CELLS: tuple[tuple[str, ...], ...] = ((), ("year",), ("region", "year"))
_AROUND = 40  # characters shown on each side of an admission


@dataclass(frozen=True)
class AdmissionStudy:
    """What the reports admit, as tables.

    Parameters
    ----------
    corpus : Corpus
    problems : pandas.DataFrame
        Table ``problems``.
    language : pandas.DataFrame
        Of ``problem_language``: by level, by year, and by region and year.
    recurrence : Recurrence
    answers : Answers
    formulas : pandas.DataFrame
        Of ``copied_admissions``.
    figures : tuple of Path
    warning : str or None
        Why there are no figures.
    """

    corpus: Corpus
    problems: pd.DataFrame = field(repr=False)
    language: pd.DataFrame = field(repr=False)
    recurrence: Recurrence = field(repr=False)
    answers: Answers = field(repr=False)
    formulas: pd.DataFrame = field(repr=False)
    figures: tuple[Path, ...] = field(repr=False, default=())
    warning: str | None = None


def study_problems(
    path: str | Path,
    out: str | Path,
    *,
    metadata: str | Path | pd.DataFrame | None = None,
    text_column: str | None = None,
    model: str | Path | None = None,
    scheme: str = OUTLINES[0],
    seed: int = 0,
    language: str = "zh",
) -> AdmissionStudy:
    """Read reports, find what they admit, measure it, and write it all.

    Parameters
    ----------
    path : str or Path
        A file or a folder of reports.
    out : str or Path
        Folder for the results; made where it is missing.
    metadata, text_column
        See ``read_corpus``.
    model : str or Path, optional
        Gives tasks in place of the shipped model of the scheme.
    scheme : str
        outline-2015, outline-2021 or common.
    seed : int
        Of the drawing of other places' reports.
    language : {"zh", "en"}
        Language of figures and reading list.

    Returns
    -------
    AdmissionStudy

    Raises
    ------
    ToolkitError
        Nothing could be read, or an option is wrong.
    """
    target = Path(out)
    corpus = write_parsed(path, out, metadata=metadata, text_column=text_column)
    found = problems(corpus, None if model is None else load_model(model), scheme=scheme)
    study = measure_problems(found, corpus, seed=seed)
    write_csv(found, target / "problems.csv")
    write_csv(study.language, target / "problem_language.csv")
    _write_followed(study, target)
    write_reading_list(_to_read(study, scheme, language), target, language=language)
    figures, warning = _figures(study, target, language=language, scheme=scheme)
    files = find_files(path, leave_out=target)
    options = {"scheme": scheme, "seed": seed, "language": language}
    record = {
        "input": Path(path).name,
        "options": options | {"model": None if model is None else Path(model).name},
        "inputs": {name: file_hash(file) for file, name in files},
        "versions": versions(),
        "documents": len(corpus),
        "problems": len(found),
        "figures": [figure.name for figure in figures],
    }
    with written_aside(target / "run.json") as aside:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        aside.write_text(text + "\n", encoding="utf-8")
    return replace(study, figures=figures, warning=warning)


def measure_problems(found: pd.DataFrame, corpus: Corpus, *, seed: int = 0) -> AdmissionStudy:
    """Measure the admissions of a corpus: language, recurrence, answers, formulas."""
    import pandas as pd

    tables = [problem_language(found, corpus, by=by, population="process") for by in _CELLS]
    return AdmissionStudy(
        corpus,
        found,
        pd.concat(tables, ignore_index=True),
        recurrence(found, corpus, seed=seed),
        answers(found, corpus, seed=seed),
        copied_admissions(found, corpus, seed=seed),
    )


def _write_followed(study: AdmissionStudy, target: Path) -> None:
    tables = {
        "recurrence": study.recurrence.admissions,
        "recurrence_rates": study.recurrence.rates,
        "survival": study.recurrence.survival,
        "answers": study.answers.admissions,
        "answer_rates": study.answers.rates,
        "formulas": study.formulas,
    }
    for name, table in tables.items():
        write_csv(table, target / f"{name}.csv")


def _to_read(study: AdmissionStudy, scheme: str, language: str) -> pd.DataFrame:
    """Every admission with its surroundings, by region, year and place in the report."""
    documents = study.corpus.documents.set_index("doc_id")
    rows = study.problems.join(
        study.corpus.paragraphs.set_index("paragraph_id")[["section", "line"]], on="paragraph_id"
    ).join(documents[["region", "year", "title", "path"]], on="doc_id")
    texts = rows["doc_id"].map(documents["text"])
    spans = list(zip(texts, rows["start"], rows["end"], strict=True))
    names = {one.code: one.name_zh if language == "zh" else one.name_en for one in problem_types()}
    outline = load_outline(scheme)
    returns = study.recurrence.admissions.set_index("problem_id")["returns"]
    taken = study.answers.admissions
    plans = taken[taken["answered"]].set_index("problem_id")["plan_text"]
    rows = rows.assign(
        report=rows["title"].fillna(rows["path"]),
        before=[text[max(0, start - _AROUND) : start].split("\n")[-1] for text, start, _ in spans],
        after=[text[end : end + _AROUND // 2].split("\n")[0] for text, _, end in spans],
        task=[_task(outline, code, language) for code in rows["category"]],
        type=rows["type"].map(lambda code: names.get(code, code)),
        returns=rows["problem_id"].map(returns),
        answer=rows["problem_id"].map(plans),
    )
    return rows.sort_values(["region", "year", "doc_id", "start"], kind="stable")


def _task(outline: Any, code: object, language: str) -> str:
    return f"{code} {outline.label(str(code), language)}" if isinstance(code, str) else ""


def _figures(
    study: AdmissionStudy, target: Path, *, language: str, scheme: str
) -> tuple[tuple[Path, ...], str | None]:
    """Draw what the tables allow; without a font they stand, and the reason is told."""
    saved: list[Path] = []
    try:
        for name, drawn in _drawn(study, language, scheme):
            saved += save_figure(drawn, target / "figures" / name)
    except MissingFontError as reason:
        return (), str(reason)
    return tuple(saved), None


def _drawn(study: AdmissionStudy, language: str, scheme: str) -> Iterator[tuple[str, Any]]:
    if study.problems.empty:
        return
    types = count_kinds(study.problems, "type")
    yield "problems-by-type", draw_problems(types, language=language)
    tasks = count_kinds(study.problems, "category").assign(scheme=scheme)
    yield "problems-by-task", draw_problems(tasks, language=language)
    yearly = _yearly(study.language)
    if yearly["year"].nunique() > 1:
        bound = yearly["since_2019"].notna().any()
        breaks = BREAKS[language] if bound else {}
        rows = yearly[yearly["measure"] == "type"]
        yield (
            f"types-by-year-{yearly['level'].iloc[0]}",
            draw_problem_trend(rows, language=language, breaks=breaks),
        )
    survival = study.recurrence.survival
    if survival.loc[survival["lag"] > 0, "value"].notna().any():
        yield "recurrence", draw_recurrence(survival, language=language)


def _yearly(language: pd.DataFrame) -> pd.DataFrame:
    """Rows by year of the level with the most reports; levels are never pooled."""
    rows = language[language["region"].isna() & language["year"].notna()]
    if rows.empty:
        return rows
    reports = rows.groupby("level")["n_documents"].sum()
    level = reports.sort_values(ascending=False, kind="stable").index[0]
    chosen: pd.DataFrame = rows[rows["level"] == level]
    return chosen
