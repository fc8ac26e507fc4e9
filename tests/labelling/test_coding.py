"""Coding in a notebook: a session's keys and file, and the same in a real browser."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from toolkit.errors import TableError, ToolkitError
from toolkit.labelling.assignments import make_assignment
from toolkit.labelling.coding import code
from toolkit.labelling.records import read_labels
from toolkit.labelling.sessions import Judgement, Session, category_keys
from toolkit.outlines import load_outline
from toolkit.provenance import text_hash
from toolkit.tables import Corpus

TEXTS = (
    "县里修订了执法事项目录。",
    "全年受理复议申请若干件。",
    "-开头的一段也要照原样显示。",
    "县里修订了执法事项目录。",
    "干部集中学法四次。",
)
CHROMIUM = shutil.which("chromium")


def make_sample(**more: object) -> pd.DataFrame:
    """Return five invented paragraphs, the fourth with the text of the first."""
    rows = [
        {
            "paragraph_id": f"d{place}-0",
            "doc_id": f"d{place}",
            "text_sha256": text_hash(text),
            "probability": 0.1 * (place + 1),
            "stratum": "2020",
            "headings": ["一、工作情况"],
            "text": text,
            "category": "B9",
            "predicted": "SECRET",
        }
        for place, text in enumerate(TEXTS)
    ]
    return pd.DataFrame(rows).assign(**more)


def start(path: Path, **more: object) -> Session:
    assignment = make_assignment(make_sample(), load_outline("outline-2015"), "ann")
    return Session(assignment, path, **more)


def press(session: Session, keys: str) -> Session:
    for key in keys.split():
        session.press(key)
    return session


def saved(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def codes(path: Path) -> dict[str, str]:
    return {row["paragraph_id"]: row["category"] for row in saved(path)}


def test_each_judgement_is_saved_at_once_and_equal_texts_share_it(tmp_path: Path) -> None:
    session = start(tmp_path / "ann.csv")
    assert session.progress == (0, 4)
    session.press("4")
    assert codes(tmp_path / "ann.csv") == {"d0-0": "A4", "d3-0": "A4"}
    assert [row["probability"] for row in saved(tmp_path / "ann.csv")] == ["0.1", "0.4"]
    assert {row["stratum"] for row in saved(tmp_path / "ann.csv")} == {"2020"}
    assert session.row["paragraph_id"] == "d1-0"


@pytest.mark.parametrize(
    ("keys", "expected", "position"),
    [
        ("4 6", {"d0-0": "A4", "d1-0": "A6", "d3-0": "A4"}, 2),
        ("4 u", {}, 0),
        ("4 6 u", {"d0-0": "A4", "d3-0": "A4"}, 1),
        ("4 6 u u", {}, 0),
        ("4 u u", {}, 0),
        ("Enter 6", {"d1-0": "A6"}, 2),
        ("ArrowRight ArrowRight 0", {"d2-0": "A0"}, 3),
        ("ArrowLeft 1", {"d0-0": "A1", "d3-0": "A1"}, 1),
        ("4 ArrowUp 5", {"d0-0": "A5", "d3-0": "A5"}, 1),
        ("1 2 3 4", {"d0-0": "A1", "d1-0": "A2", "d2-0": "A3", "d3-0": "A1", "d4-0": "A4"}, 3),
        ("x 9 Escape", {}, 0),
    ],
)
def test_keys(tmp_path: Path, keys: str, expected: dict[str, str], position: int) -> None:
    path = tmp_path / "ann.csv"
    session = press(start(path), keys)
    assert (codes(path) if path.exists() else {}) == expected
    assert session.position == position


def test_an_unknown_key_says_so(tmp_path: Path) -> None:
    assert press(start(tmp_path / "a.csv"), "9").message == "no category has the key 9"
    assert press(start(tmp_path / "a.csv"), "u").message == "nothing to undo"


def test_a_second_category(tmp_path: Path) -> None:
    session = press(start(tmp_path / "ann.csv"), "s 5")
    assert session.message == "first a category, then another one as the second"
    press(session, "4 ArrowLeft s 5")
    assert session.judgement == Judgement("A4", "A5", "", session.judgement.date)
    assert press(session, "s 4").judgement.second == "A5"
    assert press(session, "s 5").judgement.second == ""
    press(session, "s 5 5 ArrowLeft")
    # What was second and is now first is not both.
    assert (session.judgement.category, session.judgement.second) == ("A5", "")


def test_a_note_is_kept_with_and_without_a_category(tmp_path: Path) -> None:
    session = start(tmp_path / "ann.csv")
    session.write_note(" =cmd ")
    session.press("4")
    session.write_note("late", row=2)
    assert session.position == 1
    rows = {row["paragraph_id"]: (row["category"], row["note"]) for row in saved(session.path)}
    assert rows["d0-0"] == ("A4", "'=cmd")
    assert rows["d2-0"] == ("", "late")
    again = start(session.path)
    assert again.position == 1
    assert [again.go(place) or again.judgement.note for place in range(3)] == ["=cmd", "", "late"]


def test_it_is_resumed_where_it_was_left(tmp_path: Path) -> None:
    press(start(tmp_path / "ann.csv"), "4 6")
    before = (tmp_path / "ann.csv").read_bytes()
    again = start(tmp_path / "ann.csv")
    assert (again.position, again.progress) == (2, (2, 4))
    assert (tmp_path / "ann.csv").read_bytes() == before
    press(again, "3 7")
    assert start(tmp_path / "ann.csv").progress == (4, 4)


def test_labels_are_a_labels_table(tmp_path: Path) -> None:
    labels = press(start(tmp_path / "ann.csv"), "4 6").labels()
    assert labels["category"].tolist() == ["A4", "A4", "A6"]
    assert set(labels["coder"]) == {"ann"}
    assert set(labels["source"]) == {"hand"}
    assert labels["probability"].tolist() == pytest.approx([0.1, 0.4, 0.2])
    assert labels["text_sha256"].tolist() == [text_hash(TEXTS[place]) for place in (0, 3, 1)]


def test_the_file_is_a_file_of_labels(tmp_path: Path) -> None:
    session = press(start(tmp_path / "ann.csv"), "4 6")
    corpus = Corpus(pd.DataFrame(), make_sample(), pd.DataFrame())
    read = read_labels(session.path, corpus)
    columns = ["paragraph_id", "category", "probability", "coder", "date"]
    order = session.labels().sort_values("paragraph_id", ignore_index=True)[columns]
    assert read.sort_values("paragraph_id", ignore_index=True)[columns].equals(order)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("coder", "bo", "wanted 'ann', came 'bo'"),
        ("scheme", "common", "wanted 'outline-2015', came 'common'"),
        ("round", "2", "wanted '1', came '2'"),
        ("paragraph_id", "x-1", "wanted judgements on this sample, came one on x-1"),
        ("category", "B1", "came 'B1'"),
    ],
)
def test_a_file_of_others_is_refused(tmp_path: Path, column: str, value: str, message: str) -> None:
    path = press(start(tmp_path / "ann.csv"), "4").path
    pd.read_csv(path, dtype=str).assign(**{column: value}).to_csv(path, index=False)
    with pytest.raises(ToolkitError, match=message):
        start(path)


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ann.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(TableError, match="wanted columns paragraph_id"):
        start(path)


def test_two_sessions_do_not_overwrite_each_other(tmp_path: Path) -> None:
    first, second = start(tmp_path / "ann.csv"), start(tmp_path / "ann.csv")
    first.press("4")
    with pytest.raises(TableError, match="another program changed"):
        second.press("5")
    assert second.judgement == Judgement()
    assert codes(tmp_path / "ann.csv") == {"d0-0": "A4", "d3-0": "A4"}
    assert [file.name for file in tmp_path.iterdir()] == ["ann.csv"]


def test_where_it_cannot_be_saved_nothing_is_judged(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    session = start(tmp_path / "ann.csv")
    session.path = tmp_path / "file" / "ann.csv"
    with pytest.raises(ToolkitError, match="wanted room to write a file"):
        session.press("4")
    assert (session.progress, session.position) == ((0, 4), 0)


def test_each_coder_gets_their_own_paragraphs() -> None:
    dealt = ["ann", "bo", "ann; bo", "bo", "chi"]
    outline = load_outline("outline-2015")
    own = make_assignment(make_sample(coders=dealt), outline, "bo")
    assert [row["paragraph_id"] for row in own.rows] == ["d1-0", "d2-0", "d3-0"]
    with pytest.raises(ToolkitError, match="wanted one of 'ann', 'bo', 'chi', came 'dee'"):
        make_assignment(make_sample(coders=dealt), outline, "dee")
    anybody = make_assignment(make_sample(coders=["coder_a"] * 5), outline, "dee")
    assert len(anybody.places) == 5


def test_the_coder_sees_neither_model_nor_others(tmp_path: Path) -> None:
    pytest.importorskip("anywidget")
    made = code(make_sample(), "outline-2015", coder="ann", path=tmp_path / "ann.csv")
    state = json.dumps(made.widget.get_state(["shown", "choices"]), ensure_ascii=False)
    assert TEXTS[0] in state
    assert "一、工作情况" in state
    assert "SECRET" not in state
    assert "B9" not in state


def test_the_widget_obeys_and_tells_what_went_wrong(tmp_path: Path) -> None:
    pytest.importorskip("anywidget")
    made = code(make_sample(), "outline-2015", coder="ann", path=tmp_path / "ann.csv")
    made.widget._hear(None, {"press": "4"}, None)
    made.widget._hear(None, {"choose": "A6"}, None)
    made.widget._hear(None, {"note": "doubtful", "row": 1}, None)
    assert made.widget.shown["progress"] == "2 of 4 coded"
    assert repr(made) == "Coding(2 of 4 coded by ann)"
    assert saved(tmp_path / "ann.csv")[1]["note"] == "doubtful"
    (tmp_path / "ann.csv").write_text("", encoding="utf-8")
    made.widget._hear(None, {"press": "4"}, None)
    assert made.widget.shown["message"].startswith("not saved: wanted the file as this session")
    assert made.session.progress == (2, 4)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (load_outline("outline-2021").codes, "1234567890"),
        (load_outline("common").codes, "12345670"),
        (("x1", "y1"), "12"),
        (tuple(f"c{n}" for n in range(12)), "123456789abc"),
    ],
)
def test_keys_of_categories(given: tuple[str, ...], expected: str) -> None:
    assert "".join(category_keys(given).values()) == expected


def test_no_key_of_a_category_does_something_else() -> None:
    assert not set("uns") & set(category_keys(tuple(f"k{n}x" for n in range(40))).values())


NOTEBOOK_CELL = """
import toolkit as tk
from toolkit.labelling.assignments import read_sample
coding = tk.code(read_sample("sample.csv"), "outline-2015", coder="ann", path="ann.csv")
coding
"""


@pytest.fixture
def jupyter(tmp_path: Path) -> Iterator[str]:
    """Start JupyterLab in a folder with a sample and a notebook; return the notebook's address."""
    pytest.importorskip("jupyterlab")
    pytest.importorskip("anywidget")
    make_sample().drop(columns="headings").to_csv(tmp_path / "sample.csv", index=False)
    cells = [
        {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": NOTEBOOK_CELL,
         "execution_count": None},
        {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "unchanged"},
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4}
    (tmp_path / "coding.ipynb").write_text(json.dumps({**notebook, "nbformat_minor": 5}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "RUNTIME", "DATA")}
    options = [f"--port={port}", "--no-browser", "--allow-root", "--IdentityProvider.token=secret"]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--notebook-dir={tmp_path}"]
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command, env={**os.environ, **own}, stdout=log, stderr=log, cwd=tmp_path
        )
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}/lab/tree/coding.ipynb?token=secret"
        finally:
            server.terminate()
            server.wait(timeout=10)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens."""
    for _ in range(200):
        assert server.poll() is None, "JupyterLab did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.15)
    pytest.fail("JupyterLab does not listen")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to drive JupyterLab with")
def test_it_is_driven_by_keys_in_a_browser(jupyter: str, tmp_path: Path) -> None:
    api = pytest.importorskip("playwright.sync_api", reason="no playwright to drive Chromium")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(jupyter)
        # Before the kernel is there, JupyterLab would ask which one to take.
        api.expect(page.get_by_text("| Idle")).to_be_visible(timeout=40_000)
        page.get_by_text("import toolkit as tk").first.click()
        page.keyboard.press("Control+Enter")
        frame = page.locator(".fazhi-coding")
        api.expect(frame).to_contain_text(TEXTS[0], timeout=40_000)
        frame.locator(".text").click()
        shown = frame.locator(".text")
        # These are JupyterLab's shortcuts as well; the notebook must stay as it is.
        for key, then in (("4", TEXTS[1]), ("1", TEXTS[2]), ("u", TEXTS[1]), ("6", TEXTS[2])):
            page.keyboard.press(key)
            api.expect(shown).to_have_text(then)
        page.keyboard.press("n")
        page.keyboard.type("a doubt: 3u")
        page.keyboard.press("Escape")
        page.keyboard.press("3")
        api.expect(frame.locator(".counted")).to_have_text("3 of 4 coded")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("s")
        page.keyboard.press("5")
        api.expect(frame.locator("button.second")).to_have_text(re.compile("A5"))
        frame.get_by_role("button", name="A2").hover()
        api.expect(frame.locator(".entry")).to_contain_text("完善依法行政制度体系")
        cells = page.locator(".jp-Notebook .jp-Cell")
        api.expect(cells).to_have_count(2)
        browser.close()
    assert codes(tmp_path / "ann.csv") == {"d0-0": "A4", "d1-0": "A6", "d2-0": "A3", "d3-0": "A4"}
    told = {
        row["paragraph_id"]: (row["second"], row["note"]) for row in saved(tmp_path / "ann.csv")
    }
    assert told["d2-0"] == ("A5", "a doubt: 3u")
