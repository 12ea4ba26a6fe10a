"""Bring the results of a study up to date and show what came out, for every command that does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.catalogue import load_catalogue
from pipelines.cluster import machines
from pipelines.flow import VERBS, run_flow
from pipelines.paths import SUMMARY
from pipelines.terminal import Reporter, show_outcome

if TYPE_CHECKING:
    from pipelines.beside import Beside
    from pipelines.paths import Places


def bring_up_to_date(
    places: Places,
    *,
    beside: Beside | None,
    first: str = VERBS[0],
    last: str = VERBS[-1],
    seed: int | None = None,
    replicates: int | None = None,
    dask: str | None = None,
    workers: int | None = None,
) -> None:
    """Run the stages from `first` to `last`; those whose inputs are unchanged are not run again.

    Parameters
    ----------
    places
        The study.
    beside
        The second process, where there is one.
    first, last
        Verbs.
    seed, replicates
        The study's own, if not given.
    dask, workers
        As for `pipelines.cluster.machines`.
    """
    texts = places.texts()
    catalogue = load_catalogue(texts)
    parameters: dict[str, Any] = {
        "seed": catalogue.study.seed if seed is None else seed,
        "replicates": replicates or catalogue.study.replicates,
    }
    with machines(dask=dask, workers=workers) as executor, Reporter() as reporter:
        run_flow(
            places,
            catalogue=catalogue,
            texts=texts,
            parameters=parameters,
            reporter=reporter,
            first=first,
            last=last,
            executor=executor,
            beside=beside,
        )


def show_published(places: Places) -> None:
    """Say at the terminal who leads, with their rank intervals, and where the results lie."""
    published = places.published()
    show_outcome(json.loads((published / SUMMARY).read_text(encoding="utf-8")), published)
