"""Labels: their files checked."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def labels() -> None:
    """Work on labels and on the files that hold them."""


@labels.command("check")
@click.argument("folder", type=click.Path(path_type=Path))
def _check(folder: Path) -> None:
    """Check a labels folder and tell all that is wrong with it.

    Example: fazhi labels check labels
    """
    from toolkit.labelling.checking import check_labels

    mistakes = check_labels(folder)
    for mistake in mistakes:
        click.echo(f"fazhi: {mistake}", err=True)
    click.echo(f"{folder}: {len(mistakes)} mistakes" if mistakes else f"{folder}: nothing wrong")
    if mistakes:
        raise SystemExit(1)
