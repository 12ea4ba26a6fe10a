"""Check that what is there is not done again, that a disk which fills or fails loses nothing, and that all is told."""

from __future__ import annotations

import errno
import logging
import threading
from typing import TYPE_CHECKING

import pooch
import pytest

from geo.errors import DownloadError, StoreError
from pipelines import download as download_module
from pipelines.transport import part as part_module
from tests.pipelines.rain import CONTENT, FIVE, ONE, OPEN, manifest, path_of, placed, states
from tests.pipelines.rasters import tif
from tests.pipelines.server import file, hold, page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipelines.conftest import World


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
