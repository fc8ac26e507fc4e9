"""Whether this machine has what the toolkit needs: fonts, engines, models, versions, a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from toolkit import words
from toolkit.errors import ToolkitError
from toolkit.outlines import load_outline
from toolkit.presentation.chart_words import WORDS
from toolkit.presentation.fonts import find_font
from toolkit.provenance import versions
from toolkit.resources import label_file
from toolkit.study.predicting import load_model
from toolkit.tables import OUTLINES

if TYPE_CHECKING:
    import pandas as pd

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_INSTALL = "install the toolkit again, with -c constraints.txt"


class _Found(NamedTuple):
    """What one check found; ``remedy`` is empty where nothing is missing."""

    found: str
    remedy: str = ""


def check_machine() -> pd.DataFrame:
    """Check what the toolkit needs on this machine.

    Returns
    -------
    pandas.DataFrame
        One row for each check: check, state (ok; missing; optional, for what is missing and can
        be done without), found, remedy (what to do).
    """
    import pandas as pd

    rows = []
    for name, check, essential in _checks():
        found, remedy = _told(check)
        state = "ok" if not remedy else "missing" if essential else "optional"
        rows.append({"check": name, "state": state, "found": found, "remedy": remedy})
    return pd.DataFrame(rows)


def _checks() -> Iterator[tuple[str, Callable[[], _Found], bool]]:
    """Name each check, what does it, and whether the toolkit cannot do without."""
    for name, version in versions().items():
        yield f"version {name}", partial(_version, version), True
    yield "font, English figures", partial(_font, "en"), True
    yield "font, Chinese figures", partial(_font, "zh"), True
    yield "font, names of all divisions", _division_font, False
    yield "segmentation", _segmentation, True
    for scheme in OUTLINES:
        yield f"model {scheme}", partial(_model, scheme), True
    yield "browser, to test pages", _browser, False


def _told(check: Callable[[], _Found]) -> _Found:
    try:
        return check()
    except ToolkitError as mistake:
        return _Found(mistake.came, mistake.remedy)
    except (ImportError, OSError) as reason:
        return _Found(str(reason), _INSTALL)


def _version(found: str) -> _Found:
    return _Found(found, _INSTALL if found == "not installed" else "")


def _font(language: str) -> _Found:
    """Look for one font with all that figures may say: fixed words, and labels of outlines."""
    labels = [
        outline.label(code, "zh" if language == "zh" else "en")
        for outline in map(load_outline, (*OUTLINES, "common"))
        for code in outline.codes
    ]
    fixed = "".join(WORDS[language].values())
    return _Found(find_font("".join(labels) + fixed + "0123456789.%−").path.name)


def _division_font() -> _Found:
    characters = set(label_file("divisions.csv").read_text(encoding="utf-8"))
    return _Found(find_font("".join(sorted(characters))).path.name)


def _segmentation() -> _Found:
    text = words.probe_text()
    fast, reference = (words.segment(text, engine=engine) for engine in ("rjieba", "jieba"))
    if fast == reference:
        return _Found(f"jieba and rjieba agree, fingerprint {words.fingerprint()}")
    return _Found("jieba and rjieba give different words", _INSTALL)


def _model(scheme: str) -> _Found:
    return _Found(f"loads, {load_model(scheme).model_id}")


def _browser() -> _Found:
    for name in _BROWSERS:
        if shutil.which(name):
            return _Found(name)
    return _Found("none", "needed for tests of the page only: install chromium")
