"""Fixtures for all tests: the folder of real documents, and a folder to write to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How many texts are made up for each property: the second is for hours of searching.
settings.register_profile("quick", max_examples=60, deadline=None)
settings.register_profile(
    "long", max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("quick")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents: FAZHI_SHARED, else shared/ beside the repository."""
    named = os.environ.get("FAZHI_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        reason = "real documents not at hand: set FAZHI_SHARED"
        if os.environ.get("FAZHI_REQUIRE_SHARED") == "1":
            pytest.fail(f"{reason} (looked in {folder})")
        pytest.skip(reason)
    return folder.resolve()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return Debian's chromium, driven by playwright; skips where either is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a folder to write to, not made yet."""
    return tmp_path / "out"
