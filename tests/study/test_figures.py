"""Which figures a study has: of which scheme and level, and where there is too little to draw."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from toolkit.study.figures import draw_figures, planned, usual_level
from toolkit.study.running import Study
from toolkit.tables import Corpus, make_table

PROVINCES = ("云南省", "贵州省", "四川省", "湖南省", "湖北省", "河南省", "河北省", "山东省")
CODES = {"common": ("C1", "C4", "C0"), "outline-2015": ("A1", "A4", "A0"),
         "outline-2021": ("B1", "B4", "B0")}  # fmt: skip


def estimates(
    places: tuple[str, ...], years: range, *, level: str = "county", **facts: object
) -> pd.DataFrame:
    """Shares by region and year and by level and year, under all schemes."""
    rows = [
        {"scheme": scheme, "category": code, "region": region, "year": year,
         "period": str(year), "region_code_today": region, "level": level,
         "value": (0.3, 0.1 + 0.05 * place, 0.6 - 0.05 * place)[column]}
        for scheme, codes in CODES.items()
        for column, code in enumerate(codes)
        for year in years
        for place, region in enumerate((None, *places))
    ]  # fmt: skip
    table = pd.DataFrame(rows).assign(
        measure="share", n_documents=len(places), method="count", **facts
    )
    return table.astype({"region": "str", "year": "Int64"})


def study(table: pd.DataFrame) -> Study:
    kept = table[table["region"].notna() & (table["scheme"] == table["scheme"].iloc[0])]
    documents = kept[["region", "region_code_today", "year", "level"]].drop_duplicates()
    documents = documents.assign(
        year_to=documents["year"], kind="annual report", text="", region_code=pd.NA
    )
    nothing = make_table("problems", [])
    corpus = Corpus(documents, make_table("paragraphs", []), pd.DataFrame())
    return Study(corpus, make_table("predictions", []), table, nothing)


def names(table: pd.DataFrame) -> set[str]:
    return {name for name, _ in planned(study(table), "zh")}


@pytest.mark.parametrize(
    ("years", "scheme"),
    [
        (range(2018, 2021), "outline-2015"),
        (range(2019, 2023), "common"),
        (range(2021, 2024), "outline-2021"),
    ],
)
def test_figures_show_the_scheme_that_all_years_lie_under(years: range, scheme: str) -> None:
    assert names(estimates(("甲县", "乙县"), years)) == {
        "coverage",
        f"trend-{scheme}-county",
        f"composition-{scheme}-county",
        f"regions-{scheme}-county",
    }


def test_one_year_has_no_trend_and_one_region_no_comparison() -> None:
    assert names(estimates(("甲县", "乙县"), range(2018, 2019))) == {
        "coverage", "regions-outline-2015-county"
    }  # fmt: skip
    county = estimates(("甲县", "乙县"), range(2018, 2020))
    city = estimates(("丙市",), range(2018, 2020), level="prefecture")
    both = names(pd.concat([county, city]))
    assert "regions-outline-2015-county" in both
    assert "regions-outline-2015-prefecture" not in both


def test_an_outline_asked_for_has_no_trend_across_the_next_one() -> None:
    table = estimates(("甲县", "乙县"), range(2019, 2023))
    asked = names(table[table["scheme"] == "outline-2015"])
    assert asked == {"coverage", "regions-outline-2015-county"}


def test_provinces_are_mapped_by_the_task_that_they_differ_most_on() -> None:
    drawn = names(estimates(PROVINCES, range(2018, 2020), level="province"))
    assert "map-outline-2015-A4" in drawn
    odd = (*PROVINCES[:-1], "香港特别行政区")
    assert not any(name.startswith("map") for name in names(
        estimates(odd, range(2018, 2020), level="province")
    ))  # fmt: skip


@pytest.mark.parametrize("code", ["甲/乙", "..", "法治" * 40])
def test_a_code_of_ones_own_makes_no_path(code: str, tmp_path: Path) -> None:
    table = estimates(PROVINCES, range(2018, 2019), level="province")
    own = table[table["scheme"] == "outline-2015"].assign(scheme="own")
    own["category"] = own["category"].replace("A4", code)
    files = draw_figures(study(own), folder=tmp_path / "figures")
    drawn = {path.stem for path in files}
    assert "regions-own-province" in drawn
    (mapped,) = (name for name in drawn if name.startswith("map-own-"))
    assert mapped != f"map-own-{code}"
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {p.name for p in files}
    assert [path.name for path in tmp_path.iterdir()] == ["figures"]


def test_the_usual_level_has_most_reports_of_those_with_a_series() -> None:
    long = estimates(("丙市",), range(2005, 2020), level="prefecture")
    wide = estimates(tuple("甲乙丁戊己庚辛壬癸子"), range(2018, 2020))
    assert usual_level(pd.concat([long, wide])) == "county"
    once = estimates(tuple("甲乙丁戊己庚辛壬癸子丑寅卯辰巳"), range(2018, 2019))
    assert usual_level(pd.concat([once, long])) == "prefecture"
    assert usual_level(long.head(0)) is None


def test_an_earlier_runs_figures_are_taken_away(tmp_path: Path) -> None:
    for name in ("map-common-C4.png", "notes.md"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    table = estimates(("甲县",), range(2018, 2019))
    files = draw_figures(study(table.assign(value=float("nan"))), folder=tmp_path)
    assert {path.name for path in files} == {f"coverage.{s}" for s in ("png", "pdf", "svg", "txt")}
    assert {path.name for path in tmp_path.iterdir()} == {*(p.name for p in files), "notes.md"}
