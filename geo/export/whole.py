"""Hold the published study that a part is cut from: its rows, its classes, and what its types and zones are called.

A part that leaves is told against the whole: a department's map bears the study's classes, a zone that reaches over its
edge keeps its size, and a department that is shown by a few of its units keeps its people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, MethodError, listed
from geo.export.columns import declare_columns
from geo.export.table import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.catalogue import Catalogue
    from geo.export.classes import Classes
    from geo.kinds import Tier


@dataclass(frozen=True)
class Whole:
    """A published study.

    Attributes
    ----------
    table
        A row per scored unit; a GeoDataFrame inside where layers are to be written.
    catalogue
        The study it was published from.
    classes
        How the map draws it; without them layers leave without styles.
    zones
        `zone`, `name_es` and `name_en`; none where there are no zones.
    types
        `type`, `title_es` and `title_en`; none where there are no types.
    cards
        The data cards by file name; they go along with a shapefile.
    """

    table: Table
    catalogue: Catalogue
    classes: Classes | None = None
    zones: pd.DataFrame | None = None
    types: pd.DataFrame | None = None
    cards: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def departments(self) -> dict[str, str]:
        """Names of the departments by their codes, in order."""
        frame = self.table.frame[["adm1_code", "adm1_name"]].drop_duplicates().sort_values("adm1_code")
        return dict(zip(frame["adm1_code"], frame["adm1_name"], strict=True))

    def cut(
        self, *, department: str | None = None, codes: Collection[str] | None = None, selected: bool = False
    ) -> Table:
        """Keep the units of a department, of a list of codes, of the selected set, or of all of these at once.

        Raises
        ------
        MethodError
            With every department or code that is not there, and when nothing is left.
        """
        frame = self.table.frame
        faults = Faults("export", MethodError)
        keep = pd.Series(data=True, index=frame.index)
        if department is not None:
            keep &= frame["adm1_code"] == department
            if not keep.any():
                known = self.departments
                faults.add(
                    f"no unit lies in a department {department}, among {len(known)} departments that have units, such "
                    f"as {listed(known)}. Give the code of one of these."
                )
        if codes is not None:
            faults.check(
                "codes are not among the units of the study",
                bad=sorted(set(codes) - set(frame["code"])),
                of=len(set(codes)),
                do="Correct them; a code is led by its country, as in GT1301.",
            )
            keep &= frame["code"].isin(set(codes))
        if selected and "selected" not in frame:
            faults.add("the study has no selected set. Leave out the selection, or run `arraigo group` first.")
        elif selected:
            keep &= frame["selected"].eq(1)
        if not faults.messages and not keep.any():
            faults.add(f"none of {len(frame)} units is in all that was asked for. Ask for less at once.")
        faults.raise_any()
        return self.table.where(keep)


def whole_of(
    scores: pd.DataFrame,
    *,
    catalogue: Catalogue,
    classes: Classes | None = None,
    zones: pd.DataFrame | None = None,
    types: pd.DataFrame | None = None,
    cards: Mapping[str, bytes] | None = None,
    tier: Tier = "public",
) -> Whole:
    """Take a published table of scores as the whole of a study.

    Parameters
    ----------
    scores
        What `geoparquet_bytes` wrote, read again: declared columns in their order, with geometry.
    tier
        The readers it was published for.

    Raises
    ------
    TableError
        With every rule of a table that leaves which is broken.
    """
    declared = tuple(column for column in declare_columns(catalogue).of_units if column.name in scores)
    return Whole(
        Table(scores, declared, tier), catalogue, classes=classes, zones=zones, types=types, cards=dict(cards or {})
    )
