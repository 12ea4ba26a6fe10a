import pytest

from dashboards.figures import Bar, bars, span
from tests.dashboards.reading import find, read


def test_a_bar_says_its_number_and_is_as_wide_as_its_share():
    drawn = bars([Bar("Violencia", "62", 0.62, "#d55e00"), Bar("Gobierno", "sin dato", None, inner=True)])
    assert read(drawn) == "Violencia 62 Gobierno sin dato"
    (fill,) = find(drawn, "fill")
    assert fill.style == {"width": "62.0%", "background": "#d55e00"}
    assert [item.className for item in drawn.children] == [None, "inner empty"]


@pytest.mark.parametrize(("share", "width"), [(-0.2, "0.0%"), (0.0, "0.0%"), (1.0, "100.0%"), (3.0, "100.0%")])
def test_a_bar_stays_in_its_track(share, width):
    (fill,) = find(bars([Bar("a", "1", share)]), "fill")
    assert fill.style["width"] == width


@pytest.mark.parametrize(
    ("numbers", "left", "width", "at"),
    [
        ((25, 50, 75), "25.0%", "50.0%", "50.0%"),
        ((0, 100, 100), "0.0%", "100.0%", "100.0%"),
        # The point rank need not lie inside its interval.
        ((60, 20, 80), "60.0%", "20.0%", "20.0%"),
    ],
)
def test_a_span_shows_the_number_within_its_bounds(numbers, left, width, at):
    drawn = span(*numbers, start=0, end=100)
    (reach,), (point,) = find(drawn, "reach"), find(drawn, "point")
    assert reach.style == {"left": left, "width": width}
    assert point.style == {"left": at}
    assert drawn.to_plotly_json()["props"]["aria-hidden"] == "true"


def test_a_span_on_a_line_without_length_stands_in_the_middle():
    (point,) = find(span(1, 1, 1, start=1, end=1), "point")
    assert point.style == {"left": "50.0%"}
