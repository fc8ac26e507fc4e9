import csv
from collections import defaultdict

import pytest

from toolkit.corpus.dates import plain, read_date, report_years, year_of_signature
from toolkit.corpus.metadata import Evidence, describe
from toolkit.corpus.metalines import read_meta_lines
from toolkit.tables import DOCUMENTS

TITLE = "岳阳市平江县2020年法治政府建设情况报告"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("云岭县2021年法治政府建设情况", (2021, 2021)),
        ("关于二〇二一年度的报告", (2021, 2021)),
        ("二○一五年依法行政工作", (2015, 2015)),
        ("２０１９年度报告", (2019, 2019)),
        ("2016—2020年总结", (2016, 2020)),
        ("2016年至2020年总结", (2016, 2020)),
        ("2011-2015年依法行政", (2011, 2015)),
        ("2019、2020年度情况", (2019, 2020)),
        ("“十三五”时期总结", (2016, 2020)),
        ("“十二五”期间", (2011, 2015)),
        ("“十四五”规划情况", None),
        ("十五年来的法治实践", None),
        ("2022年总结及2023年工作计划", (2022, 2022)),
        ("2022年总结和2023年工作打算", (2022, 2022)),
        ("2023年度工作计划", (2023, 2023)),
        ("学习《法治政府建设实施纲要（2021－2025年）》", None),
        ("落实《实施纲要（2015-2020年）》2018年情况", (2018, 2018)),
        ("云府〔2021〕12号", None),
        ("云府〔2021〕12号 2020年情况", (2020, 2020)),
        ("电话12021年", None),
        ("没有年份", None),
    ],
)
def test_years_of_a_title(text, years):
    assert report_years(text) == years


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020年2月24日", "2020-02-24"),
        ("2020-02-24 10:01", "2020-02-24"),
        ("2020/2/4", "2020-02-04"),
        ("二〇二〇年十二月三十一日", "2020-12-31"),
        ("2020年2月30日", None),
        ("2020年2月", None),
    ],
)
def test_dates(text, date):
    assert read_date(text) == date


def test_a_signature_of_the_first_half_year_looks_back():
    assert [year_of_signature(day) for day in ("2021-01-05", "2021-06-30", "2021-07-01")] == [
        2020,
        2020,
        2021,
    ]


def test_folding_keeps_what_is_plain():
    assert plain("云岭县2021年（草案）") == "云岭县2021年(草案)"


@pytest.mark.parametrize(
    ("line", "published", "source"),
    [
        ("来源：云岭县司法局 发布时间：2022-01-20 浏览：12", "2022-01-20", "云岭县司法局"),
        ("发布日期：2022年1月20日 字体：大 中 小", "2022-01-20", None),
        ("信息来源: 县政府办 时间:2022/1/20", "2022-01-20", "县政府办"),
        ("来源： 发布时间：2022-01-20", "2022-01-20", None),
        ("成文日期：2022-01-20", None, None),
        ("今天是2022年3月1日 星期二", None, None),
    ],
)
def test_posting_dates_and_sources(line, published, source):
    found = read_meta_lines([line])

    assert (found.published, found.source) == (published, source)


@pytest.mark.parametrize(
    ("lines", "name", "dated"),
    [
        (["云岭县人民政府", "2021年1月5日"], "云岭县人民政府", "2021-01-05"),
        (["云岭县司法局   2021年1月5日"], "云岭县司法局", "2021-01-05"),
        (["平 江 县 人 民 政 府", "二〇二一年一月五日"], "平江县人民政府", "2021-01-05"),
        (["市政府：", "责任编辑：李明"], None, None),
    ],
)
def test_signatures(lines, name, dated):
    found = read_meta_lines(lines)

    assert (found.signature.name if found.signature else None, found.dated) == (name, dated)


def test_tags_serve_where_lines_are_silent():
    tags = {"PubDate": "2022-03-04 09:00", "ContentSource": "县司法局", "ArticleTitle": TITLE}
    found = describe(Evidence(tags=tags))

    assert (found["published"], found["source"], found["title"]) == (
        "2022-03-04",
        "县司法局",
        TITLE,
    )


def test_every_column_of_the_table_is_filled():
    wanted = [column.name for column in DOCUMENTS]
    wanted = [name for name in wanted if name in describe(Evidence())]

    assert set(describe(Evidence())) == set(wanted)
    assert len(wanted) == 22


def test_the_title_decides_over_signature_text_and_file_name():
    found = describe(
        Evidence(
            titles=(TITLE,),
            meta=("临湘市人民政府", "2021年1月5日"),
            body="我县认真工作。我县持续用力。《汨罗市办法》《汨罗市规定》",
            file_name="湘阴县2018年报告.txt",
        )
    )

    assert (found["county"], found["year"], found["region_evidence"]) == ("平江县", 2020, "title")
    assert found["flags"] == ("file name says 2018; file name says 湘阴县; signature says 临湘市")


def test_the_signature_serves_where_there_is_no_title():
    found = describe(Evidence(meta=("平江县人民政府", "2021年1月5日"), body="认真开展工作。"))

    assert (found["issuer"], found["region_code"]) == ("平江县人民政府", "430626")
    assert (found["year"], found["year_evidence"]) == (2020, "signature")
    assert (found["published"], found["dated"]) == ("2021-01-05", "2021-01-05")
    assert "no title" in found["flags"]


def test_the_text_serves_where_there_is_neither():
    body = (
        "第一部分：2011—2015年工作总结\n我市印发《溧阳市清单》。\n"
        "《溧阳市办法》出台，我市在常州市居前。"
    )
    found = describe(Evidence(body=body))

    assert (found["county"], found["city"], found["region_evidence"]) == (
        "溧阳市",
        "常州市",
        "text",
    )
    assert (found["year"], found["year_to"], found["kind"]) == (2011, 2015, "multi-year summary")


def test_a_namesake_is_settled_by_the_text():
    body = "深圳经济特区成立以来，我区在深圳市委领导下开展工作。"
    found = describe(Evidence(titles=("南山区2019年法治政府建设情况",), body=body))

    assert (found["city"], found["region_evidence"]) == ("深圳市", "title, settled by text")


def test_a_namesake_that_nothing_settles_is_flagged():
    found = describe(Evidence(titles=("朝阳区2019年法治政府建设情况",), body="我区认真工作。"))

    assert (found["region"], found["region_code"]) == (None, None)
    assert "region ambiguous: 朝阳区" in found["flags"]


def test_a_title_on_two_lines_is_one():
    titles = ("平江县人民政府", "关于2020年法治政府建设情况的报告")

    assert describe(Evidence(titles=titles))["title"] == "".join(titles)


def test_region_and_year_are_read_from_the_joined_title():
    found = describe(Evidence(titles=("湖南省岳阳市2020年", "法治政府建设年度报告")))

    assert (found["title"], found["city"]) == ("湖南省岳阳市2020年法治政府建设年度报告", "岳阳市")
    assert (found["year"], found["year_evidence"]) == (2020, "title")
    later = describe(Evidence(titles=("岳阳市人民政府", "法治政府建设", "2020年度情况报告")))
    assert (later["city"], later["year"]) == ("岳阳市", 2020)


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        (Evidence(body="春天来了。" * 50_000), None),
        (Evidence(), None),
        (Evidence(body="春天来了。" * 600 + "推进依法行政。"), None),
        (Evidence(body="推进依法行政。"), "annual report"),
        (Evidence(body="春天来了。", meta=("平江县人民政府", "2021年1月5日")), "annual report"),
        (Evidence(titles=("春天来了",), body="春天来了。"), "annual report"),
        (Evidence(body="春天来了。", file_name="平江县2020年工作总结.txt"), "annual report"),
    ],
)
def test_the_kind_is_missing_where_nothing_tells_of_a_report(evidence, kind):
    assert describe(evidence)["kind"] == kind


@pytest.mark.parametrize(
    ("title", "body", "year", "covers"),
    [
        ("平江县2021年政府工作报告", "一、2020年工作回顾", 2021, 2020),
        ("平江县2021年政府工作报告", "", 2021, 2020),
        ("平江县2021年法治政府建设情况报告", "", 2021, 2021),
        ("平江县2016—2020年法治政府建设总结", "", 2016, 2020),
        ("平江县2021年法治政府建设工作计划", "", 2021, None),
    ],
)
def test_the_year_that_an_account_covers(title, body, year, covers):
    found = describe(Evidence(titles=(title,), body=body))

    assert (found["year"], found["covers"]) == (year, covers)


def test_a_work_report_without_a_title_looks_back_from_its_session():
    body = (
        "各位代表：\n现在，我代表平江县人民政府，向大会作政府工作报告。\n一、2019年工作回顾\n略。"
    )
    found = describe(Evidence(body=body))

    assert (found["kind"], found["issuer"]) == ("government work report", "平江县人民政府")
    assert (found["year"], found["covers"]) == (2020, 2019)


@pytest.mark.parametrize(
    ("title", "body", "outline"),
    [
        ("平江县2019年法治政府建设情况", "", "outline-2015"),
        ("平江县2022年法治政府建设情况", "", "outline-2021"),
        ("平江县2021年法治政府建设情况", "（一）健全突发事件应对体系", "outline-2021"),
        ("平江县2021年法治政府建设情况", "（一）依法全面履行政府职能", "outline-2015"),
        ("法治政府建设情况", "", None),
    ],
)
def test_outlines(title, body, outline):
    assert describe(Evidence(titles=(title,), body=body))["outline"] == outline


MASTHEAD = Evidence(
    titles=("法治工作简报",),
    meta=("2017年第3期(总第40期)", "湖南省人民政府法制办公室   2017年3月9日"),
)


@pytest.mark.parametrize(
    ("title", "meta", "issuer", "level", "city"),
    [
        ("省审计厅强化内部监督", "(省审计厅法规处供稿)", "省审计厅", "province", None),
        ("岳阳市水利局开展执法检查", "", "岳阳市水利局", "prefecture", "岳阳市"),
        ("强化监督 服务大局", "（岳阳市水利局供稿）", "岳阳市水利局", "prefecture", "岳阳市"),
        ("我省出台新办法", "", "湖南省人民政府法制办公室", "province", None),
        ("省政府法制办举办培训班", "", "省政府法制办", "province", None),
    ],
)
def test_articles_of_a_bulletin(title, meta, issuer, level, city):
    found = describe(Evidence(titles=(title,), meta=(meta,), masthead=MASTHEAD))

    assert (found["issuer"], found["level"], found["city"]) == (issuer, level, city)
    assert (found["province"], found["year"], found["dated"]) == ("湖南省", 2017, "2017-03-09")
    assert found["kind"] == "bulletin article"


def test_the_bulletins_own_short_form_is_used_where_its_pages_use_it():
    masthead = Evidence(MASTHEAD.titles, MASTHEAD.meta, body="省政府法制办召开会议。")
    found = describe(Evidence(titles=("我省出台新办法",), masthead=masthead))

    assert found["issuer"] == "省政府法制办"


def test_a_relative_issuer_takes_its_region_from_the_text():
    body = "我县印发《平江县办法》《平江县规定》，我县法治环境向好。"
    found = describe(Evidence(titles=("县司法局2021年法治政府建设工作总结",), body=body))

    assert (found["issuer"], found["county"]) == ("县司法局", "平江县")


def test_the_gold_documents(shared):
    gold = rows_of(shared / "gold/documents.csv")
    roles = defaultdict(list)
    for row in rows_of(shared / "gold/report_lines.csv"):
        roles[row["file"]].append((int(row["line"]), row["role"]))
    for wanted in gold:
        starts = [int(row["first_line"]) for row in gold if row["file"] == wanted["file"]]
        found = describe(evidence_of(shared, wanted, starts, roles[wanted["file"]]))
        for field in [name for name in wanted if name in found]:
            assert str(found[field] or "") == wanted[field], (wanted["file"], field)


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def evidence_of(shared, wanted, starts, roles):
    text = (shared / "seeds" / wanted["file"]).read_text(encoding="utf-8").split("\n")
    first = int(wanted["first_line"])
    end = min((start for start in starts if start > first), default=len(text) + 1)

    def lines(low, high, *kinds):
        return tuple(text[n - 1].strip() for n, role in roles if low <= n < high and role in kinds)

    masthead = None
    if len(starts) > 1:
        opening = (1, min(starts))
        masthead = Evidence(lines(*opening, "title"), lines(*opening, "meta"), "\n".join(text))
    return Evidence(
        titles=lines(first, end, "title"),
        meta=lines(first, end, "meta"),
        body="\n".join(lines(first, end, "heading", "body")),
        file_name=wanted["file"],
        masthead=masthead,
    )


@pytest.mark.parametrize("with_title", [True, False])
def test_the_work_reports_agree_with_their_table(shared, with_title):
    rows = rows_of(shared / "corpora/work_reports_metadata.csv")
    wrong = []
    for row in rows:
        file = shared / "corpora/work_reports" / row["filename"]
        titles = (row["title"],) if with_title else ()
        body = file.read_text(encoding="utf-8")
        found = describe(Evidence(titles, body=body, file_name=row["filename"]))
        if (found["region"], str(found["year"])) != (row["region"], row["report_year"]):
            wrong.append(row["filename"])

    assert len(wrong) <= 0.02 * len(rows), wrong


def test_a_year_in_the_text_is_better_evidence_than_a_day_in_the_title():
    title = "平江县法治政府建设工作报告（2024年1月10日）"
    body = "2022年，平江县认真推进依法行政，现将工作情况报告如下。"

    assert describe(Evidence(titles=(title,)))["year"] == 2023
    assert describe(Evidence(titles=(title,), body=body))["year"] == 2022


def test_a_bureau_without_its_region_takes_it_from_the_address():
    titles = ("市水利局2022年法治政府建设工作总结",)
    found = describe(Evidence(titles=titles, url="http://slj.zhuzhou.gov.cn/1.html"))

    assert (found["region"], found["region_evidence"]) == ("株洲市", "address")


def test_a_date_of_printing_is_the_reports_date():
    found = read_meta_lines(["云岭县人民政府办公室", "2024年1月19日印发"])
    assert found.dated == "2024-01-19"
    assert found.signature is not None


def test_who_put_it_on_the_page_reports_where_nothing_else_tells():
    evidence = {"titles": ("2023年度法治政府建设年度报告",), "meta": ("发布单位：平江县司法局",)}
    found = describe(Evidence(**evidence))
    assert (found["issuer"], found["county"]) == ("平江县司法局", "平江县")
    assert found["region_evidence"] == "source"
    spoken = describe(Evidence(**{**evidence, "titles": (TITLE,), "meta": ("来源：安化县司法局",)}))
    assert spoken["issuer"] == "岳阳市平江县人民政府"


def test_a_bulletins_issuer_is_not_shortened_by_its_own_full_name():
    full = "云岭市全面推进依法行政工作领导小组办公室"
    head = Evidence(titles=("依法行政工作简报",), meta=(f"{full} 2014年6月20日",))
    found = describe(Evidence(titles=("我市启动规范化建设年活动",), masthead=head))
    assert found["issuer"] == full
