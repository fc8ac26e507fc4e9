"""Shared passages: which are found, where they stand, who had them first, and at what cost."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pandas as pd
import pytest

from toolkit.analysis.copying import Copying, copying
from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.tables import Corpus, make_table

# Invented; each is longer than thirty letters and shares no long run with another.
ROADS = "乡镇道路养护由县里统一排班，雨季之前逐段巡查，发现塌陷当天围挡，三天之内修好并张榜公布。"
WELLS = "机井取水一律装表计量，村民小组每月抄表，超出定额的部分分档收费，所收款项全部用于渠道清淤。"
TREES = (
    "退下来的苗圃改种乡土树种，护林员分片包干，枯死一棵补栽一棵，年底由林业站会同村委会清点验收。"
)
LAMPS = (
    "背街小巷的路灯改用感应开关，电费由街道垫付，物业按户分摊，争议交社区议事会当场商定并记录在册。"
)
NAMES = ("云岭县", "青川县", "白河县")


def make_corpus(reports: dict[tuple[str, int], list[str]]) -> Corpus:
    """Make a corpus of county reports: (region, year) to its paragraphs."""
    documents, paragraphs = [], []
    for number, ((region, year), texts) in enumerate(reports.items()):
        doc_id, start = f"d{number:03}", 0
        for position, text in enumerate(texts):
            paragraphs.append(
                {
                    "paragraph_id": f"{doc_id}-{position}",
                    "doc_id": doc_id,
                    "position": position,
                    "line": position + 1,
                    "headings": [],
                    "inline_heading": None,
                    "section": "work",
                    "text": text,
                    "start": start,
                    "end": start + len(text),
                    "n_chars": len(text),
                    "text_sha256": str(number),
                }
            )
            start += len(text) + 1
        facts = {"doc_id": doc_id, "region": region, "year": year, "year_to": year}
        facts |= {"covers": year, "level": "county", "kind": "annual report"}
        documents.append(facts | {"issuer_type": "government", "text": "\n".join(texts)})
    columns = make_table("documents", []).columns
    table = make_table("documents", pd.DataFrame(documents).reindex(columns=columns))
    return Corpus(table, make_table("paragraphs", paragraphs), make_table("rejected", []))


def shares(found: Copying, name: str) -> dict[tuple[str, int], float]:
    rows = found.reports
    keys = zip(rows["region"], rows["year"].astype(int), strict=True)
    return dict(zip(keys, rows[name].tolist(), strict=True))


def test_passages_lead_to_both_texts() -> None:
    corpus = make_corpus(
        {("云岭县", 2018): [WELLS, "今年 " + ROADS], ("云岭县", 2019): ["去年，" + ROADS + TREES]}
    )
    found = copying(corpus)
    (row,) = found.passages.to_dict("records")
    texts = dict(zip(corpus.documents["doc_id"], corpus.documents["text"], strict=True))
    later = texts[row["doc_id"]][row["start"] : row["end"]]
    earlier = texts[row["earlier_doc_id"]][row["earlier_start"] : row["earlier_end"]]
    # 年 before the sentence is shared too, its mark and blank are not letters
    assert earlier == "年 " + ROADS[:-1]
    assert later == row["text"] == "年，" + ROADS[:-1]
    assert row["n_letters"] == sum(map(str.isalnum, later)) == row["shared_letters"]
    assert (row["year"], row["earlier_year"]) == (2019, 2018)
    assert row["relation"] == "own last report"


@pytest.mark.parametrize(
    ("first", "second", "n"),
    [
        (ROADS, ROADS, 1),
        (ROADS, ROADS.replace("，", "、").replace("。", " "), 1),
        (ROADS, ROADS[:24] + WELLS, 0),
        (ROADS, ROADS[:20] + "按时" + ROADS[20:35], 0),
        # a title is quoted, however long it is
        (f"学习《{ROADS}》。", f"落实《{ROADS}》。", 0),
        ("ＡＰＰ" + ROADS, "app" + ROADS, 1),
    ],
)
def test_what_is_a_passage(first: str, second: str, n: int) -> None:
    corpus = make_corpus({("云岭县", 2018): [first], ("青川县", 2019): [second]})
    assert len(copying(corpus).passages) == n


def test_min_run_is_letters_and_bounds_are_exact() -> None:
    letters = sum(map(str.isalnum, ROADS))
    corpus = make_corpus({("云岭县", 2018): [ROADS], ("青川县", 2019): [ROADS]})
    assert len(copying(corpus, min_run=letters).passages) == 1
    assert copying(corpus, min_run=letters + 1).passages.empty
    with pytest.raises(ToolkitError, match=r"wanted 10 letters or more, came 9 \(copying, min_run"):
        copying(corpus, min_run=9)


def test_who_had_it_first() -> None:
    corpus = make_corpus(
        {
            ("云岭县", 2017): [ROADS],
            ("青川县", 2018): [ROADS, WELLS],
            ("青川县", 2019): [ROADS, WELLS],
            ("云岭县", 2019): [WELLS, TREES],
            ("白河县", 2019): [TREES],
        }
    )
    found = copying(corpus)
    half = pytest.approx(0.5, abs=0.03)
    others = shares(found, "others_first")
    assert others["云岭县", 2017] == 0
    assert others["青川县", 2018] == half
    # roads came from elsewhere, though the region has had them since; wells are its own
    assert others["青川县", 2019] == half
    assert others["云岭县", 2019] == half
    assert others["白河县", 2019] == 0
    last = shares(found, "own_last")
    assert last["青川县", 2019] == 1
    assert last["云岭县", 2019] == 0
    assert pd.isna(last["白河县", 2019])
    assert shares(found, "anywhere")["云岭县", 2019] == 1
    assert shares(found, "n_earlier")["白河县", 2019] == 2


def test_chance_is_another_region_s_report_of_the_last_year() -> None:
    corpus = make_corpus(
        {
            ("云岭县", 2018): [ROADS],
            ("青川县", 2018): [ROADS],
            ("白河县", 2018): [WELLS],
            ("云岭县", 2019): [ROADS],
        }
    )
    found = copying(corpus)
    assert shares(found, "chance")["云岭县", 2019] == 0.5
    assert pd.isna(shares(found, "chance")["云岭县", 2018])
    again = copying(corpus, seed=0)
    pd.testing.assert_frame_equal(found.reports, again.reports)


def test_groups_hold_near_duplicates_and_nothing_else() -> None:
    near = (ROADS + LAMPS).replace("三天", "两天")
    corpus = make_corpus(
        {
            ("云岭县", 2018): [ROADS + LAMPS, "各位代表：", LAMPS],
            ("青川县", 2019): ["各位代表！", near, WELLS],
            ("白河县", 2019): [ROADS + TREES + WELLS],
        }
    )
    groups = copying(corpus).groups.set_index("paragraph_id")["group"]
    assert groups["d001-1"] == groups["d000-0"]
    assert groups["d001-0"] == groups["d000-1"]
    # a third of it is the same: a passage, no duplicate
    assert groups["d002-0"] == "d002-0"
    assert len(set(groups)) == 5


def test_pairs_and_rates_add_up() -> None:
    reports = {(name, year): [ROADS, WELLS, LAMPS] for name in NAMES for year in (2018, 2019)}
    found = copying(make_corpus(reports))
    pair = found.pairs.iloc[0]
    assert pair["n_passages"] == 3
    assert pair["n_regions"] == 3
    rows = found.by_year[found.by_year["measure"] == "own_last"].set_index("year")
    assert rows.loc[2019, "value"] == 1
    assert rows.loc[2019, "n_documents"] == 3
    assert rows.loc[2018, "flag"] == "empty"
    assert set(found.by_region["region"]) == set(NAMES)


def test_order_of_reading_changes_nothing() -> None:
    reports = {(name, year): [ROADS, WELLS] for name in NAMES for year in (2018, 2019)}
    corpus = make_corpus(reports)
    turned = Corpus(
        corpus.documents.iloc[::-1].reset_index(drop=True),
        corpus.paragraphs.iloc[::-1].reset_index(drop=True),
        corpus.rejected,
    )
    one, other = copying(corpus), copying(turned)
    for name in ("passages", "reports", "pairs", "by_year"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("reports", [{}, {("云岭县", 2018): ["短。"]}, {("云岭县", 2018): [ROADS]}])
def test_nothing_to_share(reports: dict[tuple[str, int], list[str]]) -> None:
    found = copying(make_corpus(reports))
    assert found.passages.empty
    assert found.pairs.empty
    assert len(found.reports) == len(reports)
    assert repr(found).startswith(f"Copying({len(reports)} reports, 0 pairs")


def test_work_grows_as_the_text_does() -> None:
    """A formula that every report holds must not cost the square of their number."""

    def compared(n: int) -> int:
        chance = random.Random(0)
        reports = {
            (f"第{k % 7}县", 2000 + k // 7): [
                "".join(chance.choices(ROADS + WELLS + TREES, k=60)),
                LAMPS,
            ]
            for k in range(n)
        }
        return copying(make_corpus(reports)).n_compared

    few, many = compared(60), compared(240)
    assert 3 < many / few < 5


def test_real_reports(shared: Path, tmp_path: Path) -> None:
    source = shared / "corpora" / "work_reports"
    if not source.is_dir():
        pytest.skip(f"no {source}")
    for file in itertools.islice(sorted(source.glob("*南山*.txt")), 4):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    corpus = read_corpus(tmp_path)
    found = copying(corpus)
    texts = dict(zip(corpus.documents["doc_id"], corpus.documents["text"], strict=True))
    assert len(found.passages) > 0
    for row in found.passages.to_dict("records"):
        sides = (
            texts[row["doc_id"]][row["start"] : row["end"]],
            texts[row["earlier_doc_id"]][row["earlier_start"] : row["earlier_end"]],
        )
        one, other = ("".join(filter(str.isalnum, side)).lower() for side in sides)
        assert one == other or "《" in sides[0]
        assert sides[0] == row["text"]
