"""Find the producer of an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.producers.acled import ACLED
from pipelines.producers.asis import ASIS
from pipelines.producers.cds import ERA5_DROUGHT
from pipelines.producers.chirps import CHIRPS_V2, CHIRPS_V3
from pipelines.producers.cod import COD_AB, COD_PS, PCODE_TABLE
from pipelines.producers.geoboundaries import GEOBOUNDARIES
from pipelines.producers.hapi import HAPI
from pipelines.producers.hdx import HDX_RAINFALL
from pipelines.producers.speibase import SPEIBASE
from pipelines.producers.terraclimate import TERRACLIMATE
from pipelines.producers.ucdp import UCDP_GED, UCDP_GED_API
from pipelines.producers.wanted import Gathering, Producer, Talk, Wanted, pinned
from pipelines.producers.worldpop import WORLDPOP

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.catalogue.download import Download

PRODUCERS: dict[str, Producer] = {
    "chirps_v3_monthly": CHIRPS_V3,
    "chirps_v2_monthly": CHIRPS_V2,
    "hdx_rainfall": HDX_RAINFALL,
    "era5_drought": ERA5_DROUGHT,
    "speibase": SPEIBASE,
    "terraclimate": TERRACLIMATE,
    "asis": ASIS,
    "cod_ab": COD_AB,
    "cod_ps": COD_PS,
    "pcodes": PCODE_TABLE,
    "geoboundaries": GEOBOUNDARIES,
    "worldpop": WORLDPOP,
    "ucdp_ged": UCDP_GED,
    "ucdp_ged_api": UCDP_GED_API,
    "hapi": HAPI,
    "acled": ACLED,
}


@dataclass(frozen=True)
class Order:
    """An entry with its producer, the address to ask at, and the files it stands for."""

    entry: Download
    producer: Producer
    base: str
    files: tuple[Wanted, ...]

    def talk(self, files: Sequence[Wanted]) -> Talk:
        """Begin to ask for the addresses of some of the files; needs a producer that must be asked."""
        if self.producer.locate is None:
            raise TypeError(f"{self.entry.producer} is not asked: its addresses are known")
        return self.producer.locate(self.entry, files, base=self.base)

    def gathering(self, file: Wanted) -> Gathering:
        """Begin to read the pages that make a file; needs a producer that has pages instead of files."""
        if self.producer.gather is None:
            raise TypeError(f"{self.entry.producer} has files: there is nothing to gather")
        return self.producer.gather(self.entry, file, base=self.base)


def order(entry: Download, *, today: dt.date, base: str | None = None) -> Order:
    """Turn an entry into the files it stands for; without a network."""
    producer = PRODUCERS[entry.producer]
    base = base or entry.base or producer.base
    return Order(entry, producer, base, pinned(producer.wanted(entry, base=base, today=today), entry.sha256))
