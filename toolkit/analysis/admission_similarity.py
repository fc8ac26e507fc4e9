"""How alike admissions and other sentences are: by their very characters, or by what they name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analysis.variance import Codes, Floats, ratio

# What says that something is lacking, and how softly, is no part of what it is about.
_SAYING = re.compile(
    r"[，,、；;。：:\s“”\"（）()]|仍然|依然|仍|还|尚|比较|较为|相对|一定|进一步|有待|亟待|需要?|不够|不足|不强|不高|不到位"
    r"|不健全|不完善|不规范|不平衡|不充分|薄弱|滞后|淡薄|欠缺|缺乏|缺少|存在|部分|个别|一些|有的|少数|问题|现象|差距|短板"
    r"|混乱|不力|迟缓|缓慢|屡禁不止|时有发生|偏[少低弱软慢窄小]|较[少低弱慢]|老化|单一|紧张|短缺|匮乏|脱节|陈旧"
    r"|加强|完善|健全|提高|提升|推进|推动|加大|强化|着力|切实|继续|深入|全面|不断|加快|坚持|严格|落实"
)


def bare(text: str) -> str:
    """Return what a sentence is about: without marks, softeners, and words of lack and resolve.

    Examples
    --------
    >>> bare("部分乡镇执法力量仍然不足"), bare("进一步加强乡镇执法力量")
    ('乡镇执法力量', '乡镇执法力量')
    """
    return _SAYING.sub("", text)


def jaccard(left: Sequence[str], right: Sequence[str]) -> Floats:
    """Return the share of two-character strings that each pair of texts has in common.

    Parameters
    ----------
    left, right : sequence of str

    Returns
    -------
    ndarray, shape (len(left), len(right))
        1 for the same characters in the same order, 0 for none in common.

    Examples
    --------
    >>> jaccard(["执法力量不足"], ["执法力量不足", "执法力量薄弱", "经费紧张"]).round(2).tolist()
    [[1.0, 0.43, 0.0]]
    """
    if not left or not right:
        return np.zeros((len(left), len(right)))
    grams = _grams([*left, *right])
    one, other = grams[: len(left)], grams[len(left) :]
    common = (one @ other.T).toarray().astype(float)
    return np.nan_to_num(ratio(common, _sizes(one)[:, None] + _sizes(other)[None, :] - common))


def alike_pairs(texts: Sequence[str], threshold: float) -> tuple[Codes, Codes, Floats]:
    """Return all pairs of texts whose Jaccard similarity reaches a threshold.

    Pairs are sought among texts that share one of their rarest strings: with a threshold t a
    pair must share one of the first ``n - ceil(t n) + 1`` of n (prefix filter; Bayardo, Ma and
    Srikant 2007), so that none is missed and few are compared.

    Returns
    -------
    tuple of ndarray
        Places of the first and of the second text, first before second, and their similarity.
    """
    from scipy.sparse import csr_matrix, triu

    grams = _grams(texts)
    often = np.asarray(grams.sum(axis=0)).ravel()
    rows, columns = [], []
    for row in range(grams.shape[0]):
        own = grams.indices[grams.indptr[row] : grams.indptr[row + 1]]
        kept = own[np.lexsort((own, often[own]))]
        kept = kept[: len(own) - int(np.ceil(threshold * len(own))) + 1]
        rows += [row] * len(kept)
        columns += kept.tolist()
    rare = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=grams.shape)
    near = triu(rare @ rare.T, k=1).tocoo()
    common = np.asarray(grams[near.row].multiply(grams[near.col]).sum(axis=1)).ravel()
    sizes = _sizes(grams)
    likeness = ratio(common.astype(float), sizes[near.row] + sizes[near.col] - common)
    kept = likeness >= threshold
    return near.row[kept].astype(np.int64), near.col[kept].astype(np.int64), likeness[kept]


class Vocabulary:
    """What single and double characters weigh: those that few texts hold weigh most."""

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(
            analyzer="char", ngram_range=(2, 2), binary=True, use_idf=True
        )
        # The marks stand in where no text says anything.
        self._vectorizer.fit([*map(bare, texts), "□□"])

    def vectors(self, texts: Sequence[str]) -> Any:
        """Return the texts as rows of unit length."""
        from scipy.sparse import csr_matrix

        if not texts:
            return csr_matrix((0, len(self._vectorizer.vocabulary_)))
        return self._vectorizer.transform([bare(text) for text in texts])

    def coverage(self, wanted: Any, given: Any) -> Floats:
        """Return how much of the weight of each wanted text each given one holds, 0 to 1."""
        weight = np.asarray(wanted.multiply(wanted).sum(axis=1)).ravel()
        held: NDArray[np.float64] = (wanted.power(2) @ (given > 0).T.astype(float)).toarray()
        covered: Floats = np.nan_to_num(ratio(held, weight[:, None]))
        return covered


def _grams(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(analyzer="char", ngram_range=(2, 2), binary=True)
    # A pair of marks stands in for texts too short to have two characters.
    folded = [re.sub(r"[，,、；;。：:\s]", "", text) or "□□" for text in texts]
    texts = [text if len(text) > 1 else f"{text}□" for text in folded]
    return vectorizer.fit_transform(texts)


def _sizes(grams: Any) -> Floats:
    sizes: Floats = np.diff(grams.indptr).astype(float)
    return sizes
