"""Make briefs from published results: of a municipality, of a department, and of both in one volume."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import NameMatchError, listed
from geo.export.brief.department import draw_department
from geo.export.brief.ground import Ground, prepare_ground
from geo.export.brief.maps import Atlas
from geo.export.brief.place import draw_place
from geo.export.brief.shapes import prepare_outlines
from geo.export.brief.sheet import Sheet
from geo.export.brief.texts import say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from geo.catalogue import Catalogue
    from geo.export.brief.ground import Boundary
    from geo.kinds import Lang, Tier


@dataclass(frozen=True)
class Briefs:
    """The briefs of one run, ready to be written; made by `prepare_briefs`."""

    ground: Ground
    atlas: Atlas

    @property
    def places(self) -> tuple[str, ...]:
        """The codes of all municipalities, in order."""
        return tuple(self.ground.places)

    @property
    def departments(self) -> tuple[str, ...]:
        """The codes of all departments, in order."""
        return tuple(self.ground.departments)

    def of_place(self, code: str, *, lang: Lang) -> bytes:
        """Write the brief of a municipality: a PDF of two A4 pages.

        Raises
        ------
        NameMatchError
            When there is no such place.
        """
        _find(code, self.ground.places, "municipality")
        sheet = self._sheet(self._title(code, lang=lang), lang=lang)
        draw_place(sheet, self.atlas, code, lang=lang)
        return sheet.content()

    def of_department(self, adm1_code: str, *, lang: Lang) -> bytes:
        """Write the brief of a department: a PDF of two A4 pages, more only where it has over seventy municipalities.

        Raises
        ------
        NameMatchError
            When there is no such department.
        """
        _find(adm1_code, self.ground.departments, "department")
        sheet = self._sheet(self._department_title(adm1_code, lang=lang), lang=lang)
        draw_department(sheet, self.atlas, adm1_code, lang=lang)
        return sheet.content()

    def bound(self, adm1_code: str, *, lang: Lang) -> bytes:
        """Write the brief of a department and those of all its municipalities as one PDF with a list of contents.

        Raises
        ------
        NameMatchError
            When there is no such department.
        """
        _find(adm1_code, self.ground.departments, "department")
        title = self._department_title(adm1_code, lang=lang)
        sheet = self._sheet(title, lang=lang)
        sheet.mark(adm1_code, title)
        draw_department(sheet, self.atlas, adm1_code, lang=lang)
        for code in self.ground.departments[adm1_code]:
            sheet.mark(code, self.ground.places[code]["name"], level=1)
            draw_place(sheet, self.atlas, code, lang=lang)
        return sheet.content()

    def _sheet(self, title: str, *, lang: Lang) -> Sheet:
        subject = self.ground.catalogue.study.title.in_(lang)
        return Sheet(title=title, subject=subject, lang=lang, date=str(self.ground.run["date"]))

    def _title(self, code: str, *, lang: Lang) -> str:
        return say("title", lang=lang, name=self.ground.places[code]["name"], code=code)

    def _department_title(self, adm1_code: str, *, lang: Lang) -> str:
        name = self.ground.places[self.ground.departments[adm1_code][0]]["adm1_name"]
        return say("department_title", lang=lang, name=name, code=adm1_code)


def prepare_briefs(
    scores: gpd.GeoDataFrame,
    values: pd.DataFrame,
    *,
    catalogue: Catalogue,
    types: pd.DataFrame | None,
    zones: pd.DataFrame | None = None,
    neighbours: pd.DataFrame | None = None,
    run: Mapping[str, Any],
    boundaries: Sequence[Boundary] = (),
    tier: Tier = "public",
) -> Briefs:
    """Check published results and prepare what all their briefs share, so that each takes a few hundredths of a second.

    Parameters
    ----------
    scores
        The published `scores.parquet`: by `geo.contracts.SCORES`, with the columns of the units, geometry, `type`,
        `type_p`, `node_<id>`, `contribution_<indicator>` and `p_top_<k>`; `hotspot`, `zone`, `selected` and
        `selected_p` where the study has them.
    values
        The published `values.parquet`; what the readers may not see is left out. A missing value stays
        missing in the table and takes no part in a median.
    types
        `type`, `title_es`, `title_en`, or null where places were not grouped.
    zones
        `zone`, `name_es`, `name_en`.
    neighbours
        Ordered pairs `code`, `neighbour`; without them nothing is held against neighbours.
    run
        `date` (ISO) and `seed`; `replicates` and `version` are shown where they are told.
    boundaries
        The boundary layers, named among the sources of the country they show.
    tier
        The readers; a brief for a closed tier says so at its foot.

    Raises
    ------
    TableError
        With every fault of the tables.
    GeometryError
        When places have no geometry or no reference system.
    """
    ground = prepare_ground(
        scores,
        values,
        catalogue=catalogue,
        types=types,
        zones=zones,
        neighbours=neighbours,
        run=run,
        boundaries=boundaries,
        tier=tier,
    )
    return Briefs(ground, Atlas(ground, prepare_outlines(scores)))


def _find(code: str, known: Collection[str], what: str) -> None:
    if code not in known:
        raise NameMatchError(
            f"There is no {what} `{code}` among {len(known)}, such as {listed(known)}. Give one of their codes."
        )
