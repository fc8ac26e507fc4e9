"""The figures of a study: which table each is drawn from, and when there is enough to draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.presentation.charts import (
    draw_composition,
    draw_coverage,
    draw_emphasis,
    draw_trend,
)
from toolkit.presentation.charts_problems import draw_problems
from toolkit.presentation.saving import save_figure
from toolkit.progress import progress

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.tables import Corpus

WORK_REPORT = "government work report"
# Report years at which what is reported changed for other reasons than the work itself.
BREAKS = {
    "zh": {2016: "首个纲要施行", 2019: "督察规定", 2021: "第二个纲要"},
    "en": {2016: "first outline", 2019: "inspection rules", 2021: "second outline"},
}
SECOND_OUTLINE = 2021


def draw_figures(
    corpus: Corpus,
    emphasis: pd.DataFrame,
    problems: pd.DataFrame,
    *,
    folder: Path,
    language: str = "zh",
) -> tuple[Path, ...]:
    """Draw and save what a study's tables allow.

    Returns
    -------
    tuple of Path
        The files: a trend and a composition by year where there are two years, a map of regions
        and categories, the problems by type and task, the coverage of the sample.
    """
    _clear(folder)
    figures: dict[str, Any] = {}
    placed = corpus.documents[["region", "year"]].notna().all(axis=1)
    if placed.any():
        documents = _unique(corpus.documents[placed])
        figures["coverage"] = draw_coverage(documents, language=language)
    # A report without the sections that are counted has no shares to draw.
    emphasis = emphasis[emphasis["value"].notna()]
    schemes = set(emphasis["scheme"])
    for scheme, rows in emphasis.groupby("scheme", sort=True):
        alone = str(scheme) == "common" or len(schemes) == 1
        figures |= _emphasis_figures(str(scheme), rows, corpus, language, regions=alone)
    if len(problems):
        figures["problems-by-type"] = draw_problems(
            _counts(problems, "type"), language=language, labels=_type_names(language)
        )
    saved: list[Path] = []
    for name, axes in progress(list(figures.items()), "drawing", unit="figure"):
        saved += save_figure(getattr(axes, "figure", axes), folder / name)
    return tuple(saved)


def _emphasis_figures(
    scheme: str, rows: pd.DataFrame, corpus: Corpus, language: str, *, regions: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    by_level = rows[rows["region"].isna() & rows["year"].notna()]
    level = usual_level(rows)
    yearly = by_level[by_level["level"] == level] if level else by_level.head(0)
    panel = rows[rows["region"].notna() & (rows["level"] == level)]
    if _is_series(panel) and _one_scheme(scheme, yearly):
        breaks = {} if (corpus.documents["kind"] == WORK_REPORT).all() else BREAKS[language]
        found[f"trend-{scheme}-{level}"] = draw_trend(yearly, language=language, breaks=breaks)
        found[f"composition-{scheme}-{level}"] = draw_composition(yearly, language=language)
    # The outlines' own shares by region are in the table; a map of each would say it thrice.
    mapped = rows[rows["region"].notna()] if regions else rows.head(0)
    for tier, cells in mapped.groupby("level"):
        found[f"regions-{scheme}-{tier}"] = draw_emphasis(_latest(cells), language=language)
    return found


def _is_series(panel: pd.DataFrame) -> bool:
    """Some region reports in two years: else a line would join different places."""
    years = panel[panel["year"].notna()].groupby(["region", "region_code_today"], dropna=False)
    return bool((years["year"].nunique() > 1).any())


def _one_scheme(scheme: str, rows: pd.DataFrame) -> bool:
    """A series that spans the second outline is drawn on the common scheme alone."""
    years = rows["year"]
    return scheme == "common" or years.min() >= SECOND_OUTLINE or years.max() < SECOND_OUTLINE


def usual_level(emphasis: pd.DataFrame) -> str | None:
    """Return the level with the most years, then the most documents; levels are never pooled."""
    rows = emphasis[emphasis["region"].isna() & emphasis["level"].notna()]
    rows = rows[rows["value"].notna()]
    if rows.empty:
        return None
    spread = rows.groupby("level").agg(years=("year", "nunique"), documents=("n_documents", "sum"))
    ranked = spread.sort_values(["years", "documents"], ascending=False, kind="stable")
    return str(ranked.index[0])


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Each region's latest period, with names that tell regions of one name apart."""
    each = rows.groupby(["region", "region_code_today"], dropna=False)
    last = each["period"].transform("max")
    shown = _unique(rows[rows["period"].eq(last)])
    return shown.assign(region=shown["region"] + " " + shown["period"].astype("str"))


def _clear(folder: Path) -> None:
    """Take away an earlier run's figures, which would stand beside this one's tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in ("png", "pdf", "svg", "txt"):
        for old in folder.glob(f"*.{suffix}"):
            old.unlink()


def _unique(rows: pd.DataFrame) -> pd.DataFrame:
    named = rows[["region", "region_code_today"]].drop_duplicates()
    shared = set(named.loc[named["region"].duplicated(keep=False), "region"].dropna())
    told = rows["region"] + " (" + rows["region_code_today"].astype("str").fillna("?") + ")"
    return rows.assign(region=rows["region"].mask(rows["region"].isin(shared), told))


def _counts(problems: pd.DataFrame, column: str) -> pd.DataFrame:
    counted = problems[column].value_counts(sort=False).sort_index()
    return counted.rename_axis(column).reset_index(name="count")


def _type_names(language: str) -> dict[str, str]:
    from toolkit.analysis.problem_types import problem_types

    name = "name_zh" if language == "zh" else "name_en"
    return {kind.code: str(getattr(kind, name)) for kind in problem_types()}
