"""Validation on hand-coded reports: how they are read, and how well their text is classified."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.classification.pipeline import make_classifier
from toolkit.classification.validation import hold_out, plain_classifier, score_table
from toolkit.corpus.collection import read_corpus, read_lines
from toolkit.errors import ToolkitError
from toolkit.labelling.records import read_labels, unattached_labels
from toolkit.study.materials import corpus_texts, example_texts
from toolkit.tables import OUTLINES

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.tables import Corpus

CODERS = ("coder_a", "coder_b")


@dataclass(frozen=True)
class Validation:
    """How well reports were read and classified.

    Parameters
    ----------
    structure : pandas.DataFrame
        Columns file, n_lines, role (share right), n_body, section (share right).
    categories : pandas.DataFrame
        Columns scheme, judge, group (a file, or all), n, accuracy, macro_f1, macro_f1_5, kappa;
        each file held out whole.
    unattached : pandas.DataFrame
        Labels that fit no paragraph, with why.
    """

    structure: pd.DataFrame
    categories: pd.DataFrame
    unattached: pd.DataFrame

    def __str__(self) -> str:
        parts = ["Reading, share of lines right", _text(self.structure)]
        for scheme, rows in self.categories.groupby("scheme"):
            parts += [f"\n{scheme}, each file held out whole", _text(rows.drop(columns="scheme"))]
        if len(self.unattached):
            parts += ["\nLabels that fit no paragraph", _text(self.unattached)]
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        return str(self.structure.to_html(index=False) + self.categories.to_html(index=False))


def validate(reports: str | Path, gold: str | Path, *, seed: int = 0) -> Validation:
    """Validate reading and classification on reports that were coded by hand.

    Each file is held out whole; the classifier trains on the other files' labels and on the
    project's own examples. Beside it stand the same classifier on the examples alone, a plain
    jieba + TF-IDF + LinearSVC pipeline on the same data, and each coder against the adjudicated
    codes.

    Parameters
    ----------
    reports : str or Path
        Folder of the reports.
    gold : str or Path
        Folder of their stand-off labels (``report_lines.csv``).
    seed : int
        Seed of training.

    Raises
    ------
    ToolkitError
        No label fits any paragraph.
    """
    import pandas as pd

    corpus = read_corpus(reports)
    labels = read_labels(gold, corpus)
    if labels.empty:
        remedy = "give the folder of the very reports that were coded"
        raise ToolkitError("labels of these reports", "none that fit", str(gold), remedy)
    tables = [_categories(corpus, labels, scheme, seed) for scheme in OUTLINES]
    return Validation(
        _structure(Path(reports), Path(gold), corpus),
        pd.concat(tables, ignore_index=True),
        unattached_labels(gold, corpus),
    )


def _categories(corpus: Corpus, labels: pd.DataFrame, scheme: str, seed: int) -> pd.DataFrame:
    coded = labels[labels["source"] == "adjudicated"]
    data = corpus_texts(corpus, coded, scheme, silver=False)
    files = dict(zip(corpus.documents["doc_id"], corpus.documents["path"], strict=True))
    groups = [files[doc_id] for doc_id in data.groups]
    own = example_texts(scheme)
    further = (own.texts, own.categories)

    def ours() -> object:
        return make_classifier(scheme=scheme, seed=seed)

    alone = ours().fit(list(own.texts), list(own.categories), groups=list(own.groups))  # type: ignore[attr-defined]
    judges = {
        "toolkit": hold_out(ours, data.texts, data.categories, groups, further=further),
        "toolkit, own examples alone": [str(code) for code in alone.predict(list(data.texts))],
        "plain jieba + TF-IDF + LinearSVC": hold_out(
            plain_classifier, data.texts, data.categories, groups, further=further
        ),
        **_coders(corpus, labels, scheme),
    }
    return score_table(data.categories, judges, groups).assign(scheme=scheme)


def _coders(corpus: Corpus, labels: pd.DataFrame, scheme: str) -> dict[str, list[str]]:
    """Each coder's codes, in the order of the adjudicated ones, where a coder coded them all."""
    under = labels[labels["scheme"] == scheme]
    truth = corpus_texts(corpus, under[under["source"] == "adjudicated"], scheme, silver=False)
    said = {}
    for coder in CODERS:
        codes = corpus_texts(corpus, under[under["coder"] == coder], scheme, silver=False)
        if codes.texts == truth.texts:
            said[coder] = list(codes.categories)
    return said


def _structure(reports: Path, gold: Path, corpus: Corpus) -> pd.DataFrame:
    import pandas as pd

    coded = _coded_lines(gold / "report_lines.csv")
    rows = []
    known = corpus.documents.drop_duplicates("path")
    root = reports if reports.is_dir() else reports.parent
    for path, sha256 in zip(known["path"], known["sha256"], strict=True):
        truth = coded.get(Path(path).name) or coded.get(sha256)
        if truth:
            rows.append({"file": path, **_line_scores(root / path, truth)})
    table = pd.DataFrame(rows)
    return pd.concat([table, _total(table)], ignore_index=True) if rows else table


def _coded_lines(path: Path) -> dict[str, dict[int, tuple[str, str]]]:
    coded: dict[str, dict[int, tuple[str, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            key = row.get("file") or row.get("sha256") or ""
            coded.setdefault(key, {})[int(row["line"])] = (row["role"], row["section"])
    return coded


def _line_scores(path: Path, truth: dict[int, tuple[str, str]]) -> dict[str, object]:
    lines = read_lines(path)
    read = {
        int(line): (role, section)
        for line, role, section in zip(lines["line"], lines["role"], lines["section"], strict=True)
    }
    roles = [read.get(line, ("", ""))[0] == role for line, (role, _) in truth.items()]
    body = {line: section for line, (role, section) in truth.items() if role == "body"}
    sections = [read.get(line, ("", ""))[1] == section for line, section in body.items()]
    return {
        "n_lines": len(roles),
        "role": sum(roles) / len(roles),
        "n_body": len(sections),
        "section": sum(sections) / len(sections) if sections else float("nan"),
    }


def _total(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    lines, body = table["n_lines"], table["n_body"]
    role = (table["role"] * lines).sum() / lines.sum()
    section = (table["section"] * body).sum() / max(body.sum(), 1)
    whole = {"file": "all", "n_lines": lines.sum(), "role": role}
    return pd.DataFrame([{**whole, "n_body": body.sum(), "section": section}])


def _text(table: pd.DataFrame) -> str:
    return str(table.to_string(index=False, float_format=lambda value: f"{value:.3f}"))
