"""Check how places are filled: the classes of the map, hatched without a rank, cross-hatched without a score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.brief.shading import Fill, fill_of, legend, paint
from geo.maps.breaks import quantiles
from geo.palette import RAMPS
from tests.dashboards import world

if TYPE_CHECKING:
    from geo.export.brief import Briefs


def test_the_classes_are_those_of_the_map_page(briefs: Briefs) -> None:
    assert briefs.ground.limits == quantiles(world.scores()["score"].round(1))


def test_the_highest_is_darkest_and_a_limit_belongs_to_its_class(briefs: Briefs) -> None:
    places, ground = briefs.ground.places, briefs.ground
    assert fill_of(places["AA0101"], ground) == Fill(RAMPS["score"][-1])
    assert fill_of(places["BB0102"], ground) == Fill(RAMPS["score"][0])
    at_limit = places["AA0202"] | {"score": ground.limits[1]}
    assert fill_of(at_limit, ground).colour == RAMPS["score"][1]


def test_no_rank_and_no_data_are_told_apart_without_colour(briefs: Briefs) -> None:
    places, ground = briefs.ground.places, briefs.ground
    assert fill_of(places["BB0201"], ground).lines == 1
    assert fill_of(places["BB0202"], ground) == Fill("#ffffff", 2)


def test_the_legend_names_every_class_and_what_has_none(briefs: Briefs) -> None:
    texts = [text for _, text in legend(briefs.ground, lang="es")]
    assert texts[0].endswith(" – 81.2")
    assert texts[-3:] == ["hasta 41.5", "Sin puesto", "Sin dato"]
    assert [text for _, text in legend(briefs.ground, lang="en")][-2:] == ["No rank", "No data"]


def test_a_hatch_is_lines_clipped_to_the_shape() -> None:
    plain, hatched, crossed = (paint("0 0 10 10 re", Fill("#ff0000", lines), (0, 0, 10, 10)) for lines in (0, 1, 2))
    assert plain == "1.000 0.000 0.000 rg\n0 0 10 10 re\nf*"
    assert "W* n" in hatched
    assert crossed.count(" l") > hatched.count(" l") > 2
