"""Admissions followed over the years: what returns, for how long, and what chance would give."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.analysis.panel import make_panel
from toolkit.analysis.recurrence import recurrence

STAYS = "执法记录仪数量配备不足"
REWORDED = "执法人员持证比例还不够高"
REWORDING = "持证执法人员的比例仍然偏低"
LEAVES = "罚没物品保管场所不规范"
NEW = "案卷归档不及时"


@pytest.fixture(scope="module")
def panel() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    first, second = [STAYS, REWORDED, LEAVES], [STAYS, REWORDING, NEW]
    reports = {}
    for region in "甲乙丙丁戊己":
        reports[region + "县", 2017] = (first, [])
        reports[region + "县", 2018] = (second, [])
    reports["庚县", 2017] = ([LEAVES], [])  # its next report is not at hand
    reports["庚县", 2019] = ([LEAVES], [])
    corpus, found = make_panel(reports)
    followed = recurrence(found.assign(type="enforcement"), corpus, other_words=0.35)
    return followed.admissions, followed.rates, followed.survival


@pytest.mark.parametrize(
    ("text", "region", "returns", "later"),
    [
        (STAYS, "甲县", "same words", STAYS),
        (REWORDED, "甲县", "other words", REWORDING),
        (LEAVES, "甲县", "gone", None),
        (LEAVES, "庚县", "censored", None),
    ],
)
def test_each_admission_is_followed_to_the_next_report(
    panel: tuple[pd.DataFrame, ...], text: str, region: str, returns: str, later: str | None
) -> None:
    rows = panel[0]
    row = rows[(rows["text"] == text) & (rows["region"] == region) & (rows["year"] == 2017)]
    assert row["returns"].tolist() == [returns]
    assert row["next_text"].astype(object).where(row["next_text"].notna(), None).tolist() == [later]


def test_a_report_two_years_on_is_not_the_next(panel: tuple[pd.DataFrame, ...]) -> None:
    rows = panel[0]
    assert set(rows.loc[rows["region"] == "庚县", "returns"]) == {"censored"}


def test_rates_leave_the_censored_out_and_stand_beside_chance(
    panel: tuple[pd.DataFrame, ...],
) -> None:
    rates = panel[1][panel[1]["category"] == "all"].set_index("returns")
    assert rates["value"].round(3).to_dict() == {
        "same words": 0.333, "other words": 0.333, "either": 0.667,
    }  # fmt: skip
    assert rates.loc["either", "n_admissions"] == 18
    # Every county says the same, so another county's report answers as well.
    assert rates.loc["either", "elsewhere"] == pytest.approx(2 / 3)


def test_the_survival_table_counts_ages_and_censoring(panel: tuple[pd.DataFrame, ...]) -> None:
    survival = panel[2].set_index("lag")
    assert survival.loc[0, ["at_risk", "value"]].tolist() == [26, 1.0]
    assert survival.loc[1, ["at_risk", "gone"]].tolist() == [18, 6]
    assert survival.loc[1, "censored"] == 6 + 2  # new in 2018; and the county of two lone years
    assert survival.loc[1, "value"] == pytest.approx(2 / 3)
    assert survival.loc[2, ["at_risk", "censored"]].tolist() == [0, 12]


def test_survival_multiplies_over_ages() -> None:
    reports = {}
    for place, region in enumerate("甲乙丙丁戊己"):
        for year in (2016, 2017, 2018):
            stays = year == 2016 or (year == 2017 and place < 3)
            reports[region + "县", year] = ([STAYS] if stays else [NEW], [])
    corpus, found = make_panel(reports)
    survival = recurrence(found, corpus).survival.set_index("lag")
    # Age 1 at risk: six of 2016 and three new of 2017, of which three go and none.
    assert survival.loc[1, ["at_risk", "gone"]].tolist() == [9, 3]
    assert survival.loc[2, ["at_risk", "gone"]].tolist() == [3, 3]
    assert survival["value"].round(3).tolist() == [1.0, 0.667, 0.0]
    assert 0 <= survival.loc[1, "low"] < 0.667 < survival.loc[1, "high"] <= 1


def test_words_of_one_place_alone_do_not_return_elsewhere() -> None:
    own = ["油烟投诉处置迟缓", "河道采砂监管薄弱", "渣土车违规倾倒屡禁不止", "古树名木保护不力",
           "校园周边摊贩管理混乱", "燃气瓶检验不及时"]  # fmt: skip
    reports = {
        (f"{name}县", year): ([words], [])
        for name, words in zip("甲乙丙丁戊己", own, strict=True)
        for year in (2017, 2018)
    }
    corpus, found = make_panel(reports)
    either = recurrence(found, corpus).rates.query("category == 'all' and returns == 'either'")
    assert either[["value", "elsewhere"]].to_numpy().tolist() == [[1.0, 0.0]]


def test_the_same_seed_draws_the_same_reports() -> None:
    reports = {
        (f"{name}县", year): ([STAYS if place % 2 else LEAVES], [])
        for place, name in enumerate("甲乙丙丁戊己庚辛")
        for year in (2017, 2018)
    }
    corpus, found = make_panel(reports)
    one, same, other = (recurrence(found, corpus, seed=seed).admissions for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert one["elsewhere"].tolist() != other["elsewhere"].tolist()


def test_nothing_admitted_gives_empty_tables() -> None:
    corpus, found = make_panel({("甲县", 2017): ([STAYS], [])})
    nothing = recurrence(found.head(0), corpus)
    assert len(nothing.admissions) == len(nothing.survival) == 0
