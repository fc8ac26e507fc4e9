"""The command line: its commands under one name, and how a user's mistake is told."""

from __future__ import annotations

import errno
from typing import Any

import click

from toolkit.commands import (
    coding,
    doctor,
    labels,
    models,
    problems,
    reading,
    reporting,
    scaling,
    simulation,
    study,
)
from toolkit.errors import ToolkitError
from toolkit.files import no_room

# Libraries write to the folder for temporary files, too.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _Commands(click.Group):
    """Tells a user's mistake in one line; a traceback only on request."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ToolkitError as mistake:
            if ctx.params.get("debug"):
                raise
            click.echo(f"fazhi: {mistake}", err=True)
            ctx.exit(1)
        except OSError as reason:
            if ctx.params.get("debug") or reason.errno not in _NO_ROOM:
                raise
            place = reason.filename or "the folder for temporary files"
            click.echo(f"fazhi: {no_room(place, reason)}", err=True)
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show a traceback on errors.")
@click.version_option(package_name="fazhi-toolkit")
def cli(debug: bool) -> None:
    """Study Chinese rule-of-law government reports: what they stress, and what they admit."""


_MODULES = (
    study, reading, problems, models, labels, simulation, coding, reporting, doctor, scaling,
)  # fmt: skip
for _module in _MODULES:
    for _name, _command in vars(_module).items():
        # A name with an underscore is a command within a group.
        if isinstance(_command, click.Command) and not _name.startswith("_"):
            cli.add_command(_command)
