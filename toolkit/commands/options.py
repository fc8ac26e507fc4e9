"""Options and ways of printing that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

INPUT = click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
OUT = click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="Folder for the results."
)
METADATA = click.option(
    "--metadata", type=click.Path(path_type=Path), help="CSV or Excel table that overrides fields."
)
TEXT_COLUMN = click.option("--text-column", help="Column of tables that holds the reports.")
SEED = click.option("--seed", type=int, default=0, show_default=True, help="Seed of random steps.")
LANGUAGE = click.option(
    "--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True,
    help="Language of the figures and the page.",
)  # fmt: skip

ENGINE = click.option(
    "--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
    help="Processes of this machine, or a Dask cluster.",
)  # fmt: skip
SCHEDULER = click.option("--scheduler", help="Address of a running Dask scheduler.")
WORKERS = click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Processes to start; by default one for each processor.",
)


def print_table(table: pd.DataFrame, *, index: bool = False) -> None:
    """Print a table for a reader, three decimals."""
    number: Callable[[float], str] = "{:.3f}".format
    click.echo(table.to_string(index=index, float_format=number, na_rep="-"))


def write_stdout(table: pd.DataFrame) -> None:
    """Print a table as CSV, for the next program."""
    click.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)
