"""Make small files of the kinds that producers send, whole to the last byte."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile

HDX_HEADING = "date,adm_level,adm_id,PCODE,n_pixels,rfh,rfh_avg,r1h,r1h_avg,r3h,r3h_avg,rfq,r1q,r3q,version"


def tif(fill: int = 7, *, size: int = 6_000, big_endian: bool = False) -> bytes:
    """Write a TIFF of one strip of bytes, told by a directory of three tags."""
    order = ">" if big_endian else "<"
    tags = [(256, 3, 1, size), (273, 4, 1, 50), (279, 4, 1, size)]
    directory = struct.pack(order + "H", len(tags))
    for tag, type_, count, value in tags:
        cell = struct.pack(order + ("HH" if type_ == 3 else "I"), *((value, 0) if type_ == 3 else (value,)))
        directory += struct.pack(order + "HHI", tag, type_, count) + cell
    directory += struct.pack(order + "I", 0)
    head = (b"MM" if big_endian else b"II") + struct.pack(order + "HI", 42, 8)
    return head + directory + bytes([fill]) * size


def big_tif(fill: int = 7, *, tiles: int = 3, size: int = 400) -> bytes:
    """Write a BigTIFF whose tiles' places stand outside the directory."""
    start = 16 + 8 + 2 * 20 + 8
    starts, lengths = start, start + 8 * tiles
    data = lengths + 8 * tiles
    places = [data + size * number for number in range(tiles)]
    directory = struct.pack("<Q", 2)
    directory += struct.pack("<HHQQ", 324, 16, tiles, starts) + struct.pack("<HHQQ", 325, 16, tiles, lengths)
    directory += struct.pack("<Q", 0)
    table = struct.pack(f"<{tiles}Q", *places) + struct.pack(f"<{tiles}Q", *[size] * tiles)
    return b"II" + struct.pack("<HHHQ", 43, 8, 0, 16) + directory + table + bytes([fill]) * (size * tiles)


def netcdf(fill: int = 7, *, size: int = 3_000, version: int = 0) -> bytes:
    """Write the head of an HDF5 file, which says where the file ends, and fill the rest."""
    whole = 96 + size
    if version == 0:
        head = (
            bytes([0, 0, 0, 0, 0, 8, 8, 0])
            + struct.pack("<HHI", 4, 16, 0)
            + struct.pack("<QQQQ", 0, 2**64 - 1, whole, 0)
        )
    else:
        head = bytes([version, 8, 8, 0]) + struct.pack("<QQQQ", 0, 2**64 - 1, whole, 48) + bytes(4)
    content = b"\x89HDF\r\n\x1a\n" + head
    return content + bytes([fill]) * (whole - len(content))


def packed(members: dict[str, bytes]) -> bytes:
    """Write a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def gzipped(content: bytes) -> bytes:
    """Pack a file."""
    return gzip.compress(content, mtime=0)


def rain_table(rows: int = 60) -> bytes:
    """Write a table as WFP publishes it."""
    body = [
        f"1981-01-{day:02d},2,{number},GT{number:04d},114,1.5,2,,,,,75,,,final"
        for number in range(rows)
        for day in (1, 11, 21)
    ]
    return "\n".join([HDX_HEADING, *body, ""]).encode()
