"""Gather everything the page shows into one plain structure, checked whole before it is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.catalogue import FOR_WHOM, Text, closed_flags, closed_series, closed_to, seen_by
from geo.errors import Faults, TableError
from geo.kinds import LANGS, at_most
from geo.maps.groups import FINDINGS, NO_FINDING, bordering
from geo.maps.layer import nearest, plain, rounded
from geo.maps.menu import layers
from geo.maps.shapes import compact
from geo.maps.texts import TEXTS
from geo.palette import RAMPS, category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalogue import Catalogue
    from geo.kinds import Lang, Tier


def payload(
    topology: Mapping[str, Any],
    *,
    scores: pd.DataFrame,
    values: pd.DataFrame,
    catalogue: Catalogue,
    types: pd.DataFrame | None,
    zones: pd.DataFrame | None = None,
    selection: Mapping[str, str] | None = None,
    run: Mapping[str, Any],
    lang: Lang,
    tier: Tier = "public",
) -> dict[str, Any]:
    """Gather what the page shows; see `geo.maps.page.build_page` for the inputs.

    Raises
    ------
    GeometryError
        With every fault of the topology.
    TableError
        With every fault that keeps the tables from being shown on it.
    """
    geometry, units = compact(topology)
    scores = pd.DataFrame(scores.drop(columns="geometry", errors="ignore"))
    _check(scores, values, types, run=run, units=units, catalogue=catalogue)
    _check_groups(scores, zones)
    scored = units[["code"]].merge(scores, on="code", how="left", validate="one_to_one")
    scored["gate"] = scored["gate"].astype(object).where(scored["gate"].notna(), "no_data")
    departments = _departments(units)
    named = [] if zones is None else _zones(zones, units.assign(zone=scored["zone"]))
    kinds = [] if types is None else _types(types)
    return {
        "lang": lang,
        "langs": list(LANGS),
        "texts": TEXTS,
        "run": {key: run[key] for key in sorted(run)},
        "study": _study(catalogue, tier),
        "pillars": _pillars(catalogue),
        "ramps": RAMPS,
        "countries": _countries(units, catalogue),
        "departments": departments,
        "units": _units(units, departments=departments),
        "scores": score_columns(scored, catalogue=catalogue, tier=tier),
        "types": kinds,
        "zones": named,
        "selection": None if selection is None else {lang: selection[lang] for lang in LANGS},
        "layers": layers(
            scored,
            _seen(values, catalogue, tier),
            catalogue=catalogue,
            tier=tier,
            types=[row["type"] for row in kinds],
            zones=[row["zone"] for row in named],
            neighbours=bordering(scored["zone"], geometry["shapes"]) if named else (),
        ),
        "sources": _sources(catalogue, tier),
        # What is water is known before anything else is, so that the shapes can be drawn at once.
        "geometry": geometry | {"lakes": [row for row, kind in enumerate(units["kind"]) if kind == "lake"]},
    }


def to_json(data: object) -> str:
    """Write JSON that may stand inside a script element: nothing in it can end the element or start a comment.

    Raises
    ------
    ValueError
        When a number is infinite or not a number.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # U+2028 and U+2029 end a line in older JavaScript although JSON allows them in a string.
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _check(
    scores: pd.DataFrame,
    values: pd.DataFrame,
    types: pd.DataFrame | None,
    *,
    run: Mapping[str, Any],
    units: pd.DataFrame,
    catalogue: Catalogue,
) -> None:
    faults = Faults("the map", TableError)
    drawn = set(units.loc[units["kind"] != "lake", "code"])
    faults.check(
        "scores have no shape on the map",
        bad=sorted(set(scores["code"]) - drawn),
        of=len(scores),
        do="Score the units of the shipped boundary layer.",
    )
    faults.check(
        "shapes of the map have no row among the scores",
        bad=sorted(drawn - set(scores["code"])),
        of=len(drawn),
        do="Score every unit; one without data has a row that says so.",
    )
    faults.check(
        "scores stand twice",
        bad=scores.loc[scores["code"].duplicated(), "code"].tolist(),
        of=len(scores),
        do="Keep one row per unit.",
    )
    needed = [f"node_{n.id}" for n in catalogue.index.nodes if n.parent] + [f"p_top_{catalogue.study.top_k}"]
    needed += [] if types is None else ["type", "type_p"]
    faults.check(
        "columns are not among the scores",
        bad=[name for name in needed if name not in scores],
        of=len(needed),
        do="Run `arraigo score` and `arraigo group` again.",
    )
    faults.check(
        "facts of the run are not told",
        bad=[name for name in ("date", "seed") if name not in run],
        of=2,
        do="A map states when and how it was computed.",
    )
    known = {indicator.id for indicator in catalogue.indicators}
    faults.check(
        "indicators of the values are not in the catalogue",
        bad=sorted(set(values["indicator"]) - known),
        of=values["indicator"].nunique(),
        do="Run `arraigo measure` again.",
    )
    faults.raise_any()


def _check_groups(scores: pd.DataFrame, zones: pd.DataFrame | None) -> None:
    faults = Faults("the groups on the map", TableError)
    found = [id_ for id_ in FINDINGS if id_ in scores]
    needed = [f"{id_}_q" for id_ in found] + ["selected_p"] * ("selected" in scores) + ["zone"] * (zones is not None)
    faults.check(
        "columns are not among the scores",
        bad=[name for name in needed if name not in scores],
        of=len(needed),
        do="Run `arraigo group` again.",
    )
    for id_ in found:
        faults.check(
            f"classes of `{id_}` are not known",
            bad=sorted(set(scores[id_].dropna()) - {*FINDINGS[id_], *NO_FINDING, "no_data"}),
            of=scores[id_].nunique(),
            do=f"They are {', '.join((*FINDINGS[id_], *NO_FINDING))} and no_data.",
        )
    if zones is not None and "zone" in scores:
        faults.check(
            "zones of the scores have no name",
            bad=sorted(set(scores["zone"].dropna()) - set(zones["zone"])),
            of=scores["zone"].nunique(),
            do="Run `arraigo group` again.",
        )
    faults.raise_any()


def _seen(values: pd.DataFrame, catalogue: Catalogue, tier: Tier) -> pd.DataFrame:
    """Keep what the readers may see; a figure of a closed series counts as suppressed, wherever it stands."""
    seen = values[values["indicator"].isin([indicator.id for indicator in seen_by(catalogue, tier)])].copy()
    closed = seen["source"].isin(closed_series(catalogue, tier))
    seen.loc[closed, ["value", "year", "source"]] = [None, pd.NA, None]
    seen.loc[closed, "status"] = "suppressed"
    return seen


def _study(catalogue: Catalogue, tier: Tier) -> dict[str, Any]:
    title = catalogue.study.title
    if tier in FOR_WHOM:
        title = Text(**{lang: f"{title.in_(lang)} · {FOR_WHOM[tier].in_(lang)}" for lang in LANGS})
    return {
        "title": title.model_dump(),
        "subtitle": catalogue.study.subtitle.model_dump(),
        "topK": catalogue.study.top_k,
        "gate": catalogue.index.coverage_gate,
        "root": catalogue.index.root.id,
        "closed": len(closed_to(catalogue, tier)),
    }


def _pillars(catalogue: Catalogue) -> list[dict[str, Any]]:
    """List the leaves of the tree, each with the category colour at its place."""
    leaves = [node for node in catalogue.index.walk() if not catalogue.index.children(node.id)]
    return [
        {"id": node.id, "title": node.title.model_dump(), "colour": category(place)}
        for place, node in enumerate(leaves)
    ]


def _departments(units: pd.DataFrame) -> list[list[Any]]:
    """List code, name, country and label point of every department."""
    return [
        [code, rows["adm1_name"].iloc[0], rows["iso3"].iloc[0], _middle(rows)]
        for code, rows in units.groupby("adm1_code", sort=True)
    ]


def _countries(units: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """List the study's countries; the label point is null for one that is not on the map."""
    return [
        {
            "iso3": country.iso3,
            "name": country.name.model_dump(),
            "label": _middle(rows) if len(rows := units[units["iso3"] == country.iso3]) else None,
            "vintage": ", ".join(sorted(rows["vintage"].unique())),
        }
        for country in catalogue.study.countries
    ]


def _middle(rows: pd.DataFrame) -> list[float]:
    """Weigh the label points by area: longitude, latitude."""
    area = rows["area_km2"] / rows["area_km2"].sum()
    return [round(float((rows[name] * area).sum()), 3) for name in ("label_lon", "label_lat")]


def _units(units: pd.DataFrame, *, departments: list[list[Any]]) -> dict[str, Any]:
    place = {department[0]: row for row, department in enumerate(departments)}
    of = units.get("muni44_name", pd.Series(None, index=units.index, dtype=object))
    return {
        "code": units["code"].tolist(),
        "name": units["name"].tolist(),
        "partOf": [None if pd.isna(name) else name for name in of],
        "department": units["adm1_code"].map(place).tolist(),
        "lake": units["kind"].eq("lake").astype(int).tolist(),
        # A point inside each, longitude and latitude: where its badge stands, and how the arrow keys find their way.
        "at": [[round(lon, 3), round(lat, 3)] for lon, lat in zip(units["label_lon"], units["label_lat"], strict=True)],
    }


def score_columns(
    scores: pd.DataFrame | Mapping[str, Any], *, catalogue: Catalogue, tier: Tier = "public"
) -> dict[str, Any]:
    """Lay out the scores as columns, rounded to what is shown; those that are not there are left out."""
    chance = f"p_top_{catalogue.study.top_k}"
    told: dict[str, Any] = {
        "p_top" if name == chance else name: plain(
            nearest(scores[name]) if name.startswith("rank") else rounded(scores[name], decimals=n)
        )
        for name, n in (COLUMNS | {chance: 3}).items()
        if name in scores
    }
    if "gate" in scores:
        told["gate"] = scores["gate"].tolist()
    if "flags" in scores:
        # A flag may name what dominates the score; what is closed to the readers stays unnamed.
        closed = closed_flags(catalogue, tier)
        rows = scores["flags"].fillna("").tolist()
        told["flags"] = [[closed.get(flag, flag) for flag in row.split(";") if flag] for row in rows]
    return told


COLUMNS = {
    "people": 0, "score": 1, "score_low": 1, "score_high": 1, "coverage": 3, "rank": 0, "rank_p5": 0, "rank_p95": 0,
    "rank_in_country": 0, "rank_in_country_p5": 0, "rank_in_country_p95": 0, "type": 0, "type_p": 2,
}  # fmt: skip


def _types(types: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {"type": int, "title_es": str, "title_en": str, "n": int}
    rows = types.sort_values("type")[list(columns)].astype(columns).to_dict("records")
    return [{"type": row["type"], "es": row["title_es"], "en": row["title_en"], "n": row["n"]} for row in rows]


def _zones(zones: pd.DataFrame, places: pd.DataFrame) -> list[dict[str, Any]]:
    """Name the zones, each with a label on the member that lies nearest to its middle."""
    columns = {"zone": int, "name_es": str, "name_en": str}
    told = zones.sort_values("zone")[list(columns)].astype(columns)
    members = places.groupby("zone")
    return [
        {"zone": zone, "es": es, "en": en, "label": _member_amid(members.get_group(zone))}
        for zone, es, en in told.itertuples(index=False)
        if zone in members.groups
    ]


def _member_amid(rows: pd.DataFrame) -> list[float]:
    at = rows[["label_lon", "label_lat"]].to_numpy(dtype=float)
    nearest = ((at - _middle(rows)) ** 2).sum(axis=1).argmin()
    return [round(float(number), 3) for number in at[nearest]]


def _sources(catalogue: Catalogue, tier: Tier) -> dict[str, Any]:
    """Tell, for every series that the readers may see, who published what, when and under which licence."""
    return {
        id_: {
            "title": series.title.model_dump(),
            "producer": source.producer,
            "publication": source.publication,
            "licence": source.licence,
            "licenceStatus": source.licence_status,
            **({"resolution": source.resolution.model_dump()} if source.resolution else {}),
        }
        for source in catalogue.sources
        for id_, series in source.series.items()
        if at_most(series.tier, tier)
    }
