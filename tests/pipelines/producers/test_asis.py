"""Check how ASIS rasters are found in a catalogue of pages, and exported cell by cell."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.catalogue.download import Asis
from pipelines.producers import RefusedError, order
from pipelines.producers.asis import PAGE, PAGES
from tests.pipelines.producers.talking import play
from tests.pipelines.rasters import tif
from tests.pipelines.server import answer, file

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

TODAY = dt.date(2026, 11, 4)
AREA = [18, -92.5, 12.9, -83]


def asked_for(**options: object) -> object:
    entry = {"id": "stress", "producer": "asis", "service": "ASI_A", "seasons": [1, 2], "area": AREA, **options}
    return order(Asis.model_validate(entry), today=TODAY)


YEARLY = asked_for(**{"from": 2019, "until": 2020})


def records(*names: str, first: int = 1, more: bool | None = None) -> dict:
    rows = [{"attributes": {"OBJECTID": first + place, "Name": name}} for place, name in enumerate(names)]
    return {"features": rows} | ({} if more is None else {"exceededTransferLimit": more})


def test_seasons_and_dekads_have_names_of_their_own() -> None:
    assert [f.path for f in YEARLY.files] == [
        f"stress/ASIS.ASI-A.{year}.GS{season}.LC-C.tif" for year in (2019, 2020) for season in (1, 2)
    ]
    dekads = asked_for(**{"service": "VHI_D", "seasons": [], "from": 2020, "until": 2020}).files
    assert len(dekads) == 36
    assert (dekads[0].name, dekads[-1].name) == ("ASIS.VHI-D.2020-01-D1.tif", "ASIS.VHI-D.2020-12-D3.tif")


def test_the_box_is_widened_to_whole_cells() -> None:
    request = YEARLY.files[0].request
    west, south, east, north = map(float, request["bbox"].split(","))
    width, height = map(int, request["size"].split(","))
    assert west <= -92.5 < west + 1 / 112
    assert east >= -83 > east - 1 / 112
    assert south <= 12.9 < south + 1 / 112
    assert north >= 18 > north - 1 / 112
    assert width == pytest.approx((east - west) * 112, abs=1e-5)
    assert height == pytest.approx((north - south) * 112, abs=1e-5)
    # The producer's grid begins at 180.004464 W and 75.0044643 N.
    assert round((west + 180.004464) * 112) == pytest.approx((west + 180.004464) * 112, abs=1e-3)
    assert round((75.0044643 - north) * 112) == pytest.approx((75.0044643 - north) * 112, abs=1e-3)


def test_the_catalogue_is_read_page_by_page() -> None:
    full = [f"ASIS.ASI-A.{1000 + number}.GS1.LC-C" for number in range(PAGE)]
    last = records("ASIS.ASI-A.2019.GS1.LC-C", "ASIS.ASI-A.2020.GS2.LC-C.tif", first=PAGE + 1)
    found, asked = play(YEARLY.talk(YEARLY.files), (200, records(*full)), (200, last))
    offsets = [parse_qs(urlsplit(ask.url).query)["resultOffset"] for ask in asked]
    assert offsets == [["0"], ["1000"]]
    assert sorted(found) == ["stress/ASIS.ASI-A.2019.GS1.LC-C.tif", "stress/ASIS.ASI-A.2020.GS2.LC-C.tif"]
    url = urlsplit(found["stress/ASIS.ASI-A.2020.GS2.LC-C.tif"])
    query = {name: value for name, [value] in parse_qs(url.query).items()}
    assert url.path == "/image/rest/services/ASI_A/ImageServer/exportImage"
    assert json.loads(query["mosaicRule"]) == {"mosaicMethod": "esriMosaicLockRaster", "lockRasterIds": [1002]}
    assert (query["f"], query["format"], query["adjustAspectRatio"]) == ("image", "tiff", "false")
    assert query["interpolation"] == "RSP_NearestNeighbor"


def test_a_service_that_says_there_is_more_is_believed() -> None:
    names = ("ASIS.ASI-A.2019.GS1.LC-C",)
    _, asked = play(YEARLY.talk(YEARLY.files), (200, records(*names, more=True)), (200, records(more=False)))
    assert len(asked) == 2
    full = [f"x{number}" for number in range(PAGE)]
    _, asked = play(YEARLY.talk(YEARLY.files), (200, records(*full, more=False)))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([(200, {"error": {"code": 498, "message": "Invalid token"}})], "Invalid token"),
        ([(200, {"error": "no"})], "holds no list"),
        ([(200, ["x"])], "holds no list"),
        ([(200, {"features": [{"attributes": {"FID": 1}}]})], "no Name and OBJECTID"),
        ([(200, {"features": [{}]})], "no Name and OBJECTID"),
        ([(200, records("a", more=True))] * PAGES, "has no end"),
    ],
)
def test_a_catalogue_that_changed_is_told(said: list, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        play(YEARLY.talk(YEARLY.files), *said)


def test_rasters_are_exported_and_what_the_catalogue_lacks_is_told(world: World) -> None:
    world.server.on("/ASI_A/ImageServer/query", answer(records("ASIS.ASI-A.2019.GS1.LC-C")))
    world.server.on("/ASI_A/ImageServer/exportImage", file(tif()))
    entry = (
        "- {id: stress, producer: asis, service: ASI_A, seasons: [1, 2], from: 2019, until: 2019, "
        "area: [18, -92.5, 12.9, -83]}"
    )
    done = world.fetch(entry)
    assert [(found.state, found.reason) for found in done.outcomes] == [
        ("fetched", ""),
        ("absent", "the producer's catalogue does not have it"),
    ]
