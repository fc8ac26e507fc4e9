"""The doctor: whether this machine has what the toolkit needs."""

from __future__ import annotations

import click

from toolkit.commands.options import print_table


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check fonts, segmentation, models and versions; exit status 1 if something is missing.

    Example: fazhi doctor
    """
    from toolkit.study.checkup import check_machine

    table = check_machine()
    print_table(table.drop(columns="remedy"))
    for row in table[table["remedy"] != ""].itertuples():
        click.echo(f"{row.check} ({row.state}): {row.remedy}")
    missing = int((table["state"] == "missing").sum())
    click.echo(f"{missing} missing" if missing else "Nothing essential is missing.")
    ctx.exit(1 if missing else 0)
