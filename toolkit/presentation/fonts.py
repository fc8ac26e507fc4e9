"""Fonts that have every character of a figure, found on the machine, or a clear refusal."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import MissingFontError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

# Sans serif faces first: journals ask for them in figures. Simplified forms before others.
_PREFERRED = (
    "Arial",
    "Helvetica",
    "Liberation Sans",
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "SimSun",
)
_KEPT = (
    "head",
    "hhea",
    "maxp",
    "OS/2",
    "hmtx",
    "cmap",
    "name",
    "post",
    "loca",
    "glyf",
    "CFF ",
    "CFF2",
)
# Shipped by mplfonts under the SIL Open Font Licence; its other files are not all free.
_PACKAGED = ("NotoSansCJKsc-Regular.otf", "NotoSerifCJKsc-Regular.otf")


@dataclass(frozen=True)
class FontFile:
    """One face: its file, and its number within a collection (``.ttc``)."""

    path: Path
    index: int = 0

    def properties(self, *, like: FontProperties | None = None) -> FontProperties:
        """Return matplotlib's properties for this face, size and weight taken from ``like``."""
        from matplotlib import font_manager

        properties = like.copy() if like is not None else font_manager.FontProperties()
        # Older versions of matplotlib have no FontPath and read the first face of a collection.
        numbered = getattr(font_manager, "FontPath", None)
        path = str(self.path)
        properties.set_file(numbered(path, self.index) if numbered else path)
        return properties


def find_font(characters: str, *, candidates: Sequence[FontFile] | None = None) -> FontFile:
    """Find a font that has every one of the characters.

    Parameters
    ----------
    characters : str
        All that a figure's labels hold; white space and repeats do not matter.
    candidates : sequence of FontFile, optional
        Where to look, best first. By default the machine's fonts, then those of the package
        ``mplfonts`` where it is installed.

    Returns
    -------
    FontFile
        The first face that has them all.

    Raises
    ------
    MissingFontError
        None has; the message names some of the characters and says what to install.

    Examples
    --------
    >>> find_font("A1 2019 %").path.suffix
    '.ttf'
    >>> find_font("法治", candidates=[])
    Traceback (most recent call last):
    toolkit.errors.MissingFontError: wanted a font with 法治, came none ... install ...
    """
    # A dict keeps the order of the labels, so that the refusal reads as they do.
    needed = dict.fromkeys(ord(c) for c in characters if c.isprintable() and c != " ")
    count = 0
    for font in _everywhere() if candidates is None else candidates:
        if needed.keys() <= _coverage(font):
            return font
        count += 1
    raise _refusal(list(needed), count)


def system_fonts() -> tuple[FontFile, ...]:
    """Return the upright fonts of normal weight that matplotlib knows, preferred ones first."""
    from matplotlib.font_manager import fontManager

    plain = [entry for entry in fontManager.ttflist if entry.style == "normal" and _regular(entry)]
    ranked = sorted(plain, key=lambda entry: (_rank(entry.name), entry.name, entry.fname))
    return tuple(FontFile(Path(entry.fname), getattr(entry, "index", 0)) for entry in ranked)


def packaged_fonts() -> tuple[FontFile, ...]:
    """Return the font files of the package ``mplfonts``, none where it is not installed.

    The package is located, not imported: importing it changes matplotlib's settings.
    """
    spec = importlib.util.find_spec("mplfonts")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    paths = [Path(folder) / "fonts" / name for folder in folders for name in _PACKAGED]
    return tuple(FontFile(path) for path in paths if path.is_file())


def write_subset(font: FontFile, characters: str, *, target: Path) -> FontFile:
    """Write a small TrueType font that holds these characters only.

    Most Chinese fonts have PostScript outlines, which matplotlib embeds in a PDF in a form that
    readers may refuse, or draws as Type 3, which journals refuse. TrueType outlines it embeds
    well. The curves are approximated to a thousandth of the em.

    Parameters
    ----------
    font : FontFile
        A face that has the characters.
    characters : str
        What to keep.
    target : Path
        The file to write.
    """
    from fontTools import subset  # type: ignore[import-untyped]

    options = subset.Options(
        font_number=font.index, layout_features=[], hinting=False, recalc_bounds=True
    )
    with subset.load_font(str(font.path), options) as opened:
        # Dropped before they are read: a Chinese font's layout rules take a third of the time.
        for table in set(opened.keys()) - {"GlyphOrder", *_KEPT}:
            del opened[table]
        chooser = subset.Subsetter(options)
        chooser.populate(text=characters + " ")
        chooser.subset(opened)
        if "glyf" not in opened:
            _to_truetype(opened)
        opened.save(str(target))
    return FontFile(target)


def web_font(font: FontFile) -> bytes:
    """Return a TrueType font as WOFF, the form that web pages and SVG files carry."""
    import io

    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    packed = io.BytesIO()
    with TTFont(font.path, recalcTimestamp=False) as opened:
        opened.flavor = "woff"
        opened.save(packed)
    return packed.getvalue()


def family_of(font: FontFile) -> str:
    """Return the name of a face's family, as programs list it."""
    from fontTools.ttLib import TTFont

    with TTFont(font.path, fontNumber=font.index, lazy=True) as opened:
        return opened["name"].getBestFamilyName() or "sans-serif"


def _everywhere() -> Iterable[FontFile]:
    yield from system_fonts()
    yield from packaged_fonts()


def _regular(entry: Any) -> bool:
    weight = entry.weight in (400, "normal", "regular", "book")
    return weight and not entry.name.startswith("Last Resort")


def _rank(name: str) -> int:
    return _PREFERRED.index(name) if name in _PREFERRED else len(_PREFERRED)


@lru_cache(maxsize=512)
def _coverage(font: FontFile) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(font.path, fontNumber=font.index, lazy=True) as opened:
            glyphs = opened.getBestCmap() or {}
    except (TTLibError, OSError):
        # A font that cannot be opened is a font that has nothing.
        return frozenset()
    # A font of last resort draws whole scripts with one box; a real one has a shape for each.
    placeholders = 4 * len(set(glyphs.values())) < len(glyphs)
    return frozenset() if placeholders else frozenset(glyphs)


def _refusal(needed: list[int], count: int) -> MissingFontError:
    beyond_latin = [code for code in needed if code > 0x2FF] or needed
    shown = "".join(map(chr, beyond_latin[:12])) + ("…" if len(beyond_latin) > 12 else "")
    return MissingFontError(
        f"a font with {shown}",
        f"none among {count} fonts",
        "labels of a figure",
        "install the extra 'fonts' of this package (mplfonts), or a Chinese font on the system, "
        "on Debian and Ubuntu the package fonts-noto-cjk; or draw with language='en'",
    )


def _to_truetype(font: Any) -> None:
    """Turn PostScript outlines into quadratic ones, in place."""
    from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
    from fontTools.ttLib import newTable

    order, drawn, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, font["head"].unitsPerEm / 1000, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    for name in ("CFF ", "CFF2", "VORG"):
        if name in font:
            del font[name]
    _fill_profile(font, len(order))


def _fill_profile(font: Any, count: int) -> None:
    from fontTools.ttLib import newTable

    font["maxp"] = profile = newTable("maxp")
    profile.tableVersion, profile.numGlyphs = 0x00010000, count
    for field in _PROFILE:
        setattr(profile, field, 0)
    profile.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


_PROFILE = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentDepth",
)
