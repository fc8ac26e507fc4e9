"""One report, saved in every kind of file, reads the same: paragraphs, sections, headings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from toolkit.corpus.collection import read_corpus
from toolkit.tables import Corpus

Save = Callable[[Path, str, Sequence[str], str], Path]
TITLE = "云岭县人民政府2020年法治政府建设情况报告"
REPORT = (
    TITLE,
    "",
    "2020年，云岭县深入推进依法行政，法治政府建设取得新进展。现将有关情况报告如下：",
    "一、2020年工作情况",
    "（一）依法全面履行政府职能。深化“放管服”改革，取消行政许可事项12项，下放8项，政务服务事项"
    "网上可办率达到98.6%，群众办事平均跑动次数降到0.3次。",
    "（二）严格规范公正文明执法",
    "全年办理行政处罚案件1286件，开展执法案卷评查2次。",
    "1．落实“三项制度”。",
    "对全县32个执法单位开展专项督查，发现问题17个，全部完成整改。",
    "二、存在的问题",
    "一是部分单位执法力量薄弱；二是普法形式比较单一，针对性不强。",
    "三、下一步工作打算",
    "下一步，我县将加强执法人员培训，持续推进法治政府建设。",
    "云岭县人民政府",
    "2021年1月15日",
)
KINDS = [
    ("a.txt", "txt", "utf-8"),
    ("gb.txt", "txt", "gb18030"),
    ("wide.txt", "txt", "utf-16"),
    ("a.md", "md", "utf-8-sig"),
    ("modern.html", "html", "utf-8"),
    ("trs.html", "html", "utf-8"),
    ("tables.html", "html", "utf-8"),
    ("disclosure.html", "html", "utf-8"),
    ("portal.html", "html", "utf-8"),
    ("gb.htm", "html", "gb18030"),
    ("a.docx", "docx", None),
    ("a.pdf", "pdf", None),
    ("a.mhtml", "mhtml", "utf-8"),
    ("a.csv", "csv", "gb18030"),
    ("a.tsv", "tsv", "utf-8-sig"),
    ("a.xlsx", "xlsx", None),
    ("a.jsonl", "jsonl", "utf-8"),
    ("a.parquet", "parquet", None),
    ("a.zip", "html", "utf-8"),
]
SEED_KINDS = ["gb.txt", "modern.html", "trs.html", "tables.html", "disclosure.html", "portal.html"]
SEED_KINDS += ["gb.htm", "a.docx", "a.pdf", "a.mhtml"]


def paragraphs(corpus: Corpus) -> list[tuple[object, ...]]:
    rows = corpus.paragraphs[["text", "section", "headings", "inline_heading"]].astype("object")
    plain = rows.where(rows.notna(), None).to_numpy().tolist()
    return [(text, section, tuple(above), inline) for text, section, above, inline in plain]


@pytest.mark.parametrize(("name", "kind", "encoding"), KINDS)
def test_every_kind_of_file_gives_the_same_paragraphs(
    name: str, kind: str, encoding: str | None, save: Save, tmp_path: Path
) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "saved").mkdir()
    save(tmp_path / "plain", "a.txt", REPORT, TITLE)
    save(tmp_path / "saved", name, REPORT, TITLE)
    plain, saved = read_corpus(tmp_path / "plain"), read_corpus(tmp_path / "saved")
    assert saved.rejected.empty
    assert paragraphs(saved) == paragraphs(plain)
    assert len(saved.paragraphs) == 6
    (document,) = saved.documents.astype("object").to_dict("records")
    assert (document["format"], document["title"]) == (kind, TITLE)
    assert document["encoding"] == encoding or (encoding is None and document["encoding"] != "")
    assert (document["region"], document["year"]) == ("云岭县", 2020)


@pytest.mark.parametrize("name", ["modern.html", "trs.html", "tables.html", "portal.html"])
def test_a_page_tells_when_and_from_where_it_was_posted(
    name: str, save: Save, tmp_path: Path
) -> None:
    save(tmp_path, name, REPORT, TITLE)
    document = read_corpus(tmp_path).documents.iloc[0]
    assert (document["published"], document["source"]) == ("2021-01-20", "云岭县司法局")
    assert document["dated"] == "2021-01-15"


def test_a_title_that_only_the_page_prints_is_the_documents(save: Save, tmp_path: Path) -> None:
    for name in ("modern.html", "trs.html", "tables.html", "disclosure.html", "a.csv"):
        save(tmp_path, name, REPORT[2:], TITLE)
    corpus = read_corpus(tmp_path)
    titles = set(corpus.documents["title"])
    assert titles == {TITLE}
    assert set(corpus.documents["region"]) == {"云岭县"}


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[Path, list[tuple[object, ...]]]:
    files = sorted((shared / "seeds").glob("*.txt"))
    return {seed: paragraphs(read_corpus(seed)) for seed in files}


@pytest.mark.parametrize("name", SEED_KINDS)
def test_the_seeds_read_the_same_in_every_kind(
    name: str, save: Save, seeds: dict[Path, list[tuple[object, ...]]], tmp_path: Path
) -> None:
    assert seeds
    for seed, plain in seeds.items():
        folder = tmp_path / seed.stem
        folder.mkdir()
        lines = seed.read_text(encoding="utf-8").split("\n")
        save(folder, name, lines, "法治政府建设情况报告")
        saved = read_corpus(folder)
        assert saved.rejected.empty
        assert paragraphs(saved) == plain, seed.name
