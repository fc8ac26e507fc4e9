"""Finds the words that mark groups of reports off from one another."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit import words
from toolkit.analysis.keyness import (
    LogOdds,
    Shaken,
    WordCounts,
    background,
    log_odds,
    occurs_in,
    reach,
    shake,
    two_sides,
)
from toolkit.analysis.place_names import place_names, short_part_names, without_places
from toolkit.analysis.texts import Texts, choose_texts
from toolkit.analysis.variance import Codes, Floats, ratio, sum_by
from toolkit.errors import ToolkitError, check_confidence
from toolkit.tables import Corpus, listed

if TYPE_CHECKING:
    import pandas as pd

FEWEST_DOCUMENTS = 5
FEWEST_USING = 3
# Below this many uses in all a word says nothing about a group.
FEWEST_USES = 5
PER = 10_000
_WORD = re.compile(r"(?=.*[^\W\d_]).{2,}")
_COLUMNS = ["term", "count", "rate", "others_rate", "log_odds", "z", "low", "high"]
_COLUMNS += ["confidence", "in_top", "n_documents", "n_documents_others", "flag"]


def wording(  # noqa: PLR0913  each is a choice that a reader may question
    corpus: Corpus,
    *,
    by: str | Sequence[str] = "region",
    sections: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
    places: bool = False,
    leave_out: Collection[str] = (),
    top: int = 50,
    prior: float | None = None,
    confidence: float = 0.95,
    n_resamples: int = 500,
    seed: int = 0,
) -> pd.DataFrame:
    """Find the words that mark each group off from the others.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    by : str or sequence of str
        Columns of the documents table that make the groups (region, year, level, kind, province,
        your own). Groups are held against the other groups of their level, unless ``levels``
        pools levels or ``by`` names them: a county among counties.
    sections, kinds, levels : sequence of str, optional
        Sections of the report (all by default), kinds of document and levels; see ``emphasis``.
    places : bool
        Keep names of places. By default the names of the regions at hand, of their parents, and
        of the divisions below are taken out: they mark a region trivially. Numbers, marks
        and single characters are never counted.
    leave_out : collection of str
        Further words to take out of the text, such as names of streets or of projects.
    top : int
        Words to give for each group.
    prior : float, optional
        Strength of the prior in words; by default as many as an average group has.
    confidence : float
        How often intervals should hold the truth.
    n_resamples : int
        How often reports are drawn again.
    seed : int
        Seed of the drawing.

    Returns
    -------
    pandas.DataFrame
        Columns of ``by``; group (their values, joined), term, count, rate and others_rate (per
        10,000 words), log_odds (of the group against the rest, with an informative Dirichlet
        prior), z (log_odds over its standard error: by the formula of Monroe et al., which takes
        words to be independent, or by resampling reports, whichever is larger), low and high (of
        log_odds), confidence, in_top (share of resamples in which the word is among the group's
        ``top``), n_documents and n_documents_others (that use it), flag. For each group the words
        that it uses more than others, of highest z first. ``few`` marks words without bounds:
        fewer than 5 reports in the group or in the rest, or fewer than 3 of the group's that use
        the word.
        ``attrs["left_out"]`` tells what was left out, also reports of groups that have no other
        to be held against.

        The claim of the bounds: the reports are a sample of what such governments write. Some
        words of many stand out by chance: those with ``in_top`` near 1 would return.

    Raises
    ------
    ToolkitError
        An unknown column or option, or a number that makes no sense.

    References
    ----------
    Monroe, Colaresi and Quinn 2008, *Fightin' Words*, Political Analysis 16 (4).

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from toolkit.corpus.collection import read_corpus
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for place, said in (("云岭县", "推进行政复议。"), ("青川县", "推进行政执法。")):
    ...     text = f"{place}2020年法治政府建设报告\\n\\n{said * 5}"
    ...     _ = (folder / f"{place}.txt").write_text(text, encoding="utf-8")
    >>> wording(read_corpus(folder), n_resamples=10)[["group", "term", "count", "flag"]]
      group  term  count flag
    0   云岭县  行政复议      5  few
    1   青川县  行政执法      5  few
    """
    _check(top=top, n_resamples=n_resamples, prior=prior)
    check_confidence(confidence)
    texts = choose_texts(corpus, by, sections=sections, kinds=kinds, levels=levels)
    names = [] if places else place_names(texts.cells.documents)
    groups = _groups(texts, listed(by))
    counted = _count(texts, {*names, *leave_out}, groups)
    if not len(counted.terms):
        return _table([], groups)
    before = background(counted.words, prior)
    point = log_odds(counted.words, before)
    shaken = shake(counted.words, before, n_resamples=n_resamples, top=top, seed=seed)
    found = _bounded(counted, point, shaken, confidence)
    documents = texts.cells.documents
    rows = []
    for group in range(len(groups.pool)):
        own = () if places else short_part_names(documents[groups.of_document == group])
        rows += _rows(found, group, top, own)
    return _table(rows, groups)


class _Groups(NamedTuple):
    """Groups that have another in their pool, by the columns that make them."""

    names: pd.DataFrame
    by: list[str]
    pool: Codes
    of_document: Codes
    left_out: dict[str, int]


class _Counted(NamedTuple):
    """Words of the documents compared; ``length`` is all that were cut, by group."""

    words: WordCounts
    terms: NDArray[np.object_]
    length: Floats


class _Found(NamedTuple):
    """All that the table tells, by group and term."""

    terms: NDArray[np.object_]
    columns: dict[str, NDArray[Any]]


def _groups(texts: Texts, by: list[str]) -> _Groups:
    """Drop groups that stand alone in their level; renumber the rest."""
    names, cell = texts.cells.names, texts.cells.cell
    level = names["level"] if "level" in names and "level" not in by else [""] * len(names)
    pool = np.unique(np.asarray(level, dtype=str), return_inverse=True)[1].astype(np.int64)
    kept = np.bincount(pool)[pool] > 1 if len(pool) else np.zeros(0, bool)
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    of_document = number[cell]
    alone = int((of_document < 0).sum())
    told = texts.cells.left_out | ({"alone in its level": alone} if alone else {})
    left = np.unique(pool[kept], return_inverse=True)[1].astype(np.int64)
    label = ["period" if column == "year" else column for column in by]
    return _Groups(names[kept].reset_index(drop=True), label, left, of_document, told)


def _count(texts: Texts, names: Collection[str], groups: _Groups) -> _Counted:
    """Count the words of each document that is compared; rare ones only in the length."""
    from scipy.sparse import csr_matrix

    chosen = groups.of_document[texts.document] >= 0
    said = without_places(texts.paragraphs["text"][chosen].astype(str), names)
    column: dict[str, int] = {}
    places: list[int] = []
    owners: list[int] = []
    for document, cut in zip(
        texts.document[chosen].tolist(), words.segment_many(said), strict=True
    ):
        kept = [word for word in cut if _WORD.fullmatch(word)]
        places += [column.setdefault(word, len(column)) for word in kept]
        owners += [document] * len(kept)
    shape = (len(groups.of_document), len(column))
    counts = csr_matrix((np.ones(len(places)), (owners, places)), shape=shape)
    counts = counts[np.flatnonzero(groups.of_document >= 0)]
    group = groups.of_document[groups.of_document >= 0]
    terms = np.array(list(column), dtype=object)
    order = np.argsort(terms)
    order = order[np.asarray(counts.sum(axis=0)).ravel()[order] >= FEWEST_USES]
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    length = sum_by(group, lengths, len(groups.pool))
    return _Counted(WordCounts(counts[:, order], group, groups.pool), terms[order], length)


def _bounded(counted: _Counted, point: LogOdds, shaken: Shaken, confidence: float) -> _Found:
    own, rest = two_sides(counted.words)
    using, elsewhere = occurs_in(counted.words)
    pool = counted.words.pool
    pooled = sum_by(pool, counted.length, pool.max() + 1)[pool]
    size = np.bincount(counted.words.group, minlength=len(pooled))
    others = np.bincount(pool, size)[pool] - size
    fewest = np.minimum(size, others)[:, None] < FEWEST_DOCUMENTS
    few = fewest | (using < FEWEST_USING)
    far = np.where(few, np.nan, reach(point, shaken.error, size, confidence))
    columns = {
        "count": own.astype(np.int64),
        "rate": PER * ratio(own, counted.length[:, None]),
        "others_rate": PER * ratio(rest, (pooled - counted.length)[:, None]),
        "log_odds": point.value,
        "z": point.value / np.maximum(shaken.error, point.error),
        "low": point.value - far,
        "high": point.value + far,
        "confidence": np.full(point.value.shape, confidence),
        "in_top": shaken.in_top,
        "n_documents": using,
        "n_documents_others": elsewhere,
        "flag": np.array([None, "few"], dtype=object)[few.astype(int)],
    }
    return _Found(counted.terms, columns)


def _rows(found: _Found, group: int, top: int, own: Collection[str]) -> list[dict[str, object]]:
    """Return a group's words of highest z, without those that are places of its own."""
    value = {name: column[group] for name, column in found.columns.items()}
    more = (value["log_odds"] > 0) & (value["count"] > 0)
    ranked = [term for term in np.argsort(-value["z"], kind="stable").tolist() if more[term]]
    kept = [term for term in ranked if found.terms[term] not in own][:top]
    return [
        {"_group": group, "term": found.terms[term]}
        | {name: column[term] for name, column in value.items()}
        for term in kept
    ]


def _table(rows: list[dict[str, object]], groups: _Groups) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows, columns=["_group", *_COLUMNS])
    names = groups.names.loc[table["_group"].astype("int64")].reset_index(drop=True)
    words_of = names[groups.by].astype("str").to_numpy(object)
    shown = np.array([" ".join(row) for row in words_of], dtype=object)
    table = pd.concat([names, table.drop(columns="_group")], axis=1)
    table.insert(len(names.columns), "group", shown)
    table.attrs["left_out"] = groups.left_out
    return table


def _check(*, top: int, n_resamples: int, prior: float | None) -> None:
    for name, value, least in (("top", top, 1), ("n_resamples", n_resamples, 2)):
        if value < least:
            raise ToolkitError(f"{least} or more", str(value), f"wording, {name}", "give more")
    if prior is not None and not prior > 0:
        raise ToolkitError("words above 0", str(prior), "wording, prior", "give more, or None")
