"""The text classifier: TF-IDF of words and characters, one linear model, calibrated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix, hstack
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from toolkit.classification.calibration import (
    fit_sharpness,
    fit_threshold,
    has_document,
    make_folds,
    novelty_cut,
    unknown_share,
)
from toolkit.classification.counting import NgramCounter, batches, weigh
from toolkit.classification.fitting import Recipe, balance, linear_scores, select
from toolkit.classification.inputs import checked_labels, checked_texts, checked_weights
from toolkit.classification.stretches import Batch, Reading, cut_texts, join_batches, join_scores
from toolkit.errors import ToolkitError, check_choice
from toolkit.provenance import text_hash
from toolkit.words import fold_many

Floats = NDArray[np.float64]

MODELS = ("logistic", "nb", "sgd", "svm")
_USUAL_C = {"svm": 0.3, "logistic": 10.0, "sgd": 1.0, "nb": 3.0}
# Below this many texts, in all or for each category, a rarest n-gram is not yet noise.
_FEW_TEXTS, _FEW_OF_EACH = 500, 50
# From this many texts times categories on, which is what training takes time for, one fold of
# five calibrates: there are texts enough in it.
_MANY_SCORES = 50_000
# Looser than scikit-learn's: what the solver would still change is far below sampling error.
_TOLERANCE = 1e-2
_BATCH, _CHARACTERS = 4096, 1_000_000


def make_classifier(*, scheme: str | None = None, seed: int = 0, **choices: Any) -> TextClassifier:
    """Return an unfitted classifier over raw Chinese strings.

    Parameters
    ----------
    scheme : str, optional
        Name of the outline whose categories it will learn; None for any other labels.
    seed : int
        Seed of all that is random in training.
    **choices
        Any other parameter of ``TextClassifier``.

    Raises
    ------
    ToolkitError
        For a choice that there is not.

    Examples
    --------
    >>> classifier = make_classifier(model="svm", characters=(1, 2))
    >>> texts = ["受理行政复议申请", "审结行政复议案件", "开展普法宣传", "举办普法讲座"]
    >>> fitted = classifier.fit(texts, ["A6", "A6", "A7", "A7"])
    >>> fitted.predict(["行政复议案件", "普法宣传活动"]).tolist()
    ['A6', 'A7']
    """
    known = TextClassifier().get_params()
    for name in choices:
        check_choice(name, known, where="make_classifier", remedy="name one of these")
    return TextClassifier(scheme=scheme, seed=seed, **choices)


class TextClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Categories of Chinese paragraphs from their words and characters.

    Words and characters are counted (``NgramCounter``), weighted by TF-IDF and normalised apart,
    and go into one linear model. Probabilities are a softmax of its scores, sharpened by one
    number fitted on scores of texts held out. The defaults are meant for Chinese texts of any kind,
    of two categories or a hundred; ``fazhi tune`` compares them on the toolkit's own examples.

    Parameters
    ----------
    scheme : str, optional
        Name of the outline that the categories belong to.
    seed : int
        Seed of training; the same seed and texts give the same weights.
    model : {"svm", "logistic", "sgd", "nb"}
        Linear support vectors, logistic regression, averaged stochastic gradient descent,
        complement naive Bayes.
    C : float, optional
        Trust in the training texts over smoothness (for "sgd" and "nb" the inverse of alpha, per
        10,000 and as it is); None takes the model's usual value.
    words, characters : tuple of int, optional
        Shortest and longest n-gram; None leaves that kind out.
    min_df : int or float
        Training texts that an n-gram must occur in; 1 where there are fewer than 500 texts, or
        50 for each category.
    sublinear : bool
        Take 1 + log(count) for the count.
    class_weight : {"softened", "balanced"}, dict or None
        Weights of the categories; "balanced" and dict as in scikit-learn, "softened" the square
        root of balanced, which serves rare categories at less cost to the common ones.
    max_features : int, optional
        N-grams kept, those that weigh most in a first fit on at most twice as many, which are
        those that occur in most texts.
    stretch : int, optional
        A text of twice this many characters or more is cut at sentence ends into stretches of
        about this length, each is judged, and their probabilities are averaged by length: "the
        task with most text" decides, as a coder would. None judges every text as a whole.
    precision : float
        Share of right predictions that is wanted among those not held back; ``predict`` holds
        none back.

    Attributes
    ----------
    classes_ : ndarray
        Categories, sorted.
    counters_ : list of NgramCounter
        Vocabularies of words and of characters.
    idf_ : list of ndarray
        Inverse document frequencies, one array for each counter.
    coef_ : ndarray of float32, shape (n_features, n_classes)
    intercept_ : ndarray of float32, shape (n_classes,)
    sharpness_ : float
        Factor on the scores before the softmax.
    threshold_ : float
        Probability below which a prediction is held back: the lowest under which texts held out
        in training reach the wanted ``precision``.
    novelty_cut_ : float
        Value of ``novelty`` that one in 200 training texts exceeds when held out.
    context_ : ndarray or None
        Weights of the stage that weighs headings and neighbours in a corpus, where it was trained
        (``toolkit.classification.context``); ``predict`` of strings never uses it.
    training_hashes : list of str
        ``provenance.text_hash`` of the training texts that have a document.
    """

    def __init__(  # noqa: PLR0913  scikit-learn wants every choice as a parameter
        self,
        *,
        scheme: str | None = None,
        seed: int = 0,
        model: str = "svm",
        C: float | None = None,  # noqa: N803  the field's name for it
        words: tuple[int, int] | None = (1, 1),
        characters: tuple[int, int] | None = (1, 3),
        min_df: float = 2,
        sublinear: bool = True,
        class_weight: str | dict[Any, float] | None = "softened",
        max_features: int | None = 150_000,
        stretch: int | None = None,
        precision: float = 0.97,
    ) -> None:
        self.scheme = scheme
        self.seed = seed
        self.model = model
        self.C = C
        self.words = words
        self.characters = characters
        self.min_df = min_df
        self.sublinear = sublinear
        self.class_weight = class_weight
        self.max_features = max_features
        self.stretch = stretch
        self.precision = precision

    def fit(
        self,
        texts: Iterable[str],
        labels: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Learn from texts and their categories.

        Parameters
        ----------
        texts : iterable of str
            Raw texts.
        labels : array-like
            One category each, of two or more.
        sample_weight : array-like of float, optional
            Weights of the texts.
        groups : array-like, optional
            Document of each text; calibration then holds documents out whole. A text whose
            document is None, such as a term, always trains and calibrates nothing.

        Raises
        ------
        ToolkitError
            When texts are not strings, lengths differ, or there is one category only.
        """
        texts, target, weight = self._checked(texts, labels, sample_weight)
        folded = fold_many(texts)
        counts = self._count(folded, self._least(target))
        scores, novelty = self._held_out(counts, folded, target, weight, groups)
        self._learn(counts, target, weight)
        known = ~np.isnan(novelty)
        truth = np.searchsorted(self.classes_, target[known])
        self.sharpness_ = fit_sharpness(scores[known], truth)
        chances = softmax(scores[known] * self.sharpness_, axis=1)
        self.threshold_ = fit_threshold(chances, truth, self.precision)
        self.novelty_cut_ = novelty_cut(novelty[known])
        self.context_: Floats | None = None
        paragraphs = compress(texts, has_document(groups, len(texts)))
        self.training_hashes = [text_hash(text) for text in paragraphs]
        return self

    def predict(self, texts: Iterable[str]) -> NDArray[Any]:
        """Return the most probable category of each text."""
        scores, _ = self._measure(texts)
        chosen: NDArray[Any] = self.classes_[scores.argmax(axis=1)]
        return chosen

    def predict_proba(self, texts: Iterable[str]) -> Floats:
        """Return calibrated probabilities, one row for each text, columns as ``classes_``."""
        return self.appraise(texts)[0]

    def decision_function(self, texts: Iterable[str]) -> Floats:
        """Return the linear scores; one for each text where there are two categories."""
        scores, _ = self._measure(texts)
        return (scores[:, 1] - scores[:, 0]) / 2 if len(self.classes_) == 2 else scores

    def novelty(self, texts: Iterable[str]) -> Floats:
        """Return the share of each text's n-grams that training did not know, 0 to 1.

        Beyond ``novelty_cut_``, a text is unlike anything in training.
        """
        return self._measure(texts)[1]

    def appraise(self, texts: Iterable[str]) -> tuple[Floats, Floats]:
        """Return ``predict_proba`` and ``novelty``, counting the texts once."""
        scores, novelty = self._measure(texts)
        return softmax(scores * self.sharpness_, axis=1), novelty

    def read(self, texts: Iterable[str]) -> Reading:
        """Return ``appraise`` of texts, and what it saw in each of their stretches."""
        return join_batches(self._read_batches(texts), sharpness=self.sharpness_)

    def features(self, texts: Iterable[str]) -> csr_matrix:
        """Return the weighted features that the model sees; columns as ``feature_names``."""
        check_is_fitted(self, "coef_")
        folded = fold_many(checked_texts(texts))
        counts = [counter.count_folded(folded) for counter in self.counters_]
        return hstack(self._weighed(counts, self.idf_), format="csr")

    def feature_names(self) -> NDArray[Any]:
        """Return the n-grams in the order of ``coef_``: words first, then characters."""
        check_is_fitted(self, "coef_")
        return np.concatenate([counter.get_feature_names_out() for counter in self.counters_])

    @property
    def model_id(self) -> str:
        """Return 16 hex digits of a hash over vocabulary, weights and choices of training."""
        check_is_fitted(self, "sharpness_")
        choices = {k: v for k, v in self.get_params().items() if k not in ("precision", "scheme")}
        digest = hashlib.sha256(json.dumps(choices, sort_keys=True, default=str).encode())
        numbers = [self.coef_, self.intercept_, self.sharpness_, self.novelty_cut_, *self.idf_]
        numbers += [] if self.context_ is None else [self.context_]
        known = [self.classes_.tolist(), *(c.words_.tolist() for c in self.counters_)]
        digest.update(json.dumps(known).encode())
        for array in [*(c.vocabulary_ for c in self.counters_), *numbers]:
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:16]

    def _checked(
        self, texts: Iterable[str], labels: ArrayLike, sample_weight: ArrayLike | None
    ) -> tuple[list[str], NDArray[Any], Floats]:
        texts = checked_texts(texts)
        target = checked_labels(labels, len(texts))
        weight = checked_weights(sample_weight, len(texts))
        check_choice(self.model, MODELS, where="model", remedy="name one of these")
        if self.words is None and self.characters is None:
            raise ToolkitError("words or characters", "neither", "features", "leave one on")
        for name in ("C", "max_features", "min_df", "stretch"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ToolkitError("a number above 0", str(value), name, "raise it")
        return texts, target, weight * balance(self.class_weight, target)

    def _count(self, folded: Sequence[str], least: float) -> list[csr_matrix]:
        kinds = (("word", self.words), ("char", self.characters))
        self.counters_ = [
            NgramCounter(kind, ngram_range=lengths, min_df=least)
            for kind, lengths in kinds
            if lengths is not None
        ]
        counts = [counter.fit_folded(folded) for counter in self.counters_]
        if not any(block.shape[1] for block in counts):
            came = f"none that occurs in {self.min_df} texts"
            raise ToolkitError("words or characters to learn from", came, "texts", "lower min_df")
        return counts

    def _learn(self, counts: list[csr_matrix], target: NDArray[Any], weight: Floats) -> None:
        found = self._recipe(target).fit(counts, target, weight)
        self.classes_, self.idf_ = found.classes, found.idf
        self.coef_, self.intercept_ = found.coef, found.intercept
        for counter, kept, block in zip(self.counters_, found.kept, counts, strict=True):
            counter.restrict(kept, block)

    def _recipe(self, target: NDArray[Any]) -> Recipe:
        return Recipe(self._linear(), self.sublinear, self._least(target), self.max_features)

    def _least(self, target: NDArray[Any]) -> float:
        few = len(target) < max(_FEW_TEXTS, _FEW_OF_EACH * len(np.unique(target)))
        return 1 if few else self.min_df

    def _linear(self) -> Any:
        c = _USUAL_C[self.model] if self.C is None else self.C
        if self.model == "svm":
            return LinearSVC(C=c, random_state=self.seed, max_iter=10_000, tol=_TOLERANCE)
        if self.model == "logistic":
            return LogisticRegression(C=c, random_state=self.seed, max_iter=2000)
        if self.model == "sgd":
            return SGDClassifier(alpha=1e-4 / c, random_state=self.seed, average=True)
        return ComplementNB(alpha=1 / c)

    def _held_out(
        self,
        counts: list[csr_matrix],
        folded: Sequence[str],
        target: NDArray[Any],
        weight: Floats,
        groups: ArrayLike | None,
    ) -> tuple[Floats, Floats]:
        """Return scores and novelty of texts by models that did not see them; NaN if none did."""
        classes, recipe = np.unique(target), self._recipe(target)
        scores = np.full((len(target), len(classes)), np.nan)
        novelty = np.full(len(target), np.nan)
        totals = self.counters_[-1].totals(folded)
        fold = make_folds(target, groups, self.seed)
        # The last of many: where it holds texts out one by one, rare categories are not in it.
        for number in np.unique(fold[fold >= 0])[-1 if scores.size >= _MANY_SCORES else 0 :]:
            test = fold == number
            if len(np.unique(target[~test])) < 2:
                continue
            train = [block[~test] for block in counts]
            part = recipe.fit(train, target[~test], weight[~test], thorough=False)
            held = select([block[test] for block in counts], part.kept)
            found = linear_scores(self._weighed(held, part.idf), part.coef, part.intercept)
            novelty[test] = unknown_share(held[-1], totals[test])
            # A category that this fold's training lacks scores as low as the lowest.
            scores[test] = found.min(axis=1, keepdims=True)
            scores[np.ix_(test, np.searchsorted(classes, part.classes))] = found
        return scores, novelty

    def _measure(self, texts: Iterable[str]) -> tuple[Floats, Floats]:
        parts = [part[:2] for part in self._read_batches(texts)]
        return np.concatenate([s for s, _ in parts]), np.concatenate([n for _, n in parts])

    def _read_batches(self, texts: Iterable[str]) -> Iterator[Batch]:
        check_is_fitted(self, "coef_")
        for part in batches(checked_texts(texts), _BATCH, _CHARACTERS):
            yield self._read_batch(part)

    def _read_batch(self, texts: Sequence[str]) -> Batch:
        stretches, starts = cut_texts(texts, self.stretch)
        folded = fold_many(stretches)
        counts = [counter.count_folded(folded) for counter in self.counters_]
        weighted = self._weighed(counts, self.idf_)
        scores = linear_scores(weighted, self.coef_, self.intercept_)
        # Characters, where used, come last: theirs is the finer measure.
        novelty = unknown_share(counts[-1], self.counters_[-1].totals(folded))
        sizes = np.array([max(len(stretch), 1) for stretch in stretches], float)
        joined = join_scores(scores, novelty, sizes, starts, sharpness=self.sharpness_)
        return Batch(*joined, stretches, starts, weighted)

    def _weighed(self, counts: Sequence[csr_matrix], idf: Sequence[Floats]) -> list[csr_matrix]:
        return [
            weigh(block, one, sublinear=self.sublinear)
            for block, one in zip(counts, idf, strict=True)
        ]
