"""Check that a stage is run when something it reads has changed, and only then."""

from __future__ import annotations

import json
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import CatalogueError, MissingFileError
from pipelines import stage as stage_module
from pipelines.paths import Places, find_places
from pipelines.stage import Context, Stage, read_run

if TYPE_CHECKING:
    from pathlib import Path

STAGE = Stage(verb="brew", folder="9_brewed", reads=(), study_files=("*.yml",), parameters=("seed",))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    study = tmp_path / "data" / "studies" / "tiny"
    study.mkdir(parents=True)
    (study / "study.yml").write_text("id: tiny\n", encoding="utf-8")
    return find_places("tiny", home=tmp_path)


@pytest.fixture(autouse=True)
def brew(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Stand in for a verb's module, counting its runs."""
    runs: list[int] = []

    def run(context: Context) -> None:
        runs.append(context.parameters["seed"])
        (context.out / "cup.txt").write_text(str(context.parameters["seed"]), encoding="utf-8")
        context.progress(1, 1)
        context.notes.append("brewed")

    module = types.ModuleType("pipelines.brew")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pipelines.brew", module)
    return runs


def execute(places: Places, *, stage: Stage = STAGE, seed: int = 1) -> list[str] | None:
    return stage.execute(
        places,
        catalogue=None,  # type: ignore[arg-type]
        texts=places.texts(),
        parameters={"seed": seed, "replicates": 10},
        raw_files={},
        progress=lambda done, total: None,
    )


def test_unchanged_is_not_run_again(places: Places, brew: list[int]) -> None:
    assert execute(places) == ["brewed"]
    assert execute(places) is None
    assert brew == [1]


def test_the_record_tells_how_the_results_came_about(places: Places) -> None:
    execute(places)
    record = read_run(places.result("9_brewed"))
    assert record["parameters"] == {"seed": 1}
    assert set(record["inputs"]) == {"study.yml"}
    assert set(record["outputs"]) == {"cup.txt"}
    assert record["packages"]["numpy"]
    assert record["wall_s"] >= 0
    assert record["peak_mb"] > 0
    # Nothing was done beside it.
    assert record["peak_mb_beside"] is None


def test_a_record_of_before_the_second_process_was_counted_still_holds(places: Places, brew: list[int]) -> None:
    execute(places)
    path = places.result("9_brewed") / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["peak_mb_beside"]
    path.write_text(json.dumps(record), encoding="utf-8")
    assert execute(places) is None
    assert brew == [1]


def change_seed(places: Places, monkeypatch: pytest.MonkeyPatch) -> int:
    return 2


def change_input(places: Places, monkeypatch: pytest.MonkeyPatch) -> int:
    (places.study / "study.yml").write_text("id: tiny2\n", encoding="utf-8")
    return 1


def change_output(places: Places, monkeypatch: pytest.MonkeyPatch) -> int:
    (places.result("9_brewed") / "cup.txt").write_text("spilt", encoding="utf-8")
    return 1


def damage_record(places: Places, monkeypatch: pytest.MonkeyPatch) -> int:
    (places.result("9_brewed") / "run.json").write_text("{", encoding="utf-8")
    return 1


def change_code(places: Places, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(stage_module, "environment", lambda: {"code": "other", "packages": {}})
    return 1


@pytest.mark.parametrize("change", [change_seed, change_input, change_output, damage_record, change_code])
def test_any_change_runs_it_again(
    places: Places, brew: list[int], monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    execute(places)
    seed = change(places, monkeypatch)
    assert execute(places, seed=seed) == ["brewed"]
    assert brew == [1, seed]


def test_a_stage_sees_the_results_of_the_one_before(places: Places, brew: list[int]) -> None:
    after = Stage(verb="brew", folder="10_drunk", reads=("9_brewed",), study_files=(), parameters=("seed",))
    with pytest.raises(MissingFileError, match=r"reads .*9_brewed, which is not there yet"):
        execute(places, stage=after)
    execute(places)
    execute(places, stage=after)
    assert set(read_run(places.result("10_drunk"))["inputs"]) == {"9_brewed/cup.txt"}
    execute(places, seed=2)
    assert execute(places, stage=after) is not None


def test_a_record_is_json_that_people_can_read(places: Places) -> None:
    execute(places)
    text = (places.result("9_brewed") / "run.json").read_text(encoding="utf-8")
    assert json.loads(text)["study"] == "tiny"
    assert text.count("\n") > 10


def test_an_unknown_study_names_the_known_ones(places: Places, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="Known here: tiny"):
        find_places("other", home=tmp_path)


def test_what_is_edited_during_a_run_counts_for_the_next(places: Places, brew: list[int]) -> None:
    texts = places.texts()
    (places.study / "study.yml").write_text("id: later\n", encoding="utf-8")
    STAGE.execute(
        places,
        catalogue=None,  # type: ignore[arg-type]
        texts=texts,
        parameters={"seed": 1},
        raw_files={},
        progress=lambda done, total: None,
    )
    assert execute(places) == ["brewed"]
    assert execute(places) is None


def test_a_file_that_is_not_utf8_is_named_with_its_line(places: Places) -> None:
    (places.study / "study.yml").write_bytes("id: tiny\ntitle: Petén\n".encode("latin-1"))
    with pytest.raises(CatalogueError, match=r"study\.yml:2: is not UTF-8"):
        places.texts()


def test_raw_files_are_looked_for_in_a_folder(places: Places, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="is not a folder"):
        find_places("tiny", home=tmp_path, raw=tmp_path / "nowhere")


@pytest.fixture
def grind(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for a verb that grinds beans, unless it did so before."""
    ground: list[str] = []

    def run(context: Context) -> None:
        beans = (context.places.study / "beans.txt").read_text(encoding="utf-8")
        if not context.taken_over("powder.txt", made_of={"beans.txt": beans}):
            ground.append(beans)
            (context.out / "powder.txt").write_text(f"powder of {beans}", encoding="utf-8")

    monkeypatch.setattr(sys.modules["pipelines.brew"], "run", run)
    return ground


def test_a_file_is_taken_over_while_what_it_is_made_of_stands(places: Places, grind: list[str]) -> None:
    beans, powder = places.study / "beans.txt", places.result("9_brewed") / "powder.txt"
    beans.write_text("arabica", encoding="utf-8")
    execute(places)
    execute(places, seed=2)
    assert grind == ["arabica"]
    assert powder.read_text(encoding="utf-8") == "powder of arabica"
    # What was taken over can be taken over again, and is made anew of anything else.
    execute(places, seed=3)
    beans.write_text("robusta", encoding="utf-8")
    execute(places, seed=4)
    assert grind == ["arabica", "robusta"]
    assert powder.read_text(encoding="utf-8") == "powder of robusta"


@pytest.mark.parametrize("how", ["edited", "gone", "other code"])
def test_a_file_that_is_not_what_this_code_left_is_not_taken_over(
    places: Places, grind: list[str], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    (places.study / "beans.txt").write_text("arabica", encoding="utf-8")
    execute(places)
    powder = places.result("9_brewed") / "powder.txt"
    if how == "edited":
        powder.write_text("dust", encoding="utf-8")
    elif how == "gone":
        powder.unlink()
    else:
        change_code(places, monkeypatch)
    execute(places, seed=2)
    assert grind == ["arabica", "arabica"]
    assert powder.read_text(encoding="utf-8") == "powder of arabica"
