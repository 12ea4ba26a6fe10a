"""Check what is learned about municipalities from where both they and their department are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.scoring.spread import MIN_AREAS, UNIFORM_SD, inherited_spread


def world(areas: int, **columns: list[float]) -> dict[str, pd.DataFrame]:
    """Lay out pairs of units, two in each area; a column of text in `inherited` marks what was handed down."""
    codes = [f"HN{a:02d}{u:02d}" for a in range(areas) for u in range(2)]
    normalised = pd.DataFrame(columns, index=codes)
    places = pd.DataFrame({"adm1_code": [code[:4] for code in codes], "iso3": "HND"}, index=codes)
    blank = pd.DataFrame(False, index=codes, columns=normalised.columns)
    level = pd.DataFrame("department", index=codes, columns=normalised.columns, dtype=object)
    return {"normalised": normalised, "measured": ~blank, "inherited": blank, "level": level, "places": places}


def hand_down(cells: dict[str, pd.DataFrame], id_: str, codes: list[str]) -> None:
    cells["inherited"].loc[codes, id_] = True
    cells["measured"].loc[codes, id_] = False


def test_an_indicator_known_at_both_levels_speaks_for_itself() -> None:
    # In five areas the two units stand 0.1 from their mean: sum of squares 5 x 0.02 over 5 degrees of freedom.
    cells = world(6, a=[0.4, 0.6] * 5 + [0.5, 0.5], b=[0.0, 1.0] * 6)
    last = ["HN0500", "HN0501"]
    hand_down(cells, "a", last)
    spread = inherited_spread(**cells)
    assert spread.loc[last, "a"].tolist() == pytest.approx([0.02**0.5] * 2)
    assert spread.drop(last)["a"].eq(0).all()
    assert spread["b"].eq(0).all()


def test_too_few_areas_borrow_from_all_indicators() -> None:
    cells = world(MIN_AREAS, a=[0.4, 0.6] * (MIN_AREAS - 1) + [0.5, 0.5], b=[0.3, 0.7] * MIN_AREAS)
    last = [f"HN{MIN_AREAS - 1:02d}00", f"HN{MIN_AREAS - 1:02d}01"]
    hand_down(cells, "a", last)
    squares = (MIN_AREAS - 1) * 0.02 + MIN_AREAS * 0.08
    assert inherited_spread(**cells).loc[last[0], "a"] == pytest.approx((squares / (2 * MIN_AREAS - 1)) ** 0.5)


def test_where_nothing_is_known_at_both_levels_a_place_may_be_anywhere() -> None:
    cells = world(2, a=[0.2, 0.2, 0.8, 0.8])
    hand_down(cells, "a", cells["normalised"].index.tolist())
    assert inherited_spread(**cells)["a"].tolist() == [UNIFORM_SD] * 4


def test_the_area_is_that_of_the_level() -> None:
    # Two departments far apart and each even within: the department tells nothing apart, the country does.
    cells = world(6, a=[0.0] * 6 + [1.0] * 6, b=[np.nan] * 12)
    for place, name in enumerate(["department", "country"]):
        code = f"HN000{place}"
        cells["normalised"].loc[code, "b"] = 0.5
        hand_down(cells, "b", [code])
        cells["level"].loc[code, "b"] = name
    cells["measured"]["b"] = False
    spread = inherited_spread(**cells)["b"]
    assert spread["HN0000"] == 0
    assert spread["HN0001"] == pytest.approx((12 * 0.25 / 11) ** 0.5)


def test_el_salvadors_44_are_used_where_the_units_name_them() -> None:
    cells = world(6, a=[0.4, 0.6] * 6, b=[0.5] * 12)
    hand_down(cells, "b", ["HN0000"])
    cells["measured"]["b"] = False
    cells["level"]["b"] = "municipio_2024"
    by_department = inherited_spread(**cells).loc["HN0000", "b"]
    # One pair shares a municipio, with another distance between them; all others stand alone in theirs.
    cells["normalised"].loc[["HN0100", "HN0101"], "a"] = [0.2, 0.8]
    cells["places"]["muni44_code"] = [None, None, "SV01001", "SV01001", *(f"SV010{n:02d}" for n in range(2, 10))]
    alone = inherited_spread(**cells).loc["HN0000", "b"]
    assert by_department == pytest.approx((6 * 0.02 / 6) ** 0.5)
    assert alone == pytest.approx((2 * 0.09) ** 0.5)
