"""Write where like lies beside like: hot spots, local and global Moran statistics, join counts."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from geo.errors import MethodError
from geo.patterns import hot_spots, join_counts, local_moran, moran, standardise_rates

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.catalogue import Indicator
    from geo.patterns import Global, Neighbours
    from pipelines.stage import Context

Found = TypeVar("Found")

SIGNIFICANT = ("hot", "cold", "HH", "LL", "HL", "LH")
COUNTED = ("observed", "observed_zero")
"""Rates of a place's own counts; those handed down from a department would only find the department again."""


def write_space(context: Context, scores: pd.DataFrame, neighbours: Neighbours) -> list[dict[str, Any]]:
    """Measure, name the islands, say what could not be measured, save; give what was measured over all units."""
    if neighbours.islands:
        context.notes.append(f"without a neighbour: {', '.join(neighbours.islands)}")
    local = _local(context, scores, neighbours)
    local.to_parquet(context.out / "space.parquet", index=False)
    return _overall(context, scores, neighbours)


def _local(context: Context, scores: pd.DataFrame, neighbours: Neighbours) -> pd.DataFrame:
    """Find hot spots of the score, where it lies among its like, and where drivers lie amid origin."""
    seed, score = context.parameters["seed"], scores["score"]
    measures: dict[str, Callable[[], pd.DataFrame]] = {
        "hotspot": lambda: hot_spots(score, neighbours, seed=seed),
        "lisa": lambda: local_moran(score, neighbours, seed=seed),
        "bilisa": lambda: local_moran(
            _block(scores, "drivers"), neighbours, around=_block(scores, "origin"), seed=seed
        ),
    }
    space = pd.DataFrame({"code": neighbours.codes})
    for name, measure in measures.items():
        found = _or_note(context, name, measure)
        table = _nothing(neighbours) if found is None else found
        space[name] = table["group"].to_numpy()
        for column in ("z", "p", "q") if name == "hotspot" else ("p", "q"):
            space[f"{name}_{column}"] = table[column].to_numpy()
        counts = table.loc[table["group"].isin(SIGNIFICANT), "group"].value_counts().sort_index()
        if found is not None:
            context.notes.append(f"{name}: {', '.join(f'{n} {group}' for group, n in counts.items()) or 'none'}")
    return space


def write_rates(context: Context, scores: pd.DataFrame, neighbours: Neighbours) -> None:
    """Find where rates lie among their like, each in its own standard deviation, and save a row per unit and rate."""
    values = pd.read_parquet(context.places.result("2_measured") / "values.parquet")
    own = values[values["status"].isin(COUNTED) & values["reliability"].notna()]
    tables = []
    for indicator in context.catalogue.indicators:
        rows = own[own["indicator"] == indicator.id].set_index("code")
        if rows.empty:
            continue
        rates = _standard_rates(rows, indicator, countries=scores["iso3"])
        measure = partial(local_moran, rates, neighbours, seed=context.parameters["seed"])
        found = _or_note(context, indicator.id, measure)
        if found is not None:
            named = found.reset_index().assign(indicator=indicator.id, rate_z=rates.reindex(found.index).to_numpy())
            tables.append(named.rename(columns={"group": "lisa", "p": "lisa_p", "q": "lisa_q"}))
    columns = ["code", "indicator", "rate_z", "lisa", "lisa_p", "lisa_q"]
    table = pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
    table.to_parquet(context.out / "rates.parquet", index=False)


def _standard_rates(rows: pd.DataFrame, indicator: Indicator, *, countries: pd.Series) -> pd.Series:
    """Standardise rates over all units, or within each country where figures of two cannot be compared."""
    per = indicator.rate.per if indicator.rate else 1.0
    events, people = rows["raw_value"] * rows["n"] / per, rows["n"]
    groups = [rows.index] if indicator.comparable else [group.index for _, group in rows.groupby(countries)]
    parts = [standardise_rates(events[codes], people[codes]) for codes in groups]
    rates: pd.Series = pd.concat(parts).reindex(countries.index)
    return rates


def write_overall(
    context: Context, measured: list[dict[str, Any]], neighbours: Neighbours, *, types: pd.Series
) -> None:
    """Measure how far units of one type lie together, and save it beside what else was measured over all units."""
    found = _or_note(context, "joins_type", lambda: join_counts(types, neighbours, seed=context.parameters["seed"]))
    joins = [{"statistic": f"joins_type_{kind}", **asdict(line)} for kind, line in (found or {}).items()]
    columns = ["statistic", "value", "expected", "z", "p", "n", "left_out"]
    table = pd.DataFrame([*measured, *joins], columns=columns).round({"value": 9, "expected": 9, "z": 6})
    table.to_csv(context.out / "moran.csv", index=False, lineterminator="\n")


def _overall(context: Context, scores: pd.DataFrame, neighbours: Neighbours) -> list[dict[str, Any]]:
    """Measure how far the score and its two sides lie together over all units."""
    seed = context.parameters["seed"]
    measures: dict[str, Callable[[], Global]] = {
        "moran_score": lambda: moran(scores["score"], neighbours, seed=seed),
        "moran_origin": lambda: moran(_block(scores, "origin"), neighbours, seed=seed),
        "moran_drivers": lambda: moran(_block(scores, "drivers"), neighbours, seed=seed),
        "moran_drivers_origin": lambda: moran(
            _block(scores, "drivers"), neighbours, around=_block(scores, "origin"), seed=seed
        ),
    }
    found = {name: _or_note(context, name, measure) for name, measure in measures.items()}
    return [{"statistic": name, **asdict(line)} for name, line in found.items() if line is not None]


def _block(scores: pd.DataFrame, block: str) -> pd.Series:
    """Give a block of the tree; null everywhere in a study that has none of that name."""
    return scores.get(f"node_{block}", pd.Series(np.nan, index=scores.index))


def _or_note(context: Context, what: str, measure: Callable[[], Found]) -> Found | None:
    """Measure; what cannot be measured on this study is told at its end, and does not end it."""
    try:
        return measure()
    except MethodError as error:
        context.notes.append(f"{what}: not measured. {error}")
        return None


def _nothing(neighbours: Neighbours) -> pd.DataFrame:
    table = pd.DataFrame(np.nan, index=neighbours.codes, columns=["z", "p", "q"])
    return table.assign(group=np.where(table.index.isin(neighbours.islands), "island", "no_data"))
