"""The columns of every table that travels between stages, and the corpus that holds the first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.errors import TableError, one_of

if TYPE_CHECKING:
    import pandas as pd

SECTIONS = ("intro", "work", "problems", "plans", "other")
OUTLINES = ("outline-2015", "outline-2021")
LEVELS = ("nation", "province", "prefecture", "county", "township")
ISSUER_TYPES = ("government", "party and government", "department", "agency")
KINDS = (
    "annual report",
    "multi-year summary",
    "work plan",
    "bulletin article",
    "government work report",
)
# A spreadsheet takes a cell that opens with one of these for a formula.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
# A government's own reports on the whole of its work, which shares are about.
REPORT_KINDS = KINDS[:2]


@dataclass(frozen=True)
class Column:
    """One column: its name, kind (str, int, float, bool, list), meaning, unit."""

    name: str
    kind: str
    meaning: str
    unit: str = ""


def _columns(*rows: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


DOCUMENTS = _columns(
    ("doc_id", "str", "first 12 hex digits of SHA-256 over the text without white space"),
    ("path", "str", "the file, relative to the folder that was read"),
    ("sha256", "str", "SHA-256 of the file's bytes"),
    ("title", "str", "title as printed, missing where the file has none"),
    ("issuer", "str", "whose report it is, as printed"),
    ("issuer_type", "str", "government, party and government, department, agency"),
    ("source", "str", "what the page names as its source (来源)"),
    ("level", "str", "tier of the issuer: nation, province, prefecture, county, township"),
    ("province", "str", "full official name"),
    ("city", "str", "prefecture-level division, full name"),
    ("county", "str", "county-level division, full name"),
    ("region_code", "str", "division code of the issuer's region in the report's year"),
    ("region", "str", "display name of the issuer's region"),
    ("town", "str", "township-level division, full name"),
    ("region_code_today", "str", "today's code of the same region"),
    ("region_evidence", "str", "where the region was read"),
    ("year", "int", "first year reported on (a work report's session year)", "year"),
    ("year_to", "int", "last year reported on", "year"),
    ("covers", "int", "the year that the account of work covers", "year"),
    ("year_evidence", "str", "where the year was read"),
    ("published", "str", "posting date, else signature date", "ISO date"),
    ("dated", "str", "signature date", "ISO date"),
    ("kind", "str", ", ".join(KINDS)),
    ("outline", "str", "outline that applies: outline-2015, outline-2021"),
    ("n_chars", "int", "characters of body text, white space left out", "characters"),
    ("format", "str", "kind of file"),
    ("encoding", "str", "encoding that was read"),
    ("flags", "str", "doubts, separated by '; '"),
    ("text", "str", "cleaned text; text[start:end] is the paragraph"),
)
PARAGRAPHS = _columns(
    ("paragraph_id", "str", "doc_id-position"),
    ("doc_id", "str", "document"),
    ("position", "int", "place in the document, from 0"),
    ("line", "int", "printed line in the file's text, from 1"),
    ("headings", "list", "headings above, outermost first; in a bulletin the article's title"),
    ("inline_heading", "str", "heading that opens the paragraph's line, not part of its text"),
    ("section", "str", ", ".join(SECTIONS)),
    ("text", "str", "the paragraph"),
    ("start", "int", "offset of its first character in the document's text", "characters"),
    ("end", "int", "offset after its last character", "characters"),
    ("n_chars", "int", "length without white space", "characters"),
    ("text_sha256", "str", "first 16 hex digits of SHA-256 over NFKC text without white space"),
)
LINES = _columns(
    ("line", "int", "printed line in the file's text, from 1"),
    ("role", "str", "title, meta, noise, heading, body"),
    ("section", "str", "section of a body line, mixed where its pieces differ"),
    ("level", "int", "depth of a heading, from 1"),
)
REJECTED = _columns(
    ("file", "str", "the file"),
    ("stage", "str", "stage that refused it"),
    ("wanted", "str", "what was wanted"),
    ("came", "str", "what came"),
    ("what to do", "str", "what to do"),
)
LABELS = _columns(
    ("paragraph_id", "str", "paragraph"),
    ("text_sha256", "str", "hash of the paragraph's text"),
    ("scheme", "str", "outline"),
    ("category", "str", "code"),
    ("coder", "str", "who judged"),
    ("round", "str", "round of coding"),
    ("probability", "float", "probability of selection, missing where unknown"),
    ("source", "str", "hand, heading, adjudicated"),
    ("date", "str", "day of the judgement", "ISO date"),
    ("note", "str", "free text"),
)
PREDICTIONS = _columns(
    ("paragraph_id", "str", "paragraph"),
    ("scheme", "str", "outline"),
    ("category", "str", "most probable category, never missing"),
    ("probability", "float", "its probability", "0 to 1"),
    ("margin", "float", "probability of the first minus that of the second", "0 to 1"),
    ("second", "str", "second category"),
    ("abstained", "bool", "probability below the model's threshold"),
    ("novel", "bool", "unlike anything in training"),
    ("context", "bool", "headings and neighbours were used"),
    ("cross_fitted", "bool", "predicted by models that did not see its document"),
    ("model_id", "str", "hash of the model's weights"),
)
PROBLEMS = _columns(
    ("problem_id", "str", "doc_id-start"),
    ("paragraph_id", "str", "paragraph"),
    ("doc_id", "str", "document"),
    ("start", "int", "offset in the document's text", "characters"),
    ("end", "int", "offset after the last character", "characters"),
    ("text", "str", "the admission, verbatim"),
    ("category", "str", "task under the scheme asked for"),
    ("type", "str", "labels/problem-types.toml"),
    ("hedged", "bool", "softened"),
    ("specific", "bool", "names a number, body, place, law or case"),
    ("cause", "bool", "a cause is named beside it"),
)
ESTIMATES = _columns(
    ("measure", "str", "what is estimated"),
    ("scheme", "str", "outline or common"),
    ("category", "str", "code"),
    ("region", "str", "region, missing where pooled"),
    ("year", "int", "year, missing where pooled", "year"),
    ("value", "float", "the estimate"),
    ("low", "float", "lower bound, missing where it cannot be bounded"),
    ("high", "float", "upper bound, missing where it cannot be bounded"),
    ("confidence", "float", "nominal coverage of the bounds", "0 to 1"),
    ("population", "str", "corpus or process"),
    ("unit", "str", "what is counted: characters, paragraphs"),
    ("method", "str", "count or corrected"),
    ("n_documents", "int", "documents in the cell"),
    ("n_paragraphs", "int", "paragraphs in the cell"),
    ("n_labelled", "int", "labelled paragraphs that correct it"),
    ("flag", "str", "what a reader must know"),
)

TABLES = MappingProxyType(
    {
        "documents": DOCUMENTS,
        "paragraphs": PARAGRAPHS,
        "lines": LINES,
        "rejected": REJECTED,
        "labels": LABELS,
        "predictions": PREDICTIONS,
        "problems": PROBLEMS,
        "estimates": ESTIMATES,
    }
)
_DTYPES: dict[str, Any] = {
    "str": "str",
    "int": "Int64",
    "float": "float64",
    "bool": "bool",
    "list": "object",
}


def make_table(name: str, rows: pd.DataFrame | Iterable[dict[str, object]]) -> pd.DataFrame:
    """Make one of the project's tables: columns present, in order, of their kind.

    Parameters
    ----------
    name : str
        A key of ``TABLES``.
    rows : pandas.DataFrame or iterable of dict
        The rows. Columns that the table does not list are kept, after its own.

    Returns
    -------
    pandas.DataFrame
        A new table with a fresh index.

    Raises
    ------
    TableError
        A column is missing, or its values are of another kind.

    Examples
    --------
    >>> row = {"line": 1, "role": "body", "section": "work", "level": None}
    >>> make_table("lines", [row]).loc[0, "section"]
    'work'
    >>> make_table("lines", [{"line": 1}])
    Traceback (most recent call last):
    toolkit.errors.TableError: wanted columns role, section, level, came line (table lines): add ...
    """
    import pandas as pd

    if name not in TABLES:
        raise TableError(one_of(TABLES), repr(name), "table name", "use one of these names")
    columns = TABLES[name]
    frame = pd.DataFrame(rows if isinstance(rows, pd.DataFrame) else list(rows))
    if frame.empty and not len(frame.columns):
        frame = pd.DataFrame({column.name: [] for column in columns})
    _require(frame, name, [column.name for column in columns])
    typed = {column.name: _typed(frame[column.name], column, name) for column in columns}
    extra = {key: frame[key].to_numpy() for key in frame.columns if key not in typed}
    return pd.DataFrame({**typed, **extra}).reset_index(drop=True)


def need_columns(frame: pd.DataFrame, name: str, wanted: Iterable[str]) -> None:
    """Refuse a table that lacks columns which a stage is about to use."""
    _require(frame, name, list(wanted))


def defused(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Examples
    --------
    >>> defused("=1+1"), defused("一是"), defused("a=b")
    ("'=1+1", '一是', 'a=b')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """Take off an apostrophe that `defused` put on.

    Examples
    --------
    >>> restored("'-1"), restored("'quoted'")
    ('-1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def listed(value: object) -> list[Any]:
    """Return a list of values, also where one is given by itself.

    Examples
    --------
    >>> listed("work"), listed(("work", "plans")), listed(2020)
    (['work'], ['work', 'plans'], [2020])
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def not_counted(
    documents: pd.DataFrame, kinds: Iterable[str] | None = None
) -> dict[str, pd.Series]:
    """Tell, for each reason not to count a document, of which documents it holds.

    Parameters
    ----------
    documents : pandas.DataFrame
        Table ``documents``.
    kinds : iterable of str, optional
        Kinds of document that count; by default annual reports and summaries of several years by
        a government, or all documents where there is none of these.

    Examples
    --------
    >>> import pandas as pd
    >>> kinds, issuers = ["annual report", "work plan"], ["government", "government"]
    >>> reasons = not_counted(pd.DataFrame({"kind": kinds, "issuer_type": issuers}))
    >>> {reason: holds.tolist() for reason, holds in reasons.items()}
    {'other kind of document': [False, True], 'issued by a department': [False, False]}
    """
    other = ~documents["kind"].isin(list(kinds or REPORT_KINDS))
    if kinds is not None:
        return {"other kind of document": other}
    department = documents["issuer_type"].isin(["department", "agency"])
    if (other | department).all():
        return {}
    return {"other kind of document": other, "issued by a department": department}


def periods_of(documents: pd.DataFrame) -> pd.Series:
    """Return in words the year that each document covers, or all that it covers (2016–2020)."""
    covered = documents["covers"].fillna(documents["year"])
    several = documents["year_to"].notna() & (documents["year"] != documents["year_to"])
    spans = documents["year"].astype("str") + "–" + documents["year_to"].astype("str")
    return covered.astype("str").mask(several.fillna(False), spans).mask(covered.isna())


def _require(frame: pd.DataFrame, name: str, wanted: list[str]) -> None:
    missing = [column for column in wanted if column not in frame.columns]
    if missing:
        raise TableError(
            f"columns {', '.join(missing)}",
            ", ".join(map(str, frame.columns)) or "no columns",
            f"table {name}",
            "add them; toolkit.tables lists what each one means",
        )


def _typed(values: pd.Series, column: Column, name: str) -> pd.Series:
    try:
        typed: pd.Series = values.astype(_DTYPES[column.kind])
        return typed.reset_index(drop=True)
    except (TypeError, ValueError) as reason:
        raise TableError(
            f"values of kind {column.kind}",
            str(reason),
            f"table {name}, column {column.name}",
            "correct the values",
        ) from reason


@dataclass(frozen=True)
class Corpus:
    """What was read: documents, their paragraphs, and what was refused.

    Parameters
    ----------
    documents, paragraphs, rejected : pandas.DataFrame
        Tables of these names; see ``toolkit.tables``.
    """

    documents: pd.DataFrame = field(repr=False)
    paragraphs: pd.DataFrame = field(repr=False)
    rejected: pd.DataFrame = field(repr=False)

    def select(
        self,
        *,
        region: str | Iterable[str] | None = None,
        year: int | Iterable[int] | None = None,
        level: str | Iterable[str] | None = None,
    ) -> Corpus:
        """Return the documents of some regions, years or levels, with their paragraphs.

        None keeps all. A report of several years is kept if it touches one of the years.
        """
        documents = self.documents
        if region is not None:
            documents = documents[documents["region"].isin(listed(region))]
        if year is not None:
            wanted = listed(year)
            spans = zip(documents["year"], documents["year_to"], strict=True)
            documents = documents[[_touches(first, last, wanted) for first, last in spans]]
        if level is not None:
            documents = documents[documents["level"].isin(listed(level))]
        kept = self.paragraphs["doc_id"].isin(documents["doc_id"])
        return Corpus(
            documents.reset_index(drop=True),
            self.paragraphs[kept].reset_index(drop=True),
            self.rejected,
        )

    def __len__(self) -> int:
        return len(self.documents)

    def __repr__(self) -> str:
        counts = f"{len(self.documents)} documents, {len(self.paragraphs)} paragraphs"
        return f"Corpus({counts}, {len(self.rejected)} rejected)"

    def _repr_html_(self) -> str:
        shown = ["path", "title", "region", "level", "year", "year_to", "kind", "n_chars", "flags"]
        return f"<p>{self!r}</p>" + str(self.documents[shown].head(20).to_html(escape=True))


def _touches(first: object, last: object, wanted: list[object]) -> bool:
    import pandas as pd

    if pd.isna(first):  # type: ignore[call-overload]
        return False
    end = first if pd.isna(last) else last  # type: ignore[call-overload]
    return any(first <= year <= end for year in wanted)  # type: ignore[operator]
