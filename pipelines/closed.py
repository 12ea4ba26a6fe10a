"""Publish once more for the readers of each closed tier that a study has anything of, into a folder of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines import publish
from pipelines.closed_tiers import tiers_of

if TYPE_CHECKING:
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
