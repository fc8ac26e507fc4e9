"""A file's lines as printed: running heads out, spaces and script repaired, nothing lost."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus.cleaning import clean_line, unify_line_breaks
from toolkit.corpus.layout import drop_running_heads, lay_out

HEAD = "云岭县法治政府建设报告"
TEXT = "全县扎实推进依法行政，取得新成效。"


def _numbers(text: str) -> tuple[list[int], list[int]]:
    layout = lay_out(text)
    return [line.number for line in layout.lines], [line.number for line in layout.aside]


@pytest.mark.parametrize(
    ("text", "kept", "aside"),
    [
        pytest.param(
            f"{HEAD}\n{TEXT}\x0c{HEAD}\n{TEXT}\x0c{HEAD}\n{TEXT}",
            [1, 2, 4, 6],
            [3, 5],
            id="at the head of pages",
        ),
        pytest.param(
            f"云岭县\n{TEXT}\n{HEAD} 1\n- 1 -\n{TEXT}\n{HEAD} 2\n- 2 -",
            [1, 2, 4, 5, 7],
            [3, 6],
            id="beside page numbers",
        ),
        pytest.param(
            f"{TEXT}\n执法情况\n{TEXT}\n执法情况\n{TEXT}", [1, 2, 3, 4, 5], [], id="no pages"
        ),
        pytest.param(
            f"{TEXT}\n（一）执法\n- 1 -\n{TEXT}\n（一）执法\n- 2 -",
            [1, 2, 3, 4, 5, 6],
            [],
            id="headings at the foot of pages",
        ),
        pytest.param(
            f"{TEXT}\n行政执法类\n1\n{TEXT}\n行政执法类\n2",
            [1, 2, 3, 4, 5, 6],
            [],
            id="cells beside figures",
        ),
    ],
)
def test_running_heads(text: str, kept: list[int], aside: list[int]) -> None:
    assert _numbers(text) == (kept, aside)


def test_without_pages_nothing_is_a_running_head() -> None:
    assert drop_running_heads([]) == ([], [])


def test_traditional_script_is_simplified_with_its_offsets() -> None:
    (line,) = lay_out(
        "２０１２年，全縣認真貫徹國務院決定，依法行政工作取得成效，開展執法檢查。"
    ).lines
    assert line.text == "2012年，全县认真贯彻国务院决定，依法行政工作取得成效，开展执法检查。"


texts = st.lists(
    st.sampled_from(
        [
            "一、",
            "二是",
            "依法行政",
            "全县推进依法行政各项工作，取得成效，",
            "。",
            "；",
            "\n",
            "\n\n",
            "- 1 -\n",
            "\x0c",
            "\n3\n",
            "　　",
            "附件",
            "，",
            " ",
            "\t",
            HEAD,
        ]
    ),
    max_size=80,
).map("".join)


@given(texts)
def test_no_character_is_lost_and_lines_stay_in_order(text: str) -> None:
    layout = lay_out(text)
    cleaned = "".join(map(clean_line, unify_line_breaks(text).split("\n")))
    came = "".join(line.text for line in (*layout.lines, *layout.aside))
    assert Counter("".join(came.split())) == Counter("".join(cleaned.split()))
    numbers = [line.number for line in layout.lines]
    assert numbers == sorted(set(numbers))
    assert not set(numbers) & {line.number for line in layout.aside}
