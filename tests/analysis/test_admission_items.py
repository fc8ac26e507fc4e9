"""What an admission stands in: its item or sentence, and the heading that names its topic."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.analysis.admission_items import admission_items
from toolkit.analysis.problems import find_problems
from toolkit.errors import TableError


def items(text: str, *headings: str, section: str = "problems") -> list[tuple[str, str]]:
    row = {
        "paragraph_id": "d-3",
        "doc_id": "d",
        "section": section,
        "start": 40,
        "text": text,
        "headings": list(headings),
    }
    paragraphs = pd.DataFrame([row])
    found = admission_items(find_problems(paragraphs), paragraphs)
    return list(found.itertuples(index=False, name=None))


def test_a_numbered_item_is_whole_with_its_lead() -> None:
    text = "一是执法保障有缺口。人员偏少，装备老化。二是经费紧张。"
    lead, second = "执法保障有缺口。人员偏少，装备老化", "经费紧张"
    assert {item for item, _ in items(text)} == {lead, second}


def test_without_numbers_the_sentence_is_taken() -> None:
    text = "复议机构力量薄弱，案件办理超期。部分镇普法形式单一。"
    assert {item for item, _ in items(text)} == {
        "复议机构力量薄弱，案件办理超期",
        "部分镇普法形式单一",
    }


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("（一）行政执法水平不高", True),
        ("2.普法针对性不强", True),
        ("三、存在的问题", False),
        ("三、存在的主要问题和不足及原因分析", False),
        ("四、2023年法治政府建设工作中存在的短板和2024年工作安排", False),
        ("（二）制度建设", False),
    ],
)
def test_a_heading_counts_where_it_says_what_is_lacking(heading: str, topic: bool) -> None:
    found = items("个别单位重视不够。", "一、总体情况", heading)
    assert [told for _, told in found] == [heading if topic else ""]


def test_elsewhere_than_among_problems_no_heading_counts() -> None:
    found = items("我们清醒看到，执法力量仍然不足。", "（一）行政执法水平不高", section="work")
    assert [told for _, told in found] == [""]


def test_paragraphs_without_headings_and_no_admissions() -> None:
    paragraphs = pd.DataFrame(
        [
            {
                "paragraph_id": "d-0",
                "doc_id": "d",
                "section": "problems",
                "start": 0,
                "text": "经费紧张。",
            }
        ]
    )
    found = find_problems(paragraphs)
    assert admission_items(found, paragraphs).to_numpy().tolist() == [["经费紧张", ""]]
    assert admission_items(found.iloc[:0], paragraphs).empty


def test_a_missing_column_is_told() -> None:
    with pytest.raises(TableError, match="start"):
        admission_items(pd.DataFrame({"paragraph_id": []}), pd.DataFrame())
