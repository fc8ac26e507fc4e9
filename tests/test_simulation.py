"""Simulated reports hold the shares that they claim, and say that they are invented."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from toolkit.errors import ToolkitError
from toolkit.resources import label_file
from toolkit.simulation import PLANTED, SimulatedReports, simulate_reports, write_reports
from toolkit.simulation_forms import FORMS, NOTICE
from toolkit.simulation_wording import county_names, vary


@pytest.fixture(scope="module")
def simulated() -> SimulatedReports:
    return simulate_reports()


def test_default_is_eight_regions_and_six_years_in_every_form(simulated: SimulatedReports) -> None:
    assert len(simulated) == 48
    assert len({(report.region, report.year) for report in simulated.reports}) == 48
    assert {report.form for report in simulated.reports} == {form.name for form in FORMS}
    assert len(FORMS) >= 5


def test_every_report_says_that_it_is_invented(simulated: SimulatedReports) -> None:
    for report in simulated.reports:
        lines = [line for line in report.text.split("\n") if line]
        assert NOTICE in lines[:6] + lines[-3:]
        assert report.region in report.text
        assert "{" not in report.text


@pytest.mark.parametrize("column", ["share", "planted"])
def test_shares_sum_to_one(simulated: SimulatedReports, column: str) -> None:
    cells = simulated.truth.groupby(["region", "year", "scheme", "unit"])[column].sum()
    assert len(cells) == 48 * 3 * 2
    assert ((cells - 1).abs() < 1e-9).all()


def test_planted_table_sums_to_one_at_both_ends() -> None:
    for end in (0, 1):
        assert sum(shares[end] for shares in PLANTED.values()) == pytest.approx(1)


@pytest.mark.parametrize(("category", "sign"), [("A4", 1), ("A2", -1), ("C4", 1), ("B2", -1)])
@pytest.mark.parametrize("unit", ["characters", "paragraphs"])
def test_planted_trend_is_in_the_truth(
    simulated: SimulatedReports, category: str, sign: int, unit: str
) -> None:
    truth = simulated.truth
    rows = truth[(truth["category"] == category) & (truth["unit"] == unit)]
    yearly = rows.groupby("year")["share"].mean()
    assert sign * (yearly.loc[2023] - yearly.loc[2018]) > 0.06
    assert sign * yearly.corr(pd.Series(yearly.index, index=yearly.index)) > 0.9
    planned = rows.groupby("year")["planted"].mean()
    assert (sign * planned.diff().dropna() > 0).all()


def test_truth_is_counted_from_the_passages_in_the_text(simulated: SimulatedReports) -> None:
    truth = simulated.truth.set_index(["region", "year", "category", "unit"])["share"]
    for report in simulated.reports:
        sizes = [(p.cat2015, len(p.text.replace(" ", ""))) for p in report.passages]
        wanted = sum(n for code, n in sizes if code == "A4") / sum(n for _, n in sizes)
        assert truth[report.region, report.year, "A4", "characters"] == pytest.approx(wanted)
        printed = report.text.translate(str.maketrans("，；：？！（）", ",;:?!()"))
        for passage in report.passages:
            same = passage.text.translate(str.maketrans("，；：？！（）", ",;:?!()"))
            assert same in printed
            assert passage.section == "work"


def test_headings_follow_the_outline_of_the_year(simulated: SimulatedReports) -> None:
    for report in simulated.reports:
        second = "健全行政执法工作体系" in report.text.replace("\n", "")
        if report.form != "free headings":
            assert second == (report.year >= 2021), report.file_name


def test_same_seed_same_reports() -> None:
    one, two, other = (
        simulate_reports(n_regions=2, years=[2019, 2020], seed=seed) for seed in (5, 5, 6)
    )
    assert one.reports == two.reports
    assert one.truth.equals(two.truth)
    assert [r.text for r in one.reports] != [r.text for r in other.reports]


def test_more_regions_leave_the_others_as_they_are() -> None:
    few = simulate_reports(n_regions=1, years=[2019, 2020])
    more = simulate_reports(n_regions=3, years=[2019, 2020])
    assert few.reports == more.reports[:2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"n_regions": 0},
            "wanted 1 to 72 regions, came 0 (simulate_reports, n_regions): "
            "ask for fewer regions, or simulate twice with two seeds",
        ),
        (
            {"years": []},
            "wanted different years, came none (simulate_reports, years): list each once",
        ),
        (
            {"years": [2019, 2019]},
            "wanted different years, came a year twice (simulate_reports, years): list each once",
        ),
    ],
)
def test_impossible_wishes_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ToolkitError) as refused:
        simulate_reports(**arguments)  # type: ignore[arg-type]
    assert str(refused.value) == message


def test_files_hold_the_texts_in_their_encodings(
    tmp_path: Path, simulated: SimulatedReports
) -> None:
    paths = write_reports(simulated, tmp_path)
    assert {report.encoding for report in simulated.reports} == {"utf-8", "gb18030"}
    for path, report in zip(paths, simulated.reports, strict=True):
        assert path.read_bytes().decode(report.encoding) == report.text
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(simulated.truth)
    assert {path.suffix for path in paths[0].parent.iterdir()} == {".txt"}


def test_no_county_bears_the_name_of_a_real_division() -> None:
    divisions = label_file("divisions.csv").read_text(encoding="utf-8")
    names = county_names(72)
    assert len({name[:2] for name in names}) == 72
    assert not [name for name in names if name[:2] in divisions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我市和市政府", "我县和县政府"),
        ("国务院和省政府印发文件", "国务院和省政府印发文件"),
        ("本市场、全局性、我委托", "本市场、全局性、我委托"),
        ("社区委员", "社区委员"),
        ("依据《条例(2015年)》", "依据《条例(2015年)》"),
        ("2017年比2016年多", "2020年比2019年多"),
        ("拨打12345热线，开展3项“100天”行动", "拨打12345热线，开展3项“100天”行动"),
        ("一是甲。二是乙。", "一是甲。二是乙。"),
        ("一是甲乙丙。", "甲乙丙。"),
        ("7月8日24小时值守", "7月8日24小时值守"),
        ("办结率100%", "办结率100%"),
        ("法制办公室牵头", "司法局牵头"),
    ],
)
def test_wording_changes_only_what_it_should(text: str, expected: str) -> None:
    example = {"id": "P", "section": "work", "cat2015": "A1", "cat2021": "B1", "text": text}
    assert vary(example, region="砚屏县", year=2020, seed="x").text == expected


def test_counts_are_scaled_together() -> None:
    text = "办件200件,其中网上100件,办结率90%。"
    example = {"id": "P", "section": "work", "cat2015": "A1", "cat2021": "B1", "text": text}
    told = {vary(example, region="砚屏县", year=2020, seed=str(n)).text for n in range(9)}
    assert len(told) > 5
    for one in told:
        whole, part = (int(count) for count in re.findall(r"(\d+)件", one))
        assert abs(whole - 2 * part) <= 1


def test_import_loads_no_pandas() -> None:
    code = "import sys, toolkit.simulation; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
