"""Hand a view all it may look at: the published results, the scores under the reader's setting, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from dashboards.data import Published
    from dashboards.state import State
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
    """

    scores: pd.DataFrame
    own: bool = False
    replicates: int = 0

    @cached_property
    def places(self) -> dict[str, dict[str, Any]]:
        """The scores as one record per place, by code."""
        records = self.scores.to_dict("records")
        return {record["code"]: {str(name): value for name, value in record.items()} for record in records}

    @cached_property
    def ranked(self) -> int:
        """How many places carry a rank."""
        return int(self.scores["rank"].notna().sum())


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

    @cached_property
    def place(self) -> dict[str, Any] | None:
        """The record of the chosen place."""
        return None if self.state.code is None else self.live.places[self.state.code]
