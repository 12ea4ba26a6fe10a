"""Find UCDP's georeferenced events (GED): the whole world in one archive, or some countries page by page with a token.

Events of `where_prec` 6 and 7 are known to a country only, and belong to no municipality.

References
----------
Sundberg, R. and Melander, E. (2013): Introducing the UCDP Georeferenced Event Dataset, Journal of Peace Research 50(4).
Gleditsch, K. S. and Ward, M. D. (1999): the numbers of countries that the service goes by.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pipelines.producers.contents import table, zipped_table
from pipelines.producers.paged import Pages, read_pages, rows_below
from pipelines.producers.wanted import Answer, Expected, Gathering, Key, Producer, RefusedError, Wanted, at

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalogue.download_places import UcdpGed, UcdpGedApi

COUNTRIES = {"GTM": 90, "HND": 91, "SLV": 92}
COLUMNS = (
    "id", "year", "type_of_violence", "where_prec", "adm_1", "adm_2", "latitude", "longitude", "country",
    "date_start", "date_end", "best", "high", "low",
)  # fmt: skip
PAGE = 1000
CITATION = (
    "Sundberg, R. and Melander, E. (2013): Introducing the UCDP Georeferenced Event Dataset, Journal of Peace Research "
    "50(4), 523-532, https://doi.org/10.1177/0022343313484347. Uppsala Conflict Data Program, Uppsala University"
)


def wanted_bulk(entry: UcdpGed, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - by version
    """List the one archive."""
    name = f"ged{entry.version.replace('.', '')}-csv.zip"
    return (
        Wanted(
            f"{entry.id}/{name}", ("zip",), at(base, name), contents=zipped_table, expected=Expected(columns=COLUMNS)
        ),
    )


def wanted_pages(entry: UcdpGedApi, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - by version
    """List one table per country."""
    return tuple(
        Wanted(
            f"{entry.id}/{iso3.lower()}_ged_{entry.version}.csv",
            ("csv",),
            request={"country": iso3, "version": entry.version},
            contents=table,
            expected=Expected(columns=COLUMNS),
        )
        for iso3 in entry.countries
    )


def gather(entry: UcdpGedApi, file: Wanted, *, base: str) -> Gathering:
    """Read the events of one country."""
    number = COUNTRIES[file.request["country"]]
    return read_pages(
        Pages(
            url=lambda page, _: at(
                base, entry.version + "?" + urlencode({"pagesize": PAGE, "page": page, "Country": number})
            ),
            rows=partial(_rows, number=number),
            columns=COLUMNS,
            key=("id",),
            total=_total,
            saying=file.name,
        )
    )


def _rows(answer: Answer, *, number: int) -> list[dict[str, Any]]:
    rows = rows_below(answer, "Result")
    # A service that does not know the question any more gives the whole world.
    others = sorted(
        {str(row["country_id"]) for row in rows if row.get("country_id") not in {None, number, str(number)}}
    )
    if others:
        raise RefusedError(f"the service gave events of the countries {', '.join(others[:5])}, not of {number}")
    return rows


def _total(answer: Answer) -> int | None:
    found = answer.data.get("TotalCount") if isinstance(answer.data, dict) else None
    return found if isinstance(found, int) else None


UCDP_GED = Producer(
    title="Uppsala Conflict Data Program (UCDP), Uppsala University",
    page="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    licence_status="open",
    citation=CITATION,
    base="https://ucdp.uu.se/downloads/ged",
    wanted=wanted_bulk,
)

UCDP_GED_API = Producer(
    title="Uppsala Conflict Data Program (UCDP), Uppsala University",
    page="https://ucdp.uu.se/apidocs/",
    licence="CC BY 4.0",
    licence_status="open",
    citation=CITATION,
    base="https://ucdpapi.pcr.uu.se/api/gedevents",
    wanted=wanted_pages,
    gather=gather,
    key=Key(
        variable="UCDP_TOKEN",
        header="x-ucdp-access-token",
        where="UCDP gives one on request, see https://ucdp.uu.se/apidocs/; the producer ucdp_ged needs none",
    ),
)
