"""Models: trained, validated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


_CORPUS = click.option(
    "--corpus", "source", type=click.Path(path_type=Path), help="Reports that train too."
)
_LABELS = click.option("--labels", type=click.Path(path_type=Path), help="Their stand-off labels.")
_UNLABELLED = click.option(
    "--unlabelled", type=click.Path(path_type=Path), help="Reports for self-training."
)


@click.command()
@click.argument("scheme")
@OUT
@_CORPUS
@_LABELS
@_UNLABELLED
@click.option("--only-score", is_flag=True, help="Score on the reports, train on none of them.")
@SEED
def train(scheme: str, out: Path, **options: Any) -> None:
    """Train a model on the project's examples, and on labelled reports where they are at hand.

    Example: fazhi train outline-2015 -o models/outline-2015
    """
    from toolkit.study.releasing import train_and_save

    model = train_and_save(scheme, out, **options)
    click.echo(f"model {model.model_id} of {scheme}, {len(model.training_hashes)} texts, in {out}")


@click.command()
@click.argument("scheme", default="outline-2015")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Folder of the model whose card tells it."
)
@click.option("--sources", is_flag=True, help="Compare what trains, not how it is trained.")
@_CORPUS
@_LABELS
@_UNLABELLED
@SEED
def tune(scheme: str, out: Path | None, sources: bool, seed: int, **given: Path | None) -> None:
    """Compare the classifier's choices, or its sources, each file of examples held out whole.

    Takes some minutes. Examples: fazhi tune outline-2015;
    fazhi tune outline-2015 --sources --unlabelled reports
    """
    from toolkit.study.recording import record_comparison
    from toolkit.study.tuning import tune as compare

    table, data = compare(scheme, sources=sources, seed=seed, **given)
    print_table(table)
    if out is not None:
        # A card travels: it names folders, not where they lie on this machine.
        options = {"corpus" if name == "source" else name: path for name, path in given.items()}
        named = [f"--{name} {path.name}" for name, path in options.items() if path is not None]
        words = ["fazhi tune", scheme, *(["--sources"] if sources else []), *named]
        record_comparison(
            table, out, name="sources" if sources else "choices",
            command=" ".join([*words, f"--seed {seed}"]), data=data,
        )  # fmt: skip
