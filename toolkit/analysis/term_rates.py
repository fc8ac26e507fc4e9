"""Follows terms through the years: how often reports use them, and how many use them at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analysis.rates import Measure, estimate_rates
from toolkit.analysis.terms import find_terms, longest_first, name_terms
from toolkit.analysis.texts import Texts, choose_texts
from toolkit.analysis.variance import Floats, sum_by
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

PER = 10_000


def term_trend(
    corpus: Corpus,
    terms: str | Sequence[str] | Mapping[str, str | Sequence[str]],
    *,
    by: str | Sequence[str] = ("year",),
    sections: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
    cluster: str = "document",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Estimate how often terms are used, by year or any other group.

    Paragraphs are searched and measured; headings, also those that open a paragraph, do not count.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    terms : str, sequence of str, or mapping of str to sequence of str
        Terms, each counted by itself; or names with the terms that are counted together under
        each. Where terms overlap, the longest that fits is counted, once: 法治政府 is no 法治
        when both are asked for.
    by : str or sequence of str
        Columns of the documents table that make the groups; levels stay apart unless ``levels``
        pools them. ``year`` is the year that a report covers.
    sections, kinds, levels : sequence of str, optional
        Sections of the report (all by default), kinds of document and levels; see ``emphasis``.
    cluster : {"document", "region"}
        What is taken to be independent: reports, or regions with all their reports. Regions are
        right where a group holds several reports of each.
    confidence : float
        How often intervals should hold the truth.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates`` with the columns of ``by``, and ``count`` (occurrences, or reports).
        ``category`` is the term or its group's name. ``measure`` is ``per 10,000 characters``
        (occurrences over characters, summed over the group's reports) or ``share of reports``
        (those that use it at all). The claim of the bounds: the reports are a sample of what such
        governments write in such a year (population ``process``); of the reports at hand the
        count is exact. Bounds of a share of reports are Wilson's (1927) where reports are the
        clusters, which hold at 0 and 1 too. ``flag`` tells why bounds are missing: ``few`` (fewer
        than two reports, or regions), ``none`` (never used), ``no difference`` (all reports are
        alike), ``empty`` (no text).

    Raises
    ------
    ToolkitError
        No term, one term under two names, an unknown column or option.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from toolkit.corpus.collection import read_corpus
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> for place, words in (("云岭县", "深化放管服改革。"), ("青川县", "推进依法行政。")):
    ...     text = f"{place}2020年法治政府建设报告\\n\\n{words}"
    ...     _ = (folder / f"{place}.txt").write_text(text, encoding="utf-8")
    >>> found = term_trend(read_corpus(folder), ["放管服"])
    >>> found[["category", "year", "measure", "value"]]
      category  year                measure       value
    0      放管服  2020  per 10,000 characters  666.666667
    1      放管服  2020       share of reports    0.500000
    """
    names = name_terms(terms)
    texts = choose_texts(corpus, by, sections=sections, kinds=kinds, levels=levels)
    n = len(texts.cells.documents)
    groups = list(dict.fromkeys(names.values()))
    counts = _counts(texts, names, groups, n)
    characters = sum_by(texts.document, texts.paragraphs["n_chars"].to_numpy(float), n)
    unit = "occurrences per 10,000 characters"
    used, asked = (counts > 0).astype(np.float64), (characters > 0).astype(np.float64)
    measures = [
        Measure("per 10,000 characters", unit, groups, counts, characters, PER),
        Measure("share of reports", "reports", groups, used, asked),
    ]
    return estimate_rates(texts.cells, measures, cluster=cluster, confidence=confidence)


def _counts(texts: Texts, names: dict[str, str], groups: list[str], n: int) -> Floats:
    column = {name: place for place, name in enumerate(groups)}
    pattern, counts = longest_first(names), np.zeros((n, len(groups)))
    for text, document in zip(texts.paragraphs["text"], texts.document.tolist(), strict=True):
        for name, times in Counter(find_terms(str(text), names, pattern)).items():
            counts[document, column[name]] += times
    return counts
