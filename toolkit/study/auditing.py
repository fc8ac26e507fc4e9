"""Leaks: what headings alone tell, duplicates across folds, category names inside the texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from toolkit.classification.baselines import most_frequent
from toolkit.classification.holding_out import Split, split_documents
from toolkit.classification.validation import score_table
from toolkit.corpus.numbering import inline_heading_end
from toolkit.labelling.headings import match_heading
from toolkit.labelling.records import read_examples
from toolkit.progress import progress
from toolkit.study.error_kinds import HEADINGS_SAY
from toolkit.study.judging import (
    HEADINGS,
    MAJORITY,
    Materials,
    judge_by_headings,
    outline_of,
    what_headings_say,
)
from toolkit.study.materials import TrainingTexts
from toolkit.study.surroundings import paths_above

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from toolkit.outlines import Category, Outline
    from toolkit.tables import Corpus

TEXT_ONLY = "text only"
WITH_HEADINGS = "text with headings"
_NUMBER: Callable[[float], str] = "{:.3f}".format


@dataclass(frozen=True)
class LeakAudit:
    """What headings, duplicates and names give away of the codes; shows itself.

    Parameters
    ----------
    scheme : str
        Whose codes.
    scores : pandas.DataFrame
        Columns judge (headings only, text only, text with headings, majority category), group
        (all; heading names the code; heading names another; no heading names one), n, accuracy,
        macro_f1, macro_f1_5, weighted_f1, kappa.
    duplicates : pandas.DataFrame
        Columns fold, n_paragraphs (held out), n_duplicates (of these, with a near-duplicate among
        what would train), share, n_dropped (training texts left out for it).
    names : pandas.DataFrame
        Columns category (``all`` first), n, own_name (share of paragraphs whose text holds the
        name of their code or of one of its measures), own_heading, other_heading (share whose
        text a heading pattern of their code, or of another, matches better than any other's).
        None for labels without an outline.
    """

    scheme: str
    scores: pd.DataFrame = field(repr=False)
    duplicates: pd.DataFrame = field(repr=False)
    names: pd.DataFrame | None = field(repr=False)

    def _sections(self) -> list[tuple[str, pd.DataFrame]]:
        parts = [
            (f"{self.scheme}: from headings, from the text, from both", self.scores),
            ("Near-duplicates across folds; what is dropped does not train", self.duplicates),
        ]
        named = "Names inside texts, share of paragraphs"
        return parts if self.names is None else [*parts, (named, self.names)]

    def __str__(self) -> str:
        return "\n\n".join(
            f"{title}\n{table.to_string(index=False, float_format=_NUMBER, na_rep='-')}"
            for title, table in self._sections()
        )

    def _repr_html_(self) -> str:
        return "".join(
            f"<h4>{escape(title)}</h4>"
            + table.to_html(index=False, escape=True, float_format=_NUMBER, na_rep="-")
            for title, table in self._sections()
        )


def audit_leaks(
    corpus: Corpus,
    labels: pd.DataFrame,
    *,
    scheme: str = "outline-2015",
    hold_out: str = "document",
    folds: int = 5,
    seed: int = 0,
    examples: bool = True,
) -> LeakAudit:
    """Tell how much of the codes can be had without reading the text.

    A heading can be the very name of the category, so a model that sees headings scores well
    without having learnt to read. Three judges stand side by side on the same held-out documents:
    headings only, the text only, and a text model that sees the headings pasted before each
    paragraph (the examples with the headings that open them).

    Parameters
    ----------
    corpus : Corpus
        The reports.
    labels : pandas.DataFrame
        Table ``labels``; labels by heading are not used: against them every score leaks.
    scheme : str
        Whose labels.
    hold_out : {"document", "file", "region", "leave-one-region-out", "forward"}
        What is held out whole.
    folds : int
        How many parts, where not each stands alone.
    seed : int
        Seed of dealing and training.
    examples : bool
        Whether the project's own example paragraphs train too (under its two outlines only).

    Returns
    -------
    LeakAudit
        Tables; prints itself.

    Raises
    ------
    ToolkitError
        No labels, or documents that cannot be parted so.
    """
    import pandas as pd

    materials = Materials.gather(corpus, labels, scheme, examples=examples, seed=seed)
    splits = split_documents(materials.corpus.documents, hold_out, folds=folds, seed=seed)
    pasted = _pasted(materials)
    said: dict[str, dict[str, str]] = {}
    duplicates = []
    for split in progress(splits, "auditing", unit="fold"):
        for judge, codes in _speak(materials, pasted, split).items():
            said.setdefault(judge, {}).update(codes)
        duplicates.append(_duplicates(materials, split))
    ids = materials.rows["paragraph_id"]
    judges = {judge: [codes.get(one) for one in ids] for judge, codes in said.items()}
    truth = materials.rows["truth"].tolist()
    outline = outline_of(scheme)
    return LeakAudit(
        scheme,
        score_table(truth, judges, _groups(materials)),
        pd.DataFrame(duplicates),
        None if outline is None else _names(materials.rows["text"].tolist(), truth, outline),
    )


def _pasted(materials: Materials) -> Materials:
    """The same materials with the headings above each text pasted before it."""
    rows = materials.rows
    paths = paths_above(rows)
    texts = ["\n".join((*path, text)) for path, text in zip(paths, rows["text"], strict=True)]
    examples = materials.examples
    if len(examples):
        examples = replace(examples, texts=tuple(map(_opened, read_examples()["text"])))
    return replace(materials, rows=rows.assign(text=texts), examples=examples)


def _opened(text: str) -> str:
    """An example as printed, the heading that opens it on a line of its own."""
    end = inline_heading_end(text)
    return f"{text[:end]}\n{text[end:].strip()}" if end else text


def _speak(materials: Materials, pasted: Materials, split: Split) -> dict[str, dict[str, str]]:
    """What the judges say of one split's labelled paragraphs."""
    held = materials.rows["doc_id"].isin(split.held).to_numpy()
    rows = materials.rows[held]
    apart = materials.trains(split)
    data = materials.training.select(apart)
    usual = most_frequent(data.categories)
    classes = sorted(set(materials.training.categories))
    headings = judge_by_headings(paths_above(rows), materials.scheme, classes, usual)
    seed, scheme = materials.seed, materials.scheme
    plain = data.fit(scheme, seed=seed).predict(rows["text"].tolist())
    # The same paragraphs train: only what is seen of them differs.
    informed: TrainingTexts = pasted.training.select(apart)
    both = informed.fit(scheme, seed=seed).predict(pasted.rows["text"][held].tolist())
    given: dict[str, Sequence[str]] = {
        HEADINGS: headings,
        TEXT_ONLY: [str(code) for code in plain],
        WITH_HEADINGS: [str(code) for code in both],
        MAJORITY: [usual] * len(rows),
    }
    ids = rows["paragraph_id"]
    return {judge: dict(zip(ids, codes, strict=True)) for judge, codes in given.items()}


def _duplicates(materials: Materials, split: Split) -> dict[str, object]:
    held = materials.rows["doc_id"].isin(split.held).to_numpy()
    may = materials.allowed(split)
    pairs = materials.duplicates[np.flatnonzero(may)][:, np.flatnonzero(held)]
    with_one = int((np.asarray(pairs.sum(axis=0)).ravel() > 0).sum())
    dropped = int((np.asarray(pairs.sum(axis=1)).ravel() > 0).sum())
    n = int(held.sum())
    share = with_one / n if n else float("nan")
    counts = {"n_paragraphs": n, "n_duplicates": with_one, "share": share, "n_dropped": dropped}
    return {"fold": split.name, **counts}


def _groups(materials: Materials) -> dict[str, NDArray[np.bool_]]:
    """All paragraphs, and those by what the headings above them name."""
    said = what_headings_say(materials.rows, materials.scheme)
    every = {"all": np.ones(len(said), bool)}
    return every | {one: np.asarray(said == one) for one in HEADINGS_SAY}


def _names(texts: Sequence[str], truth: Sequence[str], outline: Outline) -> pd.DataFrame:
    """How often texts hold their category's name, or what a heading of it would hold."""
    import pandas as pd

    by_code = {one.code: one for one in outline.categories}
    matched = [match_heading(text, outline) for text in texts]
    frame = pd.DataFrame(
        {
            "category": truth,
            "own_name": [
                code in by_code and _holds_name(text, by_code[code])
                for text, code in zip(texts, truth, strict=True)
            ],
            "own_heading": [one == code for one, code in zip(matched, truth, strict=True)],
            "other_heading": [
                one is not None and one != code for one, code in zip(matched, truth, strict=True)
            ],
        }
    )
    each = pd.concat([frame.assign(category="all"), frame]).groupby("category", sort=False)
    table = each.mean().reset_index()
    table.insert(1, "n", each.size().to_numpy())
    order = {code: place for place, code in enumerate(("all", *outline.codes))}
    return table.sort_values("category", key=lambda codes: codes.map(order), ignore_index=True)


def _holds_name(text: str, category: Category) -> bool:
    printed = unicodedata.normalize("NFKC", text)
    names = (category.name_zh, *(measure.name for measure in category.measures))
    return any(unicodedata.normalize("NFKC", name) in printed for name in names)
