"""The whole study, on reports at hand or on the embedded sample."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.commands.options import (
    ENGINE,
    INPUT,
    LANGUAGE,
    METADATA,
    OUT,
    SCHEDULER,
    SEED,
    TEXT_COLUMN,
    WORKERS,
    print_table,
)

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.running import Study
    from toolkit.tables import Corpus


@click.command()
@INPUT
@OUT
@click.option("--scheme", help="Emphasis under outline-2015, outline-2021 or common alone.")
@METADATA
@TEXT_COLUMN
@click.option("--model", help="Name or folder of a model, in place of its scheme's.")
@click.option("--labels", type=click.Path(path_type=Path), help="Stand-off labels that correct.")
@SEED
@LANGUAGE
@click.option(
    "--store",
    type=click.Path(path_type=Path),
    help="Folder that keeps what was read and predicted; by default store/ in OUT.",
)
@ENGINE
@SCHEDULER
@WORKERS
def run(source: Path, out: Path, **options: Any) -> None:
    """Run the whole study on a file or folder of reports.

    Example: fazhi run reports -o out --metadata metadata.csv
    """
    from toolkit.study.running import run_study

    _tell(run_study(source, out, **options), out, options["language"])


@click.command()
@OUT
@SEED
@LANGUAGE
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
    print_table(yearly.rename(columns={"value": "counted", "truth": "planted"}), index=True)


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
    print_table(summary.reset_index().astype("object"))
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
    if (rows["method"] == "corrected").any():
        bounded = rows["low"].notna().mean()
        click.echo(f"Corrected by labels of known probability; {bounded:.0%} have bounds.")
        return
    click.echo(
        "These are counts of predictions: they carry the classifier's errors and have no bounds.\n"
        "Corrected shares need a random sample of paragraphs coded by hand (--labels)."
    )
    _tell_coding(study.corpus)


def _tell_coding(corpus: Corpus) -> None:
    """Say how much to code by hand for shares of all these reports with intervals."""
    from toolkit.labelling.planning import FEWEST_DOCUMENTS, plan_coding

    rows = plan_coding(corpus).widths
    rows = rows[rows["n_documents"] > 0].drop_duplicates("n_paragraphs")
    if rows.empty:
        click.echo(f"These reports are too few: it takes {FEWEST_DOCUMENTS} or more to code.")
        return
    click.echo(
        "What to code for 95% intervals of shares of all these reports together, if the "
        "classifier\nis right on 85% of them (fazhi code sample; plan_coding tells more):"
    )
    for row in rows.itertuples():
        click.echo(
            f"  ±{row.half_width_corpus:.1%}: {row.n_paragraphs} paragraphs, "
            f"{row.per_document} in each of {row.n_documents} reports, about {row.hours:.0f} hours"
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
