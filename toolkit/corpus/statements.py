"""A metadata table as a user wrote it, CSV or Excel: its rows by column, its cells checked."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.corpus.decoding import decode
from toolkit.errors import ToolkitError, one_of
from toolkit.tables import DOCUMENTS, ISSUER_TYPES, KINDS, LEVELS, restored

if TYPE_CHECKING:
    import pandas as pd

FIXED = {"doc_id", "sha256", "text", "n_chars", "format", "encoding", "path"}
_YEARS = {column.name for column in DOCUMENTS if column.kind == "int"} - FIXED
_DATES = {"published", "dated"}
_CHOICES = {"level": LEVELS, "issuer_type": ISSUER_TYPES, "kind": KINDS}
_IN_CHINESE = {
    "level": {
        "nation": ("国家级", "国家", "全国", "中央"),
        "province": ("省级", "省", "省部级"),
        "prefecture": ("地市级", "市级", "地级", "地级市", "地市", "市", "市州级"),
        "county": ("县级", "县区级", "区县级", "区级", "县市区", "县市区级", "县", "区"),
        "township": ("乡镇级", "乡级", "镇级", "乡镇街道", "街道", "乡镇", "乡镇街道级", "街道级"),
    },
    "issuer_type": {
        "government": ("政府", "人民政府"),
        "party and government": ("党政", "党政联合", "党委政府", "党委和政府", "党委、政府"),
        "department": ("部门", "政府部门", "工作部门"),
        "agency": ("垂直管理", "垂直管理部门", "垂管", "垂管部门", "中央驻地机构", "派驻机构"),
    },
    "kind": {
        "annual report": ("年度报告", "年报", "法治政府建设年度报告", "年度总结"),
        "multi-year summary": ("多年总结", "五年总结", "跨年总结", "阶段总结"),
        "work plan": ("工作计划", "工作要点", "计划", "要点", "实施方案"),
        "bulletin article": ("简报", "信息", "简报文章", "信息稿"),
        "government work report": ("政府工作报告",),
    },
}
_ALIASES = {
    "文件": "file", "文件名": "file", "文件名称": "file", "哈希": "sha256",
    "年份": "year", "年度": "year", "报告年份": "year", "截止年份": "year_to",
    "地区": "region", "区域": "region", "行政区": "region", "地区代码": "region_code",
    "层级": "level", "级别": "level", "省": "province", "省份": "province", "市": "city",
    "地市": "city", "县": "county", "区县": "county", "县区": "county", "乡镇": "town",
    "街道": "town", "乡镇街道": "town", "标题": "title", "题名": "title", "类型": "kind",
    "文种": "kind", "报告类型": "kind", "发文机关": "issuer", "发布主体": "issuer",
    "主体类型": "issuer_type", "来源": "source", "发布日期": "published", "发布时间": "published",
    "成文日期": "dated",
}  # fmt: skip
_NAMELESS = re.compile(r"(?:unnamed: ?\d+(?:_level_\d+)?|nan|none)?")
_DATE = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?(?:[ T]00:00:00)?")


def read_statements(metadata: str | Path | pd.DataFrame | None) -> list[dict[str, str]]:
    """Read a metadata table into rows; None gives none.

    Parameters
    ----------
    metadata : str, Path, pandas.DataFrame or None
        A CSV or Excel (.xlsx) file, or a table.

    Raises
    ------
    ToolkitError
        The file is no table, or names no files.

    Examples
    --------
    >>> import pandas as pd
    >>> read_statements(pd.DataFrame({"文件": ["a.txt"], "年份": [2020]}))
    [{'file': 'a.txt', 'year': '2020'}]
    """
    if metadata is None:
        return []
    where = "metadata" if not isinstance(metadata, str | Path) else str(metadata)
    table = _read_file(Path(metadata)) if isinstance(metadata, str | Path) else metadata
    names = {k: _column_name(name) for k, name in enumerate(table.columns)}
    # The first of two columns of one name is kept.
    kept = {name: k for k, name in reversed(names.items()) if name}
    if not {"file", "sha256"} & set(kept):
        came = ", ".join(map(str, table.columns))
        remedy = "name the column of file names 'file'"
        raise ToolkitError("a column file or sha256", came, where, remedy)
    text = table.astype("object").where(table.notna(), "").map(_plain)
    places = sorted((k, name) for name, k in kept.items())
    return [{name: row[k] for k, name in places} for row in text.to_numpy().tolist()]


def cell_value(column: str, cell: str) -> object:
    """Read one cell of a column, or raise an error that tells what the column takes.

    Examples
    --------
    >>> cell_value("level", "县级"), cell_value("year", "2020"), cell_value("zone", "east")
    ('county', 2020, 'east')
    """
    if column in _YEARS:
        if not re.fullmatch(r"\d{4}", cell):
            raise ToolkitError(f"a year in column {column}", cell, column, "write four digits")
        return int(cell)
    if column in _DATES:
        return _date(column, cell)
    choices = _CHOICES.get(column)
    if choices is None:
        return cell
    chinese = _IN_CHINESE[column]
    found = cell.lower() if cell.lower() in choices else None
    found = found or next((word for word, forms in chinese.items() if cell in forms), None)
    if found is None:
        wanted = f"{one_of(choices)} in column {column}"
        raise ToolkitError(wanted, cell, column, "write one of these words")
    return found


def _date(column: str, cell: str) -> str:
    hit = _DATE.fullmatch(cell)
    try:
        return datetime.date(*map(int, hit.groups())).isoformat() if hit else _no_date(column, cell)
    except ValueError:
        return _no_date(column, cell)


def _no_date(column: str, cell: str) -> str:
    raise ToolkitError(f"a date in column {column}", cell, column, "write it as 2020-03-01")


def _column_name(name: object) -> str:
    plain = str(name).strip().lower()
    return "" if _NAMELESS.fullmatch(plain) else _ALIASES.get(plain, plain)


def _read_file(path: Path) -> pd.DataFrame:
    content = _read_bytes(path)
    if path.suffix.lower() == ".xlsx":
        return _read_excel(content, path)
    try:
        text = decode(content, path.name)[0]
    except ToolkitError as reason:
        wanted = "a CSV file in UTF-8, UTF-16 or GB18030"
        raise ToolkitError(wanted, reason.came, str(path), "save it as CSV in UTF-8") from reason
    return _read_csv(text, path)


def _read_bytes(path: Path) -> bytes:
    wanted = "a CSV or Excel file"
    if path.is_dir():
        raise ToolkitError(wanted, "a folder", str(path), "name the file in it")
    try:
        return path.read_bytes()
    except FileNotFoundError as reason:
        raise ToolkitError(wanted, "no such file", str(path), "check the path") from reason
    except OSError as reason:
        came = reason.strerror or str(reason)
        raise ToolkitError(wanted, came, str(path), "check its permissions") from reason


def _read_excel(content: bytes, path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_excel(io.BytesIO(content), dtype="object", keep_default_na=False)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as reason:
        remedy = "open it and save it as .xlsx or CSV"
        raise ToolkitError("an Excel workbook", str(reason), str(path), remedy) from reason


def _read_csv(text: str, path: Path) -> pd.DataFrame:
    import pandas as pd

    header = text.lstrip().split("\n", 1)[0]
    # Spreadsheet programs write their Unicode text with tabs, some with semicolons.
    separator = max(",\t;", key=header.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
    except csv.Error as reason:
        raise ToolkitError("a CSV table", str(reason), str(path), "correct it") from reason
    if not rows:
        raise ToolkitError("a CSV table", "no rows", str(path), "correct it")
    width = len(rows[0])
    for number, row in enumerate(rows[1:], 1):
        if any(cell.strip() for cell in row[width:]):
            came = f"{len(row)} cells in row {number}, {width} in the header"
            raise ToolkitError("a CSV table", came, str(path), "correct it")
    filled = [[*row[:width], *[""] * (width - len(row))] for row in rows[1:]]
    return pd.DataFrame(filled, columns=rows[0], dtype="str")


def _plain(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole and isinstance(value, float) else restored(str(value).strip())
