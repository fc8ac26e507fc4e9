"""The demo: the whole study on invented reports, and its shares beside the planted ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.presentation.exports import write_csv
from toolkit.simulation import simulate_reports, write_reports
from toolkit.study.running import Study, run_study

if TYPE_CHECKING:
    import pandas as pd


def run_demo(out: str | Path, *, seed: int = 0, language: str = "zh") -> tuple[Study, pd.DataFrame]:
    """Make up reports of invented counties, study them, and hold the result against the truth.

    Parameters
    ----------
    out : str or Path
        Folder for the study; the reports go to ``sample/`` in it.
    seed : int
        Seed of the reports.
    language : {"zh", "en"}
        Language of the figures.

    Returns
    -------
    tuple of Study and pandas.DataFrame
        The study, and a table (also ``truth_check.csv``) with one row per region, year, scheme
        and category: ``value`` as counted, ``truth`` as planted in the text, ``difference``.
    """
    simulated = simulate_reports(seed=seed)
    write_reports(simulated, Path(out) / "sample")
    study = run_study(Path(out) / "sample" / "reports", out, seed=seed, language=language)
    check = _check(study.emphasis, simulated.truth)
    write_csv(check, Path(out) / "truth_check.csv")
    return study, check


def _check(emphasis: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    keys = ["scheme", "region", "year", "category"]
    planted = truth[truth["unit"] == "characters"].rename(columns={"share": "truth"})
    counted = emphasis.loc[emphasis["region"].notna() & emphasis["year"].notna(), [*keys, "value"]]
    joined = counted.astype({"year": "int64"}).merge(planted[[*keys, "truth"]], on=keys)
    return joined.assign(difference=joined["value"] - joined["truth"])
