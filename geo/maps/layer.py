"""Lay one layer of the map out: its numbers as they are shown, its class limits and colours, a mark per unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.maps.breaks import METHODS, schemes
from geo.palette import ramp

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from geo.maps.breaks import Scheme

MEASURED, HANDED_DOWN, PARTLY_COVERED, BELOW_GATE, NOTHING = "mhpg-"
"""How the value of a unit came about, one letter per unit: measured there; inherited or imputed, so not measured
there; from a raster that covers only part of it; scored on too little to be ranked; none."""


def ranged(
    numbers: pd.Series,
    *,
    id_: str,
    group: str,
    kind: str,
    shade: str = "score",
    decimals: int = 1,
    breaks: Sequence[float] | None = None,
    mark: NDArray | None = None,
) -> dict[str, Any]:
    """Lay out a layer of numbers, by default in classes of about as many units each.

    Limits that are given are the only ones; otherwise the reader can choose among those of every scheme.
    """
    shown = rounded(numbers, decimals=decimals)
    classed = {"breaks": list(breaks)} if breaks is not None else limits(shown, decimals=decimals)
    return {
        "id": id_,
        "group": group,
        "kind": kind,
        "decimals": decimals,
        "direction": 1,
        **classed,
        "shade": shade,
        "colours": list(ramp(shade, classes=len(classed["breaks"]))),
        "values": plain(shown),
        "mark": letters(mark, shown),
    }


def limits(
    shown: NDArray, *, decimals: int, scheme: Scheme = "quantiles", names: Collection[Scheme] = tuple(METHODS)
) -> dict[str, Any]:
    """Give the limits of a layer by every scheme, and those it is drawn with until a reader chooses."""
    told = schemes(shown, decimals=decimals, names=names)
    return {"scheme": scheme, "schemes": told, "breaks": told[scheme]}


def sorted_into(
    classes: pd.Series, *, id_: str, group: str, colours: dict[Any, str], mark: NDArray | None = None
) -> dict[str, Any]:
    """Lay out a layer of named classes; a value is the place of its class in `colours`, null where there is none."""
    place = {word: number for number, word in enumerate(colours)}
    shown = classes.map(place).to_numpy(dtype=float, na_value=np.nan)
    return {
        "id": id_,
        "group": group,
        "kind": "class",
        "decimals": 0,
        "direction": 1,
        "breaks": [],
        "classes": list(colours),
        "colours": list(colours.values()),
        "values": plain(shown),
        "mark": letters(mark, shown),
    }


def rounded(numbers: pd.Series | ExtensionArray, *, decimals: int) -> NDArray:
    """Round to what is shown, so that classes are drawn from the numbers a reader sees; missing stays NaN."""
    # Adding zero turns a rounded -0.0 into 0.0.
    return np.round(numbers.to_numpy(dtype=float, na_value=np.nan), decimals) + 0.0


def nearest(ranks: pd.Series | ExtensionArray) -> NDArray:
    """Round ranks and the ends of their intervals, a half up, as `geo.numerals.nearest_rank`; missing stays NaN."""
    return np.floor(ranks.to_numpy(dtype=float, na_value=np.nan) + 0.5)


def plain(numbers: NDArray) -> list[float | int | None]:
    """Turn numbers into the shortest JSON: whole ones without a point, missing ones as null."""
    cells, whole = numbers.astype(object), numbers == np.floor(numbers)
    cells[whole] = numbers[whole].astype(int)
    cells[np.isnan(numbers)] = None
    told: list[float | int | None] = cells.tolist()
    return told


def letters(mark: NDArray | None, numbers: NDArray) -> str:
    """Write the marks as one text; a unit without a number has none, whatever its mark."""
    given = np.full(len(numbers), MEASURED) if mark is None else mark
    return "".join(np.where(np.isnan(numbers), NOTHING, given).tolist())
