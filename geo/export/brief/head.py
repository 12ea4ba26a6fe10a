"""Head a brief: which study, the name of the place in full, and what is to be said under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.brief.lettering import wrapped
from geo.export.brief.sheet import LEFT, QUIET, RIGHT, TOP, Sheet

if TYPE_CHECKING:
    from geo.export.brief.ground import Ground
    from geo.kinds import Lang

WIDTH = RIGHT - LEFT


def head(sheet: Sheet, name: str, under: str, kind: str, ground: Ground, *, lang: Lang) -> float:
    """Write the study, the name of the place, however long, and what stands under it; give the next base line."""
    y = TOP + 4
    end = sheet.text(LEFT, y, kind, size=7.5, bold=True, colour=QUIET)
    study = ground.catalogue.study.title.in_(lang)
    sheet.text(RIGHT, y, study, size=7.5, colour=QUIET, align="right", room=RIGHT - end - 12, least=5)
    # A long name first goes smaller, then onto a second line.
    sizes = (24.0, 20.0, 17.0, 14.0)
    size = next((s for s in sizes if len(wrapped(name, room=WIDTH, size=s, bold=True)) == 1), 14.0)
    y = sheet.block(LEFT, y + 8 + size * 0.85, name, room=WIDTH, size=size, leading=size * 1.1, bold=True, most=2)
    y -= size * 1.1
    return sheet.block(LEFT, y + 15, under, room=WIDTH, size=9, colour=QUIET, most=2)
