"""Which module may import which: stages meet only through tables, heavy libraries load late."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASE = {"tables", "outlines", "words", "resources", "provenance", "progress", "errors", "files",
        "near_duplicates"}  # fmt: skip
STAGES = {"corpus", "labelling", "classification", "analysis", "presentation"}
# Where each library may be imported: a layer, or a module of the base.
HOMES = {
    "matplotlib": {"presentation"},
    "mplfonts": {"presentation"},
    "click": {"cli", "commands"},
    "sklearn": {"classification", "analysis", "labelling"},
    "jieba": {"words"},
    "rjieba": {"words"},
    "dask": {"scaling"},
    "distributed": {"scaling"},
}
HEAVY = ("pandas", "numpy", "scipy", "sklearn", "matplotlib", "jieba", "rjieba", "click", "pyarrow")
LONGEST_MODULE = 400
LONGEST_BODY = 40
# function as "module:name" -> the reason why it is long
LONG_FOR_A_REASON: dict[str, str] = {}

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "toolkit").rglob("*.py"))
    if "_data" not in path.parts
}


def layer(module: str) -> str:
    """Name a module's layer: its first part below ``toolkit``; empty for the package's face."""
    return module.split(".")[1] if "." in module else ""


def imported(tree: ast.Module, module: str, *, package: bool) -> Iterator[tuple[int, str]]:
    """Yield line and full name of all that is imported anywhere in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(node, module, package=package)
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant):
                yield node.lineno, str(first.value)


def absolute(node: ast.ImportFrom, module: str, *, package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    above = parts[: len(parts) - node.level + package]
    return ".".join([*above, *([node.module] if node.module else [])])


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def offence(module: str, name: str) -> str | None:
    """Say what is wrong with a module importing a name, if anything is."""
    own, parts = layer(module), name.split(".")
    if parts[0] != "toolkit":
        homes = HOMES.get(parts[0])
        return f"belongs in {sorted(homes)}" if homes and own not in homes else None
    target = parts[1] if len(parts) > 1 else ""
    if own in BASE and target not in BASE:
        return "the base imports only the base"
    if own in STAGES and target not in BASE | {own}:
        return "a stage imports only itself and the base"
    face = {"cli", "commands", "__main__"}
    if own not in face and target in face:
        return "only the command knows the command line"
    return None


def offenders(source: str, module: str, *, package: bool = False) -> list[str]:
    """List a module's forbidden imports, one line of words for each."""
    found = []
    for line, name in imported(ast.parse(source), module, package=package):
        reason = offence(module, name)
        if reason:
            found.append(f"{module}, line {line}: imports {name}; {reason}")
    return found


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield each function's name and how many lines its body has, its docstring left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            has_words = ast.get_docstring(node, clean=False) is not None
            body = node.body[has_words:]
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("module", MODULES)
def test_imports_stay_in_their_layer(module: str) -> None:
    path = MODULES[module]
    source = path.read_text(encoding="utf-8")
    assert offenders(source, module, package=path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("toolkit.corpus.reading", "from toolkit.analysis.problems import find_problems"),
        ("toolkit.corpus.reading", "import toolkit.labelling"),
        ("toolkit.corpus.reading", "from toolkit import labelling"),
        ("toolkit.corpus.reading", "from ..labelling import headings"),
        ("toolkit.corpus.reading", "import toolkit"),
        ("toolkit.analysis.emphasis", "from toolkit.study.run import run_study"),
        ("toolkit.analysis.emphasis", "def f():\n    from toolkit.corpus import store"),
        (
            "toolkit.analysis.emphasis",
            "import importlib as i\ni.import_module('toolkit.corpus')",
        ),
        ("toolkit.tables", "from toolkit.corpus import structure"),
        ("toolkit.words", "from .study import run"),
        ("toolkit.analysis.emphasis", "import matplotlib.pyplot as plt"),
        ("toolkit.study.run", "from matplotlib.figure import Figure"),
        ("toolkit.study.run", "import click"),
        ("toolkit.study.run", "from toolkit.cli import main"),
        ("toolkit.corpus.store", "from sklearn.svm import LinearSVC"),
        ("toolkit.classification.counting", "import jieba"),
        ("toolkit.analysis.wording", "from rjieba import Jieba"),
        ("toolkit.study.run", "from dask import bag"),
    ],
)
def test_a_forbidden_import_is_named(module: str, source: str) -> None:
    (found,) = offenders(source, module)
    assert found.startswith(f"{module}, line ")


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("toolkit.corpus.reading", "from toolkit.errors import ToolkitError"),
        ("toolkit.corpus.reading", "from . import cleaning"),
        ("toolkit.corpus.reading", "from toolkit import tables"),
        ("toolkit.study.run", "from toolkit.corpus.store import load"),
        ("toolkit.words", "import jieba"),
        ("toolkit.presentation.charts", "from matplotlib.axes import Axes"),
        ("toolkit.cli", "import click"),
        ("toolkit.corpus.reading", "import pandas as pd"),
        ("toolkit.corpus.reading", "from sklearnish import thing"),
    ],
)
def test_an_allowed_import_is_let_be(module: str, source: str) -> None:
    assert offenders(source, module) == []


def test_a_package_resolves_relative_imports_from_itself() -> None:
    assert offenders("from . import cleaning", "toolkit.corpus", package=True) == []
    assert offenders("from .. import labelling", "toolkit.corpus", package=True) != []


def test_every_module_has_a_layer() -> None:
    top = {"", "__main__", "cli", "commands", "study", "simulation", "coverage", "scaling"}
    known = BASE | STAGES | top | {"coverage", "simulation_coverage", "simulation_trends"}
    known |= {"simulation_contexts", "simulation_forms", "simulation_wording"}
    assert {layer(module) for module in MODULES} <= known


def test_importing_the_package_loads_nothing_heavy_and_says_nothing() -> None:
    program = f"import sys, toolkit; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("module", MODULES)
def test_sizes(module: str) -> None:
    source = MODULES[module].read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE
    long = {
        f"{module}:{name}": lines
        for name, lines in functions(ast.parse(source))
        if lines > LONGEST_BODY and f"{module}:{name}" not in LONG_FOR_A_REASON
    }
    assert long == {}


def test_most_functions_are_short() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES.values()]
    lengths = sorted(lines for tree in trees for _, lines in functions(tree))
    assert statistics.median(lengths) <= 8
    assert lengths[len(lengths) * 9 // 10] <= 25


def test_a_docstring_is_not_counted() -> None:
    words = '"""One.\n\n    Two.\n    """'
    tree = ast.parse(f"def f():\n    {words}\n    a = 1\n    return a\n")
    assert list(functions(tree)) == [("f", 2)]
    assert list(functions(ast.parse(f"def f():\n    {words}\n"))) == [("f", 0)]


def test_each_module_opens_with_a_sentence() -> None:
    silent = [
        module
        for module, path in MODULES.items()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
