"""What trains a classifier: example paragraphs, labels of reports, labels by heading."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.classification.pipeline import TextClassifier, make_classifier
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.numbering import inline_heading_end
from toolkit.errors import SchemeError, ToolkitError, check_choice
from toolkit.labelling.headings import label_by_heading
from toolkit.labelling.records import CODE_COLUMNS, read_examples, read_labels
from toolkit.outlines import load_outline
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd

# The file of an example paragraph stands as its document.
EXAMPLES = "examples/"
SILVER_WEIGHT = 0.5
TERM_WEIGHT = 1.0
# Long paragraphs hold several tasks; what no longer gains between the example files is longer.
STRETCH = 120


@dataclass(frozen=True)
class TrainingTexts:
    """Texts with their categories, weights, the document each came from, and its source."""

    texts: tuple[str, ...]
    categories: tuple[str, ...]
    weights: tuple[float, ...]
    groups: tuple[str, ...]
    sources: tuple[str, ...]

    def __add__(self, other: TrainingTexts) -> TrainingTexts:
        return TrainingTexts(
            self.texts + other.texts,
            self.categories + other.categories,
            self.weights + other.weights,
            self.groups + other.groups,
            self.sources + other.sources,
        )

    def __len__(self) -> int:
        return len(self.texts)

    def of_groups(self, groups: Container[str], *, among: bool = True) -> TrainingTexts:
        """Return the texts of some documents; with ``among=False`` all others."""
        return self.select([(one in groups) is among for one in self.groups])

    def select(self, kept: Iterable[bool]) -> TrainingTexts:
        """Return the texts at the places that are true."""
        chosen = list(kept)
        return TrainingTexts(
            tuple(compress(self.texts, chosen)),
            tuple(compress(self.categories, chosen)),
            tuple(compress(self.weights, chosen)),
            tuple(compress(self.groups, chosen)),
            tuple(compress(self.sources, chosen)),
        )

    def fit(
        self, scheme: str | None, *, seed: int = 0, terms: bool = True, **choices: Any
    ) -> TextClassifier:
        """Return a classifier of paragraphs trained on these texts, and on the scheme's terms."""
        chosen = {"stretch": STRETCH, **choices}
        model: TextClassifier = make_classifier(scheme=scheme, seed=seed, **chosen)
        known = scheme_terms(scheme, set(self.categories)) if terms else []
        words, codes = [term for term, _ in known], [code for _, code in known]
        # A term has no document, so it is never held out.
        documents = np.array([*self.groups, *[None] * len(known)], dtype=object)
        return model.fit(
            [*self.texts, *words],
            [*self.categories, *codes],
            [*self.weights, *[TERM_WEIGHT] * len(known)],
            groups=documents,
        )


def scheme_terms(scheme: str | None, categories: Container[str]) -> list[tuple[str, str]]:
    """Return an outline's terms with the categories, among these, that they speak for.

    Few paragraphs name a term that is rare in reports; the outline's list names it once for all.

    Examples
    --------
    >>> scheme_terms("outline-2015", {"A2"})[:2]
    [('立法', 'A2'), ('规章', 'A2')]
    >>> scheme_terms(None, {"A2"})
    []
    """
    try:
        outline = load_outline(scheme) if scheme is not None else None
    except SchemeError:  # labels of one's own need no outline
        outline = None
    listed = () if outline is None else outline.categories
    return [(term, one.code) for one in listed if one.code in categories for term in one.keywords]


def example_texts(scheme: str) -> TrainingTexts:
    """Return the project's own example paragraphs under a scheme, without inline headings.

    A heading can be the category's very name, so it is never a feature of the text model.

    Raises
    ------
    ToolkitError
        The examples are not coded under this scheme.
    """
    remedy = "name one of these, or train on labels of your own with examples=False"
    check_choice(scheme, CODE_COLUMNS, where="examples, scheme", remedy=remedy)
    examples = read_examples()
    texts = tuple(text[inline_heading_end(text) :].strip() for text in examples["text"])
    n = len(texts)
    groups = tuple(EXAMPLES + source for source in examples["source"])
    return TrainingTexts(
        texts, tuple(examples[CODE_COLUMNS[scheme]]), (1.0,) * n, groups, ("example",) * n
    )


def corpus_texts(
    corpus: Corpus, labels: pd.DataFrame | None, scheme: str, *, silver: bool = True
) -> TrainingTexts:
    """Return a corpus's labelled paragraphs: people's labels, and headings' where there are none.

    Parameters
    ----------
    corpus : Corpus
        The reports.
    labels : pandas.DataFrame or None
        Table ``labels``; adjudicated ones count before single coders'.
    scheme : str
        The outline.
    silver : bool
        Whether paragraphs without a label take that of their heading, at half weight.
    """
    chosen = one_label_each(labels, scheme)
    if silver:
        headed = label_by_heading(corpus, scheme)
        rest = headed[~headed["paragraph_id"].isin(set(chosen["paragraph_id"]))]
        chosen = _joined(chosen, rest)
    rows = corpus.paragraphs[["paragraph_id", "doc_id", "text"]].merge(
        chosen[["paragraph_id", "category", "source"]], on="paragraph_id"
    )
    weights = (1.0 if source != "heading" else SILVER_WEIGHT for source in rows["source"])
    return TrainingTexts(
        tuple(rows["text"]),
        tuple(rows["category"]),
        tuple(weights),
        tuple(rows["doc_id"]),
        tuple(rows["source"]),
    )


def training_texts(
    corpus: Corpus | None,
    labels: pd.DataFrame | None,
    scheme: str,
    *,
    examples: bool = True,
    silver: bool = True,
) -> TrainingTexts:
    """Return all that trains: example paragraphs, labels of reports, labels by heading."""
    data = example_texts(scheme) if examples else TrainingTexts((), (), (), (), ())
    if corpus is not None:
        data += corpus_texts(corpus, labels, scheme, silver=silver)
    return data


def read_labelled(
    source: str | Path | None, labels: str | Path | None
) -> tuple[Corpus | None, pd.DataFrame | None]:
    """Read reports and their stand-off labels; None for what is not given.

    Raises
    ------
    ToolkitError
        Labels without their reports.
    """
    if source is None:
        if labels is not None:
            remedy = "give the reports that the labels belong to"
            raise ToolkitError("reports with their labels", "labels alone", str(labels), remedy)
        return None, None
    corpus = read_corpus(source)
    return corpus, None if labels is None else read_labels(labels, corpus)


def one_label_each(labels: pd.DataFrame | None, scheme: str) -> pd.DataFrame:
    """Return one label a paragraph: adjudicated before by hand, by hand before by heading."""
    if labels is None:
        return make_table("labels", [])
    wanted = labels[(labels["scheme"] == scheme) & labels["category"].notna()]
    order = wanted["source"].map({"adjudicated": 0, "hand": 1, "heading": 2}).fillna(3)
    ranked = wanted.assign(_order=order).sort_values(["paragraph_id", "_order"], kind="stable")
    return ranked.drop_duplicates("paragraph_id").drop(columns="_order")


def _joined(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    parts = [part for part in (first, second) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else first
