"""Follow the guide word for word, in a folder of its own, and see the indicator come and go."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
STUDY = Path("data") / "studies" / "northern_triangle"


def blocks(lang: str) -> list[str]:
    """List the commands of the walk through, up to the part that is by hand."""
    text = (GUIDES / f"add-an-indicator.{lang}.md").read_text(encoding="utf-8").split("\n## 5.")
    after = text[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", text[0] + after, flags=re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with the shipped study and a command line, as a newcomer has them."""
    home = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "data" / "studies", home / "data" / "studies")
    command = home / ".venv" / "bin" / "arraigo"
    command.parent.mkdir(parents=True)
    command.write_text(
        f"#!/bin/sh\nexec {sys.executable} -c 'from pipelines.cli import main; main()' \"$@\"\n", encoding="utf-8"
    )
    command.chmod(0o755)
    return home


def sh(home: Path, commands: str) -> str:
    env = {key: value for key, value in os.environ.items() if not key.startswith("ARRAIGO_")}
    done = subprocess.run(
        ["sh", "-e", "-c", commands], cwd=home, env=env | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_guide_works_word_for_word(home: Path) -> None:
    before = {p.relative_to(home): p.read_bytes() for p in (home / STUDY).rglob("*") if p.is_file()}
    make, look, answer, add, run, change = blocks("en")
    sh(home, make)
    told = sh(home, look)
    assert "2 of 12 rows are about no place" in told
    assert "23 things are not said" in told
    sh(home, answer)
    assert "11 of 12 places have a figure, of 2022" in sh(home, add)
    table = (home / STUDY / "tables" / "no_piped_water_gtm_2022.csv").read_text(encoding="utf-8").splitlines()
    assert table[1] == "GT1301,Huehuetenango,0.225,,,,,2022,municipality"
    assert [row for row in table if row.startswith("GT1326")] == [
        "GT1326,Santa Cruz Barillas,0.589,,,,,2022,municipality"
    ]
    sh(home, run)
    published = home / "data" / "processed" / "northern_triangle" / "5_published"
    assert "Households without piped water" in (published / "map.html").read_text(encoding="utf-8")
    sh(home, change)
    after = {p.relative_to(home): p.read_bytes() for p in (home / STUDY).rglob("*") if p.is_file()}
    assert {name for name in after if after[name] != before.get(name)} == {STUDY / "names.csv"}
    assert set(after) == set(before)


def test_both_languages_give_the_same_commands() -> None:
    plain = [[re.sub(r"\s+#.*", "", block) for block in blocks(lang)] for lang in ("es", "en")]
    assert plain[0] == plain[1]
