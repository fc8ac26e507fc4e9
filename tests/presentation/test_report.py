"""The page, in a real browser: numbers lead to passages, nothing runs, nothing leaves the disk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.analysis.emphasis import emphasis
from toolkit.errors import ToolkitError
from toolkit.outlines import common_categories, load_outline
from toolkit.presentation.passages import Findings, PageFigure, passages_of
from toolkit.presentation.report import as_script_data, inline_svg, page_words, write_page
from toolkit.presentation.report_tables import tables_of, translated
from toolkit.study.reporting import gather
from toolkit.study.running import CELLS, Study
from toolkit.tables import OUTLINES, SECTIONS, Corpus, make_table

pypdf = pytest.importorskip("pypdf")

HOSTILE = (
    "</script><script>document.title='taken'</script><!-- <script> & \"two\" 'one' \u2028\u2029 "
    "<img src=x onerror=\"document.title='taken'\"> {{ 7*7 }}"
)
ADDRESS = "javascript:document.title='taken'"
SVG = (
    '<?xml version="1.0"?><svg viewBox="0 0 9 9"><path id="a" d="M0 0L9 9"/><use href="#a"/></svg>'
)
# An admission stands in every fifth paragraph, after a character of two UTF-16 units.
BEFORE, ADMITTED = "\U00020000一些方面", "执法力量不足"


def make_findings(
    n_regions: int = 8,
    n_years: int = 3,
    n_each: int = 12,
    schemes: Sequence[str] = (*OUTLINES, "common"),
) -> Findings:
    """Findings of an invented study whose texts are hostile."""
    rng = np.random.default_rng(0)
    places = [(region, 2018 + year) for region in range(n_regions) for year in range(n_years)]
    documents = make_table("documents", [_document(*place) for place in places])
    paragraphs = make_table(
        "paragraphs",
        [
            _paragraph(doc_id, position, rng)
            for doc_id in documents["doc_id"]
            for position in range(n_each)
        ],
    )
    predictions = pd.concat([_predictions(paragraphs, name, rng) for name in OUTLINES])
    corpus = Corpus(documents, paragraphs, make_table("rejected", [_refusal()]))
    shares = [
        emphasis(corpus, predictions, by=by, scheme=scheme) for scheme in schemes for by in CELLS
    ]
    study = Study(
        corpus,
        make_table("predictions", predictions),
        pd.concat(shares, ignore_index=True),
        _problems(paragraphs, rng),
    )
    found = gather(study, {}, {})
    flat = [[0, 1, 2, 2, 2, 1]] * len(paragraphs)
    card = {"scored": {"judges": {"toolkit": {"accuracy": 0.5, "macro_f1": 0.25}}}}
    figures = (PageFigure("trend-common-county", SVG, f"A line.\n{HOSTILE}"),)
    marks, cards = {"outline-2015": flat}, {"outline-2015": card}
    return replace(found, marks=marks, cards=cards, figures=figures)


def _document(region: int, year: int) -> dict[str, Any]:
    blank = dict.fromkeys([column.name for column in _columns("documents")])
    facts = {"region": f"R{region} <b>", "region_code_today": f"{110000 + region}", "year": year}
    named = {"doc_id": f"d{region}-{year}", "path": f"{ADDRESS}-{region}-{year}.txt"}
    kind = "work plan" if region == 1 else "annual report"
    title = f"{HOSTILE} {region}" if region else ADDRESS
    fixed = {"level": "county", "year_to": year, "covers": year, "n_chars": 9, "text": ""}
    return {**blank, **facts, **named, **fixed, "kind": kind, "title": title}


def _columns(name: str) -> Any:
    from toolkit.tables import TABLES

    return TABLES[name]


def _paragraph(doc_id: str, position: int, rng: np.random.Generator) -> dict[str, Any]:
    text = f"{BEFORE}{ADMITTED}。{HOSTILE}{'文' * int(rng.integers(1, 9))}"
    section = SECTIONS[int(rng.integers(1, 3))]
    return {
        "paragraph_id": f"{doc_id}-{position}", "doc_id": doc_id, "position": position,
        "line": position + 1, "headings": ["一、<b>标题</b>"], "inline_heading": None,
        "section": section, "text": text, "start": 100 * position,
        "end": 100 * position + len(text),
        "n_chars": len(text.replace(" ", "")), "text_sha256": "0",
    }  # fmt: skip


def _predictions(paragraphs: pd.DataFrame, name: str, rng: np.random.Generator) -> pd.DataFrame:
    codes = load_outline(name).codes
    said = {
        "paragraph_id": paragraphs["paragraph_id"], "scheme": name, "model_id": "0",
        "category": rng.choice(codes, len(paragraphs)), "probability": 0.8, "margin": 0.1,
        "second": codes[0], "abstained": False, "novel": False, "context": False,
        "cross_fitted": False,
    }  # fmt: skip
    return pd.DataFrame(said)


def _problems(paragraphs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows = paragraphs.iloc[::5]
    start = rows["start"] + len(BEFORE)
    frame = rows[["paragraph_id", "doc_id"]].assign(
        problem_id=rows["paragraph_id"], start=start, end=start + len(ADMITTED), text=ADMITTED,
        category=rng.choice(["A4", "A5"], len(rows)),
        type=rng.choice(["rules", "effect"], len(rows)),
        hedged=True, specific=False, cause=False,
    )  # fmt: skip
    return make_table("problems", frame)


def _refusal() -> dict[str, object]:
    return {
        "file": HOSTILE,
        "stage": "reading",
        "wanted": "text",
        "came": "none",
        "what to do": "-",
    }


@pytest.fixture(scope="module")
def findings() -> Findings:
    return make_findings()


@pytest.fixture(scope="module")
def file(findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(findings, tmp_path_factory.mktemp("page") / "report.html", language="en")


@pytest.fixture
def opened(browser: Any, file: Path) -> Iterator[Any]:
    """The page at 1280 pixels; afterwards nothing may have gone wrong or been asked for."""
    yield from watched(browser, file)


def watched(browser: Any, file: Path, **options: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    page, wrong, asked = context.new_page(), [], []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/*", lambda route: route.continue_() if _local(route) else route.abort())
    page.goto(file.as_uri())
    yield page
    title = page.title()
    context.close()
    assert wrong == []
    assert asked == [file.as_uri()]
    assert title == page_words("en")["title"]


def _local(route: Any) -> bool:
    return bool(route.request.url.startswith("file:"))


def found(page: Any) -> int:
    """How many passages the page says it has found."""
    return int(page.inner_text("#found").split()[0].replace(",", ""))


def table_of(findings: Findings) -> pd.DataFrame:
    """Paragraphs with what their documents and predictions say."""
    said = findings.predictions.pivot(index="paragraph_id", columns="scheme", values="category")
    told = findings.paragraphs.merge(findings.documents[["doc_id", "region", "period", "counted"]])
    told = told.join(said, on="paragraph_id")
    return told.assign(common=common_categories(*(told[name].tolist() for name in OUTLINES)))


@pytest.mark.parametrize("scheme", ["common", "outline-2015"])
def test_a_share_leads_to_the_paragraphs_that_it_is_counted_from(
    opened: Any, findings: Findings, scheme: str
) -> None:
    rows = table_of(findings)
    rows = rows[rows["counted"] & (rows["section"] == "work")]
    opened.select_option("[data-tables='emphasis'] select", scheme)
    line = opened.locator(f"#table-emphasis-{scheme} tbody tr").nth(4)
    region, period = line.locator("th").inner_text(), line.locator("td").nth(1).inner_text()
    inside = rows[(rows["region"] == region) & (rows["period"] == period)]
    assert int(line.locator("td").nth(3).inner_text()) == len(inside)
    for place, code in enumerate(load_outline(scheme).codes, start=4):
        cell = line.locator("td").nth(place)
        chosen = inside[inside[scheme] == code]
        if chosen.empty:
            assert cell.locator("button").count() == 0
            continue
        cell.locator("button").click()
        assert found(opened) == len(chosen) == opened.locator("#list li").count()
        share = chosen["n_chars"].sum() / inside["n_chars"].sum()
        assert cell.inner_text() == f"{100 * share:.1f}"
        assert f": {100 * share:.1f}%" in opened.inner_text("#found")


FOLLOW = """() => {
  dispatchEvent(new Event("beforeprint"));
  return [...document.querySelectorAll("td button")].map((button) => {
    const cell = button.parentElement, table = cell.closest("table");
    button.click();
    return [table.id, table.tHead.rows[0].cells[cell.cellIndex].textContent, button.textContent,
      document.getElementById("found").textContent];
  });
}"""


def test_every_number_of_every_table_leads_to_as_much(browser: Any, tmp_path: Path) -> None:
    small = make_findings(3, 2, 9)
    # A report of which nothing could be read but its title.
    bare = small.documents.tail(1).assign(doc_id="bare", path="bare")
    told = replace(small, documents=pd.concat([small.documents, bare], ignore_index=True))
    file = write_page(told, tmp_path / "page.html", language="en")
    met = set()
    for page in watched(browser, file):
        for table, head, shown, said in page.evaluate(FOLLOW):
            met.add(table)
            n, documents = (int(one) for one in re.findall(r"(\d+) (?:para|prob|rep)", said))
            share = re.search(r": ([\d.]+)%", said)
            if table == "table-coverage" or head == "Reports":
                assert documents == int(shown) > 0
            elif share and head != "Paragraphs":
                assert share[1] == shown
            else:
                assert n == int(shown) > 0
    assert len(met) == 4 + 2 * 3


def test_a_years_share_leads_to_the_paragraphs_of_all_regions(
    opened: Any, findings: Findings
) -> None:
    rows = table_of(findings)
    rows = rows[rows["counted"] & (rows["section"] == "work") & (rows["period"] == "2019")]
    line = opened.locator("#table-trend-common tbody tr").nth(1)
    line.locator("td").nth(3).locator("button").click()
    assert found(opened) == (rows["common"] == "C1").sum() > 1


def test_counts_of_problems_lead_to_each_of_them(opened: Any, findings: Findings) -> None:
    rows = findings.problems
    line = opened.locator("#table-types tbody tr").first
    name = line.locator("th").inner_text()
    code = next(key for key, word in findings.types.items() if word == name)
    line.locator("td button").nth(1).click()
    wanted = rows[(rows["type"] == code) & (rows["category"] == "A4")]
    assert found(opened) == len(wanted) > 0
    assert set(opened.locator("#list mark.admitted").all_inner_texts()) == {ADMITTED}
    opened.locator("#table-admitted tbody tr").nth(2).locator("td button").first.click()
    placed = rows[rows["doc_id"].str.startswith("d2-")]
    assert found(opened) == len(placed)


@pytest.mark.parametrize(
    ("name", "value", "column"),
    [
        ("region", "R2 <b>", "region"),
        ("period", "2020", "period"),
        ("category", "C4", "common"),
        ("section", "problems", "section"),
    ],
)
def test_filters_narrow_the_passages(
    opened: Any, findings: Findings, name: str, value: str, column: str
) -> None:
    rows = table_of(findings)
    assert found(opened) == len(rows)
    opened.select_option(f"#filters [name={name}]", value)
    assert found(opened) == (rows[column] == value).sum() > 0
    opened.click("#clear")
    assert found(opened) == len(rows)


def test_text_kind_and_counted_narrow_too(opened: Any, findings: Findings) -> None:
    rows = table_of(findings)
    opened.check("#filters [name=counted]")
    assert found(opened) == rows["counted"].sum() < len(rows)
    opened.uncheck("#filters [name=counted]")
    opened.fill("#filters [name=text]", "不足。</SCRIPT><script>")
    assert found(opened) == len(rows)
    opened.fill("#filters [name=text]", "文文文文文文文")
    assert found(opened) == rows["text"].str.contains("文" * 7).sum()
    opened.fill("#filters [name=text]", "nowhere")
    assert opened.inner_text("#list") == page_words("en")["nothing"]
    opened.click("#clear")
    opened.select_option("#filters [name=kind]", "problems")
    assert found(opened) == len(findings.problems)


def test_columns_sort_both_ways_by_keyboard(opened: Any) -> None:
    heads = opened.locator("#table-emphasis-common thead th")
    column = heads.nth(5)
    cells = opened.locator("#table-emphasis-common tbody tr td:nth-child(6)")
    for order in ("descending", "ascending"):
        column.locator("button").focus()
        opened.keyboard.press("Enter")
        assert column.get_attribute("aria-sort") == order
        shown = [float(text) for text in cells.all_inner_texts()]
        assert shown == sorted(shown, reverse=order == "descending")
        assert len(set(shown)) > 3
    heads.nth(0).locator("button").click()
    assert (column.get_attribute("aria-sort"), heads.nth(0).get_attribute("aria-sort")) == (
        None,
        "ascending",
    )


def test_tables_are_searched_and_turned(opened: Any, findings: Findings) -> None:
    block = opened.locator(".block", has=opened.locator("#table-documents"))
    rows = block.locator("tbody tr")
    assert (rows.count(), len(findings.documents)) == (20, 24)
    block.locator(".pager button").last.click()
    assert rows.count() == 4
    block.locator("input[type=search]").fill("2018.txt")
    assert rows.count() == 8
    assert block.locator("[role=status]").inner_text() == "8 rows"


def test_the_keyboard_goes_to_the_passages_and_back(opened: Any) -> None:
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    cell = opened.locator("#table-emphasis-common tbody td button").nth(2)
    cell.focus()
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "passages"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert cell.evaluate("one => one === document.activeElement")


def test_a_passage_opens_in_its_document(opened: Any) -> None:
    opened.select_option("#filters [name=region]", "R2 <b>")
    item = opened.locator("#list li").nth(7)
    source = item.locator(".source").first.inner_text()
    item.locator("button").click()
    assert found(opened) == 12
    assert opened.evaluate("document.activeElement.innerText").count(source) == 1
    opened.click("#only")
    assert found(opened) == 24 * 12


def test_words_that_decided_are_marked(opened: Any, findings: Findings) -> None:
    text = findings.paragraphs["text"].iloc[0]
    marks = opened.locator("#list li").first.locator("mark")
    assert marks.all_inner_texts() == [text[0], text[2:4]]
    assert [one.get_attribute("class") for one in marks.all()] == ["strong", ""]


def test_hostile_text_stays_text(opened: Any, findings: Findings) -> None:
    shown = opened.locator("#list li .text").first.evaluate("one => one.textContent")
    assert shown == findings.paragraphs["text"].iloc[0]
    assert opened.locator("script").count() == 2
    assert opened.locator("main img, main b b, [onerror], [href^=javascript]").count() == 0
    assert HOSTILE in opened.locator("#table-rejected tbody th").evaluate("one => one.textContent")


def test_nothing_can_reach_a_network(opened: Any) -> None:

    policy = opened.locator("meta[http-equiv]").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy.split("style-src")[0]
    assert "connect-src" not in policy
    assert "//" not in policy


def test_everything_has_a_name_for_a_screen_reader(opened: Any) -> None:
    lacking = """() => {
      const every = (what) => [...document.querySelectorAll(what)];
      const bare = every("input, select").filter((one) => !one.labels.length);
      const mute = every("button").filter((one) => !one.hidden && !one.textContent);
      const tables = every("table").filter((one) =>
        !one.caption || one.querySelector("th:not([scope])") || !one.querySelector("tbody th"));
      const ids = every("[id]").map((one) => one.id);
      return [bare.length, mute.length, tables.length, ids.length - new Set(ids).size];
    }"""
    assert opened.evaluate(lacking) == [0, 0, 0, 0]
    assert opened.locator("#found").get_attribute("aria-live") == "polite"
    sort = opened.locator("#table-coverage thead")
    assert '"↕' not in sort.aria_snapshot() and '- button "Region"' in sort.aria_snapshot()
    shown = "Categories common to both outlines: shares over the years (County)"
    assert opened.locator("figure [role=img]").get_attribute("aria-label") == shown
    assert opened.locator("figcaption p").first.inner_text() == f"Figure 1 {shown}"


def test_printing_prints_whole_tables_and_no_passages(opened: Any, tmp_path: Path) -> None:
    opened.pdf(path=tmp_path / "page.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "page.pdf").pages)
    # Three reports, three shares, and a row each of coverage and problems.
    assert "".join(text.split()).count("R7<b>") == 8
    assert page_words("en")["passages_print"][:30] in " ".join(text.split())
    assert page_words("en")["in_document"] not in text
    rows = opened.locator("#table-documents tbody tr")
    assert rows.count() == 20, "as before, after printing"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_follow_the_system_and_the_button(
    browser: Any, file: Path, scheme: str
) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    for page in watched(browser, file, color_scheme=scheme):
        light = "rgb(255, 255, 255)"
        assert (page.evaluate(ground) == light) == (scheme == "light")
        page.click("#theme")
        assert (page.evaluate(ground) == light) == (scheme == "dark")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_sideways(opened: Any, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_ten_thousand_paragraphs_are_not_all_in_the_document(browser: Any, tmp_path: Path) -> None:
    found_in = make_findings(48, 7, 30, schemes=["common"])
    assert len(found_in.paragraphs) > 10_000
    file = write_page(found_in, tmp_path / "large.html", language="en")
    assert file.stat().st_size < 25_000_000
    for page in watched(browser, file):
        assert found(page) == len(found_in.paragraphs)
        assert page.evaluate("document.querySelectorAll('*').length") < 6000
        page.select_option("#filters [name=section]", "work")
        assert found(page) == (found_in.paragraphs["section"] == "work").sum()
        assert page.locator("#list li").count() == 20


def test_corrected_shares_show_their_bounds(
    browser: Any, findings: Findings, tmp_path: Path
) -> None:
    shares = findings.emphasis.assign(method="corrected", low=0.01, high=0.5, flag="few")
    shares.loc[shares["region"].isna(), ["low", "high"]] = np.nan
    file = write_page(replace(findings, emphasis=shares), tmp_path / "page.html", language="en")
    for page in watched(browser, file):
        cell = page.locator("#table-emphasis-common tbody td button").nth(2)
        assert cell.inner_text().endswith(" [1.0, 50.0]")
        pooled = page.locator("#table-trend-common tbody td button").nth(2)
        assert pooled.inner_text().endswith(" [–]")
        assert "in brackets the 95% interval" in page.inner_text("main")
        assert page.locator("#table-emphasis-common tbody tr").first.inner_text().endswith("few")


def test_a_corpus_without_shares_or_problems_still_makes_a_page(
    browser: Any, findings: Findings, tmp_path: Path
) -> None:
    nothing = replace(
        findings, emphasis=findings.emphasis.head(0), problems=findings.problems.head(0),
        marks={}, cards={}, figures=(), rejected=findings.rejected.head(0),
    )  # fmt: skip
    file = write_page(nothing, tmp_path / "page.html", language="en")
    for page in watched(browser, file):
        assert found(page) == len(findings.paragraphs)
        for key in ("no_estimates", "no_problems", "no_scores", "no_rejected", "no_marks"):
            assert page_words("en")[key] in page.inner_text("main")


def test_the_page_speaks_chinese(findings: Findings, tmp_path: Path) -> None:
    page = write_page(findings, tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert page_words("zh")["claim"] in page
    assert page_words("zh").keys() == page_words("en").keys()
    with pytest.raises(ToolkitError, match="wanted one of 'en', 'zh', came 'fr'"):
        write_page(findings, tmp_path / "page.html", language="fr")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("division not in the list: 甲县; no title", "区划表中没有：甲县；无标题"),
        ("file name says 2019", "文件名作 2019"),
        ("region ambiguous: 城区 (A, B)", "地名有多处：城区 (A, B)"),
        ("no running text: check that the file holds the report itself",
         "没有成段正文：请核对文件中是否就是报告本身"),
        ("seen by nobody: x", "seen by nobody：x"),
        (None, None),
    ],
)  # fmt: skip
def test_doubts_are_told_in_chinese(told: str | None, shown: str | None) -> None:
    assert translated(told, page_words("zh")) == shown
    assert translated(told, page_words("en")) == told


def test_the_same_findings_give_the_same_bytes(findings: Findings, tmp_path: Path) -> None:
    pages = [write_page(findings, tmp_path / name).read_bytes() for name in ("one", "two")]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("text", ["</script>", "<!--", "&lt;", "\u2028", "\u2029", "\ud800"])
def test_data_cannot_end_its_element(text: str) -> None:
    told = as_script_data([text])
    assert not set("<>&\u2028\u2029\ud800") & set(told)


def test_names_in_figures_do_not_meet() -> None:
    pages = [inline_svg(SVG, prefix=prefix) for prefix in ("f1", "f2")]
    assert 'id="f1-a"' in pages[0]
    assert 'href="#f2-a"' in pages[1]
    assert "<?xml" not in pages[0]


@pytest.mark.parametrize("kept", [0, 1])
def test_documents_without_paragraphs_still_make_a_page(
    findings: Findings, tmp_path: Path, kept: int
) -> None:
    """None is predicted at all, or under the second outline alone."""
    said = findings.predictions
    study = Study(
        Corpus(findings.documents, findings.paragraphs.head(kept), findings.rejected),
        said[(said["scheme"] == OUTLINES[1])].head(kept),
        findings.emphasis.head(0),
        findings.problems.head(0),
    )
    page = write_page(gather(study, {}, {}), tmp_path / "page.html")
    assert page_words("zh")["no_problems"] in page.read_text(encoding="utf-8")


def test_no_report_is_no_zero(findings: Findings) -> None:
    documents, problems = findings.documents, findings.problems
    gone = documents["doc_id"].eq(documents["doc_id"].iloc[0])
    silent = problems["doc_id"].isin(documents.loc[~gone, "doc_id"].iloc[:1])
    part = replace(findings, documents=documents[~gone], problems=problems[~silent])
    told = tables_of(part, page_words("en"), passages_of(findings, "en")["schemes"])
    crossed = {one["id"]: one for one in told if one["rows"]}
    cells = [line[3:] for line in crossed["admitted"]["rows"]]
    held = [line[3:] for line in crossed["coverage"]["rows"]]
    assert any(None in line for line in cells)
    assert any(0 in line for line in cells)
    for admitted, reports in zip(cells, held, strict=True):
        assert [n is None for n in admitted] == [n == 0 for n in reports]
