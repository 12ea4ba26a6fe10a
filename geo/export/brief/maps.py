"""Draw the two maps of a brief: the places of a department, and where it lies in the countries of the study."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.export.brief.lettering import width
from geo.export.brief.names import Placed, Wish, place_names
from geo.export.brief.shading import fill_of, legend, paint
from geo.export.brief.shapes import FINE, Window, cut, seen, strokes, window
from geo.export.brief.sheet import INK, QUIET, RULE, TALL, WHITE, Sheet
from geo.export.brief.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.brief.ground import Ground
    from geo.export.brief.names import Box
    from geo.export.brief.shapes import Outlines
    from geo.kinds import Lang

SMALL = 0.16
"""A place whose diagonal is a smaller part of its department's is shown closer, with the department around it cut."""


@dataclass(frozen=True)
class Area:
    """A part of the land ready to be drawn: its window, the shapes in it by code, and the operators that draw them."""

    view: Window
    shapes: dict[str, shapely.Geometry]
    drawn: str
    closer: bool = False

    def size(self, code: str) -> tuple[float, float]:
        """Say how wide and how tall a place is on the page, in points; nothing where the window does not show it."""
        shape = self.shapes[code]
        if shape.is_empty:
            return 0.0, 0.0
        west, south, east, north = shape.bounds
        return (east - west) / self.view.metres, (north - south) / self.view.metres


@dataclass
class Atlas:
    """The maps of one run; what several briefs show is drawn once and kept.

    Attributes
    ----------
    outlines
        The places in metres.
    """

    ground: Ground
    outlines: Outlines
    _areas: dict[tuple[str, Box], Area] = field(default_factory=dict)
    _around: dict[Box, tuple[Window, str]] = field(default_factory=dict)

    def area(self, department: str, box: Box, *, code: str | None = None) -> Area:
        """Prepare the map of a department in a box of the page (x, y, wide, tall), closer where `code` is small."""
        bounds = self.outlines.departments[department].bounds
        near = None if code is None else self._near(code, bounds)
        x, y, wide, tall = box
        view = window(near or bounds, x=x, y=y, wide=wide, tall=tall, margin=0.04)
        if near is not None:
            # The map of one small place serves one brief only.
            return self._drawn(view, closer=True)
        key = (department, box)
        if key not in self._areas:
            self._areas[key] = self._drawn(view, closer=False)
        return self._areas[key]

    def _near(self, code: str, bounds: Sequence[float]) -> tuple[float, ...] | None:
        own = self.outlines.shapes[self.outlines.row(code)].bounds
        size, whole = (math.hypot(b[2] - b[0], b[3] - b[1]) for b in (own, bounds))
        if size >= SMALL * whole:
            return None
        half = size / SMALL / 2 / math.sqrt(2)
        x, y = (own[0] + own[2]) / 2, (own[1] + own[3]) / 2
        return x - half, y - half, x + half, y + half

    def _drawn(self, view: Window, *, closer: bool) -> Area:
        rows, simple = seen(self.outlines, view)
        codes = [self.outlines.codes[row] for row in rows]
        places = [self.ground.places[code] for code in codes]
        shapes = cut(simple, view)
        parts = []
        for place, shape in zip(places, shapes, strict=True):
            if path := strokes(shape, view):
                parts.append(paint(path, fill_of(place, self.ground), _box(shape, view)))
        borders = "\n".join(filter(None, (strokes(shape, view) for shape in shapes)))
        parts.append(f"0.45 0.46 0.48 RG 0.35 w\n{borders}\nS")
        for key, groups, style in (
            ("adm1_code", self.outlines.departments, "0.1 0.12 0.14 RG 0.9 w"),
            ("iso3", self.outlines.countries, "0.1 0.12 0.14 RG 1.5 w"),
        ):
            around = cut(np.array([groups[group] for group in sorted({str(place[key]) for place in places})]), view)
            simpler = shapely.simplify(around, FINE * view.metres)
            lines = "\n".join(filter(None, (strokes(shape, view) for shape in simpler)))
            parts.append(f"{style}\n{lines}\nS")
        return Area(view, dict(zip(codes, shapes, strict=True)), "\n".join(parts), closer)

    def draw(self, sheet: Sheet, area: Area, wishes: Sequence[Wish], *, code: str | None = None, lang: Lang) -> None:
        """Draw an area with names, scale and north, the outline of one place standing out."""
        view, canvas = area.view, sheet.canvas
        canvas.saveState()
        canvas.addLiteral(f"q {view.x:.2f} {view.y:.2f} {view.wide:.2f} {view.tall:.2f} re W n 1 j\n{area.drawn}")
        if code is not None and (path := strokes(area.shapes[code], view)):
            canvas.addLiteral(f"1 1 1 RG 4.2 w\n{path}\nS\n0 0 0 RG 2.2 w\n{path}\nS")
        canvas.addLiteral("Q")
        scale = _scale(sheet, view, lang=lang)
        for name in place_names(wishes, view=view, taken=[scale]):
            _write(sheet, name)
        canvas.restoreState()
        sheet.box(view.x, TALL - view.y - view.tall, view.wide, view.tall, stroke=QUIET, thick=0.5)

    def middle(self, code: str, view: Window) -> tuple[float, float]:
        """Say where on the page the middle of the box around a place lies."""
        west, south, east, north = self.outlines.shapes[self.outlines.row(code)].bounds
        x, y = view.on_page(np.array([(west + east) / 2, (south + north) / 2])).tolist()
        return x, y

    def spot(self, code: str, view: Window) -> tuple[float, float]:
        """Say where on the page the name of a place stands best."""
        x, y = view.on_page(self.outlines.labels[self.outlines.row(code)]).tolist()
        return x, y

    def locate(self, sheet: Sheet, box: Box, *, department: str, code: str | None, lang: Lang) -> None:
        """Draw the countries of the study with the department dark and the place marked."""
        view, land = self._countries(box)
        sheet.canvas.saveState()
        sheet.canvas.addLiteral(land)
        shape = self.outlines.departments[department].simplify(FINE * view.metres)
        if path := strokes(shape, view):
            sheet.canvas.addLiteral(f"0.35 0.37 0.4 rg\n{path}\nf*")
        sheet.canvas.restoreState()
        for country in self.ground.catalogue.study.countries:
            if country.iso3 in self.outlines.countries:
                point = self.outlines.countries[country.iso3].representative_point()
                x, y = view.on_page(np.array([point.x, point.y])).tolist()
                name = country.name.in_(lang)
                half = width(name, size=5.5) / 2 + 1
                sheet.box(x - half, TALL - y - 5, 2 * half, 6.4, fill=WHITE, alpha=0.6)
                sheet.text(x, TALL - y, name, size=5.5, align="centre")
        if code is not None:
            x, y = self.spot(code, view)
            sheet.circle(x, TALL - y, 5.2, stroke=WHITE, thick=2.4)
            sheet.circle(x, TALL - y, 5.2, stroke="#000000", thick=1.3)
            sheet.circle(x, TALL - y, 1.5, fill="#000000")
        sheet.box(box[0], TALL - box[1] - box[3], box[2], box[3], stroke=RULE)

    def _countries(self, box: Box) -> tuple[Window, str]:
        if box not in self._around:
            x, y, wide, tall = box
            countries = np.array(list(self.outlines.countries.values()))
            view = window(shapely.total_bounds(countries), x=x, y=y, wide=wide, tall=tall, margin=0.03)
            paths = (strokes(shape, view) for shape in shapely.simplify(countries, 1.5 * FINE * view.metres))
            drawn = "\n".join(f"{path}\nB*" for path in paths if path)
            self._around[box] = view, f"0.91 0.905 0.885 rg 0.3 0.32 0.35 RG 0.5 w\n{drawn}"
        return self._around[box]


def draw_legend(sheet: Sheet, ground: Ground, *, x: float, y: float, room: float, lang: Lang) -> float:
    """Draw the classes below each other, from the base line `y`; give the base line that follows."""
    sheet.text(x, y, say("legend", lang=lang), size=7, bold=True, room=room, least=5.5)
    for fill, text in legend(ground, lang=lang):
        y += 11.5
        west, south, wide, tall = x, TALL - y - 1.6, 17.0, 8.4
        frame = f"{west:.2f} {south:.2f} {wide} {tall} re"
        painted = paint(frame, fill, (west, south, west + wide, south + tall))
        sheet.canvas.addLiteral(f"q {painted}\n0.35 0.37 0.4 RG 0.4 w {frame} S Q")
        sheet.text(x + wide + 6, y, text, size=7, room=room - wide - 6, least=5.5)
    return y + 11.5


def _box(shape: shapely.Geometry, view: Window) -> Box:
    west, south, east, north = shape.bounds
    (left, low), (right, high) = view.on_page(np.array([(west, south), (east, north)])).tolist()
    return left, low, right, high


def _scale(sheet: Sheet, view: Window, *, lang: Lang) -> Box:
    """Draw a bar of a round length and an arrow to the north; give the box that they take."""
    most = 0.28 * view.wide * view.metres / 1000
    power = 10 ** math.floor(math.log10(most))
    length = max(step * power for step in (1, 2, 5) if step * power <= most)
    wide = length * 1000 / view.metres
    x, y = view.x + 7, view.y + 7
    box = (view.x + 2, view.y + 2, x + wide + 36, y + 14)
    sheet.box(box[0], TALL - box[3], box[2] - box[0], box[3] - box[1], fill=WHITE, alpha=0.85)
    sheet.box(x, TALL - y - 2.4, wide, 2.4, fill=WHITE, stroke=INK, thick=0.5)
    sheet.box(x, TALL - y - 2.4, wide / 2, 2.4, fill=INK)
    sheet.text(x, TALL - y - 5, "0", size=6, align="left")
    sheet.text(x + wide, TALL - y - 5, f"{length:,.10g} km", size=6, align="right" if wide > 30 else "left")
    north = x + wide + 26
    sheet.polygon(
        [(north, TALL - y - 12), (north - 3.2, TALL - y - 4), (north, TALL - y - 5.8), (north + 3.2, TALL - y - 4)],
        fill=INK,
    )
    sheet.text(north, TALL - y + 2.5, say("north", lang=lang), size=6, bold=True, align="centre")
    return box


def _write(sheet: Sheet, name: Placed) -> None:
    west, south, east, north = name.box
    sheet.box(west, TALL - north, east - west, north - south, fill=WHITE, alpha=0.72)
    y = TALL - north + name.size * 0.95
    for line in name.lines:
        sheet.text(name.x, y, line, size=name.size, bold=name.bold, align="centre")
        y += name.size * 1.1
