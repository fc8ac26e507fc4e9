"""Categories of paragraphs as arrays: predicted, voted, or common to both outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from toolkit.errors import TableError, ToolkitError, one_of
from toolkit.outlines import common_categories, load_outline
from toolkit.tables import OUTLINES, need_columns

if TYPE_CHECKING:
    import pandas as pd


def category_shares(
    table: pd.DataFrame, scheme: str, *, name: str, alternative: str | None = None
) -> pd.DataFrame:
    """Give each paragraph its category as a row of ones and zeros.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``predictions`` or ``labels``. Where it has a column ``votes`` (the categories that
        several models gave, divided by spaces), the paragraph is divided among them evenly, as
        cross-prediction asks for (Zrnic and Candès 2024).
    scheme : str
        An outline, or common: rows of that scheme, else the function of the pair of codes.
    name : str
        Of the table, for errors.
    alternative : str, optional
        Of the crosswalk.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``paragraph_id``, a column for each code of the scheme; rows sum to one.

    Raises
    ------
    ToolkitError
        The table lacks the scheme or one of the outlines, codes a paragraph twice, or has codes
        that the scheme has not.
    """
    import pandas as pd

    need_columns(table, name, ("paragraph_id", "scheme", "category"))
    known = set(table["scheme"].dropna())
    whole = scheme != "common" or "common" in known
    needed = (scheme,) if whole else OUTLINES
    missing = sorted(set(needed) - known)
    if missing and len(table):
        came = ", ".join(sorted(known)) or "none"
        remedy = "predict under it too, and put both tables together"
        raise ToolkitError(f"{name} under {' and '.join(missing)}", came, f"table {name}", remedy)
    parts = [_votes(table[table["scheme"] == one], name) for one in needed]
    votes = parts[0] if whole else _paired(parts[0], parts[1], alternative)
    codes = list(load_outline(scheme).codes)
    place = pd.Index(codes).get_indexer(pd.Index(votes.to_numpy().ravel()))
    if (place < 0).any():
        came = repr(votes.to_numpy().ravel()[place < 0][0])
        raise ToolkitError(one_of(codes), came, f"table {name}, category", "correct the codes")
    shares = np.eye(len(codes))[place].reshape(*votes.shape, len(codes)).mean(axis=1)
    return pd.DataFrame(shares, index=votes.index, columns=codes)


def _votes(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The categories of each paragraph, a column for each model that voted."""
    if rows["paragraph_id"].duplicated().any():
        twice = str(rows.loc[rows["paragraph_id"].duplicated(), "paragraph_id"].iloc[0])
        remedy = "keep one row for each paragraph and scheme"
        raise ToolkitError("each paragraph once", f"{twice} twice", f"table {name}", remedy)
    index = rows["paragraph_id"].to_numpy()
    if "votes" not in rows.columns or rows["votes"].isna().all():
        return rows[["category"]].set_axis(index, axis=0)
    votes = rows["votes"].fillna(rows["category"]).str.split(" ", expand=True)
    # A single category stands for the vote of each model.
    return votes.ffill(axis=1).set_axis(index, axis=0)


def _paired(first: pd.DataFrame, second: pd.DataFrame, alternative: str | None) -> pd.DataFrame:
    import pandas as pd

    both = first.index.intersection(second.index)
    one, two = first.loc[both].to_numpy(), second.loc[both].to_numpy()
    n_votes = max(one.shape[1], two.shape[1])
    if {one.shape[1], two.shape[1]} - {1, n_votes}:
        came = f"{one.shape[1]} and {two.shape[1]}"
        remedy = "cross-predict both outlines with as many folds"
        raise TableError("as many votes under both", came, "table predictions, votes", remedy)
    pairs = [np.broadcast_to(side, (len(both), n_votes)).ravel().tolist() for side in (one, two)]
    common = common_categories(*pairs, alternative=alternative)
    return pd.DataFrame(np.array(common, dtype=object).reshape(-1, n_votes), index=both)
