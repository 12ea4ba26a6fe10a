"""Check that classes are written and read, and which class a score falls into."""

from __future__ import annotations

import pytest

from geo.errors import TableError
from geo.export import Classes, read_classes, write_classes

CLASSES = Classes(limits=(10.0, 20.0), colours=("#000000", "#ffffff"), types={0: "#9b9a97"}, zones={3: "#0072b2"})


def test_classes_read_back_equal() -> None:
    assert read_classes(write_classes(CLASSES)) == CLASSES


@pytest.mark.parametrize(
    ("score", "place"), [(0, 0), (10, 0), (10.04, 0), (10.06, 1), (20, 1), (20.04, 1), (99, 1), (-1, 0)]
)
def test_a_score_falls_into_the_class_that_it_reads_as(score: float, place: int) -> None:
    assert CLASSES.place(score) == place


def test_the_first_class_has_no_lower_limit() -> None:
    assert CLASSES.span(0) == (None, 10.0)
    assert CLASSES.span(1) == (10.0, 20.0)


@pytest.mark.parametrize(
    ("limits", "colours"), [((1.0, 2.0), ("#000000",)), ((2.0, 1.0), ("#0", "#1")), ((1.0, 1.0), ("#0", "#1"))]
)
def test_limits_that_do_not_rise_or_lack_a_colour_are_refused(
    limits: tuple[float, ...], colours: tuple[str, ...]
) -> None:
    with pytest.raises(TableError, match="Give rising limits, and a colour for each"):
        Classes(limits=limits, colours=colours)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"limits": [1], "colours": ["#0"], "types": [], "zones": {}}'])
def test_something_else_is_refused(text: str) -> None:
    with pytest.raises(TableError, match=r"cannot be read .* Run `arraigo publish` again"):
        read_classes(text)
