"""Tell an open licence from one that is not, by the words in which catalogues state it.

What is not known to be open is refused: whoever publishes answers for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.producers.wanted import AlteredError

if TYPE_CHECKING:
    from geo.kinds import LicenceStatus

_CLOSED = re.compile(r"non ?commercial|no ?deriv|\bnc\b|\bnd\b")
_ALIKE = re.compile(r"share ?alike|\bby sa\b|\bodbl\b|open database licen[cs]e")
_OPEN = re.compile(
    r"^(creative commons )?attribution\b|^creative commons attribution|^cc by\b|^cc ?0\b|^cc zero\b|^pddl\b|^odc by\b"
    r"|^public domain\b|^open data commons attribution|^open government licen[cs]e"
)


def sorted_licence(said: str, *, of: str) -> LicenceStatus:
    """Say of which sort a licence is.

    Raises
    ------
    AlteredError
        When it is not open, or nobody knows.
    """
    words = _plain(said)
    if not _CLOSED.search(words):
        if _ALIKE.search(words):
            return "share_alike"
        if _OPEN.search(words):
            return "open"
    raise AlteredError(f"the licence of {of} is not known to be open: it says {said[:80]!r}")


def same_licence(one: str, other: str) -> bool:
    """Whether two texts state the same licence, however they are spelt."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9.]+", text.lower()))
