"""Take keys from the environment, and keep them out of every text that leaves: messages, manifests, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

from pydantic import SecretStr

from geo.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.producers import Key

HIDDEN = "***"
_TELLING = ("token", "key", "sig", "secret", "password", "passwd", "auth", "credential", "x-amz", "x-goog", "expires")
"""Parts of a parameter's name that give a key or a signature away."""


def key_of(key: Key, environment: Mapping[str, str]) -> SecretStr:
    """Take a producer's key from the environment.

    Raises
    ------
    DownloadError
        When there is none, or it cannot be one; the message never holds it.
    """
    value = environment.get(key.variable, "").strip()
    if not value:
        raise DownloadError(
            f"1 of 1 keys that this producer asks for is not set: {key.variable}. Set it in the environment "
            f"({key.where}), or take the files from a folder with --mirror."
        )
    if not (value.isascii() and value.isprintable() and " " not in value and len(value) >= 8):
        raise DownloadError(
            f"1 of 1 keys cannot be one: {key.variable} holds a blank, a line break, an accent, or fewer than 8 "
            f"letters. Copy it again ({key.where})."
        )
    return SecretStr(value)


def hidden(text: str, secrets: tuple[SecretStr, ...]) -> str:
    """Blot out each secret in a text, also where it is written as in an address."""
    for secret in secrets:
        value = secret.get_secret_value()
        for form in (value, quote(value, safe=""), quote_plus(value)):
            text = text.replace(form, HIDDEN)
    return text


def public_url(url: str, secrets: tuple[SecretStr, ...] = ()) -> str:
    """Leave out of an address what is nobody's business: user, password, keys, signatures."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _tells(name)]
    return hidden(urlunsplit((parts.scheme, host, parts.path, urlencode(kept), "")), secrets)


def _tells(name: str) -> bool:
    return any(part in name.lower() for part in _TELLING)
