"""Broken files and files that mean harm: a result or a row of ``rejected``, and soon."""

# ruff: noqa: E501  (units of text)

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import toolkit.corpus
from tests.corpus.hostile_cases import cases, heavy_cases
from tests.corpus.hostile_files import zipped
from tests.corpus.hostile_texts import TEXT, Case
from toolkit.corpus import pdf, reading
from toolkit.corpus.collection import read_corpus
from toolkit.corpus.filereading import read_reports
from toolkit.corpus.reading import find_files

Saver = Callable[..., bytes]
ROOT = Path(__file__).resolve().parent.parent.parent
KINDS = (
    "truncated", "changed", "mislabelled", "binary", "marks", "encodings", "names", "pages",
    "archives", "office", "tables", "pdf",
)  # fmt: skip
MEMORY = 3 * 2**30
SECONDS = 100
_CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
from toolkit.corpus import pdf
from toolkit.corpus.collection import read_corpus
pdf._MOST_SECONDS = 1
corpus = read_corpus(sys.argv[1])
told = [*corpus.documents["path"], *corpus.rejected["file"]]
sys.stdout.write("\\n".join(told) + "\\n")
sys.stderr.write(corpus.rejected.to_csv())
"""


@pytest.fixture(scope="module")
def all_cases(savers: dict[str, Saver]) -> list[Case]:
    return cases(savers)


def missing(names: list[str], told: list[str]) -> list[str]:
    """Files of which neither they nor their parts are told."""
    whole = {re.split(r"(?<=[a-z])[/#]", name, maxsplit=1)[0] for name in told} | set(told)
    return [name for name in names if name not in whole]


def test_there_are_at_least_500_cases_of_all_kinds(all_cases: list[Case]) -> None:
    counts = Counter(case.kind for case in all_cases)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 20
    assert len({case.name for case in all_cases}) == len(all_cases) >= 500


@pytest.mark.parametrize("kind", KINDS)
def test_each_file_gives_a_result_or_is_refused(
    kind: str, all_cases: list[Case], tmp_path: Path
) -> None:
    names = []
    for case in all_cases:
        if case.kind == kind:
            (tmp_path / case.name).write_bytes(case.content())
            names.append(os.fsencode(case.name).decode("utf-8", "replace"))
    corpus = read_corpus(tmp_path)
    told = [*corpus.documents["path"], *corpus.rejected["file"]]
    if kind == "names":
        assert len(told) == len(names)
    else:
        assert missing(names, told) == []
    for column in corpus.rejected:
        assert corpus.rejected[column].astype(bool).all()
    # No entity of a file is read, and all can be written down.
    assert not corpus.documents["text"].str.contains("root:", regex=False).any()
    corpus.documents.to_csv(tmp_path / "documents.csv")
    corpus.rejected.to_csv(tmp_path / "rejected.csv")


def test_whole_files_among_the_hostile_ones_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.documents["path"].tolist() == ["b.txt"]
    assert corpus.rejected["file"].tolist() == ["a.pdf"]


def test_heavy_files_are_refused_or_read_in_bounded_memory_and_time(
    savers: dict[str, Saver], tmp_path: Path
) -> None:
    names = []
    for case in heavy_cases(savers):
        (tmp_path / case.name).write_bytes(case.content())
        names.append(case.name)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD.format(memory=MEMORY), str(tmp_path)],
        capture_output=True, text=True, timeout=SECONDS, cwd=ROOT, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = done.stdout.splitlines()
    assert missing(names, told) == []
    assert "MemoryError" not in done.stderr
    # What is told of one file is bounded too.
    assert len(told) < 200


def test_links_that_lead_out_are_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "reports", tmp_path / "private"
    for one in (folder / "inside", outside):
        one.mkdir(parents=True)
    (outside / "secret.txt").write_text(TEXT.replace("云岭", "青崖"), encoding="utf-8")
    (folder / "inside" / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "again.txt").symlink_to(folder / "inside" / "a.txt")
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "folder").symlink_to(outside)
    (folder / "nowhere.txt").symlink_to(folder / "none.txt")
    (folder / "itself.txt").symlink_to(folder / "itself.txt")
    (folder / "inside" / "up").symlink_to(folder)
    assert [name for _, name in find_files(folder)] == ["again.txt", "inside/a.txt"]
    corpus = read_corpus(folder)
    assert corpus.documents["path"].tolist() == ["again.txt"]
    refused = corpus.rejected.set_index("file")["came"].to_dict()
    assert refused.pop("inside/a.txt") == "the same text as in again.txt"
    # The folder itself is in no other folder of its own: the way up leads out of what is below.
    assert set(refused) == {"file.txt", "folder", "inside/up", "itself.txt", "nowhere.txt"}
    assert set(refused.values()) == {"a link that leads out"}


def test_files_that_cannot_be_opened_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")

    def closed(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", closed)
    corpus = read_corpus(tmp_path)
    assert corpus.rejected[["file", "came"]].to_numpy().tolist() == [["a.txt", "Permission denied"]]


def test_archives_in_archives_share_one_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = [zipped({"a.txt": TEXT.replace("八十六", number)}) for number in "三四五"]
    outer = zipped({f"{k}.zip": content for k, content in enumerate(inner)})
    size = sum(map(len, inner)) + len(TEXT.encode()) * 2
    monkeypatch.setattr(
        reading._Unpacked, "__init__", lambda self: vars(self).update(depth=0, left=size)
    )
    parts = read_reports(outer, "a.zip").parts
    assert [part.get("path") for part in parts] == ["a.zip/0.zip/a.txt", "a.zip/1.zip/a.txt", None]
    assert parts[2]["file"] == "a.zip/2.zip"


def test_a_page_of_a_pdf_that_never_ends_is_given_up(
    savers: dict[str, Saver], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its forms ask for ten to the power of twenty drawings: only the clock ends this test.
    monkeypatch.setattr(pdf, "_MOST_SECONDS", 0.2)
    case = next(case for case in heavy_cases(savers) if case.name == "forms-in-forms.pdf")
    (part,) = read_reports(case.content(), case.name).parts
    # The reader knows forms that it met by their place in memory, and so may end sooner itself.
    ended = {"one that takes over 0.2 seconds", "pictures of pages (a scan)"}
    assert part["file"] == case.name
    assert part["came"] in ended


def patterns() -> list[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    found = {}
    for module in pkgutil.iter_modules(toolkit.corpus.__path__, "toolkit.corpus."):
        for name, one in vars(importlib.import_module(module.name)).items():
            if isinstance(one, re.Pattern):
                found[one.pattern, one.flags] = (f"{module.name}.{name}", one)
    return list(found.values())


UNITS = (
    " ", "　", "\n", "a", "1", "一", "。", "，", "、", "（", "(", "<", "<!--", "<p ", "第", "年", "-", ".",
    "_", "《", "【", "\t", " \n", "1.", "一、", "（一）", "2020年", "政府", "县", "来源：", "存在", "的", "=",
    "from:",
)  # fmt: skip
SHORT, GROWN, MOST_GROWTH, FLOOR = 1_000, 4, 12, 0.02


def seconds(pattern: re.Pattern[str] | re.Pattern[bytes], unit: str, size: int) -> float:
    text = unit * (size // len(unit)) + "\x01"
    subject = text if isinstance(pattern.pattern, str) else text.encode()
    start = time.process_time()
    for _ in pattern.finditer(subject):  # type: ignore[arg-type]
        pass
    return time.process_time() - start


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(*one, id=one[0]) for one in patterns()])
def test_no_pattern_takes_more_than_linear_time(
    name: str, pattern: re.Pattern[str] | re.Pattern[bytes]
) -> None:
    for unit in UNITS:
        grown = seconds(pattern, unit, SHORT * GROWN)
        if grown > FLOOR:
            short = max(seconds(pattern, unit, SHORT), FLOOR / MOST_GROWTH)
            again = min(grown, seconds(pattern, unit, SHORT * GROWN))
            assert again < MOST_GROWTH * short, f"{name} on {unit!r}: {short:.4f} to {again:.4f}"


def test_a_pattern_that_is_not_linear_would_be_found() -> None:
    bad = re.compile(r"(?:a|b)*[^a]*(?=c)a*d")
    assert seconds(bad, "a", SHORT * GROWN) > MOST_GROWTH * seconds(bad, "a", SHORT) > FLOOR / 100
