"""Topic emphasis and admitted problems in Chinese rule-of-law government reports."""

from __future__ import annotations

import importlib
from typing import Any

# Each public name and the module that it lives in; a module loads when its name is first used.
_HOMES = {
    "Corpus": "toolkit.tables",
    "Study": "toolkit.study.running",
    "ToolkitError": "toolkit.errors",
    "adjudicate": "toolkit.labelling.adjudication",
    "agenda_distance": "toolkit.analysis.distances",
    "agreement": "toolkit.labelling.agreement",
    "answers": "toolkit.analysis.answers",
    "audit_leaks": "toolkit.study.auditing",
    "check_labels": "toolkit.labelling.checking",
    "check_machine": "toolkit.study.checkup",
    "check_metadata": "toolkit.corpus.checking",
    "code": "toolkit.labelling.coding",
    "compare": "toolkit.analysis.comparisons",
    "compare_classifiers": "toolkit.study.comparing_classifiers",
    "copied_admissions": "toolkit.analysis.copied_admissions",
    "copying": "toolkit.analysis.copying",
    "count_admissions": "toolkit.analysis.admission_counts",
    "cross_predict": "toolkit.study.cross_predicting",
    "draw_agenda_distance": "toolkit.presentation.charts",
    "draw_agreement": "toolkit.presentation.charts_quality",
    "draw_calibration": "toolkit.presentation.charts_quality",
    "draw_change": "toolkit.presentation.charts",
    "draw_composition": "toolkit.presentation.charts",
    "draw_confusion": "toolkit.presentation.charts_quality",
    "draw_correction": "toolkit.presentation.charts",
    "draw_coverage": "toolkit.presentation.charts",
    "draw_emphasis": "toolkit.presentation.charts",
    "draw_learning_curve": "toolkit.presentation.charts_quality",
    "draw_problem_trend": "toolkit.presentation.charts_problems",
    "draw_problems": "toolkit.presentation.charts_problems",
    "draw_recurrence": "toolkit.presentation.charts_problems",
    "draw_specification_curve": "toolkit.presentation.charts_quality",
    "draw_tile_map": "toolkit.presentation.tilemap",
    "draw_trend": "toolkit.presentation.charts",
    "draw_wording": "toolkit.presentation.charts_problems",
    "emphasis": "toolkit.analysis.emphasis",
    "explain": "toolkit.classification.explanation",
    "format_estimates": "toolkit.presentation.papers",
    "format_table": "toolkit.presentation.formats",
    "keyword_in_context": "toolkit.analysis.concordance",
    "label_by_heading": "toolkit.labelling.headings",
    "learning_curve": "toolkit.study.coding_worth",
    "load_corpus": "toolkit.corpus.store",
    "load_model": "toolkit.study.predicting",
    "load_outline": "toolkit.outlines",
    "make_classifier": "toolkit.classification.pipeline",
    "methods_appendix": "toolkit.study.appendix",
    "open_disagreements": "toolkit.labelling.adjudication",
    "own_statements": "toolkit.analysis.problem_types",
    "plan_coding": "toolkit.labelling.planning",
    "predict": "toolkit.study.predicting",
    "problem_language": "toolkit.analysis.problem_language",
    "problems": "toolkit.study.predicting",
    "profile": "toolkit.analysis.profiles",
    "read_coding_tasks": "toolkit.labelling.exchange",
    "read_corpus": "toolkit.corpus.collection",
    "read_labels": "toolkit.labelling.records",
    "read_predictions": "toolkit.classification.outside",
    "read_title": "toolkit.corpus.titles",
    "read_workbooks": "toolkit.labelling.workbooks",
    "recurrence": "toolkit.analysis.recurrence",
    "report_rows": "toolkit.analysis.report_rows",
    "run_study": "toolkit.study.running",
    "sample_for_coding": "toolkit.labelling.sampling",
    "save_corpus": "toolkit.corpus.store",
    "save_figure": "toolkit.presentation.saving",
    "save_model": "toolkit.classification.storage",
    "save_table": "toolkit.presentation.papers",
    "segments": "toolkit.analysis.segments",
    "simulate_coverage": "toolkit.coverage",
    "simulate_reports": "toolkit.simulation",
    "simulate_trends": "toolkit.simulation_trends",
    "specification_curve": "toolkit.analysis.specifications",
    "study_problems": "toolkit.study.admitting",
    "suspect_labels": "toolkit.study.suspecting",
    "term_trend": "toolkit.analysis.term_rates",
    "top_terms": "toolkit.classification.explanation",
    "train": "toolkit.study.training",
    "train_problem_types": "toolkit.analysis.problem_types",
    "trend": "toolkit.analysis.trends",
    "validate": "toolkit.study.validating",
    "validate_types": "toolkit.analysis.problem_types",
    "wording": "toolkit.analysis.wording",
    "write_coding_tasks": "toolkit.labelling.exchange",
    "write_report": "toolkit.study.reporting",
    "write_workbook": "toolkit.labelling.workbooks",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'toolkit' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
