"""LaTeX tables: escaped, three lines, numbers aligned, as wide as the page, and they compile."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pypdf
import pytest

from toolkit.presentation.formats import format_table
from toolkit.presentation.latex import escape, to_latex
from toolkit.presentation.papers import format_estimates, save_table

_NEEDED = ("ctexart.cls", "booktabs.sty", "longtable.sty", "rotating.sty", "FandolSong-Regular.otf")


def _estimates(years: int = 3) -> pd.DataFrame:
    rows = [
        {"scheme": "outline-2015", "category": code, "year": 2016 + year, "value": 0.1 + place / 10,
         "low": None if code == "A0" else 0.1, "high": None if code == "A0" else 0.9,
         "confidence": 0.95, "n_documents": 12, "flag": "few" if code == "A0" else None}
        for place, code in enumerate(["A1", "A2", "A0"])
        for year in range(years)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("50% & _x_", r"50\% \& \_x\_"),
        ("a\\b{c}", r"a\textbackslash{}b\{c\}"),
        ("x^2~$#", r"x\textasciicircum{}2\textasciitilde{}\$\#"),
        ("a|b`c", r"a\textbar{}b\textasciigrave{}c"),
        ("<0.001", r"\textless{}0.001"),
        ("−1 – 2", r"$-$1 \textendash{} 2"),
        ("α ≥ κ", r"$\alpha$ $\geq$ $\kappa$"),
        ("x 0.1ᵃ", r"x 0.1\textsuperscript{a}"),
        ("a---b", "a-{}-{}-b"),
        ("''", "'{}'"),
        ("两\n行\tx", "两 行 x"),
        ("a\x00\x0bb\x7f", "ab"),
        ("法治政府", "法治政府"),
        ("a-b, c", "a-b, c"),
    ],
)
def test_what_latex_would_obey_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped
    assert f"{escaped} \\\\" in to_latex(pd.DataFrame({"a": [text]}))


@pytest.mark.parametrize("opening", ["[1]", "*", "*y"])
def test_a_row_that_opens_like_an_option_is_none(opening: str) -> None:
    assert rf"{{}}{opening} & x \\" in to_latex(pd.DataFrame({"a": ["x", opening], "b": "x"}))


def test_values_and_intervals_stand_in_columns_of_their_own() -> None:
    lines = to_latex(pd.DataFrame({"a": ["x", "y"], "b": ["9.5* [-1.0, 20.0]", "10.0ᵃ [–]"]}))
    assert r"\begin{tabular}{lr@{}l}" in lines
    assert r"a & \multicolumn{2}{c}{b} \\" in lines
    assert r"x & 9.5 & \textsuperscript{*}~[$-$1.0, 20.0] \\" in lines
    assert r"y & 10.0 & \textsuperscript{a}~[\textendash{}] \\" in lines


def test_marks_take_no_room_in_a_column_of_numbers() -> None:
    lines = to_latex(pd.DataFrame({"b": ["9.5ᵃ", "10.0", "–"]})).split("\n")
    assert r"\begin{tabular}{r}" in lines
    assert r"9.5\rlap{\textsuperscript{a}} \\" in lines


def test_caption_label_and_note() -> None:
    table = pd.DataFrame({"a": ["x"]})
    table.attrs["note"] = "Notes: 5%."
    latex = to_latex(table, caption="R&D", label="tab:my table")
    assert r"\caption{R\&D}\label{tab:my-table}" in latex
    assert r"\footnotesize Notes: 5\%.}" in latex
    assert latex.index(r"\bottomrule") < latex.index("Notes:") < latex.index(r"\end{table}")
    assert "parbox" not in to_latex(table, note="")


def test_the_number_of_reports_stands_under_a_line() -> None:
    lines = to_latex(format_estimates(_estimates(), language="en")).split("\n")
    place = lines.index(r"Reports & 12 &  & 12 &  & 12 &  \\")
    assert lines[place - 1] == r"\midrule"
    assert lines.count(r"\midrule") == 2


@pytest.mark.parametrize(
    ("years", "has", "lacks"),
    [
        (3, r"r@{}l", "sidewaystable"),
        (5, r"\addlinespace", "sidewaystable"),
        (12, "sidewaystable", r"\begin{table}"),
    ],
)
def test_a_table_is_made_to_fit_the_line(years: int, has: str, lacks: str) -> None:
    latex = to_latex(format_estimates(_estimates(years), language="en"))
    assert has in latex
    assert lacks not in latex


def test_long_text_wraps() -> None:
    latex = to_latex(pd.DataFrame({"text": ["a long cell " * 20], "n": [1]}))
    assert latex.startswith(r"% \usepackage{array,booktabs}")
    assert r">{\raggedright\arraybackslash}p{" in latex
    assert "resizebox" not in latex


def test_many_rows_run_over_pages() -> None:
    latex = to_latex(pd.DataFrame({"a": ["x"] * 60}), caption="long")
    assert latex.startswith(r"% \usepackage{booktabs,longtable}")
    assert r"\caption{long} \\" in latex
    assert latex.count(r"\toprule") == 2
    assert r"\begin{table}" not in latex
    assert "longtable" not in to_latex(pd.DataFrame({"a": ["x"] * 30}))


def test_an_empty_table_has_its_head() -> None:
    assert r"a & b \\" in to_latex(pd.DataFrame({"a": [], "b": []}))


@pytest.fixture(scope="module")
def xelatex() -> str:
    found, finder = shutil.which("xelatex"), shutil.which("kpsewhich")
    if found is None or finder is None:
        pytest.skip("no xelatex here: what it would print is not seen")
    for name in _NEEDED:
        if subprocess.run([finder, name], capture_output=True, check=False).returncode:
            pytest.skip(f"xelatex is here, but not {name}")
    return found


_NAUGHTY = ["50% & _x_", "#1 ~ ^ \\ {a} $5$", "[1] *", "*y", "a--b `c` | <d>", "长单元格" * 40,
            "a long cell " * 20, "very_long_name/of_a/file_2019.txt", "α ≥ 0.8"]  # fmt: skip


def _tables() -> dict[str, pd.DataFrame]:
    wide = {f"n_{name}": [0.25, -1.5] for name in "abcdefghijklmnopqrst"}
    return {
        "naughty": pd.DataFrame({"a_%": _NAUGHTY, "值": [None, -1.25, *range(len(_NAUGHTY) - 2)]}),
        "english": format_estimates(_estimates(), language="en"),
        "chinese": format_estimates(_estimates(6), language="zh"),
        "turned": format_estimates(_estimates(12), language="zh"),
        "squeezed": pd.DataFrame(wide),
        "long": format_table(pd.concat([_estimates(10)] * 2), language="zh", percent=True),
        "text": pd.DataFrame({"a": _NAUGHTY[:4], "b": ["=1+1", "@x", "-", "–"]}),
        "empty": pd.DataFrame({"a": [], "b": []}),
    }


def test_tables_compile_fit_the_page_and_lose_nothing(xelatex: str, tmp_path: Path) -> None:
    for name, table in _tables().items():
        save_table(table, tmp_path / f"{name}.tex", caption=f"{name}: 50% & 表")
    body = "\n".join(rf"\input{{{name}}} See \ref{{tab:{name}}}." for name in _tables())
    packages = r"\usepackage{array,booktabs,longtable,rotating}"
    document = rf"\documentclass[fontset=fandol]{{ctexart}}{packages}\begin{{document}}"
    (tmp_path / "all.tex").write_text(f"{document}\n{body}\n\\end{{document}}\n", encoding="utf-8")
    command = [xelatex, "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    for _ in range(2):
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
        assert run.returncode == 0, run.stdout.decode(errors="replace")[-2000:]
    log = (tmp_path / "all.log").read_text(encoding="utf-8", errors="replace")
    for trouble in ("Missing character", "undefined", "Float too large"):
        assert trouble not in log
    excess = [float(line.split("(")[1].split("pt")[0]) for line in log.split("\n")
              if line.startswith(r"Overfull \hbox")]  # fmt: skip
    assert max(excess, default=0.0) < 5.0
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "all.pdf").pages)
    for told in ("#1", "{a}", "$5$", "*y", "a--b", "[1] *", "=1+1", "Functions", "Reports"):
        assert told.replace(" ", "") in printed.replace(" ", ""), told
