import csv
import time

import pytest

from toolkit.corpus.regions import (
    by_code,
    choose,
    gazetteer,
    in_year,
    lineage,
    mentions,
    spoken,
    today,
    town_at,
    with_town,
)
from toolkit.resources import label_file


def rows():
    with label_file("divisions.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_every_parent_and_successor_is_in_the_table():
    codes = {row["code"] for row in rows()}

    for row in rows():
        assert not row["province"] or row["province"] in codes
        assert not row["prefecture"] or row["prefecture"] in codes
        assert not row["successor"] or row["successor"] in codes


def test_a_code_is_borne_by_one_division_at_a_time():
    current = [row["code"] for row in rows() if row["code"] and not row["valid_to"]]

    assert len(current) == len(set(current))
    assert len(current) > 3200


def test_districts_of_municipalities_have_no_prefecture():
    held = ("11", "12", "31", "50")

    assert not [row for row in rows() if row["code"][:2] in held and row["prefecture"]]


@pytest.mark.parametrize(
    ("name", "city", "province"),
    [
        ("济源市", None, "河南省"),
        ("仙桃市", None, "湖北省"),
        ("石河子市", None, "新疆维吾尔自治区"),
        ("浦东新区", None, "上海市"),
        ("恩施州", "恩施土家族苗族自治州", "湖北省"),
        ("积石山县", "临夏回族自治州", "甘肃省"),
        ("深汕特别合作区", "深圳市", "广东省"),
        ("大鹏新区", "深圳市", "广东省"),
    ],
)
def test_lineage(name, city, province):
    names = lineage(gazetteer().full[name][0])

    assert (names["city"], names["province"]) == (city, province)


@pytest.mark.parametrize(
    ("former", "year", "now", "code"),
    [
        ("坪山新区", 2014, "坪山区", "440310"),
        ("光明新区", 2016, "光明区", "440311"),
        ("襄樊市", 2009, "襄阳市", "420600"),
        ("思茅市", 2005, "普洱市", "530800"),
        ("莱芜市", 2017, "莱芜区", "370116"),
        ("望城县", 2010, "望城区", "430112"),
        ("无为县", 2010, "无为市", "340281"),
        ("闸北区", 2014, "静安区", "310106"),
        ("毕节地区", 2010, "毕节市", "520500"),
    ],
)
def test_former_divisions_lead_to_todays(former, year, now, code):
    (found,) = choose(gazetteer().full[former], year=year)

    assert (today(found).name, today(found).code) == (now, code)


@pytest.mark.parametrize(
    ("name", "year", "level"),
    [("巢湖市", 2009, "prefecture"), ("巢湖市", 2021, "county"), ("莱芜市", 2018, "prefecture")],
)
def test_the_year_decides_between_divisions_of_one_name(name, year, level):
    assert [found.level for found in choose(gazetteer().full[name], year=year)] == [level]


def test_a_later_name_goes_back_to_that_of_the_year():
    assert in_year(by_code("360404"), 2015).name == "九江县"
    assert in_year(by_code("360404"), 2018).name == "柴桑区"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("湖南省岳阳市平江县", ["湖南省", "岳阳市", "平江县"]),
        ("吉林省吉林市船营区", ["吉林省", "吉林市", "船营区"]),
        ("发展平江县域经济", []),
        ("激活长沙市场主体", []),
        ("城区和郊区、矿区的道路", []),
        ("没有任何地名", []),
        ("深圳市", ["深圳市"]),
        ("", []),
    ],
)
def test_full_names_in_a_text(text, names):
    assert [mention.name for mention in mentions(text)] == names


def test_mentions_are_the_text_between_their_offsets():
    text = "河南省周口市的川汇区与淮阳区"

    assert [text[found.start : found.end] for found in mentions(text)] == [
        found.name for found in mentions(text)
    ]


def test_a_long_text_is_scanned_in_a_few_milliseconds():
    text = "全区认真落实岳阳市的部署，依法全面履行职能，办理行政复议案件。" * 650
    gazetteer()
    started = time.perf_counter()

    mentions(text)

    assert time.perf_counter() - started < 0.1


@pytest.mark.parametrize(
    ("town", "counties"),
    [("坡子街街道", ["天心区"]), ("虎门镇", ["东莞市"]), ("青溪仙子镇", [])],
)
def test_towns(town, counties):
    assert [county.name for county in with_town(town)] == counties


@pytest.mark.parametrize(
    ("name", "year", "level", "now"),
    [
        ("毕节市", 2010, "county", "七星关区"),
        ("毕节市", 2011, "prefecture", "毕节市"),
        ("日喀则市", 2013, "county", "桑珠孜区"),
        ("苍山县", 2012, "county", "兰陵县"),
        ("米泉市", 2006, "county", "米东区"),
        ("友好区", 2022, "county", "友好区"),
    ],
)
def test_the_year_of_a_change_belongs_to_the_later_name(name, year, level, now):
    (found,) = choose(gazetteer().full[name], year=year)

    assert (found.level, today(found).name) == (level, now)


def test_a_listed_township_is_found_at_its_place():
    assert town_at("城关镇2022年工作总结", 0) == "城关镇"
    assert town_at("岳阳市2022年工作总结", 0) is None


@pytest.mark.parametrize(
    ("code", "syllables"),
    [
        ("411221", ("mian", "chi")),
        ("610000", ("shaan", "xi")),
        ("130726", ("yu",)),
        ("140428", ("zhang", "zi")),
        ("510181", ("du", "jiang", "yan")),
        ("622927", ("ji", "shi", "shan")),
        ("999999", ()),
    ],
)
def test_the_pinyin_of_a_name(code, syllables):
    assert spoken(code) == syllables
