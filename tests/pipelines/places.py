"""Make small files of places, people and events of the kinds that their producers send."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.pipelines.rasters import packed

if TYPE_CHECKING:
    from collections.abc import Sequence

EVENT = {
    "id": 1, "year": 2020, "type_of_violence": 2, "where_prec": 1, "adm_1": "Petén", "adm_2": "Flores",
    "latitude": 16.9, "longitude": -89.9, "country": "Guatemala", "country_id": 90, "date_start": "2020-01-01",
    "date_end": "2020-01-02", "best": 3, "high": 4, "low": 0,
}  # fmt: skip
EVENT_ACLED = {
    "event_id_cnty": "GTM1", "event_date": "2020-01-01", "year": "2020", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "country": "Guatemala", "admin1": "Petén", "admin2": "Flores",
    "latitude": "16.9", "longitude": "-89.9", "geo_precision": "1", "fatalities": "3", "notes": None,
}  # fmt: skip
PEOPLE = {
    "location_code": "GTM", "admin2_code": "GT0101", "gender": "f", "age_range": "0-4", "population": 10,
    "admin2_name": None,
}  # fmt: skip


def layer(*rows: dict[str, Any]) -> bytes:
    """Write a GeoJSON of squares with these properties."""
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    features = [{"type": "Feature", "properties": row, "geometry": square} for row in rows]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def cod(codes: Sequence[str], *, level: int = 2, column: str = "adm2_pcode", stem: str = "gtm_admin") -> bytes:
    """Write OCHA's archive: a GeoJSON per level, and one edge-matched that is not to be taken."""
    rows = [{column: code, "adm2_name": f"Place {code}"} for code in codes]
    return packed(
        {
            f"{stem}0.geojson": layer({"adm0_pcode": "GT"}),
            f"{stem}{level}.geojson": layer(*rows),
            f"{stem}{level}_em.geojson": layer(*rows[:1]),
        }
    )


def gb(names: Sequence[str], *, iso3: str = "HND", **more: str) -> bytes:
    """Write a layer of geoBoundaries."""
    return layer(
        *(
            {"shapeName": name, "shapeID": f"{number}B", "shapeGroup": iso3, "shapeType": "ADM2", **more}
            for number, name in enumerate(names)
        )
    )


def csv_of(*rows: dict[str, Any], without: str = "") -> bytes:
    """Write rows as a CSV."""
    columns = [name for name in rows[0] if name != without]
    lines = [",".join(columns), *(",".join(str(row[name]) for name in columns) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def dataset(*names: str, base: str, licence: str = "cc-by-igo", **more: Any) -> dict[str, Any]:
    """Write what the exchange says of a data set."""
    rows = [{"name": name, "url": f"{base}/dataset/1/resource/2/download/{name}"} for name in names]
    return {"success": True, "result": {"resources": rows, "license_id": licence, **more}}
