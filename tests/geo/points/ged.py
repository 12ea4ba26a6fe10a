"""Make up a file in the form of UCDP GED; every event in it is invented."""

from __future__ import annotations

import csv
import io

HEADING = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_name",
    "dyad_name",
    "side_a",
    "side_b",
    "number_of_sources",
    "source_article",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
]


def row(number: int, lon: float, lat: float, **changes: object) -> dict[str, object]:
    """Make one invented event: one-sided violence with three deaths, known to the place and the day."""
    plain = {
        "id": number, "relid": f"X-{number}", "year": 2021, "type_of_violence": 3, "side_a": "Invented A",
        "side_b": "Civilians", "source_article": '"A paper, 2021-05-01, ""Invented headline"""', "where_prec": 1,
        "where_coordinates": "Lugar", "adm_1": "Departamento AA01 department", "adm_2": "Lugar AA0101 municipality",
        "latitude": lat, "longitude": lon, "country": "Aria", "region": "Americas", "event_clarity": 1, "date_prec": 1,
        "date_start": "2021-05-01 00:00:00.000", "best": 3, "high": 4, "low": 2,
    }  # fmt: skip
    return dict.fromkeys(HEADING, "") | plain | changes


def ged(*rows: dict[str, object]) -> str:
    """Write events as the file that is downloaded."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADING, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
