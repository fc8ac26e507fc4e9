"""Coding by hand: samples drawn, workbooks and tasks written and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.commands.options import INPUT, METADATA, SEED, TEXT_COLUMN

if TYPE_CHECKING:
    from toolkit.labelling.assignments import CodingImport

_ENDINGS = {"excel": ".xlsx", "label-studio": ".json", "doccano": ".jsonl"}
_FORMAT = click.option(
    "--format", type=click.Choice(list(_ENDINGS)), default="excel",
    show_default=True, help="What coders work in.",
)  # fmt: skip
_ROUND = click.option("--round", "round_name", default="1", show_default=True, help="Round.")


@click.group()
def code() -> None:
    """Code paragraphs by hand: draw a sample, hand it out, take the judgements back."""


@code.command("sample")
@INPUT
@click.option("-n", "--number", type=int, required=True, help="Paragraphs to draw.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help=".csv or .parquet to write."
)
@click.option("--by", multiple=True, help="Column of documents.csv to stratify by; repeatable.")
@click.option("--coder", "coders", multiple=True, help="Name of a coder; repeatable.")
@click.option(
    "--overlap", type=float, default=0, help="Paragraphs for two coders: number or share."
)
@METADATA
@TEXT_COLUMN
@SEED
def _sample(
    source: Path,
    number: int,
    out: Path,
    *,
    by: tuple[str, ...],
    coders: tuple[str, ...],
    overlap: float,
    seed: int,
    **reading: Any,
) -> None:
    """Draw paragraphs at random, each with its probability of selection.

    Example: fazhi code sample reports -n 200 -o sample.csv --by year --coder ann --coder bo
    --overlap 200
    """
    from toolkit.corpus.collection import read_corpus
    from toolkit.labelling.sampling import sample_for_coding
    from toolkit.presentation.exports import write_csv, write_parquet

    if out.suffix not in (".csv", ".parquet"):
        raise click.UsageError("give -o a name ending in .csv or .parquet")
    corpus = read_corpus(source, **reading)
    sample = sample_for_coding(
        corpus, number, by=by or None, coders=coders or None, overlap=overlap, seed=seed
    )
    (write_parquet if out.suffix == ".parquet" else write_csv)(sample, out)
    frame = sample.attrs["frame"]
    drawn = f"of {frame['paragraphs']} in {frame['documents']} reports"
    click.echo(f"{len(sample)} paragraphs {drawn} drawn, in {out}")


@code.command("export")
@click.argument("sample", metavar="SAMPLE", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="Folder to write to."
)
@click.option("--scheme", required=True, help="outline-2015, outline-2021, common, or a file.")
@click.option("--coder", "coders", multiple=True, required=True, help="Who codes; repeatable.")
@click.option(
    "--corpus", "source", type=click.Path(path_type=Path), help="The reports, for the context."
)
@METADATA
@TEXT_COLUMN
@_FORMAT
@_ROUND
def _export(
    sample: Path,
    out: Path,
    *,
    scheme: str,
    coders: tuple[str, ...],
    source: Path | None,
    format: str,
    round_name: str,
    **reading: Any,
) -> None:
    """Write a workbook for each coder, or tasks for Label Studio or doccano.

    Example: fazhi code export sample.csv -o coding --scheme outline-2015 --coder ann --coder bo
    """
    from toolkit.corpus.collection import read_corpus
    from toolkit.files import safe_stem
    from toolkit.labelling.assignments import read_sample
    from toolkit.labelling.exchange import write_coding_tasks
    from toolkit.labelling.workbooks import write_workbook
    from toolkit.outlines import load_outline

    drawn, outline = read_sample(sample), load_outline(scheme)
    corpus = None if source is None else read_corpus(source, **reading)
    for coder in coders:
        target = out / (safe_stem(f"{outline.name}-{coder}") + _ENDINGS[format])
        task: dict[str, Any] = {"scheme": outline, "coder": coder, "corpus": corpus}
        if format == "excel":
            written = [write_workbook(drawn, target, **task, round_name=round_name)]
        else:
            written = write_coding_tasks(drawn, target, **task, format=format)
        click.echo("\n".join(map(str, written)))


@code.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="CSV of labels to write."
)
@click.option("--coder", help="Who coded, where an export of a tool does not say.")
@_FORMAT
@_ROUND
def _import(
    files: tuple[Path, ...], out: Path, coder: str | None, format: str, round_name: str
) -> None:
    """Check workbooks or exports and take them back as labels.

    What is wrong is told with its cell, and stands in …-problems.csv beside the labels; all other
    judgements are kept. Exit status is 1 only where nothing at all could be used.

    Example: fazhi code import coding -o labels.csv
    """
    from toolkit.labelling.assignments import joined
    from toolkit.labelling.exchange import read_coding_tasks
    from toolkit.labelling.workbooks import read_workbooks

    if format == "excel":
        found = read_workbooks(files)
    else:
        found = joined(
            {
                str(file): read_coding_tasks(
                    file, format=format, coders=coder, round_name=round_name
                )
                for file in files
            }
        )
    _report(found, out)


def _report(found: CodingImport, out: Path) -> None:
    from toolkit.presentation.exports import write_csv

    problems = out.with_name(f"{out.stem}-problems.csv")
    for row in found.problems.to_dict("records"):
        told = f"wanted {row['wanted']}, came {row['came']}"
        place = ", ".join(filter(None, (row["file"], row["cell"])))
        click.echo(f"fazhi: {told} ({place}): {row['what to do']}", err=True)
    if len(found.problems):
        write_csv(found.problems, problems)
    else:
        problems.unlink(missing_ok=True)
    if not len(found.labels):
        raise SystemExit(1)
    write_csv(found.labels, out)
    n, coders = len(found.labels), ", ".join(sorted(set(found.labels["coder"])))
    beside = f"; {len(found.problems)} problems in {problems}" if len(found.problems) else ""
    click.echo(f"{n} labels by {coders} in {out}{beside}")
