"""Start the app on a folder of published results: ``python -m dashboards FOLDER --host 127.0.0.1 --port 8050``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from waitress import create_server

from dashboards.app import create_app
from dashboards.data import load_published
from geo.errors import ArraigoError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; give 2, with one message and no traceback, when that cannot be done."""
    asked = _parser().parse_args(arguments)
    try:
        app = create_app(load_published(asked.folder))
        server = create_server(app.server, host=asked.host, port=asked.port, threads=8)
    except ArraigoError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(
            f"The app cannot listen on {asked.host}:{asked.port} ({error.strerror or error}). "
            "Another program may be using it: choose another one with --port."
        )
    sys.stdout.write(f"arraigo: http://{asked.host}:{asked.port} (Ctrl+C to stop)\n")
    sys.stdout.flush()
    try:
        server.run()
    finally:
        server.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboards", description="Show what a study published.")
    parser.add_argument("folder", type=Path, help="the folder 5_published of a study")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; only this machine by default")
    parser.add_argument("--port", type=_port, default=8050)
    return parser


def _port(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is not a number between 1 and 65535")
    return int(text)


def _fail(message: str) -> int:
    sys.stderr.write(f"arraigo: {message}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
