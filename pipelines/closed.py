"""Publish once more for the readers of each closed tier that a study has anything of, into a folder of its own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.catalogue import tiers_in
from geo.kinds import TIERS
from pipelines import publish
from pipelines.comparators import read_entries
from pipelines.paths import CLOSED
from pipelines.store import recover

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from geo.kinds import Tier
    from pipelines.paths import Places
    from pipelines.stage import Context


def run(context: Context) -> None:
    """Publish for each closed tier; nobody but the owner of the files may read the folder."""
    context.out.chmod(0o700)
    for tier in tiers_of(context.places, context.catalogue):
        folder = context.out / tier
        folder.mkdir(mode=0o700)
        own = replace(context, out=folder, notes=[])
        publish.run(own, tier=tier)
        context.notes.extend(note for note in own.notes if note.startswith(f"{tier}:"))


def tiers_of(places: Places, catalogue: Catalogue) -> tuple[Tier, ...]:
    """List the closed tiers of which the study has an indicator, a series or an outside figure."""
    found = {*tiers_in(catalogue), *(entry.tier for entry in read_entries(places, catalogue))}
    return tuple(tier for tier in TIERS[1:] if tier in found)


def clear(places: Places) -> None:
    """Take away what was published for closed tiers, of a study that has nothing of them any more."""
    recover(places.result(CLOSED))
    shutil.rmtree(places.result(CLOSED), ignore_errors=True)
