"""The figures of a study: which table each is drawn from, and when there is enough to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.analysis import cells
from toolkit.analysis.emphasis import emphasis
from toolkit.analysis.problem_language import problem_language
from toolkit.files import safe_stem
from toolkit.presentation.charts import (
    draw_composition,
    draw_correction,
    draw_coverage,
    draw_emphasis,
    draw_trend,
)
from toolkit.presentation.charts_problems import draw_problem_trend, draw_problems
from toolkit.presentation.passages import region_names
from toolkit.presentation.saving import save_figure
from toolkit.presentation.tilemap import draw_tile_map, is_province
from toolkit.progress import progress
from toolkit.scaling import one_by_one

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.scaling import Spread
    from toolkit.study.running import Study

_SHORTLY = {
    "zh": ("首个纲要施行", "督察规定", "第二个纲要"),
    "en": ("first outline", "inspection rules", "second outline"),
}
# The years of ``cells.BREAKS``, in words that have room in a chart.
BREAKS = {
    language: dict(zip(cells.BREAKS, said, strict=True)) for language, said in _SHORTLY.items()
}
SECOND_OUTLINE = 2021
# Fewer provinces are better read in the grid of regions.
_LEAST_PROVINCES = 8


def draw_figures(
    study: Study, *, folder: Path, language: str = "zh", spread: Spread | None = None
) -> tuple[Path, ...]:
    """Draw and save what a study's tables allow, on several workers where there are.

    Returns
    -------
    tuple of Path
        The files: the coverage of the sample; of the usual level of government the trend and the
        composition by year, where a region reports in two years, and what correction changed,
        where labels corrected; a grid of regions and categories of each level; the category on
        which provinces differ most on a map; the problems by type, and their course. They show one
        scheme: an outline where all years lie under it, else the common one.
    """
    _clear(folder)
    drawn = list(planned(study, language))
    saved = (spread or one_by_one)(_saved, drawn, given=(folder,))
    shown = progress(drawn, "drawing", unit="figure")
    return tuple(file for files, _ in zip(saved, shown, strict=True) for file in files)


def _saved(named: tuple[str, Callable[[], Any]], folder: Path) -> tuple[Path, ...]:
    """Draw and save one figure, as a worker does: a drawn one does not travel."""
    name, draw = named
    return save_figure(draw(), folder / safe_stem(name))


def planned(study: Study, language: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield what there is enough to draw of: a figure's name, and what draws it."""
    documents = study.corpus.documents
    placed = documents.drop(columns="text").dropna(subset=["region", "year"])
    if len(placed):
        named = placed.assign(region=region_names(placed))
        yield "coverage", partial(draw_coverage, named, language=language)
    # A report without the sections that are counted has no shares to draw.
    shares = study.emphasis[study.emphasis["value"].notna()]
    rows = shares[shares["scheme"] == _shown_scheme(shares)]
    breaks = {} if documents["kind"].eq(cells.UNBOUND).all() else BREAKS[language]
    level = usual_level(rows)
    if level and _is_series(rows[rows["region"].notna() & (rows["level"] == level)]):
        yield from _courses(study, rows, level, breaks=breaks, language=language)
    yield from _places(rows, language)
    yield from _problems(study, level, breaks=breaks, language=language)


def _shown_scheme(shares: pd.DataFrame) -> str:
    """A series that spans the second outline is drawn on the common scheme."""
    known, years = sorted(set(shares["scheme"])), shares["year"].dropna()
    if len(known) > 1 and len(years):
        if years.min() >= SECOND_OUTLINE and "outline-2021" in known:
            return "outline-2021"
        if years.max() < SECOND_OUTLINE and "outline-2015" in known:
            return "outline-2015"
    return "common" if "common" in known or not known else str(known[0])


def _courses(
    study: Study, rows: pd.DataFrame, level: str, *, breaks: Mapping[int, str], language: str
) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The years of one level, where one scheme may be followed through them."""
    scheme = str(rows["scheme"].iloc[0])
    yearly = rows[rows["region"].isna() & rows["year"].notna() & (rows["level"] == level)]
    if scheme != "common" and yearly["year"].min() < SECOND_OUTLINE <= yearly["year"].max():
        return
    name = f"{scheme}-{level}"
    yield f"trend-{name}", partial(draw_trend, yearly, language=language, breaks=breaks)
    yield f"composition-{name}", partial(draw_composition, yearly, language=language)
    if yearly["method"].eq("corrected").all():
        import pandas as pd

        by = ("level", "year")
        counted = emphasis(study.corpus, study.predictions, by=by, scheme=scheme, method="count")
        counted = counted[counted["level"].eq(level) & counted["year"].isin(yearly["year"])]
        both = pd.concat([counted, yearly], ignore_index=True)
        yield f"correction-{name}", partial(draw_correction, both, language=language)


def _places(rows: pd.DataFrame, language: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Regions beside one another, each with its latest shares."""
    for level, known in rows[rows["region"].notna()].groupby("level"):
        latest = _latest(known)
        scheme = str(latest["scheme"].iloc[0])
        named = latest.assign(region=latest["region"] + " " + latest["period"].astype("str"))
        # One region alone is no comparison, except where there is nothing else to see.
        if latest["region"].nunique() > 1 or rows["region"].nunique() == 1:
            yield f"regions-{scheme}-{level}", partial(draw_emphasis, named, language=language)
        mapped = latest["region"].map(is_province) & ~latest["category"].str.endswith("0")
        tasks = latest[mapped]
        if level == "province" and tasks["region"].nunique() >= _LEAST_PROVINCES:
            code = str(tasks.groupby("category")["value"].std().idxmax())
            shown = tasks[tasks["category"] == code]
            yield f"map-{scheme}-{code}", partial(draw_tile_map, shown, language=language)


def _problems(
    study: Study, level: str | None, *, breaks: Mapping[int, str], language: str
) -> Iterator[tuple[str, Callable[[], Any]]]:
    found = study.problems
    if found.empty:
        return
    yield "problems-by-type", partial(draw_problems, count_kinds(found, "type"), language=language)
    documents = study.corpus.documents
    if level is None or documents[documents["level"] == level]["year"].nunique() < 2:
        return
    measured = problem_language(found, study.corpus, population="process", levels=[level])
    types = measured[measured["measure"].eq("type") & measured["year"].notna()]
    if types["year"].nunique() > 1:
        drawn = partial(draw_problem_trend, types, language=language, breaks=breaks)
        yield f"types-by-year-{level}", drawn


def _is_series(panel: pd.DataFrame) -> bool:
    """Some region reports in two years: else a line would join different places."""
    years = panel[panel["year"].notna()].groupby(["region", "region_code_today"], dropna=False)
    return bool((years["year"].nunique() > 1).any())


def usual_level(emphasis: pd.DataFrame) -> str | None:
    """Return the level with the most reports, of those with a series; levels are never pooled."""
    rows = emphasis[emphasis["region"].isna() & emphasis["level"].notna()]
    rows = rows[rows["value"].notna()]
    if rows.empty:
        return None
    each = rows.drop_duplicates(["level", "period", "scheme"]).groupby("level")
    spread = each.agg(years=("year", "nunique"), documents=("n_documents", "sum"))
    spread = spread.assign(series=spread["years"].gt(1))
    ranked = spread.sort_values(["series", "documents", "years"], ascending=False, kind="stable")
    return str(ranked.index[0])


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Each region's latest period, with names that tell regions of one name apart."""
    each = rows.groupby(["region", "region_code_today"], dropna=False)
    last = each["period"].transform("max")
    latest = rows[rows["period"].eq(last)]
    return latest.assign(region=region_names(latest))


def _clear(folder: Path) -> None:
    """Take away an earlier run's figures, which would stand beside this one's tables."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in ("png", "pdf", "svg", "txt"):
        for old in folder.glob(f"*.{suffix}"):
            old.unlink()


def count_kinds(problems: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return how many problems there are of each kind."""
    counted = problems[column].value_counts(sort=False).sort_index()
    return counted.rename_axis(column).reset_index(name="count")
