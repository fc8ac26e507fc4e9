"""Training of the context stage: on made-up orders of the examples, and on labelled reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.classification.context import context_features, fit_context
from toolkit.labelling.records import CODE_COLUMNS, read_examples
from toolkit.simulation_contexts import as_written, place_examples
from toolkit.study.materials import TrainingTexts, example_texts, one_label_each
from toolkit.study.surroundings import heading_votes, none_column, paths_above

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from toolkit.classification.pipeline import TextClassifier
    from toolkit.tables import Corpus

    Floats = NDArray[np.float64]

N_REPORTS = 400
MADE_UP_WORTH = 200.0
_FOLDS = 5
_FEWEST_DOCUMENTS = 5
_FEWEST_PARAGRAPHS = 50


class ContextRows(NamedTuple):
    """Features of paragraphs, from models that did not see them, and their true columns."""

    features: Floats
    truth: NDArray[np.intp]


def learn_context(
    corpus: Corpus | None,
    labels: pd.DataFrame | None,
    scheme: str,
    *,
    data: TrainingTexts,
    examples: bool = True,
    seed: int = 0,
) -> Floats | None:
    """Return the weights of the context stage.

    Parameters
    ----------
    corpus, labels
        Labelled reports, or None.
    scheme : str
        The outline.
    data : TrainingTexts
        All that trains the text model.
    examples : bool
        Whether the project's examples, in made-up orders, teach too.
    seed : int
        Seed of training and of the made-up orders.

    Returns
    -------
    ndarray or None
        Weights of ``context.FEATURES``; None where there are too few labelled reports to tell.
    """
    classes = sorted(set(data.categories))
    made_up = made_up_rows(scheme, classes, seed=seed) if examples else None
    labelled = []
    if corpus is not None and labels is not None:
        labelled = corpus_rows(corpus, labels, scheme, data=data, seed=seed)
    return fit_rows(made_up, labelled)


def fit_rows(made_up: ContextRows | None, labelled: Sequence[ContextRows]) -> Floats | None:
    """Return the weights from both kinds of reports; None where there are neither.

    Made-up reports, however many, count as 200 paragraphs: enough to stand in for real ones, too
    few to outvote them.
    """
    parts = [(part, np.ones(len(part.truth))) for part in labelled]
    if made_up is not None:
        size = len(made_up.truth)
        parts.append((made_up, np.full(size, min(1.0, MADE_UP_WORTH / max(size, 1)))))
    if not parts:
        return None
    features = np.concatenate([part.features for part, _ in parts])
    truth = np.concatenate([part.truth for part, _ in parts])
    return fit_context(features, truth, weights=np.concatenate([each for _, each in parts]))


def made_up_rows(scheme: str, classes: Sequence[str], *, seed: int = 0) -> ContextRows:
    """Return the examples as placed in made-up reports.

    Each file of examples is judged by a model of one other file: a real report is about as far
    from the examples as they are from one another, so a model of all the others would have the
    stage trust the text too much.
    """
    examples = read_examples()
    data = example_texts(scheme)
    chances = np.zeros((len(data), len(classes)))
    files = sorted(set(data.groups))
    for file, other in zip(files, [*files[1:], files[0]], strict=True):
        held = np.array([group == file for group in data.groups])
        model = data.of_groups({other}).fit(scheme, seed=seed)
        chances[held] = _chances(model, np.array(data.texts, dtype=object)[held], classes)
    records = [{str(key): row[key] for key in row} for row in examples.to_dict("records")]
    placed = place_examples(records, n_reports=N_REPORTS, seed=seed) + as_written(records)
    order = np.array([one.example for one in placed])
    named = heading_votes([one.headings for one in placed], scheme, classes)
    reports = [one.report for one in placed]
    features = context_features(chances[order], named, reports, none=none_column(scheme, classes))
    truth = np.searchsorted(classes, examples[CODE_COLUMNS[scheme]])
    return ContextRows(features, truth[order])


def corpus_rows(
    corpus: Corpus, labels: pd.DataFrame, scheme: str, *, data: TrainingTexts, seed: int = 0
) -> list[ContextRows]:
    """Return the labelled paragraphs of reports, each report judged by a model of the others."""
    classes = sorted(set(data.categories))
    chosen = one_label_each(labels, scheme)
    truth = dict(zip(chosen["paragraph_id"], chosen["category"], strict=True))
    paragraphs = corpus.paragraphs
    documents = sorted(set(paragraphs.loc[paragraphs["paragraph_id"].isin(truth), "doc_id"]))
    if len(documents) < _FEWEST_DOCUMENTS or len(truth) < _FEWEST_PARAGRAPHS:
        return []
    rows = []
    for number in range(_FOLDS):
        held = set(documents[number::_FOLDS])
        model = data.of_groups(held, among=False).fit(scheme, seed=seed)
        part = paragraphs[paragraphs["doc_id"].isin(held)]
        features = text_features(model, part, classes)
        known = part["paragraph_id"].isin(truth).to_numpy()
        columns = [truth[one] for one in part.loc[known, "paragraph_id"]]
        rows.append(ContextRows(features[known], np.searchsorted(classes, columns)))
    return rows


def text_features(
    model: TextClassifier, paragraphs: pd.DataFrame, classes: Sequence[str]
) -> Floats:
    """Return the context features of paragraphs in order of print, documents whole."""
    chances = _chances(model, paragraphs["text"].tolist(), classes)
    named = heading_votes(paths_above(paragraphs), model.scheme, classes)
    none = none_column(model.scheme, classes)
    return context_features(chances, named, list(paragraphs["doc_id"]), none=none)


def _chances(model: TextClassifier, texts: Sequence[str], classes: Sequence[str]) -> Floats:
    """Probabilities in the order of the categories; zero for one that a model does not know."""
    chances = np.zeros((len(texts), len(classes)))
    chances[:, np.searchsorted(classes, model.classes_)] = model.predict_proba(list(texts))
    return chances
