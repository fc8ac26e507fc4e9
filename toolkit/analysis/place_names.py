"""Names of places that would trivially mark a region off: its own, its parents', its parts'."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from toolkit.analysis.terms import longest_first
from toolkit.resources import label_file

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("province", "city", "county", "town", "region")
_NATION = "100000"
_KIND = re.compile(
    r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|自治州|地区|自治县|自治旗|林区|特区|新区|新城|街道办事处|街道|"
    r"开发区|[省市区县州盟旗镇乡])$"
)


def place_names(documents: pd.DataFrame) -> list[str]:
    """Return names of the documents' regions and of their parents, and full names of their parts.

    The parts are the divisions one level below each region, and the townships of a county. Names
    of regions and parents are given whole and, from two characters on, short: 云岭县 and 云岭.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = ["province", "city", "county", "town", "region", "region_code"]
    >>> table = pd.DataFrame([["云山省", "青川市", None, None, "青川市", None]], columns=columns)
    >>> place_names(table)
    ['云山', '云山省', '青川', '青川市']
    """
    found = {str(name) for column in _COLUMNS for name in documents[column].dropna()}
    found |= {short for name in found if (short := _short(name))}
    for code in documents["region_code"].dropna().unique():
        found.update(_parts().get(str(code), ()))
    return sorted(found)


def short_part_names(documents: pd.DataFrame) -> set[str]:
    """Return short names of the parts of the documents' regions.

    They may be ordinary words elsewhere (建设街道), so a caller drops them only where they would
    mark the region itself.
    """
    codes = map(str, documents["region_code"].dropna().unique())
    parts = {name for code in codes for name in _parts().get(code, ())}
    return {short for name in parts if (short := _short(name))}


def without_places(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return texts with a blank where a name stood, the longest that fits.

    Examples
    --------
    >>> without_places(["青川市委全会后，青川面貌一新。"], ["青川", "青川市"])
    [' 委全会后， 面貌一新。']
    """
    listed = list(names)
    if not listed:
        return list(texts)
    pattern = longest_first(listed)
    return [pattern.sub(" ", text) for text in texts]


def _short(name: str) -> str | None:
    short = _stated_short().get(name) or _KIND.sub("", name)
    return short if len(short) > 1 and short != name else None


def _divisions() -> list[dict[str, str]]:
    with label_file("divisions.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def _stated_short() -> dict[str, str]:
    """Short names that do not follow from the name, as of autonomous counties."""
    return {row["name"]: row["short"] for row in _divisions() if row["short"]}


@cache
def _parts() -> dict[str, list[str]]:
    """Names of the divisions one level below each code, and of a county's townships."""
    found: dict[str, list[str]] = {}
    for row in _divisions():
        parent = row["prefecture"] or row["province"] or _NATION
        found.setdefault(parent, []).append(row["name"])
        found.setdefault(row["code"], []).extend(row["towns"].split())
    return found
