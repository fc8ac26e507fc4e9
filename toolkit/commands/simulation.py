"""Simulations: whether intervals hold the truth as often as they say."""

from __future__ import annotations

import sys

import click

from toolkit.commands.options import SEED, print_table


@click.command()
@click.option(
    "--check", type=click.Choice(["coverage", "trends"]), default="coverage", show_default=True,
    help="What is put to the test.",
)  # fmt: skip
@click.option("--runs", type=click.IntRange(min=1), default=1000, show_default=True,
              help="Runs of each combination.")  # fmt: skip
@SEED
def simulate(check: str, runs: int, seed: int) -> None:
    """Prove by simulation that intervals hold the truth; exit status 1 where they do not.

    Example: fazhi simulate --check coverage --runs 50
    """
    from toolkit.coverage import simulate_coverage
    from toolkit.simulation_trends import simulate_trends

    checks = {"coverage": simulate_coverage, "trends": simulate_trends}
    found = checks[check](n_runs=runs, seed=seed)
    print_table(found.table)
    click.echo(found.summary)
    if not found.kept:
        sys.exit(1)
