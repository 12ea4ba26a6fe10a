from collections import Counter

import pytest

from dashboards import document, ids, layout
from dashboards.state import State
from tests.dashboards.reading import parts


@pytest.fixture
def drawn():
    """Give what Dash draws."""
    return [part for part in parts(layout.page()) if getattr(part, "id", None)]


@pytest.fixture
def elements(data, drawn):
    """All that the page holds: what stands in the document, and what Dash draws into it."""
    return [*drawn, *(part for part in parts(document.page(data, State())) if getattr(part, "id", None))]


def test_no_two_elements_share_an_id(elements):
    assert [id_ for id_, n in Counter(part.id for part in elements).items() if n > 1] == []


def test_every_id_is_in_the_page(elements):
    named = {value for name, value in vars(ids).items() if name.isupper()}
    # The panel's own way out is there once a place is chosen.
    assert named - {part.id for part in elements} == {ids.CLOSE}


def test_every_callback_speaks_of_components_that_dash_draws(app, drawn):
    known = {part.id for part in drawn}
    spoken_of = {item["id"] for entry in app._callback_list for item in (*entry["inputs"], *entry["state"])}
    assert spoken_of <= known


def test_every_control_has_a_label(elements):
    labels = {getattr(part, "htmlFor", None) for part in elements if type(part).__name__ == "Label"}
    controls = {part.id for part in elements if type(part).__name__ in {"Input", "Select"}}
    # The field for names is made by a script, and labelled there.
    assert controls == labels - {None}
