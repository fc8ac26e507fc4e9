"""One self-contained HTML page on which every number leads to the passages behind it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from toolkit.errors import check_choice
from toolkit.files import written_aside
from toolkit.presentation.passages import Findings, PageFigure, passages_of, scheme_names
from toolkit.presentation.report_tables import tables_of, translated
from toolkit.tables import LEVELS, OUTLINES

_TEMPLATES = Path(__file__).parent / "templates"
_SECTIONS = ("read", "coverage", "emphasis", "trends", "problems", "validation", "made", "passages")
# What a figure's file name begins with, and the section that shows it.
_PLACES = {
    "coverage": "coverage", "regions": "emphasis", "map": "emphasis", "correction": "emphasis",
    "trend": "trends", "composition": "trends", "other": "trends", "problems": "problems",
    "types": "problems",
}  # fmt: skip
# Figures are drawn for print: on a screen they may be this much larger.
_LARGER, _PIXELS_PER_POINT = 1.35, 4 / 3
_WIDTH = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)pt"')
_PROLOG = re.compile(r"\A.*?(?=<svg\b)|<metadata>.*?</metadata>", re.DOTALL)
_IDS = re.compile(r"""(\bid="|href="#|url\(#)""")
_OPEN = {mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def write_page(findings: Findings, path: str | Path, *, language: str = "zh") -> Path:
    """Write the page of a study.

    Parameters
    ----------
    findings : Findings
        What to show.
    path : str or Path
        The HTML file, replaced where it exists.
    language : {"zh", "en"}
        Language of the page's own words; the reports' text stays as it is.

    Returns
    -------
    Path
        The file.
    """
    page = render_page(findings, language=language)
    with written_aside(Path(path)) as aside:
        aside.write_text(page, encoding="utf-8", newline="\n")
    return Path(path)


def render_page(findings: Findings, *, language: str = "zh") -> str:
    """Return the page as HTML; see ``write_page``."""
    from markupsafe import Markup

    words = page_words(language)
    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    page: str = _template().render(
        lang="zh-CN" if language == "zh" else "en",
        words=words,
        policy=_policy(script),
        style=Markup(style),
        script=Markup(script),
        data=Markup(as_script_data(_data(findings, words, language))),
        sections=_SECTIONS,
        lead=words["lead"].format(**_sizes(findings)),
        notes=_notes(findings, words),
        figures=_figures(findings, words, language),
        methods=findings.methods,
        record=_told(findings.record, words),
    )
    return page


def page_words(language: str) -> dict[str, Any]:
    """Return the page's own words in a language.

    Examples
    --------
    >>> page_words("en")["next"]
    'Next'
    """
    words = tomllib.loads((_TEMPLATES / "words.toml").read_text(encoding="utf-8"))
    check_choice(language, words, where="language", remedy="choose one of them")
    return dict(words[language])


def as_script_data(value: object) -> str:
    """Return a value as JSON that can stand in an HTML script element, whatever text it holds.

    Examples
    --------
    >>> as_script_data({"a": "</script><!--"})
    '{"a":"\\\\u003c/script\\\\u003e\\\\u003c!--"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # A lone half of a surrogate pair, from a broken file, cannot be written as UTF-8.
    for mark, escaped in _OPEN.items():
        text = text.replace(mark, escaped)
    return text.encode("utf-8", "replace").decode("utf-8")


def inline_svg(svg: str, *, prefix: str) -> str:
    """Return an SVG file's element, its names made unlike those of other figures on the page.

    Examples
    --------
    >>> inline_svg('<?xml version="1.0"?><svg><use href="#a"/><g id="a"/></svg>', prefix="f1")
    '<svg><use href="#f1-a"/><g id="f1-a"/></svg>'
    """
    return _IDS.sub(rf"\g<1>{prefix}-", _PROLOG.sub("", svg)).strip()


def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")


def _policy(script: str) -> str:
    """What the browser may do with the page: run this one script, and reach no network."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _data(findings: Findings, words: Mapping[str, Any], language: str) -> dict[str, Any]:
    texts = {key: text for key, text in words.items() if isinstance(text, str)}
    data = passages_of(findings, language)
    return {
        "language": language,
        "words": texts,
        **data,
        "tables": tables_of(findings, words, data["schemes"]),
    }


def _sizes(findings: Findings) -> dict[str, str]:
    tables = ("documents", "paragraphs", "problems", "rejected")
    return {name: f"{len(getattr(findings, name)):,}" for name in tables}


def _notes(findings: Findings, words: Mapping[str, Any]) -> dict[str, list[str]]:
    notes: dict[str, list[str]] = {name: [] for name in _SECTIONS}
    if findings.rejected.empty:
        notes["read"].append(words["no_rejected"])
    if findings.left_out:
        reasons = "; ".join(
            f"{translated(one, words)} ({n})" for one, n in findings.left_out.items()
        )
        notes["emphasis"].append(words["left_out"].format(reasons=reasons))
    for name in ("emphasis", "trends"):
        notes[name].append(_bounds_note(findings, words))
    if findings.problems.empty:
        notes["problems"].append(words["no_problems"])
    scored = [card["scored"] for card in findings.cards.values() if "scored" in card]
    notes["validation"] = [_score_note(scored[0], words)] if scored else [words["no_scores"]]
    notes["passages"].append(words["marks_note" if findings.marks else "no_marks"])
    return notes


def _bounds_note(findings: Findings, words: Mapping[str, Any]) -> str:
    rows = findings.emphasis
    if rows.empty:
        return str(words["no_estimates"])
    if (rows["method"] == "corrected").any():
        return str(words["corrected_note"].format(percent=f"{100 * rows['confidence'].max():g}"))
    return str(words["count_note"])


def _score_note(scored: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    return str(
        words["scores_told"].format(
            held=words["held"].get(scored.get("hold_out"), "–"),
            n=scored.get("labelled_paragraphs", "–"),
            date=scored.get("date", "–"),
        )
    )


def _figures(
    findings: Findings, words: Mapping[str, Any], language: str
) -> dict[str, list[dict[str, Any]]]:
    from markupsafe import Markup

    shown: dict[str, list[dict[str, Any]]] = {name: [] for name in _SECTIONS}
    known = {name: scheme_names(name, language) for name in (*OUTLINES, "common")}
    for number, (kind, scheme, level, figure) in enumerate(_in_order(findings.figures), 1):
        labels, title = known.get(scheme, ({}, scheme))
        named = {"scheme": title, "level": words.get(level) or labels.get(level, level)}
        named["first"] = figure.described.partition("\n")[0]
        shown[_PLACES[kind]].append(
            {
                "title": words[f"figure_{kind}"].format(**named),
                "number": number,
                "described": figure.described,
                "width": _width(figure.svg),
                # The drawing is ours and its words are escaped in it; nothing in it can run: see
                # _policy.
                "svg": Markup(inline_svg(figure.svg, prefix=f"f{number}")),
            }
        )
    return shown


def _in_order(figures: Iterable[PageFigure]) -> list[tuple[str, str, str, PageFigure]]:
    """Figures with the kind, scheme and level that their names tell, in the order of the page."""
    told = []
    for figure in figures:
        kind, _, rest = figure.name.partition("-")
        scheme, _, level = rest.rpartition("-")
        told.append((kind if kind in _PLACES else "other", scheme, level, figure))
    kinds = [*_PLACES]
    rank = {level: place for place, level in enumerate(LEVELS)}
    return sorted(told, key=lambda one: (kinds.index(one[0]), one[1], rank.get(one[2], -1)))


def _width(svg: str) -> int:
    """How many pixels a drawing may take."""
    found = _WIDTH.search(svg)
    return round(float(found[1]) * _PIXELS_PER_POINT * _LARGER) if found else 900


def _told(record: Mapping[str, Any], words: Mapping[str, Any]) -> list[tuple[str, str]]:
    keys = ("input", "options", "models", "segmentation", "versions", "seconds")
    return [(words[f"record_{key}"], _line(record[key], words)) for key in keys if key in record]


def _line(value: object, words: Mapping[str, Any]) -> str:
    if isinstance(value, Mapping):
        told = {translated(str(key), words): _line(one, words) for key, one in value.items()}
        colon = words["told"].get(": ", ": ")
        return " · ".join(f"{key}{colon}{one}" for key, one in told.items())
    return "–" if value is None else str(value)
