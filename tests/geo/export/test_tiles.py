"""Check that vector tiles read back with the same figures, place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyogrio
import pytest

from geo.export.pocket import pocket
from geo.export.tiles import tiles_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export import Whole


@pytest.mark.parametrize("driver", ["PMTiles", "MBTiles"])
def test_tiles_read_back_equal(whole: Whole, driver: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{driver.lower()}"
    path.write_bytes(tiles_bytes(whole.table, driver=driver))
    # A place that lies in several tiles comes once from each.
    back = pyogrio.read_dataframe(path, layer="units").drop_duplicates("code").set_index("code")
    table = pocket(whole.table)
    expected = table.plain.set_index("code")
    assert sorted(back.index) == sorted(expected.index)
    for column in table.columns[1:]:
        cells = expected[column.name].reindex(back.index)
        if cells.isna().all():
            continue
        assert back[column.name].isna().tolist() == cells.isna().tolist(), column.name
        assert back[column.name].dropna().tolist() == cells.dropna().tolist(), column.name


def test_a_pocket_holds_no_single_values_and_no_rank_without_its_interval(whole: Whole) -> None:
    names = {column.name for column in pocket(whole.table).columns}
    assert {"rank", "rank_p5", "rank_p95", "node_violence", "flags"} <= names
    assert not [name for name in names if name.startswith(("value_", "status_", "contribution_"))]
    assert pd.Index(pocket(whole.table).frame.columns)[-1] == "geometry"
