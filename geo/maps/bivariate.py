"""Lay out the layer that crosses two scores: who leaves, and what drives people to leave, in thirds of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.maps.breaks import quantiles
from geo.maps.layer import HANDED_DOWN, MEASURED, letters, plain, rounded
from geo.palette import CROSSED

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from geo.catalogue import Catalogue

    Columns = pd.DataFrame | Mapping[str, Any]

ACROSS, UP = "origin", "drivers"
"""The nodes on the two axes of the legend's square."""
THIRDS = 3
CLASSES = ((2, 2), (2, 1), (1, 2), (1, 1), (2, 0), (0, 2), (1, 0), (0, 1), (0, 0))
"""Third on the first axis, third on the second, counted from the low end; from the class that calls for most."""

_PLACE = np.full((THIRDS, THIRDS), -1)
for _number, (_across, _up) in enumerate(CLASSES):
    _PLACE[_across, _up] = _number


def bivariate(scores: Columns, *, catalogue: Catalogue, lent: Mapping[str, NDArray] | None) -> list[dict[str, Any]]:
    """List the layer of two scores at once; none where the study has not both.

    Parameters
    ----------
    scores
        A row per unit of the map in its order, with `node_origin` and `node_drivers` (0-100).
    catalogue
        The index tree.
    lent
        By node, the share of what each unit's figure rests on that was not measured there; None leaves the marks out.

    Returns
    -------
    A layer of named classes: `axes` says which layers it crosses, `cuts` the upper limits of the thirds of each. A
    unit that lacks either score has no class.
    """
    if not {ACROSS, UP} <= {node.id for node in catalogue.index.nodes}:
        return []
    crossed, cuts = cross(scores)
    mark = None if lent is None else np.where(np.maximum(lent[ACROSS], lent[UP]) >= 0.5, HANDED_DOWN, MEASURED)
    return [
        {
            "id": "bivariate",
            "group": "index",
            "kind": "bivariate",
            "decimals": 0,
            "direction": 1,
            "breaks": [],
            "axes": [ACROSS, UP],
            "under": [node.id for axis in (ACROSS, UP) for node in catalogue.index.walk(axis)],
            "cuts": cuts,
            "classes": [list(thirds) for thirds in CLASSES],
            "colours": [CROSSED[up][across] for across, up in CLASSES],
            "values": plain(crossed),
            "mark": letters(mark, crossed),
        }
    ]


def cross(scores: Columns) -> tuple[NDArray, list[list[float]]]:
    """Give each unit the place of its class in `CLASSES`, NaN where a score is missing, and the limits of the thirds.

    Ties can leave fewer than three classes on an axis; they are then counted from the low end.
    """
    thirds, cuts, missing = [], [], False
    for node in (ACROSS, UP):
        shown = rounded(scores[f"node_{node}"], decimals=1)
        missing = missing | np.isnan(shown)
        limits = quantiles(shown, classes=THIRDS)
        cuts.append(list(limits))
        thirds.append(np.searchsorted(limits, np.nan_to_num(shown)) if limits else np.zeros(len(shown), dtype=int))
    crossed = _PLACE[np.minimum(thirds[0], THIRDS - 1), np.minimum(thirds[1], THIRDS - 1)].astype(float)
    return np.where(missing, np.nan, crossed), cuts
