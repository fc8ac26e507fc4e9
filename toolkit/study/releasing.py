"""Training a model to keep: fitted, its card written, saved."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.classification.storage import save_model
from toolkit.corpus.collection import read_corpus
from toolkit.errors import ToolkitError
from toolkit.labelling.records import read_labels
from toolkit.study.materials import training_texts
from toolkit.study.training import train
from toolkit.study.validating import validate

if TYPE_CHECKING:
    from toolkit.classification.pipeline import TextClassifier


def train_and_save(
    scheme: str,
    out: str | Path,
    *,
    source: str | Path | None = None,
    labels: str | Path | None = None,
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
        Reports, and their stand-off labels; paragraphs without a label take their heading's.
    seed : int
        Seed of training.
    """
    if labels is not None and source is None:
        remedy = "give the reports that the labels belong to"
        raise ToolkitError("reports with their labels", "labels alone", "train", remedy)
    corpus = read_corpus(source) if source is not None else None
    judged = read_labels(labels, corpus) if labels is not None and corpus is not None else None
    if judged is not None:
        judged = judged[judged["source"] == "adjudicated"]
    model = train(corpus, judged, scheme, seed=seed)
    data = training_texts(corpus, judged, scheme)
    card = {
        "trained_on": dict(sorted(Counter(data.sources).items())),
        "categories": dict(sorted(Counter(data.categories).items())),
        "intended_use": "Categories of paragraphs of Chinese rule-of-law government reports.",
        "limits": "Trained mostly on example paragraphs written for the project; genres other "
        "than rule-of-law reports are outside its training. Shares counted from its "
        "predictions carry its errors.",
        "validation": "fazhi validate --gold GOLD REPORTS prints scores with each file held out.",
    }
    if source is not None and labels is not None:
        card |= {"scored": _scores(source, labels, scheme, seed)}
    save_model(model, out, card=card)
    return model


def _scores(source: str | Path, labels: str | Path, scheme: str, seed: int) -> dict[str, object]:
    """Score each labelled file held out whole; hand-coded files are scored once per release."""
    table = validate(source, labels, seed=seed).categories
    rows = table[(table["scheme"] == scheme) & (table["group"] == "all")]
    judged = rows.drop(columns=["scheme", "group", "n"]).set_index("judge").round(3)
    return {
        "date": date.today().isoformat(),
        "labelled_paragraphs": int(rows["n"].iloc[0]),
        "each_file_held_out": judged.to_dict("index"),
    }
