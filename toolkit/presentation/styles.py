"""What all figures share: sizes, colours, line styles, and the fonts of their labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError, one_of
from toolkit.presentation.fonts import FontFile, find_font

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.text import Text

WIDTHS = MappingProxyType({"one-column": 85.0, "two-column": 180.0})
"""Width in millimetres of a figure that spans one or two of a journal's columns."""

INK = "#1a1a1a"
MUTED = "#595959"
GRID = "#d9d9d9"
# Okabe and Ito's colours, ordered so that neighbours also differ in lightness.
PALETTE = (
    "#0072b2",
    "#f0e442",
    "#d55e00",
    "#56b4e9",
    "#5f3b63",
    "#e69f00",
    "#009e73",
    "#f2c4dc",
    "#333333",
    "#cccccc",
)
# Neighbours in a stack also differ by their hatching, for print in grey.
HATCHES = ("", "", "////", "", "", "\\\\\\\\", "....", "", "", "xxxx")
# Colour, marker and line of each series of one Axes: any one of them tells them apart.
SERIES = (
    ("#0b5394", "o", "-"),
    ("#d55e00", "s", (0, (5, 1.5))),
    ("#009e73", "^", (0, (1.5, 1.2))),
    ("#333333", "D", (0, (6, 1.5, 1.5, 1.5))),
    ("#cc79a7", "v", (0, (3, 1, 1, 1, 1, 1))),
)
STYLE: Mapping[Any, Any] = MappingProxyType(
    {
        "font.family": "DejaVu Sans",
        "font.size": 7.5,
        "axes.titlesize": 7.5,
        "axes.labelsize": 7.5,
        "xtick.labelsize": 7,
        "ytick.labelsize": 7,
        "legend.fontsize": 7,
        "axes.linewidth": 0.6,
        "axes.edgecolor": MUTED,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "lines.linewidth": 1.2,
        "lines.markersize": 3,
        "hatch.linewidth": 0.5,
    }
)


@contextmanager
def journal_style() -> Iterator[None]:
    """Draw in the project's style; matplotlib's own settings are as before afterwards."""
    import matplotlib

    with matplotlib.rc_context(rc=dict(STYLE)):
        yield


def new_figure(*, width: str = "two-column", height: float = 80.0) -> Figure:
    """Make an empty figure of a journal's width, which a notebook shows.

    Parameters
    ----------
    width : {"two-column", "one-column"}
        How many of a journal's columns it spans: 180 mm or 85 mm.
    height : float, default 80
        Its height in millimetres.

    Examples
    --------
    >>> new_figure(width="one-column", height=60).get_size_inches().round(2).tolist()
    [3.35, 2.36]
    """
    from toolkit.presentation.shown import ShownFigure

    if width not in WIDTHS:
        raise ToolkitError(one_of(WIDTHS), repr(width), "width", "choose a journal's width")
    return ShownFigure(figsize=(WIDTHS[width] / 25.4, height / 25.4), layout="constrained")


def set_font(
    figure: Figure | SubFigure, *, candidates: Sequence[FontFile] | None = None
) -> FontFile:
    """Give every text of a figure one font that has all of its characters.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure, or a part of one.
    candidates : sequence of FontFile, optional
        See `find_font`.

    Returns
    -------
    FontFile
        The font.

    Raises
    ------
    MissingFontError
        No font has them all.
    """
    texts = texts_of(figure)
    font = find_font("".join(text.get_text() for text in texts), candidates=candidates)
    for text in texts:
        text.set_fontproperties(font.properties(like=text.get_fontproperties()))
    return font


def contrast_ink(colour: Any) -> str:
    """Return black or white, whichever reads better on a colour.

    Examples
    --------
    >>> contrast_ink("#f0e442"), contrast_ink("#0b5394")
    ('#1a1a1a', 'white')
    """
    from matplotlib.colors import to_rgb

    red, green, blue = (_linear(part) for part in to_rgb(colour))
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.25 else "white"


def width_of(figure: Figure | SubFigure) -> float:
    """Return the width in millimetres of a figure, or of a part of one.

    Examples
    --------
    >>> round(width_of(new_figure()))
    180
    """
    return float(figure.bbox.width / figure.dpi * 25.4)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def texts_of(figure: Figure | SubFigure) -> list[Text]:
    """Return every text of a figure, those of ticks too."""
    from matplotlib.text import Text

    for ax in figure.axes:
        # Ticks are made when asked for; without this they would keep the default font.
        ax.get_xticklabels(which="both")
        ax.get_yticklabels(which="both")
    return [found for found in figure.findobj(Text) if isinstance(found, Text)]
