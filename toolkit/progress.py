"""A progress bar on what takes more than two seconds, in a terminal or a notebook alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def progress(items: Iterable[Item], what: str, *, unit: str) -> Iterator[Item]:
    """Yield items, with a bar after two seconds; none where the output is not a terminal.

    Examples
    --------
    >>> list(progress([1, 2], "reading", unit="file"))
    [1, 2]
    """
    from tqdm import tqdm

    # A notebook's output is no terminal, yet somebody watches it.
    hidden = False if "ipykernel" in sys.modules else None
    shown: Iterable[Item] = tqdm(items, desc=what, unit=unit, delay=2, disable=hidden)
    yield from shown
