"""The methods appendix: it says what the run did, and that the rest was not done."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from toolkit.errors import ToolkitError, UnreadableFileError
from toolkit.resources import model_folder
from toolkit.study.appendix import methods_appendix, methods_of
from toolkit.study.judging import CONTEXT

RECORD: dict[str, Any] = {
    "input": "reports",
    "options": {"seed": 7, "labels": {"file": "coded.csv", "sha256": "0" * 64}},
    "inputs": {"a.txt": "0", "b.txt": "1"},
    "models": {"outline-2015": "feedfeedfeedfeed"},
    "segmentation": "abcdefabcdefabcd",
    "versions": {"python": "3.11.7", "jieba": "0.42.1"},
    "documents": 12,
    "paragraphs": 345,
    "problems": 67,
    "rejected": 3,
    "left_out_of_emphasis": {"no region": 2, "no year": 0},
}
HEADS = {
    "en": ["Data", "Coding sample and reliability", "Classification", "Validation",
           "Admitted problems", "Software and reproducibility", "For the researcher to add"],
    "zh": ["数据", "编码样本与信度", "分类", "验证", "自陈问题", "软件与可复现性",
           "须由研究者补充"],
}  # fmt: skip


def folder(tmp_path: Path, *, corrected: bool) -> Path:
    (tmp_path / "run.json").write_text(json.dumps(RECORD), encoding="utf-8")
    documents = pd.DataFrame(
        {"region": ["云州市", "临河县"], "level": ["prefecture", "county"], "year": [2018, 2019],
         "year_to": [2018, 2020], "covers": [2018, 2020], "flags": ["no title", None]}
    )  # fmt: skip
    documents.to_csv(tmp_path / "documents.csv", index=False)
    emphasis = pd.DataFrame(
        {"scheme": "common", "unit": "characters", "population": "corpus", "confidence": 0.95,
         "method": ["corrected", "corrected", "count"] if corrected else "count",
         "low": [0.1, None, None] if corrected else None,
         "high": [0.2, None, None] if corrected else None,
         "n_labelled": [40, 12, 0] if corrected else 0,
         "flag": ["", "few", ""]}
    )  # fmt: skip
    emphasis.to_csv(tmp_path / "emphasis.csv", index=False)
    return tmp_path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_heads_stand_in_order_and_numbers_are_the_runs(language: str) -> None:
    text = methods_appendix(RECORD, language=language)
    heads = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert heads == HEADS[language]
    for number in ("12", "345", "67", "feedfeedfeedfeed", "abcdefabcdefabcd", "jieba 0.42.1"):
        assert number in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("language", "undone", "unreported"), [("en", "Not done:", "Not reported:"),
                                           ("zh", "未做：", "未报告：")]
)  # fmt: skip
def test_what_was_not_done_is_said_so(
    language: str, undone: str, unreported: str, tmp_path: Path
) -> None:
    text = methods_appendix(folder(tmp_path, corrected=False), language=language)
    # No labels, no validation, no correction; no agreement.
    assert text.count(undone) == 3
    assert text.count(unreported) == 1


def test_a_corrected_run_tells_its_labels_and_intervals(tmp_path: Path) -> None:
    text = methods_appendix(folder(tmp_path, corrected=True))
    assert "labels coded.csv, up to 40 coded paragraphs" in text
    assert "2 estimates are corrected" in text
    assert "1 of them with 95% intervals; 1 are counts." in text
    assert "Flags of estimates: few 1." in text
    assert "2 regions" in text and "2018 to 2020" in text
    assert "prefecture 1, county 1" in text
    assert "1 reports bear a doubt, 0 lack region" in text
    assert "Reports left out of shares by region and year: no region 2." in text


def test_validation_and_agreement_are_told_with_their_intervals() -> None:
    scores = {"scheme": "outline-2015", "judge": CONTEXT, "group": "all", "n": 90}
    judged = SimpleNamespace(
        schemes=["outline-2015"], hold_out="document",
        scores=pd.DataFrame([{**scores, "accuracy": 0.91, "macro_f1": 0.88, "kappa": 0.87}]),
        intervals=pd.DataFrame([{**scores, "measure": "accuracy", "low": 0.85, "high": 0.95}]),
    )  # fmt: skip
    coders = SimpleNamespace(
        table=pd.DataFrame(
            [{"scheme": "outline-2015", "measure": "alpha", "category": "all", "value": 0.81,
              "low": math.nan, "high": math.nan, "n_paragraphs": 100, "n_documents": 9}]
        )
    )  # fmt: skip
    text = methods_appendix(RECORD, validation=judged, agreement=coders)  # type: ignore[arg-type]
    assert "accuracy 0.91 [0.85, 0.95], macro F1 0.88, kappa 0.87 (90 paragraphs)" in text
    assert "Krippendorff's alpha 0.81, on 100 paragraphs of 9 reports" in text
    assert "Not reported" not in text


def test_a_run_by_shipped_models_tells_their_scores_and_whether_they_saw_its_text() -> None:
    card = json.loads((model_folder("outline-2015") / "card.json").read_text(encoding="utf-8"))
    scored = card["scored"]
    record = {**RECORD, "models": {"outline-2015": card["model_id"]}}
    text = methods_appendix(record, language="zh")
    assert f"于 {scored['date']} 由命令 fazhi validate" in text
    assert f"准确率 {scored['judges'][CONTEXT]['accuracy']:.2f}" in text
    assert "法治政府建设实施纲要（2015—2020年）" in text
    assert "曾用于训练" not in text
    seen = pd.DataFrame({"text_sha256": [card["training_hashes"][0], "0" * 16]})
    nothing = pd.DataFrame({"context": [True], "abstained": [False]})
    corpus = SimpleNamespace(documents=seen.head(0), paragraphs=seen)
    study = SimpleNamespace(corpus=corpus, predictions=nothing, emphasis=None)
    told = dict(methods_of(study, record, language="zh").sections())  # type: ignore[arg-type]
    assert "本研究有 1 个段落曾用于训练上述模型" in told["分类"]


@pytest.mark.parametrize("content", [None, "no json", "[]", "{}"])
def test_what_is_no_record_is_refused(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="the record of a run"):
        methods_appendix(tmp_path)


def test_another_language_is_refused() -> None:
    with pytest.raises(ToolkitError, match="'en', 'zh'"):
        methods_appendix(RECORD, language="fr")
