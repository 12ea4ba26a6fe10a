"""Open a polite connection: it names the project, keeps keys to the host they are for, and reads no password file."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from geo.errors import DownloadError
from pipelines.transport.secrets import public_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import SecretStr

AGENT = "arraigo (place-based targeting; downloads a few public files, two at a time)"
MOST_REDIRECTS = 10


class PoliteSession(requests.Session):
    """A session whose key goes to one origin only, also when that origin sends us elsewhere."""

    def __init__(
        self,
        *,
        header: str = "",
        key: SecretStr | None = None,
        origin: str = "",
        also: tuple[SecretStr, ...] = (),
        again: Callable[[SecretStr], tuple[SecretStr, SecretStr]] | None = None,
    ) -> None:
        super().__init__()
        self.headers.update({"User-Agent": AGENT, "Accept-Encoding": "identity"})
        self.max_redirects = MOST_REDIRECTS
        # Anything but None keeps requests from looking into ~/.netrc: keys come from the environment only.
        self.auth = _nobody
        self._header, self._key, self._origin = header, key, origin
        self._also, self._again = also, again

    @property
    def secrets(self) -> tuple[SecretStr, ...]:
        """What must not stand in any text."""
        return self._also if self._key is None else (self._key, *self._also)

    def renew(self) -> bool:
        """Take another token in place of one that is accepted no more; once, and only where we can sign in."""
        again, self._again = self._again, None
        if again is None or self._key is None:
            return False
        fresh, bare = again(self._key)
        self._also = (self._key, bare, *self._also)
        self._key = fresh
        return True

    def headers_for(self, url: str) -> dict[str, str]:
        """Give the header with the key for an address of the producer's own service, and for no other.

        Raises
        ------
        DownloadError
            When the address is another host's, or the key would travel in clear.
        """
        if self._key is None:
            return {}
        if self.should_strip_auth(self._origin, url):
            raise DownloadError(
                f"The producer's service sends us to another address ({public_url(url, self.secrets)}), which is not "
                "given the key. Check `base` in downloads.yml."
            )
        parts = urlsplit(url)
        if parts.scheme != "https" and not _is_here(parts.hostname or ""):
            raise DownloadError(
                f"A key would travel in clear to {public_url(url, self.secrets)}. Give `base` with https."
            )
        return {self._header: self._key.get_secret_value()}

    def rebuild_auth(self, prepared_request: Any, response: Any) -> None:
        """Drop the key, and whatever else identifies us, when a redirect leads to another host."""
        if self.should_strip_auth(response.request.url, prepared_request.url):
            for name in ("Authorization", self._header):
                prepared_request.headers.pop(name, None)


def _nobody(request: Any) -> Any:
    return request


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
