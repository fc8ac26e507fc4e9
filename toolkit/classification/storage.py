"""Models on disk: saved as data with a card, loaded without running anything."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile

from toolkit.classification.cards import card_text
from toolkit.classification.pipeline import TextClassifier
from toolkit.errors import ModelError
from toolkit.files import written_aside
from toolkit.provenance import versions
from toolkit.words import fingerprint

FORMAT = 1
MODEL_FILE, CARD_FILE, CARD_TEXT = "model.skops", "card.json", "card.md"

# The two classes of this package that a model is made of; their import paths are the format.
TRUSTED = (
    "toolkit.classification.counting.NgramCounter",
    "toolkit.classification.pipeline.TextClassifier",
)
_PICKLES = (".pkl", ".pickle", ".joblib")
_NEEDED = ("format", "model_id", "scheme", "fingerprint", "classes")


def save_model(model: TextClassifier, folder: str | Path, *, card: Mapping[str, Any]) -> Path:
    """Write a fitted classifier and its card into a folder.

    Parameters
    ----------
    model : TextClassifier
        A fitted one.
    folder : str or Path
        Made where it is missing; its model is replaced.
    card : mapping
        What to say beside what the model itself tells: scores, intended use, limits, data.

    Returns
    -------
    Path
        The folder, with ``model.skops``, ``card.json`` and ``card.md``.

    Raises
    ------
    ModelError
        When the model has not been fitted.
    """
    import skops.io

    if not isinstance(model, TextClassifier) or not hasattr(model, "coef_"):
        raise ModelError("a fitted TextClassifier", repr(model), "save_model", "call fit() first")
    target = Path(folder)
    # What the caller says stands first, and over the model's own word only where that may differ.
    full = dict(card) | _own_facts(model) | dict(card) | _fixed_facts(model)
    content = skops.io.dumps(model, compression=ZIP_DEFLATED, compresslevel=9)
    told = json.dumps(full, ensure_ascii=False, indent=1) + "\n"
    files = {MODEL_FILE: content, CARD_TEXT: card_text(full).encode(), CARD_FILE: told.encode()}
    _write(target, files)
    return target


def load_model_folder(folder: str | Path) -> TextClassifier:
    """Return the classifier that a folder holds.

    Nothing in the file is run: it may hold arrays, plain values, and the two types of
    ``TRUSTED``. A model saved under another minor version of scikit-learn loads with a warning.

    Raises
    ------
    ModelError
        For a folder or file that is missing, a pickle or joblib file, foreign types, a newer
        format, another segmentation, or a model that is not the one on the card.
    """
    place = Path(folder)
    card = read_card(place)
    _check_card(card, place / CARD_FILE)
    model = _read(place / MODEL_FILE)
    _warn_of_version(card, place)
    if (model.model_id, model.scheme) != (card["model_id"], card["scheme"]):
        raise ModelError(
            f"model {card['model_id']} of scheme {card['scheme']}, as its card says",
            f"model {model.model_id} of scheme {model.scheme}",
            str(place),
            "fetch the folder again, or train the model anew",
        )
    return model


def read_card(folder: str | Path) -> dict[str, Any]:
    """Return a model folder's card.

    Raises
    ------
    ModelError
        When there is none, or it is not a card.
    """
    place = Path(folder)
    _refuse_pickle(place)
    path = place / CARD_FILE
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        remedy = "give the folder that save_model() wrote"
        raise ModelError(f"a model folder with {CARD_FILE}", "none", str(path), remedy) from None
    except (OSError, ValueError) as error:
        remedy = "fetch the folder again, or train the model anew"
        raise ModelError("a card in JSON", str(error), str(path), remedy) from error
    missing = [name for name in _NEEDED if not isinstance(card, dict) or name not in card]
    if missing:
        came = "one without " + ", ".join(missing)
        raise ModelError("a whole card", came, str(path), "fetch the folder again")
    return dict(card)


def model_id(model: TextClassifier) -> str:
    """Return the 16 hex digits that name a fitted model by its vocabulary and weights."""
    return model.model_id


def data_hash(hashes: Iterable[str]) -> str:
    """Return one SHA-256, in hex, for the hashes of many texts, whatever their order.

    Examples
    --------
    >>> data_hash(["b", "a"]) == data_hash(["a", "b"])
    True
    """
    return hashlib.sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def _check_card(card: Mapping[str, Any], path: Path) -> None:
    if not isinstance(card["format"], int) or card["format"] > FORMAT:
        came, remedy = f"format {card['format']}", "install a newer version of this toolkit"
        raise ModelError(f"a model of format {FORMAT} or older", came, str(path), remedy)
    if card["fingerprint"] != fingerprint():
        raise ModelError(
            f"a model trained with this segmentation ({fingerprint()})",
            f"one trained with another ({card['fingerprint']})",
            str(path),
            "train it anew, or install the versions on its card and its labels/words.txt",
        )


def _warn_of_version(card: Mapping[str, Any], place: Path) -> None:
    """Tell of another scikit-learn; its patches (1.9.1, 1.9.2) change no number."""
    made_by = card.get("versions")
    made = str(made_by.get("scikit-learn")) if isinstance(made_by, Mapping) else "unknown"
    here = versions()["scikit-learn"]
    if made.split(".")[:2] != here.split(".")[:2]:
        told = (
            f"the model in {place} was saved under scikit-learn {made} and is loaded under {here}. "
            "It predicts from its own stored numbers, so its categories should be the same; to be "
            "sure, compare fazhi validate with its card, or install the version on the card."
        )
        warnings.warn(told, UserWarning, stacklevel=3)


def _read(path: Path) -> TextClassifier:
    import skops.io
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        content = path.read_bytes()
        foreign = skops.io.get_untrusted_types(data=content)
        others = sorted(set(foreign) - set(TRUSTED))
        if others:
            remedy = "do not load it; ask its maker for one saved by save_model()"
            raise ModelError("a model of known types", ", ".join(others), str(path), remedy)
        model = skops.io.loads(content, trusted=list(TRUSTED))
    except FileNotFoundError:
        remedy = "give the folder that save_model() wrote"
        raise ModelError(f"a file {MODEL_FILE}", "none", str(path), remedy) from None
    except UntrustedTypesFoundException as error:
        remedy = "do not load it; ask its maker for one saved by save_model()"
        raise ModelError("a model of known types", str(error), str(path), remedy) from error
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        remedy = "a pickle or joblib file can run code and is never read; fetch the folder again"
        raise ModelError("a skops file", "another or a broken one", str(path), remedy) from error
    if not isinstance(model, TextClassifier) or not hasattr(model, "sharpness_"):
        remedy = "give the folder that save_model() wrote"
        raise ModelError("a fitted TextClassifier", type(model).__name__, str(path), remedy)
    return model


def _refuse_pickle(place: Path) -> None:
    found = [place] if place.is_file() else sorted(place.glob("model.*"))
    for path in found:
        if path.suffix.lower() in _PICKLES:
            raise ModelError(
                f"a model folder with {MODEL_FILE}",
                f"a {path.suffix} file, which can run any code when it is loaded",
                str(path),
                "train the model anew and save it with save_model()",
            )


def _own_facts(model: TextClassifier) -> dict[str, Any]:
    return {
        "choices": dict(model.get_params()),
        "n_features": len(model.coef_),
        "n_training_texts": len(model.training_hashes),
        "novelty_cut": model.novelty_cut_,
        "sharpness": model.sharpness_,
        "threshold": model.threshold_,
    }


def _fixed_facts(model: TextClassifier) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "model_id": model.model_id,
        "scheme": model.scheme,
        "seed": model.seed,
        "classes": model.classes_.tolist(),
        "fingerprint": fingerprint(),
        "versions": versions(),
        "training_sha256": data_hash(model.training_hashes),
        "training_hashes": list(model.training_hashes),
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files of a model or none: a model and another's card would be refused."""
    with ExitStack() as opened:
        asides = [opened.enter_context(written_aside(folder / name)) for name in files]
        for aside, content in zip(asides, files.values(), strict=True):
            aside.write_bytes(content)
