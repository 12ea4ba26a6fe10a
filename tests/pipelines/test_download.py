"""Check that a file comes whole or not at all, however its server misbehaves, and that nothing done is done again."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import threading
from typing import TYPE_CHECKING

import pooch
import pytest

from geo.errors import DownloadError, StoreError
from pipelines import download as download_module
from pipelines.transport import part as part_module
from tests.pipelines.rasters import gzipped, netcdf, packed, tif
from tests.pipelines.server import (
    cut,
    file,
    hold,
    missing,
    page,
    redirect,
    reset,
    stall,
    status,
    unlengthed,
)  # fmt: skip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipelines.conftest import World

ONE = "- {id: rain, producer: chirps_v3_monthly, from: 2020-01, until: 2020-01}"
FIVE = "- {id: rain, producer: chirps_v3_monthly, from: 2020-01, until: 2020-05}"
OPEN = "- {id: rain, producer: chirps_v3_monthly, from: 2026-06}"
CONTENT = tif()


def path_of(month: int, year: int = 2020) -> str:
    return f"/monthly/latam/tifs/chirps-v3.0.{year}.{month:02d}.tif"


def placed(world: World, month: int = 1, year: int = 2020) -> Path:
    return world.raw / f"rain/chirps-v3.0.{year}.{month:02d}.tif"


def manifest(world: World) -> dict[str, dict]:
    return {row["path"]: row for row in json.loads((world.raw / "manifest.json").read_text(encoding="utf-8"))}


def states(world: World, entry: str = ONE, **changes: object) -> list[str]:
    return [found.state for found in world.fetch(entry, **changes).outcomes]


def test_a_file_comes_with_its_passport(world: World) -> None:
    world.server.on(path_of(1), file(CONTENT, etag='"v1"', modified="Sun, 01 Mar 2020 00:00:00 GMT"))
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == CONTENT
    noted = manifest(world)["rain/chirps-v3.0.2020.01.tif"]
    assert noted["bytes"] == len(CONTENT)
    assert noted["url"] == world.server.base + path_of(1)
    assert (noted["accessed"], noted["etag"], noted["origin"]) == ("2026-11-04", '"v1"', "download")
    assert noted["last_modified"] == "Sun, 01 Mar 2020 00:00:00 GMT"
    assert (noted["licence_status"], noted["source"], noted["request"]) == ("open", "rain", {"region": "latam"})
    assert "10.15780/G2JQ0P" in noted["citation"]
    assert sorted(p.name for p in world.raw.iterdir()) == [".lock", "manifest.json", "rain"]
    [headers] = world.server.asked(path_of(1))
    assert headers["User-Agent"].startswith("arraigo")
    assert headers["Accept-Encoding"] == "identity"


def test_what_is_there_is_not_asked_for_again(world: World) -> None:
    world.server.on(path_of(1), file(CONTENT))
    states(world)
    before = (world.raw / "manifest.json").read_bytes()
    assert states(world) == ["kept"]
    assert len(world.server.log) == 1
    assert (world.raw / "manifest.json").read_bytes() == before


def test_a_line_that_breaks_is_taken_up_where_it_broke(world: World) -> None:
    world.server.on(path_of(1), cut(CONTENT, 2_000), reset(CONTENT, 1_000), file(CONTENT))
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == CONTENT
    asked = world.server.asked(path_of(1))
    assert "Range" not in asked[0]
    assert (asked[1]["Range"], asked[1]["If-Range"]) == ("bytes=2000-", '"v1"')
    # A torn line may or may not have brought what was sent before the tear.
    assert len(asked) == 3


def test_bytes_that_came_are_not_asked_for_twice(world: World) -> None:
    world.server.on(path_of(1), cut(CONTENT, 2_000), file(CONTENT))
    states(world)
    assert world.meter.bytes == len(CONTENT)
    assert world.meter.begun == [
        ("chirps-v3.0.2020.01.tif", len(CONTENT), 0), ("chirps-v3.0.2020.01.tif", len(CONTENT), 2_000),
    ]  # fmt: skip


def test_a_date_is_proof_enough_where_there_is_no_tag(world: World) -> None:
    modified = "Sun, 01 Mar 2020 00:00:00 GMT"
    world.server.on(
        path_of(1), cut(CONTENT, 2_000, etag=None, modified=modified), file(CONTENT, etag=None, modified=modified)
    )
    assert states(world) == ["fetched"]
    assert world.server.asked(path_of(1))[1]["If-Range"] == modified


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_proof_nothing_is_joined(etag: str | None, world: World) -> None:
    world.server.on(path_of(1), cut(CONTENT, 2_000, etag=etag), file(CONTENT, etag=etag))
    assert states(world) == ["fetched"]
    assert "Range" not in world.server.asked(path_of(1))[1]
    assert placed(world).read_bytes() == CONTENT


def test_a_server_without_ranges_is_heard_from_the_beginning(world: World) -> None:
    world.server.on(path_of(1), cut(CONTENT, 2_000), file(CONTENT, ranges=False))
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == CONTENT


def test_two_files_are_never_joined(world: World) -> None:
    new = tif(fill=9)
    world.server.on(path_of(1), cut(CONTENT, 2_000, etag='"old"'), file(new, etag='"new"'))
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == new


def other_half(content: bytes, headers: dict[str, str]) -> object:
    """Send the rest of another file without heeding If-Range, as careless servers do."""
    place = f"bytes 2000-{len(content) - 1}/{len(content)}"
    return lambda handler: handler.send(206, content[2_000:], {"Content-Range": place, **headers})


@pytest.mark.parametrize(
    ("new", "headers"),
    [
        (tif(fill=9), {"ETag": '"new"'}),
        (tif(fill=9, size=7_000), {}),
        (tif(fill=9), {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2020 00:00:00 GMT"}),
    ],
    ids=["another tag", "another length", "another date"],
)
def test_a_careless_server_is_caught(new: bytes, headers: dict[str, str], world: World) -> None:
    world.server.on(path_of(1), cut(CONTENT, 2_000), other_half(new, headers), file(new, etag='"new"'))
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == new


def test_a_range_that_begins_elsewhere_is_not_appended(world: World) -> None:
    wrong = {"Content-Range": f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}", "ETag": '"v1"'}
    world.server.on(path_of(1), cut(CONTENT, 2_000), lambda handler: handler.send(206, CONTENT, wrong), file(CONTENT))
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == CONTENT


def piece(content: bytes, start: int, end: int) -> object:
    """Send a piece of a file, whatever was asked for."""
    place = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}", "ETag": '"v1"'}
    return lambda handler: handler.send(206, content[start:end], place)


def test_a_range_that_leaves_a_gap_is_not_appended(world: World) -> None:
    content = CONTENT[:50] + bytes(number % 251 for number in range(6_000))
    world.server.on(path_of(1), cut(content, 2_000), piece(content, 3_000, len(content)), file(content))
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == content


def test_a_server_may_send_piece_by_piece(world: World) -> None:
    world.server.on(path_of(1), cut(CONTENT, 2_000), piece(CONTENT, 2_000, 4_000), file(CONTENT))
    assert states(world) == ["fetched"]
    assert [asked.get("Range") for asked in world.server.asked(path_of(1))] == [None, "bytes=2000-", "bytes=4000-"]


def test_libraries_say_nothing_and_get_their_voice_back(world: World) -> None:
    logger, said = pooch.get_logger(), []
    handler = logging.Handler()
    handler.emit = said.append  # type: ignore[method-assign]
    logger.addHandler(handler)
    try:
        logger.info("before")
        world.server.on(path_of(1), file(CONTENT))
        assert states(world) == ["fetched"]
        logger.info("after")
    finally:
        logger.removeHandler(handler)
    assert [record.getMessage() for record in said] == ["before", "after"]


def test_an_earlier_run_is_gone_on_with(world: World) -> None:
    world.server.on(path_of(1), cut(CONTENT, 2_000), cut(CONTENT, 0), cut(CONTENT, 0), cut(CONTENT, 0))
    assert states(world) == ["broken"]
    assert not placed(world).exists()
    world.server.on(path_of(1), file(CONTENT))
    # Each of those that brought nothing began anew with an answer of 200, so the next run begins anew too.
    assert states(world) == ["fetched"]
    world.server.on(path_of(2), cut(CONTENT, 2_000), status(503))
    two = ONE.replace("until: 2020-01", "until: 2020-02")
    assert states(world, two) == ["kept", "busy"]
    world.server.on(path_of(2), file(CONTENT))
    assert states(world, two) == ["kept", "fetched"]
    assert world.server.asked(path_of(2))[-1]["Range"] == "bytes=2000-"


def test_a_part_that_is_the_whole_is_taken(world: World) -> None:
    # All bytes came, and then the line stalled: the length was a lie by one byte, which the next answer puts right.
    world.server.on(
        path_of(1), lambda handler: handler.send(200, CONTENT, {"ETag": '"v1"'}, length=len(CONTENT) + 1), file(CONTENT)
    )
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == CONTENT


def test_a_part_that_is_longer_than_the_file_is_thrown_away(world: World) -> None:
    world.server.on(
        path_of(1),
        cut(CONTENT + CONTENT, 8_000),
        lambda handler: handler.send(416, b"", {"Content-Range": f"bytes */{len(CONTENT)}"}),
        file(CONTENT),
    )
    assert states(world) == ["fetched"]
    assert placed(world).read_bytes() == CONTENT


def test_a_hash_that_is_known_lets_a_part_be_used_and_catches_a_wrong_join(world: World) -> None:
    entry = ONE.replace("}", f", sha256: {{chirps-v3.0.2020.01.tif: {sha(CONTENT)}}}}}")
    other = tif(fill=9)
    world.server.on(path_of(1), cut(other, 2_000, etag=None), other_half(CONTENT, {}), file(CONTENT, etag=None))
    assert states(world, entry) == ["fetched"]
    assert placed(world).read_bytes() == CONTENT


def test_another_hash_is_refused(world: World) -> None:
    world.server.on(path_of(1), file(tif(fill=9)))
    entry = ONE.replace("}", f", sha256: {{chirps-v3.0.2020.01.tif: {sha(CONTENT)}}}}}")
    [found] = world.fetch(entry).outcomes
    assert (found.state, found.reason) == (
        "wrong",
        "the server sent a file with another hash than downloads.yml states",
    )
    assert not placed(world).exists()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (page, "a page (HTML), not a GeoTIFF"),
        (file(b"<html>short</html>"), "a page (HTML), not a GeoTIFF"),
        (file(b'{"error": "no"}'), "a message (JSON), not a GeoTIFF"),
        (file(b'<?xml version="1.0"?><Error/>'), "a message (XML), not a GeoTIFF"),
        (file(packed({"a.nc": netcdf()})), "a ZIP archive, not a GeoTIFF"),
        (file(netcdf()), "a NetCDF, not a GeoTIFF"),
        (file(b""), "nothing, not a GeoTIFF"),
        (file(b"\x00" * 2_000), "something else, not a GeoTIFF"),
        (file(CONTENT[:4_000]), "a file that is damaged or cut short"),
        (unlengthed(CONTENT[:4_000]), "a file that is damaged or cut short"),
    ],
)
def test_what_is_no_raster_is_named_and_not_kept(act: object, told: str, world: World) -> None:
    world.server.on(path_of(1), act)
    [found] = world.fetch(ONE).outcomes
    assert (found.state, found.reason) == ("wrong", f"the server sent {told}")
    assert not placed(world).exists()
    assert not (world.raw / "manifest.json").exists()
    assert not list(world.raw.rglob("*.part"))


def test_a_zip_instead_of_a_netcdf_is_told(world: World) -> None:
    world.server.on("/spei03.nc", file(packed({"spei03.nc": netcdf()})))
    [found] = world.fetch("- {id: dry, producer: speibase, scales: [3]}").outcomes
    assert found.reason == "the server sent a ZIP archive, not a NetCDF"


def test_a_length_need_not_be_said(world: World) -> None:
    world.server.on(path_of(1), unlengthed(CONTENT))
    assert states(world) == ["fetched"]
    assert world.meter.begun[0][1] is None


def test_packed_files_stay_packed_whatever_the_server_calls_them(world: World) -> None:
    content = gzipped(CONTENT)
    name = "chirps-v2.0.2020.01.tif.gz"
    world.server.on(f"/global_monthly/tifs/{name}", lambda h: h.send(200, content, {"Content-Encoding": "x-gzip"}))
    assert states(world, "- {id: old, producer: chirps_v2_monthly, from: 2020-01, until: 2020-01}") == ["fetched"]
    assert (world.raw / "old" / name).read_bytes() == content


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_redirects_are_followed(code: int, world: World) -> None:
    world.server.on(path_of(1), redirect("/elsewhere.tif?X-Amz-Signature=abc", code))
    world.server.on("/elsewhere.tif", file(CONTENT))
    assert states(world) == ["fetched"]
    assert "Signature" not in (world.raw / "manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (path_of(1), "round in circles"),
        ("http://127.0.0.1:port/", "no address"),
        ("gopher://127.0.0.1/x", "no address"),
    ],
)
def test_redirects_that_lead_nowhere_are_told(target: str, told: str, world: World) -> None:
    world.server.on(path_of(1), redirect(target))
    [found] = world.fetch(ONE).outcomes
    assert found.state == "failed"
    assert told in found.reason
    assert not world.slept


@pytest.mark.parametrize(
    ("header", "waited"),
    [("7", 7.0), ("Wed, 04 Nov 2026 10:00:30 GMT", 30.0), ("Wed, 04 Nov 2026 09:00:00 GMT", None), ("soon", None)],
)
@pytest.mark.parametrize("code", [429, 503])
def test_a_server_that_asks_for_patience_is_given_it(
    code: int, header: str, waited: float | None, world: World
) -> None:
    world.server.on(path_of(1), status(code, {"Retry-After": header}), file(CONTENT))
    assert states(world) == ["fetched"]
    assert len(world.slept) == 1
    # Without a wait that makes sense, our own is taken: half a second to one.
    assert world.slept[0] == waited or (waited is None and 0.5 <= world.slept[0] <= 1.0)


def test_a_server_that_asks_for_an_hour_is_left_in_peace(world: World) -> None:
    for month in range(1, 6):
        world.server.on(path_of(month), status(429, {"Retry-After": "3600"}))
    done = world.fetch(FIVE, patience={"per_host": 1})
    assert [found.state for found in done.outcomes] == ["busy", "untried", "untried", "untried", "untried"]
    assert done.outcomes[0].reason == "the server is busy (429) and asks to wait 3600 s"
    assert len(world.server.log) == 1
    assert not world.slept


def test_waits_grow_and_have_an_end(world: World) -> None:
    world.server.on(path_of(1), status(500))
    [found] = world.fetch(ONE, patience={"attempts": 6, "longest_wait_s": 8.0}).outcomes
    assert (found.state, found.reason) == ("busy", "the server is busy (500), 6 times in a row")
    assert len(world.slept) == 5
    assert all(full / 2 <= slept <= full for full, slept in zip((1, 2, 4, 8, 8), world.slept, strict=True))


def test_waits_are_drawn_anew_from_the_seed_and_the_same_each_time(world: World) -> None:
    world.server.on(path_of(1), status(500))
    states(world)
    first, world.slept[:] = list(world.slept), []
    states(world)
    assert world.slept == first
    world.slept.clear()
    states(world, patience={"seed": 1})
    assert world.slept != first


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(world: World) -> None:
    gate = threading.Event()
    world.server.on(path_of(1), stall(CONTENT, 2_000, gate), file(CONTENT))
    try:
        assert states(world, patience={"read_s": 0.15}) == ["fetched"]
        assert world.server.asked(path_of(1))[1]["Range"] == "bytes=2000-"
        world.server.on(path_of(2), hold(gate, missing))
        two = ONE.replace("until: 2020-01", "until: 2020-02")
        last = world.fetch(two, patience={"read_s": 0.1, "attempts": 2}).outcomes[-1]
        assert (last.state, last.reason) == ("broken", "nothing came for 0.1 s, 2 times in a row")
    finally:
        gate.set()


def test_a_server_that_cannot_be_reached_is_told_once(world: World) -> None:
    done = world.fetch(FIVE, base="http://127.0.0.1:9", patience={"per_host": 1})
    assert [found.state for found in done.outcomes] == ["unreachable", *["untried"] * 4]
    assert done.outcomes[0].reason == "the server cannot be reached, 3 times in a row"


def test_no_more_than_two_at_once(world: World) -> None:
    gate = threading.Event()
    for month in range(1, 6):
        world.server.on(path_of(month), hold(gate, file(CONTENT)))
    threading.Timer(0.3, gate.set).start()
    assert states(world, FIVE, patience={"read_s": 5.0}) == ["fetched"] * 5
    assert world.server.most_at_once == 2


def test_a_month_between_is_missing_and_the_newest_may_be_late(world: World) -> None:
    for month in (6, 7, 9):
        world.server.on(path_of(month, 2026), file(CONTENT))
    assert states(world, OPEN) == ["fetched", "fetched", "absent", "fetched", "absent"]
    assert placed(world, 9, 2026).is_file()


@pytest.mark.parametrize(("code", "state"), [(401, "refused"), (403, "refused"), (410, "absent"), (418, "failed")])
def test_other_answers_are_sorted(code: int, state: str, world: World) -> None:
    world.server.on(path_of(1), status(code))
    assert states(world) == [state]
    assert len(world.server.log) == 1


def test_a_file_that_changed_here_is_told_and_fetched_only_when_asked(world: World) -> None:
    world.server.on(path_of(1), file(CONTENT))
    states(world)
    placed(world).write_bytes(tif(fill=1))
    [found] = world.fetch(ONE).outcomes
    assert (found.state, found.reason) == ("changed", "the hash is not the one that the manifest states")
    assert placed(world).read_bytes() == tif(fill=1)
    assert states(world, refresh=True) == ["fetched"]
    assert placed(world).read_bytes() == CONTENT


def test_refreshing_asks_whether_there_is_news(world: World) -> None:
    world.server.on(path_of(1), file(CONTENT))
    states(world)
    assert states(world, refresh=True) == ["kept"]
    assert world.server.asked(path_of(1))[-1]["If-None-Match"] == '"v1"'
    new = tif(fill=9)
    world.server.on(path_of(1), file(new, etag='"v2"'))
    assert states(world, refresh=True) == ["fetched"]
    assert placed(world).read_bytes() == new
    assert manifest(world)["rain/chirps-v3.0.2020.01.tif"]["etag"] == '"v2"'


def test_a_refresh_that_fails_leaves_what_was_there(world: World) -> None:
    world.server.on(path_of(1), file(CONTENT))
    states(world)
    world.server.on(path_of(1), page)
    assert states(world, refresh=True) == ["wrong"]
    assert placed(world).read_bytes() == CONTENT


def test_another_region_is_another_file(world: World) -> None:
    world.server.on(path_of(1), file(CONTENT))
    world.server.on(path_of(1).replace("latam", "global"), file(tif(fill=2)))
    states(world)
    assert states(world, ONE.replace("from:", "region: global, from:")) == ["fetched"]
    assert placed(world).read_bytes() == tif(fill=2)


def test_files_placed_by_hand_count(world: World) -> None:
    placed(world).parent.mkdir(parents=True)
    placed(world).write_bytes(CONTENT)
    assert states(world) == ["by_hand"]
    assert manifest(world)["rain/chirps-v3.0.2020.01.tif"]["origin"] == "hand"
    assert states(world) == ["kept"]
    assert states(world, refresh=True) == ["kept"]
    [found] = world.fetch(ONE.replace("from:", "region: global, from:")).outcomes
    assert found.state == "changed"
    assert not world.server.log


def test_what_was_placed_by_hand_must_be_what_it_is_called(world: World) -> None:
    placed(world).parent.mkdir(parents=True)
    placed(world).write_bytes(b"<html>Sign in</html>")
    [found] = world.fetch(ONE).outcomes
    assert (found.state, found.reason) == ("wrong", "what was placed by hand is a page (HTML), not a GeoTIFF")
    assert placed(world).is_file()
    assert not world.server.log


def test_a_mirror_is_as_good_and_needs_no_network(world: World, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    (mirror / "rain").mkdir(parents=True)
    (mirror / "rain/chirps-v3.0.2020.01.tif").write_bytes(CONTENT)
    (mirror / "rain/chirps-v3.0.2020.02.tif").write_bytes(CONTENT[:3_000])
    assert states(world, FIVE, mirror=mirror) == ["copied", "wrong", *["unmirrored"] * 3]
    assert placed(world).read_bytes() == CONTENT
    assert manifest(world)["rain/chirps-v3.0.2020.01.tif"]["origin"] == "mirror"
    assert not placed(world, 2).exists()
    assert not world.server.log
    assert states(world, FIVE, mirror=mirror)[0] == "kept"


def test_the_disk_is_looked_at_before_it_is_full(world: World) -> None:
    for month in range(1, 6):
        world.server.on(path_of(month), file(CONTENT))
    done = world.fetch(FIVE, free=lambda _: 3 * len(CONTENT), patience={"per_host": 1})
    assert [found.state for found in done.outcomes] == ["untried"] * 5
    assert done.refused is not None
    assert "5 of 5 files are still to come and need about 30.2 kB, and 18.1 kB are free" in str(done.refused)
    assert not placed(world).exists()


def test_a_disk_that_fills_keeps_what_is_complete_and_goes_on_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in range(1, 6):
        world.server.on(path_of(month), file(CONTENT))
    whole, written = part_module.Part.put, [0]

    def put(self: part_module.Part, target: object, chunk: bytes) -> None:
        room = 10_000 - written[0]
        if len(chunk) > room:
            whole(self, target, chunk[: max(room, 0)])
            written[0] = 10_000
            raise self._refused(OSError(errno.ENOSPC, "No space left on device"))
        written[0] += len(chunk)
        whole(self, target, chunk)

    with monkeypatch.context() as full:
        full.setattr(part_module.Part, "put", put)
        done = world.fetch(FIVE, patience={"per_host": 1})
    assert [found.state for found in done.outcomes] == ["fetched", *["untried"] * 4]
    assert isinstance(done.refused, StoreError)
    assert f"chirps-v3.0.2020.02.tif.part. {10_000 - len(CONTENT)} bytes of it have come" in str(done.refused)
    assert list(manifest(world)) == ["rain/chirps-v3.0.2020.01.tif"]
    assert sorted(p.name for p in placed(world).parent.iterdir()) == ["chirps-v3.0.2020.01.tif"]
    assert states(world, FIVE) == ["kept", *["fetched"] * 4]
    assert world.server.asked(path_of(2))[-1]["Range"] == f"bytes={10_000 - len(CONTENT)}-"


def test_a_write_that_the_disk_refuses_is_a_store_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.server.on(path_of(1), file(CONTENT))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(part_module.os, "fsync", full)
    done = world.fetch(ONE)
    assert "No space left on device" in str(done.refused)
    assert not placed(world).exists()


def test_two_runs_do_not_mix(world: World) -> None:
    from pipelines.store import locked

    with locked(world.raw), pytest.raises(StoreError, match="Another run"):
        world.fetch(ONE)


def test_a_damaged_manifest_is_told_before_anything_is_asked(world: World) -> None:
    world.raw.mkdir()
    (world.raw / "manifest.json").write_text("[{", encoding="utf-8")
    with pytest.raises(DownloadError, match=r"1 of 1 manifests cannot be read"):
        world.fetch(ONE)
    assert not world.server.log


def test_a_file_that_was_placed_but_not_noted_is_known_for_what_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.server.on(path_of(1), file(CONTENT))

    def full(*_: object) -> None:
        raise StoreError("manifest.json could not be written")

    with monkeypatch.context() as broken:
        broken.setattr(download_module, "note", full)
        assert world.fetch(ONE).refused is not None
    assert placed(world).read_bytes() == CONTENT
    assert states(world) == ["fetched"]
    assert len(world.server.log) == 1
    noted = manifest(world)["rain/chirps-v3.0.2020.01.tif"]
    assert (noted["origin"], noted["etag"]) == ("download", '"v1"')
    assert noted["url"] == world.server.base + path_of(1)
    assert states(world) == ["kept"]
    assert not (world.raw / ".half").exists()


def test_a_killed_run_that_had_staged_a_file_is_finished(world: World) -> None:
    half = world.raw / ".half" / "rain"
    half.mkdir(parents=True)
    (half / "chirps-v3.0.2020.01.tif.whole").write_bytes(CONTENT)
    (half / "chirps-v3.0.2020.01.tif.json").write_text('{"etag": "\\"v1\\""}', encoding="utf-8")
    (half / "tmpdebris").write_bytes(b"x")
    assert states(world) == ["fetched"]
    assert not world.server.log
    assert manifest(world)["rain/chirps-v3.0.2020.01.tif"]["etag"] == '"v1"'
    assert not half.exists()
