"""Check that a run is run again from its record, that the same comes out, and that nothing is written over."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from geo.errors import RunError
from pipelines import kept, store
from tests.pipelines.reran import arraigo

if TYPE_CHECKING:
    from pathlib import Path


def test_a_replay_gives_the_same_check_sum_and_touches_nothing(second: Path) -> None:
    folder = second / "data/processed/tiny"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if "replays" not in path.parts}
    output = arraigo(second, "replay", "before").output
    assert "The same came out" in output
    told = json.loads((folder / "replays/before/replay.json").read_text(encoding="utf-8"))
    assert told["same"]
    assert told["same_code"]
    assert told["other_packages"] == []
    again = folder / "replays/before/data/processed/tiny/5_published/scores.csv"
    assert store.sha256(again) == kept.opened(folder / "runs/before").record["checksum"]
    after = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if "replays" not in path.parts}
    assert {path: when for path, when in after.items() if path.is_file()} == {
        path: when for path, when in before.items() if path.is_file()
    }
    # Once more: the folder is that of a replay, and nothing has to be run again.
    assert arraigo(second, "replay", "before").output.count("unchanged") == 5


def test_a_replay_that_comes_out_otherwise_says_what_differs(second: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(second / "data/processed/tiny/runs/before", folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record |= {"checksum": "0" * 64, "code": "older", "packages": record["packages"] | {"numpy": "1.0"}}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    output = arraigo(second, "replay", str(folder), "--out", str(tmp_path / "out"), code=1).output
    assert "Something else came out" in output
    assert "kept was 000000000000" in output
    assert "The code of arraigo is not the one" in output
    assert "numpy: 1.0 then" in output


@pytest.mark.parametrize(
    ("out", "message"),
    [("data/processed/tiny/3_scored", "holds the study or its results"), ("data", "holds the study"), ("full", "else")],
)
def test_a_replay_writes_over_nothing(second: Path, out: str, message: str) -> None:
    (second / "full").mkdir(exist_ok=True)
    (second / "full" / "mine.txt").touch()
    with pytest.raises(RunError, match=message):
        arraigo(second, "replay", "before", "--out", str(second / out))
