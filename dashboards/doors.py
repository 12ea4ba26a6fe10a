"""Let each reader in by the door that is theirs: the public app for all, others for those who prove they may.

An app per tier is made on that tier's own folder of results, so nothing of a closed tier is in reach of the public one.
A reader proves a tier by its token, sent as ``Authorization: Bearer`` or typed once at ``/enter``, or by a header that
a trusted proxy sets. Tokens come from the environment only and are never logged.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from dashboards.guard import HEADERS, policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from geo.kinds import Tier

CLOSED: tuple[Tier, ...] = ("internal", "partner")
"""The tiers behind a door, the most closed first."""
COOKIE = "arraigo_door"
DAY = 12 * 3600
"""How long a reader who typed a token stays let in, in seconds."""
TRIES, PAUSE = 5, 60.0
"""After so many wrong tokens from one address it waits so many seconds."""
WATCHED = 1000
"""How many addresses with wrong tokens are remembered."""

_FORM = """<!DOCTYPE html>
<html lang="es"><head><meta charset="utf-8"><title>arraigo</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem;color:#1c2629}}
input,button{{font:inherit;padding:.5rem .7rem;width:100%;box-sizing:border-box;margin:.4rem 0}}
p[role=alert]{{color:#8a3b12}}</style></head>
<body><main><h1>arraigo</h1>{told}
<form method="post" action="/enter">
<label>Clave de acceso<br><span lang="en">Access token</span>
<input type="password" name="token" autocomplete="current-password" required maxlength="200" autofocus></label>
<button>Entrar · <span lang="en">Enter</span></button></form>
<p><a href="/">Ver solo lo público · <span lang="en">See what is public</span></a></p></main></body></html>"""
_WRONG = '<p role="alert">La clave no es válida. <span lang="en">The token is not valid.</span></p>'
_WAIT = (
    '<p role="alert">Demasiados intentos: espere un minuto. <span lang="en">Too many tries: wait a minute.</span></p>'
)


@dataclass(frozen=True)
class Keys:
    """What proves a tier.

    Attributes
    ----------
    tokens
        The token of each closed tier that has one.
    header
        The header in which a trusted proxy names the tier of the reader; None trusts none.
    proxies
        Networks from which that header is believed, and who sent what a proxy hands on.
    """

    tokens: Mapping[Tier, str] = field(default_factory=dict)
    header: str | None = None
    proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()

    def by_token(self, token: str) -> Tier | None:
        """Give the most closed tier that a token opens; every token is compared, in the same time."""
        right = [tier for tier in CLOSED if tier in self.tokens and _same(token, self.tokens[tier])]
        return right[0] if right else None

    def by_proxy(self, request: Request) -> Tier | None:
        """Give the tier that a trusted proxy names."""
        named = request.headers.get(self.header or "", "") if self.header else ""
        return next((tier for tier in CLOSED if tier == named and self._comes_by_proxy(request)), None)

    def sender(self, request: Request) -> str:
        """Give the address that a request came from; a trusted proxy says whom it speaks for, nobody else does.

        What the proxy itself wrote is the last entry of ``X-Forwarded-For``: those before it are a reader's own words.
        """
        near = request.remote_addr or ""
        said = request.access_route[-1:] if self._comes_by_proxy(request) else []
        return str(_address(said[0]) or near) if said else near

    def _comes_by_proxy(self, request: Request) -> bool:
        near = _address(request.remote_addr or "")
        return near is not None and any(near in network for network in self.proxies)


class Doors:
    """A WSGI application that hands each request to the app of its reader's tier.

    Parameters
    ----------
    public
        The app for everybody.
    closed
        The apps of closed tiers that have results.
    keys
        What proves a tier.
    clock
        Tells the time in seconds.
    """

    def __init__(
        self,
        public: WSGIApplication,
        closed: Mapping[Tier, WSGIApplication],
        *,
        keys: Keys,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._public = public
        self._closed = dict(closed)
        self._keys = keys
        self._clock = clock
        self._wrong: dict[str, list[float]] = {}
        self._lock = threading.Lock()
        # Signed with the tokens themselves: whoever changes a token ends every visit that it opened.
        secret = hashlib.sha256("\0".join(keys.tokens.get(tier, "") for tier in CLOSED).encode()).hexdigest()
        self._signer = URLSafeTimedSerializer(secret, salt="arraigo-door")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        if request.path == "/enter":
            return self._enter(request)(environ, start_response)
        if request.path == "/leave":
            return _gone_to("/", cookie="")(environ, start_response)
        tier = self._tier_of(request)
        if tier is None:
            return self._public(environ, start_response)
        return self._closed[tier](environ, _private(start_response))

    def _tier_of(self, request: Request) -> Tier | None:
        bearer = request.authorization
        token = bearer.token if bearer is not None and bearer.type == "bearer" else None
        proved = [
            self._keys.by_proxy(request),
            self._keys.by_token(token) if token else None,
            self._remembered(request),
        ]
        # Who may see what is internal may see what is for partners, where only that was published.
        least = min((CLOSED.index(tier) for tier in proved if tier), default=len(CLOSED))
        return next((tier for tier in CLOSED[least:] if tier in self._closed), None)

    def _remembered(self, request: Request) -> Tier | None:
        if not self._keys.tokens or COOKIE not in request.cookies:
            return None
        try:
            named: Any = self._signer.loads(request.cookies[COOKIE], max_age=DAY)
        except BadData:
            return None
        return next((tier for tier in CLOSED if tier == named and tier in self._keys.tokens), None)

    def _enter(self, request: Request) -> Response:
        if not self._keys.tokens:
            return Response("404 Not Found", status=404)
        if request.method != "POST":
            return _form("")
        sender = self._keys.sender(request)
        if not self._may_try(sender):
            return _form(_WAIT, status=429, headers={"Retry-After": str(int(PAUSE))})
        request.max_content_length = 4096
        try:
            token = request.form.get("token", "")
        except RequestEntityTooLarge:
            # No token is so long.
            token = ""
        tier = self._keys.by_token(token)
        if tier is None:
            with self._lock:
                self._wrong.setdefault(sender, []).append(self._clock())
            return _form(_WRONG, status=401)
        return _gone_to("/", cookie=str(self._signer.dumps(tier)), secure=request.is_secure)

    def _may_try(self, sender: str) -> bool:
        """Say whether an address may try another token; old tries are forgotten."""
        since = self._clock() - PAUSE
        with self._lock:
            if len(self._wrong) > WATCHED:
                self._wrong = {who: when for who, when in self._wrong.items() if when[-1] > since}
            recent = [when for when in self._wrong.get(sender, []) if when > since]
            if recent:
                self._wrong[sender] = recent
            else:
                self._wrong.pop(sender, None)
            return len(recent) < TRIES


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _form(told: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    response = Response(_FORM.format(told=told), status=status, mimetype="text/html", headers=dict(headers or {}))
    response.headers["Content-Security-Policy"] = policy([])
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend(HEADERS)
    return response


def _gone_to(address: str, *, cookie: str, secure: bool = False) -> Response:
    response = Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})
    if cookie:
        response.set_cookie(COOKIE, cookie, max_age=DAY, httponly=True, samesite="Strict", secure=secure)
    else:
        response.delete_cookie(COOKIE, httponly=True, samesite="Strict")
    return response


def _private(start_response: StartResponse) -> StartResponse:
    """Let no cache on the way keep what a closed app answers."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        kept = [(name, value) for name, value in headers if name.lower() != "cache-control"]
        return start_response(status, [*kept, ("Cache-Control", "private, no-store")], *rest)

    return start
