"""The page of a run, written again."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.commands.options import LANGUAGE


@click.command()
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--model", type=click.Path(path_type=Path), help="Folder of the model of the run.")
@LANGUAGE
def report(out: Path, model: Path | None, language: str) -> None:
    """Write report.html into the folder of a run: every number leads to its passages.

    Example: fazhi report out --language en
    """
    from toolkit.study.reporting import write_report

    click.echo(f"Written to {write_report(out, language=language, model=model)}.")
