"""Split the map page into files that a server sends once and a browser keeps, for an app that holds it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from geo.maps.page import leaflet_script, leaflet_style, own_style, parts
from geo.maps.payload import payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.catalogue import Catalogue
    from geo.kinds import Lang, Tier

SHELL = "map.html"


def live_files(
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
) -> dict[str, bytes]:
    """Build the page in parts; the inputs are those of `geo.maps.page.build_page`.

    Returns
    -------
    By file name: `map.html`, the shell; `leaflet.js`, `leaflet.css`, `map.js`, `map.css`; `geometry.json`, the
    shapes; `study.json`, all that is told of them. The shell names each by a relative address with a hash of its
    content (``map.js?v=...``), so whatever carries a hash may be kept for ever, and the shell alone is asked for
    again. The same inputs give the same bytes.

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
    return files_of(data, title=catalogue.study.title.in_(lang))


def files_of(data: dict[str, Any], *, title: str) -> dict[str, bytes]:
    """Split the page of what `geo.maps.payload.payload` gathered, as `live_files` does."""
    from geo.maps.document import draw  # noqa: PLC0415 - Folium is heavy, and asked for only here

    figure = draw(data, title=title, live=True)
    shell = str(figure.render())
    texts = {
        "leaflet.js": leaflet_script(),
        "leaflet.css": leaflet_style(),
        # The script is put together while the shell is rendered.
        "map.js": str(figure.script.render()),
        "map.css": own_style(),
        **{f"{name}.json": text for name, text in parts(data | {"links": {}}).items()},
    }
    files = {name: text.encode() for name, text in texts.items()}
    return {SHELL: _stamped(shell, files).encode(), **files}


def _stamped(shell: str, files: Mapping[str, bytes]) -> str:
    """Add to each address the hash of what is found there."""

    def stamp(found: re.Match[str]) -> str:
        digest = hashlib.sha256(files[found["name"]]).hexdigest()[:16]
        return f'{found["start"]}{found["name"]}?v={digest}"'

    names = "|".join(map(re.escape, files))
    return re.sub(rf'(?P<start>(?:href|src)=")(?P<name>{names})"', stamp, shell)
