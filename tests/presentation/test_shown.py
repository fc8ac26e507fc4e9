"""What a notebook shows of a figure and of an Axes, without pyplot."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter

from toolkit.presentation.charts import draw_change, draw_trend

SHARES = pd.DataFrame({"category": "A1", "year": [2019, 2020], "value": [0.1, 0.2], "region": "甲"})


@pytest.mark.parametrize("draw", [draw_trend, draw_change])
def test_a_chart_is_shown_as_a_picture(draw: Any) -> None:
    shown, _ = DisplayFormatter().format(draw(SHARES, labels={}))  # type: ignore[no-untyped-call]
    assert shown["image/png"].startswith(b"\x89PNG")


def test_an_axes_shows_the_whole_figure_that_it_stands_in() -> None:
    figure = draw_trend(pd.concat([SHARES, SHARES.assign(category="A2")]), labels={})
    assert figure.axes[1]._repr_png_() == figure._repr_png_()  # type: ignore[attr-defined,union-attr]
