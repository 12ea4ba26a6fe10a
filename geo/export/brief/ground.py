"""Prepare once what all briefs of a run share: the places, their figures, medians to hold them against, and names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from geo.catalogue import closed_series, seen_by, with_closed_nodes
from geo.errors import Faults, TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.catalogue import Catalogue, Indicator, Node, Text
    from geo.kinds import LicenceStatus, Tier

Place = dict[str, Any]
CLASSES = 5
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Boundary(Protocol):
    """What a boundary layer says of itself; `geo.catalogue.layer.Layer` does."""

    @property
    def iso3(self) -> str | None:
        """The country it shows."""

    @property
    def producer(self) -> str:
        """Who made it."""

    @property
    def publication(self) -> str:
        """What it is called."""

    @property
    def licence(self) -> str:
        """Under which terms."""

    @property
    def licence_status(self) -> LicenceStatus:
        """How open the terms are."""


@dataclass(frozen=True)
class Ground:
    """What the briefs of one run are made of.

    Attributes
    ----------
    places
        A record of the scores per place, by code, in the order of the codes.
    values
        By place, then by indicator: value, year, level, status and source. Only what the readers may see.
    indicators
        Those that have values, in the order of the catalogue.
    departments
        The codes of the places of each department.
    ranked
        How many places carry a rank, by country, and in all under ``""``.
    limits
        Upper ends of the classes of the score, the same as on the map.
    node_medians, value_medians
        By group (country, department, ``type:1``, or ``""`` for all), then by node or indicator; what no place of the
        group has is not in it.
    types, zones
        Titles by number.
    neighbours
        The codes beside each place, or null where nobody says who borders whom.
    run
        `date`, `seed`, and where they are told `replicates` and `version`.
    tier
        The readers.
    """

    catalogue: Catalogue
    places: dict[str, Place]
    values: dict[str, dict[str, Place]]
    indicators: tuple[Indicator, ...]
    departments: dict[str, tuple[str, ...]]
    ranked: dict[str, int]
    limits: tuple[float, ...]
    node_medians: dict[str, dict[str, float]]
    value_medians: dict[str, dict[str, float]]
    types: dict[int, tuple[str, str]]
    zones: dict[int, tuple[str, str]]
    neighbours: dict[str, tuple[str, ...]] | None
    boundaries: tuple[Boundary, ...]
    run: Mapping[str, Any]
    tier: Tier = "public"

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The blocks and pillars below the root, parents before children."""
        return tuple(node for node in self.catalogue.index.walk() if node.parent is not None)

    @property
    def top_k(self) -> int:
        """How many places the study calls the first ones."""
        return self.catalogue.study.top_k

    @property
    def additive(self) -> bool:
        """Whether contributions are points that sum to the score, not to its logarithm."""
        return all(node.aggregation == "arithmetic" for node in self.catalogue.index.nodes)

    def titles(self) -> dict[str, Text]:
        """Name nodes and shown indicators by their id."""
        names = {node.id: node.title for node in self.catalogue.index.nodes}
        return names | {indicator.id: indicator.title for indicator in self.indicators}

    def around(self, code: str, column: str) -> float | None:
        """Give the median of the neighbours of a place; null where none of them has the figure."""
        beside = (self.neighbours or {}).get(code, ())
        known = [value for other in beside if not np.isnan(value := float(self.places[other][column]))]
        return float(np.median(known)) if known else None


def prepare_ground(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    *,
    catalogue: Catalogue,
    types: pd.DataFrame | None,
    zones: pd.DataFrame | None,
    neighbours: pd.DataFrame | None,
    run: Mapping[str, Any],
    boundaries: Sequence[Boundary],
    tier: Tier = "public",
) -> Ground:
    """Check the published tables together and lay them out by place; see `prepare_briefs` for the inputs.

    Raises
    ------
    TableError
        With every fault of the tables.
    """
    plain = pd.DataFrame(scores.drop(columns="geometry", errors="ignore")).sort_values("code", ignore_index=True)
    plain = with_closed_nodes(plain, catalogue, tier)
    _check(plain, values, catalogue=catalogue, types=types, zones=zones, neighbours=neighbours, run=run)
    shown = _seen(values, catalogue, tier)
    carried = set(shown["indicator"])
    indicators = tuple(i for i in catalogue.indicators if i.id in carried)
    plain["flags"] = plain["flags"].fillna("")
    nodes = [f"node_{node.id}" for node in catalogue.index.nodes if node.parent is not None]
    ranked = plain.loc[plain["rank"].notna(), "iso3"].value_counts()
    return Ground(
        catalogue=catalogue,
        places={str(record["code"]): record for record in _records(plain)},
        values=_by_place(shown),
        indicators=indicators,
        departments={
            str(adm1): tuple(map(str, codes))
            for adm1, codes in plain.groupby("adm1_code", sort=True)["code"].agg(list).items()
        },
        ranked={str(iso3): int(count) for iso3, count in ranked.items()} | {"": int(ranked.sum())},
        limits=score_limits(plain["score"]),
        node_medians=_medians(plain, nodes, prefix="node_"),
        value_medians=_medians(_wide(plain, shown), [i.id for i in indicators], prefix=""),
        types=_named(types, "type", "title"),
        zones=_named(zones, "zone", "name"),
        neighbours=None if neighbours is None else _beside(neighbours),
        boundaries=tuple(boundaries),
        run=dict(run),
        tier=tier,
    )


def score_limits(scores: pd.Series) -> tuple[float, ...]:
    """Give the upper ends of classes with about as many places each, as the map page draws them; missing left aside."""
    shown = scores.round(1).dropna().to_numpy(dtype=float)
    if not shown.size:
        return ()
    cuts = np.quantile(shown, np.arange(1, CLASSES + 1) / CLASSES, method="inverted_cdf")
    return tuple(np.unique(cuts).tolist())


def _records(frame: pd.DataFrame) -> list[Place]:
    """Give the rows as plain records; what is missing is NaN for numbers and null for texts."""
    columns = {}
    for name in frame.columns:
        cells = frame[name]
        if pd.api.types.is_numeric_dtype(cells.dtype):
            columns[str(name)] = cells.astype("float64").tolist()
        else:
            columns[str(name)] = cells.astype(object).where(cells.notna(), None).tolist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _by_place(values: pd.DataFrame) -> dict[str, dict[str, Place]]:
    found: dict[str, dict[str, Place]] = {}
    for record in _records(values[["code", "indicator", "value", "year", "level", "status", "source"]]):
        found.setdefault(record["code"], {})[record["indicator"]] = record
    return found


def _seen(values: pd.DataFrame, catalogue: Catalogue, tier: Tier) -> pd.DataFrame:
    """Keep what the readers may see; a figure of a closed series counts as suppressed, wherever it stands."""
    seen = values[values["indicator"].isin([one.id for one in seen_by(catalogue, tier)])].copy()
    closed = seen["source"].isin(closed_series(catalogue, tier))
    seen.loc[closed, "value"] = np.nan
    seen.loc[closed, "status"] = "suppressed"
    return seen


def _wide(scores: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    cells = values.pivot(index="code", columns="indicator", values="value")  # noqa: PD010
    return scores[["code", "iso3", "adm1_code", "type"]].join(cells, on="code")


def _medians(table: pd.DataFrame, columns: list[str], *, prefix: str) -> dict[str, dict[str, float]]:
    """Take the median of each column in each country, department and type, and over all."""
    numbers = table[columns].astype(float)
    numbers.columns = pd.Index([name.removeprefix(prefix) for name in columns])
    kind = table["type"].astype(object).map(lambda number: None if pd.isna(number) else f"type:{int(number)}")
    found = {"": numbers.median()} | {
        str(group): rows.median()
        for keys in (table["iso3"], table["adm1_code"], kind)
        for group, rows in numbers.groupby(keys.to_numpy())
    }
    return {group: {str(k): float(v) for k, v in medians.dropna().items()} for group, medians in found.items()}


def _named(table: pd.DataFrame | None, key: str, what: str) -> dict[int, tuple[str, str]]:
    if table is None:
        return {}
    rows = zip(table[key], table[f"{what}_es"], table[f"{what}_en"], strict=True)
    return {int(number): (str(es), str(en)) for number, es, en in rows}


def _beside(pairs: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    ordered = pairs.sort_values(["code", "neighbour"])
    return {str(code): tuple(map(str, rows)) for code, rows in ordered.groupby("code")["neighbour"]}


def _check(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    *,
    catalogue: Catalogue,
    types: pd.DataFrame | None,
    zones: pd.DataFrame | None,
    neighbours: pd.DataFrame | None,
    run: Mapping[str, Any],
) -> None:
    faults = Faults("the briefs", TableError)
    tables: list[tuple[str, pd.DataFrame | None, Iterable[str]]] = [
        ("scores", scores, _needed(catalogue)),
        ("values", values, ("code", "indicator", "value", "year", "level", "status", "source")),
        ("types", types, ("type", "title_es", "title_en")),
        ("zones", zones, ("zone", "name_es", "name_en")),
        ("neighbours", neighbours, ("code", "neighbour")),
    ]
    for name, table, wanted in tables:
        if table is not None:
            columns = list(wanted)
            faults.check(
                f"columns of the {name} are not there",
                bad=[column for column in columns if column not in table],
                of=len(columns),
                do="Run `arraigo run` again.",
            )
    faults.raise_any()
    codes = set(scores["code"])
    faults.check(
        "scores stand twice",
        bad=scores.loc[scores["code"].duplicated(), "code"].tolist(),
        of=len(scores),
        do="Keep one row per place.",
    )
    faults.check(
        "values stand twice",
        bad=values.loc[values.duplicated(["code", "indicator"]), "code"].tolist(),
        of=len(values),
        do="Keep one row per place and indicator.",
    )
    beside = set() if neighbours is None else set(neighbours["code"]) | set(neighbours["neighbour"])
    for name, there in (("values", set(values["code"])), ("neighbours", beside)):
        faults.check(
            f"codes of the {name} are not among the scores",
            bad=sorted(there - codes),
            of=len(there),
            do="Run `arraigo run` again.",
        )
    _check_ids(values, catalogue, run, faults)
    faults.raise_any()


def _check_ids(values: pd.DataFrame, catalogue: Catalogue, run: Mapping[str, Any], faults: Faults) -> None:
    known = {indicator.id for indicator in catalogue.indicators}
    faults.check(
        "indicators of the values are not in the catalogue",
        bad=sorted(set(values["indicator"]) - known),
        of=values["indicator"].nunique(),
        do="Run `arraigo run` again.",
    )
    sources = set(values["source"].dropna())
    faults.check(
        "sources of the values are not in the catalogue",
        bad=sorted(sources - set(catalogue.series)),
        of=len(sources),
        do="Run `arraigo run` again.",
    )
    if not DATE.fullmatch(str(run.get("date"))) or "seed" not in run:
        faults.add(
            "the run does not tell its date (2026-03-05) and its seed, and a brief says when and how it was made. "
            "Run `arraigo run` again."
        )


def _needed(catalogue: Catalogue) -> list[str]:
    of_units = ["code", "name", "adm1_code", "adm1_name", "iso3", "vintage", "people"]
    ranks = [f"rank{where}{end}" for where in ("", "_in_country") for end in ("", "_p5", "_p95")]
    scored = ["score", "score_low", "score_high", "coverage", "gate", "flags", "type", "type_p", *ranks]
    nodes = [f"node_{node.id}" for node in catalogue.index.nodes if node.parent is not None]
    return [*of_units, *scored, f"p_top_{catalogue.study.top_k}", *nodes]
