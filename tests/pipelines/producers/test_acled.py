"""Check that ACLED's events come by a sign-in, stay internal, and that no word of the sign-in is left anywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.catalogue.download import load_downloads
from geo.catalogue.download_places import Acled
from geo.errors import CatalogueError, DownloadError
from pipelines.producers import RefusedError, order
from tests.pipelines.conftest import NOW
from tests.pipelines.places import EVENT_ACLED
from tests.pipelines.server import answer, page, redirect, status

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

ENTRY = "- {id: acled, producer: acled, countries: [GTM], from: 2018, until: 2020, tier: internal}"
SIGN_IN, READ = "/oauth/token", "/api/acled/read"
USER, PASSWORD, TOKEN = "SENTINEL-me+x@example.org", "SENTINEL p&ss=wörd", "SENTINEL-token-0123"


def signing_in(world: World, *tokens: str) -> None:
    world.environment |= {"ACLED_USERNAME": USER, "ACLED_PASSWORD": PASSWORD}
    world.server.on(SIGN_IN, *(answer({"access_token": token, "expires_in": 86400}) for token in tokens or (TOKEN,)))


def rows(*numbers: int, **changes: object) -> dict:
    return {
        "status": 200,
        "success": True,
        "data": [EVENT_ACLED | {"event_id_cnty": f"GTM{n}"} | changes for n in numbers],
    }


def only(world: World, entry: str = ENTRY, **changes: object) -> tuple[str, str]:
    [found] = world.fetch(entry, **changes).outcomes
    return found.state, found.reason


def nothing_is_left_of_the_sign_in(world: World, *texts: str) -> None:
    left = [path.read_bytes().decode("utf-8", errors="replace") for path in world.raw.rglob("*") if path.is_file()]
    for text in (*left, *texts, *world.meter.said):
        assert "SENTINEL" not in text


def test_events_come_by_a_sign_in_and_are_marked_internal(world: World) -> None:
    signing_in(world)
    world.server.on(READ, answer(rows(2, 1)), answer(rows(3)), answer(rows()))
    assert only(world) == ("fetched", "")
    [signed] = [body for method, path, _, body in world.server.log if path == SIGN_IN]
    assert parse_qs(signed.decode()) == {
        "grant_type": ["password"], "client_id": ["acled"], "username": [USER], "password": [PASSWORD],
    }  # fmt: skip
    asked = [parse_qs(urlsplit(path).query) for _, path, _, _ in world.server.log if path.startswith(READ)]
    assert [query["page"] for query in asked] == [["1"], ["2"], ["3"]]
    assert asked[0] == {
        "_format": ["json"], "country": ["Guatemala"], "year": ["2018|2020"], "year_where": ["BETWEEN"],
        "limit": ["5000"], "page": ["1"],
    }  # fmt: skip
    assert {headers["Authorization"] for headers in world.server.asked(READ)} == {f"Bearer {TOKEN}"}
    [noted] = json.loads((world.raw / "manifest.json").read_text(encoding="utf-8"))
    assert (noted["tier"], noted["licence_status"], noted["rows"]) == ("internal", "restricted", 3)
    assert noted["path"] == "acled/gtm_acled_2018_2020.csv"
    nothing_is_left_of_the_sign_in(world)


def test_a_token_that_expires_on_the_way_is_made_anew_once(world: World) -> None:
    signing_in(world, TOKEN, "SENTINEL-token-4567")
    world.server.on(READ, answer(rows(1)), status(401), answer(rows(2)), answer(rows()))
    assert only(world) == ("fetched", "")
    given = [headers["Authorization"] for headers in world.server.asked(READ)]
    assert given == [f"Bearer {TOKEN}"] * 2 + ["Bearer SENTINEL-token-4567"] * 2
    asked = [parse_qs(urlsplit(path).query)["page"] for _, path, _, _ in world.server.log if path.startswith(READ)]
    assert asked == [["1"], ["2"], ["2"], ["3"]]
    nothing_is_left_of_the_sign_in(world)


def test_a_fresh_token_that_is_not_accepted_either_ends_it(world: World) -> None:
    signing_in(world, TOKEN, "SENTINEL-token-4567")
    world.server.on(READ, status(401))
    state, reason = only(world)
    assert (state, reason) == ("refused", "the server does not let us in (401)")
    assert len(world.server.asked(READ)) == 2


def test_a_fresh_token_is_blotted_out_like_the_first(world: World) -> None:
    fresh = "SENTINEL-token-4567"
    signing_in(world, TOKEN, fresh)
    world.server.on(READ, status(401), answer({"success": False, "error": f"not for {fresh}, nor {TOKEN}"}))
    state, reason = only(world)
    assert (state, reason) == ("failed", "the service refuses the question (not for ***, nor ***)")
    nothing_is_left_of_the_sign_in(world, reason)


def test_a_token_of_ones_own_is_not_made_anew(world: World) -> None:
    signing_in(world)
    world.environment["ACLED_TOKEN"] = "SENTINEL-own-token"
    world.server.on(READ, status(401))
    assert only(world)[0] == "refused"
    assert not world.server.asked(SIGN_IN)
    world.server.on(READ, answer(rows(1)), answer(rows()))
    assert only(world) == ("fetched", "")
    nothing_is_left_of_the_sign_in(world)


@pytest.mark.parametrize(
    ("act", "state", "told"),
    [
        (status(401), "refused", "the service does not accept ACLED_USERNAME and ACLED_PASSWORD (401)"),
        (status(400, body=PASSWORD.encode()), "refused", "does not accept ACLED_USERNAME and ACLED_PASSWORD (400)"),
        (redirect("/elsewhere", 307), "failed", "sends a sign-in elsewhere, and a password is not sent after it"),
        (page, "wrong", "answered a sign-in without a token"),
        (answer({"access_token": "bad\nbreak-in-it"}), "wrong", "answered a sign-in without a token"),
        (answer({"access_token": "short"}), "wrong", "answered a sign-in without a token"),
        (answer(["x"]), "wrong", "answered a sign-in without a token"),
        (status(503, body=PASSWORD.encode()), "busy", "the server is busy (503)"),
        (status(404), "absent", "the server does not have it (404)"),
    ],
)
def test_a_sign_in_that_fails_is_told_without_its_words(act: object, state: str, told: str, world: World) -> None:
    signing_in(world)
    world.server.on(SIGN_IN, act)
    world.server.on("/elsewhere", answer({"access_token": TOKEN}))
    sort, reason = only(world)
    assert sort == state
    assert told in reason
    assert not world.server.asked(READ)
    assert not world.server.asked("/elsewhere")
    nothing_is_left_of_the_sign_in(world, reason)


def test_a_busy_sign_in_is_waited_for(world: World) -> None:
    signing_in(world)
    world.server.on(SIGN_IN, status(429, {"Retry-After": "5"}), answer({"access_token": TOKEN}))
    world.server.on(READ, answer(rows(1)), answer(rows()))
    assert only(world) == ("fetched", "")
    assert 5.0 in world.slept


def test_a_password_does_not_travel_in_clear(world: World) -> None:
    signing_in(world)
    with pytest.raises(
        DownloadError, match=r"A key would travel in clear to http://acled\.example\.org/oauth/"
    ) as told:
        world.fetch(ENTRY, base="http://acled.example.org")
    assert "SENTINEL" not in str(told.value)


@pytest.mark.parametrize("given", [{}, {"ACLED_USERNAME": USER}, {"ACLED_PASSWORD": PASSWORD, "ACLED_USERNAME": " "}])
def test_a_missing_sign_in_says_what_to_set(given: dict, world: World) -> None:
    world.environment |= given
    with pytest.raises(DownloadError, match=r"ACLED_USERNAME and ACLED_PASSWORD, or ACLED_TOKEN\. Set them") as told:
        only(world)
    assert "SENTINEL" not in str(told.value)
    assert not world.server.log


@pytest.mark.parametrize(
    ("said", "state", "told"),
    [
        ({"status": 403, "success": False, "error": f"not for {USER} {PASSWORD} {TOKEN}"}, "failed", "refuses the"),
        ({"status": 500, "messages": ["down"]}, "failed", "refuses the question (down)"),
        ({"success": False, "messages": ["x" * 190 + TOKEN]}, "failed", "refuses the question (xxx"),
        (rows(1, country="Belize"), "failed", "gave events of Belize, not of Guatemala"),
        ({"count": 0}, "failed", "without a list of rows called `data`"),
        ({"data": [{"event_id_cnty": "GTM1"}]}, "altered", "12 of 13 columns are gone: event_date, year"),
    ],
)
def test_an_answer_that_changed_is_told_without_the_words_of_the_sign_in(
    said: dict, state: str, told: str, world: World
) -> None:
    signing_in(world)
    world.server.on(READ, answer(said))
    sort, reason = only(world)
    assert sort == state
    assert told in reason
    nothing_is_left_of_the_sign_in(world, reason)


@pytest.mark.parametrize("tier", ["", ", tier: public", ", tier: partner"])
def test_an_entry_that_is_not_internal_is_refused(tier: str) -> None:
    with pytest.raises(CatalogueError, match=r"downloads\.yml:1: `tier`"):
        load_downloads(ENTRY.replace(", tier: internal", tier))


def test_the_producer_refuses_it_too() -> None:
    [entry] = load_downloads(ENTRY).values()
    assert isinstance(entry, Acled)
    with pytest.raises(RefusedError, match="must say `tier: internal`"):
        order(entry.model_copy(update={"tier": "public"}), today=NOW.date())
