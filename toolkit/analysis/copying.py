"""Finds what reports repeat: from the region's own last report, and from other regions'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analysis.passages import Letters, Shared, find_runs, find_shared, links, spell, spread
from toolkit.analysis.rates import Measure, estimate_rates
from toolkit.analysis.repeating import MEASURES, Reports, measure_repeating, order_reports
from toolkit.analysis.shared_tables import list_passages, list_report_pairs
from toolkit.analysis.texts import Texts, choose_texts
from toolkit.errors import ToolkitError, check_confidence
from toolkit.near_duplicates import Shingled
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

SHORTEST = 30


@dataclass(frozen=True)
class Copying:
    """What reports share, letter for letter.

    Letters and digits count; marks, white space and 《titles》 do not. A passage is a run of at
    least ``min_run`` of them within one paragraph.

    Parameters
    ----------
    passages : pandas.DataFrame
        A row for each pair of paragraphs in different reports with a passage in common, longest
        first: doc_id, paragraph_id, region, year, start, end (of the longest passage, in the text
        of the later report), text (verbatim); earlier_doc_id, earlier_paragraph_id,
        earlier_region, earlier_year, earlier_start, earlier_end (the same letters in the earlier
        report); relation (own last report, own earlier report, other region before, same year,
        order unknown); n_letters (of the longest passage); shared_letters (of all passages of the
        pair); similarity (Jaccard, of the paragraphs' 5-grams of characters); n_regions (in
        whose reports the longest passage's stretches of ``min_run`` letters stand, their median:
        with many regions it is a formula, with few a copy). What many reports share is paired
        with its nearest five, its first, and its last of the same region.
    reports : pandas.DataFrame
        A row for each report: doc_id, region, level, year, n_letters, n_earlier; last_doc_id (the
        region's report before); and the shares of its letters, 0 to 1: own_last (repeat that
        report; missing where there is none), chance (the same against random reports of other
        regions, of the level and year of that one), others_first (stand in an earlier year's
        report of another region, before any of the region's own), anywhere (in any other report).
        The last two grow with the reports at hand: n_earlier counts other regions' earlier ones.
    by_year, by_region : pandas.DataFrame
        Tables ``estimates`` of these shares, levels apart: sums over a group's reports, with
        intervals clustered by region, and by document. Their claim: the reports are a sample of
        what such governments write, met with the others at hand. A rise of others_first or
        anywhere over the years is no rise of copying where n_earlier rises too.
    pairs : pandas.DataFrame
        A row for each pair of reports with passages in common, those with the longest first:
        doc_id, region, year, earlier_doc_id, earlier_region, earlier_year, relation, n_passages,
        shared_letters, longest, paragraph_id, start, end, earlier_start, earlier_end, text,
        n_regions (of the longest).
    groups : pandas.DataFrame
        paragraph_id and group (the paragraph_id of its first member), for every paragraph: in one
        group are paragraphs of the same letters, numbers aside, and those that a chain of
        near-duplicates links (similarity of 0.8 or more; what ``validate`` takes for one).
    min_run : int
        Letters of the shortest passage.
    n_compared : int
        Places and pairs of paragraphs that were compared: grows as the text does.
    left_out : dict of str to int
        How many documents do not count, by reason.
    """

    passages: pd.DataFrame = field(repr=False)
    reports: pd.DataFrame = field(repr=False)
    by_year: pd.DataFrame = field(repr=False)
    by_region: pd.DataFrame = field(repr=False)
    pairs: pd.DataFrame = field(repr=False)
    groups: pd.DataFrame = field(repr=False)
    min_run: int
    n_compared: int
    left_out: dict[str, int]

    def __repr__(self) -> str:
        return (
            f"Copying({len(self.reports)} reports, {len(self.passages)} pairs of paragraphs with "
            f"passages of {self.min_run} letters or more)"
        )

    def _repr_html_(self) -> str:
        shown = ["region", "year", "earlier_region", "earlier_year", "longest", "text"]
        return f"<p>{self!r}</p>" + str(self.pairs[shown].head(20).to_html(escape=True))


def copying(
    corpus: Corpus,
    *,
    min_run: int = SHORTEST,
    sections: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
    levels: Sequence[str] | None = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> Copying:
    """Find the passages that reports share, and how much of each report they make up.

    Every run of ``min_run`` letters is looked up among all others (exact, by hashing), in time
    that grows as the text does; what is found is stretched as far as the letters agree.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    min_run : int
        Shortest passage, in letters and digits, at least 10. The default of 30 is longer than
        the names of laws and bodies; set phrases that are longer do count, and show in ``chance``.
    sections, kinds, levels : sequence of str, optional
        Sections of the report (all by default), kinds of document and levels; see ``emphasis``.
    confidence : float
        How often intervals should hold the truth.
    seed : int
        Seed of the draw of other regions' reports for ``chance``.

    Returns
    -------
    Copying
        Tables ``passages``, ``reports``, ``by_year``, ``by_region``, ``pairs``, ``groups``.

    Raises
    ------
    ToolkitError
        ``min_run`` below 10, or an unknown section or level.

    Notes
    -----
    A shared passage does not tell who wrote it: both may follow a third, such as a report of a
    higher level or a text that is not at hand.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from toolkit.corpus.collection import read_corpus
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> said = "全县各部门坚持把行政执法公示、全过程记录和法制审核落到每一起案件的办理之中。"
    >>> for year in (2019, 2020):
    ...     text = f"云岭县{year}年法治政府建设报告\\n\\n{said}全年办结{year}件。"
    ...     _ = (folder / f"{year}.txt").write_text(text, encoding="utf-8")
    >>> found = copying(read_corpus(folder))
    >>> found.passages[["year", "earlier_year", "relation", "n_letters"]]
       year  earlier_year         relation  n_letters
    0  2020          2019  own last report         42
    """
    check_confidence(confidence)
    if min_run < 10:
        remedy = "shorter runs are words, not passages"
        raise ToolkitError("10 letters or more", str(min_run), "copying, min_run", remedy)
    texts = choose_texts(corpus, sections=sections, kinds=kinds, levels=levels)
    reports = order_reports(texts.cells.documents)
    letters = spell(texts.paragraphs["text"].astype(str).tolist())
    shared = find_shared(letters, texts.document, reports.rank, length=min_run)
    passages, groups, n_compared = _passages(texts, reports, letters, shared)
    told = measure_repeating(letters, shared, texts.document, reports, seed=seed)
    return Copying(
        passages=passages,
        reports=told,
        by_year=_rates(corpus, told, "year", (kinds, levels), confidence),
        by_region=_rates(corpus, told, "region", (kinds, levels), confidence),
        pairs=list_report_pairs(passages),
        groups=groups,
        min_run=min_run,
        n_compared=n_compared,
        left_out=texts.cells.left_out,
    )


def _passages(
    texts: Texts, reports: Reports, letters: Letters, shared: Shared
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """List what paragraphs share, and their groups; tell how many comparisons it took."""
    import pandas as pd

    document = texts.document[letters.row[shared.place]]
    linked = links(shared, document, reports.region[document])
    runs = find_runs(letters, shared, linked)
    found = {(int(letters.row[run.first - run.back]), int(letters.row[run.first])) for run in runs}
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    shingled = Shingled(texts.paragraphs["text"].astype(str).tolist())
    similarity = shingled.similarities(pairs)
    alike = dict(zip(map(tuple, pairs.tolist()), similarity.tolist(), strict=True))
    regions = spread(shared, reports.region[document], len(letters.code))
    ids = texts.paragraphs["paragraph_id"]
    groups = pd.DataFrame({"paragraph_id": ids, "group": ids.to_numpy()[shingled.groups()]})
    listed = list_passages(texts, reports, letters, (runs, alike, regions), min_run=shared.length)
    return listed, groups, len(linked[0]) + len(pairs)


def _rates(
    corpus: Corpus,
    told: pd.DataFrame,
    by: str,
    choice: tuple[Sequence[str] | None, Sequence[str] | None],
    confidence: float,
) -> pd.DataFrame:
    kinds, levels = choice
    cells = choose_texts(corpus, [by], kinds=kinds, levels=levels).cells
    rows = told.set_index("doc_id").reindex(cells.documents["doc_id"])
    size = rows["n_letters"].to_numpy(float)
    measures = []
    for name in MEASURES:
        share = rows[name].to_numpy(float)
        asked = np.where(np.isnan(share), 0.0, size)
        counts = (np.nan_to_num(share) * size)[:, None]
        measures.append(Measure(name, "letters", [None], counts, asked))
    cluster = "region" if by == "year" else "document"
    return estimate_rates(cells, measures, cluster=cluster, confidence=confidence)
