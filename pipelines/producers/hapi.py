"""Read a theme of the HDX Humanitarian API, page by page, at most 10,000 rows a call.

The identifier is a name and an address of e-mail in base64; it is treated as a key, and travels in a header.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pipelines.producers.contents import table
from pipelines.producers.paged import Pages, read_pages, rows_below
from pipelines.producers.wanted import Expected, Gathering, Key, Producer, Wanted, at

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalogue.download_places import Hapi

PAGE = 10_000
"""Rows that a call gives at most."""


def wanted(entry: Hapi, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List one table per country."""
    theme = entry.theme.rsplit("/", 1)[-1]
    return tuple(
        Wanted(
            f"{entry.id}/{iso3.lower()}_{theme}_adm{entry.level}.csv",
            ("csv",),
            request={"country": iso3, "theme": entry.theme, "level": entry.level},
            contents=table,
            expected=Expected(columns=("location_code", *entry.columns)),
        )
        for iso3 in entry.countries
    )


def gather(entry: Hapi, file: Wanted, *, base: str) -> Gathering:
    """Read the rows of one country."""
    asked = {
        "location_code": file.request["country"], "admin_level": entry.level, "output_format": "json", "limit": PAGE,
    }  # fmt: skip
    return read_pages(
        Pages(
            url=lambda _, come: at(base, entry.theme + "?" + urlencode({**asked, "offset": come})),
            rows=partial(rows_below, name="data"),
            columns=file.expected.columns,
            saying=file.name,
        )
    )


HAPI = Producer(
    title="OCHA, HDX Humanitarian API (HAPI)",
    page="https://hapi.humdata.org/docs",
    licence="that of each resource_hdx_id, which the table names; most are CC BY-IGO",
    licence_status="unstated",
    citation="OCHA: HDX Humanitarian API, https://hapi.humdata.org, and the producers that the table names",
    base="https://hapi.humdata.org/api/v2",
    wanted=wanted,
    gather=gather,
    key=Key(
        variable="HAPI_APP_IDENTIFIER",
        header="X-HDX-HAPI-APP-IDENTIFIER",
        where="https://hapi.humdata.org/docs makes one of a name and an address of e-mail",
        entry_field="app_identifier",
    ),
)
