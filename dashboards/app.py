"""Make the app: a Dash page on one study's published results, with the map and the downloads beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dash import Dash
from flask import Response, abort, request, send_from_directory

from dashboards import layout
from dashboards.callbacks import register
from dashboards.live_routes import register as answer_moves

if TYPE_CHECKING:
    from dashboards.data import Page, Published

_DOCUMENT = """<!DOCTYPE html>
<html lang="es">
<head>{%metas%}<title>{%title%}</title>{%favicon%}{%css%}</head>
<body>
<noscript>Esta página necesita JavaScript. This page needs JavaScript.</noscript>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""


def create_app(data: Published) -> Dash:
    """Build the app on results that are already read; nothing is global and nothing is read at import.

    Every script and style is served from here, none from elsewhere.
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
    answer_moves(app.server, data)
    app.server.add_url_rule(layout.MAP_ADDRESS, "map_page", partial(_map_page, data.page))
    app.server.add_url_rule(f"{layout.DOWNLOAD_ADDRESS}<path:name>", "download", partial(_download, data))
    app.server.after_request(_guard)
    return app


def _map_page(page: Page) -> Response:
    """Serve the map compressed where the browser takes it, and not at all where it has it already."""
    zipped = request.accept_encodings.best_match(["gzip"]) is not None
    response = Response(page.gzipped if zipped else page.plain, mimetype="text/html")
    if zipped:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.no_cache = True
    response.set_etag(f"{page.digest}-gz" if zipped else page.digest)
    response.make_conditional(request)
    return response


def _download(data: Published, name: str) -> Response:
    """Serve a file that the results name, and no other."""
    if name not in data.files:
        abort(404)
    return send_from_directory(data.folder.resolve(), name, as_attachment=True)


def _guard(response: Response) -> Response:
    """Keep other sites from framing the app, and browsers from guessing what a file is."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
