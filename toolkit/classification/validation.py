"""How good a classifier is on documents that it has not seen, beside a plain one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.words import fold, plain_words

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

FEWEST = 5
_SHINGLE = 5
_NEAR = 0.8


def plain_classifier() -> Any:
    """Make the baseline that a script would use: jieba's words, TF-IDF, LinearSVC, all defaults."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(tokenizer=plain_words, token_pattern=None)
    return make_pipeline(words, LinearSVC(random_state=0))


def hold_out(
    make: Callable[[], Any],
    texts: Sequence[str],
    labels: Sequence[str],
    groups: Sequence[str],
    *,
    further: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> list[str]:
    """Predict each group of texts by a model trained on the others.

    Parameters
    ----------
    make : callable
        Gives an unfitted classifier over raw strings.
    texts, labels, groups : sequences of str, one length
        A group is what is held out whole: a document.
    further : pair of sequences
        Texts and labels that always train. Training texts that near-duplicate a held-out one
        (Jaccard similarity of character 5-grams of 0.8 or more) are dropped.

    Returns
    -------
    list of str
        The predictions, in the order of the texts.
    """
    predicted = np.empty(len(texts), dtype=object)
    of_group = np.asarray(groups)
    for group in sorted(set(groups)):
        held = of_group == group
        train = [*further[0], *_chosen(texts, ~held)]
        truth = [*further[1], *_chosen(labels, ~held)]
        held_texts = _chosen(texts, held)
        kept = ~near_duplicates(train, held_texts)
        model = make().fit(_chosen(train, kept), _chosen(truth, kept))
        predicted[held] = model.predict(held_texts)
    return [str(category) for category in predicted]


def near_duplicates(texts: Sequence[str], others: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which texts near-duplicate one of the others.

    Examples
    --------
    >>> texts = ["全面推进政务公开工作", "受理行政复议申请"]
    >>> near_duplicates(texts, ["全面推进政务公开工作。"]).tolist()
    [True, False]
    """
    from sklearn.feature_extraction.text import CountVectorizer

    shingles = CountVectorizer(
        analyzer="char", ngram_range=(_SHINGLE, _SHINGLE), binary=True, preprocessor=fold
    )
    try:
        of_others = shingles.fit_transform(others)
    except ValueError:  # texts too short to hold one shingle
        return np.isin(np.asarray(texts, dtype=object), list(others))
    of_texts = shingles.transform(texts)
    shared = (of_texts @ of_others.T).toarray()
    sizes = np.array([max(len(set(_shingles(text))), 1) for text in texts])
    union = sizes[:, None] + np.asarray(of_others.sum(axis=1)).ravel()[None, :] - shared
    similar: NDArray[np.bool_] = (shared / union >= _NEAR).any(axis=1)
    return similar


def score(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """Score predictions against codes.

    Returns
    -------
    dict
        n; accuracy; macro_f1 over all categories of the truth; macro_f1_5 over those with at
        least five texts (NaN where there is none); kappa (Cohen's).

    Examples
    --------
    >>> score(["A1", "A1", "A2"], ["A1", "A1", "A1"])["accuracy"]
    0.6666666666666666
    """
    from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

    codes, counts = np.unique(np.asarray(truth), return_counts=True)
    many = codes[counts >= FEWEST]
    each = f1_score(truth, predicted, labels=codes, average=None, zero_division=0)
    alone = len(set(truth) | set(predicted)) == 1
    return {
        "n": float(len(truth)),
        "accuracy": float(accuracy_score(truth, predicted)),
        "macro_f1": float(each.mean()),
        "macro_f1_5": float(each[np.isin(codes, many)].mean()) if len(many) else float("nan"),
        "kappa": 1.0 if alone else float(cohen_kappa_score(truth, predicted)),
    }


def score_table(
    truth: Sequence[str], judges: Mapping[str, Sequence[str]], groups: Sequence[str]
) -> pd.DataFrame:
    """Score several judges of the same texts, by group and over all.

    Returns
    -------
    pandas.DataFrame
        Columns judge, group ("all" for the whole), n, accuracy, macro_f1, macro_f1_5, kappa.
    """
    import pandas as pd

    of_group = np.asarray(groups)
    rows = []
    for judge, said in judges.items():
        for group in ("all", *sorted(set(groups))):
            chosen = np.ones(len(truth), bool) if group == "all" else of_group == group
            scores = score(_chosen(truth, chosen), _chosen(said, chosen))
            rows.append({"judge": judge, "group": group, **scores})
    return pd.DataFrame(rows).astype({"n": "int64"})


def _chosen(values: Sequence[str], kept: NDArray[np.bool_]) -> list[str]:
    return [value for value, keep in zip(values, kept, strict=True) if keep]


def _shingles(text: str) -> list[str]:
    folded = fold(text)
    return [folded[k : k + _SHINGLE] for k in range(len(folded) - _SHINGLE + 1)]
