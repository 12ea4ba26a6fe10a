"""Show new results without a restart: a page that is opened when the folder holds others is made from those."""

from __future__ import annotations

import gc
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from geo.errors import ArraigoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from dashboards.data import Published


OPENING = ("/", "/_dash-layout")
"""What a browser asks when it opens a page; in a team each may be asked of another process."""


class Renewed:
    """The app on the results that lie in the folder; pages that are open already learn that theirs are the ones before.

    Parameters
    ----------
    read
        Reads the folder.
    make
        Makes the app on what was read.
    """

    def __init__(self, read: Callable[[], Published], make: Callable[[Published], WSGIApplication]) -> None:
        self._read, self._make, self._turn = read, make, Lock()
        self._data = read()
        self._app = make(self._data)
        _set_aside()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer; only the opening of a page, or one that was opened on newer results, looks for them."""
        if (environ.get("PATH_INFO") in OPENING or self._is_of_others(environ)) and self._data.stale:
            self._renew()
        return self._app(environ, start_response)

    def _is_of_others(self, environ: WSGIEnvironment) -> bool:
        """Say whether a page asks that was made from other results: another process of the team has them already.

        A page that was made from these keeps them, as long as nobody opens a newer one.
        """
        run = parse_qs(environ.get("QUERY_STRING", "")).get("run", [self._data.checksum])[-1]
        return bool(run != self._data.checksum)

    def _renew(self) -> None:
        # Whoever comes while the app is being made anew is answered by the one before.
        if not self._turn.acquire(blocking=False):
            return
        try:
            data = self._read()
            app = self._make(data)
            # What was replaced once more while it was read is not one run's.
            if not data.stale:
                self._app, self._data = app, data
                _set_aside()
        except (ArraigoError, OSError, ValueError, KeyError):
            # Half written, or gone while it was read: the results before are whole, and the next page looks again.
            pass
        finally:
            self._turn.release()


def _set_aside() -> None:
    """Keep the results out of Python's search for what nobody uses any more: they stay, and to walk them takes long.

    What was set aside before is looked at once, so that results that were replaced can go.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
