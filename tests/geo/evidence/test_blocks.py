"""Check that blocks hang together and that no neighbour stands on both sides."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from geo.errors import MethodError
from geo.evidence import neighbours, spatial_blocks, training_places

SIDE = 8
CODES = [f"{x}{y}" for x in range(SIDE) for y in range(SIDE)]
SHAPES = gpd.GeoSeries([box(int(c[0]), int(c[1]), int(c[0]) + 1, int(c[1]) + 1) for c in CODES], index=CODES)
POINTS = pd.DataFrame({"lon": [int(c[0]) + 0.5 for c in CODES], "lat": [int(c[1]) + 0.5 for c in CODES]}, index=CODES)
OWN = pd.DataFrame({"municipality": CODES}, index=CODES)


def test_blocks_are_of_contiguous_space_and_all_there() -> None:
    blocks = spatial_blocks(POINTS, blocks=4, seed=1)
    touching = neighbours(SHAPES, places=OWN)["municipality"]
    assert sorted(blocks.unique()) == [0, 1, 2, 3]
    for number in range(4):
        inside = blocks.index[blocks == number]
        reached = {inside[0]}
        for _ in inside:
            reached |= {c for c in inside if touching.loc[c, list(reached)].any()}
        assert reached == set(inside)


def test_no_place_learned_from_touches_one_that_is_asked_about() -> None:
    blocks = spatial_blocks(POINTS, blocks=4, seed=1)
    touching = neighbours(SHAPES, places=OWN)["municipality"]
    for number in range(4):
        learned = training_places(number, blocks=blocks, touching=touching)
        asked = blocks == number
        assert not touching.loc[learned.to_numpy(), asked.to_numpy()].to_numpy().any()
        assert learned.sum() >= SIDE * SIDE / 2


def test_neighbours_are_those_that_share_a_point_through_any_of_their_units() -> None:
    place = pd.Series([code[0] for code in CODES], index=CODES)
    place["77"] = None
    at = neighbours(SHAPES, places=OWN.assign(column=place))
    assert at["municipality"].index.tolist() == CODES
    columns = at["column"]
    assert columns.loc["3"].to_numpy().nonzero()[0].tolist() == [2, 3, 4]
    assert columns.equals(columns.T)
    assert np.diag(columns).all()
    # A unit of no place joins nobody to anybody.
    place["00"] = None
    assert neighbours(SHAPES, places=place.to_frame("column"))["column"].equals(columns)


def test_neither_the_order_of_places_nor_another_run_moves_a_block() -> None:
    blocks = spatial_blocks(POINTS, blocks=5, seed=3)
    shuffled = spatial_blocks(POINTS.sample(frac=1, random_state=1), blocks=5, seed=3)
    pd.testing.assert_series_equal(blocks, shuffled.reindex(blocks.index))


def test_east_and_west_count_in_kilometres() -> None:
    # At 60 degrees north a degree of longitude is half as long: two pairs that lie 1.2 degrees apart from west to east
    # are nearer than two that lie 1 degree apart from south to north.
    points = pd.DataFrame({"lon": [0.0, 1.2, 0.0, 1.2], "lat": [60.0, 60.0, 61.0, 61.0]}, index=list("abcd"))
    blocks = spatial_blocks(points, blocks=2, seed=0)
    assert blocks["a"] == blocks["b"] != blocks["c"] == blocks["d"]


def test_a_place_that_is_nowhere_and_too_many_blocks_are_refused() -> None:
    with pytest.raises(MethodError, match="1 of 64 places have no coordinates: 00"):
        spatial_blocks(POINTS.mask(POINTS.index.to_series() == "00"), blocks=2, seed=1)
    for blocks in (1, 65):
        with pytest.raises(MethodError, match=f"{blocks} blocks cannot be made of 64"):
            spatial_blocks(POINTS, blocks=blocks, seed=1)
