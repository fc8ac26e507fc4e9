"""Training a model to keep: fitted, its card written, saved."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from toolkit.classification.storage import save_model
from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.labelling.records import read_labels
from toolkit.study.judging import MODELS
from toolkit.study.materials import training_texts
from toolkit.study.scoring import ALL, NO_DUPLICATES
from toolkit.study.training import train
from toolkit.study.validating import Validation, validate

if TYPE_CHECKING:
    from toolkit.classification.pipeline import TextClassifier

_TOLD = MappingProxyType(
    {
        "intended_use": "Categories of paragraphs of Chinese rule-of-law government reports.",
        "limits": "Trained mostly on example paragraphs written for the project; genres other "
        "than rule-of-law reports are outside its training. Shares counted from its "
        "predictions carry its errors.",
        "validation": "fazhi validate --gold GOLD REPORTS prints every figure under scored; what "
        "was trained on is there compared as toolkit, or as own examples alone.",
    }
)


def train_and_save(
    scheme: str,
    out: str | Path,
    *,
    source: str | Path | None = None,
    labels: str | Path | None = None,
    only_score: bool = False,
    seed: int = 0,
) -> TextClassifier:
    """Train on the project's examples and on labelled reports at hand, and save with a card.

    Parameters
    ----------
    scheme : str
        outline-2015 or outline-2021.
    out : str or Path
        The model's folder.
    source, labels : str or Path, optional
        Reports, and their stand-off labels; paragraphs without a label take their heading's. The
        card then tells the scores of ``validate(source, labels, hold_out="file")``.
    only_score : bool
        Whether the reports only score what the examples alone give, and train nothing.
    seed : int
        Seed of training.

    Raises
    ------
    ToolkitError
        Labels without their reports, or nothing to score on.
    """
    if labels is not None and source is None:
        remedy = "give the reports that the labels belong to"
        raise ToolkitError("reports with their labels", "labels alone", "train", remedy)
    if only_score and labels is None:
        remedy = "give the reports and their labels, or leave only-score out"
        raise ToolkitError("reports with labels to score on", "none", "train", remedy)
    corpus = read_corpus(source) if source is not None and not only_score else None
    judged = read_labels(labels, corpus) if labels is not None and corpus is not None else None
    if judged is not None:
        judged = judged[judged["source"] == "adjudicated"]
    model = train(corpus, judged, scheme, seed=seed)
    data = training_texts(corpus, judged, scheme)
    card = {
        "trained_on": dict(sorted(Counter(data.sources).items())),
        "categories": dict(sorted(Counter(data.categories).items())),
        **_TOLD,
    }
    if source is not None and labels is not None:
        card |= {
            "scored": _scores(validate(source, labels, scheme=scheme, hold_out="file", seed=seed))
        }
    save_model(model, out, card=card)
    return model


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
        "labelled_paragraphs": int(whole["n"].max()),
        "judges": whole[measures].to_dict("index"),
        "accuracy_by_file": {
            judge: dict(zip(part["group"], part["accuracy"], strict=True))
            for judge, part in files.groupby("judge", sort=False)
        },
    }
