"""Adjudication: one settled code from several coders', with every judgement and reason kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import TableError, one_of
from toolkit.labelling.disagreements import hand_judgements, paragraphs_to_discuss
from toolkit.outlines import PACKAGED, load_outline
from toolkit.tables import Corpus, make_table, need_columns

if TYPE_CHECKING:
    import pandas as pd

_KEYS = ["scheme", "paragraph_id"]
_WHERE = "table of decisions"
_AGREED = "all coders agree"


def adjudicate(labels: pd.DataFrame, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    """Add adjudicated codes to the coders' judgements, which all stay.

    Where two coders or more gave the same code, that is the adjudicated one. Where they differ, a
    decision settles it, or it stays open. A decision can also overrule coders who agree. What one
    coder alone judged needs no adjudication and gets none.

    Parameters
    ----------
    labels : pandas.DataFrame
        Table ``labels``.
    decisions : pandas.DataFrame, optional
        Columns paragraph_id, category, reason, coder (who decided), and where the labels hold
        several schemes, scheme. `open_disagreements` gives the table to fill in; rows whose
        category is still empty count as open.

    Returns
    -------
    pandas.DataFrame
        The labels, then the adjudicated rows: source ``adjudicated``; coder who decided, or
        ``agreement``; note the reason; the paragraph's probability of selection.
        ``attrs["open"]`` is the number of disagreements that are still open.

    Raises
    ------
    TableError
        A decision without category, reason or coder, for a paragraph that nobody judged or that is
        adjudicated already, twice for one, or with a code that the outline does not have.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [
    ...     {"paragraph_id": key, "text_sha256": "f", "scheme": "outline-2015", "category": code,
    ...      "coder": coder, "round": "1", "probability": 0.5, "source": "hand", "date": None,
    ...      "note": None}
    ...     for key, coder, code in [
    ...         ("d-0", "ann", "A1"), ("d-0", "bo", "A1"), ("d-1", "ann", "A4"), ("d-1", "bo", "A5")
    ...     ]
    ... ]
    >>> labels = pd.DataFrame(rows)
    >>> decided = open_disagreements(labels)
    >>> decided[["category", "reason", "coder"]] = ["A4", "the order comes from a patrol", "chris"]
    >>> settled = adjudicate(labels, decided)
    >>> settled.loc[settled["source"] == "adjudicated", ["category", "coder"]].to_numpy().tolist()
    [['A1', 'agreement'], ['A4', 'chris']]
    """
    import pandas as pd

    judged = hand_judgements(labels)
    by_paragraph = judged.groupby(_KEYS, sort=False)["code"].agg(["size", "nunique", "first"])
    by_paragraph = by_paragraph.drop(index=_adjudicated(labels), errors="ignore")
    decided = _decided(decisions, by_paragraph)
    agreed = by_paragraph[(by_paragraph["size"] > 1) & (by_paragraph["nunique"] == 1)]
    agreed = agreed.drop(index=decided.index, errors="ignore")
    automatic = pd.DataFrame(
        {"category": agreed["first"], "coder": "agreement", "note": _AGREED, "date": None},
        index=agreed.index,
    )
    added = _rows(labels, pd.concat([automatic, decided]).astype("object"))
    settled = make_table("labels", pd.concat([labels, added], ignore_index=True))
    settled.attrs["open"] = int(
        (by_paragraph["nunique"] > 1).sum() - _settled(by_paragraph, decided)
    )
    return settled


def open_disagreements(labels: pd.DataFrame, *, corpus: Corpus | None = None) -> pd.DataFrame:
    """List the disagreements that are not adjudicated yet, as a table of decisions to fill in.

    Parameters
    ----------
    labels : pandas.DataFrame
        Table ``labels``, as coded or as `adjudicate` returned it.
    corpus : Corpus, optional
        Gives the texts.

    Returns
    -------
    pandas.DataFrame
        Columns paragraph_id, scheme, judgements, text (with a corpus), and category, reason and
        coder, empty: fill these in and hand the table to `adjudicate`.
    """
    table = paragraphs_to_discuss(hand_judgements(labels), corpus).drop(columns="n_codes")
    settled = _adjudicated(labels)
    pairs = zip(table["scheme"], table["paragraph_id"], strict=True)
    still = table[[pair not in settled for pair in pairs]].reset_index(drop=True)
    return still.assign(category="", reason="", coder="")


def _adjudicated(labels: pd.DataFrame) -> pd.MultiIndex:
    import pandas as pd

    rows = labels.loc[labels["source"] == "adjudicated", _KEYS]
    return pd.MultiIndex.from_frame(rows.drop_duplicates())


def _settled(by_paragraph: pd.DataFrame, decided: pd.DataFrame) -> int:
    return int((by_paragraph.loc[decided.index, "nunique"] > 1).sum())


def _decided(decisions: pd.DataFrame | None, by_paragraph: pd.DataFrame) -> pd.DataFrame:
    """Check decisions; return them by scheme and paragraph, columns as in the labels table."""
    import pandas as pd

    columns = ["category", "coder", "note", "date"]
    if decisions is None:
        index = by_paragraph.index[:0]
        return pd.DataFrame(columns=columns, index=index)
    need_columns(decisions, "decisions", ("paragraph_id", "category", "reason", "coder"))
    filled = decisions.fillna("")
    filled = filled[filled["category"] != ""]
    schemes = by_paragraph.index.unique("scheme")
    if "scheme" not in filled.columns and len(schemes) == 1:
        filled = filled.assign(scheme=schemes[0])
    need_columns(filled, "decisions", _KEYS)
    _check(filled, by_paragraph)
    told = filled.rename(columns={"reason": "note"}).set_index(_KEYS)
    told = told.reindex(columns=columns)
    return told.assign(date=told["date"].replace("", None))


def _check(decisions: pd.DataFrame, by_paragraph: pd.DataFrame) -> None:
    for row in decisions.to_dict("records"):
        key = (row["scheme"], row["paragraph_id"])
        where = f"{_WHERE}, {row['paragraph_id']}"
        for name in ("reason", "coder"):
            if not str(row[name]).strip():
                raise TableError(f"a {name}", "none", where, "say why, and who decided")
        if key not in by_paragraph.index:
            came = f"one that nobody judged under {key[0]}, or that is adjudicated already"
            remedy = "take the paragraph_id from open_disagreements"
            raise TableError("a paragraph to settle", came, where, remedy)
        codes = load_outline(key[0]).codes if key[0] in PACKAGED else (row["category"],)
        if row["category"] not in codes:
            raise TableError(one_of(codes), repr(row["category"]), where, "correct the code")
    twice = decisions[decisions.duplicated(_KEYS)]
    if len(twice):
        where = f"{_WHERE}, {twice['paragraph_id'].iloc[0]}"
        raise TableError("one decision for a paragraph", "two", where, "keep one of them")


def _rows(labels: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    """Rows of the labels table: what is settled, and whatever else the first judgement holds."""
    by_hand = labels[labels["source"] == "hand"]
    dates = by_hand.groupby(_KEYS)["date"].max()
    first = by_hand.drop_duplicates(_KEYS).set_index(_KEYS).reindex(settled.index)
    told = settled.assign(
        date=settled["date"].where(settled["date"].notna(), dates.reindex(settled.index)),
        source="adjudicated",
    )
    return first.assign(**{name: told[name] for name in told.columns}).reset_index()
