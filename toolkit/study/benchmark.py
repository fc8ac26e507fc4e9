"""Speed beside the plain script that a researcher would write, measured in one run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.classification.baselines import plain_classifier
from toolkit.classification.prediction import predict_paragraphs
from toolkit.corpus.reading import find_files, read_file
from toolkit.errors import UnreadableFileError
from toolkit.study.materials import example_texts
from toolkit.study.predicting import load_model
from toolkit.study.running import run_study
from toolkit.words import plain_words, segment

if TYPE_CHECKING:
    import pandas as pd


def benchmark(path: str | Path) -> pd.DataFrame:
    """Time the plain script and the toolkit on the same files, one after the other.

    The plain script splits files into lines and classifies them by jieba, ``TfidfVectorizer``
    and ``LinearSVC``. Training, dictionaries and imports are left out on both sides.

    Returns
    -------
    pandas.DataFrame
        Columns task, seconds, ratio (to the plain script's classification of the lines).
    """
    import pandas as pd

    texts = _texts(path)
    lines = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    data = example_texts("outline-2015")
    plain = plain_classifier().fit(list(data.texts), list(data.categories))
    model = load_model("outline-2015")
    frame = pd.DataFrame({"paragraph_id": range(len(lines)), "text": lines})
    _warm(model)
    with tempfile.TemporaryDirectory() as folder:
        tasks: dict[str, Callable[[], object]] = {
            "plain script: classify the lines": lambda: plain.predict(lines),
            "toolkit: classify the lines": lambda: predict_paragraphs(model, frame),
            "toolkit: the whole study, both outlines, figures": lambda: run_study(path, folder),
        }
        seconds = {task: _timed(work) for task, work in tasks.items()}
    first = next(iter(seconds.values()))
    rows = [{"task": task, "seconds": s, "ratio": s / first} for task, s in seconds.items()]
    return pd.DataFrame(rows)


def _texts(path: str | Path) -> list[str]:
    texts = []
    for file, _ in find_files(path):
        try:
            texts.append(read_file(file).text)
        except UnreadableFileError:
            continue
    return texts


def _warm(model: object) -> None:
    """Load dictionaries and engines before anything is timed."""
    plain_words("预热")
    segment("预热")
    model.predict(["预热"])  # type: ignore[attr-defined]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
