"""The command line: parse, call, print."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.errors import ToolkitError

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.running import Study

_OUT = click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="Folder for the results."
)
_SEED = click.option("--seed", type=int, default=0, show_default=True, help="Seed of random steps.")
_LANGUAGE = click.option(
    "--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True,
    help="Language of the figures.",
)  # fmt: skip
_INPUT = click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))


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


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show a traceback on errors.")
@click.version_option(package_name="fazhi-toolkit")
def cli(debug: bool) -> None:
    """Study Chinese rule-of-law government reports: what they stress, and what they admit."""


@cli.command()
@_INPUT
@_OUT
@click.option("--scheme", help="Emphasis under outline-2015, outline-2021 or common alone.")
@click.option("--metadata", type=click.Path(path_type=Path), help="CSV that overrides fields.")
@click.option("--model", help="Name or folder of a model, in place of its scheme's.")
@_SEED
@_LANGUAGE
def run(source: Path, out: Path, **options: Any) -> None:
    """Run the whole study on a file or folder of reports.

    Example: fazhi run reports -o out --metadata metadata.csv
    """
    from toolkit.study.running import run_study

    _tell(run_study(source, out, **options), out, options["language"])


@cli.command()
@_OUT
@_SEED
@_LANGUAGE
def demo(out: Path, seed: int, language: str) -> None:
    """Run the whole study on invented reports whose shares are known.

    Example: fazhi demo -o out
    """
    from toolkit.study.demonstration import run_demo

    study, check = run_demo(out, seed=seed, language=language)
    _tell(study, out, language)
    click.echo("\nEnforcement (C4), share of the work text, mean of the invented counties:")
    rows = check[(check["scheme"] == "common") & (check["category"] == "C4")]
    yearly = rows.groupby("year")[["value", "truth"]].mean()
    _print_table(yearly.rename(columns={"value": "counted", "truth": "planted"}), index=True)


@cli.command()
@_INPUT
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Folder for the tables.")
@click.option("--metadata", type=click.Path(path_type=Path), help="CSV that overrides fields.")
@click.option("--lines", is_flag=True, help="Print how each line of one file was read, as CSV.")
def parse(source: Path, out: Path | None, metadata: Path | None, lines: bool) -> None:
    """Read reports into documents and paragraphs, nothing else.

    Examples: fazhi parse reports -o out; fazhi parse report.txt --lines
    """
    if lines and source.is_dir():
        raise click.UsageError("--lines takes one file, not a folder")
    if lines:
        from toolkit.corpus.collection import read_lines

        _write_stdout(read_lines(source))
        return
    if out is None:
        raise click.UsageError("give -o OUT for the tables, or --lines for one file")
    from toolkit.study.running import write_parsed

    corpus = write_parsed(source, out, metadata=metadata)
    click.echo(f"{corpus!r}, written to {out}")


@cli.command()
@_INPUT
@click.option(
    "--gold", type=click.Path(path_type=Path), required=True, help="Folder of stand-off labels."
)
@_SEED
def validate(source: Path, gold: Path, seed: int) -> None:
    """Validate reading and classification on reports coded by hand, each file held out.

    Example: fazhi validate --gold ../shared/gold ../shared/seeds
    """
    from toolkit.study.validating import validate as run_validation

    click.echo(str(run_validation(source, gold, seed=seed)))


@cli.command()
@click.argument("scheme")
@_OUT
@click.option("--corpus", "source", type=click.Path(path_type=Path), help="Reports that train too.")
@click.option("--labels", type=click.Path(path_type=Path), help="Their stand-off labels.")
@_SEED
def train(scheme: str, out: Path, source: Path | None, labels: Path | None, seed: int) -> None:
    """Train a model on the project's examples, and on labelled reports where they are at hand.

    Example: fazhi train outline-2015 -o models/outline-2015
    """
    from toolkit.study.releasing import train_and_save

    model = train_and_save(scheme, out, source=source, labels=labels, seed=seed)
    click.echo(f"model {model.model_id} of {scheme}, {len(model.training_hashes)} texts, in {out}")


@cli.command()
@_INPUT
def bench(source: Path) -> None:
    """Time the toolkit beside a plain jieba + scikit-learn script, in one run.

    Example: fazhi bench ../shared/corpora/work_reports
    """
    from toolkit.study.benchmark import benchmark

    _print_table(benchmark(source))


def _tell(study: Study, out: Path, language: str) -> None:
    """Print what was read and found, in a few lines."""
    documents = study.corpus.documents
    click.echo(f"Read {len(documents)} documents, {len(study.corpus.paragraphs)} paragraphs.")
    seen = documents.assign(year=documents["covers"].fillna(documents["year"]))
    summary = seen.groupby(["kind", "level"], dropna=False).agg(
        documents=("doc_id", "size"),
        regions=("region", "nunique"),
        first=("year", "min"),
        last=("year", "max"),
        characters=("n_chars", "sum"),
    )
    _print_table(summary.reset_index().astype("object"))
    _tell_shares(study, language)
    _tell_rest(study, out)


def _tell_shares(study: Study, language: str) -> None:
    from toolkit.outlines import load_outline
    from toolkit.study.figures import usual_level

    level = usual_level(study.emphasis)
    if level is None:
        click.echo("\nNo account of work by a known level of government: no shares.")
        return
    schemes = set(study.emphasis["scheme"])
    scheme = "common" if "common" in schemes else sorted(schemes)[0]
    rows = study.emphasis[(study.emphasis["scheme"] == scheme) & study.emphasis["region"].isna()]
    rows = rows[rows["level"] == level]
    periods = sorted(set(rows["period"]))
    told = f"{periods[0]} to {periods[-1]}" if len(periods) > 1 else periods[0]
    click.echo(f"\nShare of the work text, level {level}, mean of periods, {told} ({scheme}):")
    means = rows.groupby("category")["value"].mean()
    outline = load_outline(scheme)
    for code, value in means.sort_values(ascending=False, kind="stable").items():
        label = outline.label(str(code), "en" if language == "en" else "zh")
        click.echo(f"  {code}  {value:6.1%}  {label}")
    click.echo(
        "These are counts of predictions: they carry the classifier's errors and have no bounds.\n"
        "Corrected shares need a random sample of paragraphs coded by hand."
    )


def _tell_rest(study: Study, out: Path) -> None:
    click.echo(f"\n{len(study.problems)} admitted problems.")
    for reason, count in study.left_out.items():
        click.echo(f"Left out of emphasis: {count} documents ({reason}).")
    for doubt, count in _doubts(study.corpus.documents).items():
        click.echo(f"Doubt in {count} documents: {doubt} (flags in documents.csv).")
    if len(study.corpus.rejected):
        click.echo(f"{len(study.corpus.rejected)} refusals: see rejected.csv.")
    click.echo(f"Written to {out}.")
    if study.warning:
        click.echo(f"fazhi: no figures: {study.warning}", err=True)
        sys.exit(1)


def _doubts(documents: pd.DataFrame) -> dict[str, int]:
    """How many documents carry each kind of doubt, most frequent first."""
    told = documents["flags"].dropna().str.split("; ").explode()
    kinds = told.str.split(":").str[0].value_counts()
    return {str(kind): int(count) for kind, count in kinds.items()}


def _print_table(table: pd.DataFrame, *, index: bool = False) -> None:
    number: Callable[[float], str] = "{:.3f}".format
    click.echo(table.to_string(index=index, float_format=number, na_rep="-"))


def _write_stdout(table: pd.DataFrame) -> None:
    click.echo(table.to_csv(index=False, lineterminator="\n"), nl=False)
