"""Check that an addition is taken in with its grids, measured, remembered, and read anew when a month changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import rasterio
import xarray as xr
from rasterio.transform import Affine

from geo.errors import StoreError
from pipelines.store import sha256
from tests.geo.catalogue.test_addition import ADDITION
from tests.pipelines.test_faults import arraigo
from tests.pipelines.tiny import STUDY, write_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    study = write_study(tmp_path)
    (study / "additions").mkdir()
    (study / "additions" / "rain.yml").write_text(ADDITION, encoding="utf-8")
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.setenv("ARRAIGO_RAW", str(tmp_path / "raw"))
    return tmp_path


def month(home: Path, number: int, *, dry: bool) -> Path:
    """Write one month over the twelve places: the west wet, the east as told."""
    path = home / "raw" / "rain" / f"r.{2000 + number // 12}.{number % 12 + 1:02d}.tif"
    path.parent.mkdir(parents=True, exist_ok=True)
    rain = np.full((4, 8), 150, dtype="float32")
    rain[:, 5:] = 10 if dry else 150
    rain[0] = -9999
    with rasterio.open(
        path, "w", driver="GTiff", count=1, width=8, height=4, dtype="float32", crs="EPSG:4326",
        transform=Affine(0.1, 0, 0, 0, -0.1, 0.4),
    ) as raster:  # fmt: skip
        raster.write(rain, 1)
    return path


def months(home: Path) -> None:
    for number in range(36):
        month(home, number, dry=number % 12 < 4)


def values(home: Path) -> pd.DataFrame:
    found = pd.read_parquet(home / "data" / "processed" / "tiny" / "2_measured" / "values.parquet")
    return found[found["indicator"] == "dryness"].set_index("code")


def test_without_its_grids_the_study_does_without(home, monkeypatch, capsys) -> None:
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    assert values(home).empty
    assert "1 addition waits for its grids: rain" in capsys.readouterr().out


def test_with_its_grids_it_is_measured_and_scored(home, monkeypatch, capsys) -> None:
    months(home)
    assert arraigo(monkeypatch, "run", "-s", "tiny") == 0
    said = capsys.readouterr().out
    assert "1 tables measured from grids" in said
    found = values(home)
    assert found.loc[found.index.str.startswith("BB"), "value"].tolist() == [4] * 6
    assert found.loc[found.index.str.startswith("AA"), "value"].tolist() == [0] * 6
    assert found["coverage"].tolist() == [1] * 12
    assert "contribution_dryness" in pd.read_csv(home / "data" / "processed" / "tiny" / "5_published" / "scores.csv")
    published = home / "data" / "processed" / "tiny" / "5_published" / "study.json"
    assert "additions/rain.yml" in json.loads(published.read_text(encoding="utf-8"))
    # The table is a result that can be kept: with it the study no longer needs the grids.
    for path in (home / "raw" / "rain").iterdir():
        path.unlink()
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    assert values(home)["value"].tolist() == found["value"].tolist()


def test_a_changed_month_is_seen_and_the_rest_is_not_run_again(home, monkeypatch, capsys) -> None:
    months(home)
    for _ in range(2):
        assert arraigo(monkeypatch, "run", "-s", "tiny") == 0
    capsys.readouterr()
    assert arraigo(monkeypatch, "run", "-s", "tiny") == 0
    assert capsys.readouterr().out.count("unchanged") == 5
    month(home, 11, dry=True)
    assert arraigo(monkeypatch, "run", "-s", "tiny") == 0
    assert "unchanged" not in capsys.readouterr().out.split("score")[0]
    assert values(home).loc["BB0101", "value"] == pytest.approx((5 + 4) / 2)  # two rain years, from May on


def test_kept_coverages_serve_and_damaged_ones_do_not(home, monkeypatch) -> None:
    months(home)
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    before = values(home)
    kept = list((home / "data" / "processed" / "tiny" / "coverages").glob("*.npz"))
    assert len(kept) == 1
    kept[0].write_bytes(b"damaged")
    month(home, 0, dry=False)
    month(home, 0, dry=True)
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    pd.testing.assert_frame_equal(values(home), before)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:100]), "cannot be read as a raster"),
        (lambda path: path.rename(path.with_name("r.tif")), "is not there|carry no date|waits|later than"),
    ],
)
def test_a_spoilt_month_ends_in_one_message(home, monkeypatch, capsys, spoil, message) -> None:
    months(home)
    path = month(home, 7, dry=False)
    spoil(path)
    code = arraigo(monkeypatch, "measure", "-s", "tiny")
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    if code:
        assert code == 2
        assert "arraigo:" in told.err
    else:
        assert "1 of 36 steps of the 35 files of rain are missing or incomplete" in told.out


def test_a_second_count_of_people(home, monkeypatch, capsys) -> None:
    study = home / "data" / "studies" / "tiny"
    counts = home / "raw" / "people.tif"
    counts.parent.mkdir(parents=True)
    with rasterio.open(
        counts, "w", driver="GTiff", count=1, width=8, height=4, dtype="float64", crs="EPSG:4326",
        transform=Affine(0.1, 0, 0, 0, -0.1, 0.4),
    ) as raster:  # fmt: skip
        raster.write(np.full((4, 8), 30_000.0), 1)
    source = ADDITION.split("indicators:")[0].removeprefix("source:\n").replace("\n  ", "\n").removeprefix("  ")
    source = source.replace("id: rain", "id: grid_people").replace("  dry:", "  counted:").replace("intensity", "count")
    source = source.replace("path: rain/r.*.tif, least: 0", f"path: people.tif, sha256: {sha256(counts)}")
    (study / "sources" / "grid_people.yml").write_text(source, encoding="utf-8")
    check = "people_check: {series: counted, raster: {source: grid_people, layer: 1, statistic: sum}}\n"
    (study / "study.yml").write_text(STUDY + check, encoding="utf-8")
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    assert "360,000 people where the censuses count 186,000; 10 of 12 units lie apart" in capsys.readouterr().out
    found = pd.read_csv(home / "data" / "processed" / "tiny" / "2_measured" / "people_check.csv", index_col="code")
    assert found["far"].sum() == 10
    assert found.loc["AA0101", "ratio"] == pytest.approx(3)


def test_a_disk_that_refuses_to_keep_a_coverage_costs_only_time(home, monkeypatch) -> None:
    months(home)
    folder = home / "data" / "processed" / "tiny" / "coverages"

    def full(path: Path, content: bytes) -> bool:
        raise StoreError(f"{path} could not be written (No space left on device), {len(content)} bytes.")

    monkeypatch.setattr("pipelines.coverages.write_bytes", full)
    monkeypatch.setattr("pipelines.fingerprints.write_json", full)
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    assert not folder.exists()
    assert values(home).loc["BB0101", "value"] == 4


def test_a_kept_coverage_that_cannot_be_read_is_computed(home, monkeypatch) -> None:
    months(home)
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    (kept,) = (home / "data" / "processed" / "tiny" / "coverages").glob("*.npz")
    kept.unlink()
    kept.mkdir()
    month(home, 0, dry=False)
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0


def test_a_change_within_a_zarr_is_seen(home, monkeypatch, capsys) -> None:
    months(home)
    layers = [rasterio.open(path).read(1) for path in sorted((home / "raw" / "rain").glob("r.*.tif"))]
    rain = xr.DataArray(
        np.stack(layers), dims=("time", "lat", "lon"), name="rain",
        coords={
            "time": pd.date_range("2000-01-01", periods=36, freq="MS"),
            "lat": np.array([0.35, 0.25, 0.15, 0.05]),
            "lon": 0.05 + 0.1 * np.arange(8),
        },
    )  # fmt: skip
    rain.to_zarr(home / "raw" / "rain.zarr", zarr_format=2, consolidated=False)
    entry = home / "data" / "studies" / "tiny" / "additions" / "rain.yml"
    entry.write_text(ADDITION.replace("rain/r.*.tif", "rain.zarr"), encoding="utf-8")
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    assert values(home).loc["BB0101", "value"] == 4
    rain[11, :, 5:] = 10
    rain.to_zarr(home / "raw" / "rain.zarr", mode="w", zarr_format=2, consolidated=False)
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    assert values(home).loc["BB0101", "value"] == pytest.approx((5 + 4) / 2)


def test_a_table_that_is_not_measured_yet_is_told_with_what_it_needs(home, monkeypatch, capsys) -> None:
    months(home)
    assert arraigo(monkeypatch, "check", "-s", "tiny") == 2
    told = capsys.readouterr().err.replace("\n", " ")
    assert "tables/dry.csv, of the source `rain`, is not there yet. `arraigo measure` makes it" in told
    assert arraigo(monkeypatch, "measure", "-s", "tiny") == 0
    assert arraigo(monkeypatch, "check", "-s", "tiny") == 0
