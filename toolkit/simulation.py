"""Made-up reports of made-up counties with known shares: the demo, and a proof of the bounds."""

from __future__ import annotations

import csv
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError
from toolkit.files import written_aside
from toolkit.resources import label_file
from toolkit.simulation_forms import FORMS, Form, arrange, print_report
from toolkit.simulation_wording import Passage, county_names, vary

if TYPE_CHECKING:
    import pandas as pd

_Example = dict[str, str]
# Share of work paragraphs by task in the first and in the last year; each column sums to one.
PLANTED = MappingProxyType(
    {
        ("A1", "B1"): (0.20, 0.15),
        ("A1", "B5"): (0.05, 0.07),
        ("A1", "B8"): (0.04, 0.07),
        ("A2", "B2"): (0.18, 0.07),
        ("A3", "B3"): (0.10, 0.09),
        ("A4", "B4"): (0.08, 0.20),
        ("A4", "B7"): (0.02, 0.05),
        ("A5", "B7"): (0.12, 0.10),
        ("A6", "B6"): (0.09, 0.09),
        ("A7", "B9"): (0.06, 0.06),
        ("A8", "B9"): (0.06, 0.05),
    }
)
_CODES = MappingProxyType(
    {
        "outline-2015": tuple(f"A{n}" for n in range(9)),
        "outline-2021": tuple(f"B{n}" for n in range(10)),
        "common": tuple(f"C{n}" for n in range(8)),
    }
)
_TRUTH = ("region", "year", "scheme", "category", "unit", "share", "planted")


@dataclass(frozen=True)
class SimulatedReport:
    """One report: its text, how it is written down, and what is in it.

    ``shares`` are the planted shares of work paragraphs by code, of both outlines and the common
    scheme; ``passages`` the work paragraphs as printed, in order, with their codes.
    """

    file_name: str
    text: str = field(repr=False)
    encoding: str
    region: str
    year: int
    form: str
    shares: Mapping[str, float] = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)


@dataclass(frozen=True)
class SimulatedReports:
    """Reports, and the table of the shares that they hold.

    ``truth`` has one row per region, year, scheme, category and unit (characters, white space left
    out; or paragraphs): ``share`` among the report's work paragraphs as printed, ``planted`` the
    share that they were drawn with.
    """

    reports: tuple[SimulatedReport, ...] = field(repr=False)
    truth: pd.DataFrame = field(repr=False)

    def __len__(self) -> int:
        return len(self.reports)

    def __repr__(self) -> str:
        regions = {report.region for report in self.reports}
        years = {report.year for report in self.reports}
        return f"SimulatedReports({len(self)} reports, {len(regions)} regions, {len(years)} years)"


def simulate_reports(
    *, n_regions: int = 8, years: Iterable[int] = range(2018, 2024), seed: int = 0
) -> SimulatedReports:
    """Make up yearly reports of invented counties, one per region and year.

    The share of enforcement (A4) rises from 10 to 25 per cent of the work paragraphs over the
    years, that of rules (A2) falls from 18 to 7; the others move less (``PLANTED``). Regions
    differ around that by a factor that stays the same over the years. Each report says that it is
    invented.

    Parameters
    ----------
    n_regions : int
        How many counties, 1 to 72.
    years : iterable of int
        Years reported on, each once.
    seed : int
        The same seed gives the same reports; further regions or years do not change the others'
        wording, but the planted shares move from the first year to the last.

    Returns
    -------
    SimulatedReports
        Reports and the truth about their shares.

    Raises
    ------
    ToolkitError
        No years, a year twice, or more regions than there are names.

    Examples
    --------
    >>> simulated = simulate_reports(n_regions=2, years=[2019, 2020])
    >>> simulated
    SimulatedReports(4 reports, 2 regions, 2 years)
    >>> simulated.reports[0].region
    '砚屏县'
    """
    listed = sorted(years)
    if not listed or len(set(listed)) < len(listed):
        came = "none" if not listed else "a year twice"
        raise ToolkitError("different years", came, "simulate_reports, years", "list each once")
    examples = _read_sample()
    reports = tuple(
        report
        for number, region in enumerate(county_names(n_regions))
        for report in _reports_of(region, number, listed, examples, seed)
    )
    return SimulatedReports(reports, _truth(reports))


def write_reports(simulated: SimulatedReports, folder: str | Path) -> list[Path]:
    """Write simulated reports as text files, with ``truth.csv`` beside them in ``truth``.

    Parameters
    ----------
    simulated : SimulatedReports
        From `simulate_reports`.
    folder : str or pathlib.Path
        Made if it is not there. The reports go to ``folder/reports``, so that it can be read as a
        corpus, the truth to ``folder/truth.csv``.

    Returns
    -------
    list of pathlib.Path
        The report files, in order.
    """
    target = Path(folder) / "reports"
    for report in simulated.reports:
        with written_aside(target / report.file_name) as aside:
            aside.write_bytes(report.text.encode(report.encoding))
    with written_aside(target.parent / "truth.csv") as aside:
        simulated.truth.to_csv(aside, index=False, lineterminator="\n", float_format="%.6f")
    return [target / report.file_name for report in simulated.reports]


def planted_shares(
    progress: float, tilt: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], float]:
    """Return the shares that work paragraphs are drawn with, by pair of codes.

    Parameters
    ----------
    progress : float
        0 in the first year, 1 in the last.
    tilt : mapping
        A region's own factor for each pair; 1 where missing.

    Examples
    --------
    >>> round(planted_shares(0.5, {})["A2", "B2"], 3)
    0.125
    """
    raw = {
        pair: (first + (last - first) * progress) * tilt.get(pair, 1.0)
        for pair, (first, last) in PLANTED.items()
    }
    total = sum(raw.values())
    return {pair: share / total for pair, share in raw.items()}


def draw_pairs(
    shares: Mapping[tuple[str, str], float], n: int, rng: random.Random
) -> list[tuple[str, str]]:
    """Draw n tasks systematically: each gets n times its share, rounded up or down at random.

    Examples
    --------
    >>> draw_pairs({("A1", "B1"): 0.75, ("A2", "B2"): 0.25}, 4, random.Random(0))
    [('A1', 'B1'), ('A1', 'B1'), ('A1', 'B1'), ('A2', 'B2')]
    """
    pairs = list(shares)
    drawn: list[tuple[str, str]] = []
    rng.shuffle(pairs)
    point, reached = rng.random(), 0.0
    for pair in pairs:
        reached += shares[pair] * n
        while point < reached and len(drawn) < n:
            drawn.append(pair)
            point += 1
    return sorted(drawn)


class _Decks:
    """A region's examples, shuffled once per kind and dealt in turn, so that repeats come late."""

    def __init__(self, examples: Mapping[tuple[str, str, str], Sequence[_Example]], seed: str):
        self._examples = examples
        self.seed = seed
        self._dealt: Counter[tuple[str, str, str]] = Counter()

    def deal(self, kind: tuple[str, str, str]) -> _Example:
        deck = list(self._examples[kind])
        random.Random(f"{self.seed} {kind}").shuffle(deck)
        self._dealt[kind] += 1
        return deck[(self._dealt[kind] - 1) % len(deck)]


def _reports_of(
    region: str,
    number: int,
    years: Sequence[int],
    examples: Mapping[tuple[str, str, str], Sequence[_Example]],
    seed: int,
) -> Iterator[SimulatedReport]:
    rng = random.Random(f"{seed} {region}")
    tilt = {pair: math.exp(rng.gauss(0, 0.15)) for pair in PLANTED}
    decks = _Decks(examples, f"{seed} {region}")
    for place, year in enumerate(years):
        shares = planted_shares(place / max(len(years) - 1, 1), tilt)
        # A county keeps its form for three years, as a website lasts; neighbours have others.
        form = FORMS[(number + place // 3) % len(FORMS)]
        yield _report(region, year, form, shares, decks)


def _report(
    region: str,
    year: int,
    form: Form,
    shares: Mapping[tuple[str, str], float],
    decks: _Decks,
) -> SimulatedReport:
    rng = random.Random(f"{decks.seed} {year}")
    kinds = [("work", *pair) for pair in draw_pairs(shares, rng.randint(14, 22), rng)]
    kinds += _admitted("problems", rng) + _admitted("plans", rng)
    passages = [
        vary(decks.deal(kind), region=region, year=year, seed=f"{decks.seed} {year} {place}")
        for place, kind in enumerate(kinds)
    ]
    work = arrange((p for p in passages if p.section == "work"), form, year=year)
    rest = [p for p in passages if p.section != "work"]
    text = print_report(form, work, rest, region=region, year=year)
    name = f"{region}_{year}.txt"
    planted = _by_code(shares)
    return SimulatedReport(name, text, form.encoding, region, year, form.name, planted, tuple(work))


def _admitted(section: str, rng: random.Random) -> list[tuple[str, str, str]]:
    """Draw the tasks that a report's problems or plans are about."""
    tasks = sorted(rng.sample(_CODES["outline-2015"][1:], rng.randint(4, 6)))
    return [(section, task, "") for task in tasks]


def _read_sample() -> dict[tuple[str, str, str], list[_Example]]:
    """Return the examples set aside, by section, task and, for work, the second outline's task."""
    kinds: dict[tuple[str, str, str], list[_Example]] = {}
    with label_file("sample.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            second = row["cat2021"] if row["section"] == "work" else ""
            kinds.setdefault((row["section"], row["cat2015"], second), []).append(row)
    return kinds


def _codes(cat2015: str, cat2021: str) -> tuple[str, str, str]:
    # Of the pairs planted, the common category follows the first outline; A8 is one with A7.
    return cat2015, cat2021, f"C{min(int(cat2015[1:]), 7)}"


def _by_code(shares: Mapping[tuple[str, str], float]) -> Mapping[str, float]:
    total: dict[str, float] = {}
    for pair, share in shares.items():
        for code in _codes(*pair):
            total[code] = total.get(code, 0.0) + share
    return MappingProxyType(total)


def _truth(reports: Iterable[SimulatedReport]) -> pd.DataFrame:
    import pandas as pd

    rows = [row for report in reports for row in _truth_rows(report)]
    return pd.DataFrame(rows, columns=list(_TRUTH))


def _truth_rows(report: SimulatedReport) -> Iterator[tuple[object, ...]]:
    counted: dict[str, Counter[str]] = {"characters": Counter(), "paragraphs": Counter()}
    for passage in report.passages:
        for code in _codes(passage.cat2015, passage.cat2021):
            counted["characters"][code] += len("".join(passage.text.split()))
            counted["paragraphs"][code] += 1
    for scheme, codes in _CODES.items():
        for unit, counts in counted.items():
            total = sum(counts[code] for code in codes)
            for code in codes:
                planted = report.shares.get(code, 0.0)
                share = counts[code] / total
                yield report.region, report.year, scheme, code, unit, share, planted
