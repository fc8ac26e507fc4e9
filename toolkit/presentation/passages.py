"""What the page shows, and its passages as compact arrays that a browser can filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.outlines import common_categories, load_outline
from toolkit.tables import LEVELS, OUTLINES, SECTIONS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PageFigure:
    """A figure for the page: its file's name, its SVG, and what it shows, in words."""

    name: str
    svg: str = field(repr=False)
    described: str = field(default="", repr=False)


@dataclass(frozen=True)
class Findings:
    """All that the page shows, as finished tables.

    Parameters
    ----------
    documents : pandas.DataFrame
        Table ``documents``, with ``period`` (the years of the account, as emphasis names them)
        and ``counted`` (whether the report counts in shares).
    paragraphs, predictions, emphasis, problems, rejected : pandas.DataFrame
        Tables of ``toolkit.tables``; emphasis by region and year, and by level and year.
    problem_scheme : str
        Scheme of the problems' categories.
    types : mapping of str to str
        Names of the types of problems, by code.
    marks : mapping of str to sequence
        By outline: for every row of ``paragraphs`` the words that decided, as start, length and
        strength (1 or 2) in turn.
    cards : mapping of str to mapping
        By outline: the card of its model.
    record : mapping
        What ``run.json`` tells; empty where there is none.
    left_out : mapping of str to int
        How many reports shares leave out, by reason.
    figures : sequence of PageFigure
        Figures; a name's first word tells the section.
    methods : sequence of tuple of str
        The methods appendix, as heads and texts.
    """

    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    predictions: pd.DataFrame
    emphasis: pd.DataFrame
    problems: pd.DataFrame
    rejected: pd.DataFrame
    problem_scheme: str
    types: Mapping[str, str]
    marks: Mapping[str, Sequence[Sequence[int]]] = field(default_factory=dict, repr=False)
    cards: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    record: Mapping[str, Any] = field(default_factory=dict, repr=False)
    left_out: Mapping[str, int] = field(default_factory=dict)
    figures: Sequence[PageFigure] = ()
    methods: Sequence[tuple[str, str]] = ()


def passages_of(findings: Findings, language: str) -> dict[str, Any]:
    """Return the arrays: one entry for each document, paragraph or problem, in their order.

    Returns
    -------
    dict
        ``documents``, ``paragraphs`` and ``problems`` of equally long lists; ``headings``, each
        distinct path once; ``schemes`` with labels and every paragraph's category as the place
        of its code; ``sections``, ``levels`` and ``types``.
    """
    schemes = _schemes(findings, language)
    headings, places = _headings(findings.paragraphs)
    first = "common" if "common" in schemes else next(iter(schemes))
    return {
        "scheme": first,
        "schemes": schemes,
        "sections": list(SECTIONS),
        "levels": list(LEVELS),
        "types": {"codes": list(findings.types), "names": dict(findings.types)},
        "headings": headings,
        "documents": _documents(findings),
        "paragraphs": _paragraphs(findings, places),
        "problems": _problems(findings, schemes[findings.problem_scheme]["codes"]),
    }


def region_names(table: pd.DataFrame) -> pd.Series:
    """Return each row's region, with its code where another region bears the same name."""
    named = table[["region", "region_code_today"]].drop_duplicates()
    shared = set(named.loc[named["region"].duplicated(keep=False), "region"].dropna())
    told = table["region"] + " (" + table["region_code_today"].astype("str").fillna("?") + ")"
    return table["region"].mask(table["region"].isin(shared), told)


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows from the nation down to townships, regions by their codes, years in order."""
    rank = {level: str(place) for place, level in enumerate(LEVELS)}
    return table.sort_values(
        ["level", "region_code_today", "region", "period"],
        key=lambda values: values.replace(rank) if values.name == "level" else values,
        kind="stable",
    )


def scheme_names(name: str, language: str) -> tuple[dict[str, str], str]:
    """Return a scheme's codes with their short labels, and its title.

    A scheme of one's own has no labels, and its name for a title.
    """
    if name not in (*OUTLINES, "common"):
        return {}, name
    outline, tongue = load_outline(name), "en" if language == "en" else "zh"
    labels = {code: f"{code} {outline.label(code, tongue)}" for code in outline.codes}  # type: ignore[arg-type]
    return labels, outline.title_en if language == "en" else outline.title_zh


def listed(values: pd.Series) -> list[Any]:
    """Return a column as plain values, None where missing.

    Examples
    --------
    >>> import pandas as pd
    >>> listed(pd.Series([1.5, None])), listed(pd.Series(["a", None], dtype="str"))
    ([1.5, None], ['a', None])
    """
    known = values.notna().tolist()
    return [value if there else None for value, there in zip(values.tolist(), known, strict=True)]


def _schemes(findings: Findings, language: str) -> dict[str, dict[str, Any]]:
    """Labels of every scheme, and each paragraph's category under it."""
    ids = findings.paragraphs["paragraph_id"]
    said = findings.predictions.drop_duplicates(["scheme", "paragraph_id"])
    # Where nothing was predicted, for want of paragraphs, the outlines stand all the same.
    used = sorted(said["scheme"].dropna().unique()) or OUTLINES
    rows = {
        str(name): said[said["scheme"] == name].set_index("paragraph_id").reindex(ids)
        for name in used
    }
    schemes = {}
    if set(OUTLINES) <= rows.keys():
        pair = [rows[name]["category"].tolist() for name in OUTLINES]
        schemes["common"] = _scheme("common", common_categories(*pair), language)
    for name, part in rows.items():
        own = findings.problems["category"] if name == findings.problem_scheme else ()
        scheme = _scheme(name, part["category"].tolist(), language, further=own)
        scheme["sure"] = (part["probability"] * 100).round().astype("int64").tolist()
        scheme["doubt"] = part["abstained"].astype("int64").tolist()
        if name in findings.marks:
            scheme["marks"] = findings.marks[name]
        schemes[name] = scheme
    return schemes


def _scheme(
    name: str, categories: Sequence[str], language: str, *, further: Iterable[str] = ()
) -> dict[str, Any]:
    labels, title = scheme_names(name, language)
    labels = labels or {code: code for code in sorted({*categories, *further})}
    places = {code: place for place, code in enumerate(labels)}
    return {
        "title": title,
        "codes": list(labels),
        "labels": labels,
        "of": [places[code] for code in categories],
    }


def _headings(paragraphs: pd.DataFrame) -> tuple[list[list[str]], list[int]]:
    """Every distinct path of headings, and the place of each paragraph's."""
    known: dict[tuple[str, ...], int] = {}
    places = []
    for above, inline in zip(
        paragraphs["headings"], listed(paragraphs["inline_heading"]), strict=True
    ):
        path = (*map(str, above), *([inline] if inline else []))
        places.append(known.setdefault(path, len(known)))
    return [list(path) for path in known], places


def _documents(findings: Findings) -> dict[str, list[Any]]:
    documents = findings.documents
    sizes = findings.paragraphs["doc_id"].value_counts()
    return {
        **{name: listed(documents[name]) for name in ("title", "path", "level", "period", "kind")},
        "region": listed(region_names(documents)),
        "counted": documents["counted"].astype("int64").tolist(),
        "paragraphs": documents["doc_id"].map(sizes).fillna(0).astype("int64").tolist(),
    }


def _paragraphs(findings: Findings, places: list[int]) -> dict[str, list[Any]]:
    paragraphs = findings.paragraphs
    document = {name: place for place, name in enumerate(findings.documents["doc_id"])}
    section = {name: place for place, name in enumerate(SECTIONS)}
    return {
        "document": paragraphs["doc_id"].map(document).astype("int64").tolist(),
        "position": paragraphs["position"].astype("int64").tolist(),
        "section": paragraphs["section"].map(section).astype("int64").tolist(),
        "characters": paragraphs["n_chars"].astype("int64").tolist(),
        "heading": places,
        "text": paragraphs["text"].tolist(),
    }


def _problems(findings: Findings, codes: list[str]) -> dict[str, Any]:
    """The admissions, each with its paragraph's place and its offsets within that paragraph."""
    rows, paragraphs = findings.problems, findings.paragraphs
    place = {name: number for number, name in enumerate(paragraphs["paragraph_id"])}
    starts = dict(zip(paragraphs["paragraph_id"], paragraphs["start"].tolist(), strict=True))
    begun = [starts[name] for name in rows["paragraph_id"]]
    kinds = {code: number for number, code in enumerate(findings.types)}
    tasks = {code: number for number, code in enumerate(codes)}
    return {
        "scheme": findings.problem_scheme,
        "paragraph": rows["paragraph_id"].map(place).astype("int64").tolist(),
        "start": [at - first for at, first in zip(rows["start"].tolist(), begun, strict=True)],
        "end": [at - first for at, first in zip(rows["end"].tolist(), begun, strict=True)],
        "code": rows["category"].map(tasks).astype("int64").tolist(),
        "type": rows["type"].map(kinds).astype("int64").tolist(),
        "hedged": rows["hedged"].astype("int64").tolist(),
    }
