"""Order the stages, and bring them up to date one after another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from pipelines.closed_tiers import clear, tiers_of
from pipelines.kept import remember
from pipelines.paths import CLOSED, COMPARATOR_ENTRIES, COMPARATOR_TABLES, COSTS
from pipelines.raw import raw_files_at_hand
from pipelines.stage import Stage
from pipelines.store import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.catalogue import Catalogue
    from geo.zonal import Executor
    from pipelines.beside import Beside
    from pipelines.paths import Places

CATALOGUE = ("*.yml", "sources/*.yml", "additions/*.yml")

STAGES = (
    Stage(
        verb="harmonise",
        folder="1_harmonised",
        reads=(),
        study_files=(*CATALOGUE, "*.topojson", "names.csv", "tables/*.csv"),
        raw=True,
    ),
    Stage(
        verb="measure",
        folder="2_measured",
        reads=("1_harmonised",),
        study_files=(*CATALOGUE, "tables/*.csv"),
        raw=True,
    ),
    Stage(
        verb="score",
        folder="3_scored",
        reads=("1_harmonised", "2_measured"),
        study_files=(*CATALOGUE, COMPARATOR_ENTRIES, COMPARATOR_TABLES, COSTS),
        parameters=("seed", "replicates"),
    ),
    Stage(
        verb="group",
        folder="4_grouped",
        reads=("1_harmonised", "2_measured", "3_scored"),
        study_files=CATALOGUE,
        parameters=("seed",),
    ),
    Stage(
        verb="publish",
        folder="5_published",
        reads=("1_harmonised", "2_measured", "3_scored", "4_grouped"),
        study_files=(*CATALOGUE, COMPARATOR_ENTRIES, "*.topojson"),
        parameters=("seed", "replicates"),
    ),
)
VERBS = tuple(stage.verb for stage in STAGES)
CLOSING = replace(STAGES[-1], verb="closed", folder=CLOSED)
"""Follows `publish`, in a study that has something which is not public."""


class Reporter(Protocol):
    """Tell a person how far the run is; the terminal's form is in `pipelines.terminal`."""

    def begin(self, verb: str) -> Callable[[int, int], None]:
        """Open a stage; give the function that takes done and total."""

    def end(self, verb: str, notes: list[str] | None) -> None:
        """Close a stage; ``None`` says that its results still held."""


def run_flow(
    places: Places,
    *,
    catalogue: Catalogue,
    texts: Mapping[str, str],
    parameters: Mapping[str, Any],
    reporter: Reporter,
    first: str = VERBS[0],
    last: str = VERBS[-1],
    executor: Executor | None = None,
    beside: Beside | None = None,
    keeps: bool = True,
) -> None:
    """Bring every stage from `first` to `last` up to date, skipping those whose inputs are unchanged.

    With `keeps`, the run that is published is kept as `last`, and the one before it as `previous`.
    """
    raw_files = raw_files_at_hand(places, texts, catalogue)
    with locked(places.processed):
        # A run that was killed after it had published is kept now, before anything it was made of is replaced.
        if keeps:
            remember(places)
        for stage in _asked(places, catalogue, first=first, last=last):
            progress = reporter.begin(stage.verb)
            notes = stage.execute(
                places,
                catalogue=catalogue,
                texts=texts,
                parameters=parameters,
                raw_files=raw_files,
                progress=progress,
                executor=executor,
                beside=beside,
            )
            reporter.end(stage.verb, notes)
        if keeps:
            remember(places)


def _asked(places: Places, catalogue: Catalogue, *, first: str, last: str) -> Iterator[Stage]:
    """Go through the stages from `first` to `last`, and the closed one where there is something for it to publish."""
    yield from STAGES[VERBS.index(first) : VERBS.index(last) + 1]
    if last != VERBS[-1]:
        return
    if tiers_of(places, catalogue):
        yield CLOSING
    else:
        clear(places)
