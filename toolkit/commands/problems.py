"""What the reports admit: measured, followed over the years, listed to read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from toolkit.commands.options import (
    INPUT,
    LANGUAGE,
    METADATA,
    OUT,
    SEED,
    TEXT_COLUMN,
    print_table,
)
from toolkit.tables import OUTLINES


@click.command()
@INPUT
@OUT
@click.option(
    "--scheme", type=click.Choice([*OUTLINES, "common"]), default=OUTLINES[0], show_default=True,
    help="Outline of the tasks.",
)  # fmt: skip
@METADATA
@TEXT_COLUMN
@click.option("--model", help="Name or folder of a model of the scheme, in place of the shipped.")
@SEED
@LANGUAGE
def problems(source: Path, out: Path, **options: Any) -> None:
    """Find what reports admit: tables, figures, and a list to read.

    Example: fazhi problems reports -o out
    """
    from toolkit.study.admitting import study_problems

    study = study_problems(source, out, **options)
    click.echo(f"Read {len(study.corpus)} documents: {len(study.problems)} admitted problems.")
    rates = study.recurrence.rates
    shown = rates[rates["category"] == "all"][["returns", "value", "low", "high", "elsewhere"]]
    if len(shown):
        click.echo("\nReturn in the same place's next report (elsewhere: another place's):")
        print_table(shown)
    taken = study.answers.rates
    shown = taken[taken["category"] == "all"][["value", "low", "high", "elsewhere"]]
    if len(shown):
        click.echo("\nTaken up by a plan of the same report (elsewhere: another report's):")
        print_table(shown)
    click.echo(f"\n{len(study.formulas)} formulas are shared between regions.")
    click.echo(f"Written to {out}; reading_list.html and reading_list.xlsx list them all.")
    if study.warning:
        click.echo(f"fazhi: no figures: {study.warning}", err=True)
        sys.exit(1)
