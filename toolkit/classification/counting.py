"""N-gram counts of words and characters: exactly scikit-learn's, as array operations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from toolkit import words
from toolkit.errors import ToolkitError, one_of

Keys = NDArray[np.uint64]

_LONGEST = {"char": 4, "word": 2}
# Temporaries of about this many texts stay in the processor's cache.
_BATCH = 1024
# A character packs into 16 bits, and 0 must mean "no character".
_UNPACKABLE = re.compile("[\x00\ud800-\udfff\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
# 0 means "no word": a pair that starts with a stranger must not read as a single word.
_UNKNOWN, _LINE_END, _FIRST_WORD = 1, 2, 3


class NgramCounter(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Count n-grams of characters or of words in raw strings.

    The counts are those of scikit-learn's ``CountVectorizer`` on ``words.fold(text)``
    (characters) or on the joined words of ``words.segment(text)``. Up to four characters, or two
    words, pack into one 64-bit key, so that counting is sorting and looking up in arrays.
    Characters outside the basic plane, null characters and lone surrogates count as U+FFFD.

    Parameters
    ----------
    analyzer : {"char", "word"}
        What an n-gram is made of.
    ngram_range : tuple of int
        Shortest and longest n-gram; within 1 to 4 for characters, 1 to 2 for words.
    min_df : int or float
        Texts that an n-gram must occur in: a number, or below 1.0 a share.

    Attributes
    ----------
    vocabulary_ : ndarray of uint64
        Packed n-grams, sorted; the column of an n-gram is its place.
    words_ : ndarray of str
        Words that the packed n-grams refer to; empty for characters.

    Examples
    --------
    >>> counter = NgramCounter(ngram_range=(2, 2)).fit(["依法行政，依法办事"])
    >>> dict(zip(counter.get_feature_names_out(), counter.transform(["依法依法"]).toarray()[0]))[
    ...     "依法"
    ... ]
    np.float64(2.0)
    """

    def __init__(
        self,
        analyzer: str = "char",
        *,
        ngram_range: tuple[int, int] = (2, 4),
        min_df: float = 1,
    ) -> None:
        self.analyzer = analyzer
        self.ngram_range = ngram_range
        self.min_df = min_df

    def fit(self, texts: Iterable[str], y: object = None) -> Self:
        """Learn the vocabulary of raw strings."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Iterable[str], y: object = None) -> csr_matrix:
        """Learn the vocabulary of raw strings and return their counts."""
        return self.fit_folded(words.fold_many(checked_texts(texts)))

    def transform(self, texts: Iterable[str]) -> csr_matrix:
        """Return counts, one row for each raw string, one column for each known n-gram."""
        return self.count_folded(words.fold_many(checked_texts(texts)))

    def fit_folded(self, folded: Sequence[str]) -> csr_matrix:
        """Do as ``fit_transform`` on texts that ``words.fold`` has been through."""
        self._check()
        tokens = _tokens(folded) if self.analyzer == "word" else []
        self.words_ = np.array(sorted(set(tokens) - {" ", "\n"}), dtype=np.str_)
        self._forget()
        rows, keys = self._keys(folded, tokens)
        self.vocabulary_, columns = np.unique(keys, return_inverse=True)
        counts = _count(rows, columns, (len(folded), len(self.vocabulary_)))
        least = self.min_df if self.min_df >= 1 else self.min_df * len(folded)
        kept = np.bincount(counts.indices, minlength=counts.shape[1]) >= least
        return self.restrict(kept, counts)

    def count_folded(self, folded: Sequence[str]) -> csr_matrix:
        """Do as ``transform`` on texts that ``words.fold`` has been through."""
        check_is_fitted(self, "vocabulary_")
        parts = [self._count_batch(batch) for batch in _batches(folded)]
        return vstack(parts, format="csr") if len(parts) != 1 else parts[0]

    def totals(self, folded: Sequence[str]) -> NDArray[np.int64]:
        """Return how many n-grams each folded text has, known or not."""
        if self.analyzer == "char":
            units = np.fromiter(map(len, folded), np.int64, len(folded))
        else:
            tokens = np.array([0 if t == " " else 2 if t == "\n" else 1 for t in _tokens(folded)])
            ends = np.flatnonzero(tokens == 2)
            units = np.diff(np.cumsum(tokens == 1)[ends], prepend=0)
        lengths = range(self.ngram_range[0], self.ngram_range[1] + 1)
        return sum((np.maximum(units - n + 1, 0) for n in lengths), np.zeros(len(folded), np.int64))

    def restrict(self, kept: NDArray[np.bool_], counts: csr_matrix) -> csr_matrix:
        """Keep the columns marked, forget the other n-grams, return the counts that remain."""
        self.vocabulary_ = self.vocabulary_[kept]
        if self.analyzer == "word":
            self._drop_unused_words()
        self._forget()
        return counts[:, np.flatnonzero(kept)]

    def get_feature_names_out(self, input_features: object = None) -> NDArray[Any]:
        """Return the n-grams in column order; the two words of a pair stand apart by a blank."""
        check_is_fitted(self, "vocabulary_")
        if self.analyzer == "char":
            units = self.vocabulary_.astype(">u8").tobytes().decode("utf-16-be", "surrogatepass")
            names = [units[at : at + 4].lstrip("\0") for at in range(0, len(units), 4)]
        else:
            names = [" ".join(self.words_[ids]) for ids in _word_ids(self.vocabulary_)]
        return np.array(names, dtype=object)

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name not in ("_table", "_ids")}

    def _check(self) -> None:
        if self.analyzer not in _LONGEST:
            raise ToolkitError(one_of(_LONGEST), repr(self.analyzer), "analyzer", "name one")
        shortest, longest = self.ngram_range
        if not 1 <= shortest <= longest <= _LONGEST[self.analyzer]:
            raise ToolkitError(
                f"lengths from 1 to {_LONGEST[self.analyzer]}",
                repr(self.ngram_range),
                f"ngram_range of analyzer {self.analyzer!r}",
                "give the shortest and the longest n-gram",
            )

    def _keys(self, folded: Sequence[str], tokens: Sequence[str]) -> tuple[NDArray[Any], Keys]:
        """Return row and key of every n-gram that lies within one text and is all known."""
        units, line_end, bits = self._units(folded, tokens)
        ends = units == line_end
        row = np.cumsum(ends, dtype=np.int64)
        found = []
        for size, key in _packed(units, bits, self.ngram_range):
            whole = row[: len(key)] == row[size - 1 :]
            whole &= ~ends[: len(key)] & ~ends[size - 1 :]
            found.append((row[: len(key)][whole], key[whole]))
        return np.concatenate([r for r, _ in found]), np.concatenate([k for _, k in found])

    def _units(self, folded: Sequence[str], tokens: Sequence[str]) -> tuple[Keys, int, int]:
        if self.analyzer == "char":
            return _characters(folded).astype(np.uint64), ord("\n"), 16
        known = self._word_table()
        ids = np.fromiter(map(known.get, tokens, repeat(_UNKNOWN)), np.int64, len(tokens))
        return ids[ids >= 0].astype(np.uint64), _LINE_END, 32

    def _count_batch(self, folded: Sequence[str]) -> csr_matrix:
        shape = (len(folded), len(self.vocabulary_))
        tokens = _tokens(folded) if self.analyzer == "word" else []
        units, line_end, bits = self._units(folded, tokens)
        row = np.cumsum(units == line_end, dtype=np.int64)
        rows, columns = [], []
        # No known n-gram holds a line end, so those that cross texts fall out by themselves.
        for _, key in _packed(units, bits, self.ngram_range):
            column = self._look_up().find(key)
            hit = np.flatnonzero(column >= 0)
            rows.append(row[hit])
            columns.append(column[hit])
        return _count(np.concatenate(rows), np.concatenate(columns), shape)

    def _drop_unused_words(self) -> None:
        pairs = self.vocabulary_
        high, low = pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)
        used = np.unique(np.concatenate([high[high > 0], low]))
        self.words_ = self.words_[used.astype(np.int64) - _FIRST_WORD]
        place = np.searchsorted(used, low) + _FIRST_WORD
        first = np.where(high > 0, np.searchsorted(used, high) + _FIRST_WORD, 0)
        self.vocabulary_ = (first.astype(np.uint64) << np.uint64(32)) | place.astype(np.uint64)

    def _forget(self) -> None:
        self.__dict__.pop("_table", None)
        self.__dict__.pop("_ids", None)

    def _look_up(self) -> _KeyTable:
        if "_table" not in self.__dict__:
            self._table = _KeyTable(self.vocabulary_)
        return self._table

    def _word_table(self) -> dict[str, int]:
        if "_ids" not in self.__dict__:
            known = {word: at for at, word in enumerate(self.words_.tolist(), _FIRST_WORD)}
            self._ids = known | {"\n": _LINE_END, " ": -1}
        return self._ids


def checked_texts(texts: Iterable[str]) -> list[str]:
    """Return texts as a list of strings, or refuse them with a ToolkitError."""
    if isinstance(texts, str):
        raise ToolkitError("a list of texts", "one string", "texts", "put it in brackets: [text]")
    listed = list(texts)
    for place, text in enumerate(listed):
        if not isinstance(text, str):
            came = type(text).__name__
            raise ToolkitError("strings", came, f"texts, place {place}", "drop it or use ''")
    return listed


def inverse_frequency(counts: csr_matrix) -> NDArray[np.float64]:
    """Return each column's smoothed inverse document frequency, as scikit-learn has it."""
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    idf: NDArray[np.float64] = np.log((1 + counts.shape[0]) / (1 + frequency)) + 1
    return idf


def weigh(counts: csr_matrix, idf: NDArray[np.float64], *, sublinear: bool) -> csr_matrix:
    """Return TF-IDF weights with rows of length one, as scikit-learn's TfidfTransformer.

    Its own code, since a model file then holds plain arrays that no version of it changes.
    """
    frequency = 1 + np.log(counts.data) if sublinear else counts.data
    data = frequency * idf[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    norms = np.sqrt(np.bincount(rows, data * data, counts.shape[0]))
    return csr_matrix((data / norms[rows], counts.indices, counts.indptr), shape=counts.shape)


class _KeyTable:
    """A hash table of sorted keys, filled and read by whole arrays (open addressing)."""

    _FACTOR = np.uint64(0x9E3779B97F4A7C15)

    def __init__(self, keys: Keys) -> None:
        # At least eight slots a key: nearly every look-up ends at the first.
        self._bits = max(10, len(keys).bit_length() + 3)
        self._slots = np.full(1 << self._bits, -1, np.int32)
        # A guard: slot value -1 reads the last key, which is never asked for.
        self._keys = np.append(keys, np.uint64(0))
        waiting, slot = np.arange(len(keys), dtype=np.int32), self._slot(keys)
        while len(waiting):
            free = self._slots[slot] < 0
            self._slots[slot[free]] = waiting[free]
            left = self._slots[slot] != waiting
            waiting, slot = waiting[left], self._next(slot[left])

    def find(self, keys: Keys) -> NDArray[np.int32]:
        """Return the place of each key, -1 for a stranger."""
        slot = self._slot(keys)
        found = self._slots[slot]
        wrong = np.flatnonzero((self._keys[found] != keys) & (found >= 0))
        slot = slot[wrong]
        while len(wrong):
            slot = self._next(slot)
            found[wrong] = self._slots[slot]
            left = (self._keys[found[wrong]] != keys[wrong]) & (found[wrong] >= 0)
            wrong, slot = wrong[left], slot[left]
        return found

    def _slot(self, keys: Keys) -> NDArray[np.int64]:
        return ((keys * self._FACTOR) >> np.uint64(64 - self._bits)).view(np.int64)

    def _next(self, slot: NDArray[np.int64]) -> NDArray[np.int64]:
        return (slot + 1) & ((1 << self._bits) - 1)


def _packed(units: Keys, bits: int, lengths: tuple[int, int]) -> Iterator[tuple[int, Keys]]:
    """Yield, for each length, the packed n-gram that starts at every place."""
    key = units
    for size in range(1, lengths[1] + 1):
        if size > 1:
            key = (key[:-1] << np.uint64(bits)) | units[size - 1 :]
        if size >= lengths[0]:
            yield size, key


def _characters(folded: Sequence[str]) -> NDArray[np.uint16]:
    text = "\n".join([*folded, ""])
    if _UNPACKABLE.search(text):
        text = _UNPACKABLE.sub(_REPLACEMENT, text)
    return np.frombuffer(text.encode("utf-16-le"), dtype="<u2")


def _tokens(folded: Sequence[str]) -> list[str]:
    return words.cut("\n".join([*folded, ""]))


def _word_ids(keys: Keys) -> Iterator[list[int]]:
    for key in keys.tolist():
        ids = (key >> 32, key & 0xFFFFFFFF)
        yield [number - _FIRST_WORD for number in ids if number]


def _count(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> csr_matrix:
    """Return a CSR matrix of how often each pair of row and column occurs."""
    pairs = np.sort(rows * max(shape[1], 1) + columns)
    starts = np.flatnonzero(np.diff(pairs, prepend=-1))
    row, column = np.divmod(pairs[starts], max(shape[1], 1))
    counts = np.diff(starts, append=len(pairs)).astype(np.float64)
    ends = np.searchsorted(row, np.arange(shape[0] + 1))
    return csr_matrix((counts, column.astype(np.int32), ends.astype(np.int32)), shape=shape)


def _batches(folded: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, max(len(folded), 1), _BATCH):
        yield folded[start : start + _BATCH]
