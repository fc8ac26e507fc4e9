"""What each source of training texts is worth: scores on held-out documents with it and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.classification.validation import near_duplicates, score
from toolkit.errors import ToolkitError
from toolkit.labelling.records import read_examples
from toolkit.progress import progress
from toolkit.study.materials import EXAMPLES, TrainingTexts, scheme_terms
from toolkit.study.self_training import SELF, self_labelled_texts

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from toolkit.tables import Corpus

ALL_SOURCES = "all sources"
WITHOUT_TERMS = "without the outline's terms"
FILES, REPORTS = "example files", "labelled reports"
_PARTS = 5
_BY_PEOPLE = ("adjudicated", "hand")
_Chooser = Callable[[TrainingTexts], list[bool]]


def compare_sources(
    data: TrainingTexts, scheme: str, *, unlabelled: Corpus | None = None, seed: int = 0
) -> pd.DataFrame:
    """Compare training on all sources with training without each of them.

    Held out whole are the files of the example paragraphs, dealt into five parts, and, where there
    are labels by people, their reports likewise. Texts that near-duplicate one held out do not
    train. Judged is the text alone. Labels by heading are never scored: they are a leak.

    Parameters
    ----------
    data : TrainingTexts
        All that trains, as ``training_texts`` returns it.
    scheme : str
        The outline.
    unlabelled : Corpus, optional
        Reports for self-training; self-labelled anew in each part, by models of all other sources.
    seed : int
        Seed of dealing and training.

    Returns
    -------
    pandas.DataFrame
        Columns held_out (example files; labelled reports), trained_on, n_training (texts, mean
        over the parts), n (texts held out), accuracy, macro_f1, lowest (accuracy on the part
        where it is lowest), difference (accuracy minus that of all sources), standard_error (of
        that difference, files or reports as clusters: Cochran 1977, section 2.11).

    Raises
    ------
    ToolkitError
        One source only, or nothing to hold out.
    """
    import pandas as pd

    choosers = _choosers(data, more=unlabelled is not None)
    if len(choosers) < 3:
        remedy = "add labelled reports, or unlabelled ones for self-training"
        raise ToolkitError("two sources or more", "one", "compare_sources, data", remedy)
    if scheme_terms(scheme, set(data.categories)):
        choosers[WITHOUT_TERMS] = choosers[ALL_SOURCES]
    rows: list[dict[str, object]] = []
    for held_out, parts in _held_out(data, seed).items():
        said = [
            _judge(data, held, choosers, _Setting(scheme, unlabelled, seed))
            for held in progress(parts, f"comparing on {held_out}", unit="part")
        ]
        rows += [{"held_out": held_out, **row} for row in _rows(said, list(choosers))]
    return pd.DataFrame(rows)


class _Setting(NamedTuple):
    scheme: str
    unlabelled: Corpus | None
    seed: int


class _Part(NamedTuple):
    """Codes and documents of one part, and by what trained: how many texts, and what was said."""

    truth: Sequence[str]
    groups: Sequence[str]
    said: dict[str, tuple[int, list[str]]]


def _choosers(data: TrainingTexts, *, more: bool) -> dict[str, _Chooser]:
    """By the name of a row, what tells which texts train."""
    examples = read_examples()
    whole = {EXAMPLES + source for source in examples.loc[examples["report"] != "", "source"]}
    kinds: dict[str, Callable[[str, str], bool]] = {
        "examples written singly": lambda source, group: source == "example" and group not in whole,
        "examples written as reports": lambda source, group: group in whole,
        "labels by people": lambda source, _: source in _BY_PEOPLE,
        "labels by heading": lambda source, _: source == "heading",
        "self-training": lambda source, _: source == SELF,
    }
    found = {ALL_SOURCES: _without(lambda *_: False)}
    for name, is_one in kinds.items():
        present = any(map(is_one, data.sources, data.groups))
        if present or (more and name == "self-training"):
            found[f"without {name}"] = _without(is_one)
    return found


def _without(is_one: Callable[[str, str], bool]) -> _Chooser:
    return lambda data: [not gone for gone in map(is_one, data.sources, data.groups)]


def _held_out(data: TrainingTexts, seed: int) -> dict[str, list[set[str]]]:
    """The documents of each part that is held out, by what they are."""
    rows = list(zip(data.groups, data.sources, strict=True))
    files = sorted({group for group, source in rows if source == "example"})
    reports = sorted({group for group, source in rows if source in _BY_PEOPLE})
    kinds = {FILES: files, REPORTS: reports}
    found = {name: _dealt(groups, seed) for name, groups in kinds.items() if len(groups) >= 2}
    if not found:
        remedy = "add the examples, or labels by people of two reports or more"
        raise ToolkitError("documents to hold out", "none", "compare_sources, data", remedy)
    return found


def _dealt(groups: Sequence[str], seed: int) -> list[set[str]]:
    order = np.random.default_rng(seed).permutation(groups)
    return [set(order[k::_PARTS]) for k in range(min(_PARTS, len(groups)))]


def _judge(
    data: TrainingTexts, held: set[str], choosers: Mapping[str, _Chooser], setting: _Setting
) -> _Part:
    there = data.of_groups(held)
    scored = there.select(source in ("example", *_BY_PEOPLE) for source in there.sources)
    rest = data.of_groups(held, among=False)
    if setting.unlabelled is not None:
        rest += self_labelled_texts(
            _beside(setting.unlabelled, held), rest, setting.scheme, seed=setting.seed
        )
    rest = rest.select(~near_duplicates(rest.texts, scored.texts))
    said = {}
    for name, choose in choosers.items():
        training = rest.select(choose(rest))
        model = training.fit(setting.scheme, seed=setting.seed, terms=name != WITHOUT_TERMS)
        said[name] = (len(training), [str(code) for code in model.predict(list(scored.texts))])
    return _Part(scored.categories, scored.groups, said)


def _beside(corpus: Corpus, held: set[str]) -> Corpus:
    """The corpus without documents that are held out."""
    apart = ~corpus.documents["doc_id"].isin(held)
    kept = ~corpus.paragraphs["doc_id"].isin(held)
    return type(corpus)(corpus.documents[apart], corpus.paragraphs[kept], corpus.rejected)


def _rows(parts: Sequence[_Part], names: Sequence[str]) -> Iterator[dict[str, object]]:
    truth = [code for part in parts for code in part.truth]
    groups = [group for part in parts for group in part.groups]
    usual = np.concatenate(_right(parts, names[0]))
    for name in names:
        found = score(truth, [code for part in parts for code in part.said[name][1]])
        right = _right(parts, name)
        apart = np.concatenate(right) - usual
        yield {
            "trained_on": name,
            "n_training": round(float(np.mean([part.said[name][0] for part in parts]))),
            "n": len(truth),
            "accuracy": found["accuracy"],
            "macro_f1": found["macro_f1"],
            "lowest": min(float(one.mean()) for one in right),
            "difference": float(apart.mean()),
            "standard_error": _clustered_error(apart, groups),
        }


def _right(parts: Sequence[_Part], name: str) -> list[NDArray[np.float64]]:
    return [(np.array(part.said[name][1]) == np.array(part.truth)).astype(float) for part in parts]


def _clustered_error(values: NDArray[np.float64], groups: Sequence[str]) -> float:
    """Standard error of a mean over texts, whole documents as clusters."""
    _, cluster = np.unique(groups, return_inverse=True)
    excess = np.bincount(cluster, weights=values - values.mean())
    n = len(excess)
    return float(np.sqrt(n / (n - 1) * (excess**2).sum()) / len(values))
