"""Write the map page: a Folium map with everything inlined, that opens from disk and asks no network for anything."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstatic.pkg import leaflet

from geo.maps.payload import payload, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.catalogue import Catalogue
    from geo.kinds import Lang, Tier

TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
"""The optional background; nothing is asked of it until a reader ticks its box."""

SCRIPTS = (
    "dom", "parts", "geometry", "colour", "shapes", "store", "format", "limits", "search", "locator", "marks",
    "map", "groups", "crossed", "legend", "table", "panel", "keys", "main", "bridge", "start",
)  # fmt: skip
"""The page's own scripts in the order they are read; together they are one closure, which waits for the data."""

STYLES = ("map", "held", "print")
"""The page's own styles in the order they are read: what is held or printed differs from the rest."""

ASSETS = files("geo.maps") / "assets"


def build_page(
    topology: Mapping[str, Any],
    *,
    scores: pd.DataFrame,
    values: pd.DataFrame,
    catalogue: Catalogue,
    types: pd.DataFrame | None,
    zones: pd.DataFrame | None = None,
    selection: Mapping[str, str] | None = None,
    run: Mapping[str, Any],
    lang: Lang = "es",
    tier: Tier = "public",
    links: Mapping[str, str] | None = None,
) -> str:
    """Build the whole page as one HTML text.

    Parameters
    ----------
    topology
        The study's boundary layer, a quantised TopoJSON in EPSG:4326 (see `geo.maps.shapes.compact`).
    scores
        Per `geo.contracts.SCORES`, with `node_<id>`, `contribution_<indicator>` and `p_top_<k>`. Where there are
        groups, with their columns: `type` and `type_p`; `hotspot`, `lisa` and `bilisa`, each with its `_q`; `zone`;
        `selected` and `selected_p`. A row per unit that is not a lake.
    values
        Per `geo.contracts.VALUES`. Indicators that the readers may not see leave the page altogether; their share
        in the score stays in the score.
    catalogue
        Titles, units, sources and the index tree.
    types
        A row per type: `type`, `title_es`, `title_en`, `n`, `people`; None where there is no typology.
    zones
        A row per zone: `zone`, `name_es`, `name_en`; None where there are none.
    selection
        What was selected and how good it is, in each language; None where it is not told.
    run
        `date` (ISO 8601) and `seed` at least; plain values only. Where they are told, `permutations` and
        `false_discovery` say how the local statistics were tested.
    lang
        The language the page opens in; the reader can switch.
    tier
        The readers; a page for a closed tier says so in its title.
    links
        Pages that lie beside this one, `quality` and `evidence` at most, each with its relative address.

    Returns
    -------
    HTML. The same inputs give the same bytes.

    Raises
    ------
    GeometryError
        With every fault of the topology.
    TableError
        With every fault that keeps the tables from being shown on it.
    """
    data = payload(
        topology,
        scores=scores,
        values=values,
        catalogue=catalogue,
        types=types,
        zones=zones,
        selection=selection,
        run=run,
        lang=lang,
        tier=tier,
    )
    return page_of(data, title=catalogue.study.title.in_(lang), links=links)


def page_of(data: dict[str, Any], *, title: str, links: Mapping[str, str] | None = None) -> str:
    """Write the page of what `geo.maps.payload.payload` gathered, as `build_page` does."""
    from geo.maps.document import draw  # noqa: PLC0415 - Folium is heavy, and asked for only here

    figure = draw(data | {"links": dict(links or {})}, title=title)
    return _allow_own_scripts(str(figure.render()))


def parts(data: Mapping[str, Any]) -> dict[str, str]:
    """Split what the page shows into what draws the places and what is told of them, each as JSON."""
    told = {key: value for key, value in data.items() if key != "geometry"}
    return {"geometry": to_json(data["geometry"]), "study": to_json(told)}


def leaflet_script() -> str:
    """Read Leaflet; its source map would be asked for by developer tools."""
    script = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"^//# sourceMappingURL=.*$", "", script, flags=re.MULTILINE).replace("\r", "").strip()


def leaflet_style() -> str:
    """Read Leaflet's style; its images belong to controls the page does not use."""
    style = (Path(leaflet.BASE_DIR) / "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\(images/[^)]*\)", "none", style)


def own_style() -> str:
    """Read the page's own style."""
    return "\n".join((ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


def _allow_own_scripts(html: str) -> str:
    """Name the page's scripts by their hash in its policy, so that text that came in as data can never run."""
    hashes = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    ]
    return html.replace("'script-hashes'", " ".join(f"'sha256-{digest}'" for digest in hashes), 1)
