"""The same question under many defensible choices, to see whether the answer hangs on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.analysis.cells import BREAKS
from toolkit.analysis.emphasis import emphasis
from toolkit.analysis.segments import segments
from toolkit.analysis.trends import trend
from toolkit.errors import ToolkitError, check_choice
from toolkit.outlines import load_outline
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

QUESTIONS = ("share", "slope")
CHOICE_COLUMNS = ("scheme", "category", "weight", "sections", "method", "none", "least_probability",
                  "unit")  # fmt: skip
_TOLD = ("value", "low", "high", "level", "n_documents", "n_paragraphs", "n_labelled", "flag")


class _Material(NamedTuple):
    """What is asked: the corpus, its predictions, and labels."""

    corpus: Corpus
    predictions: pd.DataFrame
    labels: pd.DataFrame | None


def specification_curve(  # noqa: PLR0913  each is a list of choices
    corpus: Corpus,
    predictions: pd.DataFrame,
    labels: pd.DataFrame | None = None,
    *,
    category: str | Mapping[str, str],
    question: str = "slope",
    weights: Sequence[str] = ("characters", "paragraphs"),
    sections: Sequence[Sequence[str]] = (("work",), ("work", "intro")),
    methods: Sequence[str] = ("corrected", "count"),
    none: Sequence[str] = ("keep", "drop"),
    least_probability: Sequence[float] = (0.0, 0.5),
    segmented: tuple[pd.DataFrame, pd.DataFrame | None] | None = None,
    population: str = "process",
    breaks: Sequence[int] = tuple(BREAKS),
    levels: Sequence[str] | None = None,
    kinds: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Ask the same question under every combination of choices (Simonsohn et al. 2020).

    The claim of each row's interval is that of ``trend`` (``question="slope"``) or ``emphasis``
    (``"share"``). The curve shows how far the answer hangs on choices; it is no test, and its
    rows are no independent evidence, for they come from the same reports.

    Parameters
    ----------
    corpus, predictions, labels
        As in ``emphasis``. Without labels only the count is asked for.
    category : str or mapping
        A category of the common scheme, or the category that stands for it in each scheme:
        ``{"common": "C4", "outline-2015": "A4", "outline-2021": "B4"}``.
    question : {"slope", "share"}
        Change per year, or share over all years.
    weights, sections, methods, none : sequence
        Choices of ``weight``, ``sections``, ``method`` and ``none`` of ``emphasis``.
    least_probability : sequence of float
        Paragraphs predicted with less probability are left out of the text; 0 keeps all.
    segmented : tuple, optional
        Predictions and labels of ``segments(corpus)``, for ``unit="segment"``.
    population, levels, kinds
        As in ``emphasis``.
    breaks : sequence of int
        As in ``trend``.

    Returns
    -------
    pandas.DataFrame
        One row per specification and level, ordered by value: ``specification`` (place on the
        curve, from 1, within its level), value, low, high (missing for counts), the choices
        (scheme, category, weight, sections, method, none, least_probability, unit),
        ``main`` (the first of each list), level, n_documents, n_paragraphs, n_labelled, flag.

    Raises
    ------
    ToolkitError
        An unknown question or choice, a category that a scheme has not, predictions without
        probability where it is asked for, and as ``emphasis`` does.
    """
    import pandas as pd

    check_choice(question, QUESTIONS, where="specification_curve, question")
    schemes = {"common": category} if isinstance(category, str) else dict(category)
    for scheme, code in schemes.items():
        check_choice(code, load_outline(scheme).codes, where="specification_curve, category")
    materials = {"paragraph": _Material(corpus, predictions, labels)}
    if segmented is not None:
        materials["segment"] = _Material(segments(corpus), *segmented)
    known = methods if labels is not None else ("count",)
    choices = {
        "weight": weights, "sections": sections, "method": known, "none": none,
        "least_probability": least_probability, "unit": tuple(materials),
    }  # fmt: skip
    wanted: list[dict[str, Any]] = [
        {"scheme": scheme, "category": code, **dict(zip(choices, one, strict=True))}
        for scheme, code in schemes.items()
        for one in product(*choices.values())
    ]
    same = {"population": population, "levels": levels, "kinds": kinds}
    asked = {**same, "breaks": breaks, "n_wild": 0} if question == "slope" else {**same, "by": ()}
    rows = [
        row
        for number, one in enumerate(wanted)
        for row in _answers(materials, one, asked, main=not number)
    ]
    table = pd.DataFrame(rows, columns=["value", "low", "high", *CHOICE_COLUMNS, "main",
                                        *_TOLD[3:]])  # fmt: skip
    table = table.sort_values(["level", "value"], kind="stable").reset_index(drop=True)
    place = table.groupby("level", dropna=False).cumcount() + 1
    table.insert(0, "specification", place)
    return table


def _answers(
    materials: Mapping[str, _Material],
    choice: Mapping[str, Any],
    asked: Mapping[str, Any],
    *,
    main: bool,
) -> Iterator[dict[str, Any]]:
    """Rows of one specification: one for each level."""
    least, material = choice["least_probability"], materials[choice["unit"]]
    if least:
        material = _confident(material, choice["scheme"], least)
    how = {name: choice[name] for name in ("scheme", "weight", "sections", "method", "none")}
    verb = trend if "breaks" in asked else emphasis
    found = verb(material.corpus, material.predictions, material.labels, **how, **asked)
    counted = found["measure"].isin(["share", "change per year"])
    own = found[counted & (found["category"] == choice["category"])]
    shown = {**choice, "sections": ", ".join(choice["sections"])}
    for _, row in own.iterrows():
        yield {**{name: row.get(name) for name in _TOLD}, **shown, "main": main}


def _confident(told: _Material, scheme: str, least: float) -> _Material:
    """Leave out paragraphs that are predicted with less probability under a scheme."""
    table = told.predictions
    rows = table if scheme == "common" else table[table["scheme"] == scheme]
    if rows["probability"].isna().all():
        remedy = "give predictions with a probability, or least_probability=(0,)"
        where = "specification_curve, least_probability"
        raise ToolkitError("predictions with a probability", "none", where, remedy)
    doubtful = set(rows.loc[rows["probability"] < least, "paragraph_id"])
    paragraphs = told.corpus.paragraphs
    kept = paragraphs[~paragraphs["paragraph_id"].isin(doubtful)].reset_index(drop=True)
    return told._replace(corpus=Corpus(told.corpus.documents, kept, told.corpus.rejected))
