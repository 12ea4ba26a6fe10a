"""Say that a file could not be had, and of which sort the reason is."""

from __future__ import annotations

from typing import Literal

Sort = Literal["absent", "refused", "busy", "unreachable", "broken", "wrong", "failed", "altered", "untried"]
"""Not there; not for us; told to wait too long; out of reach; broken off; another thing; no sense; not what was
agreed upon; not tried."""


class GivenUpError(Exception):
    """A file could not be had; `sort` tells reasons apart, the message says which it was."""

    def __init__(self, sort: Sort, reason: str) -> None:
        super().__init__(reason)
        self.sort: Sort = sort
