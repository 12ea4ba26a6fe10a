"""Write what people open: the map, layers, tables, codebook and data card."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from geo.catalogue.layer import load_layers
from geo.export import (
    codebook_csv,
    csv_bytes,
    data_card,
    geopackage_bytes,
    geoparquet_bytes,
    parquet_bytes,
    shapefile_bytes,
    units_table,
    values_table,
)
from geo.kinds import LANGS
from geo.maps import build_page
from pipelines.raw import LAYERS
from pipelines.store import write_bytes, write_json, write_text

if TYPE_CHECKING:
    from geo.catalogue import Catalogue
    from pipelines.stage import Context

LEADERS = 10


def run(context: Context) -> None:
    """Load every result, assemble the tables that may leave, and write each format."""
    catalogue, places, out = context.catalogue, context.places, context.out
    units = gpd.read_parquet(places.result("1_harmonised") / "units.parquet")
    values = pd.read_parquet(places.result("2_measured") / "values.parquet")
    weights = pd.read_csv(places.result("3_scored") / "weights.csv", index_col="indicator")["weight"].to_dict()
    types = pd.read_parquet(places.result("4_grouped") / "types.parquet")
    scores = _joined(context, units)
    scored, long = (
        units_table(scores, values, catalogue=catalogue, weights=weights),
        values_table(values, catalogue=catalogue),
    )
    name = f"arraigo_{places.study.name}"
    _write_map(context, scores=scores, values=values, types=types)
    writers = {
        f"{name}.zip": lambda: shapefile_bytes(scored, name=name),
        f"{name}.gpkg": lambda: geopackage_bytes(scored),
        "scores.parquet": lambda: geoparquet_bytes(scored),
        "scores.csv": lambda: csv_bytes(scored),
        "values.parquet": lambda: parquet_bytes(long),
        "values.csv": lambda: csv_bytes(long),
        "codebook.csv": lambda: codebook_csv(scored.columns),
    }
    for done, (file, content) in enumerate(writers.items(), start=1):
        context.progress(done, len(writers))
        write_bytes(out / file, content())
    for lang in LANGS:
        card = data_card(catalogue, values, units=scores, weights=weights, layers=_layers(context), lang=lang)
        write_text(out / f"data_card.{lang}.md", card)
    types.to_parquet(out / "types.parquet", index=False)
    # The app reads the study as it was published, not as it may have been edited since.
    write_json(out / "study.json", places.texts())
    write_json(out / "summary.json", summary(scores, catalogue, name=name))


def summary(scores: pd.DataFrame, catalogue: Catalogue, *, name: str) -> dict[str, Any]:
    """Say who leads and where the results lie, for the end of a run."""
    study = catalogue.study
    leaders = scores.dropna(subset="rank").sort_values(["rank", "code"]).head(LEADERS)
    return {
        "title": f"{study.title.en}: the first {len(leaders)} of {len(scores)}",
        "top_k": study.top_k,
        "leaders": [
            {
                "rank": int(row["rank"]),
                "rank_p5": row["rank_p5"],
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
            "shapefile": f"{name}.zip",
            "layers": f"{name}.gpkg",
            "tables": "scores.csv",
            "codebook": "codebook.csv",
            "data card": "data_card.en.md",
        },
    }


def _joined(context: Context, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put units, scores and types side by side, a row per scored unit."""
    scores = pd.read_parquet(context.places.result("3_scored") / "scores.parquet").drop(columns="iso3")
    members = pd.read_parquet(context.places.result("4_grouped") / "members.parquet")[["code", "type", "type_p"]]
    joined = units.merge(scores, on="code", validate="one_to_one").merge(members, on="code", validate="one_to_one")
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=units.crs)


def _write_map(context: Context, *, scores: pd.DataFrame, values: pd.DataFrame, types: pd.DataFrame) -> None:
    places, study = context.places, context.catalogue.study
    page = build_page(
        json.loads((places.study / study.boundaries).read_text(encoding="utf-8")),
        scores=pd.DataFrame(scores.drop(columns="geometry")),
        values=values,
        catalogue=context.catalogue,
        types=types,
        run={"date": datetime.now(UTC).date().isoformat(), **context.parameters},
    )
    write_text(context.out / "map.html", page)


def _layers(context: Context) -> tuple[Any, ...]:
    path = context.places.study / LAYERS
    return tuple(load_layers(path.read_text(encoding="utf-8")).values()) if path.is_file() else ()
