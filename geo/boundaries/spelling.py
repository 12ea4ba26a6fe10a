"""Choose the one place that a spelling means among the places of a department, or say why none is sure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz, process

from geo.errors import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

How = Literal["exact", "alias", "clipped", "fuzzy", "refused"]

THRESHOLD = 88.5
"""The similarity (0-100) that is near enough: above that of any two places of one department, 88.0 at most."""

MARGIN = 10.0
"""How far the second nearest must lie behind."""

_PARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "y"})
_ABBREVIATIONS = {
    "s": "san",
    "sta": "santa",
    "sto": "santo",
    "fco": "francisco",
    "ma": "maria",
    "ote": "oriente",
}


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """Reduce a name to what tells it apart: ``S. Fco. de Gotera`` becomes ``san francisco gotera``."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(c for c in decomposed if not unicodedata.combining(c)))
    full = [_ABBREVIATIONS.get(word, word) for word in words]
    return " ".join([word for word in full if word not in _PARTICLES] or full)


def _letters_lost(name: str) -> str:
    """Spell a name as a system did that lost the accented letters: ``Cabañas`` becomes ``cabaas``."""
    ascii_only = "".join(c for c in unicodedata.normalize("NFC", name) if c.isascii())
    return "".join(re.findall(r"[a-z0-9]+", ascii_only.casefold()))


@dataclass(frozen=True)
class Choice:
    """What a name was taken to mean, and how near the second guess came."""

    code: str | None
    how: How
    score: float | None = None
    runner_up: str | None = None
    why: str | None = None
    """Why it was refused."""


class Candidates:
    """Places among which a name is looked for, under every spelling that counts as the same.

    Parameters
    ----------
    names
        The places: a name by its code, in the order of the codes.
    scored
        Whether near spellings are accepted: not among a whole country's municipalities, too many are near.
    """

    def __init__(self, names: Mapping[str, str], *, scored: bool = True) -> None:
        self.names = dict(names)
        self.scored = scored
        self._folded = {code: fold(name) for code, name in self.names.items()}
        self._same: defaultdict[str, list[str]] = defaultdict(list)
        self._lossy: defaultdict[str, list[str]] = defaultdict(list)
        for code, name in self.names.items():
            self._same[self._folded[code].replace(" ", "")].append(code)
            if not name.isascii():
                self._lossy[_letters_lost(name)].append(code)

    def same(self, name: str) -> list[str]:
        """List the codes whose name is the same but for case, accents, particles, blanks and lost letters."""
        return self._same.get(fold(name).replace(" ", "")) or self._lossy.get(_letters_lost(name), [])

    def begun_by(self, name: str) -> list[str]:
        """List the codes whose name begins as a cut name does."""
        stem = fold(name).replace(" ", "")
        return [code for code, folded in self._folded.items() if folded.replace(" ", "").startswith(stem)]

    def nearest(self, name: str) -> list[tuple[str, float]]:
        """List the two nearest codes with their similarity, the normalised indel similarity of folded names (0-100)."""
        found = process.extract(fold(name), self._folded, scorer=fuzz.ratio, limit=2)
        return [(code, score) for _, score, code in found]

    def shown(self, code: str) -> str:
        """Name a code with its place: ``Zacualpa (GT1404)``."""
        return f"{self.names[code]} ({code})"


def choose(
    name: str | None,
    among: Candidates,
    *,
    aliases: Mapping[str, Sequence[str]],
    clipped: int | None = None,
    threshold: float = THRESHOLD,
    margin: float = MARGIN,
) -> Choice:
    """Choose the code that a name means.

    Parameters
    ----------
    name
        As the producer wrote it; None where the cell is empty.
    among
        The only places it may mean.
    aliases
        Codes by folded name; codes that are not among the candidates are passed over.
    clipped
        The length in characters at which the producer cut names.
    threshold, margin
        The similarity (0-100) a near spelling needs, and by how much it must beat the next.
    """
    if name is None:
        return Choice(None, "refused", why="the cell is empty")
    same = among.same(name)
    if len(same) == 1:
        return Choice(same[0], "exact", score=100.0)
    meant = [code for code in aliases.get(fold(name), ()) if code in among.names]
    if len(meant) == 1:
        return Choice(meant[0], "alias")
    if same or meant:
        return Choice(None, "refused", why=f"it may mean {listed(among.shown(code) for code in same or meant)}")
    if clipped is not None and len(name) >= clipped and len(begun := among.begun_by(name)) == 1:
        return Choice(begun[0], "clipped")
    return _nearest(name, among, threshold=threshold, margin=margin)


def _nearest(name: str, among: Candidates, *, threshold: float, margin: float) -> Choice:
    (best, score), *others = among.nearest(name)
    runner_up = among.shown(others[0][0]) if others else None
    behind = score - others[0][1] if others else score
    if among.scored and score >= threshold and behind >= margin:
        return Choice(best, "fuzzy", score=score, runner_up=runner_up)
    near = " and ".join(f"{among.shown(code)} {points:.1f}" for code, points in [(best, score), *others])
    return Choice(None, "refused", score=score, runner_up=runner_up, why=f"nearest are {near}")
