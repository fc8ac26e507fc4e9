"""A figure's files: PNG, PDF and SVG with small embedded fonts, and a description in words."""

from __future__ import annotations

import base64
import string
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import ToolkitError
from toolkit.files import written_aside
from toolkit.presentation.fonts import FontFile, family_of, web_font, write_subset
from toolkit.presentation.styles import STYLE, journal_style, set_font, texts_of
from toolkit.provenance import bytes_hash

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

_COARSEST, _FINEST = 300, 600


def save_figure(
    drawn: Figure | SubFigure | Axes, path_without_suffix: str | Path, *, dpi: int = 300
) -> tuple[Path, ...]:
    """Write a figure as PNG, as PDF and SVG with embedded subset fonts, and its alt text.

    The same figure gives the same bytes each time.

    Parameters
    ----------
    drawn : matplotlib.figure.Figure or matplotlib.axes.Axes
        What a ``draw_`` function returned; of an Axes, the figure that it stands in is written.
    path_without_suffix : str or Path
        Where to write; ``.png``, ``.pdf``, ``.svg`` and, where the figure was drawn by this
        package, ``.txt`` are added. The folder is made where it is missing.
    dpi : int, default 300
        Dots per inch of the PNG, from 300 to 600.

    Returns
    -------
    tuple of Path
        The files, in this order.

    Raises
    ------
    MissingFontError
        A character was added to the figure that no font has.
    ToolkitError
        Dots per inch that no journal takes, or an Axes that was taken out of its figure.
    """
    figure = drawn.get_figure(root=True)
    if figure is None:
        raise ToolkitError("a figure", "an Axes without one", "save_figure", "draw it again")
    if not _COARSEST <= dpi <= _FINEST:
        raise ToolkitError("300 to 600", str(dpi), "dpi", "300 for shades, 600 for fine lines")
    base = Path(path_without_suffix)
    font = set_font(figure)
    written = [_write_png(figure, _beside(base, ".png"), dpi=dpi)]
    with _small_font(figure, font) as small, _laid_out(figure):
        written.append(_write_pdf(figure, _beside(base, ".pdf")))
        written.append(_write_words(_drawn_svg(figure, small), _beside(base, ".svg")))
    if described := alt_text(figure):
        written.append(_write_words(described + "\n", _beside(base, ".txt")))
    return tuple(written)


def alt_text(figure: Figure) -> str:
    """Return the description that the charts of a figure carry, empty for a foreign figure.

    Examples
    --------
    >>> from toolkit.presentation.styles import new_figure
    >>> alt_text(new_figure())
    ''
    """
    labels = [str(part.get_label()) for part in (figure, *figure.axes)]
    return "\n".join(label for label in labels if label and not label.startswith(("<", "_")))


def _drawn_svg(figure: Figure, small: FontFile) -> str:
    """Draw a figure as SVG: its words are text, in a font that it carries with it.

    Programs that do not read embedded fonts (Inkscape, Word) take the font of the same name.
    """
    import io

    import matplotlib

    stream = io.StringIO()
    rules = {**STYLE, "svg.fonttype": "none", "svg.hashsalt": "fazhi"}
    told: dict[str, str | None] = {"Date": None, "Creator": None}
    if described := alt_text(figure):
        told["Title"] = described.split("\n")[0]
    with matplotlib.rc_context(rules):
        figure.savefig(stream, format="svg", metadata=told)
    name, rule = _font_face(small)
    # The embedded font goes before the one that it was taken from.
    drawn = stream.getvalue().replace("font-family: ", f"font-family: {name}, ")
    opening, mark, rest = drawn.partition("<defs>")
    return f"{opening}{mark}\n  <style>{rule}</style>{rest}"


def _font_face(small: FontFile) -> tuple[str, str]:
    """Return a name that no other figure of the same page has, and the rule that defines it."""
    content = web_font(small)
    name = f"fazhi-{bytes_hash(content)[:8]}"
    data = base64.b64encode(content).decode("ascii")
    return name, f"@font-face {{font-family: {name}; src: url(data:font/woff;base64,{data})}}"


def _beside(base: Path, suffix: str) -> Path:
    return base.with_name(base.name + suffix)


def _write_png(figure: Figure, target: Path, *, dpi: int) -> Path:
    with journal_style(), written_aside(target) as aside:
        figure.savefig(aside, format="png", dpi=dpi, metadata={"Software": None})
    return target


def _write_pdf(figure: Figure, target: Path) -> Path:
    import matplotlib

    metadata = {"CreationDate": None, "Creator": None, "Producer": None}
    with (
        matplotlib.rc_context({**STYLE, "pdf.fonttype": 42}),
        written_aside(target) as aside,
    ):
        figure.savefig(aside, format="pdf", metadata=metadata)
    return target


def _write_words(text: str, target: Path) -> Path:
    with written_aside(target) as aside:
        aside.write_text(text, encoding="utf-8", newline="\n")
    return target


@contextmanager
def _laid_out(figure: Figure) -> Iterator[None]:
    """Keep the places of all parts as the first drawing found them; finding them takes long."""
    engine = figure.get_layout_engine()
    figure.set_layout_engine("none")
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


@contextmanager
def _small_font(figure: Figure, font: FontFile) -> Iterator[FontFile]:
    """Set all texts in a subset of their font, whose file is there until the end only."""
    texts = texts_of(figure)
    before = [text.get_fontproperties() for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        # matplotlib takes the height of a line from letters that need not be in the text.
        # PDF and SVG may also choose other ticks than the PNG, with other numbers.
        letters = string.ascii_letters + string.digits + ".,%-\N{MINUS SIGN}"
        characters = letters + "".join(sorted({c for text in texts for c in text.get_text()}))
        small = write_subset(font, characters, target=Path(folder) / "labels.ttf")
        family = family_of(font)
        for text, old in zip(texts, before, strict=True):
            properties = small.properties(like=old)
            # An SVG names the family, for programs that do not read embedded fonts.
            properties.set_family([family, "sans-serif"])
            text.set_fontproperties(properties)
        try:
            yield small
        finally:
            for text, old in zip(texts, before, strict=True):
                text.set_fontproperties(old)
