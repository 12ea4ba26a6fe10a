"""Describe what of a run is needed to hold it against another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from geo.catalogue import Index, Indicator


@dataclass(frozen=True)
class Run:
    """What a run was given, and the scores that came of it.

    Attributes
    ----------
    scores
        By `geo.contracts.SCORES`.
    measured
        By `geo.contracts.VALUES`, before gaps were filled.
    units
        By `geo.contracts.UNITS`, with or without geometry.
    index, indicators, seed
        The choices of the run.
    neighbours
        Codes around each code; none where no indicator fills its gaps from there.
    """

    scores: pd.DataFrame
    measured: pd.DataFrame
    units: pd.DataFrame
    index: Index
    indicators: tuple[Indicator, ...]
    seed: int
    neighbours: Mapping[str, Iterable[str]] | None = None

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the units that are scored."""
        return frozenset(self.units.loc[self.units["kind"] != "lake", "code"])

    @property
    def entries(self) -> dict[str, Indicator]:
        """The indicators by their id."""
        return {entry.id: entry for entry in self.indicators}
