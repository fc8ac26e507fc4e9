"""The command ``fazhi``, also as ``python -m toolkit``."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from toolkit.cli import cli

    cli()


if __name__ == "__main__":
    main()
