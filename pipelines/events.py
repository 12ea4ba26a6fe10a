"""Turn a file of points into a table of the study: counts, rates or distances by place, with what became of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.boundaries import match_names, places_of, read_aliases
from geo.boundaries.names import ALIAS_COLUMNS
from geo.catalogue import load_catalogue
from geo.contracts import SERIES
from geo.errors import CatalogueError, Faults, StoreError, TableError, fault, listed
from geo.indicators import measure
from geo.indicators.denominators import denominators
from geo.indicators.places import scored
from geo.points import UCDP, count_years, fates, locate, read_points, read_ucdp, unit_distances
from geo.points.precision import scale_of
from geo.tables import write_series
from pipelines.events_asked import check_ask, span_of
from pipelines.events_entries import indicator_text, source_text
from pipelines.study import read_tables, read_units
from pipelines.study_edit import change_study, check_changed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.catalogue import Catalogue
    from pipelines.events_asked import Ask
    from pipelines.paths import Places

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DEPARTMENT_WORDS = re.compile(r"^departamento del? | (department|departamento|province)$", re.IGNORECASE)


@dataclass(frozen=True)
class Added:
    """What was made of a file.

    Attributes
    ----------
    table
        Per `geo.contracts.SERIES`.
    located
        What became of each event, by row of the file, with its year.
    fates
        Events by class and fate.
    yearly
        Events by place and year; none of distances.
    files
        The study's files that are written, by name.
    notes
        What a person should know.
    """

    table: pd.DataFrame
    located: pd.DataFrame
    fates: pd.DataFrame
    yearly: pd.DataFrame | None
    files: Mapping[str, str]
    notes: Sequence[str]


def run(places: Places, ask: Ask, *, write: bool = True) -> Added:
    """Read, locate, count, declare, check the study with it, and only then write.

    Raises
    ------
    ArraigoError
        With every fault of what was asked, of the file, or of the study as it would be; nothing is written then.
    """
    check_ask(ask)
    texts = places.texts()
    catalogue = load_catalogue(texts)
    _refuse_taken(places, ask, catalogue)
    countries = _countries(ask, catalogue)
    units = read_units(places, catalogue.study)
    mine = units[units["iso3"].isin(countries)]
    tables = read_tables(places, catalogue, waits=True)
    notes: list[str] = []
    events = _read(ask, catalogue, notes)
    located = _locate(events, units, ask, places, notes)
    span = span_of(str(ask.years))
    located["year"] = _years(events, ask, span, notes)
    elsewhere = located["iso3"].notna() & ~located["iso3"].isin(countries)
    if elsewhere.any():
        notes.append(f"{elsewhere.sum():,} of {len(located):,} points lie in countries that are not asked for")
    yearly = None
    if ask.as_ == "distance":
        table = _distances(events, located, mine, span)
    else:
        yearly = count_years(
            located, mine, years=located["year"], span=span, level=ask.level, complete=ask.complete,
            amounts=None if ask.sum_ is None else _column(events, ask.sum_, ask),
        )  # fmt: skip
        table = _counts(yearly, mine, ask, catalogue, tables)
    if table.empty:
        raise TableError(f"{ask.file.name}: no place gets a figure of {len(events):,} points. Look at what was asked.")
    summary = fates(located)
    asked = located["year"].isin(span) & (located["iso3"].isna() | located["iso3"].isin(countries))
    files = {f"tables/{ask.id}.csv": write_series(table)}
    files[f"sources/{ask.id}.yml"] = source_text(
        ask, countries=countries, span=span, fates=fates(located[asked]), others=int((~asked).sum())
    )
    if ask.indicator is not None and ask.id not in {indicator.id for indicator in catalogue.indicators}:
        head = texts["indicators.yml"].rstrip("\n")
        pooled = len(span) > 1
        people = _people(catalogue, countries)
        files["indicators.yml"] = f"{head}\n\n{indicator_text(ask, span=span, people=() if pooled else people)}"
    _try(texts, files, tables | {ask.id: table}, units)
    contents: dict[str, bytes | None] = {name: text.encode("utf-8") for name, text in files.items()}
    if write:
        change_study(places, contents)
    else:
        check_changed(places, contents)
    return Added(table, located, summary, yearly, files, notes)


def _refuse_taken(places: Places, ask: Ask, catalogue: Catalogue) -> None:
    names = [f"tables/{ask.id}.csv", f"sources/{ask.id}.yml"]
    taken = [name for name in names if (places.study / name).exists()]
    if taken and not ask.replace:
        raise StoreError(
            f"{listed(taken)} {'are' if len(taken) > 1 else 'is'} there already. Give --replace or another --id."
        )
    other = catalogue.source_of.get(ask.id)
    if other is not None and other.id != ask.id:
        raise StoreError(f"`{ask.id}` is a series of the source `{other.id}` already. Give another --id.")
    same = next((one for one in catalogue.indicators if one.id == ask.id), None)
    if ask.indicator is not None and same is not None and ask.id not in same.series:
        raise StoreError(f"there is an indicator `{ask.id}` already, of {listed(same.series)}. Give another --id.")


def _countries(ask: Ask, catalogue: Catalogue) -> tuple[str, ...]:
    known = [country.iso3 for country in catalogue.study.countries]
    asked = [iso3.upper() for iso3 in ask.countries] or known
    wrong = [iso3 for iso3 in asked if iso3 not in known]
    if wrong:
        what = "countries are not in the study"
        raise CatalogueError(fault(what, bad=wrong, of=len(asked), do=f"It has {', '.join(known)}."))
    return tuple(iso3 for iso3 in known if iso3 in asked)


def _read(ask: Ask, catalogue: Catalogue, notes: list[str]) -> gpd.GeoDataFrame:
    """Read the file and keep the rows that were asked for."""
    if ask.ucdp:
        named = {country.name.en: country.iso3 for country in catalogue.study.countries}
        events = read_ucdp(ask.file, countries=named, types=ask.types or None)
    else:
        events = read_points(
            ask.file, lat=ask.lat, lon=ask.lon, crs=ask.crs, layer=ask.layer, encoding=ask.encoding,
            separator=ask.separator,
        )  # fmt: skip
    count = len(events)
    for test in ask.where:
        column, _, value = (part.strip() for part in test.partition("="))
        events = events[_column(events, column, ask).isin([word.strip() for word in value.split(",")])]
    notes.append(f"{len(events):,} points" + (f" of {count:,} pass --where" if ask.where else ""))
    return events


def _column(events: gpd.GeoDataFrame, column: str, ask: Ask) -> pd.Series:
    if column not in events.columns:
        there = listed(name for name in events.columns if name != "geometry")
        raise TableError(f"{ask.file.name}: there is no column `{column}`. There are {there}.")
    found: pd.Series = events[column]
    return found


def _locate(
    events: gpd.GeoDataFrame, units: gpd.GeoDataFrame, ask: Ask, places: Places, notes: list[str]
) -> pd.DataFrame:
    departments = _departments(events, units, places) if ask.ucdp else None
    scale = scale_of(ask.municipal, ask.departmental) if ask.precision else None
    located = locate(
        events,
        units,
        id_="id" if ask.ucdp else ask.event_id,
        precision="where_prec" if ask.ucdp else ask.precision,
        scale=UCDP if ask.ucdp else scale,
        countries=events["iso3"] if ask.ucdp else None,
        departments=departments,
        tolerance_m=ask.tolerance_m,
        name=ask.file.name,
    )
    near = located["how"] == "near"
    if near.any():
        farthest = located.loc[near, "distance_m"].max()
        notes.append(
            f"{near.sum():,} points lie in no unit and went to the nearest within {ask.tolerance_m:,.0f} m "
            f"(the farthest {farthest:,.0f} m away)"
        )
    border = (located["how"] == "border").sum()
    if border:
        notes.append(f"{border:,} points lie on a border, or where two countries overlap, and went to the first code")
    if departments is not None:
        apart = departments.notna() & (located["fate"] == "municipality") & (located["adm1_code"] != departments)
        if apart.any():
            notes.append(
                f"{apart.sum():,} events lie in another department than they name: rows {listed(apart[apart].index)}"
            )
    return located


def _departments(events: gpd.GeoDataFrame, units: gpd.GeoDataFrame, places: Places) -> pd.Series:
    """Match the names of departments that UCDP writes beside its events; a name that is not sure is left null."""
    known = places_of(units)
    names = places.study / "names.csv"
    heading = ",".join(ALIAS_COLUMNS)
    aliases = read_aliases(names.read_text(encoding="utf-8") if names.is_file() else heading, places=known)
    of = known[known["level"] == "department"]
    called = events["adm_1"].map(lambda name: _DEPARTMENT_WORDS.sub("", name), na_action="ignore")
    found = pd.Series(pd.NA, index=events.index, dtype="str")
    for iso3, rows in called.dropna().groupby(events["iso3"]):
        found[rows.index] = match_names(pd.DataFrame({"name": rows}), of, aliases=aliases, iso3=str(iso3)).codes
    return found


def _years(events: gpd.GeoDataFrame, ask: Ask, span: Sequence[int], notes: list[str]) -> pd.Series:
    """Read the year of each event; a list without dates is of the one year that was said."""
    when = "year" if ask.ucdp else ask.when
    if when is None:
        if len(span) > 1:
            raise CatalogueError(f"--years {ask.years} are several, and no column says when. Name it by --when.")
        return pd.Series(span[0], index=events.index)
    text = _column(events, when, ask)
    found = text.map(lambda cell: sorted(set(_YEAR.findall(cell))), na_action="ignore")
    faults = Faults(ask.file.name, TableError)
    wrong = text.notna() & (found.str.len() != 1)
    bad = [f"row {row} ({text[row]})" for row in events.index[wrong]]
    faults.check(f"cells of `{when}` name no one year", bad=bad, of=len(text), do="Correct them; 2021-05-01 is usual.")
    faults.raise_any()
    years = found.str[0].astype(float)
    outside = int((years.notna() & ~years.isin(span)).sum())
    if outside or text.isna().any():
        notes.append(
            f"{outside:,} events are of other years than {ask.years}, {text.isna().sum():,} of none; none is counted"
        )
    return years


def _distances(
    events: gpd.GeoDataFrame, located: pd.DataFrame, mine: gpd.GeoDataFrame, span: Sequence[int]
) -> pd.DataFrame:
    km = unit_distances(events.geometry, located, mine).dropna()
    return _series(km.round(3), mine, column="value", year=span[-1], level="municipality")


def _counts(
    yearly: pd.DataFrame, mine: gpd.GeoDataFrame, ask: Ask, catalogue: Catalogue, tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Pool the years; a rate of several years is told among person-years, which the table then carries."""
    span = [int(year) for year in yearly.columns]
    pooled = yearly.sum(axis=1, min_count=1).dropna()
    table = _series(pooled, mine, column="numerator", year=span[-1], level=ask.level)
    if ask.as_ == "rate" and len(span) > 1:
        years = _person_years(pooled.index, span=span, mine=mine, ask=ask, catalogue=catalogue, tables=tables)
        table["denominator"] = table["code"].map(years)
    return table


def _person_years(
    codes: pd.Index,
    *,
    span: Sequence[int],
    mine: gpd.GeoDataFrame,
    ask: Ask,
    catalogue: Catalogue,
    tables: Mapping[str, pd.DataFrame],
) -> pd.Series:
    people = _people(catalogue, tuple(sorted(set(mine["iso3"]))))
    parts = [
        denominators(
            people, series=tables, catalogue=catalogue, units=scored(mine), level=ask.level,
            years=pd.Series(year, index=codes),
        )
        for year in span
    ]  # fmt: skip
    return pd.concat(parts, axis=1).sum(axis=1, skipna=False).round(1)


def _people(catalogue: Catalogue, countries: Sequence[str]) -> tuple[str, ...]:
    """Name the study's series of people that cover any of the countries."""
    return tuple(name for name in catalogue.study.people if set(countries) & set(catalogue.series[name].countries))


def _series(figures: pd.Series, mine: gpd.GeoDataFrame, *, column: str, year: int, level: str) -> pd.DataFrame:
    known = places_of(mine)
    names = known[known["level"] == level].set_index("code")["name"]
    table = pd.DataFrame(
        {"code": figures.index, "name": names.reindex(figures.index).to_numpy(), column: figures.to_numpy()}
    )
    table = table.assign(year=year, level=level).reindex(columns=list(SERIES.columns))
    numbers = ["value", "numerator", "denominator", "se", "coverage"]
    table[numbers] = table[numbers].astype(float).replace([np.inf, -np.inf], np.nan)
    return table


def _try(
    texts: Mapping[str, str], files: Mapping[str, str], tables: Mapping[str, pd.DataFrame], units: gpd.GeoDataFrame
) -> None:
    """Load and measure the study as it would be, so that nothing is written that would not work."""
    entries = {name: text for name, text in files.items() if name.endswith(".yml")}
    catalogue = load_catalogue({**texts, **entries})
    waiting = {id_ for id_ in catalogue.series if id_ not in tables}
    measured = tuple(i for i in catalogue.indicators if not waiting & set(i.series))
    kept = type(catalogue)(catalogue.study, catalogue.index, measured, catalogue.sources)
    measure(tables, catalogue=kept, units=units)
