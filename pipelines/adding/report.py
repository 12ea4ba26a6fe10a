"""Tell how the rows of a file were matched to places: as a table for people and as one for machines."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd
from rich.table import Table

from geo.errors import SHOWN, listed
from pipelines.adding.joining import COLUMNS, UNSURE

if TYPE_CHECKING:
    from pipelines.adding.joining import Join, World

MEANINGS = {
    "code and name": "by code, and the name agrees",
    "code": "by code alone",
    "exact": "by name",
    "alias": "by an alias in names.csv",
    "clipped": "by a name cut short",
    "fuzzy": "by a near spelling",
    "contradicted": "code and name disagree",
    "refused": "no place found",
}


def without_row(joined: Join, world: World) -> pd.DataFrame:
    """List the places of the level and countries that no row is about."""
    mine = world.places[(world.places["level"] == joined.level) & world.places["iso3"].isin(joined.countries)]
    return mine[~mine["code"].isin(joined.rows["code"].dropna())]


def summary(joined: Join, world: World) -> Table:
    """Count the rows by how they were matched, with examples of all that is not plain."""
    table = Table(box=None, pad_edge=False, title_justify="left", title="How the rows were matched")
    for heading in ("rows", "how", "such as"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "rows" else "left")
    for how, meaning in MEANINGS.items():
        rows = joined.rows[joined.rows["how"] == how]
        if len(rows):
            plain = how in {"code and name", "code", "exact"}
            table.add_row(
                f"{len(rows):,}", meaning, "" if plain else listed(_example(row, how) for row in _records(rows))
            )
    absent = without_row(joined, world)
    known = len(absent) + joined.rows["code"].nunique()
    table.add_row(f"{len(joined.rows):,}", f"rows, of {known:,} places", "")
    if len(absent):
        named = [f"{name} ({code})" for code, name in zip(absent["code"], absent["name"], strict=True)]
        table.add_row(f"{len(absent):,}", "places without a row", listed(named))
    return table


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.head(SHOWN).itertuples(index=False)]


def _example(row: dict[str, object], how: str) -> str:
    name = row["name_in_file"] or row["code_in_file"]
    score = f" {row['score']:.0f}" if how == "fuzzy" and isinstance(row["score"], float) else ""
    target = f" → {row['place']} ({row['code']}){score}" if how != "refused" and isinstance(row["code"], str) else ""
    return f"{name}{target}" if how != "refused" else f"{name}: {row['nearest']}"


def report_csv(joined: Join, world: World) -> str:
    """Write every row with what it was taken for, and every place without a row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["row", *COLUMNS])
    for row, cells in zip(joined.rows.index, joined.rows[COLUMNS].itertuples(index=False), strict=True):
        writer.writerow([row, *("" if pd.isna(cell) else cell for cell in cells)])
    for code, name in without_row(joined, world)[["code", "name"]].itertuples(index=False):
        writer.writerow(["", "", "", "", code, name, "no row", "", ""])
    return text.getvalue()


def refusals(joined: Join, *, accept_fuzzy: bool, leave_out: bool) -> list[str]:
    """Say what stands in the way of using the rows as they were matched, and what to do."""
    found = [*joined.problems]
    refused = joined.rows[joined.rows["how"] == "refused"]
    if len(refused) and not leave_out:
        shown = listed(
            f"row {row} ({cells['name_in_file'] or cells['code_in_file']}: {cells['nearest']})"
            for row, cells in refused.iterrows()
        )
        found.append(
            f"{len(refused)} of {len(joined.rows)} rows are about no place that is known: {shown}. Say what they mean "
            "with --alias NAME=CODE, correct the file, or leave them out with --leave-out-refused."
        )
    unsure = joined.rows[joined.rows["how"].isin(UNSURE)]
    if len(unsure) and not accept_fuzzy:
        shown = listed(
            f"{cells['name_in_file']} → {cells['place']} ({cells['code']})" for _, cells in unsure.iterrows()
        )
        found.append(
            f"{len(unsure)} of {len(joined.rows)} rows were matched by a near or cut spelling only: {shown}. Look at "
            "them, then take them with --accept-fuzzy."
        )
    return found
