"""Samples of paragraphs to code, each with its probability of selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import ToolkitError, check_choice
from toolkit.labelling.draws import (
    Floats,
    bounded_probabilities,
    draw_in_order,
    selection_probabilities,
)
from toolkit.labelling.frames import favour, sampling_frame
from toolkit.tables import Corpus, listed, periods_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from toolkit.labelling.frames import Predictions

# Part of every draw that is by equal chances, whatever the strategy favours: no paragraph has less
# than this part of its chance in a random sample, so no weight is more than four times the usual.
EVEN_SHARE = 0.25
WEIGHTS = ("paragraphs", "characters")
_WHERE = "sample_for_coding"
_SHOWN = ("headings", "inline_heading", "section", "position", "n_chars", "text")


def sample_for_coding(  # noqa: PLR0913  each is a choice of the design
    corpus: Corpus,
    n: int,
    *,
    by: Sequence[str] | None = None,
    strategy: str = "random",
    predictions: Predictions = None,
    sections: Sequence[str] = ("work",),
    kinds: Sequence[str] | None = None,
    weight: str = "paragraphs",
    documents: int | None = None,
    overlap: float = 0,
    coders: Sequence[str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Draw paragraphs to be coded by hand, and record each one's probability of selection.

    Labels of such a sample can correct shares that were counted from predictions, for every
    paragraph that the shares are about could have been drawn, with a known probability. The draw
    has a fixed size and is spread thinly over strata and documents (ordered pivotal sampling,
    Deville and Tillé 1998), documents in random order and paragraphs in their own. Weights are one
    over the probability (Horvitz and Thompson 1952). Whatever the strategy, a quarter of the draw
    is by equal chances, so no paragraph's probability is below a quarter of ``n / frame``.

    Parameters
    ----------
    corpus : Corpus
        What was read. The frame is what `emphasis` counts by default: the chosen sections of
        annual reports by governments. Levels are not kept apart: give
        ``corpus.select(level=...)``, or ``by=["level"]``.
    n : int
        Paragraphs to draw.
    by : sequence of str, optional
        Columns of the documents table that make strata, each of which gets its share of the
        sample. ``year`` is the year that a report covers; several years are one stratum.
    strategy : {"random", "uncertain", "rare", "disagreement"}
        What is favoured: nothing; paragraphs with a small margin between the two most probable
        categories; categories that are seldom predicted (each gets about as many); paragraphs on
        which two predictions differ. Where nothing differs, the draw is random.
    predictions : pandas.DataFrame or pair of them, optional
        Table ``predictions`` of this corpus, needed by every strategy but random. For
        disagreement: two tables under one scheme (say text against ``label_by_heading``), or one
        table under both outlines, compared by their common category.
    sections, kinds : sequence of str, optional
        The frame: sections of the reports, and kinds of document; kinds as in `emphasis`.
    weight : {"paragraphs", "characters"}
        Whether longer paragraphs are likelier to be drawn, in proportion to their characters.
        Shares of characters become somewhat more precise by it, shares of paragraphs less.
    documents : int, optional
        Draw so many documents first, then paragraphs within these alone: fewer reports to open,
        wider intervals. Where documents differ much, `n` is then met on average only.
    overlap : int or float
        Paragraphs that two coders code, as a number, or as a share where below one. They are a
        random part of the sample.
    coders : sequence of str, optional
        Names, among whom the paragraphs are dealt out evenly; by default ``coder_a``, and
        ``coder_b`` where there is overlap.
    seed : int
        The same seed draws the same sample.

    Returns
    -------
    pandas.DataFrame
        One row per paragraph, in random order, so that whoever stops early has coded a random
        part: paragraph_id, doc_id, text_sha256, probability (of selection), document_probability
        (of its document, 1 where documents were not drawn), stratum, strategy, coders (one name,
        or two joined by ``"; "``), same_as (the first paragraph of the sample with the same text,
        missing for itself: code one, take the judgement for the others, keep each probability),
        headings, inline_heading, section, position, n_chars, text.
        ``attrs["frame"]`` counts documents, paragraphs and characters that could be drawn.

    Raises
    ------
    ToolkitError
        An unknown option or column, more paragraphs than there are, predictions missing, or too
        few documents to hold the sample.
    """
    frame = sampling_frame(corpus, sections=sections, kinds=kinds)
    frame["stratum"] = _strata(corpus.documents, frame, by)
    favoured = favour(frame, strategy, predictions)
    chances = paragraph_chances(frame, n, favoured, weight=weight)
    design = make_design(frame, chances, documents=documents)
    rng = np.random.default_rng(seed)
    sample = design.frame.iloc[design.draw(rng)].reset_index(drop=True)
    sample["coders"] = _dealt(len(sample), overlap, coders, rng)
    return _table(sample.assign(strategy=strategy), frame, rng)


@dataclass(frozen=True)
class Design:
    """A frame with each paragraph's ``probability`` and that of its document, ready to draw from.

    Rows of a document stand together, documents by stratum; ``documents`` and ``strata`` number
    them by row, and ``staged`` tells whether documents are drawn first.
    """

    frame: pd.DataFrame
    documents: NDArray[np.intp]
    strata: NDArray[np.intp]
    staged: bool

    def draw(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """Draw once; return the rows of the frame that were drawn."""
        shuffled = rng.permutation(self.documents[-1] + 1)[self.documents]
        # Documents in random order within their stratum, paragraphs in their own.
        rows = np.lexsort((np.arange(len(shuffled)), shuffled, self.strata))
        chances = self.frame["probability"].to_numpy()
        if self.staged:
            of_document = self.frame["document_probability"].to_numpy()
            rows = rows[_in_drawn_documents(self.documents[rows], of_document[rows], rng)]
            chances = chances / of_document
        return np.asarray(rows[draw_in_order(chances[rows], rng)])


def make_design(frame: pd.DataFrame, chances: Floats, *, documents: int | None = None) -> Design:
    """Put a frame in order and give each document its probability.

    With `documents`, their chances are in proportion to the sum of their paragraphs' chances, but
    at least that of their likeliest paragraph, so that `chances` hold exactly after both stages.

    Raises
    ------
    ToolkitError
        So few documents cannot hold the sample, or there are not so many.
    """
    placed = frame.assign(probability=chances, document_probability=1.0)
    placed = placed.sort_values(["stratum", "doc_id", "position"], kind="stable", ignore_index=True)
    of_rows = (placed.groupby(name, sort=False).ngroup() for name in ("doc_id", "stratum"))
    numbers = [np.asarray(one, dtype=np.intp) for one in of_rows]
    if documents is not None:
        of_document = placed.groupby("doc_id", sort=False)["probability"]
        sums, most = of_document.sum().to_numpy(), of_document.max().to_numpy()
        _check_documents(documents, float(most.sum()), len(sums))
        placed["document_probability"] = bounded_probabilities(sums, most, documents)[numbers[0]]
    return Design(placed, numbers[0], numbers[1], staged=documents is not None)


def paragraph_chances(frame: pd.DataFrame, n: int, favoured: Floats, *, weight: str) -> Floats:
    """Give each paragraph of a frame its probability of selection; they sum to `n`.

    A quarter of the draw is by equal chances, the rest in proportion to what is favoured.

    Raises
    ------
    ToolkitError
        An unknown weight, or more paragraphs than there are.
    """
    check_choice(weight, WEIGHTS, where=f"{_WHERE}, weight")
    if not 1 <= n <= len(frame):
        came = f"{n} of {len(frame)}"
        remedy = "ask for no more than the frame holds, or widen sections and kinds"
        raise ToolkitError("a number of paragraphs in the frame", came, f"{_WHERE}, n", remedy)
    sizes = favoured if favoured.any() else np.ones(len(frame))
    if weight == "characters":
        sizes = sizes * frame["n_chars"].to_numpy(dtype=float)
    return selection_probabilities(EVEN_SHARE + (1 - EVEN_SHARE) * sizes / sizes.mean(), n)


def _in_drawn_documents(
    documents: NDArray[np.intp], chances: Floats, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Draw whole documents; tell which rows lie in one that was drawn."""
    starts = np.r_[True, documents[1:] != documents[:-1]]
    drawn = draw_in_order(chances[starts], rng)
    return np.asarray(drawn[np.cumsum(starts) - 1])


def _check_documents(documents: int, least: float, at_hand: int) -> None:
    if not least <= documents <= at_hand:
        came = str(documents)
        remedy = "draw more documents, or fewer paragraphs"
        wanted = f"{int(np.ceil(least))} to {at_hand} documents for this sample"
        raise ToolkitError(wanted, came, f"{_WHERE}, documents", remedy)


def _strata(documents: pd.DataFrame, frame: pd.DataFrame, by: Sequence[str] | None) -> list[str]:
    columns = listed(by or ())
    unknown = [name for name in columns if name not in documents.columns]
    if unknown:
        remedy = "add it with metadata=, or name a column of the documents table"
        wanted = "columns of the documents table"
        raise ToolkitError(wanted, ", ".join(unknown), f"{_WHERE}, by", remedy)
    known = documents.set_index("doc_id").assign(year=periods_of(documents).to_numpy())
    parts = [known[name].astype("object").fillna("unknown").map(str) for name in columns]
    names = [" / ".join(row) for row in zip(*parts, strict=True)] if parts else ["all"] * len(known)
    of_document = dict(zip(known.index, names, strict=True))
    return [of_document[doc_id] for doc_id in frame["doc_id"]]


def _dealt(
    n: int, overlap: float, coders: Sequence[str] | None, rng: np.random.Generator
) -> list[str]:
    """Who codes each row of a sample in document order: one name, or two."""
    names = listed(coders or ["coder_a", "coder_b"][: 1 + bool(overlap)])
    twice = round(overlap * n) if 0 < overlap < 1 else int(overlap)
    if (twice and len(names) < 2) or not 0 <= twice <= n:
        came = f"overlap {overlap} of {n} paragraphs, {len(names)} coders"
        remedy = "name two coders or more, and an overlap within the sample"
        raise ToolkitError("an overlap that can be coded twice", came, _WHERE, remedy)
    both = draw_in_order(np.full(n, twice / n), rng)
    first = _turns(~both, names, rng)
    pairs = [f"{name}; {names[(k + 1) % len(names)]}" for k, name in enumerate(names)]
    # With two coders the pair is one and the same.
    second = _turns(both, pairs if len(names) > 2 else pairs[:1], rng)
    return [pair or name for pair, name in zip(second, first, strict=True)]


def _turns(chosen: NDArray[np.bool_], names: list[str], rng: np.random.Generator) -> list[str]:
    """Deal the chosen rows out by turns, from a random start; the others get nobody."""
    turn = (np.cumsum(chosen) + rng.integers(len(names))) % len(names)
    return [names[k] if here else "" for k, here in zip(turn, chosen, strict=True)]


def _table(sample: pd.DataFrame, frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    keys = ["paragraph_id", "doc_id", "text_sha256", "probability", "document_probability"]
    table = sample.iloc[rng.permutation(len(sample))].reset_index(drop=True)
    first = table.groupby("text_sha256")["paragraph_id"].transform("first")
    table["same_as"] = first.where(first != table["paragraph_id"])
    table = table[[*keys, "stratum", "strategy", "coders", "same_as", *_SHOWN]].copy()
    table.attrs["frame"] = {
        "documents": int(frame["doc_id"].nunique()),
        "paragraphs": len(frame),
        "characters": int(frame["n_chars"].sum()),
    }
    return table
