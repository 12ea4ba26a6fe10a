"""Run every command of the guides word for word, in a copy of the project's data."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = ("events", "add-a-country")


def commands(guide: str, lang: str) -> list[str]:
    text = (ROOT / "docs" / "guides" / f"{guide}.{lang}.md").read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_give_the_same_commands(guide: str) -> None:
    assert commands(guide, "es") == commands(guide, "en")
    assert commands(guide, "en")


def run(guide: str, home: Path) -> str:
    """Run a guide's blocks one after another, as a person would in the project's folder."""
    tool = home / ".venv" / "bin" / "arraigo"
    tool.parent.mkdir(parents=True)
    tool.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from pipelines.cli import main; main()" "$@"\n', encoding="utf-8"
    )
    tool.chmod(0o755)
    env = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    for name in ("ARRAIGO_HOME", "ARRAIGO_RAW", "FORCE_COLOR"):
        env.pop(name, None)
    said = []
    for block in commands(guide, "en"):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block], cwd=home, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    return "\n".join(said)


def test_the_events_guide(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "studies", tmp_path / "data" / "studies")
    said = run("events", tmp_path)
    assert "10 points" in said
    study = tmp_path / "data" / "studies" / "northern_triangle"
    rows = (study / "tables" / "attacks.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 901
    counts = {row.split(",")[0]: row.split(",")[3] for row in rows[1:]}
    assert {code: n for code, n in counts.items() if n != "0"} == {
        "GT0101": "2", "GT0901": "1", "HN0101": "1", "HN0501": "1", "HN0801": "1", "SV0614": "1"
    }  # fmt: skip
    violence = (study / "tables" / "organised_violence.csv").read_text(encoding="utf-8")
    assert [row.split(",")[0] for row in violence.splitlines()[1:]] == ["GT17", "HN05"]
    assert len((study / "tables" / "hospital_km.csv").read_text(encoding="utf-8").splitlines()) == 299


def test_the_guide_to_adding_a_country(tmp_path: Path) -> None:
    run("add-a-country", tmp_path)
    published = tmp_path / "data" / "processed" / "squaria" / "5_published"
    assert (published / "map.html").is_file()
