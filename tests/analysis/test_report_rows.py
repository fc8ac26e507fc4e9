"""Report rows: the formula by hand, right on average, and none where nothing is counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from toolkit.analysis.report_rows import report_rows
from toolkit.errors import ToolkitError


def test_a_row_is_the_predicted_share_and_what_labels_add(panel) -> None:
    one = panel(n_regions=3, years=range(2018, 2020))
    rows = report_rows(one.corpus, one.predictions, one.labels, scheme="outline-2015")
    text = one.corpus.paragraphs.merge(one.predictions[["paragraph_id", "category"]])
    text = text.merge(
        one.labels[["paragraph_id", "category", "probability"]],
        on="paragraph_id", how="left", suffixes=("", "_true"),
    )  # fmt: skip
    for doc_id, own in text.groupby("doc_id"):
        size = own["n_chars"].sum()
        known = own[own["probability"].notna()]
        for category in ("A1", "A4", "A0"):
            predicted = own.loc[own["category"] == category, "n_chars"].sum() / size
            residual = (known["category_true"] == category).astype(float)
            residual -= (known["category"] == category).astype(float)
            added = (known["n_chars"] * residual / known["probability"]).sum() / size
            row = rows[(rows["doc_id"] == doc_id) & (rows["category"] == category)].iloc[0]
            assert_allclose(row["predicted"], predicted)
            assert_allclose(row["value"], predicted + added)


def test_rows_sum_to_one_with_and_without_none(panel) -> None:
    one = panel(n_regions=4, years=range(2018, 2021))
    for none in ("keep", "drop"):
        rows = report_rows(
            one.corpus, one.predictions, one.labels, scheme="outline-2015", none=none
        )
        assert_allclose(rows.groupby("doc_id")[["value", "predicted"]].sum(), 1)
        assert ("A0" in set(rows["category"])) == (none == "keep")


def test_nothing_is_added_to_a_report_without_labels(panel) -> None:
    one = panel(n_regions=3, years=range(2018, 2022))
    labels = one.labels[one.labels["paragraph_id"].str.startswith("000")]
    rows = report_rows(one.corpus, one.predictions, labels, scheme="outline-2015")
    other = rows[~rows["doc_id"].str.startswith("000")]
    assert_allclose(other["value"], other["predicted"])
    assert (other["n_labelled"] == 0).all()
    assert not np.allclose(*rows.loc[rows["n_labelled"] > 0, ["value", "predicted"]].to_numpy().T)


def test_rows_are_right_on_average_over_draws(panel) -> None:
    one = panel(n_regions=2, years=range(2018, 2020))
    sizes = one.corpus.paragraphs["n_chars"].to_numpy(float)
    documents = one.corpus.paragraphs["doc_id"]
    whole = pd.Series(sizes).groupby(documents).sum()
    right = pd.Series(sizes * (one.truth == 0)).groupby(documents).sum() / whole
    rng, found = np.random.default_rng(0), []
    codes = np.array(["A1", "A2", "A4", "A0"])[one.truth]
    for _ in range(60):
        drawn = rng.random(len(codes)) < 0.4
        labels = pd.DataFrame({
            "paragraph_id": one.corpus.paragraphs["paragraph_id"][drawn], "text_sha256": "",
            "scheme": "outline-2015", "category": codes[drawn], "probability": 0.4,
        })  # fmt: skip
        rows = report_rows(one.corpus, one.predictions, labels, scheme="outline-2015")
        found.append(rows[rows["category"] == "A1"].set_index("doc_id")["value"])
    mean = pd.concat(found, axis=1)
    apart = (mean.mean(axis=1) - right) / (mean.std(axis=1) / np.sqrt(60))
    assert apart.abs().max() < 4


def test_the_order_of_rows_changes_nothing(panel) -> None:
    one = panel(n_regions=3, years=range(2018, 2020))
    first = report_rows(one.corpus, one.predictions, one.labels, scheme="outline-2015")
    second = report_rows(
        one.corpus, one.predictions.sample(frac=1, random_state=1),
        one.labels.sample(frac=1, random_state=2), scheme="outline-2015",
    )  # fmt: skip
    pd.testing.assert_frame_equal(first, second)


def test_labels_that_trained_are_refused(panel) -> None:
    one = panel(n_regions=2, years=range(2018, 2020))
    with pytest.raises(ToolkitError, match="did not train the model"):
        report_rows(one.corpus, one.predictions, one.labels, scheme="outline-2015",
                    training_hashes=[""])  # fmt: skip


@pytest.mark.parametrize(
    "choice", [{"weight": "lines"}, {"none": "hide"}, {"sections": "prose"}, {"unit": "book"}]
)
def test_an_unknown_choice_is_refused(panel, choice: dict[str, str]) -> None:
    one = panel(n_regions=1, years=range(2018, 2019))
    with pytest.raises(ToolkitError, match="wanted one of"):
        report_rows(one.corpus, one.predictions, scheme="outline-2015", **choice)


def test_no_labels_where_a_correction_is_wanted(panel) -> None:
    one = panel(n_regions=1, years=range(2018, 2019))
    with pytest.raises(ToolkitError, match="labels of known probability"):
        report_rows(one.corpus, one.predictions, scheme="outline-2015", method="corrected")
