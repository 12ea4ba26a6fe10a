"""List the files of SPEIbase 2.11, one per scale, 1901 to 2024; what is derived must be shared alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.producers.wanted import Producer, Wanted, at

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalogue.download import Speibase


def wanted(entry: Speibase, *, base: str, today: dt.date) -> tuple[Wanted, ...]:  # noqa: ARG001 - no year is chosen
    """List one NetCDF per scale."""
    names = [f"spei{scale:02d}.nc" for scale in entry.scales]
    return tuple(Wanted(f"{entry.id}/{name}", ("netcdf",), at(base, name)) for name in names)


SPEIBASE = Producer(
    title="SPEIbase v2.11, CSIC",
    page="https://spei.csic.es/database.html",
    licence="ODbL 1.0",
    licence_status="share_alike",
    citation=(
        "Beguería, S., Vicente-Serrano, S. M., Reig, F. and Latorre, B.: SPEIbase v2.11, CSIC, "
        "https://spei.csic.es/spei_database_2_11"
    ),
    base="https://spei.csic.es/spei_database_2_11/nc",
    wanted=wanted,
)
