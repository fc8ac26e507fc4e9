"""Judges that a classifier must beat: a plain pipeline, cue words, the most frequent category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from toolkit.words import plain_words


def plain_classifier(split: Callable[[str], list[str]] = plain_words) -> Any:
    """Make the baseline that a script would use: jieba's words, TF-IDF, LinearSVC, all defaults.

    Parameters
    ----------
    split : callable
        Gives a text's words; one that remembers them saves cutting texts anew in every fold.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(tokenizer=split, token_pattern=None)
    return make_pipeline(words, LinearSVC(random_state=0))


def most_frequent(categories: Sequence[str]) -> str:
    """Return the most frequent category, the first in order among equals.

    Examples
    --------
    >>> most_frequent(["A2", "A1", "A2", "A1"])
    'A1'
    """
    return max(sorted(set(categories)), key=Counter(categories).__getitem__)


def judge_by_keywords(
    texts: Sequence[str], keywords: Mapping[str, Sequence[str]], *, none: str
) -> list[str]:
    """Give each text the category whose cue words occur most often in it.

    Parameters
    ----------
    texts : sequence of str
        Raw texts.
    keywords : mapping of str to sequence of str
        Each category's cue words; of categories with equally many, the first listed is taken.
    none : str
        The category of texts without any cue word.

    Examples
    --------
    >>> cues = {"A6": ["行政复议", "调解"], "A7": ["普法"]}
    >>> judge_by_keywords(["受理行政复议，开展调解和普法", "天气晴朗"], cues, none="A0")
    ['A6', 'A0']
    """
    said = []
    for text in texts:
        counts = {code: sum(map(text.count, cues)) for code, cues in keywords.items()}
        best = max(counts, key=counts.__getitem__, default=none)
        said.append(best if counts.get(best) else none)
    return said
