import re
from pathlib import Path

import pytest

from toolkit.errors import SchemeError
from toolkit.outlines import (
    Measure,
    common_categories,
    common_category,
    load_crosswalk,
    load_outline,
)
from toolkit.resources import label_file

SCHEMES = ("outline-2015", "outline-2021", "common")
CATEGORY = """
[[categories]]
code = "{code}"
name_zh = "水"
name_en = "Water"
definition = "About water."
"""
HEAD = """name = "mine"
title_zh = "我的"
title_en = "Mine"
years = [2019, 2021]
none = "N"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def valid() -> str:
    return HEAD + CATEGORY.format(code="W") + CATEGORY.format(code="N")


@pytest.mark.parametrize(
    ("name", "codes", "years"),
    [
        ("outline-2015", "A1 A2 A3 A4 A5 A6 A7 A8 A0", (2016, 2020)),
        ("outline-2021", "B1 B2 B3 B4 B5 B6 B7 B8 B9 B0", (2021, 2025)),
        ("common", "C1 C2 C3 C4 C5 C6 C7 C0", (2016, 2025)),
    ],
)
def test_packaged_schemes_have_stable_codes_with_none_last(name, codes, years):
    outline = load_outline(name)
    assert (outline.name, outline.codes, outline.years) == (name, tuple(codes.split()), years)


@pytest.mark.parametrize(
    ("name", "numbers"), [("outline-2015", range(1, 45)), ("outline-2021", range(4, 36))]
)
def test_every_numbered_measure_is_there_once_and_in_order(name, numbers):
    measures = [one for category in load_outline(name).categories for one in category.measures]
    assert [one.number for one in measures] == list(numbers)
    assert len({one.name for one in measures}) == len(measures)


@pytest.mark.parametrize("name", SCHEMES)
def test_every_task_has_all_that_a_figure_a_coder_and_a_baseline_need(name):
    outline = load_outline(name)
    for category in outline.categories:
        assert category.name_zh and category.name_en and category.definition
        assert len(category.short_zh) <= 5 and len(category.short_en) <= 12
        if category.code != outline.none:
            assert len(category.headings) >= 5 and len(category.keywords) >= 10
    assert len({outline.label(code) for code in outline.codes}) == len(outline.codes)


@pytest.mark.parametrize("name", SCHEMES)
def test_the_category_for_none_has_no_headings_and_no_measures(name):
    outline = load_outline(name)
    none = outline.category(outline.none)
    assert (none.headings, none.measures) == ((), ())


def test_heading_patterns_are_written_for_folded_headings():
    for name in SCHEMES:
        for category in load_outline(name).categories:
            assert not [one for one in category.headings if re.search(r"[，（）：；“”\s]", one)]


def test_a_category_shows_its_names_and_measures():
    outline = load_outline("outline-2015")
    assert outline.category("A8").measures[1] == Measure(42, "落实第一责任人责任")
    assert (outline.label("A8"), outline.label("A8", "en")) == ("组织保障", "Organisation")
    with pytest.raises(SchemeError, match=r"'B1' \(scheme outline-2015\)"):
        outline.category("B1")


def test_the_table_has_one_row_per_category_none_last():
    frame = load_outline("outline-2021").to_frame()
    assert frame["code"].iloc[[0, -1]].to_list() == ["B1", "B0"]
    assert frame["measures"].iloc[4].startswith("17 完善突发事件应对制度; 18 ")


def test_a_notebook_shows_a_table_and_escapes_what_a_user_wrote(tmp_path):
    text = valid().replace("About water.", "<script>").replace('"我的"', '"<b>"')
    html = load_outline(written(tmp_path, text))._repr_html_()
    assert "<table" in html and "&lt;script&gt;" in html
    assert "<script>" not in html and "<b>" not in html


def test_a_users_scheme_needs_only_the_required_keys(tmp_path):
    outline = load_outline(str(written(tmp_path, valid())))
    assert outline.codes == ("W", "N")
    assert (outline.label("W"), outline.label("W", "en")) == ("水", "Water")
    assert outline.category("W").headings == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'title_en = "Mine"\n',
            "",
            "wanted key 'title_en', came none (mine.toml): add a line 'title_en = …'",
        ),
        (
            'definition = "About water."\n',
            "",
            "wanted key 'definition', came none (mine.toml, categories, W): "
            "add a line 'definition = …'",
        ),
        (
            'code = "N"',
            'code = "W"',
            "wanted each code once, came 'W' twice (mine.toml, categories, code): "
            "rename one of them",
        ),
        (
            'none = "N"',
            'none = "X"',
            "wanted one of 'N', 'W', came 'X' (mine.toml, none): "
            "add a category with this code, or name another",
        ),
        (
            "[2019, 2021]",
            "[2019]",
            "wanted two years, first and last in force, came [2019] (mine.toml, years): "
            "write [2016, 2020]",
        ),
        (
            'name_en = "Water"\n',
            'name_en = "Water"\nkeywords = "rain"\n',
            "wanted a list, came 'rain' (mine.toml, categories, W, keywords): correct the value",
        ),
        (
            'name_en = "Water"\n',
            'name_en = "Water"\nkeywords = [1]\n',
            "wanted a list of strings, came 1 (mine.toml, categories, W, keywords): "
            "put it in quotation marks",
        ),
        (
            'name_en = "Water"\n',
            'name_en = "Water"\nmeasures = ["1 rain"]\n',
            "wanted a number and a name, came '1 rain' (mine.toml, categories, W, measures): "
            'write { number = 1, name = "…" }',
        ),
    ],
)
def test_a_mistake_is_told_with_file_key_and_remedy(tmp_path, old, new, message):
    assert old in valid()
    with pytest.raises(SchemeError) as caught:
        load_outline(written(tmp_path, valid().replace(old, new)))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (
            'name_en = "Water"\n',
            'name_en = "Water"\nheadings = ["(水"]\n',
            "categories, W, headings",
        ),
        ('name_en = "Water"\n', 'name_en = "Water"\nheading = ["水"]\n', "key 'heading'"),
        ("years = [2019, 2021]", "years = 2019..2021", "at line 4"),
    ],
)
def test_a_bad_pattern_key_or_line_is_named(tmp_path, old, new, part):
    with pytest.raises(SchemeError, match=re.escape(part)):
        load_outline(written(tmp_path, valid().replace(old, new)))


def test_a_file_that_is_not_text_is_refused_by_name(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(valid().encode("gb18030"))
    with pytest.raises(SchemeError, match=r"a TOML file in UTF-8, .*\(mine.toml\)"):
        load_outline(path)


def test_a_missing_file_is_told_with_the_names_that_are_there(tmp_path):
    with pytest.raises(SchemeError) as caught:
        load_outline("none/such.toml")
    assert str(caught.value) == (
        "wanted one of 'common', 'outline-2015', 'outline-2021' or a TOML file, "
        "came 'none/such.toml' (scheme): correct the name or the path"
    )


@pytest.mark.parametrize(
    ("pair", "default", "alternative"),
    [
        ("A1 B1", "C1", "C1"),
        ("A1 B5", "C1", "C1"),
        ("A1 B8", "C1", "C1"),
        ("A2 B2", "C2", "C2"),
        ("A3 B3", "C3", "C3"),
        ("A4 B4", "C4", "C4"),
        ("A5 B7", "C5", "C5"),
        ("A6 B6", "C6", "C6"),
        ("A7 B9", "C7", "C7"),
        ("A8 B9", "C7", "C7"),
        ("A0 B0", "C0", "C0"),
        ("A4 B7", "C4", "C5"),
        ("A1 B4", "C1", "C4"),
        ("A1 B6", "C1", "C6"),
        ("A4 B8", "C4", "C1"),
        ("A5 B8", "C5", "C1"),
        ("A7 B1", "C7", "C1"),
        ("A0 B2", "C0", "C2"),
        ("A3 B0", "C3", "C0"),
    ],
)
def test_a_pair_has_a_default_and_an_alternative(pair, default, alternative):
    first, second = pair.split()
    assert common_category(first, second) == default
    assert common_category(first, second, alternative="all") == alternative


def test_an_alternative_turns_its_own_pair_only():
    first, second = ["A4", "A1", "A7"], ["B7", "B4", "B2"]
    turned = {
        name: common_categories(first, second, alternative=name)
        for name in load_crosswalk().alternatives
    }
    assert turned["A4-B7"] == ["C5", "C1", "C7"]
    assert turned["A1-B4"] == ["C4", "C4", "C7"]
    assert turned["others"] == ["C4", "C1", "C2"]
    assert turned["all"] == ["C5", "C4", "C2"]
    assert turned["A5-B8"] == common_categories(first, second) == ["C4", "C1", "C7"]


def test_every_pair_of_codes_has_a_common_category():
    firsts, seconds = load_outline("outline-2015").codes, load_outline("outline-2021").codes
    known = set(load_outline("common").codes)
    pairs = [(a, b) for a in firsts for b in seconds]
    for name in (None, *load_crosswalk().alternatives):
        assert set(common_categories(*zip(*pairs, strict=True), alternative=name)) == known


def test_the_file_lists_as_agreeing_just_the_pairs_whose_codes_agree():
    crosswalk = load_crosswalk()
    argued = {pair for pair, _ in crosswalk.arguable.values()}
    agreeing = {
        (a, b)
        for a, one in crosswalk.from_first.items()
        for b, other in crosswalk.from_second.items()
        if one == other
    }
    assert set(crosswalk.pairs) - argued == agreeing


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("A9", "B1", None), "'A9' (code of the first outline)"),
        (("A1", "A1", None), "'A1' (code of the second outline)"),
        (("A1", "B1", "B"), "'B' (alternative)"),
    ],
)
def test_unknown_codes_and_alternatives_are_refused(arguments, message):
    first, second, alternative = arguments
    with pytest.raises(SchemeError, match=re.escape(message)):
        common_category(first, second, alternative=alternative)


def test_columns_of_different_length_are_refused():
    with pytest.raises(SchemeError, match="came 2 and 1"):
        common_categories(["A1", "A2"], ["B1"])


@pytest.mark.parametrize("name", ["outline-2015", "outline-2021"])
def test_the_codebook_names_every_category(name):
    text = label_file("codebook.md").read_text(encoding="utf-8")
    outline = load_outline(name)
    assert [code for code in outline.codes if f"| {code} |" not in text] == []
