"""The notebook's face: every public name is there, explained, and in README's list."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import toolkit

README = Path(__file__).resolve().parent.parent / "README.md"
_ROW = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)
_NAME = re.compile(r"`(\w+)`")


def listed_names() -> list[str]:
    """Return the names in README's table of public names."""
    section = README.read_text(encoding="utf-8").split("## Public names")[1].split("\n## ")[0]
    return [name for cell in _ROW.findall(section) for name in _NAME.findall(cell)]


def test_readme_lists_each_public_name_once() -> None:
    assert sorted(listed_names()) == sorted(toolkit.__all__)


@pytest.mark.parametrize("name", toolkit.__all__)
def test_a_public_name_resolves_and_is_explained(name: str) -> None:
    thing = getattr(toolkit, name)
    assert callable(thing)
    assert thing.__name__ == name
    # dataclasses write a docstring of their own when there is none: "Name(field: type, ...)"
    words = inspect.cleandoc(thing.__doc__ or "")
    assert words
    assert not words.startswith(f"{name}(")


@pytest.mark.parametrize("name", toolkit.__all__)
def test_every_parameter_is_explained_and_typed(name: str) -> None:
    thing = getattr(toolkit, name)
    for parameter in inspect.signature(thing).parameters.values():
        assert re.search(rf"\b{parameter.name}\b", thing.__doc__), parameter.name
        assert parameter.annotation is not inspect.Parameter.empty, parameter.name


def test_names_are_seen_by_completion() -> None:
    assert set(toolkit.__all__) <= set(dir(toolkit))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = toolkit.no_such_name  # type: ignore[attr-defined]
