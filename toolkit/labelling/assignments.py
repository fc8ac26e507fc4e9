"""What one coder is to code: a sample's paragraphs, each text once, with the context shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import TableError, ToolkitError, one_of
from toolkit.outlines import Outline
from toolkit.provenance import text_hash
from toolkit.tables import Corpus, make_table, need_columns, restored

if TYPE_CHECKING:
    import pandas as pd

# What a labels table takes over from the sample: analyses need it to weigh a judgement.
CARRIED = ("document_probability", "stratum")
_NEEDED = ("paragraph_id", "text_sha256", "probability", "text")
_PROBLEM = ("file", "cell", "wanted", "came", "what to do")
_JOINER = " > "
_CONTEXT = 160


@dataclass(frozen=True)
class Assignment:
    """A coder's paragraphs, and those whose text was shown before.

    Parameters
    ----------
    coder, scheme : str, Outline
        Who codes, and by what.
    rows : list of dict
        In the sample's order: paragraph_id, text_sha256, heading, before, text, after.
    places : pandas.DataFrame
        Every paragraph of the assignment: paragraph_id, text_sha256, probability, shown_as (the
        paragraph_id of the row that shows its text) and what the labels take over.
    """

    coder: str
    scheme: Outline
    rows: list[dict[str, str]] = field(repr=False)
    places: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class CodingImport:
    """Judgements that were taken back, and what was wrong with the others.

    Parameters
    ----------
    labels : pandas.DataFrame
        Table ``labels``, with a column ``second`` (second category, missing where none was given)
        and whatever the sample said of the draw.
    problems : pandas.DataFrame
        One row per mistake: file, cell, wanted, came, what to do.
    """

    labels: pd.DataFrame = field(repr=False)
    problems: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        return f"CodingImport({len(self.labels)} labels, {len(self.problems)} problems)"

    def _repr_html_(self) -> str:
        problems = self.problems.head(20).to_html(index=False, escape=True)
        shown = self.labels[["paragraph_id", "scheme", "coder", "category", "second", "note"]]
        return f"<p>{self!r}</p>{shown.head(10).to_html(index=False, escape=True)}{problems}"


def read_sample(path: str | Path) -> pd.DataFrame:
    """Read a sample of paragraphs that was written as CSV or Parquet.

    Parameters
    ----------
    path : str or pathlib.Path
        Columns paragraph_id, text_sha256, probability and text are needed; headings may be a
        list or joined by `` > ``. An apostrophe put before a formula sign is taken off.

    Raises
    ------
    TableError
        The file is missing, is of another form, lacks columns, or a text is not the one that its
        hash was made from.
    """
    import pandas as pd

    source = Path(path)
    try:
        if source.suffix == ".parquet":
            sample = pd.read_parquet(source)
        else:
            sample = pd.read_csv(source, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as reason:
        remedy = "give a CSV in UTF-8 or a Parquet file, as `fazhi code sample` writes"
        raise TableError("a sample of paragraphs", str(reason), str(path), remedy) from reason
    need_columns(sample, source.name, _NEEDED)
    numbers = [name for name in ("probability", "document_probability") if name in sample.columns]
    sample = sample.assign(
        text=[restored(text) for text in sample["text"]],
        **{name: pd.to_numeric(sample[name], errors="coerce") for name in numbers},
    )
    for place, row in enumerate(sample.to_dict("records")):
        if text_hash(row["text"]) != row["text_sha256"]:
            where = f"{source.name}, line {place + 2}"
            remedy = "take the sample again from the corpus; texts must stay as they are"
            raise TableError("the text that was drawn", "a changed text", where, remedy)
    return sample


def make_assignment(
    sample: pd.DataFrame, scheme: Outline, coder: str, *, corpus: Corpus | None = None
) -> Assignment:
    """Pick a coder's paragraphs from a sample, each text once, and nothing that could bias.

    Only headings, text and neighbours are taken from the sample, so that the coder sees neither
    predictions nor what others judged.

    Parameters
    ----------
    sample : pandas.DataFrame
        As of `sample_for_coding`. Where a column ``coders`` deals the paragraphs out among
        several, the coder gets their own.
    scheme : Outline
        The categories.
    coder : str
        Who codes.
    corpus : Corpus, optional
        Gives the paragraphs before and after, shortened.

    Raises
    ------
    ToolkitError
        Columns are missing, a paragraph is there twice, or the sample has nothing for this coder.
    """
    need_columns(sample, "sample", _NEEDED)
    own = sample[_is_own(sample, coder)].reset_index(drop=True)
    if own.empty:
        remedy = "draw paragraphs for this coder"
        raise ToolkitError("paragraphs to code", "none", "table sample", remedy)
    if not own["paragraph_id"].is_unique:
        twice = own["paragraph_id"][own["paragraph_id"].duplicated()].iloc[0]
        remedy = "remove one of the rows"
        raise TableError("each paragraph once", f"{twice} twice", "table sample", remedy)
    first = own.groupby("text_sha256", sort=False)["paragraph_id"].transform("first")
    carried = [name for name in CARRIED if name in own.columns]
    places = own[["paragraph_id", "text_sha256", "probability", *carried]].assign(shown_as=first)
    neighbours = _neighbours(corpus)
    rows = [_row(row, neighbours) for row in own[first == own["paragraph_id"]].to_dict("records")]
    return Assignment(coder, scheme, rows, places)


def labels_from(
    judged: Iterable[Mapping[str, object]], places: pd.DataFrame, *, scheme: str, round_name: str
) -> pd.DataFrame:
    """Make a labels table from judgements; paragraphs of the same text get the same one.

    Parameters
    ----------
    judged : iterable of mapping
        paragraph_id, category, second, coder, date and note.
    places : pandas.DataFrame
        As of an `Assignment`.
    scheme, round_name : str
        Name of the scheme, and of the round of coding.
    """
    by_row: dict[object, list[dict[Any, Any]]] = {}
    for place in places.to_dict("records"):
        by_row.setdefault(place.pop("shown_as"), []).append({**place})
    told = {"scheme": scheme, "round": round_name, "source": "hand"}
    names = ("category", "second", "coder", "date", "note")
    rows = [
        {**place, **told, **{name: one.get(name) or None for name in names}}
        for one in judged
        for place in by_row[one["paragraph_id"]]
    ]
    table = make_table("labels", rows) if rows else no_labels()
    return table.astype({"second": "str"})


def no_labels() -> pd.DataFrame:
    """Return a labels table of no rows, with the column of second categories."""
    return make_table("labels", []).assign(second=[])


def joined(imports: Mapping[str, CodingImport]) -> CodingImport:
    """Put imports of several files together; a judgement that comes again is told.

    It is kept once where both say the same, and not at all where they differ.
    """
    import pandas as pd

    filled = [one.labels.assign(file=file) for file, one in imports.items() if len(one.labels)]
    labels = pd.concat(filled, ignore_index=True) if filled else no_labels().assign(file=[])
    keys = ["scheme", "round", "coder", "paragraph_id"]
    repeated = labels.duplicated(keys)
    differs = labels.groupby(keys)["category"].transform("nunique") > 1
    told = [_again(row) for row in labels[repeated].to_dict("records")]
    problems = [*(one.problems for one in imports.values()), problem_table(told)]
    kept = labels[~repeated & ~differs].drop(columns="file").reset_index(drop=True)
    return CodingImport(kept, pd.concat(problems, ignore_index=True))


def problem_table(rows: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Make the table of what was wrong, as ``rejected`` tables tell it, with the cell."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(_PROBLEM), dtype="str")


def problem(mistake: ToolkitError, file: str, cell: str = "") -> dict[str, str]:
    """Make a row of the table of problems from a mistake."""
    told = (file, cell, mistake.wanted, mistake.came, mistake.remedy)
    return dict(zip(_PROBLEM, told, strict=True))


def _again(row: Mapping[Any, Any]) -> dict[str, str]:
    came = f"{row['coder']} on {row['paragraph_id']} a second time"
    remedy = "import the newest file of this coder only"
    return problem(
        TableError("one judgement per coder and paragraph", came, "", remedy), row["file"]
    )


def _is_own(sample: pd.DataFrame, coder: str) -> list[bool]:
    if not coder.strip():
        raise ToolkitError("the coder's name", repr(coder), "coder", "say who codes")
    if "coders" not in sample.columns:
        return [True] * len(sample)
    dealt = [str(names).split("; ") for names in sample["coders"]]
    known = {name for names in dealt for name in names}
    # A sample that is one coder's altogether was not dealt out: anybody may code it.
    if len(known) == 1:
        return [True] * len(sample)
    if coder not in known:
        remedy = "use one of these names, or draw the sample with coders=[...]"
        raise ToolkitError(one_of(known), repr(coder), "coder", remedy)
    return [coder in names for names in dealt]


def _row(row: Mapping[Any, Any], neighbours: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    before, after = neighbours.get(row["paragraph_id"], ("", ""))
    keys = {name: str(row[name]) for name in ("paragraph_id", "text_sha256", "text")}
    return {**keys, "heading": _JOINER.join(_headings(row)), "before": before, "after": after}


def _headings(row: Mapping[Any, Any]) -> Iterator[str]:
    above = row.get("headings")
    if isinstance(above, str):
        yield from filter(None, [restored(above)])
    elif above is not None:
        yield from map(str, above)
    inline = row.get("inline_heading")
    if isinstance(inline, str) and inline:
        yield restored(inline)


def _neighbours(corpus: Corpus | None) -> dict[str, tuple[str, str]]:
    if corpus is None:
        return {}
    ordered = corpus.paragraphs.sort_values(["doc_id", "position"])
    texts = ordered["text"].groupby(ordered["doc_id"])
    before, after = texts.shift(1).fillna(""), texts.shift(-1).fillna("")
    pairs = zip(ordered["paragraph_id"], before, after, strict=True)
    return {key: (_end_of(first), _start_of(last)) for key, first, last in pairs}


def _end_of(text: str) -> str:
    return text if len(text) <= _CONTEXT else f"…{text[-_CONTEXT:]}"


def _start_of(text: str) -> str:
    return text if len(text) <= _CONTEXT else f"{text[:_CONTEXT]}…"
