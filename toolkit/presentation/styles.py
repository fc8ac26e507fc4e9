"""What all figures share: sizes, colours, fonts of labels, and the files made of them."""

from __future__ import annotations

import string
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError
from toolkit.presentation.exports import written_aside
from toolkit.presentation.fonts import FontFile, find_font, write_subset

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.text import Text

WIDTHS = MappingProxyType({1: 85.0, 2: 170.0})
"""Width in millimetres of a figure that spans one or two of a journal's columns."""

INK = "#1a1a1a"
MUTED = "#595959"
GRID = "#d9d9d9"
LINE = "#0b5394"
BAND = "#9fc5e8"
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
_PNG_DPI = 300


@contextmanager
def journal_style() -> Iterator[None]:
    """Draw in the project's style; matplotlib's own settings are as before afterwards."""
    import matplotlib

    with matplotlib.rc_context(rc=dict(STYLE)):
        yield


def new_figure(*, columns: int = 2, height: float = 80.0) -> Figure:
    """Make an empty figure of a journal's width.

    Parameters
    ----------
    columns : int, default 2
        Columns that it spans: 1 (85 mm) or 2 (170 mm).
    height : float, default 80
        Its height in millimetres.

    Examples
    --------
    >>> new_figure(columns=1, height=60).get_size_inches().round(2).tolist()
    [3.35, 2.36]
    """
    from matplotlib.figure import Figure

    if columns not in WIDTHS:
        raise ToolkitError("1 or 2", repr(columns), "columns", "choose a journal's width")
    return Figure(figsize=(WIDTHS[columns] / 25.4, height / 25.4), layout="constrained")


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
    texts = _texts(figure)
    font = find_font("".join(text.get_text() for text in texts), candidates=candidates)
    for text in texts:
        text.set_fontproperties(font.properties(like=text.get_fontproperties()))
    return font


def save_figure(figure: Figure, path_without_suffix: str | Path) -> tuple[Path, ...]:
    """Write a figure as PNG (300 dpi) and PDF (embedded subset fonts), with its alt text.

    The same figure gives the same bytes each time.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    path_without_suffix : str or Path
        Where to write; ``.png``, ``.pdf`` and, where the figure was drawn by this package,
        ``.txt`` are added. The folder is made where it is missing.

    Returns
    -------
    tuple of Path
        The files, in this order.

    Raises
    ------
    MissingFontError
        A character was added to the figure that no font has.
    """
    base = Path(path_without_suffix)
    font = set_font(figure)
    written = [_write_png(figure, base), _write_pdf(figure, base, font=font)]
    description = alt_text(figure)
    if description:
        target = base.with_name(base.name + ".txt")
        with written_aside(target) as aside:
            aside.write_text(description + "\n", encoding="utf-8", newline="\n")
        written.append(target)
    return tuple(written)


def alt_text(figure: Figure) -> str:
    """Return the description that the charts of a figure carry, empty for a foreign figure.

    Examples
    --------
    >>> alt_text(new_figure())
    ''
    """
    labels = [str(part.get_label()) for part in (figure, *figure.axes)]
    return "\n".join(label for label in labels if label and not label.startswith(("<", "_")))


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


def size_of(ax: Axes) -> tuple[float, float]:
    """Return width and height in millimetres of the figure that holds an Axes."""
    width, height = ax.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
    return float(width) * 25.4, float(height) * 25.4


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _texts(figure: Figure | SubFigure) -> list[Text]:
    from matplotlib.text import Text

    for ax in figure.axes:
        # Ticks are made when asked for; without this they would keep the default font.
        ax.get_xticklabels(which="both")
        ax.get_yticklabels(which="both")
    return [found for found in figure.findobj(Text) if isinstance(found, Text)]


def _write_png(figure: Figure, base: Path) -> Path:
    target = base.with_name(base.name + ".png")
    with journal_style(), written_aside(target) as aside:
        figure.savefig(aside, format="png", dpi=_PNG_DPI, metadata={"Software": None})
    return target


def _write_pdf(figure: Figure, base: Path, *, font: FontFile) -> Path:
    import matplotlib

    target = base.with_name(base.name + ".pdf")
    metadata = {"CreationDate": None, "Creator": None, "Producer": None}
    with (
        matplotlib.rc_context({**STYLE, "pdf.fonttype": 42}),
        _small_font(figure, font),
        written_aside(target) as aside,
    ):
        figure.savefig(aside, format="pdf", metadata=metadata)
    return target


@contextmanager
def _small_font(figure: Figure, font: FontFile) -> Iterator[None]:
    texts = _texts(figure)
    before = [text.get_fontproperties() for text in texts]
    with tempfile.TemporaryDirectory() as folder:
        # matplotlib takes the height of a line from letters that need not be in the text.
        letters = string.ascii_letters + string.digits
        characters = letters + "".join(sorted({c for text in texts for c in text.get_text()}))
        small = write_subset(font, characters, target=Path(folder) / "labels.ttf")
        for text, old in zip(texts, before, strict=True):
            text.set_fontproperties(small.properties(like=old))
        try:
            yield
        finally:
            for text, old in zip(texts, before, strict=True):
                text.set_fontproperties(old)
