"""Check how ERA5-Drought is ordered from the Climate Data Store: submit, look, take, unpack."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from geo.catalogue.download import Era5Drought
from pipelines.producers import RefusedError, order
from pipelines.producers.cds import LOOKS
from tests.pipelines.producers.talking import play
from tests.pipelines.rasters import netcdf, packed
from tests.pipelines.server import answer, file, status

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

ENTRY = (
    "- {id: index, producer: era5_drought, variables: [spi], scales: [3], from: 2019-11, until: 2020-02, "
    "area: [18, -92.5, 12.9, -83]}"
)
ORDER = order(
    Era5Drought.model_validate(
        {
            "id": "index", "producer": "era5_drought", "variables": ["spi", "spei"], "scales": [3, 12],
            "from": "2019-11", "until": "2020-02", "area": [18, -92.5, 12.9, -83],
        }
    ),
    today=dt.date(2026, 11, 4),
)  # fmt: skip
EXECUTION = "/retrieve/v1/processes/derived-drought-historical-monthly/execution"
JOB = "/retrieve/v1/jobs/7"


def job(state: str) -> dict:
    return {"jobID": "7", "status": state, "links": []}


def results(href: str) -> dict:
    return {"asset": {"value": {"href": href, "file:size": 1}}}


def test_a_request_is_one_variable_scale_and_year() -> None:
    assert [file.path for file in ORDER.files] == [
        f"index/{name}.zip"
        for name in (
            "spi03_2019", "spi12_2019", "spei03_2019", "spei12_2019",
            "spi03_2020", "spi12_2020", "spei03_2020", "spei12_2020",
        )
    ]  # fmt: skip
    assert ORDER.files[0].request == {
        "variable": ["standardised_precipitation_index"],
        "accumulation_period": ["3"],
        "version": "1_0",
        "product_type": ["reanalysis"],
        "dataset_type": "consolidated_dataset",
        "year": ["2019"],
        "month": ["11", "12"],
        "area": [18.0, -92.5, 12.9, -83.0],
    }
    assert ORDER.files[0].paths == ("index/spi03_2019.zip", "index/spi03_2019.nc")


def test_a_job_is_submitted_and_looked_at_until_it_is_done() -> None:
    found, asked = play(
        ORDER.talk(ORDER.files[:1]),
        (201, job("accepted")), (200, job("accepted")), (200, job("running")), (200, job("successful")),
        (200, results("/cache/a.zip")),
    )  # fmt: skip
    base = "https://cds.climate.copernicus.eu/api"
    assert [ask.url for ask in asked] == [base + EXECUTION, *[base + JOB] * 3, f"{base}{JOB}/results"]
    assert asked[0].body == {"inputs": ORDER.files[0].request}
    assert [ask.after_s for ask in asked] == [0.0, 1.0, 1.5, 2.25, 0.0]
    assert found == {"index/spi03_2019.zip": "https://cds.climate.copernicus.eu/cache/a.zip"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([(201, {"status": "accepted"}), (200, {})], "without `jobID`"),
        ([(201, ["x"])], "without `status`"),
        ([(201, job("failed")), (400, {"title": "no", "detail": "bad area"})], "the job 7 is failed: no; bad area"),
        ([(201, job("rejected")), (400, None)], "the job 7 is rejected"),
        ([(201, job("dismissed")), (404, {})], "the job 7 is dismissed"),
        ([(201, job("successful")), (200, {})], "its answer names no file"),
        ([(201, job("successful")), (200, {"asset": None})], "its answer names no file"),
        ([(201, job("running")), *[(200, job("running"))] * LOOKS, (404, {})], "is still running; run the same"),
    ],
)
def test_a_job_that_comes_to_nothing_says_why(said: list, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        play(ORDER.talk(ORDER.files[:1]), *said)


def stage(world: World, content: bytes) -> None:
    world.environment["CDSAPI_KEY"] = "0123-4567-89ab"
    world.server.on(EXECUTION, answer(job("accepted"), 201))
    world.server.on(JOB, answer(job("running")), answer(job("successful")))
    world.server.on(f"{JOB}/results", answer(results("/cache/result.zip")))
    world.server.on("/cache/result.zip", file(content))


def test_an_archive_is_fetched_and_unpacked_beside_itself(world: World) -> None:
    stage(world, packed({"SPI3_201911.nc": netcdf(1), "SPI3_201912.nc": netcdf(2)}))
    assert [found.state for found in world.fetch(ENTRY).outcomes] == ["fetched", "fetched"]
    folder = world.raw / "index" / "spi03_2019"
    assert sorted(path.name for path in folder.iterdir()) == ["SPI3_201911.nc", "SPI3_201912.nc"]
    noted = json.loads((world.raw / "manifest.json").read_text(encoding="utf-8"))[0]
    assert sorted(noted["members"]) == ["SPI3_201911.nc", "SPI3_201912.nc"]
    assert noted["request"]["month"] == ["11", "12"]
    assert any(said.endswith(".zip: running") for said in world.meter.said)
    before = len(world.server.log)
    # What was unpacked and then lost or changed comes out of the archive again, without asking anybody.
    (folder / "SPI3_201911.nc").write_bytes(b"x")
    (folder / "SPI3_201912.nc").unlink()
    assert [found.state for found in world.fetch(ENTRY).outcomes] == ["kept", "kept"]
    assert (folder / "SPI3_201912.nc").read_bytes() == netcdf(2)
    assert (folder / "SPI3_201911.nc").read_bytes() == netcdf(1)
    assert len(world.server.log) == before


def test_a_netcdf_without_an_archive_is_taken_as_it_is(world: World) -> None:
    stage(world, netcdf())
    assert [found.path for found in world.fetch(ENTRY).outcomes] == ["index/spi03_2019.nc", "index/spi03_2020.nc"]
    assert [found.state for found in world.fetch(ENTRY).outcomes] == ["kept", "kept"]


def test_an_archive_that_may_not_be_unpacked_is_not_kept(world: World) -> None:
    stage(world, packed({"../../evil.nc": netcdf()}))
    [found, _] = world.fetch(ENTRY).outcomes
    assert found.state == "wrong"
    assert "outside its folder" in found.reason
    assert not (world.raw / "index").exists()
    assert not list(world.raw.parent.rglob("evil*"))


def test_another_area_is_another_request(world: World) -> None:
    stage(world, packed({"a.nc": netcdf()}))
    world.fetch(ENTRY)
    assert [f.state for f in world.fetch(ENTRY.replace("12.9", "13.5")).outcomes] == ["fetched", "fetched"]


def test_a_licence_that_is_not_accepted_is_told_once(world: World) -> None:
    stage(world, b"")
    world.server.on(EXECUTION, answer({"title": "required licences not accepted", "detail": "accept it"}, 403))
    done = world.fetch(ENTRY, patience={"per_host": 1})
    assert [found.state for found in done.outcomes] == ["refused", "untried"]
    assert done.outcomes[0].reason == "the service says (403): required licences not accepted; accept it"


def test_a_store_that_is_busy_is_asked_again(world: World) -> None:
    stage(world, packed({"a.nc": netcdf()}))
    world.server.on(EXECUTION, status(429, {"Retry-After": "4"}), answer(job("accepted"), 201))
    assert world.fetch(ENTRY).outcomes[0].state == "fetched"
    assert 4.0 in world.slept


def test_archives_placed_by_hand_are_unpacked_too(world: World) -> None:
    (world.raw / "index").mkdir(parents=True)
    for year in (2019, 2020):
        (world.raw / f"index/spi03_{year}.zip").write_bytes(packed({f"a{year}.nc": netcdf()}))
    # Nothing is asked for, so no key is needed.
    assert [found.state for found in world.fetch(ENTRY).outcomes] == ["by_hand", "by_hand"]
    assert (world.raw / "index/spi03_2020/a2020.nc").is_file()
    assert not world.server.log
