"""Read classes as what they let an event be counted for."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import MethodError
from geo.points import UCDP
from geo.points.precision import scale_of


def test_the_classes_of_ucdp() -> None:
    classes = pd.Series(["1", "2", "3", "4", "5", "6", "7", None, " 1 ", "9"])
    reach = UCDP.reach(classes).tolist()
    assert reach == ["municipality"] * 3 + ["department"] + ["none"] * 4 + ["municipality", "none"]


def test_a_class_on_both_sides_is_refused() -> None:
    with pytest.raises(MethodError, match=r"1 of 2 classes are said to place.*: 2"):
        scale_of(["1", "2"], ["2"])


def test_no_class_at_all_is_refused() -> None:
    with pytest.raises(MethodError, match="no class places an event"):
        scale_of(["", " "])
