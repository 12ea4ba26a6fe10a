"""Carry how the map draws a study, so that every layer that leaves is drawn in the same classes and colours."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from geo.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_DATA = "#cfd2d1"
"""The colour of what nothing is known of; no class of any ramp bears it."""


@dataclass(frozen=True)
class Classes:
    """The classes of the score, and a colour for each type and each zone.

    Attributes
    ----------
    limits
        Rising upper limits of the score's classes; a limit belongs to the class below it.
    colours
        As many colours as limits, ``#rrggbb``.
    types, zones
        Colours by number; type 0 is the mixed one.
    decimals
        Of a score, as it is shown and as its class is taken.
    """

    limits: tuple[float, ...]
    colours: tuple[str, ...]
    types: Mapping[int, str] = field(default_factory=dict)
    zones: Mapping[int, str] = field(default_factory=dict)
    decimals: int = 1

    def __post_init__(self) -> None:
        if len(self.limits) != len(self.colours) or list(self.limits) != sorted(set(self.limits)):
            raise TableError(
                f"The classes of the score have {len(self.limits)} limits and {len(self.colours)} colours: "
                f"{list(self.limits)}. Give rising limits, and a colour for each."
            )

    def place(self, score: float) -> int:
        """Give the place of a score's class, counted from 0; one above the last limit is in the last class."""
        return min(bisect_left(self.limits, round(score, self.decimals)), len(self.limits) - 1)

    def span(self, place: int) -> tuple[float | None, float]:
        """Give the lower and upper limit of a class; the first has no lower one."""
        return (self.limits[place - 1] if place else None), self.limits[place]


def write_classes(classes: Classes) -> str:
    """Write classes as JSON."""
    return json.dumps(asdict(classes), indent=1) + "\n"


def read_classes(text: str) -> Classes:
    """Read what `write_classes` wrote.

    Raises
    ------
    TableError
        When it is something else, or was cut short.
    """
    try:
        told = json.loads(text)
        return Classes(
            limits=tuple(map(float, told["limits"])),
            colours=tuple(map(str, told["colours"])),
            types={int(number): str(colour) for number, colour in told["types"].items()},
            zones={int(number): str(colour) for number, colour in told["zones"].items()},
            decimals=int(told["decimals"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"The classes of the map cannot be read ({error!r}). Run `arraigo publish` again.") from error
