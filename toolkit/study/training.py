"""Training: the project's examples, labels of reports and silver labels joined into one model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.classification.pipeline import TextClassifier, make_classifier
from toolkit.corpus.numbering import inline_heading_end
from toolkit.errors import ToolkitError, one_of
from toolkit.labelling.headings import label_by_heading
from toolkit.labelling.records import CODE_COLUMNS, read_examples
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd

SILVER_WEIGHT = 0.5


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


def example_texts(scheme: str) -> TrainingTexts:
    """Return the project's own example paragraphs under a scheme, without inline headings.

    A heading can be the category's very name, so it is never a feature of the text model.

    Raises
    ------
    ToolkitError
        The examples are not coded under this scheme.
    """
    if scheme not in CODE_COLUMNS:
        remedy = "name one of these, or train on labels of your own with examples=False"
        raise ToolkitError(one_of(CODE_COLUMNS), repr(scheme), "examples, scheme", remedy)
    examples = read_examples()
    texts = tuple(text[inline_heading_end(text) :].strip() for text in examples["text"])
    n = len(texts)
    groups = tuple("examples/" + source for source in examples["source"])
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
    chosen = _one_label_each(labels, scheme)
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


def train(
    corpus: Corpus | None = None,
    labels: pd.DataFrame | None = None,
    scheme: str = "outline-2015",
    *,
    seed: int = 0,
    examples: bool = True,
    silver: bool = True,
) -> TextClassifier:
    """Train a classifier under a scheme.

    Parameters
    ----------
    corpus : Corpus, optional
        Reports that the labels belong to.
    labels : pandas.DataFrame, optional
        Table ``labels``, for example of ``read_labels``.
    scheme : str
        Name of an outline; with ``examples`` one of the project's two.
    seed : int
        The same seed and data give the same ``model_id``.
    examples : bool
        Whether the project's own example paragraphs train too.
    silver : bool
        Whether paragraphs of the corpus without a label take their heading's, at half weight.

    Returns
    -------
    TextClassifier
        A fitted classifier with ``predict(strings)`` and ``predict_proba(strings)``.

    Raises
    ------
    ToolkitError
        Nothing to train on.
    """
    data = training_texts(corpus, labels, scheme, examples=examples, silver=silver)
    if not data.texts:
        remedy = "give a corpus with labels, or examples=True"
        raise ToolkitError("labelled paragraphs", "none", "train", remedy)
    model: TextClassifier = make_classifier(scheme=scheme, seed=seed)
    return model.fit(
        list(data.texts), list(data.categories), list(data.weights), groups=list(data.groups)
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


def _one_label_each(labels: pd.DataFrame | None, scheme: str) -> pd.DataFrame:
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
