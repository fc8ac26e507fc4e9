"""Predictions from elsewhere: what a language model, another classifier or a colleague said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import TableError, one_of
from toolkit.outlines import load_outline
from toolkit.tables import Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd

_KEYS = ("paragraph_id", "text_sha256")


def read_predictions(
    path: str | Path, corpus: Corpus, *, scheme: str | None = None
) -> pd.DataFrame:
    """Read categories that something else gave to the paragraphs of a corpus.

    A large language model, a fine-tuned BERT or a colleague: once read, validation, agreement and
    corrected shares work on them as on the toolkit's own.

    Parameters
    ----------
    path : str or pathlib.Path
        A CSV (``.csv``), JSON lines (``.jsonl``) or Parquet (``.parquet``) file with a column
        ``category`` and ``paragraph_id`` or ``text_sha256``; optional ``probability``, ``scheme``
        and any others, which are carried along.
    corpus : Corpus
        The texts that were classified. A category by hash goes to every paragraph of that text.
    scheme : str, optional
        The outline, where the file has no column ``scheme``.

    Returns
    -------
    pandas.DataFrame
        Table ``predictions``; ``model_id`` is the file's name where the file tells none.
        ``attrs["unmatched"]`` counts rows that fit no paragraph.

    Raises
    ------
    TableError
        No such file or another kind; columns, categories or the scheme missing; codes that the
        scheme has not; probabilities outside 0 to 1; a paragraph with two categories; or no row
        that fits any paragraph.
    """
    source = Path(path)
    given = _read(source)
    rows = _checked(given, source.name, scheme)
    key = next(name for name in _KEYS if name in rows.columns)
    known = corpus.paragraphs[list(_KEYS)]
    rows = rows.drop(columns=[name for name in _KEYS if name != key and name in rows.columns])
    joined = known.merge(rows, on=key).drop(columns="text_sha256")
    if joined.empty and len(rows):
        came = f"{len(rows)} rows, none of which fits"
        remedy = "give the corpus that was classified, with its paragraph_id or text_sha256"
        raise TableError("predictions of this corpus", came, source.name, remedy)
    usual = {
        "probability": float("nan"),
        "margin": float("nan"),
        "second": None,
        "abstained": False,
        "novel": False,
        "context": False,
        "cross_fitted": False,
        "model_id": source.name,
    }
    blank = {name: value for name, value in usual.items() if name not in joined.columns}
    table = make_table("predictions", joined.assign(**blank))
    table.attrs["unmatched"] = int((~rows[key].isin(known[key])).sum())
    return table


def _read(source: Path) -> pd.DataFrame:
    import pandas as pd

    kinds: dict[str, Callable[[Path], pd.DataFrame]] = {
        ".csv": _read_csv,
        ".jsonl": _read_lines,
        ".parquet": pd.read_parquet,
    }
    if source.suffix.lower() not in kinds:
        remedy = "save it as one of these"
        raise TableError(one_of(kinds), repr(source.suffix), source.name, remedy)
    try:
        return kinds[source.suffix.lower()](source)
    except FileNotFoundError as reason:
        raise TableError("a file", "none of that name", str(source), "check the path") from reason
    except (ValueError, OSError) as reason:
        came = str(reason).splitlines()[0]
        raise TableError("a table", came, source.name, "save the file again") from reason


def _read_csv(source: Path) -> pd.DataFrame:
    import pandas as pd

    texts = dict.fromkeys((*_KEYS, "category", "scheme"), "str")
    return pd.read_csv(source, dtype=texts, encoding="utf-8-sig")


def _read_lines(source: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_json(source, lines=True, dtype=False, encoding="utf-8-sig")


def _checked(rows: pd.DataFrame, file: str, scheme: str | None) -> pd.DataFrame:
    """Refuse what cannot be a table of predictions, naming the first row that is wrong."""
    if not set(_KEYS) & set(rows.columns) or "category" not in rows.columns:
        came = ", ".join(map(str, rows.columns)) or "no columns"
        remedy = "name the columns so"
        wanted = "columns category, and paragraph_id or text_sha256"
        raise TableError(wanted, came, file, remedy)
    if scheme is not None:
        rows = rows.assign(scheme=scheme)
    if "scheme" not in rows.columns:
        remedy = "add it, or give scheme="
        raise TableError("a column scheme", ", ".join(map(str, rows.columns)), file, remedy)
    for name, part in rows.groupby("scheme", dropna=False):
        codes = load_outline(str(name)).codes
        _refuse(~part["category"].isin(list(codes)), part["category"], one_of(codes), file)
    if "probability" in rows.columns:
        chance = rows["probability"]
        _refuse(~(chance.isna() | chance.between(0, 1)), chance, "a probability, 0 to 1", file)
    key = next(name for name in _KEYS if name in rows.columns)
    unlike = rows.groupby([key, "scheme"])["category"].transform("nunique") > 1
    _refuse(unlike, rows[key], "one category for each paragraph", file)
    return rows.drop_duplicates([key, "scheme"])


def _refuse(wrong: pd.Series, values: pd.Series, wanted: str, file: str) -> None:
    if wrong.any():
        place = wrong[wrong].index[0]
        where = f"{file}, row {int(str(place)) + 1}, column {values.name}"
        raise TableError(wanted, str(values.loc[place]), where, "correct that row")
