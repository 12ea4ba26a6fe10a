"""Name the files of rain that the tests of downloads ask for, and read what became of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.pipelines.rasters import tif

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipelines.conftest import World


ONE = "- {id: rain, producer: chirps_v3_monthly, from: 2020-01, until: 2020-01}"
FIVE = "- {id: rain, producer: chirps_v3_monthly, from: 2020-01, until: 2020-05}"
OPEN = "- {id: rain, producer: chirps_v3_monthly, from: 2026-06}"
CONTENT = tif()


def path_of(month: int, year: int = 2020) -> str:
    return f"/monthly/latam/tifs/chirps-v3.0.{year}.{month:02d}.tif"


def placed(world: World, month: int = 1, year: int = 2020) -> Path:
    return world.raw / f"rain/chirps-v3.0.{year}.{month:02d}.tif"


def manifest(world: World) -> dict[str, dict]:
    return {row["path"]: row for row in json.loads((world.raw / "manifest.json").read_text(encoding="utf-8"))}


def states(world: World, entry: str = ONE, **changes: object) -> list[str]:
    return [found.state for found in world.fetch(entry, **changes).outcomes]
