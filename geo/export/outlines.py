"""Join units into the outlines of departments and zones, and set the selected ones apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

    from geo.export.whole import Whole

DEPARTMENT = ["adm1_code", "adm1_name", "iso3"]
BEST = ["code", "name", "rank", "rank_p5", "rank_p95"]
SELECTED = [
    "code", "name", "adm1_code", "adm1_name", "iso3", "people", "score", "score_low", "score_high",
    "rank", "rank_p5", "rank_p95", "selected_p",
]  # fmt: skip


def departments(whole: Whole, *, among: pd.DataFrame) -> gpd.GeoDataFrame:
    """Join the units of each department into one outline, counted and told by its best unit.

    Units of a country are a coverage, so that borders stay shared.

    Parameters
    ----------
    whole
        The study; a department is told whole even where few of its units leave.
    among
        The units that leave: departments without any are left out.

    Returns
    -------
    geopandas.GeoDataFrame
        `adm1_code`, `adm1_name`, `iso3`, `units`, `ranked`, `people` (missing only where nobody knows any), the number
        of units among the first K as `first_<K>` and, where there is a selection, as `selected`, then `best_code`,
        `best_name`, `best_rank` with its interval, and `geometry`.
    """
    frame = whole.table.frame
    frame = frame[frame["adm1_code"].isin(among["adm1_code"])]
    top = whole.catalogue.study.top_k
    sums = frame[DEPARTMENT].assign(
        units=1,
        ranked=frame["rank"].notna().astype(int),
        people=frame["people"],
        **{f"first_{top}": (frame["rank"] <= top).fillna(value=False).astype(int)},
    )
    if "selected" in frame:
        sums["selected"] = frame["selected"].eq(1).fillna(value=False).astype(int)
    counted = sums.groupby(DEPARTMENT, as_index=False).sum(min_count=1)
    best = frame.dropna(subset="rank").sort_values(["rank", "code"]).drop_duplicates("adm1_code")
    best = best[["adm1_code", *BEST]].rename(columns={name: f"best_{name}" for name in BEST})
    told = counted.merge(best, on="adm1_code", how="left")
    outlines = gpd.GeoDataFrame(frame[["adm1_code", "geometry"]]).dissolve(by="adm1_code", method="coverage")
    return gpd.GeoDataFrame(told, geometry=outlines.geometry.loc[told["adm1_code"]].to_numpy(), crs=frame.crs)


def zones(whole: Whole, *, among: pd.DataFrame) -> gpd.GeoDataFrame:
    """Join the units of each zone into one outline; count them and their people, who are missing only where all are.

    A zone may reach over a border, where the layers of two countries leave gaps or overlap: no coverage. It is told
    whole, also where only some of its units leave.

    Raises
    ------
    TableError
        When the study has zones and its table does not say which unit lies in which.
    """
    frame, named = whole.table.frame, whole.zones
    if named is None or "zone" not in frame:
        raise TableError("The table does not say which unit lies in which zone. Join the column `zone` before.")
    touched = set(among["zone"].dropna())
    inside = frame.loc[frame["zone"].isin(touched), ["zone", "people", "geometry"]]
    people = inside.groupby("zone")["people"].sum(min_count=1)
    outlines = gpd.GeoDataFrame(inside[["zone", "geometry"]], crs=frame.crs).assign(units=1)
    outlines = outlines.dissolve(by="zone", aggfunc="sum", as_index=False)
    told = outlines.merge(named[["zone", "name_es", "name_en"]].astype({"zone": "Int64"}), on="zone", validate="1:1")
    told["people"] = told["zone"].map(people)
    return told[["zone", "name_es", "name_en", "units", "people", "geometry"]]


def selected(among: pd.DataFrame) -> gpd.GeoDataFrame:
    """Keep the units that were selected, with what tells how firm that is."""
    return gpd.GeoDataFrame(among.loc[among["selected"].eq(1), [*SELECTED, "geometry"]], crs=among.crs)
