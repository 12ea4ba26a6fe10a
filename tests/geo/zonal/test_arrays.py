"""Check the reading of NetCDF and Zarr, in the ways that producers lay them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from geo.errors import MissingFileError, RasterError
from geo.zonal import Declared, open_stack
from geo.zonal.arrays import open_arrays

if TYPE_CHECKING:
    from pathlib import Path

RAIN = np.arange(24, dtype="float32").reshape(3, 2, 4)
LATITUDES, LONGITUDES = [14.75, 14.25], [-89.75, -89.25, -88.75, -88.25]


def grid(
    values: np.ndarray = RAIN,
    *,
    lat: list[float] = LATITUDES,
    lon: list[float] = LONGITUDES,
    names: tuple[str, str, str] = ("time", "lat", "lon"),
    units: str = "degrees_north",
    **attributes: Any,
) -> xr.Dataset:
    time = pd.date_range("2020-01-01", periods=len(values), freq="MS")
    data = xr.Dataset({"precip": (names, values)}, dict(zip(names, (time, lat, lon), strict=True)))
    data[names[1]].attrs["units"] = units
    data["precip"].attrs |= attributes
    return data


def save(path: Path, data: xr.Dataset, **encoding: Any) -> Path:
    if path.suffix == ".zarr":
        data.to_zarr(path, zarr_format=2, consolidated=False)
    else:
        data.to_netcdf(path, encoding={"precip": encoding} if encoding else None)
    return path


@pytest.mark.parametrize("name", ["a.nc", "a.zarr"])
def test_layers_dates_and_lattice(tmp_path: Path, name: str) -> None:
    stack = open_stack(save(tmp_path / name, grid()))
    assert stack.names == ("2020-01-01", "2020-02-01", "2020-03-01")
    assert stack.grid.bounds == pytest.approx((-90, 14, -88, 15))
    assert stack.read([2, 0], stack.whole).tolist() == RAIN[[2, 0]].tolist()
    window = stack.window((-89.4, 14.1, -88.6, 14.4))
    assert stack.read([1], window).tolist() == RAIN[[1], 1:, 1:3].tolist()


def test_the_south_first_and_longitudes_to_360(tmp_path: Path) -> None:
    data = grid(RAIN[:, ::-1], lat=LATITUDES[::-1], lon=[360 + x for x in LONGITUDES])
    stack = open_arrays([save(tmp_path / "a.nc", data)])
    assert stack.grid.bounds == pytest.approx((-90, 14, -88, 15))
    assert stack.read([0, 1, 2], stack.whole).tolist() == RAIN.tolist()


def test_dimensions_in_another_order_and_one_level(tmp_path: Path) -> None:
    data = grid().transpose("lon", "lat", "time").expand_dims({"level": [2.0]})
    stack = open_arrays([save(tmp_path / "a.nc", data)])
    assert stack.read([1], stack.whole).tolist() == RAIN[[1]].tolist()


def test_packed_numbers_and_fill(tmp_path: Path) -> None:
    values = RAIN.copy()
    values[0, 0, 0] = np.nan
    path = save(tmp_path / "a.nc", grid(values), dtype="int16", scale_factor=0.5, add_offset=10.0, _FillValue=-32768)
    stack = open_arrays([path], declared=Declared(least=3))
    found = stack.read([0], stack.whole)
    np.testing.assert_array_equal(found[0], [[np.nan, np.nan, np.nan, 3], [4, 5, 6, 7]])


def test_years_in_files_of_their_own(tmp_path: Path) -> None:
    paths = [
        save(
            tmp_path / f"{year}.nc",
            grid(RAIN + year).assign_coords(time=pd.date_range(f"{year}", periods=3, freq="MS")),
        )
        for year in (2019, 2020)
    ]
    stack = open_arrays(paths)
    assert stack.names[2:4] == ("2019-03-01", "2020-01-01")
    assert stack.read([2, 3, 5], stack.whole)[:, 0, 0].tolist() == [2019 + 16, 2020, 2020 + 16]


def test_a_file_without_time(tmp_path: Path) -> None:
    stack = open_arrays([save(tmp_path / "height.nc", grid().isel(time=0, drop=True))])
    assert stack.names == ("height",)
    assert stack.read([0], stack.whole).tolist() == RAIN[:1].tolist()


def test_the_variable_must_be_named_where_there_are_several(tmp_path: Path) -> None:
    data = grid()
    data["heat"] = data["precip"] * 10
    path = save(tmp_path / "a.nc", data)
    stack = open_arrays([path], declared=Declared(variable="heat"))
    assert stack.read([0], stack.whole)[0, 0, 1] == 10
    with pytest.raises(RasterError, match=r"holds 2 gridded variables, of precip, heat. Name one as `variable`"):
        open_arrays([path])
    with pytest.raises(RasterError, match="holds no variable `snow`"):
        open_arrays([path], declared=Declared(variable="snow"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (grid(units="m"), "`lat` is in m, not in degrees"),
        (grid(names=("time", "y", "x"), units=""), "does not say what `y` counts"),
        (grid(lat=[14.75, 13.0, 12.75][:2], lon=[-90, -89, -87.5, -87]), "the longitudes are not evenly spaced"),
        (grid(lon=LONGITUDES[::-1]), "from east to west"),
        (grid(RAIN[:, :1], lat=[14.75]), "there is 1 of the latitudes"),
        (grid(lat=[np.nan, 14.25]), "the latitudes are not evenly spaced"),
        (grid(lat=[14.25, 14.25]), "the latitudes are not evenly spaced"),
        (grid(lat=[1000, 2000]), "reach from 1000 to 2000, beyond a pole"),
        (grid().drop_vars(["lat", "lon"]), "how many cells there are along lat, lon, not where they lie"),
        (grid(names=("time", "row", "col")), r"stands on time, row, col. Latitude and longitude are expected"),
    ],
)
def test_grids_that_cannot_serve(tmp_path: Path, data: xr.Dataset, message: str) -> None:
    with pytest.raises(RasterError, match=message):
        open_arrays([save(tmp_path / "a.nc", data)])


def test_a_declared_system_for_bare_axes(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nc", grid(names=("time", "y", "x"), units=""))
    assert open_arrays([path], declared=Declared(crs="EPSG:4326")).grid.rows == 2


def test_single_precision_coordinates_are_one_lattice(tmp_path: Path) -> None:
    double, single = grid(), grid()
    single = single.assign_coords(lat=np.float32(LATITUDES), lon=np.float32(LONGITUDES) + np.float32(3e-6))
    single["lat"].attrs["units"] = "degrees_north"
    later = single.assign_coords(time=pd.date_range("2021", periods=3, freq="MS"))
    assert len(open_arrays([save(tmp_path / "a.nc", double), save(tmp_path / "b.nc", later)]).names) == 6


def test_truncated_and_foreign_files(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nc", grid())
    path.write_bytes(path.read_bytes()[:2000])
    zipped = tmp_path / "b.nc"
    zipped.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    for broken in (path, zipped):
        with pytest.raises(RasterError, match=r"cannot be read as netcdf4.*fetch it again"):
            open_arrays([broken])
    with pytest.raises(MissingFileError, match="is not there"):
        open_arrays([tmp_path / "no.nc"])


def test_steps_that_tell_no_date_stay_numbers(tmp_path: Path) -> None:
    data = grid().assign_coords(time=("time", [0.5, 1.5, 2.5], {"units": "months since 1960-01-01", "calendar": "360"}))
    stack = open_arrays([save(tmp_path / "a.nc", data)])
    assert stack.names == ("0.5", "1.5", "2.5")
    assert stack.read([2], stack.whole).tolist() == [RAIN[2].tolist()]


@pytest.mark.parametrize("layers", [[2, 0], [1, 1], [0, 0, 2], [2, 0, 2]])
def test_layers_in_any_order_and_again(tmp_path: Path, layers: list[int]) -> None:
    stack = open_arrays([save(tmp_path / "a.nc", grid())])
    assert stack.read(layers, stack.whole).tolist() == RAIN[layers].tolist()


def test_a_calendar_without_leap_days(tmp_path: Path) -> None:
    days = xr.date_range("2004-02-27", periods=3, calendar="noleap", use_cftime=True)
    stack = open_arrays([save(tmp_path / "a.nc", grid().assign_coords(time=days))])
    assert stack.names == ("2004-02-27", "2004-02-28", "2004-03-01")


def test_zarr_of_the_third_format(tmp_path: Path) -> None:
    grid().to_zarr(tmp_path / "a.zarr", zarr_format=3, consolidated=False)
    stack = open_arrays([tmp_path / "a.zarr"])
    assert stack.read([1], stack.whole).tolist() == [RAIN[1].tolist()]
