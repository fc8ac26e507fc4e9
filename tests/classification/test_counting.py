"""Counting equals scikit-learn's, for any text."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.feature_extraction.text import CountVectorizer

from toolkit import words
from toolkit.classification.counting import NgramCounter
from toolkit.errors import ToolkitError

TEXTS = [
    "全面推行“双随机、一公开”监管，抽查率达到98.5%。",
    "行政复议 案件按期办结\n无一起 被纠错",
    "",
    "2019年，2020年，app与Wi-Fi覆盖全县。",
    "不断不断完善，完善制度",
    "中",
]
PIECES = st.sampled_from([*"依法行政复议，。0９ aB-%\n\t不无未㐀“", "双随机", "３.5%", "app"])
DOCUMENTS = st.lists(st.lists(PIECES, max_size=30).map("".join), min_size=1, max_size=8)


def plain(analyzer, lengths, min_df=1):
    if analyzer == "char":
        return CountVectorizer(
            preprocessor=words.fold, analyzer="char", ngram_range=lengths, min_df=min_df
        )
    return CountVectorizer(
        preprocessor=lambda text: " ".join(words.segment(text)),
        token_pattern=r"(?u)\S+",
        ngram_range=lengths,
        min_df=min_df,
    )


def as_table(counts, names):
    dense = counts.toarray()
    return {name: tuple(dense[:, at]) for at, name in enumerate(names)}


def check_equal(texts, new, analyzer, lengths, min_df=1):
    own = NgramCounter(analyzer, ngram_range=lengths, min_df=min_df)
    fitted = own.fit_transform(texts)
    reference = plain(analyzer, lengths, min_df)
    try:
        expected = reference.fit_transform(texts)
    except ValueError:  # scikit-learn refuses an empty vocabulary
        assert fitted.shape[1] == 0
        return
    names = reference.get_feature_names_out()
    assert as_table(fitted, own.get_feature_names_out()) == as_table(expected, names)
    assert as_table(own.transform(new), own.get_feature_names_out()) == as_table(
        reference.transform(new), names
    )


@pytest.mark.parametrize(
    ("analyzer", "lengths"),
    [("char", (1, 1)), ("char", (2, 4)), ("char", (3, 3)), ("word", (1, 2)), ("word", (2, 2))],
)
@pytest.mark.parametrize("min_df", [1, 2, 0.5])
def test_equals_scikit_learn(analyzer, lengths, min_df):
    check_equal(TEXTS, ["不断完善行政复议，2021年", *TEXTS], analyzer, lengths, min_df)


@settings(max_examples=60, deadline=None)
@given(
    DOCUMENTS, DOCUMENTS, st.sampled_from([("char", (1, 4)), ("char", (2, 3)), ("word", (1, 2))])
)
def test_equals_scikit_learn_on_any_text(texts, new, choice):
    check_equal(texts, new, *choice)


def test_more_texts_than_one_batch():
    texts = [f"第{'一二三四五'[at % 5]}项改革任务" for at in range(2500)]
    check_equal(texts, texts[::-1], "char", (2, 4))


def test_equals_scikit_learn_on_real_reports(shared):
    lines = [
        line
        for path in sorted((shared / "seeds").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()[::3]
    ]
    check_equal(lines, lines[::2], "char", (2, 4), 2)
    check_equal(lines, lines[::2], "word", (1, 2), 2)


@pytest.mark.parametrize("strange", ["𠮷", "\x00", "\ud800", "😀"])
def test_what_does_not_pack_counts_as_one_replacement(strange):
    counter = NgramCounter(ngram_range=(1, 2)).fit([f"中{strange}国"])
    assert sorted(counter.get_feature_names_out()) == ["中", "中\ufffd", "国", "\ufffd", "\ufffd国"]


def test_columns_kept_after_restriction_count_the_same():
    counter = NgramCounter("word", ngram_range=(1, 2))
    before = counter.fit_transform(TEXTS)
    names = counter.get_feature_names_out()
    kept = np.arange(len(names)) % 3 == 0
    counter.restrict(kept, before)
    assert list(counter.get_feature_names_out()) == list(names[kept])
    assert (counter.transform(TEXTS) != before[:, kept]).nnz == 0


def test_state_holds_arrays_and_plain_values_only():
    counter = NgramCounter("word", ngram_range=(1, 2)).fit(TEXTS)
    counter.transform(TEXTS)
    kinds = (np.ndarray, str, tuple, int)
    assert all(isinstance(value, kinds) for value in counter.__getstate__().values())
    again = pickle.loads(pickle.dumps(counter))
    assert (again.transform(TEXTS) != counter.transform(TEXTS)).nnz == 0


def test_clone_forgets_the_vocabulary():
    counter = clone(NgramCounter("word", ngram_range=(1, 2), min_df=2).fit(TEXTS))
    assert counter.get_params() == {"analyzer": "word", "ngram_range": (1, 2), "min_df": 2}
    assert not hasattr(counter, "vocabulary_")


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (
            {"analyzer": "letter"},
            "wanted one of 'char', 'word', came 'letter' (analyzer): name one",
        ),
        (
            {"ngram_range": (2, 5)},
            "wanted lengths from 1 to 4, came (2, 5) (ngram_range of analyzer 'char'): "
            "give the shortest and the longest n-gram",
        ),
        (
            {"analyzer": "word", "ngram_range": (1, 3)},
            "wanted lengths from 1 to 2, came (1, 3) (ngram_range of analyzer 'word'): "
            "give the shortest and the longest n-gram",
        ),
    ],
)
def test_refusals(choices, message):
    with pytest.raises(ToolkitError) as caught:
        NgramCounter(**choices).fit(TEXTS)
    assert str(caught.value) == message
