"""Draw the small figures of a place: bars, and where a number lies within its bounds.

They are plain elements with a width, so they need no script, print well, and say in words what they draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dash import html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dash.development.base_component import Component


@dataclass(frozen=True)
class Bar:
    """A labelled number and the share (0-1) of the full width that its bar takes; no share, no bar."""

    label: str
    number: str
    share: float | None
    colour: str = "var(--accent)"
    inner: bool = False
    """Whether it is a part of the bar above it."""


def bars(items: Iterable[Bar]) -> Component:
    """Draw bars one below the other, each with its label and number."""
    return html.Ul([_bar(item) for item in items], className="bars")


def span(low: float, at: float, high: float, *, start: float, end: float) -> Component:
    """Draw where a number lies between two bounds, on a line from `start` to `end`.

    The figure repeats what stands beside it in words, so readers of the page by ear are not told it twice.
    """

    def place(value: float) -> float:
        return min(max((value - start) / (end - start), 0.0), 1.0) if end > start else 0.5

    left, right = sorted((place(low), place(high)))
    reach = html.Span(className="reach", style={"left": _share(left), "width": _share(right - left)})
    point = html.Span(className="point", style={"left": _share(place(at))})
    return html.Span([reach, point], className="span", **{"aria-hidden": "true"})


def _bar(item: Bar) -> Component:
    parts = [html.Span(item.label, className="label"), html.Span(item.number, className="number")]
    if item.share is not None:
        width = _share(min(max(item.share, 0.0), 1.0))
        fill = html.Span(className="fill", style={"width": width, "background": item.colour})
        parts.append(html.Span(fill, className="track", **{"aria-hidden": "true"}))
    name = " ".join(word for word, holds in (("inner", item.inner), ("empty", item.share is None)) if holds)
    return html.Li(parts, className=name or None)


def _share(part: float) -> str:
    return f"{100 * part:.1f}%"
