"""Put the document of the map together with Folium: the page around the map, the map, and the study on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from geo.maps.page import ASSETS, SCRIPTS, TILES, leaflet_script, leaflet_style, own_style, parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.kinds import Lang


def draw(data: dict[str, Any], *, title: str, live: bool = False) -> PageFigure:
    """Put the document together.

    Parameters
    ----------
    data
        What `geo.maps.payload.payload` gathered.
    title
        What the window is called until the script names it in the reader's language.
    live
        Leave the scripts, the styles and the data out, and point at the files beside the page instead.
    """
    figure = PageFigure(title=title, lang=data["lang"], live=live)
    page = PageMap(live=live, tiles=None, zoom_control=False, zoom_snap=0.1, attribution_control=False, keyboard=False)
    figure.add_child(page)
    page.add_child(StudyLayer({} if live else parts(data), live=live))
    return figure


class PageFigure(Figure):
    """The document around the map: its language, its title, and a policy that lets nothing in from outside."""

    _template = Template((ASSETS / "figure.html").read_text(encoding="utf-8"))

    def __init__(self, *, title: str, lang: Lang, live: bool) -> None:
        super().__init__(title=title)
        self.lang = lang
        self.live = live
        self.tile_host = TILES.partition("/{")[0]


class Verbatim(Element):
    """A text that goes into the document as it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002 - Folium hands every element the same options
        """Give the text."""
        return self.text


class Part(MacroElement):
    """An element whose rendered text is final.

    Branca reads what an element has rendered as a template once more; a place named ``{{ ... }}`` would then be
    carried out as code. Here every text is rendered once.
    """

    def render(self, **kwargs: Any) -> None:
        """Put the macros' texts into the document's header, body and script, then do so for the children."""
        figure = self.get_root()
        for where in ("header", "html", "script"):
            macro = getattr(self._template.module, where, None)
            if macro is not None:
                getattr(figure, where).add_child(Verbatim(macro(self, kwargs)), name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)


class PageMap(Part, folium.Map):
    """A Folium map whose Leaflet comes with the page."""

    default_js = ()
    default_css = ()
    _template = Template((ASSETS / "map.html").read_text(encoding="utf-8"))

    def __init__(self, *, live: bool, **options: Any) -> None:
        super().__init__(**options)
        self.live = live
        self.leaflet_js, self.leaflet_css = leaflet_script(), leaflet_style()

    def get_name(self) -> str:
        """Name the map in the script; Folium's own name is random, and the page's bytes must not be."""
        return "arraigo_map"


class StudyLayer(Part):
    """The study on the map: its data and the scripts that draw them."""

    _template = Template((ASSETS / "study.html").read_text(encoding="utf-8"))

    def __init__(self, data: Mapping[str, str], *, live: bool) -> None:
        super().__init__()
        self._name = "StudyLayer"
        self.data = data
        self.live = live
        self.tiles = TILES
        self.css = own_style()
        self.js = "\n".join((ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)

    def get_name(self) -> str:
        """Name the element by what it is, not at random."""
        return "arraigo_study"
