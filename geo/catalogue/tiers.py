"""Say which indicators and series of a study readers of a tier may see; whatever leaves asks here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalogue.text import Text
from geo.kinds import TIERS, at_most

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalogue.indicator import Indicator
    from geo.catalogue.load import Catalogue
    from geo.kinds import Tier

FOR_WHOM: dict[Tier, Text] = {
    "partner": Text(es="Solo para socios", en="For partners only"),
    "internal": Text(es="Solo para uso interno", en="For internal use only"),
}
"""What stands on everything that is made for readers of a closed tier."""


def tier_of(catalogue: Catalogue, indicator: Indicator) -> Tier:
    """Say how closed an indicator is: as much as the most closed of itself and its series."""
    tiers = [indicator.tier, *(catalogue.series[id_].tier for id_ in indicator.series)]
    return max(tiers, key=TIERS.index)


def tier_of_node(catalogue: Catalogue, node: str) -> Tier:
    """Say how closed the score of a node is: as the one indicator that feeds it, which it is on another scale."""
    within = {below.id for below in catalogue.index.walk(node)}
    below = [one for one in catalogue.indicators if one.pillar in within and one.weight > 0]
    return tier_of(catalogue, below[0]) if len(below) == 1 else "public"


def closed_nodes(catalogue: Catalogue, readers: Tier) -> tuple[str, ...]:
    """List the nodes below the root whose score readers of a tier may not see."""
    nodes = [node.id for node in catalogue.index.nodes if node.parent is not None]
    return tuple(id_ for id_ in nodes if not at_most(tier_of_node(catalogue, id_), readers))


def with_closed_nodes(scores: pd.DataFrame, catalogue: Catalogue, readers: Tier) -> pd.DataFrame:
    """Put the scores of closed nodes beside published ones as what they are to the readers: missing."""
    gone = [name for id_ in closed_nodes(catalogue, readers) if (name := f"node_{id_}") not in scores]
    return scores.assign(**dict.fromkeys(gone, float("nan"))) if gone else scores


def seen_by(catalogue: Catalogue, readers: Tier) -> tuple[Indicator, ...]:
    """List the indicators that readers of a tier may see, in the order of the catalogue."""
    return tuple(one for one in catalogue.indicators if at_most(tier_of(catalogue, one), readers))


def closed_to(catalogue: Catalogue, readers: Tier) -> tuple[Indicator, ...]:
    """List the indicators that readers of a tier may not see, in the order of the catalogue."""
    return tuple(one for one in catalogue.indicators if not at_most(tier_of(catalogue, one), readers))


def closed_series(catalogue: Catalogue, readers: Tier) -> frozenset[str]:
    """Name the series that readers of a tier may not see."""
    return frozenset(id_ for id_, series in catalogue.series.items() if not at_most(series.tier, readers))


def closed_flags(catalogue: Catalogue, readers: Tier) -> dict[str, str]:
    """Give for each flag that names an indicator which is closed to readers the flag that names none."""
    return {f"dominated:{one.id}": "dominated" for one in closed_to(catalogue, readers)}


def tiers_in(catalogue: Catalogue) -> tuple[Tier, ...]:
    """List the closed tiers of which a study has an indicator or a series, from the most open on."""
    found = {tier_of(catalogue, one) for one in catalogue.indicators}
    found |= {series.tier for series in catalogue.series.values()}
    return tuple(tier for tier in TIERS[1:] if tier in found)
