"""List what was changed between two runs: weights, entries, tables, values, parameters, software."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from geo.changes.entries import entry_changes
from geo.changes.figures import FigureChange, table_changes, value_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from geo.changes.entries import EntryChange
    from geo.changes.run import Run

TREE = {"index.yml", "indicators.yml"}
"""The files whose weights are told as weights."""


@dataclass(frozen=True)
class WeightChange:
    """A node or an indicator that weighs otherwise; or a parameter or a package that is another."""

    id: str
    before: str | None
    now: str | None


@dataclass(frozen=True)
class Inputs:
    """What differs between two runs before anything is scored.

    Attributes
    ----------
    weights
        Of nodes and indicators that both runs have.
    entries
        Keys of the study's YAML files, but for those weights.
    tables
        The study's tables.
    values
        Values of indicators, as measured.
    parameters, packages
        Such as the seed; such as pandas.
    code
        Whether arraigo itself is another.
    withheld
        How many changes are not told because they name what is not public.
    """

    weights: tuple[WeightChange, ...] = ()
    entries: tuple[EntryChange, ...] = ()
    tables: tuple[FigureChange, ...] = ()
    values: tuple[FigureChange, ...] = ()
    parameters: tuple[WeightChange, ...] = ()
    packages: tuple[WeightChange, ...] = ()
    code: bool = False
    withheld: int = 0

    def __bool__(self) -> bool:
        """Say whether anything differs that a result may hang on."""
        return bool(
            self.weights or self.entries or self.tables or self.values or self.parameters or self.packages
            or self.code or self.withheld
        )  # fmt: skip

    @property
    def series(self) -> frozenset[str]:
        """The tables that are others, or of which their source says something else."""
        told = {part for change in self.entries if "series" in change.path for part in change.path[1:]}
        return frozenset(told | {change.id for change in self.tables})


def changed_inputs(
    a: Run,
    b: Run,
    *,
    texts: Mapping[str, tuple[str | None, str | None]],
    tables: Mapping[str, tuple[bytes | None, bytes | None]],
    others: Iterable[EntryChange] = (),
    parameters: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
    packages: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
    code: bool = False,
) -> Inputs:
    """List what differs between two runs.

    Parameters
    ----------
    a, b
        The run before, and the one now.
    texts
        By file, the YAML texts before and now; only those that differ need to be there.
    tables
        By id of a series, the content of its table before and now; likewise.
    others
        Files of which only that they differ is told.
    parameters, packages
        Before and now, by name.
    code
        Whether arraigo itself is another.
    """
    weights = _weights(a, b)
    told = {change.id for change in weights}
    entries = [change for file, pair in sorted(texts.items()) for change in entry_changes(file, *pair)]
    figures = [table_changes(id_, *pair) for id_, pair in sorted(tables.items())]
    return Inputs(
        weights=weights,
        entries=(*(change for change in entries if not _is_weight(change, told)), *others),
        tables=tuple(change for change in figures if change),
        values=tuple(value_changes(a, b)),
        parameters=_others(*parameters),
        packages=_others(*packages),
        code=code,
    )


def _weights(a: Run, b: Run) -> tuple[WeightChange, ...]:
    told = [
        {node.id: node.weight for node in run.index.nodes} | {entry.id: entry.weight for entry in run.indicators}
        for run in (a, b)
    ]
    return tuple(
        WeightChange(id_, f"{before:g}", f"{told[1][id_]:g}")
        for id_, before in told[0].items()
        if id_ in told[1] and told[1][id_] != before
    )


def _is_weight(change: EntryChange, told: Set[str]) -> bool:
    return change.file in TREE and change.path[-1:] == ("weight",) and change.path[-2] in told


def _others(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[WeightChange, ...]:
    def shown(told: Mapping[str, Any], name: str) -> str | None:
        return None if told.get(name) is None else str(told[name])

    names = [name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name)]
    return tuple(WeightChange(name, shown(before, name), shown(now, name)) for name in names)


def without(inputs: Inputs, closed: Set[str]) -> Inputs:
    """Leave out what names an indicator, a series or a source that may not leave, and count it.

    Parameters
    ----------
    inputs
        All that differs.
    closed
        The ids that are not public.
    """

    def open_entry(change: EntryChange) -> bool:
        return not closed & {*change.path, PurePosixPath(change.file).stem}

    kept = replace(
        inputs,
        weights=tuple(change for change in inputs.weights if change.id not in closed),
        entries=tuple(change for change in inputs.entries if open_entry(change)),
        tables=tuple(change for change in inputs.tables if change.id not in closed),
        values=tuple(change for change in inputs.values if change.id not in closed),
    )
    lists = [(one.weights, one.entries, one.tables, one.values) for one in (inputs, kept)]
    before, after = (sum(map(len, group)) for group in lists)
    return replace(kept, withheld=before - after)
