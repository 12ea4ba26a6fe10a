"""Apply the corrections of a study to its raw layers, and refuse those that have expired."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.boundaries.repair import areas_km2
from geo.catalogue.correction import Change, Correction, DeclareLake, Drop, GiveOverlap, Recode
from geo.errors import Faults, GeometryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOLERANCE = 0.02
"""How far, as a share, an area may lie from the expected one before the correction counts as expired."""

LOG_COLUMNS = ["layer", "step", "code", "detail", "km2"]
"""A line of the log: what was done to which unit; `km2` is the land it moved, null where it moved none."""

_LOOK = "Look at the source again, then rewrite or remove the entry."


def apply_corrections(
    frames: Mapping[str, pd.DataFrame], corrections: Sequence[Correction]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Apply corrections in their order.

    Parameters
    ----------
    frames
        Raw layers and tables by id, each with `code` and `name`; those with polygons in EPSG:4326. Left as they are.
    corrections
        What `load_corrections` gives.

    Returns
    -------
    :
        The corrected frames by id, and a log with `LOG_COLUMNS`, whose `step` is the id of the correction.

    Raises
    ------
    GeometryError
        With every correction that finds something else than it expects, or nothing at all.
    """
    faults = Faults("corrections.yml", GeometryError)
    corrected = dict(frames)
    log: list[dict[str, object]] = []
    for entry in corrections:
        if entry.layer not in corrected:
            faults.add(f"`{entry.id}` is about the layer `{entry.layer}`, which is not among {', '.join(frames)}.")
            continue
        corrected[entry.layer], lines = _apply(corrected[entry.layer], entry, faults)
        log += [{"layer": entry.layer, "step": entry.id, **line} for line in lines]
    faults.raise_any()
    return corrected, pd.DataFrame(log, columns=LOG_COLUMNS)


def _apply(frame: pd.DataFrame, entry: Correction, faults: Faults) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    if isinstance(entry, Drop):
        return _drop(frame, entry, faults)
    if isinstance(entry, GiveOverlap):
        return _give_overlap(frame, entry, faults)
    if isinstance(entry, Recode):
        return _change(frame, entry.id, entry.where, faults, column="code")
    renamed, lines = _change(frame, entry.id, entry.where, faults, column="name")
    if isinstance(entry, DeclareLake):
        is_lake = frame["code"].isin([change.code for change in entry.where])
        renamed = renamed.assign(kind=renamed["kind"].mask(is_lake, "lake"))
        lines = [{**line, "detail": f"lake; {line['detail']}"} for line in lines]
    return renamed, lines


def _drop(frame: pd.DataFrame, entry: Drop, faults: Faults) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    found = frame["name"].isin(entry.where)
    for name in entry.where:
        times = int((frame["name"] == name).sum())
        if times != 1:
            faults.add(f"`{entry.id}` has expired: {entry.layer} holds `{name}` {times} times, not once. {_LOOK}")
    if "geometry" not in frame:
        return frame[~found], [{"code": code, "detail": "dropped"} for code in frame.loc[found, "code"]]
    areas = areas_km2(frame.loc[found, "geometry"])
    if entry.expect.area_km2 is not None:
        _check_area(entry, "what is dropped measures", float(areas.sum()), entry.expect.area_km2, faults)
    lines = [
        {"code": code, "detail": "dropped", "km2": area} for code, area in zip(frame["code"][found], areas, strict=True)
    ]
    return frame[~found], lines


def _change(
    frame: pd.DataFrame, id_: str, changes: Sequence[Change], faults: Faults, *, column: str
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Write `to` into a column; all changes of one entry are made at once, so that two codes can be swapped."""
    names = frame.set_index("code")["name"].groupby(level=0).agg(list).to_dict()
    for change in changes:
        found = names.get(change.code)
        if found != [change.expect]:
            has = f"calls {change.code} {' and '.join(map(repr, found))}" if found else f"has no {change.code}"
            faults.add(f"`{id_}` has expired: the layer {has}, where {change.expect!r} is expected. {_LOOK}")
    new = {change.code: change.to for change in changes}
    lines = [{"code": c.code, "detail": f"{column} of {c.expect}: {c.to}"} for c in changes]
    return frame.assign(**{column: frame["code"].map(new).fillna(frame[column])}), lines


def _give_overlap(frame: pd.DataFrame, entry: GiveOverlap, faults: Faults) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    rows = {code: frame.index[frame["code"] == code] for code in (entry.where.taken_from, entry.where.given_to)}
    missing = [code for code, found in rows.items() if len(found) != 1]
    if missing:
        faults.add(f"`{entry.id}` has expired: {entry.layer} does not hold {' and '.join(missing)} once. {_LOOK}")
        return frame, []
    loser, winner = (found[0] for found in rows.values())
    shapes = frame["geometry"]
    shared = gpd.GeoSeries([shapely.intersection(shapes[loser], shapes[winner])], crs=shapes.crs)
    moved = float(areas_km2(shared).iloc[0])
    _check_area(entry, "both claim", moved, entry.expect.overlap_km2, faults)
    given = frame.copy()
    given.loc[loser, "geometry"] = shapely.difference(shapes[loser], shapes[winner])
    return given, [{"code": entry.where.taken_from, "detail": f"overlap given to {entry.where.given_to}", "km2": moved}]


def _check_area(entry: Correction, what: str, found: float, expected: float, faults: Faults) -> None:
    if not math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=0.001):
        faults.add(f"`{entry.id}` has expired: {what} {found:.3f} km2, where {expected:g} km2 is expected. {_LOOK}")
