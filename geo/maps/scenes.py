"""Turn new scores into a scene: the figures that a map already drawn needs to show them, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.extensions import take

from geo.catalogue import seen_by
from geo.errors import Faults, TableError
from geo.maps.bivariate import bivariate
from geo.maps.breaks import METHODS
from geo.maps.layer import BELOW_GATE, HANDED_DOWN, MEASURED, letters, limits, plain, rounded
from geo.maps.payload import COLUMNS, score_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from geo.catalogue import Catalogue
    from geo.kinds import Tier

    Columns = dict[str, Any]

_QUICK = tuple(name for name in METHODS if name != "natural")
"""Natural breaks take longer than all else together; the page works them out if a reader asks for them."""
_WHOLE = ("rank_p5", "rank_p95")


def scene(
    scores: pd.DataFrame,
    *,
    catalogue: Catalogue,
    codes: Sequence[str],
    lent: Mapping[str, NDArray] | None = None,
    contributions: bool = False,
    width: bool = True,
    published: bool = False,
    tier: Tier = "public",
) -> dict[str, Any]:
    """Lay new scores out for `setScene`, rounded as the page rounds them.

    Parameters
    ----------
    scores
        Per `geo.contracts.SCORES`, a row per unit in any order, with `node_<id>` and `p_top_<k>`. Any of the columns
        but `code` may be left out: what is not there stays as the map has it. A rank without `rank_p5` and
        `rank_p95` empties the intervals on the map, since they belonged to other ranks.
    catalogue
        The index tree with the weights in use, and the study.
    codes
        The units in the order of the map, lakes among them (`units.code` of the page). A unit without a row is empty.
    lent
        What `geo.maps.handed_down` gives for these weights; without it the stripes stay as they are.
    contributions
        Whether the points of each indicator go along; only the panel of the page shows them.
    width
        Whether the layer goes along that shows how wide the intervals are; without it that layer is emptied.
    published
        Whether these are the published scores again: the groups, which a scene does not hold, then fit them, and the
        page no longer says that they are of other weights.
    tier
        The readers.

    Returns
    -------
    `published`; `scores`, columns by name; and `layers`, by layer its `values`, `schemes`, `breaks` and where known its
    `mark`.

    Raises
    ------
    TableError
        When scores stand for units that are not on the map, or twice.
    """
    _check(scores, codes)
    table = _laid(scores, catalogue=catalogue, codes=codes, contributions=contributions)
    if "gate" in table:
        table["gate"] = np.where(pd.isna(table["gate"]), "no_data", table["gate"].to_numpy(dtype=object))
    return {
        "published": published,
        "scores": score_columns(table, catalogue=catalogue, tier=tier),
        "layers": _nodes(table, catalogue=catalogue, lent=lent)
        | _crossed(table, catalogue=catalogue, lent=lent)
        | _certainty(table, top_k=catalogue.study.top_k, width=width)
        | (_contributions(table, catalogue=catalogue, tier=tier) if contributions else {}),
    }


def _laid(scores: pd.DataFrame, *, catalogue: Catalogue, codes: Sequence[str], contributions: bool) -> Columns:
    """Put a row per unit of the map, with the columns a scene may hold and no others."""
    wanted = {*COLUMNS, "gate", "flags", f"p_top_{catalogue.study.top_k}"}
    wanted |= {f"node_{node.id}" for node in catalogue.index.nodes}
    if contributions:
        wanted |= {f"contribution_{entry.id}" for entry in catalogue.indicators}
    there = [name for name in scores if name in wanted]
    row = {code: at for at, code in enumerate(scores["code"].tolist())}
    place = np.array([row.get(code, -1) for code in codes], dtype=np.intp)
    # What stands nowhere is taken from -1, which is missing; a reindexed frame is the same, in five times the time.
    return {name: take(scores[name].array, place, allow_fill=True) for name in there}


def _check(scores: pd.DataFrame, codes: Sequence[str]) -> None:
    faults = Faults("the scene", TableError)
    known, given = set(codes), scores["code"].tolist()
    if len(known.intersection(given)) == len(given):
        return
    faults.check(
        "scores are of no unit of the map",
        bad=[code for code in given if code not in known],
        of=len(given),
        do="Score the units of the shipped boundary layer.",
    )
    faults.check(
        "scores stand twice",
        bad=scores.loc[scores["code"].duplicated(), "code"].tolist(),
        of=len(given),
        do="Keep one row per unit.",
    )
    faults.raise_any()


def _nodes(table: Columns, *, catalogue: Catalogue, lent: Mapping[str, NDArray] | None) -> dict[str, Any]:
    root = catalogue.index.root
    told = {}
    for node in catalogue.index.walk():
        column = "score" if node is root else f"node_{node.id}"
        if column not in table:
            continue
        mark = None if lent is None else np.where(lent[node.id] >= 0.5, HANDED_DOWN, MEASURED)
        if mark is not None and node is root and "gate" in table:
            mark = np.where(table["gate"] == "below_gate", BELOW_GATE, mark)
        told[node.id] = _numbers(table[column], decimals=1, mark=mark)
    return told


def _crossed(table: Columns, *, catalogue: Catalogue, lent: Mapping[str, NDArray] | None) -> dict[str, Any]:
    if not {"node_origin", "node_drivers"} <= set(table):
        return {}
    kept = ("values", "cuts", *(("mark",) if lent is not None else ()))
    return {
        layer["id"]: {key: layer[key] for key in kept} for layer in bivariate(table, catalogue=catalogue, lent=lent)
    }


def _certainty(table: Columns, *, top_k: int, width: bool) -> dict[str, Any]:
    told = {}
    if width and set(_WHOLE) <= set(table):
        told["rank_width"] = _numbers(table["rank_p95"] - table["rank_p5"], decimals=0)
    if f"p_top_{top_k}" in table:
        shown = rounded(table[f"p_top_{top_k}"], decimals=3)
        told["p_top"] = {"values": plain(shown)}
    return told


def _contributions(table: Columns, *, catalogue: Catalogue, tier: Tier) -> dict[str, Any]:
    columns = {entry.id: f"contribution_{entry.id}" for entry in seen_by(catalogue, tier)}
    return {
        id_: {"contribution": plain(rounded(table[column], decimals=2))}
        for id_, column in columns.items()
        if column in table
    }


def _numbers(numbers: ExtensionArray, *, decimals: int, mark: NDArray | None = None) -> dict[str, Any]:
    shown = rounded(numbers, decimals=decimals)
    told = {"values": plain(shown), **limits(shown, decimals=decimals, names=_QUICK)}
    return told if mark is None else told | {"mark": letters(mark, shown)}
