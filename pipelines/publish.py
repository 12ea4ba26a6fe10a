"""Write what people open: the map, layers, tables, codebook and data card."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.catalogue import closed_flags, closed_to, redacted
from geo.export import (
    WITHHELD,
    Whole,
    codebook_csv,
    csv_bytes,
    data_card,
    geoparquet_bytes,
    parquet_bytes,
    protected,
    public_quality,
    quality_page,
    units_table,
    values_table,
    write_classes,
    write_format,
)
from geo.kinds import LANGS
from geo.maps import files_of, page_of, payload
from geo.patterns.permutation import PERMUTATIONS, RATE
from pipelines import evidence, findings, rollup, what_changed
from pipelines.comparator_entries import read_entries
from pipelines.drawn import classes_of
from pipelines.export import CLASSES
from pipelines.paths import file_name
from pipelines.raw import layers_of
from pipelines.record import SCORES
from pipelines.store import sha256, write_bytes, write_json, write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.catalogue import Catalogue
    from geo.export import Table
    from geo.kinds import Tier
    from pipelines.paths import Places
    from pipelines.stage import Context

LEADERS = 10
LIVE = "live"
"""The folder of the map in parts, which the app serves as it is."""
BESIDE = {"quality": "quality.html", "evidence": evidence.PAGE}
"""The pages that the map leads on to."""

GROUPS: dict[str, dict[str, str]] = {
    "members.parquet": {"type": "type", "type_p": "type_p"},
    "space.parquet": {
        f"{name}{part}": f"{name}{part}"
        for name, parts in {"hotspot": "zpq", "lisa": "pq", "bilisa": "pq"}.items()
        for part in ("", *(f"_{letter}" for letter in parts))
    },
    "zones.parquet": {"zone": "zone"},
    "targets.parquet": {"selected": "selected", "frequency": "selected_p"},
}
"""The files of the groups, and what their columns are called among the scores."""


def run(context: Context, *, tier: Tier = "public") -> None:
    """Load every result, assemble the tables that may leave for readers of the tier, and write each format."""
    catalogue, places, out = context.catalogue, context.places, context.out
    values = pd.read_parquet(places.result("3_scored") / "values.parquet")
    weights = {str(id_): float(weight) for id_, weight in _weights(places).items()}
    types = pd.read_parquet(places.result("4_grouped") / "types.parquet")
    scores = _joined(context)
    # All that leaves is made of these two; the card counts what there is, whether it is shown or not.
    shown, seen = _protected(context, values, scores, tier=tier)
    topology = json.loads((places.study / catalogue.study.boundaries).read_text(encoding="utf-8"))
    zones = _zones(places)
    drawn = context.part(_write_pages, (pd.DataFrame(seen.drop(columns="geometry")), shown, types, zones), tier)
    table = units_table(seen, shown, catalogue=catalogue, weights=weights, tier=tier)
    long = values_table(shown, catalogue=catalogue, tier=tier)
    name = file_name(places.study.name, tier)
    write_bytes(out / SCORES, csv_bytes(table))
    checksum = sha256(out / SCORES)
    # A run is called by the check sum of what everyone may see.
    public = checksum if tier == "public" else sha256(places.published() / SCORES)
    compared = context.part(what_changed.write_against_last, public, tier)
    cards = _cards(context, values, scores=scores, weights=weights, tier=tier)
    classes = classes_of(topology, scores=scores, types=types, zones=zones)
    whole = Whole(table, catalogue, classes=classes, zones=zones, types=types, cards=cards)
    findings.run(context, tier=tier)
    writers = _writers(whole, long, name=name) | _quality(context, scores, tier=tier) | rollup.writers(places)
    _write_all(context, writers)
    write_text(out / CLASSES, write_classes(classes))
    types.to_parquet(out / "types.parquet", index=False)
    if zones is not None:
        zones.to_parquet(out / "zones.parquet", index=False)
    # The app reads the study as it was published, not as it may have been edited since.
    write_json(out / "study.json", redacted(context.texts, catalogue, tier=tier))
    for done in (drawn, compared):
        done()
    told = summary(scores, catalogue, name=name, checksum=checksum) | ({} if tier == "public" else {"tier": tier})
    write_json(out / "summary.json", told | {"files": told["files"] | rollup.files(places)})


def _protected(
    context: Context, values: pd.DataFrame, scores: gpd.GeoDataFrame, *, tier: Tier
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Withhold what would give readers a closed figure, and the names of closed indicators among the flags."""
    catalogue = context.catalogue
    scores = scores.assign(flags=unnamed(scores["flags"], closed_flags(catalogue, tier)))
    shown, seen = protected(
        values, scores, catalogue=catalogue, groups=scores.set_index("code")["adm1_code"], tier=tier
    )
    if closed_to(catalogue, tier):
        withheld = shown["status"].eq(WITHHELD) & values["status"].ne(WITHHELD)
        beside = shown.loc[withheld, "indicator"].value_counts()
        context.notes.extend(
            f"{tier}: `{id_}` is withheld in {count} of {len(scores)} places, since with the score it would give a "
            "figure that is closed to these readers"
            for id_, count in sorted(beside.items())
        )
    return shown, seen


def unnamed(flags: pd.Series, closed: Mapping[str, str]) -> pd.Series:
    """Put in place of each flag that names a closed indicator the one that names none."""
    if not closed:
        return flags
    return flags.fillna("").map(lambda row: ";".join(closed.get(flag, flag) for flag in row.split(";")))


def _cards(
    context: Context, values: pd.DataFrame, *, scores: pd.DataFrame, weights: dict[str, float], tier: Tier
) -> dict[str, bytes]:
    """Write the data card in each language, by the name of its file."""
    layers = tuple(layers_of(context.texts).values())
    compared = read_entries(context.places, context.catalogue)
    cards = {}
    for lang in LANGS:
        card = data_card(
            context.catalogue,
            values,
            units=scores,
            weights=weights,
            layers=layers,
            comparators=compared,
            lang=lang,
            tier=tier,
        )
        cards[f"data_card.{lang}.md"] = card.encode()
    return cards


def _weights(places: Places) -> pd.Series:
    """Read the share of the score that each indicator nominally holds."""
    return pd.read_csv(places.result("3_scored") / "weights.csv", index_col="indicator")["weight"]


def _writers(whole: Whole, long: Table, *, name: str) -> dict[str, Callable[[], bytes]]:
    """Name each file and how its content is made; formats that are not here are made when they are asked for."""
    table = whole.table
    return {
        f"{name}.zip": lambda: write_format(table, "shp", name=name, whole=whole)[1],
        f"{name}.gpkg": lambda: write_format(table, "gpkg", name=name, whole=whole)[1],
        "scores.parquet": lambda: geoparquet_bytes(table),
        "values.parquet": lambda: parquet_bytes(long),
        "values.csv": lambda: csv_bytes(long),
        "codebook.csv": lambda: codebook_csv(table.columns),
        **{file: partial(bytes, card) for file, card in whole.cards.items()},
    }


def _quality(context: Context, scores: pd.DataFrame, *, tier: Tier) -> dict[str, Callable[[], bytes]]:
    """Name the checks of the index that may leave: those that name no indicator which is closed to the readers."""
    told = pd.read_csv(
        context.places.result("3_scored") / "quality.csv", keep_default_na=False, na_values={"value": [""]}
    )
    table = public_quality(told, context.catalogue, tier=tier)
    scored = int(scores["score"].notna().sum())
    return {
        "quality.csv": lambda: table.to_csv(index=False, lineterminator="\n").encode(),
        "quality.html": lambda: quality_page(table, context.catalogue, units=scored).encode(),
    }


def _write_all(context: Context, writers: dict[str, Callable[[], bytes]]) -> None:
    for done, (file, content) in enumerate(writers.items(), start=1):
        write_bytes(context.out / file, content())
        context.progress(done, len(writers))


def summary(scores: pd.DataFrame, catalogue: Catalogue, *, name: str, checksum: str) -> dict[str, Any]:
    """Say who leads and where the results lie, for the end of a run."""
    study = catalogue.study
    leaders = scores.dropna(subset="rank").sort_values(["rank", "code"]).head(LEADERS)
    return {
        "title": f"{study.title.en}: the first {len(leaders)} of {scores['rank'].count()} ranked",
        "top_k": study.top_k,
        # Two runs with the same inputs and seed can be compared over the telephone.
        "checksum": checksum[:12],
        "leaders": [
            {
                "rank": int(row["rank"]),
                "rank_p5": row["rank_p5"],
                "rank_p50": row["rank_p50"],
                "rank_p95": row["rank_p95"],
                "code": row["code"],
                "name": row["name"],
                "adm1_name": row["adm1_name"],
                "country": study.country(row["iso3"]).name.en,
                "score": row["score"],
                "p_top": row[f"p_top_{study.top_k}"],
            }
            for _, row in leaders.iterrows()
        ],
        "files": {
            "map": "map.html",
            "evidence": evidence.PAGE,
            "shapefile": f"{name}.zip",
            "layers": f"{name}.gpkg",
            "scores": SCORES,
            "values": "values.csv",
            "codebook": "codebook.csv",
            "quality": "quality.html",
            "data card": "data_card.en.md",
            "ficha": "data_card.es.md",
            "changes": "what_changed.en.md",
            "cambios": "what_changed.es.md",
        },
    }


def _joined(context: Context) -> gpd.GeoDataFrame:
    """Put units, scores and groups side by side, a row per scored unit."""
    grouped = context.places.result("4_grouped")
    units = gpd.read_parquet(context.places.result("1_harmonised") / "units.parquet")
    scores = pd.read_parquet(context.places.result("3_scored") / "scores.parquet").drop(columns="iso3")
    joined = units.merge(scores, on="code", validate="one_to_one")
    for name, columns in GROUPS.items():
        # A study may do without some of the groups; those of a file that is there are there for every unit.
        if (grouped / name).is_file():
            rows = pd.read_parquet(grouped / name)[["code", *columns]].rename(columns=columns)
            joined = joined.merge(rows, on="code", how="left", validate="one_to_one")
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=units.crs)


def _zones(places: Places) -> pd.DataFrame | None:
    """Read what the zones are called, where there are zones."""
    file = places.result("4_grouped") / "zones.csv"
    return pd.read_csv(file)[["zone", "name_es", "name_en"]] if file.is_file() else None


def _selection(places: Places) -> dict[str, str] | None:
    """Read what the selection of places says of itself, in both languages, where there is one."""
    file = places.result("4_grouped") / "targeting.json"
    return json.loads(file.read_text(encoding="utf-8"))["text"] if file.is_file() else None


def _write_pages(
    context: Context,
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame | None],
    tier: Tier,
) -> None:
    """Write the map twice, one file that opens from disk and the parts that the app serves, and the evidence page."""
    scores, values, types, zones = tables
    evidence.run(context, tier=tier)
    study = context.catalogue.study
    shown = payload(
        json.loads((context.places.study / study.boundaries).read_text(encoding="utf-8")),
        scores=scores,
        values=values,
        catalogue=context.catalogue,
        types=types,
        zones=zones,
        selection=_selection(context.places),
        run={
            "date": datetime.now(UTC).date().isoformat(),
            "permutations": PERMUTATIONS,
            "false_discovery": RATE,
            **context.parameters,
        },
        lang=LANGS[0],
        tier=tier,
    )
    title = study.title.in_(LANGS[0])
    write_text(context.out / "map.html", page_of(shown, title=title, links=BESIDE))
    for name, content in files_of(shown, title=title).items():
        write_bytes(context.out / LIVE / name, content)
