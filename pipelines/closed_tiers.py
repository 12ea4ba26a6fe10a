"""Say which closed tiers a study has anything of; until there is, nothing is published for them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from geo.catalogue import tiers_in
from geo.kinds import TIERS
from pipelines.comparator_entries import read_entries
from pipelines.paths import CLOSED
from pipelines.store import recover

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.kinds import Tier
    from pipelines.paths import Places


def tiers_of(places: Places, catalogue: Catalogue) -> tuple[Tier, ...]:
    """List the closed tiers of which the study has an indicator, a series or an outside figure."""
    found = {*tiers_in(catalogue), *(entry.tier for entry in read_entries(places, catalogue))}
    return tuple(tier for tier in TIERS[1:] if tier in found)


def clear(places: Places) -> None:
    """Take away what was published for closed tiers, of a study that has nothing of them any more."""
    recover(places.result(CLOSED))
    shutil.rmtree(places.result(CLOSED), ignore_errors=True)
