"""Words: what folding changes and keeps, one segmentation by two engines, the fingerprint."""

import csv
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import words
from toolkit.errors import ToolkitError
from toolkit.resources import label_file


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("２０１９年", "0年"),
        ("办结1,234件", "办结0件"),
        ("占98.5%。", "占0。"),
        ("2016-2020年", "0年"),
        ("３．５％", "0"),
        ("1.加强领导", "0 加强领导"),
        ("第1、2项", "第0、0项"),
        ("ＡＰＰ、Wi-Fi、C++", "app、wi fi、c "),
        ("全市，各级：", "全市,各级:"),
        ("甲 \t　乙\n丙", "甲 乙 丙"),
        ("㎡和…", "m0和 "),
        ("", ""),
    ],
)
def test_fold_changes(text, folded):
    assert words.fold(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "依法行政、依规办事",
        "“一公开”",
        "《行政复议法》。",
        "國務院",
        "五年来",
        "不断——无",
        "【公开】",
    ],
)
def test_fold_keeps(text):
    assert words.fold(text) == text


@given(st.lists(st.text(max_size=30), max_size=6))
def test_folding_many_is_folding_each(texts):
    assert words.fold_many(texts) == [words.fold(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推进放管服改革", ["推进", "放管服", "改革"]),
        ("双随机、一公开", ["双随机", "、", "一公开"]),
        ("制度不健全", ["制度", "不", "健全"]),
        ("未申请的", ["未", "申请", "的"]),
        ("行政复议 案件", ["行政复议", "案件"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_segment(text, expected):
    assert words.segment(text) == expected


@pytest.mark.parametrize("term", words.domain_words())
def test_domain_term_is_one_word_by_both_engines(term):
    assert words.segment(term) == words.segment(term, engine="jieba") == [term]


def test_domain_words_are_folded_and_single():
    terms = words.domain_words()
    assert len(terms) == len(set(terms)) >= 200
    assert all(words.fold(term) == term for term in terms)


ODD = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFFEF, exclude_categories=["Cs"])
    | st.sampled_from("法治政府建设的是不无未一二三0９aB-_.%+&# 㐀鿖\n，、"),
    max_size=40,
)


@given(ODD)
def test_engines_agree_on_any_text(text):
    assert words.segment(text) == words.segment(text, engine="jieba")


@given(st.lists(ODD, max_size=5))
def test_segmenting_many_is_segmenting_each(texts):
    assert words.segment_many(texts) == [words.segment(text) for text in texts]


def disagreements(lines):
    """Lines that the two engines cut differently, each line once."""
    lines = sorted(set(lines))
    pairs = zip(words.segment_many(lines), words.segment_many(lines, engine="jieba"), strict=True)
    return [line for line, (fast, slow) in zip(lines, pairs, strict=True) if fast != slow]


# Parts, so that several processes share the slow engine's work.
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_engines_agree_on_every_line_of_real_reports(shared, part):
    paths = [*(shared / "corpora").rglob("*.txt"), *(shared / "seeds").glob("*.txt")]
    lines = [
        line
        for path in sorted(paths)[part::PARTS]
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) > 2000
    assert disagreements(lines) == []


@pytest.mark.parametrize("name", ["paragraphs.csv", "sample.csv"])
def test_engines_agree_on_every_cell_of_the_packaged_texts(name):
    with label_file(name).open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert len(cells) > 500
    assert disagreements(cells) == []


def test_engines_agree_on_what_the_package_itself_says():
    labels = label_file("words.txt").parent
    files = [*labels.glob("*.toml"), *labels.glob("*.md")]
    files += [label_file("division-changes.txt"), label_file("divisions.csv")]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 1000
    assert disagreements(lines) == []


def test_nothing_of_the_text_is_lost():
    text = "不断完善“互联网+”监管，办结率98.5%。"
    assert "".join(words.segment(text)) == words.fold(text).replace(" ", "")


def test_unknown_engine_is_refused():
    with pytest.raises(ToolkitError) as caught:
        words.segment("依法行政", engine="thulac")
    assert str(caught.value) == (
        "wanted one of 'jieba', 'rjieba', came 'thulac' (engine): name one of these engines"
    )


def test_fingerprint_hears_the_word_list(monkeypatch):
    before = words.fingerprint()
    terms = words.domain_words()
    monkeypatch.setattr(words, "domain_words", lambda: terms[:-1])
    assert words.fingerprint.__wrapped__() != before


def test_fingerprint_hears_the_rules(monkeypatch):
    before = words.fingerprint()
    monkeypatch.setattr(words, "_RULES", (*words._RULES, "another"))
    assert words.fingerprint.__wrapped__() != before


def test_probe_holds_every_domain_term():
    assert all(term in words.probe_text() for term in words.domain_words())


def test_the_global_tokenizer_and_the_temporary_folder_are_left_alone(tmp_path):
    script = (
        "import warnings; warnings.simplefilter('ignore')\n"
        "from toolkit import words; words.segment('放管服', engine='jieba')\n"
        "import jieba; assert not jieba.dt.initialized and '双随机' not in jieba.dt.FREQ"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"TMPDIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []
