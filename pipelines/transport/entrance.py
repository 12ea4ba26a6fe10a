"""Open sessions at a producer's door: with nothing, with a key, or with a token that signing in gives for a while.

References
----------
RFC 6749, section 4.3: Resource Owner Password Credentials Grant.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import requests
from pydantic import SecretStr
from urllib3.exceptions import HTTPError

from geo.errors import DownloadError
from pipelines.producers import Key, Login
from pipelines.transport.given_up import GivenUpError
from pipelines.transport.secrets import key_of, public_url
from pipelines.transport.session import PoliteSession
from pipelines.transport.trying import BUSY, judge, persist, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.transport.patience import Patience

LONGEST_ANSWER = 100_000
"""Bytes; a token is shorter."""


class Entrance:
    """What a producer asks for, taken from the environment once and given to every session."""

    def __init__(
        self, key: Key | Login | None, environment: Mapping[str, str], *, base: str, patience: Patience
    ) -> None:
        self._key, self._environment, self._base, self._patience = key, environment, base, patience
        self._token: SecretStr | None = None
        self._lock = threading.Lock()

    def session(self) -> PoliteSession:
        """Open one more session.

        Raises
        ------
        DownloadError
            When the environment lacks what is asked for, or a password would travel in clear.
        GivenUpError
            When the service does not let us sign in.
        """
        key = self._key
        if key is None:
            return PoliteSession(origin=self._base)
        if isinstance(key, Key):
            return PoliteSession(header=key.header, key=key_of(key, self._environment), origin=self._base)
        if self._environment.get(key.variable, "").strip():
            token = key_of(Key(key.variable, key.header, key.where), self._environment)
            return PoliteSession(header=key.header, key=_bearer(token), origin=self._base, also=(token,))
        user, password = self._credentials(key)
        token = self._signed_in(key, after=None)
        return PoliteSession(
            header=key.header,
            key=_bearer(token),
            origin=self._base,
            also=(token, user, password),
            again=lambda old: self._renewed(key, old),
        )

    def _credentials(self, login: Login) -> tuple[SecretStr, SecretStr]:
        found = [self._environment.get(name, "").strip() for name in (login.user, login.password)]
        if not all(found):
            raise DownloadError(
                f"1 of 1 keys that this producer asks for is not set: {login.variables}. Set them in the environment "
                f"({login.where}), or take the files from a folder with --mirror."
            )
        return SecretStr(found[0]), SecretStr(found[1])

    def _renewed(self, login: Login, old: SecretStr) -> tuple[SecretStr, SecretStr]:
        """Give a token in place of one that the service takes no more, as a header and bare."""
        token = self._signed_in(login, after=old)
        return _bearer(token), token

    def _signed_in(self, login: Login, *, after: SecretStr | None) -> SecretStr:
        """Sign in, unless another session has done so since."""
        with self._lock:
            if self._token is None or (after is not None and _bearer(self._token) == after):
                self._token = self._sign_in(login)
            return self._token

    def _sign_in(self, login: Login) -> SecretStr:
        user, password = self._credentials(login)
        url = "/".join([self._base.rstrip("/"), login.path])
        with PoliteSession(header=login.header, key=password, origin=self._base) as session:
            # A password goes where a key may go, and nowhere else.
            session.headers_for(url)
            form = {
                "grant_type": "password",
                "client_id": login.client,
                "username": user.get_secret_value(),
                "password": password.get_secret_value(),
            }
            return persist(
                lambda: self._attempt(session, url, form, login), patience=self._patience, url=public_url(url)
            )

    def _attempt(self, session: PoliteSession, url: str, form: Mapping[str, str], login: Login) -> SecretStr:
        timeout = (self._patience.connect_s, self._patience.read_s)
        try:
            with session.post(url, data=form, timeout=timeout, allow_redirects=False, stream=True) as response:
                body = response.raw.read(LONGEST_ANSWER, decode_content=True)
        except (requests.RequestException, HTTPError, ValueError) as error:
            raise told(error, self._patience) from None
        status = response.status_code
        if status in BUSY or status == 404 or status >= 500:
            judge(response, self._patience)
        if status >= 400:
            raise GivenUpError("refused", f"the service does not accept {login.user} and {login.password} ({status})")
        if status >= 300:
            raise GivenUpError("failed", "the service sends a sign-in elsewhere, and a password is not sent after it")
        return _token_in(body)


def _token_in(body: bytes) -> SecretStr:
    try:
        token = json.loads(body.decode("utf-8"))["access_token"]
    except (ValueError, KeyError, TypeError):
        token = None
    if not (
        isinstance(token, str) and len(token) >= 8 and token.isascii() and token.isprintable() and " " not in token
    ):
        raise GivenUpError("wrong", "the service answered a sign-in without a token; it may have moved")
    return SecretStr(token)


def _bearer(token: SecretStr) -> SecretStr:
    return SecretStr(f"Bearer {token.get_secret_value()}")
