"""Withhold small counts of victims and returnees, and as much beside them that none can be worked out.

A count of one to four points at persons. Withholding it alone is not enough: the total of its department less what is
shown gives it back, and so do a rate times its people, and a score less its other parts. Cells that are withheld for
the sake of others are complementary ones [1]_ [2]_. Why, and what this does not do: `docs/decisions/small-counts.md`.

References
----------
.. [1] Willenborg, L., de Waal, T. (2001). Elements of Statistical Disclosure Control. Springer, chapters 5 and 6.
.. [2] Hundepool, A., et al. (2012). Statistical Disclosure Control. Wiley, chapter 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.catalogue import closed_to, seen_by
from geo.errors import MethodError
from geo.kinds import TIERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalogue import Catalogue
    from geo.kinds import Tier

LEAST = 5
"""Counts from this on are shown; zero is shown too, since it is about nobody."""
WITHHELD = "suppressed"


def withhold(counts: pd.Series, *, groups: pd.Series, least: int = LEAST) -> tuple[pd.Series, frozenset[str]]:
    """Choose the cells to withhold, where the total of every group is known.

    In each group that has a small count: the small counts, then the next larger ones, until two cells or more are
    withheld and their sum lets each of them be anything from one to `least` less one. Where a group has not that many
    counts above zero, its total has to be withheld as well.

    Parameters
    ----------
    counts
        Whole numbers from zero on; missing cells are nobody's secret and count as not there.
    groups
        The group of each cell, such as its department.

    Returns
    -------
    pandas.Series
        True where a cell is withheld, indexed like `counts`.
    frozenset of str
        The groups whose total has to be withheld.

    Raises
    ------
    MethodError
        With every count that is negative or no whole number.
    """
    known = counts.dropna()
    wrong = known[(known < 0) | (known % 1 != 0)]
    if len(wrong):
        raise MethodError(
            f"{len(wrong)} of {len(known)} counts are negative or not whole, such as {wrong.iloc[0]}. Correct them, or "
            "declare the indicator as something else than a count."
        )
    hidden = pd.Series(data=False, index=counts.index)
    open_totals = set()
    for group, cells in known[known > 0].groupby(groups):
        # Ties go by code, so that the same counts always withhold the same cells.
        rising = cells.sort_index().sort_values(kind="stable")
        small = int((rising < least).sum())
        if not small:
            continue
        taken = small
        while not _safe(rising.iloc[:taken], least) and taken < len(rising):
            taken += 1
        hidden[rising.index[:taken]] = True
        if not _safe(rising.iloc[:taken], least):
            open_totals.add(str(group))
    return hidden, frozenset(open_totals)


def protected(
    values: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    catalogue: Catalogue,
    groups: pd.Series,
    least: int = LEAST,
    tier: Tier = "public",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take out of values and scores what would give readers of a tier a figure that is closed to them.

    Withheld are the small counts and their complements; other indicators of the same series in the same places, whose
    rate times its people is the count; and in each of these places one more indicator, where a single withheld one
    could be worked out from the score, with the score of every node that only one of the withheld feeds. The figure of
    an indicator that is closed as a whole counts as withheld in the same way: where it is the only one, one more goes
    with it. Small counts are withheld from the public alone.

    Parameters
    ----------
    values
        By `geo.contracts.VALUES`.
    scores
        A row per unit with `code`, `contribution_<indicator>` and `node_<id>`.
    groups
        The department of each unit, indexed by code.
    tier
        The readers. Columns of closed indicators are not taken out here: tables leave them out.

    Returns
    -------
    values
        Withheld cells have no value and the status `suppressed`.
    scores
        Withheld contributions and nodes are missing; the score itself stays.
    """
    small = _cells(values, catalogue=catalogue, groups=groups, least=least) if tier == "public" else {}
    if not small and not closed_to(catalogue, tier):
        return values, scores
    valued = values[values["value"].notna()]
    there = {str(code): set(ids) for code, ids in valued.groupby("code")["indicator"]}
    closed = {code: _closed(ids, catalogue, tier) for code, ids in there.items()}
    hidden = {code: ids for code in there if (ids := small.get(code, set()) | closed[code])}
    shut = {one.id for one in closed_to(catalogue, tier)}
    values, scores = values.copy(), scores.copy()
    place = pd.Index(scores["code"])
    pairs = pd.MultiIndex.from_frame(values[["code", "indicator"]])
    for code, secret in hidden.items():
        ids = secret & there[code]
        ids.update(_complement(ids, there[code], catalogue))
        gone = pairs.isin([(code, id_) for id_ in ids - shut])
        values.loc[gone, ["value", "raw_value", "se", "n", "coverage", "reliability"]] = None
        values.loc[gone, "status"] = WITHHELD
        names = [f"contribution_{id_}" for id_ in ids] + [f"node_{id_}" for id_ in _bare_nodes(ids, catalogue)]
        at = scores.index[place.get_indexer([code])]
        scores.loc[at, [name for name in names if name in scores]] = None
    return values, scores


def _safe(cells: pd.Series, least: int) -> bool:
    """Say whether any of the cells may be anything from one to `least` less one, when only their sum is known."""
    return len(cells) > 1 and cells.sum() >= (least - 1) + (len(cells) - 1)


def _cells(values: pd.DataFrame, *, catalogue: Catalogue, groups: pd.Series, least: int) -> dict[str, set[str]]:
    """List the indicators to withhold in each place: counts, and whatever is made of the same series."""
    hidden: dict[str, set[str]] = {}
    whom = {id_ for id_, series in catalogue.series.items() if series.counts is not None}
    for indicator in catalogue.indicators:
        secret = whom.intersection(indicator.series)
        if indicator.kind != "count" or not secret:
            continue
        counts = values.loc[values["indicator"] == indicator.id].set_index("code")["value"]
        gone, _ = withhold(counts, groups=groups.reindex(counts.index), least=least)
        same = {other.id for other in catalogue.indicators if secret.intersection(other.series)}
        for code in gone.index[gone]:
            hidden.setdefault(str(code), set()).update(same)
    return hidden


def _closed(there: set[str], catalogue: Catalogue, tier: Tier) -> set[str]:
    """List what is withheld in a place because an indicator is closed: those that weigh, and what goes with one alone.

    Whoever may see more can see what the public sees too: what goes with an indicator that is closed to partners is
    withheld from everyone below.
    """
    ids: set[str] = set()
    for readers in reversed(TIERS[TIERS.index(tier) : -1]):
        ids |= {one.id for one in closed_to(catalogue, readers) if one.weight > 0} & there
        # What everyone else can see goes first: an indicator that was opened to partners is there for them.
        ids.update(_complement(ids, {one.id for one in seen_by(catalogue, "public")} & there, catalogue))
    return ids


def _complement(ids: set[str], there: set[str], catalogue: Catalogue) -> Iterator[str]:
    """Give one more indicator that has a value, the nearest in the tree, where only one weighs in the score."""
    weights = {indicator.id: indicator.weight for indicator in catalogue.indicators}
    if sum(weights[id_] > 0 for id_ in ids) != 1:
        return
    pillar = {indicator.id: indicator.pillar for indicator in catalogue.indicators}
    mine = [_path(pillar[id_], catalogue) for id_ in sorted(ids)]
    others = [id_ for id_ in pillar if id_ in there and id_ not in ids and weights[id_] > 0]

    def apart(id_: str) -> int:
        path = _path(pillar[id_], catalogue)
        return -max(len(set(path) & set(one)) for one in mine)

    yield from sorted(others, key=apart)[:1]


def _bare_nodes(ids: set[str], catalogue: Catalogue) -> list[str]:
    """List the nodes below the root that exactly one of the withheld indicators feeds: their score would tell it."""
    feeds: dict[str, int] = {}
    for indicator in catalogue.indicators:
        for node in _path(indicator.pillar, catalogue) if indicator.id in ids else ():
            feeds[node] = feeds.get(node, 0) + 1
    parents = {node.id: node.parent for node in catalogue.index.nodes}
    return sorted(node for node, count in feeds.items() if count == 1 and parents[node] is not None)


def _path(node: str, catalogue: Catalogue) -> list[str]:
    """List a node and all above it."""
    parents = {one.id: one.parent for one in catalogue.index.nodes}
    path = [node]
    while (above := parents[path[-1]]) is not None:
        path.append(above)
    return path
