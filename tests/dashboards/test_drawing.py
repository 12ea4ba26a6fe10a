from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from dashboards.drawing import Axis, Curve, Mark, Reach, chart, cloud, intervals, lean, strip
from tests.dashboards.world import MARKUP

LINE = Axis(0, 10, ((0, "0"), (10, MARKUP)), "x")


def drawn(image):
    address = image.src
    assert address.startswith("data:image/svg+xml,")
    assert not set('<>"#%') & set(address.replace("%", "").partition(",")[2])
    return ET.fromstring(unquote(address.partition(",")[2]))


def inside(image, tag):
    return list(drawn(image).iter(f"{{http://www.w3.org/2000/svg}}{tag}"))


def test_a_mark_stands_where_its_value_is_and_never_beyond_the_line():
    marks = [Mark(5, "#111", 0.5), Mark(-99, "#222"), Mark(99, "#333")]
    *layers, line = strip(marks, axis=LINE).style["background"].split(" no-repeat,")
    # The last is on top, which CSS names first.
    assert layers == [
        "linear-gradient(#333,#333) 100.0% 50%/4px 14px",
        "linear-gradient(#222,#222) 0.0% 50%/4px 14px",
        "linear-gradient(#111,#111) 50.0% 50%/4px 7px",
    ]
    assert line.endswith(" 0 50%/100% 2px no-repeat")


def test_a_line_of_one_value_has_its_mark_in_the_middle():
    assert Axis(3, 3).share(3) == 0.5


@pytest.mark.parametrize(("value", "x", "width"), [(8, "100.0", "60.0"), (2, "40.0", "60.0")])
def test_a_bar_leans_from_the_mean_to_its_side(value, x, width):
    bar = inside(lean(value, mean=5, axis=LINE, colour="#000", alt=""), "rect")[1]
    assert (bar.get("x"), bar.get("width")) == (x, width)


def test_an_interval_that_is_not_known_keeps_its_letter_alone():
    image = intervals([Reach(1, 2, 3), None], axis=LINE, alt="said")
    assert len(inside(image, "rect")) == 2
    assert [text.text for text in inside(image, "text")][-2:] == ["A", "B"]
    assert image.alt == "said"


def test_a_curve_goes_from_corner_to_corner():
    image = chart([Curve((0, 10), (0, 10))], x=LINE, y=LINE, alt="", band=((0, 10), (0, 5), (5, 10)), at=5)
    (curve,) = inside(image, "polyline")
    assert curve.get("points") == "44.0,208.0 332.0,22.0"
    assert len(inside(image, "polygon")[0].get("points").split()) == 4


def test_a_name_in_a_picture_is_a_text():
    image = cloud([(1, 1, "#000")], x=LINE, y=LINE, alt="", chosen=(5, 5, MARKUP))
    assert MARKUP[:26] in [text.text for text in inside(image, "text")]
    assert not inside(image, "img")


def test_dots_of_one_colour_are_one_path():
    image = cloud([(0, 0, "#111111"), (10, 10, "#111111"), (5, 5, "#222222")], x=LINE, y=LINE, alt="")
    assert [dots.get("d") for dots in inside(image, "path")[-2:]] == ["M44 208h0M332 22h0", "M188 115h0"]
