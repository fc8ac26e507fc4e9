"""Names that users choose make file names that lie in their folder, on any system."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.files import safe_stem

ODD = (
    "甲/乙",
    "甲\\乙",
    "甲_乙",
    "..",
    ".",
    "",
    " ",
    "a:b",
    "a?b",
    "a\nb",
    "x.",
    "法" * 90,
    "法" * 91,
)


@pytest.mark.parametrize("name", ["map-common-C4", "甲_乙", "trend.v1", "outline-2015-ann", "a b"])
def test_a_safe_name_stays(name: str) -> None:
    assert safe_stem(name) == name


@pytest.mark.parametrize("name", ODD)
def test_any_name_makes_a_file_of_the_folder(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{safe_stem(name)}.parquet"
    file.write_text("", encoding="utf-8")
    assert list(tmp_path.iterdir()) == [file]
    assert not set(file.name) & set('<>:"/\\|?*\n')
    assert len(file.name.encode()) < 220


def test_no_two_names_become_the_same() -> None:
    assert len({safe_stem(name) for name in ODD}) == len(ODD)
