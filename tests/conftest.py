"""Fixtures for all tests: the folder of real documents, and a folder to write to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a folder to write to, not made yet."""
    return tmp_path / "out"
