"""Tell by its bytes whether a file is what it should be, and whether it is whole.

A server may send a page with status 200, a ZIP where a NetCDF was asked for, or half a file without saying how long the
whole is. GeoTIFF says where its strips and tiles end, HDF5 where the file ends, gzip and ZIP carry check sums; a
classic NetCDF and a CSV do not, and are known to be cut only where the server tells a length.

References
----------
TIFF 6.0, section 2; BigTIFF; HDF5 File Format Specification 3.0, section II.A; RFC 1952.
"""

from __future__ import annotations

import gzip
import json
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipelines.producers.wanted import FileKind

HEAD = 1024
"""Bytes that are enough to know a kind."""
_MAGIC: dict[str, tuple[bytes, ...]] = {
    "tif": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    "netcdf": (b"\x89HDF\r\n\x1a\n", b"CDF\x01", b"CDF\x02", b"CDF\x05"),
    "gzip": (b"\x1f\x8b",),
    "zip": (b"PK\x03\x04", b"PK\x05\x06"),
}
_CALLED = {
    "tif": "a GeoTIFF", "netcdf": "a NetCDF", "gzip": "a gzip file", "zip": "a ZIP archive", "csv": "a table (CSV)",
    "html": "a page (HTML)", "json": "a message (JSON)", "xml": "a message (XML)", "empty": "nothing",
    "other": "something else",
}  # fmt: skip
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_WIDTHS = {1: "B", 3: "H", 4: "I", 16: "Q"}
"""The types of TIFF that hold offsets and counts."""
_BROKEN = (
    struct.error, zlib.error, zipfile.BadZipFile, EOFError, gzip.BadGzipFile, LookupError, ValueError, RecursionError,
)  # fmt: skip
"""What readers of damaged files raise."""


def recognise(head: bytes) -> str:
    """Name what begins with these bytes: a kind of file, or html, json, xml, empty, other."""
    for kind, magics in _MAGIC.items():
        if head.startswith(magics):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not text:
        return "empty"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (text[:1] == b"<" and b"<html" in text):
        return "html"
    if text[:1] == b"<":
        return "xml"
    if text[:1] in b"{[":
        return "json"
    return "other" if b"\x00" in head or b"," not in head else "csv"


def wrong_kind(head: bytes, kinds: Sequence[FileKind], columns: Sequence[str] = ()) -> str | None:
    """Say what a file is instead, if its first bytes are not those of one of the kinds."""
    found = recognise(head)
    if found not in kinds:
        return f"{_CALLED[found]}, not {' or '.join(_CALLED[kind] for kind in kinds)}"
    return _wrong_heading(head, columns) if found == "csv" else None


def _wrong_heading(head: bytes, columns: Sequence[str]) -> str | None:
    line = head.removeprefix(b"\xef\xbb\xbf").splitlines()[0].decode("utf-8", errors="replace")
    held = [name.strip().strip('"') for name in line.split(",")]
    absent = [name for name in columns if name not in held]
    return f"a table without the columns {', '.join(absent)}" if absent else None


def kind_of(path: Path) -> str:
    """Name what a file is."""
    with path.open("rb") as file:
        return recognise(file.read(HEAD))


def wrong_content(path: Path, kinds: Sequence[FileKind], columns: Sequence[str] = ()) -> str | None:
    """Say what a whole file is instead: another kind, or one without its end; ``None`` when it is sound."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        wrong = wrong_kind(head, kinds, columns)
        if wrong is not None:
            return wrong
        try:
            sound = _CHECKS[recognise(head)](file, path.stat().st_size)
        except _BROKEN:
            sound = False
    return None if sound else "a file that is damaged or cut short"


def _tif_is_whole(file: BinaryIO, size: int) -> bool:
    """Follow every directory of a TIFF and look whether its strips and tiles lie inside the file."""
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = struct.unpack(order + "H", head[2:4])[0] == 43
    entry = struct.Struct(order + ("HHQ8s" if big else "HHI4s"))
    offset = struct.unpack(order + ("Q" if big else "I"), head[8:16] if big else head[4:8])[0]
    seen: set[int] = set()
    while offset and offset not in seen:
        seen.add(offset)
        _seek(file, offset, size)
        count = struct.unpack(order + ("Q" if big else "H"), file.read(8 if big else 2))[0]
        if count * entry.size > size:
            return False
        table = file.read(count * entry.size)
        following = file.read(8 if big else 4)
        fields = dict(_offsets(file, order, entry, table, size))
        for starts, lengths in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
            ends = map(sum, zip(fields.get(starts, ()), fields.get(lengths, ()), strict=True))
            if any(end > size for end in ends):
                return False
        offset = struct.unpack(order + ("Q" if big else "I"), following)[0]
    return bool(seen)


def _offsets(
    file: BinaryIO, order: str, entry: struct.Struct, table: bytes, size: int
) -> list[tuple[int, tuple[int, ...]]]:
    found = []
    for tag, type_, count, value in entry.iter_unpack(table):
        if tag not in {_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES}:
            continue
        if count > size:
            raise ValueError("more strips than bytes")
        form = struct.Struct(f"{order}{count}{_WIDTHS[type_]}")
        if form.size > len(value):
            _seek(file, struct.unpack(order + ("Q" if len(value) == 8 else "I"), value)[0], size)
            value = file.read(form.size)  # noqa: PLW2901 - the numbers lie elsewhere in the file
        found.append((tag, form.unpack(value[: form.size])))
    return found


def _seek(file: BinaryIO, offset: int, size: int) -> None:
    if offset > size:
        raise ValueError("a place beyond the end")
    file.seek(offset)


def _netcdf_is_whole(file: BinaryIO, size: int) -> bool:
    """Read where an HDF5 file says that it ends; a classic NetCDF does not say."""
    file.seek(0)
    head = file.read(64)
    if head[:3] == b"CDF":
        return size > len(head)
    version = head[8]
    if version < 2:
        width, start = head[13], 24 if version == 0 else 28
        end = int.from_bytes(head[start + 2 * width : start + 3 * width], "little")
    else:
        width = head[9]
        end = int.from_bytes(head[12 + 2 * width : 12 + 3 * width], "little")
    return 0 < end <= size


def _gzip_is_whole(file: BinaryIO, size: int) -> bool:  # noqa: ARG001 - the check sum tells more than the size
    file.seek(0)
    with gzip.GzipFile(fileobj=file) as packed:
        while packed.read(1 << 20):
            pass
    return True


def _zip_is_whole(file: BinaryIO, size: int) -> bool:  # noqa: ARG001 - the directory stands at the end
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        return bool(archive.namelist())


def _json_is_whole(file: BinaryIO, size: int) -> bool:  # noqa: ARG001 - the last bracket stands at the end
    file.seek(0)
    json.load(file)
    return True


def _csv_is_whole(file: BinaryIO, size: int) -> bool:
    """Look whether the last row ends, or has as many cells as the heading."""
    file.seek(0)
    heading = file.readline()
    file.seek(max(size - 4096, 0))
    last = file.read().splitlines(keepends=True)[-1]
    return last.endswith((b"\n", b"\r")) or last.count(b",") == heading.count(b",")


_CHECKS = {
    "tif": _tif_is_whole,
    "netcdf": _netcdf_is_whole,
    "gzip": _gzip_is_whole,
    "zip": _zip_is_whole,
    "csv": _csv_is_whole,
    "json": _json_is_whole,
}
