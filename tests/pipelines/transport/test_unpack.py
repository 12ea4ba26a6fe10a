"""Check that an archive writes only where it may, only what it may, and leaves the folder whole when it is refused."""

from __future__ import annotations

import io
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from pipelines.store import sha256
from pipelines.transport import GivenUpError, unpack
from tests.pipelines.rasters import netcdf, packed

if TYPE_CHECKING:
    from pathlib import Path


def archive(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "spi03_2020.zip"
    path.write_bytes(content)
    return path


def test_files_come_out_by_name(tmp_path: Path) -> None:
    path = archive(tmp_path, packed({"b/two.nc": netcdf(2), "one.nc": netcdf(1)}))
    folder = tmp_path / "spi03_2020"
    found = unpack(path, folder)
    assert list(found) == ["two.nc", "one.nc"] or list(found) == ["one.nc", "two.nc"]
    assert {name: sha256(folder / name) for name in found} == found
    assert (folder / "two.nc").read_bytes() == netcdf(2)


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed_:
        member = zipfile.ZipInfo("a.nc")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed_.writestr(member, "/etc/passwd")
    return out.getvalue()


def broken() -> bytes:
    content = bytearray(packed({"a.nc": netcdf()}))
    content[60] ^= 0xFF
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (packed({"../evil.nc": netcdf()}), "outside its folder"),
        (packed({"a/../../evil.nc": netcdf()}), "outside its folder"),
        (packed({"/tmp/evil.nc": netcdf()}), "outside its folder"),
        (packed({"..\\evil.nc": netcdf()}), "outside its folder"),
        (packed({"C:\\evil.nc": netcdf()}), "outside its folder"),
        (linked(), "outside its folder"),
        (packed({"a.nc": netcdf(), "run.sh": b"#!"}), "'run.sh', which is no open NetCDF"),
        (packed({"a.nc": b"<html>"}), "'a.nc' is no NetCDF"),
        (packed({}), "holds 0 files"),
        (packed({"x/a.nc": netcdf(1), "y/a.nc": netcdf(2)}), "holds 2 files, 1 of them by name"),
        (packed({"a.nc": netcdf(size=300_000)}), "unpacks to more than it may"),
        (broken(), "damaged"),
        (packed({"a.nc": netcdf()})[:-30], "damaged"),
        (b"PK\x03\x04", "damaged"),
    ],
)
def test_what_may_not_be_is_refused_whole(content: bytes, told: str, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "spi03_2020"
    folder.mkdir(parents=True)
    (folder / "old.nc").write_bytes(b"old")
    with pytest.raises(GivenUpError, match=told):
        unpack(archive(tmp_path, content), folder, most_bytes=200_000)
    assert [path.name for path in folder.iterdir()] == ["old.nc"]
    assert [path.name for path in folder.parent.iterdir()] == ["spi03_2020"]
    assert not list(tmp_path.rglob("evil*"))


def test_a_size_that_is_a_lie_is_counted(tmp_path: Path) -> None:
    content = bytearray(packed({"a.nc": netcdf(size=300_000)}))
    for marker, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(marker) + place
        content[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(GivenUpError):
        unpack(archive(tmp_path, bytes(content)), tmp_path / "out", most_bytes=200_000)
    assert not (tmp_path / "out").exists()
