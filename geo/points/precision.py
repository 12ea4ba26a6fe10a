"""Say what a precision class lets an event be counted for: its municipality, its department, or no place at all.

A point on a map looks exact whatever is behind it. Event data therefore say how well each place is known, by classes of
their own; where only the department is known, the point is the department's centre, and the municipality under it has
nothing to do with the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Iterable

UNSTATED = "unstated"
"""What a blank class is called in tables; such an event is never placed."""


@dataclass(frozen=True)
class Scale:
    """The classes that place an event, as text; an event of any other class is never placed.

    Attributes
    ----------
    municipal
        The municipality is known.
    departmental
        The department is known, and nothing finer.

    Raises
    ------
    MethodError
        When a class stands on both sides, or none places anything.
    """

    municipal: frozenset[str]
    departmental: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        faults = Faults("the precision classes", MethodError)
        faults.check(
            "classes are said to place an event in its municipality and in its department only",
            bad=sorted(self.municipal & self.departmental),
            of=len(self.municipal | self.departmental),
            do="Keep each on one side.",
        )
        if not self.municipal | self.departmental:
            faults.add("no class places an event anywhere. Name at least one.")
        faults.raise_any()

    def reach(self, classes: pd.Series) -> pd.Series:
        """Say of each event, by its class: ``municipality``, ``department`` or ``none``."""
        known = classes.map(lambda cell: str(cell).strip(), na_action="ignore")
        reach = pd.Series("none", index=classes.index, dtype="str")
        return reach.mask(known.isin(self.departmental), "department").mask(known.isin(self.municipal), "municipality")


def scale_of(municipal: Iterable[str], departmental: Iterable[str] = ()) -> Scale:
    """Make a scale of texts as a person types them."""
    return Scale(*(frozenset(word.strip() for word in side if word.strip()) for side in (municipal, departmental)))


UCDP = Scale(frozenset({"1", "2", "3"}), frozenset({"4"}))
"""`where_prec` of UCDP GED: 1 is the place itself, 2 within some 25 km of it, 3 the second-order division (its centre
is given), 4 the first-order division (its centre is given), 5 a part of a larger area or a line such as a road or a
border, 6 the country, 7 waters and airspace beyond it."""
