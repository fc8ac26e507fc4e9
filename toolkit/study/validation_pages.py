"""A validation as it shows itself: as text, and as HTML in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from toolkit.classification.holding_out import CLAIMS
from toolkit.classification.intervals import FEWEST_DOCUMENTS, MEASURES
from toolkit.study.judging import CONTEXT, TEXT
from toolkit.study.scoring import ALL, NO_DUPLICATES

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.validating import Validation

# More files than these are in the table ``scores`` only.
_MOST_FILES = 12
_KINDS = (
    "Of the wrong ones: how often the second category was right, a heading above named the code, "
    "the text was long. errors() lists them with their texts and the words that misled."
)
_MARKED = (
    "A match has half of the longer span in common. type to category_alone: share right of the "
    "matched; category by models that did not see the document, category_alone by the project's "
    "examples alone."
)
_NUMBER: Callable[[float], str] = "{:.3f}".format
_Section = tuple[str, str, "pd.DataFrame | None"]


def as_text(validation: Validation) -> str:
    """Return the validation as text: each table under its title, with what must be known."""
    parts = []
    for title, note, table in _sections(validation):
        shown = "" if table is None else table.to_string(
            index=False, float_format=_NUMBER, na_rep="-"
        )  # fmt: skip
        parts.append("\n".join(part for part in (title, note, shown) if part))
    return "\n\n".join(parts)


def as_html(validation: Validation) -> str:
    """Return the validation as HTML."""
    parts = []
    for title, note, table in _sections(validation):
        parts.append(f"<h4>{escape(title)}</h4>" + (f"<p>{escape(note)}</p>" if note else ""))
        if table is not None:
            parts.append(table.to_html(index=False, escape=True, float_format=_NUMBER, na_rep="-"))
    return "".join(parts)


def _sections(validation: Validation) -> Iterator[_Section]:
    if validation.structure is not None:
        yield "Reading, share of lines right", "", validation.structure
    for scheme in validation.schemes:
        yield from _of_scheme(validation, scheme)
    if validation.admissions is not None:
        table = validation.admissions.dropna(axis="columns", how="all")
        yield "Admitted problems, against those marked by hand", _MARKED, table
    if validation.unattached is not None and len(validation.unattached):
        yield "Labels that fit no paragraph", "", validation.unattached


def _of_scheme(validation: Validation, scheme: str) -> Iterator[_Section]:
    def of(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["scheme"] == scheme].drop(columns="scheme")

    yield f"{scheme}, {validation.hold_out} held out", _note(validation, scheme), None
    scores, bounds = of(validation.scores), of(validation.intervals)
    whole = scores[scores["group"] == ALL].drop(columns="group")
    bounded = bool(bounds["low"].notna().any())
    yield f"{scheme}: all held-out paragraphs", "", _bounded(whole, bounds) if bounded else whole
    rest = scores[scores["group"] == NO_DUPLICATES].drop(columns="group")
    if len(rest):
        yield f"{scheme}: paragraphs that no other text near-duplicates", "", rest
    files = scores[~scores["group"].isin([ALL, NO_DUPLICATES])].rename(columns={"group": "file"})
    if files["file"].nunique() <= _MOST_FILES:
        yield f"{scheme}: each file", "", files
    differences = of(validation.differences)
    main = CONTEXT if CONTEXT in set(differences["judge"]) else TEXT
    yield f"{scheme}: {main}, less each baseline", "", _differences(differences, main)
    each = _of_judge(of(validation.categories), main)
    yield f"{scheme}: {main}, each category", "", _filled(each)
    confused = _of_judge(of(validation.confusion), main)
    wide = confused.pivot(index="truth", columns="predicted", values="n").fillna(0).astype(int)
    yield f"{scheme}: {main}, true categories by predicted", "", wide.reset_index()
    yield f"{scheme}: {main}, errors by kind", _KINDS, _of_judge(of(validation.kinds), main)
    yield f"{scheme}: probabilities", "", of(validation.calibration)
    told = "Stated probability beside the share right, by tenths."
    table = _of_judge(of(validation.reliability), main)
    yield f"{scheme}: {main}, reliability", told, table


def _note(validation: Validation, scheme: str) -> str:
    folds = validation.folds[validation.folds["scheme"] == scheme]
    documents, paragraphs = int(folds["n_documents"].sum()), int(folds["n_paragraphs"].sum())
    note = (
        f"Speaks for {CLAIMS[validation.hold_out]}. {paragraphs} paragraphs of {documents} "
        f"documents in {len(folds)} parts; {int(folds['n_dropped'].sum())} times a training text "
        "was left out as the near-duplicate of one held out. macro_f1 is over all categories of "
        "the codes, macro_f1_5 over those with five paragraphs or more."
    )
    if documents < FEWEST_DOCUMENTS:
        return note + f" No bounds: under {FEWEST_DOCUMENTS} documents."
    return note + " In brackets: 95 % percentile bounds, documents drawn."


def _bounded(whole: pd.DataFrame, bounds: pd.DataFrame) -> pd.DataFrame:
    """The scores of all paragraphs, each with its bounds in the cell."""
    cells = bounds.set_index(["judge", "measure"])
    shown = whole.astype(dict.fromkeys(MEASURES, object))
    for row in whole.index:
        for measure in MEASURES:
            value, low, high = cells.loc[(whole.loc[row, "judge"], measure)]
            brackets = f" ({low:.3f}–{high:.3f})" if np.isfinite(low) else ""
            shown.loc[row, measure] = f"{value:.3f}{brackets}"
    return shown


def _differences(table: pd.DataFrame, judge: str) -> pd.DataFrame:
    chosen = table[(table["judge"] == judge) & table["measure"].isin(["accuracy", "macro_f1"])]
    return _filled(chosen.drop(columns="judge"))


def _of_judge(table: pd.DataFrame, judge: str) -> pd.DataFrame:
    return table[table["judge"] == judge].drop(columns="judge")


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    """The table without columns that hold nothing, such as bounds that cannot be given."""
    return table.dropna(axis=1, how="all")
