"""The methods appendix of a study, filled from its run, its validation and its coders."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.classification.storage import read_card
from toolkit.errors import ModelError, UnreadableFileError
from toolkit.outlines import load_outline
from toolkit.presentation.exports import read_parquet
from toolkit.presentation.methods_text import Methods
from toolkit.provenance import versions
from toolkit.resources import model_folder
from toolkit.study.judging import CONTEXT, TEXT
from toolkit.study.scoring import ALL
from toolkit.tables import LEVELS, OUTLINES

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.labelling.agreement import Agreement
    from toolkit.study.running import Study
    from toolkit.study.validating import Validation

_COMMAND = "fazhi validate --gold GOLD REPORTS"


class _Run(NamedTuple):
    """What a run left: its record, and the tables that tell of its reports and estimates."""

    record: Mapping[str, Any]
    documents: pd.DataFrame | None = None
    paragraphs: pd.DataFrame | None = None
    predictions: pd.DataFrame | None = None
    emphasis: pd.DataFrame | None = None


def methods_appendix(
    run: Study | Mapping[str, Any] | str | Path,
    *,
    language: str = "en",
    validation: Validation | None = None,
    agreement: Agreement | None = None,
) -> str:
    """Write the methods appendix of a paper: what was done and what was not.

    Parameters
    ----------
    run : Study, mapping, str or Path
        The folder of a run (its ``run.json``, ``documents.csv`` and ``emphasis.csv`` are read),
        the content of ``run.json`` alone, or what ``run_study`` returned.
    language : {"en", "zh"}, default "en"
        Language of the text.
    validation : Validation, optional
        What ``validate`` returned, on coded reports of this study.
    agreement : Agreement, optional
        What ``agreement`` returned for the study's coders.

    Returns
    -------
    str
        Markdown, ready to paste: data, coding sample and reliability, classification,
        validation, estimates and correction, admitted problems, software. What was not done is
        said to be so.

    Raises
    ------
    UnreadableFileError
        The folder holds no ``run.json``, or one that is not the record of a run.
    """
    found = _found(run)
    return _written(found, Methods(language), validation, agreement).as_markdown()


def methods_of(study: Study, record: Mapping[str, Any], *, language: str = "en") -> Methods:
    """Return the appendix of a study; ``record`` is what ``run.json`` tells."""
    return _written(_of_study(study, record), Methods(language), None, None)


def _written(
    found: _Run, text: Methods, validation: Validation | None, agreement: Agreement | None
) -> Methods:
    _tell_data(text, found)
    _tell_coding(text, found, agreement)
    _tell_classification(text, found)
    _tell_validation(text, found, validation)
    _tell_estimates(text, found)
    if "problems" in found.record:
        text.tell("problems", "admitted", problems=found.record["problems"])
    _tell_making(text, found.record)
    text.tell("open", "to add")
    return text


def _found(run: Study | Mapping[str, Any] | str | Path) -> _Run:
    if isinstance(run, Mapping):
        return _Run(run)
    if not isinstance(run, str | Path):
        return _of_study(run, {})
    folder = Path(run)
    record, paragraphs = _read_record(folder / "run.json"), folder / "paragraphs.parquet"
    return _Run(
        record,
        _table(folder / "documents.csv"),
        read_parquet(paragraphs) if paragraphs.is_file() else None,
        _table(folder / "predictions.csv"),
        _table(folder / "emphasis.csv"),
    )


def _of_study(study: Study, record: Mapping[str, Any]) -> _Run:
    corpus = study.corpus
    told = record or _record_of(study)
    return _Run(told, corpus.documents, corpus.paragraphs, study.predictions, study.emphasis)


def _record_of(study: Study) -> dict[str, Any]:
    """What a study tells of its making without its folder."""
    predicted = study.predictions.drop_duplicates(["scheme", "model_id"])
    return {
        "documents": len(study.corpus.documents),
        "paragraphs": len(study.corpus.paragraphs),
        "rejected": len(study.corpus.rejected),
        "problems": len(study.problems),
        "left_out_of_emphasis": dict(study.left_out),
        "models": dict(zip(predicted["scheme"], predicted["model_id"], strict=True)),
    }


def _read_record(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as reason:
        remedy = "give the folder that fazhi run wrote"
        raise UnreadableFileError("the record of a run", str(reason), str(path), remedy) from reason
    if not isinstance(record, dict) or "documents" not in record:
        remedy = "give the folder that fazhi run wrote"
        raise UnreadableFileError("the record of a run", "something else", str(path), remedy)
    return record


def _table(path: Path) -> pd.DataFrame | None:
    import pandas as pd

    return pd.read_csv(path, encoding="utf-8-sig") if path.is_file() else None


def _tell_data(text: Methods, found: _Run) -> None:
    record, documents = found.record, found.documents
    counts = {name: record.get(name, "–") for name in ("documents", "paragraphs", "rejected")}
    text.tell("data", "read", **counts)
    if documents is not None and len(documents):
        _tell_documents(text, documents)
    stated = record.get("options", {}).get("metadata")
    if stated:
        text.tell("data", "stated", metadata=_named(stated))
    left_out = {key: n for key, n in record.get("left_out_of_emphasis", {}).items() if n}
    if left_out:
        text.tell("data", "left out", left_out=text.listed(left_out))
    else:
        text.tell("data", "nothing left out")


def _tell_documents(text: Methods, documents: pd.DataFrame) -> None:
    accounts = documents[documents["covers"].notna()]
    if len(accounts):
        levels = documents["level"].fillna("unknown").value_counts()
        text.tell(
            "data", "covered", regions=documents["region"].nunique(),
            # A report of several years begins before the year that it covers last.
            first=int(accounts[["year", "covers"]].min(axis=1).min()),
            last=int(accounts["covers"].max()),
            levels=text.listed({name: levels[name] for name in (*LEVELS, "unknown")
                                if name in levels}),
        )  # fmt: skip
    lacking = documents[["region", "level", "year"]].isna().any(axis=1)
    text.tell(
        "data", "metadata", doubtful=int(documents["flags"].notna().sum()),
        incomplete=int(lacking.sum()),
    )  # fmt: skip


def _tell_coding(text: Methods, found: _Run, agreement: Agreement | None) -> None:
    labelled = 0
    if found.emphasis is not None and "n_labelled" in found.emphasis.columns:
        labelled = int(max(found.emphasis["n_labelled"].dropna(), default=0))
    if labelled:
        given = found.record.get("options", {}).get("labels")
        text.tell("coding", "labels", labels=_named(given) or "–", n_labelled=labelled)
    else:
        text.tell("coding", "no labels")
    if agreement is None:
        text.tell("coding", "no agreement")
        return
    table = agreement.table
    overall = table[(table["measure"] == "alpha") & (table["category"] == "all")]
    for row in overall.to_dict("records"):
        text.tell(
            "coding", "agreement", scheme=row["scheme"],
            value=_bounded(row["value"], row["low"], row["high"]),
            paragraphs=row["n_paragraphs"], documents=row["n_documents"],
        )  # fmt: skip


def _named(given: object) -> object:
    """What an option named, as ``run.json`` tells it."""
    return given.get("file") if isinstance(given, Mapping) else given


def _tell_classification(text: Methods, found: _Run) -> None:
    models, known = found.record.get("models", {}), set[str]()
    for scheme, model in models.items():
        card = _card(scheme, model)
        known |= set(card.get("training_hashes", ()))
        trained = text.part("trained on", n=card["n_training_texts"]) if card else ""
        named = _title(text, scheme)
        text.tell("classification", "model", scheme=named, model=model, trained=trained)
    if found.paragraphs is not None and (
        n := int(found.paragraphs["text_sha256"].isin(known).sum())
    ):
        text.tell("classification", "trained here", n=n)
    if found.predictions is not None and len(found.predictions):
        if found.predictions["context"].any():
            text.tell("classification", "context")
        percent = f"{100 * found.predictions['abstained'].mean():.1f}"
        text.tell("classification", "doubtful", percent=percent)
    if set(OUTLINES) <= set(models):
        text.tell("classification", "common")


def _title(text: Methods, scheme: str) -> str:
    if scheme not in OUTLINES:
        return text.name(scheme)
    outline = load_outline(scheme)
    return f"《{outline.title_zh}》" if text.language == "zh" else outline.title_en


def _card(scheme: str, model: str) -> dict[str, Any]:
    """The card of a shipped model; empty where another model was used."""
    try:
        card = read_card(model_folder(scheme))
    except ModelError:
        return {}
    return card if card["model_id"] == model else {}


def _tell_validation(text: Methods, found: _Run, validation: Validation | None) -> None:
    _tell_cards(text, found)
    if validation is None:
        text.tell("validation", "no validation")
        return
    whole = validation.scores[validation.scores["group"] == ALL]
    for scheme in validation.schemes:
        own = whole[whole["scheme"] == scheme]
        known = set(own["judge"])
        judge = next((name for name in (CONTEXT, TEXT) if name in known), own["judge"].iloc[0])
        row = own[own["judge"] == judge].iloc[0]
        bounds = validation.intervals
        bounds = bounds[(bounds["scheme"] == scheme) & (bounds["judge"] == judge)]
        scores = {
            measure: _bounded(row[measure], *_bounds(bounds, measure))
            for measure in ("accuracy", "macro_f1", "kappa")
        }
        text.tell(
            "validation", "validated", hold_out=text.name(validation.hold_out), scheme=scheme,
            judge=text.name(judge), n=int(row["n"]), **scores,
        )  # fmt: skip


def _tell_cards(text: Methods, found: _Run) -> None:
    """Tell the cards' scores of the way in which the run judged, where its predictions tell it."""
    said, how = found.predictions, None
    judge = CONTEXT if said is None or said["context"].any() else TEXT
    for scheme, model in found.record.get("models", {}).items():
        scored = _card(scheme, model).get("scored", {})
        scores = scored.get("judges", {}).get(judge)
        if scores is None:
            continue
        facts = {"date": scored["date"], "n": scored["labelled_paragraphs"],
                 "hold_out": text.name(scored["hold_out"])}  # fmt: skip
        if facts != how:
            text.tell("validation", "card how", command=_COMMAND, judge=text.name(judge), **facts)
            how = facts
        told = {name: f"{scores[name]:.2f}" for name in ("accuracy", "macro_f1", "kappa")}
        text.tell("validation", "card", scheme=_title(text, scheme), **told)
    if how:
        text.tell("validation", "card limits")


def _bounds(intervals: pd.DataFrame, measure: str) -> tuple[float, float]:
    own = intervals[intervals["measure"] == measure]
    return float(own["low"].max()), float(own["high"].max())


def _tell_estimates(text: Methods, found: _Run) -> None:
    shares = found.emphasis
    if shares is None or not len(shares):
        return
    text.tell(
        "estimates", "measured", unit=text.name(shares["unit"].iloc[0]),
        population=text.name(shares["population"].iloc[0]),
        schemes=("、" if text.language == "zh" else "; ").join(
            _title(text, scheme) for scheme in dict.fromkeys(shares["scheme"])
        ),
    )  # fmt: skip
    corrected = shares[shares["method"] == "corrected"]
    if not len(corrected):
        text.tell("estimates", "not corrected")
        return
    text.tell(
        "estimates", "corrected", corrected=len(corrected), counted=len(shares) - len(corrected),
        bounded=int(corrected[["low", "high"]].notna().all(axis=1).sum()),
        confidence=f"{100 * float(shares['confidence'].iloc[0]):g}",
    )  # fmt: skip
    flags = corrected["flag"].dropna()
    counts = flags[flags != ""].value_counts().to_dict()
    if counts:
        text.tell("estimates", "flags", flags=text.listed(counts))


def _tell_making(text: Methods, record: Mapping[str, Any]) -> None:
    text.tell("making", "versions", versions=text.listed(record.get("versions") or versions()))
    if "versions" not in record:
        text.tell("making", "no record")
        return
    text.tell(
        "making", "seed", seed=record["options"]["seed"], segmentation=record["segmentation"],
        inputs=len(record["inputs"]),
    )  # fmt: skip


def _bounded(value: float, low: float, high: float) -> str:
    known = not (math.isnan(low) or math.isnan(high))
    return f"{value:.2f} [{low:.2f}, {high:.2f}]" if known else f"{value:.2f}"
