"""Hand a view all it may look at: the published results, the scores under the reader's setting, and what is chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from dashboards.data import Published
    from dashboards.state import State
    from geo.catalogue import Catalogue, Index
    from geo.kinds import Lang


@dataclass(frozen=True)
class Live:
    """The scores under one setting.

    Attributes
    ----------
    scores
        The columns of the published scores, indexed by code. Under a setting of the reader's own, rank intervals and
        P(top k) come from fewer replicates, and what was not computed again (groups, selection) is as published.
    own
        Whether the setting differs from the study's.
    replicates
        How many rankings the intervals come from.
    catalogue
        The study as if it had said what the setting says; None is the study as it is.
    fault
        Why no score can be made under the setting; the scores are then the study's.
    """

    scores: pd.DataFrame
    own: bool = False
    replicates: int = 0
    catalogue: Catalogue | None = None
    fault: str = ""

    @cached_property
    def places(self) -> Mapping[str, dict[str, Any]]:
        """The scores as one record per place, by code."""
        return Places(self.scores)

    @cached_property
    def ranked(self) -> int:
        """How many places carry a rank."""
        return int(self.scores["rank"].notna().sum())


class Places(Mapping[str, dict[str, Any]]):
    """Records by code: the columns are laid out once, and a record is put together when it is asked for."""

    def __init__(self, scores: pd.DataFrame) -> None:
        self._scores = scores
        self._records: dict[str, dict[str, Any]] = {}

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        columns = ((str(name), column.tolist()) for name, column in self._scores.items())
        # The missing value of pandas is neither true nor false; None is plainly none.
        return {name: [None if value is pd.NA else value for value in column] for name, column in columns}

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {str(code): row for row, code in enumerate(self._scores["code"])}

    def __getitem__(self, code: str) -> dict[str, Any]:
        if code not in self._records:
            row = self._rows[code]
            self._records[code] = {name: column[row] for name, column in self._columns.items()}
        return self._records[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._scores)


@dataclass(frozen=True)
class Scene:
    """What a view is drawn from; a view is a pure function of it.

    A control in a view needs no callback. A button that carries ``data-go``, a JSON object such as
    ``{"code": "HN0501", "vs": null}``, changes these keys of the address when it is pressed; an input or a select whose
    id is ``set-<key>`` writes its value there when it changes (`assets/bridge.js`).
    """

    data: Published
    live: Live
    state: State

    @property
    def lang(self) -> Lang:
        """The language."""
        return self.state.lang

    @property
    def index(self) -> Index:
        """The tree as the reader's setting has it."""
        return (self.live.catalogue or self.data.catalogue).index

    @cached_property
    def place(self) -> dict[str, Any] | None:
        """The record of the chosen place."""
        return None if self.state.code is None else self.live.places[self.state.code]
