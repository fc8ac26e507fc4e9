"""Plans that take admissions up: which passage, how often, and what chance would give."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.analysis.panel import make_panel
from toolkit.analysis.answers import answers
from toolkit.errors import ToolkitError

OWN = {
    "甲县": ("油烟投诉处置迟缓", "明年建立油烟投诉限时处置台账"),
    "乙县": ("河道采砂监管薄弱", "加强河道采砂日夜监管"),
    "丙县": ("渣土车违规倾倒屡禁不止", "推动渣土车违规倾倒整治"),
    "丁县": ("古树名木保护不力", "完善古树名木保护名录"),
    "戊县": ("校园周边摊贩管理混乱", "深入整治校园周边摊贩"),
}


def test_an_admission_is_answered_by_the_passage_that_names_it() -> None:
    reports = {(name, 2018): ([told], ["组织学习宪法", plan]) for name, (told, plan) in OWN.items()}
    corpus, found = make_panel(reports)
    result = answers(found, corpus)
    rows = result.admissions
    assert rows["answered"].all()
    texts = corpus.documents.set_index("doc_id")["text"]
    for row in rows.itertuples():
        assert texts[row.doc_id][row.plan_start : row.plan_end] == row.plan_text
        assert OWN[corpus.documents.set_index("doc_id")["region"][row.doc_id]][1] in row.plan_text
    rate = result.rates.set_index("category").loc["all"]
    assert (rate["value"], rate["elsewhere"], rate["n_admissions"]) == (1.0, 0.0, 5)


def test_other_plans_do_not_answer_and_reports_without_plans_are_told_apart() -> None:
    told = [admission for admission, _ in OWN.values()]
    corpus, found = make_panel(
        {("甲县", 2018): (told, ["组织学习宪法"]), ("乙县", 2018): (told[:2], [])}
    )
    result = answers(found, corpus)
    assert not result.admissions["answered"].any()
    assert len(result.admissions) == len(told)
    assert result.n_without_plans == 2


def test_a_sentence_that_admits_answers_nothing() -> None:
    corpus, found = make_panel({("甲县", 2018): ([], ["但河道采砂监管仍然薄弱", "组织学习宪法"])})
    assert len(found) == 1
    assert not answers(found, corpus).admissions["answered"].any()


def test_with_predictions_a_plan_has_to_be_of_the_same_task() -> None:
    told, plan = OWN["乙县"]
    corpus, found = make_panel({("乙县", 2018): ([told], [plan])})
    ids = corpus.paragraphs["paragraph_id"]
    for code, wanted in (("A4", [True]), ("A7", [False])):
        predictions = pd.DataFrame({"paragraph_id": ids, "category": code})
        assert answers(found, corpus, predictions).admissions["answered"].tolist() == wanted


def test_a_threshold_outside_of_its_range_is_refused() -> None:
    corpus, found = make_panel({("甲县", 2018): (["河道采砂监管薄弱"], ["加强河道采砂监管"])})
    with pytest.raises(ToolkitError, match="wanted a share from above 0 to 1, came 2"):
        answers(found, corpus, taken_up=2)


def test_nothing_admitted_gives_empty_tables() -> None:
    corpus, found = make_panel({("甲县", 2018): (["河道采砂监管薄弱"], ["加强河道采砂监管"])})
    assert len(answers(found.head(0), corpus).admissions) == 0
