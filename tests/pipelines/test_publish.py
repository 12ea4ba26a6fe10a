"""Check that groups are published where the stage before made them, and passed over where it did not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from typer.testing import CliRunner

from geo.catalogue import load_catalogue
from pipelines import cli, publish
from pipelines.paths import Places, find_places
from pipelines.stage import Context
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Bring the tiny study up to its groups, and take away those that the stage makes of itself beside the types."""
    write_study(tmp_path)
    env = {"ARRAIGO_HOME": str(tmp_path), "ARRAIGO_RAW": str(tmp_path / "raw")}
    done = CliRunner(env=env).invoke(cli.app, ["run", "--study", "tiny", "--until", "group"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    places = find_places("tiny", home=tmp_path)
    for name in ("space.parquet", "zones.parquet", "zones.csv", "targets.parquet", "targeting.json"):
        (places.result("4_grouped") / name).unlink(missing_ok=True)
    return places


def written(places: Places, out: Path) -> Path:
    out.mkdir()
    texts = places.texts()
    parameters = {"seed": 7, "replicates": 200}
    publish.run(Context(places, load_catalogue(texts), texts, out, parameters, lambda *_: None))
    return out


def data_of(folder: Path) -> dict[str, Any]:
    html = (folder / "map.html").read_text(encoding="utf-8")
    found = re.search(r'id="study-data">(.*?)</script>', html, flags=re.DOTALL)
    assert found is not None
    read: dict[str, Any] = json.loads(found.group(1))
    return read


def add_groups(grouped: Path, codes: list[str]) -> None:
    half = [number % 2 == 0 for number in range(len(codes))]
    classes = {
        "hotspot": ["hot" if one else "not_significant" for one in half],
        "lisa": ["HH" if one else "LL" for one in half],
        "bilisa": ["HL" if one else "no_data" for one in half],
    }
    tested = {f"{name}_{end}": 0.02 for name in classes for end in "pq"} | {"hotspot_z": 1.5}
    pd.DataFrame({"code": codes, **classes, **tested}).to_parquet(grouped / "space.parquet")
    zone = pd.array([1 if one else None for one in half], dtype="Int64")
    # The rows of a stage stand in its own order.
    pd.DataFrame({"code": codes, "zone": zone})[::-1].to_parquet(grouped / "zones.parquet")
    pd.DataFrame({"zone": [1], "name_es": ["Llano"], "name_en": ["Plain"], "members": [6], "people": [1]}).to_csv(
        grouped / "zones.csv", index=False
    )
    pd.DataFrame({"code": codes, "selected": half, "frequency": 0.5}).to_parquet(grouped / "targets.parquet")
    text = {"text": {"es": "Seis lugares.", "en": "Six places."}, "gap": 0.0}
    (grouped / "targeting.json").write_text(json.dumps(text), encoding="utf-8")


def test_a_study_without_groups_is_published_without_them(places: Places, tmp_path: Path) -> None:
    out = written(places, tmp_path / "out")
    assert [layer["id"] for layer in data_of(out)["layers"] if layer["group"] == "groups"] == ["type"]
    assert not {"hotspot", "zone", "selected"} & set(pd.read_csv(out / "scores.csv").columns)
    assert data_of(out)["selection"] is None
    assert not (out / "zones.parquet").exists()


def test_groups_go_onto_the_map_and_into_every_file(places: Places, tmp_path: Path) -> None:
    codes = pd.read_parquet(places.result("3_scored") / "scores.parquet")["code"].tolist()
    add_groups(places.result("4_grouped"), codes)
    out = written(places, tmp_path / "out")
    shown = [layer["id"] for layer in data_of(out)["layers"] if layer["group"] == "groups"]
    assert data_of(out)["selection"] == {"es": "Seis lugares.", "en": "Six places."}
    assert shown == ["type", "hotspot", "lisa", "bilisa", "zone", "selected"]
    table = gpd.read_parquet(out / "scores.parquet").set_index("code")
    assert table.loc[codes, "zone"].tolist() == [1, pd.NA] * 6
    assert table.loc[codes, "selected"].tolist() == [1, 0] * 6
    assert table["selected_p"].tolist() == [0.5] * 12
    book = pd.read_csv(out / "codebook.csv").set_index("name")
    assert {"hotspot", "hotspot_q", "lisa", "bilisa", "zone", "selected", "selected_p"} <= set(book.index)
    zones = pyogrio.read_dataframe(out / "arraigo_tiny.gpkg", layer="zones")
    assert zones[["name_es", "units"]].to_numpy().tolist() == [["Llano", 6]]
    assert pd.read_parquet(out / "zones.parquet")["name_en"].tolist() == ["Plain"]


def counting(study: Path) -> None:
    """Turn the rate of homicides into their number, of which the smallest above zero is three."""
    source = (study / "sources/office.yml").read_text(encoding="utf-8")
    complete = "    complete: true\n"
    assert complete in source
    (study / "sources/office.yml").write_text(
        source.replace(complete, f"{complete}    counts: victims\n"), encoding="utf-8"
    )
    entries = (study / "indicators.yml").read_text(encoding="utf-8")
    head, rate, tail = entries.partition("  rate: {per: 100000, denominator: [people]}\n")
    assert rate
    head = head.replace("kind: rate", "kind: count").replace("method: rate", "method: value")
    (study / "indicators.yml").write_text(head + tail, encoding="utf-8")
    table = pd.read_csv(study / "tables/homicides.csv")
    table.assign(value=table["numerator"], numerator=None).to_csv(
        study / "tables/homicides.csv", index=False, lineterminator="\n"
    )


def test_a_small_count_of_victims_is_published_nowhere(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    counting(study)
    env = {"ARRAIGO_HOME": str(tmp_path), "ARRAIGO_RAW": str(tmp_path / "raw")}
    done = CliRunner(env=env).invoke(cli.app, ["run", "--study", "tiny"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    folder = find_places("tiny", home=tmp_path).result("5_published")
    measured = pd.read_parquet(find_places("tiny", home=tmp_path).result("3_scored") / "values.parquet")
    counts = measured[measured["indicator"] == "homicide_rate"].set_index("code")["value"]
    small = counts[(counts >= 1) & (counts < 5)].index.tolist()
    assert small
    values = pd.read_parquet(folder / "values.parquet")
    values = values[values["indicator"] == "homicide_rate"].set_index("code")
    assert (values.loc[small, "status"] == "suppressed").all()
    assert values.loc[small, "value"].isna().all()
    scores = pd.read_csv(folder / "scores.csv").set_index("code")
    assert scores.loc[small, ["value_homicide_rate", "contribution_homicide_rate"]].isna().all(axis=None)
    assert scores.loc[small, "score"].notna().all()
    layer = pyogrio.read_dataframe(folder / "arraigo_tiny.gpkg", layer="units").set_index("code")
    assert layer.loc[small, "value_homicide_rate"].isna().all()
    # On the map the place is withheld, neither empty nor zero.
    data = data_of(folder)
    shown = next(one for one in data["layers"] if one["id"] == "homicide_rate")
    where = {code: at for at, code in enumerate(codes_of(data))}
    assert all(shown["values"][where[code]] is None for code in small)
    # In its department something goes with it.
    for code in small:
        beside = values[values.index.str.startswith(code[:4])]
        assert (beside["status"] == "suppressed").sum() > 1


def codes_of(data: dict[str, Any]) -> list[str]:
    """List the codes of the map's units in its order."""
    units = data["units"]
    codes: list[str] = units["code"] if isinstance(units, dict) else [unit["code"] for unit in units]
    return codes
