"""Read ACLED's events of some countries, page by page; the terms forbid passing them on.

What comes stays below the raw folder: an entry says `tier: internal`, and so does the passport of each file.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pipelines.producers.contents import table
from pipelines.producers.paged import Pages, read_pages, rows_below
from pipelines.producers.wanted import Answer, Expected, Gathering, Login, Producer, RefusedError, Wanted, at

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalogue.download_places import Acled

COUNTRIES = {"GTM": "Guatemala", "HND": "Honduras", "SLV": "El Salvador"}
COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "event_type", "sub_event_type", "country", "admin1",
    "admin2", "latitude", "longitude", "geo_precision", "fatalities",
)  # fmt: skip
PAGE = 5000


def wanted(entry: Acled, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - asked by name
    """List one table per country.

    Raises
    ------
    RefusedError
        When the entry does not say that it is internal.
    """
    if entry.tier != "internal":
        raise RefusedError("ACLED's terms forbid passing its data on; the entry must say `tier: internal`")
    return tuple(
        Wanted(
            f"{entry.id}/{iso3.lower()}_acled_{entry.first}_{entry.last}.csv",
            ("csv",),
            request={"country": iso3, "from": entry.first, "until": entry.last, "tier": entry.tier},
            contents=table,
            expected=Expected(columns=COLUMNS),
        )
        for iso3 in entry.countries
    )


def gather(entry: Acled, file: Wanted, *, base: str) -> Gathering:
    """Read the events of one country."""
    asked = {
        "_format": "json",
        "country": COUNTRIES[file.request["country"]],
        "year": f"{entry.first}|{entry.last}",
        "year_where": "BETWEEN",
        "limit": PAGE,
    }
    return read_pages(
        Pages(
            # The service counts its pages from 1.
            url=lambda page, _: at(base, "api/acled/read?" + urlencode({**asked, "page": page + 1})),
            rows=partial(_rows, country=asked["country"]),
            columns=COLUMNS,
            key=("event_id_cnty",),
            saying=file.name,
        )
    )


def _rows(answer: Answer, *, country: object) -> list[dict[str, Any]]:
    # The service may tell an error by a body with status 200.
    data = answer.data if isinstance(answer.data, dict) else {}
    if data.get("success") is False or data.get("status") not in {None, 200}:
        said = data.get("error") or data.get("message") or data.get("messages") or "no reason is given"
        # Left whole, in its own letters: who shows it blots keys out first and cuts it then.
        reason = "; ".join(map(str, said)) if isinstance(said, list) else str(said)
        raise RefusedError(f"the service refuses the question ({reason})")
    rows = rows_below(answer, "data")
    others = sorted({str(row["country"]) for row in rows if row.get("country") not in {None, country}})
    if others:
        raise RefusedError(f"the service gave events of {', '.join(others[:5])}, not of {country}")
    return rows


ACLED = Producer(
    title="Armed Conflict Location & Event Data (ACLED)",
    page="https://acleddata.com",
    licence="ACLED's terms of use: for internal use, not to be passed on (tier internal)",
    licence_status="restricted",
    citation="ACLED, Armed Conflict Location & Event Data, https://acleddata.com",
    base="https://acleddata.com",
    wanted=wanted,
    gather=gather,
    key=Login(
        variable="ACLED_TOKEN",
        user="ACLED_USERNAME",
        password="ACLED_PASSWORD",  # noqa: S106 - the name of a variable, not what it holds
        path="oauth/token",
        client="acled",
        where="an account at https://acleddata.com/register gives access",
    ),
)
