"""A model's card as Markdown, for a reader."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

# The first is the title; sixteen digits a text are for programs, in card.json.
_LEFT_OUT = ("model_id", "training_hashes")


def card_text(card: Mapping[str, Any]) -> str:
    """Return a card as Markdown: a section for each entry, tables where entries are alike.

    Single numbers, names and hashes stand together in the end, as facts.

    Parameters
    ----------
    card : mapping
        With ``model_id``; what ``card.json`` holds.

    Examples
    --------
    >>> print(card_text({"model_id": "f0", "limits": "None known.", "seed": 0}))
    # Model f0
    <BLANKLINE>
    ## limits
    <BLANKLINE>
    None known.
    <BLANKLINE>
    ## facts
    <BLANKLINE>
    - seed: 0
    <BLANKLINE>
    """
    told = {name: value for name, value in card.items() if name not in _LEFT_OUT}
    facts = {name.replace("_", " "): value for name, value in told.items() if _is_fact(value)}
    lines = [f"# Model {card['model_id']}", ""]
    for name, value in told.items():
        if not _is_fact(value):
            lines += _section(name, value, level=2)
    if facts:
        lines += _section("facts", facts, level=2)
    return "\n".join(lines)


def _section(name: str, value: Any, *, level: int) -> Iterator[str]:
    yield from (f"{'#' * level} {name.replace('_', ' ')}", "")
    if _is_table(value):
        yield from (*_table(value), "")
        return
    if not isinstance(value, Mapping):
        yield from (_inline(value), "")
        return
    flat = [f"- {key}: {_inline(item)}" for key, item in value.items() if _is_plain(item)]
    yield from (*flat, "") if flat else ()
    for key, item in value.items():
        if not _is_plain(item):
            yield from _section(str(key), item, level=level + 1)


def _is_fact(value: Any) -> bool:
    """Whether a value is a number, a name, a hash, or a list of such; a text has blanks."""
    if isinstance(value, str):
        return " " not in value
    return _is_plain(value)


def _is_plain(value: Any) -> bool:
    """Whether a value fits into one cell."""
    return not isinstance(value, Mapping) and not _is_table(value)


def _is_table(value: Any) -> bool:
    """Whether a value is rows: a list of mappings, or a mapping of mappings, all plain inside."""
    rows = list(value.values()) if isinstance(value, Mapping) else value
    if not isinstance(rows, list) or not rows:
        return False
    return all(isinstance(row, Mapping) and all(map(_is_plain, row.values())) for row in rows)


def _table(value: Any) -> list[str]:
    named = isinstance(value, Mapping)
    rows = [{"": key, **row} for key, row in value.items()] if named else list(value)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [" | ".join(map(str, columns))]
    lines.append(" | ".join("---" for _ in columns))
    lines += [" | ".join(_inline(row.get(column)) for column in columns) for row in rows]
    return [f"| {line} |" for line in lines]


def _inline(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
