"""Comparisons are kept beside a model and carried onto its card."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import toolkit as tk
from toolkit.classification.storage import data_hash, read_card
from toolkit.cli import cli
from toolkit.errors import ModelError
from toolkit.provenance import text_hash
from toolkit.study import releasing
from toolkit.study.materials import example_texts
from toolkit.study.recording import COMPARISONS, recorded_comparisons

TABLE = pd.DataFrame({"choice": ["default", "plain"], "accuracy": [0.91239, float("nan")]})


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparisons that take no time."""
    monkeypatch.setattr("toolkit.study.tuning.compare_choices", lambda *_, **__: TABLE)
    monkeypatch.setattr("toolkit.study.tuning.compare_sources", lambda *_, **__: TABLE[:1])


@pytest.mark.usefixtures("no_work")
def test_tune_keeps_its_tables_and_train_puts_them_on_the_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text("某县2019年法治政府建设年度报告\n受理行政复议申请。\n")
    words = ["tune", "outline-2021", "-o", str(folder)]
    for more in ([], ["--sources", "--unlabelled", str(reports), "--seed", "3"]):
        ran = CliRunner().invoke(cli, words + more)
        assert ran.exit_code == 0, ran.output
        assert "default" in ran.output
        assert "0.912" in ran.output
    kept = recorded_comparisons(folder)
    assert kept["choices"]["table"] == [
        {"choice": "default", "accuracy": 0.912},
        {"choice": "plain", "accuracy": None},
    ]
    assert kept["sources"]["command"] == (
        "fazhi tune outline-2021 --sources --unlabelled reports --seed 3"
    )
    texts = example_texts("outline-2021").texts
    assert kept["choices"]["n_texts"] == len(texts)
    assert kept["choices"]["texts_sha256"] == data_hash(map(text_hash, texts))
    assert kept["choices"]["date"] == date.today().isoformat()
    assert str(tmp_path) not in (folder / COMPARISONS).read_text(encoding="utf-8")
    monkeypatch.setattr(releasing, "train", lambda *_, **__: tk.load_model("outline-2021"))
    releasing.train_and_save("outline-2021", folder)
    assert read_card(folder)["comparisons"] == kept
    page = (folder / "card.md").read_text(encoding="utf-8")
    assert "| default | 0.912 |" in page
    assert "| plain | – |" in page
    assert "- command: fazhi tune outline-2021 --seed 0" in page


@pytest.mark.usefixtures("no_work")
def test_a_comparison_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    words = ["tune", "outline-2015", "-o", str(tmp_path), "--seed"]
    for seed in ("1", "2"):
        assert CliRunner().invoke(cli, [*words, seed]).exit_code == 0
    kept = recorded_comparisons(tmp_path)
    assert list(kept) == ["choices"]
    assert kept["choices"]["command"].endswith("--seed 2")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--unlabelled", "reports"], "wanted no reports, came reports (tune): add --sources"),
        (["--sources", "--labels", "gold"], "wanted reports with their labels, came labels alone"),
    ],
)
def test_options_that_do_not_fit(words: list[str], message: str) -> None:
    ran = CliRunner().invoke(cli, ["tune", "outline-2015", *words])
    assert ran.exit_code == 1
    assert message in ran.output


@pytest.mark.parametrize("content", ["{", "[]"])
def test_a_broken_record_is_refused(tmp_path: Path, content: str) -> None:
    assert recorded_comparisons(tmp_path) == {}
    (tmp_path / COMPARISONS).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match="remove it, and run fazhi tune again"):
        recorded_comparisons(tmp_path)


def test_a_card_without_comparisons_says_nothing_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "train", lambda *_, **__: tk.load_model("outline-2021"))
    releasing.train_and_save("outline-2021", tmp_path)
    assert "comparisons" not in json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
