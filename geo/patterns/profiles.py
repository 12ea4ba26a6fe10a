"""Say in one line, in both languages, what marks each type of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.patterns.rules import rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalogue import Text
    from geo.kinds import Lang
    from geo.patterns.clusters import Typology

STANDS_OUT = 0.5
"""Standard deviations from the mean of all units at which a pillar marks a type."""

KNOWN = 0.5
"""The share of a type's members that must have a pillar before the type may be named by it."""

NAMED = 3
"""How many pillars a line names on each side, the most marked first."""

TYPICAL = 3

WORDS: dict[Lang, dict[str, str]] = {
    "es": {
        "high": "Por encima de la media: {}",
        "low": "por debajo: {}",
        "only_low": "Por debajo de la media: {}",
        "none": "Cerca de la media en todos los pilares",
    },
    "en": {
        "high": "Above the mean: {}",
        "low": "below it: {}",
        "only_low": "Below the mean: {}",
        "none": "Near the mean in every pillar",
    },
}


def describe_types(
    typology: Typology, *, pillars: pd.DataFrame, titles: Mapping[str, Text], people: pd.Series
) -> pd.DataFrame:
    """Describe every type.

    Parameters
    ----------
    typology
        As found; mixed units count for no type.
    pillars
        Those it was found on: codes by pillars, 0-100; missing is null.
    titles
        The title of every pillar, by its id.
    people
        By code; a missing one adds nothing.

    Returns
    -------
    pd.DataFrame
        One row per type: `type`, `title_es`, `title_en`, `n`, `people`, `high` and `low` (ids of the pillars that mark
        it, joined by ``;``), `typical` (codes of its most probable members, joined by ``;``), `rule_es` and `rule_en`
        (limits of pillars that tell it from the others), `rule_share` and `rule_right` (the share of its members within
        them, and of members among those within), and `jaccard` (how much of it comes back on other draws of units).
    """
    rows = []
    nearest = typology.members.set_index("code")["nearest"]
    placed = pillars.loc[nearest.dropna().index]
    returns = typology.returns.set_index("type")["jaccard"]
    for type_, contrast in typology.contrasts.where(typology.known >= KNOWN).iterrows():
        own = typology.members[typology.members["type"] == type_]
        high = contrast[contrast >= STANDS_OUT].sort_values(ascending=False, kind="stable").index[:NAMED]
        low = contrast[contrast <= -STANDS_OUT].sort_values(kind="stable").index[:NAMED]
        rule = rule_of(placed, nearest.dropna() == type_)
        typical = own.sort_values(["type_p", "code"], ascending=[False, True])["code"].head(TYPICAL)
        rows.append(
            {
                "type": type_,
                "title_es": _line([titles[id_].es for id_ in high], [titles[id_].es for id_ in low], lang="es"),
                "title_en": _line([titles[id_].en for id_ in high], [titles[id_].en for id_ in low], lang="en"),
                "n": len(own),
                "people": float(people.reindex(own["code"]).sum()),
                "high": ";".join(high),
                "low": ";".join(low),
                "typical": ";".join(typical),
                "rule_es": rule.words(titles, lang="es"),
                "rule_en": rule.words(titles, lang="en"),
                "rule_share": rule.share,
                "rule_right": rule.right,
                "jaccard": float(returns.get(type_, float("nan"))),
            }
        )
    return pd.DataFrame(rows)


def _line(high: list[str], low: list[str], *, lang: Lang) -> str:
    words = WORDS[lang]
    if not high and not low:
        return words["none"]
    if not high:
        return words["only_low"].format(", ".join(low))
    parts = [words["high"].format(", ".join(high))] + [words["low"].format(", ".join(low))] * bool(low)
    return "; ".join(parts)
