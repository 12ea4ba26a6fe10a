"""Run the tiny study again and again, change it in between, and read what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner, Result

from pipelines import cli
from pipelines.paths import Places, find_places

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHED = "data/processed/tiny/5_published"


def arraigo(home: Path, *words: str, code: int = 0) -> Result:
    told = {"ARRAIGO_HOME": str(home), "ARRAIGO_RAW": str(home / "raw")}
    result = CliRunner(env=told).invoke(cli.app, [words[0], *words[1:], "--study", "tiny"], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def edit(home: Path, name: str, old: str, new: str) -> None:
    path = home / "data/studies/tiny" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def page(home: Path, lang: str = "en") -> str:
    return (home / PUBLISHED / f"what_changed.{lang}.md").read_text(encoding="utf-8")


def places(home: Path) -> Places:
    return find_places("tiny", home=home, raw=None)


HEAVY = ("index.yml", "id: violence, parent: drivers", "id: violence, weight: 3, parent: drivers")
