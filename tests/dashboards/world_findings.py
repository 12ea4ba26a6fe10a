"""Find in the little world what the stages find in a study: neighbours, zones, types, rankings, reach and links.

The eight places lie in two rows of four; Hondo is drawn as an island. Zone 1 crosses the border.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

NORTH = ["AA0101", "AA0102", "AA0201", "AA0202"]
SOUTH = ["BB0101", "BB0102", "BB0201", "BB0202"]
RANKED = [*NORTH, *SOUTH[:2]]
GROUPS: dict[str, list[Any]] = {
    "hotspot": ["hot", "hot", *["not_significant"] * 2, "cold", "cold", "not_significant", "island"],
    "hotspot_q": [0.01, 0.02, 0.4, 0.5, 0.03, 0.04, 0.9, None],
    "lisa": ["HH", "HH", "HL", "not_significant", "LL", "LH", "not_significant", "island"],
    "lisa_q": [0.01, 0.02, 0.03, 0.5, 0.03, 0.04, 0.9, None],
    "zone": pd.array([1, 2, 2, None, 1, None, None, None], dtype="Int64"),
    "selected": [True, True, True, False, False, False, False, False],
    "selected_p": [1.0, 0.75, 0.75, 0.5, 0.0, 0.0, None, None],
}
"""Columns among the scores, in the order of the codes."""


def neighbours() -> pd.DataFrame:
    """Pair the places that share a side; those across the border are one above the other."""
    beside = [(row[i], row[i + 1], "border") for row in (NORTH, SOUTH) for i in range(3)]
    beside += [(north, south, "cross_border") for north, south in zip(NORTH, SOUTH, strict=True)]
    there = [link for link in beside if "BB0202" not in link]
    both = [*there, *((b, a, kind) for a, b, kind in there)]
    return pd.DataFrame(sorted(both), columns=["code", "neighbour", "kind"]).assign(border_km=11.0)


def profiles() -> pd.DataFrame:
    """Mark where Alfa stands out."""
    rows = [
        ("AA0101", "emigrants_rate", "country", "AAA", "weakness"),
        ("AA0101", "emigrants_rate", "type", "1", "weakness"),
        ("AA0101", "poverty_share", "country", "AAA", "strength"),
        ("AA0101", "homicide_rate", "country", "AAA", ""),
    ]
    columns = ["code", "item", "against", "group", "marks"]
    return pd.DataFrame(rows, columns=columns).assign(value=0.9, median=0.5, n=5, share_below=0.9)


def zones() -> pd.DataFrame:
    """Name the two zones."""
    return pd.DataFrame(
        {
            "zone": [1, 2],
            "name_es": ["Corredor Alfa – Eneida", "Ávila, Aria"],
            "name_en": ["Corridor Alfa – Eneida", "Ávila, Arya"],
            "countries": ["AAA;BBB", "AAA"],
            "corridor": [True, False],
            "members": [2, 2],
            "people": [72_000.0, 48_800.0],
            "score": [61.4, 63.3],
        }
    )


def moran() -> pd.DataFrame:
    """Say that the score clusters, and that drivers beside origin do not."""
    rows = [
        ("moran_score", 0.61, -0.14, 3.2, 0.002, 7, 1),
        ("moran_drivers_origin", 0.05, 0.0, 0.4, 0.61, 7, 1),
        ("joins_type_1", 4.0, 2.0, 2.1, 0.03, 7, 1),
    ]
    return pd.DataFrame(rows, columns=["statistic", "value", "expected", "z", "p", "n", "left_out"])


def centres() -> pd.DataFrame:
    """Say where the two types stand in each pillar; nothing is known of governance."""
    return pd.DataFrame({"type": [1, 2], "economic": [65.5, 39.3], "origin": [80.0, 40.0], "violence": [70.0, 39.7]})


def stability() -> pd.DataFrame:
    """Say that the types are shades: the silhouette is low."""
    rows = [("k_means", 2, 0.2, 0.8, 0.6, True), ("k_means", 3, 0.1, 0.5, 0.4, False)]
    return pd.DataFrame(rows, columns=["model", "types", "silhouette", "jaccard", "jaccard_least", "chosen"])


def rankings() -> pd.DataFrame:
    """Draw four rankings of the six places that have a rank."""
    drawn = [[1, 2, 3, 4, 5, 6], [1, 3, 2, 4, 5, 6], [1, 2, 4, 3, 5, 6], [1, 4, 2, 3, 6, 5]]
    return pd.DataFrame(drawn, columns=RANKED).astype("uint16")


def reach() -> pd.DataFrame:
    """Follow two rankings through the four places of Aria, in places and in people."""
    rows = []
    for ranking, reached in (("drivers", [0.5, 0.7, 0.9, 1.0]), ("priority", [0.5, 0.8, 0.95, 1.0])):
        for by in ("places", "people"):
            for k, share in enumerate(reached, start=1):
                told = {"iso3": "AAA", "outcome": "emigrants_rate", "level": "municipality", "ranking": ranking}
                numbers = {"k": k, "spent": k / 4, "reached": share, "random": k / 4, "random_p5": k / 8}
                rest = {"random_p95": min(1, k / 3), "best": min(1, share + 0.05), "exclusion_error": 1 - share}
                rows.append(told | {"by": by} | numbers | rest | {"inclusion_error": 0.1 * (k - 1)})
    return pd.DataFrame(rows)


def reach_first() -> pd.DataFrame:
    """Say what the first three of the whole list reach in Aria, within bounds."""
    return pd.DataFrame(
        [{
            "iso3": "AAA", "outcome": "emigrants_rate", "level": "municipality", "k": 3, "chosen": 3,
            "reached_low": 0.6, "reached_high": 0.8,
        }]
    )  # fmt: skip


def links() -> pd.DataFrame:
    """Give one model whose skill stands, one that is doubtful, and an outcome with too few places."""
    columns = ["iso3", "outcome", "level", "places", "model", "skill", "skill_p5", "skill_p95", "rank_correlation"]
    rows = [
        ("AAA", "emigrants_rate", "municipality", 4, "poisson", 0.4, 0.2, 0.6, 0.5),
        ("AAA", "emigrants_rate", "municipality", 4, "boosting", 0.3, -0.1, 0.5, 0.4),
        ("BBB", "emigrants_rate", "department", 2, None, None, None, None, None),
    ]
    return pd.DataFrame(rows, columns=columns).assign(years="2018", exposure=1000.0, drivers=2)


def partial_dependence() -> pd.DataFrame:
    """Say what is expected as poverty rises."""
    rows = [(0.2, 0.8, 0.6, 1.0), (0.5, 1.0, 0.9, 1.1), (0.8, 1.3, 1.0, 1.5)]
    table = pd.DataFrame(rows, columns=["value", "expected", "low", "high"])
    return table.assign(iso3="AAA", outcome="emigrants_rate", driver="poverty_share", known=4)


def targeting() -> dict[str, Any]:
    """Record the study's own choice: its first three."""
    return {"objective": "score", "selected": 3, "reached": 207.75, "draws": 4}


def publish(folder: Path) -> None:
    """Write the tables beside the other results."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = (zones, moran, centres, stability, reach, reach_first, links, partial_dependence)
    for table in tables:
        table().to_csv(folder / f"{table.__name__}.csv", index=False)
    for table in (neighbours, profiles, rankings):
        table().to_parquet(folder / f"{table.__name__}.parquet", index=False)
    (folder / "targeting.json").write_text(json.dumps(targeting()), encoding="utf-8")
