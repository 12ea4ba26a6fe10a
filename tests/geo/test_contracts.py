"""Check the doors between the verbs: what passes, and how each fault is told."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Polygon, box

from geo.contracts import check_scores, check_series, check_units, check_values
from geo.errors import GeometryError, TableError


def units(*shapes: object, crs: str | None = "EPSG:4326") -> gpd.GeoDataFrame:
    rows = range(len(shapes))
    frame = {
        "code": [f"HN010{i}" for i in rows],
        "name": [f"Lugar {i}" for i in rows],
        "adm1_code": "HN01",
        "adm1_name": "Atlántida",
        "muni44_code": None,
        "muni44_name": None,
        "iso3": "HND",
        "kind": "municipio",
        "vintage": "2018",
        "area_km2": 1.0,
    }
    return gpd.GeoDataFrame(frame, geometry=list(shapes), crs=crs)


def test_neighbours_that_share_their_border_pass() -> None:
    check_units(units(box(0, 0, 1, 1), box(1, 0, 2, 1)))


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        pytest.param(lambda: units(box(0, 0, 1, 1), crs=None), "no coordinate reference system", id="no CRS"),
        pytest.param(lambda: units(box(0, 0, 1, 1), crs="EPSG:32616"), "not EPSG:4326", id="wrong CRS"),
        pytest.param(lambda: units(box(0, 0, 1, 1), None), "no geometry: HN0101", id="none"),
        pytest.param(lambda: units(box(0, 0, 1, 1), Polygon()), "no geometry: HN0101", id="empty"),
        pytest.param(
            lambda: units(Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])), "invalid geometry: HN0100", id="bow tie"
        ),
        pytest.param(lambda: units(box(0, 0, 1, 1), box(0.5, 0, 2, 1)), "overlap a neighbour", id="overlap"),
    ],
)
def test_faults_of_geometry_are_told(layer: object, told: str) -> None:
    with pytest.raises(GeometryError, match=told):
        check_units(layer())  # type: ignore[operator]


def test_a_code_may_stand_once() -> None:
    twice = units(box(0, 0, 1, 1), box(1, 0, 2, 1)).assign(code="HN0101")
    with pytest.raises(TableError, match=r"rows fail `field_uniqueness` in column `code`: row 2 \(HN0101\)"):
        check_units(twice)


def series(**changes: object) -> pd.DataFrame:
    row = {
        "code": ["HN0101", "HN0102"], "name": ["A", "B"], "value": [None, 1.5], "numerator": [3.0, None],
        "denominator": [10.0, None], "se": [None, None], "coverage": [None, None], "year": [2014, 2014],
        "level": ["municipality", "municipality"],
    }  # fmt: skip
    return pd.DataFrame(row | changes)


def test_a_tidy_table_passes() -> None:
    assert len(check_series(series(), name="t.csv")) == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"code": ["HN0101", "HN0101"]}, "column `code`"),
        ({"code": ["HN0101", "101"]}, r"row 3 \(101\)"),
        ({"numerator": [-1.0, None]}, r"column `numerator`: row 2 \(-1.0\)"),
        ({"value": [None, float("inf")]}, "finite"),
        ({"year": [2014, 20140]}, "column `year`"),
        ({"level": ["municipality", "village"]}, r"row 3 \(village\)"),
        ({"colour": ["red", "red"]}, "colour"),
    ],
)
def test_faults_of_a_tidy_table_are_told_with_their_row(changes: dict[str, object], told: str) -> None:
    with pytest.raises(TableError, match=told):
        check_series(series(**changes), name="t.csv")


def values(**changes: object) -> pd.DataFrame:
    row = {
        "code": ["HN0101"], "indicator": ["x"], "value": [1.0], "raw_value": [None], "year": [2014],
        "level": ["municipality"], "se": [None], "n": [None], "reliability": [None], "coverage": [None],
        "status": ["observed"], "source": ["s"],
    }  # fmt: skip
    return pd.DataFrame(row | changes)


def test_a_missing_value_is_null_and_says_why() -> None:
    check_values(values())
    check_values(values(value=[None], status=["not_monitored"]))
    with pytest.raises(TableError, match="1 of 1 values contradict their status: HN0101 x"):
        check_values(values(value=[0.0], status=["not_monitored"]))
    with pytest.raises(TableError, match="contradict"):
        check_values(values(value=[None]))


def scores(**changes: object) -> pd.DataFrame:
    row = {
        "code": ["HN0101"], "iso3": ["HND"], "people": [10.0], "score": [50.0], "score_low": [40.0],
        "score_high": [60.0], "coverage": [0.9], "rank": [1], "rank_p5": [1.0], "rank_p50": [1.0], "rank_p95": [3.0],
        "rank_in_country": [1], "rank_in_country_p5": [1.0], "rank_in_country_p50": [1.0], "rank_in_country_p95": [2.0],
        "gate": ["ranked"], "flags": [""],
    }  # fmt: skip
    return pd.DataFrame(row | changes)


def test_a_rank_never_stands_without_its_interval() -> None:
    check_scores(scores())
    with pytest.raises(TableError, match=r"ranks and `rank_p95` do not go together: HN0101"):
        check_scores(scores(rank_p95=[None]))
    with pytest.raises(TableError, match=r"ranks and `rank_in_country_p5` do not go together: HN0101"):
        check_scores(scores(rank_in_country_p5=[None]))


def test_bounds_enclose_the_score() -> None:
    with pytest.raises(TableError, match="outside their bounds"):
        check_scores(scores(score_low=[55.0]))
