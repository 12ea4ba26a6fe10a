"""Check that a file comes whole or not at all, however the line breaks and whatever its server says."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.pipelines.rain import CONTENT, ONE, path_of, placed, states
from tests.pipelines.rasters import gzipped, netcdf, packed, tif
from tests.pipelines.server import cut, file, page, reset, status, unlengthed

if TYPE_CHECKING:
    from tests.pipelines.conftest import World


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
