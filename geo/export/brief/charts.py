"""Draw the charts of a brief: an interval on a line, bars against medians, and bars of what adds to a score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export.brief.lettering import width
from geo.export.brief.shading import Fill, paint
from geo.export.brief.sheet import INK, PALE, QUIET, RULE, TALL, WHITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.brief.sheet import Sheet

BAR, FIRST = "#6b7fa3", "#dcdfe6"
SIGNS = ("triangle", "circle", "diamond")
"""How medians are told apart, without colour: of the country, of the type, of the neighbours."""


@dataclass(frozen=True)
class Span:
    """A value with its interval on a line from `start` to `end`.

    Attributes
    ----------
    band
        The part of the line, from its start, that is shaded: the first so many.
    ends
        What stands at the ends of the line.
    """

    low: float
    value: float
    high: float
    start: float
    end: float
    ends: tuple[str, str]
    band: float | None = None
    band_text: str = ""


def draw_span(sheet: Sheet, span: Span, *, x: float, y: float, room: float) -> None:
    """Draw an interval on a line whose middle lies at `y`."""
    whole = (span.end - span.start) or 1

    def at(value: float) -> float:
        return x + room * min(max((value - span.start) / whole, 0), 1)

    if span.band is not None:
        sheet.box(x, y - 7, at(span.band) - x, 14, fill=FIRST)
        sheet.text(x + 1, y - 9, span.band_text, size=6, colour=QUIET)
    sheet.line((x, y), (x + room, y), colour=INK, thick=0.6)
    for end in (x, x + room):
        sheet.line((end, y - 3.5), (end, y + 3.5), colour=INK, thick=0.6)
    low, high, value = at(span.low), at(span.high), at(span.value)
    sheet.box(low, y - 3, max(high - low, 1.2), 6, fill=BAR, stroke=INK, thick=0.5)
    _sign(sheet, "diamond", value, y, 4.2, fill=INK, stroke=WHITE)
    sheet.text(x, y + 14, span.ends[0], size=6, colour=QUIET)
    sheet.text(x + room, y + 14, span.ends[1], size=6, colour=QUIET, align="right")


@dataclass(frozen=True)
class Block:
    """A pillar: its score from 0 to 100 or why there is none, and the medians to hold it against.

    Attributes
    ----------
    spread
        The lowest and the highest of the places that `score` is the median of.
    """

    label: str
    score: float | None
    none: str
    medians: tuple[float | None, ...]
    inner: bool = False
    spread: tuple[float, float] | None = None


def draw_blocks(
    sheet: Sheet, blocks: Sequence[Block], signs: Sequence[str], *, x: float, y: float, room: float, step: float
) -> float:
    """Draw a bar for each pillar with the signs of its medians, and a key of the signs; give the next base line."""
    label, figure = 178.0, 32.0
    start, wide = x + label, room - label - figure
    for tick in (0, 25, 50, 75, 100):
        at = start + wide * tick / 100
        sheet.line((at, y - 4), (at, y + step * len(blocks) - 4), colour=RULE, thick=0.4)
        sheet.text(at, y - 6, str(tick), size=5.5, colour=QUIET, align="centre")
    for block in blocks:
        middle = y + step / 2 - 4
        indent = 9.0 if block.inner else 0.0
        sheet.text(
            x + indent, middle + 2.6, block.label, size=8, bold=not block.inner, room=label - indent - 8, least=6
        )
        if block.score is None:
            sheet.text(start + 4, middle + 2.6, block.none, size=7, colour=QUIET, room=wide - 8, least=5.5)
        else:
            sheet.box(start, middle - step * 0.27, max(wide * block.score / 100, 0.8), step * 0.54, fill=BAR)
            sheet.text(x + room, middle + 2.8, f"{block.score + 0.0:.0f}", size=8, bold=True, align="right")
        if block.spread is not None:
            ends = [start + wide * end / 100 for end in block.spread]
            sheet.line((ends[0], middle), (ends[1], middle), colour=INK, thick=0.7)
            for end in ends:
                sheet.line((end, middle - 2.5), (end, middle + 2.5), colour=INK, thick=0.7)
        for sign, median in zip(SIGNS, block.medians, strict=False):
            if median is not None:
                _sign(sheet, sign, start + wide * median / 100, middle, 3.2, fill=WHITE, stroke=INK)
        y += step
    return _key(sheet, signs, x=start, y=y + 6, room=wide + figure)


def _key(sheet: Sheet, signs: Sequence[str], *, x: float, y: float, room: float) -> float:
    shown = [(sign, text) for sign, text in zip(SIGNS, signs, strict=False) if text]
    for sign, text in shown:
        _sign(sheet, sign, x + 4, y - 2.4, 3.2, fill=WHITE, stroke=INK)
        end = sheet.text(x + 11, y, text, size=6.5, colour=QUIET, room=room / len(shown) - 14, least=5)
        x = end + 14
    return y + 13


@dataclass(frozen=True)
class Part:
    """What one indicator adds; hatched where its figure was not measured in the place."""

    label: str
    points: float
    figure: str
    handed: bool = False
    quiet: bool = False


def draw_parts(sheet: Sheet, parts: Sequence[Part], *, x: float, y: float, room: float, step: float = 12.5) -> float:
    """Draw a bar for each part, largest first; give the next base line."""
    label, figure = room * 0.52, max((width(part.figure, size=7.5) for part in parts), default=0) + 5
    wide = room - label - figure
    most = max((abs(part.points) for part in parts), default=0) or 1
    for part in parts:
        sheet.text(x, y, part.label, size=7.5, room=label - 6, least=5.5, colour=QUIET if part.quiet else INK)
        long = max(wide * abs(part.points) / most, 0.6)
        west, south = x + label, TALL - y - 1.2
        frame = f"{west:.2f} {south:.2f} {long:.2f} 7.4 re"
        fill = Fill(PALE if part.quiet else "#dfe4ee" if part.handed else BAR, 1 if part.handed else 0)
        painted = paint(frame, fill, (west, south, west + long, south + 7.4))
        sheet.canvas.addLiteral(f"q {painted}\n0.2 0.22 0.25 RG 0.4 w {frame} S Q")
        sheet.text(x + label + long + 4, y, part.figure, size=7.5, bold=not part.quiet)
        y += step
    return y


def _sign(sheet: Sheet, sign: str, x: float, y: float, size: float, *, fill: str, stroke: str) -> None:
    if sign == "circle":
        sheet.circle(x, y, size * 0.85, fill=fill, stroke=stroke)
    elif sign == "diamond":
        sheet.polygon([(x, y - size), (x + size, y), (x, y + size), (x - size, y)], fill=fill, stroke=stroke)
    else:
        points = [(x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)]
        sheet.polygon(points, fill=fill, stroke=stroke)
