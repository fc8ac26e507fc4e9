"""N-gram counts of words and characters: exactly scikit-learn's, as array operations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count, repeat
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from toolkit import words
from toolkit.classification.inputs import checked_texts
from toolkit.classification.key_table import Keys, KeyTable
from toolkit.errors import ToolkitError, check_choice
from toolkit.near_duplicates import distinct

_LONGEST = {"char": 4, "word": 2}
# Temporaries of about this many texts, or characters, stay in the processor's cache.
_BATCH, _CHARACTERS = 1024, 250_000
# Longer "words" are addresses and broken files; one of them would widen the array of all.
_LONGEST_WORD = 64
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
    Characters outside the basic plane, null characters and lone surrogates count as U+FFFD; words
    of more than 64 characters are left out.

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
        self._forget()
        parts = [self._count_all(units) for units in self._learn_units(folded)]
        keys, place = np.unique(np.concatenate([k for k, _ in parts]), return_inverse=True)
        within = np.concatenate([document_frequency(counts) for _, counts in parts])
        least = self.min_df if self.min_df >= 1 else self.min_df * len(folded)
        kept = np.bincount(place, within, len(keys)) >= least
        edges = np.cumsum([len(k) for k, _ in parts])[:-1]
        blocks = [
            _into_columns(counts, at, kept)
            for (_, counts), at in zip(parts, np.split(place, edges), strict=True)
        ]
        self.vocabulary_ = keys[kept]
        self._tidy()
        return vstack(blocks, format="csr")

    def count_folded(self, folded: Sequence[str]) -> csr_matrix:
        """Do as ``transform`` on texts that ``words.fold`` has been through."""
        check_is_fitted(self, "vocabulary_")
        parts = [self._count_batch(batch) for batch in batches(folded, _BATCH, _CHARACTERS)]
        return vstack(parts, format="csr") if len(parts) != 1 else parts[0]

    def totals(self, folded: Sequence[str]) -> NDArray[np.int64]:
        """Return how many n-grams each folded text has, known or not."""
        if self.analyzer == "char":
            units = np.fromiter(map(len, folded), np.int64, len(folded))
        else:
            parts = [_words_in(batch) for batch in batches(folded, _BATCH, _CHARACTERS)]
            units = np.concatenate(parts)
        lengths = range(self.ngram_range[0], self.ngram_range[1] + 1)
        return sum((np.maximum(units - n + 1, 0) for n in lengths), np.zeros(len(folded), np.int64))

    def restrict(self, kept: NDArray[np.bool_], counts: csr_matrix) -> csr_matrix:
        """Keep the columns marked, forget the other n-grams, return the counts that remain."""
        self.vocabulary_ = self.vocabulary_[kept]
        self._tidy()
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
        check_choice(self.analyzer, _LONGEST, where="analyzer", remedy="name one")
        shortest, longest = self.ngram_range
        if not 1 <= shortest <= longest <= _LONGEST[self.analyzer]:
            raise ToolkitError(
                f"lengths from 1 to {_LONGEST[self.analyzer]}",
                repr(self.ngram_range),
                f"ngram_range of analyzer {self.analyzer!r}",
                "give the shortest and the longest n-gram",
            )

    def _learn_units(self, folded: Sequence[str]) -> Iterator[Keys]:
        """Yield the units of every batch; words are numbered in their order, so after a reading."""
        parts = batches(folded, _BATCH, _CHARACTERS)
        self.words_ = np.array([], dtype=np.str_)
        if self.analyzer == "char":
            yield from (_characters(part).astype(np.uint64) for part in parts)
            return
        places: dict[str, int] = {}
        found = []
        for part in parts:
            tokens = _tokens(part)
            places |= dict(zip(set(tokens).difference(places), count(len(places)), strict=False))
            found.append(np.fromiter(map(places.__getitem__, tokens), np.int32, len(tokens)))
        fitting = {word for word in places if len(word) <= _LONGEST_WORD}
        self.words_ = np.array(sorted(fitting - {" ", "\n"}), dtype=np.str_)
        number = self._numbers(places)
        yield from (_known(number[part]) for part in found)

    def _count_all(self, units: Keys) -> tuple[Keys, csr_matrix]:
        """Return the n-grams of a batch, each within one text, and their counts."""
        line_end, bits = self._marks()
        ends = units == line_end
        row = np.cumsum(ends, dtype=np.int64)
        # Ends and strangers before each place: an n-gram holds none where the number stays.
        strange = ends | (units == _UNKNOWN) if self.analyzer == "word" else ends
        before = np.concatenate([[0], np.cumsum(strange)])
        rows, found = [], []
        for size, key in _packed(units, bits, self.ngram_range):
            whole = before[size:] == before[:-size]
            rows.append(row[: len(key)][whole])
            found.append(key[whole])
        keys = np.concatenate(found)
        known = distinct(keys)
        columns = KeyTable(known).find(keys)
        return known, _count(np.concatenate(rows), columns, (int(ends.sum()), len(known)))

    def _units(self, folded: Sequence[str]) -> Keys:
        if self.analyzer == "char":
            return _characters(folded).astype(np.uint64)
        return _known(self._numbers(_tokens(folded)))

    def _numbers(self, tokens: Collection[str]) -> NDArray[np.int64]:
        known = self._word_table()
        return np.fromiter(map(known.get, tokens, repeat(_UNKNOWN)), np.int64, len(tokens))

    def _marks(self) -> tuple[int, int]:
        """Return the unit that ends a text, and the bits of a unit."""
        return (ord("\n"), 16) if self.analyzer == "char" else (_LINE_END, 32)

    def _count_batch(self, folded: Sequence[str]) -> csr_matrix:
        shape = (len(folded), len(self.vocabulary_))
        units, (line_end, bits) = self._units(folded), self._marks()
        row = np.cumsum(units == line_end, dtype=np.int64)
        rows, columns = [], []
        # No known n-gram holds a line end, so those that cross texts fall out by themselves.
        for _, key in _packed(units, bits, self.ngram_range):
            column = self._look_up().find(key)
            hit = np.flatnonzero(column >= 0)
            rows.append(row[hit])
            columns.append(column[hit])
        return _count(np.concatenate(rows), np.concatenate(columns), shape)

    def _tidy(self) -> None:
        """Forget look-up tables, and words that no n-gram of the vocabulary has."""
        self._forget()
        if self.analyzer == "char":
            return
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

    def _look_up(self) -> KeyTable:
        if "_table" not in self.__dict__:
            self._table = KeyTable(self.vocabulary_)
        return self._table

    def _word_table(self) -> dict[str, int]:
        if "_ids" not in self.__dict__:
            known = {word: at for at, word in enumerate(self.words_.tolist(), _FIRST_WORD)}
            self._ids = known | {"\n": _LINE_END, " ": -1}
        return self._ids


def batches(texts: Sequence[str], most: int, characters: int) -> Iterator[Sequence[str]]:
    """Yield parts of at most so many texts, ended early where they have so many characters.

    Examples
    --------
    >>> [len(part) for part in batches(["县", "乡镇", "街道", "区", "市"], 3, 5)]
    [3, 2]
    >>> list(batches([], 3, 5))
    [[]]
    """
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    start = stop = read = 0
    while stop < len(texts) or not stop:
        stop = min(start + most, int(np.searchsorted(ends, read + characters)) + 1)
        yield texts[start:stop]
        start, read = stop, int(ends[:stop][-1:].sum())


def document_frequency(counts: csr_matrix) -> NDArray[np.intp]:
    """Return how many texts each column occurs in."""
    return np.bincount(counts.indices, minlength=counts.shape[1])


def inverse_frequency(counts: csr_matrix) -> NDArray[np.float64]:
    """Return each column's smoothed inverse document frequency, as scikit-learn has it."""
    frequency = document_frequency(counts)
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


def _known(numbers: NDArray[np.int64]) -> Keys:
    """Return words as units, without the blanks between them."""
    return numbers[numbers >= 0].astype(np.uint64)


def _words_in(folded: Sequence[str]) -> NDArray[np.int64]:
    tokens = np.array([0 if t == " " else 2 if t == "\n" else 1 for t in _tokens(folded)])
    units: NDArray[np.int64] = np.diff(np.cumsum(tokens == 1)[tokens == 2], prepend=0)
    return units


def _into_columns(
    counts: csr_matrix, place: NDArray[np.intp], kept: NDArray[np.bool_]
) -> csr_matrix:
    """Return counts with columns at their places among those kept."""
    left = counts[:, np.flatnonzero(kept[place])]
    column = (np.cumsum(kept, dtype=np.int32) - 1)[place[kept[place]]]
    shape = (counts.shape[0], int(kept.sum()))
    return csr_matrix((left.data, column[left.indices], left.indptr), shape=shape)


def _count(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> csr_matrix:
    """Return a CSR matrix of how often each pair of row and column occurs."""
    places = rows * max(shape[1], 1) + columns
    # Half the width sorts in half the time.
    pairs = np.sort(places.astype(np.uint32) if shape[0] * shape[1] < 2**32 else places)
    fresh = np.ones(len(pairs), bool)
    fresh[1:] = pairs[1:] != pairs[:-1]
    starts = np.flatnonzero(fresh)
    row, column = np.divmod(pairs[starts], max(shape[1], 1))
    counts = np.diff(starts, append=len(pairs)).astype(np.float64)
    ends = np.searchsorted(row, np.arange(shape[0] + 1))
    return csr_matrix((counts, column.astype(np.int32), ends.astype(np.int32)), shape=shape)
