"""Topic emphasis: which share of the text each category has, by region, year or other groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError, one_of
from toolkit.outlines import common_categories, load_outline
from toolkit.tables import OUTLINES, SECTIONS, Corpus, make_table

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("characters", "paragraphs")
NONE_RULES = ("keep", "drop")
REPORT_KINDS = ("annual report", "multi-year summary")
COUNT_FLAG = "uncorrected count: classifier error not included"
_RESERVED = ("paragraph_id", "doc_id", "section", "n_chars", "category", "size")


def emphasis(
    corpus: Corpus,
    predictions: pd.DataFrame,
    *,
    by: Sequence[str] = ("region", "year"),
    scheme: str = "common",
    weight: str = "characters",
    sections: Sequence[str] = ("work",),
    none: str = "keep",
    kinds: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count the share of the text that each category has.

    The claim: the share that the classifier's categories have in the reports at hand. A share
    counted from predictions is biased where errors do not cancel, so the estimates have no
    bounds and say so in ``flag``.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    predictions : pandas.DataFrame
        Table ``predictions``; for the common scheme it must hold both outlines.
    by : sequence of str
        Columns of the documents table that make the groups. ``year`` is the year that a report
        covers; a report of several years is a period of its own, in no single year. Documents
        without a region, level or year are left out where these make the groups.
    scheme : str
        outline-2015, outline-2021 or common (a function of the pair of codes, so that no step
        appears at 2021 from changing schemes).
    weight : {"characters", "paragraphs"}
        What is counted.
    sections : sequence of str
        Sections that are counted, by default the account of work.
    none : {"keep", "drop"}
        Whether text of no task stays in the denominator.
    kinds : sequence of str, optional
        Kinds of document; by default annual reports and summaries of several years by a
        government, or all documents where there is none of these.

    Returns
    -------
    pandas.DataFrame
        Table ``estimates`` with the columns of ``by`` and ``period``; the shares of all
        categories sum to one in every group. ``attrs["left_out"]`` counts the documents that
        were left out, by reason.

    Raises
    ------
    ToolkitError
        An unknown option or column, or predictions that lack an outline.
    """
    import pandas as pd

    _check(weight, sections, none)
    keys = _keys(corpus.documents, by)
    documents, left_out = _documents(corpus, kinds, keys)
    rows = _rows(corpus, documents, predictions, scheme, keys)
    rows = rows[rows["section"].isin(list(sections))]
    outline = load_outline(scheme)
    if none == "drop":
        rows = rows[rows["category"] != outline.none]
    rows["size"] = rows["n_chars"] if weight == "characters" else 1
    codes = [code for code in outline.codes if none == "keep" or code != outline.none]
    cells = [_cell(group, names, codes) for names, group in _groups(rows, keys)]
    counted = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame()
    estimates = make_table("estimates", _described(counted, scheme, weight, keys))
    estimates.attrs["left_out"] = left_out
    return estimates


def _check(weight: str, sections: Sequence[str], none: str) -> None:
    for value, choices, name in ((weight, UNITS, "weight"), (none, NONE_RULES, "none")):
        if value not in choices:
            where = f"emphasis, {name}"
            raise ToolkitError(one_of(choices), repr(value), where, "use one of these")
    for section in [sections] if isinstance(sections, str) else sections:
        if section not in SECTIONS:
            remedy = "give a list of these"
            raise ToolkitError(one_of(SECTIONS), repr(section), "emphasis, sections", remedy)


def _documents(
    corpus: Corpus, kinds: Sequence[str] | None, keys: list[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The documents that count, and how many are left out for which reason."""
    table = corpus.documents
    documents = table.assign(period=_periods(table), year=_years(table))
    wanted = documents["kind"].isin(list(kinds or REPORT_KINDS))
    reasons = {"other kind of document": ~wanted}
    if kinds is None:
        department = documents["issuer_type"].isin(["department", "agency"])
        reasons["issued by a department"] = department
        if not (wanted & ~department).any():
            reasons = {}
    # A report of several years has a period and no year.
    for name in {"region", "level", "period"} & set(keys):
        reasons[f"no {name}"] = documents[name].isna()
    return _apart(documents, reasons)


def _apart(
    documents: pd.DataFrame, reasons: dict[str, pd.Series]
) -> tuple[pd.DataFrame, dict[str, int]]:
    left: dict[str, int] = {}
    for reason in sorted(reasons):
        out = reasons[reason].reindex(documents.index)
        left[reason] = int(out.sum())
        documents = documents[~out]
    return documents, {reason: count for reason, count in left.items() if count}


def _rows(
    corpus: Corpus,
    documents: pd.DataFrame,
    predictions: pd.DataFrame,
    scheme: str,
    keys: list[str],
) -> pd.DataFrame:
    """One row per paragraph: its category, section, size, and its document's groups."""
    import pandas as pd

    known = documents[["doc_id", *keys]]
    paragraphs = corpus.paragraphs[["paragraph_id", "doc_id", "section", "n_chars"]]
    coded = categories(predictions, scheme)
    joined = paragraphs.merge(coded, on="paragraph_id").merge(known, on="doc_id")
    if len(joined) < paragraphs["doc_id"].isin(documents["doc_id"]).sum():
        remedy = "predict the whole corpus under this scheme"
        came = f"{len(joined)} of them"
        raise ToolkitError("a category for every paragraph", came, "emphasis, predictions", remedy)
    return pd.DataFrame(joined)


def categories(predictions: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """Give each paragraph's category: as predicted, or the common one of both outlines' codes.

    Returns
    -------
    pandas.DataFrame
        Columns paragraph_id and category.

    Raises
    ------
    ToolkitError
        The predictions lack the scheme, or one of the outlines for the common one.
    """
    needed = OUTLINES if scheme == "common" else (scheme,)
    missing = set(needed) - set(predictions["scheme"])
    if missing and len(predictions):
        came = ", ".join(sorted(set(predictions["scheme"]))) or "none"
        remedy = "predict under it too, and put both tables together"
        wanted = f"predictions under {' and '.join(sorted(missing))}"
        raise ToolkitError(wanted, came, "table predictions", remedy)
    if scheme != "common":
        return predictions.loc[predictions["scheme"] == scheme, ["paragraph_id", "category"]]
    first, second = (
        predictions.loc[predictions["scheme"] == name, ["paragraph_id", "category"]]
        for name in OUTLINES
    )
    pairs = first.merge(second, on="paragraph_id", suffixes=("_2015", "_2021"))
    both = common_categories(pairs["category_2015"].tolist(), pairs["category_2021"].tolist())
    return pairs[["paragraph_id"]].assign(category=both)


def _years(documents: pd.DataFrame) -> pd.Series:
    """The year covered; missing where a report covers several."""
    covered = documents["covers"].fillna(documents["year"])
    several = documents["year_to"].notna() & (documents["year"] != documents["year_to"])
    return covered.mask(several.fillna(False))


def _periods(documents: pd.DataFrame) -> pd.Series:
    covered = documents["covers"].fillna(documents["year"])
    several = (documents["year"] != documents["year_to"]).fillna(False)
    one = covered.astype("str")
    spans = documents["year"].astype("str") + "–" + documents["year_to"].astype("str")
    return one.mask(several & documents["year_to"].notna(), spans).mask(covered.isna())


def _keys(documents: pd.DataFrame, by: Sequence[str]) -> list[str]:
    wanted = [by] if isinstance(by, str) else list(by)
    unknown = [name for name in wanted if name not in documents.columns or name in _RESERVED]
    if unknown:
        came = ", ".join(unknown)
        remedy = "add it with metadata=, or name a column of the documents table"
        raise ToolkitError("columns of the documents table", came, "emphasis, by", remedy)
    return wanted + (["period"] if "year" in wanted else [])


def _groups(rows: pd.DataFrame, keys: list[str]) -> list[tuple[tuple[object, ...], pd.DataFrame]]:
    if rows.empty:
        return []
    if not keys:
        return [((), rows)]
    return list(rows.groupby(keys, dropna=False, sort=True))


def _cell(group: pd.DataFrame, names: tuple[object, ...], codes: list[str]) -> pd.DataFrame:
    """The shares of one group: a row per category, those that do not occur at zero."""
    import pandas as pd

    sizes = group.groupby("category")["size"].sum().reindex(codes, fill_value=0)
    total = sizes.sum()
    return pd.DataFrame(
        {
            "category": codes,
            "value": sizes.to_numpy() / total if total else float("nan"),
            "n_documents": group["doc_id"].nunique(),
            "n_paragraphs": len(group),
            "names": [names] * len(codes),
        }
    )


def _described(counted: pd.DataFrame, scheme: str, weight: str, keys: list[str]) -> pd.DataFrame:
    import pandas as pd

    columns = {
        key: [names[place] for names in counted.get("names", ())] for place, key in enumerate(keys)
    }
    plain = counted.drop(columns="names", errors="ignore")
    if plain.empty:
        plain = pd.DataFrame({"category": [], "value": [], "n_documents": [], "n_paragraphs": []})
    absent = {name: None for name in ("region", "year") if name not in keys}
    return plain.assign(
        measure="share",
        scheme=scheme,
        **columns,
        **absent,
        low=float("nan"),
        high=float("nan"),
        confidence=0.95,
        population="corpus",
        unit=weight,
        method="count",
        n_labelled=0,
        flag=COUNT_FLAG,
    )
