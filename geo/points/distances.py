"""Measure how far places, or the people in them, are from the nearest service, on the sphere.

Distances are great circles, not roads: over mountains the way is longer, and by how much differs from place to place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import MethodError
from geo.points.place import EARTH_RADIUS_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from scipy import sparse

    FloatArray = NDArray[np.float64]


def nearest_km(lon: FloatArray, lat: FloatArray, *, service_lon: FloatArray, service_lat: FloatArray) -> FloatArray:
    """Measure from each place to the nearest service.

    Parameters
    ----------
    lon, lat, service_lon, service_lat
        Degrees.

    Returns
    -------
    numpy.ndarray
        Kilometres of the great circle; missing everywhere when there is no service.
    """
    from sklearn.neighbors import BallTree  # noqa: PLC0415 - heavy, and asked for only here

    if not len(service_lon) or not len(lon):
        return np.full(len(lon), np.nan)
    tree = BallTree(np.radians(np.column_stack([service_lat, service_lon])), metric="haversine")
    angle, _ = tree.query(np.radians(np.column_stack([lat, lon])), k=1)
    return np.asarray(angle[:, 0] * EARTH_RADIUS_M / 1000, dtype=np.float64)


def unit_distances(services: gpd.GeoSeries, located: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Measure from each unit's label point to the nearest service of its country.

    A service beyond a border serves nobody on this side: who crosses needs papers.

    Parameters
    ----------
    services
        Points in EPSG:4326.
    located
        What `locate` says of them; a service that is located in no municipality is left out.
    units
        Per `geo.contracts.UNITS`, with `label_lon` and `label_lat`; lakes are left out.

    Returns
    -------
    pandas.Series
        Kilometres by unit code; missing in a country without a service.

    Raises
    ------
    MethodError
        When the units have no label points.
    """
    if not {"label_lon", "label_lat"} <= set(units.columns):
        raise MethodError("The units carry no label points. Run `arraigo harmonise` on the raw layers.")
    land = units[units["kind"] != "lake"].sort_values("code")
    iso3 = land["iso3"].to_numpy(dtype=object)
    made = _by_country(
        land["label_lon"].to_numpy(dtype=float), land["label_lat"].to_numpy(dtype=float), iso3, services, located
    )
    return pd.Series(made, index=pd.Index(land["code"], name="code"), name="km")


def people_distances(
    services: gpd.GeoSeries,
    located: pd.DataFrame,
    *,
    people: sparse.csr_array,
    lon: FloatArray,
    lat: FloatArray,
    units: pd.DataFrame,
    within_km: Sequence[float] = (5.0, 10.0),
) -> pd.DataFrame:
    """Measure how far the people of each unit live from the nearest service of their country.

    Parameters
    ----------
    services, located
        As in `unit_distances`.
    people
        Units x cells: the people of each cell who live in the unit.
    lon, lat
        Degrees of the cells' centres. Within a cell all are as far as its centre.
    units
        `code` and `iso3`, in the order of the rows of `people`.
    within_km
        The distances to count people within.

    Returns
    -------
    pandas.DataFrame
        By unit code: `mean_km` over people, and `share_<k>km` of them within k kilometres; missing where nobody lives,
        and in a country without a service.
    """
    codes = pd.Index(units["code"], name="code")
    out = pd.DataFrame(np.nan, index=codes, columns=["mean_km", *(f"share_{k:g}km" for k in within_km)])
    for country in sorted(units["iso3"].unique()):
        rows = np.flatnonzero((units["iso3"] == country).to_numpy())
        part = people[rows]
        cells = np.unique(part.indices)
        iso3 = np.full(len(cells), country, dtype=object)
        km = _by_country(lon[cells], lat[cells], iso3, services, located)
        if not len(cells) or np.isnan(km).all():
            continue
        weights = part[:, cells]
        whole = weights.sum(axis=1)
        measures = np.column_stack([km, *((km <= k).astype(float) for k in within_km)])
        with np.errstate(divide="ignore", invalid="ignore"):
            out.iloc[rows] = np.where(whole[:, None] > 0, (weights @ measures) / whole[:, None], np.nan)
    return out


def _by_country(
    lon: FloatArray, lat: FloatArray, iso3: NDArray[np.object_], services: gpd.GeoSeries, located: pd.DataFrame
) -> FloatArray:
    km = np.full(len(lon), np.nan)
    kept = located["code"].notna()
    for country in np.unique(iso3.astype(str)):
        mine, there = iso3 == country, services[kept & (located["iso3"] == country)]
        km[mine] = nearest_km(
            lon[mine], lat[mine], service_lon=there.x.to_numpy(dtype=float), service_lat=there.y.to_numpy(dtype=float)
        )
    return km
