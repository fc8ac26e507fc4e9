"""Comparisons kept beside a model, so that its card can tell what its choices were made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.classification.storage import data_hash
from toolkit.errors import ModelError
from toolkit.files import written_aside
from toolkit.provenance import text_hash
from toolkit.study.materials import TrainingTexts

if TYPE_CHECKING:
    import pandas as pd

COMPARISONS = "compared.json"


def record_comparison(
    table: pd.DataFrame, folder: str | Path, *, name: str, command: str, data: TrainingTexts
) -> Path:
    """Write a comparison into a model's folder, where ``train`` finds it for the card.

    Parameters
    ----------
    table : pandas.DataFrame
        The comparison; numbers are kept to three decimals, as they are printed.
    folder : str or Path
        The model's folder, made where it is missing.
    name : str
        Its section in the card, as "choices"; one of the same name is replaced.
    command : str
        What prints it again.
    data : TrainingTexts
        The texts that were compared on.

    Returns
    -------
    Path
        The file, ``compared.json``.
    """
    target = Path(folder)
    known = recorded_comparisons(target)
    # By way of JSON, which has no NaN, a missing number becomes null.
    rows = json.loads(table.round(3).to_json(orient="records", force_ascii=False))
    known[name] = {
        "command": command,
        "date": date.today().isoformat(),
        "n_texts": len(data),
        "texts_sha256": data_hash(map(text_hash, data.texts)),
        "table": rows,
    }
    path = target / COMPARISONS
    with written_aside(path) as aside:
        aside.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def recorded_comparisons(folder: str | Path) -> dict[str, Any]:
    """Return the comparisons kept in a model's folder by name; none where there is no file.

    Raises
    ------
    ModelError
        The file is there, and is not what `record_comparison` writes.
    """
    path = Path(folder) / COMPARISONS
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        remedy = "remove it, and run fazhi tune again"
        raise ModelError("comparisons in JSON", str(error), str(path), remedy) from error
    if not isinstance(found, Mapping):
        remedy = "remove it, and run fazhi tune again"
        raise ModelError("comparisons by name", type(found).__name__, str(path), remedy)
    return dict(found)
