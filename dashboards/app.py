"""Make the app: a Dash page on one study's published results, with the map and the downloads beside it."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dash import Dash
from flask import Response, abort, jsonify, send_from_directory

from dashboards import layout
from dashboards.callbacks import register
from dashboards.compression import compress
from dashboards.data import LIVE
from dashboards.guard import guard
from dashboards.live_routes import register as answer_moves
from dashboards.resources import Resource
from dashboards.takeaway import register as offer_files
from dashboards.uploads import register as take_uploads

if TYPE_CHECKING:
    from dashboards.data import Published
    from geo.kinds import Tier

LIVE_ADDRESS = "/live/"
HEALTH = "/health"
_DOCUMENT = """<!DOCTYPE html>
<html lang="es">
<head>{%metas%}<title>{%title%}</title><link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 viewBox=%270 0 16 16%27%3E%3Crect width=%2716%27 height=%2716%27 rx=%273%27 fill=%27%230f5c66%27/%3E%3Cpath d=%27M8 3v10M8 8l-4 4M8 8l4 4%27 fill=%27none%27 stroke=%27%23fff%27 stroke-width=%271.7%27/%3E%3C/svg%3E">{%css%}</head>
<body>
<noscript>Esta página necesita JavaScript. This page needs JavaScript.</noscript>
{%app_entry%}
{%config%}{%scripts%}{%renderer%}
</body>
</html>"""


def create_app(data: Published, *, tier: Tier = "public", uploads: Path | None = None) -> Dash:
    """Build the app on results that are already read; nothing is global and nothing is read at import.

    Every script and style is served from here, none from elsewhere.

    Parameters
    ----------
    data
        What is shown.
    tier
        The readers it is for.
    uploads
        Folder in which tables that readers send wait in quarantine; without one, nothing is taken.
    """
    app = Dash(
        "dashboards",
        title=data.catalogue.study.title.es,
        update_title="",
        assets_folder=str(Path(__file__).parent / "assets"),
        serve_locally=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        index_string=_DOCUMENT,
    )
    app.layout = partial(layout.page, data)
    register(app, data)
    compress(app.server)
    _add_routes(app, data, tier=tier)
    answer_moves(app.server, data)
    offer_files(app.server, data)
    if uploads is not None:
        take_uploads(app.server, folder=uploads, codes=data.known.codes)
    guard(app, pages={layout.MAP_ADDRESS: own_scripts(data.page)})
    return app


def _add_routes(app: Dash, data: Published, *, tier: Tier) -> None:
    add = app.server.add_url_rule
    add(layout.MAP_ADDRESS, "map_page", data.page.response)
    add(f"{LIVE_ADDRESS}<name>", "live", partial(_live, _resources(data.folder / LIVE)))
    add(f"{layout.DOWNLOAD_ADDRESS}<path:name>", "download", partial(_download, data))
    add(HEALTH, "health", partial(_health, data, tier))


def _resources(folder: Path) -> dict[str, Resource]:
    return {path.name: Resource.of_file(path) for path in sorted(folder.glob("*.*"))}


def _live(files: dict[str, Resource], name: str) -> Response:
    if name not in files:
        abort(404)
    return files[name].response()


def _health(data: Published, tier: Tier) -> Response:
    """Say that the app answers and which results it shows, for a machine that watches over it."""
    answer = jsonify(status="ok", study=data.catalogue.study.id, tier=tier, checksum=data.checksum, stale=data.stale)
    answer.cache_control.no_store = True
    return answer


def _download(data: Published, name: str) -> Response:
    """Serve a file that the results name, and no other."""
    if name not in data.files:
        abort(404)
    return send_from_directory(data.folder.resolve(), name, as_attachment=True)


def own_scripts(page: Resource) -> list[str]:
    """List the hashes by which a page lets in its own scripts."""
    policy = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', page.plain)
    return re.findall(r"'sha256-[A-Za-z0-9+/=]+'", policy.group(1).decode()) if policy else []
