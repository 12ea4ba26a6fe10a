from collections import Counter

import pytest
from dash.development.base_component import Component

from dashboards import document, layout
from dashboards.panel import panel
from dashboards.views import VIEWS
from tests.dashboards.reading import parts
from tests.dashboards.scenes import scene


@pytest.mark.parametrize("view", list(VIEWS))
def test_an_id_stands_in_the_page_but_once(data, view):
    shown = scene(data, f"?view={view}&code=AA0102&vs=AA0101,AA0201&q=a&quota=department=AA01:1-")
    drawn = [layout.page(), document.page(data, shown.state), *VIEWS[view].content(shown), *panel(shown)]
    ids = [part.id for part in parts(drawn) if isinstance(part, Component) and getattr(part, "id", None)]
    assert [id_ for id_, times in Counter(ids).items() if times > 1] == []
