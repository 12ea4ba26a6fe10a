from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.boundaries.corrections import LOG_COLUMNS, apply_corrections
from geo.boundaries.repair import areas_km2, overlaps
from geo.catalogue.correction import Correction, load_corrections
from geo.errors import GeometryError

from .worlds import square, units

if TYPE_CHECKING:
    import geopandas as gpd

HEAD = """
- id: entry
  layer: hnd
  reason: {es: Porque sí, en: Because}
  source: The layer itself
"""


def entry(lines: str) -> tuple[Correction, ...]:
    return load_corrections(HEAD + "".join(f"  {line}\n" for line in lines.splitlines()))


@pytest.fixture
def layer() -> gpd.GeoDataFrame:
    return units(HN0101=square(0, 0, width=2), HN0102=square(1, 0), HN0103=square(5, 5))


def corrected(layer: gpd.GeoDataFrame, lines: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    frames, log = apply_corrections({"hnd": layer}, entry(lines))
    assert list(log.columns) == LOG_COLUMNS
    return frames["hnd"], log


def km2(layer: gpd.GeoDataFrame, code: str) -> float:
    return float(areas_km2(layer.geometry[layer["code"] == code]).iloc[0])


def test_drop(layer: gpd.GeoDataFrame) -> None:
    area = km2(layer, "HN0103")
    after, log = corrected(layer, f"action: drop\nwhere: [Lugar 0103]\nexpect: {{area_km2: {area:.2f}}}")
    assert after["code"].tolist() == ["HN0101", "HN0102"]
    assert log["code"].tolist() == ["HN0103"]
    assert log["km2"].tolist() == pytest.approx([area])


def test_drop_from_a_table() -> None:
    table = pd.DataFrame({"code": ["1", "2"], "name": ["Lago", "Pueblo"]})
    after, log = corrected(table, "action: drop\nwhere: [Lago]")
    assert after["name"].tolist() == ["Pueblo"]
    assert log[["layer", "step", "code"]].to_numpy().tolist() == [["hnd", "entry", "1"]]


def test_two_codes_are_swapped_at_once(layer: gpd.GeoDataFrame) -> None:
    lines = """action: recode
where:
  - {code: HN0101, expect: Lugar 0101, to: HN0102}
  - {code: HN0102, expect: Lugar 0102, to: HN0101}"""
    after, _ = corrected(layer, lines)
    assert after["code"].tolist() == ["HN0102", "HN0101", "HN0103"]
    assert after["name"].tolist() == layer["name"].tolist()


def test_rename(layer: gpd.GeoDataFrame) -> None:
    after, log = corrected(layer, "action: rename\nwhere: [{code: HN0103, expect: Lugar 0103, to: Güinope}]")
    assert after["name"].tolist() == ["Lugar 0101", "Lugar 0102", "Güinope"]
    assert log["detail"].tolist() == ["name of Lugar 0103: Güinope"]


def test_declare_lake(layer: gpd.GeoDataFrame) -> None:
    after, _ = corrected(layer, "action: declare_lake\nwhere: [{code: HN0103, expect: Lugar 0103, to: Lago Azul}]")
    assert after["kind"].tolist() == ["municipio", "municipio", "lake"]
    assert after["name"].tolist()[-1] == "Lago Azul"


def test_give_overlap(layer: gpd.GeoDataFrame) -> None:
    area = km2(layer, "HN0102")
    lines = f"""action: give_overlap
where: {{taken_from: HN0101, given_to: HN0102}}
expect: {{overlap_km2: {area:.2f}}}"""
    after, log = corrected(layer, lines)
    assert km2(after, "HN0101") == pytest.approx(area, rel=1e-6)
    assert km2(after, "HN0102") == km2(layer, "HN0102")
    assert overlaps(after).empty
    assert log["km2"].tolist() == pytest.approx([area])


def test_raw_layers_are_left_as_they_are(layer: gpd.GeoDataFrame) -> None:
    before = layer.copy()
    corrected(layer, "action: rename\nwhere: [{code: HN0103, expect: Lugar 0103, to: Güinope}]")
    assert layer.equals(before)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("action: drop\nwhere: [Nada]", "holds `Nada` 0 times"),
        ("action: drop\nwhere: [Lugar 0103]\nexpect: {area_km2: 9}", r"measures 1\.\d+ km2, where 9 km2 is expected"),
        ("action: recode\nwhere: [{code: HN0101, expect: Otro, to: HN0109}]", "calls HN0101 'Lugar 0101'.*'Otro'"),
        ("action: rename\nwhere: [{code: HN0999, expect: Otro, to: Nuevo}]", "the layer has no HN0999"),
        ("action: declare_lake\nwhere: [{code: HN0103, expect: Otro, to: Lago}]", "calls HN0103"),
        (
            "action: give_overlap\nwhere: {taken_from: HN0101, given_to: HN0999}\nexpect: {overlap_km2: 1}",
            "does not hold HN0999 once",
        ),
        (
            "action: give_overlap\nwhere: {taken_from: HN0101, given_to: HN0103}\nexpect: {overlap_km2: 1}",
            r"both claim 0\.000 km2, where 1 km2",
        ),
    ],
)
def test_what_no_longer_holds_has_expired(layer: gpd.GeoDataFrame, lines: str, message: str) -> None:
    with pytest.raises(GeometryError, match=rf"(?s)`entry` has expired: .*{message}"):
        corrected(layer, lines)


def test_a_code_that_stands_twice_has_expired(layer: gpd.GeoDataFrame) -> None:
    doubled = layer.assign(code=["HN0101", "HN0103", "HN0103"])
    with pytest.raises(GeometryError, match="'Lugar 0102' and 'Lugar 0103'"):
        corrected(doubled, "action: rename\nwhere: [{code: HN0103, expect: Lugar 0103, to: Nuevo}]")


def test_unknown_layer_is_a_fault(layer: gpd.GeoDataFrame) -> None:
    with pytest.raises(GeometryError, match="the layer `hnd`, which is not among gtm"):
        apply_corrections({"gtm": layer}, entry("action: drop\nwhere: [Lugar 0103]"))


def test_all_expired_corrections_are_told_together(layer: gpd.GeoDataFrame) -> None:
    lines = """action: rename
where:
  - {code: HN0998, expect: Uno, to: Dos}
  - {code: HN0999, expect: Tres, to: Cuatro}"""
    with pytest.raises(GeometryError, match=r"(?s)2 faults.*HN0998.*HN0999"):
        corrected(layer, lines)
