"""README: its Python runs, and its commands are those of ``fazhi``."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of one language."""
    return [text for found, text in _BLOCK.findall(README) if found == language]


def commands() -> list[str]:
    """Return every ``fazhi`` command in README's shell blocks."""
    steps = [step.strip() for block in blocks("sh") for step in re.split(r"\n|&&", block)]
    return [step for step in steps if step.removeprefix(".venv/bin/").startswith("fazhi ")]


def command_group():
    """Return the click group of the command line."""
    click = pytest.importorskip("click")
    faces = vars(importlib.import_module("toolkit.cli")).values()
    (group,) = {id(face): face for face in faces if isinstance(face, click.Group)}.values()
    return group


def leaves(group, above: str = ""):
    """Yield each command's words and the command, those within groups too."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, f"{above}{name} ")
        else:
            yield above + name, command


def parse(words: list[str]) -> None:
    """Parse a command's words without running it; click raises where one is not known."""
    import click

    command, rest = command_group(), words
    while isinstance(command, click.Group):
        name, *rest = rest or [""]
        command = command.get_command(click.Context(command), name)
        if command is None:
            raise click.UsageError(f"no command {name}")
    context = click.Context(command, info_name=words[0])
    values, left, _ = command.make_parser(context).parse_args(args=list(rest))
    if left:
        raise click.UsageError(f"words too many: {left}")
    for parameter in command.params:
        value = values.get(parameter.name)
        if isinstance(value, str) and isinstance(parameter.type, click.Choice):
            parameter.type.convert(value, parameter, context)


@pytest.mark.parametrize("command", commands())
def test_a_command_is_known(command: str) -> None:
    parse(shlex.split(command)[1:])


@pytest.mark.parametrize(
    "command",
    [
        "fly reports",
        "labels",
        "labels chekc labels",
        "run reports -o out --sheme common",
        "run reports -o out --language fr",
    ],
)
def test_an_unknown_command_is_found_out(command: str) -> None:
    import click

    with pytest.raises(click.UsageError):
        parse(shlex.split(command))


def test_every_command_and_option_is_told() -> None:
    known = dict(leaves(command_group()))
    written = [" ".join(shlex.split(command)[1:]) + " " for command in commands()]
    assert [
        name for name in known if not any(line.startswith(f"{name} ") for line in written)
    ] == []
    told = set(re.findall(r"(?<!\w)--?\w[\w-]*", README))
    for name, command in known.items():
        for parameter in command.params:
            assert parameter.param_type_name == "argument" or told & set(parameter.opts), (
                f"README does not tell {name} {parameter.opts}"
            )


def test_set_up_is_two_commands() -> None:
    first, second = [line for block in blocks("sh") for line in block.splitlines()][:2]
    assert README.count("\npython3 -m venv") == 2
    for line in (first, second):
        assert line.startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert "-c constraints.txt" in line
    assert first.endswith(".venv/bin/fazhi demo -o out/demo")
    assert ".venv/bin/pytest" in second


def test_the_notebook_lines_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = importlib.import_module("toolkit.simulation")
    made = simulation.simulate_reports(n_regions=2, years=[2018, 2019, 2020], seed=0)
    simulation.write_reports(made, tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for source in blocks("python"):
        exec(compile(source, "README.md", "exec"), names)
    assert len(names["corpus"]) == 6  # type: ignore[arg-type]
    for table in ("predictions", "shares", "admitted"):
        assert len(names[table]) > 0, table  # type: ignore[arg-type]
    drawn = {path.name for path in Path("figures").iterdir()}
    assert drawn >= {"trend.png", "trend.pdf", "figure-1.svg", "figure-1.txt"}
    assert r"\toprule" in Path("tables/table-1.tex").read_text(encoding="utf-8")


def test_every_notebook_is_listed() -> None:
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks == set(re.findall(r"\]\(notebooks/([^)]+)\) \|", README))


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_constraints_pin_versions_and_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.+!-]+", line)] == []


def test_constraints_pin_all_that_is_asked_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["dev"], *extras["fonts"]]
    names = {re.split(r"[<>=!~\[; ]", need)[0].lower().replace("_", "-") for need in wanted}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert names <= {line.split("==")[0].lower().replace("_", "-") for line in lines}
