"""Check that a layer of geoBoundaries is taken with its own licence, and known by its units and not their number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.pipelines.places import gb
from tests.pipelines.server import answer, cut, file, page

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

ENTRY = (
    "- {id: gb, producer: geoboundaries, countries: [HND], units: {HND: 3}, "
    "present: {HND: [Lago de Yojoa]}, absent: {HND: [Nueva Frontera]}}"
)
NAMES = ["Yoro", "Choluteca", "Lago de Yojoa"]
LICENCE = "Creative Commons Attribution 4.0 International (CC BY 4.0)"
FILE = "/raw/geoBoundaries-HND-ADM2.geojson"


def about(world: World, **changes: object) -> dict:
    return {
        "boundaryISO": "HND", "boundaryType": "ADM2", "boundaryLicense": LICENCE, "admUnitCount": "3",
        "boundarySource": "ICF", "boundaryYearRepresented": "2019", "gjDownloadURL": world.server.base + FILE,
    } | changes  # fmt: skip


def only(world: World, entry: str = ENTRY, **changes: object) -> tuple[str, str]:
    [found] = world.fetch(entry, **changes).outcomes
    return found.state, found.reason


@pytest.mark.parametrize("in_a_list", [False, True])
def test_a_layer_comes_with_its_own_licence(in_a_list: bool, world: World) -> None:
    said = [about(world, boundaryType="ADM1"), about(world)] if in_a_list else about(world)
    world.server.on("/HND/ADM2/", answer(said))
    world.server.on(FILE, file(gb(NAMES)))
    assert only(world) == ("fetched", "")
    [row] = json.loads((world.raw / "manifest.json").read_text(encoding="utf-8"))
    assert (row["licence"], row["licence_status"]) == (LICENCE, "open")
    assert row["citation"].endswith("; HND: ICF, 2019")
    assert row["path"] == "gb/geoBoundaries-HND-ADM2.geojson"
    assert only(world) == ("kept", "")


@pytest.mark.parametrize(
    ("changes", "state", "told"),
    [
        ({"boundaryLicense": "Other - Humanitarian"}, "altered", "is not known to be open: it says 'Other - Human"),
        ({"boundaryLicense": "CC BY-NC 4.0"}, "altered", "is not known to be open"),
        ({"boundaryLicense": None}, "altered", "describes HND ADM2 without boundaryLicense"),
        ({"gjDownloadURL": ""}, "altered", "without gjDownloadURL"),
        ({"admUnitCount": "many"}, "altered", "counts 'many' units of HND, which is no number"),
        ({"boundaryISO": "GTM"}, "failed", "describes another country than HND"),
        ({"boundaryType": "ADM1"}, "failed", "did not describe HND ADM2"),
    ],
)
def test_a_description_that_changed_stops_it(changes: dict, state: str, told: str, world: World) -> None:
    world.server.on("/HND/ADM2/", answer(about(world, **changes)))
    found, reason = only(world)
    assert found == state
    assert told in reason
    assert len(world.server.log) == 1


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Yoro", "Choluteca", "Nueva Frontera"], "a file without Lago de Yojoa, which must be in it"),
        (
            ["Yoro", "Nueva Frontera", "Lago de Yojoa"],
            "a file with Nueva Frontera, which was never in it: it has been drawn anew",
        ),
        (NAMES[1:], "a file with 2 units of HND, not 3"),
    ],
)
def test_units_are_known_by_name_though_their_number_is_right(names: list, told: str, world: World) -> None:
    world.server.on("/HND/ADM2/", answer(about(world)))
    world.server.on(FILE, file(gb(names)))
    assert only(world) == ("altered", f"the server sent {told}")


def test_a_layer_that_has_fewer_units_than_its_service_counts_is_refused(world: World) -> None:
    entry = "- {id: gb, producer: geoboundaries, countries: [HND]}"
    world.server.on("/HND/ADM2/", answer(about(world, admUnitCount=4)))
    world.server.on(FILE, file(gb(NAMES)))
    assert only(world, entry) == ("altered", "the server sent a file with 3 units of HND, not 4")


def test_the_licence_that_was_agreed_to_is_held_to(world: World) -> None:
    world.server.on("/HND/ADM2/", answer(about(world)))
    world.server.on(FILE, file(gb(NAMES)))
    entry = ENTRY[:-1] + ", licences: {HND: CC0}}"
    assert only(world, entry) == ("altered", f"the licence of the layer of HND was CC0 and is {LICENCE} now")
    only(world)
    world.server.on("/HND/ADM2/", answer(about(world, boundaryLicense="CC0 1.0")))
    assert only(world, refresh=True) == ("altered", f"its licence was {LICENCE} and is CC0 1.0 now")


def test_a_layer_of_another_form_is_refused(world: World) -> None:
    world.server.on("/HND/ADM2/", answer(about(world)))
    content = gb(NAMES)
    for act, told in (
        (page, "a page (HTML), not a message (JSON)"),
        (cut(content, 200, etag=None, say=False), "a file that is damaged or cut short"),
        (file(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "something else, not a message (JSON)"),
        (file(gb(NAMES).replace(b"shapeName", b"name")), "a table without the columns shapeName"),
        (file(gb(NAMES, iso3="GTM")), "a layer of GTM, not of HND"),
    ):
        world.server.on(FILE, act)
        assert only(world)[1] == f"the server sent {told}"


def test_a_layer_that_is_not_there_is_told(world: World) -> None:
    assert only(world) == ("absent", "the producer's catalogue does not have it")
