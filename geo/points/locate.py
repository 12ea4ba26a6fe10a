"""Locate events: where their points lie, and for which place their precision lets them count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, TableError
from geo.points.degrees import refuse_turned
from geo.points.place import TOLERANCE_M, place_points
from geo.points.precision import UNSTATED

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.points.precision import Scale


def locate(
    events: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    *,
    id_: str | None = None,
    precision: str | None = None,
    scale: Scale | None = None,
    countries: pd.Series | None = None,
    departments: pd.Series | None = None,
    tolerance_m: float = TOLERANCE_M,
    name: str = "events",
) -> pd.DataFrame:
    """Locate each event.

    Parameters
    ----------
    events
        What `read_points` gives.
    units
        Per `geo.contracts.UNITS`.
    id_
        The column that tells events apart; an event that stands twice would count twice.
    precision, scale
        The column of classes, and what each class lets an event count for. Without them a point is where it lies.
    countries, tolerance_m
        As in `place_points`.
    departments
        The department's code that the source names beside each event, null where it names none. Of an event whose
        department alone is known it is believed rather than the point: the centre of a bent department may lie in
        another.
    name
        What messages call the file.

    Returns
    -------
    pandas.DataFrame
        Indexed like `events`: `class`, `how`, `distance_m`, `fate` (see `geo.points.counts.FATES`), `code` where the
        municipality is known, `adm1_code` where the department is, `iso3` likewise.

    Raises
    ------
    TableError
        When a column is not there, or ids stand twice or are blank.
    GeometryError
        When coordinates are swapped or have lost their sign.
    """
    _check(events, id_=id_, precision=precision, scale=scale, name=name)
    refuse_turned(events.geometry, tuple(units.total_bounds), name=name)
    placed = place_points(events.geometry, units, tolerance_m=tolerance_m, countries=countries)
    reach, classes = pd.Series("municipality", index=events.index, dtype="str"), None
    if precision is not None and scale is not None:
        classes = events[precision].fillna(UNSTATED)
        reach = scale.reach(events[precision])
    found = placed["code"].notna()
    department = placed["code"].map(units.set_index("code")["adm1_code"])
    if departments is not None:
        said = (reach == "department") & departments.reindex(events.index).notna()
        department = department.mask(said, departments)
        found |= said
    fate = placed["how"].mask(found, reach.where(reach != "none", "not_precise_enough"))
    # Where even the department is unknown, where the point lies says nothing.
    fate = fate.mask((reach == "none") & (placed["how"] != "no_coordinates"), "not_precise_enough")
    at_all = fate.isin(["municipality", "department"])
    iso3 = units.drop_duplicates("adm1_code").set_index("adm1_code")["iso3"]
    return pd.DataFrame(
        {
            "class": classes,
            "how": placed["how"],
            "distance_m": placed["distance_m"],
            "fate": fate,
            "code": placed["code"].where(fate == "municipality"),
            "adm1_code": department.where(at_all),
            "iso3": department.map(iso3).where(at_all),
        },
        index=events.index,
    )


def _check(events: gpd.GeoDataFrame, *, id_: str | None, precision: str | None, scale: Scale | None, name: str) -> None:
    faults = Faults(name, TableError)
    if not len(events):
        faults.add("0 points are left. Look at the file, and at what was asked of it.")
    asked = [column for column in (id_, precision) if column is not None]
    missing = [column for column in asked if column not in events.columns]
    named = ", ".join(str(column) for column in events.columns if column != "geometry")
    faults.check("columns are not in the file", bad=missing, of=len(asked), do=f"There are {named}.")
    if (precision is None) != (scale is None):
        faults.add("a column of precision goes with the classes that place an event, and only together. Give both.")
    faults.raise_any()
    if id_ is not None:
        ids = events[id_]
        blank = [f"row {row}" for row in ids.index[ids.isna()]]
        faults.check(f"rows have no `{id_}`", bad=blank, of=len(ids), do="Fill it in, or leave --event-id out.")
        twice = sorted(set(ids[ids.duplicated() & ids.notna()]))
        faults.check(f"`{id_}` stand twice", bad=twice, of=len(ids), do="Keep one row per event.")
    faults.raise_any()
