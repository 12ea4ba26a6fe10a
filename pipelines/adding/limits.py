"""Say which places a file cannot know apart, since they were created after its figures were counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pipelines.adding.joining import Join

SHOWN_NAMES = 12


@dataclass(frozen=True)
class OlderLimits:
    """Places that were still one in the year of the figures.

    Attributes
    ----------
    pairs
        The name of each place that has no row, and of the place that it was still part of.
    year
        Of the figures.
    """

    pairs: tuple[tuple[str, str], ...]
    year: int

    def note(self) -> str:
        """Tell a person at a terminal."""
        told = listed(f"{name} in {old}" for name, old in self.pairs)
        return (
            f"{len(self.pairs)} places without a row were created after {self.year} (created.csv), and are counted "
            f"with those that they were taken out of: {told}. The source's doubts say so"
        )

    def false_zeros(self) -> str:
        """Say why the list is not full as the places are today."""
        told = listed(name for name, _ in self.pairs)
        return (
            f"{len(self.pairs)} places that the full list lacks did not exist in {self.year}, and their zero would be "
            f"false: {told}. Leave --complete out, and write 0 for the places that had none."
        )

    def doubt(self) -> dict[str, str]:
        """Write the doubt for the source's entry."""
        shown = self.pairs[:SHOWN_NAMES]
        more = len(self.pairs) - len(shown)
        es = ", ".join(f"{old} con {name}" for name, old in shown) + (f" y {more} más" if more else "")
        en = ", ".join(f"{old} with {name}" for name, old in shown) + (f" and {more} more" if more else "")
        return {
            "es": f"Cifras de los límites de {self.year}: {es}. Los lugares creados después quedan sin dato.",
            "en": f"Figures of the limits of {self.year}: {en}. Places that were created later have no data.",
        }


def older_limits(
    joined: Join, created: pd.DataFrame | None, *, year: int, called: Mapping[str, str]
) -> OlderLimits | None:
    """Find the places that were created after the year of the figures, have no row, and whose old place has one.

    Parameters
    ----------
    joined
        Which place each row is about.
    created
        `code`, `from_code`, `year`, as `geo.tables.read_created` gives it; None where the study does not say.
    year
        Of the figures.
    called
        Names by code.
    """
    if created is None or joined.level != "municipality":
        return None
    there = set(joined.rows["code"].dropna())
    later = created[created["year"] > year]
    old = dict(zip(later["code"], later["from_code"], strict=True))
    pairs = []
    for code, before in old.items():
        home = before
        # A place may have been taken out of one that was itself taken out of another later than the figures.
        while home not in there and home in old:
            home = old[home]
        if code not in there and home in there:
            pairs.append((called[code], called[home]))
    return OlderLimits(tuple(pairs), year) if pairs else None
