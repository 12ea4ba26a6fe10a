"""Refuse a country's layers that do not say which units there must be."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from geo.errors import CatalogueError
from pipelines.cli import app
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

LAYERS = """\
layers:
  - id: squares
    iso3: AAA
    kind: municipio
    vintage: "2020"
    crs: EPSG:4326
    columns: {{code: COD, name: NOMBRE}}
    producer: Survey
    publication: Squares
    url: https://example.org/squares
    licence: CC BY 4.0
    licence_status: open
    attribution: Survey
    files:
      squares.geojson: {sha256}
"""


def test_layers_without_a_gazetteer_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = write_study(tmp_path)
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.setenv("ARRAIGO_RAW", str(tmp_path / "raw"))
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "squares.geojson").write_text("{}", encoding="utf-8")
    (study / "layers.yml").write_text(LAYERS.format(sha256=hashlib.sha256(b"{}").hexdigest()), encoding="utf-8")
    result = CliRunner().invoke(app, ["harmonise", "--study", "tiny"])
    assert isinstance(result.exception, CatalogueError)
    assert "layers.yml names no `gazetteer`" in str(result.exception)
