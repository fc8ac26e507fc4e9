"""The doctor: what is in order, what is missing, and what can be done without."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import pytest
from click.testing import CliRunner

from toolkit import words
from toolkit.cli import cli
from toolkit.errors import ModelError
from toolkit.presentation import fonts
from toolkit.study import checkup

LATIN = fonts.FontFile(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out loading the models, which other tests do."""

    class Loaded:
        model_id = "0123456789abcdef"

    monkeypatch.setattr(checkup, "load_model", lambda name: Loaded())


def state(name: str) -> str:
    table = checkup.check_machine().set_index("check")
    return str(table.loc[name, "state"])


@pytest.mark.usefixtures("quick")
def test_this_machine_is_in_order() -> None:
    done = CliRunner().invoke(cli, ["doctor"])
    assert done.exit_code == 0, done.output
    assert "Nothing essential is missing." in done.output
    assert words.fingerprint() in done.output
    assert "0123456789abcdef" in done.output


@pytest.mark.usefixtures("quick")
def test_a_missing_chinese_font_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "system_fonts", lambda: (LATIN,))
    monkeypatch.setattr(fonts, "packaged_fonts", lambda: ())
    done = CliRunner().invoke(cli, ["doctor"])
    assert done.exit_code == 1
    assert "1 missing" in done.output
    assert "fonts-noto-cjk" in done.output
    assert state("font, English figures") == "ok"
    assert state("font, names of all divisions") == "optional"


@pytest.mark.usefixtures("quick")
def test_engines_that_differ_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    real = words.segment
    monkeypatch.setattr(
        checkup.words, "segment", lambda text, engine: [engine, *real(text, engine=engine)]
    )
    assert state("segmentation") == "missing"


def test_a_model_that_does_not_load_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ModelError("a model", "another fingerprint", name, "train it again")

    monkeypatch.setattr(checkup, "load_model", refuse)
    table = checkup.check_machine().set_index("check")
    assert table.loc["model outline-2015"].tolist() == [
        "missing", "another fingerprint", "train it again"
    ]  # fmt: skip


@pytest.mark.usefixtures("quick")
def test_a_browser_can_be_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup.shutil, "which", lambda name: None)
    assert state("browser, to test pages") == "optional"
    assert CliRunner().invoke(cli, ["doctor"]).exit_code == 0


@pytest.mark.usefixtures("quick")
def test_a_library_that_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "versions", lambda: {"skops": "not installed"})
    assert state("version skops") == "missing"
