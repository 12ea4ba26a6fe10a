"""Check how OCHA's boundaries, figures of people and place codes are found, and what is refused of them."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from tests.pipelines.places import cod, csv_of, dataset
from tests.pipelines.rasters import packed
from tests.pipelines.server import answer, cut, file, hold, page, redirect, stall, status

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

SHOW = "/api/3/action/package_show"
NAME = "gtm_admin_boundaries.geojson.zip"
PATH = f"/dataset/1/resource/2/download/{NAME}"
AB = "- {id: cod, producer: cod_ab, countries: [GTM], units: {GTM: 3}}"
CODES = ["GT0101", "GT0102", "GT0103"]


def stage(world: World, content: bytes = b"", **said: str) -> None:
    world.server.on(SHOW, answer(dataset(NAME, base=world.server.base, **said)))
    world.server.on(PATH, file(content or cod(CODES)))


def only(world: World, entry: str = AB, **changes: object) -> tuple[str, str]:
    [found] = world.fetch(entry, **changes).outcomes
    return found.state, found.reason


def noted(world: World) -> dict:
    [row] = json.loads((world.raw / "manifest.json").read_text(encoding="utf-8"))
    return row


def test_an_archive_comes_through_the_catalogue_with_the_licence_that_stands_there(world: World) -> None:
    stage(world, dataset_source="CONRED", title="Guatemala - Boundaries")
    world.server.on(PATH, redirect(f"/bucket/{NAME}?X-Amz-Signature=abc"))
    world.server.on(f"/bucket/{NAME}", file(cod(CODES)))
    assert only(world) == ("fetched", "")
    assert world.server.log[0][1] == f"{SHOW}?id=cod-ab-gtm"
    row = noted(world)
    assert (row["licence"], row["licence_status"]) == ("CC BY-IGO", "open")
    assert row["citation"] == "CONRED: Guatemala - Boundaries, Humanitarian Data Exchange"
    assert row["path"] == f"cod/{NAME}"
    assert only(world) == ("kept", "")


@pytest.mark.parametrize(
    ("said", "entry", "told"),
    [
        ("cc-by-sa", AB, "the licence of cod-ab-gtm was CC BY-IGO and is CC BY-SA now"),
        ("hdx-other", AB, "the licence of cod-ab-gtm is not known to be open: it says 'For friends'"),
        (
            "cc-by-igo",
            AB.replace("}}", "}, licences: {GTM: CC BY-SA}}"),
            "the licence of cod-ab-gtm was CC BY-SA and is CC BY-IGO now",
        ),
    ],
)
def test_another_licence_stops_it(said: str, entry: str, told: str, world: World) -> None:
    stage(world, licence=said, license_other="For friends" if said == "hdx-other" else "")
    assert only(world, entry) == ("altered", told)
    assert [path for _, path, _, _ in world.server.log] == [f"{SHOW}?id=cod-ab-gtm"]


def test_a_licence_that_the_entry_states_is_agreed_to(world: World) -> None:
    stage(world, licence="cc-by-sa")
    assert only(world, AB.replace("}}", "}, licences: {GTM: CC BY-SA}}"))[0] == "fetched"
    assert noted(world)["licence_status"] == "share_alike"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (cod(CODES[:2]), "the server sent a file with 2 units of GTM, not 3"),
        (cod(CODES, column="code"), "has no column of place codes"),
        (packed({"readme.txt": b"x"}), "without one layer of level 2"),
    ],
)
def test_other_units_or_columns_stop_it(content: bytes, told: str, world: World) -> None:
    stage(world, content)
    state, reason = only(world)
    assert state == "altered"
    assert told in reason
    assert not list(world.raw.rglob("*.zip"))


def test_a_newer_file_with_other_units_leaves_the_old_one(world: World) -> None:
    entry = AB.replace(", units: {GTM: 3}", "")
    stage(world)
    only(world, entry)
    world.server.on(PATH, file(cod(["GT0101", "GT0102", "GT0199"]), etag='"v2"'))
    state, reason = only(world, entry, refresh=True)
    assert state == "altered"
    assert reason == ("the producer changed it: GTM had 3 units and has 3: 1 gone (GT0103), 1 new (GT0199)")
    assert (world.raw / f"cod/{NAME}").read_bytes() == cod(CODES)
    # Whoever can live with it takes the old one away.
    (world.raw / f"cod/{NAME}").unlink()
    assert only(world, entry)[0] == "fetched"


def test_a_newer_file_under_another_licence_leaves_the_old_one(world: World) -> None:
    stage(world, licence="cc-by-sa")
    only(world, AB.replace("}}", "}, licences: {GTM: CC BY-SA}}"))
    stage(world)
    assert only(world, refresh=True) == ("altered", "its licence was CC BY-SA and is CC BY-IGO now")
    assert only(world, AB.replace("}}", "}, licences: {GTM: CC BY-IGO}}"), refresh=True)[0] == "kept"


def test_one_country_does_not_keep_another_from_coming(world: World) -> None:
    names = [name.replace("gtm", iso3) for iso3 in ("gtm", "slv") for name in (NAME,)]
    said = [dataset(names[0], base=world.server.base, licence="hdx-other"), dataset(names[1], base=world.server.base)]
    world.server.on(SHOW, *map(answer, said))
    world.server.on(PATH.replace("gtm", "slv"), file(cod(["SV0101"], stem="slv_admin")))
    done = world.fetch("- {id: cod, producer: cod_ab, countries: [GTM, SLV]}", patience={"per_host": 1})
    assert [found.state for found in done.outcomes] == ["altered", "fetched"]


def test_a_line_that_breaks_is_taken_up_and_a_busy_server_waited_for(world: World) -> None:
    content = cod(CODES)
    stage(world)
    world.server.on(SHOW, status(429, {"Retry-After": "7"}), answer(dataset(NAME, base=world.server.base)))
    world.server.on(PATH, cut(content, 200), status(503, {"Retry-After": "9"}), file(content))
    assert only(world) == ("fetched", "")
    assert world.server.asked(PATH)[-1]["Range"] == "bytes=200-"
    assert {7.0, 9.0} <= set(world.slept)


@pytest.mark.parametrize("where", [SHOW, PATH])
def test_a_server_that_hangs_is_left(where: str, world: World) -> None:
    gate = threading.Event()
    stage(world)
    world.server.on(where, stall(cod(CODES), 100, gate) if where == PATH else hold(gate, answer({})))
    state, reason = only(world)
    gate.set()
    assert state == "broken"
    assert "nothing came for 0.4 s" in reason


def test_a_page_a_cut_archive_and_another_hash_are_refused(world: World) -> None:
    stage(world)
    world.server.on(PATH, page)
    assert only(world) == ("wrong", "the server sent a page (HTML), not a ZIP archive")
    world.server.on(PATH, cut(cod(CODES), 300, etag=None, say=False))
    assert only(world) == ("wrong", "the server sent a file that is damaged or cut short")
    world.server.on(PATH, file(cod(CODES)))
    pinned = AB.replace("}}", "}, sha256: {" + NAME + ": " + "a" * 64 + "}}")
    assert "another hash than downloads.yml states" in only(world, pinned)[1]


def test_what_is_placed_by_hand_or_mirrored_is_looked_into_as_well(world: World) -> None:
    mirror = world.raw.parent / "mirror"
    for folder, codes in ((world.raw, CODES[:2]), (mirror, CODES[:1])):
        (folder / "cod").mkdir(parents=True)
        (folder / "cod" / NAME).write_bytes(cod(codes))
    assert only(world) == ("altered", "what was placed by hand is a file with 2 units of GTM, not 3")
    (world.raw / "cod" / NAME).unlink()
    assert only(world, mirror=mirror) == ("altered", "the mirror holds a file with 1 units of GTM, not 3")
    (mirror / "cod" / NAME).write_bytes(cod(CODES))
    assert only(world, mirror=mirror) == ("copied", "")
    assert not world.server.log


PS = "- {id: people, producer: cod_ps, countries: [GTM]}"
TABLE = csv_of({"ADM2_PCODE": "GT0101", "T_TL": 5}, {"ADM2_PCODE": "GT0102", "T_TL": 6})


def test_the_newest_figures_of_people_are_taken(world: World) -> None:
    names = ["gtm_admpop_adm2_2018.csv", "gtm_admpop_adm2_2025_v2.csv", "gtm_admpop_adm1_2026.csv", "gtm_admpop.xlsx"]
    world.server.on(SHOW, answer(dataset(*names, base=world.server.base)))
    world.server.on(f"/dataset/1/resource/2/download/{names[1]}", file(TABLE))
    assert only(world, PS) == ("fetched", "")
    assert noted(world)["path"] == "people/gtm_admpop_adm2.csv"
    assert noted(world)["url"].endswith("gtm_admpop_adm2_2025_v2.csv")
    world.server.on(f"/dataset/1/resource/2/download/{names[0]}", file(TABLE))
    assert only(world, PS.replace("[GTM]", "[GTM], years: {GTM: 2018}")) == ("fetched", "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TABLE.replace(b"T_TL", b"total"), "without the columns ADM2_PCODE and T_TL"),
        (TABLE.replace(b"GT0102", b"GT0101"), "says GT0101 more than once in ADM2_PCODE"),
    ],
)
def test_figures_of_people_in_another_form_are_refused(content: bytes, told: str, world: World) -> None:
    name = "gtm_admpop_adm2_2018.csv"
    world.server.on(SHOW, answer(dataset(name, base=world.server.base)))
    world.server.on(f"/dataset/1/resource/2/download/{name}", file(content))
    state, reason = only(world, PS)
    assert state == "altered"
    assert told in reason


def test_no_dated_table_is_told(world: World) -> None:
    world.server.on(SHOW, answer(dataset("gtm_people.csv", base=world.server.base)))
    assert only(world, PS) == (
        "failed",
        "the data set cod-ps-gtm has no resource called gtm_admpop_adm2_YYYY.csv; it has gtm_people.csv",
    )
    world.server.on(SHOW, answer({"success": False}, 404))
    assert only(world, PS) == ("absent", "the producer's catalogue does not have it")


CODE_TABLE = csv_of(
    *(
        {"Location": iso3, "Admin Level": level, "P-Code": code, "Name": "x", "Parent P-Code": "y"}
        for iso3, level, code in (("GTM", 1, "GT01"), ("GTM", 2, "GT0101"), ("HND", 2, "HN0101"))
    )
)


def test_the_table_of_place_codes_is_looked_into_by_country(world: World) -> None:
    name = "global_pcodes_adm_1_2.csv"
    world.server.on(SHOW, answer(dataset(name, "global_pcodes.csv", base=world.server.base)))
    world.server.on(f"/dataset/1/resource/2/download/{name}", file(CODE_TABLE))
    entry = "- {id: codes, producer: pcodes, countries: [GTM, HND], units: {GTM: 1}}"
    assert only(world, entry) == ("fetched", "")
    assert world.server.log[0][1] == f"{SHOW}?id=global-pcodes"
    for wrong, told in (
        ("[GTM, HND], units: {HND: 2}", "a file with 1 units of HND, not 2"),
        ("[GTM, SLV]", "a file with 0 units of SLV, not any"),
    ):
        (world.raw / "codes" / name).unlink(missing_ok=True)
        other = entry.replace("[GTM, HND], units: {GTM: 1}", wrong)
        assert only(world, other) == ("altered", f"the server sent {told}")
