"""The tables of the page: their rows, and the filter that each number applies to the passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.presentation.passages import Findings, listed, region_names

if TYPE_CHECKING:
    import pandas as pd

Row = list[Any]
Table = dict[str, Any]
_COUNTED = {"kind": "paragraphs", "section": "work", "counted": "1"}
_SCORES = ("accuracy", "macro_f1", "weighted_f1", "kappa")


def tables_of(
    findings: Findings, words: Mapping[str, Any], schemes: Mapping[str, Mapping[str, Any]]
) -> list[Table]:
    """Return the page's tables.

    Each has ``id``, ``section``, ``caption``, ``columns`` (``label``, ``kind``, and ``filter``
    where its numbers lead to passages) and ``rows``, a row's own filter first. The filters of
    table, row and column together choose the passages of a cell.
    """
    tables = [_read(findings, words), *_refused(findings, words), *_coverage(findings, words)]
    for name, scheme in schemes.items():
        tables += _shares(findings, words, name, scheme)
    if len(findings.problems):
        tables += [_types(findings, words, schemes), _admitted(findings, words)]
    tables += [*_scores(findings, words), *_inputs(findings, words)]
    return [table for table in tables if table["rows"]]


def _table(name: str, section: str, caption: str, columns: list[Table], rows: list[Row]) -> Table:
    return {"id": name, "section": section, "caption": caption, "columns": columns, "rows": rows}


def _column(label: str, kind: str = "text", **leads: Any) -> Table:
    return {"label": label, "kind": kind, **leads}


def _read(findings: Findings, words: Mapping[str, Any]) -> Table:
    documents = findings.documents
    sizes = findings.paragraphs["doc_id"].value_counts()
    shown = documents.assign(
        title=documents["title"].fillna(words["untitled"]),
        region=region_names(documents),
        level=_worded(documents["level"], words),
        kind=_worded(documents["kind"], words),
        n=documents["doc_id"].map(sizes).fillna(0).astype("int64"),
    )
    columns = [_column(words["document"]), _column(words["file"])]
    short = ("region", "level", "period", "document_kind")
    columns += [_column(words[name], "short") for name in short]
    columns += [_column(words["n_paragraphs"], "count", filter={}), _column(words["flags"])]
    keys = ["title", "path", "region", "level", "period", "kind", "n", "flags"]
    rows = _rows(shown[keys])
    told = [[{"document": str(place)}, *row] for place, row in enumerate(rows)]
    return _table("documents", "read", words["documents_caption"], columns, told)


def _refused(findings: Findings, words: Mapping[str, Any]) -> list[Table]:
    names = ("file", "stage", "wanted", "came", "remedy")
    columns = [_column(words[name]) for name in names]
    keys = ["file", "stage", "wanted", "came", "what to do"]
    rows = [[{}, *row] for row in _rows(findings.rejected[keys])]
    return [_table("rejected", "read", words["rejected_caption"], columns, rows)]


def _coverage(findings: Findings, words: Mapping[str, Any]) -> list[Table]:
    documents = findings.documents
    told = _crossed(documents.assign(place=region_names(documents)), words)
    return [_table("coverage", "coverage", words["coverage_caption"], *told)]


def _crossed(rows: pd.DataFrame, words: Mapping[str, Any]) -> tuple[list[Table], list[Row]]:
    """Counts of rows by place and period, each leading to its passages."""
    known = rows.dropna(subset=["place", "period"])
    counts = known.groupby(["place", "period"]).size().unstack(fill_value=0)
    columns = [_column(words["region"])]
    columns += [_column(str(one), "count", filter={"period": str(one)}) for one in counts.columns]
    columns.append(_column(words["total"], "count", filter={}))
    placed = rows.dropna(subset=["place"])["place"].value_counts()
    told = [
        [{"region": str(place)}, str(place), *map(int, line), int(placed[place])]
        for place, line in zip(counts.index, counts.to_numpy(), strict=True)
    ]
    return columns, told


def _shares(
    findings: Findings, words: Mapping[str, Any], name: str, scheme: Mapping[str, Any]
) -> list[Table]:
    rows = findings.emphasis[findings.emphasis["scheme"] == name]
    regional = rows[rows["region"].notna()]
    pooled = rows[rows["region"].isna() & rows["level"].notna()]
    made = [
        ("emphasis", "emphasis", regional, ["region", "level", "period"]),
        ("trend", "trends", pooled, ["level", "period"]),
    ]
    tables = []
    for kind, section, part, keys in made:
        if part.empty:
            continue
        caption = words[f"{kind}_caption"].format(scheme=scheme["title"])
        columns = _share_columns(words, scheme, keys)
        told = [_share_row(cell, keys, words, scheme["codes"]) for cell in _cells(part, keys)]
        table = _table(f"{kind}-{name}", section, caption, columns, told)
        tables.append({**table, "scheme": name, "filter": {**_COUNTED, "scheme": name}})
    return tables


def _share_columns(
    words: Mapping[str, Any], scheme: Mapping[str, Any], keys: Sequence[str]
) -> list[Table]:
    columns = [_column(words[key], "short") for key in keys]
    columns += [_column(words["reports"], "count")]
    columns += [_column(words["n_paragraphs"], "count", filter={})]
    labels = scheme["labels"]
    return columns + [
        _column(labels[code], "share", filter={"category": code}) for code in scheme["codes"]
    ]


def _cells(rows: pd.DataFrame, keys: list[str]) -> list[pd.DataFrame]:
    told = rows.assign(region=region_names(rows)) if "region" in keys else rows
    return [cell for _, cell in told.groupby(keys, sort=True, dropna=False)]


def _share_row(
    cell: pd.DataFrame, keys: list[str], words: Mapping[str, Any], codes: Sequence[str]
) -> Row:
    first = cell.iloc[0]
    chosen = {key: str(first[key]) for key in keys}
    shown = [words.get(value, value) if key == "level" else value for key, value in chosen.items()]
    facts = zip(*(listed(cell[name]) for name in ("category", "value", "low", "high")), strict=True)
    values = {code: [value, low, high] for code, value, low, high in facts}
    corrected = first["method"] == "corrected"
    found = [values.get(code, [None, None, None]) for code in codes]
    shares = [_rounded(one) if corrected else _rounded(one)[0] for one in found]
    return [chosen, *shown, int(first["n_documents"]), int(first["n_paragraphs"]), *shares]


def _rounded(values: Sequence[float | None]) -> list[float | None]:
    # As in the CSV files, so that a page made from them is the same.
    return [None if value is None else float(f"{value:.6g}") for value in values]


def _types(
    findings: Findings, words: Mapping[str, Any], schemes: Mapping[str, Mapping[str, Any]]
) -> Table:
    scheme, rows = schemes[findings.problem_scheme], findings.problems
    counts = rows.groupby(["type", "category"]).size()
    met = [code for code in scheme["codes"] if (rows["category"] == code).any()]
    columns = [_column(words["type"])]
    columns += [_column(scheme["labels"][code], "count", filter={"category": code}) for code in met]
    columns.append(_column(words["total"], "count", filter={}))
    told = []
    for code in [one for one in findings.types if (rows["type"] == one).any()]:
        line = [int(counts.get((code, task), 0)) for task in met]
        told.append([{"type": code}, findings.types[code], *line, sum(line)])
    table = _table("types", "problems", words["types_caption"], columns, told)
    return {**table, "filter": {"kind": "problems"}}


def _admitted(findings: Findings, words: Mapping[str, Any]) -> Table:
    documents = findings.documents
    facts = documents.assign(place=region_names(documents))[["doc_id", "place", "period"]]
    columns, told = _crossed(findings.problems.merge(facts, on="doc_id"), words)
    table = _table("admitted", "problems", words["admitted_caption"], columns, told)
    return {**table, "filter": {"kind": "problems"}}


def _scores(findings: Findings, words: Mapping[str, Any]) -> list[Table]:
    """The scores that the models' cards tell, by scheme and judge."""
    columns = [_column(words["choose_scheme"], "short"), _column(words["judge"])]
    columns += [_column(name, "score") for name in _SCORES]
    told: list[Row] = []
    for name, card in findings.cards.items():
        for judge, scores in card.get("scored", {}).get("judges", {}).items():
            told.append([{}, name, judge, *(scores.get(measure) for measure in _SCORES)])
    return [_table("scores", "validation", words["scores_caption"], columns, told)]


def _inputs(findings: Findings, words: Mapping[str, Any]) -> list[Table]:
    rows = [[{}, name, digest] for name, digest in findings.record.get("inputs", {}).items()]
    columns = [_column(words["file"]), _column("SHA-256")]
    return [_table("inputs", "made", words["files_caption"], columns, rows)]


def _worded(values: pd.Series, words: Mapping[str, Any]) -> pd.Series:
    return values.map(lambda value: words.get(value, value), na_action="ignore")


def _rows(table: pd.DataFrame) -> list[Row]:
    columns = [listed(table[name]) for name in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]
