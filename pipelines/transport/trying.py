"""Try again what may go right the next time, and say in plain words why something will not.

What a library says of a failure may hold addresses, headers and keys; none of it is passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import requests
from urllib3.exceptions import ReadTimeoutError

from pipelines.transport.given_up import GivenUpError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.transport.given_up import Sort
    from pipelines.transport.patience import Patience

Got = TypeVar("Got")
BUSY = {408, 425, 429, 500, 502, 503, 504}
"""What a server says when it may do better later."""
ABSENT = {404, 410}
BREAKS = 300
"""A server that drops the line after every few bytes is left too."""


class HitchError(Exception):
    """Something went wrong that may go right the next time."""

    def __init__(self, reason: str, *, sort: Sort, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.sort, self.wait_s = sort, wait_s


def persist(attempt: Callable[[], Got], *, patience: Patience, url: str, reached: Callable[[], int] = lambda: 0) -> Got:
    """Try until it works; hitches in a row that bring nothing further end it.

    Raises
    ------
    GivenUpError
        After the last of them, or when the server asks for more patience than there is.
    """
    failures = 0
    for _ in range(BREAKS):
        before = reached()
        try:
            return attempt()
        except HitchError as hitch:
            failures = 1 if reached() > before else failures + 1
            if failures >= patience.attempts:
                raise GivenUpError(hitch.sort, f"{hitch}, {failures} times in a row") from None
            if hitch.wait_s > patience.longest_asked_s:
                raise GivenUpError("busy", f"{hitch} and asks to wait {hitch.wait_s:.0f} s") from None
            patience.pause(max(patience.backoff_s(failures, url=url), hitch.wait_s))
    raise GivenUpError("broken", "the connection breaks again and again")


def judge(response: requests.Response, patience: Patience) -> None:
    """Sort an answer by its status: fine, a hitch, or the end."""
    status = response.status_code
    if status in ABSENT:
        raise GivenUpError("absent", f"the server does not have it ({status})")
    if status in {401, 403}:
        raise GivenUpError("refused", f"the server does not let us in ({status})")
    if status in BUSY:
        wait = patience.retry_after_s(response.headers.get("Retry-After"))
        raise HitchError(f"the server is busy ({status})", sort="busy", wait_s=wait or 0.0)
    if status not in {200, 201, 206}:
        raise GivenUpError("failed", f"the server answered with status {status}")


def told(error: Exception, patience: Patience) -> Exception:
    """Say in our own words what broke; a library's message may hold addresses and headers."""
    final: dict[tuple[type[Exception], ...], tuple[Sort, str]] = {
        (requests.exceptions.SSLError,): ("unreachable", "the server's certificate is not accepted"),
        (requests.TooManyRedirects,): ("failed", "the server sends us round in circles"),
        (ValueError,): ("failed", "the server sends us to something that is no address"),
    }
    passing: dict[tuple[type[Exception], ...], tuple[Sort, str]] = {
        (requests.ConnectTimeout,): ("unreachable", f"no connection within {patience.connect_s:g} s"),
        (requests.ReadTimeout, ReadTimeoutError): ("broken", f"nothing came for {patience.read_s:g} s"),
        (requests.ConnectionError,): ("unreachable", "the server cannot be reached"),
        (Exception,): ("broken", "the connection broke off"),
    }
    for classes, (sort, reason) in final.items():
        if isinstance(error, classes):
            return GivenUpError(sort, reason)
    sort, reason = next(said for classes, said in passing.items() if isinstance(error, classes))
    return HitchError(reason, sort=sort)
