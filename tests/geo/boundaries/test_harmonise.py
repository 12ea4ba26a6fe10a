from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely

from geo.boundaries import Harmonised, harmonise_boundaries, overlaps, read_layer, read_table, to_topojson
from geo.boundaries.repair import areas_km2
from geo.catalogue.correction import load_corrections
from geo.catalogue.layer import load_layers
from geo.errors import GeometryError

from .worlds import square, units

if TYPE_CHECKING:
    import geopandas as gpd

STUDY = Path(__file__).parents[3] / "data/studies/northern_triangle"
GAZETTEER = pd.DataFrame(
    {
        "code": ["HN0101", "HN0102", "GT0101"],
        "name": ["Lugar 0101", "Lugar 0102", "Lugar 0101"],
        "adm1_code": ["HN01", "HN01", "GT01"],
        "adm1_name": ["Atlántida", "Atlántida", "Guatemala"],
        "iso3": ["HND", "HND", "GTM"],
        **dict.fromkeys(["label_lon", "label_lat", "seat_lon", "seat_lat"]),
    }
)
CROSSWALK = pd.DataFrame(columns=["code", "name", "adm1_name", "muni44_code", "muni44_name"], dtype="str")


def two_countries() -> dict[str, gpd.GeoDataFrame]:
    """Draw two units of Honduras that overlap, and one of Guatemala that laps over the border."""
    return {
        "hnd": units(HN0102=square(1, 0), HN0101=square(0, 0, width=1.02)),
        "gtm": units(GT0101=square(-0.98, 0)).assign(iso3="GTM"),
    }


def harmonised(layers: dict[str, gpd.GeoDataFrame]) -> Harmonised:
    return harmonise_boundaries(layers, gazetteer=GAZETTEER, crosswalk=CROSSWALK, corrections=())


def test_countries_are_merged_in_the_order_of_their_codes() -> None:
    done = harmonised(two_countries())
    for frame in (done.units, done.shipped):
        assert frame["code"].tolist() == ["GT0101", "HN0101", "HN0102"]
    attributes = done.units.drop(columns="geometry")
    assert attributes.equals(done.shipped.drop(columns="geometry"))


def test_border_between_countries_is_left_alone() -> None:
    across = overlaps(harmonised(two_countries()).units)
    assert across[["code", "other"]].to_numpy().tolist() == [["GT0101", "HN0101"]]


def test_area_is_measured_before_generalising() -> None:
    # A spike at the coast, 22 m wide, that generalising takes away.
    layers = two_countries()
    layers["hnd"].loc[0, "geometry"] = square(1, 0).union(square(2, 0.5, width=0.1, height=0.02))
    done = harmonised(layers)
    measured, drawn = areas_km2(done.units.geometry).round(3), areas_km2(done.shipped.geometry).round(3)
    assert done.shipped["area_km2"].tolist() == measured.tolist()
    assert measured[2] > drawn[2]


def test_log_names_who_lost_land() -> None:
    log = harmonised(two_countries()).log.query("step == 'repair'")
    assert log["code"].tolist() == ["HN0101"]
    # The strip is a fiftieth of a square of 1.19 km2.
    assert log["km2"].tolist() == pytest.approx([-0.024], abs=0.001)


def test_wrong_identity_is_found_before_the_repair() -> None:
    layers = two_countries()
    layers["gtm"]["name"] = "Otro"
    with pytest.raises(GeometryError, match=r"GT0101 Otro \(Lugar 0101\)"):
        harmonised(layers)


@pytest.fixture(scope="module")
def rebuilt(raw: Path) -> Harmonised:
    """Harmonise the real layers once."""
    entries = load_layers((STUDY / "layers.yml").read_text(encoding="utf-8"))
    tables = {id_: read_table(raw, entry) for id_, entry in entries.items() if entry.is_table}
    return harmonise_boundaries(
        {id_: read_layer(raw, entry) for id_, entry in entries.items() if not entry.is_table},
        gazetteer=tables["gazetteer"],
        crosswalk=tables["crosswalk"],
        corrections=load_corrections((STUDY / "corrections.yml").read_text(encoding="utf-8")),
    )


@pytest.mark.raw
def test_raw_files_give_the_shipped_layer_byte_for_byte(rebuilt: Harmonised) -> None:
    assert to_topojson(rebuilt.shipped).encode() == (STUDY / "boundaries.topojson").read_bytes()


@pytest.mark.raw
def test_real_lakes_are_holes_and_islands_are_there(rebuilt: Harmonised) -> None:
    for frame in (rebuilt.units, rebuilt.shipped):
        honduras = shapely.coverage_union_all(frame.geometry[frame["iso3"] == "HND"].to_numpy())
        yojoa, mosquitia = shapely.points([-87.99, 14.87], [-84.12, 15.6])
        assert not shapely.contains(honduras, [yojoa, mosquitia]).any()
        islands = frame.set_index("code").geometry[["SV1410", "HN1102", "HN1104", "HN1703"]]
        assert (areas_km2(islands) > 10).all()


@pytest.mark.raw
def test_real_overlap_goes_to_nueva_frontera(rebuilt: Harmonised) -> None:
    log = rebuilt.log.set_index("step")
    assert log.loc["hnd_nueva_frontera_overlap", "km2"] == pytest.approx(151.4, abs=0.1)
    within = overlaps(rebuilt.units)
    assert (within["code"].str[:2] != within["other"].str[:2]).all()


@pytest.mark.raw
def test_real_areas_agree_with_the_gazetteer(rebuilt: Harmonised, raw: Path) -> None:
    known = pd.read_csv(raw / "boundaries/gazetteer.csv").set_index("adm2_code")["area_km2"]
    land = rebuilt.units.query("kind != 'lake'").set_index("code")["area_km2"]
    off = (land / known - 1).abs()
    assert off.max() < 0.005
