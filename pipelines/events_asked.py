"""Hold what a person says of a file of points: how to read it, what to count, and what the figures mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.errors import CatalogueError, Faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.catalogue import Text
    from geo.kinds import Level

As = Literal["count", "rate", "distance"]
ID = re.compile(r"^[a-z][a-z0-9_]{0,59}$")

UCDP_PASSPORT = {
    "producer": "Uppsala Conflict Data Program (UCDP)",
    "publication": "UCDP Georeferenced Event Dataset (GED)",
    "url": "https://ucdp.uu.se/downloads/",
    "licence": "CC BY 4.0",
    "licence_status": "open",
    "attribution": "Uppsala Conflict Data Program, Department of Peace and Conflict Research, Uppsala University",
}
"""What is said of UCDP's file unless a person says otherwise."""


@dataclass(frozen=True)
class Ask:
    """One request; names as the flags of `arraigo add events` have them."""

    file: Path
    id: str
    as_: As
    title: Text | None = None
    ucdp: bool = False
    lat: str | None = None
    lon: str | None = None
    crs: str | None = None
    layer: str | None = None
    encoding: str = "utf-8"
    separator: str | None = None
    event_id: str | None = None
    where: tuple[str, ...] = ()
    precision: str | None = None
    municipal: tuple[str, ...] = ()
    departmental: tuple[str, ...] = ()
    when: str | None = None
    years: str | None = None
    types: tuple[int, ...] = ()
    sum_: str | None = None
    complete: bool = False
    level: Level = "municipality"
    countries: tuple[str, ...] = ()
    tolerance_m: float = 1000.0
    per: float = 100_000.0
    passport: Mapping[str, str | None] | None = None
    doubt: Text | None = None
    indicator: Meaning | None = None
    replace: bool = False

    @property
    def said(self) -> dict[str, str | None]:
        """Where the file comes from: what was said, and of UCDP what is known."""
        told = {key: text for key, text in (self.passport or {}).items() if text}
        return {**dict.fromkeys(UCDP_PASSPORT), **(UCDP_PASSPORT if self.ucdp else {}), **told}


@dataclass(frozen=True)
class Meaning:
    """What an indicator of the figures would mean; all of it is for a person to say, and for the catalogue to check."""

    pillar: str | None
    direction: int | None
    rationale: Text | None
    unit: Text | None = None
    weight: float = 1.0
    comparable: bool | None = None
    comparable_why: Text | None = None
    method_class: str = "measured"
    missing: str = "leave"
    treatment: str = "winsorise"
    tier: str = "public"
    decimals: int = 1


def span_of(years: str) -> list[int]:
    """Read years as people write them: ``2021``, ``2019-2023``, ``2019,2021``.

    Raises
    ------
    CatalogueError
        When it is none of these.
    """
    found: set[int] = set()
    for part in years.split(","):
        ends = re.fullmatch(r"\s*(\d{4})\s*(?:-\s*(\d{4})\s*)?", part)
        first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (1, 0)
        if not 1900 <= first <= last <= 2100:
            raise CatalogueError(f"--years {years} is no span of years. Write 2021, 2019-2023 or 2019,2021.")
        found.update(range(first, last + 1))
    return sorted(found)


def check_ask(ask: Ask) -> None:
    """Refuse what is not said, or does not go together, all at once.

    Raises
    ------
    CatalogueError
        With every fault.
    """
    faults = Faults(f"add events {ask.file.name}", CatalogueError)
    if not ID.match(ask.id):
        faults.add(f"`{ask.id}` cannot be an id. Use small letters, digits and underscores, a letter first.")
    needed = {
        "--title-es and --title-en": ask.title,
        **{f"--{key.replace('_', '-')}": text for key, text in ask.said.items()},
        "--years (the years counted; the one year of a list of services)": ask.years,
    }
    if ask.indicator is not None:
        needed |= {
            "--pillar": ask.indicator.pillar,
            "--direction": None if ask.indicator.direction is None else "said",
            "--rationale-es and --rationale-en": ask.indicator.rationale,
            "--comparable or --not-comparable": None if ask.indicator.comparable is None else "said",
            "--comparable-why-es and --comparable-why-en": ask.indicator.comparable_why,
        }
    faults.check(
        "things that only a person knows are not said",
        bad=[flag for flag, told in needed.items() if told is None],
        of=len(needed),
        do="Give them.",
    )
    if ask.precision is not None and not (ask.municipal or ask.departmental):
        faults.add(
            "--precision names a column of classes, and no class places an event. Give --municipal 1,2 and, for those "
            "of which the department alone is known, --departmental."
        )
    if ask.precision is None and (ask.municipal or ask.departmental):
        faults.add("--municipal and --departmental are classes of a column. Name it by --precision.")
    if ask.ucdp and (ask.lat or ask.lon or ask.precision or ask.when):
        faults.add("--ucdp knows its own columns. Leave --lat, --lon, --precision and --when out.")
    if ask.types and not ask.ucdp:
        faults.add("--types are those of UCDP. Give --ucdp, or --where COLUMN=VALUE.")
    if ask.as_ == "distance" and (ask.level != "municipality" or ask.complete or ask.sum_):
        faults.add("a distance is of municipalities, and counts nothing. Leave --level, --complete and --sum out.")
    bad = [test for test in ask.where if "=" not in test]
    faults.check("tests are not COLUMN=VALUE", bad=bad, of=len(ask.where), do="Write --where kind=hospital.")
    faults.raise_any()
