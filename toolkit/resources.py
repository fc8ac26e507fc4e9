"""Where labels/ and models/ lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """Return the folder that holds ``labels/`` and ``models/``.

    The checkout's own when ``pyproject.toml`` stands beside the package, else ``toolkit/_data``.
    """
    checkout = _PACKAGE.parent
    return checkout if (checkout / "pyproject.toml").is_file() else _PACKAGE / "_data"


def label_file(name: str) -> Path:
    """Return the path of a file under ``labels/``.

    Examples
    --------
    >>> label_file("words.txt").name
    'words.txt'
    """
    return data_folder() / "labels" / name


def model_folder(name: str) -> Path:
    """Return the path of a shipped model's folder under ``models/``."""
    return data_folder() / "models" / name
