"""Nothing in a report, a table or a model is run, and no command asks for the network."""

from __future__ import annotations

import ast
import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "toolkit"
# What can run code that data hold, and what can reach a network.
RUNNING = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "runpy", "code", "yaml"}
REACHING = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "aiohttp"}
RUN_BY_NAME = {"eval", "exec", "compile", "__import__"}
RUN_BY_ATTRIBUTE = {
    "read_pickle", "to_pickle", "eval", "system", "popen", "joblib.load", "skops.io.load",
    "from_string", "entry_points",
}  # fmt: skip
# "module:call" -> why it does no harm.
HARMLESS = {
    "presentation/report.py:from_string": "a template of the package",
    "presentation/reading_list.py:from_string": "a template of the package",
}
FORBIDDEN = """
import sys

def refuse(event, words):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.gethost", "socket.send",
                         "socket.bind", "urllib", "http.client", "ftplib", "smtplib")):
        raise RuntimeError(f"the network was asked for: {event}")

sys.addaudithook(refuse)
"""
COMMANDS = """
import json, sys
from toolkit.cli import cli
for words in json.loads(sys.argv[1]):
    if code := cli.main(words, standalone_mode=False):
        sys.exit(f"{words[0]}: exit status {code}")
"""
TAKEN = "document.title='taken'"
MARKUP = (
    f"<script>{TAKEN}</script>", f'<img src=x onerror="{TAKEN}">', f"<svg/onload={TAKEN}>",
    f"</script><script>{TAKEN}//", "{{ 7*7 }}", f"\" onmouseover=\"{TAKEN}", "<!--", "]]>",
)  # fmt: skip
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "=cmd|' /C calc'!A0", "\t=1+1")


def report(place: str, year: int) -> str:
    """A report whose every part holds markup and begins like a formula."""
    work = [
        f"{formula} 全年办结行政复议案件{year + k}件，审查规范性文件{k}件。{markup}"
        for k, (formula, markup) in enumerate(zip([*FORMULAS, ""], MARKUP, strict=True))
    ]
    return "\n".join(
        (
            f"{place}{year}年法治政府建设工作报告",
            f"来源：=1+1{MARKUP[1]}",
            f"一、工作情况{MARKUP[1]}",
            *work,
            f"二、存在的问题{MARKUP[0]}",
            f"=1+1 一些部门对依法行政重视不够，执法力量薄弱。{MARKUP[3]}",
            "三、下一步打算",
            f"加强执法人员培训，解决执法力量薄弱的问题。{MARKUP[5]}",
        )
    )


def python(script: str, *words: str, path: Path) -> subprocess.CompletedProcess[str]:
    known = [str(path), os.environ.get("PYTHONPATH", "")]
    return subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, known))}, cwd=path,
    )  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What all commands write of hostile reports, where asking for the network is an error."""
    folder = tmp_path_factory.mktemp("trust")
    (folder / "sitecustomize.py").write_text(FORBIDDEN, encoding="utf-8")
    asks = "import socket; socket.create_connection(('127.0.0.1', 9))"
    assert "the network was asked for" in python(asks, path=folder).stderr
    (folder / "in").mkdir()
    names = iter((*FORMULAS[:4], MARKUP[1], MARKUP[5]))
    for place in ("朝阳区", "海淀区"):
        for year in (2019, 2020):
            file = folder / "in" / f"{next(names)}.txt"
            file.write_text(report(place, year), encoding="utf-8")
    (folder / "in" / "=broken.pdf").write_bytes(b"%PDF-1.7 <b>")
    done = python(COMMANDS, json.dumps(commands()), path=folder)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def commands() -> list[list[str]]:
    coders = ["--scheme", "outline-2015", "--coder", "ann", "--coder", "bo"]
    return [
        ["run", "in", "-o", "run"],
        ["report", "run", "--language", "en"],
        ["problems", "in", "-o", "problems"],
        ["predict", "in", "-o", "predicted/predictions.csv"],
        ["predict", "predicted/predictions.csv", "-o", "again.csv", "--text-column", "category"],
        ["check-metadata", "in", "-o", "check.csv"],
        ["check-metadata", "in", "-o", "check.xlsx"],
        ["code", "sample", "in", "-n", "6", "-o", "sample.csv", "--coder", "ann", "--coder", "bo"],
        ["code", "export", "sample.csv", "-o", "coding", *coders, "--corpus", "in"],
    ]


def test_no_command_asks_for_the_network(out: Path) -> None:
    written = ("run/report.html", "problems/problems.csv", "predicted/predictions.csv",
               "again.csv", "check.csv", "check.xlsx")  # fmt: skip
    assert [name for name in written if not (out / name).is_file()] == []
    assert len(list((out / "coding").glob("*.xlsx"))) == 2


def is_formula(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))
    return False


def test_no_cell_of_a_table_is_a_formula(out: Path) -> None:
    files = [file for file in out.rglob("*.csv") if "in" not in file.relative_to(out).parts]
    assert len(files) > 15
    cells = 0
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.reader(stream):
                cells += len(row)
                assert [cell for cell in row if is_formula(cell)] == [], file.name
    assert cells > 1000


def test_no_cell_of_a_workbook_is_a_formula(out: Path) -> None:
    from openpyxl import load_workbook

    files = list(out.rglob("*.xlsx"))
    assert len(files) >= 4
    for file in files:
        for sheet in load_workbook(file):
            for row in sheet.iter_rows():
                found = [cell for cell in row if cell.data_type == "f"]
                assert found == [], f"{file.name}, {found[0].coordinate}: {found[0].value}"


@pytest.mark.parametrize(
    ("name", "scripts"), [("run/report.html", 2), ("problems/reading_list.html", 0)]
)
def test_markup_in_reports_is_shown_and_not_run(
    browser: Any, out: Path, name: str, scripts: int
) -> None:
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((out / name).as_uri())
    page.evaluate("document.querySelectorAll('button, summary').forEach(one => one.click())")
    page.wait_for_timeout(200)
    assert "taken" not in page.title()
    shown = page.evaluate("document.body.textContent")
    assert "</script><script>" in shown
    assert page.locator("script").count() == scripts
    hooks = "[onerror], [onload], [onmouseover], main img, [href^=javascript]"
    assert page.locator(hooks).count() == 0
    assert asked == [(out / name).as_uri()]
    context.close()


def dangers(source: str) -> list[str]:
    """Imports and calls that could run what data hold, or reach a network."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            parts = {name.split(".")[0] for name in names}
            found += sorted(parts & (RUNNING | REACHING))
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            last = called.rsplit(".", 1)[-1]
            by_name = isinstance(node.func, ast.Name) and called in RUN_BY_NAME
            if (
                by_name
                or called in RUN_BY_ATTRIBUTE
                or ("." in called and last in RUN_BY_ATTRIBUTE)
            ):
                found.append(last)
            found += [f"{one.arg}" for one in node.keywords if unsafe(one)]
    return found


def unsafe(option: ast.keyword) -> bool:
    value = option.value.value if isinstance(option.value, ast.Constant) else None
    return (option.arg in {"allow_pickle", "shell"} and value is not False) or (
        option.arg in {"resolve_entities", "load_dtd"} and value is not False
    )


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda one: one.stem)
def test_the_package_runs_no_code_from_data_and_reaches_no_network(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    found = dangers(path.read_text(encoding="utf-8"))
    assert [one for one in found if f"{name}:{one}" not in HARMLESS] == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle", "from urllib.request import urlopen", "import joblib\njoblib.load(path)",
        "eval(text)", "exec(text)", "frame.eval(text)", "np.load(path, allow_pickle=True)",
        "pd.read_pickle(path)", "subprocess.run(text, shell=True)", "os.system(text)",
        "etree.XMLParser(resolve_entities=True)", "def f():\n    import socket",
    ],
)  # fmt: skip
def test_what_could_run_data_would_be_found(source: str) -> None:
    assert dangers(source) != []


def test_entities_and_pickled_arrays_are_refused_in_so_many_words() -> None:
    assert dangers("etree.XMLParser(resolve_entities=False)\nnp.load(p, allow_pickle=False)") == []
