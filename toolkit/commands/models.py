"""Models: trained, validated."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.commands.options import INPUT, OUT, SEED, print_table


@click.command()
@INPUT
@click.option(
    "--gold", type=click.Path(path_type=Path), required=True, help="Folder of stand-off labels."
)
@click.option(
    "--hold-out",
    type=click.Choice(["file", "document", "region", "leave-one-region-out", "forward"]),
    default="file", show_default=True, help="What is held out whole.",
)  # fmt: skip
@SEED
def validate(source: Path, gold: Path, hold_out: str, seed: int) -> None:
    """Validate reading and classification on reports coded by hand.

    Example: fazhi validate --gold ../shared/gold ../shared/seeds
    """
    from toolkit.study.validating import validate as run_validation

    click.echo(str(run_validation(source, gold, hold_out=hold_out, seed=seed)))


@click.command()
@click.argument("scheme")
@OUT
@click.option("--corpus", "source", type=click.Path(path_type=Path), help="Reports that train too.")
@click.option("--labels", type=click.Path(path_type=Path), help="Their stand-off labels.")
@click.option("--only-score", is_flag=True, help="Score on the reports, train on none of them.")
@SEED
def train(
    scheme: str, out: Path, source: Path | None, labels: Path | None, only_score: bool, seed: int
) -> None:
    """Train a model on the project's examples, and on labelled reports where they are at hand.

    Example: fazhi train outline-2015 -o models/outline-2015
    """
    from toolkit.study.releasing import train_and_save

    model = train_and_save(
        scheme, out, source=source, labels=labels, only_score=only_score, seed=seed
    )
    click.echo(f"model {model.model_id} of {scheme}, {len(model.training_hashes)} texts, in {out}")


@click.command()
@click.argument("scheme", default="outline-2015")
@SEED
def tune(scheme: str, seed: int) -> None:
    """Compare the classifier's choices on the example paragraphs, each file held out whole.

    Takes some minutes. Example: fazhi tune outline-2015
    """
    from toolkit.study.tuning import compare_choices

    print_table(compare_choices(scheme, seed=seed))
