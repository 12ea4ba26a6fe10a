"""Serve the map in parts on the loopback, held by a page that keeps what it is told and calls what a test asks."""

from __future__ import annotations

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TYPES = {"html": "text/html; charset=utf-8", "js": "text/javascript", "css": "text/css", "json": "application/json"}
HOLDER = """<!DOCTYPE html><html lang="es"><head><meta charset="utf-8"><title>Holder</title>
<link rel="icon" href="data:,">
<style>html, body {{ margin: 0; height: 100%; }}
iframe {{ border: 0; width: 100%; height: 100%; display: block; }}</style>
</head><body><iframe id="map" title="Mapa" src="{map}"></iframe><script>
const told = [];
addEventListener("message", ({{ data }}) => told.push(data));
const frame = document.getElementById("map").contentWindow;
const call = (name, ...args) => frame.postMessage({{ arraigo: name, args }}, "*");
</script></body></html>"""


@contextmanager
def serve(files: Mapping[str, bytes], *, holds: str = "/live/map.html") -> Iterator[str]:
    """Serve files by name below `/live/`, and at `/` a page that holds the map at `holds`; give the origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            name = path.removeprefix("/live/")
            content = HOLDER.format(map=holds).encode() if path == "/" else files.get(name)
            missing = 204 if path == "/favicon.ico" else 404
            self.send_response(missing if content is None else 200)
            self.send_header("Content-Type", TYPES.get(name.rpartition(".")[2], TYPES["html"]))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
