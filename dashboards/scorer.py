"""Score the published values again under a reader's setting, with the library that scored the study.

Scales are fitted once for each normalisation, aggregation and scope; a move of a slider then takes a table of scores
and some replicates around the reader's weights. Nothing here writes a formula of its own.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dashboards.kept import Kept
from dashboards.state import Setting
from geo.errors import ArraigoError
from geo.export import evidence
from geo.scoring import Uncertainty, lay_out_variants, rescore, score_units
from geo.scoring.entry import to_enter_top
from geo.scoring.weigh import build_tree, leaf_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalogue import Catalogue, Indicator
    from geo.kinds import Scope
    from geo.scoring import Result, Variants

QUICK = 100
"""Replicates that a move of a slider waits for; the study's own number follows in the background."""
RESULTS, TABLES = 16, 32
"""How many fitted scales and how many tables of scores are kept; scales take some megabytes, a table half a one."""
SAME = 1e-6
"""Points by which the study scored again may differ from the study as published."""

DISCLOSED = ("weight_modelled", "weight_inherited", "weight_imputed")
"""What the weight of a place rests on."""

STUDY = Setting()
_BARE = Uncertainty(
    replicates=2,
    treatments=("declared",),
    normalisations=("minmax",),
    aggregations=("arithmetic",),
    leave_out=False,
    concentration=None,
    measurement=False,
    idle="hold",
)
"""Next to no replicates: those that are shown are made anew around every weight."""


class Scorer:
    """Scores by setting; several threads may ask at once.

    Parameters
    ----------
    scores, values
        As published: by code, and long.
    catalogue
        The study's.
    neighbours
        Pairs of `code` and `neighbour`, for indicators whose gaps are filled from there; None where there are none.
    """

    def __init__(
        self, scores: pd.DataFrame, values: pd.DataFrame, *, catalogue: Catalogue, neighbours: pd.DataFrame | None
    ) -> None:
        self.study = catalogue
        self._published = scores
        self._codes: list[str] = scores.index.tolist()
        self._columns = {str(name): column.array for name, column in scores.items()}
        # What the study guessed is guessed again, from the same seed: it must not pass for a figure.
        self._values = values.assign(value=values["value"].mask(values["status"].eq("imputed")))
        self._evidence = values
        self._neighbours = neighbours
        self._results: Kept = Kept(RESULTS)
        self._variants: Kept = Kept(RESULTS)
        self._tables: Kept = Kept(TABLES)

    @cached_property
    def closed(self) -> tuple[Indicator, ...]:
        """The indicators that carry weight and were not published."""
        published = set(self._values["indicator"])
        weights = leaf_weights(build_tree(self.study.index, self.study.indicators))
        return tuple(i for i in self.study.indicators if i.id not in published and weights.get(i.id, 0.0) > 0)

    @cached_property
    def hindrance(self) -> str:
        """Why nothing can be scored again: ``closed``, ``differs``, or nothing."""
        if self.closed:
            return "closed"
        try:
            again = self._scored(STUDY, replicates=2)
        except ArraigoError:
            return "differs"
        apart = (again["score"] - self._published["score"]).abs().max()
        known = again["score"].notna().eq(self._published["score"].notna()).all()
        return "" if known and not apart > SAME else "differs"

    def scores(
        self, setting: Setting, *, replicates: int, progress: Callable[[int, int], None] | None = None
    ) -> pd.DataFrame:
        """Give the columns of the published scores under a setting; those that weights do not touch are as published.

        Raises
        ------
        ArraigoError
            When no score can be made under the setting.
        """
        if setting == STUDY:
            return self._published
        table: pd.DataFrame = self._tables.get(
            (setting, replicates), lambda: self._scored(setting, replicates=replicates, progress=progress)
        )
        return table

    def prepare(self, setting: Setting) -> None:
        """Fit the scales of a setting, so that scores under it take no longer than under any other."""
        if setting == STUDY or self.hindrance:
            return
        # What no score can be made of is told when it is asked for.
        with suppress(ArraigoError):
            self._scales(setting)

    def ready(self, setting: Setting, *, replicates: int) -> bool:
        """Say whether the scores under a setting are at hand."""
        return setting == STUDY or self._tables.holds((setting, replicates))

    def best(self, setting: Setting) -> tuple[pd.DataFrame, int]:
        """Give the scores with the most replicates that are at hand, at least the quick ones, and their number."""
        full = self.study.study.replicates
        if self.ready(setting, replicates=full):
            return self.scores(setting, replicates=full), full
        return self.scores(setting, replicates=QUICK), QUICK

    def catalogue(self, setting: Setting) -> Catalogue:
        """Give the catalogue as if the study itself had said what the setting says.

        Raises
        ------
        ArraigoError
            As `scores`.
        """
        if setting == STUDY:
            return self.study
        result, weights = self._result(setting), dict(setting.weights)
        nodes = tuple(
            node.model_copy(update={"weight": weights[node.id]}) if node.id in weights else node
            for node in result.index.nodes
        )
        given: dict[str, Any] = {"nodes": nodes, "normalisation": result.normalisation}
        if setting.gate is not None:
            given |= {"coverage_gate": setting.gate}
        indicators = tuple(
            one.model_copy(update={"weight": weights[one.id]}) if one.id in weights else one
            for one in result.indicators
        )
        return replace(self.study, index=result.index.model_copy(update=given), indicators=indicators)

    def entry(self, code: str, *, k: int) -> pd.DataFrame | None:
        """Say which change of one indicator alone would bring a place among the study's first k.

        None before the study was scored again, which takes a second that nobody should wait for, and where it cannot
        be; columns as in `geo.scoring.entry.to_enter_top`.
        """
        if "hindrance" not in self.__dict__ or self.hindrance:
            return None
        try:
            return to_enter_top(self._result(STUDY), [code], k=k)
        except ArraigoError:
            return None

    def _scored(
        self, setting: Setting, *, replicates: int, progress: Callable[[int, int], None] | None = None
    ) -> pd.DataFrame:
        weights = dict(setting.weights)
        result, variants = self._scales(setting)
        fresh: dict[str, Any] = rescore(
            result,
            variants,
            weights=weights,
            gate=setting.gate,
            replicates=replicates,
            people=self._published["people"],
            top=self.study.study.tops,
            workers=1,
            progress=progress,
        )
        if fresh["code"].tolist() != self._codes:
            table = pd.DataFrame(fresh).set_index("code", drop=False).reindex(self._published.index)
            fresh = {str(name): column.array for name, column in table.items()}
        if replicates >= self.study.study.replicates:
            shares = {str(id_): float(share) for id_, share in leaf_weights(result.tree_of(weights)).items()}
            proofs = evidence(self._evidence, catalogue=self.study, weights=shares).reindex(self._published.index)
            fresh |= {str(name): column.array for name, column in proofs.items()}
        else:
            # What the weight rests on takes as long as all the rest; until it is known nothing is said.
            fresh |= dict.fromkeys(DISCLOSED, np.nan)
        # Put together at once: a column after the other takes as long as the scores themselves.
        columns = {name: fresh.get(name, column) for name, column in self._columns.items()}
        return pd.DataFrame(columns, index=self._published.index, copy=False)

    def _scales(self, setting: Setting) -> tuple[Result, Variants]:
        variants: Variants = self._variants.get(setting.scope, lambda: self._laid_out(setting.scope))
        return self._result(setting), variants

    def _result(self, setting: Setting) -> Result:
        chosen = (setting.normalisation, setting.aggregation, setting.scope)
        result: Result = self._results.get(chosen, lambda: self._fitted(setting))
        return result

    def _fitted(self, setting: Setting) -> Result:
        study = self.study
        return score_units(
            self._values,
            units=self._published.reset_index(drop=True),
            index=study.index,
            indicators=study.indicators,
            neighbours=self._around,
            seed=study.study.seed,
            normalisation=setting.normalisation,
            aggregation=setting.aggregation,
            scope=setting.scope,
            uncertainty=_BARE,
            top=study.study.tops,
        )

    def _laid_out(self, scope: Scope | None) -> Variants:
        uncertainty = Uncertainty(replicates=self.study.study.replicates, idle="hold")
        return lay_out_variants(self._result(Setting(scope=scope)), uncertainty)

    @cached_property
    def _around(self) -> Mapping[str, list[str]] | None:
        pairs = self._neighbours
        if pairs is None or not any(one.missing == "neighbours" for one in self.study.indicators):
            return None
        return {str(code): list(around) for code, around in pairs.groupby("code")["neighbour"]}


def changed(before: pd.DataFrame, after: pd.DataFrame, *, k: int) -> int:
    """Count the places among the first k that were not among them before; both tables have the same rows."""
    was, now = (table["rank"].to_numpy(dtype=float, na_value=np.inf) <= k for table in (before, after))
    return int(np.count_nonzero(now & ~was))
