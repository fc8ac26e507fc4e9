"""Cross-prediction: no document is predicted by a model that saw its labels."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from toolkit.analysis.emphasis import emphasis
from toolkit.classification.outside import read_predictions
from toolkit.corpus.collection import read_corpus
from toolkit.errors import TableError, ToolkitError
from toolkit.labelling.headings import label_by_heading
from toolkit.simulation import simulate_reports, write_reports
from toolkit.study.comparing_classifiers import compare_classifiers
from toolkit.study.cross_predicting import cross_predict
from toolkit.tables import Corpus, make_table

SCHEME = "outline-2015"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("sample")
    write_reports(simulate_reports(n_regions=12, years=[2019, 2020, 2021]), folder)
    return read_corpus(folder / "reports")


@pytest.fixture(scope="module")
def labels(corpus: Corpus) -> pd.DataFrame:
    """Codes of every third work paragraph of all reports but two, as if coded by hand."""
    work = corpus.paragraphs[corpus.paragraphs["section"] == "work"]
    known = label_by_heading(corpus, SCHEME).set_index("paragraph_id")["category"]
    rows = work[~work["doc_id"].isin(sorted(set(work["doc_id"]))[:2])].iloc[::3]
    codes = rows["paragraph_id"].map(known).fillna("A4")
    facts = {"scheme": SCHEME, "coder": "x", "round": "1", "probability": 1 / 3, "source": "hand"}
    keys = rows[["paragraph_id", "text_sha256"]].assign(category=codes, date=None, note=None)
    return make_table("labels", keys.assign(**facts))


@pytest.fixture(scope="module")
def crossed(corpus: Corpus, labels: pd.DataFrame) -> pd.DataFrame:
    return cross_predict(corpus, labels, SCHEME, folds=3, examples=False)


def test_labelled_documents_have_one_model_and_others_all(
    corpus: Corpus, labels: pd.DataFrame, crossed: pd.DataFrame
) -> None:
    assert crossed["cross_fitted"].all()
    assert crossed["paragraph_id"].tolist() == corpus.paragraphs["paragraph_id"].tolist()
    document = crossed["paragraph_id"].map(corpus.paragraphs.set_index("paragraph_id")["doc_id"])
    coded = document.isin(set(labels["paragraph_id"].str.rsplit("-", n=1).str[0]))
    assert crossed.loc[coded, "votes"].isna().all()
    assert (crossed[coded].groupby(document[coded])["model_id"].nunique() == 1).all()
    assert crossed.loc[coded, "model_id"].nunique() == 3
    assert (crossed.loc[~coded, "votes"].str.split(" ").str.len() == 3).all()
    assert (~coded).any()


def test_a_documents_own_labels_do_not_change_its_predictions(
    corpus: Corpus, labels: pd.DataFrame, crossed: pd.DataFrame
) -> None:
    first = labels["paragraph_id"].str.rsplit("-", n=1).str[0].iloc[0]
    own = labels["paragraph_id"].str.startswith(first)
    other = labels.assign(category=labels["category"].mask(own, "A8"))
    again = cross_predict(corpus, other, SCHEME, folds=3, examples=False)
    rows = crossed["paragraph_id"].str.startswith(first)
    assert crossed[rows].equals(again[rows])
    assert not crossed[~rows].equals(again[~rows])


def test_labels_that_trained_may_correct(
    corpus: Corpus, labels: pd.DataFrame, crossed: pd.DataFrame
) -> None:
    found = emphasis(corpus, crossed, labels, by=(), scheme=SCHEME)
    assert set(found["method"]) == {"corrected"}
    assert found["value"].sum() == pytest.approx(1)


def test_one_labelled_document_is_too_few(corpus: Corpus, labels: pd.DataFrame) -> None:
    with pytest.raises(ToolkitError, match="came 5 folds, 1 documents"):
        cross_predict(corpus, labels.head(1), SCHEME)


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("key", ["paragraph_id", "text_sha256"])
def test_predictions_from_elsewhere_are_read(
    corpus: Corpus, tmp_path: Path, suffix: str, key: str
) -> None:
    given = corpus.paragraphs[[key]].drop_duplicates().assign(category="A4", probability=0.9)
    path = tmp_path / f"said.{suffix}"
    writers = {
        "csv": lambda: given.to_csv(path, index=False),
        "jsonl": lambda: given.to_json(path, orient="records", lines=True),
        "parquet": lambda: given.to_parquet(path),
    }
    writers[suffix]()
    read = read_predictions(path, corpus, scheme=SCHEME)
    assert read["paragraph_id"].tolist() == corpus.paragraphs["paragraph_id"].tolist()
    assert set(read["category"]) == {"A4"}
    assert set(read["model_id"]) == {path.name}
    assert read.attrs["unmatched"] == 0
    assert not emphasis(corpus, read, scheme=SCHEME).empty


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "paragraph_id,category\nx,A99\n",
            "wanted one of 'A0', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', came A99 "
            "(said.csv, row 1, column category): correct that row",
        ),
        (
            "paragraph_id,label\nx,A1\n",
            "wanted columns category, and paragraph_id or text_sha256, came paragraph_id, label "
            "(said.csv): name the columns so",
        ),
        (
            "paragraph_id,category,probability\nx,A1,0.5\ny,A1,1.5\n",
            "wanted a probability, 0 to 1, came 1.5 (said.csv, row 2, column "
            "probability): correct that row",
        ),
        (
            "paragraph_id,category\nx,A1\nx,A2\n",
            "wanted one category for each paragraph, came x (said.csv, row 1, column "
            "paragraph_id): correct that row",
        ),
        (
            "paragraph_id,category\nx,A1\n",
            "wanted predictions of this corpus, came 1 rows, none of which fits (said.csv): give "
            "the corpus that was classified, with its paragraph_id or text_sha256",
        ),
    ],
)
def test_what_is_no_table_of_predictions_is_told(
    corpus: Corpus, tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "said.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TableError) as refusal:
        read_predictions(path, corpus, scheme=SCHEME)
    assert str(refusal.value) == message


def test_other_files_and_missing_schemes_are_told(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"'\.jsonl', '\.parquet', came '\.xls'"):
        read_predictions(tmp_path / "said.xls", corpus)
    with pytest.raises(TableError, match="came none of that name"):
        read_predictions(tmp_path / "said.csv", corpus)
    (tmp_path / "said.csv").write_text("paragraph_id,category\nx,A1\n", encoding="utf-8")
    with pytest.raises(TableError, match="wanted a column scheme"):
        read_predictions(tmp_path / "said.csv", corpus)


def test_classifiers_stand_side_by_side(
    corpus: Corpus, labels: pd.DataFrame, crossed: pd.DataFrame
) -> None:
    constant = crossed.assign(category="A4", votes=None)
    table = compare_classifiers(
        corpus, labels, {"model": crossed, "always A4": constant}, costs={"model": 2.5}
    ).set_index("classifier")
    assert table.loc["model", "accuracy"] > table.loc["always A4", "accuracy"]
    assert table.loc["always A4", "kappa"] == pytest.approx(0)
    assert table.loc["always A4", "width"] == pytest.approx(
        table.loc["labels alone", "width"], rel=0.2
    )
    assert table.loc["model", "cost"] == 2.5
    with pytest.raises(ToolkitError, match="came 0 classifiers"):
        compare_classifiers(corpus, labels, {})
