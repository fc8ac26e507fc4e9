"""Validation on made-up reports: nothing held out trains, and judges stand side by side."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import toolkit as tk
from toolkit.classification.holding_out import split_documents
from toolkit.classification.storage import read_card
from toolkit.cli import cli
from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.labelling.headings import label_by_heading
from toolkit.provenance import text_hash
from toolkit.resources import model_folder
from toolkit.simulation import simulate_reports, write_reports
from toolkit.study import releasing
from toolkit.study.judging import (
    ALONE,
    BASELINES,
    CONTEXT,
    HEADINGS,
    OWN_CONTEXT,
    TEXT,
    Materials,
    judge_all,
)
from toolkit.study.validating import Validation
from toolkit.tables import Corpus, make_table


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Corpus, pd.DataFrame]:
    """Twenty-one made-up reports, adjudicated, and a coder who errs in one of five."""
    made = simulate_reports(n_regions=7, years=[2018, 2019, 2020], seed=1)
    folder = tmp_path_factory.mktemp("reports")
    write_reports(made, folder)
    corpus = read_corpus(folder / "reports")
    codes = {text_hash(one.text): one.cat2015 for report in made.reports for one in report.passages}
    rng = np.random.default_rng(0)
    rows = []
    for one in corpus.paragraphs.itertuples():
        code = codes.get(str(one.text_sha256))
        if code is not None:
            erring = code if rng.random() > 0.2 else "A4"
            judged = (("adjudicated", "adjudicated", code), ("hand", "coder_a", erring))
            rows += [
                {"paragraph_id": one.paragraph_id, "text_sha256": one.text_sha256, "coder": coder,
                 "scheme": "outline-2015", "category": said, "source": source}
                for source, coder, said in judged
            ]  # fmt: skip
    table = pd.DataFrame(rows).reindex(columns=["paragraph_id", "text_sha256", "scheme",
        "category", "coder", "round", "probability", "source", "date", "note"])  # fmt: skip
    return corpus, make_table("labels", table)


@pytest.fixture(scope="module")
def validation(coded: tuple[Corpus, pd.DataFrame]) -> Validation:
    return tk.validate(*coded, scheme="outline-2015", folds=2, examples=False)


def test_every_judge_is_scored_on_every_labelled_paragraph(
    validation: Validation, coded: tuple[Corpus, pd.DataFrame]
) -> None:
    whole = validation.scores[validation.scores["group"] == "all"].set_index("judge")
    labelled = int((coded[1]["source"] == "adjudicated").sum())
    assert set(whole.index) == {TEXT, CONTEXT, *BASELINES, "coder_a"}
    assert set(whole["n"]) == {labelled}
    assert validation.folds["n_paragraphs"].sum() == labelled
    assert whole.loc["coder_a", "accuracy"] == pytest.approx(0.8, abs=0.07)
    assert whole.loc[TEXT, "accuracy"] > whole.loc["majority category", "accuracy"] + 0.2
    assert whole.loc["majority category", "kappa"] < 0.1


def test_bounds_hold_the_value_and_differences_are_paired(validation: Validation) -> None:
    bounds = validation.intervals
    assert ((bounds["low"] <= bounds["value"]) & (bounds["value"] <= bounds["high"])).all()
    value = bounds.set_index(["judge", "measure"])["value"]
    for row in validation.differences.itertuples():
        expected = value[row.judge, row.measure] - value[row.baseline, row.measure]
        assert row.value == pytest.approx(expected)
    accuracy = validation.differences.query("measure == 'accuracy' and judge == @TEXT")
    majority = accuracy.set_index("baseline").loc["majority category"]
    assert majority["low"] > 0
    whole = validation.scores.query("group == 'all'").set_index("judge")["accuracy"]
    assert value[TEXT, "accuracy"] == pytest.approx(whole[TEXT])


def test_tables_agree_with_the_predictions(validation: Validation) -> None:
    said = validation.predictions
    confusion = validation.confusion
    assert confusion.groupby("judge")["n"].sum().to_dict() == said.groupby("judge").size().to_dict()
    right = confusion[confusion["truth"] == confusion["predicted"]].groupby("judge")["n"].sum()
    whole = validation.scores.query("group == 'all'").set_index("judge")
    assert right[CONTEXT] == round(whole.loc[CONTEXT, "accuracy"] * whole.loc[CONTEXT, "n"])
    assert validation.calibration["brier"].between(0, 2).all()
    sizes = validation.reliability.groupby("judge")["n"].sum()
    assert set(sizes) == {whole.loc[TEXT, "n"]}


def test_it_prints_itself(validation: Validation) -> None:
    shown, page = str(validation), validation._repr_html_()
    for part in (
        "Speaks for further documents",
        "In brackets: 95 %",
        "true categories by predicted",
        "less each baseline",
        "reliability",
        "errors by kind",
        "coder_a",
    ):
        assert part in shown
        assert part in page
    assert "nan" not in shown


def test_errors_are_counted_by_kind(validation: Validation) -> None:
    kinds = validation.kinds[validation.kinds["judge"] == TEXT]
    (every,) = kinds[kinds["kind"] == "all"].to_dict("records")
    scores = validation.scores.query("group == 'all'").set_index("judge")
    assert 1 - every["share_wrong"] == pytest.approx(scores.loc[TEXT, "accuracy"])
    for kind, part in kinds[kinds["kind"] != "all"].groupby("kind"):
        for column in ("n_wrong", "second_right", "heading_right", "long"):
            assert part[column].sum() == every[column], (kind, column)
        assert kind == "pair" or part["n"].sum() == every["n"]
    assert 0 < every["second_right"] < every["n_wrong"]
    elsewhere = kinds[kinds["value"].isin(["heading names another", "no heading names one"])]
    assert (elsewhere["heading_right"] == 0).all()
    pairs = kinds[kinds["kind"] == "pair"]
    confusion = validation.confusion.query("judge == @TEXT and truth != predicted")
    told = confusion["truth"] + " taken for " + confusion["predicted"]
    assert pairs.set_index("value")["n_wrong"].to_dict() == dict(
        zip(told, confusion["n"], strict=True)
    )


def test_errors_are_the_surest_first_with_both_sides(validation: Validation) -> None:
    errors = validation.errors(n=5, judge=TEXT)
    assert 0 < len(errors) <= 5
    assert (errors["truth"] != errors["predicted"]).all()
    assert errors["probability"].is_monotonic_decreasing
    assert errors["for_predicted"].str.len().gt(0).all()
    said = validation.predictions.query("judge == @TEXT").set_index("paragraph_id")["category"]
    assert said[errors["paragraph_id"]].tolist() == errors["predicted"].tolist()
    with pytest.raises(ToolkitError, match="wanted one of"):
        validation.errors(judge="coder_a")
    with pytest.raises(ToolkitError, match="wanted outline-2015, came 'outline-2021'"):
        validation.errors("outline-2021")


def test_nothing_held_out_trains_and_near_duplicates_are_dropped(
    coded: tuple[Corpus, pd.DataFrame],
) -> None:
    corpus, labels = coded
    # The first document's paragraphs come again, a mark apart, in a copy of the document.
    first = corpus.documents["doc_id"].iloc[0]
    copy = corpus.paragraphs[corpus.paragraphs["doc_id"] == first].copy()
    ids = {one: f"copy-{one}" for one in copy["paragraph_id"]}
    copy = copy.assign(doc_id="copy", paragraph_id=copy["paragraph_id"].map(ids))
    copy["text"] = copy["text"] + "。"
    document = corpus.documents[:1].assign(doc_id="copy", path="copy.txt")
    again = labels[labels["paragraph_id"].isin(ids)]
    both = Corpus(
        pd.concat([corpus.documents[:6], document], ignore_index=True),
        pd.concat([corpus.paragraphs, copy], ignore_index=True),
        corpus.rejected,
    )
    every = pd.concat([labels, again.assign(paragraph_id=again["paragraph_id"].map(ids))])
    materials = Materials.gather(both, every, "outline-2015", examples=False, seed=0)
    n_copied = int((materials.rows["doc_id"] == "copy").sum())
    for split in split_documents(materials.corpus.documents, "document", folds=7):
        data, dropped = materials.beside(split)
        assert not set(data.groups) & split.held
        if split.held == {"copy"}:
            assert dropped >= n_copied
            assert first not in data.groups
    assert materials.duplicated[materials.rows["doc_id"] == "copy"].all()


def test_own_examples_and_forward(coded: tuple[Corpus, pd.DataFrame]) -> None:
    corpus, labels = coded
    few = corpus.select(region=sorted(corpus.documents["region"].unique())[:3])
    materials = Materials.gather(few, labels, "outline-2015", examples=True, seed=0)
    third = materials.examples.select(k % 3 == 0 for k in range(len(materials.examples)))
    materials = replace(materials, examples=third)
    splits = split_documents(materials.corpus.documents, "forward", folds=2)
    judged = judge_all(materials, splits[-1:])
    assert set(judged.models) == {"2020", ALONE}
    assert OWN_CONTEXT in set(judged.said["judge"])
    years = few.documents.set_index("doc_id")["year"]
    assert set(years[judged.paragraphs["doc_id"]]) == {2020}
    right = judged.said.merge(judged.paragraphs, on="paragraph_id")
    share = (right["category"] == right["truth"]).groupby(right["judge"]).mean()
    assert share[OWN_CONTEXT] > 0.6


def test_labels_of_ones_own_scheme_need_no_outline(coded: tuple[Corpus, pd.DataFrame]) -> None:
    corpus, labels = coded
    mine = labels[labels["source"] == "hand"].assign(scheme="mine")
    found = tk.validate(corpus, mine, hold_out="region", folds=2)
    judges = set(found.scores["judge"])
    assert found.schemes == ["mine"]
    assert HEADINGS not in judges
    assert "coder_a" not in judges, "the only coder is the truth"
    assert "keyword dictionary" not in str(found)


def test_labels_by_heading_are_no_truth(coded: tuple[Corpus, pd.DataFrame]) -> None:
    silver = label_by_heading(coded[0], "outline-2015")
    with pytest.raises(ToolkitError, match="wanted labels of these reports, came none that fit"):
        tk.validate(coded[0], silver)
    with pytest.raises(ToolkitError, match="wanted labels of these reports, came none that fit"):
        tk.validate(coded[0], silver, scheme="outline-2015")


def test_the_audit_tells_headings_from_text(coded: tuple[Corpus, pd.DataFrame]) -> None:
    audit = tk.audit_leaks(*coded, folds=2, examples=False)
    scores = audit.scores.set_index(["judge", "group"])
    own = "heading names the code"
    assert scores.loc[(HEADINGS, own), "accuracy"] > 0.9
    counts = scores.loc["text only", "n"]
    assert counts.drop("all").sum() == counts["all"]
    assert set(counts.index) <= {"all", own, "heading names another", "no heading names one"}
    gained = scores["accuracy"]["text with headings"] - scores["accuracy"]["text only"]
    assert gained[own] >= 0
    assert audit.names is not None
    assert audit.names.loc[0, "category"] == "all"
    assert audit.names[["own_name", "own_heading", "other_heading"]].stack().between(0, 1).all()
    for shown in (str(audit), audit._repr_html_()):
        assert "text with headings" in shown
        assert "Names inside texts" in shown
        assert "Near-duplicates across folds" in shown


def test_a_name_inside_a_text_is_found(coded: tuple[Corpus, pd.DataFrame]) -> None:
    corpus, labels = coded
    name = tk.load_outline("outline-2015").category("A4").name_zh
    codes = labels.drop_duplicates("paragraph_id").set_index("paragraph_id")["category"]
    texts = [
        f"{name}。{text}" if codes.get(one) == "A4" else text
        for one, text in zip(corpus.paragraphs["paragraph_id"], corpus.paragraphs["text"],
                             strict=True)
    ]  # fmt: skip
    leaking = Corpus(corpus.documents, corpus.paragraphs.assign(text=texts), corpus.rejected)
    names = tk.audit_leaks(leaking, labels, folds=2, examples=False).names.set_index("category")
    assert names.loc["A4", "own_name"] == 1.0
    assert names.loc["A4", "n"] == (codes == "A4").sum()
    assert names.loc["A6", "own_name"] < 0.5


def test_the_learning_curve_rises_and_its_forecast_is_flagged(
    coded: tuple[Corpus, pd.DataFrame],
) -> None:
    curve = tk.learning_curve(*coded, folds=2, examples=False)
    measured, ahead = curve[~curve["forecast"]], curve[curve["forecast"]]
    assert measured["n_documents"].is_monotonic_increasing
    assert measured["n_documents"].iloc[-1] == 10
    assert measured["value"].iloc[-1] > measured["value"].iloc[0] + 0.1
    assert ahead["n_documents"].tolist() == [15, 20, 40]
    assert ahead["flag"].str.startswith("forecast").all()
    assert ahead["n_paragraphs"].isna().all()
    assert (ahead["value"] >= measured["value"].iloc[-1] - 0.05).all()
    assert (ahead["low"] <= ahead["value"]).all()
    with pytest.raises(ToolkitError, match="wanted one of"):
        tk.learning_curve(*coded, measure="f2")


def test_a_folder_and_a_file_of_labels(coded: tuple[Corpus, pd.DataFrame], tmp_path: Path) -> None:
    write_reports(simulate_reports(n_regions=7, years=[2018, 2019, 2020], seed=1), tmp_path)
    coded[1].to_csv(tmp_path / "labels.csv", index=False)
    found = tk.validate(
        tmp_path / "reports", tmp_path / "labels.csv", hold_out="file", folds=2, examples=False
    )
    assert found.schemes == ["outline-2015"]
    assert found.structure is None, "lines were not coded"
    assert found.unattached is not None
    assert found.unattached.empty
    assert len(found.folds) == 2


def test_the_command_hands_on_what_is_held_out(
    validation: Validation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def record(*_: object, **options: object) -> Validation:
        asked.update(options)
        return validation

    monkeypatch.setattr("toolkit.study.validating.validate", record)
    words = ["validate", "--gold", "gold", "reports", "--hold-out", "region", "--seed", "3"]
    ran = CliRunner().invoke(cli, words)
    assert ran.output.strip() == str(validation)
    assert asked == {"hold_out": "region", "seed": 3}
    assert CliRunner().invoke(cli, ["validate", "--gold", "gold", "reports"]).exit_code == 0
    assert asked["hold_out"] == "file"
    assert CliRunner().invoke(cli, [*words[:4], "--hold-out", "chance"]).exit_code == 2


def test_the_card_holds_the_figures_of_the_validation(
    validation: Validation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "validate", lambda *_, **__: validation)
    monkeypatch.setattr(releasing, "train", lambda *_, **__: tk.load_model("outline-2015"))
    releasing.train_and_save(
        "outline-2015", tmp_path, source="reports", labels="gold", only_score=True
    )
    card = read_card(tmp_path)
    assert set(card["trained_on"]) == {"example"}
    _same_figures(card["scored"], validation)
    assert set(card["scored"]["accuracy_by_file"]) == {CONTEXT, TEXT}
    assert len(card["scored"]["accuracy_by_file"][TEXT]) == 21
    assert card["scored"]["documents"] == 21
    low = validation.intervals.set_index(["judge", "measure"]).loc[(TEXT, "kappa"), "low"]
    assert card["scored"]["bounds"][TEXT]["kappa"].startswith(f"{low:.3f} to ")
    unknown = replace(validation, intervals=validation.intervals.assign(low=np.nan, high=np.nan))
    monkeypatch.setattr(releasing, "validate", lambda *_, **__: unknown)
    releasing.train_and_save(
        "outline-2015", tmp_path, source="reports", labels="gold", only_score=True
    )
    assert read_card(tmp_path)["scored"]["bounds"].startswith("none: ")
    page = (tmp_path / "card.md").read_text(encoding="utf-8")
    for part in ("## intended use", "## limits", "- example: ", "### judges", "- bounds: none"):
        assert part in page


@pytest.mark.parametrize("given", [{"source": "reports"}, {"labels": "gold"}, {}])
def test_scoring_wants_reports_and_labels(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(ToolkitError, match="wanted reports with labels to score on"):
        releasing.train_and_save("outline-2015", tmp_path, only_score=True, **given)


def test_training_wants_the_reports_of_its_labels(tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="wanted reports with their labels"):
        releasing.train_and_save("outline-2015", tmp_path, labels="gold")


def _same_figures(scored: dict[str, Any], validation: Validation) -> None:
    whole = validation.scores.query("group == 'all'").set_index("judge")
    for judge, figures in scored["judges"].items():
        assert {"accuracy", "macro_f1", "macro_f1_5", "kappa"} <= set(figures)
        for measure, value in figures.items():
            assert whole.loc[judge, measure] == pytest.approx(value, abs=0.0005)


def _admissions_found(validation: Validation, scheme: str) -> None:
    """Method, section 8; the task is coded under the outline of 2015 alone."""
    assert validation.admissions is not None
    scores = validation.admissions.set_index("file").loc["all"]
    assert scores["n_marked"] == 38
    assert scores["recall"] >= 0.9
    assert scores["precision"] >= 0.85
    assert scores["type"] >= 0.75
    assert scores["hedged"] >= 0.9
    tasks = scores[["category", "category_alone"]].astype(float)
    assert (tasks >= 0.85).all() if scheme == "outline-2015" else tasks.isna().all()


@pytest.mark.parametrize("scheme", ["outline-2015", "outline-2021"])
def test_scores_of_the_seeds(shared: Path, scheme: str) -> None:
    found = tk.validate(shared / "seeds", shared / "gold", scheme=scheme, hold_out="file")
    assert found.structure is not None
    assert found.structure["role"].iloc[-1] >= 0.98
    assert found.structure["section"].iloc[-1] >= 0.95
    assert found.unattached is not None
    assert found.unattached.empty
    scores = found.scores.query("group == 'all'").set_index("judge")
    assert scores.loc[TEXT, "accuracy"] >= 0.8
    assert scores.loc[CONTEXT, "accuracy"] >= scores.loc[HEADINGS, "accuracy"]
    assert OWN_CONTEXT in scores.index
    assert (scores.loc[["coder_a", "coder_b"], "kappa"] >= 0.9).all()
    assert found.intervals["low"].isna().all(), "thirteen documents give no bounds"
    assert "No bounds" in str(found)
    _admissions_found(found, scheme)
    # A card without scores was not scored yet.
    card = read_card(model_folder(scheme))
    _same_figures(card.get("scored", {"judges": {}}), found)
