"""Which documents count and how they group; what must not change when they are cut otherwise."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis.cells import breaks_within, composition
from toolkit.analysis.emphasis import emphasis
from toolkit.corpus.collection import read_corpus
from toolkit.simulation import simulate_reports
from toolkit.tables import Corpus, make_table

SCHEME = "outline-2015"
KEYS = ["region", "year", "category"]


def without(corpus: Corpus, gone: list[tuple[str, int]]) -> Corpus:
    documents = corpus.documents
    pairs = list(zip(documents["region"], documents["year"], strict=True))
    return Corpus(documents[[pair not in gone for pair in pairs]], corpus.paragraphs,
                  corpus.rejected)  # fmt: skip


def test_any_column_groups_and_shares_are_of_the_groups_text(panel) -> None:
    one = panel(years=range(2018, 2020))
    found = emphasis(one.corpus, one.predictions, by=["zone"], scheme=SCHEME)
    text = one.corpus.paragraphs.merge(one.predictions[["paragraph_id", "category"]])
    text = text.merge(one.corpus.documents[["doc_id", "zone"]])
    sizes = text.pivot_table(index="zone", columns="category", values="n_chars", aggfunc="sum")
    shares = sizes.div(sizes.sum(axis=1), axis=0)
    told = found.set_index(["zone", "category"])["value"]
    for zone in ("east", "west"):
        assert told[zone][list(shares.columns)].tolist() == pytest.approx(shares.loc[zone].tolist())


def test_a_balanced_panel_keeps_regions_of_all_years(panel) -> None:
    one = panel(n_regions=4, years=range(2018, 2022))
    corpus = without(one.corpus, [("县001", 2019), ("县002", 2018)])
    how = {"by": ["year"], "scheme": SCHEME}
    every = emphasis(corpus, one.predictions, **how)
    assert every.attrs["composition"]["县001"] == [2018, 2020, 2021]
    kept = emphasis(corpus, one.predictions, **how, balanced=True)
    assert set(kept.attrs["composition"]) == {"县000", "县003"}
    assert kept.attrs["left_out"] == {"not in every year": 6}
    assert set(kept["n_documents"]) == {2}
    alone = without(corpus, [(name, year) for name in ("县001", "县002") for year in range(2030)])
    pd.testing.assert_frame_equal(kept, emphasis(alone, one.predictions, **how))


def test_levels_are_balanced_by_themselves(panel) -> None:
    one = panel(n_regions=4, years=range(2018, 2021), levels=("county", "province"))
    counties = ("县000", "县002")
    corpus = without(one.corpus, [(name, 2018) for name in counties])
    how = {"by": ["level"], "scheme": SCHEME, "balanced": True}
    apart = emphasis(corpus, one.predictions, **how)
    assert apart.attrs["left_out"] == {}
    pooled = emphasis(corpus, one.predictions, **how, levels=["county", "province"])
    assert pooled.attrs["left_out"] == {"not in every year": 4}


def test_nothing_throughout_gives_an_empty_table(panel) -> None:
    one = panel(n_regions=2, years=range(2018, 2020))
    corpus = without(one.corpus, [("县000", 2018), ("县001", 2019)])
    found = emphasis(corpus, one.predictions, by=["year"], scheme=SCHEME, balanced=True)
    assert found.empty
    assert found.attrs["left_out"] == {"not in every year": 2}


def test_regions_of_one_name_are_told_apart_in_the_composition(panel) -> None:
    documents = panel(n_regions=2, years=range(2018, 2020)).corpus.documents
    named = documents.assign(region="和平区")
    assert composition(named) == {"和平区 990000": [2018, 2019], "和平区 990001": [2018, 2019]}
    assert composition(documents.assign(region=None)) == {}


@pytest.mark.parametrize(
    ("years", "kind", "breaks"),
    [
        (range(2014, 2024), "annual report", [2016, 2019, 2021]),
        (range(2019, 2021), "annual report", []),
        (range(2018, 2022), "government work report", []),
    ],
)
def test_breaks_are_those_within_the_years(panel, years: range, kind: str, breaks) -> None:
    documents = panel(n_regions=1, years=years).corpus.documents.assign(kind=kind)
    assert list(breaks_within(documents)) == breaks


@pytest.mark.parametrize("labelled", [False, True])
def test_cutting_documents_in_two_changes_no_share(panel, labelled: bool) -> None:
    one = panel(n_regions=8, years=range(2018, 2021))
    labels = one.labels if labelled else None
    late = one.corpus.paragraphs["position"] >= 5
    own = one.corpus.paragraphs["doc_id"]
    paragraphs = one.corpus.paragraphs.assign(doc_id=own.mask(late, own + "b"))
    second = one.corpus.documents.assign(doc_id=one.corpus.documents["doc_id"] + "b")
    documents = pd.concat([one.corpus.documents, second], ignore_index=True)
    cut = Corpus(make_table("documents", documents), paragraphs, one.corpus.rejected)
    how = {"by": ["region", "year"], "scheme": SCHEME}
    whole = emphasis(one.corpus, one.predictions, labels, **how)
    halves = emphasis(cut, one.predictions, labels, **how)
    assert set(whole["method"]) == {"corrected" if labelled else "count"}
    pd.testing.assert_series_equal(halves["value"], whole["value"])
    assert (halves["n_documents"] == 2 * whole["n_documents"]).all()


def judged(corpus: Corpus) -> pd.DataFrame:
    """Codes that hang on the text alone."""
    codes = np.array(["A1", "A2", "A4", "A0"])
    place = corpus.paragraphs["text_sha256"].map(lambda one: int(one[:8], 16) % 4)
    keys = corpus.paragraphs[["paragraph_id"]]
    return keys.assign(scheme=SCHEME, category=codes[place.to_numpy()])


@pytest.mark.parametrize("form", ["archive", "table"])
def test_one_file_or_many_hold_the_same_shares(tmp_path: Path, form: str) -> None:
    reports = simulate_reports(n_regions=3, years=[2019, 2020], seed=2).reports
    folder = tmp_path / "files"
    folder.mkdir()
    for number, report in enumerate(reports):
        (folder / f"{number}.txt").write_text(report.text, encoding="utf-8")
    if form == "archive":
        single = Path(shutil.make_archive(str(tmp_path / "all"), "zip", folder))
    else:
        single = tmp_path / "all.csv"
        pd.DataFrame({"正文": [report.text for report in reports]}).to_csv(single, index=False)
    several, together = read_corpus(folder), read_corpus(single)
    assert len(several) == len(together) == 6
    one, other = (
        emphasis(corpus, judged(corpus), scheme=SCHEME)
        .sort_values(KEYS)
        .reset_index(drop=True)[[*KEYS, "value", "n_paragraphs", "flag"]]
        for corpus in (several, together)
    )
    pd.testing.assert_frame_equal(one, other)
