"""Check how WorldPop's rasters are found in its list, and that they are counts with the known mark."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from affine import Affine

from tests.pipelines.server import answer, file

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

ENTRY = "- {id: wp, producer: worldpop, countries: [GTM], years: [2019, 2020]}"


def raster(nodata: float = -99999.0) -> bytes:
    out = io.BytesIO()
    shape = {"driver": "GTiff", "width": 2, "height": 2, "count": 1, "dtype": "float32", "nodata": nodata}
    with rasterio.open(out, "w", **shape, crs="EPSG:4326", transform=Affine(0.1, 0, -90, 0, -0.1, 15)) as target:
        target.write(np.ones((1, 2, 2), dtype="float32"))
    return out.getvalue()


def row(world: World, year: int, **changes: object) -> dict:
    name = f"gtm_ppp_{year}.tif"
    return {
        "popyear": str(year), "license": "https://data.worldpop.org/data/licence.txt", "citation": "WorldPop, 2018",
        "files": [f"{world.server.base}/GIS/{name}"],
    } | changes  # fmt: skip


def found(world: World, entry: str = ENTRY) -> list[tuple[str, str]]:
    return [(one.state, one.reason) for one in world.fetch(entry, patience={"per_host": 1}).outcomes]


def test_each_year_is_found_in_the_list_of_its_country(world: World) -> None:
    world.server.on("/wpgp", answer({"data": [row(world, year) for year in (2018, 2019, 2020)]}))
    for year in (2019, 2020):
        world.server.on(f"/GIS/gtm_ppp_{year}.tif", file(raster()))
    assert found(world) == [("fetched", "")] * 2
    assert world.server.log[0][1] == "/wpgp?iso3=GTM"
    assert (world.raw / "wp/gtm_ppp_2020.tif").is_file()
    assert found(world) == [("kept", "")] * 2


def test_the_adjusted_ones_are_another_product(world: World) -> None:
    name = "gtm_ppp_2020_UNadj.tif"
    world.server.on("/wpgpunadj", answer({"data": [row(world, 2020, files=[f"{world.server.base}/{name}"])]}))
    world.server.on(f"/{name}", file(raster()))
    assert found(world, ENTRY.replace("[2019, 2020]", "[2020], adjusted: true")) == [("fetched", "")]


def test_a_year_that_is_not_listed_is_absent(world: World) -> None:
    world.server.on("/wpgp", answer({"data": [row(world, 2020)]}))
    world.server.on("/GIS/gtm_ppp_2020.tif", file(raster()))
    assert found(world) == [("absent", "the producer's catalogue does not have it"), ("fetched", "")]


@pytest.mark.parametrize(
    ("said", "state", "told"),
    [
        (
            {"license": "https://example.org/paid.html"},
            "altered",
            "(CC BY 4.0) and is https://example.org/paid.html now",
        ),
        ({"license": None}, "altered", "and is none now"),
        ({"files": ["x/gtm_ppp_2020_v2.tif"]}, "failed", "has 0 files called gtm_ppp_2020.tif; it has x/gtm_ppp_2020"),
        ({"files": None}, "failed", "it has none"),
    ],
)
def test_a_list_that_changed_stops_it(said: dict, state: str, told: str, world: World) -> None:
    world.server.on("/wpgp", answer({"data": [row(world, 2020, **said)]}))
    [(sort, reason)] = found(world, ENTRY.replace("2019, ", ""))
    assert sort == state
    assert told in reason


def test_an_answer_without_a_list_is_told(world: World) -> None:
    world.server.on("/wpgp", answer({"message": "no"}))
    assert found(world)[0] == ("failed", "the service did not list the rasters of GTM (status 200)")


def test_another_mark_for_no_data_stops_it(world: World) -> None:
    world.server.on("/wpgp", answer({"data": [row(world, 2020)]}))
    world.server.on("/GIS/gtm_ppp_2020.tif", file(raster(nodata=0.0)))
    [(state, reason)] = found(world, ENTRY.replace("2019, ", ""))
    assert state == "altered"
    assert "with 0.0 for no data, not of 1 band in EPSG 4326 with -99999" in reason
