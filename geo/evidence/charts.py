"""Draw small charts as SVG text: intervals along one axis, and lines in panels; they print, and need no script.

Colours are of Okabe and Ito (2008), safe for colour-blind readers; every line also has a dash of its own, and every
mark a shape, so that a page printed in black says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Shape = Literal["circle", "square", "diamond"]

BLUE, ORANGE, GREEN, GREY, INK = "#0072b2", "#d55e00", "#009e73", "#8a9296", "#1c2629"
WIDTH = 720
LABEL, NOTE, ROW = 300, 138, 40
PANEL_W, PANEL_H = 232, 196
PAD_L, PAD_R, PAD_T, PAD_B = 40, 10, 40, 40


@dataclass(frozen=True)
class Mark:
    """A value with its interval."""

    value: float
    low: float
    high: float
    shape: Shape = "circle"
    colour: str = BLUE


@dataclass(frozen=True)
class Row:
    """One line of an interval chart: a label in two lines, its marks or a sentence instead, and a note at the end."""

    label: str
    below: str
    note: str
    marks: tuple[Mark, ...] = ()
    instead: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a panel."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    colour: str = BLUE
    dash: str = ""
    width: float = 2.0
    dots: bool = False


@dataclass(frozen=True)
class Panel:
    """One small chart among several: a title in two lines, lines, and a band behind them."""

    title: str
    below: str
    lines: tuple[Line, ...]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    x_name: str
    band: tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]] | None = field(default=None)
    """Its x, its low and its high end."""


def intervals(
    rows: Sequence[Row], *, low: float, high: float, ticks: Sequence[tuple[float, str]], title: str, zero: str = ""
) -> str:
    """Draw rows of marks with their intervals on one axis; what lies beyond its ends is cut, with an arrow.

    Parameters
    ----------
    low, high
        The ends of the axis.
    ticks
        Where it is labelled, and how.
    title
        What a screen reader says of the chart.
    zero
        What stands over the line at 0.
    """
    left, right = LABEL, WIDTH - NOTE
    top = 34 if zero else 14
    height = top + ROW * len(rows) + 30

    def at(value: float) -> float:
        return left + (min(max(value, low), high) - low) / (high - low) * (right - left)

    parts = [_open(WIDTH, height, title)]
    for value, label in ticks:
        strong = value == 0
        parts.append(
            f'<line x1="{at(value):.1f}" x2="{at(value):.1f}" y1="{top - 6}" y2="{height - 26}" '
            f'stroke="{INK if strong else "#dddbd3"}" stroke-width="{1.5 if strong else 1}"/>'
            f'<text x="{at(value):.1f}" y="{height - 10}" class="tick" text-anchor="middle">{escape(label)}</text>'
        )
    if zero:
        parts.append(f'<text x="{at(0):.1f}" y="16" class="tick" text-anchor="middle">{escape(zero)}</text>')
    for number, row in enumerate(rows):
        y = top + ROW * number + ROW / 2
        parts += [
            f'<text x="0" y="{y - 3:.1f}" class="label">{escape(row.label)}</text>',
            f'<text x="0" y="{y + 12:.1f}" class="tick">{escape(row.below)}</text>',
            f'<text x="{WIDTH}" y="{y + 4:.1f}" class="tick" text-anchor="end">{escape(row.note)}</text>',
        ]
        if row.instead:
            parts.append(f'<text x="{at(0) + 8:.1f}" y="{y + 4:.1f}" class="quiet">{escape(row.instead)}</text>')
        shift = 12.0 if len(row.marks) > 1 else 0.0
        for place, mark in enumerate(row.marks):
            parts.append(_mark(mark, y=y - shift / 2 + shift * place, at=at, low=low, high=high))
    return "".join([*parts, "</svg></div>"])


def panels(charts: Sequence[Panel], *, title: str, columns: int = 3) -> str:
    """Draw panels side by side and below each other.

    Parameters
    ----------
    title
        What a screen reader says of them.
    columns
        How many stand in a row.
    """
    rows = -(-len(charts) // columns)
    parts = [_open((PANEL_W + 12) * columns - 12, (PANEL_H + 12) * rows, title)]
    for number, chart in enumerate(charts):
        x, y = (PANEL_W + 12) * (number % columns), (PANEL_H + 12) * (number // columns)
        parts.append(f'<g transform="translate({x},{y})">{_panel(chart)}</g>')
    return "".join([*parts, "</svg></div>"])


def _panel(chart: Panel) -> str:
    right, bottom = PANEL_W - PAD_R, PANEL_H - PAD_B

    def at_x(value: float) -> float:
        low, high = chart.x_range
        return PAD_L + (value - low) / ((high - low) or 1.0) * (right - PAD_L)

    def at_y(value: float) -> float:
        low, high = chart.y_range
        return bottom - (min(max(value, low), high) - low) / ((high - low) or 1.0) * (bottom - PAD_T)

    def path(x: Sequence[float], y: Sequence[float]) -> str:
        return " ".join(f"{at_x(a):.1f},{at_y(b):.1f}" for a, b in zip(x, y, strict=True))

    parts = [
        f'<text x="0" y="13" class="label">{escape(chart.title)}</text>',
        f'<text x="0" y="28" class="tick">{escape(chart.below)}</text>',
    ]
    for value, label in chart.y_ticks:
        parts.append(
            f'<line x1="{PAD_L}" x2="{right}" y1="{at_y(value):.1f}" y2="{at_y(value):.1f}" stroke="#dddbd3"/>'
            f'<text x="{PAD_L - 5}" y="{at_y(value) + 4:.1f}" class="tick" text-anchor="end">{escape(label)}</text>'
        )
    last = len(chart.x_ticks) - 1
    for number, (value, label) in enumerate(chart.x_ticks):
        anchor = "start" if number == 0 else "end" if number == last else "middle"
        parts.append(
            f'<line x1="{at_x(value):.1f}" x2="{at_x(value):.1f}" y1="{bottom}" y2="{bottom + 4}" stroke="{INK}"/>'
            f'<text x="{at_x(value):.1f}" y="{bottom + 16}" class="tick" text-anchor="{anchor}">{escape(label)}</text>'
        )
    parts.append(f'<line x1="{PAD_L}" x2="{right}" y1="{bottom}" y2="{bottom}" stroke="{INK}"/>')
    middle = (PAD_L + right) / 2
    parts.append(
        f'<text x="{middle}" y="{bottom + 33}" class="tick" text-anchor="middle">{escape(chart.x_name)}</text>'
    )
    if chart.band is not None:
        x, low, high = chart.band
        parts.append(
            f'<polygon points="{path(x, low)} {path(x[::-1], high[::-1])}" fill="{GREY}" fill-opacity="0.25"/>'
        )
    for line in chart.lines:
        dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
        parts.append(
            f'<polyline points="{path(line.x, line.y)}" fill="none" stroke="{line.colour}" '
            f'stroke-width="{line.width}" stroke-linejoin="round"{dash}/>'
        )
        if line.dots:
            parts += [
                f'<circle cx="{at_x(a):.1f}" cy="{at_y(b):.1f}" r="2.6" fill="{line.colour}"/>'
                for a, b in zip(line.x, line.y, strict=True)
            ]
    return "".join(parts)


def key(line: Line | None = None, mark: Mark | None = None, *, band: bool = False) -> str:
    """Draw what stands before a word in a legend: a line, a mark or a band."""
    inside = ""
    if band:
        inside += f'<rect x="0" y="2" width="30" height="12" fill="{GREY}" fill-opacity="0.25"/>'
    if line is not None:
        dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
        inside += f'<line x1="0" x2="30" y1="8" y2="8" stroke="{line.colour}" stroke-width="{line.width}"{dash}/>'
    if mark is not None:
        inside += _shape(mark, x=15, y=8)
    return f'<svg class="key" viewBox="0 0 30 16" width="30" height="16" aria-hidden="true">{inside}</svg>'


def _open(width: float, height: float, title: str) -> str:
    return (
        # On a phone a chart keeps its size and is moved sideways, so that its words stay readable.
        '<div class="wide" tabindex="0">'
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title, quote=True)}">'
        f"<title>{escape(title)}</title>"
    )


def _mark(mark: Mark, *, y: float, at: Callable[[float], float], low: float, high: float) -> str:
    line = (
        f'<line x1="{at(mark.low):.1f}" x2="{at(mark.high):.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="{mark.colour}" stroke-width="2.5" stroke-opacity="0.55"/>'
    )
    parts = [line]
    for beyond, end, turn in ((mark.low < low, at(low), -6), (mark.high > high, at(high), 6)):
        if beyond:
            parts.append(
                f'<polygon points="{end + turn:.1f},{y:.1f} {end:.1f},{y - 4:.1f} {end:.1f},{y + 4:.1f}" '
                f'fill="{mark.colour}"/>'
            )
    if low <= mark.value <= high:
        parts.append(_shape(mark, x=at(mark.value), y=y))
    return "".join(parts)


def _shape(mark: Mark, *, x: float, y: float) -> str:
    if mark.shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{mark.colour}"/>'
    turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if mark.shape == "diamond" else ""
    return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="{mark.colour}"{turn}/>'
