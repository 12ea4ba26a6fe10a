"""Check the maps of a brief: what is shown closer, what is drawn once, the scale, and several threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from shapely import box

from geo.export.brief.maps import Area, Atlas
from geo.export.brief.sheet import Sheet
from tests.geo.export.brief.conftest import read, scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.export.brief import Briefs

BOX = (40.0, 300.0, 340.0, 280.0)


@pytest.fixture(scope="module")
def with_islet(prepare: Callable[..., Briefs]) -> Briefs:
    """Make Ávila an islet of a kilometre, ten kilometres off the other place of its department."""
    table = scores()
    table.loc[1, "geometry"] = box(-88.8, 14.0, -88.79, 14.01)
    return prepare(scores=table)


def test_the_map_of_a_department_shows_it_whole_and_is_drawn_once(briefs: Briefs) -> None:
    atlas = briefs.atlas
    area = atlas.area("AA01", BOX, code="AA0101")
    west, south, east, north = area.view.bounds
    left, low, right, high = atlas.outlines.departments["AA01"].bounds
    assert west < left
    assert south < low
    assert right < east
    assert high < north
    assert not area.closer
    assert atlas.area("AA01", BOX, code="AA0102") is area


def test_a_small_place_is_shown_closer_and_the_brief_says_so(with_islet: Briefs) -> None:
    atlas = with_islet.atlas
    whole, close = atlas.area("AA01", BOX, code="AA0101"), atlas.area("AA01", BOX, code="AA0102")
    assert close.closer
    assert close.view.metres < whole.view.metres
    assert max(close.size("AA0102")) > 30
    assert "Mapa acercado" in read(with_islet.of_place("AA0102", lang="es"))[0]
    assert "Mapa acercado" not in read(with_islet.of_place("AA0101", lang="es"))[0]


def test_a_place_outside_the_window_takes_no_room(with_islet: Briefs) -> None:
    close = with_islet.atlas.area("AA01", BOX, code="AA0102")
    assert "BB0202" not in close.shapes or close.size("BB0202") == (0, 0)


def test_the_scale_is_a_round_length_drawn_true(briefs: Briefs, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[float] = []
    areas: list[Area] = []
    box_of, draw = Sheet.box, Atlas.draw

    def spy(self: Sheet, x: float, y: float, wide: float, tall: float, **how: object) -> None:
        if tall == 2.4:
            boxes.append(wide)
        box_of(self, x, y, wide, tall, **how)  # type: ignore[arg-type]

    def seen(self: Atlas, sheet: Sheet, area: Area, *rest: object, **how: object) -> None:
        areas.append(area)
        draw(self, sheet, area, *rest, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Sheet, "box", spy)
    monkeypatch.setattr(Atlas, "draw", seen)
    first = read(briefs.of_place("AA0101", lang="es"))[0]
    # The bar, and its dark half.
    assert boxes[1] == boxes[0] / 2
    assert "5 km" in first
    assert boxes[0] * areas[0].view.metres == pytest.approx(5000)


def test_each_fill_of_the_legend_is_on_the_map(briefs: Briefs) -> None:
    drawn = briefs.atlas.area("BB02", BOX).drawn
    # The hatch of no rank and the two of no data are clipped to their places.
    assert drawn.count("W* n") == 2
    assert "1.000 1.000 1.000 rg" in drawn


def test_several_threads_get_the_same_bytes(with_islet: Briefs, prepare: Callable[..., Briefs]) -> None:
    codes = ["AA0102", "AA0101", "BB0101"] * 4
    alone = {code: with_islet.of_place(code, lang="es") for code in set(codes)}
    table = scores()
    table.loc[1, "geometry"] = box(-88.8, 14.0, -88.79, 14.01)
    shared = prepare(scores=table)
    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(lambda code: shared.of_place(code, lang="es"), codes))
    assert written == [alone[code] for code in codes]
