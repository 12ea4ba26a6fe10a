"""Check that a stack is opened by what its files are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.errors import MissingFileError, RasterError
from geo.zonal import open_stack
from geo.zonal.rasters import RasterStack
from tests.geo.zonal.worlds import ROWS, write

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_of_months_in_their_order(tmp_path: Path) -> None:
    for month in (3, 1, 2):
        write(tmp_path / f"r.2020.{month:02d}.tif", ROWS * month)
    (tmp_path / "README.txt").write_text("not a raster", encoding="utf-8")
    stack = open_stack(tmp_path)
    assert isinstance(stack, RasterStack)
    assert stack.read([0, 1, 2], stack.whole)[:, 0, 0].tolist() == [1, 2, 3]


def test_an_empty_folder_and_a_mixture_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="holds no raster"):
        open_stack(tmp_path)
    paths = [write(tmp_path / "a.tif", ROWS), tmp_path / "b.nc"]
    with pytest.raises(RasterError, match=r"1 of 2 files are NetCDF or Zarr, the others are not: b\.nc"):
        open_stack(paths)
