from dataclasses import replace

import pytest

from dashboards.scene import Live, Scene
from dashboards.state import State
from dashboards.views import downloads
from geo.export import FORMATS
from tests.dashboards.reading import parts, read


def view(data, **chosen):
    return downloads.content(Scene(data, Live(data.scores), replace(State(), **chosen)))


def links(tree):
    return [part.href for part in parts(tree) if getattr(part, "href", None)]


def test_every_format_of_the_whole_study_is_offered(data):
    found = links(view(data))
    assert [link for link in found if "part=all" in link] == [f"/take/{name}?part=all&lang=es" for name in FORMATS]


def test_a_department_and_what_the_filters_leave_are_parts_of_their_own(data):
    tree = view(data, department="AA02", lang="en")
    assert "/take/csv?part=department&lang=en&lang=en&department=AA02" in links(tree)
    assert "All of Norte (2 places)" in read(tree)
    assert "What the filter leaves (2 places)" in read(tree)


@pytest.mark.parametrize("chosen", [{}, {"query": "nobody"}])
def test_filters_that_leave_all_or_nothing_are_no_part(data, chosen):
    assert not any("part=filter" in link for link in links(view(data, **chosen)))


def test_the_chosen_place_comes_first_among_the_briefs(data):
    briefs = [link for link in links(view(data, code="BB0202")) if link.startswith("/brief/")]
    assert briefs[0] == "/brief/BB0202.pdf?lang=es"
    assert len(briefs) == len(set(briefs))
    assert "/brief/AA02.pdf?lang=es" in briefs
