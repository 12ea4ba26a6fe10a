"""Make the app: a Dash page on one study's published results, with the map and the downloads beside it."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dash import Dash
from flask import Response, abort, jsonify, request, send_from_directory

from dashboards import layout
from dashboards.callbacks import register
from dashboards.compression import compress
from dashboards.data import LIVE
from dashboards.document import MAP_ADDRESS, document
from dashboards.guard import guard
from dashboards.live_routes import register as answer_moves
from dashboards.offered import DOWNLOAD_ADDRESS
from dashboards.resources import Resource
from dashboards.takeaway import register as offer_files
from dashboards.uploads import register as take_uploads

if TYPE_CHECKING:
    from dashboards.data import Published
    from geo.kinds import Tier

LIVE_ADDRESS = "/live/"
HEALTH = "/health"


class Page(Dash):  # type: ignore[misc]
    """Dash within a document of its own, which is written anew for each address.

    Parameters
    ----------
    data
        What is shown.
    options
        Those of Dash.
    """

    def __init__(self, data: Published, **options: Any) -> None:
        super().__init__("dashboards", **options)
        self.published = data

    def interpolate_index(self, **parts: str) -> str:
        """Write the document; Dash calls it by this name."""
        return document(self.published, request.query_string.decode("ascii", "replace"), **parts)


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
    app = Page(
        data,
        title=data.catalogue.study.title.es,
        update_title="",
        assets_folder=str(Path(__file__).parent / "assets"),
        serve_locally=True,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = layout.page
    register(app, data)
    compress(app.server)
    _add_routes(app, data, tier=tier)
    answer_moves(app.server, data)
    offer_files(app.server, data)
    if uploads is not None:
        take_uploads(app.server, folder=uploads, codes=data.known.codes)
    guard(app, pages={MAP_ADDRESS: own_scripts(data.page)})
    return app


def _add_routes(app: Dash, data: Published, *, tier: Tier) -> None:
    add = app.server.add_url_rule
    add(MAP_ADDRESS, "map_page", data.page.response)
    add(f"{LIVE_ADDRESS}<name>", "live", partial(_live, _resources(data.folder / LIVE)))
    add(f"{DOWNLOAD_ADDRESS}<path:name>", "download", partial(_download, data))
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
