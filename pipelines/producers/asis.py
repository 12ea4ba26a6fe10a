"""Order FAO ASIS rasters from its image services: read the catalogue page by page, then export each raster by its id.

Cells from 251 to 255 are flags (out of season, no data, no season, no crop or pasture, nothing), not figures. The box
is widened to whole cells of the producer's grid, and the nearest cell is taken, so that nothing is resampled.

References
----------
ArcGIS REST API: Query (Image Service) and Export Image.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pipelines.producers.wanted import Answer, Ask, Place, Producer, RefusedError, Talk, Wanted, at, months, years

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.catalogue.download import Asis

PAGE = 1000
"""Records that a page holds at most."""
PAGES = 100
CELLS = 112
"""Cells of the grid in a degree."""
EDGE = 1 / (2 * CELLS)
"""The grid's lines lie half a cell beside whole degrees."""


def wanted(entry: Asis, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List one GeoTIFF per date and season, named as the producer names its rasters."""
    product = entry.service.replace("_", "-")
    tails = [f".GS{season}.LC-C" for season in entry.seasons] or [""]
    names = [f"ASIS.{product}.{date}{tail}" for date in _dates(entry, today) for tail in tails]
    return tuple(Wanted(f"{entry.id}/{name}.tif", ("tif",), request={"raster": name, **_grid(entry)}) for name in names)


def _dates(entry: Asis, today: dt.date) -> list[str]:
    if entry.service.endswith("_A"):
        return [str(year) for year in years(entry.first, entry.last, today=today)]
    last = None if entry.last is None else f"{entry.last}-12"
    return [
        f"{year}-{month:02d}-D{dekad}"
        for year, month in months(f"{entry.first}-01", last, today=today)
        for dekad in (1, 2, 3)
    ]


def _grid(entry: Asis) -> dict[str, Any]:
    north, west, south, east = entry.area
    left, low = (math.floor((degrees + EDGE) * CELLS) for degrees in (west, south))
    right, high = (math.ceil((degrees + EDGE) * CELLS) for degrees in (east, north))
    box = (left, low, right, high)
    return {
        "bbox": ",".join(f"{line / CELLS - EDGE:.9f}" for line in box),
        "size": f"{right - left},{high - low}",
    }


def locate(entry: Asis, files: Sequence[Wanted], *, base: str) -> Talk:
    """Read the ids of all rasters, and make the address that exports each."""
    service = at(base, entry.service, "ImageServer")
    ids: dict[str, int] = {}
    for page in range(PAGES):
        answer = yield Ask(f"{service}/query?{urlencode(_query(page * PAGE))}")
        rows = _rows(answer)
        ids |= {str(row["Name"]).removesuffix(".tif"): int(row["OBJECTID"]) for row in rows}
        if not rows or not answer.data.get("exceededTransferLimit", len(rows) >= PAGE):
            break
    else:
        raise RefusedError(f"the catalogue of {entry.service} has no end after {PAGES} pages of {PAGE} records")
    return {
        file.path: Place(f"{service}/exportImage?{urlencode(_export(file, ids[file.request['raster']]))}")
        for file in files
        if file.request["raster"] in ids
    }


def _query(offset: int) -> dict[str, Any]:
    return {
        "where": "1=1",
        "outFields": "OBJECTID,Name",
        "orderByFields": "OBJECTID",
        "returnGeometry": "false",
        "resultOffset": offset,
        "resultRecordCount": PAGE,
        "f": "json",
    }


def _rows(answer: Answer) -> list[dict[str, Any]]:
    # An ArcGIS server tells an error by a body with status 200.
    data = answer.data if isinstance(answer.data, dict) else {}
    if "error" in data or not isinstance(data.get("features"), list):
        error = data.get("error")
        said = error.get("message") if isinstance(error, dict) else None
        raise RefusedError(f"the catalogue could not be read ({said or 'it holds no list of rasters'})")
    rows = [item.get("attributes") for item in data["features"] if isinstance(item, dict)]
    if not all(isinstance(row, dict) and {"Name", "OBJECTID"} <= set(row) for row in rows):
        raise RefusedError("the catalogue's records carry no Name and OBJECTID any more")
    return rows  # type: ignore[return-value]


def _export(file: Wanted, raster: int) -> dict[str, Any]:
    return {
        "bbox": file.request["bbox"],
        "bboxSR": 4326,
        "size": file.request["size"],
        "imageSR": 4326,
        "adjustAspectRatio": "false",
        "format": "tiff",
        "interpolation": "RSP_NearestNeighbor",
        "mosaicRule": json.dumps({"mosaicMethod": "esriMosaicLockRaster", "lockRasterIds": [raster]}),
        "f": "image",
    }


ASIS = Producer(
    title="FAO, Agricultural Stress Index System (ASIS)",
    page="https://www.fao.org/giews/earthobservation/",
    licence="CC BY 4.0",
    licence_status="open",
    citation="FAO GIEWS: Agricultural Stress Index System (ASIS), https://www.fao.org/giews/earthobservation/",
    base="https://asis-esri.fao.org/image/rest/services",
    wanted=wanted,
    locate=locate,
    by_date=True,
)
