"""Disclose what the values rest on: what is available where, and what kind of evidence carries each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, MethodError
from geo.indicators.places import scored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalogue import Indicator

_GROUP = {"observed": "observed", "observed_zero": "observed", "inherited": "inherited", "imputed": "imputed"}


def availability(values: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Count by indicator and department how many units have a value, and of what standing.

    Parameters
    ----------
    values
        Per `geo.contracts.VALUES`.
    units
        Per `geo.contracts.UNITS`.

    Returns
    -------
    pandas.DataFrame
        A row per `indicator`, `iso3` and `adm1_code`: `units`, of which `observed`, `inherited`, `imputed` and
        `missing`, and `share`, that with a value of any standing, 0-1.
    """
    where = scored(units)[["iso3", "adm1_code"]]
    standing = values["status"].map(_GROUP).fillna("missing")
    keyed = values[["indicator"]].assign(standing=standing).join(where.reindex(values["code"]).set_axis(values.index))
    keys = ["indicator", "iso3", "adm1_code"]
    kinds = ["observed", "inherited", "imputed", "missing"]
    table = keyed.pivot_table(index=keys, columns="standing", aggfunc="size", fill_value=0, sort=False).reindex(
        columns=kinds, fill_value=0
    )
    table.insert(0, "units", table.sum(axis=1))
    table["share"] = 1 - table["missing"] / table["units"]
    return table.rename_axis(columns=None).reset_index()


def evidence(values: pd.DataFrame, *, indicators: Sequence[Indicator], weights: Mapping[str, float]) -> pd.DataFrame:
    """Split the weight of each unit's indicators by the kind of evidence that carries it.

    Parameters
    ----------
    values
        Per `geo.contracts.VALUES`.
    indicators
        Their `method_class` says whether a figure observed at the unit is measured, modelled or a proxy.
    weights
        Nominal weight by indicator id; they need not sum to one.

    Returns
    -------
    pandas.DataFrame
        Indexed by code: `measured`, `modelled`, `proxy`, `inherited`, `imputed`, `missing`; each row sums to 1. An
        inherited or imputed value counts as such, whatever its class.

    Raises
    ------
    MethodError
        When an indicator has no weight, or all weights are zero.
    """
    faults = Faults("evidence", MethodError)
    ids = sorted(set(values["indicator"]))
    class_of = {indicator.id: indicator.method_class for indicator in indicators}
    faults.check(
        "indicators have no weight or no entry",
        bad=[id_ for id_ in ids if id_ not in weights or id_ not in class_of],
        of=len(ids),
        do="Give each indicator of the values a weight; zero is one.",
    )
    if ids and not sum(weights.get(id_, 0.0) for id_ in ids) > 0:
        faults.add("the weights sum to zero. Give at least one indicator some weight.")
    faults.raise_any()
    standing = values["status"].map(_GROUP).fillna("missing").astype("str")
    kind = standing.mask(standing == "observed", values["indicator"].map(class_of))
    kinds = ["measured", "modelled", "proxy", "inherited", "imputed", "missing"]
    weighed = pd.DataFrame(
        {"code": values["code"], "kind": kind, "weight": values["indicator"].map(weights).astype(float)}
    )
    table = weighed.pivot_table(index="code", columns="kind", values="weight", aggfunc="sum", fill_value=0.0)
    table = table.reindex(columns=kinds, fill_value=0.0).rename_axis(columns=None)
    total = table.sum(axis=1)
    return table.div(total, axis=0)
