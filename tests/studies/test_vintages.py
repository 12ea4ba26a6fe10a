"""Hold the real crosswalk of El Salvador's 262 into its 44 against the shipped units, and people against the census."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.boundaries import (
    Crosswalk,
    apply_corrections,
    created_since,
    match_names,
    nested,
    places_of,
    read_aliases,
    read_table,
    read_topojson,
)
from geo.boundaries.spelling import fold
from geo.catalogue.correction import load_corrections
from geo.catalogue.layer import load_layers
from geo.tables import read_series

STUDY = Path(__file__).parents[2] / "data" / "studies" / "northern_triangle"


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    return pd.DataFrame(read_topojson((STUDY / "boundaries.topojson").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def people() -> pd.Series:
    table = read_series((STUDY / "tables" / "population_slv_2024.csv").read_bytes(), name="people")
    return table.set_index("code")["value"]


def test_the_262_make_44_and_keep_their_people(units: pd.DataFrame, people: pd.Series) -> None:
    way = nested(units, "muni44_code")
    assert (len(way.sources), len(way.targets)) == (262, 44)
    made = way.counts(people)
    assert made["value"].sum() == people.sum()
    assert made["known"].eq(1).all()


def test_departments_hold_the_900_and_the_44_nest_in_them(units: pd.DataFrame) -> None:
    assert (len(nested(units, "adm1_code").sources), len(nested(units, "adm1_code").targets)) == (900, 54)
    assert nested(units, "muni44_code").parts.query("from_code.str[:4] != to_code.str[:4]").empty


def test_a_table_on_the_44_is_matched_by_name_within_its_department(units: pd.DataFrame) -> None:
    places = places_of(units)
    of_44 = places[places["level"] == "municipio_2024"]
    asked = pd.DataFrame({"name": of_44["name"].str.upper(), "adm1": of_44["adm1_name"]})
    aliases = read_aliases((STUDY / "names.csv").read_text(encoding="utf-8"), places=places)
    assert match_names(asked, of_44, aliases=aliases, iso3="SLV").checked("the 44").tolist() == of_44["code"].tolist()


def test_figures_of_2012_are_of_334_guatemalan_places_and_go_to_340(units: pd.DataFrame) -> None:
    created = pd.read_csv(STUDY / "created.csv")
    people = _figures("population_gtm_2018")
    way = created_since(created, 2012, people=people)
    ranked = _figures("municipal_management_gtm_2012")
    # The producer's own list of 2012 has exactly the places that there were.
    assert way.sources.tolist() == sorted(ranked.index)
    assert (len(way.sources), len(way.targets)) == (334, 340)
    back = pd.DataFrame({"from_code": way.parts["to_code"], "to_code": way.parts["from_code"], "share": 1.0})
    people_then = Crosswalk(back).counts(people)["value"]
    assert people_then.sum() == people.sum()
    assert way.counts(people_then)["value"].to_dict() == pytest.approx(people.to_dict(), rel=1e-12)
    made = way.rates(ranked, people=people_then)
    assert made.loc["GT1333", "value"] == ranked["GT1322"]
    for then, today in ((2010, 333), (2011, 334), (2014, 338), (2015, 340)):
        assert len(created_since(created, then, people=people).sources) == today
    # Each lies beside the place that it was taken out of.
    shapes = units.set_index("code")["geometry"]
    assert all(shapes[row.code].intersects(shapes[row.from_code]) for row in created.itertuples())


def _figures(name: str) -> pd.Series:
    return read_series((STUDY / "tables" / f"{name}.csv").read_bytes(), name=name).set_index("code")["value"]


@pytest.mark.raw
def test_the_real_crosswalk_says_the_same_as_the_shipped_units(
    raw: Path, units: pd.DataFrame, people: pd.Series
) -> None:
    layer = load_layers((STUDY / "layers.yml").read_text(encoding="utf-8"))["crosswalk"]
    corrections = load_corrections((STUDY / "corrections.yml").read_text(encoding="utf-8"))
    mine = [correction for correction in corrections if correction.layer == "crosswalk"]
    frames, _ = apply_corrections({"crosswalk": read_table(raw, layer)}, mine)
    rows = frames["crosswalk"]
    # It numbers departments by the alphabet: only names join it to the units.
    land = units[units["muni44_code"].notna()]
    codes = dict(zip(land["adm1_name"] + "|" + land["name"].map(fold), land["code"], strict=True))
    code = (rows["adm1_name"] + "|" + rows["name"].map(fold)).map(codes)
    real = Crosswalk(pd.DataFrame({"from_code": code, "to_code": rows["muni44_code"], "share": 1.0}))
    ours = nested(units, "muni44_code")
    assert (len(real.sources), len(real.targets)) == (262, 44)
    assert _together(real) == _together(ours)
    assert real.counts(people)["value"].sum() == people.sum()
    assert sorted(real.counts(people)["value"]) == sorted(ours.counts(people)["value"])


def _together(way: Crosswalk) -> set[frozenset[str]]:
    """Name the districts that stand together, whatever the 44 are called."""
    return {frozenset(part) for _, part in way.parts.groupby("to_code")["from_code"]}
