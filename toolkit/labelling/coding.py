"""Coding in a notebook: one paragraph after the other, by keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.labelling.assignments import make_assignment
from toolkit.labelling.sessions import Session
from toolkit.outlines import Outline, load_outline
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

_UNFIT = re.compile(r"[^\w-]+")


def code(
    sample: pd.DataFrame,
    scheme: str | Outline,
    *,
    coder: str,
    path: str | Path | None = None,
    corpus: Corpus | None = None,
    round_name: str = "1",
) -> Coding:
    """Code a sample in a notebook, by keys, saved after each judgement.

    Click into the frame, then: the key on a category judges and goes on; ``s`` and a key give a
    second category; ``n`` opens a note, which Escape closes; ``u`` undoes; Enter goes to the next
    text not yet coded; the arrows move. A category that the pointer or Tab rests on shows its entry
    in the codebook. Run the cell again, on any day, to go on where you left off. Predictions and
    other coders' judgements are not shown. Equal texts are shown once.

    Parameters
    ----------
    sample : pandas.DataFrame
        As of `sample_for_coding`.
    scheme : str or Outline
        The categories: a name, the path of a file, or what `load_outline` gave.
    coder : str
        Who codes. Where the sample is dealt out among coders, they get their own paragraphs.
    path : str or pathlib.Path, optional
        CSV to save to, one for each coder, scheme and round; by default
        ``coding-<scheme>-<coder>-<round>.csv`` in the notebook's folder.
    corpus : Corpus, optional
        Gives the paragraphs before and after, shortened.
    round_name : str
        Round of coding, as the labels will tell it.

    Returns
    -------
    Coding
        Shows itself; ``labels()`` is the labels table so far, ``session`` the session behind it.

    Raises
    ------
    ToolkitError
        The sample has nothing for this coder, or the file holds other people's judgements.
    """
    outline = scheme if isinstance(scheme, Outline) else load_outline(scheme)
    assignment = make_assignment(sample, outline, coder, corpus=corpus)
    named = "-".join(_UNFIT.sub("_", part) for part in (outline.name, coder, round_name))
    saved = Path(f"coding-{named}.csv" if path is None else path)
    return Coding(Session(assignment, saved, round_name=round_name))


class Coding:
    """A session in a notebook.

    Parameters
    ----------
    session : Session
        Where the coder stands.
    """

    def __init__(self, session: Session) -> None:
        from toolkit.labelling.widget import CodingWidget

        self.session = session
        self.widget = CodingWidget(session)

    def labels(self) -> pd.DataFrame:
        """Return the judgements so far as a labels table."""
        return self.session.labels()

    def __repr__(self) -> str:
        done, n = self.session.progress
        return f"Coding({done} of {n} coded by {self.session.assignment.coder})"

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)
