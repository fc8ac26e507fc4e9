"""Checks of the outlines in a labels folder, and of the crosswalk between them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.errors import SchemeError, ToolkitError, one_of
from toolkit.outlines import Outline, load_outline
from toolkit.tables import OUTLINES

_NO_SCHEMES = ("crosswalk.toml", "problem-types.toml")
_KEYS = ("from_first", "from_second", "agreeing", "arguable", "categories")


def checked_schemes(root: Path) -> tuple[dict[str, Outline], list[ToolkitError]]:
    """Load a folder's outlines, for want of its own the packaged ones, and tell what is wrong."""
    found, errors = {name: load_outline(name) for name in OUTLINES}, []
    for path in sorted(root.glob("*.toml")):
        if path.name not in _NO_SCHEMES:
            try:
                outline = load_outline(path)
            except ToolkitError as mistake:
                errors.append(mistake)
            else:
                found[outline.name] = outline
    return found, errors


def crosswalk_errors(path: Path) -> Iterator[ToolkitError]:
    """Yield what is wrong with a crosswalk between the two outlines, if the file is there."""
    if not path.is_file():
        return
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as reason:
        remedy = "correct that place"
        yield SchemeError("a TOML file in UTF-8", str(reason), path.name, remedy)
        return
    missing = [key for key in _KEYS if key not in data]
    if missing:
        wanted, came = f"keys {', '.join(_KEYS)}", f"no {', '.join(missing)}"
        yield SchemeError(wanted, came, path.name, "add them; labels/crosswalk.toml shows the form")
        return
    common = {one.get("code") for one in data["categories"]}
    for key, scheme in zip(("from_first", "from_second"), OUTLINES, strict=True):
        yield from _map_errors(data[key], load_outline(scheme), common, key)
    yield from _pair_errors(data, common)


def _map_errors(
    mapped: Mapping[str, str], outline: Outline, common: set[str], key: str
) -> Iterator[ToolkitError]:
    where = f"crosswalk.toml, {key}"
    for code in sorted({*outline.codes} - {*mapped}):
        remedy = f"add a line '{code} = …'"
        yield SchemeError(f"a common category for {code}", "none", where, remedy)
    for code in sorted({*mapped} - {*outline.codes}):
        yield SchemeError(one_of(outline.codes), repr(code), where, "remove it")
    for code, category in mapped.items():
        if category not in common:
            yield SchemeError(one_of(common), repr(category), f"{where}, {code}", "correct it")


def _pair_errors(data: Mapping[str, Any], common: set[str]) -> Iterator[ToolkitError]:
    first, second = data["from_first"], data["from_second"]
    for pair in data["agreeing"]:
        where = f"crosswalk.toml, agreeing, {pair}"
        if len(pair) != 2 or pair[0] not in first or pair[1] not in second:
            yield SchemeError("a code of each outline", repr(pair), where, "correct the pair")
        elif first[pair[0]] != second[pair[1]]:
            came = f"{first[pair[0]]} and {second[pair[1]]}"
            remedy = "move it to arguable, or correct the mapping"
            yield SchemeError("one common category from both codes", came, where, remedy)
    named = Counter(one.get("name") for one in data["arguable"])
    for one in data["arguable"]:
        where = f"crosswalk.toml, arguable, {one.get('name')}"
        known = {"first": {*first}, "second": {*second}, "default": common, "alternative": common}
        for key, choices in known.items():
            if one.get(key) not in choices:
                wanted = one_of(choices)
                yield SchemeError(wanted, repr(one.get(key)), f"{where}, {key}", "correct it")
        if named[one.get("name")] > 1:
            yield SchemeError("each name once", "it twice", where, "rename one of them")
