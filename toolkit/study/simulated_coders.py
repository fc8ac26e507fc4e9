"""Made-up answers of two coders, who differ as the gold's two coders did: for the notebooks."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError, check_choice
from toolkit.files import save_whole
from toolkit.labelling.records import CODE_COLUMNS
from toolkit.labelling.sheets import CODING, COLUMNS
from toolkit.provenance import text_hash
from toolkit.resources import label_file
from toolkit.simulation import SimulatedReports

if TYPE_CHECKING:
    import pandas as pd

CODERS = ("coder_a", "coder_b")


def simulate_answers(
    sample: pd.DataFrame,
    simulated: SimulatedReports,
    *,
    scheme: str = "outline-2015",
    seed: int = 0,
) -> pd.DataFrame:
    """Make up what two coders answer on a sample of simulated reports.

    The category that a paragraph was made with is known. For each text, a line of the gold with
    that category, as settled, is drawn at random; the coders answer what the gold's two coders
    gave that line. So they err as often as these, and mix up the same pairs. Where the gold has no
    line of the category, both answer it.

    Parameters
    ----------
    sample : pandas.DataFrame
        As of `sample_for_coding`, drawn from simulated reports, sections of work only.
    simulated : SimulatedReports
        Those reports.
    scheme : {"outline-2015", "outline-2021"}
        By which outline they code.
    seed : int
        The same seed gives the same answers.

    Returns
    -------
    pandas.DataFrame
        Columns paragraph_id, made_as (the known category), coder_a, coder_b.

    Raises
    ------
    ToolkitError
        An unknown scheme, or a paragraph that is not of these reports.
    """
    import pandas as pd

    check_choice(scheme, CODE_COLUMNS, where="scheme")
    column, pairs = CODE_COLUMNS[scheme], _gold_pairs(CODE_COLUMNS[scheme])
    known = {
        text_hash(passage.text): str(getattr(passage, column))
        for report in simulated.reports
        for passage in report.passages
    }
    rng, drawn, rows = random.Random(seed), dict[str, tuple[str, str]](), []
    for key, digest in zip(sample["paragraph_id"], sample["text_sha256"], strict=True):
        if digest not in known:
            remedy = "draw the sample from these reports, sections=['work']"
            raise ToolkitError("a paragraph of simulated work", key, "table sample", remedy)
        settled = known[digest]
        if digest not in drawn:
            drawn[digest] = rng.choice(pairs.get(settled, [(settled, settled)]))
        rows.append((key, settled, *drawn[digest]))
    return pd.DataFrame(rows, columns=["paragraph_id", "made_as", *CODERS])


def fill_in_workbook(path: str | Path, answers: Mapping[str, str]) -> Path:
    """Fill a workbook in, as a coder would: the answer of each paragraph into its category cell.

    Parameters
    ----------
    path : str or pathlib.Path
        A workbook that `write_workbook` wrote; it is changed.
    answers : mapping
        Code by paragraph_id; rows without one stay empty.
    """
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book[CODING]
    keys, cells = (sheet[COLUMNS[name].letter] for name in ("paragraph_id", "category"))
    for key, cell in zip(keys[1:], cells[1:], strict=True):
        cell.value = answers.get(key.value)
    save_whole(book.save, Path(path))
    return Path(path)


def _gold_pairs(column: str) -> dict[str, list[tuple[str, str]]]:
    """Return, for each settled category, what the two coders gave its lines."""
    import pandas as pd

    gold = pd.read_csv(label_file("gold/report_lines.csv"), dtype="str", keep_default_na=False)
    coded = gold[(gold[f"{column}_coder_a"] != "") & (gold[f"{column}_coder_b"] != "")]
    pairs: dict[str, list[tuple[str, str]]] = {}
    columns = (coded[f"{column}{suffix}"] for suffix in ("", "_coder_a", "_coder_b"))
    for settled, first, second in zip(*columns, strict=True):
        pairs.setdefault(settled, []).append((first, second))
    return pairs
