import csv
import re

import pandas as pd
import pytest

from toolkit.errors import SchemeError, TableError
from toolkit.labelling.headings import label_by_heading, match_heading, match_headings
from toolkit.outlines import load_outline
from toolkit.tables import Corpus

FIRST, SECOND = load_outline("outline-2015"), load_outline("outline-2021")
NAMES = [
    (outline, category.code, text)
    for outline in (FIRST, SECOND)
    for category in outline.categories
    if category.code != outline.none
    for text in (category.name_zh, *(measure.name for measure in category.measures))
]


@pytest.mark.parametrize(("outline", "code", "text"), NAMES, ids=lambda one: str(one)[:24])
def test_every_name_and_measure_of_an_outline_names_its_own_category(outline, code, text):
    assert match_heading(text, outline) == code


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        # the outline of 2004 and the opinions of 2008 and 2010
        ("转变政府职能，深化行政管理体制改革", "A1", "B1"),
        ("建立健全科学民主决策机制", "A3", "B3"),
        ("提高制度建设质量", "A2", "B2"),
        ("理顺行政执法体制，加快行政程序建设，规范行政执法行为", "A4", "B4"),
        ("积极探索高效、便捷和成本低廉的防范、化解社会矛盾的机制", "A6", "B6"),
        ("完善行政监督制度和机制，强化对行政行为的监督", "A5", "B7"),
        ("不断提高行政机关工作人员依法行政的观念和能力", "A7", "B9"),
        ("增强社会自治功能", "A1", "B1"),
        ("坚持依法科学民主决策", "A3", "B3"),
        ("强化行政监督和问责", "A5", "B7"),
        ("加强组织领导和督促检查", "A8", "B9"),
        # variants of the two outlines
        ("健全完善依法行政制度体系", "A2", "B2"),
        ("推进科学民主依法决策", "A3", "B3"),
        ("规范执法行为，强化行政执法监督", "A4", "B7"),
        ("加强行政执法监督", "A4", "B7"),
        ("加强法治宣传教育", "A7", "B9"),
        ("有效化解矛盾纠纷", "A6", "B6"),
        ("加强党对法治政府建设的领导", "A8", "B9"),
        ("党政主要负责人履行推进法治建设第一责任人职责情况", "A8", "B9"),
        ("提升数字政府建设水平", "A1", "B8"),
        ("突发事件应对", "A1", "B5"),
        ("简政放权", "A1", "B1"),
        ("执法人员培训力度不够", "A4", "B4"),
        ("行政决策水平有待提升", "A3", "B3"),
        ("法制机构队伍建设滞后", "A8", "B9"),
    ],
)
def test_headings_of_twenty_years_are_known(heading, first, second):
    assert (match_heading(heading, FIRST), match_heading(heading, SECOND)) == (first, second)


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "一、2022年法治政府建设工作开展情况",
        "2022年推进法治政府建设的主要举措和成效",
        "三、存在的不足和原因",
        "四、下一年度推进法治政府建设的主要安排",
        "全面推进依法行政，加快建设法治政府",
        "云溪县2022年法治政府建设年度报告",
        "2010年政府法制工作总结",
        "推行领导干部应知应会法律法规清单制度",
        "加强公共法律服务",
        "第二部分 工作思路",
    ],
)
@pytest.mark.parametrize("outline", [FIRST, SECOND], ids=["2015", "2021"])
def test_headings_that_name_no_task_or_an_arguable_one_stay_without(heading, outline):
    assert match_heading(heading, outline) is None


@pytest.mark.parametrize(
    "prefix",
    (
        *(
            "一、",
            "（一）",
            "(十二)",
            "1.",
            "12．",
            "3、",
            "1.2.",
            "（3）",
            "①",
            "⑴",
            "㈠",
            "第一部分：",
        ),
        *(
            "第三，",
            "一是",
            "二要",
            "——",
            "●",
            "【一】",
            "第二章、",
            "1 ",
            "一、（二）",
            "　　四、",
        ),
    ),
)
def test_numbering_of_every_kind_is_taken_off(tmp_path, prefix):
    scheme = tmp_path / "anchored.toml"
    scheme.write_text(
        """name = "anchored"
title_zh = "锚"
title_en = "Anchored"
years = [2020, 2020]
none = "N"
categories = [
  { code = "P", name_zh = "普", name_en = "P", definition = "d", headings = ['^普法$'] },
  { code = "N", name_zh = "无", name_en = "N", definition = "d" },
]""",
        encoding="utf-8",
    )
    outline = load_outline(scheme)
    assert match_heading(f"{prefix}普法", outline) == "P"
    assert match_heading("2019年普法", outline) is None


@pytest.mark.parametrize(
    "heading",
    [
        "持续深化“放管服”改革",
        "持续深化放管服改革",
        "持续深化 「放管服」 改革",
        "持续深化＂放管服＂改革",
    ],
)
def test_quotation_marks_and_width_make_no_difference(heading):
    assert match_heading(heading, SECOND) == "B1"


def test_full_width_plus_is_folded():
    assert match_heading("推进“互联网＋政务服务”", SECOND) == "B8"


def scheme_of(tmp_path, first, second):
    path = tmp_path / "two.toml"
    row = '{{ code = "{0}", name_zh = "名", name_en = "N", definition = "d", headings = {1} }}'
    rows = [row.format("X", first), row.format("Y", second), row.format("N", [])]
    path.write_text(
        'name = "two"\ntitle_zh = "二"\ntitle_en = "Two"\nyears = [2020, 2020]\nnone = "N"\n'
        f"categories = [{', '.join(rows)}]",
        encoding="utf-8",
    )
    return load_outline(path)


def test_the_longest_match_wins_and_a_draw_is_none(tmp_path):
    outline = scheme_of(tmp_path, ["执法"], ["执法监督", "公开"])
    assert match_heading("加强执法", outline) == "X"
    assert match_heading("加强执法监督", outline) == "Y"
    assert match_heading("公开与执法", outline) is None


def test_a_longer_second_match_of_the_same_pattern_counts(tmp_path):
    outline = scheme_of(tmp_path, ["执法(监督)?"], ["公开."])
    assert match_heading("执法公开和执法监督", outline) == "X"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (["一、主要工作", "（四）严格规范公正文明执法", "3.加强案卷评查"], "B7"),
        (["一、主要工作", "（四）严格规范公正文明执法", "3.其他工作"], "B4"),
        (["一、主要工作"], None),
        ([], None),
    ],
)
def test_the_innermost_heading_that_names_a_task_decides(path, code):
    assert match_headings(path, SECOND) == code


def corpus_of(*rows):
    names = ("paragraph_id", "text_sha256", "section", "headings", "inline_heading")
    frame = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows], columns=list(names))
    return Corpus(pd.DataFrame(), frame, pd.DataFrame())


def test_labels_are_silver_and_only_where_a_heading_names_a_task():
    corpus = corpus_of(
        ("d-0", "aa", "intro", ["一、全面推进政务公开"], None),
        ("d-1", "bb", "work", ["一、全面推进政务公开"], None),
        ("d-2", "cc", "work", ["一、全面推进政务公开"], "（一）认真做好行政应诉工作。"),
        ("d-3", "dd", "work", ["一、主要工作"], None),
        ("d-4", "ee", "problems", [], "一是执法队伍素质不高。"),
        ("d-5", "ff", "plans", ["下一步打算"], "五要加强普法宣传。"),
        ("d-6", "gg", "other", ["一、全面推进政务公开"], None),
    )
    labels = label_by_heading(corpus, "outline-2015")
    found = dict(zip(labels["paragraph_id"], labels["category"], strict=True))
    assert found == {"d-1": "A5", "d-2": "A6", "d-4": "A4", "d-5": "A7"}
    assert labels["text_sha256"].to_list() == ["bb", "cc", "ee", "ff"]
    assert set(labels["scheme"]) == {"outline-2015"}
    assert set(labels["coder"]) == set(labels["source"]) == {"heading"}
    assert labels["probability"].isna().all()


def test_a_corpus_read_back_from_disk_gives_the_same(tmp_path):
    corpus = corpus_of(("d-1", "bb", "work", ["一、全面推进政务公开"], None))
    corpus.paragraphs.to_parquet(tmp_path / "p.parquet")
    again = Corpus(corpus.documents, pd.read_parquet(tmp_path / "p.parquet"), corpus.rejected)
    assert label_by_heading(again, SECOND)["category"].to_list() == ["B7"]


def test_the_common_scheme_has_headings_too():
    corpus = corpus_of(("d-1", "bb", "work", [], "健全突发事件应对体系"))
    assert label_by_heading(corpus, "common")["category"].to_list() == ["C1"]


def test_nothing_to_label_gives_an_empty_table():
    assert label_by_heading(corpus_of(), "outline-2021").empty


def test_wrong_tables_and_schemes_are_refused():
    with pytest.raises(SchemeError, match="outline-2014"):
        label_by_heading(corpus_of(), "outline-2014")
    with pytest.raises(TableError, match="columns headings"):
        bare = Corpus(pd.DataFrame(), corpus_of().paragraphs.drop(columns="headings"), None)
        label_by_heading(bare, "outline-2015")


@pytest.mark.parametrize(("outline", "column"), [(FIRST, "cat2015"), (SECOND, "cat2021")])
def test_headings_that_stand_in_real_reports_agree_with_the_coders(shared, outline, column):
    agreed = found = 0
    with (shared / "gold" / "report_lines.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["role"] == "body"]
    for row in rows:
        text = (shared / "seeds" / row["file"]).read_text(encoding="utf-8").split("\n")
        opening = re.match(
            r"\s*[（(]?[一二三四五六七八九十\d]+[）).、]([^。]{4,30})。", text[int(row["line"]) - 1]
        )
        code = match_heading(opening[1], outline) if opening else None
        found += code is not None
        agreed += code == row[column]
    assert found >= 50
    assert agreed / found >= 0.9
