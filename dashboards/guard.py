"""Keep the app to itself: a policy that lets in nothing from elsewhere, and answers that no other site can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

if TYPE_CHECKING:
    from dash import Dash

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    # Dash and its grid write styles into the page as they draw; a style runs nothing.
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
}
LARGEST = 256 * 1024
"""Bytes that a request may send: an address and what a callback asks; what uploads take, their own address says."""
OWN_POLICY = ("text/html",)
"""Pages that carry a stricter policy of their own keep it beside this one: a browser obeys both."""


def guard(app: Dash, *, pages: dict[str, list[str]] | None = None) -> None:
    """Give every answer its headers, and read no request that is larger than any of this app's.

    Parameters
    ----------
    app
        Its few inline scripts are let in by their hashes.
    pages
        What single pages add to `script-src`: their path, and the sources.
    """

    def after(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if response.mimetype in OWN_POLICY:
            # Known only once the layout is set and every callback is registered.
            scripts = [*app.csp_hashes(), *(pages or {}).get(request.path, [])]
            response.headers.setdefault("Content-Security-Policy", policy(scripts))
        return response

    app.server.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.server.after_request(after)


def policy(scripts: list[str]) -> str:
    """Write the policy with the sources of scripts added."""
    parts = POLICY | {"script-src": [*POLICY["script-src"], *scripts]}
    return "; ".join(" ".join([name, *sources]) for name, sources in parts.items())
