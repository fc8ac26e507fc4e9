"""How far coders agree: Krippendorff's alpha, percent agreement and kappa, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import TableError, ToolkitError, check_choice, check_confidence
from toolkit.labelling.disagreements import hand_judgements, paragraphs_to_discuss
from toolkit.tables import Corpus

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
RESAMPLED = ("documents", "paragraphs")
FEWEST_DOCUMENTS = 20
_DRAWS = 2000
_TWO = "{:.2f}".format
_NAMES = {"alpha": "Krippendorff's alpha", "percent": "percent agreement", "kappa": "Cohen's kappa"}
_COLUMNS = ("scheme", "measure", "coders", "category", "value", "low", "high", "n_paragraphs",
            "n_judgements", "n_documents", "flag")  # fmt: skip


@dataclass(frozen=True)
class Agreement:
    """How far coders agree; shows itself as text, in a notebook, and as LaTeX.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per scheme, measure (alpha, percent, kappa) and category (``all``, or one against
        the rest): coders, value, low, high, n_paragraphs (with two judgements or more),
        n_judgements, n_documents, flag.
    confused : pandas.DataFrame
        Pairs of codes that coders gave to the same paragraph, most frequent first: scheme, first,
        second, n (pairs of judgements), share of all pairs that differ.
    discuss : pandas.DataFrame
        Paragraphs on which coders differ: paragraph_id, scheme, judgements, and text where a
        corpus was given.
    confidence : float
        Nominal coverage of the bounds.
    resampled : str
        What the bootstrap drew: documents or paragraphs.
    """

    table: pd.DataFrame
    confused: pd.DataFrame
    discuss: pd.DataFrame
    confidence: float
    resampled: str

    def value(
        self, measure: str = "alpha", category: str = "all", scheme: str | None = None
    ) -> float:
        """Return one value: the only one of this measure and category, or of this scheme's."""
        rows = self.table[(self.table["measure"] == measure) & (self.table["category"] == category)]
        rows = rows if scheme is None else rows[rows["scheme"] == scheme]
        if len(rows) != 1:
            remedy = "name measure, category and scheme as in the table"
            where = f"{measure}, {category}, scheme {scheme}"
            raise ToolkitError("one value", f"{len(rows)} rows", where, remedy)
        return float(rows["value"].iloc[0])

    def __str__(self) -> str:
        confused = self.confused.head(10).to_string(index=False, float_format=_TWO)
        parts = [self._shown().to_string(), self._note()]
        parts += [f"Confused most\n{confused}"] if len(self.confused) else []
        return "\n\n".join([*parts, f"Paragraphs to discuss: {len(self.discuss)}"])

    def _repr_html_(self) -> str:
        confused, discuss = (
            table.to_html(index=False, escape=True, float_format=_TWO)
            for table in (self.confused.head(10), self.discuss.head(20))
        )
        agreed = f"{self._shown().to_html(escape=True)}<p>{escape(self._note())}</p>"
        titles = f"<h4>Confused most</h4>{confused}<h4>To discuss ({len(self.discuss)})</h4>"
        return f"{agreed}{titles}{discuss}"

    def _note(self) -> str:
        drawn = f"{self.confidence:.0%} percentile bootstrap by {self.resampled.rstrip('s')}"
        whole = self.table[self.table["category"] == "all"].drop_duplicates("scheme")
        sizes = [
            f"{row.scheme}: {row.n_paragraphs} paragraphs of {row.n_documents} documents, "
            f"{row.n_judgements} judgements."
            for row in whole.itertuples()
        ]
        flags = sorted({flag for flag in self.table["flag"] if flag})
        missing = [f"Where no bounds are given: {'; '.join(flags)}."] if flags else []
        return " ".join([*sizes, f"In brackets: {drawn}.", *missing])

    def _shown(self) -> pd.DataFrame:
        """One row per scheme and category, one column per measure."""
        rows = self.table
        pairs = rows["coders"].where(rows["measure"] == "kappa", "")
        named = rows["measure"].map(_NAMES) + pairs.map(lambda names: names and f" ({names})")
        bounds = zip(rows["value"], rows["low"], rows["high"], strict=True)
        cells = rows.assign(column=named, cell=[_bounded(*row) for row in bounds])
        wide = cells.pivot(index=["scheme", "category"], columns="column", values="cell")
        keys = rows[["scheme", "category"]].drop_duplicates()
        # "all" stands first, and measures in the order that they were computed in.
        ordered = wide.loc[list(keys.itertuples(index=False, name=None)), list(named.unique())]
        return ordered.fillna("").rename_axis(columns=None)


def agreement(
    labels: pd.DataFrame,
    *,
    by: str = "category",
    resample: str = "documents",
    corpus: Corpus | None = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> Agreement:
    """Measure how far coders agree on the same paragraphs.

    Parameters
    ----------
    labels : pandas.DataFrame
        Table ``labels``; rows with source ``hand`` count, by any number of coders. A coder may
        have left paragraphs out. Each scheme is measured apart.
    by : str
        Column that holds the codes; another one than category may be measured too.
    resample : {"documents", "paragraphs"}
        What the bootstrap draws. Paragraphs of one document are alike, so bounds by paragraph are
        too narrow; bounds by document need 20 documents, and are missing below.
    corpus : Corpus, optional
        Gives the text of the paragraphs to discuss.
    confidence : float
        Nominal coverage of the bounds.
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    Agreement
        Nominal alpha (Krippendorff 2019, chapter 12), percent agreement (share of a paragraph's
        pairs of judgements that agree, mean of paragraphs), over all and for each category
        against the rest; kappa (Cohen 1960) for each pair of coders. 1 is full agreement; alpha
        and kappa are 0 where coders agree as chance would.

    Raises
    ------
    ToolkitError
        Nobody judged a paragraph that another judged too, a coder judged one twice, or an unknown
        option.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = {"ann": ["A1", "A1", "A4", "A4"], "bo": ["A1", "A1", "A4", "A1"]}
    >>> rows = [
    ...     {"paragraph_id": f"d-{k}", "scheme": "outline-2015", "coder": coder, "category": code,
    ...      "source": "hand"}
    ...     for coder, given in codes.items() for k, code in enumerate(given)
    ... ]
    >>> result = agreement(pd.DataFrame(rows))
    >>> round(result.value("alpha"), 3), result.value("percent")
    (0.533, 0.75)
    """
    check_choice(resample, RESAMPLED, where="agreement, resample")
    check_confidence(confidence)
    judged = hand_judgements(labels, by)
    rows: list[dict[str, Any]] = []
    for scheme, group in judged.groupby("scheme", sort=True):
        counted = _Judgements.of(group, resample)
        bootstrap = _Bootstrap(counted.clusters, resample, confidence, seed)
        rows += [{"scheme": scheme, **row} for row in _measures(counted, bootstrap)]
    return Agreement(
        _frame(rows),
        _confused(judged),
        paragraphs_to_discuss(judged, corpus),
        confidence,
        resample,
    )


@dataclass(frozen=True)
class _Judgements:
    """One scheme's codes as a grid: paragraphs with two or more of them, by coders; -1 is none."""

    grid: NDArray[np.intp]
    codes: list[str]
    coders: list[str]
    clusters: NDArray[np.intp]
    n_documents: int

    @classmethod
    def of(cls, judged: pd.DataFrame, resample: str) -> _Judgements:
        wide = judged.pivot(index="paragraph_id", columns="coder", values="code")
        wide = wide[wide.notna().sum(axis=1) >= 2]
        if wide.empty:
            remedy = "give the judgements of two coders or more on the same paragraphs"
            raise TableError("paragraphs judged twice", "none", "agreement, labels", remedy)
        wide = wide.dropna(axis=1, how="all")
        codes = sorted(set(judged.loc[judged["paragraph_id"].isin(wide.index), "code"]))
        grid = np.stack([_places(wide[coder], codes) for coder in wide.columns], axis=1)
        of = judged.drop_duplicates("paragraph_id").set_index("paragraph_id")["doc_id"]
        documents, places = np.unique(of.reindex(wide.index).to_numpy(str), return_inverse=True)
        clusters = places if resample == "documents" else np.arange(len(wide))
        return cls(grid, codes, list(map(str, wide.columns)), clusters, len(documents))

    def counts(self) -> Floats:
        """How often each paragraph got each code; shape (paragraphs, codes)."""
        return (
            np.stack([(self.grid == k).sum(axis=1) for k in range(len(self.codes))], axis=1) * 1.0
        )


@dataclass(frozen=True)
class _Bootstrap:
    """Statistics of sums over clusters, with bounds from drawing clusters anew."""

    clusters: NDArray[np.intp]
    unit: str
    confidence: float
    seed: int
    weights: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        n = int(self.clusters.max()) + 1
        rng = np.random.default_rng(self.seed)
        drawn = rng.multinomial(n, np.full(n, 1 / n), size=_DRAWS)
        # The first row is the sample itself.
        object.__setattr__(self, "weights", np.vstack([np.ones(n), drawn]).astype(float))

    def sums(self, values: Floats) -> Floats:
        """Sum rows of paragraphs in every draw; shape (draws + 1, columns)."""
        totals = np.zeros((self.weights.shape[1], values.shape[1]))
        np.add.at(totals, self.clusters, values)
        return self.weights @ totals

    def told(self, statistic: Floats) -> dict[str, object]:
        """Value and bounds of a statistic that was computed in every draw."""
        bounds, flag = (float("nan"),) * 2, ""
        drawn = statistic[1:][np.isfinite(statistic[1:])]
        if self.weights.shape[1] < FEWEST_DOCUMENTS:
            flag = f"few: under {FEWEST_DOCUMENTS} {self.unit}"
        elif len(drawn) < _DRAWS / 2 or np.ptp(drawn) == 0:
            flag = "nothing varies"
        else:
            tail = (1 - self.confidence) / 2
            low, high = np.quantile(drawn, [tail, 1 - tail])
            bounds = (float(low), float(high))
        return {"value": float(statistic[0]), "low": bounds[0], "high": bounds[1], "flag": flag}


def _measures(judged: _Judgements, bootstrap: _Bootstrap) -> Iterator[dict[str, Any]]:
    counts = judged.counts()
    total = counts.sum(axis=1)
    size = {"n_documents": judged.n_documents}
    sets = {"all": counts} | {
        code: np.stack([counts[:, k], total - counts[:, k]], axis=1)
        for k, code in enumerate(judged.codes)
    }
    everybody = "; ".join(judged.coders)
    for category, chosen in sets.items():
        for measure, statistic in _alpha_and_percent(chosen, bootstrap).items():
            n = {"n_paragraphs": len(total), "n_judgements": int(total.sum())}
            told = bootstrap.told(statistic)
            yield {
                "measure": measure,
                "coders": everybody,
                "category": category,
                **told,
                **n,
                **size,
            }
    for pair in combinations(range(len(judged.coders)), 2):
        both = np.asarray((judged.grid[:, pair] >= 0).all(axis=1))
        names = "; ".join(judged.coders[k] for k in pair)
        n = {"n_paragraphs": int(both.sum()), "n_judgements": 2 * int(both.sum())}
        told = bootstrap.told(_kappa(judged.grid[:, pair], both, bootstrap))
        yield {"measure": "kappa", "coders": names, "category": "all", **told, **n, **size}


def _alpha_and_percent(counts: Floats, bootstrap: _Bootstrap) -> dict[str, Floats]:
    """Alpha and percent agreement in every draw, from counts of codes by paragraph."""
    total = counts.sum(axis=1)
    # A paragraph's pairs of judgements that agree, each judgement weighing one in all.
    alike = (counts * (counts - 1)).sum(axis=1) / (total - 1)
    columns = np.column_stack([alike, alike / total, np.ones(len(total)), counts])
    sums = bootstrap.sums(columns)
    margins = sums[:, 3:]
    n = margins.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = 1 - (margins * (margins - 1)).sum(axis=1) / (n * (n - 1))
        alpha = 1 - (1 - sums[:, 0] / n) / np.where(expected > 0, expected, np.nan)
        return {"alpha": alpha, "percent": sums[:, 1] / sums[:, 2]}


def _kappa(grid: NDArray[np.intp], both: NDArray[np.bool_], bootstrap: _Bootstrap) -> Floats:
    """Cohen's kappa of two coders in every draw."""
    n_codes = int(grid.max()) + 1
    places = np.arange(n_codes)
    first, second = ((grid[:, [k]] == places) & both[:, None] for k in (0, 1))
    agree = (grid[:, 0] == grid[:, 1]) & both
    sums = bootstrap.sums(np.column_stack([both, agree, first, second]).astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = sums[:, 1:] / sums[:, :1]
        observed, margins = shares[:, 0], shares[:, 1:]
        chance = (margins[:, :n_codes] * margins[:, n_codes:]).sum(axis=1)
        return np.asarray((observed - chance) / np.where(chance < 1, 1 - chance, np.nan))


def _places(given: pd.Series, codes: list[str]) -> NDArray[np.intp]:
    known: Mapping[str, int] = {code: k for k, code in enumerate(codes)}
    return np.array([known.get(code, -1) for code in given], dtype=np.intp)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _confused(judged: pd.DataFrame) -> pd.DataFrame:
    """Pairs of codes given to one paragraph by two coders, in either order."""
    pairs = judged.merge(judged, on=["scheme", "paragraph_id"], suffixes=("", "_other"))
    pairs = pairs[pairs["code"] < pairs["code_other"]]
    counts = pairs.groupby(["scheme", "code", "code_other"]).size().rename("n").reset_index()
    counts["share"] = counts["n"] / counts.groupby("scheme")["n"].transform("sum")
    names = {"code": "first", "code_other": "second"}
    order = counts.sort_values(["scheme", "n"], ascending=[True, False], kind="stable")
    return order.rename(columns=names).reset_index(drop=True)


def _bounded(value: float, low: float, high: float) -> str:
    if not np.isfinite(value):
        return "-"
    return f"{value:.3f} [{low:.3f}, {high:.3f}]" if np.isfinite(low) else f"{value:.3f}"
