"""Find types of units on their pillar scores, in a number that holds, with a probability for each unit.

A pillar that is missing takes no part: neither in a unit's distance to a type nor in the type's centre. It is not put
at zero, nor at anyone's mean. Types are those of k-means (`k_means`); how often they come back chooses their number
(`stability`), and other models say how far they agree (`models`, `agreement`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Faults, MethodError
from geo.patterns.agreement import NONE, adjusted_rand, aligned, jaccards, overlaps
from geo.patterns.k_means import k_means, means
from geo.patterns.membership import MIXED, members_and_models
from geo.patterns.models import (
    Parting,
    dense_kernels,
    mixture,
    one_thread,
    partial_distances,
    principal_coordinates,
    ward,
)
from geo.patterns.stability import Stability, choose, indices, resample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import scipy.sparse as sp

    from geo.patterns.neighbours import Neighbours

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RESAMPLES = 100


@dataclass(frozen=True)
class Typology:
    """Types of units.

    Attributes
    ----------
    members
        One row per unit, in order of `code`: `type` (1 the type with the highest pillars unless aligned, `MIXED`, or
        null without any pillar), `type_p` (probability of the nearest type), `nearest` (that type, also where mixed),
        `consensus` (the share of the models that put the unit there) and `consensus_type` (what all of them together
        say).
    models
        One row per unit: `code` and its type by each model, by the same numbers; 0 where a model leaves it out.
    centres
        Types by pillars, in the pillars' own points; null where no member has the pillar.
    contrasts
        The same as distance from the mean of all units, in standard deviations.
    known
        The same as the share of the members that have the pillar, 0-1.
    stability
        One row per model and number of types tried: `model`, `types`, `silhouette` (-1 to 1), `calinski_harabasz`,
        `davies_bouldin`, `bic` (of the mixture), `jaccard` and `jaccard_least` (the mean over the types and the least
        of them, over the resamples), `rand` (adjusted, over the resamples), `rand_to_k_means`, `chosen`.
    returns
        One row per type: `type`, `jaccard` (how much of it comes back, on the mean of the resamples, 0-1) and `kept`
        (the same against the earlier type most like it; null when there was none).
    """

    members: pd.DataFrame
    models: pd.DataFrame
    centres: pd.DataFrame
    contrasts: pd.DataFrame
    known: pd.DataFrame
    stability: pd.DataFrame
    returns: pd.DataFrame


def find_types(
    pillars: pd.DataFrame,
    *,
    choices: Sequence[int],
    seed: int,
    least: float = 0.5,
    resamples: int = RESAMPLES,
    neighbours: Neighbours | None = None,
    previous: pd.Series | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Typology:
    """Group units, in the largest number of types that all come back when the units are drawn anew.

    Pillars are standardised over all units first. A unit's probability of a type falls with its squared distance from
    the centre over the pillars it has, against the scatter that units show within types: what a mixture of equal round
    normal distributions gives. A unit with few pillars is hence surer to be mixed.

    Parameters
    ----------
    pillars
        Codes by pillars, 0-100; missing is null. A pillar that is missing or equal everywhere says nothing and is left
        out of the distances; the order of rows and columns changes nothing.
    choices
        The numbers of types to try.
    seed
        For the starts, the resamples and the mixture.
    least
        The probability below which a unit is `MIXED`.
    resamples
        How many bootstrap resamples the choice stands on.
    neighbours
        Of the same units, for types that lie together; without them that model is not asked.
    previous
        The types of an earlier run by code, whose numbers are kept as far as can be; other codes are welcome.
    progress
        Told how many numbers of types have been tried, of how many.

    Raises
    ------
    MethodError
        If values are infinite, `least` is no share, a choice is below 2 or not below the number of different units, or
        neighbours are of other units.
    """
    ordered = pillars.sort_index().sort_index(axis=1)
    standard = _standardise(ordered.where(np.isfinite(ordered)))
    typed = standard.notna().any(axis=1).to_numpy()
    # A pillar that nobody has would only blow up the distances over the pillars that two units share.
    cells = standard[typed].dropna(axis=1, how="all").to_numpy(float)
    _refuse(ordered, cells, choices=choices, least=least, resamples=resamples, neighbours=neighbours)
    links = None if neighbours is None else _links(neighbours, standard.index[typed])

    with one_thread():
        tried = {k: _by_height(cells, k_means(cells, k, seed=seed)) for k in sorted(set(choices))}
        stabilities = {}
        for k, labels in tried.items():
            stabilities[k] = resample(cells, labels, resamples=resamples, seed=seed)
            progress(len(stabilities), len(tried))
        chosen = choose(stabilities)
        table, partings = _other_models(cells, tried, stabilities, chosen=chosen, links=links, seed=seed)
    labels, kept = _keep_numbers(tried[chosen], previous, codes=standard.index[typed])
    returns = pd.DataFrame({"type": np.arange(len(kept)) + 1, "jaccard": np.nan, "kept": kept})
    returns.loc[_names(tried[chosen], labels), "jaccard"] = stabilities[chosen].jaccards
    members, models = members_and_models(standard.index, typed, cells, labels=labels, partings=partings, least=least)
    groups = members["nearest"].to_numpy(dtype=float, na_value=np.nan)
    return Typology(
        members=members,
        models=models,
        centres=_centres(ordered, groups),
        contrasts=_centres(standard, groups),
        known=_centres(ordered.notna().astype(float), groups),
        stability=table,
        returns=returns,
    )


def _refuse(
    pillars: pd.DataFrame,
    cells: Floats,
    *,
    choices: Sequence[int],
    least: float,
    resamples: int,
    neighbours: Neighbours | None,
) -> None:
    faults = Faults("typology", MethodError)
    infinite = np.isinf(pillars.to_numpy(float)).any(axis=1)
    faults.check(
        "units have an infinite pillar",
        bad=pillars.index[infinite].tolist(),
        of=len(pillars),
        do="Score them again; pillars lie in 0-100.",
    )
    if not 0 <= least <= 1:
        faults.add(f"a least probability of {least} is not a share. Give a number from 0 to 1.")
    if resamples < 1:
        faults.add(f"{resamples} resamples show nothing. Ask for at least one; 100 is usual.")
    if not choices:
        faults.add("no number of types is given. Name at least one in `types` of study.yml.")
    different = len(np.unique(np.nan_to_num(cells, nan=-np.inf), axis=0))
    faults.check(
        f"numbers of types cannot be had of {different} different units",
        bad=[k for k in choices if not 2 <= k < different],
        of=len(choices),
        do="Set `types` in study.yml between 2 and one less than that.",
    )
    if neighbours is not None:
        faults.check(
            "units have pillars but no place among the neighbours",
            bad=pillars.index.difference(neighbours.codes).tolist(),
            of=len(pillars),
            do="Find the neighbours of the same units again.",
        )
    faults.raise_any()


def _standardise(pillars: pd.DataFrame) -> pd.DataFrame:
    """Centre and scale each pillar over the units that have it; a pillar without spread becomes missing."""
    spread = pillars.max() - pillars.min()
    return (pillars - pillars.mean()) / pillars.std(ddof=0).where(spread > 0)


def _links(neighbours: Neighbours, codes: pd.Index) -> sp.csr_array:
    places = neighbours.codes.get_indexer(codes)
    return neighbours.matrix[places][:, places]


def _by_height(cells: Floats, labels: Ints) -> Ints:
    """Renumber the types by the mean of their pillars, the highest first."""
    centres = np.nan_to_num(means(cells, labels, labels.max() + 1))
    order = sorted(range(len(centres)), key=lambda k: (-round(centres[k].mean(), 9), *(-centres[k])))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[labels]


def _other_models(
    cells: Floats,
    tried: Mapping[int, Ints],
    stabilities: Mapping[int, Stability],
    *,
    chosen: int,
    links: sp.csr_array | None,
    seed: int,
) -> tuple[pd.DataFrame, dict[str, Ints]]:
    """Ask the other models for each number of types; give the table of all, and the labels for the number chosen."""
    distances = partial_distances(cells)
    places = principal_coordinates(distances, most=cells.shape[1])
    trees = {"ward": ward(places, tried)}
    if links is not None:
        trees["ward_contiguous"] = ward(places, tried, links=links)
    rows, partings = [], {}
    for k, labels in tried.items():
        found = {"k_means": Parting(labels), "mixture": mixture(places, k, seed=seed)}
        found |= {model: cuts[k] for model, cuts in trees.items()}
        if k == chosen:
            found["hdbscan"] = dense_kernels(distances)
            partings = {model: parting.labels for model, parting in found.items()}
        for model, parting in found.items():
            own = stabilities[k] if model == "k_means" else None
            rows.append(
                {
                    "model": model,
                    "types": len(np.unique(parting.labels[parting.labels != NONE])),
                    **indices(distances, places, parting.labels),
                    "bic": parting.bic,
                    "jaccard": own.jaccards.mean() if own else np.nan,
                    "jaccard_least": own.jaccards.min() if own else np.nan,
                    "rand": own.rand if own else np.nan,
                    "rand_to_k_means": _rand(parting.labels, labels),
                    "chosen": model == "k_means" and k == chosen,
                }
            )
    return pd.DataFrame(rows).sort_values(["model", "types"], kind="stable", ignore_index=True), partings


def _rand(labels: Ints, reference: Ints) -> float:
    return float(adjusted_rand(overlaps(labels, reference)[None])[0])


def _keep_numbers(labels: Ints, previous: pd.Series | None, *, codes: pd.Index) -> tuple[Ints, Floats]:
    """Give the types the numbers they had before, as far as there are so many types now; say how much each kept."""
    k = int(labels.max()) + 1
    before = None if previous is None else previous.reindex(codes).fillna(MIXED).to_numpy(np.int64) - 1
    if before is None or (before == NONE).all():
        return labels, np.full(k, np.nan)
    found = aligned(labels, before)
    # Of five types two may be gone, and the fifth be the third now: numbers have no gaps.
    names = np.unique(found)
    free = iter(np.setdiff1d(np.arange(k), names))
    lookup = {name: name if name < k else next(free) for name in names}
    numbered = np.array([lookup[name] for name in found], dtype=np.int64)
    return numbered, jaccards(overlaps(before, numbered)[None])[0]


def _names(labels: Ints, numbered: Ints) -> Ints:
    """Give the new number of every type."""
    return np.asarray(numbered[np.unique(labels, return_index=True)[1]])


def _centres(pillars: pd.DataFrame, groups: Floats) -> pd.DataFrame:
    table = pillars.groupby(groups).mean()
    return table.set_axis(pd.Index(table.index.astype(int), name="type"), axis=0)
