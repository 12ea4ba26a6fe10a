"""Compress what Dash serves, and keep what never changes compressed, so that no second reader waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_compress import Compress

if TYPE_CHECKING:
    from flask import Flask, Request

SUITES = "/_dash-component-suites/"
"""The scripts that come with Dash and its components: a fixed set of files."""
LEVEL = 6
MOST = 200
"""How many compressed scripts are kept: Dash answers to a script under any version, so paths have no end."""


def compress(server: Flask) -> None:
    """Compress answers of text as the browser takes them, Brotli first."""
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = LEVEL
    # What streams tells how far a long computation is: each line must leave at once.
    server.config["COMPRESS_STREAMS"] = False
    server.config["COMPRESS_CACHE_KEY"] = _path
    server.config["COMPRESS_CACHE_BACKEND"] = Kept
    Compress(server)


def _path(request: Request) -> str:
    return request.path


class Kept:
    """Keep compressed scripts in memory by algorithm and path, so many; anything else is compressed anew."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Give what is kept."""
        return self._kept.get(key)

    def set(self, key: str, content: bytes) -> None:
        """Keep a script."""
        if key.partition(";")[2].startswith(SUITES) and len(self._kept) < MOST:
            self._kept[key] = content
