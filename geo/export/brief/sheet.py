"""Put ink on A4 pages: text that stays inside its room, rules, boxes, and the line at the foot of each page.

Positions are points from the upper left corner of the page, as people read; the y of a text is its base line.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import PDFZCompress
from reportlab.pdfgen.canvas import Canvas

from geo.export.brief.lettering import FACES, fitted, width, wrapped, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.kinds import Lang

WIDE, TALL = A4
LEFT, RIGHT, TOP, BOTTOM = 40.0, WIDE - 40.0, 36.0, TALL - 34.0
"""The room inside the margins; the foot of the page stands below `BOTTOM`."""
INK, QUIET, RULE, PALE, WHITE = "#1b1f24", "#565c64", "#c9ccd1", "#f3f2ee", "#ffffff"
Align = Literal["left", "right", "centre"]


class _Canvas(Canvas):
    """A canvas that packs its pages without spelling them out in letters: a fifth smaller, in half the time."""

    def __init__(self, file: io.BytesIO, *, lang: Lang) -> None:
        super().__init__(file, pagesize=A4, pageCompression=0, invariant=1, lang=lang)
        # Where a page names no packing of its own, this one holds. Letters were meant for mail of seven bits.
        self._doc.defaultStreamFilters = [PDFZCompress]


class Sheet:
    """The pages of one file, written from the first to the last.

    Parameters
    ----------
    title, subject
        What readers of the file are told it is, and what it is part of.
    lang
        The language that a voice should read it in.
    date
        ``2026-03-05``: the day the results were computed, which the file bears instead of the day it was written, so
        that equal results give equal bytes.
    """

    def __init__(self, *, title: str, subject: str, lang: Lang, date: str) -> None:
        self._file = io.BytesIO()
        self.canvas = _Canvas(self._file, lang=lang)
        self.canvas.setTitle(title)
        self.canvas.setSubject(subject)
        self.canvas.setAuthor("arraigo")
        self.canvas.setCreator("arraigo")
        self.canvas.setDateFormatter(lambda *_: f"D:{date.replace('-', '')}000000Z")

    def content(self) -> bytes:
        """End the file and give its bytes."""
        self.canvas.save()
        return self._file.getvalue()

    def mark(self, key: str, title: str, *, level: int = 0) -> None:
        """Let the reader's list of contents lead to this page."""
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(written(title), key, level=level, closed=1)

    def end_page(self, foot: str, page: str) -> None:
        """Write the foot of a page, and turn it."""
        y = BOTTOM + 14
        self.rule(y - 9)
        self.text(RIGHT, y, page, size=6.5, colour=QUIET, align="right")
        room = RIGHT - LEFT - width(page, size=6.5) - 12
        self.text(LEFT, y, foot, size=6.5, colour=QUIET, room=room, least=5)
        self.canvas.showPage()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 8,
        bold: bool = False,
        colour: str = INK,
        align: Align = "left",
        room: float | None = None,
        least: float | None = None,
    ) -> float:
        """Write one line, smaller or cut where it would leave its room; give where it ends on the right."""
        if room is None:
            text = written(text)
        else:
            text, size = fitted(text, room=room, size=size, least=least or size, bold=bold)
        wide = width(text, size=size, bold=bold)
        start = x - {"left": 0.0, "right": wide, "centre": wide / 2}[align]
        self.canvas.setFillColor(_colour(colour))
        self.canvas.setFont(FACES[bold], size)
        self.canvas.drawString(round(start, 2), round(TALL - y, 2), text)
        return start + wide

    def block(
        self,
        x: float,
        y: float,
        text: str,
        *,
        room: float,
        size: float = 8,
        leading: float | None = None,
        bold: bool = False,
        colour: str = INK,
        most: int | None = None,
    ) -> float:
        """Write lines from the base line `y` downwards; give the base line that would follow."""
        leading = leading or size * 1.28
        for line in wrapped(text, room=room, size=size, bold=bold, most=most):
            self.text(x, y, line, size=size, bold=bold, colour=colour)
            y += leading
        return y

    def heading(self, x: float, y: float, text: str, *, room: float, note: str = "") -> float:
        """Write the heading of a part with a rule above it; give the base line that follows."""
        self.line((x, y - 11), (x + room, y - 11), colour=INK, thick=0.8)
        end = self.text(x, y, text, size=9.5, bold=True, room=room, least=7)
        if note:
            self.text(x + room, y, note, size=6.5, colour=QUIET, align="right", room=x + room - end - 8, least=5)
        return y + 13

    def rule(self, y: float, *, left: float = LEFT, right: float = RIGHT) -> None:
        """Draw a faint rule across."""
        self.line((left, y), (right, y), colour=RULE, thick=0.4)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, colour: str = INK, thick: float = 0.6
    ) -> None:
        """Draw a straight line."""
        self.canvas.setStrokeColor(_colour(colour))
        self.canvas.setLineWidth(thick)
        self.canvas.line(*(round(number, 2) for number in (start[0], TALL - start[1], end[0], TALL - end[1])))

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        tall: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        thick: float = 0.5,
        alpha: float = 1.0,
    ) -> None:
        """Draw a box from its upper left corner."""
        if fill:
            self.canvas.setFillColor(_colour(fill))
        if stroke:
            self.canvas.setStrokeColor(_colour(stroke))
            self.canvas.setLineWidth(thick)
        if alpha < 1:
            self.canvas.setFillAlpha(alpha)
        corner = (round(number, 2) for number in (x, TALL - y - tall, wide, tall))
        self.canvas.rect(*corner, fill=int(bool(fill)), stroke=int(bool(stroke)))
        if alpha < 1:
            self.canvas.setFillAlpha(1)

    def polygon(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: str | None = None,
        stroke: str | None = None,
        thick: float = 0.8,
    ) -> None:
        """Draw a closed shape."""
        path = self.canvas.beginPath()
        path.moveTo(points[0][0], TALL - points[0][1])
        for x, y in points[1:]:
            path.lineTo(x, TALL - y)
        path.close()
        self._inked(fill, stroke, thick)
        self.canvas.drawPath(path, fill=int(bool(fill)), stroke=int(bool(stroke)))

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        thick: float = 0.8,
    ) -> None:
        """Draw a circle around a point."""
        self._inked(fill, stroke, thick)
        self.canvas.circle(x, TALL - y, radius, fill=int(bool(fill)), stroke=int(bool(stroke)))

    def _inked(self, fill: str | None, stroke: str | None, thick: float) -> None:
        self.canvas.setLineWidth(thick)
        if fill:
            self.canvas.setFillColor(_colour(fill))
        if stroke:
            self.canvas.setStrokeColor(_colour(stroke))


_COLOURS: dict[str, HexColor] = {}


def _colour(code: str) -> HexColor:
    if code not in _COLOURS:
        _COLOURS[code] = HexColor(code)
    return _COLOURS[code]
