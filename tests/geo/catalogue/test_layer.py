from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalogue.layer import load_layers
from geo.errors import CatalogueError

SHIPPED = Path(__file__).parents[3] / "data/studies/northern_triangle/layers.yml"
LAYER = """layers:
  - id: hnd
    iso3: HND
    kind: municipio
    vintage: "2024"
    crs: EPSG:4326
    columns: {code: COD, name: NOM}
    producer: p
    publication: p
    url: https://example.org
    licence: CC0
    licence_status: open
    attribution: p
    files:
      a.shp: SHA
""".replace("SHA", "a" * 64)


def test_shipped_layers_load() -> None:
    layers = load_layers(SHIPPED.read_text(encoding="utf-8"))
    assert list(layers) == ["slv_wof", "gtm_cod", "hnd_icf", "gazetteer", "crosswalk"]
    assert [layer.is_table for layer in layers.values()] == [False, False, False, True, True]
    assert len(layers["hnd_icf"].files) == 18
    assert all(layer.doubts for layer in layers.values())


def test_sound_entry_loads() -> None:
    assert load_layers(LAYER)["hnd"].columns == {"code": "COD", "name": "NOM"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: municipio", "kind: canton", r"layers\.yml:4: `layers\.0\.kind`"),
        ("EPSG:4326", "WGS84", r"layers\.yml:6: `layers\.0\.crs`"),
        ("name: NOM", "nombre: NOM", "which column is name"),
        ('    vintage: "2024"\n', "", "needs `vintage`"),
        ("a" * 64, "abc", r"layers\.yml:15"),
        ("producer: p", "producer: ' '", r"layers\.yml:8"),
        ("producer: p", "productor: p", "Extra inputs|Field required"),
        ("  - id: hnd", "  - id: [", "not valid YAML"),
    ],
)
def test_faults_are_told_with_their_line(old: str, new: str, message: str) -> None:
    assert old in LAYER
    with pytest.raises(CatalogueError, match=message):
        load_layers(LAYER.replace(old, new))


def test_an_id_stands_once() -> None:
    with pytest.raises(CatalogueError, match="layers share an id: hnd"):
        load_layers(LAYER + LAYER.removeprefix("layers:\n"))
