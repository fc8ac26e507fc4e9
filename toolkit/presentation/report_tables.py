"""The tables of the page: their rows, and the filter that each number applies to the passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.presentation.passages import Findings, in_order, listed, region_names

if TYPE_CHECKING:
    import pandas as pd

Row = list[Any]
Table = dict[str, Any]
_COUNTED = {"kind": "paragraphs", "section": "work", "counted": "1"}
_SCORES = ("accuracy", "macro_f1", "weighted_f1", "kappa")
_FACTS = ("category", "value", "low", "high", "method", "flag", "n_documents", "n_paragraphs")


def tables_of(
    findings: Findings, words: Mapping[str, Any], schemes: Mapping[str, Mapping[str, Any]]
) -> list[Table]:
    """Return the page's tables.

    Each has ``id``, ``section``, ``caption``, ``note``, ``columns`` (``label``, ``kind``, and
    ``filter`` where its numbers lead to passages) and ``rows``, a row's own filter first. The
    filters of table, row and column together choose the passages of a cell.
    """
    tables = [_read(findings, words), _refused(findings, words), _coverage(findings, words)]
    for name, scheme in schemes.items():
        tables += _shares(findings, words, name, scheme)
    if len(findings.problems):
        tables += [_types(findings, words, schemes), _admitted(findings, words)]
    tables += [_scores(findings, words, schemes), _inputs(findings, words)]
    return [table for table in tables if table["rows"]]


def translated(told: str | None, words: Mapping[str, Any]) -> str | None:
    """Return what the data say in English, in the page's words where it has them.

    Examples
    --------
    >>> words = {"told": {"no title": "无标题", "file name says …": "文件名作 …"}}
    >>> translated("no title; file name says 2019; other: x", words)
    '无标题; 文件名作 2019; other: x'
    """
    if not told:
        return told
    known: Mapping[str, str] = words["told"]
    parts = [[_said(part, known) for part in one.split(": ")] for one in told.split("; ")]
    return known.get("; ", "; ").join(known.get(": ", ": ").join(one) for one in parts)


def _said(part: str, known: Mapping[str, str]) -> str:
    if part in known:
        return known[part]
    for key, told in known.items():
        if key.endswith("…") and part.startswith(key[:-1]):
            return told.replace("…", part[len(key) - 1 :])
    return part


def _table(name: str, section: str, words: Mapping[str, Any], **told: Any) -> Table:
    texts = {"caption": words[f"{name}_caption"], "note": words.get(f"{name}_note", "")}
    return {"id": name, "section": section, **texts, **told}


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
        flags=documents["flags"].map(lambda told: translated(told, words), na_action="ignore"),
    )
    columns = [_column(words["document"]), _column(words["file"])]
    short = ("region", "level", "period", "document_kind")
    columns += [_column(words[name], "short") for name in short]
    columns += [_column(words["n_paragraphs"], "count", filter={}), _column(words["flags"])]
    keys = ["title", "path", "region", "level", "period", "kind", "n", "flags"]
    rows = [[{"document": str(at)}, *row] for at, row in enumerate(_rows(shown[keys]))]
    return _table("documents", "read", words, columns=columns, rows=rows)


def _refused(findings: Findings, words: Mapping[str, Any]) -> Table:
    names = ("file", "stage", "wanted", "came", "remedy")
    columns = [_column(words[name]) for name in names]
    keys = ["file", "stage", "wanted", "came", "what to do"]
    rows = [[{}, file, *(translated(one, words) for one in told)]
            for file, *told in _rows(findings.rejected[keys])]  # fmt: skip
    return _table("rejected", "read", words, columns=columns, rows=rows)


def _coverage(findings: Findings, words: Mapping[str, Any]) -> Table:
    reports = _placed(findings)
    return _table("coverage", "coverage", words, **_crossed(reports, reports, words, unknown=0))


def _placed(findings: Findings) -> pd.DataFrame:
    """The reports in order, each with its place; one without text has no passages to lead to."""
    documents = findings.documents
    told = documents[documents["doc_id"].isin(findings.paragraphs["doc_id"])]
    return in_order(told.assign(place=region_names(told)))


def _crossed(
    rows: pd.DataFrame, reports: pd.DataFrame, words: Mapping[str, Any], *, unknown: int | None
) -> dict[str, Any]:
    """Counts of rows by place and period, each leading to its passages; unknown: no report."""
    asked = _by_place_and_period(reports)
    counts = _by_place_and_period(rows).reindex_like(asked).fillna(0).astype(int)
    totals = rows["place"].value_counts().reindex(asked.index, fill_value=0)
    columns = [_column(words["region"]), _column(words["total"], "count", filter={})]
    columns += [_column(str(one), "count", filter={"period": str(one)}) for one in counts.columns]
    told: list[Row] = []
    for place, line, there in zip(counts.index, counts.values, asked.values, strict=True):
        cells = [int(n) if known else unknown for n, known in zip(line, there, strict=True)]
        told.append([{"region": str(place)}, str(place), int(totals[place]), *cells])
    return {"columns": columns, "rows": told}


def _by_place_and_period(rows: pd.DataFrame) -> pd.DataFrame:
    known = rows.dropna(subset=["place", "period"]).groupby(["place", "period"], sort=False)
    return known.size().unstack(fill_value=0).sort_index(axis=1)


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
        noted = "corrected" in set(part["method"])
        columns = _share_columns(words, scheme, keys, noted=noted)
        told = [
            _share_row(cell, keys, words, codes=scheme["codes"], noted=noted)
            for cell in _cells(part, keys)
        ]
        table = _table(kind, section, words, columns=columns, rows=told, scheme=name)
        caption = table["caption"].format(scheme=scheme["title"])
        leads = {**_COUNTED, "scheme": name}
        tables.append({**table, "id": f"{kind}-{name}", "caption": caption, "filter": leads})
    return tables


def _share_columns(
    words: Mapping[str, Any], scheme: Mapping[str, Any], keys: Sequence[str], *, noted: bool
) -> list[Table]:
    columns = [_column(words[key], "short") for key in keys]
    columns += [_column(words[key], "count", filter={}) for key in ("reports", "n_paragraphs")]
    columns += [
        _column(scheme["labels"][code], "share", filter={"category": code})
        for code in scheme["codes"]
    ]
    return [*columns, *([_column(words["notes"])] if noted else [])]


def _cells(rows: pd.DataFrame, keys: list[str]) -> list[list[dict[str, Any]]]:
    """The rows of each cell, as plain values: a table of its own for each would take long."""
    told = in_order(rows)
    told = told.assign(region=region_names(told)) if "region" in keys else told
    names = [*keys, *_FACTS]
    cells: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for values in zip(*(listed(told[name]) for name in names), strict=True):
        row = dict(zip(names, values, strict=True))
        cells.setdefault(values[: len(keys)], []).append(row)
    return list(cells.values())


def _share_row(
    cell: Sequence[Mapping[str, Any]],
    keys: list[str],
    words: Mapping[str, Any],
    *,
    codes: Sequence[str],
    noted: bool,
) -> Row:
    first = cell[0]
    chosen = {key: str(first[key]) for key in keys}
    shown = [words.get(value, value) if key == "level" else value for key, value in chosen.items()]
    values = {row["category"]: [row["value"], row["low"], row["high"]] for row in cell}
    corrected = first["method"] == "corrected"
    found = [values.get(code, [None, None, None]) for code in codes]
    shares = [_rounded(one) if corrected else _rounded(one)[0] for one in found]
    flags = "; ".join(dict.fromkeys(row["flag"] for row in cell if row["flag"] is not None))
    told = [translated(flags, words)] if noted else []
    return [chosen, *shown, int(first["n_documents"]), int(first["n_paragraphs"]), *shares, *told]


def _rounded(values: Sequence[float | None]) -> list[float | None]:
    # As in the CSV files, so that a page made from them is the same.
    return [None if value is None else float(f"{value:.6g}") for value in values]


def _types(
    findings: Findings, words: Mapping[str, Any], schemes: Mapping[str, Mapping[str, Any]]
) -> Table:
    scheme, rows = schemes[findings.problem_scheme], findings.problems
    counts = rows.groupby(["type", "category"]).size()
    met = [code for code in scheme["codes"] if (rows["category"] == code).any()]
    columns = [_column(words["type"]), _column(words["total"], "count", filter={})]
    columns += [_column(scheme["labels"][code], "count", filter={"category": code}) for code in met]
    told = []
    for code in [one for one in findings.types if (rows["type"] == one).any()]:
        line = [int(counts.get((code, task), 0)) for task in met]
        told.append([{"type": code}, findings.types[code], sum(line), *line])
    leads = {"kind": "problems"}
    return _table("types", "problems", words, columns=columns, rows=told, filter=leads)


def _admitted(findings: Findings, words: Mapping[str, Any]) -> Table:
    reports = _placed(findings)
    admitted = findings.problems.merge(reports[["doc_id", "place", "period"]], on="doc_id")
    crossed = _crossed(admitted, reports, words, unknown=None)
    return _table("admitted", "problems", words, **crossed, filter={"kind": "problems"})


def _scores(
    findings: Findings, words: Mapping[str, Any], schemes: Mapping[str, Mapping[str, Any]]
) -> Table:
    """The scores that the models' cards tell, by scheme and judge."""
    columns = [_column(words["choose_scheme"]), _column(words["judge"])]
    columns += [_column(words[name], "score") for name in _SCORES]
    told: list[Row] = []
    for name, card in findings.cards.items():
        for judge, scores in card.get("scored", {}).get("judges", {}).items():
            measures = (scores.get(measure) for measure in _SCORES)
            told.append([{}, schemes[name]["title"], translated(judge, words), *measures])
    return _table("scores", "validation", words, columns=columns, rows=told)


def _inputs(findings: Findings, words: Mapping[str, Any]) -> Table:
    rows = [[{}, name, digest] for name, digest in findings.record.get("inputs", {}).items()]
    columns = [_column(words["file"]), _column("SHA-256", "code")]
    return _table("files", "made", words, columns=columns, rows=rows)


def _worded(values: pd.Series, words: Mapping[str, Any]) -> pd.Series:
    return values.map(lambda value: words.get(value, value), na_action="ignore")


def _rows(table: pd.DataFrame) -> list[Row]:
    columns = [listed(table[name]) for name in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]
