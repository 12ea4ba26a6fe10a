"""Serve files that are read once: compressed as the browser takes them, and not at all where it has them already."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import brotli
from flask import Response, request

from dashboards.compression import encoding

if TYPE_CHECKING:
    from pathlib import Path

FOREVER = 365 * 24 * 3600
BROTLI_QUALITY = 9
"""The last two steps take ten times as long for three percent."""


@dataclass(frozen=True)
class Resource:
    """A file as it is served: its bytes, the same compressed once, and a hash that tells when it changed."""

    plain: bytes
    mimetype: str = "text/html"
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.plain).hexdigest()[:16])

    @classmethod
    def of_file(cls, path: Path) -> Resource:
        """Read a file; its type is known by its name."""
        return cls(path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream")

    @cached_property
    def gzipped(self) -> bytes:
        """The bytes for a browser on a plain connection."""
        return gzip.compress(self.plain, mtime=0)

    @cached_property
    def brotlied(self) -> bytes:
        """The bytes for a browser on a secure connection, or on this machine."""
        squeezed: bytes = brotli.compress(self.plain, quality=BROTLI_QUALITY)
        return squeezed

    def response(self) -> Response:
        """Answer the request at hand; an address that carries the hash may be kept for ever."""
        chosen = encoding()
        content = {"br": "brotlied", "gzip": "gzipped"}.get(chosen or "", "plain")
        response = Response(getattr(self, content), mimetype=self.mimetype)
        if chosen:
            response.headers["Content-Encoding"] = chosen
        response.vary.add("Accept-Encoding")
        if "v" in request.args:
            response.cache_control.public = True
            response.cache_control.max_age = FOREVER
            response.cache_control.immutable = True
        else:
            response.cache_control.no_cache = True
        response.set_etag(f"{self.digest}-{chosen}" if chosen else self.digest)
        response.make_conditional(request)
        return response
