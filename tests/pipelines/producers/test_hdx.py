"""Check how WFP's tables are found in the catalogue of the Humanitarian Data Exchange, and fetched."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from geo.catalogue.download import HdxRainfall
from geo.tables import read_hdx_rainfall
from pipelines.producers import RefusedError, order
from tests.pipelines.producers.talking import play
from tests.pipelines.rasters import rain_table
from tests.pipelines.server import answer, file, page, redirect

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

ENTRY = "- {id: areas, producer: hdx_rainfall, countries: [GTM, SLV]}"
ORDER = order(
    HdxRainfall.model_validate({"id": "areas", "producer": "hdx_rainfall", "countries": ["GTM", "SLV"]}),
    today=dt.date(2026, 11, 4),
)


def package(*names: str, base: str = "https://data.humdata.org") -> dict:
    rows = [{"name": name, "url": f"{base}/dataset/1/resource/2/download/{name}", "format": "CSV"} for name in names]
    return {"success": True, "result": {"resources": rows}}


FULL = "gtm-rainfall-subnat-full.csv"


def test_the_catalogue_is_asked_for_each_country() -> None:
    found, asked = play(
        ORDER.talk(ORDER.files),
        (200, package("gtm-rainfall-subnat-5ytd.csv", FULL)),
        (404, {"success": False}),
    )
    assert [ask.url for ask in asked] == [
        f"https://data.humdata.org/api/3/action/package_show?id={iso3}-rainfall-subnational" for iso3 in ("gtm", "slv")
    ]
    assert found == {f"areas/{FULL}": f"https://data.humdata.org/dataset/1/resource/2/download/{FULL}"}


def test_a_name_may_stand_in_the_address_only() -> None:
    resource = {"name": "Guatemala: rain", "url": f"/dataset/1/download/{FULL}"}
    found, _ = play(ORDER.talk(ORDER.files[:1]), (200, {"success": True, "result": {"resources": [resource]}}))
    assert found == {f"areas/{FULL}": f"https://data.humdata.org/dataset/1/download/{FULL}"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((200, package("gtm-rainfall-adm2-full.csv")), "has 0 resources called gtm-rainfall-subnat-full.csv"),
        ((200, package(FULL, FULL)), "has 2 resources"),
        ((200, package()), "it has none"),
        ((200, {"success": False, "error": {}}), "did not describe the data set gtm-rainfall-subnational"),
        ((200, ["x"]), "did not describe"),
        ((403, None), r"did not describe .*status 403"),
        ((200, {"success": True, "result": {"resources": [{"name": FULL}]}}), "has 0 resources"),
    ],
)
def test_a_catalogue_that_changed_is_told(said: tuple, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        play(ORDER.talk(ORDER.files), said)


def test_a_table_is_fetched_through_the_catalogue_and_a_redirect(world: World) -> None:
    table = rain_table()
    for iso3 in ("gtm", "slv"):
        name = f"{iso3}-rainfall-subnat-full.csv"
        world.server.on("/api/3/action/package_show", *[answer(package(f"{c}-rainfall-subnat-full.csv",
            base=world.server.base)) for c in ("gtm", "slv")])  # fmt: skip
        world.server.on(f"/dataset/1/resource/2/download/{name}", redirect(f"/bucket/{name}?X-Amz-Signature=abc"))
        world.server.on(f"/bucket/{name}", file(table))
    done = world.fetch(ENTRY)
    assert [found.state for found in done.outcomes] == ["fetched", "fetched"]
    content = (world.raw / "areas" / FULL).read_bytes()
    assert len(read_hdx_rainfall(content, name=FULL)) == 180


def test_a_table_with_other_columns_is_refused_at_the_door(world: World) -> None:
    world.server.on("/api/3/action/package_show", answer(package(FULL, base=world.server.base)))
    world.server.on(f"/dataset/1/resource/2/download/{FULL}", file(rain_table().replace(b"rfq", b"rfx", 1)))
    [found] = world.fetch(ENTRY.replace(", SLV", "")).outcomes
    assert found.reason == "the server sent a table without the columns rfq"


def test_a_catalogue_that_sends_a_page_is_told(world: World) -> None:
    world.server.on("/api/3/action/package_show", page)
    done = world.fetch(ENTRY)
    assert {found.state for found in done.outcomes} == {"wrong"}
    assert "did not answer in JSON" in done.outcomes[0].reason
