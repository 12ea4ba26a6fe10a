"""List the files that are offered for download, each with what it is and how large."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from dash import html

from dashboards.texts import say

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboards.data import Published
    from geo.kinds import Lang

DOWNLOAD_ADDRESS = "/download/"

KINDS = (
    ("map.html", "file_map"),
    ("evidence.html", "file_evidence"),
    ("quality.html", "file_quality"),
    ("what_changed", "file_changes"),
    ("rollup", "file_rollup"),
    ("departments.csv", "file_departments"),
    ("codebook", "file_codebook"),
    ("card", "file_card"),
    ("values.csv", "file_values"),
    (".zip", "file_shapefile"),
    (".gpkg", "file_geopackage"),
    (".parquet", "file_geoparquet"),
    (".csv", "file_table"),
)
"""What a file offered for download is, by the first of these that its name contains."""


class File(NamedTuple):
    """A file: what it is, its name with its size, and where it is had."""

    kind: str
    told: str
    address: str


def offered(data: Published, *, lang: Lang) -> list[File]:
    """List the files in the order in which they were published."""
    return [
        File(_kind(name, lang=lang), f"{PurePath(name).name} · {_size(data, name)}", DOWNLOAD_ADDRESS + name)
        for name in data.files
    ]


def downloads(data: Published, *, lang: Lang) -> list[Component]:
    """Make the list."""
    return [
        html.Li(html.A([html.Span(file.kind), html.Small(file.told)], href=file.address, download=""))
        for file in offered(data, lang=lang)
    ]


def _kind(name: str, *, lang: Lang) -> str:
    key = next((key for part, key in KINDS if part in name), None)
    return name if key is None else say(key, lang=lang)


def _size(data: Published, name: str) -> str:
    size = (data.folder / name).stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):.0f} kB"
