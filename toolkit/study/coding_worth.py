"""What more coding buys: scores by number of coded documents, and a forecast beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.classification.holding_out import Split, split_documents
from toolkit.classification.intervals import MEASURES
from toolkit.classification.learning_curves import FEWEST_POINTS, forecast_scores
from toolkit.errors import check_choice
from toolkit.progress import progress
from toolkit.study.judging import Judged, Materials
from toolkit.study.materials import TrainingTexts
from toolkit.study.scoring import Draws

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.tables import Corpus

_STEPS = (1 / 8, 1 / 4, 1 / 2, 3 / 4, 1.0)
_BEYOND = (1.5, 2.0, 4.0)
_FORECAST = "forecast: inverse power law, not measured"


def learning_curve(
    corpus: Corpus,
    labels: pd.DataFrame,
    *,
    scheme: str = "outline-2015",
    measure: str = "macro_f1",
    folds: int = 5,
    seed: int = 0,
    examples: bool = True,
) -> pd.DataFrame:
    """Tell how a score rises with coded documents, and what more of them would buy.

    Documents are dealt into folds. Beside each fold, ever more of the other labelled documents, in
    one random order, train the text model; training texts that near-duplicate a held-out one are
    left out. The forecast continues the curve by an inverse power law (Figueroa et al. 2012); it
    supposes that further documents are like those coded.

    Parameters
    ----------
    corpus : Corpus
        The reports.
    labels : pandas.DataFrame
        Table ``labels``; labels by heading are not used.
    scheme : str
        Whose labels.
    measure : {"macro_f1", "macro_f1_5", "accuracy", "weighted_f1", "kappa"}
        The score.
    folds : int
        Parts that documents are dealt into.
    seed : int
        Seed of dealing, training and the bootstrap.
    examples : bool
        Whether the project's own example paragraphs train too (under its two outlines only); then
        the first row is their score without any coded document.

    Returns
    -------
    pandas.DataFrame
        Columns scheme, measure, n_documents (coded documents that train), n_paragraphs (theirs, on
        average over folds; missing for forecasts), value, low, high (95 % bounds by drawing
        documents; missing under 20), forecast (whether the row was not measured), flag.

    Raises
    ------
    ToolkitError
        An unknown measure, no labels, or those of one document only.
    """
    import pandas as pd

    check_choice(measure, MEASURES, where="measure")
    materials = Materials.gather(corpus, labels, scheme, examples=examples, seed=seed)
    splits = split_documents(materials.corpus.documents, "document", folds=folds, seed=seed)
    most = min(len(split.training) for split in splits)
    sizes = sorted({max(round(most * step), 1) for step in _STEPS})
    said, paragraphs = {}, {}
    for size in progress([0, *sizes], "learning", unit="size"):
        found = _at_size(materials, splits, size)
        if found is not None:
            said[str(size)], paragraphs[size] = found
    judged = Judged(scheme, materials.rows, pd.DataFrame(), pd.DataFrame(), {})
    draws = Draws(judged, said, seed=seed)
    rows = [
        {"n_documents": size, "n_paragraphs": n, **draws.told(draws.overall(str(size))[measure])}
        for size, n in paragraphs.items()
    ]
    ahead = _forecast(draws, [size for size in paragraphs if size], measure, most)
    measured = [{**row, "forecast": False, "flag": ""} for row in rows]
    table = pd.DataFrame([*measured, *ahead]).assign(scheme=scheme, measure=measure)
    columns = ["scheme", "measure", "n_documents", "n_paragraphs", "value", "low", "high"]
    return table[[*columns, "forecast", "flag"]].astype({"n_paragraphs": "Int64"})


def _at_size(
    materials: Materials, splits: Sequence[Split], size: int
) -> tuple[list[str | None], int] | None:
    """What models of so many coded documents say, and how many paragraphs those hold on average.

    None where some fold would train on fewer than two categories.
    """
    said: dict[str, str] = {}
    counts = []
    rng = np.random.default_rng(materials.seed)
    for split in splits:
        order = rng.permutation(sorted(split.training))
        part = Split(split.name, split.held, frozenset(order[:size].tolist()))
        data, _ = materials.beside(part)
        if len(set(data.categories)) < 2:
            return None
        counts.append(sum(source == "label" for source in data.sources))
        said |= _held_out(materials, part, data)
    codes: list[str | None] = [said[one] for one in materials.rows["paragraph_id"]]
    return codes, round(float(np.mean(counts)))


def _held_out(materials: Materials, split: Split, data: TrainingTexts) -> dict[str, str]:
    held = materials.rows[materials.rows["doc_id"].isin(split.held)]
    codes = data.fit(materials.scheme, seed=materials.seed).predict(held["text"].tolist())
    return dict(zip(held["paragraph_id"], map(str, codes), strict=True))


def _forecast(draws: Draws, sizes: Sequence[int], measure: str, most: int) -> list[dict[str, Any]]:
    """Rows for more documents than there are; none where too few points were measured."""
    if len(sizes) < FEWEST_POINTS:
        return []
    curves = np.stack([draws.overall(str(size))[measure] for size in sizes], axis=1)
    wanted = [round(most * beyond) for beyond in _BEYOND]
    ahead = np.full((len(curves), len(wanted)), np.nan)
    known = np.isfinite(curves).all(axis=1)
    ahead[known] = forecast_scores(sizes, curves[known], wanted)
    return [
        {
            "n_documents": size,
            "n_paragraphs": None,
            **draws.told(ahead[:, k]),
            "forecast": True,
            "flag": _FORECAST,
        }
        for k, size in enumerate(wanted)
    ]
