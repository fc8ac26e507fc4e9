"""Time and memory beside the plain script that a researcher would write, measured in one run."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.classification.baselines import plain_classifier
from toolkit.classification.prediction import predict_paragraphs
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.reading import find_files, read_file
from toolkit.corpus.store import loaded
from toolkit.errors import MissingExtraError, UnreadableFileError
from toolkit.presentation.exports import write_parquet
from toolkit.scaling import one_by_one, open_engine
from toolkit.study.materials import example_texts
from toolkit.study.predicting import load_model
from toolkit.study.predicting_files import predict_reports
from toolkit.study.running import run_study
from toolkit.words import plain_words, segment, segment_many

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.classification.pipeline import TextClassifier

_PART = 1024
# Files that let Dask workers load what they need before they are timed.
_FIRST = 32
_STARTS = 5
# In a process of its own, so that nothing else counts: what it does, then its peak in MB.
_PEAK = (
    "import resource, sys\n"
    "from pathlib import Path\n"
    "def peak():\n"
    # Linux hands a parent's peak down in getrusage, but not here.
    "    status = Path('/proc/self/status')\n"
    "    if status.exists():\n"
    "        return int(status.read_text().split('VmHWM:')[1].split()[0]) / 2**10\n"
    "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20\n"
    "from toolkit.study.predicting import load_model, predict\n"
    "models = [load_model(name) for name in ('outline-2015', 'outline-2021')]\n"
    "models[0].predict(['预热'])\n"
    "sys.stdout.write(f'{peak()} ')\n"
)
_READ = "from toolkit.corpus.collection import read_corpus\ncorpus = read_corpus(sys.argv[1])\n"
_PREDICT = "_ = [predict(model, corpus) for model in models]\n"
_STREAM = (
    "from pyarrow import parquet\n"
    "from toolkit.study.predicting_files import predict_files\n"
    "predict_files(sys.argv[1], sys.argv[2], model='outline-2015', workers=1)\n"
    "said = parquet.read_table(sys.argv[2], columns=['category'])\n"
    "said.group_by('category').aggregate([('category', 'count')])\n"
)
_TELL = "sys.stdout.write(f'{peak()}')\n"

# Names of tasks, which the targets refer to.
_ONE, _TWO = "classify the lines, one process", "classify the lines, two processes"
_STUDY = "the whole study, both outlines, figures, page"
_ADDED, _AGAIN = "the same after one report was added", "the same with nothing new"
_DASK_ONE, _DASK_TWO = (
    f"read and classify the files, {number}" for number in ("one Dask worker", "two Dask workers")
)
_IMPORT, _HELP = "import toolkit", "fazhi --help"
# Beyond bare Python, in seconds; and beyond the loaded model, in MB.
_IMPORT_MOST, _HELP_MOST, _MEMORY_MOST = 0.15, 0.25, 1024
# How much slower per paragraph the largest table may be than the next for growth to be linear.
_LINEAR = 0.9


def benchmark(path: str | Path) -> pd.DataFrame:
    """Time the plain script and the toolkit on the same files, one after the other.

    The plain script splits files into lines, segments them by jieba, and classifies them by
    jieba, ``TfidfVectorizer`` and ``LinearSVC``. Training, dictionaries and imports are left out
    on both sides. Reading has no like in it: its ratio, and the study's, is to the plain script's
    classification of the lines.

    Parameters
    ----------
    path : str or Path
        A folder of reports.

    Returns
    -------
    pandas.DataFrame
        Columns task, seconds, plain (seconds of the plain script), ratio (plain to seconds: above
        one where the toolkit is faster).
    """
    import pandas as pd

    lines = [line.strip() for text in _texts(path) for line in text.split("\n") if line.strip()]
    data = example_texts("outline-2015")
    plain = plain_classifier().fit(list(data.texts), list(data.categories))
    model = load_model("outline-2015")
    _warm(model)
    cutting = _timed(lambda: [plain_words(line) for line in lines])
    judging = _timed(lambda: plain.predict(lines))
    rows = [
        ("segment the lines", _timed(lambda: segment_many(lines)), cutting),
        (_ONE, _timed(lambda: _classify(lines, model)), judging),
        (_TWO, _by_two(lines, model), judging),
        ("read the files", _timed(lambda: read_corpus(path)), judging),
        *(((task, seconds, judging)) for task, seconds in _studies(path)),
        (_DASK_ONE, _by_dask(path, model, 1), judging),
        (_DASK_TWO, _by_dask(path, model, 2), judging),
    ]
    table = pd.DataFrame(rows, columns=["task", "seconds", "plain"])
    return table.assign(ratio=table["plain"] / table["seconds"])


def against_targets(
    times: pd.DataFrame, growth: pd.DataFrame, starts: pd.DataFrame
) -> pd.DataFrame:
    """Hold what was measured against what the toolkit promises.

    Parameters
    ----------
    times, growth, starts : pandas.DataFrame
        What ``benchmark``, ``growth_of`` and ``cold_start`` gave.

    Returns
    -------
    pandas.DataFrame
        Columns target, wanted, measured, met: ratios, or where it says so seconds or MB.
    """
    import pandas as pd

    ratio = times.set_index("task")["ratio"]
    start = starts.set_index("task")["over_python"]
    rate = growth["per_second"].iloc[-1] / growth["per_second"].iloc[-2:].iloc[0]
    least = [
        ("classifying on one core, times the plain script", 6.0, ratio[_ONE]),
        ("classifying on two cores, times the plain script", 10.0, ratio[_TWO]),
        ("the study, times the plain script's classification", 1.0, ratio[_STUDY]),
        ("two Dask workers, times one", 1.6, ratio[_DASK_TWO] / ratio[_DASK_ONE]),
        ("largest table's paragraphs a second, share of the next's", _LINEAR, rate),
    ]
    most = [
        ("second run with one more report, share of the first", 0.1, ratio[_STUDY] / ratio[_ADDED]),
        ("MB beyond the model, largest table", _MEMORY_MOST, growth["MB"].iloc[-1]),
        ("seconds to import toolkit, over Python's", _IMPORT_MOST, start[_IMPORT]),
        ("seconds of fazhi --help, over Python's", _HELP_MOST, start[_HELP]),
    ]
    rows = [(name, f"at least {goal:g}", found, found >= goal) for name, goal, found in least]
    rows += [(name, f"at most {goal:g}", found, found <= goal) for name, goal, found in most]
    table = pd.DataFrame(rows, columns=["target", "wanted", "measured", "met"])
    told = table["met"].map({True: "yes", False: "no"}).where(table["measured"].notna(), "not run")
    return table.assign(met=told)


def measured(path: str | Path) -> pd.DataFrame:
    """Measure the largest memory of a process that reads a folder and predicts it.

    Returns
    -------
    pandas.DataFrame
        Columns task, MB, with both models loaded before anything is read.
    """
    import pandas as pd

    before, after = _peaks(_PEAK + _READ + _PREDICT + _TELL, [str(path)])
    rows = [("models loaded", before), ("after reading and predicting", after)]
    return pd.DataFrame(rows, columns=["task", "MB"])


def growth_of(most: int) -> pd.DataFrame:
    """Predict tables of more and more example paragraphs, each in a process of its own.

    Parameters
    ----------
    most : int
        Paragraphs of the largest; the others have a tenth, and a hundredth of it.

    Returns
    -------
    pandas.DataFrame
        Columns paragraphs, seconds (without loading the model), per_second, MB (beyond the
        loaded models).
    """
    import pandas as pd

    texts = list(example_texts("outline-2015").texts)
    rows = []
    for number in sorted({max(most // share, 1) for share in (100, 10, 1)}):
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "texts.parquet", Path(folder) / "out.parquet"
            repeated = [f"{texts[at % len(texts)]}{at}" for at in range(number)]
            write_parquet(pd.DataFrame({"text": repeated}), source)
            loading = _timed(lambda: _peaks(_PEAK + _TELL, []))
            begun = time.perf_counter()
            before, after = _peaks(_PEAK + _STREAM + _TELL, [str(source), str(target)])
            seconds = max(time.perf_counter() - begun - loading, 1e-9)
        rows.append((number, seconds, number / seconds, after - before))
    return pd.DataFrame(rows, columns=["paragraphs", "seconds", "per_second", "MB"])


def cold_start() -> pd.DataFrame:
    """Time how long the package and the command take to start, beside bare Python.

    Returns
    -------
    pandas.DataFrame
        Columns task, seconds, over_python: the fastest of five starts, and what it is beyond
        bare Python's.
    """
    import pandas as pd

    tasks = {
        "python": ["-c", "pass"],
        _IMPORT: ["-c", "import toolkit"],
        _HELP: ["-m", "toolkit", "--help"],
    }
    seconds = {
        task: min(_timed(partial(_python, words)) for _ in range(_STARTS))
        for task, words in tasks.items()
    }
    rows = [(task, taken, taken - seconds["python"]) for task, taken in seconds.items()]
    return pd.DataFrame(rows, columns=["task", "seconds", "over_python"])


def _studies(path: str | Path) -> list[tuple[str, float]]:
    """Time the whole study by two processes, and again where a store knows nearly all."""
    files = find_files(path)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "reports", Path(folder) / "out"

        def study(task: str, added: Sequence[tuple[Path, str]]) -> tuple[str, float]:
            for file, name in added:
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, source / name)
            return task, _timed(lambda: run_study(source, out, workers=2))

        return [study(_STUDY, files[:-1]), study(_ADDED, files[-1:]), study(_AGAIN, [])]


def _by_dask(path: str | Path, model: TextClassifier, workers: int) -> float:
    """Time Dask workers that are up and have the model; NaN where Dask is not installed."""
    files, given = find_files(path), ([model], True, None)
    try:
        with open_engine("dask", workers=workers) as spread:
            run = spread or one_by_one
            list(run(predict_reports, loaded(files[:_FIRST]), given=given))
            return _timed(lambda: list(run(predict_reports, loaded(files), given=given)))
    except MissingExtraError:
        return float("nan")


def _by_two(lines: Sequence[str], model: TextClassifier) -> float:
    """Time two processes that are up and have their model, as in any longer run."""
    parts = [lines[start : start + _PART] for start in range(0, len(lines), _PART)]
    with open_engine(workers=2) as spread:
        if spread is None:
            return float("nan")
        list(spread(_classify, parts[:4], given=(model,)))
        return _timed(lambda: list(spread(_classify, parts, given=(model,))))


def _classify(lines: Sequence[str], model: TextClassifier) -> list[str]:
    import pandas as pd

    frame = pd.DataFrame({"paragraph_id": range(len(lines)), "text": lines})
    return predict_paragraphs(model, frame)["category"].tolist()


def _texts(path: str | Path) -> list[str]:
    texts = []
    for file, _ in find_files(path):
        try:
            texts.append(read_file(file).text)
        except UnreadableFileError:
            continue
    return texts


def _warm(model: TextClassifier) -> None:
    """Load dictionaries and engines before anything is timed."""
    plain_words("预热")
    segment("预热")
    model.predict(["预热"])


def _peaks(program: str, arguments: Sequence[str]) -> tuple[float, float]:
    before, after = _python(["-c", program, *arguments]).split()
    return float(before), float(after)


def _python(words: Sequence[str]) -> str:
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
