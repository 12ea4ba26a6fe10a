"""Say why a place ranks where it does: its interval, its pillars, what weighs most, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd
from rich.markup import escape
from rich.table import Table

from geo.boundaries.spelling import fold
from geo.errors import NameMatchError, listed
from pipelines.terminal import console

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from pipelines.paths import Places

STATUS = {
    "observed": "",
    "observed_zero": "none recorded; smoothed",
    "imputed": "imputed",
    "inherited": "of its {level}",
    "suppressed": "withheld",
    "not_monitored": "no data",
    "not_applicable": "does not apply",
    "source_failed": "source failed",
}


def run(places: Places, catalogue: Catalogue, place: str) -> None:
    """Print the explanation of one place, found by its code or its name."""
    published = places.published()
    # The geometry is not needed here, and reading it is what takes time.
    scores = pd.read_parquet(published / "scores.parquet")
    row = find_place(scores, place)
    values = pd.read_parquet(published / "values.parquet", filters=[("code", "==", row["code"])]).set_index("indicator")
    _show_standing(row, catalogue)
    console.print(_pillars(row, catalogue))
    console.print(_indicators(row, values, catalogue))


def find_place(scores: pd.DataFrame, place: str) -> pd.Series:
    """Find one row by code, or by a name that only one place bears (accents and case do not matter).

    Raises
    ------
    NameMatchError
        When no place or several bear the name.
    """
    wanted = fold(place)
    found = scores[(scores["code"] == place.strip().upper()) | (scores["name"].map(fold) == wanted)]
    if len(found) == 1:
        return found.iloc[0]
    if found.empty:
        near = scores.iloc[:0] if not wanted else scores[scores["name"].map(fold).str.contains(wanted, regex=False)]
        hint = f" Near it: {listed(_called(near))}." if len(near) else ""
        raise NameMatchError(
            f"No place of {len(scores)} is called `{place}`.{hint} Give a code such as {scores['code'].iloc[0]}."
        )
    raise NameMatchError(
        f"{len(found)} of {len(scores)} places are called `{place}`: {listed(_called(found))}. Give the code of one."
    )


def _called(rows: pd.DataFrame) -> list[str]:
    return [f"{row['name']}, {row['adm1_name']} ({row['code']})" for _, row in rows.iterrows()]


def _show_standing(row: pd.Series, catalogue: Catalogue) -> None:
    country = catalogue.study.country(row["iso3"]).name.en
    name, department = escape(row["name"]), escape(row["adm1_name"])
    console.print(f"\n[bold]{name}[/bold], {department}, {country}  [dim]{row['code']}[/dim]")
    if row["gate"] == "ranked":
        k = catalogue.study.top_k
        console.print(
            f"rank {row['rank']} (90 % interval {row['rank_p5']:.0f}-{row['rank_p95']:.0f}, median "
            f"{row['rank_p50']:.0f}); among the first {k} in {row[f'p_top_{k}']:.0%} of the draws",
            soft_wrap=True,
        )
        low, middle, high = (row[f"rank_in_country_{end}"] for end in ("p5", "p50", "p95"))
        console.print(
            f"rank in {country} {row['rank_in_country']} (90 % interval {low:.0f}-{high:.0f}, median {middle:.0f})",
            soft_wrap=True,
        )
    else:
        console.print(f"no rank: {row['gate'].replace('_', ' ')} ({row['coverage']:.0%} of the weight is known)")
    if pd.notna(row["score"]):
        console.print(
            f"score {row['score']:.1f} of 100 (between {row['score_low']:.1f} and {row['score_high']:.1f} whatever the "
            f"missing values are); {row['coverage']:.0%} of the weight is known",
            soft_wrap=True,
        )
    if pd.notna(row["flags"]) and row["flags"]:
        console.print(f"mind: {', '.join(flag.replace('_', ' ') for flag in row['flags'].split(';'))}")


def _pillars(row: pd.Series, catalogue: Catalogue) -> Table:
    table = Table(title="\nPillars, 0-100", title_justify="left", box=None, pad_edge=False)
    table.add_column("pillar")
    table.add_column("score", justify="right")
    for node in catalogue.index.walk():
        if node.parent is not None:
            score = row[f"node_{node.id}"]
            indent = "  " if node.parent != catalogue.index.root.id else ""
            table.add_row(indent + escape(node.title.en), "no data" if pd.isna(score) else f"{score:.0f}")
    return table


def _indicators(row: pd.Series, values: pd.DataFrame, catalogue: Catalogue) -> Table:
    table = Table(title="\nIndicators, by what they add to the score", title_justify="left", box=None, pad_edge=False)
    for heading in ("indicator", "adds", "value", "", "source"):
        table.add_column(heading, justify="right" if heading in {"adds", "value"} else "left")
    added = {i.id: row[f"contribution_{i.id}"] for i in catalogue.indicators}
    has = values["value"].notna()
    known = sorted((i for i in catalogue.indicators if has[i.id]), key=lambda i: -added[i.id])
    for indicator in known:
        value = values.loc[indicator.id]
        series = catalogue.series[cast("str", value["source"])]
        source = catalogue.source_of[cast("str", value["source"])]
        table.add_row(
            escape(indicator.title.en),
            f"{added[indicator.id]:.2f}",
            f"{value['value']:.{indicator.decimals}f} {escape(indicator.unit.en)}",
            STATUS[str(value["status"])].format(level=str(value["level"]).replace("_", " ")),
            escape(f"{source.producer}, {series.year}"),
        )
    missing = [i.title.en for i in catalogue.indicators if not has[i.id]]
    if missing:
        table.caption = f"No data for {len(missing)} of {len(added)}: {escape('; '.join(missing))}"
        table.caption_justify = "left"
    return table
