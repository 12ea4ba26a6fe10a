"""Play a producer's server that misbehaves in every way that servers do, on this machine only."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

Act = "Callable[[Handler], None]"
DATE = "Wed, 04 Nov 2026 10:00:00 GMT"


class Handler(BaseHTTPRequestHandler):
    """Answer a request by the script that the test wrote for its path."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.answer(self, b"")

    def do_POST(self) -> None:
        self.server.answer(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return DATE

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None, *, length: int | None = -1) -> None:
        """Send an answer; `length` may be a lie, or None for none."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if length is None:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(body) if length == -1 else length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    """A script of answers per path: each is used once, the last one again and again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: dict[str, list[Any]] = {}
        self.log: list[tuple[str, str, dict[str, str], bytes]] = []
        self.at_once = self.most_at_once = 0
        self.by_address: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    @property
    def base(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def elsewhere(self) -> str:
        """The same server by another host's name."""
        return f"http://localhost:{self.server_address[1]}"

    def on(self, path: str, *acts: Any) -> None:
        """Write the script of a path."""
        self.script[path] = list(acts)

    def asked(self, path: str) -> list[dict[str, str]]:
        """Give the headers of every request for a path."""
        return [headers for _, target, headers, _ in self.log if urlsplit(target).path == path]

    def answer(self, handler: Handler, body: bytes) -> None:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            self.log.append((handler.command, handler.path, dict(handler.headers), body))
            acts = self.script.get(urlsplit(handler.path).path)
            act = missing if not acts else acts[0] if len(acts) == 1 else acts.pop(0)
        try:
            act(handler)
        except (ConnectionError, BrokenPipeError):
            handler.close_connection = True
        finally:
            with self._lock:
                self.at_once -= 1

    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that went away."""


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server for as long as a test lasts."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(timeout=5)


def missing(handler: Handler) -> None:
    """404 with a page."""
    handler.send(404, b"<!DOCTYPE html><html><body>Not Found</body></html>", {"Content-Type": "text/html"})


def status(code: int, headers: dict[str, str] | None = None, body: bytes = b"busy") -> Any:
    """Answer with a status."""
    return lambda handler: handler.send(code, body, headers)


def page(handler: Handler) -> None:
    """Send a page with status 200, as servers do whose paths have moved."""
    text = b"\n\n<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>" + b"moved " * 400 + b"</body></html>"
    handler.send(200, text, {"Content-Type": "text/html"})


def answer(data: Any, code: int = 200) -> Any:
    """Send JSON."""
    return lambda handler: handler.send(code, json.dumps(data).encode(), {"Content-Type": "application/json"})


def redirect(target: str, code: int = 302) -> Any:
    """Send elsewhere."""
    return lambda handler: handler.send(code, b"", {"Location": target})


def file(content: bytes, *, etag: str | None = '"v1"', modified: str | None = None, ranges: bool = True) -> Any:
    """Serve a file as a good server does: with ranges, If-Range and If-None-Match; without them if told so."""

    def act(handler: Handler) -> None:
        marks = {name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value}
        if etag and handler.headers.get("If-None-Match") == etag:
            handler.send(304, b"", marks)
            return
        asked = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        held = handler.headers.get("If-Range")
        if not (ranges and asked and held in {None, etag, modified}):
            handler.send(200, content, marks)
            return
        start = int(asked[1])
        if start >= len(content):
            handler.send(416, b"", {**marks, "Content-Range": f"bytes */{len(content)}"})
            return
        place = f"bytes {start}-{len(content) - 1}/{len(content)}"
        handler.send(206, content[start:], {**marks, "Content-Range": place})

    return act


def cut(content: bytes, at: int, *, etag: str | None = '"v1"', modified: str | None = None, say: bool = True) -> Any:
    """Send the beginning of a file and close the line; say how long the whole is, or do not."""

    def act(handler: Handler) -> None:
        marks = {name: value for name, value in (("ETag", etag), ("Last-Modified", modified)) if value}
        handler.send(200, content[:at], marks, length=len(content) if say else None)
        handler.close_connection = True

    return act


def reset(content: bytes, at: int, *, etag: str | None = '"v1"') -> Any:
    """Send the beginning of a file and tear the line."""

    def act(handler: Handler) -> None:
        handler.send(200, content[:at], {"ETag": etag} if etag else {}, length=len(content))
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return act


def unlengthed(content: bytes, *, etag: str | None = None) -> Any:
    """Send a whole file without saying how long it is."""
    return lambda handler: handler.send(200, content, {"ETag": etag} if etag else {}, length=None)


def stall(content: bytes, at: int, gate: threading.Event, *, etag: str | None = '"v1"') -> Any:
    """Send the beginning of a file, then nothing until the gate opens."""

    def act(handler: Handler) -> None:
        handler.send(200, content[:at], {"ETag": etag} if etag else {}, length=len(content))
        gate.wait(10)
        handler.close_connection = True

    return act


def hold(gate: threading.Event, then: Any) -> Any:
    """Wait until the gate opens, then do something else."""

    def act(handler: Handler) -> None:
        gate.wait(10)
        then(handler)

    return act
