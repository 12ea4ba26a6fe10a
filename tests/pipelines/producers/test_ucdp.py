"""Check how UCDP's events come, in one archive or page by page, and that pages are joined whole or not at all."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.errors import DownloadError
from pipelines.producers import paged
from tests.pipelines.places import EVENT, csv_of
from tests.pipelines.rasters import packed
from tests.pipelines.server import answer, cut, file, page, status

if TYPE_CHECKING:
    from tests.pipelines.conftest import World

BULK = '- {id: ged, producer: ucdp_ged, version: "26.1"}'
API = '- {id: events, producer: ucdp_ged_api, version: "26.1", countries: [GTM]}'
TABLE = csv_of(EVENT)
PATH = "events/gtm_ged_26.1.csv"


def only(world: World, entry: str = API, **changes: object) -> tuple[str, str]:
    world.environment.setdefault("UCDP_TOKEN", "0123-4567-89ab")
    [found] = world.fetch(entry, **changes).outcomes
    return found.state, found.reason


def rows(*numbers: int, **changes: object) -> list[dict]:
    return [EVENT | {"id": number} | changes for number in numbers]


def said(events: list[dict], total: int | None = None) -> dict:
    return {"Result": events} | ({} if total is None else {"TotalCount": total, "TotalPages": 9})


def test_the_archive_asks_for_no_token(world: World) -> None:
    world.server.on("/ged261-csv.zip", file(packed({"GEDEvent_v26_1.csv": TABLE})))
    done = world.fetch(BULK)
    assert [one.state for one in done.outcomes] == ["fetched"]
    assert "x-ucdp-access-token" not in {name.lower() for name in world.server.asked("/ged261-csv.zip")[0]}


@pytest.mark.parametrize(
    ("act", "state", "told"),
    [
        (page, "wrong", "a page (HTML), not a ZIP archive"),
        (file(packed({"a.csv": csv_of(EVENT, without="where_prec")})), "altered", "without the columns where_prec"),
        (file(packed({"a.txt": b"x"})), "altered", "an archive with 0 tables (a.txt), not one"),
    ],
)
def test_an_archive_of_another_form_is_refused(act: object, state: str, told: str, world: World) -> None:
    world.server.on("/ged261-csv.zip", act)
    [found] = world.fetch(BULK).outcomes
    assert found.state == state
    assert told in found.reason


def test_pages_are_joined_into_one_table_in_an_order_of_its_own(world: World) -> None:
    world.server.on("/26.1", answer(said(rows(3, 1), 3)), answer(said(rows(2, adm_2=None), 3)))
    assert only(world) == ("fetched", "")
    with (world.raw / PATH).open(encoding="utf-8") as out:
        table = list(csv.DictReader(out))
    assert [row["id"] for row in table] == ["1", "2", "3"]
    # What is missing stays empty.
    assert [row["adm_2"] for row in table] == ["Flores", "", "Flores"]
    assert list(table[0]) == list(EVENT)
    queries = [parse_qs(urlsplit(path).query) for _, path, _, _ in world.server.log]
    assert queries == [{"pagesize": ["1000"], "page": [str(number)], "Country": ["90"]} for number in (0, 1)]
    assert world.server.log[0][2]["x-ucdp-access-token"] == "0123-4567-89ab"
    [noted] = json.loads((world.raw / "manifest.json").read_text(encoding="utf-8"))
    assert (noted["rows"], noted["licence"], noted["accessed"]) == (3, "CC BY 4.0", "2026-11-04")
    assert noted["request"] == {"country": "GTM", "version": "26.1"}
    assert "pagesize=1000&page=0&Country=90" in noted["url"]
    assert "0123" not in json.dumps(noted)
    assert only(world) == ("kept", "")
    assert sorted(path.name for path in world.raw.iterdir()) == [".lock", "events", "manifest.json"]


def test_the_same_rows_in_another_order_give_the_same_bytes(world: World) -> None:
    world.server.on("/26.1", answer(said(rows(1, 2, 3), 3)))
    only(world)
    before = (world.raw / PATH).read_bytes()
    world.server.on("/26.1", answer(said(rows(3, 2), 3)), answer(said(rows(1), 3)))
    assert only(world, refresh=True) == ("fetched", "")
    assert (world.raw / PATH).read_bytes() == before


@pytest.mark.parametrize(
    ("pages", "state", "told"),
    [
        ([said(rows(1, 2), 4), said(rows(2, 3), 4)], "failed", "1 of 3 rows came twice"),
        ([said(rows(1, 2), 5), said(rows(3), 5), said([], 5)], "failed", "3 rows came and the service counts 5"),
        ([said(rows(1, 2), 1)], "failed", "2 rows came and the service counts 1"),
        ([said([], 0)], "failed", "the service has no rows for this question"),
        ([said(rows(1, country_id=645), 1)], "failed", "gave events of the countries 645, not of 90"),
        ([{"Events": []}], "failed", "answered without a list of rows called `Result`"),
        ([["x"]], "failed", "answered without a list of rows"),
        ([said([{k: v for k, v in EVENT.items() if k != "best"}], 1)], "altered", "1 of 14 columns are gone: best"),
    ],
)
def test_pages_that_do_not_fit_together_make_no_table(pages: list, state: str, told: str, world: World) -> None:
    world.server.on("/26.1", *map(answer, pages))
    sort, reason = only(world)
    assert sort == state
    assert told in reason
    assert not list(world.raw.rglob("*.csv*"))


def test_a_service_without_an_end_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paged, "PAGES", 5)
    world.server.on("/26.1", *[answer(said(rows(number))) for number in range(9)])
    assert only(world) == ("failed", "the service has no end after 5 pages and 5 rows")


def test_a_page_is_asked_for_again_until_it_comes_whole(world: World) -> None:
    body = json.dumps(said(rows(2), 2)).encode()
    world.server.on(
        "/26.1",
        answer(said(rows(1), 2)), cut(body, 20, etag=None), status(429, {"Retry-After": "11"}),
        answer(said(rows(2), 2)),
    )  # fmt: skip
    assert only(world) == ("fetched", "")
    assert 11.0 in world.slept
    asked = [parse_qs(urlsplit(path).query)["page"] for _, path, _, _ in world.server.log]
    assert asked == [["0"], ["1"], ["1"], ["1"]]


def test_a_page_that_stays_cut_or_is_no_json_leaves_nothing(world: World) -> None:
    body = json.dumps(said(rows(1), 1)).encode()
    world.server.on("/26.1", cut(body, 20, etag=None))
    assert only(world)[0] == "broken"
    world.server.on("/26.1", page)
    assert only(world)[0] == "wrong"
    world.server.on("/26.1", cut(body, 20, etag=None, say=False))
    assert only(world)[0] == "wrong"
    assert not list(world.raw.rglob("*.csv*"))


def test_a_newer_table_without_a_column_leaves_the_old_one(world: World) -> None:
    world.server.on("/26.1", answer(said(rows(1, side_a="x"), 1)))
    only(world)
    before = (world.raw / PATH).read_bytes()
    world.server.on("/26.1", answer(said(rows(1), 1)))
    assert only(world, refresh=True) == ("altered", "the producer changed it: 1 of 16 columns are gone: side_a")
    assert (world.raw / PATH).read_bytes() == before


def test_another_hash_than_the_pinned_one_is_refused(world: World) -> None:
    world.server.on("/26.1", answer(said(rows(1), 1)))
    entry = API[:-1] + ", sha256: {gtm_ged_26.1.csv: " + "a" * 64 + "}}"
    assert only(world, entry)[1] == "the pages make a file with another hash than downloads.yml states"


def test_a_token_that_has_expired_is_told_and_the_rest_not_tried(world: World) -> None:
    world.server.on("/26.1", status(401))
    world.environment["UCDP_TOKEN"] = "0123-4567-89ab"
    done = world.fetch(API.replace("[GTM]", "[GTM, HND]"), patience={"per_host": 1})
    assert [one.state for one in done.outcomes] == ["refused", "untried"]
    assert len(world.server.log) == 1


def test_without_a_token_nothing_is_asked_and_files_by_hand_do(world: World) -> None:
    with pytest.raises(DownloadError, match=r"UCDP_TOKEN\. Set it in the environment"):
        world.fetch(API)
    (world.raw / "events").mkdir(parents=True, exist_ok=True)
    (world.raw / PATH).write_bytes(TABLE)
    assert [one.state for one in world.fetch(API).outcomes] == ["by_hand"]
    (world.raw / PATH).write_bytes(csv_of(EVENT, without="id"))
    (world.raw / "manifest.json").unlink()
    [found] = world.fetch(API).outcomes
    assert found.reason == "what was placed by hand is a table without the columns id"
    assert not world.server.log
