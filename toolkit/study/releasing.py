"""Training a model to keep: fitted, its card written, saved."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from toolkit.classification.intervals import FEWEST_DOCUMENTS
from toolkit.classification.storage import save_model
from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.study.judging import MODELS
from toolkit.study.materials import read_labelled, scheme_terms, training_texts
from toolkit.study.recording import recorded_comparisons
from toolkit.study.scoring import ALL, NO_DUPLICATES
from toolkit.study.self_training import SELF
from toolkit.study.training import train
from toolkit.study.validating import Validation, validate

if TYPE_CHECKING:
    from toolkit.classification.pipeline import TextClassifier
    from toolkit.study.materials import TrainingTexts

_TOLD = MappingProxyType(
    {
        "intended_use": "Categories, under one national outline, of paragraphs of Chinese yearly "
        "reports on building a rule-of-law government, by governments and departments of every "
        "level: to count shares of the text and to find passages. Not for judging persons, nor one "
        "government by one number.",
        "limits": "Trained mostly on example paragraphs written for the project, which hold more "
        "incidents and fewer formulas than reports do; categories with few texts below are known "
        "less well. Reports before 2016 answer to no outline; other genres are outside the "
        "training. Probabilities were fitted on training texts held out, and real reports are "
        "further off. Shares counted from predictions carry the errors below.",
        "validation": "fazhi validate --gold GOLD REPORTS prints every figure under scored; what "
        "was trained on is there compared as toolkit, or as own examples alone. The commands under "
        "comparisons print theirs.",
    }
)


def train_and_save(
    scheme: str,
    out: str | Path,
    *,
    source: str | Path | None = None,
    labels: str | Path | None = None,
    unlabelled: str | Path | None = None,
    only_score: bool = False,
    seed: int = 0,
) -> TextClassifier:
    """Train on the project's examples and on labelled reports at hand, and save with a card.

    Parameters
    ----------
    scheme : str
        outline-2015 or outline-2021.
    out : str or Path
        The model's folder. Comparisons kept there by ``fazhi tune`` go onto the card.
    source, labels : str or Path, optional
        Reports, and their stand-off labels; paragraphs without a label take their heading's. The
        card then tells the scores of ``validate(source, labels, hold_out="file")``.
    unlabelled : str or Path, optional
        Reports for self-training.
    only_score : bool
        Whether the reports only score what the examples alone give, and train nothing.
    seed : int
        Seed of training.

    Raises
    ------
    ToolkitError
        Labels without their reports, or nothing to score on.
    """
    if only_score and (labels is None or source is None):
        remedy = "give the reports and their labels, or leave only-score out"
        raise ToolkitError("reports with labels to score on", "none", "train", remedy)
    corpus, judged = (None, None) if only_score else read_labelled(source, labels)
    further = read_corpus(unlabelled) if unlabelled is not None else None
    model = train(corpus, judged, scheme, seed=seed, unlabelled=further)
    data = training_texts(corpus, judged, scheme)
    n_self = len(model.training_hashes) - len(data) if further is not None else 0
    card: dict[str, object] = {**_TOLD, **_data(data, n_self)}
    card |= {"n_outline_terms": len(scheme_terms(scheme, set(data.categories)))}
    if source is not None and labels is not None:
        found = validate(source, labels, scheme=scheme, hold_out="file", seed=seed)
        card |= {"scored": _scores(found)}
    comparisons = recorded_comparisons(out)
    if comparisons:
        card |= {"comparisons": comparisons}
    save_model(model, out, card=card)
    return model


def _data(data: TrainingTexts, n_self: int) -> dict[str, object]:
    """How many texts trained, by source and by category of those that were labelled."""
    sources = Counter(data.sources) + Counter({SELF: n_self})
    return {
        "trained_on": dict(sorted(sources.items())),
        "categories": dict(sorted(Counter(data.categories).items())),
    }


def _scores(validation: Validation) -> dict[str, object]:
    """Scores of every judge, each file held out; hand-coded files are scored once per release."""
    rows = validation.scores.drop(columns="scheme")
    measures = [name for name in rows.columns if name not in ("judge", "group", "n")]
    rows = rows.assign(**rows[measures].round(3))
    whole = rows[rows["group"] == ALL].set_index("judge")
    files = rows[~rows["group"].isin([ALL, NO_DUPLICATES]) & rows["judge"].isin(MODELS)]
    return {
        "date": date.today().isoformat(),
        "hold_out": validation.hold_out,
        "measures": "macro_f1 over all categories of the codes, macro_f1_5 over those with five "
        "paragraphs or more, weighted_f1 by their number; kappa is Cohen's, with the codes settled "
        "by adjudication, which each coder is scored against too",
        "labelled_paragraphs": int(whole["n"].max()),
        "documents": int(validation.folds["n_documents"].sum()),
        "bounds": _bounds(validation),
        "judges": whole[measures].to_dict("index"),
        "accuracy_by_file": {
            judge: dict(zip(part["group"], part["accuracy"], strict=True))
            for judge, part in files.groupby("judge", sort=False)
        },
    }


def _bounds(validation: Validation) -> object:
    """Bounds of each judge's scores, or why there are none."""
    rows = validation.intervals
    if rows["low"].isna().all():
        return (
            f"none: they come from drawing documents, and under {FEWEST_DOCUMENTS} documents "
            "would be too narrow; the spread over files is below"
        )
    told = rows["low"].map("{:.3f}".format) + " to " + rows["high"].map("{:.3f}".format)
    wide = rows.assign(told=told).pivot(index="judge", columns="measure", values="told")
    return wide.fillna("–").to_dict("index")
