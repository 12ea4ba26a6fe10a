"""Place names on a map so that none covers another and none leaves the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export.brief.lettering import width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.export.brief.shapes import Window

Box = tuple[float, float, float, float]
LINES, WIDEST = 3, 90.0
"""How many lines a name may have, and how wide they are where its place gives them no room."""
STEPS = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 2), (0, -2))
"""Where a name may go: on its place, or beside it by so many of its own half widths and heights."""


@dataclass(frozen=True)
class Wish:
    """A name that a map would like to show, at a point of the page.

    Attributes
    ----------
    room
        How wide it may be, in points, before it is broken into two lines.
    short
        What is written where the name finds no room; nothing when it is empty.
    sure
        Whether it is written even where it covers another.
    clear
        Half the width and height of what the name should rather stand beside than on; nothing where it may cover it.
    """

    text: str
    x: float
    y: float
    size: float
    room: float
    bold: bool = False
    short: str = ""
    sure: bool = False
    clear: tuple[float, float] | None = None


@dataclass(frozen=True)
class Placed:
    """A name that found its place: its lines, the middle of its box, and the box."""

    lines: tuple[str, ...]
    size: float
    bold: bool
    box: Box

    @property
    def x(self) -> float:
        """The middle, from the left."""
        return (self.box[0] + self.box[2]) / 2


def place_names(wishes: Iterable[Wish], *, view: Window, taken: Sequence[Box] = ()) -> list[Placed]:
    """Give each name the first place that is free, those wished for first before the others.

    Parameters
    ----------
    taken
        Boxes of the page, from its lower left corner, that no name may cover.
    """
    boxes, placed = list(taken), []
    frame = (view.x + 1, view.y + 1, view.x + view.wide - 1, view.y + view.tall - 1)
    for wish in wishes:
        found = _first_free(wish, frame, boxes)
        if found is not None:
            boxes.append(found.box)
            if wish.clear is not None:
                beside, above = wish.clear
                boxes.append((wish.x - beside, wish.y - above, wish.x + beside, wish.y + above))
            placed.append(found)
    return placed


def _first_free(wish: Wish, frame: Box, taken: Sequence[Box]) -> Placed | None:
    for lines in _forms(wish):
        wide = max(width(line, size=wish.size, bold=wish.bold) for line in lines) / 2 + 1
        tall = len(lines) * wish.size * 0.55 + 0.5
        beside, above = wish.clear or (0.0, 0.0)
        for across, up in STEPS if wish.clear is None else (*STEPS[1:], STEPS[0]):
            x = wish.x + across * (wide + 3 + beside)
            y = wish.y + up * (tall + 2 + above)
            box = (x - wide, y - tall, x + wide, y + tall)
            if _inside(box, frame) and not any(_meet(box, other) for other in taken):
                return Placed(tuple(lines), wish.size, wish.bold, box)
    return _forced(wish, frame) if wish.sure else None


def _forms(wish: Wish) -> Iterable[list[str]]:
    # A name breaks between its words only.
    word = max((width(word, size=wish.size, bold=wish.bold) for word in wish.text.split()), default=0)
    lines = wrapped(wish.text, room=max(wish.room, word), size=wish.size, bold=wish.bold)
    longest = max((width(line, size=wish.size, bold=wish.bold) for line in lines), default=0)
    if lines and longest <= wish.room * 1.25 and len(lines) <= LINES:
        yield lines
    if wish.sure:
        yield _broken(wish)
    if wish.short:
        yield [wish.short]


def _broken(wish: Wish) -> list[str]:
    return wrapped(wish.text, room=WIDEST, size=wish.size, bold=wish.bold, most=LINES)


def _forced(wish: Wish, frame: Box) -> Placed:
    lines = _broken(wish)
    wide = max((width(line, size=wish.size, bold=wish.bold) for line in lines), default=0) / 2 + 1
    tall = len(lines) * wish.size * 0.55 + 0.5
    x = min(max(wish.x, frame[0] + wide), frame[2] - wide)
    y = min(max(wish.y, frame[1] + tall), frame[3] - tall)
    return Placed(tuple(lines), wish.size, wish.bold, (x - wide, y - tall, x + wide, y + tall))


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
