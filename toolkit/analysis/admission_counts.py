"""Counts each report's admissions by type, task and wording, beside the text they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.tables import Corpus, need_columns

if TYPE_CHECKING:
    import pandas as pd

MARKS = ("hedged", "specific", "cause")
PARTS = ("whole report", "problem sections", "elsewhere")
# Letters that tell in a column's name in which part of the report it counts.
SUFFIX = {"whole report": "", "problem sections": "_inside", "elsewhere": "_outside"}


def count_admissions(problems: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Count the admissions of every report, whoever marked them.

    The same table is made from extracted admissions and from those that coders marked by hand;
    ``problem_language`` sets the two side by side.

    Parameters
    ----------
    problems : pandas.DataFrame
        Table ``problems``.
    corpus : Corpus
        The reports; each gets a row, those that admit nothing too.

    Returns
    -------
    pandas.DataFrame
        ``doc_id``; ``admits`` (1 if the report admits anything); ``admissions``, ``hedged``,
        ``specific``, ``cause`` and ``characters`` of admissions, in the whole report, in its
        problem sections (``_inside``) and elsewhere (``_outside``); ``type: …`` and
        ``task: …``, the admissions of each type and task.

    Examples
    --------
    >>> from toolkit.analysis.problems import find_problems
    >>> from toolkit.tables import make_table
    >>> import pandas as pd
    >>> row = {"paragraph_id": "d-0", "doc_id": "d", "section": "problems", "start": 0,
    ...        "text": "一是个别部门执法不规范；二是经费不足。"}
    >>> paragraphs = pd.DataFrame([row])
    >>> corpus = Corpus(pd.DataFrame({"doc_id": ["d"]}), paragraphs, pd.DataFrame())
    >>> counts = count_admissions(find_problems(paragraphs), corpus)
    >>> counts.loc[0, ["admissions", "hedged", "characters"]].tolist()
    [2.0, 1.0, 13.0]
    """
    import pandas as pd

    wanted = ["doc_id", "paragraph_id", "text", "type", "category", *MARKS]
    need_columns(problems, "problems", wanted)
    rows = _measured(problems, corpus.paragraphs)
    documents = corpus.documents["doc_id"].astype(str)
    found: dict[str, Any] = {"doc_id": documents.reset_index(drop=True)}
    found["admits"] = documents.isin(set(rows["doc_id"])).astype(float).reset_index(drop=True)
    for part in PARTS:
        kept = rows if part == PARTS[0] else rows[rows["inside"] == (part == PARTS[1])]
        sums = kept.groupby("doc_id")[["admissions", *MARKS, "characters"]].sum()
        sums = sums.reindex(documents).fillna(0.0).reset_index(drop=True)
        found |= {f"{name}{SUFFIX[part]}": sums[name] for name in sums}
    for prefix, column in (("type: ", "type"), ("task: ", "category")):
        table = pd.crosstab(rows["doc_id"], rows[column].astype(str))
        table = table.reindex(documents).fillna(0.0).reset_index(drop=True)
        found |= {f"{prefix}{code}": table[code] for code in sorted(map(str, table))}
    return pd.DataFrame(found)


def measure_reports(corpus: Corpus) -> pd.DataFrame:
    """Measure the characters of every report, of its problem sections, and elsewhere."""
    import pandas as pd

    need_columns(corpus.paragraphs, "paragraphs", ["doc_id", "section", "n_chars"])
    documents = corpus.documents["doc_id"].astype(str)
    inside = corpus.paragraphs["section"] == "problems"
    measured: dict[str, Any] = {"doc_id": documents.reset_index(drop=True)}
    for part, rows in zip(PARTS, (inside | ~inside, inside, ~inside), strict=True):
        sums = corpus.paragraphs[rows].groupby("doc_id")["n_chars"].sum()
        measured[f"text{SUFFIX[part]}"] = sums.reindex(documents).fillna(0).astype(float).array
    return pd.DataFrame(measured)


def _measured(problems: pd.DataFrame, paragraphs: pd.DataFrame) -> pd.DataFrame:
    section = paragraphs.set_index("paragraph_id")["section"]
    texts = problems["text"].astype(str).str.replace(r"\s+", "", regex=True)
    marks = {name: problems[name].astype(float) for name in MARKS}
    return problems[["doc_id", "type", "category"]].assign(
        **marks,
        admissions=1.0,
        characters=texts.str.len().astype(float),
        inside=problems["paragraph_id"].map(section) == "problems",
    )
