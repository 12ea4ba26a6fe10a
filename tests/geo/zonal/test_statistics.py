"""Check every statistic on grids small enough to work by hand, and against exactextract and numpy."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from geo.errors import MethodError, RasterError
from geo.zonal import Ask, Coverage, Grid, cover, reduce_layers
from tests.geo.zonal.worlds import patches

# Two rows about the equator, so that all cells are of one size.
GRID = Grid(west=0, north=1, dx=1, dy=1, rows=2, cols=3)
LAYER = np.array([[[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]]])
ALL = ("mean", "sum", "min", "max", "sd", "share", "median", "q10", "q90")


def of(*shapes: shapely.Geometry, grid: Grid = GRID) -> Coverage:
    return cover(np.array(shapes, dtype=object), grid)


def test_a_unit_of_one_and_a_half_cells() -> None:
    found = reduce_layers(of(box(0, 0, 1.5, 1)), LAYER, ask=Ask(ALL, at_least=2))
    assert found["mean"][0, 0] == pytest.approx((1 + 2 * 0.5) / 1.5)
    assert found["sum"][0, 0] == pytest.approx(1 + 2 * 0.5)
    assert (found["min"][0, 0], found["max"][0, 0]) == (1, 2)
    mean = 2 / 1.5
    assert found["sd"][0, 0] == pytest.approx(np.sqrt(((1 - mean) ** 2 + 0.5 * (2 - mean) ** 2) / 1.5))
    assert found["share"][0, 0] == pytest.approx(1 / 3)
    assert found.valid.tolist() == [[1]]


def test_a_missing_cell_leaves_the_mean_and_shows_in_the_share() -> None:
    layers = np.concatenate([LAYER, LAYER, LAYER])
    layers[1, 0, 1] = np.nan
    layers[2] = np.nan
    found = reduce_layers(of(box(0, 0, 1.5, 1), box(2, 0, 3, 1)), layers, ask=Ask(ALL, at_least=1))
    np.testing.assert_allclose(found["mean"], [[4 / 3, 1, np.nan], [4, 4, np.nan]])
    np.testing.assert_allclose(found.valid, [[1, 2 / 3, 0], [1, 1, 0]])
    np.testing.assert_allclose(found["sum"], [[2, 1, np.nan], [4, 4, np.nan]])
    for name in ALL[2:]:
        assert np.isnan(found[name][:, 2]).all(), name
        assert not np.isnan(found[name][:, :2]).any(), name
    assert found["max"][0].tolist()[:2] == [2, 1]
    assert found["sd"][0, 1] == 0


def test_cells_weigh_by_their_area_on_the_sphere() -> None:
    grid = Grid(west=0, north=90, dx=1, dy=30, rows=2, cols=2)
    found = reduce_layers(of(box(1, 30, 2, 90), grid=grid), np.array([[[9.0, 1.0], [9.0, 0.0]]]))
    # Between 60 and 90 degrees lie (1 - sin 60) / (1 - sin 30) of what lies between 30 and 90.
    assert found["mean"][0, 0] == pytest.approx((1 - np.sin(np.pi / 3)) / (1 - np.sin(np.pi / 6)))


def test_people_weigh_instead_of_area() -> None:
    people = np.array([30.0, 10.0, np.nan, 0, 0, 0])
    found = reduce_layers(of(box(0, 0, 2, 1), box(1, 0, 3, 1), box(0, -1, 1, 0)), LAYER, ask=Ask(weight=people))
    # Where nobody lives there is no mean over people; the valid share stays one of area.
    np.testing.assert_allclose(found["mean"][:, 0], [(30 * 1 + 10 * 2) / 40, 2, np.nan])
    assert found.valid[:, 0].tolist() == [1, 1, 1]


def test_people_weigh_where_cells_are_missing() -> None:
    layer = LAYER.copy()
    layer[0, 0, 1] = np.nan
    found = reduce_layers(of(box(0, 0, 3, 1)), layer, ask=Ask(weight=np.array([1.0, 5, 3, 0, 0, 0])))
    assert found["mean"][0, 0] == pytest.approx((1 * 1 + 3 * 4) / 4)
    assert found.valid[0, 0] == pytest.approx(2 / 3)


@pytest.mark.parametrize("size", [1e-3, 1e-6, 1e-9])
def test_no_polygon_is_too_small(size: float) -> None:
    found = reduce_layers(of(box(1.2, 0.3, 1.2 + size, 0.3 + size)), LAYER, ask=Ask(ALL, at_least=0))
    for name in ("mean", "min", "max", "median", "q10"):
        assert found[name].tolist() == [[pytest.approx(2)]]
    assert found.valid.tolist() == [[1]]


@given(
    data=st.lists(st.floats(-1e3, 1e3), min_size=6, max_size=6),
    gaps=st.lists(st.booleans(), min_size=6, max_size=6),
    level=st.integers(0, 100),
)
def test_quantiles_of_whole_cells_are_numpys(data: list[float], gaps: list[bool], level: int) -> None:
    cells = np.where(gaps, np.nan, data)
    name = f"q{level:02d}"
    found = reduce_layers(of(box(0, -1, 3, 1)), cells.reshape(1, 2, 3), ask=Ask((name, "median")))
    if all(gaps):
        assert np.isnan(found[name]).all()
    else:
        assert found[name][0, 0] == pytest.approx(np.nanquantile(cells, level / 100), abs=1e-6)
        assert found["median"][0, 0] == pytest.approx(np.nanmedian(cells), abs=1e-6)


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_exactextract_agrees(precision: str) -> None:
    grid = Grid(west=-90, north=16, dx=0.5, dy=0.25, rows=20, cols=12)
    rng = np.random.default_rng(1)
    layers = rng.gamma(2, 50, (3, 20, 12))
    layers[1][rng.random((20, 12)) < 0.3] = np.nan
    layers[2, :10] = np.nan
    shapes = patches(seed=2)
    found = reduce_layers(cover(shapes, grid), layers, ask=Ask(ALL, at_least=80, precision=precision))
    features = [{"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(s)} for s in shapes]
    weighed = "coverage_weight=area_spherical_m2"
    asked = [
        f"mean=mean({weighed})", "sum=sum", "min=min", "max=max", f"sd=stdev({weighed})",
        f"median=quantile(q=0.5,{weighed})", f"q90=quantile(q=0.9,{weighed})",
    ]  # fmt: skip
    for place, layer in enumerate(layers):
        theirs = exact_extract(NumPyRasterSource(layer, *grid.bounds), features, asked)
        for at, feature in enumerate(theirs):
            for name, theirs_ in feature["properties"].items():
                ours = found[name.partition("_")[0]][at, place]
                if np.isnan(ours):
                    assert name == "sum" or theirs_ is None or np.isnan(theirs_)  # an empty sum is 0 there
                else:
                    assert ours == pytest.approx(theirs_, rel=1e-4 if precision == "float32" else 1e-5)


@given(st.lists(st.floats(0, 1e6), min_size=6, max_size=6), st.floats(0.01, 2.99))
def test_totals_are_conserved_over_a_partition(data: list[float], at: float) -> None:
    layer = np.array(data).reshape(1, 2, 3)
    found = reduce_layers(of(box(0, -1, at, 1), box(at, -1, 3, 1)), layer, ask=Ask(("sum", "mean")))
    assert found["sum"].sum() == pytest.approx(layer.sum(), rel=1e-9, abs=1e-9)
    assert ((found["mean"] >= layer.min() * (1 - 1e-9)) & (found["mean"] <= layer.max() * (1 + 1e-9))).all()


def test_no_units_give_no_figures() -> None:
    found = reduce_layers(of(), LAYER)
    assert found["mean"].shape == found.valid.shape == (0, 1)


def test_infinite_cells_are_refused_where_a_unit_holds_them() -> None:
    layer = LAYER.copy()
    layer[0, 0, 0] = np.inf
    assert reduce_layers(of(box(2, 0, 3, 1)), layer)["mean"][0, 0] == 4
    with pytest.raises(RasterError, match="1 of 2 cells are infinite"):
        reduce_layers(of(box(0, 0, 2, 1)), layer)


@pytest.mark.parametrize("shape", [(2, 3), (1, 3, 2), (1, 2, 4)])
def test_layers_of_another_grid_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(MethodError, match="on the grid of the layers"):
        reduce_layers(of(box(0, 0, 1, 1)), np.zeros(shape))


def test_every_fault_of_what_is_asked_for_is_told_at_once() -> None:
    ask = Ask(("mean", "mode", "q101", "share"), weight=np.array([1, -1, np.inf]))
    with pytest.raises(MethodError) as caught:
        reduce_layers(of(box(0, 0, 1, 1)), LAYER, ask=ask)
    said = str(caught.value)
    assert "2 of 4 statistics are not known: mode, q101." in said
    assert "`share` and `at_least` go together" in said
    assert "2 of 3 weights are negative or infinite" in said
    assert "there are 3 weights for 6 cells" in said


def test_quantiles_of_a_unit_of_many_cells() -> None:
    grid = Grid(west=-90, north=16, dx=0.01, dy=0.01, rows=250, cols=250)
    layer = np.random.default_rng(3).permutation(62_500).reshape(1, 250, 250).astype(float)
    found = reduce_layers(cover([box(*grid.bounds)], grid), layer, ask=Ask(("median", "q90")))
    # Cells of the north weigh less; the figures are drawn without regard to where they lie.
    assert found["median"][0, 0] == pytest.approx(31_249.5, rel=0.01)
    assert found["q90"][0, 0] == pytest.approx(56_249, rel=0.01)
