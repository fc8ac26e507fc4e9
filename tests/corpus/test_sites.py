import pytest

from toolkit.corpus.issuers import issuer_at
from toolkit.corpus.locating import locate, upwards
from toolkit.corpus.places import place_of
from toolkit.corpus.regions import by_code
from toolkit.corpus.sites import site_codes, site_hints


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("http://www.sz.gov.cn/a", ("440300",)),
        ("https://sfj.hunan.gov.cn", ("430000",)),
        ("http://sz.gd.gov.cn", ("440000", "440300")),
        ("http://www.tianxin.gov.cn/a", ("430103",)),
        ("http://tianxin.changsha.gov.cn/a", ("430100", "430103")),
        ("http://slj.zhuzhou.gov.cn", ("430200",)),
        ("HTTPS://WWW.YANGXIAN.GOV.CN/", ("610723",)),
        ("https://www.hzsc.gov.cn/art/1.html", ("330102",)),
        ("http://ynwd.gov.cn/info", ("532329",)),
        ("http://www.zhenjiang.gov.cn", ("321100",)),
        ("https://guangdong.chinatax.gov.cn/gdsw/1.html", ("440000",)),
        ("https://www.customs.gov.cn/x", ()),
        # Two or more divisions are so spelt.
        ("http://www.xiangshan.gov.cn", ()),
        ("http://www.taihe.gov.cn", ()),
        ("http://www.by.gov.cn", ()),
        ("http://www.yunling.gov.cn", ()),
        ("http://www.gov.cn/premier", ()),
        ("http://www.example.com", ()),
        ("ftp", ()),
        (None, ()),
    ],
)
def test_addresses(url, codes):
    assert site_codes(url) == codes


def test_letters_that_fit_several_divisions_only_choose_among_namesakes():
    hints = site_hints("https://www.by.gov.cn/zwgk/1.html")

    assert {"440111", "520113"} <= set(hints)
    assert locate(issuer_at("新市街道办事处")).place.code is None
    assert locate(issuer_at("新市街道办事处"), hints=hints).place.code == "440111"


@pytest.mark.parametrize(
    ("name", "code", "region"),
    [
        ("市司法局2022年工作总结", "430103", "长沙市"),
        ("省司法厅2022年工作总结", "430103", "湖南省"),
        ("区司法局2022年工作总结", "430103", "天心区"),
        ("县司法局2022年工作总结", "430103", None),
        ("市司法局2022年工作总结", "110108", "北京市"),
        ("市司法局2022年工作总结", "320583", "昆山市"),
        ("自治区司法厅2022年工作总结", "650000", "新疆维吾尔自治区"),
        ("区司法局2022年工作总结", "650000", None),
    ],
)
def test_a_bureau_named_without_its_region_takes_it_from_the_site(name, code, region):
    assert upwards(place_of(by_code(code)), issuer_at(name)).region == region


def test_a_district_bureau_on_its_citys_site_is_left_open_below_the_city():
    place = locate(issuer_at("区司法局2022年工作总结"), url="http://www.zhuzhou.gov.cn").place

    assert (place.province, place.city, place.region) == ("湖南省", "株洲市", None)


def test_a_body_for_several_provinces_has_no_region():
    place = locate(issuer_at("水利部黄河水利委员会2022年法治政府建设情况")).place

    assert (place.level, place.region) == ("nation", None)
