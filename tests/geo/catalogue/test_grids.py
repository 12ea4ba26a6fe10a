"""Check that the entry of a grid is whole."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from geo.catalogue import Grids, Raster

HASH = "0" * 64


def test_one_file_and_many() -> None:
    assert not Grids(path="rain/a.tif", sha256=HASH).many
    assert Grids(path="rain/a.*.tif").many
    assert Grids(path="rain/a.zarr").many


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"path": "rain/a.tif"}, "a single file needs its `sha256`"),
        ({"path": "rain/*.tif", "sha256": HASH}, "`path` names many"),
        ({"path": "rain/*/a.tif"}, "may stand in the last part"),
        ({"path": "../a.tif", "sha256": HASH}, "`..` nowhere"),
        ({"path": "/etc/a.tif", "sha256": HASH}, "should match pattern"),
        ({"path": "a.*.tif", "start": "1981"}, "should match pattern"),
        ({"path": "a.*.tif", "start": "1981-02-30"}, "`start` 1981-02-30 is no day of the calendar"),
        ({"path": "a.*.tif", "step": "week"}, "Input should be 'day', 'dekad' or 'month'"),
        ({"path": "a.*.tif", "crs": "WGS84"}, "should match pattern"),
    ],
)
def test_files_that_cannot_be(entry: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Grids(**entry)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"statistic": "mode"}, "should match pattern"),
        ({"statistic": "q101"}, "should match pattern"),
        ({"statistic": "share"}, "`at_least` must be given"),
        ({"at_least": 3}, "`at_least` must be given"),
        ({"statistic": "sum", "weight": {"source": "people"}}, "`weight` has no part in a sum"),
        ({"reference": (2020, 1991)}, "from an earlier year to a later one"),
        ({"min_coverage": 1.5}, "less than or equal to 1"),
    ],
)
def test_ways_that_cannot_be(entry: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Raster(**{"source": "a", "layer": 1} | entry)
