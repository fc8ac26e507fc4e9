"""Judgements by hand side by side, and the paragraphs on which coders differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import TableError
from toolkit.tables import Corpus, need_columns

if TYPE_CHECKING:
    import pandas as pd


def hand_judgements(labels: pd.DataFrame, by: str = "category") -> pd.DataFrame:
    """Take from a labels table what people judged, each apart.

    Returns
    -------
    pandas.DataFrame
        Columns paragraph_id, doc_id, scheme, coder and code; judgements left empty are out.

    Raises
    ------
    TableError
        A column is missing, there is no judgement, or a coder judged a paragraph twice.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"paragraph_id": "d-0", "scheme": "outline-2015", "coder": "ann", "category": "A1"}
    >>> hand_judgements(pd.DataFrame([row | {"source": "hand"}])).loc[0, "code"]
    'A1'
    """
    need_columns(labels, "labels", ("paragraph_id", "scheme", "coder", "source", by))
    rows = labels[(labels["source"] == "hand") & labels[by].notna() & (labels[by] != "")]
    if rows.empty:
        remedy = "give labels with source 'hand'"
        raise TableError("judgements by hand", "none", "table labels", remedy)
    twice = rows[rows.duplicated(["paragraph_id", "scheme", "coder"])]
    if len(twice):
        one = twice.iloc[0]
        came = f"{one['coder']} on {one['paragraph_id']} under {one['scheme']} twice"
        remedy = "keep one round of coding: labels[labels['round'] == ...]"
        raise TableError("one judgement per coder and paragraph", came, "table labels", remedy)
    columns = {name: rows[name].to_numpy() for name in ("paragraph_id", "scheme", "coder")}
    # A paragraph's id is its document's, a hyphen and a number.
    documents = rows["paragraph_id"].str.rsplit("-", n=1).str[0].to_numpy()
    made = rows.iloc[:, :0].reset_index(drop=True)
    return made.assign(**columns, doc_id=documents, code=rows[by].astype("str").to_numpy())


def paragraphs_to_discuss(judged: pd.DataFrame, corpus: Corpus | None = None) -> pd.DataFrame:
    """List paragraphs on which coders differ, those with most different codes first.

    Parameters
    ----------
    judged : pandas.DataFrame
        As of `hand_judgements`.
    corpus : Corpus, optional
        Gives their text.

    Returns
    -------
    pandas.DataFrame
        Columns paragraph_id, scheme, n_codes, judgements (``coder: code``, joined by ``"; "``) and,
        with a corpus, text.
    """
    told = judged.sort_values("coder", kind="stable")
    told = told.assign(judgements=told["coder"].astype("str") + ": " + told["code"])
    groups = told.groupby(["scheme", "paragraph_id"], sort=False)
    rows = groups.agg(n_codes=("code", "nunique"), judgements=("judgements", "; ".join))
    rows = rows[rows["n_codes"] > 1].reset_index()
    keys = ["scheme", "n_codes", "paragraph_id"]
    rows = rows.sort_values(keys, ascending=[True, False, True], ignore_index=True)
    table = rows[["paragraph_id", "scheme", "n_codes", "judgements"]]
    if corpus is None:
        return table
    texts = dict(zip(corpus.paragraphs["paragraph_id"], corpus.paragraphs["text"], strict=True))
    return table.assign(text=table["paragraph_id"].map(texts))
