"""How well reports were read: the role and the section of every line, against codes by hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.corpus.collection import read_lines
from toolkit.labelling.records import GOLD_FILE

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.tables import Corpus


def score_reading(reports: Path, gold: Path, corpus: Corpus) -> pd.DataFrame | None:
    """Compare how each line was read, its role and its section, with how it was coded.

    Parameters
    ----------
    reports : pathlib.Path
        File or folder of the reports.
    gold : pathlib.Path
        Folder of stand-off labels; None comes back where it codes no lines.
    corpus : Corpus
        The same reports, read.

    Returns
    -------
    pandas.DataFrame or None
        Columns file, n_lines, role (share right), n_body, section (share right); the last row is
        all files together.
    """
    import pandas as pd

    if not (gold / GOLD_FILE).is_file():
        return None
    coded = _coded_lines(gold / GOLD_FILE)
    rows = []
    known = corpus.documents.drop_duplicates("path")
    root = reports if reports.is_dir() else reports.parent
    for path, sha256 in zip(known["path"], known["sha256"], strict=True):
        truth = coded.get(Path(path).name) or coded.get(sha256)
        if truth:
            rows.append({"file": path, **_line_scores(root / path, truth)})
    table = pd.DataFrame(rows)
    return pd.concat([table, _total(table)], ignore_index=True) if rows else table


def _coded_lines(path: Path) -> dict[str, dict[int, tuple[str, str]]]:
    coded: dict[str, dict[int, tuple[str, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            key = row.get("file") or row.get("sha256") or ""
            coded.setdefault(key, {})[int(row["line"])] = (row["role"], row["section"])
    return coded


def _line_scores(path: Path, truth: dict[int, tuple[str, str]]) -> dict[str, object]:
    lines = read_lines(path)
    read = {
        int(line): (role, section)
        for line, role, section in zip(lines["line"], lines["role"], lines["section"], strict=True)
    }
    roles = [read.get(line, ("", ""))[0] == role for line, (role, _) in truth.items()]
    body = {line: section for line, (role, section) in truth.items() if role == "body"}
    sections = [read.get(line, ("", ""))[1] == section for line, section in body.items()]
    return {
        "n_lines": len(roles),
        "role": sum(roles) / len(roles),
        "n_body": len(sections),
        "section": sum(sections) / len(sections) if sections else float("nan"),
    }


def _total(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    lines, body = table["n_lines"], table["n_body"]
    role = (table["role"] * lines).sum() / lines.sum()
    section = (table["section"] * body).sum() / max(body.sum(), 1)
    whole = {"file": "all", "n_lines": lines.sum(), "role": role}
    return pd.DataFrame([{**whole, "n_body": body.sum(), "section": section}])
