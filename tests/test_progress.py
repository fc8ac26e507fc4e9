"""A bar for whoever watches, and none in a file."""

from __future__ import annotations

import io
import sys
import types

import pytest

from toolkit import progress as module


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watch(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO) -> str:
    clock = iter(range(0, 1000, 3))
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("tqdm.std.time", lambda: next(clock))
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)
    assert list(module.progress([1, 2, 3], "reading", unit="file")) == [1, 2, 3]
    return stream.getvalue()


def test_a_terminal_shows_a_bar_after_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "reading" in watch(monkeypatch, _Terminal())


def test_a_file_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert watch(monkeypatch, io.StringIO()) == ""


def test_a_notebook_shows_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipykernel", types.ModuleType("ipykernel"))
    assert "reading" in watch(monkeypatch, io.StringIO())
