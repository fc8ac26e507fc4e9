"""A validation's errors as a table: what the judge said, and which words spoke for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.classification.explanation import explain
from toolkit.errors import ToolkitError, one_of
from toolkit.study.judging import ALONE, OWN, OWN_CONTEXT, Judged

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.classification.pipeline import TextClassifier

_STRONGEST = 6
_COLUMNS = ("paragraph_id", "file", "truth", "predicted", "probability", "for_predicted",
            "for_truth", "text")  # fmt: skip


def tell_errors(judged: Judged, judge: str, *, n: int = 20) -> pd.DataFrame:
    """List the paragraphs that a judge got wrong, the surest first; see `Validation.errors`."""
    models = judged.said.dropna(subset=["probability"])
    if judge not in set(models["judge"]):
        choices = one_of(models["judge"].unique())
        raise ToolkitError(choices, repr(judge), "errors, judge", "name one of these")
    rows = models[models["judge"] == judge].merge(judged.paragraphs, on="paragraph_id")
    wrong = rows[rows["category"] != rows["truth"]]
    wrong = wrong.sort_values("probability", ascending=False, kind="stable").head(n)
    alone = judge in (OWN, OWN_CONTEXT)
    names = [ALONE] * len(wrong) if alone else wrong["fold"].tolist()
    told = [
        _both_sides(judged.models[name], text, said, truth)
        for name, text, said, truth in zip(
            names, wrong["text"], wrong["category"], wrong["truth"], strict=True
        )
    ]
    found = wrong.rename(columns={"category": "predicted", "path": "file"}).assign(
        for_predicted=[one for one, _ in told], for_truth=[other for _, other in told]
    )
    return found[list(_COLUMNS)].reset_index(drop=True)


def _both_sides(model: TextClassifier, text: str, said: str, truth: str) -> tuple[str, str]:
    """The terms that spoke for the predicted category, and those for the true one."""
    known = truth in model.classes_
    told = explain(model, text, category=said, against=truth if known else None)
    terms = told.terms
    for_truth = _listed(terms[terms["weight"] < 0]) if known else "not in training"
    return _listed(terms[terms["weight"] > 0]), for_truth


def _listed(terms: pd.DataFrame) -> str:
    rows = terms.head(_STRONGEST)[["term", "weight"]].itertuples(index=False)
    return "; ".join(f"{term} {abs(weight):.2f}" for term, weight in rows)
