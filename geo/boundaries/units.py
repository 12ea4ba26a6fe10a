"""Say what each polygon is: its identity, names, municipio of 2024, and where its label goes.

The gazetteer knows the units that there must be. The raw layers are compared with it by code and name and department,
because the right number of units can still be the wrong ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.boundaries.spelling import fold
from geo.errors import Faults, GeometryError

if TYPE_CHECKING:
    import geopandas as gpd

_LABEL_DECIMALS = 4
"""Decimals of a degree of a label's place, about 11 m."""


def display_name(name: str) -> str:
    """Write a place's name with the small words of Spanish in lower case and single spaces.

    `de`, `del` and `y` are always small, an article only after `de`: ``Candelaria De La Frontera`` becomes
    ``Candelaria de la Frontera``, but in ``San Luis La Herradura`` the article is part of a name.
    """
    single = " ".join(name.split())
    small = re.sub(r"(?<= )(De|Del|Y)(?= )", lambda word: word[0].lower(), single)
    return re.sub(r"(?<= de )(La|Las|Los|El)(?= )", lambda word: word[0].lower(), small)


def check_identities(units: pd.DataFrame, gazetteer: pd.DataFrame) -> None:
    """Compare units with the gazetteer of their countries.

    Parameters
    ----------
    units
        `code`, `name`, `iso3`, `kind`, and `adm1_name` where the layer gives it (else null); lakes are left out.
    gazetteer
        `code`, `name`, `adm1_name`, `iso3`.

    Raises
    ------
    GeometryError
        With every unit that is missing, extra, there twice, or bears another name or department.
    """
    faults = Faults("the identities of the units", GeometryError)
    land = pd.DataFrame(units[units["kind"] != "lake"])
    known = gazetteer[gazetteer["iso3"].isin(land["iso3"])].drop_duplicates("code").set_index("code")
    codes = land["code"]
    faults.check(
        "codes of the gazetteer stand on no polygon",
        bad=[f"{code} {known['name'][code]}" for code in known.index.difference(pd.Index(codes))],
        of=len(known),
        do="Recode or fetch the layer, or correct the gazetteer.",
    )
    extra = ~codes.isin(known.index)
    faults.check(
        "units are not in the gazetteer",
        bad=(codes[extra] + " " + land["name"][extra]).tolist(),
        of=len(land),
        do="Drop, recode or declare them (as a lake) in corrections.yml.",
    )
    faults.check(
        "codes stand on two polygons",
        bad=sorted(set(codes[codes.duplicated()])),
        of=len(land),
        do="Recode one, or join them in the raw layer.",
    )
    both = land[~extra]
    for column, what in (("name", "names"), ("adm1_name", "departments")):
        if column not in land:
            continue
        expected = both["code"].map(known[column])
        given = both[column].fillna(expected)
        other = given.map(fold) != expected.map(fold)
        faults.check(
            f"units have other {what} than in the gazetteer",
            bad=(both["code"] + " " + given + " (" + expected + ")")[other].tolist(),
            of=len(both),
            do="Enter a `rename` or a `recode` in corrections.yml.",
        )
    faults.raise_any()


def name_units(units: gpd.GeoDataFrame, *, gazetteer: pd.DataFrame, crosswalk: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give units the names that are shown, their department, and in El Salvador their municipio of 2024.

    Parameters
    ----------
    units
        `code`, `name`, `iso3`, `kind`; lakes keep the name they have.
    gazetteer
        `code`, `name`, `adm1_code`, `adm1_name`.
    crosswalk
        A row per distrito: `name`, `adm1_name`, `muni44_code`, `muni44_name`. Its codes number the departments
        otherwise than the layers do, so rows are joined by name within the department.

    Raises
    ------
    GeometryError
        With every distrito that the crosswalk lacks, and every row of it that is no distrito.
    """
    shown = gazetteer.set_index("code")["name"].map(display_name)
    departments = gazetteer.drop_duplicates("adm1_code").set_index("adm1_code")["adm1_name"]
    named = units.assign(
        name=units["code"].map(shown).fillna(units["name"].map(display_name)),
        adm1_code=units["code"].str[:4],
        adm1_name=units["code"].str[:4].map(departments),
    )
    key = named["adm1_name"] + "|" + named["name"].map(fold)
    rows = crosswalk.assign(key=crosswalk["adm1_name"] + "|" + crosswalk["name"].map(fold)).set_index("key")
    _check_crosswalk(rows, key[named["kind"] == "distrito"])
    in_force = named["kind"] == "distrito"
    for column in ("muni44_code", "muni44_name"):
        named[column] = key.where(in_force).map(rows[column]).astype("str")
    # The crosswalk numbers departments by the alphabet, the census like the units by the official list: 02 is Cabañas
    # there and Santa Ana here. The last three digits are the same in both.
    named["muni44_code"] = named["adm1_code"] + named["muni44_code"].str[-3:]
    return named


def label_points(units: gpd.GeoDataFrame, gazetteer: pd.DataFrame) -> pd.DataFrame:
    """Choose where a unit's label goes: the gazetteer's label point or seat if inside, else a point that is.

    Returns
    -------
    :
        `label_lon` and `label_lat` in degrees, with the index of the units.
    """
    known = gazetteer.set_index("code").reindex(units["code"])
    shapes = units.geometry.to_numpy()
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes)).round(_LABEL_DECIMALS)
    lon, lat = inner[:, 0], inner[:, 1]
    for kind in ("seat", "label"):
        x, y = (known[f"{kind}_{axis}"].astype("float64").round(_LABEL_DECIMALS).to_numpy() for axis in ("lon", "lat"))
        inside = shapely.contains_xy(shapes, x, y)
        lon[inside], lat[inside] = x[inside], y[inside]
    return pd.DataFrame({"label_lon": lon, "label_lat": lat}, index=units.index)


def _check_crosswalk(rows: pd.DataFrame, keys: pd.Series) -> None:
    faults = Faults("the crosswalk to the municipios of 2024", GeometryError)
    do = "Enter a `rename` or a `drop` in corrections.yml."
    faults.check("distritos are not in it", bad=sorted(set(keys) - set(rows.index)), of=len(keys), do=do)
    faults.check("rows are no distrito", bad=sorted(set(rows.index) - set(keys)), of=len(rows), do=do)
    faults.check("rows stand twice", bad=sorted(set(rows.index[rows.index.duplicated()])), of=len(rows), do=do)
    faults.raise_any()
