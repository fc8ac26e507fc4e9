"""Tables of scores from what judges said: overall, by category, confusion, calibration, pairs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.classification.intervals import (
    FEWEST,
    MEASURES,
    DocumentBootstrap,
    category_scores,
    overall_scores,
    tally,
)
from toolkit.classification.reliability import calibration_error, reliability_table
from toolkit.classification.validation import score_table
from toolkit.study.error_kinds import error_kinds
from toolkit.study.judging import BASELINES, MODELS, Judged

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ALL = "all"
NO_DUPLICATES = "without near-duplicates"
TABLES = ("scores", "intervals", "categories", "differences", "confusion", "calibration",
          "reliability", "kinds")  # fmt: skip


def score_judges(
    judged: Judged, coders: Mapping[str, list[str | None]], *, seed: int = 0
) -> dict[str, pd.DataFrame]:
    """Score every judge, and each coder, against the codes.

    Parameters
    ----------
    judged : Judged
        What the judges said.
    coders : mapping of str to list
        What each coder said, in the order of ``judged.paragraphs``; None where nothing.
    seed : int
        Seed of the bootstrap, which draws the same documents for all.

    Returns
    -------
    dict of str to pandas.DataFrame
        The tables of ``TABLES``, as `Validation` describes them.
    """
    import pandas as pd

    said = {judge: judged.codes_of(judge) for judge in judged.said["judge"].unique()}
    drawn = Draws(judged, {**said, **coders}, seed=seed)
    models = judged.said.dropna(subset=["probability"])
    right = _right(judged, models)
    bins = [
        reliability_table(rows["probability"].to_numpy(), right[rows.index].to_numpy()).assign(
            judge=judge
        )
        for judge, rows in models.groupby("judge", sort=False)
    ]
    return {
        "scores": score_table(judged.paragraphs["truth"].tolist(), drawn.said, _groups(judged)),
        "intervals": pd.DataFrame(drawn.intervals()),
        "categories": pd.DataFrame(drawn.categories()),
        "differences": pd.DataFrame(drawn.differences()),
        "confusion": _confusion(judged),
        "calibration": pd.DataFrame([_calibration(part, models) for part in bins]),
        "reliability": pd.concat(bins, ignore_index=True),
        "kinds": error_kinds(judged),
    }


class Draws:
    """Scores of several judges in the sample and in the same draws of its documents."""

    def __init__(self, judged: Judged, said: Mapping[str, list[str | None]], *, seed: int = 0):
        self.said = dict(said)
        truth = judged.paragraphs["truth"].tolist()
        spoken = {code for codes in said.values() for code in codes if code is not None}
        self.codes = sorted({*truth, *spoken})
        self.bootstrap = DocumentBootstrap(judged.paragraphs["doc_id"].tolist(), seed=seed)
        self._drawn = {judge: self._draw(truth, codes) for judge, codes in said.items()}

    def _draw(self, truth: list[str], codes: list[str | None]) -> Floats:
        spoke = np.array([code is not None for code in codes], bool)
        known = [code for code in codes if code is not None]
        own = [code for code, spoken in zip(truth, spoke, strict=True) if spoken]
        counts = np.zeros((self.bootstrap.n_documents, 3, len(self.codes)))
        found = tally(own, known, self.bootstrap.clusters[spoke], self.codes)
        counts[: len(found)] = found
        return self.bootstrap.resample(counts)

    def overall(self, judge: str) -> dict[str, Floats]:
        """Return each measure of one judge, the sample first."""
        drawn = self._drawn[judge]
        return overall_scores(drawn, drawn[0, 1] >= FEWEST)

    def intervals(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each judge and measure."""
        for judge in self.said:
            for measure, values in self.overall(judge).items():
                yield {"judge": judge, "measure": measure, **self.told(values)}

    def categories(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each judge and category of the truth."""
        for judge, drawn in self._drawn.items():
            scores = category_scores(drawn)
            for k in np.flatnonzero(drawn[0, 1] > 0):
                row = {"judge": judge, "category": self.codes[k]}
                row |= {"n": int(drawn[0, 1, k]), "n_predicted": int(drawn[0, 2, k])}
                for name, values in scores.items():
                    told = self.told(values[:, k])
                    row |= {name: told["value"]}
                    row |= {f"{name}_low": told["low"], f"{name}_high": told["high"]}
                yield row

    def differences(self) -> Iterator[dict[str, Any]]:
        """Yield a row for each of the toolkit's judges, each baseline and each measure."""
        for model in (judge for judge in MODELS if judge in self.said):
            scores = self.overall(model)
            for baseline in (judge for judge in BASELINES if judge in self.said):
                other = self.overall(baseline)
                for measure in MEASURES:
                    told = self.told(scores[measure] - other[measure])
                    yield {"judge": model, "baseline": baseline, "measure": measure, **told}

    def told(self, values: Floats) -> dict[str, float]:
        """Return a statistic's value in the sample and its bounds from the draws."""
        low, high = self.bootstrap.bounds(values)
        return {"value": float(values[0]), "low": low, "high": high}


def _groups(judged: Judged) -> dict[str, NDArray[np.bool_]]:
    """All, those without near-duplicates if that leaves any out, and each file."""
    rows = judged.paragraphs
    groups = {ALL: np.ones(len(rows), bool)}
    single = ~rows["duplicate"].to_numpy(bool)
    if not single.all():
        groups[NO_DUPLICATES] = single
    for path in sorted(rows["path"].unique()):
        groups[str(path)] = (rows["path"] == path).to_numpy()
    return groups


def _right(judged: Judged, models: pd.DataFrame) -> pd.Series:
    truth = judged.paragraphs.set_index("paragraph_id")["truth"]
    return models["category"] == models["paragraph_id"].map(truth)


def _calibration(bins: pd.DataFrame, models: pd.DataFrame) -> dict[str, object]:
    judge = bins["judge"].iloc[0]
    brier = float(models.loc[models["judge"] == judge, "brier"].mean())
    return {"judge": judge, "expected_error": calibration_error(bins), "brier": brier}


def _confusion(judged: Judged) -> pd.DataFrame:
    truth = judged.paragraphs[["paragraph_id", "truth"]]
    pairs = judged.said.merge(truth, on="paragraph_id")
    keys = ["judge", "truth", "category"]
    counts = pairs.groupby(keys).size().rename("n").reset_index()
    return counts.rename(columns={"category": "predicted"})
