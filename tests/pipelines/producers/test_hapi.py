"""Check that a theme of the Humanitarian API is read to its end, and its identifier treated as a key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.pipelines.places import PEOPLE
from tests.pipelines.server import answer

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

ENTRY = (
    "- {id: people, producer: hapi, theme: geography-infrastructure/baseline-population, countries: [GTM], "
    "columns: [admin2_code, population]}"
)
PATH = "/geography-infrastructure/baseline-population"
KEY = "YXJyYWlnbzptZUBleGFtcGxlLm9yZw=="


def rows(*counts: int) -> dict:
    return {"data": [PEOPLE | {"population": count} for count in counts]}


def only(world: World, entry: str = ENTRY) -> tuple[str, str]:
    world.environment.setdefault("HAPI_APP_IDENTIFIER", KEY)
    [found] = world.fetch(entry).outcomes
    return found.state, found.reason


def test_a_short_page_is_not_the_last_one(world: World) -> None:
    # A service that gives fewer rows than it was asked for is asked on from where it stopped.
    world.server.on(PATH, answer(rows(1, 2)), answer(rows(3)), answer(rows()))
    assert only(world) == ("fetched", "")
    queries = [parse_qs(urlsplit(path).query) for _, path, _, _ in world.server.log]
    assert [query["offset"] for query in queries] == [["0"], ["2"], ["3"]]
    assert queries[0] | {} == {
        "location_code": ["GTM"], "admin_level": ["2"], "output_format": ["json"], "limit": ["10000"], "offset": ["0"],
    }  # fmt: skip
    lines = (world.raw / "people/gtm_baseline-population_adm2.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "location_code,admin2_code,gender,age_range,population,admin2_name"
    assert lines[1] == "GTM,GT0101,f,0-4,1,"
    assert len(lines) == 4


def test_the_identifier_travels_in_a_header_alone(world: World) -> None:
    world.server.on(PATH, answer(rows(1)), answer(rows()))
    only(world)
    assert all(headers["X-HDX-HAPI-APP-IDENTIFIER"] == KEY for _, _, headers, _ in world.server.log)
    assert all("identifier" not in path.lower() for _, path, _, _ in world.server.log)
    assert KEY not in (world.raw / "manifest.json").read_text(encoding="utf-8")


def test_an_entry_may_hold_the_identifier(world: World) -> None:
    world.server.on(PATH, answer(rows(1)), answer(rows()))
    assert only(world, ENTRY[:-1] + ", app_identifier: YW5vdGhlcjpvbmU=}") == ("fetched", "")
    assert world.server.log[0][2]["X-HDX-HAPI-APP-IDENTIFIER"] == "YW5vdGhlcjpvbmU="
    assert "YW5vdGhlcjpvbmU" not in json.dumps(json.loads((world.raw / "manifest.json").read_text(encoding="utf-8")))


def test_a_theme_without_its_columns_stops_it(world: World) -> None:
    world.server.on(PATH, answer({"data": [{"location_code": "GTM", "population": 1}]}))
    assert only(world) == ("altered", "1 of 3 columns are gone: admin2_code")


def test_rows_that_come_twice_are_told(world: World) -> None:
    world.server.on(PATH, answer(rows(1, 2)), answer(rows(2)), answer(rows()))
    state, reason = only(world)
    assert state == "failed"
    assert reason.startswith("1 of 2 rows came twice, so the service changed between two pages")
