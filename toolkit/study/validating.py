"""Validation on hand-coded reports: how they are read, and how well their text is classified."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.classification.holding_out import split_documents
from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.labelling.records import read_labels, unattached_labels
from toolkit.study.admissions_scored import score_admissions
from toolkit.study.errors_told import tell_errors
from toolkit.study.judging import CONTEXT, TEXT, Judged, Materials, judge_all
from toolkit.study.reading_scored import score_reading
from toolkit.study.scoring import TABLES, score_judges
from toolkit.study.validation_pages import as_html, as_text
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Validation:
    """How well reports were classified, and read where that was coded too; shows itself.

    Bounds are 95 % percentile bounds of a bootstrap that draws documents; they are missing under
    20 documents. Every table but ``structure``, ``admissions`` and ``unattached`` has a column
    scheme.

    Parameters
    ----------
    hold_out : str
        What was held out whole; ``holding_out.CLAIMS`` says what a score on it speaks for.
    scores : pandas.DataFrame
        Columns judge, group (all; without near-duplicates; each file), n, accuracy, macro_f1 (over
        all categories of the truth), macro_f1_5 (those with five paragraphs or more), weighted_f1,
        kappa. Coders are judges too, against the adjudicated codes.
    intervals : pandas.DataFrame
        Columns judge, measure, value, low, high, over all paragraphs.
    categories : pandas.DataFrame
        Columns judge, category, n, n_predicted; precision, recall and f1, each with _low and _high.
    differences : pandas.DataFrame
        Columns judge, baseline, measure, value (judge minus baseline), low, high, from draws that
        both share.
    confusion : pandas.DataFrame
        Columns judge, truth, predicted, n.
    calibration, reliability : pandas.DataFrame
        By judge: expected_error and brier; and, by tenths, stated probability and share right.
    kinds : pandas.DataFrame
        The toolkit's errors by kind: columns judge, kind (all, heading, length, pair), value,
        n (paragraphs; of a pair, those whose code is the first), n_wrong, share_wrong, and of the
        wrong ones second_right (the second category was right), heading_right (a heading above
        names the code), long (240 characters or more).
    folds : pandas.DataFrame
        Columns fold, n_documents, n_paragraphs, n_training, n_dropped (training texts that
        near-duplicate one held out, and so did not train).
    predictions : pandas.DataFrame
        Columns paragraph_id, judge, category, second, probability, brier.
    judged : tuple of Judged
        For each scheme, the paragraphs with their codes, and the models of the folds.
    structure : pandas.DataFrame or None
        Columns file, n_lines, role (share right), n_body, section (share right).
    admissions : pandas.DataFrame or None
        How admitted problems were found and coded, where some are marked by hand; the columns of
        ``score_admissions``.
    unattached : pandas.DataFrame or None
        Labels that fit no paragraph, with why.
    """

    hold_out: str
    scores: pd.DataFrame = field(repr=False)
    intervals: pd.DataFrame = field(repr=False)
    categories: pd.DataFrame = field(repr=False)
    differences: pd.DataFrame = field(repr=False)
    confusion: pd.DataFrame = field(repr=False)
    calibration: pd.DataFrame = field(repr=False)
    reliability: pd.DataFrame = field(repr=False)
    kinds: pd.DataFrame = field(repr=False)
    folds: pd.DataFrame = field(repr=False)
    predictions: pd.DataFrame = field(repr=False)
    judged: tuple[Judged, ...] = field(repr=False)
    structure: pd.DataFrame | None = field(default=None, repr=False)
    admissions: pd.DataFrame | None = field(default=None, repr=False)
    unattached: pd.DataFrame | None = field(default=None, repr=False)

    @property
    def schemes(self) -> list[str]:
        """Return the schemes that were validated."""
        return [one.scheme for one in self.judged]

    def errors(
        self, scheme: str | None = None, *, judge: str | None = None, n: int = 20
    ) -> pd.DataFrame:
        """List paragraphs that a judge got wrong, the surest first, with what spoke for what.

        Parameters
        ----------
        scheme : str, optional
            Whose; the first by default.
        judge : str, optional
            One of the toolkit's judges; by default with context, where that was judged.
        n : int
            How many at most; each is explained, which takes time.

        Returns
        -------
        pandas.DataFrame
            Columns paragraph_id, file, truth, predicted, probability, for_predicted and for_truth
            (n-grams with their weights, of the text model that did not see the document), text.
            Read them to learn what is confused; whoever changes a model by them has no
            validation left.
        """
        chosen = scheme or self.schemes[0]
        for one in self.judged:
            if one.scheme == chosen:
                known = set(one.said["judge"])
                return tell_errors(one, judge or (CONTEXT if CONTEXT in known else TEXT), n=n)
        remedy = "name one of these"
        raise ToolkitError(", ".join(self.schemes), repr(chosen), "errors, scheme", remedy)

    def __str__(self) -> str:
        return as_text(self)

    def _repr_html_(self) -> str:
        return as_html(self)


def validate(
    corpus: Corpus | str | Path,
    labels: pd.DataFrame | str | Path,
    *,
    scheme: str | None = None,
    hold_out: str = "document",
    folds: int = 5,
    seed: int = 0,
    examples: bool = True,
) -> Validation:
    """Validate classification on documents held out whole, beside baselines and coders.

    Judged are the toolkit trained on the other documents' labels (and the project's examples),
    from the text alone and with context; the examples alone, likewise; and what it must beat: a
    plain jieba + TF-IDF + LinearSVC pipeline on the same data, the outline's cue words, headings
    only, and the most frequent category. Training texts that near-duplicate a held-out one are
    left out. Trains as ``train(..., silver=False)``.

    Parameters
    ----------
    corpus : Corpus, str or Path
        The reports, or their folder; then how their lines were read is scored too.
    labels : pandas.DataFrame, str or Path
        Table ``labels``, or the folder (or file) of stand-off labels. Adjudicated codes are the
        truth, codes by hand where there are none; labels by heading never. Coders of adjudicated
        paragraphs are scored as judges.
    scheme : str, optional
        Whose labels; None takes every scheme that the labels hold.
    hold_out : {"document", "file", "region", "leave-one-region-out", "forward"}
        What stands in no two parts, and so what the scores speak for.
    folds : int
        How many parts, where not each stands alone.
    seed : int
        Seed of dealing, training, and the bootstrap.
    examples : bool
        Whether the project's own example paragraphs train too (under its two outlines only).

    Returns
    -------
    Validation
        Tables; prints itself.

    Raises
    ------
    ToolkitError
        No label fits any paragraph, or the documents cannot be parted so.
    """
    read = read_corpus(corpus) if isinstance(corpus, str | Path) else corpus
    known = read_labels(labels, read) if isinstance(labels, str | Path) else labels
    codes = known[(known["source"] != "heading") & known["category"].notna()]
    schemes = sorted(codes["scheme"].unique()) if scheme is None else [scheme]
    if not schemes:
        remedy = "give the folder of the very reports that were coded"
        raise ToolkitError("labels of these reports", "none that fit", "validate, labels", remedy)
    judged = []
    for name in schemes:
        materials = Materials.gather(read, codes, name, examples=examples, seed=seed)
        splits = split_documents(materials.corpus.documents, hold_out, folds=folds, seed=seed)
        judged.append(judge_all(materials, splits))
    tables = _joined(judged, [score_judges(j, _coders(j, codes), seed=seed) for j in judged])
    by_path = isinstance(corpus, str | Path) and isinstance(labels, str | Path)
    structure = score_reading(Path(str(corpus)), Path(str(labels)), read) if by_path else None
    unattached = unattached_labels(Path(str(labels)), read) if by_path else None
    marked = labels if isinstance(labels, str | Path) else None
    admissions = None if marked is None else score_admissions(Path(marked), read, judged)
    return Validation(
        hold_out,
        **tables,
        judged=tuple(judged),
        structure=structure,
        admissions=admissions,
        unattached=unattached,
    )


def _joined(judged: list[Judged], scored: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The tables of all schemes, each with its scheme first."""
    import pandas as pd

    names = (*TABLES, "folds", "predictions")
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in names}
    for one, tables in zip(judged, scored, strict=True):
        for name, table in {**tables, "folds": one.folds, "predictions": one.said}.items():
            part = table.copy()
            part.insert(0, "scheme", one.scheme)
            parts[name].append(part)
    return {name: pd.concat(tables, ignore_index=True) for name, tables in parts.items()}


def _coders(judged: Judged, codes: pd.DataFrame) -> dict[str, list[str | None]]:
    """What each coder said of the paragraphs that were adjudicated."""
    under = codes[codes["scheme"] == judged.scheme]
    settled = set(under.loc[under["source"] == "adjudicated", "paragraph_id"])
    hand = under[(under["source"] == "hand") & under["paragraph_id"].isin(settled)]
    said = {}
    for coder, rows in hand.groupby("coder", sort=True):
        given = dict(zip(rows["paragraph_id"], rows["category"], strict=True))
        found = [given.get(one) for one in judged.paragraphs["paragraph_id"]]
        if any(found):
            said[str(coder)] = found
    return said
