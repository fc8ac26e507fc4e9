"""Invented reports with a code for each line, and what their metadata are to tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class CodedReport:
    """One report: its lines with their codes, and columns of ``documents`` as they should be."""

    name: str
    lines: tuple[tuple[str, str], ...]
    told: dict[str, str]

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.lines)


def coded_reports(*files: str) -> list[CodedReport]:
    """Read the reports of some files that stand beside this one."""
    return [report for file in files for report in _reports_of(HERE / file)]


def _reports_of(file: Path) -> Iterator[CodedReport]:
    for block in file.read_text(encoding="utf-8").split("\n== ")[1:]:
        name, *lines = block.strip().split("\n")
        stated = lines.pop(0)[2:].split() if lines[0].startswith("@") else []
        told = dict(pair.replace("+", " ").split("=") for pair in stated)
        yield CodedReport(name, tuple((line[0], line[2:]) for line in lines), told)
