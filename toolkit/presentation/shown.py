"""Figures and Axes that a notebook shows as pictures, without pyplot and its global state."""

from __future__ import annotations

import io
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

_DPI = 150


class ShownFigure(Figure):
    """A figure that shows itself, and whose Axes show it, where a notebook asks for a picture."""

    def add_subplot(self, *args: Any, **options: Any) -> Axes:
        """Add an Axes that shows itself, where no other kind is asked for."""
        if not {"axes_class", "projection", "polar"} & options.keys():
            options["axes_class"] = ShownAxes
        added: Axes = super().add_subplot(*args, **options)
        return added

    def _repr_png_(self) -> bytes:
        from toolkit.presentation.styles import journal_style

        stream = io.BytesIO()
        with journal_style():
            self.savefig(stream, format="png", dpi=_DPI)
        return stream.getvalue()


class ShownAxes(Axes):
    """An Axes that a notebook shows as the whole figure that it stands in."""

    def _repr_png_(self) -> bytes | None:
        figure = self.get_figure(root=True)
        return figure._repr_png_() if isinstance(figure, ShownFigure) else None
