"""Run the app: one process for one person, several for a team."""

from __future__ import annotations

import signal
import socket
import struct
from typing import TYPE_CHECKING, Any

from waitress import create_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication

THREADS = 8
"""Requests that a process works on at once; most of them wait for the network."""
PATIENCE = 120
"""Seconds after which a process that answers nothing is replaced."""
IDLE = 30
"""Seconds that a connection is kept between two requests; a hand that rests should not find it closed."""
SLOW = 5.0
"""Seconds that a connection may neither send nor take anything in the midst of a request."""


def serve(make: Callable[[], WSGIApplication], *, host: str, port: int, workers: int, said: Callable[[], None]) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    make
        Makes the application; called once in each process.
    host, port
        Where to listen.
    workers
        How many processes. One is waitress, which runs everywhere; more are gunicorn's, which needs a POSIX system.
    said
        Called once it listens.

    Raises
    ------
    OSError
        When it cannot listen there.
    ImportError
        When there is no gunicorn and several processes are asked for.
    """
    if workers == 1:
        _one(make(), host=host, port=port, said=said)
    else:
        _several(make, host=host, port=port, workers=workers, said=said)


def _one(app: WSGIApplication, *, host: str, port: int, said: Callable[[], None]) -> None:
    # Which proxy is believed is the doors' business (`doors.py`): nothing else here reads what proxies say.
    server = create_server(
        app, host=host, port=port, threads=THREADS, ident="arraigo", clear_untrusted_proxy_headers=False
    )
    before = signal.signal(signal.SIGTERM, _end)
    said()
    try:
        server.run()
    finally:
        server.close()
        signal.signal(signal.SIGTERM, before)


def _end(*_: object) -> None:
    """End as Ctrl+C does: whoever runs services asks for it by this signal."""
    raise SystemExit(0)


def _several(
    make: Callable[[], WSGIApplication], *, host: str, port: int, workers: int, said: Callable[[], None]
) -> None:
    # They import what only POSIX systems have.
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415
    from gunicorn.workers.gthread import ThreadWorker  # noqa: PLC0415

    class Impatient(ThreadWorker):  # type: ignore[misc]
        """gunicorn's threads, none of which waits for ever: a few readers with half a request would hold them all."""

        def handle(self, conn: Any) -> Any:
            limit(conn.sock)
            return super().handle(conn)

    options: dict[str, Any] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "threads": THREADS,
        "worker_class": Impatient,
        "timeout": PATIENCE,
        "keepalive": IDLE,
        "loglevel": "warning",
        "when_ready": lambda _: said(),
    }

    class Team(BaseApplication):  # type: ignore[misc]
        """gunicorn with our options and without a configuration file."""

        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> WSGIApplication:
            return make()

    Team().run()


def limit(connection: socket.socket) -> None:
    """Let a connection wait no longer than `SLOW`; set in the system, since gunicorn resets Python's own limit."""
    whole = int(SLOW)
    wait = struct.pack("@ll", whole, int((SLOW - whole) * 1e6))
    for side in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        connection.setsockopt(socket.SOL_SOCKET, side, wait)
