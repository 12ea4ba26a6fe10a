"""Draw the pictures of the views as small SVG images: lines of places, intervals, curves, clouds of points.

Each is an image with a text in its place, so that it prints, needs no script, and what it draws is said in words too.
Texts are escaped: a name can hold anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from dash import html

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dash.development.base_component import Component

INK, QUIET, FAINT, MIDDLE, LINE = "#1c2629", "#566267", "#dddbd3", "#bfc5c4", "#8b9599"
ACCENT, WARM, COOL = "#0f5c66", "#b4570a", "#0072b2"
SHADES = ("#0f5c66", "#b4570a", "#5b3a8c", "#0072b2")
"""For up to four things side by side; each is told apart by its letter too."""
LETTERS = "ABCD"


@dataclass(frozen=True)
class Mark:
    """A short line across another one: where it stands, its colour, and the share of the height it takes."""

    at: float
    colour: str = INK
    height: float = 1.0


@dataclass(frozen=True)
class Reach:
    """A number within its bounds."""

    low: float
    at: float
    high: float


@dataclass(frozen=True)
class Curve:
    """A line through points."""

    x: Sequence[float]
    y: Sequence[float]
    colour: str = INK
    dash: str = ""
    width: float = 2.0


@dataclass(frozen=True)
class Axis:
    """From where to where an axis goes, the numbers written along it, and its name."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]] = ()
    name: str = ""

    def share(self, value: float) -> float:
        """Say how far along the axis a value stands, 0-1; one beyond an end stands at the end."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0) if self.high > self.low else 0.5


def strip(marks: Iterable[Mark], *, axis: Axis) -> Component:
    """Draw marks across one line, such as a place among all; it takes the width it is given.

    It is no image: a panel holds dozens, and a browser opens a document for each image of this kind. What it shows is
    said in words beside it.
    """
    # The mark named last lies on top, and CSS names what is on top first.
    layers = [_layer(mark.colour, f"{100 * axis.share(mark.at):.1f}%", f"4px {14 * mark.height:g}px") for mark in marks]
    drawn = [*reversed(layers), _layer(MIDDLE, "0", "100% 2px")]
    return html.Span(className="strip", style={"background": ",".join(drawn)}, **{"aria-hidden": "true"})


def _layer(colour: str, left: str, size: str) -> str:
    return f"linear-gradient({colour},{colour}) {left} 50%/{size} no-repeat"


def lean(value: float, *, mean: float, axis: Axis, colour: str, alt: str) -> Component:
    """Draw a bar from the mean to a value, so that it is seen on which side it lies."""
    middle, end = axis.share(mean) * 200, axis.share(value) * 200
    body = f"<rect x='0' y='2' width='200' height='8' fill='#eceae4'/><rect x='{min(middle, end):.1f}' y='2' "
    body += f"width='{abs(end - middle):.1f}' height='8' fill='{colour}'/>"
    body += f"<rect x='{min(max(middle - 1, 0), 198):.1f}' y='0' width='2' height='12' fill='{INK}'/>"
    return _image(body, width=200, height=12, alt=alt, stretch=True)


def intervals(rows: Sequence[Reach | None], *, axis: Axis, alt: str) -> Component:
    """Draw several intervals one below the other on the same axis, each with its letter; None is one that is not known.

    The axis counts from the left: of ranks, the first stand on the left.
    """
    left, wide, tall = 22, 290, 22
    height = tall * len(rows) + 20
    body = _ticks_below(axis, left=left, wide=wide, top=2, bottom=height - 18)
    for place, row in enumerate(rows):
        y, shade = place * tall + 12, SHADES[place % len(SHADES)]
        body += _text(LETTERS[place % len(LETTERS)], x=8, y=y + 4, colour=shade, weight=700)
        if row is None:
            continue
        low, at, high = (left + wide * axis.share(value) for value in (row.low, row.at, row.high))
        body += f"<rect x='{low - 2:.1f}' y='{y - 4}' width='{high - low + 4:.1f}' height='8' rx='4' fill='{shade}' "
        body += f"fill-opacity='.35'/><rect x='{at - 2:.1f}' y='{y - 8}' width='4' height='16' rx='2' fill='{shade}'/>"
    return _image(body, width=320, height=height, alt=alt)


def chart(
    curves: Iterable[Curve],
    *,
    x: Axis,
    y: Axis,
    alt: str,
    band: tuple[Sequence[float], Sequence[float], Sequence[float]] | None = None,
    at: float | None = None,
) -> Component:
    """Draw curves in a frame: a band (x, low, high) lies below them, and a line stands upright at a chosen x."""
    body = _frame(x, y)
    if band is not None:
        across, low, high = band
        there = [*zip(across, high, strict=True), *reversed(list(zip(across, low, strict=True)))]
        body += f"<polygon points='{_points(there, x, y)}' fill='{LINE}' fill-opacity='.25'/>"
    if at is not None:
        there_x = _x(at, x)
        body += f"<path d='M{there_x:.1f} {TOP}V{TOP + TALL}' stroke='{WARM}' stroke-width='1.5'/>"
    for curve in curves:
        points = _points(zip(curve.x, curve.y, strict=True), x, y)
        body += f"<polyline points='{points}' fill='none' stroke='{curve.colour}' stroke-width='{curve.width}' "
        body += f"stroke-dasharray='{curve.dash or 'none'}' stroke-linejoin='round'/>"
    return _image(body, width=340, height=250, alt=alt)


def cloud(
    points: Iterable[tuple[float, float, str]],
    *,
    x: Axis,
    y: Axis,
    alt: str,
    chosen: tuple[float, float, str] | None = None,
) -> Component:
    """Draw points (x, y, colour), and one with its name that stands out."""
    body = _frame(x, y)
    dots: dict[str, list[str]] = {}
    for across, up, colour in points:
        dots.setdefault(colour, []).append(f"M{_x(across, x):.0f} {_y(up, y):.0f}h0")
    # A line of no length with round ends is a dot, and takes a sixth of the room that a circle does.
    for colour, steps in dots.items():
        body += f"<path d='{''.join(steps)}' stroke='{colour}' stroke-width='4' stroke-linecap='round' opacity='.5'/>"
    if chosen is not None:
        across, up, name = chosen
        there_x, there_y = _x(across, x), _y(up, y)
        body += f"<circle cx='{there_x:.1f}' cy='{there_y:.1f}' r='6' fill='none' stroke='#fff' stroke-width='5'/>"
        body += f"<circle cx='{there_x:.1f}' cy='{there_y:.1f}' r='6' fill='none' stroke='{INK}' stroke-width='2.5'/>"
        # The name stands on the side where there is room for it.
        right = there_x < LEFT + WIDE / 2
        beside = there_x + 10 if right else there_x - 10
        body += _text(name[:26], x=beside, y=there_y + 4, weight=700, anchor="start" if right else "end", halo=True)
    return _image(body, width=340, height=250, alt=alt)


LEFT, TOP, WIDE, TALL = 44, 22, 288, 186
"""The frame of a chart within its image."""


def _x(value: float, axis: Axis) -> float:
    return LEFT + WIDE * axis.share(value)


def _y(value: float, axis: Axis) -> float:
    return TOP + TALL * (1 - axis.share(value))


def _points(pairs: Iterable[tuple[float, float]], x: Axis, y: Axis) -> str:
    return " ".join(f"{_x(across, x):.1f},{_y(up, y):.1f}" for across, up in pairs)


def _frame(x: Axis, y: Axis) -> str:
    body = _ticks_below(x, left=LEFT, wide=WIDE, top=TOP, bottom=TOP + TALL)
    for value, label in y.ticks:
        there = _y(value, y)
        body += f"<path d='M{LEFT} {there:.1f}H{LEFT + WIDE}' stroke='{FAINT}'/>"
        body += _text(label, x=LEFT - 5, y=there + 4, anchor="end")
    body += _text(x.name, x=LEFT + WIDE, y=TOP + TALL + 34, anchor="end")
    return body + _text(y.name, x=6, y=TOP - 11)


def _ticks_below(axis: Axis, *, left: float, wide: float, top: float, bottom: float) -> str:
    body = ""
    for value, label in axis.ticks:
        there = left + wide * axis.share(value)
        anchor = "end" if axis.share(value) > 0.95 else "middle"
        body += f"<path d='M{there:.1f} {top}V{bottom}' stroke='{FAINT}'/>"
        body += _text(label, x=there, y=bottom + 14, anchor=anchor)
    return body


def _text(
    text: str,
    *,
    x: float,
    y: float,
    anchor: str = "start",
    colour: str = QUIET,
    weight: int = 400,
    halo: bool = False,
) -> str:
    if not text:
        return ""
    around = " stroke='#fff' stroke-width='3' paint-order='stroke'" if halo else ""
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}' fill='{colour}' font-weight='{weight}'{around}>"
        f"{escape(text)}</text>"
    )


def _image(body: str, *, width: int, height: int, alt: str, stretch: bool = False) -> Component:
    fit = " preserveAspectRatio='none'" if stretch else ""
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'"
        f"{fit} "
        f"font-family='system-ui,Roboto,Noto Sans,Liberation Sans,sans-serif' font-size='11'>{body}</svg>"
    )
    source = f"data:image/svg+xml,{quote(svg, safe=_PLAIN)}"
    return html.Img(src=source, alt=alt, className="drawn strip" if stretch else "drawn")


_PLAIN = " =:/'(),;-.~!*"
"""What a data address may hold as it is."""
