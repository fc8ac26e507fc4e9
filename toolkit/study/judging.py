"""Every judge of labelled paragraphs, each fold's by models that saw none of its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.classification.baselines import judge_by_keywords, most_frequent, plain_classifier
from toolkit.classification.context import weigh_context
from toolkit.classification.reliability import brier_parts
from toolkit.errors import SchemeError, ToolkitError
from toolkit.labelling.records import CODE_COLUMNS
from toolkit.near_duplicates import duplicate_pairs
from toolkit.outlines import Outline, load_outline
from toolkit.progress import progress
from toolkit.study.contexts import ContextRows, fit_rows, learn_context, made_up_rows, text_features
from toolkit.study.error_kinds import NAMES_CODE, NAMES_NONE, NAMES_OTHER
from toolkit.study.materials import TrainingTexts, example_texts, one_label_each
from toolkit.study.surroundings import heading_votes, paths_above
from toolkit.tables import Corpus
from toolkit.words import plain_words

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from toolkit.classification.holding_out import Split
    from toolkit.classification.pipeline import TextClassifier

    Floats = NDArray[np.float64]

TEXT = "toolkit"
CONTEXT = "toolkit, with context"
OWN = "toolkit, own examples alone"
OWN_CONTEXT = "toolkit, own examples alone, with context"
PLAIN = "plain jieba + TF-IDF + LinearSVC"
KEYWORDS = "keyword dictionary"
HEADINGS = "headings only"
MAJORITY = "majority category"
MODELS = (CONTEXT, TEXT, OWN_CONTEXT, OWN)
BASELINES = (PLAIN, KEYWORDS, HEADINGS, MAJORITY)
ALONE = "examples alone"
# The same texts train in every fold and under every scheme.
_plain_words = lru_cache(maxsize=20_000)(plain_words)
_duplicate_pairs = lru_cache(maxsize=1)(duplicate_pairs)


@dataclass(frozen=True)
class Judged:
    """What every judge said of the labelled paragraphs that were held out.

    Parameters
    ----------
    scheme : str
        The outline, or name, that the codes belong to.
    paragraphs : pandas.DataFrame
        Columns paragraph_id, doc_id, path, text, truth, fold, duplicate (another labelled or
        training text near-duplicates it), heading (whether the headings above name the code).
    said : pandas.DataFrame
        Columns paragraph_id, judge, category, and of models second (category), probability and
        brier.
    folds : pandas.DataFrame
        Columns fold, n_documents, n_paragraphs, n_training, n_dropped (training texts left out as
        near-duplicates of one held out).
    models : mapping of str to TextClassifier
        The text model of each fold, and of the examples alone.
    """

    scheme: str
    paragraphs: pd.DataFrame = field(repr=False)
    said: pd.DataFrame = field(repr=False)
    folds: pd.DataFrame = field(repr=False)
    models: dict[str, TextClassifier] = field(repr=False)

    def codes_of(self, judge: str) -> list[str | None]:
        """Return what a judge said, in the order of ``paragraphs``; None where nothing."""
        rows = self.said[self.said["judge"] == judge]
        said = dict(zip(rows["paragraph_id"], rows["category"], strict=True))
        return [said.get(one) for one in self.paragraphs["paragraph_id"]]


@dataclass(frozen=True)
class Materials:
    """Labelled paragraphs of a scheme, what may train beside them, and who duplicates whom."""

    corpus: Corpus
    scheme: str
    rows: pd.DataFrame
    examples: TrainingTexts
    seed: int

    @classmethod
    def gather(
        cls, corpus: Corpus, labels: pd.DataFrame, scheme: str, *, examples: bool, seed: int
    ) -> Materials:
        """Take one label of each paragraph, and the documents that have one; else refuse."""
        judged = one_label_each(labels[labels["source"] != "heading"], scheme)
        rows = corpus.paragraphs.merge(judged[["paragraph_id", "category"]], on="paragraph_id")
        if rows.empty:
            remedy = "give labels by hand of this corpus under this scheme; headings' do not count"
            raise ToolkitError("labels of these reports", "none that fit", scheme, remedy)
        documents = corpus.documents[corpus.documents["doc_id"].isin(rows["doc_id"])]
        documents = documents.drop_duplicates("doc_id").reset_index(drop=True)
        kept = corpus.paragraphs[corpus.paragraphs["doc_id"].isin(documents["doc_id"])]
        part = Corpus(documents, kept.reset_index(drop=True), corpus.rejected)
        own = examples and scheme in CODE_COLUMNS
        further = example_texts(scheme) if own else TrainingTexts((), (), (), (), ())
        rows = rows.merge(documents[["doc_id", "path"]], on="doc_id", how="left")
        return cls(part, scheme, rows.rename(columns={"category": "truth"}), further, seed)

    @cached_property
    def training(self) -> TrainingTexts:
        """All that may train: the examples, then the labelled paragraphs."""
        rows, n = self.rows, len(self.rows)
        columns = (tuple(map(str, rows[name])) for name in ("text", "truth", "doc_id"))
        texts, truth, documents = columns
        return self.examples + TrainingTexts(texts, truth, (1.0,) * n, documents, ("label",) * n)

    @cached_property
    def duplicates(self) -> csr_matrix:
        """Which training texts (rows) near-duplicate which labelled paragraphs (columns)."""
        return _duplicate_pairs(self.training.texts, tuple(self.rows["text"]))

    @property
    def duplicated(self) -> NDArray[np.bool_]:
        """Which labelled paragraphs another text near-duplicates."""
        # One of the texts that a paragraph duplicates is itself.
        return np.asarray(self.duplicates.sum(axis=0)).ravel() > 1

    def allowed(self, split: Split) -> NDArray[np.bool_]:
        """Tell which training texts come from documents that may train beside a split."""
        may = np.ones(len(self.training), bool)
        may[len(self.examples) :] = self.rows["doc_id"].isin(split.training)
        return may

    def trains(self, split: Split) -> NDArray[np.bool_]:
        """Tell which of these near-duplicate nothing that is held out, and so do train."""
        held = np.flatnonzero(self.rows["doc_id"].isin(split.held))
        return self.allowed(split) & ~_any(self.duplicates[:, held], axis=1)

    def beside(self, split: Split) -> tuple[TrainingTexts, int]:
        """Return what trains while a split is held out, and how many near-duplicates do not."""
        trains = self.trains(split)
        return self.training.select(trains), int(self.allowed(split).sum() - trains.sum())


def judge_all(materials: Materials, splits: Sequence[Split]) -> Judged:
    """Hold out each split in turn and let every judge speak.

    Parameters
    ----------
    materials : Materials
        Labelled paragraphs and what trains beside them.
    splits : sequence of Split
        Documents held out together.

    Returns
    -------
    Judged
        The toolkit from the text and with context, its examples alone likewise, and baselines. The
        context stage of a fold learns from made-up orders of the examples, and from the training
        documents' labels on scores of the examples-alone model, which saw none of them; without
        examples as `train` does.
    """
    import pandas as pd

    bench = _Bench(materials)
    models = {} if bench.own is None else {ALONE: bench.own.model}
    said, folds, rows = [], [], []
    for split in progress(splits, "validating", unit="fold"):
        part = materials.rows[materials.rows["doc_id"].isin(split.held)]
        data, dropped = materials.beside(split)
        models[split.name] = data.fit(materials.scheme, seed=materials.seed)
        said += bench.speak(split, data, models[split.name])
        rows.append(part.assign(fold=split.name))
        counts = (part["doc_id"].nunique(), len(part), len(data), dropped)
        folds.append((split.name, *counts))
    names = ["fold", "n_documents", "n_paragraphs", "n_training", "n_dropped"]
    found = pd.concat(rows)
    found["duplicate"] = materials.duplicated[found.index]
    found["heading"] = what_headings_say(found, materials.scheme)
    columns = ["paragraph_id", "doc_id", "path", "text", "truth", "fold", "duplicate", "heading"]
    return Judged(
        materials.scheme,
        found.sort_index()[columns].reset_index(drop=True),
        pd.concat(said, ignore_index=True),
        pd.DataFrame(folds, columns=names),
        models,
    )


def judge_by_headings(
    paths: Sequence[Sequence[str]], scheme: str, classes: Sequence[str], otherwise: str
) -> list[str]:
    """Give each paragraph the category that the headings above it name, else another.

    Examples
    --------
    >>> paths = [("（六）依法有效化解社会矛盾纠纷",), ("一、主要工作",)]
    >>> judge_by_headings(paths, "outline-2015", ["A1", "A6"], "A1")
    ['A6', 'A1']
    """
    votes = heading_votes(paths, scheme, classes)
    return [classes[row.argmax()] if row.any() else otherwise for row in votes]


def what_headings_say(rows: pd.DataFrame, scheme: str) -> NDArray[np.object_]:
    """Tell of each labelled paragraph whether a heading above names its code, another, or none."""
    classes = sorted(set(rows["truth"]))
    votes = heading_votes(paths_above(rows), scheme, classes)
    own = votes[np.arange(len(rows)), np.searchsorted(classes, rows["truth"].tolist())] > 0
    other = np.where(votes.any(axis=1), NAMES_OTHER, NAMES_NONE)
    return np.where(own, NAMES_CODE, other).astype(object)


def outline_of(scheme: str) -> Outline | None:
    """Return the outline of this name; None for a name that is only a researcher's own."""
    try:
        return load_outline(scheme)
    except SchemeError:  # labels of one's own need no outline
        return None


class _Part(NamedTuple):
    """The documents held out: all their paragraphs, which of them are labelled, and the codes."""

    paragraphs: pd.DataFrame
    labelled: NDArray[np.bool_]
    truth: list[str]

    def rows(self, judge: str, categories: Sequence[str]) -> pd.DataFrame:
        import pandas as pd

        ids = self.paragraphs.loc[self.labelled, "paragraph_id"].to_numpy()
        return pd.DataFrame({"paragraph_id": ids, "judge": judge, "category": list(categories)})

    def model_rows(self, judge: str, chances: Floats, classes: Sequence[str]) -> pd.DataFrame:
        found = chances[self.labelled]
        truth = np.array([classes.index(c) if c in classes else -1 for c in self.truth], np.intp)
        best = found.argmax(axis=1)
        rows = self.rows(judge, [classes[k] for k in best])
        second = [classes[k] for k in np.argsort(-found, axis=1, kind="stable")[:, 1]]
        chance = found.max(axis=1)
        return rows.assign(second=second, probability=chance, brier=brier_parts(found, truth))


class _Own(NamedTuple):
    """A model of the examples alone, and what the context stage learns from by it."""

    model: TextClassifier
    made_up: ContextRows
    documents: pd.Series
    labelled: ContextRows

    @classmethod
    def fit(cls, materials: Materials, classes: Sequence[str]) -> _Own:
        apart = ~_any(materials.duplicates[: len(materials.examples)], axis=1)
        model = materials.examples.select(apart).fit(materials.scheme, seed=materials.seed)
        made_up = made_up_rows(materials.scheme, classes, seed=materials.seed)
        paragraphs = materials.corpus.paragraphs
        truth = materials.rows.set_index("paragraph_id")["truth"]
        known = paragraphs["paragraph_id"].isin(truth.index).to_numpy()
        features = text_features(model, paragraphs, classes)[known]
        columns = np.searchsorted(classes, truth.loc[paragraphs.loc[known, "paragraph_id"]])
        rows = ContextRows(features, columns)
        return cls(model, made_up, paragraphs.loc[known, "doc_id"], rows)

    def weights(self, training: frozenset[str]) -> Floats | None:
        """Weights of the context stage, from made-up reports and labelled documents."""
        chosen = self.documents.isin(training).to_numpy()
        rows = ContextRows(self.labelled.features[chosen], self.labelled.truth[chosen])
        return fit_rows(self.made_up, [rows])


class _Bench:
    """What the folds of one scheme share, so that it is made once."""

    def __init__(self, materials: Materials):
        self.materials = materials
        self.outline = outline_of(materials.scheme)
        self.classes = tuple(sorted(set(materials.training.categories)))
        self.own = _Own.fit(materials, self.classes) if len(materials.examples) else None

    def speak(self, split: Split, data: TrainingTexts, model: TextClassifier) -> list[pd.DataFrame]:
        """Return what every judge says of the labelled paragraphs of one split."""
        paragraphs = self.materials.corpus.paragraphs
        held = paragraphs[paragraphs["doc_id"].isin(split.held)]
        truth = self.materials.rows.set_index("paragraph_id")["truth"]
        labelled = held["paragraph_id"].isin(truth.index).to_numpy()
        part = _Part(held, labelled, truth.loc[held.loc[labelled, "paragraph_id"]].tolist())
        said = _model_judges(part, model, self._weights(split, data), (TEXT, CONTEXT))
        if self.own is not None:
            weights = self.own.weights(frozenset())
            said += _model_judges(part, self.own.model, weights, (OWN, OWN_CONTEXT))
        return said + self._baselines(part, data)

    def _weights(self, split: Split, data: TrainingTexts) -> Floats | None:
        """Weights of the context stage, from nothing that is held out."""
        if self.own is not None:
            return self.own.weights(split.training)
        corpus, rows, scheme = self.materials.corpus, self.materials.rows, self.materials.scheme
        kept = corpus.paragraphs["doc_id"].isin(split.training)
        part = Corpus(corpus.documents, corpus.paragraphs[kept], corpus.rejected)
        known = rows[rows["truth"].isin(set(data.categories))]
        labels = known.assign(category=known["truth"], scheme=scheme, source="hand")
        seed = self.materials.seed
        return learn_context(part, labels, scheme, data=data, examples=False, seed=seed)

    def _baselines(self, part: _Part, data: TrainingTexts) -> list[pd.DataFrame]:
        texts = part.paragraphs.loc[part.labelled, "text"].tolist()
        plain = plain_classifier(_plain_words).fit(list(data.texts), list(data.categories))
        usual = most_frequent(data.categories)
        said = [part.rows(PLAIN, [str(code) for code in plain.predict(texts)])]
        if self.outline is not None:
            cues = {one.code: one.keywords for one in self.outline.categories}
            by_cues = judge_by_keywords(texts, cues, none=self.outline.none)
            paths = paths_above(part.paragraphs[part.labelled])
            by_headings = judge_by_headings(paths, self.materials.scheme, self.classes, usual)
            said += [part.rows(KEYWORDS, by_cues), part.rows(HEADINGS, by_headings)]
        return [*said, part.rows(MAJORITY, [usual] * len(texts))]


def _model_judges(
    part: _Part, model: TextClassifier, weights: Floats | None, names: tuple[str, str]
) -> list[pd.DataFrame]:
    """What a model says from the text alone and, where its weights are known, with context."""
    classes = [str(code) for code in model.classes_]
    said = [part.model_rows(names[0], model.predict_proba(part.paragraphs["text"]), classes)]
    if weights is not None:
        features = text_features(model, part.paragraphs, classes)
        said.append(part.model_rows(names[1], weigh_context(features, weights), classes))
    return said


def _any(pairs: csr_matrix, *, axis: int) -> NDArray[np.bool_]:
    return np.asarray(pairs.sum(axis=axis)).ravel() > 0
