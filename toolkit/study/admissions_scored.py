"""How well admitted problems were found and coded, against problems marked by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.analysis.problems import find_problems
from toolkit.study.judging import ALONE, Judged
from toolkit.study.predicting import tell_tasks
from toolkit.tables import OUTLINES

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.tables import Corpus

MARKED_FILE = "problems.csv"
_SCHEME = OUTLINES[0]  # the outline that marked problems are coded under
_CODES = ("type", "hedged", "cause", "category", "category_alone")


def score_admissions(gold: Path, corpus: Corpus, judged: Sequence[Judged]) -> pd.DataFrame | None:
    """Compare the problems found with those marked by hand.

    Parameters
    ----------
    gold : pathlib.Path
        Folder of stand-off labels; None comes back where no problem of these reports is marked.
    corpus : Corpus
        The reports, read.
    judged : sequence of Judged
        Of ``judge_all``: its models give the tasks, each document's by one that did not see it.

    Returns
    -------
    pandas.DataFrame or None
        Columns file, n_marked, n_found; recall, the share of marked problems that one found
        matches, and precision, the share of those found that match one (a match has half of the
        longer span in common); and of the matched, the share whose type, hedged, cause and
        category (2015) are right, category also by the project's examples alone. The last row is
        all files together.
    """
    import pandas as pd

    marked = pd.DataFrame(_marks(gold / MARKED_FILE, corpus))
    if marked.empty:
        return None
    here = corpus.paragraphs["doc_id"].isin(set(marked["documents"].explode()))
    found = find_problems(corpus.paragraphs[here].reset_index(drop=True))
    found = _with_tasks(found, corpus, judged)
    found["file"] = found["doc_id"].map(corpus.documents.set_index("doc_id")["path"])
    spans = zip(marked["doc_id"], marked["start"], marked["end"], strict=True)
    marked["match"] = [_match(found[found["doc_id"] == doc], a, b) for doc, a, b in spans]
    files = [*sorted(set(marked["file"])), "all"]
    return pd.DataFrame([_scores(file, marked, found) for file in files])


def _marks(path: Path, corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Yield the marked problems of the documents at hand, offsets as in the documents' texts."""
    if not path.is_file():
        return
    known = corpus.documents
    by_file: dict[str, list[str]] = {}
    for doc_id, digest, name in zip(known["doc_id"], known["sha256"], known["path"], strict=True):
        for key in (str(digest), Path(str(name)).name):
            by_file.setdefault(key, []).append(str(doc_id))
    paths, texts = (known.set_index("doc_id")[name] for name in ("path", "text"))
    pieces = corpus.paragraphs.drop_duplicates(["doc_id", "line"])
    lines = dict(
        zip(zip(pieces["doc_id"], pieces["line"], strict=True), pieces["start"], strict=True)
    )
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            documents = by_file.get(row.get("file") or row.get("sha256") or "", [])
            codes = {"type": row["type"], "hedged": row["hedged"] == "1"}
            codes |= {"cause": row["cause"] == "1", "category": row["cat2015"]}
            line = int(row["line"])
            place = next((one for one in documents if (one, line) in lines), None)
            if place is not None:
                at = texts[place].rfind("\n", 0, lines[place, line]) + 1
                span = {"start": at + int(row["start"]), "end": at + int(row["end"])}
                yield {"file": paths[place], "documents": documents, "doc_id": place} | span | codes


def _with_tasks(found: pd.DataFrame, corpus: Corpus, judged: Sequence[Judged]) -> pd.DataFrame:
    """Add each admission's task by the model that did not see its document, and by examples."""
    told = found.assign(category=None, category_alone=None)
    for one in judged:
        if one.scheme != _SCHEME:
            continue
        folds = one.paragraphs.drop_duplicates("doc_id").set_index("doc_id")["fold"]
        for fold, rows in told.groupby(told["doc_id"].map(folds)):
            tasks = tell_tasks(rows, corpus.paragraphs, one.models[str(fold)])
            told.loc[rows.index, "category"] = tasks
        if ALONE in one.models:
            told["category_alone"] = tell_tasks(told, corpus.paragraphs, one.models[ALONE])
    return told


def _match(found: pd.DataFrame, start: int, end: int) -> float:
    """Return the row that has most in common with a mark, if half of the longer; else NaN."""
    common = found["end"].clip(upper=end) - found["start"].clip(lower=start)
    longer = (found["end"] - found["start"]).clip(lower=end - start)
    fits = common[2 * common >= longer]
    return float("nan") if fits.empty else float(fits.index[int(fits.to_numpy(int).argmax())])


def _scores(file: str, marked: pd.DataFrame, found: pd.DataFrame) -> dict[str, object]:
    """Return one row of the table."""
    marks = marked if file == "all" else marked[marked["file"] == file]
    told = found if file == "all" else found[found["file"] == file]
    matched = marks[marks["match"].notna()]
    ours = told.loc[matched["match"].astype(int)]
    row: dict[str, object] = {"file": file, "n_marked": len(marks), "n_found": len(told)}
    row["recall"] = len(matched) / len(marks)
    row["precision"] = matched["match"].nunique() / len(told) if len(told) else float("nan")
    for name in _CODES:
        said, truth = ours[name].tolist(), matched[name.removesuffix("_alone")].tolist()
        right = sum(a == b for a, b in zip(said, truth, strict=True))
        known = len(said) > 0 and None not in said
        row[name] = right / len(said) if known else float("nan")
    return row
