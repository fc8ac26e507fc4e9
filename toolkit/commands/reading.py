"""Reading: reports to documents and paragraphs."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.commands.options import INPUT, METADATA, write_stdout


@click.command()
@INPUT
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for the tables.")
@METADATA
@click.option("--lines", is_flag=True, help="Print how each line of one file was read, as CSV.")
def parse(source: Path, out: Path | None, metadata: Path | None, lines: bool) -> None:
    """Read reports into documents and paragraphs, nothing else.

    Examples: fazhi parse reports -o out; fazhi parse report.txt --lines
    """
    if lines and source.is_dir():
        raise click.UsageError("--lines takes one file, not a folder")
    if lines:
        from toolkit.corpus.collection import read_lines

        write_stdout(read_lines(source))
        return
    if out is None:
        raise click.UsageError("give -o OUT for the tables, or --lines for one file")
    from toolkit.study.running import write_parsed

    corpus = write_parsed(source, out, metadata=metadata)
    click.echo(f"{corpus!r}, written to {out}")
