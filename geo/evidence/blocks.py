"""Cut places into blocks of contiguous space, and keep neighbours off both sides of a cut.

Neighbours are alike whatever the drivers say. A model that has seen the places around one it is asked about can answer
by interpolation, and looks better than it is. So whole blocks are held out, and what touches them is not learned from.

References
----------
.. [1] Roberts, D. R. et al. (2017). Cross-validation strategies for data with temporal, spatial, hierarchical, or
   phylogenetic structure. Ecography 40(8), 913-929.
.. [2] Ploton, P. et al. (2020). Spatial validation reveals poor predictive performance of large-scale ecological
   mapping models. Nature Communications 11, 4540.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from geo.errors import MethodError

if TYPE_CHECKING:
    import geopandas as gpd

EARTH_KM = 6371.0088


def spatial_blocks(points: pd.DataFrame, *, blocks: int, seed: int) -> pd.Series:
    """Give each place a block by k-means on where it lies.

    Parameters
    ----------
    points
        `lon` and `lat` in degrees, by place.
    blocks
        How many; no more than there are different points.
    seed
        For the starts of k-means.

    Returns
    -------
    pandas.Series
        Block by place, numbered from 0 in order of the first place of each.

    Raises
    ------
    MethodError
        When a place has no coordinates, or there are fewer different points than blocks.
    """
    from sklearn.cluster import KMeans  # noqa: PLC0415 - heavy, and asked for only here

    lost = points.index[points.isna().any(axis=1)].tolist()
    if lost:
        raise MethodError(f"{len(lost)} of {len(points)} places have no coordinates: {lost[0]}. Give each a point.")
    if not 1 < blocks <= len(points.drop_duplicates()):
        raise MethodError(
            f"{blocks} blocks cannot be made of {len(points.drop_duplicates())} different points. Ask for 2 or more, "
            "and not more than there are."
        )
    ordered = points.sort_index()
    # Kilometres on a plane that touches the earth at the middle of the places; enough to tell near from far.
    middle = np.radians(ordered["lat"].mean())
    plane = EARTH_KM * np.radians(ordered[["lon", "lat"]].to_numpy(float)) * [np.cos(middle), 1.0]
    with threadpool_limits(1):
        labels = KMeans(blocks, n_init=10, random_state=seed).fit_predict(plane)
    return pd.Series(pd.factorize(labels)[0], index=ordered.index, name="block").reindex(points.index)


def neighbours(units: gpd.GeoSeries, *, places: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Say at every level which places touch, through the units they are made of.

    Parameters
    ----------
    units
        Shapes by unit code; a coverage inside each country.
    places
        Place code by unit code, a column for each level; units without one are left out.

    Returns
    -------
    dict of pandas.DataFrame
        By level, places by places, true where they share a point or are the same.
    """
    first, second = units.sindex.query(units.to_numpy(), predicate="intersects")
    found = {}
    for level, where in places.reindex(units.index).items():
        index = pd.Index(sorted(set(where.dropna())), name="place")
        at = index.get_indexer(pd.Index(where))
        inside = (at[first] >= 0) & (at[second] >= 0)
        touch = np.eye(len(index), dtype=bool)
        touch[at[first[inside]], at[second[inside]]] = True
        found[str(level)] = pd.DataFrame(touch | touch.T, index=index, columns=index)
    return found


def training_places(block: int, *, blocks: pd.Series, touching: pd.DataFrame) -> pd.Series:
    """Say which places a model may learn from when a block is held out: none in the block, and none that touches it.

    Returns
    -------
    pandas.Series
        True or false by place, in the order of `blocks`.
    """
    held = blocks.eq(block)
    near = touching.reindex(index=blocks.index[held], columns=blocks.index, fill_value=False).any(axis=0)
    return ~held & ~near
