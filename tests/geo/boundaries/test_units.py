from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
import shapely
from shapely import Polygon

from geo.boundaries.units import check_identities, display_name, label_points, name_units
from geo.errors import GeometryError

from .worlds import square, units

if TYPE_CHECKING:
    import geopandas as gpd


@pytest.fixture
def layer() -> gpd.GeoDataFrame:
    return units(HN0101=square(0, 0), HN0102=square(1, 0))


@pytest.fixture
def gazetteer() -> pd.DataFrame:
    """Know both units; the first label lies in the first square, the second in none, its seat in the second."""
    return pd.DataFrame(
        {
            "code": ["HN0101", "HN0102", "GT0101"],
            "name": ["Lugar 0101", "Lugar 0102", "Guatemala"],
            "adm1_code": ["HN01", "HN01", "GT01"],
            "adm1_name": ["Atlántida", "Atlántida", "Guatemala"],
            "iso3": ["HND", "HND", "GTM"],
            "label_lon": ["-87.996", "-80", "-90"],
            "label_lat": ["15.004", "15", "14"],
            "seat_lon": ["-87.995", "-87.983", None],
            "seat_lat": ["15.005", "15.001", None],
        }
    )


@pytest.fixture
def crosswalk() -> pd.DataFrame:
    return pd.DataFrame(
        {"code": ["A"], "name": ["x"], "adm1_name": ["x"], "muni44_code": ["SV01001"], "muni44_name": ["x"]}
    ).iloc[:0]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Concepción De Ataco", "Concepción de Ataco"),
        ("Candelaria De La Frontera", "Candelaria de la Frontera"),
        ("Meanguera Del Golfo", "Meanguera del Golfo"),
        ("San Luis La Herradura", "San Luis La Herradura"),
        ("San Francisco de La Paz", "San Francisco de la Paz"),
        ("Palestina de Los Altos", "Palestina de los Altos"),
        ("La Libertad", "La Libertad"),
        ("El Triunfo", "El Triunfo"),
        ("Delgado", "Delgado"),
        ("Yoro", "Yoro"),
        ("Juan Francisco  Bulnes", "Juan Francisco Bulnes"),
        ("San Rafael Pie de la Cuesta", "San Rafael Pie de la Cuesta"),
    ],
)
def test_display_name(written: str, shown: str) -> None:
    assert display_name(written) == shown
    assert display_name(shown) == shown


def test_identities_that_agree_pass(layer: gpd.GeoDataFrame, gazetteer: pd.DataFrame) -> None:
    # Accents and capitals do not make another name; another country of the gazetteer is not missed.
    check_identities(layer.assign(name=["LUGAR 0101", "Lúgar 0102"]), gazetteer)


def test_lakes_are_no_identity(layer: gpd.GeoDataFrame, gazetteer: pd.DataFrame) -> None:
    lake = units(HN0100=square(5, 5)).assign(kind="lake")
    check_identities(pd.concat([layer, lake]), gazetteer)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"code": ["HN0101", "HN0109"]},
            r"(?s)1 of 2 codes of the gazetteer.*HN0102 Lugar 0102.*not in the gazetteer: HN0109",
        ),
        ({"code": ["HN0101", "HN0101"]}, "two polygons: HN0101"),
        ({"name": ["Lugar 0102", "Lugar 0101"]}, r"2 of 2 units have other names.*HN0101 Lugar 0102 \(Lugar 0101\)"),
        ({"adm1_name": ["Atlantida", "Colón"]}, r"1 of 2 units have other departments.*HN0102 Colón \(Atlántida\)"),
    ],
)
def test_wrong_identities_are_named(
    layer: gpd.GeoDataFrame, gazetteer: pd.DataFrame, change: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(GeometryError, match=message):
        check_identities(layer.assign(**change), gazetteer)


def test_right_count_of_wrong_units_is_a_fault(layer: gpd.GeoDataFrame, gazetteer: pd.DataFrame) -> None:
    """Two are expected and two are there, and still one is missing and one is extra."""
    with pytest.raises(GeometryError, match="2 faults"):
        check_identities(layer.assign(code=["HN0101", "HN0199"]), gazetteer)


def test_names_come_from_the_gazetteer(
    layer: gpd.GeoDataFrame, gazetteer: pd.DataFrame, crosswalk: pd.DataFrame
) -> None:
    named = name_units(
        layer.assign(name="RAW"),
        gazetteer=gazetteer.assign(name=["Concepción De Ataco", "Güinope", "x"]),
        crosswalk=crosswalk,
    )
    assert named["name"].tolist() == ["Concepción de Ataco", "Güinope"]
    assert named["adm1_code"].tolist() == ["HN01", "HN01"]
    assert named["adm1_name"].tolist() == ["Atlántida", "Atlántida"]
    assert named["muni44_code"].isna().all()


def test_crosswalk_is_joined_by_name_within_the_department() -> None:
    # The same name in two departments, and codes that would join the wrong way round.
    distritos = units(SV0101=square(0, 0), SV0201=square(1, 0)).assign(kind="distrito", iso3="SLV")
    known = pd.DataFrame(
        {
            "code": ["SV0101", "SV0201"],
            "name": ["El Rosario", "El Rosario"],
            "adm1_code": ["SV01", "SV02"],
            "adm1_name": ["La Paz", "Morazán"],
        }
    )
    crosswalk = pd.DataFrame(
        {
            "code": ["SV0101", "SV0201"],
            "name": ["El rosario", "El Rosario"],
            "adm1_name": ["Morazán", "La Paz"],
            "muni44_code": ["SV01002", "SV02001"],
            "muni44_name": ["Morazán Sur", "La Paz Centro"],
        }
    )
    named = name_units(distritos, gazetteer=known, crosswalk=crosswalk)
    assert named["muni44_name"].tolist() == ["La Paz Centro", "Morazán Sur"]
    # The department's number is that of the units; the place within it that of the crosswalk.
    assert named["muni44_code"].tolist() == ["SV01001", "SV02002"]

    lake = crosswalk.assign(name=["Lago", "El Rosario"])
    with pytest.raises(GeometryError, match=r"(?s)distritos are not in it.*rows are no distrito"):
        name_units(distritos, gazetteer=known, crosswalk=lake)
    with pytest.raises(GeometryError, match="rows stand twice"):
        name_units(distritos, gazetteer=known, crosswalk=pd.concat([crosswalk, crosswalk.iloc[:1]]))


def test_label_prefers_label_then_seat_then_any_point_inside(layer: gpd.GeoDataFrame, gazetteer: pd.DataFrame) -> None:
    labels = label_points(layer, gazetteer)
    assert labels.to_numpy().tolist() == [[-87.996, 15.004], [-87.983, 15.001]]
    away = gazetteer.assign(label_lon="0", seat_lon="0")
    inside = label_points(layer, away)
    assert shapely.contains_xy(layer.geometry.to_numpy(), inside["label_lon"], inside["label_lat"]).all()


def test_label_of_a_crescent_lies_inside(gazetteer: pd.DataFrame) -> None:
    crescent: Polygon = square(0, 0, width=3, height=3).difference(square(0.5, 0, width=3, height=2.5))
    layer = units(HN0109=crescent)
    label = label_points(layer, gazetteer)
    assert shapely.contains_xy(crescent, label["label_lon"].iloc[0], label["label_lat"].iloc[0])
