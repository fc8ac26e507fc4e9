"""Self-training: paragraphs that no one coded, where two views of the text agree and are sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.classification.prediction import predict_paragraphs
from toolkit.classification.validation import near_duplicates
from toolkit.near_duplicates import duplicate_pairs
from toolkit.study.materials import TrainingTexts
from toolkit.study.surroundings import heading_votes, none_column, paths_above

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from toolkit.classification.pipeline import TextClassifier
    from toolkit.tables import Corpus

    Bools = NDArray[np.bool_]

SELF = "self"
SELF_WEIGHT = 0.25
# Two views of a text that share no feature: its words, and its characters.
VIEWS: tuple[Mapping[str, Any], ...] = (
    MappingProxyType({"characters": None}),
    MappingProxyType({"words": None}),
)


def self_labelled_texts(
    corpus: Corpus, data: TrainingTexts, scheme: str, *, seed: int = 0
) -> TrainingTexts:
    """Return paragraphs of reports that no one coded, labelled where two views agree.

    Two classifiers learn from ``data``, one from words alone and one from characters alone (two
    views of a text, Blum and Mitchell 1998). A paragraph is taken where both say the same, each
    is as sure as its wanted precision asks for, neither finds the text unlike its training, and
    no heading above names another category. Of each category at most as many are taken as
    ``data`` holds, drawn at random; of near-duplicates one, and none of a text in ``data``. They
    train at a quarter of a coded paragraph's weight.

    Parameters
    ----------
    corpus : Corpus
        Reports without labels.
    data : TrainingTexts
        What trains the two views.
    scheme : str
        The outline.
    seed : int
        Seed of training and of the draw.

    Returns
    -------
    TrainingTexts
        Source ``self``, in the corpus's order.
    """
    paragraphs = corpus.paragraphs
    if paragraphs.empty:
        return TrainingTexts((), (), (), (), ())
    models = [data.fit(scheme, seed=seed, **view) for view in VIEWS]
    said, agreed = _agreed(models, paragraphs)
    agreed &= ~_contradicted(paragraphs, said, scheme, sorted(set(data.categories)))
    places = _at_most(np.flatnonzero(agreed), said, data.categories, seed)
    texts = paragraphs["text"].to_numpy(object)[places]
    places = places[_first_of_each(list(texts), data.texts)]
    chosen = paragraphs.iloc[places]
    n = len(places)
    return TrainingTexts(
        tuple(chosen["text"]),
        tuple(said[places]),
        (SELF_WEIGHT,) * n,
        tuple(chosen["doc_id"]),
        (SELF,) * n,
    )


def calibrate_as(model: TextClassifier, other: TextClassifier) -> TextClassifier:
    """Give a model the calibration of another, which no self-labelled text took part in.

    Self-labelled texts are right by the models' own lights, and would make probabilities too sure.
    """
    model.sharpness_ = other.sharpness_
    model.threshold_ = other.threshold_
    model.novelty_cut_ = other.novelty_cut_
    return model


def _agreed(
    models: Sequence[TextClassifier], paragraphs: pd.DataFrame
) -> tuple[NDArray[Any], Bools]:
    """What the first view says, and where both say it surely."""
    tables = [predict_paragraphs(model, paragraphs) for model in models]
    said = tables[0]["category"].to_numpy(object)
    agreed = np.ones(len(said), bool)
    for table in tables:
        agreed &= table["category"].to_numpy(object) == said
        agreed &= ~(table["abstained"] | table["novel"]).to_numpy(bool)
    return said, agreed


def _contradicted(
    paragraphs: pd.DataFrame, said: NDArray[Any], scheme: str, classes: Sequence[str]
) -> Bools:
    """Where headings name another category; "no category" is never named, so never gainsaid."""
    votes = heading_votes(paths_above(paragraphs), scheme, classes)
    own = votes[np.arange(len(said)), np.searchsorted(classes, list(said))] > 0
    none = none_column(scheme, classes)
    exempt = said == (classes[none] if none is not None else "")
    return np.asarray(votes.any(axis=1) & ~own & ~exempt)


def _at_most(
    places: NDArray[np.intp], said: NDArray[Any], categories: Sequence[str], seed: int
) -> NDArray[np.intp]:
    """Of each category as many places as there are texts of it, drawn at random."""
    rng = np.random.default_rng(seed)
    kept = []
    for code in sorted(set(categories)):
        own = places[said[places] == code]
        kept.append(rng.permutation(own)[: categories.count(code)])
    return np.sort(np.concatenate(kept))


def _first_of_each(texts: Sequence[str], known: Sequence[str]) -> Bools:
    """Which texts near-duplicate neither an earlier one nor one that is known."""
    from scipy.sparse import tril

    earlier = tril(duplicate_pairs(texts, texts), k=-1)
    repeats = np.asarray(earlier.sum(axis=1)).ravel() > 0
    return np.asarray(~near_duplicates(texts, known) & ~repeats)
