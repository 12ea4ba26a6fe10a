"""Change the tiny study: all or nothing, comments kept, every reference followed, killed or not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.catalogue import load_catalogue
from geo.errors import ArraigoError, CatalogueError, StoreError
from pipelines import study_edit
from pipelines.adding import edits
from pipelines.paths import Places, find_places
from pipelines.store import locked
from pipelines.study_edit import change_study, complete_change
from tests.pipelines.adding.said import contents, flags, table

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]


def test_an_indicator_goes_with_what_nothing_else_uses(places: Places) -> None:
    before = contents(places)
    said = edits.remove_indicator(places, "emigrant_rate")
    after = contents(places)
    assert set(before) - set(after) == {
        "sources/census.yml", "sources/census_b.yml", "tables/emigrants_aaa.csv", "tables/emigrants_bbb.csv",
    }  # fmt: skip
    assert any("tables/emigrants_aaa.csv" in line for line in said)
    assert b"# The head of the file." in after["indicators.yml"]
    assert b"# Before poverty." in after["indicators.yml"]


def test_a_source_that_gives_more_only_loses_the_series(places: Places) -> None:
    before = contents(places)
    edits.remove_indicator(places, "homicide_rate")
    after = contents(places)
    assert set(before) - set(after) == {"tables/homicides.csv"}
    assert list(load_catalogue(places.texts()).series) == [
        "emigrants_aaa", "emigrants_bbb", "people", "poverty",
    ]  # fmt: skip
    assert b"poverty: {title:" in after["sources/office.yml"]


def test_a_new_id_is_followed_everywhere(places: Places) -> None:
    study = places.study / "study.yml"
    study.write_text(
        study.read_text(encoding="utf-8") + "targeting:\n  migrants: emigrant_rate # who left\n", encoding="utf-8"
    )
    edits.rename_indicator(places, "emigrant_rate", "left")
    assert study.read_text(encoding="utf-8").endswith("targeting:\n  migrants: left # who left\n")
    assert load_catalogue(places.texts()).indicator("left").pillar == "origin"


def test_a_weight_changes_alone(places: Places) -> None:
    before = contents(places)
    assert edits.reweight(places, "poverty_rate", 2.5) == "changed  indicators.yml: `poverty_rate` weighs 2.5, after 1"
    after = contents(places)["indicators.yml"].decode()
    assert after.replace("  weight: 2.5\n", "") == before["indicators.yml"].decode()
    edits.reweight(places, "poverty_rate", 1)
    assert contents(places)["indicators.yml"].decode() == after.replace("2.5", "1")
    edits.reweight(places, "violence", 3)
    assert next(n for n in load_catalogue(places.texts()).index.nodes if n.id == "violence").weight == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda p: edits.remove_indicator(p, "nobody"), "there is no indicator `nobody`"),
        (lambda p: edits.rename_indicator(p, "nobody", "other"), "there is no indicator `nobody`"),
        (lambda p: edits.rename_indicator(p, "poverty_rate", "Not An Id"), "is no id"),
        (lambda p: edits.rename_indicator(p, "poverty_rate", "violence"), "is taken"),
        (lambda p: edits.reweight(p, "nobody", 1), "there is no indicator `nobody`"),
        (lambda p: change_study(p, {"tables/poverty.csv": b"code\n"}), "tables/poverty.csv"),
        (lambda p: change_study(p, {"indicators.yml": b"- id: ["}), "not valid YAML"),
    ],
)
def test_what_cannot_be_changed_leaves_the_study_as_it_is(
    change: Callable[[Places], object], reason: str, places: Places
) -> None:
    before = contents(places)
    with pytest.raises(ArraigoError, match=reason):
        change(places)
    assert contents(places) == before


def test_a_change_that_was_killed_is_completed_by_whoever_comes_next(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(study: Path) -> bool:
        if (study / ".change").is_dir():
            raise Killed
        return False

    before = contents(places)
    wanted = dict(before)
    text = wanted["indicators.yml"].decode()
    files: dict[str, bytes | None] = {
        "indicators.yml": text.replace("direction: 1", "direction: -1").encode(),
        "names.csv": before["names.csv"] + b"*,x,AA0101,\n",
    }
    monkeypatch.setattr(study_edit, "complete_change", killed)
    with pytest.raises(Killed):
        change_study(places, files)
    monkeypatch.undo()
    kept = {name: content for name, content in contents(places).items() if not name.startswith(".change")}
    assert kept == before
    monkeypatch.setenv("ARRAIGO_HOME", str(places.study.parents[2]))
    find_places("tiny")
    assert contents(places) == wanted | {name: content for name, content in files.items() if content is not None}


def test_a_command_that_is_killed_leaves_the_old_study_or_the_new_one(places: Places, tmp_path: Path) -> None:
    before = contents(places)
    code = "import os, signal; from pipelines import study_edit, cli; study_edit.complete_change = {then}; cli.main()"
    words = ["add", "indicator", str(table(tmp_path)), "--study", "tiny", *flags(id="schools", pillar="poverty_pillar")]
    kill = "lambda study: (study / '.change').is_dir() and os.kill(os.getpid(), signal.SIGKILL)"
    env = {**os.environ, "ARRAIGO_HOME": str(places.study.parents[2]), "ARRAIGO_RAW": str(tmp_path / "raw")}
    done = subprocess.run([sys.executable, "-c", code.format(then=kill), *words], cwd=ROOT, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    assert {name: content for name, content in contents(places).items() if not name.startswith(".change")} == before
    find_places("tiny")
    assert load_catalogue(places.texts()).indicator("schools").pillar == "poverty_pillar"
    assert (places.study / "tables" / "schools_aaa_2021.csv").is_file()
    assert not (places.study / ".change").exists()


def test_a_change_that_never_came_to_stand_is_cleared_away(places: Places) -> None:
    before = contents(places)
    (places.study / ".change" / "tables").mkdir(parents=True)
    (places.study / ".change" / "tables" / "poverty.csv").write_text("half", encoding="utf-8")
    assert complete_change(places.study)
    assert contents(places) == before
    assert not complete_change(places.study)


def test_a_full_disk_leaves_the_study_as_it_is(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(places)

    def full(path: Path, content: bytes) -> bool:
        raise StoreError(f"{path} could not be written (No space left on device).")

    monkeypatch.setattr(study_edit, "write_bytes", full)
    with pytest.raises(StoreError, match="No space left"):
        change_study(places, {"names.csv": before["names.csv"] + b"*,x,AA0101,\n"})
    assert contents(places) == before


def test_no_change_while_a_run_is_under_way(places: Places) -> None:
    with locked(places.processed), pytest.raises(StoreError, match="Another run"):
        edits.reweight(places, "poverty_rate", 2)


def test_what_comes_with_an_addition_is_not_taken_out_alone(places: Places) -> None:
    shutil.copytree(places.study, places.study.parent / "copy")
    copy = Places(study=places.study.parent / "copy", raw=places.raw, processed=places.processed)
    addition = copy.study / "additions" / "rain.yml"
    addition.parent.mkdir()
    source = """\
source:
  id: rain
  producer: Office
  publication: Rain
  url: https://example.org
  licence: CC BY 4.0
  licence_status: open
  attribution: Office
  rasters: {rain: {path: rain/*.tif}}
  series: {rain_mm: {title: {es: Lluvia, en: Rain}, countries: [AAA, BBB], level: municipality, year: 2020}}
indicators:
"""
    entry = (copy.study / "indicators.yml").read_text(encoding="utf-8").split("- id: poverty_rate")[1].split("- id:")[0]
    entry = (
        ("- id: rain_total" + entry).replace("method: value", "method: raster").replace("kind: share", "kind: index")
    )
    entry = (
        entry.replace("series: [poverty]", "series: [rain_mm]")
        + "  raster: {source: rain, layer: 1, statistic: mean}\n"
    )
    lines = "".join(f"  {line}\n" for line in entry.splitlines())
    addition.write_text(source + lines, encoding="utf-8")
    text = (copy.study / "tables" / "poverty.csv").read_text(encoding="utf-8")
    (copy.study / "tables" / "rain_mm.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"comes with additions/rain\.yml"):
        edits.remove_indicator(copy, "rain_total")
    edits.reweight(copy, "rain_total", 4)
    assert "weight: 4" in addition.read_text(encoding="utf-8")
