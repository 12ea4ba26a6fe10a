"""Measure the harmonising of the three raw boundary sets and the matching of every name."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.row import RUNS, Row, python, report, row
from pipelines.paths import find_places

BOUNDARIES = """
from pathlib import Path
from geo.boundaries import harmonise_boundaries, read_layer, read_table, to_topojson
from geo.catalogue.correction import load_corrections
from geo.catalogue.layer import load_layers
study, raw = Path({study!r}), Path({raw!r})
layers = load_layers((study / "layers.yml").read_text(encoding="utf-8"))
tables = {{id_: read_table(raw, layer) for id_, layer in layers.items() if layer.is_table}}
to_topojson(harmonise_boundaries(
    {{id_: read_layer(raw, layer) for id_, layer in layers.items() if not layer.is_table}},
    gazetteer=tables["gazetteer"], crosswalk=tables["crosswalk"],
    corrections=load_corrections((study / "corrections.yml").read_text(encoding="utf-8")),
).shipped)
"""

NAMES = """
import time
from pathlib import Path
from geo.boundaries import match_names, places_of, read_aliases, read_topojson
from geo.catalogue import load_catalogue
from geo.tables import key_names, read_raw
from pipelines.paths import find_places
from pipelines.study import read_tables
places = find_places(home=Path({home!r}))
catalogue, raw = load_catalogue(places.texts()), Path({raw!r})
known = places_of(read_topojson((places.study / "boundaries.topojson").read_text(encoding="utf-8")))
aliases = read_aliases((places.study / "names.csv").read_text(encoding="utf-8"), places=known)
jobs = [(s, key_names(read_raw(raw / s.raw.path, s), s)) for s in catalogue.sources if s.keys and s.keys.name]
clock = time.perf_counter()
if {peer}:
    import difflib
    from geo.boundaries.spelling import fold
    for source, names in jobs:
        own = known[(known["iso3"] == source.iso3) & (known["level"] == "municipality")]
        folded = [fold(name) for name in own["name"]]
        for name in names["name"].dropna().unique():
            difflib.get_close_matches(fold(name), folded, n=1, cutoff=0.8)
else:
    for source, names in jobs:
        level = next(iter(source.series.values())).level
        match_names(names, known[known["level"] == level], aliases=aliases, iso3=source.iso3, source=source.id,
                    clipped=source.keys.name.clipped)
print(time.perf_counter() - clock)
"""


def rows(*, quick: bool = False) -> dict[str, Row]:
    """Time boundaries, and names against the standard library's closest match; empty without the raw files."""
    places = find_places()
    # Beside the project is where its developers keep them; `ARRAIGO_RAW` says otherwise.
    raw = places.raw if (places.raw / "boundaries").is_dir() else Path("..") / "shared" / "data"
    if not (raw / "boundaries").is_dir():
        print("harmonise: skipped, the raw files are not at hand; set ARRAIGO_RAW to their folder")
        return {}
    runs = 1 if quick else RUNS
    told = {"study": str(places.study), "raw": str(raw), "home": "."}
    return {
        "harmonise: three raw boundary sets": row(python(BOUNDARIES.format(**told)), runs=runs),
        "names: every table keyed by name (inside the process)": row(
            python(NAMES.format(**told, peer=False)),
            peer=python(NAMES.format(**told, peer=True)),
            peer_name="difflib.get_close_matches, country-wide",
            runs=runs,
            inside=True,
        ),
    }


if __name__ == "__main__":
    report(rows(quick="--quick" in sys.argv))
