"""Compress what Dash serves, and keep what never changes compressed, so that no second reader waits for it."""

from __future__ import annotations

import gzip
from functools import partial
from typing import TYPE_CHECKING

import brotli
from flask import request
from flask_compress import Compress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask, Request, Response

SUITES = "/_dash-component-suites/"
"""The scripts that come with Dash and its components: a fixed set of files."""
LEVEL = 6
QUICKLY: Mapping[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=2),
    "gzip": partial(gzip.compress, compresslevel=3, mtime=0),
}
"""How to compress what a hand waits for, and what is sent but once: in a third of the time, 3 % larger."""
ENCODINGS = (*QUICKLY, "identity")
"""What answers come in, the smallest first."""
LEAST = 500
"""Bytes from which that is worth it."""
MOST = 200
"""How many compressed scripts are kept: Dash answers to a script under any version, so paths have no end."""


def encoding() -> str | None:
    """Give the encoding that the browser at hand takes most gladly; None leaves the bytes as they are.

    Whoever refuses the bytes as they are, and everything else that there is, gets them all the same.
    """
    best = request.accept_encodings.best_match(ENCODINGS)
    return best if best in QUICKLY else None


def compress(server: Flask) -> None:
    """Compress answers of text as the browser takes them, Brotli first."""
    server.before_request(_said_plainly)
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = LEVEL
    # What streams tells how far a long computation is: each line must leave at once.
    server.config["COMPRESS_STREAMS"] = False
    server.config["COMPRESS_CACHE_KEY"] = _path
    server.config["COMPRESS_CACHE_BACKEND"] = Kept
    Compress(server)
    # What is registered last comes first, and what is compressed already is left as it is.
    server.after_request(_quickly)


def _said_plainly() -> None:
    """Tell what compresses the rest the one encoding that was chosen: it takes `br;q=0` for a wish."""
    request.environ["HTTP_ACCEPT_ENCODING"] = encoding() or "identity"


def _quickly(response: Response) -> Response:
    """Compress the answer to a move or a choice."""
    moved = (request.endpoint or "").startswith("live_") and response.status_code == 200
    chosen = encoding()
    if not moved or response.is_streamed or chosen is None or len(body := response.get_data()) < LEAST:
        return response
    response.set_data(QUICKLY[chosen](body))
    response.headers["Content-Encoding"] = chosen
    response.vary.add("Accept-Encoding")
    return response


def _path(asked: Request) -> str:
    return asked.path


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
