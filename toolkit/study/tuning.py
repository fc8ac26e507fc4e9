"""Choices of the classifier compared by cross-validation between the files of the examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.classification.baselines import plain_classifier
from toolkit.classification.validation import score
from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.progress import progress
from toolkit.study.materials import TrainingTexts, example_texts, read_labelled, training_texts
from toolkit.study.source_worth import compare_sources

if TYPE_CHECKING:
    import pandas as pd

# What is compared: the default, and one choice changed at a time.
CHOICES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "default": {},
        "logistic regression": {"model": "logistic"},
        "stochastic gradient descent": {"model": "sgd"},
        "complement naive Bayes": {"model": "nb"},
        "words 1-2, characters 2-4": {"words": (1, 2), "characters": (2, 4)},
        "characters 2-3": {"characters": (2, 3)},
        "words alone": {"characters": None},
        "characters alone": {"words": None},
        "C halved": {"C": 0.15},
        "C doubled": {"C": 0.6},
        "raw counts": {"sublinear": False},
        "categories balanced": {"class_weight": "balanced"},
        "categories unweighted": {"class_weight": None},
        "rarest n-grams kept": {"min_df": 1},
        "texts judged whole": {"stretch": None},
        "without the outline's terms": {"terms": False},
    }
)
PLAIN = "plain jieba + TF-IDF + LinearSVC"
_LONG = 4
_Fit = Callable[[TrainingTexts], Any]


def tune(
    scheme: str,
    *,
    sources: bool = False,
    source: str | Path | None = None,
    labels: str | Path | None = None,
    unlabelled: str | Path | None = None,
    seed: int = 0,
) -> tuple[pd.DataFrame, TrainingTexts]:
    """Compare choices, or sources of training texts, as ``fazhi tune`` does.

    Parameters
    ----------
    scheme : str
        outline-2015 or outline-2021.
    sources : bool
        Whether to compare what trains (`compare_sources`) and not how (`compare_choices`).
    source, labels, unlabelled : str or Path, optional
        With ``sources``: reports, their stand-off labels, and reports for self-training.
    seed : int
        Seed of all that is random.

    Returns
    -------
    tuple of pandas.DataFrame and TrainingTexts
        The comparison, and the texts that were compared on.

    Raises
    ------
    ToolkitError
        Reports without ``sources``, or labels without their reports.
    """
    reports = [str(one) for one in (source, labels, unlabelled) if one is not None]
    if not sources:
        if reports:
            remedy = "add --sources: choices are compared on the examples alone"
            raise ToolkitError("no reports", ", ".join(reports), "tune", remedy)
        examples = example_texts(scheme)
        return compare_choices(scheme, data=examples, seed=seed), examples
    data = training_texts(*read_labelled(source, labels), scheme)
    further = None if unlabelled is None else read_corpus(unlabelled)
    return compare_sources(data, scheme, unlabelled=further, seed=seed), data


def compare_choices(
    scheme: str = "outline-2015",
    *,
    data: TrainingTexts | None = None,
    choices: Mapping[str, Mapping[str, Any]] = CHOICES,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare choices of the classifier, every file of texts held out whole.

    The choices that come with the toolkit were made from this table, never from reports that
    score a release (method, section 7).

    Parameters
    ----------
    scheme : str
        The outline.
    data : TrainingTexts, optional
        Texts with the group each belongs to; by default the project's example paragraphs.
    choices : mapping
        Name to parameters of ``TrainingTexts.fit``: those of ``make_classifier``, and terms.
    seed : int
        Seed of training, and of the long texts.

    Returns
    -------
    pandas.DataFrame
        Columns choice, accuracy, macro_f1, lowest (accuracy on the file where it is lowest), long
        (accuracy on texts made by joining paragraphs of the file held out, where the task with
        most text is right), difference (accuracy minus the default's), standard_error (of that
        difference, over files). Best first by accuracy; the plain pipeline is among them.

    Raises
    ------
    ToolkitError
        There are fewer than two groups.
    """
    import pandas as pd

    texts = example_texts(scheme) if data is None else data
    groups = sorted(set(texts.groups))
    if len(groups) < 2:
        remedy = "give texts of two groups or more"
        raise ToolkitError("two groups", str(len(groups)), "compare_choices, data", remedy)
    fits: dict[str, _Fit] = {
        name: partial(TrainingTexts.fit, scheme=scheme, seed=seed, **chosen)
        for name, chosen in choices.items()
    }
    fits[PLAIN] = lambda train: plain_classifier().fit(list(train.texts), list(train.categories))
    scores = {
        name: list(_by_group(fits[name], texts, groups, seed))
        for name in progress(list(fits), "comparing", unit="choice")
    }
    usual = np.array([one[0] for one in scores[next(iter(scores))]])
    return pd.DataFrame(
        [_row(name, np.array(found), usual) for name, found in scores.items()]
    ).sort_values("accuracy", ascending=False, kind="stable", ignore_index=True)


def _by_group(
    fit: _Fit, texts: TrainingTexts, groups: Sequence[str], seed: int
) -> Iterator[tuple[float, float, float]]:
    """Yield accuracy, macro-F1 and accuracy on long texts for each group held out."""
    for number, group in enumerate(groups):
        train, held = texts.of_groups({group}, among=False), texts.of_groups({group})
        model = fit(train)
        found = score(held.categories, [str(code) for code in model.predict(list(held.texts))])
        long, truth = _joined(held, np.random.default_rng([seed, number]))
        right = float(np.mean(np.asarray(model.predict(long)) == np.array(truth)))
        yield found["accuracy"], found["macro_f1"], right


def _joined(held: TrainingTexts, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Join paragraphs at random; the task with most text is the truth, as the codebook has it."""
    joined, truth = [], []
    for _ in range(len(held)):
        chosen = rng.choice(len(held), size=rng.integers(2, _LONG + 1))
        sizes: dict[str, int] = {}
        for place in chosen:
            code = held.categories[place]
            sizes[code] = sizes.get(code, 0) + len(held.texts[place])
        joined.append("".join(held.texts[place] for place in chosen))
        truth.append(max(sizes, key=lambda code: sizes[code]))
    return joined, truth


def _row(name: str, found: Any, usual: Any) -> dict[str, object]:
    accuracy, macro, long = found.T
    apart = accuracy - usual
    return {
        "choice": name,
        "accuracy": accuracy.mean(),
        "macro_f1": macro.mean(),
        "lowest": accuracy.min(),
        "long": long.mean(),
        "difference": apart.mean(),
        "standard_error": apart.std(ddof=1) / np.sqrt(len(apart)),
    }
