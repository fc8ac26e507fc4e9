import csv
import random
from pathlib import Path

import pytest

from toolkit.corpus.regions import by_code, gazetteer
from toolkit.corpus.titles import join_title, parse_title, read_title

FIELDS = (
    "issuer", "issuer_type", "kind", "level", "province", "city", "county", "town", "region",
    "region_code",
)  # fmt: skip


def rows(name):
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


TITLES = rows("titles.csv") + rows("title_kinds.csv")


@pytest.mark.parametrize("wanted", TITLES, ids=lambda row: row["title"])
def test_a_title_is_read_in_every_field(wanted):
    found = read_title(wanted["title"], url=wanted.get("url") or None)

    assert {field: found[field] or "" for field in FIELDS} == {
        field: wanted[field] for field in FIELDS
    }
    assert (found["year"], found["year_to"]) == (
        int(wanted["year"]) if wanted["year"] else None,
        int(wanted["year_to"]) if wanted["year_to"] else None,
    )


@pytest.mark.parametrize(
    ("title", "url", "code", "where"),
    [
        ("朝阳区2020年法治建设情况", "http://www.bjchy.gov.cn/a", "110105", "settled by"),
        ("鼓楼区2021年法治政府建设报告", "https://www.njgl.gov.cn/", "320106", "settled by"),
        ("城关区2021年法治政府建设情况", "http://www.xizang.gov.cn", "540102", "settled by"),
        ("法治政府建设年度报告", "http://sft.hunan.gov.cn/x", "430000", "address"),
        ("岳阳市2021年法治政府建设情况", "http://www.sz.gov.cn", "430600", "title"),
    ],
)
def test_an_address_settles_namesakes_and_does_not_overrule_a_title(title, url, code, where):
    found = read_title(title, url=url)

    assert found["region_code"] == code
    assert where in found["evidence"]["region"]


def test_an_address_of_another_province_leaves_a_namesake_open():
    found = read_title("朝阳区2020年法治政府建设情况", url="http://www.hebei.gov.cn/")

    assert (found["county"], found["region"], found["region_code"]) == ("朝阳区", None, None)


def test_an_open_namesake_lists_its_candidates():
    doubts = parse_title("朝阳区2020年法治政府建设情况").place.doubts

    assert doubts == ("region ambiguous: 朝阳区 (北京市, 吉林省长春市)",)


def test_hints_settle_a_namesake():
    assert parse_title("南山区2020年政府工作报告", hints=["440300"]).place.code == "440305"


def test_evidence_names_the_fields_that_were_read():
    found = read_title("云岭县2021年法治政府建设情况报告")

    assert found["evidence"]["issuer"] == "title, implied by the region"
    assert found["evidence"]["year"] == "title"
    assert "region_code" not in found["evidence"]


@pytest.mark.parametrize("title", ["", " ", "。", "《》", "2021", "关于", "年" * 500, "县" * 500])
def test_odd_titles_do_not_fail(title):
    assert read_title(title)["region_code"] is None


@pytest.mark.parametrize(
    ("form", "right"),
    [
        ("{county}{town}2024年法治政府建设工作总结", 0.98),
        ("{town}{office}2024年法治政府建设工作情况报告", 0.55),
    ],
)
def test_townships_titles_are_right_or_openly_unresolved(form, right):
    every = [(code, name) for code, names in gazetteer().towns.items() for name in names.split()]
    sample = random.Random(0).sample(every, 600)
    read = []
    for code, town in sample:
        office = "办事处" if town.endswith("街道") else "人民政府"
        county = by_code(code).name
        found = read_title(form.format(county=county, town=town, office=office))
        read.append((found["region"], found["region_code"]) == (town, code) or found["region"])

    assert sum(one is True for one in read) > right * len(read)
    assert sum(one is not True and one is not None for one in read) < 0.01 * len(read)


@pytest.mark.parametrize(
    "form",
    [
        "{}2024年法治政府建设情况报告",
        "关于{}2024年度法治政府建设情况的报告",
        "{}司法局2024年工作总结",
    ],
)
def test_every_divisions_own_title_is_right_or_openly_unresolved(form):
    divisions = [one for found in gazetteer().by_code.values() for one in found if one.valid(None)]
    codes = {one.code: read_title(form.format(one.name))["region_code"] for one in divisions}
    right = [code for code, found in codes.items() if code == found]

    assert {code for code, found in codes.items() if found and code != found} == set()
    assert len(right) > 0.97 * len(codes)


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (["云岭县人民政府关于2020年度", "法治政府建设情况的报告"], 2),
        (["云岭县人民政府", "2020年度法治政府建设", "情况报告"], 3),
        (["云岭县青石镇2020年", " ", "法治政府建设年度报告"], 3),
        (["云岭县人民政府", "关于2020年推进依法行政", "建设法治政府", "情况的报告"], 4),
        (["云岭县2020年法治政府建设情况", "的报告"], 2),
        (["云岭县法治政府建设", "年度报告"], 2),
        (["云岭县法治政府建设", "2020年度报告"], 2),
        (["云岭县2020年工作总结", "和2021年工作计划"], 2),
        (["云岭县人民政府关于印发", "2020年依法行政工作要点的通知"], 2),
        (["云岭县人民政府", "2020年度法治政府建设"], 2),
        (["云岭县2020年法治政府建设报告", "云岭县人民政府", "2020年法治政府建设的报告"], 1),
        (["云岭县2020年法治政府建设报告", "云岭县2020年法治政府建设报告"], 1),
        (["云岭县2020年法治政府建设", "云岭县2020年法治政府建设情况报告"], 1),
        (["云岭县2020年依法行政", "——在全县会议上的报告"], 1),
        (["云岭县2020年工作总结", "（在全县法治工作会议上）"], 1),
        (["云岭县人民政府", "——在全县会议上"], 1),
        (["云岭县召开2020年法治建设推进会", "部署下年重点工作计划"], 1),
        (["强化监督 服务大局", "县城管局执法工作情况"], 1),
        (["云岭县司法局狠抓普法", "为企业办好事情况汇报"], 1),
        (["2020年法治政府建设报告", "云岭县人民政府"], 1),
    ],
)
def test_a_title_over_several_lines_is_joined_up_to_its_end(lines, parts):
    assert join_title(lines) == "".join(line.strip() for line in lines[:parts])


def test_no_lines_give_no_title():
    assert join_title(["", " "]) is None


@pytest.mark.parametrize(
    "title",
    [
        "赴浙江省学习考察法治政府建设情况的报告",
        "学习借鉴上海市经验情况汇报",
        "全市法治建设工作报告",
    ],
)
def test_a_region_that_was_visited_is_not_the_issuers(title):
    assert read_title(title)["region"] is None


def test_the_year_of_a_title_that_only_prints_its_day_says_so():
    found = read_title("云岭县法治政府建设工作报告（2024年1月10日）", "http://www.example.com")

    assert (found["year"], found["evidence"]["year"]) == (2023, "title, by the date in it")


@pytest.mark.parametrize("dash", ["-", " - ", "_", "——", "|"])
def test_a_windows_title_is_not_printed_twice(dash):
    title = "云岭县2022年法治政府建设情况报告"
    assert join_title([f"{title}{dash}云岭县人民政府", title]) == title
