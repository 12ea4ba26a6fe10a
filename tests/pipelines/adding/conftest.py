"""Make the tiny study, with comments that a person wrote, for tests that add to it or change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.paths import Places, find_places
from tests.pipelines.tiny import write_study

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    study = write_study(tmp_path)
    text = (study / "indicators.yml").read_text(encoding="utf-8")
    text = "# The head of the file.\n" + text.replace("- id: poverty_rate", "# Before poverty.\n- id: poverty_rate")
    (study / "indicators.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("ARRAIGO_HOME", str(tmp_path))
    monkeypatch.delenv("ARRAIGO_RAW", raising=False)
    return find_places("tiny")
