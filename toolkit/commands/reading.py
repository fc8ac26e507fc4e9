"""Reading: reports to documents and paragraphs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from toolkit.commands.options import INPUT, METADATA, TEXT_COLUMN, write_stdout


@click.command()
@INPUT
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for the tables.")
@METADATA
@TEXT_COLUMN
@click.option("--lines", is_flag=True, help="Print how each line of one file was read, as CSV.")
def parse(source: Path, out: Path | None, lines: bool, **options: Any) -> None:
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

    corpus = write_parsed(source, out, **options)
    click.echo(f"{corpus!r}, written to {out}")


@click.command("check-metadata")
@INPUT
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Table to fill in: .csv or .xlsx."
)
@METADATA
@TEXT_COLUMN
def check_metadata(source: Path, out: Path | None, **options: Any) -> None:
    """List what of the metadata is missing, doubtful or contradictory.

    Correct the table in a spreadsheet and give it back with --metadata.

    Examples: fazhi check-metadata reports; fazhi check-metadata reports -o check.xlsx
    """
    from toolkit.corpus.checking import check_metadata, save_check
    from toolkit.corpus.collection import read_corpus

    corpus = read_corpus(source, **options)
    table = check_metadata(corpus)
    if out is None:
        write_stdout(table)
        return
    save_check(table, out)
    files = corpus.documents["path"].nunique()
    click.echo(f"{len(table)} of {files} reports to look at, written to {out}")
