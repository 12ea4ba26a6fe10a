"""Hold the choices of an index apart from its data: set up once, fitted to any values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from geo.errors import MethodError
from geo.scoring.model import score_units
from geo.scoring.replay import log_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geo.catalogue import Index, Indicator
    from geo.kinds import Aggregation, Missing, Normalisation, Scope, Treatment, Weighting
    from geo.scoring.choices import Uncertainty
    from geo.scoring.model import Result
    from geo.scoring.weigh import Tree


class CompositeIndex:
    """An index and its choices.

    `score_units` does the work; this keeps its options so that one index can be fitted to many values, copied with one
    choice changed, and put side by side by `compare`. Nothing is checked before `fit`.

    Parameters
    ----------
    index, indicators
        The tree and its leaves.
    treatment, missing, scope, normalisation, weighting, aggregation, weights, uncertainty, top, seed
        As for `score_units`.

    Attributes
    ----------
    result_
        The whole `Result`.
    scores_, weights_, tree_, log_
        Its table, nominal weights, tree, and the record that `replay` takes.

    Examples
    --------
    >>> geometric = CompositeIndex(index, indicators, aggregation="geometric", seed=1).fit(values, units=units)
    >>> geometric.scores_.head()
    """

    def __init__(
        self,
        index: Index,
        indicators: Sequence[Indicator],
        *,
        seed: int,
        treatment: Treatment | None = None,
        missing: Missing | None = None,
        scope: Scope | None = None,
        normalisation: Normalisation | None = None,
        weighting: Weighting = "given",
        aggregation: Aggregation | None = None,
        weights: Mapping[str, float] | None = None,
        uncertainty: Uncertainty | None = None,
        top: Sequence[int] = (60,),
    ) -> None:
        self.index = index
        self.indicators = indicators
        self.seed = seed
        self.treatment = treatment
        self.missing = missing
        self.scope = scope
        self.normalisation = normalisation
        self.weighting = weighting
        self.aggregation = aggregation
        self.weights = weights
        self.uncertainty = uncertainty
        self.top = top

    def get_params(self) -> dict[str, Any]:
        """Give every choice by its name."""
        return {name: getattr(self, name) for name in self._names()}

    def with_params(self, **changed: Any) -> CompositeIndex:
        """Give an index that is not fitted, with some choices changed.

        Raises
        ------
        MethodError
            With every name that is no choice.
        """
        strange = sorted(set(changed) - set(self._names()))
        if strange:
            raise MethodError(
                f"{len(strange)} of {len(changed)} choices are not known: {', '.join(strange)}. "
                f"Choose among {', '.join(self._names())}."
            )
        return CompositeIndex(**(self.get_params() | changed))

    def fit(
        self,
        values: pd.DataFrame,
        *,
        units: pd.DataFrame,
        people: pd.Series | None = None,
        neighbours: Mapping[str, Iterable[str]] | None = None,
    ) -> Self:
        """Score the units.

        Parameters
        ----------
        values, units, people, neighbours
            As for `score_units`.

        Raises
        ------
        MethodError
            With every fault of the values, the tree, the weights and the options.
        """
        self.result_: Result = score_units(
            values, units=units, people=people, neighbours=neighbours, **self.get_params()
        )
        self.scores_: pd.DataFrame = self.result_.scores
        self.weights_: pd.Series = self.result_.weights
        self.tree_: Tree = self.result_.tree
        self.log_: list[dict[str, Any]] = log_of(self.result_)
        return self

    def _names(self) -> list[str]:
        return [name for name in vars(self) if not name.endswith("_")]
