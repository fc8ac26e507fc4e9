"""Topic emphasis and admitted problems in Chinese rule-of-law government reports."""

from __future__ import annotations

import importlib
from typing import Any

# Each public name and the module that it lives in; a module loads when its name is first used.
_HOMES = {
    "Corpus": "toolkit.tables",
    "Study": "toolkit.study.running",
    "ToolkitError": "toolkit.errors",
    "draw_composition": "toolkit.presentation.charts",
    "draw_coverage": "toolkit.presentation.charts",
    "draw_emphasis": "toolkit.presentation.charts",
    "draw_problems": "toolkit.presentation.charts",
    "draw_trend": "toolkit.presentation.charts",
    "emphasis": "toolkit.analysis.emphasis",
    "label_by_heading": "toolkit.labelling.headings",
    "load_model": "toolkit.study.predicting",
    "load_outline": "toolkit.outlines",
    "make_classifier": "toolkit.classification.pipeline",
    "predict": "toolkit.study.predicting",
    "problems": "toolkit.study.predicting",
    "read_corpus": "toolkit.corpus.collection",
    "read_labels": "toolkit.labelling.records",
    "read_title": "toolkit.corpus.titles",
    "run_study": "toolkit.study.running",
    "save_figure": "toolkit.presentation.styles",
    "save_model": "toolkit.classification.storage",
    "simulate_reports": "toolkit.simulation",
    "train": "toolkit.study.training",
    "validate": "toolkit.study.validating",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'toolkit' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
