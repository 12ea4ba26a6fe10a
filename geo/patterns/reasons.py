"""Say for each chosen place why it is among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from geo.kinds import Lang
    from geo.patterns.selection_rules import Rules
    from geo.patterns.targeting import Selection

WORDS: dict[Lang, dict[str, str]] = {
    "es": {
        "locked": "fijado de antemano",
        "reach": "de los que más alcanzan",
        "quota": "por la cuota de {groups}",
        "zone": "mantiene unida su zona",
        "cost": "cabe en el presupuesto",
        "full": "ocupa el lugar que otra cuota deja libre",
    },
    "en": {
        "locked": "locked in",
        "reach": "reaches most",
        "quota": "for the quota of {groups}",
        "zone": "holds its zone together",
        "cost": "fits the budget",
        "full": "takes a place that a full quota leaves",
    },
}


def reasons(selection: Selection, *, gain: pd.Series, rules: Rules, lang: Lang) -> pd.Series:
    """Give the reason of each chosen place in words, by code.

    Parameters
    ----------
    selection
        What was chosen.
    gain, rules
        What it was chosen by.
    """
    words, n = WORDS[lang], len(selection.codes)
    first = set(gain.dropna().sort_index().sort_values(ascending=False, kind="stable").index[:n])
    chosen = set(selection.codes)
    tight = [quota for quota in rules.quotas if quota.least and len(chosen & quota.codes) == quota.least]

    def why(code: str) -> str:
        groups = [quota.name for quota in tight if code in quota.codes]
        if code in rules.locked:
            return words["locked"]
        if code in first:
            return words["reach"]
        if groups:
            return words["quota"].format(groups=", ".join(groups))
        if rules.together is not None:
            return words["zone"]
        return words["cost" if rules.budget is not None else "full"]

    return pd.Series({code: why(code) for code in selection.codes}, name="why", dtype=str)
