"""Walk every entry of the shipped study: it loads, agrees with what was published, and follows from the raw files."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from rapidfuzz import fuzz

from geo.boundaries import match_names, places_of, read_aliases, read_topojson
from geo.boundaries.names import unused_aliases
from geo.boundaries.spelling import fold
from geo.catalogue import Catalogue, load_catalogue
from geo.indicators import measure
from geo.scoring.bounds import coverage
from geo.scoring.weigh import build_tree
from geo.tables import key_names, read_raw, read_series, tidy, write_series

if TYPE_CHECKING:
    from geo.boundaries.names import Matches
    from geo.catalogue import Source

STUDY = Path(__file__).parents[2] / "data" / "studies" / "northern_triangle"
SOURCES = sorted(path.stem for path in (STUDY / "sources").glob("*.yml"))
TABLES = sorted(path.stem for path in (STUDY / "tables").glob("*.csv"))
SIX_NAMES_IN_TWO_DEPARTMENTS = {
    *("GT0109", "GT1202"),  # San Pedro Sacatepéquez
    *("GT0503", "GT1312"),  # La Democracia
    *("GT0509", "GT1702"),  # San José
    *("GT1007", "GT1229"),  # San Lorenzo
    *("GT1015", "GT1310"),  # Santa Bárbara
    *("GT1311", "GT1705"),  # La Libertad
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    names = ["study.yml", "index.yml", "indicators.yml", *(f"sources/{id_}.yml" for id_ in SOURCES)]
    return load_catalogue({name: (STUDY / name).read_text(encoding="utf-8") for name in names})


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    return pd.DataFrame(read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def places(units: pd.DataFrame) -> pd.DataFrame:
    return places_of(units)


@pytest.fixture(scope="module")
def aliases(places: pd.DataFrame) -> pd.DataFrame:
    return read_aliases((STUDY / "names.csv").read_text(encoding="utf-8"), places=places)


@pytest.fixture(scope="module")
def values(catalogue: Catalogue, units: pd.DataFrame) -> pd.DataFrame:
    return measure({id_: _table(id_) for id_ in TABLES}, catalogue=catalogue, units=units)


def _table(id_: str) -> pd.DataFrame:
    return read_series((STUDY / "tables" / f"{id_}.csv").read_bytes(), name=id_)


# The entries


def test_every_series_has_a_table_and_serves(catalogue: Catalogue) -> None:
    used = {*catalogue.study.people, catalogue.study.people_check.series}
    for indicator in catalogue.indicators:
        used |= {*indicator.series, *(indicator.rate.denominator if indicator.rate else ())}
    assert sorted(catalogue.series) == TABLES
    assert used == set(TABLES)


def test_every_pillar_has_an_indicator(catalogue: Catalogue) -> None:
    leaves = [node.id for node in catalogue.index.nodes if not catalogue.index.children(node.id)]
    assert [leaf for leaf in leaves if not catalogue.of_pillar(leaf)] == []


def test_no_indicator_claims_to_compare_countries_it_lacks(catalogue: Catalogue) -> None:
    """Figures of different producers are put on one scale only where one grid covers all."""
    comparable = [indicator for indicator in catalogue.indicators if indicator.comparable]
    assert {indicator.method for indicator in comparable} == {"raster"}


def test_raster_indicators_draw_on_the_source_of_their_series(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators:
        if indicator.raster is not None:
            assert {catalogue.source_of[id_].id for id_ in indicator.series} == {indicator.raster.source}
            assert catalogue.source_of[indicator.series[0]].rasters


def test_columns_known_to_be_unusable_are_not_used(catalogue: Catalogue) -> None:
    """RisDespl is A.M.4, the Gini S.E.1; about S.E.3, C.I.6 and C.I.7 the two sheets of the workbook disagree."""
    figures = [f for s in catalogue.series.values() if s.take is not None for f in s.take.figures().values()]
    codes = {str(figure.column).split(" / ")[-1] for figure in figures}
    assert {"A.M.2", "A.V.1"} <= codes
    assert not codes & {"A.M.4", "S.E.1", "S.E.3", "S.E.4", "C.I.6", "C.I.7"}


# The tables


@pytest.mark.parametrize("id_", TABLES)
def test_table_is_whole(id_: str, catalogue: Catalogue, places: pd.DataFrame) -> None:
    entry, table = catalogue.series[id_], _table(id_)
    known = places[(places["level"] == entry.level) & places["iso3"].isin(entry.countries)]
    named = dict(zip(known["code"], known["name"], strict=True))
    assert set(table["code"]) <= set(named)
    assert table["name"].tolist() == [named[code] for code in table["code"]]
    assert set(table["year"]) == {entry.year}
    assert set(table["level"]) == {entry.level}
    if entry.kind == "share":
        shares = table["value"].fillna(table["numerator"] / table["denominator"]).dropna()
        assert shares.between(0, 1).all()


@pytest.mark.parametrize("id_", TABLES)
def test_table_is_written_the_one_way(id_: str) -> None:
    text = (STUDY / "tables" / f"{id_}.csv").read_bytes()
    assert write_series(_table(id_)).encode() == text


@pytest.mark.parametrize(
    ("id_", "column", "rows", "total"),
    [
        ("population_gtm_2018", "value", 340, 14_901_286),
        ("population_slv_2007", "value", 262, 5_744_113),
        ("population_slv_2024", "value", 262, 5_922_921),
        ("population_hnd_2024", "value", 298, 9_892_674),
        ("emigrants_gtm_2018", "numerator", 340, 301_069),
        ("emigrants_slv_2024", "numerator", 44, 226_808),
        ("homicides_slv_2018", "numerator", 216, 3_346),
        ("homicides_hnd_2014", "numerator", 265, 5_936),
        ("injured_gtm_2017", "numerator", 340, 5_219),
        ("crimes_gtm_2020", "numerator", 340, 29_413),
        ("family_violence_gtm_2021", "numerator", 340, 36_351),
        ("women_killed_slv_2018", "numerator", 216, 386),
        ("women_killed_hnd_2024", "numerator", 18, 216),
        ("households_with_emigrants_slv_2024", "numerator", 44, 156_381),
        ("households_with_remittances_slv_2024", "denominator", 44, 1_920_668),
        ("poverty_slv_2018", "value", 50, 14.785),
    ],
)
def test_totals_are_the_published_ones(id_: str, column: str, rows: int, total: float) -> None:
    table = _table(id_)
    assert len(table) == rows
    assert table[column].sum() == pytest.approx(total, abs=5e-4)


def test_survey_of_honduras_leaves_out_what_it_hardly_sampled() -> None:
    table = _table("emigrants_hnd_2023")
    assert not {"HN09", "HN11"} & set(table["code"])
    # The file sums to 575,370; the two departments account for 787 of them.
    assert table["numerator"].sum() == pytest.approx(575_370 - 787, abs=1)


@pytest.mark.parametrize("id_", ["electricity_gtm_2021", "violence_against_women_gtm_2021"])
def test_columns_joined_by_name_lack_the_names_of_two_departments(id_: str) -> None:
    missing = set(_table("population_gtm_2018")["code"]) - set(_table(id_)["code"])
    assert missing == SIX_NAMES_IN_TWO_DEPARTMENTS


def test_poverty_errors_that_are_zero_by_rounding_are_missing() -> None:
    table = _table("poverty_gtm_2023")
    assert table["se"].isna().sum() == 43
    assert table["se"].min() > 1e-4
    assert table["value"].notna().all()


def test_census_knows_the_44_by_the_codes_of_the_units(units: pd.DataFrame) -> None:
    """The people of the distritos, summed by the code that units carry, fill the households of that code."""
    people = _table("population_slv_2024").set_index("code")["value"]
    summed = people.groupby(units.set_index("code")["muni44_code"]).sum()
    households = _table("households_with_emigrants_slv_2024").set_index("code")["denominator"]
    per_household = (summed / households).reindex(households.index)
    assert per_household.between(2.5, 4).all()


def test_ipc_counts_periods_in_phase_3() -> None:
    honduras = _table("food_crisis_hnd_2021").set_index("code")["value"]
    guatemala = _table("food_crisis_gtm_2021").set_index("code")["value"]
    assert honduras.drop("HN05").eq(1).all()
    assert honduras["HN05"] == 0.5
    assert guatemala[["GT13", "GT16", "GT01"]].tolist() == [1, 0.75, 0]


# What comes of them


def test_every_country_has_units_above_the_gate(catalogue: Catalogue, values: pd.DataFrame) -> None:
    tree = build_tree(catalogue.index, catalogue.indicators)
    status = values.pivot_table(index="indicator", columns="code", values="status", aggfunc="first").loc[
        list(tree.leaves)
    ]
    share, _ = coverage(
        status.isin(["observed", "observed_zero"]).to_numpy(), (status == "inherited").to_numpy(), tree=tree
    )
    ranked = pd.Series(share >= catalogue.index.coverage_gate, index=status.columns)
    # Honduras lacks a credible survey for two departments, of ten municipalities in all.
    assert ranked.groupby(status.columns.str[:2]).sum().to_dict() == {"GT": 340, "HN": 288, "SV": 262}


def test_pillar_without_data_is_no_data(catalogue: Catalogue, values: pd.DataFrame) -> None:
    governance = [indicator.id for indicator in catalogue.of_pillar("governance")]
    rows = values[values["indicator"].isin(governance) & ~values["code"].str.startswith("GT")]
    assert set(rows["status"]) == {"not_monitored"}
    assert rows["value"].isna().all()


# The raw files


def _matches(frame: pd.DataFrame, source: Source, *, places: pd.DataFrame, aliases: pd.DataFrame) -> Matches | None:
    if source.keys is None or source.keys.name is None:
        return None
    level = next(iter(source.series.values())).level
    return match_names(
        key_names(frame, source),
        places[places["level"] == level],
        aliases=aliases,
        iso3=source.iso3,
        source=source.id,
        clipped=source.keys.name.clipped,
    )


@pytest.mark.raw
@pytest.mark.parametrize("id_", SOURCES)
def test_tables_follow_from_the_raw_file(
    id_: str, *, raw: Path, catalogue: Catalogue, places: pd.DataFrame, aliases: pd.DataFrame
) -> None:
    source = next(source for source in catalogue.sources if source.id == id_)
    for grid in source.rasters.values():
        assert hashlib.sha256((raw / grid.path).read_bytes()).hexdigest() == grid.sha256
    if source.raw is None:
        assert source.rasters  # measured by geo.indicators.rasters, which has its own test
        return
    frame = read_raw(raw / source.raw.path, source)
    matches = _matches(frame, source, places=places, aliases=aliases)
    made = tidy(frame, source, places=places, codes=matches.checked(id_) if matches else None)
    assert list(made) == list(source.series)
    for name, table in made.items():
        assert write_series(table).encode() == (STUDY / "tables" / f"{name}.csv").read_bytes(), name


@pytest.mark.raw
def test_every_alias_serves(raw: Path, catalogue: Catalogue, places: pd.DataFrame, aliases: pd.DataFrame) -> None:
    found = [
        _matches(read_raw(raw / source.raw.path, source), source, places=places, aliases=aliases)
        for source in catalogue.sources
        if source.raw is not None and source.keys is not None and source.keys.name is not None
    ]
    assert unused_aliases(aliases, [matches for matches in found if matches is not None]).empty


@pytest.mark.raw
@pytest.mark.parametrize(
    ("id_", "column"),
    [
        ("population_gtm_2018", "Municipio"),
        ("population_slv_2007", "name_in_source"),
        ("population_slv_2024", "name_in_source"),
        ("gtm_census2018_emigrants", "municipio"),
        ("gtm_census2018_social", "Indicador / Municipio"),
        ("gtm_segeplan_2012", "municipio"),
        ("gtm_ipc_2021", "name_in_source"),
        ("hnd_survey2023", "depto_name"),
        ("slv_ehpm_2018", "name_in_source"),
    ],
)
def test_codes_agree_with_the_names_beside_them(
    id_: str, column: str, raw: Path, catalogue: Catalogue, places: pd.DataFrame
) -> None:
    """A code is trusted only where the producer's name for it is ours, shortened or misspelt at most."""
    source = next(source for source in catalogue.sources if source.id == id_)
    assert source.raw is not None
    assert source.keys is not None
    assert source.keys.code is not None
    frame = read_raw(raw / source.raw.path, source)
    key = source.keys.code
    codes = (key.prefix or "") + (frame[key.column].str.zfill(key.digits) if key.prefix else frame[key.column])
    ours = codes.map(dict(zip(places["code"], places["name"], strict=True)))
    alike = [fuzz.partial_ratio(fold(a), fold(b)) for a, b in zip(frame[column], ours, strict=True)]
    assert frame[column][np.array(alike) < 65].tolist() == []


@pytest.mark.raw
def test_census_of_the_44_counts_the_people_of_their_distritos(raw: Path, units: pd.DataFrame) -> None:
    """The crosswalk numbers departments otherwise than the census; the people tell that the units follow the census."""
    with (raw / "indicators" / "slv_census2024_municipality_summary.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["municdesc.x"].zfill(4): int(row["poblacion_total"]) for row in csv.DictReader(file)}
    printed = {f"SV{code[:2]}0{code[2:]}": people for code, people in rows.items() if code != "1501"}
    people = _table("population_slv_2024").set_index("code")["value"]
    assert people.groupby(units.set_index("code")["muni44_code"]).sum().to_dict() == printed
