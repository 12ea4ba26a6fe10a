"""Count the values there are by indicator, country and department, and weigh each kind of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import Faults, MethodError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalogue import Catalogue

OBSERVED = ("observed", "observed_zero")
EVIDENCE = ("measured", "proxy", "modelled", "inherited", "imputed", "missing", "no_indicator")
"""What a share of weight rests on: a value observed there by its method class, one handed down or filled in, no value,
or a pillar that no indicator feeds."""

DISCLOSED = ("weight_modelled", "weight_inherited", "weight_imputed")


def availability(values: pd.DataFrame, *, units: pd.DataFrame) -> pd.DataFrame:
    """Count the values of each indicator by country and department.

    Parameters
    ----------
    values
        By `geo.contracts.VALUES`.
    units
        `code`, `iso3` and `adm1_code` of the scored units.

    Returns
    -------
    pandas.DataFrame
        A row per `indicator`, `iso3` and `adm1_code`, sorted, with the number of `units` and how many of them have a
        value `observed`, `inherited`, `imputed` or `missing`.
    """
    rows = values[["code", "indicator", "status"]].merge(
        units[["code", "iso3", "adm1_code"]], on="code", validate="many_to_one"
    )
    known = {**dict.fromkeys(OBSERVED, "observed"), "inherited": "inherited", "imputed": "imputed"}
    rows["kind"] = rows["status"].map(known).fillna("missing")
    keys = ["indicator", "iso3", "adm1_code"]
    counts = rows.pivot_table(index=keys, columns="kind", values="code", aggfunc="count", fill_value=0).astype("int64")
    counts = counts.reindex(columns=["observed", "inherited", "imputed", "missing"], fill_value=0)
    counts.insert(0, "units", counts.sum(axis=1))
    return counts.rename_axis(columns=None).reset_index()


def evidence(values: pd.DataFrame, *, catalogue: Catalogue, weights: Mapping[str, float]) -> pd.DataFrame:
    """Say for each unit how much of the whole weight rests on what.

    Parameters
    ----------
    values
        By `geo.contracts.VALUES`: a row per unit and indicator.
    weights
        Nominal weight of each indicator in the whole index. They sum to one, or to less where a pillar has no
        indicator: it keeps its weight.

    Returns
    -------
    pandas.DataFrame
        Indexed by `code`, one column `weight_<kind>` for each kind of `EVIDENCE`; every row sums to one.

    Raises
    ------
    MethodError
        When weights are lacking, negative, or sum to more than one.
    """
    classes = {indicator.id: indicator.method_class for indicator in catalogue.indicators}
    _check_weights(weights, ids=list(classes))
    observed = values["status"].isin(OBSERVED)
    other = values["status"].where(values["status"].isin(["inherited", "imputed"]), "missing")
    kind = values["indicator"].map(classes).where(observed, other)
    weight = values["indicator"].map(dict(weights)).astype(float)
    sums = pd.crosstab(values["code"], kind, values=weight, aggfunc="sum")
    sums = sums.reindex(columns=list(EVIDENCE)).fillna(0.0)
    sums["no_indicator"] = max(0.0, 1.0 - sum(weights[id_] for id_ in classes))
    return sums.add_prefix("weight_").rename_axis(index="code", columns=None)


def _check_weights(weights: Mapping[str, float], *, ids: list[str]) -> None:
    faults = Faults("the weights of the indicators", MethodError)
    faults.check(
        "indicators have no weight, or a negative one",
        bad=[id_ for id_ in ids if not weights.get(id_, -1.0) >= 0],
        of=len(ids),
        do="Give the nominal weight of every indicator of the catalogue.",
    )
    faults.check(
        "weights are for indicators that the catalogue does not have",
        bad=sorted(set(weights) - set(ids)),
        of=len(weights),
        do="Give the nominal weight of every indicator of the catalogue.",
    )
    if sum(weights.values()) > 1 + 1e-9:
        faults.add(f"they sum to {sum(weights.values()):.6g}, more than the whole index. Divide them by their sum.")
    faults.raise_any()
