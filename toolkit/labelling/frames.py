"""The paragraphs that a sample can draw, and how much a strategy favours each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError, check_choice
from toolkit.outlines import load_crosswalk
from toolkit.tables import OUTLINES, SECTIONS, Corpus, listed, need_columns, not_counted

if TYPE_CHECKING:
    import pandas as pd

    Predictions = pd.DataFrame | Sequence[pd.DataFrame] | None

Floats = NDArray[np.float64]
STRATEGIES = ("random", "uncertain", "rare", "disagreement")
_WHERE = "sample_for_coding"


def sampling_frame(
    corpus: Corpus, *, sections: Sequence[str] = ("work",), kinds: Sequence[str] | None = None
) -> pd.DataFrame:
    """List the paragraphs that shares are about: those that `emphasis` counts.

    Parameters
    ----------
    corpus : Corpus
        What was read; ``corpus.select(level="county")`` keeps one level.
    sections : sequence of str
        Sections, by default the account of work.
    kinds : sequence of str, optional
        Kinds of document; by default annual reports and summaries of several years by a
        government, or all documents where there is none of these.

    Returns
    -------
    pandas.DataFrame
        The paragraphs table's rows of these sections and documents, without those that hold no
        character.

    Raises
    ------
    ToolkitError
        An unknown section, or no paragraph left.
    """
    wanted = listed(sections)
    for section in wanted:
        where, remedy = f"{_WHERE}, sections", "give a list of these"
        check_choice(section, SECTIONS, where=where, remedy=remedy)
    documents = corpus.documents["doc_id"]
    for out in not_counted(corpus.documents, kinds).values():
        documents = documents[~out[documents.index]]
    rows = corpus.paragraphs
    kept = rows["doc_id"].isin(documents) & rows["section"].isin(wanted) & (rows["n_chars"] > 0)
    if not kept.any():
        came = f"none in {len(documents)} documents"
        remedy = "name other sections or kinds, or read more reports"
        wanted_words = f"paragraphs of section {', '.join(wanted)}"
        raise ToolkitError(wanted_words, came, _WHERE, remedy)
    return rows[kept].reset_index(drop=True)


def favour(frame: pd.DataFrame, strategy: str, predictions: Predictions) -> Floats:
    """Say how much a strategy favours each paragraph of a frame, on any scale from zero.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of `sampling_frame`.
    strategy : {"random", "uncertain", "rare", "disagreement"}
        ``uncertain`` goes by one minus the margin; ``rare`` by one over the number of paragraphs
        with the same predicted category; ``disagreement`` is one where two predictions differ,
        under two outlines where the common category differs.
    predictions : pandas.DataFrame or sequence of two, or None
        Table ``predictions``; for ``disagreement`` two tables (the second may be labels by
        heading, which need not cover all), or one that holds both outlines.

    Returns
    -------
    ndarray of float, shape (paragraphs,)

    Raises
    ------
    ToolkitError
        An unknown strategy, or predictions that it needs are missing.
    """
    check_choice(strategy, STRATEGIES, where=f"{_WHERE}, strategy")
    if strategy == "random":
        return np.ones(len(frame))
    if strategy == "disagreement":
        return _disagreement(frame, predictions)
    table = _one_table(predictions, strategy)
    score = _uncertainty if strategy == "uncertain" else _rarity
    return _mean_over_schemes(frame, table, score(table, frame))


def _one_table(predictions: Predictions, strategy: str) -> pd.DataFrame:
    tables = _tables(predictions)
    if len(tables) != 1:
        came = f"{len(tables)} tables"
        remedy = "give predictions=tk.predict(model, corpus)"
        where = f"{_WHERE}, strategy {strategy!r}"
        raise ToolkitError("one table of predictions", came, where, remedy)
    need_columns(tables[0], "predictions", ("paragraph_id", "scheme", "category", "margin"))
    return tables[0]


def _tables(predictions: Predictions) -> list[pd.DataFrame]:
    import pandas as pd

    if predictions is None:
        return []
    return [predictions] if isinstance(predictions, pd.DataFrame) else list(predictions)


def _uncertainty(table: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    return 1 - table["margin"].clip(0, 1)


def _rarity(table: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    """One over how often the category is predicted in the frame, not in the whole corpus."""
    here = table[table["paragraph_id"].isin(frame["paragraph_id"])]
    counts = here.groupby(["scheme", "category"]).size().rename("n").reset_index()
    return 1 / table[["scheme", "category"]].merge(counts, how="left")["n"].set_axis(table.index)


def _mean_over_schemes(frame: pd.DataFrame, table: pd.DataFrame, scores: pd.Series) -> Floats:
    means = scores.groupby(table["paragraph_id"]).mean()
    return _covering(frame, means.reindex(frame["paragraph_id"]))


def _covering(frame: pd.DataFrame, values: pd.Series) -> Floats:
    missing = int(values.isna().sum())
    if missing:
        came = f"none for {missing} of {len(frame)}"
        where = f"{_WHERE}, predictions"
        remedy = "predict the same corpus as you sample from"
        raise ToolkitError("a prediction for every paragraph", came, where, remedy)
    return values.to_numpy(dtype=float)


def _disagreement(frame: pd.DataFrame, predictions: Predictions) -> Floats:
    sides = _sides(_tables(predictions))
    first, second = (side.reindex(frame["paragraph_id"]) for side in sides)
    _covering(frame, first.notna().replace(False, None))
    differ = (first.to_numpy() != second.to_numpy()) & second.notna().to_numpy()
    return np.asarray(differ, dtype=float)


def _sides(tables: list[pd.DataFrame]) -> list[pd.Series]:
    """The two categories of each paragraph, in a scheme that both share."""
    if len(tables) == 1:
        tables = [tables[0][tables[0]["scheme"] == name] for name in OUTLINES]
    for table in tables:
        need_columns(table, "predictions", ("paragraph_id", "scheme", "category"))
    schemes = [set(table["scheme"]) for table in tables]
    comparable = len(tables) == 2 and (
        schemes[0] == schemes[1] or set().union(*schemes) <= {*OUTLINES}
    )
    if not comparable or any(len(names) != 1 for names in schemes):
        came = " and ".join(", ".join(sorted(names)) or "none" for names in schemes) or "none"
        wanted = "two tables of predictions under one scheme, or one table under both outlines"
        remedy = "predict with two models, or give label_by_heading's table as the second"
        raise ToolkitError(wanted, came, f"{_WHERE}, strategy 'disagreement'", remedy)
    common = schemes[0] != schemes[1]
    return [_by_paragraph(table, common) for table in tables]


def _by_paragraph(table: pd.DataFrame, common: bool) -> pd.Series:
    categories = table.drop_duplicates("paragraph_id").set_index("paragraph_id")
    if not common:
        return categories["category"]
    walk = load_crosswalk()
    return categories["category"].map({**walk.from_first, **walk.from_second})
