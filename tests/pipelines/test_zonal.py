"""Check that any rasters are reduced over any polygons from the command line, here and on workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from rasterio.transform import Affine
from shapely import box

from geo.errors import MethodError
from pipelines.cluster import machines
from tests.geo.zonal.worlds import ROWS, write
from tests.pipelines.test_faults import arraigo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    places = gpd.GeoDataFrame(
        {"code": ["=1", "b"], "mean": [1, 2], "none": [None, "x"]},
        geometry=[box(-90, 15, -89, 16), box(-89, 14, -88, 15)],
        crs="EPSG:4326",
    )
    places.to_file(tmp_path / "u.gpkg")
    places.drop(columns="geometry").to_csv(tmp_path / "u.csv", index=False)
    places.set_crs(32616, allow_override=True).to_file(tmp_path / "metres.gpkg")
    path = write(tmp_path / "a.tif", ROWS, ROWS * 10, transform=Affine(1, 0, -90, 0, -1, 16), names=("x", "y"))
    return str(tmp_path / "u.gpkg"), str(path)


def test_a_long_table(files, tmp_path, monkeypatch, capsys) -> None:
    out = tmp_path / "out.csv"
    assert arraigo(monkeypatch, "zonal", *files, "--out", str(out), "--statistic", "mean, max") == 0
    assert "2 units x 2 layers written to" in capsys.readouterr().out
    assert out.read_text(encoding="utf-8") == (
        "code,layer,mean,max,valid\n'=1,x,1.0,1.0,1.0\n'=1,y,10.0,10.0,1.0\nb,x,4.0,4.0,1.0\nb,y,40.0,40.0,1.0\n"
    )
    assert arraigo(monkeypatch, "zonal", *files, "--out", str(tmp_path / "o.parquet")) == 0
    assert pd.read_parquet(tmp_path / "o.parquet")["mean"].tolist() == [1, 10, 4, 40]


@pytest.mark.parametrize(
    ("units", "words", "message"),
    [
        ("no.gpkg", (), "are not there"),
        ("a.tif", (), "cannot be read as polygons"),
        ("metres.gpkg", (), "EPSG:32616, not in degrees"),
        ("u.gpkg", ("--key", "id"), "has no column `id`, of code, mean, none"),
        ("u.gpkg", ("--key", "geometry"), "has no column `geometry`, of code, mean, none. Name one"),
        ("u.gpkg", ("--key", "none"), "1 of 2 units (counted from 0) have no `none`: 0"),
        ("u.gpkg", ("--key", "mean"), "`mean` is a column of the result already"),
        ("u.csv", (), "holds a table without outlines"),
        ("u.gpkg", ("--statistic", ","), "No statistic is asked for"),
        ("u.gpkg", ("--crs", "EPSG:32616"), "EPSG:32616 is not in degrees"),
        ("u.gpkg", ("--statistic", "mode"), "1 of 1 statistics are not known: mode"),
        ("u.gpkg", ("--dask", "tcp://127.0.0.1:9", "--workers", "2"), "Both --dask and --workers"),
    ],
)
def test_faults(files, tmp_path, monkeypatch, capsys, units, words, message) -> None:  # noqa: PLR0917
    out = tmp_path / "out.csv"
    assert arraigo(monkeypatch, "zonal", str(tmp_path / units), files[1], "--out", str(out), *words) == 2
    told = capsys.readouterr().err
    assert message in told.replace("\n", " ")
    assert "Traceback" not in told
    assert not out.exists()


def test_without_the_extra_it_says_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(MethodError, match="need the extra `cluster`"), machines(workers=2):
        pass


def test_a_scheduler_that_does_not_answer(monkeypatch) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    monkeypatch.setattr("pipelines.cluster.WAIT_S", 1)
    with (
        pytest.raises(MethodError, match=r"No scheduler answered at tcp://127.0.0.1:9"),
        machines(dask="tcp://127.0.0.1:9"),
    ):
        pass


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_workers_started_here_give_the_same(files, tmp_path, monkeypatch) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    assert arraigo(monkeypatch, "zonal", *files, "--out", str(here)) == 0
    assert arraigo(monkeypatch, "zonal", *files, "--out", str(there), "--workers", "2") == 0
    assert there.read_bytes() == here.read_bytes()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_workers_that_are_lost_one_after_another_end_in_one_message() -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with pytest.raises(MethodError, match=r"workers were lost.*smaller --memory-mb"), machines(workers=1):
        raise distributed.KilledWorker("a batch", "a worker", 3)
