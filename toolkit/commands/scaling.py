"""Predictions for files of any size, and the time and memory that the toolkit takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from toolkit.commands.options import (
    ENGINE,
    INPUT,
    SCHEDULER,
    TEXT_COLUMN,
    WORKERS,
    print_table,
)


@click.command()
@INPUT
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help=".csv or .parquet to write."
)
@click.option("--model", help="Name or folder of a model; by default both outlines' models.")
@click.option("--no-context", is_flag=True, help="Judge by the text alone, not by its headings.")
@TEXT_COLUMN
@ENGINE
@SCHEDULER
@WORKERS
def predict(source: Path, out: Path, no_context: bool, **options: Any) -> None:
    """Predict the categories of reports' paragraphs, or of the rows of a table of any size.

    Examples: fazhi predict reports -o predictions.parquet; fazhi predict rows.csv -o out.csv
    """
    from toolkit.study.predicting_files import predict_files

    if out.suffix not in (".csv", ".parquet"):
        raise click.UsageError("give -o a name ending in .csv or .parquet")
    found = predict_files(source, out, context=not no_context, **options)
    click.echo(f"{found.rows} predictions in {out}")
    if len(found.rejected):
        click.echo(f"{len(found.rejected)} refusals: see {out.stem}-rejected.csv.")


@click.command()
@INPUT
@click.option(
    "--growth", type=click.IntRange(min=1000), default=20_000, show_default=True,
    help="Paragraphs of the largest table, to see how time and memory grow.",
)  # fmt: skip
def bench(source: Path, growth: int) -> None:
    """Time the toolkit beside a plain jieba + scikit-learn script, in one run.

    Example: fazhi bench ../shared/corpora/work_reports
    """
    from toolkit.study import benchmark
    from toolkit.study.shares_timed import time_shares

    click.echo("Time (ratio: how many times as fast as the plain script)")
    print_table(times := benchmark.benchmark(source))
    click.echo("\nMemory of a process that reads and predicts")
    print_table(benchmark.measured(source))
    click.echo("\nGrowth")
    print_table(grown := benchmark.growth_of(growth))
    click.echo("\nShares by region and year, of as many paragraphs")
    print_table(time_shares(growth))
    click.echo("\nCold start")
    print_table(starts := benchmark.cold_start())
    click.echo("\nTargets")
    print_table(benchmark.against_targets(times, grown, starts))
