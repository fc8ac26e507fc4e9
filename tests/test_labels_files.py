"""The label files are whole: codes valid, spans verbatim, the sample apart, no real text."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from toolkit.outlines import load_outline
from toolkit.provenance import file_hash, text_hash
from toolkit.resources import label_file
from toolkit.tables import OUTLINES

FIRST_OUTLINE = {f"A{n}" for n in range(9)}
SECOND_OUTLINE = {f"B{n}" for n in range(10)}
SECTIONS = {"intro", "work", "problems", "plans", "mixed", "other"}
TYPES = {
    "awareness",
    "capacity",
    "staffing",
    "rules",
    "enforcement",
    "imbalance",
    "openness",
    "effect",
    "other",
}
EXAMPLE_FILES = ("paragraphs.csv", "sample.csv")
GOLD_FILES = ("report_lines.csv", "documents.csv", "problems.csv")
Rows = list[dict[str, str]]


def rows_of(name: str) -> Rows:
    with label_file(name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def grams(text: str) -> set[str]:
    bare = "".join(text.split())
    return {bare[place : place + 5] for place in range(len(bare) - 4)}


@pytest.fixture(scope="module")
def examples() -> Rows:
    return [row for name in EXAMPLE_FILES for row in rows_of(name)]


@pytest.mark.parametrize(
    "name", [*EXAMPLE_FILES, "paragraph-problems.csv", *(f"gold/{file}" for file in GOLD_FILES)]
)
def test_files_are_plain_utf8(name: str) -> None:
    content = label_file(name).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.decode("utf-8").endswith("\n")


def test_examples_are_told_apart(examples: Rows) -> None:
    assert len({row["id"] for row in examples}) == len(examples)
    assert len({text_hash(row["text"]) for row in examples}) == len(examples)
    assert all(re.fullmatch(r"P\d{4}", row["id"]) for row in examples)


def test_examples_have_valid_codes(examples: Rows) -> None:
    for row in examples:
        assert row["cat2015"] in FIRST_OUTLINE, row["id"]
        assert row["cat2021"] in SECOND_OUTLINE, row["id"]
        assert row["second2015"] in FIRST_OUTLINE | {""}, row["id"]
        assert row["section"] in SECTIONS, row["id"]
        assert row["hard"] in {"0", "1"}, row["id"]
        assert row["source"], row["id"]


@pytest.mark.parametrize("coder", ["a", "b"])
def test_coders_codes_are_valid_or_all_empty(examples: Rows, coder: str) -> None:
    for row in examples:
        codes = [row[f"coder_{coder}_{what}"] for what in ("2015", "2021", "section")]
        if any(codes):
            assert codes[0] in FIRST_OUTLINE, row["id"]
            assert codes[1] in SECOND_OUTLINE, row["id"]
            assert codes[2] in SECTIONS, row["id"]


def test_problem_spans_are_stretches_of_their_paragraph(examples: Rows) -> None:
    texts = {row["id"]: row["text"] for row in examples}
    problems = rows_of("paragraph-problems.csv")
    assert len(problems) >= 300
    for row in problems:
        start, end = int(row["start"]), int(row["end"])
        span = texts[row["id"]][start:end]
        assert 0 <= start < end <= len(texts[row["id"]]), row
        assert span.strip("。；;，,") == span, row
        assert row["cat2015"] in FIRST_OUTLINE, row
        assert row["type"] in TYPES, row
        assert row["hedge"] in {"0", "1"}, row


def test_no_problem_is_a_named_cause(examples: Rows) -> None:
    texts = {row["id"]: row["text"] for row in examples}
    for row in rows_of("paragraph-problems.csv"):
        before = texts[row["id"]][: int(row["start"])]
        assert not before.endswith(("由于", "究其原因", "根子在于", "原因在于")), row


def test_no_problem_is_a_lead_with_its_details_behind_it(examples: Rows) -> None:
    texts = {row["id"]: row["text"] for row in examples}
    spans = defaultdict(list)
    for row in rows_of("paragraph-problems.csv"):
        spans[row["id"]].append((int(row["start"]), int(row["end"]), row["cat2015"]))
    for key, found in spans.items():
        start, end, task = min(found)
        text = texts[key]
        opening = start == 0 and text[end : end + 1] == "。" and not re.search(r"\d", text[:end])
        assert not (opening and any(other[2] == task for other in sorted(found)[1:])), key


def test_the_sample_can_draw_every_task() -> None:
    sample = rows_of("sample.csv")
    work = [row for row in sample if row["section"] == "work"]
    assert len(sample) >= 300
    first = Counter(row["cat2015"] for row in work)
    second = Counter(row["cat2021"] for row in work)
    assert min(first[code] for code in FIRST_OUTLINE - {"A0"}) >= 12
    assert min(second[code] for code in SECOND_OUTLINE - {"B0"}) >= 12
    for section in ("problems", "plans"):
        tasks = {row["cat2015"] for row in sample if row["section"] == section}
        assert tasks >= FIRST_OUTLINE - {"A0"}


def test_there_are_as_many_paragraphs_as_promised() -> None:
    rows = rows_of("paragraphs.csv")
    sections = Counter(row["section"] for row in rows)
    assert len(rows) >= 2000
    assert len(rows_of("sample.csv")) >= 300
    assert sections["problems"] >= 300
    assert sections["plans"] >= 200


def test_every_numbered_measure_is_covered_eight_times() -> None:
    told = Counter(row["measure"] for row in rows_of("paragraphs.csv"))
    outlines = [load_outline(name) for name in OUTLINES]
    names = {
        measure.name
        for outline in outlines
        for category in outline.categories
        for measure in category.measures
    }
    assert {name: told[name] for name in names if told[name] < 8} == {}


def test_no_two_examples_share_a_third_of_their_grams(examples: Rows) -> None:
    sets = [grams(row["text"]) for row in examples]
    places: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(sets):
        for gram in own:
            places[gram].append(number)
    alike = []
    for number, own in enumerate(sets):
        shared = Counter(other for gram in own for other in places[gram] if other > number)
        for other, count in shared.items():
            if count > min(len(own), len(sets[other])) / 3:
                alike.append((examples[number]["id"], examples[other]["id"]))
    assert alike == []


def test_training_paragraphs_cover_every_task() -> None:
    training = rows_of("paragraphs.csv")
    assert {row["cat2015"] for row in training} == FIRST_OUTLINE
    assert {row["cat2021"] for row in training} == SECOND_OUTLINE


@pytest.mark.parametrize("name", GOLD_FILES)
def test_gold_holds_hashes_and_codes_but_no_text(name: str) -> None:
    rows = rows_of(f"gold/{name}")
    assert rows
    assert not {"text", "title", "file", "span"} & set(rows[0])
    for row in rows:
        assert re.fullmatch(r"[0-9a-f]{64}", row["sha256"])
        # A sentence would show by its punctuation or its length.
        assert not any(re.search("[。；，]", value) for value in row.values())
        assert all(len(value) <= 40 for key, value in row.items() if key != "sha256")


def test_gold_lines_have_valid_codes() -> None:
    for row in rows_of("gold/report_lines.csv"):
        assert row["role"] in {"title", "meta", "noise", "heading", "body"}
        body = row["role"] == "body"
        assert (row["section"] in SECTIONS) == body
        for name in ("cat2015", "cat2015_coder_a", "cat2015_coder_b"):
            assert (row[name] in FIRST_OUTLINE) == body
        for name in ("cat2021", "cat2021_coder_a", "cat2021_coder_b"):
            assert (row[name] in SECOND_OUTLINE) == body


def test_gold_hashes_are_those_of_the_real_lines(shared: Path) -> None:
    lines = {
        file_hash(path): path.read_text(encoding="utf-8-sig").split("\n")
        for path in (shared / "seeds").glob("*.txt")
    }
    rows = rows_of("gold/report_lines.csv") + rows_of("gold/problems.csv")
    for row in rows:
        line = lines[row["sha256"]][int(row["line"]) - 1]
        assert text_hash(line) == row["line_sha256"]


def test_no_example_resembles_a_real_line(shared: Path, examples: Rows) -> None:
    holders = defaultdict(set)
    for path in (shared / "seeds").glob("*.txt"):
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n")):
            for gram in grams(line):
                holders[gram].add((path.name, number))
    assert holders
    for row in examples:
        own = grams(row["text"])
        met = Counter(place for gram in own for place in holders.get(gram, ()))
        assert max(met.values(), default=0) < len(own) / 3, (row["id"], met.most_common(1))
